/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_flam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/drums.h"
#include "tests/support/support.h"

static struct neume_drum_flams flams; /* not for the stack */

static void hear(const struct drums *k, size_t block)
{
    neume_drum_flams_reset(&flams);
    for (size_t at = 0; at < k->count; at += block)
        neume_drum_flams_process(&flams, k->samples + at, k->count - at < block ? k->count - at : block);
}

/* A snare at 0.5 s and another stroke `late` seconds after it, by ratio of amplitude. */
static void test_strokes(void **state)
{
    (void)state;
    static const struct {
        char drum, other;
        double late, ratio;
        int is_found;
    } rows[] = {
        {'s', 's', -0.03, 0.4, 1}, {'s', 's', -0.05, 0.25, 1}, {'s', 's', -0.07, 0.8, 1},
        {'s', 's', 0.06, 1, 1},    {'s', 's', 0.04, 2, 1},     {'s', 's', -0.03, 0.01, 0}, /* too soft */
        {'s', 's', -0.1, 0.5, 0},                                                          /* too far away */
        {'s', 'h', -0.03, 0.6, 0}, {'s', 'k', -0.03, 0.6, 0},                              /* another drum */
        {'s', 'h', 0.05, 0.6, 0},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct drums k;
        drums_init(&k, 1.5);
        drums_strike(&k, rows[r].drum, 0.5, 0.4);
        drums_strike(&k, rows[r].other, 0.5 + rows[r].late, 0.4 * rows[r].ratio);
        hear(&k, r % 2 ? 97 : 4096);
        struct neume_drum_stroke before = neume_drum_flams_before(&flams, 0.5);
        struct neume_drum_stroke after = neume_drum_flams_after(&flams, 0.5);
        struct neume_drum_stroke *s = rows[r].late < 0 ? &before : &after;
        struct neume_drum_stroke *no = rows[r].late < 0 ? &after : &before;
        if (no->late != 0 || (s->late != 0) != rows[r].is_found)
            fail_msg("row %zu: before %.3f, after %.3f", r, before.late, after.late);
        if (rows[r].is_found) {
            assert_float_equal(s->late, rows[r].late, 0.003);
            if (rows[r].late < 0) /* what comes after stands on the hit's own decay */
                assert_float_equal(s->level, 20 * log10(rows[r].ratio), 4);
        }
        drums_release(&k);
    }
}

static void test_nothing_heard(void **state)
{
    (void)state;
    neume_drum_flams_reset(&flams);
    static const double times[] = {0, 0.01, 1, 1e6};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        assert_true(neume_drum_flams_before(&flams, times[i]).late == 0);
        assert_true(neume_drum_flams_after(&flams, times[i]).late == 0);
    }
    float silence[5000] = {0};
    for (int i = 0; i < 100; i++)
        neume_drum_flams_process(&flams, silence, 5000);
    assert_true(neume_drum_flams_before(&flams, 11).late == 0); /* heard, and silent */
    assert_true(neume_drum_flams_before(&flams, 1).late == 0);  /* forgotten */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strokes),
        cmocka_unit_test(test_nothing_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
