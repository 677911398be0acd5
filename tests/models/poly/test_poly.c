/* SPDX-License-Identifier: MIT */
#include "models/poly/poly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "tests/support/notes.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050 };

struct event {
    double onset, length;
    int pitch;
};

/* Decaying tones with ten harmonics, like struck strings. */
static float *play(const struct event *e, size_t count, double seconds, size_t *samples)
{
    *samples = (size_t)(seconds * RATE);
    float *out = calloc(*samples + 1, sizeof *out);
    assert_non_null(out);
    for (size_t i = 0; i < count; i++) {
        double hz = 440 * pow(2, (e[i].pitch - 69) / 12.0);
        size_t first = (size_t)(e[i].onset * RATE), length = (size_t)(e[i].length * RATE);
        for (size_t n = 0; n < length && first + n < *samples; n++) {
            double t = (double)n / RATE, level = 0.1 * exp(-2 * t) * fmin(1, fmin(t, e[i].length - t) / 0.005);
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

/* The same notes, as loud as each other: what is loud is relative to the recording. */
static void test_level_does_not_show(void **state)
{
    (void)state;
    struct event e[64];
    struct neume_options options;
    struct neume_notes loud, soft;
    size_t count = compose(e), samples, pairs = 0;
    float *sound = play(e, count, 10.5, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &loud);
    for (size_t n = 0; n < samples; n++)
        sound[n] *= 0.01f;
    transcribe(sound, samples, 4096, &options, &soft);
    assert_in_range(soft.count, loud.count - 1, loud.count + 1);
    for (size_t i = 0; i < loud.count; i++)
        for (size_t k = 0; k < soft.count; k++)
            if (soft.note[k].pitch == loud.note[i].pitch && fabs(soft.note[k].onset - loud.note[i].onset) < 0.01) {
                pairs++;
                /* The network hears its input in steps. */
                assert_in_range(soft.note[k].velocity + 4, loud.note[i].velocity, loud.note[i].velocity + 8);
            }
    assert_in_range(pairs, loud.count - 1, loud.count + 1);
    neume_notes_release(&loud);
    neume_notes_release(&soft);
    free(sound);
}

/* Half of the notes 12 dB under the others: they get less velocity, by General MIDI's curve about half. */
static void test_velocities_tell_soft_from_loud(void **state)
{
    (void)state;
    struct event e[20];
    struct neume_options options;
    struct neume_notes notes;
    size_t samples, other;
    double sum[2] = {0};
    size_t found[2] = {0};
    for (int i = 0; i < 20; i++)
        e[i] = (struct event){0.3 + 0.5 * i, 0.45, 55 + i * 7 % 12};
    float *sound = play(e, 20, 10.5, &samples);
    for (size_t i = 0; i < 20; i += 2) {
        float *soft = play(&e[i], 1, 10.5, &other);
        for (size_t n = 0; n < samples; n++)
            sound[n] -= 0.75f * soft[n];
        free(soft);
    }
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &notes);
    for (size_t i = 0; i < 20; i++)
        for (size_t k = 0; k < notes.count; k++)
            if (notes.note[k].pitch == e[i].pitch && fabs(notes.note[k].onset - e[i].onset) <= 0.05) {
                sum[i % 2] += notes.note[k].velocity;
                found[i % 2]++;
            }
    assert_true(found[0] >= 7 && found[1] >= 7);
    double soft = sum[0] / (double)found[0], loud = sum[1] / (double)found[1];
    print_message("velocities: %.0f and %.0f\n", soft, loud);
    assert_true(loud > 80 && loud <= 110 && soft > 0.3 * loud && soft < 0.9 * loud);
    neume_notes_release(&notes);
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
        notes_assert_same(&notes, &expected, "split");
        neume_notes_release(&notes);
    }
    neume_notes_release(&expected);
    free(sound);
}

/* Either network, on any number of threads; and a stream that is reset and used again. */
static void test_threads_do_not_show(void **state)
{
    (void)state;
    static const int threads[] = {2, 5, 64};
    struct event e[64];
    struct neume_options options;
    struct neume_notes expected, notes;
    size_t count = compose(e), samples;
    float *sound = play(e, count, 10.5, &samples);
    float *four = calloc(4 * samples + 1, sizeof *four); /* more than a block for each thread of two */
    assert_non_null(four);
    for (size_t i = 0; i < 4; i++)
        memcpy(four + i * samples, sound, samples * sizeof *sound);
    neume_options_init(&options);
    for (int q = 0; q < NEUME_QUALITY_COUNT; q++) {
        options.quality = (enum neume_quality)q;
        options.threads = 1;
        transcribe(four, 4 * samples, 4096, &options, &expected);
        assert_true(expected.count >= 3 * count);
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
            options.threads = threads[i];
            transcribe(four, 4 * samples, 4096, &options, &notes);
            notes_assert_same(&notes, &expected, neume_quality_name(options.quality));
            neume_notes_release(&notes);
        }
        neume_notes_release(&expected);
    }
    free(four);
    free(sound);
}

static void test_reset(void **state)
{
    (void)state;
    struct event e[64];
    struct neume_options options;
    struct neume_notes expected, notes, earlier;
    struct neume_transcriber *t;
    size_t count = compose(e), samples;
    float *sound = play(e, count, 4, &samples);
    neume_options_init(&options);
    transcribe(sound, samples, 4096, &options, &expected);
    for (options.threads = 1; options.threads <= 3; options.threads += 2) {
        assert_ok(neume_poly_model.create(&t, &options));
        for (int flushed = 0; flushed < 2; flushed++) { /* what was heard before leaves no trace */
            neume_notes_init(&notes);
            neume_notes_init(&earlier);
            assert_ok(t->model->process(t, sound + RATE, samples - RATE, &earlier));
            if (flushed)
                assert_ok(t->model->flush(t, &earlier));
            t->model->reset(t);
            assert_ok(t->model->process(t, sound, samples, &notes));
            assert_ok(t->model->flush(t, &notes));
            t->model->reset(t);
            neume_notes_sort(&notes);
            notes_assert_same(&notes, &expected, "reset");
            neume_notes_release(&notes);
            neume_notes_release(&earlier);
        }
        t->model->free(t);
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
    assert_true(few.count <= all.count); /* clear as these are, fewer only where the network doubts */
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

/* Clicks at random, some 200 a second, each a burst of noise that dies away in a few milliseconds. */
static void applaud(float *out, size_t count)
{
    uint64_t seed = 11;
    for (size_t hits = count * 200 / RATE; hits-- > 0;) {
        size_t first = (size_t)(support_random(&seed) * (double)count);
        double level = 0.02 + 0.2 * support_random(&seed), decay = (0.002 + 0.008 * support_random(&seed)) * RATE;
        for (size_t n = 0; n < 8 * (size_t)decay && first + n < count; n++)
            out[first + n] += (float)(level * exp(-(double)n / decay) * (2 * support_random(&seed) - 1));
    }
}

enum odd { SILENCE, DC, NOISE, APPLAUSE, CHORDS };

static float *odd_signal(enum odd kind, size_t count, double level)
{
    struct event e[64];
    size_t samples;
    if (kind == CHORDS) {
        float *sound = play(e, compose(e), (double)count / RATE, &samples);
        for (size_t n = 0; n < samples; n++)
            sound[n] *= (float)(10 * level);
        return sound;
    }
    float *x = signal_new(count);
    for (size_t n = 0; n < count && kind == DC; n++)
        x[n] = (float)level;
    if (kind == NOISE)
        signal_noise(x, count, level, 3);
    if (kind == APPLAUSE)
        applaud(x, count);
    return x;
}

/* Rows that hold no music must have no notes; of the others only that the answer is sane. */
static void test_odd_signals(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum odd kind;
        size_t count;
        double level;
        size_t most; /* notes */
    } rows[] = {{"nothing", SILENCE, 0, 0, 0},
                {"one sample", DC, 1, 1, 0},
                {"a faint sample", DC, 1, 1e-30, 0},
                {"silence", SILENCE, 2 * RATE, 0, 0},
                {"DC", DC, 2 * RATE, 1, 0},
                {"noise", NOISE, 10 * RATE, 0.5, 0},
                {"faint noise", NOISE, 4 * RATE, 1e-30, 0},
                {"huge noise", NOISE, 4 * RATE, 1e4, 0},
                {"applause", APPLAUSE, 10 * RATE, 1, 0},
                {"chords out of all hearing", CHORDS, 4 * RATE, 1e-30, 0},
                {"huge chords", CHORDS, 4 * RATE, 1e4, 200}};
    struct neume_options options;
    size_t wrong = 0;
    neume_options_init(&options);
    for (int q = 0; q < NEUME_QUALITY_COUNT; q++)
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct neume_notes notes;
            float *samples = odd_signal(rows[i].kind, rows[i].count, rows[i].level);
            options.quality = (enum neume_quality)q;
            transcribe(samples, rows[i].count, 1000, &options, &notes);
            for (size_t k = 0; k < notes.count; k++)
                assert_true(isfinite(notes.note[k].onset) && notes.note[k].offset > notes.note[k].onset &&
                            notes.note[k].velocity >= 1 && notes.note[k].velocity <= 127);
            if (notes.count > rows[i].most) {
                print_error("%s, %s: %zu notes\n", rows[i].name, neume_quality_name(options.quality), notes.count);
                wrong++;
            }
            neume_notes_release(&notes);
            free(samples);
        }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chords),
        cmocka_unit_test(test_level_does_not_show),
        cmocka_unit_test(test_velocities_tell_soft_from_loud),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_threads_do_not_show),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_options_bound_the_notes),
        cmocka_unit_test(test_odd_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
