/* SPDX-License-Identifier: MIT */
#include "models/poly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "tests/support/support.h"

enum { rate = 22050 };

struct event {
    double onset, length;
    int pitch;
};

/* Decaying tones with ten harmonics, like struck strings. */
static float *play(const struct event *e, size_t count, double seconds, size_t *samples)
{
    *samples = (size_t)(seconds * rate);
    float *out = calloc(*samples + 1, sizeof *out);
    assert_non_null(out);
    for (size_t i = 0; i < count; i++) {
        double hz = 440 * pow(2, (e[i].pitch - 69) / 12.0);
        size_t first = (size_t)(e[i].onset * rate), length = (size_t)(e[i].length * rate);
        for (size_t n = 0; n < length && first + n < *samples; n++) {
            double t = (double)n / rate, level = 0.1 * exp(-2 * t) * fmin(1, fmin(t, e[i].length - t) / 0.005);
            for (int h = 1; h <= 10 && h * hz < 10000; h++)
                out[first + n] += (float)(level / h * sin(2 * NEUME_PI * h * hz * t));
        }
    }
    return out;
}

static void transcribe(const float *samples, size_t count, size_t block, const struct neume_options *options,
                       struct neume_notes *notes)
{
    struct neume_transcriber *t;
    neume_notes_init(notes);
    assert_ok(neume_poly_model.create(&t, options));
    for (size_t at = 0; at < count; at += block)
        assert_ok(t->model->process(t, samples + at, count - at < block ? count - at : block, notes));
    assert_ok(t->model->flush(t, notes));
    t->model->free(t);
    neume_notes_sort(notes);
}

/* Sixteen chords of three notes, C3 to C6, and a bass line. */
static size_t compose(struct event *e)
{
    uint64_t seed = 7;
    size_t n = 0;
    for (int chord = 0; chord < 16; chord++) {
        double onset = 0.3 + 0.6 * chord;
        int root = 48 + (int)(24 * support_random(&seed));
        e[n++] = (struct event){onset, 0.5, root};
        e[n++] = (struct event){onset, 0.5, root + 4};
        e[n++] = (struct event){onset, 0.5, root + 7};
        if (chord % 2 == 0)
            e[n++] = (struct event){onset + 0.3, 0.8, 40 + (int)(7 * support_random(&seed))};
    }
    return n;
}

static void test_chords(void **state)
{
    (void)state;
    struct event e[64];
    struct neume_options options;
    struct neume_notes notes;
    size_t count = compose(e), samples, hits = 0;
    float *sound = play(e, count, 10.5, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &notes);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < notes.count; k++)
            if (notes.note[k].pitch == e[i].pitch && fabs(notes.note[k].onset - e[i].onset) <= 0.05) {
                hits++;
                break;
            }
    double f = 2 * (double)hits / (double)(count + notes.count);
    print_message("chords: note F %.3f, %zu of %zu, %zu found\n", f, hits, count, notes.count);
    assert_true(f >= 0.75);
    for (size_t k = 0; k < notes.count; k++) {
        const struct neume_note *n = &notes.note[k];
        for (size_t i = 0; i < k; i++) /* no note goes on while its key is struck again */
            assert_true(notes.note[i].pitch != n->pitch || notes.note[i].offset <= n->onset);
        assert_true(n->onset >= 0 && n->offset > n->onset && n->velocity >= 1 && n->velocity <= 127 && !n->drum);
        assert_true(n->confidence > 0 && n->confidence <= 1);
    }
    neume_notes_release(&notes);
    free(sound);
}

static void test_level_does_not_show(void **state)
{
    (void)state;
    struct event e[64];
    struct neume_options options;
    struct neume_notes loud, soft;
    size_t count = compose(e), samples;
    float *sound = play(e, count, 10.5, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &loud);
    for (size_t n = 0; n < samples; n++)
        sound[n] *= 0.01f;
    transcribe(sound, samples, 4096, &options, &soft);
    assert_in_range(soft.count, loud.count - 1, loud.count + 1);
    neume_notes_release(&loud);
    neume_notes_release(&soft);
    free(sound);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 511, 512, 1000000};
    struct event e[64];
    struct neume_options options;
    struct neume_notes expected, notes;
    size_t count = compose(e), samples;
    float *sound = play(e, count, 4, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &expected);
    assert_true(expected.count > 10);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        transcribe(sound, samples, blocks[i], &options, &notes);
        assert_int_equal(notes.count, expected.count);
        for (size_t k = 0; k < notes.count; k++) {
            assert_true(notes.note[k].onset == expected.note[k].onset);
            assert_true(notes.note[k].offset == expected.note[k].offset);
            assert_int_equal(notes.note[k].pitch, expected.note[k].pitch);
            assert_int_equal(notes.note[k].velocity, expected.note[k].velocity);
        }
        neume_notes_release(&notes);
    }
    neume_notes_release(&expected);
    free(sound);
}

static void test_options_bound_the_notes(void **state)
{
    (void)state;
    struct event e[64];
    struct neume_options options;
    struct neume_notes all, few, many;
    size_t count = compose(e), samples;
    float *sound = play(e, count, 10.5, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &all);
    options.sensitivity = 0.1;
    transcribe(sound, samples, 4096, &options, &few);
    options.sensitivity = 0.9;
    options.min_pitch = 60;
    options.max_pitch = 64;
    options.min_length = 0.2;
    transcribe(sound, samples, 4096, &options, &many);
    assert_true(few.count < all.count);
    assert_true(many.count > 0);
    for (size_t i = 0; i < many.count; i++) {
        assert_in_range(many.note[i].pitch, 60, 64);
        assert_true(many.note[i].offset - many.note[i].onset >= 0.2);
    }
    neume_notes_release(&all);
    neume_notes_release(&few);
    neume_notes_release(&many);
    free(sound);
}

static void test_odd_signals_have_no_notes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
        float level, noise;
    } rows[] = {{"nothing", 0, 0, 0},
                {"one sample", 1, 1, 0},
                {"silence", 2 * rate, 0, 0},
                {"DC", 2 * rate, 1, 0},
                {"noise", 10 * rate, 0, 0.5f}};
    struct neume_options options;
    neume_options_init(&options);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_notes notes;
        uint64_t seed = 3;
        float *samples = malloc((rows[i].count + 1) * sizeof *samples);
        assert_non_null(samples);
        for (size_t k = 0; k < rows[i].count; k++)
            samples[k] = rows[i].level + rows[i].noise * (float)(2 * support_random(&seed) - 1);
        transcribe(samples, rows[i].count, 1000, &options, &notes);
        if (notes.count > 0)
            fail_msg("%s: %zu notes", rows[i].name, notes.count);
        neume_notes_release(&notes);
        free(samples);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chords),
        cmocka_unit_test(test_level_does_not_show),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_options_bound_the_notes),
        cmocka_unit_test(test_odd_signals_have_no_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
