/* SPDX-License-Identifier: MIT */
#include "audio/loudness.h"

#include "tests/audio/sounds.h"

static struct neume_loudness loudness_of(const float *x, size_t frames, int rate, int channels, size_t block)
{
    struct neume_loudness_meter *m;
    struct neume_loudness l;
    assert_ok(neume_loudness_new(&m, rate, channels));
    for (size_t at = 0; at < frames; at += block)
        assert_ok(neume_loudness_process(m, x + at * (size_t)channels, block < frames - at ? block : frames - at));
    neume_loudness_get(m, &l);
    neume_loudness_free(m);
    return l;
}

/* EBU Tech 3341, table 1: a stereo sine of 1 kHz at p dBFS peak reads p LUFS; one channel alone reads 3 LU less. */
static const struct {
    int rate, channels;
    double dbfs, lufs;
} sines[] = {
    {48000, 2, -23, -23},  {48000, 2, -33, -33}, {44100, 2, -23, -23},     {44100, 1, -20, -23},
    {192000, 2, -23, -23}, {8000, 1, -20, -23},  {44100, 1, -66.5, -69.5},
};

static void sines_read_as_the_standard_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sines / sizeof sines[0]; i++) {
        size_t frames = (size_t)sines[i].rate * 5;
        float *x = malloc(frames * (size_t)sines[i].channels * sizeof *x);
        for (size_t k = 0; k < frames * (size_t)sines[i].channels; k++)
            x[k] = (float)(pow(10, sines[i].dbfs / 20) *
                           sin(2 * PI * 1000 * (double)(k / (size_t)sines[i].channels) / sines[i].rate));
        struct neume_loudness l = loudness_of(x, frames, sines[i].rate, sines[i].channels, 1000);
        if (fabs(l.integrated - sines[i].lufs) > 0.1 || fabs(l.true_peak - sines[i].dbfs) > 0.2 || l.range > 0.1)
            fail_msg("%d Hz, %d channels, %.1f dBFS: %.2f LUFS, %.2f LU, %.2f dBTP", sines[i].rate, sines[i].channels,
                     sines[i].dbfs, l.integrated, l.range, l.true_peak);
        free(x);
    }
}

/* EBU Tech 3342, test 1: 20 s at -20 dBFS and 20 s at -30 dBFS have a range of 10 LU. */
static void range_of_two_levels(void **state)
{
    (void)state;
    size_t half = 20 * 48000;
    float *x = new_sine(2 * half, 1, 48000, 1000, 0.1);
    for (size_t i = half; i < 2 * half; i++)
        x[i] *= 0.31622777f;
    assert_true(fabs(loudness_of(x, 2 * half, 48000, 1, 4800).range - 10) < 1);
    free(x);
}

/* A sine at a quarter of the rate, 45 degrees off, peaks 3 dB between its samples. */
static void peaks_between_samples_are_found(void **state)
{
    (void)state;
    enum { FRAMES = 48000 };
    float *x = malloc(FRAMES * sizeof *x);
    for (int i = 0; i < FRAMES; i++)
        x[i] = (float)(0.5 * sin(PI / 2 * i + PI / 4));
    assert_true(fabs(loudness_of(x, FRAMES, 48000, 1, 4800).true_peak + 6.02) < 0.3);
    free(x);
}

static void silence_and_snippets(void **state)
{
    (void)state;
    static const float zeros[48000];
    float *x = new_sine(48000, 1, 48000, 1000, 0.5);
    struct neume_loudness l = loudness_of(zeros, 48000, 48000, 1, 480);
    assert_true(l.integrated == -HUGE_VAL && l.true_peak == -HUGE_VAL && l.range == 0);
    l = loudness_of(zeros, 0, 48000, 1, 480);
    assert_true(l.integrated == -HUGE_VAL && l.true_peak == -HUGE_VAL && l.range == 0);
    l = loudness_of(x, 48000 * 39 / 100, 48000, 1, 480);
    assert_true(l.integrated == -HUGE_VAL && fabs(l.true_peak + 6.02) < 0.2);
    l = loudness_of(x, 48000 * 41 / 100, 48000, 1, 480);
    assert_true(fabs(l.integrated + 9.03) < 0.2);
    free(x);
}

static void gains(void **state)
{
    (void)state;
    assert_true(fabs(neume_loudness_gain(-20, -14) - 1.9953) < 1e-3);
    assert_true(fabs(neume_loudness_gain(-14, -20) - 0.50119) < 1e-3);
    assert_true(neume_loudness_gain(-HUGE_VAL, -14) == 1);
    assert_true(neume_loudness_gain(-14, -HUGE_VAL) == 1);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    struct neume_loudness_meter *m;
    static const int bad[][2] = {{3999, 1}, {384001, 1}, {44100, 0}, {44100, -1}, {44100, 65}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_status(neume_loudness_new(&m, bad[i][0], bad[i][1]), NEUME_ERR_ARGUMENT);
    neume_loudness_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sines_read_as_the_standard_says),
        cmocka_unit_test(range_of_two_levels),
        cmocka_unit_test(peaks_between_samples_are_found),
        cmocka_unit_test(silence_and_snippets),
        cmocka_unit_test(gains),
        cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests_name("audio/loudness", tests, NULL, NULL);
}
