/* SPDX-License-Identifier: MIT
 *
 * Any MIDI file through edits that its own bytes choose: what an edit leaves is a file that can be written and read
 * again as the same. */
#include <stdlib.h>

#include "midi/edit/edit.h"
#include "midi/edit/edit_join.h"
#include "midi/edit/edit_setup.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_write.h"
#include "tests/fuzz/fuzz.h"

static void check_file(const struct neume_smf *smf)
{
    struct neume_smf again;
    uint8_t *bytes = NULL;
    size_t size;
    neume_smf_init(&again);
    enum neume_status s = neume_smf_write_memory(smf, &bytes, &size);
    fuzz_require(s == NEUME_OK || s == NEUME_ERR_ARGUMENT); /* a gap that a file cannot hold */
    if (s == NEUME_OK) {
        fuzz_require(neume_smf_parse(&again, bytes, size) == NEUME_OK);
        fuzz_require(neume_smf_equal(smf, &again));
    }
    free(bytes);
    neume_smf_release(&again);
}

/* One in `odds`. */
static int now_and_then(struct fuzz_choice *c, unsigned odds)
{
    return fuzz_choose(c, odds) == 0;
}

static int among(struct fuzz_choice *c, const int *values, unsigned count)
{
    return values[fuzz_choose(c, count)];
}

#define AMONG(c, ...) among(c, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void choose_time(struct neume_edit_options *o, struct fuzz_choice *c, const struct neume_smf *smf)
{
    if (now_and_then(c, 4))
        o->division = AMONG(c, 24, 96, 480, 32767);
    if (now_and_then(c, 4)) {
        o->first_bar = AMONG(c, 1, 2, 100);
        o->last_bar = o->first_bar + AMONG(c, 0, 1, 1000000);
    }
    if (now_and_then(c, 2))
        o->grid = (struct neume_note_value){AMONG(c, 1, 4, 16, 128), AMONG(c, 1, 2, 3), AMONG(c, 1, 2, 3)};
    o->strength = AMONG(c, 0, 1, 1) / (double)AMONG(c, 1, 2);
    o->swing = AMONG(c, 50, 66, 75) / 100.0;
    o->window = AMONG(c, 0, 1, 1);
    o->quantize_ends = AMONG(c, 0, 1);
    o->groove = now_and_then(c, 3) ? smf : NULL;
    o->groove_velocity = AMONG(c, 0, 1);
    o->humanize = AMONG(c, 0, 0, 1) / 50.0;
    o->humanize_velocity = AMONG(c, 0, 0, 127);
    if (now_and_then(c, 3))
        o->tempo = AMONG(c, 4, 120, 960);
    o->keep = AMONG(c, NEUME_KEEP_BEATS, NEUME_KEEP_TIMES);
}

static void choose_notes(struct neume_edit_options *o, struct fuzz_choice *c)
{
    o->merge_repeats = AMONG(c, -1, -1, 0, 1);
    o->drop_short = AMONG(c, 0, 0, 1) / 10.0;
    o->drop_weak = AMONG(c, 0, 0, 64);
    o->legato = AMONG(c, 0, 0, 1, 2);
    o->staccato = AMONG(c, 0, 0, 10);
    o->min_length = AMONG(c, 0, 0, 1);
    o->transpose = AMONG(c, 0, 0, 7, -127, 127);
    o->transpose_in_key = AMONG(c, 0, 0, 2, -74, 74);
    o->has_key = AMONG(c, 0, 1);
    o->key = (struct neume_key){AMONG(c, -7, 0, 7), AMONG(c, 0, 1)};
    o->find_key = AMONG(c, 0, 0, 1);
    o->sign = AMONG(c, 0, 0, 1);
    o->scale = (unsigned)AMONG(c, 0, 0, 0xAB5, 1);
    o->beyond = (enum neume_edit_beyond)AMONG(c, NEUME_BEYOND_DROP, NEUME_BEYOND_KEEP, NEUME_BEYOND_FOLD);
    o->velocities = AMONG(c, 0, 1, 2);
    for (int i = 0; i < o->velocities; i++)
        o->velocity[i] =
            (struct neume_edit_velocity){(enum neume_edit_velocity_kind)AMONG(c, 0, 1, 2, 3, 4), AMONG(c, 1, 2, 10)};
    o->channel = AMONG(c, 0, 0, 1, 16);
    o->split = AMONG(c, 0, 0, 60, NEUME_SPLIT_HANDS);
    o->program = AMONG(c, 0, 0, 128);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_smf smf, other;
    struct fuzz_choice choice = fuzz_choice_of(data, size);
    struct neume_edit_options options;
    struct neume_edit_report report;
    neume_smf_init(&smf);
    neume_smf_init(&other);
    if (neume_smf_parse(&smf, data, size) == NEUME_OK && neume_smf_parse(&other, data, size) == NEUME_OK) {
        neume_edit_options_init(&options);
        choose_time(&options, &choice, &other);
        choose_notes(&options, &choice);
        if (neume_edit(&smf, &options, &report) == NEUME_OK)
            fuzz_require(report.dropped <= report.notes && report.changed <= report.notes);
        check_file(&smf);
        if (neume_edit_join(&smf, &other, AMONG(&choice, NEUME_JOIN_AFTER, NEUME_JOIN_PARALLEL)) == NEUME_OK)
            check_file(&smf);
    }
    neume_smf_release(&smf);
    neume_smf_release(&other);
    return 0;
}
