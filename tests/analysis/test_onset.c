/* SPDX-License-Identifier: MIT */
#include "analysis/onset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { CAPACITY = 256 };

struct list {
    size_t count;
    struct neume_onset onset[CAPACITY];
};

/* `room`: how many onsets fit into one call. */
static void detect(struct list *l, const struct neume_onset_config *c, const float *x, size_t count, size_t block,
                   size_t room)
{
    struct neume_onset_detector *d;
    size_t made;
    l->count = 0;
    assert_ok(neume_onset_new(&d, c));
    for (size_t at = 0; at < count;) {
        size_t n = count - at < block ? count - at : block;
        at += neume_onset_process(d, x + at, n, l->onset + l->count, room, &made);
        l->count += made;
        assert_true(l->count + room <= CAPACITY);
    }
    while ((made = neume_onset_flush(d, l->onset + l->count, room)) > 0) {
        l->count += made;
        assert_true(l->count + room <= CAPACITY);
    }
    neume_onset_free(d);
    for (size_t i = 1; i < l->count; i++)
        assert_true(l->onset[i].time > l->onset[i - 1].time);
}

static void detect_at(struct list *l, double rate, const float *x, size_t count)
{
    struct neume_onset_config c;
    neume_onset_config_init(&c);
    c.sample_rate = rate;
    detect(l, &c, x, count, 4096, 8);
}

static const double hit_times[] = {0, 0.4137, 0.8009, 1.25, 1.7321};
enum { HITS = sizeof hit_times / sizeof *hit_times };

static const double all_rates[] = {8000, 16000, 22050, 44100, 48000, 96000};
static const double all_levels[] = {0, -10, -20, -30, -40, -50};

/* The bar is 5 ms. */
static const struct kind {
    const char *name;
    enum signal_hit hit;
    double attack, decay; /* seconds */
    double bar;           /* ms */
} kinds[] = {
    {"click", SIGNAL_CLICK, 0, 0.02, 5},          {"noise burst", SIGNAL_NOISE, 0, 0.05, 5},
    {"hi-hat", SIGNAL_NOISE, 0.001, 0.015, 5},    {"tone, 2 ms", SIGNAL_TONE, 0.002, 0.2, 5},
    {"tone, 5 ms", SIGNAL_TONE, 0.005, 0.2, 5},   {"tone, 10 ms", SIGNAL_TONE, 0.010, 0.2, 5},
    {"tone, 20 ms", SIGNAL_TONE, 0.020, 0.2, 10}, {"string", SIGNAL_STRING, 0.003, 0.3, 5},
    {"kick", SIGNAL_KICK, 0.001, 0.08, 5},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* The last 0.3 s sink to nothing, smoothly: what a cut does is a test of its own. */
static void fade_out(float *x, size_t count, double rate)
{
    size_t length = (size_t)(0.3 * rate);
    for (size_t n = 0; n < length; n++)
        x[count - 1 - n] *= (float)(0.5 - 0.5 * cos(SIGNAL_PI * (double)n / (double)length));
}

/* Hits of one kind over the noise of a 16-bit file. Returns the largest error in ms; fails where the count is wrong. */
static double worst_error(const struct kind *k, double rate, double level)
{
    static struct list l;
    size_t count = (size_t)(2.2 * rate);
    float *x = signal_new(count);
    double worst = 0;
    signal_noise(x, count, 1.0 / 32768, 7);
    for (size_t i = 0; i < HITS; i++) {
        size_t at = (size_t)lround(hit_times[i] * rate);
        signal_hit(x + at, count - at, rate, k->hit, k->attack, k->decay, 0.9 * signal_gain(level));
    }
    fade_out(x, count, rate);
    detect_at(&l, rate, x, count);
    free(x);
    for (size_t i = 0; i < l.count && l.count == HITS; i++)
        worst = fmax(worst, 1000 * fabs(l.onset[i].time - hit_times[i]));
    if (l.count != HITS) {
        print_message("%s, %g Hz, %g dB: %zu onsets for %d hits\n", k->name, rate, level, l.count, (int)HITS);
        return 1e9;
    }
    return worst;
}

static void test_times_at_all_rates(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t k = 0; k < KIND_COUNT; k++) {
        double worst = 0;
        for (size_t r = 0; r < sizeof all_rates / sizeof *all_rates; r++)
            worst = fmax(worst, worst_error(&kinds[k], all_rates[r], 0));
        print_message("%-12s %6.2f ms, bar %g\n", kinds[k].name, worst, kinds[k].bar);
        bad += !(worst <= kinds[k].bar);
    }
    assert_int_equal(bad, 0);
}

static void test_times_at_all_levels(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t k = 0; k < KIND_COUNT; k++) {
        double worst = 0;
        for (size_t i = 0; i < sizeof all_levels / sizeof *all_levels; i++)
            worst = fmax(worst, worst_error(&kinds[k], 44100, all_levels[i]));
        print_message("%-12s %6.2f ms, bar %g\n", kinds[k].name, worst, kinds[k].bar);
        bad += !(worst <= kinds[k].bar);
    }
    assert_int_equal(bad, 0);
}

/* Six seconds of sounds without an attack: an onset at the start where they start, and none after. `known` counts what
 * the detector still finds too much, so that it cannot grow unseen. */
static const struct steady {
    const char *name;
    double hz, sine, noise, dc, cents;
    int partials;
    size_t allowed, known;
} steadies[] = {
    {"silence", 0, 0, 0, 0, 0, 0, 0, 0},
    {"DC", 0, 0, 0, 0.5, 0, 0, 1, 0},
    {"full-scale DC", 0, 0, 0, -1, 0, 0, 1, 0},
    {"sine", 440, 0.5, 0, 0, 0, 0, 1, 0},
    {"low sine", 41, 0.5, 0, 0, 0, 0, 1, 0},
    {"high sine", 3500, 0.5, 0, 0, 0, 0, 1, 0},
    {"steady harmonics", 220, 0, 0, 0, 0, 20, 1, 0},
    {"bass harmonics", 41.2, 0, 0, 0, 0, 30, 1, 0},
    /* A peak needs the mean and a little more of what is around it, and the flux of noise wavers by as much. */
    {"noise", 0, 0, 0.5, 0, 0, 0, 1, 16},
    {"quiet noise", 0, 0, 0.001, 0, 0, 0, 1, 16},
    {"dither", 0, 0, 1.0 / 32768, 0, 0, 0, 1, 10},
    {"cello", 65.4, 0, 0, 0, 50, 30, 1, 0},
    {"low voice", 110, 0, 0, 0, 50, 20, 1, 0},
    {"voice", 220, 0, 0, 0, 50, 20, 1, 0},
    {"violin", 440, 0, 0, 0, 50, 12, 1, 0},
    {"violin in noise", 440, 0, 0.001, 0, 50, 12, 1, 0},
    {"high violin", 1320, 0, 0, 0, 50, 8, 1, 0},
};

static size_t count_steady(const struct steady *row, double rate)
{
    static struct list l;
    size_t count = (size_t)(6 * rate);
    float *x = signal_new(count);
    signal_sine(x, count, rate, row->hz, row->sine, 0.3);
    signal_noise(x, count, row->noise, 11);
    if (row->partials)
        signal_harmonics(x, count, rate, row->hz, row->partials, 0.2, row->cents, 6);
    fade_out(x, count, rate);
    for (size_t n = 0; n < count; n++)
        x[n] += (float)row->dc;
    detect_at(&l, rate, x, count);
    free(x);
    return l.count;
}

static void test_what_has_no_attack(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof steadies / sizeof *steadies; i++) {
        size_t most = 0;
        for (size_t r = 0; r < sizeof all_rates / sizeof *all_rates; r += r ? 2 : 1) { /* half of them, to be quick */
            size_t n = count_steady(&steadies[i], all_rates[r]);
            most = n > most ? n : most;
        }
        if (most > steadies[i].allowed)
            print_message("%s: up to %zu onsets, %zu known\n", steadies[i].name, most, steadies[i].known);
        bad += most > steadies[i].allowed + steadies[i].known;
    }
    assert_int_equal(bad, 0);
}

/* A recording that stops in the middle of a sound has no onset there, though its spectrum splashes over all bands. */
static void test_a_cut_is_no_onset(void **state)
{
    (void)state;
    static const struct {
        double hz;
        int partials;
    } rows[] = {{65.4, 1}, {220, 1}, {440, 1}, {1320, 1}, {65.4, 12}, {220, 12}, {440, 12}, {1320, 12}};
    size_t bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct list l;
        size_t count = 44100 + 997 * i;
        float *x = signal_new(count);
        signal_harmonics(x, count, 44100, rows[i].hz, rows[i].partials, 0.3, 0, 6);
        detect_at(&l, 44100, x, count);
        free(x);
        for (size_t k = 1; k < l.count; k++)
            print_message("%g Hz, %d partials: onset at %.4f of %.4f s\n", rows[i].hz, rows[i].partials,
                          l.onset[k].time, (double)count / 44100);
        bad += l.count != 1;
    }
    assert_int_equal(bad, 0);
}

/* Four hits a second over a bed of noise, of which every second one is quiet. */
static float *mixed_hits(size_t count, double rate)
{
    float *x = signal_new(count);
    signal_noise(x, count, 0.003, 13);
    for (size_t i = 0; (size_t)(i * 0.25 * rate) < count; i++) {
        size_t at = (size_t)(i * 0.25 * rate);
        double gain = 0.6 * signal_gain(i % 2 ? -8.0 - (double)(i % 16) : 0);
        signal_hit(x + at, count - at, rate, (enum signal_hit)(1 + i % 4), 0.002, 0.1, gain);
    }
    return x;
}

static void test_sensitivity_adds_onsets(void **state)
{
    (void)state;
    static const double steps[] = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
    static struct list l;
    size_t count = 8 * 22050, before = 0, first = 0;
    float *x = mixed_hits(count, 22050);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        detect(&l, &(struct neume_onset_config){22050, steps[i], 0.03}, x, count, 4096, 8);
        assert_true(l.count >= before);
        before = l.count;
        first = i ? first : l.count;
    }
    assert_true(before > first);
    free(x);
}

static void test_min_gap_keeps_the_first(void **state)
{
    (void)state;
    static const struct {
        double apart, gap;
        size_t expected; /* of two clicks */
    } rows[] = {{0.15, 0.03, 2}, {0.15, 0.1, 2}, {0.15, 0.2, 1}, {0.15, 1, 1}, {0.9, 1, 1}, {0.9, 0.5, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct list l;
        size_t count = 2 * 44100, second = (size_t)((0.3 + rows[i].apart) * 44100);
        float *x = signal_new(count);
        x[13230] = x[second] = 0.5f;
        detect(&l, &(struct neume_onset_config){44100, 0.5, rows[i].gap}, x, count, 4096, 8);
        assert_int_equal(l.count, rows[i].expected);
        assert_true(fabs(l.onset[0].time - 0.3) < 0.005);
        free(x);
    }
}

static int same(struct neume_onset a, struct neume_onset b)
{
    return a.time == b.time && a.strength == b.strength;
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    static struct list expected, l;
    struct neume_onset_config c;
    size_t count = 3 * 44100 + 17;
    float *x = mixed_hits(count, 44100);
    neume_onset_config_init(&c);
    detect(&expected, &c, x, count, 4096, 8);
    assert_true(expected.count >= 8);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++)
        for (size_t room = 1; room < 4; room += 2) {
            detect(&l, &c, x, count, signal_splits[i], room);
            assert_int_equal(l.count, expected.count);
            for (size_t k = 0; k < l.count; k++)
                assert_true(same(l.onset[k], expected.onset[k]));
        }
    free(x);
}

static void test_reset_forgets(void **state)
{
    (void)state;
    static struct list expected;
    struct neume_onset_config c;
    struct neume_onset_detector *d;
    struct neume_onset onset;
    size_t count = 2 * 44100, made, n = 0;
    float *x = mixed_hits(count, 44100);
    neume_onset_config_init(&c);
    detect(&expected, &c, x, count, 4096, 8);
    assert_ok(neume_onset_new(&d, &c));
    for (size_t at = 0; at < count;)
        at += neume_onset_process(d, x + at, count - at, &onset, 1, &made);
    neume_onset_reset(d);
    for (size_t at = 0; at < count;) {
        at += neume_onset_process(d, x + at, count - at, &onset, 1, &made);
        assert_true(!made || (n < expected.count && same(onset, expected.onset[n])));
        n += made;
    }
    while (neume_onset_flush(d, &onset, 1)) {
        assert_true(n < expected.count && same(onset, expected.onset[n]));
        n++;
    }
    assert_int_equal(n, expected.count);
    neume_onset_free(d);
    free(x);
}

static void test_a_full_list_loses_nothing(void **state)
{
    (void)state;
    struct neume_onset_config c;
    struct neume_onset_detector *d;
    struct neume_onset onset;
    static float x[4 * 44100];
    size_t made, used = 0;
    x[4410] = x[44100] = 1;
    neume_onset_config_init(&c);
    assert_ok(neume_onset_new(&d, &c));
    used = neume_onset_process(d, x, 4 * 44100, &onset, 0, &made);
    assert_int_equal(made, 0);
    assert_true(used < 4 * 44100); /* stopped at the first onset, which found no room */
    assert_int_equal(neume_onset_process(d, x + used, 4 * 44100 - used, &onset, 0, &made), 0);
    used += neume_onset_process(d, x + used, 4 * 44100 - used, &onset, 1, &made);
    assert_int_equal(made, 1);
    assert_true(fabs(onset.time - 0.1) < 0.005);
    while (used < 4 * 44100 && made) {
        used += neume_onset_process(d, x + used, 4 * 44100 - used, &onset, 1, &made);
    }
    assert_int_equal(used, 4 * 44100);
    assert_true(fabs(onset.time - 1) < 0.005);
    assert_int_equal(neume_onset_flush(d, &onset, 0), 0);
    assert_int_equal(neume_onset_flush(d, &onset, 1), 0);
    neume_onset_free(d);
}

static void test_short_and_broken_signals(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        float value;
        size_t most;
    } rows[] = {{0, 0, 0},
                {1, 0, 0},
                {1, 1, 1},
                {2, 1, 1},
                {100, 0, 0},
                {2048, 0, 0},
                {44100, NAN, 44100},
                {44100, INFINITY, 44100},
                {44100, 1e30f, 44100}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static struct list l;
        float *x = signal_new(rows[i].count);
        for (size_t n = 0; n < rows[i].count; n++)
            x[n] = rows[i].value;
        detect_at(&l, 44100, x, rows[i].count);
        assert_true(l.count <= rows[i].most);
        for (size_t k = 0; k < l.count; k++)
            assert_true(l.onset[k].time >= 0 && l.onset[k].time <= 1);
        free(x);
    }
}

static void test_bad_configurations_are_refused(void **state)
{
    (void)state;
    static const struct neume_onset_config rows[] = {
        {0, 0.5, 0.03},      {7999, 0.5, 0.03},  {192001, 0.5, 0.03},   {NAN, 0.5, 0.03},
        {44100, -0.1, 0.03}, {44100, 1.1, 0.03}, {44100, NAN, 0.03},    {44100, 0.5, 0},
        {44100, 0.5, 1.01},  {44100, 0.5, NAN},  {INFINITY, 0.5, 0.03}, {-44100, 0.5, 0.03},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_onset_detector *d;
        assert_status(neume_onset_new(&d, &rows[i]), NEUME_ERR_ARGUMENT);
        assert_null(d);
    }
    neume_onset_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_times_at_all_rates),
        cmocka_unit_test(test_times_at_all_levels),
        cmocka_unit_test(test_what_has_no_attack),
        cmocka_unit_test(test_a_cut_is_no_onset),
        cmocka_unit_test(test_sensitivity_adds_onsets),
        cmocka_unit_test(test_min_gap_keeps_the_first),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_reset_forgets),
        cmocka_unit_test(test_a_full_list_loses_nothing),
        cmocka_unit_test(test_short_and_broken_signals),
        cmocka_unit_test(test_bad_configurations_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
