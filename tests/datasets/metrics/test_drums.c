/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "datasets/metrics/drums.h"
#include "tests/datasets/metrics/figures.h"

static void drums_count_by_class_and_pooled(void **state)
{
    static const double rt[] = {0, 1, 2, 3}, et[] = {1, 0.02, 2, 4};
    static const int rk[] = {0, 1, 0, 9}, ek[] = {1, 0, 2, -1};
    const struct neume_drum_hits reference = {rt, rk, 4}, estimate = {et, ek, 4}, nothing = {0};
    struct neume_hits by_kind[3];
    struct neume_drum_score score;

    (void)state;
    assert_ok(neume_drums_evaluate(&reference, &estimate, 3, 0.05, by_kind, &score));
    assert_figure(neume_precision_recall_of(by_kind[0]).f, 2.0 / 3);
    assert_figure(neume_precision_recall_of(by_kind[1]).f, 1);
    assert_figure(neume_precision_recall_of(by_kind[2]).f, 0);
    assert_int_equal(score.n_kinds_in_reference, 2);
    assert_figure(score.mean_f, 5.0 / 6);
    assert_int_equal(score.pooled.reference, 3);
    assert_int_equal(score.pooled.estimated, 3);
    assert_figure(score.pooled_prf.f, 2.0 / 3);
    assert_ok(neume_drums_evaluate(&reference, &estimate, 3, 0.01, NULL, &score));
    assert_int_equal(score.pooled.matched, 1);
    assert_ok(neume_drums_evaluate(&nothing, &nothing, 3, 0.05, NULL, &score));
    assert_figure(score.mean_f, 0);
}

static void a_hit_at_no_time_is_refused(void **state)
{
    static const double time = NAN;
    static const int kind = 0;
    const struct neume_drum_hits bad = {&time, &kind, 1}, nothing = {0};
    struct neume_drum_score score;

    (void)state;
    assert_status(neume_drums_evaluate(&bad, &nothing, 3, 0.05, NULL, &score), NEUME_ERR_ARGUMENT);
    assert_status(neume_drums_evaluate(&nothing, &bad, 3, 0.05, NULL, &score), NEUME_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drums_count_by_class_and_pooled),
        cmocka_unit_test(a_hit_at_no_time_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
