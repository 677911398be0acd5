/* SPDX-License-Identifier: MIT */
#include "audio/resample.h"

#include <stdio.h>
#include <string.h>

#include "tests/audio/sounds.h"

/* All of `x` through `r`, in blocks of in_block and out_block frames; 0 is a new random size each time. Free it. */
static float *convert(struct neume_resampler *r, const float *x, size_t count, int channels, size_t in_block,
                      size_t out_block, size_t *made)
{
    uint64_t seed = 99;
    size_t capacity = 1000 + count * 6, width = (size_t)channels, n = 1;
    float *y = malloc(capacity * width * sizeof *y);
    assert_non_null(y);
    *made = 0;
    for (size_t at = 0, used; at < count; at += used) {
        size_t in = in_block ? in_block : (size_t)(support_random(&seed) * 3000);
        size_t out = out_block ? out_block : (size_t)(support_random(&seed) * 500);
        in = in < count - at ? in : count - at;
        out = out < capacity - *made ? out : capacity - *made;
        assert_ok(neume_resampler_process(r, x + at * width, in, &used, y + *made * width, out, &n));
        assert_true(used <= in && n <= out);
        assert_true(used == in || n == out); /* stops early only when the room is out */
        *made += n;
    }
    do {
        size_t out = out_block && out_block < capacity - *made ? out_block : capacity - *made;
        assert_ok(neume_resampler_flush(r, y + *made * width, out, &n));
        *made += n;
    } while (n);
    return y;
}

static const double pairs[][2] = {{44100, 22050},  {48000, 22050}, {22050, 44100}, {44100, 48000}, {8000, 44100},
                                  {192000, 22050}, {96000, 44100}, {11025, 16000}, {44100, 44100}};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static void length_is_the_ratio(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 10, 100, 1000, 4095, 44100, 100001};
    float *x = new_noise(100001, 0.5, 1);
    for (int p = 0; p < PAIRS; p++)
        for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
            struct neume_resampler *r;
            size_t made;
            assert_ok(neume_resampler_new(&r, pairs[p][0], pairs[p][1], 1));
            free(convert(r, x, counts[k], 1, 4096, 4096, &made));
            neume_resampler_free(r);
            double exact = (double)counts[k] * pairs[p][1] / pairs[p][0];
            if (fabs((double)made - exact) > 0.5 + 1e-9)
                fail_msg("%g to %g: %d frames for %g", pairs[p][0], pairs[p][1], (int)made, exact);
        }
    free(x);
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    static const size_t blocks[][2] = {{1, 1}, {1, 4096}, {4096, 1}, {333, 77}, {0, 0}, {20000, 600000}};
    for (int p = 0; p < PAIRS; p++)
        for (int channels = 1; channels <= 3; channels += 2) {
            struct neume_resampler *r;
            float *x = new_noise(20000 * (size_t)channels, 0.5, 4);
            size_t n, m;
            assert_ok(neume_resampler_new(&r, pairs[p][0], pairs[p][1], channels));
            float *whole = convert(r, x, 20000, channels, 4096, 5000, &n);
            for (size_t k = 0; k < sizeof blocks / sizeof blocks[0]; k++) {
                assert_ok(neume_resampler_reset(r));
                float *parts = convert(r, x, 20000, channels, blocks[k][0], blocks[k][1], &m);
                assert_int_equal(n, m);
                assert_memory_equal(whole, parts, n * (size_t)channels * sizeof *whole);
                free(parts);
            }
            neume_resampler_free(r);
            free(whole), free(x);
        }
}

static void equal_rates_pass_through(void **state)
{
    (void)state;
    struct neume_resampler *r;
    float *x = new_noise(3000, 0.5, 2);
    size_t n;
    assert_ok(neume_resampler_new(&r, 44100, 44100, 3));
    float *y = convert(r, x, 1000, 3, 77, 50, &n);
    assert_int_equal(n, 1000);
    assert_memory_equal(x, y, 3000 * sizeof *x);
    neume_resampler_free(r);
    free(x), free(y);
}

/* Gain in dB and delay in output samples of a sine, by projection on the sine and cosine that should come out. */
static void measure(double from, double to, double hz, double *gain, double *delay, double *residue)
{
    size_t count = (size_t)from, made;
    struct neume_resampler *r;
    float *x = new_sine(count, 1, from, hz, 0.5);
    assert_ok(neume_resampler_new(&r, from, to, 1));
    float *y = convert(r, x, count, 1, 4096, 4096, &made);
    double s = 0, c = 0, power = 0;
    size_t begin = made / 4, n = made / 2;
    n -= n % (size_t)(to / 50); /* whole periods of all that is a multiple of 50 Hz */
    for (size_t i = begin; i < begin + n; i++) {
        double angle = 2 * PI * hz * (double)i / to;
        s += y[i] * sin(angle);
        c += y[i] * cos(angle);
        power += (double)y[i] * y[i];
    }
    s *= 2 / (double)n, c *= 2 / (double)n, power /= (double)n;
    *gain = 20 * log10(hypot(s, c) / 0.5);
    *delay = -atan2(c, s) / (2 * PI * hz) * to;
    *residue = 10 * log10(fmax(power - (s * s + c * c) / 2, 1e-20) / 0.125);
    neume_resampler_free(r);
    free(x), free(y);
}

/* In the pass band: flat, in place, clean. */
static const struct {
    double from, to, hz, ripple, residue; /* dB */
} pass[] = {
    {44100, 22050, 50, 0.01, -100},    {44100, 22050, 1000, 0.01, -100},  {44100, 22050, 9000, 0.01, -100},
    {44100, 22050, 10000, 0.01, -100}, {48000, 22050, 50, 0.01, -100},    {48000, 22050, 10000, 0.01, -100},
    {48000, 44100, 1000, 0.01, -100},  {48000, 44100, 20000, 0.01, -100}, {22050, 44100, 1000, 0.01, -100},
    {22050, 44100, 10000, 0.01, -100}, {8000, 22050, 3600, 0.01, -100},   {96000, 22050, 10000, 0.01, -100},
    {192000, 22050, 5000, 0.01, -100}, {44100, 48000, 15000, 0.01, -100},
};

static void pass_band_is_flat_and_in_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pass / sizeof pass[0]; i++) {
        double gain, delay, residue;
        measure(pass[i].from, pass[i].to, pass[i].hz, &gain, &delay, &residue);
        if (fabs(gain) > pass[i].ripple || fabs(delay) > 0.001 || residue > pass[i].residue)
            fail_msg("%g to %g at %g Hz: gain %.4f dB, delay %.5f samples, residue %.1f dB", pass[i].from, pass[i].to,
                     pass[i].hz, gain, delay, residue);
    }
}

/* Over the new Nyquist frequency: all that comes out is alias. */
static const struct {
    double from, to, hz, level; /* dB */
} stop[] = {
    {44100, 22050, 11100, -100}, {44100, 22050, 12000, -100}, {44100, 22050, 15000, -100}, {44100, 22050, 22000, -100},
    {48000, 22050, 11100, -100}, {48000, 22050, 15000, -100}, {48000, 22050, 23000, -100}, {96000, 22050, 12000, -100},
    {96000, 22050, 40000, -100}, {48000, 44100, 22100, -100}, {48000, 44100, 23900, -100},
};

static void what_would_alias_is_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof stop / sizeof stop[0]; i++) {
        struct neume_resampler *r;
        size_t count = (size_t)stop[i].from, made;
        float *x = new_sine(count, 1, stop[i].from, stop[i].hz, 0.5);
        assert_ok(neume_resampler_new(&r, stop[i].from, stop[i].to, 1));
        float *y = convert(r, x, count, 1, 4096, 4096, &made);
        double power = 0;
        for (size_t k = made / 4; k < made * 3 / 4; k++)
            power += (double)y[k] * y[k];
        double level = 10 * log10(power / (double)(made / 2) / 0.125 + 1e-20);
        if (level > stop[i].level)
            fail_msg("%g to %g: %g Hz comes through at %.1f dB", stop[i].from, stop[i].to, stop[i].hz, level);
        neume_resampler_free(r);
        free(x), free(y);
    }
}

/* A smooth pulse keeps its place: its centre of gravity, in seconds, is the same at both rates. */
static void pulses_stay_where_they_are(void **state)
{
    (void)state;
    for (int p = 0; p < PAIRS; p++) {
        double from = pairs[p][0], to = pairs[p][1], sum = 0, moment = 0, centre = 0.123456;
        double width = 4 / fmin(from, to);
        size_t count = (size_t)(from / 4), made;
        float *x = calloc(count, sizeof *x);
        for (size_t i = 0; i < count; i++) {
            double t = ((double)i / from - centre) / width;
            x[i] = (float)exp(-t * t / 2);
        }
        struct neume_resampler *r;
        assert_ok(neume_resampler_new(&r, from, to, 1));
        float *y = convert(r, x, count, 1, 1000, 1000, &made);
        for (size_t i = 0; i < made; i++) {
            sum += (double)y[i] * y[i];
            moment += (double)y[i] * y[i] * (double)i / to;
        }
        assert_true(fabs(moment / sum - centre) * to < 0.01);
        neume_resampler_free(r);
        free(x), free(y);
    }
}

static void channels_do_not_leak(void **state)
{
    (void)state;
    struct neume_resampler *r;
    enum { FRAMES = 5000 };
    float *x = new_noise(2 * FRAMES, 0.5, 8), *left = malloc(FRAMES * sizeof *left);
    size_t n, m;
    for (size_t i = 0; i < FRAMES; i++)
        left[i] = x[2 * i];
    assert_ok(neume_resampler_new(&r, 48000, 22050, 2));
    float *both = convert(r, x, FRAMES, 2, 512, 512, &n);
    neume_resampler_free(r);
    assert_ok(neume_resampler_new(&r, 48000, 22050, 1));
    float *one = convert(r, left, FRAMES, 1, 512, 512, &m);
    neume_resampler_free(r);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++)
        assert_true(both[2 * i] == one[i]);
    free(x), free(left), free(both), free(one);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    static const double bad[][3] = {{0, 44100, 1},   {44100, 0, 1},     {-1, 44100, 1},       {NAN, 44100, 1},
                                    {44100, NAN, 1}, {1, 44100, 1},     {INFINITY, 44100, 1}, {2e6, 2e6, 1},
                                    {44100, 100, 1}, {44100, 48000, 0}, {44100, 48000, -1},   {44100, 48000, 1025}};
    struct neume_resampler *r;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_status(neume_resampler_new(&r, bad[i][0], bad[i][1], (int)bad[i][2]), NEUME_ERR_ARGUMENT);
    neume_resampler_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_is_the_ratio),      cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(equal_rates_pass_through), cmocka_unit_test(pass_band_is_flat_and_in_place),
        cmocka_unit_test(what_would_alias_is_gone), cmocka_unit_test(pulses_stay_where_they_are),
        cmocka_unit_test(channels_do_not_leak),     cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests_name("audio/resample", tests, NULL, NULL);
}
