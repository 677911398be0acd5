/* SPDX-License-Identifier: MIT */
#include "analysis/logspec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum {
    BINS = NEUME_LOGSPEC_BINS,
    HOP = NEUME_LOGSPEC_HOP,
    RATE = NEUME_LOGSPEC_RATE,
    PER = NEUME_LOGSPEC_PER_SEMITONE
};

static double bin_hz(double bin)
{
    return 27.5 * pow(2, bin / 36);
}

/* All frames of the signal, [frames][bins]; free it. */
static float *run(struct neume_logspec *s, const float *x, size_t count, size_t block, size_t *frames)
{
    size_t capacity = count / HOP + 1;
    float *all = malloc(capacity * BINS * sizeof *all);
    const float *frame;
    assert_non_null(all);
    *frames = 0;
    for (size_t at = 0; at < count;) {
        size_t n = count - at < block ? count - at : block, used = neume_logspec_process(s, x + at, n, &frame);
        assert_true(used <= n && (used == n || frame));
        at += used;
        assert_true(!frame || *frames < capacity);
        if (frame)
            memcpy(all + BINS * (*frames)++, frame, BINS * sizeof *all);
    }
    while ((frame = neume_logspec_flush(s)) != NULL) {
        assert_true(*frames < capacity);
        memcpy(all + BINS * (*frames)++, frame, BINS * sizeof *all);
    }
    assert_null(neume_logspec_flush(s));
    return all;
}

/* The frame in the middle of two seconds of up to two sines. */
static void look(struct neume_logspec *s, const double *hz, size_t sines, float *frame)
{
    enum { COUNT = 2 * RATE };
    size_t frames;
    float *x = signal_new(COUNT);
    for (size_t i = 0; i < sines; i++)
        signal_sine(x, COUNT, RATE, hz[i], 1, 0.5 + (double)i);
    neume_logspec_reset(s);
    float *all = run(s, x, COUNT, 4096, &frames);
    memcpy(frame, all + frames / 2 * BINS, BINS * sizeof *frame);
    free(all);
    free(x);
}

static size_t loudest(const float *frame)
{
    size_t best = 0;
    for (size_t b = 1; b < BINS; b++)
        best = frame[b] > frame[best] ? b : best;
    return best;
}

static double decibels(double magnitude)
{
    return 20 * log10(magnitude + 1e-12);
}

/* A sine in every bin from A0 to 9.8 kHz: the peak is there, of magnitude 1, and three semitones off it is gone. Above
 * 1760 Hz windows have a fixed length, which is more periods the higher the note, so selectivity grows again. */
static void test_a_sine_is_one_line(void **state)
{
    (void)state;
    struct neume_logspec *s;
    float frame[BINS];
    double off = 0, leak = -200;
    size_t leakiest = 0;
    assert_ok(neume_logspec_new(&s));
    for (size_t b = 0; b < BINS; b += PER) {
        look(s, (double[]){bin_hz((double)b)}, 1, frame);
        assert_int_equal(loudest(frame), b);
        off = fmax(off, fabs(decibels(frame[b])));
        for (size_t k = 0; k < BINS; k++)
            if ((k > b ? k - b : b - k) > 3 * PER && decibels(frame[k]) > leak) {
                leak = decibels(frame[k]);
                leakiest = b;
            }
    }
    print_message("magnitude within %.2f dB of 1, leakage beyond 3 semitones %.1f dB (pitch %zu)\n", off, leak,
                  NEUME_LOGSPEC_LOW_PITCH + leakiest / PER);
    assert_true(off < 0.1);
    assert_true(leak < -50);
    neume_logspec_free(s);
}

/* A sine between two bins loses little. */
static void test_between_bins(void **state)
{
    (void)state;
    struct neume_logspec *s;
    float frame[BINS];
    assert_ok(neume_logspec_new(&s));
    for (size_t b = 10; b < BINS - 1; b += 9)
        for (double shift = -0.5; shift <= 0.5; shift += 0.25) {
            look(s, (double[]){bin_hz((double)b + shift)}, 1, frame);
            double db = decibels(frame[loudest(frame)]);
            assert_true(fabs((double)loudest(frame) - (double)b - shift) <= 0.51);
            assert_true(db > (b < 216 ? -1 : -3.1) && db < 0.1); /* above, neighbours share the power */
        }
    neume_logspec_free(s);
}

/* Two sines a semitone apart are two peaks with a dip between them, at every semitone from A0, whatever their phases.
 */
static void test_semitones_are_resolved(void **state)
{
    (void)state;
    struct neume_logspec *s;
    float frame[BINS];
    double shallowest = 200;
    size_t where = 0;
    assert_ok(neume_logspec_new(&s));
    for (size_t b = 0; b + PER < BINS; b += PER) {
        look(s, (double[]){bin_hz((double)b), bin_hz((double)(b + PER))}, 2, frame);
        double dip = decibels(fmin(frame[b], frame[b + PER])) - decibels(fmin(frame[b + 1], frame[b + 2]));
        if (dip < shallowest) {
            shallowest = dip;
            where = b;
        }
    }
    print_message("dip between semitones at least %.1f dB (pitch %zu)\n", shallowest,
                  NEUME_LOGSPEC_LOW_PITCH + where / PER);
    assert_true(shallowest > 1.5);
    neume_logspec_free(s);
}

/* The envelope over time of an impulse is centred on it in every bin, octave by octave. */
static void test_an_impulse_is_centred_in_time(void **state)
{
    (void)state;
    enum { COUNT = 4 * RATE };
    static const size_t places[] = {2 * RATE / HOP * HOP, 2 * RATE / HOP * HOP + 200};
    struct neume_logspec *s;
    double worst = 0;
    assert_ok(neume_logspec_new(&s));
    for (size_t p = 0; p < 2; p++) {
        size_t frames;
        float *x = signal_new(COUNT);
        x[places[p]] = 1;
        neume_logspec_reset(s);
        float *all = run(s, x, COUNT, 4096, &frames);
        for (size_t b = 0; b < 5 * 36; b++) { /* above, a window is only a frame or two long */
            double sum = 0, moment = 0;
            for (size_t k = 0; k < frames; k++) {
                sum += all[k * BINS + b];
                moment += all[k * BINS + b] * (double)(k * HOP);
            }
            worst = fmax(worst, fabs(moment / sum - (double)places[p]));
        }
        free(all);
        free(x);
    }
    print_message("centre of an impulse within %.2f ms\n", worst / RATE * 1000);
    assert_true(worst < 0.004 * RATE);
    neume_logspec_free(s);
}

static void test_frames_are_counted(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 2, 255, 256, 257, 511, 512, 513, 1024, 16384, 16385, 22050, 50000};
    struct neume_logspec *s;
    assert_ok(neume_logspec_new(&s));
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t frames;
        float *x = signal_new(lengths[i]);
        neume_logspec_reset(s);
        float *all = run(s, x, lengths[i], 777, &frames);
        assert_int_equal(frames, (lengths[i] + HOP - 1) / HOP);
        for (size_t k = 0; k < frames * BINS; k++)
            assert_true(all[k] == 0);
        free(all);
        free(x);
    }
    neume_logspec_free(s);
}

/* DC is no note: it stays this far under full scale in every bin, away from the ends of the signal. */
static void test_dc_is_silent(void **state)
{
    (void)state;
    struct neume_logspec *s;
    float frame[BINS];
    assert_ok(neume_logspec_new(&s));
    look(s, (double[]){0}, 1, frame);
    double db = decibels(frame[loudest(frame)] / cos(0.5));
    print_message("DC: %.1f dB\n", db);
    assert_true(db < -60);
    neume_logspec_free(s);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    enum { COUNT = 30000 };
    struct neume_logspec *s;
    size_t expected_frames, frames;
    float *x = signal_new(COUNT);
    signal_noise(x, COUNT, 0.5, 12);
    assert_ok(neume_logspec_new(&s));
    float *expected = run(s, x, COUNT, 4096, &expected_frames);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        neume_logspec_reset(s);
        float *got = run(s, x, COUNT, signal_splits[i], &frames);
        assert_int_equal(frames, expected_frames);
        assert_memory_equal(got, expected, frames * BINS * sizeof *got);
        free(got);
    }
    /* And after a reset in the middle. */
    const float *frame;
    neume_logspec_reset(s);
    for (size_t at = 0; at < 20000;)
        at += neume_logspec_process(s, x + at, 20000 - at, &frame);
    neume_logspec_reset(s);
    float *got = run(s, x, COUNT, 4096, &frames);
    assert_int_equal(frames, expected_frames);
    assert_memory_equal(got, expected, frames * BINS * sizeof *got);
    free(got);
    free(expected);
    free(x);
    neume_logspec_free(s);
    neume_logspec_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sine_is_one_line),       cmocka_unit_test(test_between_bins),
        cmocka_unit_test(test_semitones_are_resolved),   cmocka_unit_test(test_an_impulse_is_centred_in_time),
        cmocka_unit_test(test_frames_are_counted),       cmocka_unit_test(test_dc_is_silent),
        cmocka_unit_test(test_block_splits_do_not_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
