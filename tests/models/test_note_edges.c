/* SPDX-License-Identifier: MIT
 *
 * Steady tones whose every moment is known, before and after silence and other tones: their bends stay where they are
 * from onset to offset, in both models that write bends. */
#include <math.h>
#include <stdlib.h>

#include "models/transcriber.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, TONES = 8 };

static const double most_cents = 5, within = 0.1; /* of the onset, seconds */

struct row {
    const char *name;
    double level[10]; /* of the partials */
    double attack, release, gap, held, cents;
};

static const int pitches[TONES] = {60, 67, 64, 72, 55, 48, 76, 62};

static const struct row rows[] = {
    {"organ", {1, 0.5, 0.33, 0.25, 0.2, 0.17, 0.14, 0.12}, 0.005, 0.02, 0.2, 0.6, 0},
    {"reed, slow release", {1, 0.1, 0.33, 0.05, 0.2, 0.03, 0.14, 0.03, 0.11}, 0.03, 0.1, 0.3, 0.6, 0},
    {"sine", {1}, 0.02, 0.05, 0.3, 0.7, 0},
    {"cut off", {1, 0.5, 0.33, 0.25, 0.2}, 0.002, 0.001, 0.25, 0.5, 0},
    {"out of tune", {1, 0.5, 0.33, 0.25, 0.2}, 0.02, 0.1, 0.3, 0.6, 30},
    {"short", {1, 0.1, 0.33, 0.05, 0.2}, 0.01, 0.03, 0.1, 0.25, 0},
};

static void add_tone(float *out, size_t count, const struct row *r, int pitch)
{
    double hz = 440 * pow(2, (pitch - 69 + r->cents / 100) / 12);
    for (size_t n = 0; n < count; n++) {
        double t = (double)n / RATE, sum = 0;
        double level = 0.15 * fmin(1, t / r->attack) * (t > r->held ? exp(-(t - r->held) / r->release) : 1);
        for (int h = 0; h < 10 && r->level[h] > 0; h++)
            sum += r->level[h] * sin(2 * (double)SIGNAL_PI * hz * (h + 1) * t + h);
        out[n] += (float)(level * sum);
    }
}

static double onset_of(const struct row *r, int i)
{
    return 0.3 + i * (r->held + r->gap);
}

static float *play(const struct row *r, size_t *count)
{
    *count = (size_t)((onset_of(r, TONES) + 1) * RATE);
    float *out = signal_new(*count);
    for (int i = 0; i < TONES; i++) {
        size_t at = (size_t)(onset_of(r, i) * RATE), length = (size_t)((r->held + 10 * r->release) * RATE);
        add_tone(out + at, length < *count - at ? length : *count - at, r, pitches[i]);
    }
    return out;
}

static void transcribe(enum neume_mode mode, const float *samples, size_t count, struct neume_notes *notes)
{
    struct neume_transcriber *t;
    struct neume_options options;
    neume_options_init(&options);
    options.bends = 1;
    neume_notes_init(notes);
    assert_ok(neume_transcriber_new(&t, neume_model_for(mode), &options));
    assert_ok(neume_transcriber_process(t, samples, count, notes));
    assert_ok(neume_transcriber_flush(t, notes));
    neume_transcriber_free(t);
}

/* Checks the curves of the tones that were found, and returns how many were. */
static int check(const struct row *r, enum neume_mode mode, const struct neume_notes *notes)
{
    int found = 0;
    for (int i = 0; i < TONES; i++)
        for (size_t k = 0; k < notes->count; k++) {
            const struct neume_note *n = &notes->note[k];
            if (n->pitch != pitches[i] || fabs(n->onset - onset_of(r, i)) > within)
                continue;
            found++;
            for (size_t b = n->bend_first; b < n->bend_first + n->bend_count; b++)
                if (fabs((double)notes->bend[b].cents - r->cents) > most_cents)
                    fail_msg("%s in %s: pitch %d is %.1f cents off %.3f s after its onset", r->name,
                             neume_mode_name(mode), n->pitch, (double)notes->bend[b].cents - r->cents,
                             (double)notes->bend[b].time);
            assert_true(n->bend_count > 0);
        }
    return found;
}

static void test_steady_tones(void **state)
{
    (void)state;
    static const enum neume_mode modes[] = {NEUME_MODE_POLY, NEUME_MODE_MELODY};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
            size_t count;
            struct neume_notes notes;
            float *samples = play(&rows[i], &count);
            transcribe(modes[m], samples, count, &notes);
            assert_int_equal(check(&rows[i], modes[m], &notes), TONES);
            neume_notes_release(&notes);
            free(samples);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_steady_tones)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
