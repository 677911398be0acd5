/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/events.h"
#include "datasets/metrics/match.h"
#include "datasets/metrics/numpy_compat.h"
#include "tests/support/support.h"

/* The slow, obvious definition: the best over every choice for the references from `r` on. */
static size_t best_of(const unsigned *row, size_t n, size_t r, unsigned taken)
{
    size_t best;

    if (r == n)
        return 0;
    best = best_of(row, n, r + 1, taken);
    for (unsigned e = 0; e < 8; e++) {
        if (row[r] & ~taken & 1u << e) {
            size_t found = 1 + best_of(row, n, r + 1, taken | 1u << e);

            best = found > best ? found : best;
        }
    }
    return best;
}

static void check_partners(const unsigned *row, const uint32_t *partner, size_t n, size_t n_matched)
{
    unsigned taken = 0;
    size_t count = 0;

    for (size_t r = 0; r < n; r++) {
        if (partner[r] == NEUME_UNMATCHED)
            continue;
        assert_true(row[r] & 1u << partner[r]);
        assert_false(taken & 1u << partner[r]);
        taken |= 1u << partner[r];
        count++;
    }
    assert_int_equal(count, n_matched);
}

static void a_matching_is_as_large_as_any(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int round = 0; round < 2000; round++) {
        struct neume_match match = {0};
        unsigned row[6] = {0};
        uint32_t partner[6];
        double density = support_random(&seed);
        size_t n_matched;

        for (uint32_t r = 0; r < 6; r++) {
            for (uint32_t e = 0; e < 8; e++) {
                if (support_random(&seed) < density * 0.5) {
                    row[r] |= 1u << e;
                    assert_ok(neume_match_add(&match, r, e));
                }
            }
        }
        assert_ok(neume_match_solve(&match, 6, 8, partner, &n_matched));
        assert_int_equal(n_matched, best_of(row, 6, 0, 0));
        check_partners(row, partner, 6, n_matched);
        neume_match_release(&match);
    }
}

/* Every greedy choice is wrong, and one path through all of them puts it right: no recursion may be that deep. */
static void a_path_may_be_as_long_as_the_piece(void **state)
{
    enum { N = 200000 };
    struct neume_match match;
    size_t n_matched;

    (void)state;
    neume_match_init(&match);
    for (uint32_t i = 0; i < N; i++) {
        if (i + 1 < N)
            assert_ok(neume_match_add(&match, i, i));
        assert_ok(neume_match_add(&match, i, i == 0 ? N - 1 : i - 1));
    }
    assert_ok(neume_match_solve(&match, N, N, NULL, &n_matched));
    assert_int_equal(n_matched, N);
    neume_match_release(&match);
}

static void nothing_matches_nothing(void **state)
{
    struct neume_match match = {0};
    uint32_t partner[2] = {5, 5};
    size_t n_matched = 9;

    (void)state;
    assert_ok(neume_match_solve(&match, 0, 0, NULL, &n_matched));
    assert_int_equal(n_matched, 0);
    assert_ok(neume_match_solve(&match, 2, 0, partner, &n_matched));
    assert_int_equal(n_matched, 0);
    assert_int_equal(partner[0], NEUME_UNMATCHED);
    assert_int_equal(partner[1], NEUME_UNMATCHED);
    assert_ok(neume_match_add(&match, 0, 0));
    neume_match_clear(&match);
    assert_ok(neume_match_solve(&match, 1, 1, partner, &n_matched));
    assert_int_equal(n_matched, 0);
    neume_match_release(&match);
    neume_match_release(&match);
    neume_match_release(NULL);
}

struct events_case {
    const char *what;
    double reference[4], estimate[4];
    size_t n_reference, n_estimate;
    double window;
    size_t matched;
};

static const struct events_case events_cases[] = {
    {"a tie counts", {1.0}, {1.5}, 1, 1, 0.5, 1},
    {"beyond it not", {1.0}, {1.5000001}, 1, 1, 0.5, 0},
    {"greedy would take the wrong one", {1.0, 1.2}, {1.1, 0.9}, 2, 2, 0.11, 2},
    {"one for one", {1.0, 1.0, 1.0}, {1.0, 1.0}, 3, 2, 0.5, 2},
    {"any order", {3.0, 1.0, 2.0}, {2.0, 3.0, 1.0}, 3, 3, 0.1, 3},
    {"no width", {1.0, 2.0}, {1.0, 2.5}, 2, 2, 0, 1},
    {"an empty reference", {0}, {1.0}, 0, 1, 0.5, 0},
    {"an empty estimate", {1.0}, {0}, 1, 0, 0.5, 0},
};

static void times_match_within_a_window(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof events_cases / sizeof *events_cases; i++) {
        const struct events_case *c = &events_cases[i];
        size_t n_matched;

        assert_ok(
            neume_match_events(c->reference, c->n_reference, c->estimate, c->n_estimate, c->window, NULL, &n_matched));
        if (n_matched != c->matched)
            fail_msg("%s: %zu", c->what, n_matched);
    }
}

static void rounding_is_numpys(void **state)
{
    static const double pairs[][2] = {
        {0.05, 0.05},      {0.05004999, 0.05}, {0.05006, 0.0501}, {0.00005, 0},
        {0.00015, 0.0001}, {0.00025, 0.0002},  {-0.05004, -0.05},
    };
    static const double a[] = {0, 1, 1000}, near[] = {1e-8, 1.00001, 1000.01}, far[] = {0, 1, 1000.011};

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (neume_round4(pairs[i][0]) != pairs[i][1])
            fail_msg("%g becomes %.17g", pairs[i][0], neume_round4(pairs[i][0]));
    assert_true(neume_all_close(a, near, 3));
    assert_false(neume_all_close(a, far, 3));
    assert_false(neume_all_close(a, (const double[]){NAN}, 1));
    assert_true(neume_all_close(a, far, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matching_is_as_large_as_any),
        cmocka_unit_test(a_path_may_be_as_long_as_the_piece),
        cmocka_unit_test(nothing_matches_nothing),
        cmocka_unit_test(times_match_within_a_window),
        cmocka_unit_test(rounding_is_numpys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
