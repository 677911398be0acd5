/* SPDX-License-Identifier: MIT
 *
 * What must hold of the edits whatever the music: random scores with every kind of event, and the fuzzing corpus. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <math.h>

#include "midi/score.h"
#include "tests/midi/edit_score.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { ROUNDS = 200 };

static int below(uint64_t *random, int n)
{
    return (int)(support_random(random) * n);
}

static void add(struct neume_smf *smf, size_t t, uint64_t tick, int status, int a, int b)
{
    assert_ok(neume_smf_add_message(smf, t, tick, status, a, b));
}

/* One event of a kind that is no note. */
static void add_other(struct neume_smf *smf, size_t t, uint64_t tick, int kind, uint64_t *random)
{
    int channel = below(random, 3);
    switch (kind) {
    case 0:
        add(smf, t, tick, NEUME_MIDI_CONTROL | channel, below(random, 120), below(random, 128));
        break;
    case 1:
        add(smf, t, tick, NEUME_MIDI_BEND | channel, below(random, 128), below(random, 128));
        break;
    case 2:
        add(smf, t, tick, NEUME_MIDI_PROGRAM | channel, below(random, 128), 0);
        break;
    case 3:
        assert_ok(neume_smf_add_sysex(smf, t, tick, NEUME_MIDI_SYSEX, "\x7E\x01\xF7", 3));
        break;
    case 4:
        assert_ok(neume_smf_add_meta(smf, t, tick, 0x7D, "odd", 3));
        break;
    case 5:
        assert_ok(neume_smf_add_tempo(smf, t, tick, 300000 + (uint32_t)below(random, 500000)));
        break;
    default:
        assert_ok(neume_smf_add_time_signature(smf, t, tick, 2 + below(random, 6), 4));
    }
}

/* One to three tracks; no key sounds twice at a time within a track, as a player would have it. `kinds`: 5 without, 7
 * with tempo and time signatures among the other events. */
static void make_random(struct neume_smf *smf, uint64_t *random, int kinds)
{
    neume_smf_release(smf);
    smf->division = (uint16_t)(24 << below(random, 5));
    int tracks = 1 + below(random, 3);
    for (int t = 0; t < tracks; t++) {
        uint64_t tick = 0, ends[3][128] = {{0}};
        assert_ok(neume_smf_add_track(smf));
        for (int i = below(random, 120); i > 0; i--) {
            tick += below(random, 3) ? (uint64_t)below(random, smf->division) : 0;
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < 128; p++)
                    if (ends[c][p] && ends[c][p] <= tick) {
                        add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_OFF | c, p, 1);
                        ends[c][p] = 0;
                    }
            int c = below(random, 3), p = 30 + below(random, 60);
            if (!below(random, 4))
                add_other(smf, (size_t)t, tick, below(random, kinds), random);
            else if (!ends[c][p]) {
                add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_ON | c, p, 1 + below(random, 127));
                ends[c][p] = tick + 1 + (uint64_t)below(random, 2 * smf->division);
            }
        }
        tick += 2u * smf->division;
        for (int c = 0; c < 3; c++)
            for (int p = 0; p < 128; p++)
                if (ends[c][p])
                    add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_OFF | c, p, 1);
        assert_ok(neume_smf_end_track(smf, (size_t)t, tick));
    }
}

static void copy(struct neume_smf *to, const struct neume_smf *from)
{
    uint8_t *bytes;
    size_t size;
    assert_ok(neume_smf_write_memory(from, &bytes, &size));
    assert_ok(neume_smf_parse(to, bytes, size));
    assert_true(neume_smf_equal(to, from));
    free(bytes);
}

static int is_note(const struct neume_smf_event *e)
{
    return (e->status & 0xE0) == 0x80;
}

/* The events of each track that are no notes, and not its end, are the same, in the same order. */
static void check_others(const struct neume_smf *a, const struct neume_smf *b)
{
    assert_int_equal(a->track_count, b->track_count);
    for (size_t t = 0; t < a->track_count; t++) {
        const struct neume_smf_track *x = &a->track[t], *y = &b->track[t];
        size_t j = 0;
        for (size_t i = 0; i < x->count; i++) {
            const struct neume_smf_event *e = &x->event[i];
            if (is_note(e) || neume_smf_is_meta(e, NEUME_META_END_OF_TRACK))
                continue;
            while (j < y->count && is_note(&y->event[j]))
                j++;
            assert_true(j < y->count);
            const struct neume_smf_event *f = &y->event[j++];
            assert_true(e->tick == f->tick && e->status == f->status && !memcmp(e->data, f->data, 2));
            assert_true(e->size == f->size && (!e->size || !memcmp(a->bytes + e->at, b->bytes + f->at, e->size)));
        }
    }
}

/* Every note ends, has a length, and ends before its key is struck again. */
static void check_notes(struct neume_smf *smf)
{
    struct neume_edit_view v;
    assert_ok(neume_edit_view_init(&v, smf));
    neume_edit_view_sort_keys(&v);
    for (size_t i = 0; i < v.count; i++) {
        const struct neume_edit_note *a = v.order[i], *b = i + 1 < v.count ? v.order[i + 1] : NULL;
        assert_true(a->off_event != NEUME_EDIT_NO_EVENT && a->is.off > a->is.on);
        if (b && b->track == a->track && b->is.channel == a->is.channel && b->is.pitch == a->is.pitch)
            assert_true(b->is.on >= a->is.off);
    }
    neume_edit_view_release(&v);
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

static void other_events_stay(void **state)
{
    (void)state;
    struct neume_smf before, after, again;
    uint64_t random = 1;
    neume_smf_init(&before);
    neume_smf_init(&after);
    neume_smf_init(&again);
    for (int i = 0; i < ROUNDS; i++) {
        make_random(&before, &random, 7);
        for (size_t e = 0; e < COUNT(note_edits); e++) {
            copy(&after, &before);
            enum neume_status s = neume_edit(&after, &note_edits[e], NULL);
            if (s == NEUME_ERR_ARGUMENT) /* a grid finer than the tick */
                continue;
            assert_ok(s);
            check_others(&before, &after);
            check_notes(&after);
            copy(&again, &after); /* it goes through a file */
        }
    }
    neume_smf_release(&before);
    neume_smf_release(&after);
    neume_smf_release(&again);
}

/* Edits that must give back the very file. */
static void nothing_changes(void **state)
{
    (void)state;
    struct neume_smf before, after;
    struct neume_edit_options none[] = {
        {NO_EDITS},
        {NO_EDITS, .grid = {16, 1, 1}, .strength = 0, .quantize_ends = 1},
        {NO_EDITS, .groove = &before, .grid = {0, 1, 1}},
        {NO_EDITS, .staccato = 1},
        {NO_EDITS, .velocities = 2, .velocity = {{NEUME_VELOCITY_SCALE, 0.5}, {NEUME_VELOCITY_SCALE, 2}}},
    };
    uint64_t random = 2;
    neume_smf_init(&before);
    neume_smf_init(&after);
    for (int i = 0; i < ROUNDS; i++) {
        make_random(&before, &random, 7);
        for (size_t e = 0; e < COUNT(none); e++) {
            copy(&after, &before);
            assert_ok(neume_edit(&after, &none[e], NULL));
            if (!neume_smf_equal(&before, &after))
                fail_msg("edit %zu changed round %d", e, i);
        }
    }
    neume_smf_release(&before);
    neume_smf_release(&after);
}

static void there_and_back(void **state)
{
    (void)state;
    static const struct neume_edit_options pairs[][2] = {
        {{NO_EDITS, .transpose = 30}, {NO_EDITS, .transpose = -30}},
        {{NO_EDITS, .transpose_in_key = 7, .has_key = 1}, {NO_EDITS, .transpose_in_key = -7, .has_key = 1}},
    };
    struct neume_smf before, after;
    uint64_t random = 3;
    neume_smf_init(&before);
    neume_smf_init(&after);
    for (int i = 0; i < ROUNDS; i++) {
        make_random(&before, &random, 7);
        for (size_t e = 0; e < COUNT(pairs); e++) {
            copy(&after, &before);
            assert_ok(neume_edit(&after, &pairs[e][0], NULL));
            assert_ok(neume_edit(&after, &pairs[e][1], NULL));
            assert_true(neume_smf_equal(&before, &after));
        }
    }
    neume_smf_release(&before);
    neume_smf_release(&after);
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
    struct neume_smf one, both;
    uint64_t random = 11;
    neume_smf_init(&one);
    neume_smf_init(&both);
    for (int i = 0; i < ROUNDS; i++) {
        for (size_t e = 0; e < COUNT(rows); e++) {
            make_random(&one, &random, 7);
            copy(&both, &one);
            enum neume_status s = neume_edit(&one, &rows[e][0], NULL);
            s = s == NEUME_OK ? neume_edit(&one, &rows[e][1], NULL) : s;
            assert_int_equal(neume_edit(&both, &rows[e][2], NULL), s);
            if (s == NEUME_OK && !neume_smf_equal(&one, &both))
                fail_msg("row %zu, round %d", e, i);
        }
    }
    neume_smf_release(&one);
    neume_smf_release(&both);
}

/* A set-up is what the channel begins with, whatever stood there, and touches no note. */
static void setup_is_what_begins(void **state)
{
    (void)state;
    static const struct neume_edit_setup setup = {12, 3 << 7 | 4, 101, 33, "Name"};
    struct neume_edit_options o = {NO_EDITS, .setup = &setup, .setups = 1};
    struct neume_smf smf;
    uint64_t random = 12;
    neume_smf_init(&smf);
    for (int i = 0; i < ROUNDS; i++) {
        struct neume_notes before, after;
        make_random(&smf, &random, 7);
        neume_notes_init(&before);
        neume_notes_init(&after);
        assert_ok(neume_score_to_notes(&smf, 0, &before));
        assert_ok(neume_edit(&smf, &o, NULL));
        assert_ok(neume_score_to_notes(&smf, 0, &after));
        assert_int_equal(before.count, after.count);
        for (size_t n = 0; n < before.count; n++)
            assert_true(before.note[n].onset == after.note[n].onset && before.note[n].pitch == after.note[n].pitch);
        for (size_t t = 0; t < smf.track_count; t++) {
            int volume[16] = {0}, program[16] = {0}, noted[16] = {0};
            for (size_t k = 0; k < smf.track[t].count; k++) {
                const struct neume_smf_event *e = &smf.track[t].event[k];
                int c = e->status & 0x0F;
                if (e->status == (0xB0 | c) && e->data[0] == 7)
                    volume[c] = e->data[1];
                if (e->status == (0xC0 | c))
                    program[c] = e->data[0];
                if (e->status != (0x90 | c) || !e->data[1] || noted[c]++)
                    continue;
                assert_int_equal(volume[c], 101);
                assert_true(c == 9 || program[c] == 11);
            }
        }
        neume_notes_release(&before);
        neume_notes_release(&after);
    }
    neume_smf_release(&smf);
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
    struct neume_smf once, twice;
    uint64_t random = 4;
    neume_smf_init(&once);
    neume_smf_init(&twice);
    for (int i = 0; i < ROUNDS; i++) {
        for (size_t e = 0; e < COUNT(edits); e++) {
            make_random(&once, &random, 7);
            assert_ok(neume_edit(&once, &edits[e], NULL));
            copy(&twice, &once);
            assert_ok(neume_edit(&twice, &edits[e], NULL));
            if (!neume_smf_equal(&once, &twice))
                fail_msg("edit %zu is not idempotent, round %d", e, i);
        }
    }
    neume_smf_release(&once);
    neume_smf_release(&twice);
}

/* Every onset on a line, every line from the start of its bar. */
static void quantised_is_on_the_grid(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_view v;
    struct neume_edit_options o = {NO_EDITS, .grid = {16, 1, 1}};
    uint64_t random = 5;
    neume_smf_init(&smf);
    for (int i = 0; i < ROUNDS; i++) {
        make_random(&smf, &random, 5);
        assert_ok(neume_edit(&smf, &o, NULL));
        assert_ok(neume_edit_view_init(&v, &smf));
        for (size_t n = 0; n < v.count; n++)
            assert_true(v.note[n].is.on % (smf.division / 4) == 0);
        neume_edit_view_release(&v);
    }
    neume_smf_release(&smf);
}

/* A new tempo that keeps the times moves nothing by more than half a tick, but for ends that keep a note alive. */
static void times_are_kept(void **state)
{
    (void)state;
    struct neume_smf before, after;
    struct neume_edit_options o = {NO_EDITS, .tempo = 130, .keep = NEUME_KEEP_TIMES};
    uint64_t random = 6;
    neume_smf_init(&before);
    neume_smf_init(&after);
    for (int i = 0; i < ROUNDS; i++) {
        struct neume_edit_view a, b;
        make_random(&before, &random, 7);
        copy(&after, &before);
        assert_ok(neume_edit(&after, &o, NULL));
        assert_ok(neume_edit_view_init(&a, &before));
        assert_ok(neume_edit_view_init(&b, &after));
        assert_int_equal(a.count, b.count);
        double most = 0.51 * 60 / 130 / before.division;
        for (size_t n = 0; n < a.count; n++)
            assert_true(fabs(neume_tempo_map_seconds(&a.tempo, a.note[n].is.on) -
                             neume_tempo_map_seconds(&b.tempo, b.note[n].is.on)) < most);
        neume_edit_view_release(&a);
        neume_edit_view_release(&b);
    }
    neume_smf_release(&before);
    neume_smf_release(&after);
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
        cmocka_unit_test(odd_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
