/* SPDX-License-Identifier: MIT */
#include "audio/brightness.h"

#include <math.h>

#include "tests/support/support.h"

/* A sine is as bright as its frequency says, two of them as the mean of their squares, however the blocks are split. */
static void sines(void **state)
{
    (void)state;
    static const struct {
        double a, b, expected; /* Hz */
    } rows[] = {{100, 100, 100}, {1000, 1000, 1000}, {8000, 8000, 8000}, {300, 400, 353.55}};
    float x[44100];
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct neume_brightness whole = {0}, split = {0};
        for (int i = 0; i < 44100; i++)
            x[i] = (float)(sin(6.283185307179586 * rows[k].a * i / 44100) +
                           sin(6.283185307179586 * rows[k].b * i / 44100));
        neume_brightness_process(&whole, x, 44100);
        for (int i = 0; i < 44100; i += 63)
            neume_brightness_process(&split, x + i, 63);
        double hz = neume_brightness_value(&whole, 44100);
        if (fabs(hz / rows[k].expected - 1) > 0.002)
            fail_msg("row %zu: %g Hz", k, hz);
        assert_true(hz == neume_brightness_value(&split, 44100));
    }
    struct neume_brightness silence = {0};
    assert_true(neume_brightness_value(&silence, 44100) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sines)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
