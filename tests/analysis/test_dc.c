/* SPDX-License-Identifier: MIT */
#include "analysis/dc.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, COUNT = 4 * RATE };

/* Level in dB of what is left of a sine in the last second, against the definition's 15 Hz corner. */
static void test_response(void **state)
{
    (void)state;
    static const struct {
        double hz, db;
    } rows[] = {{0, -120}, {1.5, -20}, {15, -3}, {27.5, -1.1}, {60, -0.3}, {1000, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_dc d;
        double power = 0, before = 0;
        float *x = signal_new(COUNT);
        signal_sine(x, COUNT, RATE, rows[i].hz, 1, 0);
        for (size_t n = COUNT - 2 * RATE; n < COUNT; n++)
            before += (double)x[n] * x[n];
        neume_dc_init(&d, RATE);
        neume_dc_process(&d, x, COUNT, x);
        for (size_t n = COUNT - 2 * RATE; n < COUNT; n++)
            power += (double)x[n] * x[n];
        double db = 10 * log10(power / before + 1e-12);
        if (fabs(db - rows[i].db) > 0.3)
            fail_msg("%g Hz: %.2f dB, expected %.2f", rows[i].hz, db, rows[i].db);
        free(x);
    }
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    float *x = signal_new(COUNT), *whole = signal_new(COUNT), *parts = signal_new(COUNT);
    signal_noise(x, COUNT, 0.5, 3);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        struct neume_dc d;
        size_t split = signal_splits[i];
        neume_dc_init(&d, RATE);
        neume_dc_process(&d, x, COUNT, whole);
        neume_dc_reset(&d);
        for (size_t at = 0; at < COUNT; at += split)
            neume_dc_process(&d, x + at, COUNT - at < split ? COUNT - at : split, parts + at);
        assert_memory_equal(whole, parts, COUNT * sizeof *whole);
    }
    free(x);
    free(whole);
    free(parts);
}

/* A tail that falls below what a float has would stay there for ever, as no zero and slow to compute with. */
static void test_silence_becomes_zeros(void **state)
{
    (void)state;
    float *x = signal_new(COUNT);
    struct neume_dc d;
    signal_noise(x, RATE / 2, 0.5, 3);
    neume_dc_init(&d, RATE);
    neume_dc_process(&d, x, COUNT, x);
    assert_true(x[RATE / 2 + RATE / 4] != 0);
    for (size_t n = 2 * RATE; n < COUNT; n++)
        assert_true(x[n] == 0);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_silence_becomes_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
