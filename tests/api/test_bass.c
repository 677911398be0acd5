/* SPDX-License-Identifier: MIT
 *
 * Bass lines down to the B0 of five strings, with default settings: low strings sound mostly by their overtones. */
#include <math.h>
#include <stdlib.h>

#include "neume/neume.h"
#include "tests/support/notes.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 44100, NOTES = 8, PARTIALS = 12 };

static const double step = 0.5, held = 0.45, first = 0.3, within = 0.05; /* seconds */
static const double stiffness = 8e-5;

/* Levels of the partials, dB. */
static const struct {
    const char *name;
    double db[PARTIALS];
} basses[] = {
    {"fingers", {-6, 0, -4, -10, -14, -18, -22, -25, -28, -30, -40, -40}},
    {"a pick", {-10, -2, 0, -3, -6, -9, -10, -12, -14, -16, -18, -20}},
    {"upright", {-3, 0, -8, -14, -18, -24, -28, -40, -40, -40, -40, -40}},
    {"through a small speaker", {-25, -10, 0, -2, -5, -8, -12, -15, -40, -40, -40, -40}},
};

static const struct {
    const char *name;
    int pitch[NOTES];
} lines[] = {
    {"A1 to C2", {33, 34, 35, 36, 33, 33, 36, 35}},
    {"B0 to E1", {23, 24, 26, 28, 23, 23, 28, 25}},
    {"a walk", {28, 33, 31, 36, 40, 38, 33, 28}},
};

static void add_note(float *out, int pitch, const double *db)
{
    double hz = 440 * pow(2, (pitch - 69) / 12.0);
    for (size_t n = 0; n < (size_t)(held * RATE); n++) {
        double t = (double)n / RATE, sum = 0, edge = fmin(1, fmin(t / 0.006, (held - t) / 0.03));
        for (int h = 1; h <= PARTIALS; h++)
            sum += signal_gain(db[h - 1]) * exp(-t * (0.8 + 0.25 * h)) *
                   sin(2 * (double)SIGNAL_PI * hz * h * sqrt(1 + stiffness * h * h) * t + h);
        out[n] += (float)(0.1 * edge * sum);
    }
}

static void check(enum neume_mode mode, size_t bass, size_t line)
{
    size_t count = (size_t)((first + NOTES * step + 0.5) * RATE);
    float *samples = signal_new(count);
    struct neume_notes notes;
    struct neume_options options;
    neume_options_init(&options);
    options.mode = mode;
    neume_notes_init(&notes);
    for (int i = 0; i < NOTES; i++)
        add_note(samples + (size_t)((first + i * step) * RATE), lines[line].pitch[i], basses[bass].db);
    assert_ok(neume_transcribe_samples(samples, count, RATE, &options, &notes, NULL));
    size_t found = 0;
    for (int i = 0; i < NOTES; i++)
        found += notes_near(&notes, lines[line].pitch[i], first + i * step, within);
    if (found != NOTES || notes.count != NOTES)
        fail_msg("%s with %s in %s: %zu of %d notes are right, %zu were written", lines[line].name, basses[bass].name,
                 neume_mode_name(mode), found, NOTES, notes.count);
    neume_notes_release(&notes);
    free(samples);
}

static void test_basses(void **state)
{
    (void)state;
    static const enum neume_mode modes[] = {NEUME_MODE_AUTO, NEUME_MODE_POLY, NEUME_MODE_MELODY};
    for (size_t b = 0; b < sizeof basses / sizeof *basses; b++)
        for (size_t l = 0; l < sizeof lines / sizeof *lines; l++)
            check(modes[(b + l) % 3], b, l); /* each mode meets every line */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_basses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
