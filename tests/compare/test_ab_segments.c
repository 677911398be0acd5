/* SPDX-License-Identifier: MIT */
#include "compare/ab_segments.h"

#include <math.h>

#include "midi/file/notes_to_smf.h"
#include "tests/support/support.h"

static void turns_are_planned(void **state)
{
    (void)state;
    static const struct {
        int bars;
        double seconds, lead, length;
        size_t count;
        double first, last;
    } rows[] = {
        {0, 4, 0, 10, 2, 4, 8},         {0, 4, 0, 8, 1, 4, 4},        {0, 4, 0, 0, 0, 0, 0},
        {1, 4, 0, 7, 3, 2, 6},          {2, 4, 0, 13, 3, 4, 12},      {1, 4, 0.5, 7, 3, 1.5, 5.5},
        {1, 4, 1.95, 7, 3, 2.05, 6.05}, {1, 4, -0.5, 7, 3, 2.5, 6.5}, {1000, 4, 0, 7, 0, 0, 0},
    };
    struct neume_smf smf;
    struct neume_notes none = {0};
    struct neume_ab_segments turns;
    neume_smf_init(&smf);
    assert_ok(neume_notes_to_smf(&smf, &none, NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ok(neume_ab_segments_plan(&turns, &smf, rows[i].bars, rows[i].seconds, rows[i].lead, rows[i].length));
        assert_int_equal(turns.count, rows[i].count);
        assert_true(!turns.count || fabs(turns.border[0] - rows[i].first) < 1e-9);
        assert_true(!turns.count || fabs(turns.border[turns.count - 1] - rows[i].last) < 1e-9);
        neume_ab_segments_release(&turns);
    }
    neume_ab_segments_release(NULL);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_are_planned),
    };
    return cmocka_run_group_tests_name("compare/ab_segments", tests, NULL, NULL);
}
