/* SPDX-License-Identifier: MIT */
#include "audio/mixdown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

#define PI 3.14159265358979323846

enum { RATE = 44100, FRAMES = 2 * RATE };

/* What comes out of blocks of `block` frames; free it. */
static float *mix(const float *x, size_t frames, size_t channels, double rate, size_t block)
{
    struct neume_mixdown *m;
    float *y = malloc((frames + block) * sizeof *y);
    size_t made = 0, got;
    assert_non_null(y);
    assert_ok(neume_mixdown_new(&m, channels, rate));
    for (size_t i = 0; i < frames; i += block)
        made += neume_mixdown_process(m, x + i * channels, frames - i < block ? frames - i : block, y + made);
    while ((got = neume_mixdown_flush(m, y + made, block)) > 0)
        made += got;
    assert_int_equal(made, frames);
    neume_mixdown_free(m);
    return y;
}

/* A tone that begins at once at `from` seconds and dies away. */
static float tone(size_t i, double hz, double from)
{
    double t = (double)i / RATE - from;
    return t < 0 ? 0 : (float)(0.3 * exp(-2 * t) * sin(2 * PI * hz * t));
}

static float noise(uint64_t *seed)
{
    return (float)(0.4 * support_random(seed) - 0.2);
}

/* Signal to error in dB. */
static double snr(const float *signal, const float *other, size_t count)
{
    double power = 0, error = 1e-30;
    for (size_t i = 0; i < count; i++) {
        power += (double)signal[i] * signal[i];
        error += ((double)signal[i] - other[i]) * ((double)signal[i] - other[i]);
    }
    return 10 * log10(power / error);
}

/* What is common, panned as it may be, and what is not, as long as the common is not turned. */
static void what_does_not_cancel_is_the_mean_to_the_bit(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 3, 6, 100};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        size_t n = counts[k], frames = FRAMES / (n < 10 ? 1 : 8);
        uint64_t seed = 3;
        float *x = malloc(frames * n * sizeof *x);
        for (size_t i = 0; i < frames; i++) {
            float common = noise(&seed) + tone(i, 220, 0.3);
            for (size_t c = 0; c < n; c++)
                x[i * n + c] = common * (float)(1 + c % 3) / 3 + 0.5f * noise(&seed);
        }
        float *y = mix(x, frames, n, RATE, 4096);
        for (size_t i = 0; i < frames; i++) {
            float sum = 0;
            for (size_t c = 0; c < n; c++)
                sum += x[i * n + c];
            assert_true(y[i] == sum * (1.0f / (float)n));
        }
        free(x), free(y);
    }
}

/* Gains of the same music in up to four channels, and what of it is heard. */
static const struct {
    size_t channels;
    float gain[4], heard;
} copies[] = {
    {2, {1, -1}, 1},    {2, {-1, 1}, 1},        {2, {1, -0.8f}, 0.9f},           {3, {1, -1, 0}, 2.0f / 3},
    {3, {1, 1, -1}, 1}, {4, {1, 1, -1, -1}, 1}, {4, {0, 0, 0.5f, -0.5f}, 0.25f},
};

static void no_copy_silences_another(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof copies / sizeof copies[0]; k++) {
        size_t n = copies[k].channels;
        uint64_t seed = 9;
        float *x = calloc(FRAMES * n, sizeof *x), *wanted = calloc(FRAMES, sizeof *wanted);
        for (size_t i = RATE / 4; i < FRAMES; i++) {
            wanted[i] = noise(&seed) + tone(i, 330, 0.25);
            for (size_t c = 0; c < n; c++)
                x[i * n + c] = copies[k].gain[c] * wanted[i];
        }
        float *y = mix(x, FRAMES, n, RATE, 1000), sign = y[RATE] * wanted[RATE] < 0 ? -1 : 1;
        for (size_t i = 0; i < FRAMES; i++)
            wanted[i] *= sign * copies[k].heard;
        if (snr(wanted, y, FRAMES) < 45)
            fail_msg("row %d: %.1f dB", (int)k, snr(wanted, y, FRAMES));
        free(x), free(y), free(wanted);
    }
}

/* A turned tone among others that are not: it is there as if it were alone, and from its first millisecond. */
static void a_turned_note_is_found_among_others(void **state)
{
    (void)state;
    float *x = malloc(FRAMES * 2 * sizeof *x), *wanted = malloc(FRAMES * sizeof *wanted);
    for (size_t i = 0; i < FRAMES; i++) {
        float straight = tone(i, 261.63, 0) + tone(i, 392, 0), turned = tone(i, 1318.5, 0.75);
        x[2 * i] = straight + turned;
        x[2 * i + 1] = straight - turned;
        wanted[i] = straight + turned;
    }
    float *y = mix(x, FRAMES, 2, RATE, 4096);
    size_t on = (size_t)(0.75 * RATE);
    assert_true(snr(wanted, y, FRAMES) > 20);
    assert_true(snr(wanted + on, y + on, RATE / 2) > 15);
    assert_true(snr(wanted, y, on - RATE / 4) > 100);
    double before = 0, after = 0;
    for (size_t i = 0; i < RATE / 100; i++) {
        before += pow(y[on - 1 - i] - wanted[on - 1 - i], 2);
        after += pow(tone(on + i, 1318.5, 0.75), 2);
    }
    if (10 * log10(after / before) < 20)
        fail_msg("the note is heard %.1f dB down before it begins", 10 * log10(after / before));
    free(x), free(y), free(wanted);
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 7, 1023, 1024, 4096, FRAMES};
    uint64_t seed = 5;
    float *x = malloc(FRAMES * 3 * sizeof *x);
    for (size_t i = 0; i < FRAMES; i++) {
        float one = noise(&seed), other = tone(i, 500, 0.5);
        x[3 * i] = 0.1f * one + other;
        x[3 * i + 1] = 0.1f * one - other;
        x[3 * i + 2] = i < RATE ? 0 : -other;
    }
    float *whole = mix(x, FRAMES, 3, RATE, 50000);
    for (size_t k = 0; k < sizeof blocks / sizeof blocks[0]; k++) {
        float *y = mix(x, FRAMES, 3, RATE, blocks[k]);
        assert_memory_equal(y, whole, FRAMES * sizeof *y);
        free(y);
    }
    free(x), free(whole);
}

static void short_and_odd_input(void **state)
{
    (void)state;
    static const double rates[] = {4000, 8000, 44100, 384000};
    struct neume_mixdown *m;
    float x[20] = {0.5f, -0.5f, 0.25f, -0.25f};
    for (size_t k = 0; k < sizeof rates / sizeof rates[0]; k++)
        for (size_t frames = 0; frames <= 10; frames++)
            free(mix(x, frames, 2, rates[k], 3));
    assert_status(neume_mixdown_new(&m, 0, 44100), NEUME_ERR_ARGUMENT);
    assert_null(m);
    assert_status(neume_mixdown_new(&m, 2, 0), NEUME_ERR_ARGUMENT);
    assert_status(neume_mixdown_new(&m, 2, NAN), NEUME_ERR_ARGUMENT);
    neume_mixdown_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_cancel_is_the_mean_to_the_bit),
        cmocka_unit_test(no_copy_silences_another),
        cmocka_unit_test(a_turned_note_is_found_among_others),
        cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(short_and_odd_input),
    };
    return cmocka_run_group_tests_name("audio/mixdown", tests, NULL, NULL);
}
