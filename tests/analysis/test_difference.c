/* SPDX-License-Identifier: MIT */
#include "analysis/difference.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, SECONDS = 4, COUNT = SECONDS * RATE, MOST = 64 };

struct outcome {
    double missing, extra; /* shares of all */
    size_t cells;
    float curve[NEUME_DIFFERENCE_MEASURES][MOST];
};

static struct outcome differ(const float *a, const float *b, size_t n, size_t block)
{
    struct outcome o;
    struct neume_distance *distance;
    struct neume_difference *d;
    assert_ok(neume_distance_new(&distance, RATE));
    assert_ok(neume_difference_new(&d));
    neume_distance_watch(distance, neume_difference_watch, d);
    for (size_t at = 0; at < n; at += block)
        neume_distance_process(distance, a + at, b + at, n - at < block ? n - at : block);
    neume_distance_flush(distance);
    o.cells = neume_difference_cells(d);
    assert_true(o.cells <= MOST);
    for (int m = 0; m < NEUME_DIFFERENCE_MEASURES; m++) {
        assert_ok(neume_difference_curve(d, (enum neume_difference_measure)m, o.curve[m]));
        for (size_t c = 0; c < o.cells; c++)
            assert_true(isfinite(o.curve[m][c]));
    }
    neume_difference_shares(d, &o.missing, &o.extra);
    neume_difference_free(d);
    neume_distance_free(distance);
    return o;
}

/* A chord over all four seconds, and another sound in the third. */
static float *music(const double *chord, size_t notes, double third, int partials, double level)
{
    float *x = signal_new(COUNT);
    for (size_t i = 0; i < notes; i++)
        signal_harmonics(x, COUNT, RATE, chord[i], partials, 0.1 * level, 0, 1);
    if (third > 0)
        signal_harmonics(x + 2 * RATE, RATE, RATE, third, partials, 0.1 * level, 0, 1);
    return x;
}

/* What the first has and the second lacks is missing; a matter of timbre, of octaves or of level is not. */
static void only_what_nothing_explains_is_missing(void **state)
{
    (void)state;
    static const double c[] = {262, 330, 392}, high[] = {524, 660, 784}, f[] = {349, 440};
    static const struct {
        const char *name;
        const double *chord;
        size_t notes;
        double third;
        int partials;
        double level;
        double missing[2], extra[2]; /* least, most, of the third second */
    } rows[] = {
        {"the same", c, 3, 0, 6, 1, {0, 1e-6}, {0, 1e-6}},
        {"6 dB softer", c, 3, 0, 6, 0.5, {0, 1e-6}, {0, 1e-6}},
        {"of fewer partials", c, 3, 0, 2, 1, {0, 0.02}, {0, 0.02}},
        {"an octave up", high, 3, 0, 6, 1, {0, 0.05}, {0, 0.05}},
        {"with a B", c, 3, 494, 6, 1, {0, 0.02}, {0.15, 0.35}},
        {"another chord", f, 2, 0, 6, 1, {0.5, 1}, {0.5, 1}},
        {"silence", c, 0, 0, 6, 1, {0.999, 1}, {0, 0}},
    };
    float *x = music(c, 3, 0, 6, 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float *y = music(rows[i].chord, rows[i].notes, rows[i].third, rows[i].partials, rows[i].level);
        struct outcome o = differ(x, y, COUNT, 4096), back = differ(y, x, COUNT, 700);
        float missing = o.curve[NEUME_DIFFERENCE_MISSING][10], extra = o.curve[NEUME_DIFFERENCE_EXTRA][10];
        print_message("%-20s missing %.4f extra %.4f, of all %.4f %.4f\n", rows[i].name, (double)missing, (double)extra,
                      o.missing, o.extra);
        assert_true(missing >= (float)rows[i].missing[0] && missing <= (float)rows[i].missing[1]);
        assert_true(extra >= (float)rows[i].extra[0] && extra <= (float)rows[i].extra[1]);
        assert_true(fabsf(missing - back.curve[NEUME_DIFFERENCE_EXTRA][10]) < 1e-5f);
        assert_true(fabs(o.missing - back.extra) < 1e-9 && fabs(o.extra - back.missing) < 1e-9);
        assert_true(rows[i].third == 0 || o.curve[NEUME_DIFFERENCE_EXTRA][3] < 0.02f); /* only in its second */
        free(y);
    }
    free(x);
}

/* Levels, the distance of spectra and silence in their units. */
static void curves_are_in_their_units(void **state)
{
    (void)state;
    float *a = signal_new(COUNT), *b = signal_new(COUNT);
    signal_noise(a, COUNT / 2, 0.3, 5);
    for (size_t n = 0; n < COUNT; n++)
        b[n] = a[n] * (float)signal_gain(-10);
    struct outcome o = differ(a, b, COUNT, 1000);
    assert_in_range(o.cells, 4 * SECONDS, 4 * SECONDS + 1);
    for (size_t c = 1; c < 7; c++) {
        assert_true(fabsf(o.curve[NEUME_DIFFERENCE_FIRST][c] - o.curve[NEUME_DIFFERENCE_SECOND][c] - 10) < 0.01f);
        assert_true(fabsf(o.curve[NEUME_DIFFERENCE_SPECTRUM][c] - 10) < 0.2f);
        assert_true(o.curve[NEUME_DIFFERENCE_CHROMA][c] > 0.999f);
    }
    for (size_t c = 10; c < 16; c++) {
        assert_true(o.curve[NEUME_DIFFERENCE_CHROMA][c] == 1 && o.curve[NEUME_DIFFERENCE_SPECTRUM][c] == 0);
        assert_true(o.curve[NEUME_DIFFERENCE_MISSING][c] == 0 && o.curve[NEUME_DIFFERENCE_EXTRA][c] == 0);
        assert_true(o.curve[NEUME_DIFFERENCE_FIRST][c] == o.curve[NEUME_DIFFERENCE_SECOND][c]);
        assert_true(fabsf(o.curve[NEUME_DIFFERENCE_FIRST][4] - o.curve[NEUME_DIFFERENCE_FIRST][c] - 60) < 1.5f);
    }
    free(a);
    free(b);
}

static void nothing_and_silence_have_no_difference(void **state)
{
    (void)state;
    float *a = signal_new(COUNT);
    static const size_t lengths[] = {0, 1, COUNT};
    for (size_t i = 0; i < 3; i++) {
        struct outcome o = differ(a, a, lengths[i], 500);
        assert_true(o.missing == 0 && o.extra == 0);
    }
    neume_difference_free(NULL);
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_nothing_explains_is_missing),
        cmocka_unit_test(curves_are_in_their_units),
        cmocka_unit_test(nothing_and_silence_have_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
