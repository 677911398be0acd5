/* SPDX-License-Identifier: MIT
 *
 * Whole songs with known truth, played by the installed SoundFont: how many drum hits become ghost notes, and how many
 * notes become hits. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "tests/cli/program.h"

#define NEAR 0.05 /* seconds */

static void push(struct neume_notes *notes, double onset, double length, int pitch, int velocity, int drum)
{
    struct neume_note n = {.onset = onset,
                           .offset = onset + length,
                           .pitch = (uint8_t)pitch,
                           .velocity = (uint8_t)velocity,
                           .drum = (uint8_t)drum,
                           .confidence = 1};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* Chords on the beat, a tune off it, a bass, and a beat with fills: 24 s. */
static void compose(struct neume_notes *song, uint64_t seed, int tune, int with_drums)
{
    static const int roots[] = {0, 5, 9, 7}, scale[] = {0, 2, 4, 7, 9};
    double step = 0.11 + 0.03 * support_random(&seed);
    for (int i = 0; 0.5 + i * step < 23; i++) {
        double t = 0.5 + i * step, luck = support_random(&seed), more = support_random(&seed);
        int root = 48 + roots[i / 16 % 4], loud = 70 + (int)(40 * luck);
        if (i % 8 == 0)
            for (int k = 0; k < 3; k++)
                push(song, t, 7 * step, root + 4 * k - (k == 2), 75, 0);
        if (i % 4 == 0 || luck < 0.1)
            push(song, t, 2.5 * step, root - 12, 90, 0);
        if (i % 2 == tune % 2 && more < 0.6)
            push(song, t, 1.8 * step, 72 + scale[(int)(5 * luck)], 95, 0);
        if (!with_drums)
            continue;
        if (i % 64 >= 56)
            push(song, t, 0.1, i % 64 < 60 ? 48 : 43, 100, 1);
        else if (i % 2 == 0)
            push(song, t, 0.1, i % 16 == 14 ? 46 : 42, loud, 1);
        if (i % 8 == 0 || (i % 8 == 5 && more < 0.5))
            push(song, t, 0.1, 36, 105, 1);
        if (i % 8 == 4)
            push(song, t, 0.1, 38, 108, 1);
        if (i % 64 == 0)
            push(song, t, 0.1, 49, 100, 1);
    }
    neume_notes_sort(song);
}

static void read_notes(const char *path, struct neume_notes *notes)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    neume_notes_init(notes);
    assert_ok(neume_smf_read(&smf, path));
    assert_ok(neume_smf_to_notes(&smf, 0, notes));
    neume_smf_release(&smf);
}

/* Whether some note, drum or pitched, of `in` begins near `time`; of this pitch where it is not negative. */
static int begins(const struct neume_notes *in, double time, int drum, int pitch)
{
    for (size_t i = 0; i < in->count; i++)
        if (in->note[i].drum == drum && fabs(in->note[i].onset - time) < NEAR &&
            (pitch < 0 || in->note[i].pitch == pitch))
            return 1;
    return 0;
}

struct counts {
    size_t notes, hits;   /* heard */
    size_t ghosts;        /* notes at a drum hit that nobody played, and that are not heard without the drums */
    size_t false_hits;    /* hits where none is, at a note */
    size_t found, played; /* true notes: heard, of all */
    size_t struck, beats; /* hits: heard, of all */
};

static void compare(const struct neume_notes *truth, const struct neume_notes *heard, const struct neume_notes *dry,
                    struct counts *c)
{
    for (size_t i = 0; i < heard->count; i++) {
        const struct neume_note *n = &heard->note[i];
        c->notes += !n->drum;
        c->hits += n->drum;
        c->ghosts += !n->drum && begins(truth, n->onset, 1, -1) && !begins(truth, n->onset, 0, n->pitch) &&
                     !begins(dry, n->onset, 0, n->pitch);
        c->false_hits += n->drum && !begins(truth, n->onset, 1, -1) && begins(truth, n->onset, 0, -1);
    }
    for (size_t i = 0; i < truth->count; i++) {
        const struct neume_note *n = &truth->note[i];
        c->played += !n->drum;
        c->found += !n->drum && begins(heard, n->onset, 0, n->pitch);
        c->beats += n->drum;
        c->struck += n->drum && begins(heard, n->onset, 1, -1);
    }
}

/* Composes into `song`, plays it and listens. */
static void run(struct neume_notes *song, int program, uint64_t seed, int with_drums, const char *mode,
                struct neume_notes *heard)
{
    char line[256];
    neume_notes_init(song);
    compose(song, seed, (int)seed, with_drums);
    assert_ok(neume_notes_write_midi(song, "mix.mid", NULL));
    snprintf(line, sizeof line,
             "$NEUME edit -q mix.mid -o mix2.mid --program %d && $NEUME render -q mix2.mid -o mix.wav --length 24 && "
             "$NEUME -q --mode %s mix.wav -o heard.mid",
             program, mode);
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: %s", line, ran.err);
    read_notes("heard.mid", heard);
}

/* Of a piano, a nylon guitar, a clean guitar and strings. The bars are loose, since they hold for any SoundFont: they
 * are there for the day when drums and notes get mixed up. */
static void ghosts_and_false_hits(void **state)
{
    (void)state;
    static const int programs[] = {1, 25, 28, 49};
    struct counts all = {0};
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
        struct neume_notes song, melody, heard, dry;
        run(&song, programs[i], i + 1, 1, "mix", &heard);
        run(&melody, programs[i], i + 1, 0, "poly", &dry);
        compare(&song, &heard, &dry, &all);
        neume_notes_release(&song);
        neume_notes_release(&melody);
        neume_notes_release(&heard);
        neume_notes_release(&dry);
    }
    print_message("%zu of %zu notes and %zu of %zu hits heard; %zu of %zu notes written are ghosts of hits, %zu of %zu "
                  "hits are notes\n",
                  all.found, all.played, all.struck, all.beats, all.ghosts, all.notes, all.false_hits, all.hits);
    assert_true(2 * all.found > all.played);
    assert_true(10 * all.struck > 8 * all.beats);
    assert_true(100 * all.ghosts < 12 * all.notes);
    assert_true(100 * all.false_hits < 12 * all.hits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ghosts_and_false_hits)};
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
