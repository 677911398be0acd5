/* SPDX-License-Identifier: MIT */
#include "audio/source.h"

#include <stdio.h>
#include <string.h>

#include "audio/container.h"
#include "tests/audio/sounds.h"

static float *read_all(struct neume_source *s, size_t block, size_t *count)
{
    size_t capacity = 0, got = 1;
    float *x = NULL;
    for (*count = 0; got; *count += got) {
        if (*count + block > capacity) {
            capacity = 2 * capacity + block;
            x = realloc(x, capacity * sizeof *x);
            assert_non_null(x);
        }
        double before = neume_source_share(s);
        assert_ok(neume_source_read(s, x + *count, block, &got));
        assert_true(neume_source_share(s) >= before && neume_source_share(s) <= 1);
    }
    assert_true(neume_source_share(s) == 1);
    return x;
}

static void channels_become_their_mean(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    static const int counts[] = {1, 2, 3, 6, 100};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        int channels = counts[k];
        const char *path = support_path(folder, "x.wav");
        float *x = new_noise(5000 * (size_t)channels, 0.3, 6), *common = new_noise(5000, 0.3, 7), peak = 0;
        for (size_t i = 0; i < 5000 * (size_t)channels; i++)
            x[i] += common[i / (size_t)channels];
        write_sound(path, 44100, channels, NEUME_FLOAT_32, x, 5000);
        struct neume_source *s;
        struct neume_source_health health;
        size_t count;
        assert_ok(neume_source_open(&s, path, 0));
        assert_int_equal(neume_source_info(s)->channels, channels);
        assert_true(neume_source_rate(s) == 44100);
        float *y = read_all(s, 999, &count);
        assert_int_equal(count, 5000);
        for (size_t i = 0; i < count; i++) {
            double mean = 0;
            for (int c = 0; c < channels; c++)
                mean += x[i * (size_t)channels + (size_t)c] / channels;
            assert_true(fabs(y[i] - mean) < 1e-6);
            peak = fmaxf(peak, fabsf(y[i]));
        }
        neume_source_health(s, &health);
        assert_int_equal(health.frames, 5000);
        assert_true(health.peak == peak);
        assert_int_equal(health.bad_samples + health.clipped_samples + (unsigned)health.truncated, 0);
        neume_source_free(s);
        free(x), free(y), free(common);
    }
    support_remove_folder(folder);
}

/* The same music, whole, wherever it is: gains by channel; what all of them are heard as. */
static const struct {
    const char *name;
    int channels;
    float gain[8];
} places[] = {
    {"left", 2, {1, 0}},
    {"right", 2, {0, 1}},
    {"right over an open input", 2, {0.0005f, 1}},
    {"the fifth of eight", 8, {0, 0, 0, 0, 1, 0, 0, 0}},
    {"two of eight", 8, {0, 1, 0, 0, 0, 0, 1, 0}},
    {"right is minus left", 2, {1, -1}},
    {"one of three is turned", 3, {1, 1, -1}},
    {"half of four are turned", 4, {1, -1, 1, -1}},
};

static void no_place_silences_music(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    float *music = new_noise(44100, 0.5, 8);
    for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
        int channels = places[k].channels;
        size_t count;
        struct neume_source *s;
        float *x = malloc(44100 * (size_t)channels * sizeof *x);
        for (size_t i = 0; i < 44100 * (size_t)channels; i++)
            x[i] = music[i / (size_t)channels] * places[k].gain[i % (size_t)channels];
        write_sound(path, 44100, channels, NEUME_FLOAT_32, x, 44100);
        assert_ok(neume_source_open(&s, path, 0));
        float *y = read_all(s, 1000, &count);
        assert_int_equal(count, 44100);
        if (snr_db(music, y, count) < 45)
            fail_msg("%s: %.1f dB", places[k].name, snr_db(music, y, count));
        neume_source_free(s);
        free(x), free(y);
    }
    free(music);
    support_remove_folder(folder);
}

static void the_rate_is_what_was_asked(void **state)
{
    (void)state;
    static const double pairs[][2] = {{44100, 22050}, {48000, 22050}, {8000, 44100}, {192000, 44100}, {44100, 0}};
    char *folder = support_new_folder();
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        double from = pairs[k][0], to = pairs[k][1] > 0 ? pairs[k][1] : from;
        size_t frames = (size_t)from, count, again;
        float *x = new_sine(frames, 1, from, 440, 0.5), *wanted = new_sine((size_t)to, 1, to, 440, 0.5);
        struct neume_source *file, *memory;
        write_sound(support_path(folder, "x.wav"), (int)from, 1, NEUME_FLOAT_32, x, frames);
        assert_ok(neume_source_open(&file, support_path(folder, "x.wav"), pairs[k][1]));
        assert_ok(neume_source_from_samples(&memory, x, frames, 1, from, pairs[k][1]));
        assert_true(neume_source_rate(file) == to && neume_source_rate(memory) == to);
        float *y = read_all(file, 4096, &count), *z = read_all(memory, 61, &again);
        assert_int_equal(count, (size_t)to);
        assert_int_equal(again, count);
        assert_memory_equal(y, z, count * sizeof *y);
        size_t edge = count / 10;
        assert_true(snr_db(wanted + edge, y + edge, count - 2 * edge) > 90);
        neume_source_free(file), neume_source_free(memory);
        free(x), free(y), free(z), free(wanted);
    }
    support_remove_folder(folder);
}

/* One channel each; what is counted, and what is read. */
static const struct {
    const char *name;
    float in[8];
    unsigned bad, clipped;
    float peak;
} odd[] = {
    {"fine", {0, 0.5f, -0.5f, 0, 0, 0, 0, 0}, 0, 0, 0.5f},
    {"NaN", {NAN, 0.5f, NAN, 0, 0, 0, 0, 0}, 2, 0, 0.5f},
    {"infinite", {INFINITY, 0.25f, -INFINITY, 0, 0, 0, 0, 0}, 2, 0, 0.25f},
    {"two at full scale", {1, 1, 0, -1, -1, 0, 1, 1}, 0, 0, 1},
    {"three at full scale", {0, 1, 1, 1, 0, 0, 0, 0}, 0, 3, 1},
    {"five at full scale", {-1, -1, -1, -1, -1, 0, 0, 0}, 0, 5, 1},
    {"two runs", {-1, -1, -1, 0, 1, 1, 1, 1}, 0, 7, 1},
    {"NaN ends a run", {1, 1, NAN, 1, 1, 0, 0, 0}, 1, 0, 1},
    {"absurd", {1e30f, 0, -1e30f, 0, 0, 0, 0, 0}, 0, 0, 64},
    {"nearly full scale", {0.9999f, 0.9999f, 0.9999f, 0.9999f, 0, 0, 0, 0}, 0, 0, 0.9999f},
};

static void odd_samples_are_counted_and_tamed(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++) {
        struct neume_source *s;
        struct neume_source_health h;
        size_t count;
        assert_ok(neume_source_from_samples(&s, odd[k].in, 8, 1, 44100, 0));
        float *y = read_all(s, 3, &count);
        neume_source_health(s, &h);
        assert_int_equal(count, 8);
        for (size_t i = 0; i < count; i++)
            assert_true(isfinite(odd[k].in[i]) ? y[i] == fmaxf(-64, fminf(64, odd[k].in[i])) : y[i] == 0);
        if (h.bad_samples != odd[k].bad || h.clipped_samples != odd[k].clipped || h.peak != odd[k].peak)
            fail_msg("%s: %d bad, %d clipped, peak %g", odd[k].name, (int)h.bad_samples, (int)h.clipped_samples,
                     h.peak);
        neume_source_free(s);
        free(y);
    }
}

/* A run over the border of two blocks, in one channel of three. */
static void runs_are_counted_by_channel_and_across_blocks(void **state)
{
    (void)state;
    enum { FRAMES = 50000 };
    char *folder = support_new_folder();
    float *x = calloc(FRAMES * 3, sizeof *x);
    for (size_t i = 4000; i < 4200; i++)
        x[3 * i + 1] = i % 50 < 25 ? 1 : -1;
    for (size_t i = 0; i < FRAMES; i += 7)
        x[3 * i] = 1;
    write_sound(support_path(folder, "x.wav"), 44100, 3, NEUME_FLOAT_32, x, FRAMES);
    struct neume_source *s;
    struct neume_source_health h;
    size_t count;
    assert_ok(neume_source_open(&s, support_path(folder, "x.wav"), 22050));
    free(read_all(s, 1000, &count));
    neume_source_health(s, &h);
    assert_int_equal(h.clipped_samples, 200);
    assert_int_equal(h.frames, FRAMES);
    neume_source_free(s);
    free(x);
    support_remove_folder(folder);
}

/* Whatever the bytes of a float file are, the stream is finite and its squares do not overflow. */
static void any_bits_give_sane_samples(void **state)
{
    (void)state;
    enum { FRAMES = 20000 };
    char *folder = support_new_folder();
    unsigned char *bytes = malloc(NEUME_WAV_HEADER_MAX + FRAMES * 4);
    size_t size = neume_wav_header(bytes, 44100, 1, 32, FRAMES, 0), count;
    uint64_t seed = 12;
    for (size_t i = 0; i < FRAMES * 4; i++)
        bytes[size + i] = (unsigned char)(256 * support_random(&seed));
    support_write_file(support_path(folder, "x.wav"), bytes, size + FRAMES * 4);
    struct neume_source *s;
    assert_ok(neume_source_open(&s, support_path(folder, "x.wav"), 22050));
    float *y = read_all(s, 1000, &count);
    assert_int_equal(count, FRAMES / 2);
    for (size_t i = 0; i < count; i++)
        assert_true(y[i] >= -64 && y[i] <= 64);
    neume_source_free(s);
    free(y), free(bytes);
    support_remove_folder(folder);
}

static void one_sample_is_a_recording(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    static const float one = 0.5f;
    struct neume_source *s;
    size_t got;
    float y[4];
    write_sound(support_path(folder, "x.wav"), 44100, 1, NEUME_PCM_24, &one, 1);
    assert_ok(neume_source_open(&s, support_path(folder, "x.wav"), 0));
    assert_ok(neume_source_read(s, y, 4, &got));
    assert_int_equal(got, 1);
    assert_true(fabsf(y[0] - 0.5f) < 1e-6f);
    assert_ok(neume_source_read(s, y, 4, &got));
    assert_int_equal(got, 0);
    neume_source_free(s);
    support_remove_folder(folder);
}

static void cut_files_say_so(void **state)
{
    (void)state;
    static const char *const names[] = {"x.wav", "x.flac", "x.mp3"};
    char *folder = support_new_folder();
    float *x = new_noise(44100, 0.3, 3);
    for (int i = 0; i < 3; i++) {
        const char *path = support_path(folder, names[i]);
        size_t size, count;
        struct neume_source *s;
        struct neume_source_health h;
        write_sound(path, 44100, 1, NEUME_PCM_16, x, 44100);
        char *bytes = support_read_file(path, &size);
        support_write_file(path, bytes, size / 2);
        assert_ok(neume_source_open(&s, path, 22050));
        free(read_all(s, 4096, &count));
        neume_source_health(s, &h);
        assert_int_equal(h.truncated, 1);
        assert_true(count > 5000 && count < 15000);
        neume_source_free(s);
        free(bytes);
    }
    free(x);
    support_remove_folder(folder);
}

/* What comes after a gap is what lies there, and the end is where it was. */
static void what_is_passed_over_is_not_read(void **state)
{
    (void)state;
    enum { COUNT = 300000, FIRST = 10000, GAP = 200000 };
    char *folder = support_new_folder();
    static const char *const names[] = {"x.wav", "x.flac"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        const char *path = support_path(folder, names[k]);
        float *x = new_noise(COUNT, 0.3, 9), *y = malloc(COUNT * sizeof *y);
        size_t got, rest;
        write_sound(path, 44100, 1, NEUME_PCM_16, x, COUNT);
        struct neume_source *s;
        assert_non_null(y);
        assert_ok(neume_source_open(&s, path, 0));
        assert_ok(neume_source_read(s, y, FIRST, &got));
        uint64_t gap = neume_source_skip(s, GAP);
        assert_true(gap > GAP - 5000 && gap <= GAP);
        assert_ok(neume_source_read(s, y, COUNT, &rest));
        assert_int_equal(FIRST + gap + rest, COUNT);
        for (size_t i = 0; i < rest; i++)
            assert_true(fabsf(y[i] - x[FIRST + gap + i]) < 1e-4f);
        assert_int_equal(neume_source_skip(s, 1), 0);
        neume_source_free(s);
        free(x), free(y);
    }
    support_remove_folder(folder);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    static const float x[4];
    static const double bad[] = {-1, 1, 3999, 384001, NAN, INFINITY};
    struct neume_source *s;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_status(neume_source_open(&s, "none.wav", bad[i]), NEUME_ERR_ARGUMENT);
        assert_status(neume_source_from_samples(&s, x, 4, 1, 44100, bad[i]), NEUME_ERR_ARGUMENT);
        assert_status(neume_source_from_samples(&s, x, 4, 1, bad[i], 44100), NEUME_ERR_ARGUMENT);
        assert_null(s);
    }
    assert_status(neume_source_from_samples(&s, x, 0, 1, 44100, 0), NEUME_ERR_EMPTY);
    struct neume_sound none = {.frames = 4, .channels = 1, .rate = 44100};
    assert_status(neume_source_open_sound(&s, &none, 0), NEUME_ERR_ARGUMENT);
    assert_null(s);
    assert_status(neume_source_open(&s, "/nowhere/none.wav", 0), NEUME_ERR_NOT_FOUND);
    assert_null(s);
    neume_source_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_become_their_mean),
        cmocka_unit_test(no_place_silences_music),
        cmocka_unit_test(the_rate_is_what_was_asked),
        cmocka_unit_test(odd_samples_are_counted_and_tamed),
        cmocka_unit_test(runs_are_counted_by_channel_and_across_blocks),
        cmocka_unit_test(any_bits_give_sane_samples),
        cmocka_unit_test(one_sample_is_a_recording),
        cmocka_unit_test(cut_files_say_so),
        cmocka_unit_test(what_is_passed_over_is_not_read),
        cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests_name("audio/source", tests, NULL, NULL);
}
