/* SPDX-License-Identifier: MIT */
#include "models/melody/energy_frames.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { COUNT = NEUME_ENERGY_FRAME_SIZE * (NEUME_ENERGY_FRAME_COUNT + 300) + 77 };

static struct neume_energy_frames cells, split;

/* The mean square of cell i, by its definition. */
static double energy_of(const float *x, int64_t i, int change)
{
    double sum = 0;
    for (int64_t n = i * NEUME_ENERGY_FRAME_SIZE; n < (i + 1) * NEUME_ENERGY_FRAME_SIZE; n++) {
        double v = change ? (double)x[n] - (n ? (double)x[n - 1] : 0) : (double)x[n];
        sum += v * v;
    }
    return sum / NEUME_ENERGY_FRAME_SIZE;
}

/* Cells hold what they say for as long as they are remembered; what is outside the signal is silence; blocks of any
 * length come to the same. */
static void test_cells(void **state)
{
    (void)state;
    float *x = signal_new(COUNT);
    signal_noise(x, COUNT, 0.5, 3);
    memset(&cells, 0, sizeof cells);
    memset(&split, 0, sizeof split);
    neume_energy_frames_add(&cells, x, COUNT);
    for (size_t at = 0, k = 0; at < COUNT; k++) {
        size_t block = signal_splits[k % SIGNAL_SPLIT_ROWS];
        block = block < 1 ? 1 : block > COUNT - at ? COUNT - at : block;
        neume_energy_frames_add(&split, x + at, block);
        at += block;
    }
    assert_memory_equal(cells.energy, split.energy, sizeof cells.energy);
    int64_t end = COUNT / NEUME_ENERGY_FRAME_SIZE;
    for (int64_t i = end - NEUME_ENERGY_FRAME_COUNT + 1; i < end; i += 13) {
        assert_true(fabs((double)neume_energy_frames_mean(&cells, cells.energy, i, 1) - energy_of(x, i, 0)) < 1e-6);
        assert_true(fabs((double)neume_energy_frames_mean(&cells, cells.change, i, 1) - energy_of(x, i, 1)) < 1e-6);
    }
    double two = (energy_of(x, end - 2, 0) + energy_of(x, end - 1, 0)) / 4;
    assert_true(fabs((double)neume_energy_frames_mean(&cells, cells.energy, end - 2, 4) - two) < 1e-6);
    assert_true(neume_energy_frames_mean(&cells, cells.energy, end, 3) < 1e-11f);
    assert_true(neume_energy_frames_mean(&cells, cells.energy, -5, 3) < 1e-11f);
    assert_true(neume_energy_frames_mean(&cells, cells.energy, end - NEUME_ENERGY_FRAME_COUNT - 5, 3) < 1e-11f);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
