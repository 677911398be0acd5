/* SPDX-License-Identifier: MIT */
#include "models/melody/vibrato.h"

#include <math.h>

#include "tests/support/support.h"

#define HOP (256 / 22050.0)

/* Semitones at a time in seconds. */
enum shape { STEADY, SWING, TRILL, STEP, GLIDE, RUN_UP, NOISE };

static float shape_at(enum shape shape, double width, double hz, double t, uint64_t *seed)
{
    double turn = sin(6.283185307179586 * hz * t + 1);
    switch (shape) {
    case SWING:
        return (float)(60 + width * turn);
    case TRILL:
        return (float)(60 + (turn > 0 ? width : -width));
    case STEP:
        return t > 0.14 ? 62 : 60;
    case GLIDE:
        return (float)(60 + 12 * t);
    case RUN_UP:
        return (float)(60 + floor(t / 0.1));
    case NOISE:
        return (float)(60 + width * (2 * support_random(seed) - 1));
    default:
        return 60;
    }
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum shape shape;
        double width, hz;
        int vibrato;
    } rows[] = {
        {"steady", STEADY, 0, 0, 0},
        {"slight", SWING, 0.1, 5.5, 0},
        {"a third", SWING, 0.35, 5.5, 1},
        {"a semitone", SWING, 1, 5.5, 1},
        {"slow", SWING, 0.7, 4, 1},
        {"fast", SWING, 0.7, 8, 1},
        {"a slow trill", TRILL, 0.5, 4, 0},
        {"a trill", TRILL, 0.5, 6, 0},
        {"of a whole tone", TRILL, 1, 5, 0},
        {"a step", STEP, 0, 0, 0},
        {"a glide", GLIDE, 0, 0, 0},
        {"a run", RUN_UP, 0, 0, 0},
        {"an uncertain pitch", NOISE, 1, 0, 0},
    };
    struct neume_vibrato_fitter f;
    uint64_t seed = 4;
    neume_vibrato_fitter_init(&f, HOP);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int phase = 0; phase < 12; phase++) {
            float pitch[NEUME_VIBRATO_FRAMES];
            for (int k = 0; k < NEUME_VIBRATO_FRAMES; k++)
                pitch[k] = shape_at(rows[r].shape, rows[r].width, rows[r].hz, k * HOP + phase * 0.017, &seed);
            struct neume_vibrato v = neume_vibrato_fit(&f, pitch);
            if ((v.strength > 0.5f) != rows[r].vibrato || !(v.strength >= 0 && v.strength <= 1))
                fail_msg("%s: strength %.2f", rows[r].name, v.strength);
            if (rows[r].vibrato && fabsf(v.centre - 60) > 0.1f)
                fail_msg("%s: centre %.2f", rows[r].name, v.centre);
        }
}

/* About a centre that drifts: the place and the slope of it. */
static void test_drift(void **state)
{
    (void)state;
    struct neume_vibrato_fitter f;
    float pitch[NEUME_VIBRATO_FRAMES];
    neume_vibrato_fitter_init(&f, HOP);
    for (int k = 0; k < NEUME_VIBRATO_FRAMES; k++)
        pitch[k] = 72 + 0.03f * (float)k + 0.6f * sinf(6.2831853f * 6 * (float)HOP * (float)k);
    struct neume_vibrato v = neume_vibrato_fit(&f, pitch);
    assert_true(v.strength == 1);
    assert_true(fabsf(v.centre - 72 - 0.03f * 12) < 0.02f && fabsf(v.slope - 0.03f) < 0.003f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
