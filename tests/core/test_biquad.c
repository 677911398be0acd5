/* SPDX-License-Identifier: MIT */
#include "core/biquad.h"

#include <math.h>

#include "analysis/constants.h"
#include "tests/support/support.h"

/* dB of a sine after the section, once it has settled. */
static double gain(const struct neume_biquad *f, double hz, double rate)
{
    float state[2] = {0};
    double in = 0, out = 0;
    for (int i = 0; i < (int)rate; i++) {
        float x = sinf((float)fmod(2 * NEUME_PI * hz * i / rate, 2 * NEUME_PI)), y = neume_biquad_step(f, state, x);
        if (i >= (int)rate / 2) {
            in += (double)x * x;
            out += (double)y * y;
        }
    }
    return 10 * log10(out / in);
}

/* A Butterworth filter of order 2 after the bilinear transform: 1 / (1 + r^4), r the ratio of the warped frequencies.
 */
static double butterworth(double hz, double corner, double rate, int high)
{
    double r = tan(NEUME_PI * hz / rate) / tan(NEUME_PI * corner / rate);
    return -10 * log10(1 + pow(high ? 1 / r : r, 4));
}

static void test_response(void **state)
{
    (void)state;
    static const double rates[] = {8000, 44100, 192000}, corners[] = {100, 1000, 3000}, hz[] = {60, 500, 1000, 2900};
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++) {
            struct neume_biquad low = neume_biquad_low_pass(corners[c], rates[r]);
            struct neume_biquad high = neume_biquad_high_pass(corners[c], rates[r]);
            assert_float_equal(gain(&low, corners[c], rates[r]), -3.01, 0.05);
            for (int h = 0; h < 4; h++) {
                double below = butterworth(hz[h], corners[c], rates[r], 0);
                double above = butterworth(hz[h], corners[c], rates[r], 1);
                assert_float_equal(gain(&low, hz[h], rates[r]), below, 0.1);
                if (above > -60) /* floats end about there */
                    assert_float_equal(gain(&high, hz[h], rates[r]), above, 0.1);
            }
        }
}

static void test_silence_becomes_zero(void **state)
{
    (void)state;
    struct neume_biquad f = neume_biquad_low_pass(300, 44100);
    float memory[2] = {0};
    neume_biquad_step(&f, memory, 1);
    for (int i = 0; i < 44100; i++) {
        neume_biquad_step(&f, memory, 0);
        neume_biquad_settle(memory);
    }
    assert_true(memory[0] == 0 && memory[1] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_response),
        cmocka_unit_test(test_silence_becomes_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
