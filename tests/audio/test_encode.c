/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "audio/encode.h"

#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/audio/sounds.h"

/* A second of sines at -6 dB; SNR floors in dB. In theory 16 bit gives 98.1 - 6 - 4.8 = 87.3 with triangular dither,
 * and 24 bit 146.2 - 6 = 140.2 without. */
static const struct round_trip {
    const char *ending, *format;
    int rate, channels;
    enum neume_sample_format bits;
    double snr;
} round_trips[] = {
    {"wav", "WAV, 16 bit", 8000, 1, NEUME_PCM_16, 87},
    {"wav", "WAV, 16 bit", 44100, 2, NEUME_PCM_16, 87},
    {"wav", "WAV, 24 bit", 48000, 1, NEUME_PCM_24, 139},
    {"wav", "WAV, 24 bit", 192000, 2, NEUME_PCM_24, 139},
    {"wav", "WAV, 32 bit float", 44100, 1, NEUME_FLOAT_32, 300},
    {"wav", "WAV, 32 bit float", 96000, 3, NEUME_FLOAT_32, 300},
    {"wav", "WAV, 16 bit", 44100, 6, NEUME_PCM_16, 87},
    {"wav", "WAV, 24 bit", 22050, 1000, NEUME_PCM_24, 139},
    {"WAV", "WAV, 16 bit", 11025, 1, NEUME_PCM_16, 87},
    {"aiff", "AIFF, 16 bit", 44100, 1, NEUME_PCM_16, 87},
    {"aif", "AIFF, 24 bit", 96000, 2, NEUME_PCM_24, 139},
    {"aiff", "AIFF, 32 bit float", 48000, 2, NEUME_FLOAT_32, 300},
    {"flac", "FLAC, 16 bit", 44100, 1, NEUME_PCM_16, 87},
    {"flac", "FLAC, 24 bit", 192000, 2, NEUME_PCM_24, 139},
    {"flac", "FLAC, 16 bit", 8000, 8, NEUME_PCM_16, 87},
    {"ogg", "Ogg Vorbis", 44100, 1, NEUME_PCM_16, 35},
    {"oga", "Ogg Vorbis", 48000, 2, NEUME_FLOAT_32, 35},
    {"ogg", "Ogg Vorbis", 8000, 1, NEUME_PCM_16, 35},
    {"opus", "Ogg Opus", 48000, 1, NEUME_PCM_16, 20},
    {"opus", "Ogg Opus", 48000, 2, NEUME_PCM_16, 17},
    {"mp3", "MP3", 44100, 2, NEUME_PCM_16, 38},
    {"mp3", "MP3", 22050, 1, NEUME_PCM_16, 36},
    {"mp3", "MP3", 8000, 1, NEUME_PCM_16, 23},
};

static void what_is_written_is_read(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    for (size_t i = 0; i < sizeof round_trips / sizeof round_trips[0]; i++) {
        const struct round_trip *t = &round_trips[i];
        char name[32];
        snprintf(name, sizeof name, "x.%s", t->ending);
        size_t frames = t->channels > 8 ? 2000 : (size_t)t->rate, got;
        float *x = new_sine(frames, t->channels, t->rate, 440, 0.5);
        write_sound(support_path(folder, name), t->rate, t->channels, t->bits, x, frames);
        struct neume_audio_info info;
        int truncated;
        float *y = read_sound(support_path(folder, name), 1000, &info, &got, &truncated);
        assert_int_equal(info.sample_rate, t->rate);
        assert_int_equal(info.channels, t->channels);
        assert_string_equal(info.format, t->format);
        assert_int_equal(truncated, 0);
        assert_int_equal(info.frames, frames);
        assert_int_equal(got, frames);
        double snr = snr_db(x, y, frames * (size_t)t->channels);
        if (snr < t->snr)
            fail_msg("%s at %d Hz, %d channels: %.1f dB, expected %.1f", t->format, t->rate, t->channels, snr, t->snr);
        free(x);
        free(y);
    }
    support_remove_folder(folder);
}

static const struct refusal {
    const char *name;
    int rate, channels, bits;
    enum neume_status status;
} refusals[] = {
    {"x.xyz", 44100, 1, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x", 44100, 1, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.", 44100, 1, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.wav/y", 44100, 1, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.flac", 44100, 1, NEUME_FLOAT_32, NEUME_ERR_UNSUPPORTED},
    {"x.flac", 44100, 9, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.opus", 44100, 1, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.opus", 48000, 3, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.mp3", 96000, 2, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.mp3", 44100, 3, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.ogg", 44100, 256, NEUME_PCM_16, NEUME_ERR_UNSUPPORTED},
    {"x.wav", 3999, 1, NEUME_PCM_16, NEUME_ERR_ARGUMENT},
    {"x.wav", 384001, 1, NEUME_PCM_16, NEUME_ERR_ARGUMENT},
    {"x.wav", 44100, 0, NEUME_PCM_16, NEUME_ERR_ARGUMENT},
    {"x.wav", 44100, 1025, NEUME_PCM_16, NEUME_ERR_ARGUMENT},
    {"x.wav", 44100, 1, NEUME_SAMPLE_FORMAT_COUNT, NEUME_ERR_ARGUMENT},
    {"x.wav", 44100, 1, -1, NEUME_ERR_ARGUMENT},
    {"nowhere/x.wav", 44100, 1, NEUME_PCM_16, NEUME_ERR_NOT_FOUND},
    {"folder.wav", 44100, 1, NEUME_PCM_16, NEUME_ERR_DIRECTORY},
};

static void refused_before_anything_is_written(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    assert_int_equal(mkdir(support_path(folder, "folder.wav"), 0700), 0);
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct refusal *t = &refusals[i];
        struct neume_encode_options o = {t->rate, t->channels, (enum neume_sample_format)t->bits, NULL};
        struct neume_encoder *e = (struct neume_encoder *)&o;
        enum neume_status status = neume_encoder_open(&e, support_path(folder, t->name), &o);
        if (status != t->status)
            fail_msg("%s, %d Hz, %d channels: %s", t->name, t->rate, t->channels, neume_status_text(status));
        assert_null(e);
    }
    /* Nothing but the folder made above is there. */
    assert_int_equal(rmdir(support_path(folder, "folder.wav")), 0);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static void names_are_known_by_their_ending(void **state)
{
    (void)state;
    assert_true(neume_encoder_knows("-"));
    assert_true(neume_encoder_knows("a.b/c.FLAC"));
    assert_false(neume_encoder_knows("a.wav/c"));
    assert_false(neume_encoder_knows("wav"));
    assert_false(neume_encoder_knows(""));
}

static void loud_is_clipped_and_nan_is_silent(void **state)
{
    (void)state;
    static const float in[] = {0, 1, -1, 1.5f, -1.5f, 1e30f, -1e30f, INFINITY, -INFINITY, NAN, 0.25f, 0};
    enum { COUNT = sizeof in / sizeof in[0] };
    static const struct {
        const char *name;
        enum neume_sample_format bits;
        float top, step;
    } rows[] = {{"x.wav", NEUME_PCM_16, 32767 / 32768.0f, 1 / 32768.0f},
                {"x.flac", NEUME_PCM_24, 8388607 / 8388608.0f, 1 / 8388608.0f},
                {"x.aiff", NEUME_PCM_24, 8388607 / 8388608.0f, 1 / 8388608.0f}};
    char *folder = support_new_folder();
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct neume_audio_info info;
        size_t frames;
        write_sound(support_path(folder, rows[k].name), 44100, 1, rows[k].bits, in, COUNT);
        float *y = read_sound(support_path(folder, rows[k].name), 64, &info, &frames, NULL);
        assert_int_equal(frames, COUNT);
        for (size_t i = 0; i < COUNT; i++) {
            float wanted = isnan(in[i]) ? 0 : fmaxf(-1, fminf(rows[k].top, in[i]));
            assert_true(fabsf(y[i] - wanted) <= 1.5f * rows[k].step);
        }
        free(y);
    }
    support_remove_folder(folder);
}

/* Without dither a sine of one step is a square wave, whose third harmonic is 9.5 dB under it. */
static void dither_leaves_no_harmonics(void **state)
{
    (void)state;
    enum { FRAMES = 48000 };
    char *folder = support_new_folder();
    float *x = new_sine(FRAMES, 1, 48000, 100, 1 / 32768.0);
    write_sound(support_path(folder, "a.wav"), 48000, 1, NEUME_PCM_16, x, FRAMES);
    write_sound(support_path(folder, "b.wav"), 48000, 1, NEUME_PCM_16, x, FRAMES);
    size_t size_a, size_b, frames;
    char *a = support_read_file(support_path(folder, "a.wav"), &size_a);
    char *b = support_read_file(support_path(folder, "b.wav"), &size_b);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(a, b, size_a);
    struct neume_audio_info info;
    float *y = read_sound(support_path(folder, "a.wav"), 4096, &info, &frames, NULL);
    double level[4] = {0};
    for (int h = 1; h <= 3; h++) {
        double re = 0, im = 0;
        for (size_t i = 0; i < frames; i++) {
            re += y[i] * cos(2 * PI * 100 * h * (double)i / 48000);
            im += y[i] * sin(2 * PI * 100 * h * (double)i / 48000);
        }
        level[h] = 20 * log10(hypot(re, im) * 2 / FRAMES * 32768);
    }
    assert_true(fabs(level[1]) < 0.5);
    assert_true(level[2] < -30 && level[3] < -30);
    free(a), free(b), free(x), free(y);
    support_remove_folder(folder);
}

static void silence_has_no_dither(void **state)
{
    (void)state;
    static const float zeros[1000];
    char *folder = support_new_folder();
    struct neume_audio_info info;
    size_t frames;
    write_sound(support_path(folder, "x.wav"), 44100, 1, NEUME_PCM_16, zeros, 1000);
    float *y = read_sound(support_path(folder, "x.wav"), 4096, &info, &frames, NULL);
    for (size_t i = 0; i < frames; i++)
        assert_true(y[i] == 0);
    free(y);
    support_remove_folder(folder);
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    static const char *const names[] = {"x.wav", "x.flac", "x.ogg"};
    char *folder = support_new_folder();
    float *x = new_noise(2 * 20000, 0.5, 7);
    for (int k = 0; k < 3; k++) {
        struct neume_encode_options o = {44100, 2, NEUME_PCM_16, NULL};
        struct neume_encoder *e;
        struct neume_audio_info info;
        size_t n, m;
        write_sound(support_path(folder, names[k]), 44100, 2, NEUME_PCM_16, x, 20000);
        float *one = read_sound(support_path(folder, names[k]), 4096, &info, &n, NULL);
        assert_ok(neume_encoder_open(&e, support_path(folder, names[k]), &o));
        for (size_t at = 0, step = 1; at < 20000; at += step, step = step * 3 % 1009)
            assert_ok(neume_encoder_write(e, x + 2 * at, step < 20000 - at ? step : 20000 - at));
        assert_ok(neume_encoder_close(e));
        neume_encoder_free(e);
        float *two = read_sound(support_path(folder, names[k]), 777, &info, &m, NULL);
        assert_int_equal(n, m);
        assert_memory_equal(one, two, n * 2 * sizeof *one);
        free(one), free(two);
    }
    free(x);
    support_remove_folder(folder);
}

/* Bytes follow the bits asked for; a container without a choice says so. */
static void bits_are_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int rate, channels, bits;
        enum neume_status status;
    } rows[] = {
        {"x.opus", 48000, 2, 32000, NEUME_OK},           {"x.opus", 48000, 2, 96000, NEUME_OK},
        {"x.opus", 48000, 1, 24000, NEUME_OK},           {"x.mp3", 22050, 1, 24000, NEUME_OK},
        {"x.mp3", 44100, 2, 128000, NEUME_OK},           {"x.wav", 44100, 2, 64000, NEUME_ERR_ARGUMENT},
        {"x.flac", 44100, 2, 64000, NEUME_ERR_ARGUMENT}, {"x.ogg", 44100, 2, 64000, NEUME_ERR_ARGUMENT},
    };
    char *folder = support_new_folder();
    float *x = new_noise(2 * 20 * 48000, 0.3, 5);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_encode_options o = {
            .sample_rate = rows[i].rate, .channels = rows[i].channels, .format = NEUME_PCM_16};
        struct neume_encoder *e;
        const char *path = support_path(folder, rows[i].name);
        size_t size;
        assert_ok(neume_encoder_open(&e, path, &o));
        assert_int_equal(neume_encoder_set_bitrate(e, rows[i].bits), rows[i].status);
        if (rows[i].status == NEUME_OK) {
            assert_ok(neume_encoder_write(e, x, (size_t)rows[i].rate * 10));
            assert_ok(neume_encoder_close(e));
            free(support_read_file(path, &size));
            double bits = (double)size * 8 / 10;
            if (bits < 0.8 * rows[i].bits || bits > 1.25 * rows[i].bits)
                fail_msg("%s: %.0f bits a second for %d", rows[i].name, bits, rows[i].bits);
        }
        neume_encoder_free(e);
    }
    free(x);
    support_remove_folder(folder);
}

static void an_unfinished_file_leaves_the_old_one(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    static const float x[100];
    static const char *const names[] = {"x.wav", "x.flac", "x.mp3", "x.ogg"};
    for (int i = 0; i < 4; i++) {
        const char *path = support_path(folder, names[i]);
        support_write_file(path, "old", 3);
        struct neume_encode_options o = {44100, 1, NEUME_PCM_16, NULL};
        struct neume_encoder *e;
        assert_ok(neume_encoder_open(&e, path, &o));
        assert_ok(neume_encoder_write(e, x, 100));
        neume_encoder_free(e);
        size_t size;
        char *bytes = support_read_file(path, &size);
        assert_int_equal(size, 3);
        assert_string_equal(bytes, "old");
        free(bytes);
        assert_int_equal(remove(path), 0);
    }
    /* And no temporary file. */
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK))
        skip();
    char *folder = support_new_folder();
    float *x = new_noise(100000, 0.5, 3);
    static const char *const names[] = {"x.wav", "x.flac"};
    for (int i = 0; i < 2; i++) {
        const char *path = support_path(folder, names[i]);
        struct neume_encode_options o = {44100, 1, NEUME_PCM_16, NULL};
        struct neume_encoder *e;
        assert_int_equal(symlink("/dev/full", path), 0);
        assert_ok(neume_encoder_open(&e, path, &o));
        assert_ok(neume_encoder_write(e, x, 100000));
        assert_status(neume_encoder_close(e), NEUME_ERR_NO_SPACE);
        assert_status(neume_encoder_close(e), NEUME_ERR_ARGUMENT);
        neume_encoder_free(e);
    }
    free(x);
    support_remove_folder(folder);
}

/* A limit on the size of files makes a write fail half-way, as a disk that fills up does. */
static void a_failed_write_leaves_the_old_file(void **state)
{
    (void)state;
    static const char *const names[] = {"x.wav", "x.flac", "x.ogg", "x.aiff"};
    char *folder = support_new_folder();
    float *x = new_noise(200000, 0.5, 3);
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 20000;
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < 4; i++) {
        const char *path = support_path(folder, names[i]);
        struct neume_encode_options o = {44100, 1, NEUME_PCM_16, NULL};
        struct neume_encoder *e;
        support_write_file(path, "old", 3);
        assert_ok(neume_encoder_open(&e, path, &o));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        enum neume_status written = neume_encoder_write(e, x, 200000), closed = neume_encoder_close(e);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_status(written, NEUME_ERR_WRITE);
        assert_status(closed, NEUME_ERR_WRITE);
        neume_encoder_free(e);
        char *bytes = support_read_file(path, NULL);
        assert_string_equal(bytes, "old");
        free(bytes);
        assert_int_equal(remove(path), 0);
    }
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
    free(x);
}

static void dash_is_wav_on_standard_output(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    float *x = new_sine(1000, 1, 44100, 440, 0.5);
    struct neume_encode_options o = {44100, 1, NEUME_FLOAT_32, NULL};
    struct neume_encoder *e;
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    assert_non_null(freopen(support_path(folder, "out"), "wb", stdout));
    enum neume_status status = neume_encoder_open(&e, "-", &o);
    if (status == NEUME_OK)
        status = neume_encoder_write(e, x, 1000);
    if (status == NEUME_OK)
        status = neume_encoder_close(e);
    neume_encoder_free(e);
    fflush(stdout);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    close(kept);
    assert_ok(status);
    struct neume_audio_info info;
    size_t frames;
    float *y = read_sound(support_path(folder, "out"), 4096, &info, &frames, NULL);
    assert_int_equal(frames, 1000);
    assert_memory_equal(x, y, 1000 * sizeof *x);
    free(x), free(y);
    support_remove_folder(folder);
}

/* Read back by libsndfile; mono of 16 and 24 bit have samples of an odd size, labels too. */
static void marks_are_read_back(void **state)
{
    (void)state;
    static const struct neume_sound_mark marks[] = {
        {0, "recording"}, {441, "MIDI"}, {600, ""}, {998, "d\xc3\xa9j\xc3\xa0"}};
    static const struct {
        size_t marks, frames;
        enum neume_sample_format bits;
    } cases[] = {{4, 999, NEUME_PCM_16},
                 {4, 999, NEUME_PCM_24},
                 {3, 1000, NEUME_FLOAT_32},
                 {1, 0, NEUME_PCM_24},
                 {0, 10, NEUME_PCM_16}};
    char *folder = support_new_folder();
    float *x = new_noise(1000, 0.5, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct neume_encode_options options = {.sample_rate = 44100, .channels = 1, .format = cases[i].bits};
        struct neume_encoder *e;
        SF_INFO sf = {0};
        SF_CUES cues;
        assert_ok(neume_encoder_open(&e, support_path(folder, "x.wav"), &options));
        assert_ok(neume_encoder_set_marks(e, marks, 2)); /* the later call counts */
        assert_ok(neume_encoder_set_marks(e, marks, cases[i].marks));
        assert_ok(neume_encoder_write(e, x, cases[i].frames));
        assert_ok(neume_encoder_close(e));
        neume_encoder_free(e);
        SNDFILE *file = sf_open(support_path(folder, "x.wav"), SFM_READ, &sf);
        assert_non_null(file);
        assert_int_equal(sf.frames, cases[i].frames);
        assert_int_equal(sf_command(file, SFC_GET_CUE, &cues, sizeof cues), cases[i].marks > 0);
        for (uint32_t m = 0; cases[i].marks && m < cues.cue_count; m++) {
            assert_int_equal(cues.cue_count, cases[i].marks);
            assert_int_equal(cues.cue_points[m].sample_offset, marks[m].frame);
            assert_int_equal(cues.cue_points[m].position, marks[m].frame);
            assert_string_equal(cues.cue_points[m].name, marks[m].label);
        }
        sf_close(file);
    }
    free(x);
    support_remove_folder(folder);
}

static void marks_that_cannot_be(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t frame;
        enum neume_status status;
    } cases[] = {{"x.flac", 0, NEUME_ERR_UNSUPPORTED},
                 {"x.wav", -1, NEUME_ERR_ARGUMENT},
                 {"x.wav", 1LL << 32, NEUME_ERR_ARGUMENT},
                 {"x.wav", (1LL << 32) - 1, NEUME_OK}};
    char *folder = support_new_folder();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct neume_encode_options options = {.sample_rate = 44100, .channels = 1};
        struct neume_sound_mark mark = {cases[i].frame, "x"};
        struct neume_encoder *e;
        assert_ok(neume_encoder_open(&e, support_path(folder, cases[i].name), &options));
        assert_int_equal(neume_encoder_set_marks(e, &mark, 1), cases[i].status);
        neume_encoder_free(e);
    }
    support_remove_folder(folder);
}

static void free_takes_null(void **state)
{
    (void)state;
    neume_encoder_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(refused_before_anything_is_written),
        cmocka_unit_test(names_are_known_by_their_ending),
        cmocka_unit_test(loud_is_clipped_and_nan_is_silent),
        cmocka_unit_test(dither_leaves_no_harmonics),
        cmocka_unit_test(silence_has_no_dither),
        cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(bits_are_asked_for),
        cmocka_unit_test(an_unfinished_file_leaves_the_old_one),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(a_failed_write_leaves_the_old_file),
        cmocka_unit_test(dash_is_wav_on_standard_output),
        cmocka_unit_test(marks_are_read_back),
        cmocka_unit_test(marks_that_cannot_be),
        cmocka_unit_test(free_takes_null),
    };
    return cmocka_run_group_tests_name("audio/encode", tests, NULL, NULL);
}
