/* SPDX-License-Identifier: MIT */
#include "analysis/beat/beat.h"
#include "analysis/beat/beat_confidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const double rate = 22050;

/* An ear that takes every strong beginning for a beat. */
static struct neume_beat_evidence *evidence_of(const struct neume_beat_frames *frames)
{
    struct neume_beat_evidence *e = calloc(frames->count / 2 + 1, sizeof *e);
    float *novelty = calloc(frames->count + 1, sizeof *novelty);
    assert_ok(neume_beat_novelty(frames->frame, frames->count, novelty));
    for (size_t i = 0; i < (frames->count + 1) / 2; i++)
        e[i] = fmaxf(novelty[2 * i], novelty[2 * i + 1]) > 2 ? (struct neume_beat_evidence){0, -1.7f}
                                                             : (struct neume_beat_evidence){-6, -8};
    free(novelty);
    return e;
}

/* evidence: NULL for that of beginnings. */
static void find_with(struct neume_beats *beats, const float *x, size_t count, size_t block,
                      const struct neume_beat_evidence *evidence)
{
    struct neume_beat_strength s;
    struct neume_beat_frames frames = {0};
    assert_ok(neume_beat_strength_init(&s, rate));
    for (size_t at = 0; at < count; at += block)
        assert_ok(neume_beat_frames_read(&frames, &s, x + at, count - at < block ? count - at : block));
    assert_ok(neume_beat_frames_end(&frames, &s));
    struct neume_beat_evidence *own = evidence ? NULL : evidence_of(&frames);
    assert_ok(neume_beats_decide(beats, frames.frame, evidence ? evidence : own, frames.count,
                                 neume_beat_strength_period(&s)));
    free(own);
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&s);
}

static void find(struct neume_beats *beats, const float *x, size_t count, size_t block)
{
    find_with(beats, x, count, block, NULL);
}

/* What a network that knows would say of beats at time[]. */
static struct neume_beat_evidence *evidence_new(size_t count, const double *time, size_t beats, int metre)
{
    size_t made = count / 400 + 2; /* a little more than one for each 20 ms */
    struct neume_beat_evidence *e = malloc(made * sizeof *e);
    struct neume_beat_strength s;
    assert_non_null(e);
    assert_ok(neume_beat_strength_init(&s, rate));
    double step = NEUME_BEAT_EVIDENCE_STEP * neume_beat_strength_period(&s);
    neume_beat_strength_release(&s);
    for (size_t i = 0; i < made; i++)
        e[i] = (struct neume_beat_evidence){-6, -7};
    for (size_t i = 0; i < beats; i++) {
        struct neume_beat_evidence *at = &e[lround(time[i] / step)];
        float first = i % (size_t)metre ? -4 : 0.5f;
        at[-1] = at[1] = (struct neume_beat_evidence){0, first - 1};
        at[0] = (struct neume_beat_evidence){1, first};
    }
    return e;
}

/* A kick on the first beat of each bar, a snare's noise on the others, and hats halfway. From 0.4 s on; the tempo rises
 * by `faster` a beat. Returns the number of beats, whose times go to time[]. */
static size_t play(float *x, size_t count, double bpm, int metre, double faster, double *time)
{
    size_t beats = 0;
    double t = 0.4, interval = 60 / bpm;
    for (; (t + interval) * rate < (double)count; t += interval, interval /= faster) {
        size_t at = (size_t)(t * rate), half = (size_t)((t + interval / 2) * rate);
        if (beats % (size_t)metre == 0)
            signal_hit(x + at, count - at, rate, SIGNAL_KICK, 0.001, 0.08, 0.6);
        else
            signal_hit(x + at, count - at, rate, SIGNAL_NOISE, 0.001, 0.05, 0.3);
        signal_hit(x + half, count - half, rate, SIGNAL_NOISE, 0.001, 0.01, 0.08);
        time[beats++] = t;
    }
    return beats;
}

/* The share of the true beats from 5 s on that are found within 70 ms, and that begin a bar where they should. */
static void score(const struct neume_beats *b, const double *time, size_t count, int metre, double *found, double *bars)
{
    size_t hits = 0, firsts = 0, all = 0, starts = 0;
    for (size_t i = 0; i < count; i++) {
        if (time[i] < 5)
            continue;
        int is_first = i % (size_t)metre == 0;
        all++;
        starts += (size_t)is_first;
        for (size_t k = 0; k < b->count; k++)
            if (fabs(b->beat[k].time - time[i]) < 0.07) {
                hits++;
                firsts += is_first && b->beat[k].number == 1;
                break;
            }
    }
    *found = (double)hits / (double)all;
    *bars = (double)firsts / (double)starts;
}

static void test_beats(void **state)
{
    (void)state;
    static const struct {
        double bpm;
        int metre;
        double faster;
    } rows[] = {{90, 4, 1}, {120, 4, 1}, {150, 4, 1}, {110, 3, 1}, {140, 3, 1}, {100, 4, 1.005}};
    size_t count = (size_t)(30 * rate);
    double time[256];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_beats b;
        double found, bars;
        float *x = signal_new(count);
        size_t beats = play(x, count, rows[r].bpm, rows[r].metre, rows[r].faster, time);
        signal_noise(x, count, 1e-4, 3);
        struct neume_beat_evidence *e = evidence_new(count, time, beats, rows[r].metre);
        find_with(&b, x, count, 4096, e);
        free(e);
        score(&b, time, beats, rows[r].metre, &found, &bars);
        if (found < 0.95 || bars < 0.8 || b.count > beats + 2 || b.metre != rows[r].metre)
            fail_msg("conf %g %g BPM, %d beats a bar: %g of %zu beats, %g of the bars, %zu found at %g BPM, metre %d",
                     b.confidence, rows[r].bpm, rows[r].metre, found, beats, bars, b.count, b.tempo, b.metre);
        for (size_t i = 1; i < b.count; i++)
            assert_true(b.beat[i].time > b.beat[i - 1].time);
        neume_beats_release(&b);
        free(x);
    }
}

/* Where no beat is, none is found. */
static void test_no_beat(void **state)
{
    (void)state;
    size_t count = (size_t)(20 * rate);
    for (int kind = 0; kind < 5; kind++) {
        struct neume_beats b;
        float *x = signal_new(count);
        if (kind == 1)
            signal_noise(x, count, 0.3, 5);
        if (kind == 2)
            signal_hit(x + 50000, count - 50000, rate, SIGNAL_STRING, 0.003, 2, 0.5);
        if (kind == 3)
            signal_sine(x, count, rate, 440, 0.5, 0);
        if (kind == 4)
            for (size_t i = 0; i < count; i++)
                x[i] = 0.5f;
        find(&b, x, count, 4096);
        if (b.count || b.tempo || b.metre)
            fail_msg("kind %d: %zu beats at %g BPM, confidence %g", kind, b.count, b.tempo, b.confidence);
        neume_beats_release(&b);
        find(&b, x, kind ? 100 : 1, 64);
        assert_int_equal(b.count, 0);
        neume_beats_release(&b);
        free(x);
    }
}

/* Clicks at random times, one to six a second: a pulse through the few that fit is no beat. */
static void test_random_clicks(void **state)
{
    (void)state;
    size_t count = (size_t)(30 * rate);
    int wrong = 0;
    for (int seed = 0; seed < 18; seed++) {
        struct neume_beats b;
        uint64_t random = 77 + (uint64_t)seed;
        float *x = signal_new(count);
        for (double t = 0.1; t < 29.5;) {
            size_t at = (size_t)(t * rate);
            signal_hit(x + at, count - at, rate, seed % 3 ? SIGNAL_NOISE : SIGNAL_KICK, 0.001, 0.05, 0.4);
            random = random * 6364136223846793005u + 1442695040888963407u;
            t -= log(1 - (double)(random >> 11) / 9007199254740992.0) / (1 + seed / 3);
        }
        find(&b, x, count, 4096);
        wrong += b.count > 0;
        assert_true(b.count || (!b.tempo && !b.half && !b.twice && b.confidence < 0.5));
        neume_beats_release(&b);
        free(x);
    }
    assert_true(wrong <= 1);
}

static void test_blocks(void **state)
{
    (void)state;
    size_t count = (size_t)(12 * rate);
    double time[256];
    struct neume_beats whole, cut;
    float *x = signal_new(count);
    play(x, count, 120, 4, 1, time);
    find(&whole, x, count, count);
    assert_true(whole.count > 10);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        find(&cut, x, count, signal_splits[i]);
        assert_int_equal(cut.count, whole.count);
        for (size_t k = 0; k < cut.count; k++)
            assert_true(cut.beat[k].time == whole.beat[k].time && cut.beat[k].number == whole.beat[k].number);
        neume_beats_release(&cut);
    }
    neume_beats_release(&whole);
    free(x);
}

static void test_arguments(void **state)
{
    (void)state;
    struct neume_beat_strength s;
    struct neume_beats b;
    assert_status(neume_beat_strength_init(&s, 7999), NEUME_ERR_ARGUMENT);
    assert_status(neume_beat_strength_init(&s, NAN), NEUME_ERR_ARGUMENT);
    neume_beat_strength_release(&s);
    neume_beat_strength_release(NULL);
    neume_beat_frames_release(NULL);
    neume_beats_release(NULL);
    assert_ok(neume_beats_decide(&b, NULL, NULL, 0, 0.01));
    assert_int_equal(b.count, 0);
    neume_beats_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beats),  cmocka_unit_test(test_no_beat),   cmocka_unit_test(test_random_clicks),
        cmocka_unit_test(test_blocks), cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
