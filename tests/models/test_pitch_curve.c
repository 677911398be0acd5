/* SPDX-License-Identifier: MIT */
#include "models/pitch_curve.h"

#include <math.h>

#include "tests/support/support.h"

static struct neume_pitch_curve curve; /* too large for a stack */

static float value_at(const struct neume_pitch_curve *c, float t)
{
    size_t i = 1;
    while (i + 1 < c->count && c->point[i].time < t)
        i++;
    const struct neume_bend *a = &c->point[i - 1], *b = &c->point[i];
    return a->cents + (b->cents - a->cents) * (t - a->time) / (b->time - a->time);
}

/* Lines, vibratos and steps, of few points and of more than fit: thinned, nothing is further off than a cent. */
static void test_thinning(void **state)
{
    (void)state;
    static const struct {
        size_t frames;
        float swing, slope; /* cents; cents a second */
        size_t most;        /* points that stay */
    } rows[] = {{2, 0, 0, 2},      {3, 0, 50, 2},       {100, 0, 20, 2},        {1000, 0, -5, 12},
                {1000, 3, 0, 500}, {1000, 50, 10, 960}, {10000, 0, 0.1f, 2048}, {20000, 30, 0, 4096}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        neume_pitch_curve_begin(&curve);
        for (size_t i = 0; i < rows[r].frames; i++) {
            float t = 0.0232f * (float)i;
            neume_pitch_curve_add(&curve, i, t, rows[r].swing * sinf(6.2831853f * 5 * t) + rows[r].slope * t);
        }
        size_t every = curve.every;
        assert_true(curve.count >= 2 && curve.count <= NEUME_PITCH_CURVE_POINTS &&
                    rows[r].frames / every <= curve.count);
        neume_pitch_curve_thin(&curve);
        if (curve.count > rows[r].most)
            fail_msg("row %zu: %zu points", r, curve.count);
        for (size_t i = 1; i < curve.count; i++)
            assert_true(curve.point[i].time > curve.point[i - 1].time);
        for (size_t i = 0; i < rows[r].frames; i += every) {
            float t = 0.0232f * (float)i;
            float off = value_at(&curve, t) - (rows[r].swing * sinf(6.2831853f * 5 * t) + rows[r].slope * t);
            if (fabsf(off) > 1.1f)
                fail_msg("row %zu: %g cents off at %g s", r, (double)off, (double)t);
        }
    }
}

static void test_few_points(void **state)
{
    (void)state;
    neume_pitch_curve_begin(&curve);
    neume_pitch_curve_thin(&curve);
    assert_int_equal(curve.count, 0);
    neume_pitch_curve_add(&curve, 0, 0, 7);
    neume_pitch_curve_thin(&curve);
    assert_int_equal(curve.count, 1);
    assert_true(curve.point[0].cents == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_thinning), cmocka_unit_test(test_few_points)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
