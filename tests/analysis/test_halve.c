/* SPDX-License-Identifier: MIT */
#include "analysis/halve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { LENGTH = 4000, EDGE = 40 };

/* The least-squares gain at output of a cosine of `hz` cycles a sample, with the part in phase and the part that is
 * not: out[m] is compared with input sample 2 m, so any delay shows as a quadrature part. */
static void measure(double hz, double *in_phase, double *quadrature)
{
    struct neume_halve h;
    float *x = signal_new(LENGTH), *out = signal_new(LENGTH / 2 + 1);
    double cc = 0, ss = 0, cs = 0, xc = 0, xs = 0;
    neume_halve_init(&h);
    signal_sine(x, LENGTH, 1, hz, 1, 0.4);
    size_t made = neume_halve_process(&h, x, LENGTH, out);
    for (size_t m = EDGE; m + EDGE < made; m++) {
        double angle = 2 * SIGNAL_PI * hz * 2 * (double)m + 0.4;
        cc += cos(angle) * cos(angle);
        ss += sin(angle) * sin(angle);
        cs += sin(angle) * cos(angle);
        xc += out[m] * cos(angle);
        xs += out[m] * sin(angle);
    }
    double det = cc * ss - cs * cs;
    *in_phase = (xc * ss - xs * cs) / det;
    *quadrature = (xs * cc - xc * cs) / det;
    free(x);
    free(out);
}

/* Cycles an input sample, and between how many dB the gain lies there. */
static void test_frequency_response(void **state)
{
    (void)state;
    static const struct {
        double from, to, least, most;
    } rows[] = {
        {0, 0.08, -0.002, 0.002},                              /* flat */
        {0.08, 0.16, -0.3, 0.002}, {0.249, 0.251, -6.2, -5.8}, /* half way, by symmetry */
        {0.35, 0.42, -400, -25},   {0.42, 0.4999, -400, -85},  /* what folds back onto the flat part */
    };
    double ripple = 0, stop = -400;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t k = 0; k <= 40; k++) {
            double in, out, hz = rows[i].from + (rows[i].to - rows[i].from) * (double)k / 40;
            /* At a quarter of the rate the output alternates, at the half it stands still: move off the exact spots,
             * where a cosine says nothing of the sine. */
            measure(hz + 1.3e-4, &in, &out);
            double db = 20 * log10(hypot(in, out) + 1e-20);
            ripple = hz <= 0.08 ? fmax(ripple, fabs(db)) : ripple;
            stop = hz >= 0.42 ? fmax(stop, db) : stop;
            if (!(db >= rows[i].least && db <= rows[i].most))
                fail_msg("%.4f of the rate: %.4f dB, not %g..%g", hz, db, rows[i].least, rows[i].most);
            if (hz <= 0.16)
                assert_true(fabs(out) < 1e-5);
        }
    print_message("ripple %.5f dB below 0.08, %.1f dB beyond 0.42\n", ripple, stop);
}

/* Output m is the taps over the inputs around 2 m. */
static void test_output_is_the_definition(void **state)
{
    (void)state;
    struct neume_halve h;
    float *x = signal_new(500), out[251];
    signal_noise(x, 500, 1, 3);
    neume_halve_init(&h);
    size_t made = neume_halve_process(&h, x, 500, out);
    assert_int_equal(made, (500 - NEUME_HALVE_REACH + 1) / 2);
    for (long m = 0; m < (long)made; m++) {
        double sum = 0;
        for (long i = -NEUME_HALVE_REACH; i <= NEUME_HALVE_REACH; i++)
            sum += 2 * m + i >= 0 ? x[2 * m + i] * (double)h.tap[i + NEUME_HALVE_REACH] : 0;
        assert_true(fabs(out[m] - sum) < 1e-6);
    }
    free(x);
}

static void test_outputs_come_when_promised(void **state)
{
    (void)state;
    struct neume_halve h;
    float x = 1, out[1];
    neume_halve_init(&h);
    for (size_t n = 0; n < 200; n++) {
        int due = n >= NEUME_HALVE_REACH && (n - NEUME_HALVE_REACH) % 2 == 0;
        assert_int_equal(neume_halve_process(&h, &x, 1, out), due);
    }
    assert_int_equal(neume_halve_process(&h, NULL, 0, NULL), 0);
}

static void test_block_splits_and_reset_do_not_show(void **state)
{
    (void)state;
    struct neume_halve h;
    float *x = signal_new(LENGTH), *expected = signal_new(LENGTH), *out = signal_new(LENGTH);
    signal_noise(x, LENGTH, 1, 8);
    neume_halve_init(&h);
    size_t made = neume_halve_process(&h, x, LENGTH, expected);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        size_t n = 0;
        neume_halve_reset(&h);
        for (size_t at = 0; at < LENGTH; at += signal_splits[i]) {
            size_t block = LENGTH - at < signal_splits[i] ? LENGTH - at : signal_splits[i];
            size_t more = neume_halve_process(&h, x + at, block, out + n);
            assert_true(more <= block / 2 + 1);
            n += more;
        }
        assert_int_equal(n, made);
        assert_memory_equal(out, expected, made * sizeof *out);
    }
    free(x);
    free(expected);
    free(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frequency_response),
        cmocka_unit_test(test_output_is_the_definition),
        cmocka_unit_test(test_outputs_come_when_promised),
        cmocka_unit_test(test_block_splits_and_reset_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
