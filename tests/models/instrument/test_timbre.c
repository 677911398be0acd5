/* SPDX-License-Identifier: MIT */
#include "models/instrument/timbre.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, SECONDS = 1 };

/* A4 from 0.03 s on, its partials of amplitude 1 / h^fall, fading by `fade` dB a second. */
static float *play(double hz, double fall, double fade)
{
    size_t count = RATE * SECONDS, from = (size_t)(0.03 * RATE);
    float *x = signal_new(count);
    for (int h = 1; h * hz < 0.45 * RATE && h <= 10; h++)
        signal_sine(x + from, count - from, RATE, h * hz, 0.2 / pow(h, fall), h);
    for (size_t i = from; i < count; i++)
        x[i] *= (float)signal_gain(-fade * (double)(i - from) / RATE);
    return x;
}

static int describe(const float *x, double length, double pitch, float *feature)
{
    return neume_timbre_describe(x, (size_t)RATE * SECONDS, (size_t)(0.03 * RATE), RATE, length, pitch, feature);
}

/* What is built in is measured: the partials' share, and how they fade. */
static void test_measures(void **state)
{
    (void)state;
    static const struct {
        double hz, pitch, fall, fade;
    } rows[] = {{440, 69, 1, 0}, {440, 69, 2, 40}, {110, 45, 0.5, 12}, {446, 69, 1, 20}, {1760, 93, 1.5, 0}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        float f[NEUME_TIMBRE_FEATURES], *x = play(rows[r].hz, rows[r].fall, rows[r].fade);
        assert_true(describe(x, 0.9, rows[r].pitch, f));
        double sum = 0;
        for (int h = 1; h <= 10 && h * rows[r].hz < 0.45 * RATE; h++)
            sum += pow(h, -2 * rows[r].fall);
        for (int h = 1; h <= 5 && h * rows[r].hz < 0.45 * RATE; h++)
            assert_float_equal(f[h - 1], log10(pow(h, -2 * rows[r].fall) / sum), 0.15);
        assert_float_equal(f[11], -0.018 * rows[r].fade, 0.06); /* from 0.12 to 0.3 s */
        assert_float_equal(f[12], -0.03 * rows[r].fade, 0.06);
        assert_true(f[17] == 1 && f[18] == 1);
        free(x);
    }
}

static void test_edges(void **state)
{
    (void)state;
    float f[NEUME_TIMBRE_FEATURES], *x = play(440, 1, 10), *none = signal_new((size_t)RATE * SECONDS);
    assert_false(describe(none, 0.9, 69, f));
    assert_false(describe(x, 0.1, 69, f));
    assert_true(describe(x, 0.16, 69, f));
    assert_true(f[17] == 0 && f[18] == 0);
    for (int pitch = 0; pitch < 128; pitch++)
        if (describe(x, 0.9, pitch, f))
            for (int i = 0; i < NEUME_TIMBRE_FEATURES; i++)
                assert_true(isfinite(f[i]) && fabsf(f[i]) <= 8);
    assert_false(neume_timbre_describe(x, 0, 0, RATE, 1, 69, f));
    assert_false(neume_timbre_describe(x, 700, 699, RATE, 1, 69, f));
    free(x);
    free(none);
}

/* Notes are summed: the families' shares come to one, and no note is no family. */
static void test_hear(void **state)
{
    (void)state;
    struct neume_timbre t = {{0}, 0};
    float f[3 * NEUME_TIMBRE_FEATURES];
    double confidence;
    assert_int_equal(neume_timbre_family(&t, &confidence), -1);
    assert_true(confidence == 0);
    assert_ok(neume_timbre_hear(&t, f, 0));
    assert_int_equal(t.notes, 0);
    for (int i = 0; i < 3; i++) {
        float *x = play(220 * (i + 1), 1.2, 15);
        assert_true(describe(x, 0.9, 57 + 12 * log2(i + 1), f + i * NEUME_TIMBRE_FEATURES));
        free(x);
    }
    assert_ok(neume_timbre_hear(&t, f, 3));
    assert_int_equal(t.notes, 3);
    int family = neume_timbre_family(&t, &confidence);
    assert_in_range(family, 0, NEUME_TIMBRE_FAMILIES - 1);
    assert_true(confidence > 1.0 / NEUME_TIMBRE_FAMILIES && confidence <= 1);
    for (int i = 0; i < NEUME_TIMBRE_FAMILIES; i++) {
        assert_true(t.log_probability[i] < 0 && t.log_probability[i] <= t.log_probability[family]);
        assert_in_range(neume_timbre_program(i), 1, 128);
        assert_true(*neume_timbre_name(i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_measures), cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_hear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
