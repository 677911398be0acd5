/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/stft.h"
#include "models/nn/net.h"
#include "tests/support/drums.h"
#include "tests/support/support.h"

enum { FRAMES = 20, HEADS = 2 * DRUM_CLASSES };

/* What PyTorch computed, for every kernel: models/train/common/fixture.py. */
static void test_pytorch(void **state)
{
    (void)state;
    size_t size, x_size, y_size;
    char *file = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/drums.nn", &size);
    char *x = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/drums_input.f32", &x_size);
    char *y = support_read_file(NEUME_SOURCE_DIR "/tests/models/data/drums_output.f32", &y_size);
    const float *expected = (const float *)(const void *)y, *in = (const float *)(const void *)x;
    struct neume_weights *w;
    float scale = 0;
    assert_ok(neume_weights_parse(&w, file, size, NULL));
    assert_int_equal(neume_weights_input_bins(w), NEUME_DRUM_INPUT_BINS);
    assert_int_equal(neume_weights_output_channels(w), HEADS);
    assert_int_equal(x_size, FRAMES * NEUME_DRUM_INPUT_BINS * sizeof(float));
    assert_int_equal(y_size, FRAMES * HEADS * sizeof(float));
    for (int i = 0; i < FRAMES * HEADS; i++)
        scale = fmaxf(scale, fabsf(expected[i]));
    for (enum neume_kernel kind = 0; kind < NEUME_KERNEL_COUNT; kind++) {
        struct neume_net *net;
        int made = 0;
        if (!neume_kernel_runs(kind))
            continue;
        assert_ok(neume_net_new(&net, w));
        assert_ok(neume_net_use(net, kind));
        for (int f = 0; f < FRAMES + neume_net_delay(net); f++) {
            const float *out = f < FRAMES ? neume_net_push(net, in + f * NEUME_DRUM_INPUT_BINS) : neume_net_flush(net);
            for (int c = 0; out && c < HEADS; c++) {
                float distance = fabsf(out[c] - expected[made * HEADS + c]);
                if (!(distance <= 1e-4f * scale))
                    fail_msg("frame %d, output %d: %g off", made, c, (double)distance);
            }
            made += out != NULL;
        }
        assert_int_equal(made, FRAMES);
        neume_net_free(net);
    }
    neume_weights_free(w);
    free(file);
    free(x);
    free(y);
}

static void listen_to(struct neume_drum_net *n, const float *samples, size_t count)
{
    struct neume_stft stft;
    const struct neume_fft_bin *bins;
    assert_ok(neume_stft_init(&stft, NEUME_DRUM_INPUT_SIZE, NEUME_DRUM_INPUT_HOP));
    for (size_t at = 0; at < count;) {
        at += neume_stft_process(&stft, samples + at, count - at, &bins);
        if (bins)
            neume_drum_net_push(n, bins);
    }
    while ((bins = neume_stft_flush(&stft)))
        neume_drum_net_push(n, bins);
    neume_drum_net_flush(n);
    neume_stft_release(&stft);
}

static float highest(const struct neume_drum_evidence *e)
{
    float max = e->onset[0];
    for (size_t c = 1; c < DRUM_CLASSES; c++)
        max = fmaxf(max, e->onset[c]);
    return max;
}

/* Kicks and snares are heard where they are struck, and not between; louder or softer as a whole is the same. */
static void test_hears(void **state)
{
    (void)state;
    static const double gains[] = {0.8, 0.01};
    for (size_t g = 0; g < sizeof gains / sizeof *gains; g++) {
        struct drums k;
        struct neume_drum_net *n;
        struct neume_drum_evidence e;
        drums_init(&k, 6);
        drums_play(&k, "k.s.k.s.", 0.5, 0.3, gains[g]);
        assert_ok(neume_drum_net_new(&n));
        assert_true(neume_drum_net_delay(n) > 0.4 && neume_drum_net_delay(n) < 1);
        for (int round = 0; round < 2; round++) {
            listen_to(n, k.samples, k.count);
            for (size_t i = 0; i < k.strikes; i++) {
                enum neume_drum_net_class c = k.strike[i].drum == 'k' ? DRUM_KICK : DRUM_SNARE;
                neume_drum_net_find(n, k.strike[i].time, &e);
                if (!(e.onset[c] > 0 && e.onset[c] >= highest(&e) - 1))
                    fail_msg("gain %g, hit %zu: %g", gains[g], i, (double)e.onset[c]);
                neume_drum_net_find(n, k.strike[i].time + 0.3, &e);
                assert_true(highest(&e) < 0);
            }
            neume_drum_net_reset(n);
        }
        neume_drum_net_free(n);
        drums_release(&k);
    }
}

static void test_silence(void **state)
{
    (void)state;
    struct neume_drum_net *n;
    struct neume_drum_evidence e;
    float *nothing = calloc(3 * DRUMS_RATE, sizeof *nothing);
    assert_non_null(nothing);
    assert_ok(neume_drum_net_new(&n));
    neume_drum_net_find(n, 0, &e);
    assert_true(highest(&e) == -20);
    listen_to(n, nothing, 3 * DRUMS_RATE);
    for (double t = 0; t < 3; t += 0.04) {
        neume_drum_net_find(n, t, &e);
        assert_true(highest(&e) < 0 && highest(&e) > -20);
    }
    neume_drum_net_find(n, 4, &e); /* after the end, and what has been forgotten */
    assert_true(highest(&e) == -20);
    neume_drum_net_free(n);
    free(nothing);
}

static void test_free_null(void **state)
{
    (void)state;
    neume_drum_net_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pytorch),
        cmocka_unit_test(test_hears),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
