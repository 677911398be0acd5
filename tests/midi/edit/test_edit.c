/* SPDX-License-Identifier: MIT
 *
 * Each edit on small scores, with the exact ticks that must come out: 480 ticks a quarter, 4/4, 120 BPM. */
#include "midi/edit/edit.h"
#include "midi/edit/edit_join.h"
#include "tests/midi/edit/edit_score.h"

#define SIXTEENTHS \
    {              \
        16, 1, 1   \
    }

struct row {
    const char *name, *before, *after;
    struct neume_edit_options options;
};

static const struct row rows[] = {
    {"nothing", "3-100 60 64; 7-90 64 70", "3-100 60 64; 7-90 64 70", {NO_EDITS}},
    {"quantise",
     "3-100 60 64; 115-235 62 64; 190-240 64 64",
     "0-97 60 64; 120-240 62 64; 240-290 64 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"a line stays a line",
     "0-170 60 64; 170-250 62 64; 250-350 64 64; 350-480 65 64",
     "0-120 60 64; 120-200 62 64; 240-340 64 64; 360-490 65 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"what sounded into the next still does",
     "0-200 60 64; 170-300 62 64; 310-330 64 64",
     "0-200 60 64; 120-250 62 64; 360-380 64 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"a tie goes to the earlier line", "60-100 60 64", "0-40 60 64", {NO_EDITS, .grid = SIXTEENTHS}},
    {"half way",
     "20-100 60 64; 130-200 62 64",
     "10-90 60 64; 125-195 62 64",
     {NO_EDITS, .grid = SIXTEENTHS, .strength = 0.5}},
    {"no strength",
     "20-100 60 64; 130-200 62 64",
     "20-100 60 64; 130-200 62 64",
     {NO_EDITS, .grid = SIXTEENTHS, .strength = 0}},
    {"a chord stays together",
     "55-200 60 64; 65-200 64 64; 66-200 67 64",
     "120-265 60 64; 120-255 64 64; 120-254 67 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"triplets", "150-200 60 64; 330-400 62 64", "160-210 60 64; 320-390 62 64", {NO_EDITS, .grid = {8, 2, 3}}},
    {"dotted", "350-400 60 64; 700-800 62 64", "360-410 60 64; 720-820 62 64", {NO_EDITS, .grid = {8, 3, 2}}},
    {"the grid begins anew with the bar", "1900-2000 60 64", "1920-2020 60 64", {NO_EDITS, .grid = {4, 3, 2}}},
    {"swing",
     "0-50 60 64; 240-300 62 64; 480-500 64 64; 725-800 65 64",
     "0-50 60 64; 320-380 62 64; 480-500 64 64; 800-875 65 64",
     {NO_EDITS, .grid = {8, 1, 1}, .swing = 2 / 3.}},
    {"window in percent",
     "20-50 60 64; 160-180 62 64",
     "0-30 60 64; 160-180 62 64",
     {NO_EDITS, .grid = SIXTEENTHS, .window = 0.5}},
    {"window in ticks",
     "20-50 60 64; 130-180 62 64",
     "20-50 60 64; 120-170 62 64",
     {NO_EDITS, .grid = SIXTEENTHS, .window_ticks = 10}},
    {"ends too",
     "10-100 60 64; 130-150 62 64",
     "0-120 60 64; 120-240 62 64",
     {NO_EDITS, .grid = SIXTEENTHS, .quantize_ends = 1}},
    {"a repetition ends the note before",
     "0-130 60 64; 140-200 60 64",
     "0-120 60 64; 120-180 60 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"two that fall together become one",
     "110-118 60 50; 125-160 60 70",
     "120-155 60 70",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"an overlap that nobody moved stays",
     "0-130 60 64; 120-200 60 64",
     "0-130 60 64; 120-200 60 64",
     {NO_EDITS, .grid = SIXTEENTHS}},
    {"transpose",
     "0-100 60 64; 50-90 0 64; 60-80 125 64",
     "0-100 62 64; 50-90 2 64; 60-80 127 64",
     {NO_EDITS, .transpose = 2}},
    {"out of range goes", "0-100 60 64; 60-80 125 64", "0-100 63 64", {NO_EDITS, .transpose = 3}},
    {"out of range stays",
     "0-100 60 64; 60-80 125 64",
     "0-100 63 64; 60-80 125 64",
     {NO_EDITS, .transpose = 3, .beyond = NEUME_BEYOND_KEEP}},
    {"out of range folds",
     "0-100 0 64; 60-80 60 64",
     "0-100 9 64; 60-80 57 64",
     {NO_EDITS, .transpose = -3, .beyond = NEUME_BEYOND_FOLD}},
    {"out of range folds down",
     "60-80 125 64",
     "60-80 116 64",
     {NO_EDITS, .transpose = 3, .beyond = NEUME_BEYOND_FOLD}},
    {"a third up in C",
     "0-100 60 64; 0-100 64 64; 0-100 71 64; 0-100 61 64",
     "0-100 64 64; 0-100 65 64; 0-100 67 64; 0-100 74 64",
     {NO_EDITS, .transpose_in_key = 2, .has_key = 1}},
    {"a step down in A major",
     "0-100 61 64; 0-100 69 64",
     "0-100 59 64; 0-100 68 64",
     {NO_EDITS, .transpose_in_key = -1, .has_key = 1, .key = {3, 0}}},
    {"a step up in Bb major",
     "0-100 58 64; 0-100 63 64",
     "0-100 60 64; 0-100 65 64",
     {NO_EDITS, .transpose_in_key = 1, .has_key = 1, .key = {-2, 0}}},
    {"to C major, ties down",
     "0-9 60 64; 10-19 61 64; 20-29 66 64; 30-39 70 64; 40-49 71 64",
     "0-9 60 64; 10-19 60 64; 20-29 65 64; 30-39 69 64; 40-49 71 64",
     {NO_EDITS, .scale = 0xAB5}},
    {"two that the scale brings together become one",
     "0-90 60 64; 0-50 61 80",
     "0-90 60 80",
     {NO_EDITS, .scale = 0xAB5}},
    {"the scale comes after transposition",
     "0-9 60 64; 10-19 64 64",
     "0-9 60 64; 10-19 65 64",
     {NO_EDITS, .scale = 0xAB5, .transpose = 1}},
    {"the scale of the key that is found",
     "0-400 60 64; 400-800 64 64; 800-1200 67 64; 1200-1400 65 64; 1400-1500 61 64; 1500-1700 62 64; 1700-1800 71 64",
     "0-400 60 64; 400-800 64 64; 800-1200 67 64; 1200-1400 65 64; 1400-1500 60 64; 1500-1700 62 64; 1700-1800 71 64",
     {NO_EDITS, .find_scale = 1}},
    {"no clear key and no scale", "0-9 61 64; 10-19 60 64", "0-9 61 64; 10-19 60 64", {NO_EDITS, .find_scale = 1}},
    {"a step up in the key that is found",
     "0-400 62 64; 400-800 66 64; 800-1200 69 64; 1200-1400 67 64; 1500-1700 64 64; 1700-1800 73 64",
     "0-400 64 64; 400-800 67 64; 800-1200 71 64; 1200-1400 69 64; 1500-1700 66 64; 1700-1800 74 64",
     {NO_EDITS, .find_key = 1, .transpose_in_key = 1}},
    {"velocity in turn",
     "0-9 60 100; 0-9 62 127; 0-9 64 1",
     "0-9 60 85; 0-9 62 107; 0-9 64 6",
     {NO_EDITS, .velocity = {{NEUME_VELOCITY_SCALE, 0.8}, {NEUME_VELOCITY_ADD, 5}}, .velocities = 2}},
    {"velocity compressed",
     "0-9 60 40; 0-9 62 80",
     "0-9 60 50; 0-9 62 70",
     {NO_EDITS, .velocity = {{NEUME_VELOCITY_COMPRESS, 2}}, .velocities = 1}},
    {"velocity curved",
     "0-9 60 32; 0-9 62 127",
     "0-9 60 64; 0-9 62 127",
     {NO_EDITS, .velocity = {{NEUME_VELOCITY_CURVE, 0.5}}, .velocities = 1}},
    {"velocity fixed",
     "0-9 60 32; 0-9 62 127",
     "0-9 60 90; 0-9 62 90",
     {NO_EDITS, .velocity = {{NEUME_VELOCITY_FIXED, 90}}, .velocities = 1}},
    {"velocity stays in range",
     "0-9 60 3; 0-9 62 120",
     "0-9 60 1; 0-9 62 1",
     {NO_EDITS, .velocity = {{NEUME_VELOCITY_ADD, -127}}, .velocities = 1}},
    {"legato",
     "0-100 60 64; 20-100 64 64; 480-490 62 64",
     "0-480 60 64; 20-480 64 64; 480-490 62 64",
     {NO_EDITS, .legato = 1}},
    {"legato, nine tenths", "0-900 60 64; 480-490 62 64", "0-432 60 64; 480-490 62 64", {NO_EDITS, .legato = 0.9}},
    {"staccato", "0-100 60 64; 480-481 62 64", "0-50 60 64; 480-481 62 64", {NO_EDITS, .staccato = 0.5}},
    {"at least 0.1 s", "0-9 60 64; 480-900 62 64", "0-96 60 64; 480-900 62 64", {NO_EDITS, .min_length = 0.1}},
    {"at least 0.1 s, up to the repetition",
     "0-9 60 64; 48-60 60 64",
     "0-48 60 64; 48-144 60 64",
     {NO_EDITS, .min_length = 0.1}},
    {"no short ones", "0-95 60 64; 480-576 62 64", "480-576 62 64", {NO_EDITS, .drop_short = 0.1}},
    {"no weak ones", "0-95 60 20; 480-576 62 21", "480-576 62 21", {NO_EDITS, .drop_weak = 21}},
    {"repeats within 10 ms",
     "0-90 60 64; 99-200 60 70; 220-300 60 64; 95-99 62 64",
     "0-200 60 64; 95-99 62 64; 220-300 60 64",
     {NO_EDITS, .merge_repeats = 0.010}},
    {"the second bar",
     "0-2000 60 64; 1920-1930 62 64; 3000-4000 64 64; 3840-3850 65 64",
     "0-10 62 64; 1080-1920 64 64",
     {NO_EDITS, .first_bar = 2, .last_bar = 2}},
    {"twice as fast", "0-100 60 64", "0-100 60 64", {NO_EDITS, .tempo = 240}},
    {"the same times in half the tempo",
     "0-100 60 64; 101-102 62 64",
     "0-50 60 64; 51-52 62 64",
     {NO_EDITS, .tempo = 60, .keep = NEUME_KEEP_TIMES}},
};

static void each_edit(void **state)
{
    (void)state;
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct neume_edit_report report;
        score_make(&smf, r->before);
        enum neume_status s = neume_edit(&smf, &r->options, &report);
        const char *got = s == NEUME_OK ? score_text(&smf, 0) : neume_status_text(s);
        if (strcmp(got, r->after))
            fail_msg("%s:\n  %s gave\n  %s, not\n  %s", r->name, r->before, got, r->after);
    }
    neume_smf_release(&smf);
}

/* What must be refused, and how. */
static void refused(void **state)
{
    (void)state;
    static const struct {
        struct neume_edit_options options;
        int format;
        uint16_t division;
        enum neume_status status;
    } bad[] = {
        {{NO_EDITS, .grid = {3, 1, 1}}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .grid = {32, 1, 1}}, 1, 4, NEUME_ERR_ARGUMENT}, /* finer than a tick */
        {{NO_EDITS, .grid = {16, 1, 1}}, 1, 4, NEUME_OK},
        {{NO_EDITS, .grid = SIXTEENTHS}, 1, 0xE728, NEUME_ERR_UNSUPPORTED},
        {{NO_EDITS, .tempo = 100}, 1, 0xE728, NEUME_ERR_UNSUPPORTED},
        {{NO_EDITS, .transpose = 1}, 1, 0xE728, NEUME_OK},
        {{NO_EDITS, .transpose = 1}, 2, 480, NEUME_ERR_UNSUPPORTED},
        {{NO_EDITS, .transpose = 100, .beyond = NEUME_BEYOND_REFUSE}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .transpose_in_key = 1}, 1, 480, NEUME_ERR_NOT_FOUND},
        {{NO_EDITS, .first_bar = 3, .last_bar = 3}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .first_bar = 3, .last_bar = 2}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .strength = 1.1}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .tempo = 1}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .swing = 0.8}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .key = {8, 0}}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .key = {0, 2}}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .scale = 0x1000}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .scale = 0xAB5, .sign = 1, .has_key = 1}, 1, 0xE728, NEUME_OK},
        {{NO_EDITS, .velocities = 9}, 1, 480, NEUME_ERR_ARGUMENT},
        {{NO_EDITS, .velocities = 1, .velocity = {{NEUME_VELOCITY_COMPRESS, 0}}}, 1, 480, NEUME_ERR_ARGUMENT},
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        score_make(&smf, "0-480 60 64");
        score_add(&smf, 1, "0-480 64 64");
        smf.format = bad[i].format;
        smf.division = bad[i].division;
        enum neume_status s = neume_edit(&smf, &bad[i].options, NULL);
        if (s != bad[i].status)
            fail_msg("row %zu: %s", i, neume_status_text(s));
    }
    neume_smf_release(&smf);
}

/* The one signature takes the place of all, at the start of the first track; nothing else moves. */
static void key_signature(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_report report;
    struct neume_edit_options o = {NO_EDITS, .sign = 1, .find_key = 1, .transpose = 1};
    int fifths, minor, signatures = 0;
    neume_smf_init(&smf);
    score_make(&smf, "0-400 60 64; 400-800 64 64; 800-1200 67 64; 1200-1400 65 64; 1500-1700 62 64; 1700-1800 71 64");
    score_add(&smf, 9, "0-4000 37 64; 0-4000 39 64; 0-4000 42 64; 0-4000 46 64");
    assert_ok(neume_smf_add_meta(&smf, 1, 4000, NEUME_META_KEY_SIGNATURE, "\2\1", 2));
    assert_ok(neume_edit(&smf, &o, &report));
    assert_true(report.has_key && report.key.fifths == -5 && !report.key.minor);
    for (size_t t = 0; t < smf.track_count; t++)
        for (size_t i = 0; i < smf.track[t].count; i++)
            if (neume_smf_is_meta(&smf.track[t].event[i], NEUME_META_KEY_SIGNATURE)) {
                assert_true(t == 0 && i == 0);
                signatures += neume_smf_key_signature(&smf, &smf.track[t].event[i], &fifths, &minor);
            }
    assert_true(signatures == 1 && fifths == -5 && !minor);
    assert_string_equal(score_text(&smf, 1), "0-4000 37 64; 0-4000 39 64; 0-4000 42 64; 0-4000 46 64");
    /* Drums alone have no key, and none is written. */
    score_make(&smf, "");
    score_add(&smf, 9, "0-40 36 64; 0-400 38 64; 0-400 40 64; 0-400 41 64; 0-400 43 64");
    assert_ok(neume_edit(&smf, &o, &report));
    assert_false(report.has_key);
    assert_false(neume_smf_is_meta(&smf.track[0].event[0], NEUME_META_KEY_SIGNATURE));
    neume_smf_release(&smf);
    smf.track_count = 0;
    o = (struct neume_edit_options){NO_EDITS, .sign = 1, .has_key = 1};
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_int_equal(smf.track_count, 0);
    neume_smf_release(&smf);
}

static void drums_keep_their_keys(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_options o = {NO_EDITS,     .transpose = 5, .merge_repeats = 1,
                                   .channel = 3, .program = 5,   .split = 70};
    neume_smf_init(&smf);
    score_make(&smf, "0-100 60 64; 200-300 62 64");
    score_add(&smf, 9, "0-10 36 64; 20-30 36 64; 40-50 80 64");
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_string_equal(score_text(&smf, 0), "0-100 65 64; 200-300 67 64");
    assert_string_equal(score_text(&smf, 1), "0-10 36 64; 20-30 36 64; 40-50 80 64");
    assert_int_equal(smf.track_count, 2);
    const struct neume_smf_event *e = smf.track[0].event;
    assert_true(e[0].status == (NEUME_MIDI_PROGRAM | 2) && e[0].data[0] == 4 &&
                e[1].status == (NEUME_MIDI_NOTE_ON | 2));
    assert_int_equal(smf.track[1].event[0].status, NEUME_MIDI_NOTE_ON | 9);
    neume_smf_release(&smf);
}

/* A note that nobody ends moves at its onset; a stray note-off stays, but follows its key. Of two notes of a key at a
 * time, the first note-off is the first one's. */
static void broken_notes(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_options o = {NO_EDITS, .transpose = 1, .grid = SIXTEENTHS};
    static const struct neume_smf_event expected[] = {
        {.tick = 0, .status = 0x90, .data = {61, 64}},   {.tick = 10, .status = 0x80, .data = {71, 0}},
        {.tick = 120, .status = 0x80, .data = {61, 1}},  {.tick = 120, .status = 0x90, .data = {61, 65}},
        {.tick = 220, .status = 0x80, .data = {61, 2}},  {.tick = 240, .status = 0x90, .data = {81, 64}},
        {.tick = 300, .status = 0xA0, .data = {81, 64}}, {.tick = 900, .status = 0xFF, .data = {0x2F}}};
    neume_smf_init(&smf);
    smf.division = SCORE_DIVISION;
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_message(&smf, 0, 5, 0x90, 60, 64));
    assert_ok(neume_smf_add_message(&smf, 0, 10, 0x80, 70, 0));
    assert_ok(neume_smf_add_message(&smf, 0, 100, 0x90, 60, 65));
    assert_ok(neume_smf_add_message(&smf, 0, 150, 0x80, 60, 1));
    assert_ok(neume_smf_add_message(&smf, 0, 200, 0x80, 60, 2));
    assert_ok(neume_smf_add_message(&smf, 0, 250, 0x90, 80, 64));
    assert_ok(neume_smf_add_message(&smf, 0, 300, 0xA0, 80, 64));
    assert_ok(neume_smf_end_track(&smf, 0, 900));
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_int_equal(smf.track[0].count, 8);
    for (size_t i = 0; i < 8; i++) {
        const struct neume_smf_event *e = &smf.track[0].event[i], *x = &expected[i];
        if (e->tick != x->tick || e->status != x->status || memcmp(e->data, x->data, 2))
            fail_msg("event %zu: %x %d %d at %d", i, e->status, e->data[0], e->data[1], (int)e->tick);
    }
    neume_smf_release(&smf);
}

static void split_into_hands(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_options o = {NO_EDITS, .split = 60};
    size_t size;
    neume_smf_init(&smf);
    score_make(&smf, "0-100 60 64; 0-100 59 64; 50-120 40 64; 100-300 72 64");
    smf.format = 0;
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_int_equal(smf.format, 1);
    assert_int_equal(smf.track_count, 2);
    assert_string_equal(score_text(&smf, 0), "0-100 60 64; 100-300 72 64");
    assert_string_equal(score_text(&smf, 1), "0-100 59 64; 50-120 40 64");
    assert_memory_equal(neume_smf_track_name(&smf, 1, &size), "left hand", 9);
    neume_smf_release(&smf);
}

/* Bars: what set the channel up before them is gathered at their start, the last of each; words are not. */
static void bars_keep_the_setting(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_edit_options o = {NO_EDITS, .first_bar = 2, .last_bar = 3};
    neume_smf_init(&smf);
    smf.division = SCORE_DIVISION;
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_time_signature(&smf, 0, 0, 3, 4)); /* bars of 1440 ticks */
    assert_ok(neume_smf_add_meta(&smf, 0, 0, NEUME_META_TEXT, "words", 5));
    assert_ok(neume_smf_add_message(&smf, 0, 10, 0xC0, 5, 0));
    assert_ok(neume_smf_add_message(&smf, 0, 20, 0xB0, 7, 100));
    assert_ok(neume_smf_add_message(&smf, 0, 30, 0xB0, 7, 90));
    assert_ok(neume_smf_add_message(&smf, 0, 1500, 0x90, 60, 64));
    assert_ok(neume_smf_add_message(&smf, 0, 1600, 0x80, 60, 64));
    assert_ok(neume_smf_add_message(&smf, 0, 4320, 0xB0, 7, 80));
    assert_ok(neume_smf_end_track(&smf, 0, 9000));
    assert_ok(neume_edit(&smf, &o, NULL));
    static const struct neume_smf_event expected[] = {
        {.tick = 0, .status = 0xFF, .data = {0x58}},     {.tick = 0, .status = 0xC0, .data = {5}},
        {.tick = 0, .status = 0xB0, .data = {7, 90}},    {.tick = 60, .status = 0x90, .data = {60, 64}},
        {.tick = 160, .status = 0x80, .data = {60, 64}}, {.tick = 2880, .status = 0xFF, .data = {0x2F}}};
    assert_int_equal(smf.track[0].count, 6);
    for (size_t i = 0; i < 6; i++) {
        const struct neume_smf_event *e = &smf.track[0].event[i], *x = &expected[i];
        assert_true(e->tick == x->tick && e->status == x->status && !memcmp(e->data, x->data, 2));
    }
    neume_smf_release(&smf);
}

static void joined(void **state)
{
    (void)state;
    struct neume_smf a, b;
    neume_smf_init(&a);
    neume_smf_init(&b);
    score_make(&a, "0-100 60 64; 2000-2100 62 64");
    score_make(&b, "0-192 64 64");
    b.division = 384;
    assert_ok(neume_edit_join(&a, &b, NEUME_JOIN_AFTER));
    assert_int_equal(a.division, 1920);
    assert_string_equal(score_text(&a, 0), "0-400 60 64; 8000-8400 62 64");
    assert_string_equal(score_text(&a, 1), "15360-16320 64 64"); /* the third bar */
    assert_int_equal(neume_smf_tempo(&a, &a.track[1].event[0]), 500000);
    score_make(&a, "0-100 60 64");
    b.division = 480;
    assert_ok(neume_smf_add_chunk(&b, "abcd", "x", 1));
    assert_ok(neume_edit_join(&a, &b, NEUME_JOIN_PARALLEL));
    assert_string_equal(score_text(&a, 1), "0-192 64 64");
    assert_int_equal(a.chunk[0].tracks_before, 2);
    b.division = 0xE728;
    assert_status(neume_edit_join(&a, &b, NEUME_JOIN_AFTER), NEUME_ERR_UNSUPPORTED);
    neume_smf_release(&a);
    neume_smf_release(&b);
}

/* Every second sixteenth late by 20 ticks and soft: quantised notes take that on, scaled to their own ticks. */
static void groove_of_another_file(void **state)
{
    (void)state;
    struct neume_smf groove, smf;
    struct neume_edit_options o = {NO_EDITS, .grid = SIXTEENTHS, .groove = &groove};
    neume_smf_init(&groove);
    neume_smf_init(&smf);
    score_make(&groove, "0-50 36 100; 140-190 36 50; 240-290 36 100; 380-430 36 50");
    score_make(&smf, "5-60 60 90; 118-170 62 90; 1925-1980 64 90; 2040-2090 65 90");
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_string_equal(score_text(&smf, 0), "0-55 60 120; 140-192 62 60; 1920-1975 64 120; 2060-2110 65 60");
    score_make(&smf, "0-60 60 90; 240-300 62 90");
    smf.division = 960;
    o.strength = 0.5;
    assert_ok(neume_edit(&smf, &o, NULL));
    assert_string_equal(score_text(&smf, 0), "0-60 60 105; 260-320 62 75");
    neume_smf_release(&groove);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edit),
        cmocka_unit_test(refused),
        cmocka_unit_test(key_signature),
        cmocka_unit_test(drums_keep_their_keys),
        cmocka_unit_test(broken_notes),
        cmocka_unit_test(split_into_hands),
        cmocka_unit_test(bars_keep_the_setting),
        cmocka_unit_test(joined),
        cmocka_unit_test(groove_of_another_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
