/* SPDX-License-Identifier: MIT */
#include "models/classify/nmf_frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logspec.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = NEUME_LOGSPEC_RATE, PITCHES = NEUME_NMF_FRAME_PITCHES, BINS = NEUME_NMF_FRAME_BINS };

static double hz_of(size_t pitch)
{
    return 27.5 * pow(2, (double)pitch / 12);
}

/* Adds a tone whose harmonic h has amplitude h^-roll, in phases that do not add up. */
static void add_tone(float *x, size_t count, double hz, double roll, double gain)
{
    for (int h = 1; h <= 20 && h * hz < 0.45 * RATE; h++)
        signal_sine(x, count, RATE, h * hz, gain * pow(h, -roll), h * h);
}

/* The spectral frame in the middle of the signal, as decompose.h wants it. */
static void spectrum_of(struct neume_logspec *s, const float *x, size_t count, float spectrum[BINS])
{
    const float *frame;
    size_t wanted = count / NEUME_LOGSPEC_HOP / 2, frames = 0, used = 0;
    float peak = 0;
    memset(spectrum, 0, BINS * sizeof *spectrum);
    neume_logspec_reset(s);
    while (frames <= wanted) {
        if (used < count)
            used += neume_logspec_process(s, x + used, count - used, &frame);
        else
            assert_non_null(frame = neume_logspec_flush(s));
        if (frame && frames++ == wanted)
            memcpy(spectrum, frame, NEUME_LOGSPEC_BINS * sizeof *frame);
    }
    for (size_t b = 0; b < BINS; b++)
        peak = fmaxf(peak, spectrum[b]);
    for (size_t b = 0; b < BINS && peak > 0; b++)
        spectrum[b] = sqrtf(spectrum[b] / peak);
}

static float sum_of(const float *x, size_t count)
{
    float sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i];
    return sum;
}

/* How many pitches have more than this pitch. */
static size_t rank_of(const float *salience, size_t pitch)
{
    size_t above = 0;
    for (size_t p = 0; p < PITCHES; p++)
        above += salience[p] > salience[pitch];
    return above;
}

static void test_every_pitch_explains_itself(void **state)
{
    (void)state;
    static const double rolls[] = {0.5, 1, 2, 3};
    struct neume_nmf_frame *d;
    float worst = 1;
    struct neume_logspec *s;
    assert_ok(neume_logspec_new(&s));
    assert_ok(neume_nmf_frame_new(&d));
    for (size_t p = 0; p < PITCHES; p++)
        for (size_t r = p % 2; r < sizeof rolls / sizeof *rolls; r += 2) {
            size_t count = p < 24 ? 2 * RATE : RATE / 2; /* the windows of the lowest hold 1.5 s */
            float *x = signal_new(count), spectrum[BINS], salience[PITCHES];
            add_tone(x, count, hz_of(p), rolls[r], 0.2);
            spectrum_of(s, x, count, spectrum);
            neume_nmf_frame_process(d, spectrum, salience);
            float share = salience[p] / sum_of(spectrum, BINS);
            worst = fminf(worst, share);
            if (rank_of(salience, p) || share < 0.4f)
                fail_msg("pitch %zu, roll-off %.1f: %zu are stronger, share %.2f", p + 21, rolls[r],
                         rank_of(salience, p), share);
            free(x);
        }
    print_message("a lone tone explains at least %.2f of its spectrum\n", worst);
    neume_logspec_free(s);
    neume_nmf_frame_free(d);
}

/* The pitches of a chord come before all others. */
static void test_chords(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int pitch[5]; /* MIDI, 0 ends */
    } rows[] = {
        {"minor second", {60, 61}},
        {"major second, low", {40, 42}},
        {"major third", {60, 64}},
        {"tritone", {52, 58}},
        {"fifth", {48, 55}},
        {"major", {60, 64, 67}},
        {"minor, low", {45, 48, 52}},
        {"seventh", {60, 64, 67, 70}},
        {"diminished", {57, 60, 63, 66}},
        {"two hands", {40, 59, 64, 68, 73}},
        {"high", {84, 88, 91}},
    };
    struct neume_nmf_frame *d;
    const size_t count = 2 * RATE;
    struct neume_logspec *s;
    assert_ok(neume_logspec_new(&s));
    assert_ok(neume_nmf_frame_new(&d));
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        float *x = signal_new(count), spectrum[BINS], salience[PITCHES];
        size_t notes = 0;
        for (; notes < 5 && rows[r].pitch[notes]; notes++)
            add_tone(x, count, hz_of((size_t)rows[r].pitch[notes] - 21), 1, 0.1);
        spectrum_of(s, x, count, spectrum);
        neume_nmf_frame_process(d, spectrum, salience);
        for (size_t i = 0; i < notes; i++)
            if (rank_of(salience, (size_t)rows[r].pitch[i] - 21) >= notes)
                fail_msg("%s: %d comes after %zu others", rows[r].name, rows[r].pitch[i],
                         rank_of(salience, (size_t)rows[r].pitch[i] - 21));
        free(x);
    }
    neume_logspec_free(s);
    neume_nmf_frame_free(d);
}

/* What has no pitch is explained by no one pitch. */
static void test_noise(void **state)
{
    (void)state;
    struct neume_nmf_frame *d;
    float flat[BINS] = {0}, salience[PITCHES];
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        flat[b] = 0.7f;
    assert_ok(neume_nmf_frame_new(&d));
    neume_nmf_frame_process(d, flat, salience);
    float most = 0;
    for (size_t p = 0; p < PITCHES; p++)
        most = fmaxf(most, salience[p]);
    print_message("flat: the strongest pitch explains %.4f\n", most / sum_of(flat, BINS));
    assert_true(most < 0.05f * sum_of(flat, BINS));
    neume_nmf_frame_free(d);
}

/* The parts are parts of the sum, follow the scale, and nothing is left from the frame before. */
static void test_sums_scales_and_memory(void **state)
{
    (void)state;
    static const float scales[] = {1e-3f, 0.1f, 1, 10, 1000};
    struct neume_nmf_frame *d;
    uint64_t seed = 4;
    float spectrum[BINS] = {0}, scaled[BINS], first[PITCHES], salience[PITCHES];
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        spectrum[b] = (float)pow(support_random(&seed), 3);
    assert_ok(neume_nmf_frame_new(&d));
    neume_nmf_frame_process(d, spectrum, first);
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        for (size_t b = 0; b < BINS; b++)
            scaled[b] = scales[i] * spectrum[b];
        neume_nmf_frame_process(d, scaled, salience);
        assert_true(sum_of(salience, PITCHES) <= 1.001f * sum_of(scaled, BINS));
        for (size_t p = 0; p < PITCHES; p++)
            assert_true(salience[p] >= 0 && fabsf(salience[p] / scales[i] - first[p]) < 1e-3f + 0.01f * first[p]);
    }
    neume_nmf_frame_process(d, spectrum, salience);
    for (size_t p = 0; p < PITCHES; p++)
        assert_true(salience[p] == first[p]);
    neume_nmf_frame_free(d);
}

static void test_silence_and_spikes(void **state)
{
    (void)state;
    static const float levels[] = {0, 1e-20f, 1, 1e6f};
    struct neume_nmf_frame *d;
    assert_ok(neume_nmf_frame_new(&d));
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
        for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b += 5) {
            float spectrum[BINS] = {0}, salience[PITCHES];
            spectrum[b] = levels[l];
            neume_nmf_frame_process(d, spectrum, salience);
            for (size_t p = 0; p < PITCHES; p++)
                assert_true(salience[p] >= 0 && salience[p] <= 1.001f * levels[l] + 1e-6f);
        }
    neume_nmf_frame_free(d);
}

static void test_free_null(void **state)
{
    (void)state;
    neume_nmf_frame_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pitch_explains_itself),
        cmocka_unit_test(test_chords),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_sums_scales_and_memory),
        cmocka_unit_test(test_silence_and_spikes),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
