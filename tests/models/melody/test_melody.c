/* SPDX-License-Identifier: MIT */
#include "models/melody/melody.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/line.h"
#include "tests/support/support.h"

static void transcribe(const float *samples, size_t count, size_t block, const struct neume_options *options,
                       struct neume_notes *notes)
{
    struct neume_transcriber *t;
    neume_notes_init(notes);
    assert_ok(neume_melody_model.create(&t, options));
    for (size_t at = 0; at < count; at += block)
        assert_ok(t->model->process(t, samples + at, count - at < block ? count - at : block, notes));
    assert_ok(t->model->flush(t, notes));
    t->model->free(t);
    neume_notes_sort(notes);
}

/* Notes with the right pitch whose onset is within 50 ms, each truth once. */
static size_t matched(const struct line *l, const struct neume_notes *notes)
{
    size_t hits = 0;
    for (size_t i = 0; i < l->note_count; i++)
        for (size_t k = 0; k < notes->count; k++)
            if (notes->note[k].pitch == l->notes[i].pitch && fabs(notes->note[k].onset - l->notes[i].onset) <= 0.05) {
                hits++;
                break;
            }
    return hits;
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double floor; /* note F that must be reached */
        struct line_config c;
    } rows[] = {
        {"plain", 0.95, {22050, 30, 40, 88, 0, 1, 0, 0, 0.25, 40, 1}},
        {"bass", 0.9, {22050, 30, 28, 52, 0, 1, 0, 0, 0.25, 30, 2}},
        {"vibrato", 0.9, {22050, 30, 48, 84, 0, 1.2, 60, 0, 0.3, 30, 3}},
        {"glides", 0.85, {22050, 30, 48, 84, 0, 1, 20, 0.5, 0.3, 30, 4}},
        {"fast", 0.85, {22050, 20, 60, 90, 0, 1, 0, 0, 0.1, 30, 5}},
        {"clarinet", 0.9, {22050, 30, 50, 86, 1, 1, 20, 0.1, 0.25, 20, 6}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct line l;
        struct neume_notes notes;
        struct neume_options options;
        neume_options_init(&options);
        line_init(&l, &rows[i].c);
        transcribe(l.samples, l.count, 4096, &options, &notes);
        double hits = (double)matched(&l, &notes), f = 2 * hits / (double)(l.note_count + notes.count);
        print_message("%-8s note F %.3f: %.0f of %zu, %zu found\n", rows[i].name, f, hits, l.note_count, notes.count);
        assert_true(f >= rows[i].floor);
        neume_notes_release(&notes);
        line_release(&l);
    }
}

static void assert_same_notes(const struct neume_notes *a, const struct neume_notes *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(a->note[i].onset == b->note[i].onset && a->note[i].offset == b->note[i].offset);
        assert_int_equal(a->note[i].pitch, b->note[i].pitch);
        assert_int_equal(a->note[i].velocity, b->note[i].velocity);
        assert_int_equal(a->note[i].bend_count, b->note[i].bend_count);
    }
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 100, 256, 1000000};
    struct neume_options options;
    struct neume_notes expected, notes;
    struct line l;
    neume_options_init(&options);
    line_init(&l, &(struct line_config){22050, 8, 40, 80, 0, 1, 30, 0.3, 0.15, 25, 9});
    transcribe(l.samples, l.count, 4096, &options, &expected);
    assert_true(expected.count > 10);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        transcribe(l.samples, l.count, blocks[i], &options, &notes);
        assert_same_notes(&notes, &expected);
        neume_notes_release(&notes);
    }
    neume_notes_release(&expected);
    line_release(&l);
}

static void test_bends_follow_the_line(void **state)
{
    (void)state;
    struct neume_options options;
    struct neume_notes notes;
    struct line l;
    size_t checked = 0, near = 0;
    neume_options_init(&options);
    line_init(&l, &(struct line_config){22050, 20, 55, 75, 0, 1, 70, 0, 0.5, 40, 10});
    transcribe(l.samples, l.count, 4096, &options, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        const struct neume_note *n = &notes.note[i];
        assert_true(n->bend_count > 0);
        for (size_t k = 0; k < n->bend_count; k++) {
            const struct neume_bend *b = &notes.bend[n->bend_first + k];
            assert_true(k == 0 || b->time > b[-1].time);
            size_t at = (size_t)((n->onset + b->time) * l.rate);
            if (at >= l.count || l.f0[at] <= 0)
                continue;
            checked++;
            near += fabs(n->pitch * 100 + b->cents - 6900 - 1200 * log2(l.f0[at] / 440)) < 20;
        }
    }
    assert_true(checked > 200);
    assert_true(near > checked * 9 / 10);
    neume_notes_release(&notes);
    line_release(&l);
}

static void test_options_bound_the_notes(void **state)
{
    (void)state;
    struct neume_options options;
    struct neume_notes notes;
    struct line l;
    line_init(&l, &(struct line_config){22050, 10, 40, 80, 0, 1, 0, 0, 0.2, 40, 11});
    neume_options_init(&options);
    options.min_pitch = 55;
    options.max_pitch = 70;
    options.min_length = 0.3;
    transcribe(l.samples, l.count, 4096, &options, &notes);
    for (size_t i = 0; i < notes.count; i++) {
        assert_in_range(notes.note[i].pitch, 55, 70);
        assert_true(notes.note[i].offset - notes.note[i].onset >= 0.3);
    }
    neume_notes_release(&notes);
    options.min_pitch = options.max_pitch = 127; /* beyond what the tracker follows: no notes, no failure */
    transcribe(l.samples, l.count, 4096, &options, &notes);
    assert_int_equal(notes.count, 0);
    neume_notes_release(&notes);
    line_release(&l);
}

/* An orchestra's A, from a baroque one to a bright one: estimated within half a semitone of 440, else told. */
static void test_tuning(void **state)
{
    (void)state;
    static const struct {
        double hz, told;
    } rows[] = {{440, 0}, {430, 0}, {449, 0}, {415, 415}, {466, 466}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_options options;
        struct neume_notes notes;
        struct neume_transcriber *t;
        struct line l;
        neume_options_init(&options);
        options.tuning = rows[r].told;
        /* A line in 440 Hz, said to be of another rate, is out of tune. */
        line_init(&l, &(struct line_config){22050 * 440 / rows[r].hz, 20, 50, 70, 0, 1, 20, 0, 0.3, 40, 12});
        neume_notes_init(&notes);
        assert_ok(neume_melody_model.create(&t, &options));
        assert_ok(t->model->process(t, l.samples, l.count, &notes));
        assert_ok(t->model->flush(t, &notes));
        print_message("A = %.0f Hz: %.1f Hz\n", rows[r].hz, t->tuning);
        assert_true(fabs(1200 * log2(t->tuning / rows[r].hz)) < 6);
        assert_true(t->pitched > 0.9);
        t->model->free(t);
        size_t found = 0;
        for (size_t i = 0; i < l.note_count; i++)
            for (size_t k = 0; k < notes.count; k++)
                if (fabs(notes.note[k].onset - l.notes[i].onset * l.rate / 22050) <= 0.05) {
                    if (notes.note[k].pitch != l.notes[i].pitch)
                        fail_msg("A = %.0f Hz: %d for %d", rows[r].hz, notes.note[k].pitch, l.notes[i].pitch);
                    found++;
                }
        assert_true(found >= l.note_count * 9 / 10);
        neume_notes_release(&notes);
        line_release(&l);
    }
}

/* What is no line: said by the share of it that has a pitch, and by how few notes it gives. */
static void test_what_is_no_line(void **state)
{
    (void)state;
    enum { NOISE_BURSTS, CHORDS, HUM, GLOTTAL };
    static const struct {
        const char *name;
        int kind;
        size_t most;    /* notes */
        double pitched; /* at most */
    } rows[] = {{"percussion", NOISE_BURSTS, 2, 0.2},
                {"clusters", CHORDS, 200, 0.6},
                {"50 Hz hum", HUM, 1, 1},
                {"speech", GLOTTAL, 60, 1}};
    enum { rate = 22050, count = 8 * rate };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_options options;
        struct neume_notes notes;
        struct neume_transcriber *t;
        float *x = calloc(count, sizeof *x);
        double phase = 0;
        uint64_t seed = 11;
        neume_options_init(&options);
        neume_notes_init(&notes);
        for (size_t n = 0; n < count; n++) {
            double s = (double)n / rate, beat = fmod(s, 0.25), noise = 2 * support_random(&seed) - 1;
            /* Speech: a pitch that falls and rises without rest, in syllables with hiss between them. */
            double hz = 120 * pow(2, 0.4 * sin(7 * s) + 0.3 * sin(2.3 * s));
            phase += hz / rate;
            if (rows[r].kind == NOISE_BURSTS)
                x[n] = (float)(0.5 * noise * exp(-beat * 40));
            else if (rows[r].kind == HUM)
                x[n] = (float)(0.02 * sin(6.2831853 * 50 * s));
            else if (rows[r].kind == GLOTTAL)
                x[n] = (float)(beat < 0.17 ? 0.3 * (1 - 2 * fmod(phase, 1)) : 0.05 * noise);
            else
                for (int k = 0; k < 5; k++)
                    x[n] += (float)(0.15 * sin(6.2831853 * 220 * pow(2, (k * 3 + k % 2 + floor(s / 0.5)) / 12) * s));
        }
        assert_ok(neume_melody_model.create(&t, &options));
        assert_ok(t->model->process(t, x, count, &notes));
        assert_ok(t->model->flush(t, &notes));
        print_message("%-10s %zu notes, %.2f pitched\n", rows[r].name, notes.count, t->pitched);
        assert_true(notes.count <= rows[r].most && t->pitched <= rows[r].pitched);
        t->model->free(t);
        neume_notes_release(&notes);
        free(x);
    }
}

static void test_odd_signals_have_no_notes(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        float level, noise;
    } rows[] = {{0, 0, 0}, {1, 1, 0}, {44100, 0, 0}, {44100, 1, 0}, {44100, 0, 0.5f}};
    struct neume_options options;
    neume_options_init(&options);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_notes notes;
        uint64_t seed = 3;
        float *samples = malloc((rows[i].count + 1) * sizeof *samples);
        for (size_t k = 0; k < rows[i].count; k++)
            samples[k] = rows[i].level + rows[i].noise * (float)(2 * support_random(&seed) - 1);
        transcribe(samples, rows[i].count, 1000, &options, &notes);
        assert_int_equal(notes.count, 0);
        neume_notes_release(&notes);
        free(samples);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_bends_follow_the_line),
        cmocka_unit_test(test_options_bound_the_notes),
        cmocka_unit_test(test_odd_signals_have_no_notes),
        cmocka_unit_test(test_tuning),
        cmocka_unit_test(test_what_is_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
