/* SPDX-License-Identifier: MIT */
#include "models/melody/dynamics_curve.h"

#include <math.h>

#include "tests/support/support.h"

static struct neume_dynamics_curve curve;

static float held_at(float time)
{
    size_t i = 0;
    while (i + 1 < curve.count && curve.point[i + 1].time <= time)
        i++;
    return curve.point[i].loudness;
}

/* Ramps, tremolo and steadiness, short and long: what is held is within the step of what was said. */
static void test_loudness_is_held(void **state)
{
    (void)state;
    static const struct {
        size_t frames;
        float slope, swing; /* dB a second; dB */
        size_t most;
        float off; /* dB */
    } rows[] = {{100, 0, 0, 1, 0.5f},     {100, 10, 0, 26, 0.5f},   {1000, -3, 0, 72, 0.5f},
                {1000, 0, 6, 1000, 0.5f}, {100000, 0, 6, 2048, 40}, {1, 0, 0, 1, 0.5f}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        neume_dynamics_curve_begin(&curve);
        for (size_t i = 0; i < rows[r].frames; i++) {
            float t = 0.0116f * (float)i;
            neume_dynamics_curve_add(&curve, t, rows[r].slope * t + rows[r].swing * sinf(30 * t), 0);
        }
        if (curve.count < 1 || curve.count > rows[r].most)
            fail_msg("row %zu: %zu points", r, curve.count);
        for (size_t i = 0; i < rows[r].frames; i++) {
            float t = 0.0116f * (float)i, is = rows[r].slope * t + rows[r].swing * sinf(30 * t);
            assert_true(fabsf(held_at(t) - is) <= rows[r].off + 1e-3f);
        }
    }
}

/* The edges of a note are as loud as what lies within. */
static void test_edges(void **state)
{
    (void)state;
    static const float lengths[] = {0.03f, 0.1f, 1};
    for (size_t r = 0; r < 3; r++) {
        neume_dynamics_curve_begin(&curve);
        for (float t = 0; t < lengths[r]; t += 0.0116f)
            neume_dynamics_curve_add(&curve, t, t < 0.03f ? -40 + 1000 * t : lengths[r] - t < 0.03f ? -30 : -10, 0);
        neume_dynamics_curve_end(&curve, lengths[r]);
        assert_true(curve.count >= 1 && curve.point[0].time == 0);
        for (size_t i = 1; i < curve.count; i++)
            assert_true(curve.point[i].time > curve.point[i - 1].time);
        for (size_t i = 0; r && i < curve.count; i++)
            assert_true(fabsf(curve.point[i].loudness + 10) < 0.5f);
    }
    neume_dynamics_curve_begin(&curve);
    neume_dynamics_curve_end(&curve, 1);
    assert_int_equal(curve.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_loudness_is_held), cmocka_unit_test(test_edges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
