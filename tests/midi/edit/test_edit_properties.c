/* SPDX-License-Identifier: MIT
 *
 * What must hold of the edits whatever the music: random scores with every kind of event, and the fuzzing corpus. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <math.h>

#include "midi/edit/edit.h"
#include "midi/edit/edit_join.h"
#include "midi/edit/edit_setup.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/smf_write.h"
#include "tests/midi/edit/edit_score.h"
#include "tests/midi/edit/property.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { ROUNDS = 200 };

/* Written and read again it is the same. */
static int goes_through_a_file(const struct neume_smf *smf)
{
    struct neume_smf again;
    uint8_t *bytes = NULL;
    size_t size = 0;
    neume_smf_init(&again);
    int same = neume_smf_write_memory(smf, &bytes, &size) == NEUME_OK &&
               neume_smf_parse(&again, bytes, size) == NEUME_OK && neume_smf_equal(smf, &again);
    free(bytes);
    neume_smf_release(&again);
    return same;
}

static int same_event(const struct neume_smf *a, const struct neume_smf_event *e, const struct neume_smf *b,
                      const struct neume_smf_event *f)
{
    return e->tick == f->tick && e->status == f->status && !memcmp(e->data, f->data, 2) && e->size == f->size &&
           (!e->size || !memcmp(a->bytes + e->at, b->bytes + f->at, e->size));
}

/* The events of each track that are no notes, and not its end, are the same, in the same order. */
static int others_stay(const struct neume_smf *a, const struct neume_smf *b)
{
    int same = a->track_count == b->track_count;
    for (size_t t = 0; same && t < a->track_count; t++) {
        const struct neume_smf_track *x = &a->track[t], *y = &b->track[t];
        size_t j = 0;
        for (size_t i = 0; same && i < x->count; i++) {
            const struct neume_smf_event *e = &x->event[i];
            if (property_is_note(e) || neume_smf_is_meta(e, NEUME_META_END_OF_TRACK))
                continue;
            while (j < y->count && property_is_note(&y->event[j]))
                j++;
            same = j < y->count && same_event(a, e, b, &y->event[j]);
            j++;
        }
    }
    return same;
}

/* Every note ends, has a length, and ends before its key is struck again. */
static int notes_are_whole(struct neume_smf *smf)
{
    struct neume_edit_view v;
    int whole = neume_edit_view_init(&v, smf) == NEUME_OK;
    if (!whole)
        return 0;
    neume_edit_view_sort_keys(&v);
    for (size_t i = 0; i < v.count; i++) {
        const struct neume_edit_note *a = v.order[i], *b = i + 1 < v.count ? v.order[i + 1] : NULL;
        whole &= a->off_event != NEUME_EDIT_NO_EVENT && a->is.off > a->is.on;
        if (b && b->track == a->track && b->is.channel == a->is.channel && b->is.pitch == a->is.pitch)
            whole &= b->is.on >= a->is.off;
    }
    neume_edit_view_release(&v);
    return whole;
}

/* Each kind of edit that touches notes alone. */
static const struct neume_edit_options note_edits[] = {
    {NO_EDITS, .grid = {4, 1, 1}},
    {NO_EDITS, .grid = {16, 1, 1}, .quantize_ends = 1},
    {NO_EDITS, .grid = {8, 2, 3}, .strength = 0.4},
    {NO_EDITS, .grid = {8, 1, 1}, .swing = 0.7, .window = 0.3},
    {NO_EDITS, .grid = {16, 3, 2}, .window_ticks = 3, .quantize_ends = 1},
    {NO_EDITS, .humanize = 0.05, .humanize_velocity = 20, .seed = 7},
    {NO_EDITS, .transpose = 13},
    {NO_EDITS, .transpose_in_key = -3, .has_key = 1, .key = {4, 0}},
    {NO_EDITS, .transpose = 60, .beyond = NEUME_BEYOND_FOLD},
    {NO_EDITS, .transpose = 60, .beyond = NEUME_BEYOND_KEEP},
    {NO_EDITS, .legato = 1.2},
    {NO_EDITS, .staccato = 0.01},
    {NO_EDITS, .staccato = 7},
    {NO_EDITS, .min_length = 0.7},
    {NO_EDITS, .drop_short = 0.1, .drop_weak = 40},
    {NO_EDITS, .merge_repeats = 0.2},
    {NO_EDITS, .velocities = 1, .velocity = {{NEUME_VELOCITY_CURVE, 2}}},
};

/* What is tried of one row: the edit `o` of a score, and what must hold of the two. */
static int edited(const struct neume_smf *score, const struct neume_edit_options *o, enum neume_status *status,
                  struct neume_smf *after)
{
    neume_smf_init(after);
    property_copy(after, score);
    *status = neume_edit(after, o, NULL);
    return *status == NEUME_OK;
}

static int keeps_other_events(const struct neume_smf *score, const void *row)
{
    struct neume_smf after;
    enum neume_status status;
    int holds = edited(score, row, &status, &after)
                    ? others_stay(score, &after) && notes_are_whole(&after) && goes_through_a_file(&after)
                    : status == NEUME_ERR_ARGUMENT; /* a grid finer than the tick */
    neume_smf_release(&after);
    return holds;
}

static void other_events_stay(void **state)
{
    (void)state;
    for (size_t e = 0; e < COUNT(note_edits); e++)
        property_check("other events stay", keeps_other_events, &note_edits[e], PROPERTY_TEMPOS, ROUNDS);
}

static int changes_nothing(const struct neume_smf *score, const void *row)
{
    struct neume_smf after;
    enum neume_status status;
    int holds = edited(score, row, &status, &after) && neume_smf_equal(score, &after);
    neume_smf_release(&after);
    return holds;
}

static int own_groove_changes_nothing(const struct neume_smf *score, const void *row)
{
    struct neume_edit_options o = *(const struct neume_edit_options *)row;
    o.groove = score;
    return changes_nothing(score, &o);
}

/* Edits that must give back the very file. */
static void nothing_changes(void **state)
{
    (void)state;
    static const struct neume_edit_options groove = {NO_EDITS, .grid = {0, 1, 1}};
    static const struct neume_edit_options none[] = {
        {NO_EDITS},
        {NO_EDITS, .grid = {16, 1, 1}, .strength = 0, .quantize_ends = 1},
        {NO_EDITS, .staccato = 1},
        {NO_EDITS, .velocities = 2, .velocity = {{NEUME_VELOCITY_SCALE, 0.5}, {NEUME_VELOCITY_SCALE, 2}}},
    };
    for (size_t e = 0; e < COUNT(none); e++)
        property_check("nothing changes", changes_nothing, &none[e], PROPERTY_TEMPOS, ROUNDS);
    property_check("its own groove", own_groove_changes_nothing, &groove, PROPERTY_TEMPOS, ROUNDS);
}

/* row: two edits. */
static int comes_back(const struct neume_smf *score, const void *row)
{
    const struct neume_edit_options *pair = row;
    struct neume_smf after;
    enum neume_status status;
    int holds = edited(score, &pair[0], &status, &after) && neume_edit(&after, &pair[1], NULL) == NEUME_OK &&
                neume_smf_equal(score, &after);
    neume_smf_release(&after);
    return holds;
}

static void there_and_back(void **state)
{
    (void)state;
    static const struct neume_edit_options pairs[][2] = {
        {{NO_EDITS, .transpose = 30}, {NO_EDITS, .transpose = -30}},
        {{NO_EDITS, .transpose_in_key = 7, .has_key = 1}, {NO_EDITS, .transpose_in_key = -7, .has_key = 1}},
    };
    for (size_t e = 0; e < COUNT(pairs); e++)
        property_check("there and back", comes_back, pairs[e], PROPERTY_TEMPOS, ROUNDS);
}

/* row: two edits, and one that is both. */
static int composes(const struct neume_smf *score, const void *row)
{
    const struct neume_edit_options *o = row;
    struct neume_smf one, both;
    enum neume_status status, at_once;
    if (edited(score, &o[0], &status, &one))
        status = neume_edit(&one, &o[1], NULL);
    edited(score, &o[2], &at_once, &both);
    int holds = status == at_once && (status != NEUME_OK || neume_smf_equal(&one, &both));
    neume_smf_release(&one);
    neume_smf_release(&both);
    return holds;
}

/* One edit after another is both at once, where the fixed order is the same; transpositions add up. */
static void edits_compose(void **state)
{
    (void)state;
    static const struct neume_edit_setup setup[2] = {{5, 129, 100, 20, "A"}, {7, -1, -1, 64, "B"}};
    static const struct neume_edit_options rows[][3] = {
        {{NO_EDITS, .transpose = 3}, {NO_EDITS, .transpose = 4}, {NO_EDITS, .transpose = 7}},
        {{NO_EDITS, .transpose_in_key = 7, .has_key = 1},
         {NO_EDITS, .transpose_in_key = 14, .has_key = 1},
         {NO_EDITS, .transpose_in_key = 21, .has_key = 1}},
        {{NO_EDITS, .grid = {8, 1, 1}}, {NO_EDITS, .transpose = 5}, {NO_EDITS, .grid = {8, 1, 1}, .transpose = 5}},
        {{NO_EDITS, .drop_weak = 50}, {NO_EDITS, .grid = {16, 1, 1}}, {NO_EDITS, .drop_weak = 50, .grid = {16, 1, 1}}},
        {{NO_EDITS, .transpose = 2},
         {NO_EDITS, .velocities = 1, .velocity = {{NEUME_VELOCITY_ADD, -20}}},
         {NO_EDITS, .transpose = 2, .velocities = 1, .velocity = {{NEUME_VELOCITY_ADD, -20}}}},
        {{NO_EDITS, .velocities = 1, .velocity = {{NEUME_VELOCITY_ADD, 5}}},
         {NO_EDITS, .tempo = 90},
         {NO_EDITS, .velocities = 1, .velocity = {{NEUME_VELOCITY_ADD, 5}}, .tempo = 90}},
        {{NO_EDITS, .transpose = 2},
         {NO_EDITS, .setup = setup, .setups = 2},
         {NO_EDITS, .transpose = 2, .setup = setup, .setups = 2}},
        {{NO_EDITS, .split = NEUME_SPLIT_HANDS},
         {NO_EDITS, .setup = setup, .setups = 1},
         {NO_EDITS, .split = NEUME_SPLIT_HANDS, .setup = setup, .setups = 1}},
    };
    for (size_t e = 0; e < COUNT(rows); e++)
        property_check("edits compose", composes, rows[e], PROPERTY_TEMPOS, ROUNDS);
}

static int begins_as_set_up(const struct neume_smf *score)
{
    int holds = 1;
    for (size_t t = 0; t < score->track_count; t++) {
        int volume[16] = {0}, program[16] = {0}, noted[16] = {0};
        for (size_t k = 0; k < score->track[t].count; k++) {
            const struct neume_smf_event *e = &score->track[t].event[k];
            int c = e->status & 0x0F;
            if (e->status == (0xB0 | c) && e->data[0] == 7)
                volume[c] = e->data[1];
            if (e->status == (0xC0 | c))
                program[c] = e->data[0];
            if (property_begins(e) && !noted[c]++)
                holds &= volume[c] == 101 && (c == 9 || program[c] == 11);
        }
    }
    return holds;
}

static int sets_up(const struct neume_smf *score, const void *row)
{
    struct neume_smf after;
    struct neume_notes a, b;
    enum neume_status status;
    neume_notes_init(&a);
    neume_notes_init(&b);
    int holds = edited(score, row, &status, &after) && begins_as_set_up(&after) &&
                neume_smf_to_notes(score, 0, &a) == NEUME_OK && neume_smf_to_notes(&after, 0, &b) == NEUME_OK &&
                a.count == b.count;
    for (size_t n = 0; holds && n < a.count; n++)
        holds = a.note[n].onset == b.note[n].onset && a.note[n].pitch == b.note[n].pitch;
    neume_notes_release(&a);
    neume_notes_release(&b);
    neume_smf_release(&after);
    return holds;
}

/* A set-up is what the channel begins with, whatever stood there, and touches no note. */
static void setup_is_what_begins(void **state)
{
    (void)state;
    static const struct neume_edit_setup setup = {12, 3 << 7 | 4, 101, 33, "Name"};
    struct neume_edit_options o = {NO_EDITS, .setup = &setup, .setups = 1};
    property_check("set-up", sets_up, &o, PROPERTY_TEMPOS, ROUNDS);
}

static int is_idempotent(const struct neume_smf *score, const void *row)
{
    struct neume_smf once, twice;
    enum neume_status status, again = NEUME_ERR_ARGUMENT;
    neume_smf_init(&twice);
    int holds = edited(score, row, &status, &once) && (neume_smf_release(&twice), edited(&once, row, &again, &twice)) &&
                neume_smf_equal(&once, &twice);
    neume_smf_release(&once);
    neume_smf_release(&twice);
    return holds;
}

/* Twice is once. */
static void idempotent(void **state)
{
    (void)state;
    static const struct neume_edit_options edits[] = {
        {NO_EDITS, .grid = {4, 1, 1}},
        {NO_EDITS, .grid = {16, 1, 1}, .quantize_ends = 1},
        {NO_EDITS, .grid = {8, 2, 3}},
        {NO_EDITS, .grid = {8, 1, 1}, .swing = 0.75, .quantize_ends = 1},
        {NO_EDITS, .grid = {8, 1, 1}, .window = 0.4},
        {NO_EDITS, .grid = {8, 1, 1}, .window = 0.4, .quantize_ends = 1},
        {NO_EDITS, .legato = 1},
        {NO_EDITS, .min_length = 0.5},
        {NO_EDITS, .drop_short = 0.1, .drop_weak = 40, .merge_repeats = 0.1},
        {NO_EDITS, .channel = 2, .program = 7, .tempo = 99},
    };
    for (size_t e = 0; e < COUNT(edits); e++)
        property_check("twice is once", is_idempotent, &edits[e], PROPERTY_TEMPOS, ROUNDS);
}

static int lies_on_the_grid(const struct neume_smf *score, const void *row)
{
    struct neume_smf after;
    struct neume_edit_view v;
    enum neume_status status;
    int holds = edited(score, row, &status, &after) && neume_edit_view_init(&v, &after) == NEUME_OK;
    if (holds) {
        for (size_t n = 0; n < v.count; n++)
            holds &= v.note[n].is.on % (score->division / 4) == 0;
        neume_edit_view_release(&v);
    }
    neume_smf_release(&after);
    return holds;
}

/* Every onset on a line, every line from the start of its bar. */
static void quantised_is_on_the_grid(void **state)
{
    (void)state;
    struct neume_edit_options o = {NO_EDITS, .grid = {16, 1, 1}};
    property_check("on the grid", lies_on_the_grid, &o, PROPERTY_PLAIN, ROUNDS);
}

static int keeps_times(const struct neume_smf *score, const void *row)
{
    const struct neume_edit_options *o = row;
    struct neume_smf before, after;
    struct neume_edit_view a, b;
    enum neume_status status;
    double most = 0.51 * 60 / o->tempo / score->division;
    neume_smf_init(&before);
    property_copy(&before, score);
    int holds = edited(score, o, &status, &after);
    assert_ok(neume_edit_view_init(&a, &before));
    assert_ok(neume_edit_view_init(&b, &after));
    holds &= a.count == b.count;
    for (size_t n = 0; holds && n < a.count; n++)
        holds = fabs(neume_tempo_map_seconds(&a.tempo, a.note[n].is.on) -
                     neume_tempo_map_seconds(&b.tempo, b.note[n].is.on)) < most;
    neume_edit_view_release(&a);
    neume_edit_view_release(&b);
    neume_smf_release(&before);
    neume_smf_release(&after);
    return holds;
}

/* A new tempo that keeps the times moves nothing by more than half a tick, but for ends that keep a note alive. */
static void times_are_kept(void **state)
{
    (void)state;
    struct neume_edit_options o = {NO_EDITS, .tempo = 130, .keep = NEUME_KEEP_TIMES};
    property_check("times are kept", keeps_times, &o, PROPERTY_TEMPOS, ROUNDS);
}

/* What shrinking must find: of all broken scores that with these two notes, struck together and apart by an octave. */
static int has_no_octave(const struct neume_smf *score, const void *row)
{
    (void)row;
    for (size_t t = 0; t < score->track_count; t++)
        for (size_t i = 0; i < score->track[t].count; i++)
            for (size_t k = i + 1; k < score->track[t].count; k++) {
                const struct neume_smf_event *a = &score->track[t].event[i], *b = &score->track[t].event[k];
                if (property_begins(a) && property_begins(b) && abs(a->data[0] - b->data[0]) == 12 && b->data[1] > 100)
                    return 0;
            }
    return 1;
}

static void shrinking_finds_the_smallest(void **state)
{
    (void)state;
    struct neume_smf score;
    int found = 0;
    neume_smf_init(&score);
    for (uint64_t seed = 1; seed < 30; seed++) {
        uint64_t random = seed;
        property_score(&score, &random, PROPERTY_TEMPOS);
        if (has_no_octave(&score, NULL))
            continue;
        found++;
        property_shrink(&score, has_no_octave, NULL);
        size_t notes = 0, others = 0;
        uint64_t last = 0;
        for (size_t t = 0; t < score.track_count; t++)
            for (size_t i = 0; i < score.track[t].count; i++) {
                const struct neume_smf_event *e = &score.track[t].event[i];
                notes += (size_t)property_begins(e);
                others += !property_is_note(e) && !neume_smf_is_meta(e, NEUME_META_END_OF_TRACK);
                last = e->tick > last ? e->tick : last;
                assert_true(!property_begins(e) || (e->status == NEUME_MIDI_NOTE_ON && e->data[1] >= 64));
            }
        assert_int_equal(notes, 2);
        assert_int_equal(others, 0);
        assert_in_range(last, 1, 2);
        assert_false(has_no_octave(&score, NULL));
        assert_true(property_is_played(&score));
    }
    assert_true(found > 10);
    neume_smf_release(&score);
}

/* Nothing breaks on odd files, and what comes out can be written and read, unless a gap grew too long. */
static void check_odd_file(const char *path, const struct neume_edit_options *o, struct neume_smf *smf)
{
    struct neume_smf again;
    uint8_t *bytes;
    size_t size;
    if (neume_smf_read(smf, path) != NEUME_OK)
        return;
    enum neume_status s = neume_edit(smf, o, NULL);
    if (s == NEUME_ERR_ARGUMENT || s == NEUME_ERR_UNSUPPORTED || s == NEUME_ERR_NOT_FOUND)
        return;
    assert_ok(s);
    s = neume_smf_write_memory(smf, &bytes, &size);
    if (s == NEUME_ERR_ARGUMENT)
        return;
    assert_ok(s);
    neume_smf_init(&again);
    assert_ok(neume_smf_parse(&again, bytes, size));
    assert_true(neume_smf_equal(smf, &again));
    free(bytes);
    neume_smf_release(&again);
}

static void odd_files(void **state)
{
    (void)state;
    static const char folder[] = NEUME_SOURCE_DIR "/tests/fuzz/corpus/smf";
    struct neume_smf smf, other;
    struct neume_edit_options more[] = {
        {NO_EDITS},
        {NO_EDITS, .first_bar = 1, .last_bar = 1},
        {NO_EDITS, .first_bar = 2, .last_bar = 1000},
        {NO_EDITS, .split = 62, .program = 3, .channel = 10},
        {NO_EDITS, .tempo = 4, .keep = NEUME_KEEP_TIMES},
        {NO_EDITS, .tempo = 960, .keep = NEUME_KEEP_TIMES},
        {NO_EDITS, .groove = &other},
        {NO_EDITS, .transpose_in_key = 74},
    };
    DIR *dir = opendir(folder);
    int files = 0;
    assert_non_null(dir);
    neume_smf_init(&smf);
    neume_smf_init(&other);
    for (struct dirent *d; (d = readdir(dir));) {
        const char *path = support_path(folder, d->d_name);
        if (*d->d_name == '.')
            continue;
        files++;
        neume_smf_read(&other, path); /* empty where that fails */
        for (size_t e = 0; e < COUNT(note_edits); e++)
            check_odd_file(path, &note_edits[e], &smf);
        for (size_t e = 0; e < COUNT(more); e++)
            check_odd_file(path, &more[e], &smf);
        for (int how = 0; how < 2; how++)
            if (neume_smf_read(&smf, path) == NEUME_OK)
                neume_edit_join(&smf, &other, (enum neume_edit_join)how);
    }
    closedir(dir);
    assert_true(files > 40);
    neume_smf_release(&smf);
    neume_smf_release(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_events_stay),
        cmocka_unit_test(nothing_changes),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(edits_compose),
        cmocka_unit_test(setup_is_what_begins),
        cmocka_unit_test(idempotent),
        cmocka_unit_test(quantised_is_on_the_grid),
        cmocka_unit_test(times_are_kept),
        cmocka_unit_test(shrinking_finds_the_smallest),
        cmocka_unit_test(odd_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
