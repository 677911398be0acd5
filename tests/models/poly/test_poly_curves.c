/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "models/poly/poly.h"
#include "tests/support/notes.h"
#include "tests/support/support.h"

enum { RATE = 22050, MOST = 4 };

enum shape { STILL, VIBRATO, GLIDE };

struct tone {
    int pitch;
    enum shape shape;
    double cents; /* what it is off by, how far it swings, or from minus to plus this in `length` */
};

static const double onset = 0.3, length = 1.4;

static double cents_at(const struct tone *tone, double t)
{
    return tone->shape == STILL     ? tone->cents
           : tone->shape == VIBRATO ? tone->cents * sin(2 * NEUME_PI * 5.5 * t)
                                    : tone->cents * (2 * t / length - 1);
}

/* A chord of tones with eight harmonics that hold, like an organ's or a voice's. */
static float *play(const struct tone *tone, size_t count, size_t *samples)
{
    *samples = (size_t)((onset + length + 0.5) * RATE);
    float *out = calloc(*samples, sizeof *out);
    assert_non_null(out);
    for (size_t i = 0; i < count && tone[i].pitch; i++) {
        double phase = 0;
        for (size_t n = 0; n < (size_t)(length * RATE); n++) {
            double t = (double)n / RATE, hz = 440 * pow(2, (tone[i].pitch - 69 + cents_at(&tone[i], t) / 100) / 12);
            double level = 0.1 * exp(-0.7 * t) * fmin(1, fmin(t / 0.005, (length - t) / 0.03));
            phase += 2 * NEUME_PI * hz / RATE;
            for (int h = 1; h <= 8 && h * hz < 10000; h++)
                out[(size_t)(onset * RATE) + n] += (float)(level / h * sin(h * phase));
        }
    }
    return out;
}

static void transcribe(const float *samples, size_t count, int bends, int threads, struct neume_notes *notes)
{
    struct neume_transcriber *t;
    struct neume_options options;
    neume_options_init(&options);
    options.bends = bends;
    options.threads = threads;
    neume_notes_init(notes);
    assert_ok(neume_poly_model.create(&t, &options));
    for (size_t at = 0; at < count; at += 4096)
        assert_ok(t->model->process(t, samples + at, count - at < 4096 ? count - at : 4096, notes));
    assert_ok(t->model->flush(t, notes));
    t->model->free(t);
    neume_notes_sort(notes);
}

static double curve_at(const struct neume_bend *c, size_t count, double t)
{
    size_t i = 1;
    if (t <= c[0].time)
        return c[0].cents;
    while (i < count && c[i].time < t)
        i++;
    if (i == count)
        return c[count - 1].cents;
    return c[i - 1].cents + (c[i].cents - c[i - 1].cents) * (t - c[i - 1].time) / (c[i].time - c[i - 1].time);
}

/* The note of a tone, which must be there. */
static const struct neume_note *note_of(const struct neume_notes *notes, int pitch)
{
    const struct neume_note *found = NULL;
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].pitch == pitch && fabs(notes->note[i].onset - onset) < 0.08)
            found = &notes->note[i];
    return found;
}

/* RMS of what the curve is off by, cents, over the note but for its first and last 30 ms. */
static double curve_error(const struct neume_notes *notes, const struct neume_note *n, const struct tone *tone)
{
    double sum = 0;
    size_t steps = 0;
    double end = fmin(n->offset, onset + length) - 0.03;
    for (double at = fmax(n->onset, onset) + 0.03; at < end; at += 0.002, steps++) {
        double off = curve_at(notes->bend + n->bend_first, n->bend_count, at - n->onset) - cents_at(tone, at - onset);
        sum += off * off;
    }
    return sqrt(sum / (double)steps);
}

static const struct {
    const char *name;
    struct tone tone[MOST];
} chords[] = {
    {"one note off", {{60, STILL, 30}, {64, STILL, 0}, {67, STILL, 0}}},
    {"the fifth off", {{60, STILL, 0}, {64, STILL, 0}, {67, STILL, 30}}},
    {"all off", {{53, STILL, -30}, {62, STILL, 30}, {69, STILL, 15}}},
    {"vibrato on top", {{55, STILL, 0}, {59, STILL, 0}, {74, VIBRATO, 40}}},
    {"vibrato in the middle", {{48, STILL, 0}, {62, VIBRATO, 40}, {69, STILL, 0}}},
    {"vibrato, low", {{46, VIBRATO, 40}, {65, STILL, 0}}},
    {"a glide", {{60, GLIDE, 45}, {65, STILL, 0}, {69, STILL, 0}}},
    {"a glide, low", {{43, GLIDE, 45}, {62, STILL, 0}, {66, STILL, -20}}},
    {"all at once", {{50, STILL, 30}, {65, VIBRATO, 40}, {57, GLIDE, 40}}},
    {"an octave", {{57, STILL, 20}, {69, STILL, 20}}},
    {"high", {{84, VIBRATO, 40}, {91, STILL, 30}}},
};

static void test_curves_follow(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof chords / sizeof *chords; i++) {
        size_t samples;
        struct neume_notes notes;
        float *sound = play(chords[i].tone, MOST, &samples);
        transcribe(sound, samples, 1, 1, &notes);
        for (size_t k = 0; k < MOST && chords[i].tone[k].pitch; k++) {
            const struct tone *tone = &chords[i].tone[k];
            const struct neume_note *n = note_of(&notes, tone->pitch);
            double error = n && n->bend_count ? curve_error(&notes, n, tone) : 1000;
            print_message("%s, %d: %.1f cents RMS, %u points\n", chords[i].name, tone->pitch, error,
                          n ? n->bend_count : 0);
            wrong += error >= 10;
            for (size_t b = 1; n && b < n->bend_count; b++)
                assert_true(notes.bend[n->bend_first + b].time > notes.bend[n->bend_first + b - 1].time);
        }
        neume_notes_release(&notes);
        free(sound);
    }
    assert_int_equal(wrong, 0);
}

/* But for the curves the notes are the same with and without them; with them, on any number of threads. */
static void test_notes_do_not_change(void **state)
{
    (void)state;
    static const int threads[] = {1, 3, 16};
    size_t samples;
    struct neume_notes plain, bent, again;
    float *sound = play(chords[8].tone, MOST, &samples);
    float *long_one = calloc(8 * samples, sizeof *long_one);
    assert_non_null(long_one);
    for (size_t i = 0; i < 8; i++)
        memcpy(long_one + i * samples, sound, samples * sizeof *sound);
    transcribe(long_one, 8 * samples, 0, 1, &plain);
    transcribe(long_one, 8 * samples, 1, 1, &bent);
    assert_true(plain.count >= 24 && plain.bend_count == 0 && bent.bend_count > 100);
    for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
        transcribe(long_one, 8 * samples, 1, threads[t], &again);
        notes_assert_same(&again, &bent, "threads");
        neume_notes_release(&again);
    }
    for (size_t i = 0; i < bent.count; i++)
        bent.note[i].bend_count = 0;
    notes_assert_same(&bent, &plain, "without curves");
    neume_notes_release(&plain);
    neume_notes_release(&bent);
    free(long_one);
    free(sound);
}

/* Frames without a peak: no curve. */
static void test_nothing_to_follow(void **state)
{
    (void)state;
    struct neume_poly_curves *c;
    struct neume_poly_decoder d;
    struct neume_options options;
    struct neume_poly_frame frame = {.level = 0};
    neume_options_init(&options);
    neume_poly_decoder_init(&d, &options);
    assert_ok(neume_poly_curves_new(&c, 0));
    neume_poly_curves_reset(c);
    d.voice[40].sounds = 1;
    for (d.frames = 1; d.frames < 100; d.frames++) {
        neume_poly_curves_push(c, &frame);
        neume_poly_curves_follow(c, &d);
    }
    struct neume_poly_note note = {.onset = 0, .offset = 50, .pitch = 40 + NEUME_POLY_LOW_PITCH};
    assert_int_equal(neume_poly_curves_end(c, &note, 0)->count, 0);
    neume_poly_curves_free(c);
    neume_poly_curves_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curves_follow),
        cmocka_unit_test(test_notes_do_not_change),
        cmocka_unit_test(test_nothing_to_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
