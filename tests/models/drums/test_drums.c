/* SPDX-License-Identifier: MIT */
#include "models/drums/drums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/drums.h"
#include "tests/support/support.h"

enum { RATE = DRUMS_RATE };

static double noise(uint64_t *seed)
{
    return 2 * support_random(seed) - 1;
}

static void transcribe_in(const struct drums *k, size_t block, double sensitivity, struct neume_notes *notes)
{
    struct neume_transcriber *t;
    struct neume_options options;
    neume_options_init(&options);
    options.sensitivity = sensitivity;
    neume_notes_init(notes);
    assert_ok(neume_drums_model.create(&t, &options));
    for (size_t at = 0; at < k->count; at += block)
        assert_ok(t->model->process(t, k->samples + at, k->count - at < block ? k->count - at : block, notes));
    assert_ok(t->model->flush(t, notes));
    t->model->free(t);
    neume_notes_sort(notes);
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        assert_true(n->drum == 1 && n->onset >= 0 && n->offset > n->onset && n->offset < n->onset + 0.11);
        assert_true(n->velocity >= 1 && n->velocity <= 127 && n->confidence > 0 && n->confidence <= 1);
    }
}

static char letter(uint8_t key)
{
    switch (key) {
    case 36:
        return 'k';
    case 38:
        return 's';
    case 42:
    case 46:
        return 'h';
    case 49:
    case 51:
        return 'c';
    case 41:
    case 45:
    case 47:
    case 48:
        return 't';
    default:
        return '?';
    }
}

/* Strikes with a note of that drum within `window` seconds. */
static size_t found(const struct drums *k, const struct neume_notes *notes, double window)
{
    size_t hits = 0;
    for (size_t i = 0; i < k->strikes; i++) {
        size_t n = 0;
        while (n < notes->count && !(letter(notes->note[n].pitch) == k->strike[i].drum &&
                                     fabs(notes->note[n].onset - k->strike[i].time) <= window))
            n++;
        hits += n < notes->count;
    }
    return hits;
}

/* Every strike is found within 10 ms under its own name, and nothing else is. */
static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *name, *pattern;
        double start, step;
    } rows[] = {
        {"beat", "KhShKhShKhShKhSh", 0.5, 0.2},
        {"first sample", "KhShKhSh", 0, 0.25},
        {"no hats", "k.s.k.s.kks.", 0.3, 0.2},
        {"kicks", "kkkkkkkk", 0.3, 0.3},
        {"snares", "ssssssss", 0.3, 0.3},
        {"hats", "hhhhhhhhhhhh", 0.3, 0.2},
        {"toms", "KhShttttKhShtttt", 0.3, 0.25},
        {"crashes", "c...k...s...c...k...s...", 0.3, 0.2},
        {"fast hats", "KhhhShhhKhhhShhh", 0.3, 0.1},
        {"one kick", "k", 0.3, 1},
        {"one snare", "s", 0.3, 1},
        {"one hat", "h", 0.3, 1},
    };
    static const double gains[] = {0.9, 0.1, 0.01};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (size_t g = 0; g < sizeof gains / sizeof *gains; g++) {
            struct drums k;
            struct neume_notes notes;
            drums_init(&k, rows[r].start + rows[r].step * (double)strlen(rows[r].pattern) + 1);
            drums_play(&k, rows[r].pattern, rows[r].start, rows[r].step, gains[g]);
            transcribe_in(&k, 4096, 0.5, &notes);
            size_t right = found(&k, &notes, 0.02);
            if (right != k.strikes || notes.count != k.strikes)
                fail_msg("%s, peak %.2f: %zu of %zu, %zu notes", rows[r].name, gains[g], right, k.strikes, notes.count);
            neume_notes_release(&notes);
            drums_release(&k);
        }
}

/* The key within the class: how long the metal rings, how low the skin. */
static void test_keys(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        uint8_t key;
    } rows[] = {{"kkkk", 36}, {"ssss", 38}, {"hhhh", 42}, {"c", 49}, {"kst", 47}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct drums k;
        struct neume_notes notes;
        drums_init(&k, 3);
        drums_play(&k, rows[r].pattern, 0.3, 0.4, 0.5);
        transcribe_in(&k, 4096, 0.5, &notes);
        assert_int_equal(notes.count, k.strikes);
        assert_int_equal(notes.note[notes.count - 1].pitch, rows[r].key);
        neume_notes_release(&notes);
        drums_release(&k);
    }
}

/* A hit over its own decay: two strokes of a snare are two down to the gap of a flam; of another drum they are at least
 * one, and never another drum. */
static void test_flams(void **state)
{
    (void)state;
    static const struct {
        char drum;
        double gap;
        size_t least;
    } rows[] = {{'s', 0.1, 6}, {'s', 0.06, 6}, {'s', 0.04, 6}, {'s', 0.025, 6},
                {'h', 0.1, 6}, {'h', 0.05, 3}, {'k', 0.15, 6}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct drums k;
        struct neume_notes notes;
        drums_init(&k, 3);
        for (size_t i = 0; i < 3; i++) {
            drums_strike(&k, rows[r].drum, 0.4 + 0.7 * (double)i, 0.4);
            drums_strike(&k, rows[r].drum, 0.4 + 0.7 * (double)i + rows[r].gap, 0.8);
        }
        transcribe_in(&k, 4096, 0.5, &notes);
        if (notes.count < rows[r].least || notes.count > 6)
            fail_msg("%c %.3f s apart: %zu notes", rows[r].drum, rows[r].gap, notes.count);
        if (rows[r].drum == 's' && found(&k, &notes, 0.006) != 6)
            fail_msg("%c %.3f s apart: not where they are", rows[r].drum, rows[r].gap);
        for (size_t i = 0; i < notes.count; i++) {
            assert_int_equal(letter(notes.note[i].pitch), rows[r].drum);
            if (rows[r].drum == 's' && i % 2)
                assert_true(notes.note[i].velocity > notes.note[i - 1].velocity);
        }
        neume_notes_release(&notes);
        drums_release(&k);
    }
}

static void test_velocity_follows_force(void **state)
{
    (void)state;
    struct drums k;
    struct neume_notes notes;
    drums_init(&k, 6);
    for (size_t i = 0; i < 12; i++)
        drums_strike(&k, 's', 0.4 + 0.4 * (double)i, i % 2 ? 0.8 : 0.4);
    transcribe_in(&k, 4096, 0.5, &notes);
    assert_int_equal(notes.count, 12);
    for (size_t i = 0; i + 1 < 12; i += 2) {
        /* General MIDI's curve: half the amplitude is 0.71 of the velocity. */
        double ratio = (double)notes.note[i].velocity / notes.note[i + 1].velocity;
        if (!(ratio > 0.6 && ratio < 0.82))
            fail_msg("velocities %d and %d", notes.note[i].velocity, notes.note[i + 1].velocity);
    }
    neume_notes_release(&notes);
    drums_release(&k);
}

static void test_sensitivity(void **state)
{
    (void)state;
    struct drums k;
    size_t last = 0;
    drums_init(&k, 8);
    for (size_t i = 0; i < 16; i++) /* from full scale down by 3 dB each */
        drums_strike(&k, i % 2 ? 's' : 'k', 0.3 + 0.4 * (double)i, pow(10, -0.15 * (double)i));
    for (double s = 0; s <= 1; s += 0.25) {
        struct neume_notes notes;
        transcribe_in(&k, 4096, s, &notes);
        print_message("sensitivity %.2f: %zu notes\n", s, notes.count);
        assert_true(notes.count >= last);
        if (s == 0)
            assert_true(notes.count < k.strikes);
        last = notes.count;
        neume_notes_release(&notes);
    }
    assert_true(last > 8);
    drums_release(&k);
}

static void test_nothing_to_hear(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double seconds, dc, noise, tone;
        int wait; /* 1: begins after half a second of silence */
    } rows[] = {
        {"empty", 0, 0, 0, 0, 0},
        {"one sample", 1.0 / RATE, 0.5, 0, 0, 0},
        {"two samples", 2.0 / RATE, 0.5, 0, 0, 0},
        {"silence", 3, 0, 0, 0, 0},
        {"DC", 3, 0.5, 0, 0, 0},
        {"DC later", 3, 0.5, 0, 0, 1},
        {"noise", 5, 0, 0.5, 0, 0},
        {"noise later", 5, 0, 0.3, 0, 1},
        {"quiet noise", 5, 0, 1e-4, 0, 0},
        {"low tone", 3, 0, 0, 60, 1},
        {"tone", 3, 0, 0, 440, 1},
    };
    uint64_t seed = 5;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct drums k;
        struct neume_notes notes;
        size_t first = rows[r].wait ? RATE / 2 : 0;
        drums_init(&k, rows[r].seconds + 1e-6);
        for (size_t n = first; n < k.count; n++)
            k.samples[n] = (float)(rows[r].dc + rows[r].noise * noise(&seed) +
                                   (rows[r].tone > 0 ? 0.5 * sin(6.283185307 * rows[r].tone * (double)n / RATE) : 0));
        transcribe_in(&k, 4096, 0.5, &notes);
        if (notes.count)
            fail_msg("%s: %zu notes, the first %d at %.3f", rows[r].name, notes.count, notes.note[0].pitch,
                     notes.note[0].onset);
        neume_notes_release(&notes);
        drums_release(&k);
    }
}

static int same(const struct neume_notes *a, const struct neume_notes *b)
{
    if (a->count != b->count)
        return 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct neume_note *x = &a->note[i], *y = &b->note[i];
        if (x->onset != y->onset || x->offset != y->offset || x->pitch != y->pitch || x->velocity != y->velocity ||
            x->confidence != y->confidence)
            return 0;
    }
    return 1;
}

/* Three quarters of a minute, so that hits leave while others come. */
static void long_track(struct drums *k)
{
    drums_init(k, 45);
    for (size_t bar = 0; bar < 5; bar++) {
        k->strikes = 0;
        drums_play(k, bar % 2 ? "khshkkshcht.S.kt" : "KhShKhS.", 0.1 + 9 * (double)bar, 0.23, 0.7);
    }
}

static void test_blocks_and_reset(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 63, 220, 441, 2048, 100000, 10000000};
    struct drums k;
    struct neume_notes expected, again;
    struct neume_transcriber *t;
    struct neume_options options;
    long_track(&k);
    transcribe_in(&k, 4096, 0.5, &expected);
    assert_true(expected.count > 40);
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        transcribe_in(&k, blocks[b], 0.5, &again);
        if (!same(&expected, &again))
            fail_msg("blocks of %zu give other notes", blocks[b]);
        neume_notes_release(&again);
    }
    neume_options_init(&options);
    assert_ok(neume_drums_model.create(&t, &options));
    assert_ok(t->model->process(t, k.samples, k.count / 2, &again));
    neume_notes_release(&again);
    t->model->reset(t);
    assert_ok(t->model->process(t, k.samples, k.count, &again));
    assert_true(again.count > expected.count / 2); /* it does not wait for the end */
    assert_ok(t->model->flush(t, &again));
    t->model->free(t);
    neume_notes_sort(&again);
    assert_true(same(&expected, &again));
    neume_notes_release(&again);
    neume_notes_release(&expected);
    drums_release(&k);
}

static void test_free_null(void **state)
{
    (void)state;
    neume_drums_model.free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_flams),
        cmocka_unit_test(test_velocity_follows_force),
        cmocka_unit_test(test_sensitivity),
        cmocka_unit_test(test_nothing_to_hear),
        cmocka_unit_test(test_blocks_and_reset),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
