/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/neume.h"
#include "tests/support/notes.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 44100, COUNT = 4 * RATE };

/* Eight plucked notes, half a second apart from 0.25 s on. */
static float *plucks(void)
{
    static const double hz[] = {220, 246.94, 277.18, 293.66, 329.63, 369.99, 415.3, 440};
    float *x = signal_new(COUNT);
    for (int i = 0; i < 8; i++) {
        size_t from = (size_t)((0.25 + 0.45 * i) * RATE), length = (size_t)(0.4 * RATE);
        float *note = signal_new(length);
        signal_harmonics(note, length, RATE, hz[i], 6, 0.3, 0, 0);
        for (size_t k = 0; k < length; k++)
            x[from + k] += note[k] * (float)exp(-4.0 * (double)k / RATE);
        free(note);
    }
    return x;
}

/* The same sound on `channels` channels. */
static float *spread(const float *mono, int channels)
{
    float *x = signal_new((size_t)channels * COUNT);
    for (size_t i = 0; i < COUNT; i++)
        for (int c = 0; c < channels; c++)
            x[i * (size_t)channels + (size_t)c] = mono[i];
    return x;
}

static int stop(void *user, double share)
{
    assert_true(share <= 1);
    ++*(int *)user;
    return 1;
}

/* One channel and two that are alike are the same music, and what is heard in it is where it was put. */
static void one_and_two_channels(void **state)
{
    (void)state;
    float *mono = plucks(), *stereo = spread(mono, 2);
    struct neume_notes notes[2] = {{0}, {0}};
    struct neume_onsets onsets[2] = {{0}, {0}};
    struct neume_pitch_track track[2] = {{0}, {0}};
    struct neume_options options;
    struct neume_report report;
    neume_options_init(&options);
    options.mode = NEUME_MODE_MELODY;
    for (int i = 0; i < 2; i++) {
        struct neume_sound sound;
        neume_sound_init_samples(&sound, i ? stereo : mono, COUNT, 1 + i, RATE);
        assert_ok(neume_transcribe(&sound, &options, NULL, NULL, &notes[i], &report, NULL));
        assert_int_equal(report.channels, 1 + i);
        assert_ok(neume_onsets_find(&sound, NULL, NULL, NULL, &onsets[i], NULL));
        assert_ok(neume_pitch_find(&sound, NULL, NULL, NULL, &track[i], NULL));
    }
    notes_assert_same(&notes[1], &notes[0], "stereo");
    assert_true(notes_near(&notes[0], 57, 0.25, 0.05) == 1 && notes_near(&notes[0], 69, 3.4, 0.05) == 1);
    assert_true(onsets[0].count >= 8 && onsets[0].count == onsets[1].count);
    assert_true(fabs(onsets[0].onset[0].time - 0.25) < 0.02);
    assert_true(track[0].count > 300 && track[0].count == track[1].count);
    const struct neume_pitch_frame *frame = &track[0].frame[(size_t)(0.4 * 22050 / 256)];
    assert_true(fabs((double)frame->f0 - 220) < 3 && frame->confidence > 0.5f);
    for (int i = 0; i < 2; i++) {
        neume_notes_release(&notes[i]);
        neume_onsets_release(&onsets[i]);
        neume_pitch_track_release(&track[i]);
    }
    neume_onsets_release(NULL);
    neume_pitch_track_release(NULL);
    free(mono);
    free(stereo);
}

/* A right side that is minus the left is heard, as it is in a file. */
static void opposite_channels(void **state)
{
    (void)state;
    float *mono = plucks(), *stereo = spread(mono, 2);
    struct neume_sound sound;
    struct neume_onsets onsets = {0};
    for (size_t i = 0; i < COUNT; i++)
        stereo[2 * i + 1] *= -1;
    neume_sound_init_samples(&sound, stereo, COUNT, 2, RATE);
    assert_ok(neume_onsets_find(&sound, NULL, NULL, NULL, &onsets, NULL));
    assert_true(onsets.count >= 8);
    neume_onsets_release(&onsets);
    free(mono);
    free(stereo);
}

static void beats_and_instrument(void **state)
{
    (void)state;
    enum { SECONDS = 12 };
    float *x = signal_new(SECONDS * RATE);
    struct neume_sound sound;
    struct neume_beats beats;
    struct neume_notes notes = {0};
    struct neume_instrument instrument;
    int calls = 0;
    for (int i = 0; i < 2 * SECONDS - 1; i++) { /* 120 beats a minute */
        size_t at = (size_t)(0.1 * RATE) + (size_t)i * RATE / 2;
        signal_hit(x + at, SECONDS * RATE - at, RATE, i % 4 ? SIGNAL_NOISE : SIGNAL_KICK, 0.001, 0.05,
                   i % 4 ? 0.3 : 0.9);
    }
    neume_sound_init_samples(&sound, x, SECONDS * RATE, 1, RATE);
    assert_ok(neume_beats_find(&sound, NULL, NULL, &beats, NULL));
    assert_true(beats.count >= 10 && fabs(beats.tempo - 120) < 2);
    neume_beats_release(&beats);
    assert_status(neume_beats_find(&sound, stop, &calls, &beats, NULL), NEUME_ERR_CANCELLED);
    assert_true(calls == 1 && !beats.count);
    struct neume_note note = {.onset = 1, .offset = 1.4, .pitch = 60, .velocity = 90};
    assert_ok(neume_notes_push(&notes, &note, NULL));
    assert_ok(neume_instrument_find(&sound, &notes, &instrument, NULL));
    assert_true(instrument.program >= 0 && instrument.program <= 128);
    neume_notes_release(&notes);
    free(x);
}

/* What fails says what and where, and leaves what was there. */
static void failures(void **state)
{
    (void)state;
    float x[100] = {0};
    struct neume_sound sound;
    struct neume_error error;
    struct neume_onsets onsets = {0};
    struct neume_pitch_track track = {0};
    struct neume_notes notes = {0};
    struct neume_beats beats;
    struct neume_instrument instrument;
    struct neume_onset_options hits;
    struct neume_pitch_options pitch;
    int calls = 0;
    neume_sound_init_file(&sound, "missing.wav");
    assert_status(neume_transcribe(&sound, NULL, NULL, NULL, &notes, NULL, &error), NEUME_ERR_NOT_FOUND);
    assert_string_equal(error.subject, "missing.wav");
    assert_status(neume_onsets_find(&sound, NULL, NULL, NULL, &onsets, &error), NEUME_ERR_NOT_FOUND);
    assert_status(neume_pitch_find(&sound, NULL, NULL, NULL, &track, &error), NEUME_ERR_NOT_FOUND);
    assert_status(neume_beats_find(&sound, NULL, NULL, &beats, &error), NEUME_ERR_NOT_FOUND);
    assert_status(neume_beats_find_file("missing.wav", &beats), NEUME_ERR_NOT_FOUND);
    assert_status(neume_instrument_find(&sound, &notes, &instrument, &error), NEUME_ERR_NOT_FOUND);
    assert_status(neume_instrument_find_file("missing.wav", &notes, &instrument), NEUME_ERR_NOT_FOUND);
    static const struct {
        size_t frames;
        int channels;
        double rate;
        enum neume_status status;
    } rows[] = {{0, 1, RATE, NEUME_ERR_EMPTY},        {100, 0, RATE, NEUME_ERR_ARGUMENT},
                {1, 1025, RATE, NEUME_ERR_ARGUMENT},  {100, 1, 3999, NEUME_ERR_ARGUMENT},
                {100, 1, 384001, NEUME_ERR_ARGUMENT}, {100, 1, RATE, NEUME_OK}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        neume_sound_init_samples(&sound, x, rows[i].frames, rows[i].channels, rows[i].rate);
        assert_status(neume_onsets_find(&sound, NULL, NULL, NULL, &onsets, &error), rows[i].status);
        assert_status(neume_transcribe(&sound, NULL, NULL, NULL, &notes, NULL, &error), rows[i].status);
    }
    neume_sound_init_samples(&sound, NULL, 100, 1, RATE);
    assert_status(neume_onsets_find(&sound, NULL, NULL, NULL, &onsets, NULL), NEUME_ERR_ARGUMENT);
    neume_sound_init_samples(&sound, x, 100, 1, RATE);
    assert_status(neume_onsets_find(&sound, NULL, stop, &calls, &onsets, &error), NEUME_ERR_CANCELLED);
    assert_status(neume_pitch_find(&sound, NULL, stop, &calls, &track, &error), NEUME_ERR_CANCELLED);
    assert_true(calls == 2 && !onsets.count && !track.count);
    neume_onset_options_init(&hits);
    hits.sensitivity = 2;
    assert_status(neume_onsets_find(&sound, &hits, NULL, NULL, &onsets, &error), NEUME_ERR_ARGUMENT);
    assert_string_equal(error.subject, "options");
    neume_pitch_options_init(&pitch);
    pitch.min_hz = 5000;
    assert_status(neume_pitch_find(&sound, &pitch, NULL, NULL, &track, &error), NEUME_ERR_ARGUMENT);
    neume_onsets_release(&onsets);
    neume_pitch_track_release(&track);
}

/* Options of an older caller are shorter; those of a newer one are longer, and may not ask for what is not known. */
static void options_of_other_sizes(void **state)
{
    (void)state;
    struct {
        struct neume_options known;
        double unknown;
    } newer = {.unknown = 0};
    struct neume_options older;
    neume_options_init(&older);
    older.size = offsetof(struct neume_options, sensitivity);
    older.sensitivity = 99; /* behind its end, and so not looked at */
    assert_ok(neume_options_check(&older));
    older.size = sizeof older;
    assert_status(neume_options_check(&older), NEUME_ERR_ARGUMENT);
    neume_options_init(&newer.known);
    newer.known.size = sizeof newer;
    assert_ok(neume_options_check(&newer.known));
    newer.unknown = 1;
    assert_status(neume_options_check(&newer.known), NEUME_ERR_ARGUMENT);
    newer.known.size = 0;
    assert_status(neume_options_check(&newer.known), NEUME_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_and_two_channels), cmocka_unit_test(opposite_channels),
                                       cmocka_unit_test(beats_and_instrument), cmocka_unit_test(failures),
                                       cmocka_unit_test(options_of_other_sizes)};
    return cmocka_run_group_tests_name("api/listen", tests, NULL, NULL);
}
