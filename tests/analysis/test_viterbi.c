/* SPDX-License-Identifier: MIT */
#include "analysis/viterbi.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { MOST_STATES = 9, MOST_FRAMES = 400 };

/* A decoder over random scores. With a delay as long as the signal it must find the best path of all. */
struct model {
    size_t states, frames;
    double stay, score[MOST_FRAMES][MOST_STATES];
};

static void make(struct model *m, size_t states, size_t frames, uint64_t seed)
{
    m->states = states;
    m->frames = frames;
    m->stay = 0.5;
    for (size_t t = 0; t < frames; t++)
        for (size_t s = 0; s < states; s++)
            m->score[t][s] = support_random(&seed);
}

/* The best predecessor of s: itself, or any other at the price of `stay`. */
static size_t predecessor(const struct model *m, const double *total, size_t s)
{
    size_t best = s;
    for (size_t p = 0; p < m->states; p++)
        if (total[p] - (p == s ? 0 : m->stay) > total[best] - (best == s ? 0 : m->stay))
            best = p;
    return best;
}

static void step(const struct model *m, size_t t, double *total, uint16_t *back)
{
    double next[MOST_STATES];
    for (size_t s = 0; s < m->states; s++) {
        back[s] = (uint16_t)(t ? predecessor(m, total, s) : s);
        next[s] = m->score[t][s] + (t ? total[back[s]] - (back[s] == s ? 0 : m->stay) : 0);
    }
    memcpy(total, next, m->states * sizeof *next);
}

static size_t best_of(const struct model *m, const double *total)
{
    size_t best = 0;
    for (size_t s = 1; s < m->states; s++)
        best = total[s] > total[best] ? s : best;
    return best;
}

/* All frames kept, traced back from the end: the definition. */
static void define(const struct model *m, uint16_t *path)
{
    static uint16_t back[MOST_FRAMES][MOST_STATES];
    double total[MOST_STATES] = {0};
    for (size_t t = 0; t < m->frames; t++)
        step(m, t, total, back[t]);
    size_t s = m->frames ? best_of(m, total) : 0;
    for (size_t t = m->frames; t-- > 0;) {
        path[t] = (uint16_t)s;
        s = back[t][s];
    }
}

static size_t run(const struct model *m, struct neume_viterbi *v, uint16_t *path)
{
    double total[MOST_STATES] = {0};
    size_t n = 0, more;
    uint16_t block[MOST_FRAMES];
    for (size_t t = 0; t < m->frames; t++) {
        step(m, t, total, neume_viterbi_column(v));
        more = neume_viterbi_advance(v, best_of(m, total), block);
        assert_true(more == 0 || more == v->block);
        assert_true(n + more <= m->frames && n + v->delay + v->block + more >= t);
        memcpy(path + n, block, more * sizeof *path);
        n += more;
    }
    while ((more = neume_viterbi_flush(v, best_of(m, total), block)) > 0) {
        assert_true(more <= v->block && n + more <= m->frames);
        memcpy(path + n, block, more * sizeof *path);
        n += more;
    }
    return n;
}

static void test_path_is_the_best_one(void **state)
{
    (void)state;
    static const struct {
        size_t states, frames, delay, block;
    } rows[] = {{2, 0, 10, 3},     {2, 1, 10, 3},      {5, 12, 10, 3}, {5, 400, 60, 1}, {9, 400, 60, 20},
                {3, 399, 100, 64}, {9, 100, 400, 400}, {1, 50, 5, 5},  {4, 64, 40, 24}, {4, 65, 40, 24}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint64_t seed = 1; seed < 20; seed++) {
            static struct model m;
            struct neume_viterbi v;
            uint16_t expected[MOST_FRAMES], got[MOST_FRAMES];
            make(&m, rows[r].states, rows[r].frames, seed * 977);
            assert_ok(neume_viterbi_init(&v, rows[r].states, rows[r].delay, rows[r].block));
            define(&m, expected);
            for (int again = 0; again < 2; again++) {
                assert_int_equal(run(&m, &v, got), m.frames);
                assert_memory_equal(got, expected, m.frames * sizeof *got);
                neume_viterbi_reset(&v);
            }
            neume_viterbi_release(&v);
        }
}

static void test_a_repeated_column_is_the_one_before(void **state)
{
    (void)state;
    enum { STATES = 5, FRAMES = 300 };
    struct neume_viterbi v[2];
    uint16_t path[2][40], column[STATES];
    uint64_t seed = 7;
    for (int i = 0; i < 2; i++)
        assert_ok(neume_viterbi_init(&v[i], STATES, 30, 10));
    for (size_t t = 0; t < FRAMES; t++) {
        for (size_t s = 0; s < STATES && t % 3 == 0; s++)
            column[s] = (uint16_t)(support_random(&seed) * STATES);
        memcpy(neume_viterbi_column(&v[0]), column, sizeof column);
        if (t % 3 == 0)
            memcpy(neume_viterbi_column(&v[1]), column, sizeof column);
        else
            neume_viterbi_repeat(&v[1]);
        size_t decided = neume_viterbi_advance(&v[0], t % STATES, path[0]);
        assert_int_equal(neume_viterbi_advance(&v[1], t % STATES, path[1]), decided);
        assert_memory_equal(path[0], path[1], decided * sizeof **path);
    }
    for (int i = 0; i < 2; i++)
        neume_viterbi_release(&v[i]);
}

static void test_bad_shapes_are_refused(void **state)
{
    (void)state;
    struct neume_viterbi v;
    assert_status(neume_viterbi_init(&v, 0, 10, 10), NEUME_ERR_ARGUMENT);
    neume_viterbi_release(&v);
    assert_status(neume_viterbi_init(&v, 65536, 10, 10), NEUME_ERR_ARGUMENT);
    neume_viterbi_release(&v);
    neume_viterbi_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_is_the_best_one),
        cmocka_unit_test(test_a_repeated_column_is_the_one_before),
        cmocka_unit_test(test_bad_shapes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
