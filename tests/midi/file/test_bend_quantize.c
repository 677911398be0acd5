/* SPDX-License-Identifier: MIT */
#include "midi/file/bend_quantize.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/support.h"

enum { POINTS = 400 };

static const double pi = 3.14159265358979;

static double curve_at(const struct neume_bend *c, size_t count, double t)
{
    size_t i = 1;
    if (t <= c[0].time)
        return c[0].cents;
    while (i < count && c[i].time < t)
        i++;
    if (i >= count)
        return c[count - 1].cents;
    return c[i - 1].cents + (c[i].cents - c[i - 1].cents) * (t - c[i - 1].time) / (c[i].time - c[i - 1].time);
}

static double held_at(const struct neume_bend_steps *s, double t)
{
    size_t i = 0;
    while (i + 1 < s->count && s->stair[i + 1].time <= t)
        i++;
    return s->stair[i].cents;
}

static double worst_of(const struct neume_bend_steps *s, const struct neume_bend *c, size_t count, double end)
{
    double worst = 0;
    for (double t = 0; t < end; t += 0.0003)
        worst = fmax(worst, fabs(held_at(s, t) - curve_at(c, count, t)));
    return worst;
}

/* The slow definition: as few values as stairs of one and a half bounds take, by going on as long as the samples so far
 * span no more. */
static size_t fewest(const struct neume_bend *c, size_t count, double end, double bound)
{
    size_t stairs = 1;
    double low = c[0].cents, high = low;
    for (double t = 0; t < end; t += 0.0001) {
        double v = curve_at(c, count, t);
        low = fmin(low, v);
        high = fmax(high, v);
        if (high - low > 1.5 * bound) {
            low = high = v;
            stairs++;
        }
    }
    return stairs;
}

static double drawn(int kind, double t, uint64_t *seed)
{
    switch (kind) {
    case 0:
        return 8 * sin(2 * pi * 5 * t);
    case 1:
        return -60 * exp(-t / 0.05);
    case 2:
        return 70 * t;
    case 3:
        return 42;
    default:
        return 6 * support_random(seed) * sin(9 * t);
    }
}

/* Slow enough to be held within the bound: it is, and by no value more than that takes. */
static void test_fewest(void **state)
{
    (void)state;
    static const double bounds[] = {1.5, 3, 7};
    struct neume_bend_steps s = {0};
    for (int round = 0; round < 15; round++) {
        struct neume_bend c[POINTS];
        uint64_t seed = 7;
        double bound = bounds[round / 5];
        for (int i = 0; i < POINTS; i++)
            c[i] = (struct neume_bend){(float)(0.005 * i), (float)drawn(round % 5, 0.005 * i, &seed)};
        assert_ok(neume_bend_quantize(&s, c, POINTS, 2, bound, 200));
        size_t least = fewest(c, POINTS, 2, bound);
        if (s.widest > bound || worst_of(&s, c, POINTS, 2) > bound * 1.001 || s.count > least + 1)
            fail_msg("curve %d, bound %g: took %g, %.2f off, %zu values for %zu", round % 5, bound, s.widest,
                     worst_of(&s, c, POINTS, 2), s.count, least);
        assert_true(s.stair[0].time == 0);
    }
    neume_bend_steps_release(&s);
}

/* Vibrato of any depth: 92 values a second, each as good as even stairs would be, and all windows keep to the rate. */
static void test_rate(void **state)
{
    (void)state;
    static const struct {
        double hz, cents;
    } row[] = {{4, 100}, {5.5, 30}, {6, 50}, {8, 100}, {8, 300}, {15, 1000}};
    struct neume_bend_steps s = {0};
    for (size_t r = 0; r < sizeof row / sizeof *row; r++) {
        struct neume_bend c[POINTS];
        for (int i = 0; i < POINTS; i++)
            c[i] = (struct neume_bend){(float)(0.005 * i), (float)(row[r].cents * sin(2 * pi * row[r].hz * 0.005 * i))};
        assert_ok(neume_bend_quantize(&s, c, POINTS, 2, 3, 2400));
        double way = 4 * row[r].cents * row[r].hz; /* cents a second */
        double even = fmax(way / (1.5 * NEUME_BEND_QUANTIZE_RATE), 3), off = worst_of(&s, c, POINTS, 2);
        print_message("%g Hz, %g cents: %.1f off, %zu values\n", row[r].hz, row[r].cents, off, s.count);
        assert_true(off <= s.widest * 1.01 && off < 1.35 * even);
        for (double t = 0; t < 2; t += NEUME_BEND_QUANTIZE_WINDOW) {
            size_t in = 0;
            for (size_t i = 0; i < s.count; i++)
                in += s.stair[i].time > t && s.stair[i].time <= t + NEUME_BEND_QUANTIZE_WINDOW;
            assert_true(in <= NEUME_BEND_QUANTIZE_WINDOW * NEUME_BEND_QUANTIZE_RATE + 1); /* one on the edge */
        }
        for (size_t i = 1; i < s.count; i++)
            assert_true(s.stair[i].time > s.stair[i - 1].time);
    }
    neume_bend_steps_release(&s);
}

/* A quiet window after a busy one is held as closely as any. */
static void test_windows_apart(void **state)
{
    (void)state;
    struct neume_bend_steps s = {0};
    struct neume_bend c[POINTS];
    for (int i = 0; i < POINTS; i++) {
        double t = 0.005 * i;
        c[i] = (struct neume_bend){(float)t, (float)(t < 1 ? 150 * sin(2 * pi * 8 * t) : 20 * (t - 1))};
    }
    assert_ok(neume_bend_quantize(&s, c, POINTS, 2, 3, 200));
    assert_true(s.widest > 15);
    for (double t = 1; t < 2; t += 0.0003)
        assert_true(fabs(held_at(&s, t) - curve_at(c, POINTS, t)) < 3.01);
    neume_bend_steps_release(&s);
}

/* Jumps, points at one time, a curve that begins late, ends early or goes over the limit, an end before the curve's. */
static void test_odd_curves(void **state)
{
    (void)state;
    static const struct neume_bend late[] = {{0.5f, 30}, {0.6f, 30}}, one[] = {{0, -20}};
    static const struct neume_bend wild[] = {{0, 0},         {0.1f, 1e6f}, {0.1f, -5000},
                                             {0.10001f, 20}, {0.2f, 20},   {0.3f, 300}};
    struct neume_bend_steps s = {0};
    assert_ok(neume_bend_quantize(&s, late, 2, 2, 3, 200));
    assert_true(s.count == 1 && s.stair[0].cents == 30);
    assert_ok(neume_bend_quantize(&s, one, 1, 2, 3, 200));
    assert_true(s.count == 1 && s.stair[0].cents == -20);
    assert_ok(neume_bend_quantize(&s, wild, 6, 1, 3, 200));
    assert_true(fabs(held_at(&s, 0.05) - 200) < 3.01);
    assert_true(fabs(held_at(&s, 0.15) - 20) < 3.01);
    assert_true(fabs(held_at(&s, 0.9) - 200) < 3.01);
    assert_true(s.count < 60);
    assert_ok(neume_bend_quantize(&s, wild, 6, 0.0001, 3, 200));
    assert_true(s.count >= 1 && s.stair[0].time == 0 && fabs(s.stair[s.count - 1].cents) <= 200);
    neume_bend_steps_release(&s);
    neume_bend_steps_release(&s);
    neume_bend_steps_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fewest),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_windows_apart),
        cmocka_unit_test(test_odd_curves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
