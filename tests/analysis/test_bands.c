/* SPDX-License-Identifier: MIT */
#include "analysis/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const struct layout {
    size_t fft_size;
    double rate, low, high, per_octave;
} layouts[] = {
    {16, 8000, 500, 4000, 1},        {256, 8000, 30, 17000, 24},    {2048, 44100, 30, 17000, 24},
    {4096, 96000, 30, 17000, 24},    {4096, 22050, 55, 8000, 36},   {1024, 22050, 1, 11025, 3},
    {8192, 192000, 30, 17000, 24},   {2048, 44100, 100, 22050, 12}, {2048, 44100, 100, 1e9, 12},
    {2048, 44100, 20000, 22000, 48}, {8192, 44100, 440, 880, 1.5},
};
enum { LAYOUT_COUNT = sizeof layouts / sizeof *layouts };

static void init(struct neume_bands *b, const struct layout *l)
{
    assert_ok(neume_bands_init(b, l->fft_size, l->rate, l->low, l->high, l->per_octave));
    assert_true(b->count >= 1);
}

/* Between the first centre and the last, the triangles add up to one; beyond them there is only a slope. */
static void test_weights_add_up_to_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        const struct layout *l = &layouts[i];
        struct neume_bands b;
        init(&b, l);
        double *sum = calloc(l->fft_size / 2 + 1, sizeof *sum);
        for (size_t k = 0; k < b.count; k++)
            for (size_t n = 0; n < b.band[k].count; n++)
                sum[b.band[k].first + n] += b.weight[b.band[k].weight + n];
        size_t from = (size_t)lround(b.band[0].centre * (double)l->fft_size / l->rate);
        size_t to = (size_t)lround(b.band[b.count - 1].centre * (double)l->fft_size / l->rate);
        for (size_t k = 0; k <= l->fft_size / 2; k++) {
            assert_true(sum[k] < 1 + 1e-6);
            if (k >= from && k <= to)
                assert_true(sum[k] > 1 - 1e-6);
        }
        free(sum);
        neume_bands_release(&b);
    }
}

/* One at the centre, falling in a straight line to nothing on both sides, reaching to the next centre. */
static void test_bands_are_triangles(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        struct neume_bands b;
        init(&b, &layouts[i]);
        for (size_t k = 0; k < b.count; k++) {
            const struct neume_band *band = &b.band[k];
            const float *w = b.weight + band->weight;
            double at = band->centre * (double)layouts[i].fft_size / layouts[i].rate;
            size_t centre = (size_t)lround(at), top = centre - band->first;
            assert_true(fabs(at - (double)centre) < 1e-3);
            assert_true(centre >= band->first && top < band->count);
            assert_true(w[top] == 1);
            double up = (double)(top + 1), down = (double)(band->count - top);
            for (size_t n = 0; n < band->count; n++) {
                double expected = n <= top ? (double)(n + 1) / up : (double)(band->count - n) / down;
                assert_true(fabs(w[n] - expected) < 1e-6);
            }
            assert_true(band->first + band->count <= b.bins);
            assert_true(band->first + band->count <= layouts[i].fft_size / 2 + 1);
            if (k)
                assert_true(band->centre > b.band[k - 1].centre);
        }
        neume_bands_release(&b);
    }
}

/* Where the transform is fine enough, band k is centred within half a bin of low * 2^(k / per_octave), up to high. */
static void test_bands_cover_the_range(void **state)
{
    (void)state;
    static const struct {
        struct layout layout;
        size_t count;
    } rows[] = {
        {{65536, 44100, 440, 7040, 12}, 49},
        {{65536, 44100, 440, 7040, 24}, 97},
        {{65536, 22050, 110, 3520, 3}, 16},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct layout *l = &rows[i].layout;
        struct neume_bands b;
        init(&b, l);
        assert_in_range(b.count, rows[i].count - 1, rows[i].count + 1);
        for (size_t k = 0; k < b.count; k++)
            assert_true(fabs(b.band[k].centre - l->low * pow(2, (double)k / l->per_octave)) <=
                        0.51 * l->rate / (double)l->fft_size);
        assert_true(b.band[b.count - 1].centre > l->high * pow(2, -1.1 / l->per_octave));
        neume_bands_release(&b);
    }
}

static void test_apply_is_the_weighted_sum(void **state)
{
    (void)state;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        size_t bins = layouts[i].fft_size / 2 + 1;
        struct neume_bands b;
        init(&b, &layouts[i]);
        float *noise = signal_new(2 * bins), *out = signal_new(b.count);
        struct neume_fft_bin *x = malloc(bins * sizeof *x);
        signal_noise(noise, 2 * bins, 1, i + 1);
        for (size_t k = 0; k < bins; k++)
            x[k] = (struct neume_fft_bin){noise[2 * k], noise[2 * k + 1]};
        neume_bands_apply(&b, x, out);
        for (size_t k = 0; k < b.count; k++) {
            double sum = 0;
            for (size_t n = 0; n < b.band[k].count; n++) {
                const struct neume_fft_bin *v = &x[b.band[k].first + n];
                sum += b.weight[b.band[k].weight + n] * hypot(v->re, v->im);
            }
            assert_true(fabs(out[k] - sum) <= 1e-5 * sum + 1e-9);
        }
        free(x);
        free(out);
        free(noise);
        neume_bands_release(&b);
    }
}

static void test_bad_layouts_are_refused(void **state)
{
    (void)state;
    static const struct layout rows[] = {
        {0, 44100, 30, 17000, 24},     {15, 44100, 30, 17000, 24},    {2048, 44100, 0, 17000, 24},
        {2048, 44100, -5, 17000, 24},  {2048, 44100, NAN, 17000, 24}, {2048, 44100, 1000, 1000, 24},
        {2048, 44100, 1000, 500, 24},  {2048, 44100, 30, NAN, 24},    {2048, 44100, 30, 17000, 0.5},
        {2048, 44100, 30, 17000, NAN}, {2048, 0, 30, 17000, 24},      {2048, -1, 30, 17000, 24},
        {2048, NAN, 30, 17000, 24},    {2048, 8000, 5000, 17000, 24}, {2048, INFINITY, 30, 17000, 24},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_bands b;
        const struct layout *l = &rows[i];
        assert_status(neume_bands_init(&b, l->fft_size, l->rate, l->low, l->high, l->per_octave), NEUME_ERR_ARGUMENT);
        assert_null(b.band);
        neume_bands_release(&b);
    }
    neume_bands_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_add_up_to_one),   cmocka_unit_test(test_bands_are_triangles),
        cmocka_unit_test(test_bands_cover_the_range),   cmocka_unit_test(test_apply_is_the_weighted_sum),
        cmocka_unit_test(test_bad_layouts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
