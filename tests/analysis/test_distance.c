/* SPDX-License-Identifier: MIT */
#include "analysis/distance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const double rates[] = {8000, 22050, 44100, 48000, 96000, 192000};

static struct neume_distances compare(double rate, const float *a, const float *b, size_t count, size_t block)
{
    struct neume_distance *d;
    assert_ok(neume_distance_new(&d, rate));
    for (size_t at = 0; at < count; at += block)
        neume_distance_process(d, a + at, b + at, count - at < block ? count - at : block);
    struct neume_distances l = neume_distance_flush(d);
    neume_distance_free(d);
    return l;
}

static const double tune[] = {0, 4, 7, 12, 9, 5, 2, 0};
enum { TUNE_NOTES = sizeof tune / sizeof *tune };

/* A plucked line, note i of level + slope * i dB, transposed by `semitones`. */
static float *line(size_t count, double rate, double semitones, double level, double slope)
{
    float *x = signal_new(count);
    for (size_t i = 0; i < TUNE_NOTES; i++) {
        size_t from = count * i / TUNE_NOTES, to = count * (i + 1) / TUNE_NOTES;
        double gain = signal_gain(level + slope * (double)i), hz = 262 * pow(2, (tune[i] + semitones) / 12);
        signal_harmonics(x + from, to - from, rate, hz, 6, gain * 0.3, 0, 1);
        for (size_t n = from; n < to; n++)
            x[n] *= (float)exp(-3.0 * (double)(n - from) / (double)(to - from));
    }
    return x;
}

static void test_identical_signals(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        size_t count = (size_t)(2 * rates[r]);
        float *x = line(count, rates[r], 0, 0, 0);
        struct neume_distances l = compare(rates[r], x, x, count, 1000);
        assert_true(fabs(l.chroma - 1) < 1e-6);
        assert_true(l.log_frequency == 0);
        assert_true(fabs(l.loudness - 1) < 1e-6);
        assert_in_range(l.frames, 2 / 0.064, 2 / 0.031);
        free(x);
    }
}

/* What is done to a copy, and what may come of it. */
static void test_changes_are_heard(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double semitones, level, slope, noise;
        double chroma[2], log_frequency[2], loudness[2]; /* least, most */
    } rows[] = {
        {"a little noise", 0, 0, 0, 1e-3, {0.95, 1}, {0.5, 15}, {0.9, 1}},
        {"6 dB softer", 0, -6, 0, 0, {0.999, 1}, {1, 6}, {0.98, 1}},
        {"an octave up", 12, 0, 0, 0, {0.85, 1}, {4, 30}, {0.8, 1}},
        {"a fifth up", 7, 0, 0, 0, {0, 0.65}, {4, 30}, {0.7, 1}},
        {"a semitone up", 1, 0, 0, 0, {0, 0.6}, {4, 30}, {0.7, 1}},
        {"swelling", 0, -21, 6, 0, {0.9, 1}, {2, 15}, {-0.5, 0.8}},
    };
    enum { COUNT = 3 * 22050 };
    float *x = line(COUNT, 22050, 0, 0, -1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float *y = line(COUNT, 22050, rows[i].semitones, rows[i].level, rows[i].slope - 1);
        signal_noise(y, COUNT, rows[i].noise, 21);
        struct neume_distances l = compare(22050, x, y, COUNT, 4096), back = compare(22050, y, x, COUNT, 4096);
        print_message("%-15s chroma %.3f  log-frequency %5.2f dB  loudness %.3f\n", rows[i].name, l.chroma,
                      l.log_frequency, l.loudness);
        assert_true(l.chroma >= rows[i].chroma[0] && l.chroma <= rows[i].chroma[1]);
        assert_true(l.log_frequency >= rows[i].log_frequency[0] && l.log_frequency <= rows[i].log_frequency[1]);
        assert_true(l.loudness >= rows[i].loudness[0] && l.loudness <= rows[i].loudness[1]);
        assert_true(fabs(l.chroma - back.chroma) < 1e-9 && fabs(l.log_frequency - back.log_frequency) < 1e-9);
        assert_true(fabs(l.loudness - back.loudness) < 1e-9 && l.frames == back.frames);
        free(y);
    }
    free(x);
}

/* Noise against itself 10 dB down is 10 dB apart. */
static void test_distance_is_in_decibels(void **state)
{
    (void)state;
    enum { COUNT = 2 * 22050 };
    float *a = signal_new(COUNT), *b = signal_new(COUNT);
    signal_noise(a, COUNT, 0.3, 5);
    for (size_t n = 0; n < COUNT; n++)
        b[n] = a[n] * (float)signal_gain(-10);
    struct neume_distances l = compare(22050, a, b, COUNT, 4096);
    assert_true(fabs(l.log_frequency - 10) < 0.05);
    assert_true(l.chroma > 0.9999);
    free(a);
    free(b);
}

static void test_silence(void **state)
{
    (void)state;
    enum { COUNT = 22050 };
    float *silence = signal_new(COUNT), *x = line(COUNT, 22050, 0, 0, 0);
    static const size_t lengths[] = {0, 1, COUNT};
    for (size_t i = 0; i < 3; i++) {
        struct neume_distances l = compare(22050, silence, silence, lengths[i], 500);
        assert_int_equal(l.frames, 0);
        assert_true(l.chroma == 0 && l.log_frequency == 0 && l.loudness == 0);
    }
    struct neume_distances one = compare(22050, x, silence, COUNT, 500);
    assert_true(one.frames > 15);
    assert_true(one.chroma == 0 && one.loudness == 0);
    assert_true(one.log_frequency > 5 && one.log_frequency <= 60);
    free(silence);
    free(x);
}

/* The quiet before and after is no frame: a second of sound in five. */
static void test_only_what_sounds_counts(void **state)
{
    (void)state;
    enum { COUNT = 5 * 22050 };
    float *a = signal_new(COUNT), *b = signal_new(COUNT);
    signal_harmonics(a + 2 * 22050, 22050, 22050, 440, 6, 0.3, 0, 1);
    memcpy(b, a, COUNT * sizeof *a);
    signal_noise(b, COUNT, 1e-5, 9);
    struct neume_distances l = compare(22050, a, b, COUNT, 4096);
    assert_in_range(l.frames, 20, 28);
    assert_true(l.chroma > 0.99);
    free(a);
    free(b);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    enum { COUNT = 22050 + 77 };
    float *a = line(COUNT, 22050, 0, 0, 0), *b = line(COUNT, 22050, 3, 0, 0);
    struct neume_distances expected = compare(22050, a, b, COUNT, 4096);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        struct neume_distances l = compare(22050, a, b, COUNT, signal_splits[i]);
        assert_true(l.chroma == expected.chroma && l.log_frequency == expected.log_frequency);
        assert_true(l.loudness == expected.loudness && l.frames == expected.frames);
    }
    free(a);
    free(b);
}

static void test_broken_samples_do_no_harm(void **state)
{
    (void)state;
    static const float values[] = {NAN, INFINITY, -INFINITY, 1e30f};
    enum { COUNT = 10000 };
    for (size_t i = 0; i < 4; i++) {
        float *a = line(COUNT, 22050, 0, 0, 0), *b = line(COUNT, 22050, 0, 0, 0);
        b[5000] = values[i];
        struct neume_distances l = compare(22050, a, b, COUNT, 999);
        assert_true(l.chroma >= 0 && l.chroma <= 1);
        assert_true(l.log_frequency >= 0 && l.log_frequency <= 60);
        assert_true(l.loudness >= -1 && l.loudness <= 1);
        free(a);
        free(b);
    }
}

static void test_bad_rates_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {0, -1, 7999, 192001, NAN, INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct neume_distance *d;
        assert_status(neume_distance_new(&d, bad[i]), NEUME_ERR_ARGUMENT);
        assert_null(d);
    }
    neume_distance_free(NULL);
}

static void test_agreement_of_short_lists(void **state)
{
    (void)state;
    static const struct {
        size_t a_count, b_count, matched;
        double a[4], b[4];
        double precision, recall, f;
    } rows[] = {
        {0, 0, 0, {0}, {0}, 1, 1, 1},
        {1, 0, 0, {1}, {0}, 0, 0, 0},
        {0, 1, 0, {0}, {1}, 0, 0, 0},
        {1, 1, 1, {1}, {1}, 1, 1, 1},
        {1, 1, 1, {1}, {1.0499}, 1, 1, 1},
        {1, 1, 0, {1}, {1.0501}, 0, 0, 0},
        {2, 1, 1, {1, 1.02}, {1.01}, 1, 0.5, 2.0 / 3},
        {1, 3, 1, {1}, {0.97, 1, 1.03}, 1.0 / 3, 1, 0.5},
        {2, 2, 2, {1, 1.06}, {1.04, 1.08}, 1, 1, 1}, /* the nearest first would leave one out */
        {3, 3, 3, {1, 1.04, 1.08}, {1.04, 1.08, 1.12}, 1, 1, 1},
        {4, 4, 2, {1, 2, 3, 4}, {1.5, 2, 3.04, 9}, 0.5, 0.5, 0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_agreement g = neume_onset_agreement(rows[i].a, rows[i].a_count, rows[i].b, rows[i].b_count, 0.05);
        assert_int_equal(g.matched, rows[i].matched);
        assert_true(fabs(g.precision - rows[i].precision) < 1e-12);
        assert_true(fabs(g.recall - rows[i].recall) < 1e-12);
        assert_true(fabs(g.f - rows[i].f) < 1e-12);
    }
}

/* Maximum bipartite matching by augmenting paths, the slow and obvious way. */
static int augment(const double *a, const double *b, size_t b_count, double window, size_t i, int *taken, int *seen)
{
    for (size_t j = 0; j < b_count; j++) {
        if (seen[j] || b[j] < a[i] - window || b[j] > a[i] + window)
            continue;
        seen[j] = 1;
        if (taken[j] < 0 || augment(a, b, b_count, window, (size_t)taken[j], taken, seen)) {
            taken[j] = (int)i;
            return 1;
        }
    }
    return 0;
}

static void random_times(double *times, size_t count, double density, uint64_t *seed)
{
    double t = 0;
    for (size_t i = 0; i < count; i++)
        times[i] = t += support_random(seed) * density;
}

static void test_matching_is_a_maximum_one(void **state)
{
    (void)state;
    enum { MOST = 30 };
    uint64_t seed = 77;
    for (size_t round = 0; round < 500; round++) {
        double a[MOST], b[MOST];
        int taken[MOST], seen[MOST];
        size_t na = (size_t)(support_random(&seed) * MOST), nb = (size_t)(support_random(&seed) * MOST), best = 0;
        random_times(a, na, 0.12, &seed);
        random_times(b, nb, 0.12, &seed);
        for (size_t j = 0; j < nb; j++)
            taken[j] = -1;
        for (size_t i = 0; i < na; i++) {
            memset(seen, 0, sizeof seen);
            best += (size_t)augment(a, b, nb, 0.05, i, taken, seen);
        }
        assert_int_equal(neume_onset_agreement(a, na, b, nb, 0.05).matched, best);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identical_signals),         cmocka_unit_test(test_changes_are_heard),
        cmocka_unit_test(test_distance_is_in_decibels),   cmocka_unit_test(test_silence),
        cmocka_unit_test(test_only_what_sounds_counts),   cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_broken_samples_do_no_harm), cmocka_unit_test(test_bad_rates_are_refused),
        cmocka_unit_test(test_agreement_of_short_lists),  cmocka_unit_test(test_matching_is_a_maximum_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
