/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/match_dense.h"

#include <stdlib.h>

#include "datasets/metrics/match.h"
#include "datasets/metrics/notes.h"
#include "tests/support/support.h"

enum { MOST = 40 };

/* A random graph; spans are all of the order, so that every edge is asked for. */
struct graph {
    int edge[MOST][MOST];
    uint32_t references, estimates;
};

static size_t spans(const void *context, uint32_t reference, struct neume_match_span *span)
{
    const struct graph *g = context;
    (void)reference;
    span[0] = (struct neume_match_span){0, g->estimates / 2};
    span[1] = (struct neume_match_span){g->estimates / 2, g->estimates};
    return 2;
}

static int may_match(const void *context, uint32_t reference, uint32_t estimate)
{
    return ((const struct graph *)context)->edge[reference][estimate];
}

/* As many pairs as the search that lists its edges finds, each of them an edge, and none twice. */
static void test_as_many_as_listed(void **state)
{
    uint64_t seed = 3;
    (void)state;
    for (int round = 0; round < 400; round++) {
        struct graph g = {.references = 1 + (uint32_t)(support_random(&seed) * MOST),
                          .estimates = 1 + (uint32_t)(support_random(&seed) * MOST)};
        struct neume_match match = {0};
        uint32_t order[MOST], partner[MOST], used[MOST] = {0};
        size_t listed, dense, pairs = 0;
        double density = support_random(&seed) * support_random(&seed);
        for (uint32_t i = 0; i < g.references; i++)
            for (uint32_t j = 0; j < g.estimates; j++)
                if ((g.edge[i][j] = support_random(&seed) < density))
                    assert_ok(neume_match_add(&match, i, j));
        for (uint32_t j = 0; j < g.estimates; j++)
            order[j] = g.estimates - 1 - j;
        struct neume_dense_graph graph = {g.references, g.estimates, order, spans, may_match, &g};
        assert_ok(neume_match_solve(&match, g.references, g.estimates, NULL, &listed));
        assert_ok(neume_match_dense(&graph, partner, &dense));
        assert_int_equal(dense, listed);
        for (uint32_t i = 0; i < g.references; i++) {
            if (partner[i] == NEUME_UNMATCHED)
                continue;
            pairs++;
            assert_true(g.edge[i][partner[i]] && !used[partner[i]]++);
        }
        assert_int_equal(pairs, dense);
        neume_match_release(&match);
    }
}

/* Notes of one pitch and one onset, which differ in their ends by more than they last: 400 million edges of onsets, and
 * one partner for each by its end. */
static void test_notes_of_one_time(void **state)
{
    enum { MANY = 20000 };
    double *block = malloc(3 * MANY * sizeof *block);
    (void)state;
    assert_non_null(block);
    for (int i = 0; i < MANY; i++) {
        block[i] = 1;
        block[MANY + i] = 2 + i * 1e-3;
        block[2 * MANY + i] = 440;
    }
    struct neume_note_set set = {block, block + MANY, block + 2 * MANY, NULL, MANY};
    struct neume_notes_report report;
    assert_ok(neume_notes_evaluate(&set, &set, &report));
    assert_int_equal(report.plain.hits.matched, MANY);
    assert_int_equal(report.offset.hits.matched, MANY);
    assert_int_equal(report.onsets.matched, MANY);
    assert_int_equal(report.offsets.matched, MANY);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_many_as_listed),
        cmocka_unit_test(test_notes_of_one_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
