/* SPDX-License-Identifier: MIT */
#include "analysis/stft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static double magnitude(struct neume_fft_bin b)
{
    return hypot(b.re, b.im);
}

/* All frames of the signal, [frames][size / 2 + 1]; free it. */
static struct neume_fft_bin *run(struct neume_stft *s, const float *x, size_t count, size_t block, size_t *frames)
{
    size_t bins = s->framer.size / 2 + 1, capacity = count / s->framer.hop + 1;
    struct neume_fft_bin *all = malloc(capacity * bins * sizeof *all);
    const struct neume_fft_bin *frame;
    assert_non_null(all);
    *frames = 0;
    for (size_t at = 0; at < count;) {
        size_t n = count - at < block ? count - at : block;
        at += neume_stft_process(s, x + at, n, &frame);
        if (frame)
            memcpy(all + bins * (*frames)++, frame, bins * sizeof *all);
        assert_true(*frames <= capacity);
    }
    while ((frame = neume_stft_flush(s)) != NULL) {
        assert_true(*frames < capacity);
        memcpy(all + bins * (*frames)++, frame, bins * sizeof *all);
    }
    return all;
}

static void test_window_is_hann(void **state)
{
    (void)state;
    float w[64];
    neume_hann(w, 64);
    for (size_t n = 0; n < 64; n++)
        assert_true(fabs(w[n] - pow(sin(SIGNAL_PI * (double)n / 64), 2)) < 1e-7);
}

/* A sine of amplitude 1 on a bin has magnitude 1 there, 1/2 beside it, and nothing further off. */
static void test_a_sine_has_its_amplitude(void **state)
{
    (void)state;
    static const struct {
        size_t size, hop, bin;
        double amplitude;
    } rows[] = {{64, 16, 5, 1}, {256, 100, 3, 0.25}, {1024, 220, 300, 1}, {2048, 441, 1000, 0.001}, {1500, 400, 77, 2}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        size_t size = rows[r].size, count = 6 * size, frames, bins = size / 2 + 1;
        double amplitude = rows[r].amplitude;
        struct neume_stft s;
        assert_ok(neume_stft_init(&s, size, rows[r].hop));
        float *x = signal_new(count);
        signal_sine(x, count, (double)size, (double)rows[r].bin, amplitude, 0.7);
        struct neume_fft_bin *all = run(&s, x, count, 1000, &frames);
        assert_int_equal(frames, (count + rows[r].hop - 1) / rows[r].hop);
        for (size_t k = 0; k < frames; k++) {
            if (k * rows[r].hop < size / 2 || k * rows[r].hop + size / 2 > count)
                continue; /* partly silence */
            for (size_t b = 0; b < bins; b++) {
                size_t away = b > rows[r].bin ? b - rows[r].bin : rows[r].bin - b;
                double expected = away == 0 ? amplitude : away == 1 ? amplitude / 2 : 0;
                assert_true(fabs(magnitude(all[k * bins + b]) - expected) < 2e-6 * amplitude);
            }
        }
        free(all);
        free(x);
        neume_stft_release(&s);
    }
}

/* Frame k against the definition, for noise: the windowed sum around sample k * hop. */
static void test_frames_are_the_definition(void **state)
{
    (void)state;
    enum { size = 64, hop = 24, COUNT = 400 };
    size_t frames;
    struct neume_stft s;
    float *x = signal_new(COUNT);
    signal_noise(x, COUNT, 1, 4);
    assert_ok(neume_stft_init(&s, size, hop));
    struct neume_fft_bin *all = run(&s, x, COUNT, 7, &frames);
    assert_int_equal(frames, 17);
    for (size_t k = 0; k < frames; k++)
        for (size_t b = 0; b <= size / 2; b++) {
            double re = 0, im = 0;
            for (long i = 0; i < size; i++) {
                long at = (long)(k * hop) + i - size / 2;
                double angle = 2 * SIGNAL_PI * (double)b * (double)i / size;
                double v = at < 0 || at >= COUNT ? 0 : x[at] * pow(sin(SIGNAL_PI * (double)i / size), 2) * 4 / size;
                re += v * cos(angle);
                im -= v * sin(angle);
            }
            const struct neume_fft_bin *got = &all[k * (size / 2 + 1) + b];
            assert_true(hypot(got->re - re, got->im - im) < 1e-6);
        }
    free(all);
    free(x);
    neume_stft_release(&s);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 100, 441, 10000};
    struct neume_stft s;
    assert_ok(neume_stft_init(&s, 1024, 441));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t count = lengths[i], expected_frames, frames;
        float *x = signal_new(count);
        signal_noise(x, count, 1, 5);
        struct neume_fft_bin *expected = run(&s, x, count, 4096, &expected_frames);
        assert_int_equal(expected_frames, (count + 440) / 441);
        for (size_t b = 0; b < SIGNAL_SPLIT_ROWS; b++) {
            neume_stft_reset(&s);
            struct neume_fft_bin *got = run(&s, x, count, signal_splits[b], &frames);
            assert_int_equal(frames, expected_frames);
            assert_memory_equal(got, expected, frames * 513 * sizeof *got);
            free(got);
        }
        neume_stft_reset(&s);
        free(expected);
        free(x);
    }
    neume_stft_release(&s);
}

static void test_bad_shapes_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t size, hop;
    } bad[] = {{0, 0}, {1, 1}, {1023, 10}, {16, 0}, {16, 17}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct neume_stft s;
        assert_status(neume_stft_init(&s, bad[i].size, bad[i].hop), NEUME_ERR_ARGUMENT);
        neume_stft_release(&s);
    }
    neume_stft_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window_is_hann),
        cmocka_unit_test(test_a_sine_has_its_amplitude),
        cmocka_unit_test(test_frames_are_the_definition),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_bad_shapes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
