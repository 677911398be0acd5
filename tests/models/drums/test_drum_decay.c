/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_decay.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/support.h"

enum { RATE = NEUME_DRUM_DECAY_RATE, SECONDS = 12, SOUNDS = 4, HITS = 4 };

/* Noise that fades by `fall` dB a second, and from `choke` on (0: never) by 400. */
struct sound {
    double time, fall, choke, db;
};

static void play(float *x, size_t count, const struct sound *s)
{
    uint64_t seed = 9;
    for (size_t i = (size_t)(s->time * RATE); i < count; i++) {
        double t = (double)i / RATE - s->time, db = s->db - s->fall * t;
        if (s->choke > 0 && t > s->choke)
            db -= 400 * (t - s->choke);
        if (db < -120)
            break;
        x[i] += (float)(pow(10, db / 20) * (2 * support_random(&seed) - 1));
    }
}

static float *noise_floor(double db)
{
    float *x = calloc((size_t)SECONDS * RATE, sizeof *x);
    assert_non_null(x);
    uint64_t seed = 4;
    for (size_t i = 0; i < (size_t)SECONDS * RATE; i++)
        x[i] = (float)(pow(10, db / 20) * (2 * support_random(&seed) - 1));
    return x;
}

static struct neume_note hit(double onset, int key)
{
    return (struct neume_note){.onset = onset, .offset = onset + 0.1, .pitch = (uint8_t)key, .velocity = 90, .drum = 1};
}

static const struct {
    const char *what;
    struct sound sound[SOUNDS]; /* of time 0: none */
    struct {
        double time;
        int key;
        double length; /* wanted */
    } hit[HITS];
} cases[] = {
    {"fades by itself: 24 dB under what it is 45 ms in", {{1, 60, 0, -12}}, {{1, 49, 0.445}}},
    {"and slowly", {{1, 15, 0, -12}}, {{1, 57, 1.645}}},
    {"a hand", {{1, 10, 0.7, -12}}, {{1, 49, 0.7}}},
    {"the pedal, which is heard", {{1, 10, 0.3, -12}, {1.3, 150, 0, -30}}, {{1, 46, 0.3}, {1.3, 44, 0.1}}},
    {"the pedal, which is not", {{1, 10, 0.3, -12}}, {{1, 46, 0.3}}},
    {"a closed hat", {{1, 20, 0, -12}, {1.25, 200, 0, -12}}, {{1, 46, 0.25}, {1.25, 42, 0.1}}},
    {"no ride ends a hat", {{1, 60, 0, -12}, {1.2, 200, 0, -20}}, {{1, 46, 0.445}, {1.2, 36, 0.1}}},
    {"a snare on top hides the end until it is softer",
     {{1, 60, 0, -12}, {1.3, 120, 0, 0}},
     {{1, 49, 0.622}, {1.3, 38, 0.1}}},
    {"nor chokes it", {{1, 20, 0, -12}, {1.3, 150, 0, 0}}, {{1, 49, 1.245}, {1.3, 38, 0.1}}},
    {"the same ride again", {{1, 8, 0.4, -20}, {1.4, 60, 0, -14}}, {{1, 51, 0.4}, {1.4, 53, 0.445}}},
    {"a crash rings on under the ride", {{1, 20, 0, -6}, {1.4, 100, 0, 0}}, {{1, 49, 1.245}, {1.4, 51, 0.124}}},
    {"to the end of the recording", {{SECONDS - 0.5, 10, 0, -12}}, {{SECONDS - 0.5, 49, 0.5}}},
    {"not for ever", {{1, 0, 0, -12}}, {{1, 49, 8}}},
    {"others are as they were", {{1, 10, 0, -12}}, {{1, 36, 0.1}, {1.2, 42, 0.1}, {2, 48, 0.1}}},
};

static void run(float *x, size_t count, struct neume_note *note, size_t notes, size_t split)
{
    struct neume_drum_decay r;
    neume_drum_decay_init(&r, note, notes);
    for (size_t done = 0; done < count; done += split)
        neume_drum_decay_process(&r, x + done, split < count - done ? split : count - done);
    neume_drum_decay_flush(&r);
}

static void lengths(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        float *x = noise_floor(-90);
        struct neume_note note[HITS];
        size_t count = 0;
        for (size_t s = 0; s < SOUNDS; s++)
            if (cases[c].sound[s].time > 0)
                play(x, (size_t)SECONDS * RATE, &cases[c].sound[s]);
        for (; count < HITS && cases[c].hit[count].key; count++)
            note[count] = hit(cases[c].hit[count].time, cases[c].hit[count].key);
        run(x, (size_t)SECONDS * RATE, note, count, 4096);
        for (size_t i = 0; i < count; i++) {
            double length = note[i].offset - note[i].onset, wanted = cases[c].hit[i].length;
            if (fabs(length - wanted) > 0.015 + 0.04 * wanted)
                fail_msg("%s: hit %zu: %.3f s, not %.3f", cases[c].what, i, length, wanted);
        }
        free(x);
    }
}

/* How the caller splits its blocks never shows. */
static void blocks(void **state)
{
    (void)state;
    static const size_t splits[] = {1, 220, 441, 1 << 20};
    float *x = noise_floor(-70);
    const struct sound sound = {1, 30, 0.6, -12};
    struct neume_note first = hit(1, 46);
    play(x, (size_t)SECONDS * RATE, &sound);
    run(x, (size_t)SECONDS * RATE, &first, 1, 4096);
    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++) {
        struct neume_note note = hit(1, 46);
        run(x, (size_t)SECONDS * RATE, &note, 1, splits[i]);
        assert_true(note.offset == first.offset);
    }
    free(x);
}

/* Nothing at all, more rings than there is room for, pitched notes among them, notes behind the end. */
static void edges(void **state)
{
    (void)state;
    enum { MANY = NEUME_DRUM_DECAY_MOST + 5 };
    float *x = noise_floor(-20);
    struct neume_note note[MANY];
    run(x, 0, note, 0, 1);
    run(x, RATE, note, 0, 4096);
    for (size_t i = 0; i < MANY; i++) {
        note[i] = hit(0.001 * (double)i, i % 2 ? 49 : 57);
        note[i].pitch = i == 3 ? 60 : note[i].pitch;
        note[i].drum = i != 3;
    }
    note[MANY - 1].onset = 5;
    note[MANY - 1].offset = 5.1;
    run(x, RATE, note, MANY, 4096);
    for (size_t i = 0; i < MANY; i++)
        assert_true(note[i].offset > note[i].onset && note[i].offset <= 5.1);
    assert_true(fabs(note[3].offset - 0.103) < 1e-9 && fabs(note[MANY - 1].offset - 5.1) < 1e-9);
    free(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths),
        cmocka_unit_test(blocks),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
