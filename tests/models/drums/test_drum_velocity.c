/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_velocity.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

/* The power of each drum's hit in dB, roughly: kick, snare, hat, tom, cymbal. */
static const float sound[FOLD_COUNT][BAND_COUNT] = {
    {-20, -15, -18, -25, -32, -38, -42, -46, -50, -55, -60, -66, -70},
    {-60, -52, -40, -26, -22, -24, -26, -28, -30, -32, -36, -40, -46},
    {-90, -90, -85, -80, -75, -70, -66, -62, -56, -48, -40, -34, -32},
    {-60, -40, -22, -18, -20, -28, -36, -42, -48, -54, -60, -66, -70},
    {-90, -90, -85, -75, -66, -60, -54, -48, -42, -36, -34, -34, -36},
};

/* What drums of these levels (dB over usual, -INFINITY for silent) bring together. */
static void strike(const float *over, struct neume_drum_hit *hit, int *present)
{
    memset(hit, 0, sizeof *hit);
    for (size_t b = 0; b < BAND_COUNT; b++) {
        float power = 1e-10f;
        for (size_t fold = 0; fold < FOLD_COUNT; fold++)
            power += powf(10, (sound[fold][b] + over[fold]) / 10);
        hit->power[b] = 10 * log10f(power);
    }
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        present[fold] = isfinite(over[fold]) != 0;
}

/* Bars in which every drum sounds alone and with others. */
static void learn(struct neume_drum_velocity *l)
{
    static const float no = -INFINITY;
    const float bar[][FOLD_COUNT] = {
        {0, no, no, no, no}, {no, 0, no, no, no}, {no, no, 0, no, no}, {no, no, no, 0, no},
        {no, no, no, no, 0}, {0, no, 0, no, no},  {no, 0, 0, no, no},
    };
    neume_drum_velocity_reset(l);
    for (size_t i = 0; i < 10 * sizeof bar / sizeof *bar; i++) {
        struct neume_drum_hit hit;
        int present[FOLD_COUNT];
        strike(bar[i % (sizeof bar / sizeof *bar)], &hit, present);
        neume_drum_velocity_add(l, &hit, present);
    }
}

/* A drum's level follows it alone and under others; the kick alone would lift the soft snare with it by 2.7 dB. */
static void test_levels(void **state)
{
    (void)state;
    static const float no = -INFINITY;
    static const struct {
        const char *name;
        float over[FOLD_COUNT], within[FOLD_COUNT]; /* dB; INFINITY: may be anything */
    } rows[] = {
        {"a kick as usual", {0, no, no, no, no}, {1, 0, 0, 0, 0}},
        {"a soft kick", {-20, no, no, no, no}, {1, 0, 0, 0, 0}},
        {"a soft snare", {no, -20, no, no, no}, {0, 1, 0, 0, 0}},
        {"a loud snare", {no, 6, no, no, no}, {0, 1, 0, 0, 0}},
        {"a soft hat", {no, no, -15, no, no}, {0, 0, 1, 0, 0}},
        {"a soft tom", {no, no, no, -15, no}, {0, 0, 0, 1, 0}},
        {"a soft cymbal", {no, no, no, no, -15}, {0, 0, 0, 0, 1}},
        {"a soft snare with a kick", {0, -6, no, no, no}, {1, 2, 0, 0, 0}},
        {"a soft hat with a kick", {0, no, -12, no, no}, {1, 0, 1, 0, 0}},
        {"a soft snare with a hat", {no, -18, 0, no, no}, {0, 1.5f, 1, 0, 0}},
        {"a kick with a soft tom", {0, no, no, -10, no}, {1.5f, 0, 0, INFINITY, 0}},
    };
    static struct neume_drum_velocity l;
    learn(&l);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_drum_hit hit;
        int present[FOLD_COUNT];
        float level[FOLD_COUNT];
        strike(rows[r].over, &hit, present);
        neume_drum_velocity_find(&l, &hit, present, level);
        for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
            float expected = present[fold] ? rows[r].over[fold] : 0;
            if (!(fabsf(level[fold] - expected) <= rows[r].within[fold]))
                fail_msg("%s: drum %zu is at %g dB, not %g", rows[r].name, fold, (double)level[fold], (double)expected);
        }
    }
}

static void test_nothing_known(void **state)
{
    (void)state;
    static struct neume_drum_velocity l;
    struct neume_drum_hit hit = {0};
    int present[FOLD_COUNT] = {1, 1, 0, 1, 1};
    float level[FOLD_COUNT];
    neume_drum_velocity_reset(&l);
    for (float db = -100; db <= 0; db += 50) {
        for (size_t b = 0; b < BAND_COUNT; b++)
            hit.power[b] = db;
        neume_drum_velocity_find(&l, &hit, present, level);
        for (size_t fold = 0; fold < FOLD_COUNT; fold++)
            assert_true(level[fold] == 0);
    }
    learn(&l);
    neume_drum_velocity_reset(&l);
    neume_drum_velocity_find(&l, &hit, present, level);
    assert_true(level[FOLD_SNARE] == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_levels), cmocka_unit_test(test_nothing_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
