#!/bin/sh
# SPDX-License-Identifier: MIT
# FluidSynth 2.3.1 loses count of its voices after `fluid_synth_set_polyphony` has raised their number: of those that
# end in one block of 64 samples it hears of as many as it was made for at first. The rest count as active for good,
# also in `fluid_synth_get_voicelist`, though they are silent; waiting for them to end is waiting for ever.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The packages and all below them, unpacked here: nothing is installed. Of the headers FluidSynth's own are enough.
mkdir -p debs/partial root && : >status
apt-get -qq -y --no-install-recommends --download-only -o Dir::State::status="$work/status" \
    -o Dir::Cache::archives="$work/debs" -o Debug::NoLocking=1 install libfluidsynth3=2.3.1-2 \
    timgm6mb-soundfont=1.3-5 >log 2>&1 || { cat log; exit 2; }
(cd debs && apt-get -qq download libfluidsynth-dev=2.3.1-2) >log 2>&1 || { cat log; exit 2; }
for deb in debs/*.deb; do dpkg -x "$deb" root; done
libs=root/usr/lib/x86_64-linux-gnu
all=$work/$libs:$work/$libs/blas:$work/$libs/lapack:$work/$libs/pulseaudio

cat >count.c <<'C'
#include <fluidsynth.h>
#include <stdio.h>
#include <stdlib.h>

/* count SOUNDFONT POLYPHONY RAISED: a hundred notes, then all sound off, then ten seconds. */
int main(int argc, char **argv)
{
    static float left[44100], right[44100];
    fluid_settings_t *settings = new_fluid_settings();
    fluid_settings_setint(settings, "synth.polyphony", atoi(argv[argc - 2]));
    fluid_synth_t *synth = new_fluid_synth(settings);
    if (fluid_synth_sfload(synth, argv[1], 1) < 0)
        return 2;
    fluid_synth_set_polyphony(synth, atoi(argv[argc - 1]));
    for (int i = 0; i < 100; i++)
        fluid_synth_noteon(synth, i / 50, 40 + i % 50, 100);
    fluid_synth_write_float(synth, 4410, left, 0, 1, right, 0, 1);
    int before = fluid_synth_get_active_voice_count(synth);
    fluid_synth_all_sounds_off(synth, -1);
    float loudest = 0;
    for (int second = 0; second < 10; second++) {
        loudest = 0;
        fluid_synth_write_float(synth, 44100, left, 0, 1, right, 0, 1);
        for (int i = 0; i < 44100; i++)
            loudest = left[i] > loudest ? left[i] : loudest;
    }
    printf("%d %d %d\n", before, fluid_synth_get_active_voice_count(synth), loudest > 1e-4f);
    delete_fluid_synth(synth);
    delete_fluid_settings(settings);
    return 0;
}
C
cc -o count count.c -I root/usr/include -L "$libs" -lfluidsynth -Wl,--allow-shlib-undefined
count() { LD_LIBRARY_PATH=$all ./count root/usr/share/sounds/sf2/TimGM6mb.sf2 "$@" 2>/dev/null; }
sed -n 's/^#define FLUIDSYNTH_VERSION  *"\([^"]*\)".*/FluidSynth \1/p' root/usr/include/fluidsynth/version.h
echo "expected: active voices with 100 notes, after ten seconds of nothing, whether the last is heard: 100 0 0"
made=$(count 256 256) raised=$(count 16 256)
echo "seen: made for 256 voices: $made; made for 16 and raised to 256: $raised"
[ "$made" = "100 0 0" ] && [ "${raised%% *}" = 100 ] && [ "${raised##* }" = 0 ] && [ "$raised" != "100 0 0" ]
