/* SPDX-License-Identifier: MIT */
#include "models/drums/microphones.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/drums/microphones_decide.h"
#include "tests/support/drums.h"
#include "tests/support/notes.h"
#include "tests/support/support.h"

enum { KICK, SNARE, TOM, HAT, STEMS, SECONDS = 20 };

static const char letter[STEMS + 1] = "ksth";
static const uint8_t key_of[STEMS] = {36, 38, 48, 42};

/* A beat with ghost notes, fills and drums that are struck together, each drum by itself. */
struct take {
    struct drums stem[STEMS];
    size_t count[STEMS];
};

static void strike(struct take *t, int stem, double time, double gain)
{
    drums_strike(&t->stem[stem], letter[stem], time, gain);
    t->count[stem]++;
}

static void take_init(struct take *t, int toms)
{
    uint64_t seed = 7;
    memset(t, 0, sizeof *t);
    for (int i = 0; i < STEMS; i++)
        drums_init(&t->stem[i], SECONDS);
    for (int i = 0; 0.25 + 0.4 * i < SECONDS - 1; i++) {
        double time = 0.25 + 0.4 * i, luck = 0.7 + 0.3 * support_random(&seed);
        strike(t, HAT, time, 0.15 * luck);
        if (i % 4 == 0 || i % 8 == 3)
            strike(t, KICK, time, 0.6 * luck);
        if (i % 4 == 2)
            strike(t, SNARE, time, 0.5 * luck);
        if (i % 8 == 5)
            strike(t, SNARE, time + 0.2, 0.05 * luck); /* a ghost note, 20 dB down */
        if (toms && (i % 8 == 1 || i % 16 == 12))      /* alone, and with a kick */
            strike(t, TOM, time, 0.5 * luck);
    }
}

static void take_release(struct take *t)
{
    for (int i = 0; i < STEMS; i++)
        drums_release(&t->stem[i]);
}

/* What a microphone hears: its own drum at `gain`, the others by `bleed` dB less and later by 1 to 3 ms. */
static float *hear(const struct take *t, int own, double gain, double bleed)
{
    float *x = calloc(t->stem[0].count, sizeof *x);
    assert_non_null(x);
    uint64_t seed = (uint64_t)own + 2;
    for (int s = 0; s < STEMS; s++) {
        size_t delay = s == own ? 0 : (size_t)(DRUMS_RATE * (0.001 * (1 + (own + s) % 3)));
        double g = gain * (s == own ? 1 : pow(10, bleed / 20));
        for (size_t i = delay; i < t->stem[s].count; i++)
            x[i] += (float)(g * (double)t->stem[s].samples[i - delay]);
    }
    for (size_t i = 0; i < t->stem[0].count; i++)
        x[i] += (float)(1e-4 * gain * (2 * support_random(&seed) - 1));
    return x;
}

/* Runs over `mics`, in blocks of `split` samples or of any length where it is 0. */
static struct neume_notes run(float **x, size_t length, const unsigned *drums, size_t close, int room,
                              const struct neume_notes *heard, size_t split)
{
    struct neume_microphones *m;
    struct neume_notes notes = {0};
    double sensitivity[NEUME_DRUM_COUNT];
    uint64_t seed = 3;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        sensitivity[d] = 0.5;
    assert_ok(neume_microphones_new(&m, drums, close, room));
    for (size_t done = 0, n; done < length; done += n) {
        const float *at[8];
        n = split ? split : 1 + (size_t)(5000 * support_random(&seed));
        n = n < length - done ? n : length - done;
        for (size_t i = 0; i < close + (size_t)room; i++)
            at[i] = x[i] + done;
        assert_ok(neume_microphones_process(m, at, n));
    }
    assert_ok(neume_microphones_flush(m));
    assert_ok(neume_microphones_decide(m, heard, sensitivity, &notes));
    neume_microphones_free(m);
    return notes;
}

/* F of one drum within 10 ms. */
static double score(const struct take *t, int stem, const struct neume_notes *notes)
{
    size_t found = 0, hits = 0;
    for (size_t i = 0; i < notes->count; i++)
        found += notes->note[i].pitch == key_of[stem];
    for (size_t s = 0; s < t->stem[stem].strikes; s++)
        for (size_t i = 0; i < notes->count; i++)
            if (notes->note[i].pitch == key_of[stem] &&
                fabs(notes->note[i].onset - t->stem[stem].strike[s].time) < 0.01) {
                hits++;
                break;
            }
    return found + t->count[stem] ? 2.0 * (double)hits / (double)(found + t->count[stem]) : 1;
}

static const unsigned kick = 1u << NEUME_DRUM_KD, snare = 1u << NEUME_DRUM_SD, tom = 1u << NEUME_DRUM_T1;

static void bleed_is_left_out(void **state)
{
    (void)state;
    static const struct {
        double bleed, gain[3]; /* dB; of each microphone */
        int toms;
        double least; /* F */
    } rows[] = {
        {-20, {1, 1, 1}, 1, 0.99},   {-12, {1, 1, 1}, 1, 0.94},   {-6, {1, 1, 1}, 1, 0.7},
        {-12, {0.1, 1, 5}, 1, 0.94}, {-12, {5, 0.2, 1}, 1, 0.94}, {-200, {1, 1, 1}, 1, 0.93},
        {-12, {1, 1, 0.3}, 0, 0.94}, /* the tom is never struck, */
        {-6, {1, 1, 2}, 0, 0.95},    /* and its microphone turned up */
    };
    static const unsigned drums[3] = {kick, snare, tom};
    struct take takes[2];
    take_init(&takes[0], 0);
    take_init(&takes[1], 1);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct take t = takes[rows[r].toms];
        struct neume_notes nothing = {0};
        float *x[4];
        for (int i = 0; i < 3; i++)
            x[i] = hear(&t, i, rows[r].gain[i], rows[r].bleed);
        x[3] = hear(&t, HAT, 0.5, -3);
        struct neume_notes notes = run(x, t.stem[0].count, drums, 3, 1, &nothing, 4096);
        double f[3];
        for (int i = 0; i < 3; i++)
            f[i] = score(&t, i, &notes);
        print_message("bleed %4.0f dB: kick %.3f, snare %.3f, tom %.3f\n", rows[r].bleed, f[0], f[1], f[2]);
        for (int i = 0; i < 3; i++)
            if (f[i] < rows[r].least)
                fail_msg("row %zu, drum %c: F %.3f of %zu", r, letter[i], f[i], t.count[i]);
        for (int i = 0; i < 4; i++)
            free(x[i]);
        neume_notes_release(&notes);
    }
    take_release(&takes[0]);
    take_release(&takes[1]);
}

/* A tom that is never struck, whose microphone hears kick and snare as loud as each other. */
static void two_bleed(void **state)
{
    (void)state;
    struct take t;
    struct neume_notes nothing = {0};
    take_init(&t, 0);
    float *x[4] = {hear(&t, KICK, 1, -30), hear(&t, SNARE, 1, -30), NULL, hear(&t, HAT, 0.5, -3)};
    x[2] = calloc(t.stem[0].count, sizeof **x);
    assert_non_null(x[2]);
    for (size_t i = 100; i < t.stem[0].count; i++)
        x[2][i] = 0.2f * t.stem[KICK].samples[i - 100] + 0.5f * t.stem[SNARE].samples[i - 50];
    struct neume_notes notes = run(x, t.stem[0].count, (unsigned[]){kick, snare, tom}, 3, 1, &nothing, 4096);
    size_t toms = 0;
    for (size_t i = 0; i < notes.count; i++)
        toms += notes.note[i].pitch == key_of[TOM];
    print_message("%zu toms of %zu\n", toms, notes.count);
    assert_int_equal(toms, 0);
    assert_true(score(&t, KICK, &notes) > 0.9 && score(&t, SNARE, &notes) > 0.9);
    for (int i = 0; i < 4; i++)
        free(x[i]);
    neume_notes_release(&notes);
    take_release(&t);
}

/* A drum whose tuning is uneven beats while it rings, and no beat is a hit; a soft hit is one. */
static void ringing_is_no_hit(void **state)
{
    (void)state;
    enum { LENGTH = 12, strikes = 10 };
    static const double pi = 3.14159265358979;
    size_t length = (size_t)LENGTH * DRUMS_RATE;
    float *x = calloc(length, sizeof *x);
    struct neume_notes nothing = {0};
    uint64_t seed = 5;
    assert_non_null(x);
    for (int s = 0; s < strikes; s++)
        for (size_t i = 0, at = (size_t)((s + 0.5) * DRUMS_RATE); at + i < length; i++) {
            double t = (double)i / DRUMS_RATE, gain = s % 3 == 2 ? 0.1 : 0.5;
            double ring = exp(-t / 0.25) *
                          (sin(2 * pi * 210 * t) + 0.95 * sin(2 * pi * 217.5 * t) + 0.4 * sin(540 * t));
            x[at + i] += (float)(gain * (0.4 * ring + exp(-t / 0.015) * (2 * support_random(&seed) - 1)));
        }
    for (size_t i = 0; i < length; i++)
        x[i] += (float)(3e-4 * (2 * support_random(&seed) - 1));
    struct neume_notes notes = run(&x, length, (unsigned[]){snare}, 1, 0, &nothing, 4096);
    for (size_t i = 0; i < notes.count; i++)
        if (fabs(notes.note[i].onset - 0.5 - (double)i) > 0.005)
            fail_msg("hit %zu at %.3f s, velocity %d", i, notes.note[i].onset, notes.note[i].velocity);
    assert_int_equal(notes.count, strikes);
    neume_notes_release(&notes);
    free(x);
}

/* A drum that has no microphone bleeds too: the room tells it from soft hits of the near one. */
static void strangers_are_left_out(void **state)
{
    (void)state;
    struct take t;
    struct neume_notes heard = {0};
    struct neume_note note;
    take_init(&t, 1);
    float *x[2] = {hear(&t, SNARE, 1, -16), hear(&t, HAT, 0.5, -3)};
    for (size_t s = 0; s < t.stem[TOM].strikes; s++) {
        note = (struct neume_note){.onset = t.stem[TOM].strike[s].time + 0.004, .pitch = 48, .velocity = 80, .drum = 1};
        note.offset = note.onset + 0.05;
        assert_ok(neume_notes_push(&heard, &note, NULL));
    }
    struct neume_notes notes = run(x, t.stem[0].count, &snare, 1, 1, &heard, 4096);
    size_t wrong = 0;
    for (size_t s = 0; s < t.stem[TOM].strikes; s++)
        for (size_t i = 0; i < notes.count; i++)
            wrong += notes.note[i].pitch == 38 && fabs(notes.note[i].onset - t.stem[TOM].strike[s].time) < 0.02;
    assert_int_equal(wrong, 0);
    assert_true(score(&t, SNARE, &notes) > 0.9);
    free(x[0]);
    free(x[1]);
    neume_notes_release(&notes);
    neume_notes_release(&heard);
    take_release(&t);
}

/* Velocities rise with the strikes. */
static void velocities(void **state)
{
    (void)state;
    struct take t;
    struct neume_notes nothing = {0};
    take_init(&t, 0);
    float *x[2] = {hear(&t, KICK, 1, -12), hear(&t, SNARE, 1, -12)};
    struct neume_notes notes = run(x, t.stem[0].count, (unsigned[]){kick, snare}, 2, 0, &nothing, 0);
    int ghost = 0, loud = 0, wrong = 0;
    for (size_t i = 0; i < notes.count; i++)
        for (size_t s = 0; s < t.stem[SNARE].strikes && notes.note[i].pitch == 38; s++)
            if (fabs(notes.note[i].onset - t.stem[SNARE].strike[s].time) < 0.01) {
                int soft = t.stem[SNARE].strike[s].gain < 0.1, low = notes.note[i].velocity < 64;
                ghost += soft;
                loud += !soft;
                wrong += soft != low;
            }
    assert_true(ghost >= 5 && loud >= 9);
    assert_int_equal(wrong, 0);
    free(x[0]);
    free(x[1]);
    neume_notes_release(&notes);
    take_release(&t);
}

/* How the caller splits its blocks never shows. */
static void blocks(void **state)
{
    (void)state;
    struct take t;
    struct neume_notes nothing = {0}, first = {0};
    static const size_t splits[] = {4096, 1, 44, 0};
    take_init(&t, 0);
    float *x[2] = {hear(&t, KICK, 1, -12), hear(&t, SNARE, 1, -12)};
    size_t length = 6 * DRUMS_RATE;
    for (size_t i = 0; i < 4; i++) {
        struct neume_notes notes = run(x, length, (unsigned[]){kick, snare}, 2, 0, &nothing, splits[i]);
        if (i) {
            notes_assert_same(&notes, &first, "in other blocks");
            neume_notes_release(&notes);
        } else {
            first = notes;
            assert_true(first.count > 5);
        }
    }
    free(x[0]);
    free(x[1]);
    neume_notes_release(&first);
    take_release(&t);
}

static struct neume_note heard_hit(double onset, uint8_t key)
{
    return (struct neume_note){.onset = onset, .offset = onset + 0.05, .pitch = key, .velocity = 80, .drum = 1};
}

/* The transcriber says which of a microphone's drums it was, and the room has what no microphone is close to. */
static void the_room_helps(void **state)
{
    (void)state;
    struct take t;
    struct neume_notes heard = {0};
    struct neume_note note;
    take_init(&t, 0);
    float *x[2] = {hear(&t, SNARE, 1, -200), hear(&t, HAT, 1, 0)};
    for (size_t s = 0; s < t.stem[SNARE].strikes; s++) {
        double time = t.stem[SNARE].strike[s].time + 0.006; /* two metres farther */
        note = heard_hit(time, s == 0 ? 37 : 38);
        assert_ok(neume_notes_push(&heard, &note, NULL));
        note = heard_hit(time, 51);
        assert_ok(neume_notes_push(&heard, &note, NULL));
    }
    note = heard_hit(SECONDS - 0.5, 38); /* a snare that its microphone knows nothing of, */
    assert_ok(neume_notes_push(&heard, &note, NULL));
    note = heard_hit(SECONDS - 0.4, 40); /* and its kin */
    assert_ok(neume_notes_push(&heard, &note, NULL));
    neume_notes_sort(&heard);
    unsigned both = snare | 1u << NEUME_DRUM_SS;
    struct neume_notes notes = run(x, t.stem[0].count, &both, 1, 1, &heard, 4096);
    size_t sticks = 0, snares = 0, rides = 0;
    for (size_t i = 0; i < notes.count; i++) {
        double nearest = 1;
        for (size_t s = 0; s < t.stem[SNARE].strikes; s++)
            nearest = fmin(nearest, fabs(notes.note[i].onset - t.stem[SNARE].strike[s].time));
        assert_true(nearest < 0.003); /* the room's hits too */
        sticks += notes.note[i].pitch == 37;
        snares += notes.note[i].pitch == 38;
        rides += notes.note[i].pitch == 51;
    }
    assert_int_equal(sticks, 1);
    assert_int_equal(snares, t.stem[SNARE].strikes - 1);
    assert_int_equal(rides, t.stem[SNARE].strikes);
    free(x[0]);
    free(x[1]);
    neume_notes_release(&notes);
    neume_notes_release(&heard);
    take_release(&t);
}

/* A hit on the first sample, silence, nothing at all, a knock on a stand. */
static void edges(void **state)
{
    (void)state;
    struct neume_notes nothing = {0};
    struct drums d, k;
    drums_init(&d, 3);
    drums_init(&k, 3);
    for (int i = 0; i < 6; i++)
        drums_strike(&d, 's', 0.5 * i, 0.3);
    float *x[2] = {k.samples, d.samples};
    struct neume_notes notes = run(x, d.count, (unsigned[]){kick, snare}, 2, 0, &nothing, 4096);
    assert_int_equal(notes.count, 6);
    assert_true(notes.note[0].onset < 0.003 && notes.note[0].pitch == 38);
    neume_notes_release(&notes);
    for (size_t length = 0; length < 100; length += 33) {
        notes = run(x, length, (unsigned[]){kick, snare}, 2, 0, &nothing, 4096);
        assert_true(notes.count <= 1);
        neume_notes_release(&notes);
    }
    for (size_t i = 0; i < 400; i++)
        d.samples[2 * DRUMS_RATE + DRUMS_RATE / 4 + i] += 4.0f * (float)exp(-(double)i / 40);
    notes = run(x, d.count, (unsigned[]){kick, snare}, 2, 0, &nothing, 4096);
    assert_true(notes.count == 6 || notes.count == 7);
    neume_notes_release(&notes);
    drums_release(&d);
    drums_release(&k);
}

static void refused(void **state)
{
    (void)state;
    struct neume_microphones *m = (struct neume_microphones *)1;
    unsigned drums[2] = {kick, 0}, many[NEUME_MICROPHONES_MOST + 1];
    for (size_t i = 0; i <= NEUME_MICROPHONES_MOST; i++)
        many[i] = kick;
    assert_status(neume_microphones_new(&m, drums, 0, 1), NEUME_ERR_ARGUMENT);
    assert_null(m);
    assert_status(neume_microphones_new(&m, drums, 2, 0), NEUME_ERR_ARGUMENT);
    drums[1] = 1u << NEUME_DRUM_COUNT;
    assert_status(neume_microphones_new(&m, drums, 2, 0), NEUME_ERR_ARGUMENT);
    assert_status(neume_microphones_new(&m, many, NEUME_MICROPHONES_MOST + 1, 0), NEUME_ERR_ARGUMENT);
    assert_ok(neume_microphones_new(&m, many, NEUME_MICROPHONES_MOST, 1));
    neume_microphones_free(m);
    neume_microphones_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bleed_is_left_out),      cmocka_unit_test(two_bleed),  cmocka_unit_test(ringing_is_no_hit),
        cmocka_unit_test(strangers_are_left_out), cmocka_unit_test(velocities), cmocka_unit_test(blocks),
        cmocka_unit_test(the_room_helps),         cmocka_unit_test(edges),      cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
