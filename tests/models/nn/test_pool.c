/* SPDX-License-Identifier: MIT */
#include "models/nn/pool.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/net_case.h"
#include "tests/support/support.h"

enum { BLOCK = 512, FRAMES_MOST = 512 * 8 + 300 }; /* frames; a thread takes a block at a time */

/* The first of the small networks, the one that looks furthest to both sides, and the two that look to one. */
static const size_t cases[] = {0, 1, 4, 5};
static const int threads[] = {1, 2, 3, 8};
enum { CASE_ROWS = sizeof cases / sizeof *cases, THREAD_ROWS = sizeof threads / sizeof *threads };

static float *random_input(size_t frames, size_t bins)
{
    uint64_t random = 11;
    float *x = calloc(frames * bins + 1, sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < frames * bins; i++)
        x[i] = (float)(support_random(&random) * 4 - 2);
    return x;
}

static size_t out_size(const struct neume_weights *w)
{
    return (size_t)neume_weights_output_bins(w) * (size_t)neume_weights_output_channels(w);
}

/* What one stream makes of x, [frames][bins]; free it. */
static float *stream(const struct neume_weights *w, const float *x, size_t frames)
{
    struct neume_net *net;
    size_t count = 0, size = out_size(w), bins = (size_t)neume_weights_input_bins(w);
    float *y = calloc(frames * size + 1, sizeof *y);
    const float *out;
    assert_non_null(y);
    assert_ok(neume_net_new(&net, w));
    for (size_t f = 0; f < frames; f++)
        if ((out = neume_net_push(net, x + f * bins)))
            memcpy(y + count++ * size, out, size * sizeof *y);
    while ((out = neume_net_flush(net)))
        memcpy(y + count++ * size, out, size * sizeof *y);
    assert_int_equal(count, frames);
    neume_net_free(net);
    return y;
}

/* Takes all that is ready, and compares it with frames *made.. of the expected ones. */
static void take_all(struct neume_net_pool *p, const float *expected, size_t size, size_t *made, size_t frames)
{
    const float *out;
    while ((out = neume_net_pool_take(p))) {
        assert_true(*made < frames);
        assert_memory_equal(out, expected + *made * size, size * sizeof *out);
        ++*made;
    }
    assert_null(neume_net_pool_take(p));
}

static void check(struct neume_net_pool *p, const struct neume_weights *w, const float *x, size_t frames)
{
    size_t made = 0, size = out_size(w), bins = (size_t)neume_weights_input_bins(w);
    float *expected = stream(w, x, frames);
    for (size_t f = 0; f < frames; f++) {
        neume_net_pool_push(p, x + f * bins);
        take_all(p, expected, size, &made, frames);
        assert_true(f + 1 - made <= neume_net_pool_delay(p));
    }
    neume_net_pool_flush(p);
    take_all(p, expected, size, &made, frames);
    assert_int_equal(made, frames);
    free(expected);
}

/* Calls `body` for a few networks, each with its input of frames_most frames. */
static void for_each(void (*body)(const struct neume_weights *w, const float *x))
{
    for (size_t i = 0; i < CASE_ROWS; i++) {
        size_t size;
        struct neume_weights *w;
        uint8_t *file = net_case_file(&net_cases[cases[i]], 5 + i, &size);
        assert_ok(neume_weights_parse(&w, file, size, NULL));
        float *x = random_input(FRAMES_MOST, (size_t)neume_weights_input_bins(w));
        body(w, x);
        free(x);
        neume_weights_free(w);
        free(file);
    }
}

static void check_lengths(const struct neume_weights *w, const float *x)
{
    const size_t context = (size_t)neume_net_context(w);
    for (size_t t = 0; t < THREAD_ROWS; t++) {
        const size_t round = (size_t)threads[t] * BLOCK;
        const size_t lengths[] = {0,
                                  1,
                                  context,
                                  context + 1,
                                  BLOCK - 1,
                                  BLOCK,
                                  BLOCK + 1,
                                  3000,
                                  round - 1,
                                  round,
                                  round + 1,
                                  round + context - 1,
                                  round + context,
                                  round + context + 1,
                                  2 * round + context / 2};
        struct neume_net_pool *p;
        assert_ok(neume_net_pool_new(&p, w, threads[t]));
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            if (lengths[i] > FRAMES_MOST)
                continue;
            neume_net_pool_reset(p);
            check(p, w, x, lengths[i]);
        }
        neume_net_pool_free(p);
    }
}

static void test_threads_do_not_show(void **state)
{
    (void)state;
    for_each(check_lengths);
}

static void check_reset(const struct neume_weights *w, const float *x)
{
    const size_t bins = (size_t)neume_weights_input_bins(w);
    for (size_t t = 0; t < THREAD_ROWS; t++) {
        struct neume_net_pool *p;
        assert_ok(neume_net_pool_new(&p, w, threads[t]));
        for (size_t heard = 0; heard < 3 * BLOCK; heard += 700) { /* with outputs not taken, flushed or not */
            for (size_t f = 0; f < heard; f++) {
                neume_net_pool_push(p, x + (f + 9) * bins);
                while (neume_net_pool_take(p) && f % 600 != 599)
                    ;
            }
            if (heard % 1400)
                neume_net_pool_flush(p);
            neume_net_pool_reset(p);
            assert_null(neume_net_pool_take(p));
            check(p, w, x, 600);
            neume_net_pool_reset(p);
        }
        neume_net_pool_free(p);
    }
}

static void test_reset(void **state)
{
    (void)state;
    for_each(check_reset);
}

static void check_arguments(const struct neume_weights *w, const float *x)
{
    static const struct {
        int threads;
        enum neume_status status;
    } rows[] = {{0, NEUME_ERR_ARGUMENT},
                {-1, NEUME_ERR_ARGUMENT},
                {1, NEUME_OK},
                {NEUME_NET_POOL_THREADS, NEUME_OK},
                {NEUME_NET_POOL_THREADS + 1, NEUME_ERR_ARGUMENT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_net_pool *p = (struct neume_net_pool *)(uintptr_t)x;
        assert_status(neume_net_pool_new(&p, w, rows[i].threads), rows[i].status);
        assert_int_equal(p != NULL, rows[i].status == NEUME_OK);
        neume_net_pool_free(p);
    }
}

static void test_arguments(void **state)
{
    (void)state;
    for_each(check_arguments);
    neume_net_pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_do_not_show),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
