/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "audio/decode.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audio/container.h"
#include "tests/audio/sounds.h"

/* libsndfile 1.2.0 forgets the Vorbis state of a file whose Vorbis header it refuses, about 6 kB each. */
NEUME_API const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:vorbis_info_init\n";
}

static const char *const endings[] = {"x.wav", "x.aiff", "x.flac", "x.ogg", "x.opus", "x.mp3"};
enum { ENDINGS = sizeof endings / sizeof endings[0] };

/* Noise, too rich to be compressed away. */
static char *new_file(const char *path, int rate, size_t frames, size_t *size)
{
    float *x = new_noise(frames, 0.3, 11);
    write_sound(path, rate, 1, NEUME_PCM_16, x, frames);
    free(x);
    return support_read_file(path, size);
}

/* A new file each time: some file systems write to the disk at once what replaces an older content. */
static void write_fresh(const char *path, const void *bytes, size_t size)
{
    remove(path);
    support_write_file(path, bytes, size);
}

/* Opens, reads to the end, and says how it went. The reads may not fail: damage is an end. */
static enum neume_status try_file(const char *path, int64_t *frames, int *truncated)
{
    static float block[256 * 1024];
    struct neume_audio_info info;
    struct neume_decoder *d;
    enum neume_status status = neume_decoder_open(&d, path, &info);
    *frames = 0;
    if (status != NEUME_OK) {
        assert_null(d);
        return status;
    }
    assert_true(info.channels >= 1 && info.channels <= NEUME_MAX_CHANNELS);
    assert_true(info.sample_rate >= NEUME_MIN_RATE && info.sample_rate <= NEUME_MAX_RATE);
    assert_true(info.format[0] && strlen(info.format) < sizeof info.format);
    for (size_t got = 1; got && *frames < 10000000;) {
        assert_ok(neume_decoder_read(d, block, 256, &got));
        *frames += (int64_t)got;
    }
    *truncated = neume_decoder_truncated(d);
    neume_decoder_free(d);
    return NEUME_OK;
}

static const struct bad_file {
    const char *name, *bytes;
    size_t size;
    enum neume_status status;
} bad_files[] = {
    {"no bytes", "", 0, NEUME_ERR_EMPTY},
    {"one byte", "R", 1, NEUME_ERR_FORMAT},
    {"text", "All the notes, in the right order.\n", 35, NEUME_ERR_FORMAT},
    {"UTF-16 text",
     "\xff\xfe"
     "a\0b\0c\0",
     8, NEUME_ERR_FORMAT},
    {"MIDI", "MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\xff\x2f\0", 26, NEUME_ERR_FORMAT},
    {"RIFF of another kind", "RIFF\x10\0\0\0CDXALIST\4\0\0\0hdrl", 24, NEUME_ERR_FORMAT},
    {"a piece of a WAV head", "RIFF\x10\0", 6, NEUME_ERR_DAMAGED},
    {"WAV and nothing else", "RIFF\x04\0\0\0WAVE", 12, NEUME_ERR_DAMAGED},
    {"FLAC and nothing else", "fLaC", 4, NEUME_ERR_DAMAGED},
    {"Ogg and nothing else", "OggS", 4, NEUME_ERR_DAMAGED},
    {"AIFF and nothing else", "FORM\0\0\0\4AIFF", 12, NEUME_ERR_DAMAGED},
    {"ID3 and nothing else", "ID3\4\0\0\0\0\0\0", 10, NEUME_ERR_DAMAGED},
};

static void what_is_no_recording_is_named(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x");
    for (size_t i = 0; i < sizeof bad_files / sizeof bad_files[0]; i++) {
        int64_t frames;
        int truncated;
        support_write_file(path, bad_files[i].bytes, bad_files[i].size);
        enum neume_status status = try_file(path, &frames, &truncated);
        if (status != bad_files[i].status)
            fail_msg("%s: %s", bad_files[i].name, neume_status_text(status));
    }
    support_remove_folder(folder);
}

static void the_system_is_asked_first(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    struct neume_decoder *d;
    assert_status(neume_decoder_open(&d, support_path(folder, "none.wav"), NULL), NEUME_ERR_NOT_FOUND);
    assert_status(neume_decoder_open(&d, support_path(folder, "no/x.wav"), NULL), NEUME_ERR_NOT_FOUND);
    assert_status(neume_decoder_open(&d, "", NULL), NEUME_ERR_NOT_FOUND);
    assert_status(neume_decoder_open(&d, folder, NULL), NEUME_ERR_DIRECTORY);
    assert_status(neume_decoder_open(&d, "/dev/null", NULL), NEUME_ERR_EMPTY);
    assert_status(neume_decoder_open(&d, "/dev/zero", NULL), NEUME_ERR_FORMAT);
    support_remove_folder(folder);
}

static void no_permission(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip();
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    struct neume_decoder *d;
    support_write_file(path, "RIFF", 4);
    assert_int_equal(chmod(path, 0), 0);
    assert_status(neume_decoder_open(&d, path, NULL), NEUME_ERR_PERMISSION);
    support_remove_folder(folder);
}

/* Headers alone: {rate, channels, bits, frames promised, frames there}. */
static const struct header {
    int rate, channels, bits;
    int64_t promised, there;
    enum neume_status status;
    int truncated;
} headers[] = {
    {44100, 1, 16, 100, 100, NEUME_OK, 0},
    {44100, 1, 16, 100, 99, NEUME_OK, 1},
    {44100, 2, 24, 100, 1, NEUME_OK, 1},
    {44100, 1, 16, 1, 1, NEUME_OK, 0},
    {44100, 1, 16, 100, 0, NEUME_ERR_DAMAGED, 0},
    {44100, 1, 16, 0, 0, NEUME_ERR_EMPTY, 0},
    {4000, 1, 16, 10, 10, NEUME_OK, 0},
    {3999, 1, 16, 10, 10, NEUME_ERR_UNSUPPORTED, 0},
    {384000, 1, 16, 10, 10, NEUME_OK, 0},
    {384001, 1, 16, 10, 10, NEUME_ERR_UNSUPPORTED, 0},
    {2147483647, 1, 16, 10, 10, NEUME_ERR_UNSUPPORTED, 0},
    {-1, 1, 16, 10, 10, NEUME_ERR_DAMAGED, 0},
    {0, 1, 16, 10, 10, NEUME_ERR_DAMAGED, 0},
    {44100, 0, 16, 10, 10, NEUME_ERR_DAMAGED, 0},
    {44100, 1024, 16, 10, 10, NEUME_OK, 0},
    {44100, 1025, 16, 10, 10, NEUME_ERR_DAMAGED, 0},
    {44100, 65535, 16, 10, 10, NEUME_ERR_DAMAGED, 0},
    /* RF64: 2.8 hours of 8 channels, of which 4096 frames are there. */
    {96000, 8, 24, 1000000000, 4096, NEUME_OK, 1},
    /* A recorder that never came back to its header. */
    {44100, 1, 16, 0x3fffffff, 1000, NEUME_OK, 0},
};

static void headers_are_not_believed(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const struct header *t = &headers[i];
        size_t data = (size_t)t->there * (size_t)t->channels * (size_t)t->bits / 8;
        unsigned char *bytes = calloc(1, NEUME_WAV_HEADER_MAX + data);
        size_t size = neume_wav_header(bytes, t->rate, t->channels, t->bits, t->promised, 0);
        support_write_file(path, bytes, size + data);
        free(bytes);
        int64_t frames;
        int truncated = 0;
        enum neume_status status = try_file(path, &frames, &truncated);
        if (status != t->status || truncated != t->truncated || (status == NEUME_OK && frames != t->there))
            fail_msg("%d Hz, %d channels, %d of %d frames: %s, %d frames, truncated %d", t->rate, t->channels,
                     (int)t->there, (int)t->promised, neume_status_text(status), (int)frames, truncated);
    }
    support_remove_folder(folder);
}

/* The tail of a sparse file of 6 GB, which takes no room on the disk. */
static void over_four_gigabytes(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    unsigned char head[NEUME_WAV_HEADER_MAX];
    int64_t frames = 500000000;
    size_t size = neume_wav_header(head, 192000, 4, 24, frames, 0);
    support_write_file(path, head, size);
    if (truncate(path, (off_t)size + frames * 12))
        skip();
    struct neume_audio_info info;
    struct neume_decoder *d;
    assert_ok(neume_decoder_open(&d, path, &info));
    assert_int_equal(info.frames, frames);
    assert_string_equal(info.format, "RF64, 24 bit");
    assert_int_equal(neume_decoder_truncated(d), 0);
    neume_decoder_free(d);
    assert_int_equal(truncate(path, (off_t)size + frames * 12 - 1), 0);
    assert_ok(neume_decoder_open(&d, path, &info));
    assert_int_equal(neume_decoder_truncated(d), 1);
    neume_decoder_free(d);
    support_remove_folder(folder);
}

/* Cut at every 1/40 of its length: the start decodes and the cut is said, or the header is too short to open. */
static void cut_files_are_read_as_far_as_they_go(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    for (int k = 0; k < ENDINGS; k++) {
        size_t size;
        int64_t whole, frames, before = 0;
        int truncated = 0;
        const char *path = support_path(folder, endings[k]);
        char *bytes = new_file(path, 48000, 240000, &size);
        assert_ok(try_file(path, &whole, &truncated));
        assert_int_equal(truncated, 0);
        assert_int_equal(whole, 240000);
        for (size_t part = 1; part < 40; part++) {
            write_fresh(path, bytes, size * part / 40);
            enum neume_status status = try_file(path, &frames, &truncated);
            if (status == NEUME_OK ? !truncated || frames >= whole || frames < before
                                   : status != NEUME_ERR_DAMAGED || part > 12)
                fail_msg("%s cut at %d/40: %s, %d frames, truncated %d", endings[k], (int)part,
                         neume_status_text(status), (int)frames, truncated);
            before = status == NEUME_OK ? frames : 0;
        }
        free(bytes);
    }
    support_remove_folder(folder);
}

/* One file in memory, damaged in another way each time. */
static void flipped_bytes_never_crash(void **state)
{
    (void)state;
    enum { ROUNDS = 500 };
    char *folder = support_new_folder();
    uint64_t seed = 5;
    for (int k = 0; k < ENDINGS; k++) {
        size_t size;
        const char *path = support_path(folder, endings[k]);
        char *bytes = new_file(path, 8000, 2400, &size), *damaged = malloc(size);
        for (int i = 0; i < ROUNDS; i++) {
            memcpy(damaged, bytes, size);
            /* Mostly in the header, where it hurts. */
            size_t reach = i % 3 ? (size < 120 ? size : 120) : size;
            for (int n = 1 + (int)(6 * support_random(&seed)); n > 0; n--)
                damaged[(size_t)(support_random(&seed) * (double)reach)] = (char)(256 * support_random(&seed));
            write_fresh(path, damaged, i % 5 ? size : (size_t)(support_random(&seed) * (double)size));
            int64_t frames;
            int truncated;
            enum neume_status status = try_file(path, &frames, &truncated);
            assert_true(status == NEUME_OK || status == NEUME_ERR_FORMAT || status == NEUME_ERR_DAMAGED ||
                        status == NEUME_ERR_UNSUPPORTED || status == NEUME_ERR_EMPTY);
        }
        free(bytes), free(damaged);
    }
    support_remove_folder(folder);
}

/* The library never prints, whatever the libraries under it find in a file. */
static void damage_is_silent(void **state)
{
    (void)state;
    static float block[4096];
    char *folder = support_new_folder();
    uint64_t seed = 17;
    fflush(stderr);
    int kept = dup(STDERR_FILENO), log = open(support_path(folder, "log"), O_RDWR | O_CREAT, 0600);
    assert_true(kept >= 0 && log >= 0);
    for (int k = 0; k < ENDINGS; k++) {
        size_t size;
        const char *path = support_path(folder, endings[k]);
        char *bytes = new_file(path, 48000, 14400, &size);
        dup2(log, STDERR_FILENO);
        for (int i = 0; i < 50; i++) {
            bytes[(size_t)(support_random(&seed) * (double)size)] = (char)(256 * support_random(&seed));
            write_fresh(path, bytes, size - (size_t)(support_random(&seed) * (double)size / 4));
            struct neume_decoder *d;
            size_t got = 1;
            if (neume_decoder_open(&d, path, NULL) != NEUME_OK)
                continue;
            while (got && neume_decoder_read(d, block, 4, &got) == NEUME_OK)
                ;
            neume_decoder_free(d);
        }
        fflush(stderr);
        dup2(kept, STDERR_FILENO);
        free(bytes);
    }
    close(kept);
    close(log);
    char *printed = support_read_file(support_path(folder, "log"), NULL);
    assert_string_equal(printed, "");
    free(printed);
    support_remove_folder(folder);
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    for (int k = 0; k < ENDINGS; k++) {
        struct neume_audio_info info;
        size_t size, n, m;
        const char *path = support_path(folder, endings[k]);
        free(new_file(path, 48000, 14400, &size));
        float *a = read_sound(path, 100000, &info, &n, NULL), *b = read_sound(path, 13, &info, &m, NULL);
        assert_int_equal(n, m);
        assert_memory_equal(a, b, n * sizeof *a);
        free(a), free(b);
    }
    support_remove_folder(folder);
}

static void float_files_keep_what_they_hold(void **state)
{
    (void)state;
    static const float x[] = {NAN, INFINITY, -INFINITY, 3.5f, -1e20f, 0};
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    unsigned char bytes[NEUME_WAV_HEADER_MAX + sizeof x];
    size_t size = neume_wav_header(bytes, 44100, 1, 32, 6, 0), frames;
    memcpy(bytes + size, x, sizeof x);
    support_write_file(path, bytes, size + sizeof x);
    struct neume_audio_info info;
    float *y = read_sound(path, 4, &info, &frames, NULL);
    assert_int_equal(frames, 6);
    assert_memory_equal(x, y, sizeof x);
    free(y);
    support_remove_folder(folder);
}

/* A pipe cannot be sought in, and every format needs that. */
static void pipes_are_files_too(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *pipe_name = support_path(folder, "pipe");
    assert_int_equal(mkfifo(pipe_name, 0600), 0);
    for (int k = 0; k < ENDINGS; k++) {
        size_t size;
        char *bytes = new_file(support_path(folder, endings[k]), 48000, 14400, &size);
        fflush(NULL);
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            FILE *f = fopen(pipe_name, "wb");
            _exit(!f || fwrite(bytes, 1, size, f) != size || fclose(f));
        }
        int64_t frames;
        int truncated;
        assert_ok(try_file(pipe_name, &frames, &truncated));
        assert_int_equal(frames, 14400);
        assert_int_equal(waitpid(child, NULL, 0), child);
        free(bytes);
    }
    support_remove_folder(folder);
}

static void dash_is_standard_input(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    size_t size;
    int64_t frames;
    int truncated;
    free(new_file(support_path(folder, "x.flac"), 8000, 2400, &size));
    int kept = dup(STDIN_FILENO);
    assert_non_null(freopen(support_path(folder, "x.flac"), "rb", stdin));
    enum neume_status status = try_file("-", &frames, &truncated);
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
    assert_ok(status);
    assert_int_equal(frames, 2400);
    support_remove_folder(folder);
}

/* Samples in memory are read, skipped and rewound as a file's. */
static void memory_is_a_file_too(void **state)
{
    (void)state;
    enum { COUNT = 10000, CHANNELS = 3 };
    float *x = new_noise(COUNT * CHANNELS, 0.5, 7), *y = new_noise(COUNT * CHANNELS, 0.5, 8);
    struct neume_sound sound = {.samples = x, .frames = COUNT, .channels = CHANNELS, .rate = 22050};
    struct neume_audio_info info;
    struct neume_decoder *d;
    size_t got;
    assert_ok(neume_decoder_open_sound(&d, &sound, &info));
    assert_true(info.frames == COUNT && info.channels == CHANNELS && info.sample_rate == 22050);
    for (int again = 0; again < 2; again++) {
        assert_ok(neume_decoder_read(d, y, COUNT, &got));
        assert_int_equal(got, COUNT);
        assert_memory_equal(x, y, COUNT * CHANNELS * sizeof *x);
        assert_ok(neume_decoder_read(d, y, 1, &got));
        assert_int_equal(got, 0);
        assert_false(neume_decoder_truncated(d));
        assert_ok(neume_decoder_rewind(d));
    }
    assert_ok(neume_decoder_read(d, y, 5000, &got));
    assert_int_equal(neume_decoder_skip(d, 1000), 1000);
    assert_ok(neume_decoder_read(d, y, COUNT, &got));
    assert_int_equal(got, 4000);
    assert_memory_equal(x + 6000 * CHANNELS, y, 4000 * CHANNELS * sizeof *x);
    neume_decoder_free(d);
    sound.frames = 0;
    assert_status(neume_decoder_open_sound(&d, &sound, NULL), NEUME_ERR_EMPTY);
    sound.frames = COUNT;
    sound.channels = 1025;
    assert_status(neume_decoder_open_sound(&d, &sound, NULL), NEUME_ERR_ARGUMENT);
    sound.samples = NULL;
    assert_status(neume_decoder_open_sound(&d, &sound, NULL), NEUME_ERR_ARGUMENT);
    assert_null(d);
    free(x);
    free(y);
}

static void free_takes_null(void **state)
{
    (void)state;
    neume_decoder_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_recording_is_named),
        cmocka_unit_test(the_system_is_asked_first),
        cmocka_unit_test(no_permission),
        cmocka_unit_test(headers_are_not_believed),
        cmocka_unit_test(over_four_gigabytes),
        cmocka_unit_test(cut_files_are_read_as_far_as_they_go),
        cmocka_unit_test(flipped_bytes_never_crash),
        cmocka_unit_test(damage_is_silent),
        cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(float_files_keep_what_they_hold),
        cmocka_unit_test(pipes_are_files_too),
        cmocka_unit_test(dash_is_standard_input),
        cmocka_unit_test(memory_is_a_file_too),
        cmocka_unit_test(free_takes_null),
    };
    return cmocka_run_group_tests_name("audio/decode", tests, NULL, NULL);
}
