/* SPDX-License-Identifier: MIT */
#include "audio/limit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { RATE = 44100, FRAMES = 30000, LATE = 400 };

/* All of it, in blocks of `split` frames, or of any length where it is 0. Free it. */
static float *limit(const float *x, size_t frames, int channels, size_t split, float *lowest)
{
    struct neume_limiter *l;
    size_t done = 0, written = 0, made;
    uint64_t seed = 5;
    assert_ok(neume_limiter_new(&l, RATE, channels));
    assert_true(neume_limiter_delay(l) < LATE);
    float *out = malloc((frames + LATE) * (size_t)channels * sizeof *out);
    assert_non_null(out);
    while (done < frames) {
        size_t n = split ? split : 1 + (size_t)(3000 * support_random(&seed));
        n = n < frames - done ? n : frames - done;
        neume_limiter_process(l, x + done * (size_t)channels, n, out + written * (size_t)channels, &made);
        done += n;
        written += made;
    }
    neume_limiter_flush(l, out + written * (size_t)channels, &made);
    assert_int_equal(written + made, frames);
    *lowest = neume_limiter_lowest(l);
    neume_limiter_free(l);
    return out;
}

/* Loud noise bursts over a quiet tone. */
static float *make(size_t frames, int channels, double loud)
{
    float *x = malloc(frames * (size_t)channels * sizeof *x);
    uint64_t seed = 9;
    assert_non_null(x);
    for (size_t i = 0; i < frames; i++)
        for (int c = 0; c < channels; c++) {
            double t = (double)(i % 10000) / RATE, noise = 2 * support_random(&seed) - 1;
            x[i * (size_t)channels + (size_t)c] =
                (float)(0.3 * sin(0.05 * (double)i) + (i >= 10000 && c == 0 ? loud * exp(-t / 0.01) * noise : 0));
        }
    return x;
}

static void never_over(void **state)
{
    (void)state;
    static const struct {
        double loud;
        int channels;
    } rows[] = {{0, 2}, {0.5, 1}, {1.5, 1}, {1.5, 2}, {4, 3}, {60, 2}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        int channels = rows[r].channels, over = 0;
        float lowest, *x = make(FRAMES, channels, rows[r].loud), *y = limit(x, FRAMES, channels, 1000, &lowest);
        size_t count = FRAMES * (size_t)channels, touched = 0;
        for (size_t i = 0; i < count; i++) {
            over |= fabsf(x[i]) > 1;
            assert_true(fabsf(y[i]) <= 1);
            touched += y[i] != x[i];
            assert_true(x[i] == 0 || (y[i] / x[i] > 0 && y[i] / x[i] <= 1));
        }
        assert_int_equal(touched > 0, over);
        assert_int_equal(lowest < 1, over);
        /* Long before the first burst nothing is touched. */
        assert_memory_equal(x, y, 9800 * (size_t)channels * sizeof *x);
        free(x);
        free(y);
    }
}

/* The gain moves by no step, and all channels get the same. */
static void smooth_and_linked(void **state)
{
    (void)state;
    float lowest, *x = malloc(FRAMES * 2 * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < FRAMES; i++) {
        x[2 * i] = i == 5000 ? 2.0f : 0.5f;
        x[2 * i + 1] = 0.25f;
    }
    float *y = limit(x, FRAMES, 2, 4096, &lowest);
    for (size_t i = 1; i < FRAMES; i++) {
        float gain = y[2 * i + 1] / 0.25f, before = y[2 * i - 1] / 0.25f;
        assert_true(fabsf(gain - before) < 0.02f);
        assert_true(fabsf(y[2 * i] - gain * x[2 * i]) < 1e-6f);
    }
    assert_true(y[2 * 5000] > 0.97f && y[2 * 5000] <= 1);
    assert_true(fabsf(lowest - 0.5f) < 0.02f);
    assert_true(y[2 * FRAMES - 1] == 0.25f);
    free(x);
    free(y);
}

static void blocks(void **state)
{
    (void)state;
    static const size_t splits[] = {1, 88, 4096, 0};
    float lowest, *x = make(FRAMES, 2, 3), *first = limit(x, FRAMES, 2, FRAMES, &lowest);
    for (size_t i = 0; i < 4; i++) {
        float *y = limit(x, FRAMES, 2, splits[i], &lowest);
        assert_memory_equal(first, y, FRAMES * 2 * sizeof *y);
        free(y);
    }
    for (size_t frames = 0; frames < 200; frames += 50)
        free(limit(x, frames, 2, 7, &lowest));
    free(first);
    free(x);
}

static void refused(void **state)
{
    (void)state;
    struct neume_limiter *l;
    assert_status(neume_limiter_new(&l, 3999, 1), NEUME_ERR_ARGUMENT);
    assert_status(neume_limiter_new(&l, 384001, 1), NEUME_ERR_ARGUMENT);
    assert_status(neume_limiter_new(&l, RATE, 0), NEUME_ERR_ARGUMENT);
    assert_status(neume_limiter_new(&l, RATE, 1025), NEUME_ERR_ARGUMENT);
    assert_null(l);
    neume_limiter_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_over),
        cmocka_unit_test(smooth_and_linked),
        cmocka_unit_test(blocks),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
