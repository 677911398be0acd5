/* SPDX-License-Identifier: MIT */
#include "datasets/bench/lag.h"

#include <math.h>

#include "datasets/bench/score.h"
#include "tests/support/support.h"

/* Notes a second apart, `late` seconds late, every third of another key. */
static void fill(struct neume_truth *t, double late, double wrong)
{
    neume_truth_init(t);
    for (int i = 0; i < 9; i++) {
        double at = 1 + i + late, pitch = 60 + i + (i % 3 == 2 ? wrong : 0);
        assert_ok(
            neume_truth_add_note(t, &(struct neume_truth_note){at, at + 0.5, pitch, neume_pitch_to_hz(pitch), 64}));
        assert_ok(neume_truth_add_hit(t, at, NEUME_DRUM_SNARE));
    }
}

static void test_lag(void **state)
{
    (void)state;
    static const double lates[] = {0, 0.02, -0.02, 0.08, -0.14};
    for (size_t i = 0; i < sizeof lates / sizeof *lates; i++)
        for (int wrong = 0; wrong < 2; wrong++) {
            struct neume_truth r, e;
            struct neume_bench_scores scores;
            double lag;
            fill(&r, 0, 0);
            fill(&e, lates[i], 7 * wrong);
            assert_ok(neume_bench_lag(&r, &e, &lag));
            assert_float_equal(lag, lates[i], 1e-9);
            assert_ok(neume_bench_score(&r, &e, &scores));
            assert_float_equal(scores.value[NEUME_LAG_MS], 1000 * lates[i], 1e-6);
            neume_bench_take_off(&e, lag);
            assert_ok(neume_bench_score(&r, &e, &scores));
            assert_float_equal(scores.value[NEUME_LAG_MS], 0, 1e-6);
            assert_float_equal(scores.value[NEUME_NOTE_F], wrong ? 6.0 / 9 : 1, 1e-9);
            r.note_count = 0; /* hits alone */
            neume_bench_take_off(&e, -0.03);
            assert_ok(neume_bench_lag(&r, &e, &lag));
            assert_float_equal(lag, 0.03, 1e-9);
            neume_truth_release(&r);
            neume_truth_release(&e);
        }
}

/* Nothing near: no lag; times never get under 0. */
static void test_edges(void **state)
{
    (void)state;
    struct neume_truth r, e;
    double lag;
    fill(&r, 0, 0);
    fill(&e, 0.3, 0);
    assert_ok(neume_bench_lag(&r, &e, &lag));
    assert_true(isnan(lag));
    neume_bench_take_off(&e, 5);
    assert_true(e.note[0].onset == 0 && e.note[0].offset == 0 && e.hit[0].time == 0);
    neume_truth_release(&e);
    neume_truth_init(&e);
    assert_ok(neume_bench_lag(&r, &e, &lag));
    assert_true(isnan(lag));
    assert_ok(neume_bench_lag(&e, &r, &lag));
    assert_true(isnan(lag));
    neume_truth_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lag), cmocka_unit_test(test_edges)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
