/* SPDX-License-Identifier: MIT
 *
 * Flams and plain strokes of a snare in a beat, played by the kits of the installed SoundFonts: how many flams come out
 * as two strokes, and how many plain ones do. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "tests/cli/program.h"

enum { STROKES = 40 };

static void push(struct neume_notes *notes, double onset, int pitch, double velocity)
{
    struct neume_note n = {.onset = onset,
                           .offset = onset + 0.015,
                           .pitch = (uint8_t)pitch,
                           .velocity = (uint8_t)velocity,
                           .drum = 1,
                           .confidence = 1};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* Twice a second; every other stroke has a grace note, `gap[i]` seconds before it. */
static void compose(struct neume_notes *song, uint64_t *seed, double *gap)
{
    neume_notes_init(song);
    for (int i = 0; i < STROKES; i++) {
        double t = 0.5 + 0.5 * i, main = 85 + 35 * support_random(seed);
        gap[i] = i % 2 ? 0.02 + 0.025 * support_random(seed) : 0;
        if (i % 2)
            push(song, t - gap[i], 38, main * (0.4 + 0.3 * support_random(seed)));
        push(song, t, 38, main);
        push(song, t + 0.25, 36, 100);
        push(song, t + 0.245 + 0.01 * support_random(seed), 42, 70);
        if (support_random(seed) < 0.4)
            push(song, t - 0.004 + 0.008 * support_random(seed), 42, 80);
    }
    neume_notes_sort(song);
}

static int is_struck(const struct neume_notes *heard, double time)
{
    for (size_t i = 0; i < heard->count; i++)
        if (heard->note[i].pitch == 38 && fabs(heard->note[i].onset - time) < 0.01)
            return 1;
    return 0;
}

/* Snare strokes between 12 and 80 ms from `time`. */
static int is_doubled(const struct neume_notes *heard, double time)
{
    for (size_t i = 0; i < heard->count; i++) {
        double beside = fabs(heard->note[i].onset - time);
        if (heard->note[i].pitch == 38 && beside > 0.012 && beside < 0.08)
            return 1;
    }
    return 0;
}

static void flams_of(const char *font, uint64_t seed, int *both, int *doubled)
{
    char line[256];
    double gap[STROKES];
    struct neume_notes song, heard;
    struct neume_smf smf;
    compose(&song, &seed, gap);
    assert_ok(neume_notes_write_midi(&song, "flams.mid", NULL));
    snprintf(line, sizeof line,
             "$NEUME render -q flams.mid -o flams.wav --soundfont %s && "
             "$NEUME -q --mode drums flams.wav -o heard.mid",
             font);
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: %s", line, ran.err);
    neume_smf_init(&smf);
    neume_notes_init(&heard);
    assert_ok(neume_smf_read(&smf, "heard.mid"));
    assert_ok(neume_smf_to_notes(&smf, 0, &heard));
    for (int i = 0; i < STROKES; i++) {
        double t = 0.5 + 0.5 * i;
        *both += gap[i] > 0 && is_struck(&heard, t) && is_struck(&heard, t - gap[i]);
        *doubled += gap[i] == 0 && is_doubled(&heard, t);
    }
    neume_smf_release(&smf);
    neume_notes_release(&heard);
    neume_notes_release(&song);
}

static void test_flams(void **state)
{
    (void)state;
    static const char *fonts[] = {"/usr/share/sounds/sf2/TimGM6mb.sf2", "/usr/share/sounds/sf2/FluidR3_GM.sf2",
                                  "/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"};
    for (int f = 0; f < 3; f++) {
        int both = 0, doubled = 0;
        if (access(fonts[f], R_OK))
            continue;
        for (uint64_t seed = 1; seed <= 2; seed++)
            flams_of(fonts[f], seed, &both, &doubled);
        print_message("%s: %d of %d flams are two strokes, %d of %d plain strokes are\n", fonts[f], both, STROKES,
                      doubled, STROKES);
        assert_true(both >= STROKES * 6 / 10);
        assert_true(doubled <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_flams)};
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
