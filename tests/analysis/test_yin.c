/* SPDX-License-Identifier: MIT */
#include "analysis/yin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, window = 1024, min_lag = 10, max_lag = 560, SIZE = window + max_lag };

/* Equations 6 and 8 of the paper, summed one by one. */
static void define(const float *x, size_t w, size_t lags, double *d)
{
    double sum = 0;
    d[0] = 1;
    for (size_t lag = 1; lag <= lags; lag++) {
        double difference = 0;
        for (size_t j = 0; j < w; j++)
            difference += ((double)x[j] - x[j + lag]) * ((double)x[j] - x[j + lag]);
        sum += difference;
        d[lag] = sum > 0 ? difference * (double)lag / sum : 1;
    }
}

static const struct {
    const char *name;
    double hz, amplitude, noise, dc;
    int partials; /* 0: a sine */
    double tolerance;
} signals[] = {
    {"noise", 0, 0, 0.5, 0, 0, 1e-5},          {"quiet noise", 0, 0, 1e-3, 0, 0, 1e-5},
    {"sine", 220, 0.9, 0, 0, 0, 1e-4},         {"low sine", 41, 0.9, 0, 0, 0, 1e-3},
    {"harmonics", 110, 0.3, 0, 0, 12, 1e-5},   {"with noise", 330, 0.3, 0.05, 0, 5, 1e-5},
    {"with DC", 330, 0.3, 0.01, 0.5, 5, 1e-4}, {"very quiet", 220, 1e-4, 0, 0, 6, 1e-4},
};
enum { SIGNAL_COUNT = sizeof signals / sizeof *signals };

static float *make(size_t i, size_t count)
{
    float *x = signal_new(count);
    if (signals[i].partials)
        signal_harmonics(x, count, RATE, signals[i].hz, signals[i].partials, signals[i].amplitude, 0, 1);
    else
        signal_sine(x, count, RATE, signals[i].hz, signals[i].amplitude, 0.2);
    signal_noise(x, count, signals[i].noise, 4);
    for (size_t n = 0; n < count; n++)
        x[n] += (float)signals[i].dc;
    return x;
}

static void test_difference_is_the_definition(void **state)
{
    (void)state;
    static const struct {
        size_t window, min_lag, max_lag;
    } shapes[] = {{window, min_lag, max_lag}, {16, 2, 3}, {100, 5, 90}, {64, 2, 600}, {1023, 10, 1025}};
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        struct neume_yin y;
        double *expected = calloc(shapes[s].max_lag + 1, sizeof *expected);
        assert_ok(neume_yin_init(&y, shapes[s].window, shapes[s].min_lag, shapes[s].max_lag));
        for (size_t i = 0; i < SIGNAL_COUNT; i++) {
            float *x = make(i, shapes[s].window + shapes[s].max_lag);
            double worst = 0;
            neume_yin_process(&y, x);
            define(x, shapes[s].window, shapes[s].max_lag, expected);
            for (size_t lag = 0; lag <= shapes[s].max_lag; lag++)
                worst = fmax(worst, fabs(y.difference[lag] - expected[lag]));
            /* Lags that are a small part of the period have differences in the transform's rounding. */
            double bar = shapes[s].window == window ? signals[i].tolerance : 100 * signals[i].tolerance;
            if (!(worst <= bar))
                fail_msg("window %zu, %s: off by %g", shapes[s].window, signals[i].name, worst);
            free(x);
        }
        free(expected);
        neume_yin_release(&y);
    }
}

static void test_silence_has_no_period(void **state)
{
    (void)state;
    struct neume_yin y;
    struct neume_yin_candidate c[8];
    static const float silence[SIZE];
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    neume_yin_process(&y, silence);
    for (size_t lag = 0; lag <= max_lag; lag++)
        assert_true(fabs(y.difference[lag] - 1) < 1e-6);
    assert_int_equal(neume_yin_candidates(&y, c, 8), 0);
    assert_true(neume_yin_lag(&y, 0.1f) == 0);
    neume_yin_release(&y);
}

/* Beta(2, 18): its density, up to a factor. */
static double density(double threshold)
{
    return threshold * pow(1 - threshold, 17);
}

/* The value of the parabola through a minimum and its neighbours; 2 where there is none. */
static double dip(const float *d, size_t lag)
{
    double a = d[lag - 1], b = d[lag], c = d[lag + 1];
    if (!(b < a && b <= c))
        return 2;
    return fmax(b - (a - c) * (a - c) / (8 * (a - 2 * b + c)), 0);
}

/* Section 2.1 of pYIN, threshold by threshold: each picks the first dip that goes below it, or gives its share times
 * 0.01 to the lowest of all. probability: [max_lag + 1]. */
static void define_candidates(const float *d, double *probability)
{
    enum { STEPS = 20000 };
    double total = 0;
    size_t lowest = 0;
    memset(probability, 0, (max_lag + 1) * sizeof *probability);
    for (size_t lag = min_lag; lag < max_lag; lag++)
        if (dip(d, lag) < 1 && (!lowest || dip(d, lag) < dip(d, lowest)))
            lowest = lag;
    for (size_t i = 0; i < STEPS; i++)
        total += density((i + 0.5) / STEPS);
    for (size_t i = 0; i < STEPS; i++) {
        double threshold = (i + 0.5) / STEPS, share = density(threshold) / total;
        size_t lag = min_lag;
        while (lag < max_lag && !(dip(d, lag) < threshold))
            lag++;
        if (lag < max_lag)
            probability[lag] += share;
        else if (lowest)
            probability[lowest] += 0.01 * share;
    }
}

static void test_candidates_are_the_definition(void **state)
{
    (void)state;
    struct neume_yin y;
    struct neume_yin_candidate c[64];
    static double probability[max_lag + 1];
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        float *x = make(i, SIZE);
        double sum = 0, expected = 0;
        neume_yin_process(&y, x);
        define_candidates(y.difference, probability);
        size_t n = neume_yin_candidates(&y, c, 64);
        for (size_t k = 0; k < n; k++) {
            size_t lag = (size_t)lroundf(c[k].lag);
            double here = 0; /* the parabola may move a lag to the next sample */
            for (size_t l = lag - 1; l <= lag + 1 && l <= max_lag; l++)
                here = fmax(here, probability[l]);
            assert_true(fabs(c[k].probability - here) < 1e-3);
            assert_true(!k || c[k].lag > c[k - 1].lag);
            sum += c[k].probability;
        }
        for (size_t lag = 0; lag <= max_lag; lag++)
            expected += probability[lag];
        assert_true(sum <= 1 + 1e-6);
        assert_true(fabs(sum - expected) < 2e-3);
        free(x);
    }
    neume_yin_release(&y);
}

static void test_the_likeliest_candidates_are_kept(void **state)
{
    (void)state;
    struct neume_yin y;
    struct neume_yin_candidate all[64], few[64];
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    float *x = make(5, SIZE);
    signal_noise(x, SIZE, 0.3, 6);
    neume_yin_process(&y, x);
    size_t n = neume_yin_candidates(&y, all, 64);
    assert_true(n >= 2);
    for (size_t capacity = 0; capacity <= n; capacity++) {
        size_t kept = neume_yin_candidates(&y, few, capacity), weaker = 0;
        assert_int_equal(kept, capacity);
        float weakest = 2;
        for (size_t k = 0; k < kept; k++) {
            assert_true(!k || few[k].lag > few[k - 1].lag);
            weakest = fminf(weakest, few[k].probability);
        }
        for (size_t k = 0; k < n; k++)
            weaker += all[k].probability > weakest + 0.011f; /* the lowest one's extra share may move */
        assert_true(weaker <= capacity);
    }
    free(x);
    neume_yin_release(&y);
}

/* Even partials of amplitude 1 / h, odd ones weaker by `odd`: an English horn's, a low bassoon's. The octave above wins
 * only where next to nothing of the odd ones is there. */
static void test_strong_even_partials_are_no_octave(void **state)
{
    (void)state;
    static const struct {
        double odd, noise; /* amplitudes */
        double least;      /* probability of the true period, or under it that of its half */
        int half;
    } rows[] = {{1, 0, 0.9, 0},      {0.3, 0, 0.9, 0},  {0.2, 0, 0.9, 0}, {0.12, 0, 0.5, 0},
                {0.2, 0.05, 0.5, 0}, {0.01, 0, 0.9, 1}, {0, 0, 0.9, 1},   {0, 0.05, 0.9, 1}};
    struct neume_yin y;
    struct neume_yin_candidate c[32];
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (double hz = 60; hz < 500; hz *= 1.13) {
            float *x = signal_new(SIZE);
            double sum = 0, right = 0, before = 0;
            for (int h = 1; h <= 8; h++)
                signal_sine(x, SIZE, RATE, h * hz, (h % 2 ? rows[r].odd : 1) * 0.2 / h, h);
            signal_noise(x, SIZE, rows[r].noise * 0.2, 3);
            neume_yin_process(&y, x);
            size_t n = neume_yin_candidates(&y, c, 32);
            for (size_t i = 0; i < n; i++)
                before += c[i].probability;
            neume_yin_weigh_octaves(&y, c, n);
            for (size_t i = 0; i < n; i++) {
                sum += c[i].probability;
                if (fabs(c[i].lag * hz * (1 + rows[r].half) / RATE - 1) < 0.02)
                    right += c[i].probability;
            }
            assert_true(fabs(sum - before) < 1e-5);
            if (right < rows[r].least)
                fail_msg("row %zu, %.0f Hz: %.3f", r, hz, right);
            free(x);
        }
    neume_yin_weigh_octaves(&y, c, 0);
    neume_yin_release(&y);
}

static double cents(double a, double b)
{
    return 1200 * fabs(log2(a / b));
}

static void test_tones_are_within_a_cent(void **state)
{
    (void)state;
    struct neume_yin y;
    struct neume_yin_candidate c[32];
    double worst = 0;
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (double hz = 41; hz < 1700; hz *= 1.0293) {
        float *x = signal_new(SIZE);
        signal_sine(x, SIZE, RATE, hz, 0.5, hz);
        neume_yin_process(&y, x);
        worst = fmax(worst, cents(neume_yin_lag(&y, 0.1f), RATE / hz));
        assert_true(neume_yin_candidates(&y, c, 32) >= 1);
        worst = fmax(worst, cents(c[0].lag, RATE / hz));
        assert_true(c[0].probability > 0.8);
        free(x);
    }
    print_message("tones: lag within %.3f cents\n", worst);
    assert_true(worst < 1);
    neume_yin_release(&y);
}

/* A lag up to 5 % off is set right. */
static void test_sharpen_finds_the_lag(void **state)
{
    (void)state;
    static const double errors[] = {0.95, 0.98, 0.995, 1, 1.005, 1.02, 1.05};
    enum { ROOM = 4 * SIZE, MIDDLE = ROOM / 2 };
    struct neume_yin y;
    double worst = 0, worst_high = 0;
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (double hz = 41; hz < 1700; hz *= 1.0593) {
        float *x = signal_new(ROOM);
        signal_harmonics(x, ROOM, RATE, hz, 8, 0.3, 0, 1);
        for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
            double *side = hz < 450 ? &worst : &worst_high;
            float lag = neume_yin_sharpen(&y, x, MIDDLE, (float)(RATE / hz * errors[i]));
            *side = fmax(*side, cents(lag, RATE / hz));
        }
        free(x);
    }
    print_message("sharpened lags within %.2f cents under 450 Hz, %.2f above\n", worst, worst_high);
    assert_true(worst < 2);
    assert_true(worst_high < 6); /* eight harmonics make a dip hardly wider than a sample */
    neume_yin_release(&y);
}

/* Through a vibrato, sharpened lags follow what the long window smears. */
static void test_sharpen_follows_vibrato(void **state)
{
    (void)state;
    enum { COUNT = RATE, LAST = COUNT - 2 * SIZE };
    struct neume_yin y;
    float *x = signal_new(COUNT);
    double sharp = 0;
    signal_harmonics(x, COUNT, RATE, 330, 8, 0.3, 100, 6);
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (size_t at = SIZE; at < LAST; at += 256) {
        double hz = 330 * pow(2, 100.0 / 1200 * sin(2 * SIGNAL_PI * 6 * (double)at / RATE));
        neume_yin_process(&y, x + at - window / 2);
        float lag = neume_yin_lag(&y, 0.3f);
        assert_true(lag > 0);
        sharp = fmax(sharp, cents(neume_yin_sharpen(&y, x, at, lag), RATE / hz));
    }
    print_message("vibrato of 100 cents: within %.1f cents\n", sharp);
    assert_true(sharp < 20);
    free(x);
    neume_yin_release(&y);
}

static void test_broken_frames_do_no_harm(void **state)
{
    (void)state;
    static const float values[] = {NAN, INFINITY, 1e30f};
    struct neume_yin y;
    struct neume_yin_candidate c[8];
    assert_ok(neume_yin_init(&y, window, min_lag, max_lag));
    for (size_t i = 0; i < 3; i++) {
        float *x = make(2, 2 * SIZE);
        x[SIZE] = values[i];
        neume_yin_process(&y, x + 200);
        assert_true(neume_yin_candidates(&y, c, 8) <= 8);
        (void)neume_yin_lag(&y, 0.1f);
        (void)neume_yin_sharpen(&y, x, SIZE, 100);
        free(x);
    }
    neume_yin_release(&y);
}

static void test_bad_shapes_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t window, min_lag, max_lag;
    } rows[] = {{15, 2, 10}, {0, 2, 10}, {100, 1, 10}, {100, 0, 10}, {100, 10, 10}, {100, 10, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_yin y;
        assert_status(neume_yin_init(&y, rows[i].window, rows[i].min_lag, rows[i].max_lag), NEUME_ERR_ARGUMENT);
        neume_yin_release(&y);
    }
    neume_yin_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_difference_is_the_definition),  cmocka_unit_test(test_silence_has_no_period),
        cmocka_unit_test(test_candidates_are_the_definition), cmocka_unit_test(test_the_likeliest_candidates_are_kept),
        cmocka_unit_test(test_tones_are_within_a_cent),       cmocka_unit_test(test_sharpen_finds_the_lag),
        cmocka_unit_test(test_sharpen_follows_vibrato),       cmocka_unit_test(test_broken_frames_do_no_harm),
        cmocka_unit_test(test_bad_shapes_are_refused),        cmocka_unit_test(test_strong_even_partials_are_no_octave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
