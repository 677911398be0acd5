/* SPDX-License-Identifier: MIT */
#include "render/synth/reverb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static double power(const float *x, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)x[i] * x[i];
    return sum / (double)(count ? count : 1);
}

/* The room after an impulse: as long as it says at every rate, on both sides and not the same on both. */
static void it_decays(void **state)
{
    (void)state;
    static const double rates[] = {8000, 22050, 44100, 48000, 96000};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        size_t count = (size_t)(2 * rates[i]), tail = (size_t)(NEUME_REVERB_TAIL * rates[i]), window = count / 40;
        float *l = signal_new(count), *r = signal_new(count);
        struct neume_reverb *v;
        l[0] = r[0] = 1;
        assert_ok(neume_reverb_new(&v, rates[i], 1));
        neume_reverb_process(v, l, r, count);
        neume_reverb_free(v);
        double early = power(l + window, 2 * window), late = power(l + tail, window);
        print_message("%.0f Hz: %.1f dB after %.1f s\n", rates[i], 10 * log10(late / early), NEUME_REVERB_TAIL);
        assert_true(late < early * 2e-6 && late > 0);
        assert_true(fabs(10 * log10(power(r + window, 2 * window) / early)) < 1.5);
        assert_true(memcmp(l + 1, r + 1, (count - 1) * sizeof *l) != 0);
        free(l), free(r);
    }
}

/* What is added to noise is as loud as it at 1, 6 dB less at a half, and nothing at 0. */
static void amount_is_in_proportion(void **state)
{
    (void)state;
    enum { COUNT = 4 * 44100 };
    static const struct {
        double amount, db;
    } rows[] = {{1, 0}, {0.5, -6.02}, {0.25, -12.04}, {0, -400}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float *l = signal_new(COUNT), *r = signal_new(COUNT), *dry = signal_new(COUNT);
        struct neume_reverb *v;
        signal_noise(dry, COUNT, 0.5, 3);
        memcpy(l, dry, COUNT * sizeof *l);
        memcpy(r, dry, COUNT * sizeof *r);
        assert_ok(neume_reverb_new(&v, 44100, rows[i].amount));
        neume_reverb_process(v, l, r, COUNT);
        neume_reverb_free(v);
        for (size_t n = 0; n < COUNT; n++)
            l[n] -= dry[n];
        double db = 10 * log10(power(l + COUNT / 2, COUNT / 2) / power(dry, COUNT) + 1e-40);
        print_message("%.2f: %.2f dB\n", rows[i].amount, db);
        assert_true(fabs(db - rows[i].db) < 1.5);
        free(l), free(r), free(dry);
    }
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    float *once[2], *parts[2];
    struct neume_reverb *v;
    for (int s = 0; s < 2; s++) {
        once[s] = signal_new(COUNT);
        parts[s] = signal_new(COUNT);
        signal_noise(once[s], COUNT, 0.5, (uint64_t)s + 1);
        memcpy(parts[s], once[s], COUNT * sizeof(float));
    }
    assert_ok(neume_reverb_new(&v, 22050, 0.7));
    neume_reverb_process(v, once[0], once[1], COUNT);
    neume_reverb_reset(v);
    for (size_t at = 0, i = 0; at < COUNT; i++) {
        size_t n = signal_splits[i % SIGNAL_SPLIT_ROWS];
        n = n < COUNT - at ? n : COUNT - at;
        neume_reverb_process(v, parts[0] + at, parts[1] + at, n);
        at += n;
    }
    for (int s = 0; s < 2; s++) {
        assert_memory_equal(once[s], parts[s], COUNT * sizeof(float));
        free(once[s]), free(parts[s]);
    }
    neume_reverb_free(v);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    static const double bad[][2] = {{7999, 0.5}, {96001, 0.5}, {NAN, 0.5}, {44100, -0.1}, {44100, 1.1}, {44100, NAN}};
    struct neume_reverb *v;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(neume_reverb_new(&v, bad[i][0], bad[i][1]), NEUME_ERR_ARGUMENT);
        assert_null(v);
    }
    neume_reverb_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_decays),
        cmocka_unit_test(amount_is_in_proportion),
        cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
