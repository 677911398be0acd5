/* SPDX-License-Identifier: MIT */
#include "models/melody/onset_refine.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

#define RATE 22050.0

enum { COUNT = 4000, START = 1600, BACK = 1764 };

static struct neume_onset_refine scratch; /* too large for a stack */

/* Harmonics from `from` on, that rise in `attack` seconds and decay by e every `decay`. */
static void add_tone(float *x, double hz, int from, double attack, double decay, double amplitude)
{
    for (int i = from < 0 ? 0 : from; i < COUNT; i++) {
        double t = (i - from) / RATE, sum = 0;
        for (int h = 1; h <= 8; h++)
            sum += sin(2 * SIGNAL_PI * h * hz * t) / h;
        x[i] += (float)(amplitude * fmin(t / attack, 1) * exp(-t / decay) * sum);
    }
}

struct row {
    const char *name;
    double hz, other; /* Hz; other 0: silence before */
    double attack, decay, noise;
    double found; /* ms after the true beginning, at most; before it at most 12 */
};

/* A tone under the end of another one, after silence, in noise, with hard and with soft attacks. */
static void test_beginnings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a step up", 494, 440, 0.005, 0.05, 0, 4},         {"a step down", 392, 440, 0.005, 0.05, 0, 4},
        {"a step up, soft", 494, 440, 0.06, 0.05, 0, 10},   {"a fifth, soft", 660, 440, 0.06, 0.1, 0, 10},
        {"an octave down", 220, 440, 0.005, 0.05, 0, 4},    {"after silence", 440, 0, 0.005, 0.05, 0, 4},
        {"after silence, soft", 330, 0, 0.06, 0.05, 0, 10}, {"in noise", 494, 440, 0.02, 0.05, 0.01, 12},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const struct row *row = &rows[r];
        float *x = signal_new(COUNT);
        if (row->other > 0) {
            add_tone(x, row->other, -4000, 0.005, 100, 0.1);
            for (int i = START; i < COUNT; i++) /* it is let go where the other begins */
                x[i] *= (float)exp(-(i - START) / (RATE * row->decay));
        }
        add_tone(x, row->hz, START, row->attack, 100, 0.1);
        signal_noise(x, COUNT, row->noise, 5);
        /* the detector hears it 20 ms late */
        double at = neume_onset_refine_find(&scratch, x, COUNT, RATE, row->hz, row->other, START + 882, BACK);
        double late = 1000 * (at - START) / RATE;
        if (at < 0 || late > row->found || late < -12)
            fail_msg("%s: %.1f ms late", row->name, late);
        free(x);
    }
}

/* No partial of its own, nothing that rises, silence, a place at the very end. */
static void test_nothing_to_say(void **state)
{
    (void)state;
    float *x = signal_new(COUNT), *silence = signal_new(COUNT);
    add_tone(x, 440, -4000, 0.005, 100, 0.1);
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 440, 440, START, BACK) < 0);
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 880, 440, START, BACK) < 0);
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 440, 0, START, BACK) < 0);
    /* too low to be told apart in so short a time */
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 110, 82.4, START, BACK) < 0);
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 5000, 0, START, BACK) < 0);
    assert_true(neume_onset_refine_find(&scratch, silence, COUNT, RATE, 440, 0, START, BACK) < 0);
    assert_true(neume_onset_refine_find(&scratch, x, COUNT, RATE, 440, 0, COUNT, BACK) < 0);
    neume_onset_refine_find(&scratch, x, COUNT, RATE, 440, 0, COUNT - 1, BACK);
    neume_onset_refine_find(&scratch, x, 1, RATE, 440, 0, 0, BACK);
    free(x);
    free(silence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_beginnings), cmocka_unit_test(test_nothing_to_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
