/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "neume/neume.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/notes.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

struct sound {
    float *samples; /* [count] */
    size_t count;
    double rate;
};

static struct sound line_at(double rate, double seconds)
{
    struct line l;
    line_init(&l, &(struct line_config){rate, seconds, 50, 76, 0, 1, 20, 0.2, 0.2, 40, 31});
    free(l.f0);
    free(l.notes);
    return (struct sound){l.samples, l.count, rate};
}

/* A beat, and with `chords` some of those. */
static struct sound beat(int chords)
{
    struct drums d;
    size_t length = DRUMS_RATE / 2;
    drums_init(&d, 4);
    drums_play(&d, "KhShKhShKhShkh", 0.1, 0.25, 0.5);
    for (size_t k = 0; chords && (k + 1) * length <= d.count; k++)
        for (int i = 0; i < 3; i++)
            signal_harmonics(d.samples + k * length, length - 2000, DRUMS_RATE, 131 * pow(2, (k + i * 7) / 12.0), 10,
                             0.1, 0, 0);
    return (struct sound){d.samples, d.count, DRUMS_RATE};
}

static void write_sound(const char *path, const struct sound *s, int channels, enum neume_sample_format format)
{
    struct neume_encoder *e;
    struct neume_encode_options o = {.sample_rate = (int)s->rate, .channels = channels, .format = format};
    assert_ok(neume_encoder_open(&e, path, &o));
    for (size_t i = 0; i < s->count; i++) {
        float frame[8];
        for (int c = 0; c < channels; c++)
            frame[c] = s->samples[i];
        assert_ok(neume_encoder_write(e, frame, 1));
    }
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static struct neume_options options_for(enum neume_mode mode)
{
    struct neume_options o;
    neume_options_init(&o);
    o.mode = mode;
    return o;
}

/* Notes of the samples, in a new list. */
static struct neume_notes notes_of(const struct sound *s, enum neume_mode mode, struct neume_report *report)
{
    struct neume_options o = options_for(mode);
    struct neume_notes notes = {0};
    assert_ok(neume_transcribe_samples(s->samples, s->count, s->rate, &o, &notes, report));
    return notes;
}

static void test_version_and_backend(void **state)
{
    (void)state;
    char expected[32];
    snprintf(expected, sizeof expected, "%d.%d.%d", NEUME_VERSION_MAJOR, NEUME_VERSION_MINOR, NEUME_VERSION_PATCH);
    assert_string_equal(neume_version(), expected);
    assert_true(!strcmp(neume_fft_backend(), "fftw") || !strcmp(neume_fft_backend(), "kiss"));
}

static void test_file_and_samples_agree(void **state)
{
    (void)state;
    static const struct {
        int rate, channels;
        const char *file;
        enum neume_sample_format format;
    } rows[] = {
        {8000, 1, "a.wav", NEUME_FLOAT_32},   {11025, 1, "a.wav", NEUME_FLOAT_32},  {22050, 1, "a.wav", NEUME_FLOAT_32},
        {44100, 2, "a.wav", NEUME_FLOAT_32},  {48000, 1, "a.aiff", NEUME_FLOAT_32}, {96000, 1, "a.wav", NEUME_FLOAT_32},
        {192000, 1, "a.wav", NEUME_FLOAT_32}, {44100, 4, "a.wav", NEUME_FLOAT_32},  {44100, 1, "a.flac", NEUME_PCM_24},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_report a, b;
        struct neume_options o = options_for(NEUME_MODE_MELODY);
        struct sound s = line_at(rows[r].rate, 3);
        char *folder = support_new_folder();
        const char *path = support_path(folder, rows[r].file);
        for (size_t i = 0; i < s.count; i++) /* what 24 bit can hold */
            s.samples[i] = (float)(rint((double)s.samples[i] * 8388608) / 8388608);
        write_sound(path, &s, rows[r].channels, rows[r].format);
        struct neume_notes expected = notes_of(&s, NEUME_MODE_MELODY, &a), notes = {0};
        assert_ok(neume_transcribe_file(path, &o, NULL, NULL, &notes, &b));
        assert_true(notes.count >= 5);
        notes_assert_same(&notes, &expected, rows[r].file);
        assert_true(b.mode == NEUME_MODE_MELODY && !*b.reason && b.sample_rate == rows[r].rate);
        assert_int_equal(b.channels, rows[r].channels);
        assert_int_equal(a.channels, 1);
        assert_true(a.sample_rate == b.sample_rate && a.duration == b.duration && a.peak == b.peak);
        assert_true(fabs(b.duration - 3) < 1e-3 && b.peak > 0.1f && b.peak < 1);
        assert_true(!b.bad_samples && !b.clipped_samples && !b.truncated);
        neume_notes_release(&notes);
        neume_notes_release(&expected);
        free(s.samples);
        support_remove_folder(folder);
    }
}

/* Mix is poly and drums together, and auto the mode that it names. */
/* A mix has the notes of the one mode and, of the hits of the other, those that no note's own attack explains,
 * `own`. */
static void check_mix(const struct neume_notes *mix, const struct neume_notes *poly, const struct neume_notes *drums,
                      size_t own)
{
    size_t notes = 0, hits = 0;
    for (size_t i = 0; i < mix->count; i++) {
        const struct neume_notes *source = mix->note[i].drum ? drums : poly;
        size_t at = 0;
        while (at < source->count &&
               (source->note[at].onset != mix->note[i].onset || source->note[at].pitch != mix->note[i].pitch))
            at++;
        assert_true(at < source->count);
        hits += mix->note[i].drum;
        notes += !mix->note[i].drum;
    }
    assert_int_equal(notes, poly->count);
    assert_int_equal(hits, own);
}

static void test_modes(void **state)
{
    (void)state;
    struct sound sounds[] = {line_at(44100, 4), beat(0), beat(1)};
    static const enum neume_mode heard[] = {NEUME_MODE_MELODY, NEUME_MODE_DRUMS, NEUME_MODE_MIX};
    for (size_t i = 0; i < 3; i++) {
        struct neume_report report;
        struct neume_notes of[NEUME_MODE_COUNT];
        for (enum neume_mode m = NEUME_MODE_AUTO; m < NEUME_MODE_COUNT; m++) {
            of[m] = notes_of(&sounds[i], m, &report);
            assert_int_equal(report.mode, m == NEUME_MODE_AUTO ? heard[i] : m);
            assert_int_equal(*report.reason != 0, m == NEUME_MODE_AUTO);
            assert_true(fabs(report.duration - 4) < 1e-3 && report.sample_rate == 44100);
        }
        notes_assert_same(&of[NEUME_MODE_AUTO], &of[heard[i]], "auto");
        assert_true(of[heard[i]].count >= 8);
        for (size_t n = 0; n < of[NEUME_MODE_POLY].count; n++)
            assert_false(of[NEUME_MODE_POLY].note[n].drum);
        for (size_t n = 0; n < of[NEUME_MODE_DRUMS].count; n++)
            assert_true(of[NEUME_MODE_DRUMS].note[n].drum);
        check_mix(&of[NEUME_MODE_MIX], &of[NEUME_MODE_POLY], &of[NEUME_MODE_DRUMS],
                  heard[i] == NEUME_MODE_MELODY ? 0 : of[NEUME_MODE_DRUMS].count);
        for (enum neume_mode m = NEUME_MODE_AUTO; m < NEUME_MODE_COUNT; m++)
            neume_notes_release(&of[m]);
        free(sounds[i].samples);
    }
}

static void test_defaults(void **state)
{
    (void)state;
    struct sound s = line_at(22050, 2);
    struct neume_notes expected = notes_of(&s, NEUME_MODE_AUTO, NULL), notes = {0};
    assert_ok(neume_transcribe_samples(s.samples, s.count, s.rate, NULL, &notes, NULL));
    notes_assert_same(&notes, &expected, "options NULL");
    neume_notes_release(&notes);
    neume_notes_release(&expected);
    free(s.samples);
}

/* Some samples at full scale, some that are no numbers, in a float file and in memory. */
static void test_report_of_odd_samples(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t first, count, every;
        float value;
        uint64_t bad, clipped;
        float peak; /* 0: that of the line */
    } rows[] = {
        {"two at full scale", 1000, 2, 1, 1, 0, 0, 1},
        {"three", 1000, 3, 1, 1, 0, 3, 1},
        {"over a block's edge", 4090, 12, 1, -1, 0, 12, 1},
        {"over full scale", 500, 6, 1, 1.5f, 0, 6, 1.5f},
        {"every second", 500, 6, 2, 1, 0, 0, 1},
        {"NaN", 500, 10, 3, NAN, 10, 0, 0},
        {"infinite", 500, 7, 1, INFINITY, 7, 0, 0},
        {"from the start", 0, 3, 1, -INFINITY, 3, 0, 0},
        {"huge", 700, 4, 1, 1e30f, 0, 4, 64},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (int file = 0; file < 2; file++) {
            struct sound s = line_at(22050, 1);
            struct neume_report report;
            struct neume_notes notes = {0};
            struct neume_options o = options_for(NEUME_MODE_MELODY);
            char *folder = support_new_folder();
            const char *path = support_path(folder, "odd.wav");
            for (size_t i = 0; i < rows[r].count; i++)
                s.samples[rows[r].first + i * rows[r].every] = rows[r].value;
            if (file) {
                /* The encoder writes no NaN, so the samples follow a header of its making. */
                size_t size;
                struct sound zeros = {signal_new(s.count), s.count, s.rate};
                write_sound(path, &zeros, 1, NEUME_FLOAT_32);
                char *bytes = support_read_file(path, &size);
                memcpy(bytes + size - s.count * sizeof *s.samples, s.samples, s.count * sizeof *s.samples);
                support_write_file(path, bytes, size);
                assert_ok(neume_transcribe_file(path, &o, NULL, NULL, &notes, &report));
                free(bytes);
                free(zeros.samples);
            } else
                assert_ok(neume_transcribe_samples(s.samples, s.count, s.rate, &o, &notes, &report));
            if (report.bad_samples != rows[r].bad || report.clipped_samples != rows[r].clipped)
                fail_msg("%s: %d bad, %d clipped", rows[r].name, (int)report.bad_samples, (int)report.clipped_samples);
            assert_true(rows[r].peak > 0 ? report.peak == rows[r].peak : report.peak < 1);
            assert_true(fabs(report.duration - 1) < 1e-4);
            neume_notes_release(&notes);
            free(s.samples);
            support_remove_folder(folder);
        }
}

static void test_short_recordings(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 10, 100, 511, 2000};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        for (enum neume_mode m = NEUME_MODE_AUTO; m < NEUME_MODE_COUNT; m++) {
            struct neume_report report;
            struct sound s = {signal_new(counts[i]), counts[i], 48000};
            s.samples[0] = 0.5f;
            struct neume_notes notes = notes_of(&s, m, &report);
            assert_true(report.mode != NEUME_MODE_AUTO && report.peak == 0.5f);
            assert_true(fabs(report.duration - (double)counts[i] / 48000) < 1e-9);
            neume_notes_release(&notes);
            free(s.samples);
        }
}

static void test_cut_file(void **state)
{
    (void)state;
    struct neume_options o = options_for(NEUME_MODE_MELODY);
    struct neume_report report;
    struct neume_notes notes = {0};
    struct sound s = line_at(22050, 4);
    size_t size;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "cut.wav");
    write_sound(path, &s, 1, NEUME_PCM_16);
    char *bytes = support_read_file(path, &size);
    support_write_file(path, bytes, size / 2);
    assert_ok(neume_transcribe_file(path, &o, NULL, NULL, &notes, &report));
    assert_true(report.truncated && fabs(report.duration - 2) < 0.05 && notes.count >= 2);
    assert_true(neume_notes_end(&notes) < 2.1);
    neume_notes_release(&notes);
    free(bytes);
    free(s.samples);
    support_remove_folder(folder);
}

/* A callback that keeps what it is told, and cancels at the call `until`. */
struct listener {
    size_t calls, until;
    double last;
};

static int listen(void *user, double share)
{
    struct listener *l = user;
    assert_true(share >= l->last && share <= 1); /* WAV knows its length */
    l->last = share;
    return ++l->calls == l->until;
}

static void push_earlier(struct neume_notes *notes)
{
    static const struct neume_note late = {.onset = 99, .offset = 100, .pitch = 1, .velocity = 7, .bend_count = 2};
    static const struct neume_note early = {.onset = 0, .offset = 100, .pitch = 2, .velocity = 8};
    static const struct neume_bend curve[] = {{0, 5}, {0.5f, -5}};
    assert_ok(neume_notes_push(notes, &late, curve));
    assert_ok(neume_notes_push(notes, &early, NULL));
}

static void test_progress_and_cancelling(void **state)
{
    (void)state;
    struct sound s = beat(1);
    char *folder = support_new_folder();
    const char *path = support_path(folder, "beat.wav");
    write_sound(path, &s, 1, NEUME_FLOAT_32);
    for (enum neume_mode m = NEUME_MODE_AUTO; m < NEUME_MODE_COUNT; m++) {
        struct neume_options o = options_for(m);
        struct listener whole = {0};
        struct neume_notes notes = {0}, before = {0};
        assert_ok(neume_transcribe_file(path, &o, listen, &whole, &notes, NULL));
        assert_true(whole.calls >= 10 && whole.last > 0.99);
        neume_notes_release(&notes);
        push_earlier(&before);
        push_earlier(&notes);
        const size_t stops[] = {1, 2, whole.calls / 2, whole.calls - 1, whole.calls};
        for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
            struct listener l = {.until = stops[i]};
            assert_status(neume_transcribe_file(path, &o, listen, &l, &notes, NULL), NEUME_ERR_CANCELLED);
            assert_int_equal(l.calls, stops[i]);
            notes_assert_same(&notes, &before, neume_mode_name(m));
            assert_int_equal(notes.bend_count, before.bend_count);
        }
        neume_notes_release(&notes);
        neume_notes_release(&before);
    }
    free(s.samples);
    support_remove_folder(folder);
}

/* The new notes join those that were there, in one order, curves and all. */
static void test_notes_are_appended(void **state)
{
    (void)state;
    struct sound s = line_at(22050, 3);
    struct neume_options o = options_for(NEUME_MODE_MELODY);
    struct neume_notes expected = notes_of(&s, NEUME_MODE_MELODY, NULL), notes = {0};
    assert_true(expected.bend_count > 0);
    push_earlier(&expected);
    neume_notes_sort(&expected);
    push_earlier(&notes);
    assert_ok(neume_transcribe_samples(s.samples, s.count, s.rate, &o, &notes, NULL));
    notes_assert_same(&notes, &expected, "appended");
    assert_true(notes.note[0].pitch == 2 && notes.note[notes.count - 1].pitch == 1);
    neume_notes_release(&notes);
    neume_notes_release(&expected);
    free(s.samples);
}

static void test_bad_files(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    support_write_file(support_path(folder, "empty.wav"), "", 0);
    support_write_file(support_path(folder, "text.wav"), "dear diary, today was no sound at all\n", 38);
    support_write_file(support_path(folder, "cut.wav"), "RIFF\x24\0\0\0WAVEfmt ", 16);
    support_write_file(support_path(folder, "file"), "x", 1);
    struct sound none = {NULL, 0, 44100};
    write_sound(support_path(folder, "none.wav"), &none, 1, NEUME_PCM_16);
    static const struct {
        const char *name;
        enum neume_status status;
    } rows[] = {
        {"missing.wav", NEUME_ERR_NOT_FOUND}, {".", NEUME_ERR_DIRECTORY},     {"empty.wav", NEUME_ERR_EMPTY},
        {"none.wav", NEUME_ERR_EMPTY},        {"text.wav", NEUME_ERR_FORMAT}, {"cut.wav", NEUME_ERR_DAMAGED},
        {"file/x.wav", NEUME_ERR_NOT_FOUND},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (enum neume_mode m = NEUME_MODE_AUTO; m < NEUME_MODE_COUNT; m++) {
            struct neume_options o = options_for(m);
            struct listener l = {0};
            struct neume_report report;
            struct neume_notes notes = {0}, before = {0};
            push_earlier(&before);
            push_earlier(&notes);
            enum neume_status got =
                neume_transcribe_file(support_path(folder, rows[r].name), &o, listen, &l, &notes, &report);
            if (got != rows[r].status)
                fail_msg("%s: \"%s\"", rows[r].name, neume_status_text(got));
            notes_assert_same(&notes, &before, rows[r].name);
            assert_true(l.calls == 0 && report.duration == 0);
            neume_notes_release(&notes);
            neume_notes_release(&before);
        }
    support_remove_folder(folder);
}

static void test_bad_arguments(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        double rate;
        int mode, low, high;
        double sensitivity, length;
        int quality, threads;
        enum neume_status status;
    } rows[] = {
        {1000, 44100, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_OK},
        {0, 44100, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_EMPTY},
        {1000, 4000, 1, 0, 127, 0, 0, 0, 1, NEUME_OK},
        {1000, 384000, 1, 0, 127, 1, 10, 0, 1, NEUME_OK},
        {1000, 3999, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 384001, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 0, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, -44100, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, NAN, 0, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, -1, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, NEUME_MODE_COUNT, 21, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, -1, 108, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 128, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 61, 60, 0.5, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 1.1, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, NAN, 0.05, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 0.5, -1, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 0.5, 11, 0, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 0.5, 0.05, NEUME_QUALITY_FAST, 64, NEUME_OK},
        {1000, 44100, 0, 21, 108, 0.5, 0.05, NEUME_QUALITY_COUNT, 1, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 0.5, 0.05, 0, 0, NEUME_ERR_ARGUMENT},
        {1000, 44100, 0, 21, 108, 0.5, 0.05, 0, 65, NEUME_ERR_ARGUMENT},
    };
    float *x = signal_new(1000);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_options o = options_for((enum neume_mode)rows[r].mode);
        o.min_pitch = rows[r].low;
        o.max_pitch = rows[r].high;
        o.sensitivity = rows[r].sensitivity;
        o.min_length = rows[r].length;
        o.quality = (enum neume_quality)rows[r].quality;
        o.threads = rows[r].threads;
        struct neume_notes notes = {0};
        enum neume_status got = neume_transcribe_samples(x, rows[r].count, rows[r].rate, &o, &notes, NULL);
        if (got != rows[r].status)
            fail_msg("row %zu: \"%s\"", r, neume_status_text(got));
        assert_int_equal(notes.count, 0);
        neume_notes_release(&notes);
    }
    free(x);
}

struct job {
    const struct sound *sound;
    enum neume_mode mode;
    enum neume_status status;
    struct neume_notes notes;
};

static void *work(void *user)
{
    struct job *j = user;
    struct neume_options o = options_for(j->mode);
    j->status = neume_transcribe_samples(j->sound->samples, j->sound->count, j->sound->rate, &o, &j->notes, NULL);
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    enum { threads = 8 };
    struct sound sounds[] = {line_at(44100, 2), beat(1)};
    struct job job[threads];
    pthread_t thread[threads];
    for (size_t i = 0; i < threads; i++) {
        job[i] = (struct job){.sound = &sounds[i % 2], .mode = (enum neume_mode)(i / 2), .status = NEUME_ERR_READ};
        assert_int_equal(pthread_create(&thread[i], NULL, work, &job[i]), 0);
    }
    for (size_t i = 0; i < threads; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (size_t i = 0; i < threads; i++) {
        assert_ok(job[i].status);
        struct neume_notes expected = notes_of(job[i].sound, job[i].mode, NULL);
        notes_assert_same(&job[i].notes, &expected, neume_mode_name(job[i].mode));
        neume_notes_release(&expected);
        neume_notes_release(&job[i].notes);
    }
    free(sounds[0].samples);
    free(sounds[1].samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version_and_backend),
        cmocka_unit_test(test_file_and_samples_agree),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_report_of_odd_samples),
        cmocka_unit_test(test_short_recordings),
        cmocka_unit_test(test_cut_file),
        cmocka_unit_test(test_progress_and_cancelling),
        cmocka_unit_test(test_notes_are_appended),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
