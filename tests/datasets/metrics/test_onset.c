/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "datasets/metrics/onset.h"
#include "tests/datasets/metrics/figures.h"

struct merge_case {
    const char *what;
    double times[5];
    size_t n;
    double kept[5];
    size_t n_kept;
};

static const struct merge_case merge_cases[] = {
    {"nothing", {0}, 0, {0}, 0},
    {"apart", {2, 1}, 2, {1, 2}, 2},
    {"a gap of just that much goes", {0, 0.03125}, 2, {0}, 1},
    {"from the last one kept, not from the last one", {0, 0.02, 0.04, 0.06}, 4, {0, 0.04}, 2},
    {"doubles", {1, 1, 1}, 3, {1}, 1},
};

static void strokes_that_belong_together_count_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof merge_cases / sizeof *merge_cases; i++) {
        const struct merge_case *c = &merge_cases[i];
        double times[5];
        size_t n;

        memcpy(times, c->times, sizeof times);
        n = neume_onset_merge(times, c->n, 0.03125);
        if (n != c->n_kept || memcmp(times, c->kept, n * sizeof *times) != 0)
            fail_msg("%s: %zu are left", c->what, n);
    }
}

static void onsets_are_checked(void **state)
{
    static const double good[] = {0, 1, 1, 30000}, descending[] = {1, 0.5}, late[] = {30000.5}, nan[] = {NAN};
    struct neume_hits hits;

    (void)state;
    assert_ok(neume_onset_score(good, 4, good, 3, NEUME_ONSET_WINDOW, &hits));
    assert_int_equal(hits.matched, 3);
    assert_figure(neume_precision_recall_of(hits).f, 6.0 / 7);
    assert_ok(neume_onset_score(good, 0, good, 4, NEUME_ONSET_WINDOW, &hits));
    assert_figure(neume_precision_recall_of(hits).f, 0);
    assert_status(neume_onset_score(good, 4, descending, 2, NEUME_ONSET_WINDOW, &hits), NEUME_ERR_ARGUMENT);
    assert_status(neume_onset_score(late, 1, good, 4, NEUME_ONSET_WINDOW, &hits), NEUME_ERR_ARGUMENT);
    assert_status(neume_onset_score(good, 4, nan, 1, NEUME_ONSET_WINDOW, &hits), NEUME_ERR_ARGUMENT);
}

static void counts_add_up(void **state)
{
    struct neume_hits sum = {1, 2, 3};

    (void)state;
    neume_hits_add(&sum, (struct neume_hits){2, 4, 3});
    assert_figure(neume_precision_recall_of(sum).precision, 0.5);
    assert_figure(neume_precision_recall_of(sum).recall, 0.5);
    assert_figure(neume_precision_recall_of((struct neume_hits){0, 0, 0}).f, 0);
    assert_figure(neume_precision_recall_of((struct neume_hits){0, 5, 5}).f, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strokes_that_belong_together_count_once),
        cmocka_unit_test(onsets_are_checked),
        cmocka_unit_test(counts_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
