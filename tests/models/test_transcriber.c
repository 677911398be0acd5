/* SPDX-License-Identifier: MIT */
#include "models/transcriber.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/notes.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

static const enum neume_mode modes[] = {NEUME_MODE_MELODY, NEUME_MODE_POLY, NEUME_MODE_DRUMS};
enum { MODELS = sizeof modes / sizeof *modes };

static void test_the_model_of_a_mode(void **state)
{
    (void)state;
    static const enum neume_mode none[] = {NEUME_MODE_AUTO, NEUME_MODE_MIX, NEUME_MODE_COUNT, (enum neume_mode)99};
    for (size_t i = 0; i < MODELS; i++) {
        const struct neume_model *m = neume_model_for(modes[i]);
        assert_non_null(m);
        assert_string_equal(m->name, neume_mode_name(modes[i]));
        assert_true(m->sample_rate >= 8000 && m->sample_rate <= 192000);
        assert_true(m->create && m->process && m->flush && m->reset && m->free);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(neume_model_for(none[i]));
}

static void test_options_are_checked(void **state)
{
    (void)state;
    static const struct neume_options rows[] = {
        {.mode = NEUME_MODE_COUNT, .max_pitch = 127, .sensitivity = 0.5, .threads = 1},
        {.min_pitch = -1, .max_pitch = 127, .sensitivity = 0.5, .threads = 1},
        {.min_pitch = 0, .max_pitch = 128, .sensitivity = 0.5, .threads = 1},
        {.min_pitch = 61, .max_pitch = 60, .sensitivity = 0.5, .threads = 1},
        {.max_pitch = 127, .sensitivity = -0.01, .threads = 1},
        {.max_pitch = 127, .sensitivity = 1.01, .threads = 1},
        {.max_pitch = 127, .sensitivity = NAN, .threads = 1},
        {.max_pitch = 127, .sensitivity = 0.5, .min_length = -0.01, .threads = 1},
        {.max_pitch = 127, .sensitivity = 0.5, .min_length = 10.01, .threads = 1},
        {.max_pitch = 127, .sensitivity = 0.5, .min_length = NAN, .threads = 1},
        {.max_pitch = 127, .sensitivity = 0.5, .threads = 0},
        {.max_pitch = 127, .sensitivity = 0.5, .threads = 65},
        {.max_pitch = 127, .sensitivity = 0.5, .threads = 1, .quality = NEUME_QUALITY_COUNT},
    };
    for (size_t m = 0; m < MODELS; m++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct neume_transcriber *t = (struct neume_transcriber *)&t;
            struct neume_options options = rows[i];
            options.size = sizeof options;
            assert_status(neume_transcriber_new(&t, neume_model_for(modes[m]), &options), NEUME_ERR_ARGUMENT);
            assert_null(t);
        }
}

/* A line, chords or drums: what each model is for. */
static float *music(enum neume_mode mode, size_t *count)
{
    if (mode == NEUME_MODE_DRUMS) {
        struct drums d;
        drums_init(&d, 4.5);
        drums_play(&d, "KhShKhShkkttSc", 0.2, 0.25, 0.6);
        *count = d.count;
        return d.samples;
    }
    struct line l;
    line_init(&l, &(struct line_config){22050, 4.5, 50, 80, 0, 1, 20, 0.2, 0.2, 40, 12});
    free(l.f0);
    free(l.notes);
    *count = l.count;
    for (int i = 0; i < 3 && mode == NEUME_MODE_POLY; i++)
        for (int k = 0; k < 3; k++)
            signal_harmonics(l.samples + k * 33000, 28000, 22050, 110 * pow(2, (k * 5 + i * 4) / 12.0), 10, 0.1, 0, 0);
    return l.samples;
}

static void feed(struct neume_transcriber *t, const float *samples, size_t count, size_t block,
                 struct neume_notes *notes)
{
    for (size_t at = 0; at < count; at += block)
        assert_ok(neume_transcriber_process(t, samples + at, count - at < block ? count - at : block, notes));
}

static void transcribe(struct neume_transcriber *t, const float *samples, size_t count, size_t block,
                       struct neume_notes *notes)
{
    neume_notes_init(notes);
    feed(t, samples, count, block, notes);
    assert_ok(neume_transcriber_flush(t, notes));
    neume_notes_sort(notes);
}

static struct neume_transcriber *new_transcriber(enum neume_mode mode, const struct neume_options *options)
{
    struct neume_transcriber *t;
    assert_ok(neume_transcriber_new(&t, neume_model_for(mode), options));
    assert_ptr_equal(t->model, neume_model_for(mode));
    return t;
}

/* What note.h promises of every note, and the options. */
static void assert_good(const struct neume_notes *notes, enum neume_mode mode, const struct neume_options *o)
{
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        assert_true(n->onset >= 0 && n->offset > n->onset && n->confidence >= 0 && n->confidence <= 1);
        assert_in_range(n->velocity, 1, 127);
        assert_int_equal(n->drum, mode == NEUME_MODE_DRUMS);
        assert_true((size_t)n->bend_first + n->bend_count <= notes->bend_count);
        if (n->drum)
            continue;
        assert_in_range(n->pitch, o->min_pitch, o->max_pitch);
        assert_true(n->offset - n->onset >= o->min_length);
    }
}

static void test_every_model_by_the_interface(void **state)
{
    (void)state;
    static const struct neume_options rows[] = {
        {.min_pitch = 21, .max_pitch = 108, .sensitivity = 0.5, .min_length = 0.05, .threads = 1},
        {.min_pitch = 0, .max_pitch = 127, .sensitivity = 1, .min_length = 0, .threads = 1},
        {.min_pitch = 0, .max_pitch = 127, .sensitivity = 0, .min_length = 0.2, .threads = 1},
        {.min_pitch = 60, .max_pitch = 60, .sensitivity = 0.5, .min_length = 0, .threads = 1},
        {.min_pitch = 0, .max_pitch = 5, .sensitivity = 1, .min_length = 0, .threads = 1},
        {.min_pitch = 120, .max_pitch = 127, .sensitivity = 1, .min_length = 0, .threads = 1},
    };
    for (size_t m = 0; m < MODELS; m++) {
        size_t count;
        float *samples = music(modes[m], &count);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct neume_notes notes;
            struct neume_options options = rows[i];
            options.size = sizeof options;
            struct neume_transcriber *t = new_transcriber(modes[m], &options);
            transcribe(t, samples, count, 4096, &notes);
            assert_good(&notes, modes[m], &options);
            if (i < 2 && notes.count < 7)
                fail_msg("%s, row %zu: %zu notes", t->model->name, i, notes.count);
            neume_transcriber_free(t);
            neume_notes_release(&notes);
        }
        free(samples);
    }
}

/* A transcriber that has heard louder things, and was left in the middle of them or flushed, is as good as a new one.
 */
static void test_reset(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double share; /* of the music that is heard before */
        int flushed;
    } rows[] = {{"new", 0, 0},
                {"left early", 0.3, 0},
                {"left in a note", 0.83, 0},
                {"left late", 0.95, 0},
                {"flushed", 0.7, 1}};
    struct neume_options options;
    neume_options_init(&options);
    for (size_t m = 0; m < MODELS; m++) {
        struct neume_notes expected, again;
        size_t count;
        float *samples = music(modes[m], &count), *loud = signal_new(count);
        for (size_t n = 0; n < count; n++) {
            loud[n] = samples[n] * 30;
            samples[n] *= 0.01f;
        }
        struct neume_transcriber *t = new_transcriber(modes[m], &options);
        transcribe(t, samples, count, 4096, &expected);
        assert_true(expected.count >= 5);
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            neume_transcriber_reset(t);
            neume_notes_init(&again);
            feed(t, loud, (size_t)((double)count * rows[r].share), 777, &again);
            if (rows[r].flushed)
                assert_ok(neume_transcriber_flush(t, &again));
            neume_notes_release(&again);
            neume_transcriber_reset(t);
            transcribe(t, samples, count, 1000, &again);
            notes_assert_same(&again, &expected, rows[r].name);
            neume_notes_release(&again);
        }
        neume_transcriber_free(t);
        neume_notes_release(&expected);
        free(samples);
        free(loud);
    }
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    struct neume_options options;
    neume_options_init(&options);
    for (size_t m = 0; m < MODELS; m++) {
        struct neume_notes expected, notes;
        size_t count;
        float *samples = music(modes[m], &count);
        for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
            struct neume_transcriber *t = new_transcriber(modes[m], &options);
            transcribe(t, samples, count, signal_splits[i], i ? &notes : &expected);
            neume_transcriber_free(t);
            if (i) {
                notes_assert_same(&notes, &expected, neume_mode_name(modes[m]));
                neume_notes_release(&notes);
            }
        }
        neume_notes_release(&expected);
        free(samples);
    }
}

/* Streams do not hear one another, and notes that were there stay as they were. */
static void test_two_at_once_append(void **state)
{
    (void)state;
    struct neume_options options;
    neume_options_init(&options);
    for (size_t m = 0; m < MODELS; m++) {
        struct neume_notes expected, notes, noise;
        size_t count;
        float *samples = music(modes[m], &count), *hiss = signal_new(count);
        signal_noise(hiss, count, 0.3, 5);
        struct neume_transcriber *a = new_transcriber(modes[m], &options), *b = new_transcriber(modes[m], &options);
        transcribe(a, samples, count, 4096, &expected);
        neume_transcriber_reset(a);
        neume_notes_init(&notes);
        neume_notes_init(&noise);
        struct neume_note first = {.onset = 1e9, .offset = 2e9, .pitch = 1, .velocity = 9, .bend_count = 1};
        assert_ok(neume_notes_push(&notes, &first, &(struct neume_bend){0.5f, 7}));
        for (size_t at = 0; at + 3000 <= count + 2999; at += 3000) {
            size_t n = count - at < 3000 ? count - at : 3000;
            assert_ok(neume_transcriber_process(a, samples + at, n, &notes));
            assert_ok(neume_transcriber_process(b, hiss + at, n, &noise));
        }
        assert_ok(neume_transcriber_flush(a, &notes));
        neume_notes_sort(&notes);
        assert_true(notes.count == expected.count + 1 && notes.note[--notes.count].onset == 1e9);
        assert_true(notes.bend[0].cents == 7);
        notes_assert_same(&notes, &expected, neume_mode_name(modes[m]));
        neume_transcriber_free(a);
        neume_transcriber_free(b);
        neume_notes_release(&expected);
        neume_notes_release(&notes);
        neume_notes_release(&noise);
        free(samples);
        free(hiss);
    }
}

/* Odd signals: no model fails, and what has no sound in it has no notes. */
static void test_odd_signals(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
        float level;   /* constant */
        double square; /* Hz, full scale and beyond */
        int silent;    /* 1: no notes may come */
    } rows[] = {
        {"nothing", 0, 0, 0, 1},
        {"one sample", 1, 1, 0, 1},
        {"silence", 100000, 0, 0, 1},
        {"DC", 100000, 0.7f, 0, 1},
        {"the loudest there is", 100000, 0, 200, 0},
        {"denormals", 100000, 1e-39f, 0, 1},
    };
    struct neume_options options;
    neume_options_init(&options);
    for (size_t m = 0; m < MODELS; m++)
        for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
            struct neume_notes notes;
            float *x = signal_new(rows[r].count);
            double rate = neume_model_for(modes[m])->sample_rate;
            for (size_t n = 0; n < rows[r].count; n++)
                x[n] = rows[r].square > 0 ? fmod(rows[r].square * (double)n / rate, 1) < 0.5 ? 64 : -64 : rows[r].level;
            struct neume_transcriber *t = new_transcriber(modes[m], &options);
            transcribe(t, x, rows[r].count, 4096, &notes);
            assert_good(&notes, modes[m], &options);
            if (rows[r].silent && notes.count)
                fail_msg("%s: %zu notes of %s", t->model->name, notes.count, rows[r].name);
            neume_transcriber_free(t);
            neume_notes_release(&notes);
            free(x);
        }
}

static void test_free_null(void **state)
{
    (void)state;
    neume_transcriber_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_model_of_a_mode),
        cmocka_unit_test(test_options_are_checked),
        cmocka_unit_test(test_every_model_by_the_interface),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_two_at_once_append),
        cmocka_unit_test(test_odd_signals),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
