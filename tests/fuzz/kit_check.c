/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/kit_check.h"

#include <math.h>
#include <string.h>

#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "tests/fuzz/fuzz.h"

enum { RATE = 44100, CHANNELS = 2 };

static void check_region(const struct neume_kit *kit, size_t index, int velocity)
{
    const struct neume_kit_region *r = neume_kit_region(kit, index);
    const float gain = neume_kit_gain(kit, index, velocity);
    fuzz_require(r->bad == NEUME_OK && r->sound.frame && r->sound.frames > 0 && r->sound.attack < r->sound.frames);
    fuzz_require(gain >= 0 && r->sound.level > 0 && r->pan >= -1 && r->pan <= 1);
    for (size_t i = 0; i < r->sound.frames * CHANNELS; i++)
        fuzz_require(isfinite(r->sound.frame[i] * gain));
}

static void play(struct neume_kit *kit)
{
    static const int velocities[] = {1, 64, 127};
    size_t region[NEUME_KIT_MOST], count;
    for (int key = 30; key < 64; key += 3) {
        for (int v = 0; v < 3; v++) {
            enum neume_status s = neume_kit_choose(kit, key, velocities[v], region, &count);
            fuzz_require(s == NEUME_OK && count <= NEUME_KIT_MOST);
            for (size_t i = 0; i < count; i++)
                check_region(kit, region[i], velocities[v]);
        }
    }
}

void kit_check(const char *name, const uint8_t *data, size_t size)
{
    static int prepared;
    struct neume_kit_problem problem = {0};
    struct neume_kit *kit;
    enum neume_status why;
    if (!prepared) {
        fuzz_sound("a.wav");
        fuzz_sound("b.wav");
        prepared = 1;
    }
    enum neume_status s = neume_kit_open(&kit, fuzz_file(name, data, size), RATE, CHANNELS, 1, &problem);
    fuzz_require((s == NEUME_OK) == (kit != NULL));
    fuzz_require(memchr(problem.subject, 0, sizeof problem.subject) && memchr(problem.words, 0, sizeof problem.words));
    if (kit) {
        play(kit);
        for (size_t i = 0; neume_kit_file(kit, i); i++)
            fuzz_require(*neume_kit_file(kit, i));
        for (size_t i = 0; neume_kit_bad(kit, i, &why); i++)
            fuzz_require(why != NEUME_OK);
    }
    neume_kit_free(kit);
}
