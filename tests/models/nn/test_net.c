/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "models/nn/net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/net_case.h"
#include "tests/support/support.h"

enum { FRAMES_MOST = 150 };

static float *random_input(int frames, int bins)
{
    uint64_t random = 7;
    float *x = calloc((size_t)(frames * bins) + 1, sizeof *x);
    assert_non_null(x);
    for (int i = 0; i < frames * bins; i++)
        x[i] = (float)(support_random(&random) * 4 - 2);
    return x;
}

static int out_size(const struct neume_weights *w)
{
    return neume_weights_output_bins(w) * neume_weights_output_channels(w);
}

static struct neume_net *new_net(const struct neume_weights *w, enum neume_kernel kind)
{
    struct neume_net *net;
    assert_ok(neume_net_new(&net, w));
    assert_ok(neume_net_use(net, kind));
    return net;
}

/* All output frames for input frames first..last-1, and whether a flush ends them; returns how many. */
static int stream(struct neume_net *net, const struct neume_weights *w, const float *x, int first, int last, int flush,
                  float *y)
{
    int count = 0;
    const float *out;
    for (int f = first; f < last; f++) {
        out = neume_net_push(net, x + f * neume_weights_input_bins(w));
        assert_int_equal(out != NULL, f - first >= neume_net_delay(net));
        if (out)
            memcpy(y + count++ * out_size(w), out, (size_t)out_size(w) * sizeof *y);
    }
    while (flush && (out = neume_net_flush(net)))
        memcpy(y + count++ * out_size(w), out, (size_t)out_size(w) * sizeof *y);
    assert_true(!flush || neume_net_flush(net) == NULL);
    return count;
}

static void assert_near(const float *got, const double *expected, int count)
{
    double scale = 0;
    for (int i = 0; i < count; i++)
        scale = fmax(scale, fabs(expected[i]));
    for (int i = 0; i < count; i++)
        if (!(fabs(got[i] - expected[i]) <= 1e-4 * scale))
            fail_msg("output %d is %g, not %g", i, got[i], expected[i]);
}

/* Runs `check` for every network and every kernel of this machine. */
static void for_each(void (*check)(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                                   enum neume_kernel kind))
{
    for (size_t i = 0; i < net_case_count; i++) {
        size_t size;
        struct neume_weights *w;
        uint8_t *file = net_case_file(&net_cases[i], 3 + i, &size);
        assert_ok(neume_weights_parse(&w, file, size, NULL));
        for (enum neume_kernel kind = 0; kind < NEUME_KERNEL_COUNT; kind++)
            if (neume_kernel_runs(kind))
                check(&net_cases[i], file, w, kind);
        neume_weights_free(w);
        free(file);
    }
}

static void check_definition(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                             enum neume_kernel kind)
{
    static const int lengths[] = {0, 1, 2, 5, 40, FRAMES_MOST};
    struct neume_net *net = new_net(w, kind);
    float *x = random_input(FRAMES_MOST, c->bins), *y = calloc(FRAMES_MOST, (size_t)out_size(w) * sizeof *y);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        double *expected = net_case_run(c, file, x, lengths[i]);
        neume_net_reset(net);
        assert_int_equal(stream(net, w, x, 0, lengths[i], 1, y), lengths[i]);
        assert_near(y, expected, lengths[i] * out_size(w));
        free(expected);
    }
    neume_net_free(net);
    free(x);
    free(y);
}

static void test_definition(void **state)
{
    (void)state;
    for_each(check_definition);
}

static int all_integers(const struct net_case *c)
{
    int integers = 1;
    for (int k = 0; k < c->layers; k++)
        integers = integers && (c->layer[k].extras & NET_INTEGERS);
    return integers;
}

static void check_kinds_agree(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                              enum neume_kernel kind)
{
    (void)file;
    const enum neume_kernel first = all_integers(c) ? NEUME_KERNEL_PLAIN : NEUME_KERNEL_AVX2;
    if (kind <= first)
        return;
    enum { FRAMES = 80 };
    float *x = random_input(FRAMES, c->bins), *y[2];
    for (int i = 0; i < 2; i++) {
        struct neume_net *net = new_net(w, i ? kind : first);
        y[i] = calloc(FRAMES, (size_t)out_size(w) * sizeof **y);
        assert_int_equal(stream(net, w, x, 0, FRAMES, 1, y[i]), FRAMES);
        neume_net_free(net);
    }
    for (int i = 0; i < FRAMES * out_size(w); i++)
        assert_true(y[0][i] == y[1][i]);
    free(x);
    free(y[0]);
    free(y[1]);
}

/* Two machines with fused multiply-add hear the same; of a network of integers all machines do. */
static void test_kinds_agree(void **state)
{
    (void)state;
    for_each(check_kinds_agree);
}

static void check_silence(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                          enum neume_kernel kind)
{
    (void)file;
    enum { FRAMES = 150, FROM = 60, TO = 90 };
    struct neume_net *net = new_net(w, kind);
    float *x = random_input(FRAMES, c->bins), *y = calloc(FRAMES, (size_t)out_size(w) * sizeof *y);
    for (int f = 0; f < FRAMES; f++)
        for (int b = 0; b < c->bins; b++)
            x[f * c->bins + b] = f >= FROM && f < TO ? x[f * c->bins + b] : (float)(b % 3);
    double *expected = net_case_run(c, file, x, FRAMES);
    assert_int_equal(stream(net, w, x, 0, FRAMES, 1, y), FRAMES);
    assert_near(y, expected, FRAMES * out_size(w));
    neume_net_free(net);
    free(x);
    free(y);
    free(expected);
}

/* Where nothing changes nothing is computed anew: the outputs are as if it was. */
static void test_silence(void **state)
{
    (void)state;
    for_each(check_silence);
}

static void check_blocks(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                         enum neume_kernel kind)
{
    (void)file;
    static const int rows[][2] = {{0, 1}, {0, 30}, {1, 2}, {17, 40}, {80, 110}, {100, 150}, {149, 150}};
    const size_t frame = (size_t)out_size(w) * sizeof(float);
    const int context = neume_net_context(w);
    struct neume_net *net = new_net(w, kind);
    float *x = random_input(FRAMES_MOST, c->bins), *whole = calloc(FRAMES_MOST, frame);
    float *part = calloc(FRAMES_MOST, frame);
    assert_int_equal(stream(net, w, x, 0, FRAMES_MOST, 1, whole), FRAMES_MOST);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int first = rows[i][0] > context ? rows[i][0] - context : 0;
        const int last = rows[i][1] + context < FRAMES_MOST ? rows[i][1] + context : FRAMES_MOST;
        neume_net_reset(net);
        const int count = stream(net, w, x, first, last, last == FRAMES_MOST, part);
        assert_true(count >= rows[i][1] - first);
        assert_memory_equal(part + (rows[i][0] - first) * out_size(w), whole + rows[i][0] * out_size(w),
                            (size_t)(rows[i][1] - rows[i][0]) * frame);
    }
    neume_net_free(net);
    free(x);
    free(whole);
    free(part);
}

/* Cut into blocks with their context, a recording gives the same bits. */
static void test_blocks(void **state)
{
    (void)state;
    for_each(check_blocks);
}

static void check_reset(const struct net_case *c, const uint8_t *file, const struct neume_weights *w,
                        enum neume_kernel kind)
{
    (void)file;
    const size_t frame = (size_t)out_size(w) * sizeof(float);
    struct neume_net *net = new_net(w, kind);
    float *x = random_input(FRAMES_MOST, c->bins), *first = calloc(FRAMES_MOST, frame);
    float *again = calloc(FRAMES_MOST, frame);
    stream(net, w, x, 0, 40, 1, first);
    for (int frames = 1; frames < 90; frames += 11) { /* what was heard before leaves no trace, flushed or not */
        neume_net_reset(net);
        stream(net, w, x, 50, 50 + frames, frames % 2, again);
        neume_net_reset(net);
        assert_int_equal(stream(net, w, x, 0, 40, 1, again), 40);
        assert_memory_equal(again, first, 40 * frame);
    }
    neume_net_free(net);
    free(x);
    free(first);
    free(again);
}

static void test_reset(void **state)
{
    (void)state;
    for_each(check_reset);
}

/* What PyTorch computed, for every kernel: models/train/common/fixture.py. */
static void test_pytorch(void **state)
{
    (void)state;
    enum { FRAMES = 20, OUTPUTS = 88 * 4 };
    size_t size, x_size, y_size;
    char *file = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/net.nn", &size);
    char *x = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/input.f32", &x_size);
    char *y = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/output.f32", &y_size);
    struct neume_weights *w;
    assert_ok(neume_weights_parse(&w, file, size, NULL));
    assert_int_equal(x_size, FRAMES * neume_weights_input_bins(w) * sizeof(float));
    assert_int_equal(y_size, FRAMES * OUTPUTS * sizeof(float));
    assert_int_equal(out_size(w), OUTPUTS);
    static float got[FRAMES * OUTPUTS];
    static double expected[FRAMES * OUTPUTS];
    for (int i = 0; i < FRAMES * OUTPUTS; i++)
        expected[i] = ((const float *)(const void *)y)[i];
    for (enum neume_kernel kind = 0; kind < NEUME_KERNEL_COUNT; kind++) {
        if (!neume_kernel_runs(kind))
            continue;
        struct neume_net *net = new_net(w, kind);
        assert_int_equal(neume_net_delay(net), 1 + 1 + 2 + 4 + 1);
        assert_int_equal(stream(net, w, (const float *)(const void *)x, 0, FRAMES, 1, got), FRAMES);
        assert_near(got, expected, FRAMES * OUTPUTS);
        neume_net_free(net);
    }
    neume_weights_free(w);
    free(file);
    free(x);
    free(y);
}

static void test_kinds(void **state)
{
    (void)state;
    size_t size;
    struct neume_weights *w;
    struct neume_net *net;
    uint8_t *file = net_case_file(&net_cases[0], 1, &size);
    assert_ok(neume_weights_parse(&w, file, size, NULL));
    assert_ok(neume_net_new(&net, w));
    assert_true(neume_kernel_runs(NEUME_KERNEL_PLAIN));
    assert_true(neume_kernel_runs(neume_kernel_best()));
    assert_false(neume_kernel_runs(NEUME_KERNEL_COUNT));
    for (enum neume_kernel kind = 0; kind <= NEUME_KERNEL_COUNT; kind++)
        assert_status(neume_net_use(net, kind), neume_kernel_runs(kind) ? NEUME_OK : NEUME_ERR_UNSUPPORTED);
    neume_net_free(net);
    neume_net_free(NULL);
    neume_weights_free(w);
    free(file);
}

/* setenv() is felt by all that follows, so each case takes it back. */
static void test_kernel_by_name(void **state)
{
    (void)state;
    size_t size;
    struct neume_weights *w;
    struct neume_net *net;
    enum neume_kernel kind;
    uint8_t *file = net_case_file(&net_cases[0], 1, &size);
    assert_ok(neume_weights_parse(&w, file, size, NULL));
    for (enum neume_kernel k = 0; k < NEUME_KERNEL_COUNT; k++) {
        assert_int_equal(setenv("NEUME_KERNEL", neume_kernel_name(k), 1), 0);
        assert_status(neume_kernel_chosen(&kind), neume_kernel_runs(k) ? NEUME_OK : NEUME_ERR_UNSUPPORTED);
        assert_int_equal(kind, neume_kernel_runs(k) ? k : neume_kernel_best());
        assert_status(neume_net_new(&net, w), neume_kernel_runs(k) ? NEUME_OK : NEUME_ERR_UNSUPPORTED);
        neume_net_free(net);
    }
    assert_int_equal(setenv("NEUME_KERNEL", "avx1", 1), 0);
    assert_status(neume_net_new(&net, w), NEUME_ERR_ARGUMENT);
    assert_null(net);
    assert_int_equal(setenv("NEUME_KERNEL", "", 1), 0);
    assert_ok(neume_kernel_chosen(&kind));
    assert_int_equal(kind, neume_kernel_best());
    unsetenv("NEUME_KERNEL");
    neume_weights_free(w);
    free(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definition),     cmocka_unit_test(test_blocks),  cmocka_unit_test(test_reset),
        cmocka_unit_test(test_pytorch),        cmocka_unit_test(test_kinds),   cmocka_unit_test(test_kinds_agree),
        cmocka_unit_test(test_kernel_by_name), cmocka_unit_test(test_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
