/* SPDX-License-Identifier: MIT */
#include "analysis/attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const double all_rates[] = {8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000};

static void take(struct neume_attack *a, double rate, const float *x, size_t count, size_t block)
{
    assert_ok(neume_attack_init(a, rate));
    for (size_t at = 0; at < count; at += block)
        neume_attack_process(a, x + at, count - at < block ? count - at : block);
}

/* Half a second, a hit at 0.2371, looked for from up to 30 ms off: the largest error in ms. */
static double worst_error(double rate, enum signal_hit hit, double attack, double decay, double level, double noise,
                          double bed)
{
    static const double guesses[] = {-0.03, -0.02, -0.01, 0, 0.005, 0.01, 0.02, 0.03};
    struct neume_attack a;
    size_t count = (size_t)(0.5 * rate), at = (size_t)lround(0.2371 * rate);
    float *x = signal_new(count);
    double truth = (double)at / rate, worst = 0;
    signal_noise(x, count, noise, 3);
    signal_sine(x, count, rate, 330, bed, 0.1);
    signal_hit(x + at, count - at, rate, hit, attack, decay, 0.9 * signal_gain(level));
    take(&a, rate, x, count, 4096);
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++)
        worst = fmax(worst, 1000 * fabs(neume_attack_find(&a, truth + guesses[i]) - truth));
    neume_attack_release(&a);
    free(x);
    return worst;
}

static void test_attacks_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum signal_hit hit;
        double attack, decay, level, noise, bed, bar; /* seconds, dB, amplitudes, ms */
    } rows[] = {
        {"click", SIGNAL_CLICK, 0, 0.1, 0, 0, 0, 1.5},
        {"click in noise", SIGNAL_CLICK, 0, 0.1, 0, 0.01, 0, 1.5},
        {"noise burst", SIGNAL_NOISE, 0, 0.05, 0, 0, 0, 1.5},
        {"quiet noise burst", SIGNAL_NOISE, 0, 0.05, -50, 1.0 / 32768, 0, 1.5},
        {"noise in noise", SIGNAL_NOISE, 0, 0.05, -20, 0.01, 0, 2},
        {"tone, 1 ms", SIGNAL_TONE, 0.001, 0.2, 0, 1e-4, 0, 2},
        {"tone, 2 ms", SIGNAL_TONE, 0.002, 0.2, 0, 1e-4, 0, 2},
        {"tone, 5 ms", SIGNAL_TONE, 0.005, 0.2, 0, 1e-4, 0, 3},
        {"tone, 10 ms", SIGNAL_TONE, 0.010, 0.2, 0, 1e-4, 0, 4},
        {"tone, 20 ms", SIGNAL_TONE, 0.020, 0.2, 0, 1e-4, 0, 6},
        {"string", SIGNAL_STRING, 0.003, 0.3, 0, 1e-4, 0, 2},
        {"string over a tone", SIGNAL_STRING, 0.003, 0.3, 0, 1e-4, 0.1, 3},
        {"kick", SIGNAL_KICK, 0.001, 0.08, 0, 1e-4, 0, 2},
        {"kick over a tone", SIGNAL_KICK, 0.001, 0.08, 0, 1e-4, 0.05, 5},
    };
    size_t bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double worst = 0;
        for (size_t r = 0; r < sizeof all_rates / sizeof *all_rates; r++)
            worst = fmax(worst, worst_error(all_rates[r], rows[i].hit, rows[i].attack, rows[i].decay, rows[i].level,
                                            rows[i].noise, rows[i].bed));
        print_message("%-18s %5.2f ms, bar %g\n", rows[i].name, worst, rows[i].bar);
        bad += !(worst <= rows[i].bar);
    }
    assert_int_equal(bad, 0);
}

static void test_an_attack_on_the_first_sample(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof all_rates / sizeof *all_rates; r++)
        for (int hit = SIGNAL_CLICK; hit <= SIGNAL_KICK; hit++) {
            struct neume_attack a;
            size_t count = (size_t)(0.3 * all_rates[r]);
            float *x = signal_new(count);
            signal_hit(x, count, all_rates[r], (enum signal_hit)hit, 0.001, 0.1, 0.5);
            take(&a, all_rates[r], x, count, 1000);
            for (double about = 0; about < 0.04; about += 0.005)
                assert_true(neume_attack_find(&a, about) < 0.003);
            free(x);
        }
}

/* Where nothing rises the time stays as it was, but for the millisecond that it is told to. */
static void test_nothing_rises(void **state)
{
    (void)state;
    static const struct {
        double sine, dc;
    } rows[] = {{0, 0}, {0, 1}, {0.5, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_attack a;
        float *x = signal_new(44100);
        signal_sine(x, 44100, 44100, 1000, rows[i].sine, 0);
        for (size_t n = 0; n < 44100; n++)
            x[n] += (float)rows[i].dc;
        take(&a, 44100, x, 44100, 1000);
        for (double about = 0.1; about < 0.9; about += 0.0173)
            assert_true(fabs(neume_attack_find(&a, about) - about) <= 0.001);
        free(x);
    }
}

/* An attack 45 ms off is out of reach. */
static void test_the_search_has_an_end(void **state)
{
    (void)state;
    struct neume_attack a;
    float *x = signal_new(44100);
    x[22050] = 1;
    take(&a, 44100, x, 44100, 1000);
    for (double about = 0.1; about < 0.9; about += 0.01)
        assert_true(fabs(neume_attack_find(&a, about) - about) <= 0.0455);
    assert_true(fabs(neume_attack_find(&a, 0.5) - 0.5) < 0.0015);
    assert_true(neume_attack_find(&a, -1) >= 0);
    assert_true(neume_attack_find(&a, 0) == 0);
    free(x);
}

/* Two seconds are remembered, and a long signal keeps nothing else. */
static void test_what_is_forgotten_is_silence(void **state)
{
    (void)state;
    struct neume_attack a;
    float *x = signal_new(5 * 8000);
    x[4000] = x[4 * 8000] = 1;
    take(&a, 8000, x, 5 * 8000, 100);
    assert_true(fabs(neume_attack_find(&a, 3.99) - 4) < 0.0015);
    assert_true(fabs(neume_attack_find(&a, 0.51) - 0.51) < 0.0015);
    free(x);
}

static void test_block_splits_and_reset_do_not_show(void **state)
{
    (void)state;
    struct neume_attack expected, a;
    float *x = signal_new(30000);
    signal_noise(x, 30000, 0.5, 2);
    take(&expected, 44100, x, 30000, 4096);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        take(&a, 44100, x, 30000, signal_splits[i]);
        assert_int_equal(a.blocks, expected.blocks);
        assert_memory_equal(a.energy, expected.energy, sizeof a.energy);
        neume_attack_reset(&a);
        assert_int_equal(a.blocks, 0);
        neume_attack_process(&a, x, 30000);
        assert_memory_equal(a.energy, expected.energy, sizeof a.energy);
    }
    free(x);
}

static void test_bad_rates_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {0, -1, 7999, 192001, NAN, INFINITY};
    struct neume_attack a;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_status(neume_attack_init(&a, bad[i]), NEUME_ERR_ARGUMENT);
    neume_attack_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_attacks_are_found),
        cmocka_unit_test(test_an_attack_on_the_first_sample),
        cmocka_unit_test(test_nothing_rises),
        cmocka_unit_test(test_the_search_has_an_end),
        cmocka_unit_test(test_what_is_forgotten_is_silence),
        cmocka_unit_test(test_block_splits_and_reset_do_not_show),
        cmocka_unit_test(test_bad_rates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
