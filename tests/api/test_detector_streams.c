/* SPDX-License-Identifier: MIT
 *
 * Onsets and pitches block by block: to the bit those of the whole. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/neume.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { SECONDS = 5 };

/* Plucked notes every 0.4 s on `channels` sides that are alike, a little different, or against each other. */
static float *music(double rate, int channels, float other)
{
    size_t count = (size_t)(SECONDS * rate), sides = (size_t)channels;
    float *mono = signal_new(count), *x = signal_new(count * sides);
    for (int i = 0; i < 12; i++) {
        size_t at = (size_t)((0.1 + 0.4 * i) * rate), length = (size_t)(0.35 * rate);
        float *note = signal_new(length);
        signal_harmonics(note, length, rate, 220 * pow(2, i / 12.0), 5, 0.3, 0, 0);
        for (size_t k = 0; k < length && at + k < count; k++)
            mono[at + k] += note[k] * (float)exp(-5 * (double)k / rate);
        free(note);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < sides; c++)
            x[i * sides + c] = c % 2 ? other * mono[i] : mono[i];
    free(mono);
    return x;
}

static void stream_onsets(struct neume_onset_stream *s, const float *x, size_t count, size_t channels, size_t block,
                          struct neume_onsets *out)
{
    out->count = 0;
    for (size_t at = 0; at < count; at += block)
        assert_ok(neume_onset_stream_process(s, x + at * channels, count - at < block ? count - at : block, out));
    assert_ok(neume_onset_stream_flush(s, out));
}

static void stream_pitches(struct neume_pitch_stream *s, const float *x, size_t count, size_t channels, size_t block,
                           struct neume_pitch_track *out)
{
    out->count = 0;
    for (size_t at = 0; at < count; at += block)
        assert_ok(neume_pitch_stream_process(s, x + at * channels, count - at < block ? count - at : block, out));
    assert_ok(neume_pitch_stream_flush(s, out));
}

static void same_onsets(const struct neume_onsets *a, const struct neume_onsets *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++)
        assert_true(a->onset[i].time == b->onset[i].time && a->onset[i].strength == b->onset[i].strength);
}

static void same_frames(const struct neume_pitch_track *a, const struct neume_pitch_track *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct neume_pitch_frame *p = &a->frame[i], *q = &b->frame[i];
        assert_true(p->time == q->time && p->f0 == q->f0 && p->guess == q->guess && p->confidence == q->confidence &&
                    p->loudness == q->loudness);
    }
}

/* Whatever the rate, the sides and the blocks; and again after a reset in the middle of something else. */
static void blocks_are_the_whole(void **state)
{
    (void)state;
    static const struct {
        double rate;
        int channels;
        float other;
        size_t block;
    } rows[] = {{44100, 1, 0, 512}, {22050, 1, 0, 9999}, {48000, 2, 0.7f, 1024}, {44100, 2, -1, 333}, {8000, 5, 1, 1}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        size_t count = (size_t)(SECONDS * rows[r].rate), channels = (size_t)rows[r].channels;
        float *x = music(rows[r].rate, rows[r].channels, rows[r].other);
        struct neume_sound sound;
        struct neume_onsets whole = {0}, onsets = {0};
        struct neume_pitch_track line = {0}, track = {0};
        struct neume_onset_stream *hits = NULL;
        struct neume_pitch_stream *pitch = NULL;
        neume_sound_init_samples(&sound, x, count, rows[r].channels, rows[r].rate);
        assert_ok(neume_onsets_find(&sound, NULL, NULL, NULL, &whole, NULL));
        assert_ok(neume_pitch_find(&sound, NULL, NULL, NULL, &line, NULL));
        assert_true(whole.count >= 10 && line.count > 400);
        assert_ok(neume_onset_stream_new(&hits, rows[r].rate, rows[r].channels, NULL));
        assert_ok(neume_pitch_stream_new(&pitch, rows[r].rate, rows[r].channels, NULL));
        for (int again = 0; again < 2; again++) {
            stream_onsets(hits, x, count, channels, rows[r].block, &onsets);
            same_onsets(&whole, &onsets);
            stream_pitches(pitch, x, count, channels, rows[r].block, &track);
            same_frames(&line, &track);
            assert_ok(neume_onset_stream_reset(hits));
            assert_ok(neume_pitch_stream_reset(pitch));
            assert_ok(neume_onset_stream_process(hits, x, count / 3, &onsets));
            assert_ok(neume_pitch_stream_process(pitch, x, count / 3, &track));
            assert_ok(neume_onset_stream_reset(hits));
            assert_ok(neume_pitch_stream_reset(pitch));
        }
        neume_onset_stream_free(hits);
        neume_pitch_stream_free(pitch);
        neume_onsets_release(&whole);
        neume_onsets_release(&onsets);
        neume_pitch_track_release(&line);
        neume_pitch_track_release(&track);
        free(x);
    }
}

/* Each comes out as soon as the headers say. */
static void they_come_in_time(void **state)
{
    (void)state;
    enum { RATE = 44100, BLOCK = 1024, CHANNELS = 2 };
    float *x = music(RATE, CHANNELS, 0.5f);
    struct neume_onsets onsets = {0};
    struct neume_pitch_track track = {0};
    struct neume_onset_stream *hits = NULL;
    struct neume_pitch_stream *pitch = NULL;
    size_t onsets_seen = 0, frames_seen = 0, heard = 0;
    assert_ok(neume_onset_stream_new(&hits, RATE, CHANNELS, NULL));
    assert_ok(neume_pitch_stream_new(&pitch, RATE, CHANNELS, NULL));
    for (; heard + BLOCK <= SECONDS * RATE; heard += BLOCK) {
        assert_ok(neume_onset_stream_process(hits, x + CHANNELS * heard, BLOCK, &onsets));
        assert_ok(neume_pitch_stream_process(pitch, x + CHANNELS * heard, BLOCK, &track));
        double now = (double)(heard + BLOCK) / RATE, slack = (double)BLOCK / RATE;
        for (; onsets_seen < onsets.count; onsets_seen++)
            assert_true(now - onsets.onset[onsets_seen].time <= 1.5 + slack);
        for (; frames_seen < track.count; frames_seen++)
            assert_true(now - track.frame[frames_seen].time <= 2.5 + slack);
    }
    assert_true(onsets_seen >= 8 && frames_seen >= 200);
    neume_onset_stream_free(hits);
    neume_pitch_stream_free(pitch);
    neume_onsets_release(&onsets);
    neume_pitch_track_release(&track);
    free(x);
}

static void bad_arguments_and_nothing(void **state)
{
    (void)state;
    static const struct {
        double rate;
        int channels;
        double sensitivity, min_hz;
    } rows[] = {{3999, 1, 0.5, 40},  {384001, 1, 0.5, 40},   {(double)NAN, 1, 0.5, 40},
                {44100, 0, 0.5, 40}, {44100, 1025, 0.5, 40}, {44100, 1, 1.5, 24}};
    struct neume_onset_stream *hits = NULL;
    struct neume_pitch_stream *pitch = NULL;
    struct neume_onset_options hit_options;
    struct neume_pitch_options pitch_options;
    neume_onset_options_init(&hit_options);
    neume_pitch_options_init(&pitch_options);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        hit_options.sensitivity = rows[i].sensitivity;
        pitch_options.min_hz = rows[i].min_hz;
        assert_status(neume_onset_stream_new(&hits, rows[i].rate, rows[i].channels, &hit_options), NEUME_ERR_ARGUMENT);
        assert_status(neume_pitch_stream_new(&pitch, rows[i].rate, rows[i].channels, &pitch_options),
                      NEUME_ERR_ARGUMENT);
        assert_true(!hits && !pitch);
    }
    neume_onset_stream_free(NULL);
    neume_pitch_stream_free(NULL);
    const float odd[4] = {NAN, INFINITY, -INFINITY, 1e30f};
    struct neume_onsets onsets = {0};
    struct neume_pitch_track track = {0};
    assert_ok(neume_onset_stream_new(&hits, 44100, 1, NULL));
    assert_ok(neume_onset_stream_process(hits, NULL, 0, &onsets));
    assert_ok(neume_onset_stream_flush(hits, &onsets));
    assert_int_equal(onsets.count, 0);
    assert_ok(neume_pitch_stream_new(&pitch, 44100, 2, NULL));
    assert_ok(neume_pitch_stream_process(pitch, odd, 2, &track));
    assert_ok(neume_pitch_stream_flush(pitch, &track));
    for (size_t i = 0; i < track.count; i++)
        assert_true(isfinite(track.frame[i].loudness) && track.frame[i].f0 == 0);
    neume_onset_stream_free(hits);
    neume_pitch_stream_free(pitch);
    neume_pitch_track_release(&track);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(blocks_are_the_whole), cmocka_unit_test(they_come_in_time),
                                       cmocka_unit_test(bad_arguments_and_nothing)};
    return cmocka_run_group_tests_name("api/detector_streams", tests, NULL, NULL);
}
