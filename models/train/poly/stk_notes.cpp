// SPDX-License-Identifier: MIT
// Single notes of STK's physical models, for stk.py:
// stk_notes INSTRUMENT KEY AMPLITUDE SECONDS VARIANT > float32 at 44100 Hz.
// Build: g++ -O2 -o stk_notes models/train/poly/stk_notes.cpp -lstk
#include <stk/BandedWG.h>
#include <stk/BeeThree.h>
#include <stk/BlowHole.h>
#include <stk/Bowed.h>
#include <stk/Brass.h>
#include <stk/Clarinet.h>
#include <stk/FMVoices.h>
#include <stk/Flute.h>
#include <stk/Mandolin.h>
#include <stk/ModalBar.h>
#include <stk/Plucked.h>
#include <stk/Rhodey.h>
#include <stk/Saxofony.h>
#include <stk/Sitar.h>
#include <stk/StifKarp.h>
#include <stk/TubeBell.h>
#include <stk/VoicForm.h>
#include <stk/Wurley.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace stk;

static double uniform(double low, double high)
{
    return low + (high - low) * (rand() / (RAND_MAX + 1.0));
}

static std::unique_ptr<Instrmnt> make(const std::string &name, double lowest)
{
    if (name == "clarinet")
        return std::make_unique<Clarinet>(lowest);
    if (name == "flute")
        return std::make_unique<Flute>(lowest);
    if (name == "sax")
        return std::make_unique<Saxofony>(lowest);
    if (name == "brass")
        return std::make_unique<Brass>(lowest);
    if (name == "bowed")
        return std::make_unique<Bowed>(lowest);
    if (name == "blowhole")
        return std::make_unique<BlowHole>(lowest);
    if (name == "voice")
        return std::make_unique<VoicForm>();
    if (name == "fmvoice")
        return std::make_unique<FMVoices>();
    if (name == "sitar")
        return std::make_unique<Sitar>(lowest);
    if (name == "mandolin")
        return std::make_unique<Mandolin>(lowest);
    if (name == "stiff")
        return std::make_unique<StifKarp>(lowest);
    if (name == "plucked")
        return std::make_unique<Plucked>(lowest);
    if (name == "bar")
        return std::make_unique<ModalBar>();
    if (name == "banded")
        return std::make_unique<BandedWG>();
    if (name == "organ")
        return std::make_unique<BeeThree>();
    if (name == "rhodes")
        return std::make_unique<Rhodey>();
    if (name == "wurley")
        return std::make_unique<Wurley>();
    if (name == "bell")
        return std::make_unique<TubeBell>();
    return nullptr;
}

// What a variant of an instrument is: the same for all of its notes.
static void turn_knobs(Instrmnt &i, const std::string &name)
{
    static const int blown[] = {2, 4, 11, 1}, voiced[] = {1, 2, 11};
    if (name == "bar")
        i.controlChange(16, rand() % 3 == 0 ? 0 : rand() % 8 * 16.0);
    else if (name == "voice")
        for (int k : voiced)
            i.controlChange(k, uniform(0, k == 11 ? 20 : 100));
    else if (name == "clarinet" || name == "flute" || name == "sax" || name == "blowhole" || name == "bowed" ||
             name == "brass")
        for (int k : blown)
            i.controlChange(k, k == 1 ? uniform(0, 12) : uniform(25, 90));
    else
        for (int k : blown)
            if (name != "organ" && name != "banded")
                i.controlChange(k, uniform(10, 110));
}

int main(int count, char **word)
{
    if (count != 6)
        return 2;
    std::string name = word[1];
    double hz = 440 * std::pow(2, (atof(word[2]) - 69) / 12), amplitude = atof(word[3]);
    size_t samples = (size_t)(atof(word[4]) * 44100);
    Stk::setSampleRate(44100);
    Stk::setRawwavePath("/usr/share/stk/rawwaves/");
    auto i = make(name, std::fmin(hz, 50));
    if (!i)
        return 2;
    srand((unsigned)atoi(word[5]));
    turn_knobs(*i, name);
    i->noteOn(hz, amplitude);
    std::vector<float> x(samples);
    for (float &v : x)
        v = (float)i->tick();
    fwrite(x.data(), sizeof x[0], x.size(), stdout);
}
