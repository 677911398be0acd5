/* SPDX-License-Identifier: MIT */
#include "audio/ab.h"

#include <string.h>

#include "tests/audio/sounds.h"

enum { RATE = 8000, FRAMES = 40000 };

static struct neume_ab_config config_of(enum neume_ab_mode mode, int channels)
{
    struct neume_ab_config config;
    neume_ab_config_init(&config);
    config.mode = mode;
    config.sample_rate = RATE;
    config.channels = channels;
    config.segment = 1;
    config.fade = 0.02;
    return config;
}

/* Constants, so that the output is the gain itself. */
static void turns_alternate(void **state)
{
    (void)state;
    struct neume_ab_config config = config_of(NEUME_AB_ALTERNATE, 1);
    struct neume_ab *ab;
    float *one = malloc(FRAMES * sizeof *one), *from_a = malloc(FRAMES * sizeof *one),
          *from_b = malloc(FRAMES * sizeof *one);
    for (int i = 0; i < FRAMES; i++)
        one[i] = 1;
    assert_ok(neume_ab_new(&ab, &config));
    assert_int_equal(neume_ab_channels(ab), 1);
    neume_ab_process(ab, one, NULL, FRAMES, from_a);
    neume_ab_reset(ab);
    neume_ab_process(ab, NULL, one, FRAMES, from_b);
    assert_true(from_a[0] == 1 && from_b[0] == 0);
    for (int i = 0; i < FRAMES; i++) {
        int turn = i / RATE, since = i % RATE, fading = (since < 80 && turn) || since >= RATE - 80;
        assert_true(fabs(from_a[i] * from_a[i] + from_b[i] * from_b[i] - 1) < 1e-5);
        if (!fading) {
            assert_true(from_a[i] == (turn % 2 ? 0 : 1));
            assert_true(from_b[i] == (turn % 2 ? 1 : 0));
        }
        /* No step is larger than the steepest of a sine over 160 frames. */
        assert_true(!i || fabsf(from_a[i] - from_a[i - 1]) < PI / 2 / 160 + 1e-4);
    }
    neume_ab_free(ab);
    free(one), free(from_a), free(from_b);
}

/* Turns of any length; the last one goes on. */
static void turns_change_at_borders(void **state)
{
    (void)state;
    static const double borders[] = {0.5, 2.25, 3};
    struct neume_ab_config config = config_of(NEUME_AB_ALTERNATE, 1);
    struct neume_ab *ab;
    float *one = malloc(FRAMES * sizeof *one), *from_b = malloc(FRAMES * sizeof *one);
    config.border = borders;
    config.border_count = 3;
    for (int i = 0; i < FRAMES; i++)
        one[i] = 1;
    assert_ok(neume_ab_new(&ab, &config));
    for (int again = 0; again < 2; again++) {
        for (int i = 0; i < FRAMES; i += 1000)
            neume_ab_process(ab, NULL, one, 1000, from_b + i);
        for (int i = 0; i < FRAMES; i++) {
            double t = (double)i / RATE, nearest = 9;
            int second = 0;
            for (size_t b = 0; b < 3; b++) {
                nearest = fmin(nearest, fabs(t - borders[b]));
                second ^= t >= borders[b];
            }
            assert_true(nearest < 0.011 || from_b[i] == (float)second);
        }
        neume_ab_reset(ab);
    }
    neume_ab_free(ab);
    static const double bad[][2] = {{0.05, 1}, {1, 1.05}, {2, 1}, {-1, 1}, {1, NAN}, {1, 2e6}};
    config.border_count = 2;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        config.border = bad[i];
        assert_int_equal(neume_ab_new(&ab, &config), NEUME_ERR_ARGUMENT);
    }
    free(one), free(from_b);
}

static void stereo_keeps_its_sides(void **state)
{
    (void)state;
    struct neume_ab_config config = config_of(NEUME_AB_ALTERNATE, 2);
    struct neume_ab *ab;
    float *a = new_noise(2 * FRAMES, 0.5, 1), *b = new_noise(2 * FRAMES, 0.5, 2), *y = malloc(2 * FRAMES * sizeof *y);
    assert_ok(neume_ab_new(&ab, &config));
    assert_int_equal(neume_ab_channels(ab), 2);
    neume_ab_process(ab, a, b, FRAMES, y);
    assert_memory_equal(y, a, 2 * (RATE - 80) * sizeof *y);
    assert_memory_equal(y + 2 * (RATE + 80), b + 2 * (RATE + 80), 2 * (RATE - 160) * sizeof *y);
    neume_ab_free(ab);
    free(a), free(b), free(y);
}

static void sides_are_mono_each(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 2; channels++) {
        struct neume_ab_config config = config_of(NEUME_AB_SIDES, channels);
        struct neume_ab *ab;
        float *a = new_noise(200, 0.5, 1), *b = new_noise(200, 0.5, 2), y[200];
        assert_ok(neume_ab_new(&ab, &config));
        assert_int_equal(neume_ab_channels(ab), 2);
        neume_ab_process(ab, a, b, 100, y);
        for (int i = 0; i < 100; i++) {
            assert_true(y[2 * i] == (channels == 1 ? a[i] : 0.5f * (a[2 * i] + a[2 * i + 1])));
            assert_true(y[2 * i + 1] == (channels == 1 ? b[i] : 0.5f * (b[2 * i] + b[2 * i + 1])));
        }
        neume_ab_process(ab, NULL, b, 100, y);
        assert_true(y[0] == 0 && y[1] != 0);
        neume_ab_process(ab, NULL, NULL, 100, y);
        assert_true(y[0] == 0 && y[1] == 0);
        neume_ab_free(ab);
        free(a), free(b);
    }
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    float *a = new_noise(2 * FRAMES, 0.5, 1), *b = new_noise(2 * FRAMES, 0.5, 2);
    float *whole = malloc(2 * FRAMES * sizeof *whole), *parts = malloc(2 * FRAMES * sizeof *parts);
    for (int mode = 0; mode < NEUME_AB_MODE_COUNT; mode++) {
        struct neume_ab_config config = config_of((enum neume_ab_mode)mode, 2);
        struct neume_ab *ab;
        uint64_t seed = 3;
        config.segment = 0.1;
        config.fade = 0.1; /* always fading */
        assert_ok(neume_ab_new(&ab, &config));
        neume_ab_process(ab, a, b, FRAMES, whole);
        neume_ab_reset(ab);
        for (size_t at = 0, n; at < FRAMES; at += n) {
            n = (size_t)(support_random(&seed) * 300);
            n = n < FRAMES - at ? n : FRAMES - at;
            neume_ab_process(ab, a + 2 * at, b + 2 * at, n, parts + 2 * at);
        }
        assert_memory_equal(whole, parts, 2 * FRAMES * sizeof *whole);
        neume_ab_free(ab);
    }
    free(a), free(b), free(whole), free(parts);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    static const struct neume_ab_config bad[] = {
        {NEUME_AB_MODE_COUNT, 44100, 2, 4, 0.02, NULL, 0},  {NEUME_AB_ALTERNATE, 3999, 2, 4, 0.02, NULL, 0},
        {NEUME_AB_ALTERNATE, 384001, 2, 4, 0.02, NULL, 0},  {NEUME_AB_ALTERNATE, NAN, 2, 4, 0.02, NULL, 0},
        {NEUME_AB_ALTERNATE, 44100, 0, 4, 0.02, NULL, 0},   {NEUME_AB_ALTERNATE, 44100, 3, 4, 0.02, NULL, 0},
        {NEUME_AB_ALTERNATE, 44100, 2, 0, 0.02, NULL, 0},   {NEUME_AB_ALTERNATE, 44100, 2, 3601, 0.02, NULL, 0},
        {NEUME_AB_ALTERNATE, 44100, 2, NAN, 0.02, NULL, 0}, {NEUME_AB_ALTERNATE, 44100, 2, 4, 0, NULL, 0},
        {NEUME_AB_ALTERNATE, 44100, 2, 4, 0.2, NULL, 0},    {NEUME_AB_ALTERNATE, 44100, 2, 4, NAN, NULL, 0},
    };
    struct neume_ab *ab;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_status(neume_ab_new(&ab, &bad[i]), NEUME_ERR_ARGUMENT);
    struct neume_ab_config config;
    neume_ab_config_init(&config);
    assert_ok(neume_ab_new(&ab, &config));
    neume_ab_free(ab);
    neume_ab_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_alternate),        cmocka_unit_test(turns_change_at_borders),
        cmocka_unit_test(stereo_keeps_its_sides), cmocka_unit_test(sides_are_mono_each),
        cmocka_unit_test(blocks_do_not_show),     cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests_name("audio/ab", tests, NULL, NULL);
}
