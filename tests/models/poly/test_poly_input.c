/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_input.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = NEUME_LOGSPEC_RATE, HOP = NEUME_LOGSPEC_HOP, BINS = NEUME_LOGSPEC_BINS, SECOND = RATE / HOP + 1 };

/* All frames of the signal; free them. */
static struct neume_poly_frame *run(struct neume_poly_input *p, const float *x, size_t count, size_t split,
                                    size_t *frames)
{
    const size_t capacity = count / HOP + 2;
    struct neume_poly_frame *all = calloc(capacity, sizeof *all);
    const struct neume_poly_frame *frame;
    assert_non_null(all);
    *frames = 0;
    for (size_t at = 0; at < count;) {
        size_t n = count - at < split ? count - at : split;
        do {
            size_t used = neume_poly_input_process(p, x + at, n, &frame);
            at += used;
            n -= used;
            assert_true(!frame || *frames < capacity);
            if (frame)
                all[(*frames)++] = *frame;
        } while (frame || n);
    }
    while ((frame = neume_poly_input_flush(p))) {
        assert_true(*frames < capacity);
        all[(*frames)++] = *frame;
    }
    assert_null(neume_poly_input_flush(p));
    assert_int_equal(*frames, (count + HOP - 1) / HOP);
    return all;
}

static struct neume_poly_frame *run_once(const float *x, size_t count, size_t *frames)
{
    struct neume_poly_input *p;
    assert_ok(neume_poly_input_new(&p));
    struct neume_poly_frame *all = run(p, x, count, 4096, frames);
    neume_poly_input_free(p);
    return all;
}

static void assert_same(const struct neume_poly_frame *got, const struct neume_poly_frame *expected, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        assert_true(got[k].level == expected[k].level);
        assert_memory_equal(got[k].x, expected[k].x, sizeof got[k].x);
    }
}

static void test_silence_is_zero(void **state)
{
    (void)state;
    size_t frames;
    float *x = signal_new(3 * RATE);
    struct neume_poly_frame *all = run_once(x, 3 * RATE, &frames);
    for (size_t k = 0; k < frames; k++) {
        assert_true(fabsf(all[k].level + 70) < 0.1f);
        for (size_t b = 0; b < BINS; b++)
            assert_true(all[k].x[b] == 0);
    }
    free(all);
    free(x);
}

/* Sines of amplitude 0.5, all over the range. */
static void test_the_level_itself_is_2(void **state)
{
    (void)state;
    static const size_t rows[] = {36, 100, 144, 200, 280};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t frames, count = 4 * RATE;
        float *x = signal_new(count);
        signal_sine(x, count, RATE, 27.5 * pow(2, (double)rows[i] / 36), 0.5, 1);
        struct neume_poly_frame *all = run_once(x, count, &frames);
        for (size_t k = SECOND; k + SECOND < frames; k++) {
            if (fabsf(all[k].level + 6) > 1 || fabsf(all[k].x[rows[i]] - 2) > 0.02f)
                fail_msg("bin %zu, frame %zu: level %g dB, x %g", rows[i], k, (double)all[k].level,
                         (double)all[k].x[rows[i]]);
            for (size_t b = 0; b < BINS; b++)
                assert_true(all[k].x[b] <= 2.0001f && (b + 30 > rows[i] || all[k].x[b] < 1));
        }
        free(all);
        free(x);
    }
}

/* A phrase that pauses and starts again, with a little noise. */
static float *phrase(size_t count)
{
    float *x = signal_new(count);
    for (size_t at = 0; at < count; at += 2 * RATE)
        signal_harmonics(x + at, count - at < RATE ? count - at : RATE, RATE, 110 * (1 + (double)(at % 3)), 12, 0.3, 0,
                         0);
    signal_noise(x, count, 0.02, 5);
    return x;
}

static void test_gain_does_not_show(void **state)
{
    (void)state;
    size_t frames, again, count = 8 * RATE;
    float *x = phrase(count), worst = 0;
    struct neume_poly_frame *loud = run_once(x, count, &frames);
    for (size_t n = 0; n < count; n++)
        x[n] *= 0.01f;
    struct neume_poly_frame *soft = run_once(x, count, &again);
    assert_int_equal(again, frames);
    for (size_t k = SECOND; k < frames; k++) {
        assert_true(fabsf(loud[k].level - soft[k].level - 40) < 0.01f);
        for (size_t b = 0; b < BINS; b++)
            worst = fmaxf(worst, fabsf(loud[k].x[b] - soft[k].x[b]));
    }
    if (!(worst < 0.01f))
        fail_msg("x differs by %g", (double)worst);
    free(loud);
    free(soft);
    free(x);
}

/* The level is there before the sound that sets it, and goes down slowly. */
static void test_level_looks_ahead(void **state)
{
    (void)state;
    size_t frames, count = 6 * RATE, start = 3 * RATE;
    float *x = signal_new(count);
    signal_sine(x, count, RATE, 440, 0.005, 0);
    signal_sine(x + start, RATE, RATE, 880, 0.5, 0);
    struct neume_poly_frame *all = run_once(x, count, &frames);
    assert_true(all[start / HOP - SECOND - 10].level < -40);
    assert_true(all[start / HOP - SECOND + 10].level > -8);
    assert_true(all[frames - 1].level > -8 && all[frames - 1].level < -6);
    for (size_t k = start / HOP; k + 1 < frames; k++)
        assert_true(all[k + 1].level <= all[k].level + 0.5f);
    free(all);
    free(x);
}

static void test_splits_and_reset_do_not_show(void **state)
{
    (void)state;
    size_t frames, again, count = 3 * RATE + 77;
    float *x = phrase(count);
    struct neume_poly_input *p;
    struct neume_poly_frame *expected = run_once(x, count, &frames);
    assert_ok(neume_poly_input_new(&p));
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        const struct neume_poly_frame *frame;
        neume_poly_input_reset(p);
        struct neume_poly_frame *got = run(p, x, count, signal_splits[i], &again);
        assert_int_equal(again, frames);
        assert_same(got, expected, frames);
        free(got);
        neume_poly_input_reset(p); /* also in the middle */
        neume_poly_input_process(p, x + 9, 2 * RATE, &frame);
    }
    neume_poly_input_free(p);
    neume_poly_input_free(NULL);
    free(expected);
    free(x);
}

static void test_frames_are_counted(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, HOP - 1, HOP, HOP + 1, 42 * HOP, 43 * HOP, 44 * HOP, 45 * HOP + 1, 5 * RATE};
    float *x = phrase(5 * RATE);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t frames;
        free(run_once(x, lengths[i], &frames)); /* which compares */
    }
    free(x);
}

static void test_all_is_finite(void **state)
{
    (void)state;
    enum { NOTHING, ONE, DC, SQUARE, FAINT, HUGE, ROWS };
    for (int row = 0; row < ROWS; row++) {
        size_t frames, count = row == NOTHING ? 0 : row == ONE ? 1 : 2 * RATE;
        float *x = signal_new(count);
        for (size_t n = 0; n < count; n++)
            x[n] = row == ONE || row == DC ? 1.0f : row == SQUARE ? (n / 50 % 2 ? 1.0f : -1.0f) : 0.0f;
        if (row == FAINT || row == HUGE)
            signal_noise(x, count, row == FAINT ? 1e-30 : 1e6, 3);
        struct neume_poly_frame *all = run_once(x, count, &frames);
        for (size_t k = 0; k < frames; k++) {
            assert_true(isfinite(all[k].level) && all[k].level >= -70.1f);
            for (size_t b = 0; b < BINS; b++)
                assert_true(isfinite(all[k].x[b]) && all[k].x[b] >= 0 && all[k].x[b] <= 2.0001f);
        }
        free(all);
        free(x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silence_is_zero),
        cmocka_unit_test(test_the_level_itself_is_2),
        cmocka_unit_test(test_gain_does_not_show),
        cmocka_unit_test(test_level_looks_ahead),
        cmocka_unit_test(test_splits_and_reset_do_not_show),
        cmocka_unit_test(test_frames_are_counted),
        cmocka_unit_test(test_all_is_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
