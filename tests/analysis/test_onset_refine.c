/* SPDX-License-Identifier: MIT */
#include "analysis/onset_refine.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

#define RATE 22050.0

enum { COUNT = 22050, START = 11025 };

static struct neume_onset_refiner scratch; /* too large for a stack */

/* Eight partials from sample `from` on, that rise in `attack` seconds and decay by e every `decay`, until they are let
 * go after `length` seconds. */
static void add_tone(float *x, double hz, int from, double attack, double decay, double length, double amplitude)
{
    for (int i = from < 0 ? 0 : from; i < COUNT; i++) {
        double t = (i - from) / RATE, sum = 0;
        for (int h = 1; h <= 8 && h * hz < 0.45 * RATE; h++)
            sum += sin(2 * SIGNAL_PI * h * hz * t + 2.4 * h * h) / pow(h, 1.3);
        x[i] += (float)(amplitude * fmin(t / attack, 1) * exp(-t / decay) * exp(-fmax(t - length, 0) / 0.03) * sum);
    }
}

/* A room: what is added of the past fades by e every 0.1 s. */
static void add_room(float *x)
{
    uint64_t seed = 3;
    float *y = signal_new(COUNT);
    for (int tap = 0; tap < 150; tap++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        int delay = 200 + (int)(seed >> 40) % 6000;
        float gain = (float)(0.06 * exp(-delay / RATE / 0.1) * (seed >> 63 ? 1 : -1));
        for (int i = delay; i < COUNT; i++)
            y[i] += gain * x[i - delay];
    }
    for (int i = 0; i < COUNT; i++)
        x[i] += y[i];
    free(y);
}

struct row {
    const char *name;
    double hz;
    double attack, decay; /* seconds */
    double old[3];        /* Hz of tones of the same loudness that began before and go on */
    double new[3];        /* and of those that begin with it */
    double noise;         /* amplitude, beside a tone of about 0.2 */
    int room;
    double error; /* ms */
};

static void check(const struct row *row, double off)
{
    struct neume_sample_ring ring;
    struct neume_onset_guess guess = {.back = 0.06, .on = 0.06, .hz = row->hz, .old = row->old, .new = row->new};
    float *x = signal_new(COUNT);
    for (; guess.old_count < 3 && row->old[guess.old_count] > 0; guess.old_count++)
        add_tone(x, row->old[guess.old_count], 2000, 0.01, 2, 9, 0.1);
    for (; guess.new_count < 3 && row->new[guess.new_count] > 0; guess.new_count++)
        add_tone(x, row->new[guess.new_count], START, row->attack, row->decay, 9, 0.1);
    add_tone(x, row->hz, START, row->attack, row->decay, 9, 0.1);
    if (row->room)
        add_room(x);
    signal_noise(x, COUNT, row->noise, 5);
    double truth = START / RATE + 0.1 * row->attack;
    guess.time = truth + off;
    guess.end = guess.time + 0.35;
    assert_int_equal(neume_sample_ring_init(&ring, COUNT), NEUME_OK);
    neume_sample_ring_push(&ring, x, COUNT);
    double late = 1000 * (neume_onset_refiner_find(&scratch, &ring, RATE, &guess) - truth);
    if (!(fabs(late) <= row->error))
        fail_msg("%s, guessed %.0f ms off: %.1f ms late", row->name, 1000 * off, late);
    neume_sample_ring_release(&ring);
    free(x);
}

static void test_onsets(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"pluck", 440, 0.002, 0.4, {0}, {0}, 0, 0, 2},
        {"pluck, high", 2093, 0.002, 0.2, {0}, {0}, 0, 0, 2},
        {"30 ms", 440, 0.03, 9, {0}, {0}, 0, 0, 2},
        {"80 ms", 330, 0.08, 9, {0}, {0}, 0, 0, 2},
        {"200 ms", 262, 0.2, 9, {0}, {0}, 0, 0, 3},
        {"300 ms", 262, 0.3, 9, {0}, {0}, 0, 0, 4},
        {"a low B, plucked", 30.9, 0.005, 0.8, {0}, {0}, 0, 0, 6},
        {"a low A, plucked", 55, 0.005, 0.8, {0}, {0}, 0, 0, 4},
        {"pluck in noise", 440, 0.002, 0.4, {0}, {0}, 0.02, 0, 4},
        {"80 ms in noise", 440, 0.08, 9, {0}, {0}, 0.02, 0, 8},
        {"200 ms in noise", 440, 0.2, 9, {0}, {0}, 0.02, 0, 12},
        {"pluck over a fifth below", 440, 0.002, 0.4, {293.7}, {0}, 0, 0, 4},
        {"30 ms over a third below", 440, 0.03, 9, {349.2}, {0}, 0, 0, 4},
        {"80 ms over a fourth above", 330, 0.08, 9, {440}, {0}, 0, 0, 8},
        {"200 ms over a fifth below", 440, 0.2, 9, {293.7}, {0}, 0, 0, 12},
        {"pluck over the octave below", 440, 0.002, 0.4, {220}, {0}, 0, 0, 6},
        {"pluck over its own key", 440, 0.002, 0.4, {440}, {0}, 0, 0, 31},
        {"a step up", 494, 0.005, 0.4, {440}, {0}, 0, 0, 4},
        {"a chord, plucked", 262, 0.002, 0.4, {0}, {330, 392}, 0, 0, 9},
        {"a chord, 80 ms", 330, 0.08, 9, {0}, {262, 392}, 0, 0, 4},
        {"a chord over a bass", 392, 0.03, 9, {98}, {330, 523}, 0, 0, 6},
        {"a room", 440, 0.03, 9, {0}, {0}, 0, 1, 4},
        {"a room, over a third below", 440, 0.03, 9, {349.2}, {0}, 0, 1, 6},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (double off = -0.03; off < 0.04; off += 0.03)
            check(&rows[r], off);
}

/* A tone that is let go fades by 12 dB in 41 ms, alone, beside another, and before another; one that goes on does not.
 */
static void test_fading(void **state)
{
    (void)state;
    static const struct {
        double hz, old, new;
        int goes_on;
    } rows[] = {{440, 0, 0, 0}, {55, 0, 0, 0}, {440, 293.7, 0, 0}, {440, 0, 494, 0}, {440, 0, 0, 1}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_sample_ring ring;
        struct neume_onset_guess guess = {.time = 0.48, .back = 0.06, .on = 0.15, .hz = rows[r].hz};
        float *x = signal_new(COUNT);
        add_tone(x, rows[r].hz, 2000, 0.01, 99, rows[r].goes_on ? 9 : (START - 2000) / RATE, 0.1);
        guess.old = &rows[r].old;
        guess.new = &rows[r].new;
        guess.old_count = rows[r].old > 0;
        guess.new_count = rows[r].new > 0;
        if (guess.old_count)
            add_tone(x, rows[r].old, 2000, 0.01, 99, 9, 0.1);
        if (guess.new_count)
            add_tone(x, rows[r].new, START, 0.01, 99, 9, 0.1);
        assert_int_equal(neume_sample_ring_init(&ring, COUNT), NEUME_OK);
        neume_sample_ring_push(&ring, x, COUNT);
        double at = neume_onset_refiner_fade(&scratch, &ring, RATE, &guess);
        double truth = rows[r].goes_on ? guess.time : START / RATE + 0.0414;
        if (fabs(at - truth) > 0.012)
            fail_msg("%g Hz, row %zu: ends %.1f ms late", rows[r].hz, r, 1000 * (at - truth));
        neume_sample_ring_release(&ring);
        free(x);
    }
}

/* Silence, a tone that was always there, one that is too weak, the ends of what is known: the guess stays. */
static void test_nothing_to_find(void **state)
{
    (void)state;
    struct neume_sample_ring ring;
    struct neume_onset_guess guess = {.time = 0.5, .back = 0.06, .on = 0.06, .end = 0.8, .hz = 440};
    float *x = signal_new(COUNT);
    assert_int_equal(neume_sample_ring_init(&ring, COUNT), NEUME_OK);
    assert_true(neume_onset_refiner_find(&scratch, &ring, RATE, &guess) == guess.time);
    neume_sample_ring_push(&ring, x, COUNT);
    assert_true(neume_onset_refiner_find(&scratch, &ring, RATE, &guess) == guess.time);
    add_tone(x, 440, -9000, 0.01, 99, 99, 0.1);
    neume_sample_ring_reset(&ring);
    neume_sample_ring_push(&ring, x, COUNT);
    assert_true(neume_onset_refiner_find(&scratch, &ring, RATE, &guess) == guess.time);
    for (guess.time = 0; guess.time < 1.3; guess.time += 0.05) {
        guess.end = guess.time + 0.05;
        double found = neume_onset_refiner_find(&scratch, &ring, RATE, &guess);
        assert_true(found >= 0 && fabs(found - guess.time) <= 0.06);
    }
    neume_sample_ring_release(&ring);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_onsets), cmocka_unit_test(test_fading),
                                       cmocka_unit_test(test_nothing_to_find)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
