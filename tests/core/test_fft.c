/* SPDX-License-Identifier: MIT */
#include "core/fft.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

/* Sizes, and the largest error against the definition, dB under the spectrum's RMS. */
static const struct {
    size_t size;
    double bar;
} rows[] = {
    {2, -125},   {4, -125},    {6, -125},    {8, -125},    {10, -125},   {14, -125},   {16, -125},   {22, -125},
    {26, -125},  {30, -125},   {32, -125},   {64, -125},   {100, -125},  {128, -125},  {256, -120},  {500, -120},
    {512, -120}, {1000, -120}, {1024, -120}, {1500, -120}, {2048, -120}, {2310, -120}, {3000, -120}, {4096, -120},
};
enum { ROW_COUNT = sizeof rows / sizeof *rows };

/* bins[k] = sum over n of time[n] exp(-2 pi i k n / size), from a table of one turn. */
static void define(const float *time, size_t size, double *re, double *im)
{
    double *turn = malloc(size * sizeof *turn);
    assert_non_null(turn);
    for (size_t n = 0; n < size; n++)
        turn[n] = cos(2 * SIGNAL_PI * (double)n / (double)size);
    for (size_t k = 0; k <= size / 2; k++) {
        re[k] = im[k] = 0;
        for (size_t n = 0; n < size; n++) {
            size_t at = n * k % size;
            re[k] += time[n] * turn[at];
            /* sin(x) = -cos(x + a quarter turn), which is a table entry only where 4 divides the size. */
            im[k] -= time[n] *
                     (size % 4 ? sin(2 * SIGNAL_PI * (double)at / (double)size) : turn[(at + size - size / 4) % size]);
        }
    }
    free(turn);
}

static void test_forward_is_the_definition(void **state)
{
    (void)state;
    static double re[2049], im[2049];
    for (size_t r = 0; r < ROW_COUNT; r++) {
        size_t size = rows[r].size;
        struct neume_fft *fft = neume_fft_new(size);
        assert_non_null(fft);
        assert_int_equal(neume_fft_size(fft), size);
        float *time = neume_fft_time(fft), *before = signal_new(size);
        signal_noise(before, size, 1, size);
        memcpy(time, before, size * sizeof *time);
        neume_fft_forward(fft);
        assert_memory_equal(time, before, size * sizeof *time);
        define(before, size, re, im);
        const struct neume_fft_bin *bins = neume_fft_bins(fft);
        double error = 0, power = 1e-30;
        for (size_t k = 0; k <= size / 2; k++) {
            error = fmax(error, hypot(bins[k].re - re[k], bins[k].im - im[k]));
            power += (re[k] * re[k] + im[k] * im[k]) / (double)(size / 2 + 1);
        }
        double db = 20 * log10(error / sqrt(power) + 1e-30);
        if (!(db <= rows[r].bar))
            fail_msg("size %zu: error %.1f dB", size, db);
        free(before);
        neume_fft_free(fft);
    }
}

static void test_inverse_gives_size_times_the_signal(void **state)
{
    (void)state;
    for (size_t r = 0; r < ROW_COUNT; r++) {
        size_t size = rows[r].size;
        struct neume_fft *fft = neume_fft_new(size);
        float *time = neume_fft_time(fft), *before = signal_new(size);
        double error = 0;
        signal_noise(before, size, 1, size + 1);
        memcpy(time, before, size * sizeof *time);
        neume_fft_forward(fft);
        memset(time, 0, size * sizeof *time);
        neume_fft_inverse(fft);
        for (size_t n = 0; n < size; n++)
            error = fmax(error, fabs(time[n] / (double)size - before[n]));
        if (!(error < 1e-6))
            fail_msg("size %zu: error %g", size, error);
        free(before);
        neume_fft_free(fft);
    }
}

/* Parseval: the energies of signal and spectrum agree; bins but the first and the last stand for two. */
static void test_energy_is_kept(void **state)
{
    (void)state;
    for (size_t r = 0; r < ROW_COUNT; r++) {
        size_t size = rows[r].size;
        struct neume_fft *fft = neume_fft_new(size);
        float *time = neume_fft_time(fft);
        double in_time = 0, in_bins = 0;
        memset(time, 0, size * sizeof *time);
        signal_noise(time, size, 1, size + 2);
        for (size_t n = 0; n < size; n++)
            in_time += (double)time[n] * time[n];
        neume_fft_forward(fft);
        const struct neume_fft_bin *bins = neume_fft_bins(fft);
        for (size_t k = 0; k <= size / 2; k++)
            in_bins += ((double)bins[k].re * bins[k].re + (double)bins[k].im * bins[k].im) *
                       (k && k < size / 2 ? 2 : 1);
        in_bins /= (double)size;
        if (!(fabs(in_bins / in_time - 1) < 1e-6))
            fail_msg("size %zu: energy %g in time, %g in bins", size, in_time, in_bins);
        neume_fft_free(fft);
    }
}

enum { THREADS = 8, ROUNDS = 40 };

/* Spectra of the noise of seed `size`, by size: made by one thread, before the others start. */
static struct neume_fft_bin expected[ROW_COUNT][2049];

static int transform_row(size_t r, struct neume_fft_bin *out)
{
    size_t size = rows[r].size;
    struct neume_fft *fft = neume_fft_new(size);
    if (!fft)
        return 0;
    float *time = neume_fft_time(fft);
    memset(time, 0, size * sizeof *time);
    signal_noise(time, size, 1, size);
    neume_fft_forward(fft);
    memcpy(out, neume_fft_bins(fft), (size / 2 + 1) * sizeof *out);
    neume_fft_free(fft);
    return 1;
}

static void *plan_and_compare(void *arg)
{
    size_t seed = (size_t)(uintptr_t)arg, wrong = 0;
    struct neume_fft_bin *got = calloc(2049, sizeof *got);
    for (size_t i = 0; i < ROUNDS && got; i++) {
        size_t r = (seed * 7 + i * 5) % ROW_COUNT;
        wrong += !transform_row(r, got) || memcmp(got, expected[r], (rows[r].size / 2 + 1) * sizeof *got) != 0;
    }
    wrong += !got;
    free(got);
    return (void *)(uintptr_t)wrong;
}

static void test_threads_may_plan_at_once(void **state)
{
    (void)state;
    pthread_t thread[THREADS];
    for (size_t r = 0; r < ROW_COUNT; r++)
        assert_true(transform_row(r, expected[r]));
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, plan_and_compare, (void *)(uintptr_t)i), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        assert_int_equal(pthread_join(thread[i], &wrong), 0);
        assert_null(wrong);
    }
}

static void test_zeros_give_zeros_whatever_was_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        size_t size = rows[i].size;
        struct neume_fft *fft = neume_fft_new(size);
        assert_non_null(fft);
        float *time = neume_fft_time(fft), *bins = &neume_fft_bins(fft)->re;
        signal_noise(time, size, 1, i + 1);
        neume_fft_forward(fft);
        memset(time, 0, size * sizeof *time);
        time[size - 1] = -0.0f;
        neume_fft_forward(fft);
        for (size_t k = 0; k < size + 2; k++)
            assert_true(bins[k] == 0);
        signal_noise(time, size, 1, i + 1);
        neume_fft_inverse(fft);
        for (size_t n = 0; n < size; n++)
            assert_true(time[n] == 0);
        neume_fft_free(fft);
    }
}

static void test_nothing_may_be_freed(void **state)
{
    (void)state;
    neume_fft_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forward_is_the_definition),
        cmocka_unit_test(test_inverse_gives_size_times_the_signal),
        cmocka_unit_test(test_energy_is_kept),
        cmocka_unit_test(test_threads_may_plan_at_once),
        cmocka_unit_test(test_zeros_give_zeros_whatever_was_before),
        cmocka_unit_test(test_nothing_may_be_freed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
