/* SPDX-License-Identifier: MIT */
#include "models/parts/part_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logspec.h"
#include "models/poly/poly.h"
#include "models/transcriber.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = NEUME_LOGSPEC_RATE, BARS = 8, COUNT = RATE * 2 * BARS };

static void play(float *x, double at, double length, int pitch, int partials, double amplitude, double decay)
{
    size_t from = (size_t)(at * RATE), count = (size_t)(length * RATE);
    double hz = 440 * pow(2, (pitch - 69) / 12.0);
    float *note = signal_new(count);
    signal_harmonics(note, count, RATE, hz, partials, amplitude, 0, 0);
    for (size_t i = 0; i < count && from + i < COUNT; i++) {
        double t = (double)i / RATE, left = (double)(count - i) / RATE;
        x[from + i] += note[i] * (float)(fmin(t / 0.004, 1) * exp(-t / decay) * fmin(left / 0.03, 1));
    }
    free(note);
}

/* A plucked bass in quarters under plucked chords in halves, two seconds a bar. */
static float *make_band(void)
{
    static const int root[4] = {0, 9, 5, 7}, chord[3] = {0, 4, 7};
    float *x = signal_new(COUNT);
    for (int bar = 0; bar < BARS; bar++) {
        for (int q = 0; q < 4; q++)
            play(x, 2 * bar + 0.5 * q, 0.45, 28 + root[bar % 4] + (q == 3 ? 7 : 0), 6, 0.25, 0.6);
        for (int h = 0; h < 2; h++)
            for (int i = 0; i < 3; i++)
                play(x, 2 * bar + h, 0.9, 60 + root[bar % 4] + chord[i], 12, 0.06, 0.5);
    }
    return x;
}

static void hear(const float *x, size_t block, enum neume_tracks tracks, struct neume_notes *notes)
{
    struct neume_options options;
    struct neume_transcriber *t;
    neume_options_init(&options);
    neume_notes_init(notes);
    options.tracks = tracks;
    assert_ok(neume_transcriber_new(&t, &neume_poly_model, &options));
    for (size_t at = 0; at < COUNT; at += block)
        assert_ok(neume_transcriber_process(t, x + at, COUNT - at < block ? COUNT - at : block, notes));
    assert_ok(neume_transcriber_flush(t, notes));
    neume_transcriber_free(t);
    neume_notes_sort(notes);
}

static void test_the_bass_of_a_band(void **state)
{
    (void)state;
    float *x = make_band();
    struct neume_notes notes, split, one;
    size_t low = 0, low_bass = 0, high = 0, high_bass = 0;
    hear(x, COUNT, NEUME_TRACKS_PARTS, &notes);
    hear(x, 1009, NEUME_TRACKS_PARTS, &split);
    hear(x, COUNT, NEUME_TRACKS_ONE, &one);
    assert_int_equal(notes.count, split.count);
    assert_int_equal(notes.count, one.count);
    for (size_t i = 0; i < notes.count; i++) {
        const struct neume_note *n = &notes.note[i];
        assert_true(n->part > NEUME_PART_NONE && n->part < NEUME_PART_DRUMS);
        assert_int_equal(n->part, split.note[i].part);
        assert_int_equal(one.note[i].part, NEUME_PART_NONE);
        assert_true(n->pitch == one.note[i].pitch && n->onset == one.note[i].onset);
        low += n->pitch < 46;
        low_bass += n->pitch < 46 && n->part == NEUME_PART_BASS;
        high += n->pitch >= 60;
        high_bass += n->pitch >= 60 && n->part == NEUME_PART_BASS;
    }
    assert_true(low >= 20 && high >= 30);
    if (low_bass < low * 9 / 10 || high_bass > high / 20)
        fail_msg("%zu of %zu low notes are the bass, %zu of %zu high ones", low_bass, low, high_bass, high);
    neume_notes_release(&notes);
    neume_notes_release(&split);
    neume_notes_release(&one);
    free(x);
}

/* Nothing, one note, and notes of which nothing was seen get parts, or none, and no fault. */
static void test_few_notes(void **state)
{
    (void)state;
    struct neume_note note[3] = {{.onset = 1, .offset = 2, .pitch = 60, .velocity = 64, .confidence = 0.5f},
                                 {.onset = 0, .offset = 1e-9, .pitch = 0, .velocity = 1},
                                 {.onset = 1, .offset = 900, .pitch = 127, .velocity = 127, .confidence = 1}};
    float strike[3] = {-20, -200, 0}, partials[3][NEUME_POLY_PARTIALS] = {{0}}, feature[3][NEUME_PART_FEATURES];
    size_t index[3];
    for (size_t count = 0; count <= 3; count++) {
        struct neume_part_song song = {note, strike, partials[0], count};
        assert_ok(neume_part_order(&song, index));
        assert_ok(neume_part_describe(&song, index, feature[0]));
        for (size_t i = 0; i < count; i++)
            for (int k = 0; k < NEUME_PART_FEATURES; k++)
                assert_true(isfinite(feature[i][k]) && fabsf(feature[i][k]) < 40);
        assert_ok(neume_part_assign(&song, note));
        for (size_t i = 0; i < 3; i++)
            assert_true(i < count ? note[i].part > NEUME_PART_NONE && note[i].part < NEUME_PART_DRUMS : !note[i].part);
    }
    assert_true(index[0] == 1 && index[1] == 0 && index[2] == 2);
}

/* What the features say of a note's place, against counting by hand. */
static void test_the_place_of_a_note(void **state)
{
    (void)state;
    enum { PLACE = NEUME_POLY_PARTIALS, LOWER = 7, HIGHER = 8, SOUNDING = 5, BEGUN = 6 };
    const struct neume_note note[4] = {{.onset = 0, .offset = 3, .pitch = 40, .velocity = 9},
                                       {.onset = 1, .offset = 2, .pitch = 64, .velocity = 9},
                                       {.onset = 1.01, .offset = 2, .pitch = 67, .velocity = 9},
                                       {.onset = 30, .offset = 31, .pitch = 52, .velocity = 9}};
    const float strike[4] = {0, 0, 0, 0};
    static float partials[4][NEUME_POLY_PARTIALS], feature[4][NEUME_PART_FEATURES];
    const struct neume_part_song song = {note, strike, partials[0], 4};
    size_t index[4];
    assert_ok(neume_part_order(&song, index));
    assert_ok(neume_part_describe(&song, index, feature[0]));
    const float *middle = feature[1] + PLACE, *alone = feature[3] + PLACE;
    assert_true(fabsf(middle[LOWER] - 2) < 1e-6f && fabsf(middle[HIGHER] - 0.25f) < 1e-6f);
    assert_true(fabsf(middle[SOUNDING] - 0.4f) < 1e-6f && fabsf(middle[BEGUN] - 0.25f) < 1e-6f);
    assert_true(alone[LOWER] == 2 && alone[HIGHER] == 2 && alone[SOUNDING] == 0 && alone[BEGUN] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_bass_of_a_band),
        cmocka_unit_test(test_few_notes),
        cmocka_unit_test(test_the_place_of_a_note),
    };
    return cmocka_run_group_tests_name("models/part_net", tests, NULL, NULL);
}
