/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_decoder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { KEYS = NEUME_POLY_KEYS, HEADS = NEUME_POLY_HEADS, LOW = NEUME_POLY_LOW_PITCH, MOST = 4096 };
enum { ONSET_HEAD, FRAME_HEAD, OFFSET_HEAD, LEVEL_HEAD };

/* Activations 0..1, which become logits; of the level head, the level in units of 40 dB. */
struct roll {
    size_t frames;
    float *a; /* [frames][keys][heads] */
    float level;
};

struct found {
    size_t count;
    struct neume_poly_note note[MOST];
};

static struct roll new_roll(size_t frames)
{
    struct roll r = {.frames = frames, .a = calloc(frames * KEYS * HEADS + 1, sizeof(float)), .level = -10};
    assert_non_null(r.a);
    return r;
}

static float *at(struct roll *r, size_t frame, int pitch, int head)
{
    assert_true(frame < r->frames && pitch >= LOW && pitch < LOW + KEYS);
    return r->a + (frame * KEYS + (size_t)(pitch - LOW)) * HEADS + head;
}

/* A key that is down in frames first..end-1, its onset a triangle of this height and half width around `peak`. */
static void strike(struct roll *r, int pitch, double peak, double height, size_t first, size_t end)
{
    static const double half = 2.5;
    for (size_t t = 0; t < r->frames; t++) {
        float value = (float)(height * (1 - fabs((double)t - peak) / half));
        if (value > *at(r, t, pitch, ONSET_HEAD))
            *at(r, t, pitch, ONSET_HEAD) = value;
        if (t >= first && t < end)
            *at(r, t, pitch, FRAME_HEAD) = 0.9f;
    }
}

static float logit(float p)
{
    p = fminf(fmaxf(p, 1e-6f), 1 - 1e-6f);
    return logf(p / (1 - p));
}

static void decode_on(struct neume_poly_decoder *d, const struct roll *r, struct found *out)
{
    struct neume_poly_note ends[2 * KEYS];
    float row[KEYS * HEADS];
    out->count = 0;
    for (size_t t = 0; t <= r->frames; t++) {
        for (size_t i = 0; t < r->frames && i < KEYS * HEADS; i++)
            row[i] = i % HEADS == LEVEL_HEAD ? r->a[t * KEYS * HEADS + i] : logit(r->a[t * KEYS * HEADS + i]);
        size_t n = t < r->frames ? neume_poly_decoder_push(d, row, r->level, ends) : neume_poly_decoder_flush(d, ends);
        assert_true(n <= (t < r->frames ? KEYS : 2 * KEYS) && out->count + n <= MOST);
        memcpy(out->note + out->count, ends, n * sizeof *ends);
        out->count += n;
    }
    for (size_t i = 0; i < out->count; i++) {
        const struct neume_poly_note *n = &out->note[i];
        assert_true(n->onset >= 0 && n->offset <= (double)r->frames);
        assert_true(n->confidence > 0 && n->confidence <= 1 && isfinite(n->level));
    }
}

static void decode(const struct roll *r, const struct neume_options *options, struct found *out)
{
    struct neume_options defaults;
    struct neume_poly_decoder d;
    neume_options_init(&defaults);
    neume_poly_decoder_init(&d, options ? options : &defaults);
    decode_on(&d, r, out);
}

static void test_onsets_lie_between_frames(void **state)
{
    (void)state;
    static struct found found;
    for (double peak = 19.5; peak <= 20.5; peak += 0.0625) {
        struct roll r = new_roll(40);
        strike(&r, 60, peak, 0.8, 20, 30);
        decode(&r, NULL, &found);
        assert_int_equal(found.count, 1);
        assert_int_equal(found.note[0].pitch, 60);
        /* A parabola through three points of a triangle is off by 1 / 12 at most. */
        double off = found.note[0].onset - peak;
        if (fabs(off) > 0.09)
            fail_msg("peak %g: onset off by %g frames", peak, off);
        free(r.a);
    }
}

static void test_onset_at_the_very_beginning(void **state)
{
    (void)state;
    static struct found found;
    struct roll r = new_roll(20);
    strike(&r, 40, 0, 0.8, 0, 10);
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 1);
    assert_true(found.note[0].onset >= 0 && found.note[0].onset < 1);
    free(r.a);
}

static void test_ends_lie_between_frames(void **state)
{
    (void)state;
    static struct found found;
    struct neume_poly_decoder d;
    struct neume_options options;
    neume_options_init(&options);
    neume_poly_decoder_init(&d, &options);
    const float bar = d.frame_least;
    const struct {
        float before, after;
        double part; /* of the frame from 29 to 30 */
    } rows[] = {{bar + 0.2f, bar - 0.2f, 0.5},
                {bar + 0.3f, bar - 0.1f, 0.75},
                {bar + 0.01f, bar - 0.2f, 0.01 / 0.21},
                {bar + 0.2f, bar, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct roll r = new_roll(40);
        strike(&r, 60, 20, 0.8, 20, 29);
        *at(&r, 29, 60, FRAME_HEAD) = rows[i].before;
        *at(&r, 30, 60, FRAME_HEAD) = rows[i].after - 1e-5f;
        decode(&r, NULL, &found);
        assert_int_equal(found.count, 1);
        if (fabs(found.note[0].offset - (29 + rows[i].part)) > 0.005)
            fail_msg("row %zu: ends at %g", i, found.note[0].offset);
        free(r.a);
    }
}

static void test_a_key_struck_again(void **state)
{
    (void)state;
    static struct found found;
    static const double second[] = {24.6, 25, 25.4, 30, 34.8}; /* held all the time, or let go just before */
    for (size_t i = 0; i < sizeof second / sizeof *second; i++)
        for (int held = 0; held < 2; held++) {
            struct roll r = new_roll(60);
            strike(&r, 60, 20, 0.8, 20, 40);
            strike(&r, 60, second[i], 0.7, 20, 40);
            if (!held)
                *at(&r, (size_t)floor(second[i]) - 1, 60, FRAME_HEAD) = 0;
            decode(&r, NULL, &found);
            assert_int_equal(found.count, 2);
            assert_true(found.note[0].onset < found.note[1].onset);
            if (found.note[0].offset > found.note[1].onset)
                fail_msg("struck again at %g: %g is after %g", second[i], found.note[0].offset, found.note[1].onset);
            assert_true(found.note[0].offset > found.note[1].onset - 3);
            assert_true(found.note[1].offset > 38 && found.note[1].offset <= 40);
            free(r.a);
        }
}

/* Key 60 sounds in frames 20..44, with a step down of `fall` before frame `where`; key 64 begins about frame 30. */
static double end_beside_another(double fall, size_t where, double second)
{
    static struct found found;
    struct roll r = new_roll(60);
    strike(&r, 60, 20, 0.8, 20, 45);
    strike(&r, 64, second, 0.8, (size_t)second, 50);
    for (size_t t = where; t < 45; t++)
        *at(&r, t, 60, FRAME_HEAD) -= (float)fall;
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 2);
    free(r.a);
    return found.note[0].pitch == 60 ? found.note[0].offset : found.note[1].offset;
}

static void test_another_onset_ends_a_note_that_falls_there(void **state)
{
    (void)state;
    const struct {
        double fall;
        size_t where;
        double second, end;
    } rows[] = {
        {0.3, 30, 30, 30},                        /* still over the bar: a room */
        {0.3, 31, 30.3, 30.3}, {0.3, 30, 21, 44}, /* too near the note's own onset */
        {0.02, 30, 30, 44},                       /* it goes on as loud */
        {0.3, 38, 30, 44},                        /* it falls, but later */
        {0.8, 30, 30, 30},                        /* and under the bar at once */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double end = end_beside_another(rows[i].fall, rows[i].where, rows[i].second);
        if (fabs(end - rows[i].end) > 1)
            fail_msg("row %zu: ends at %g, not about %g", i, end, rows[i].end);
    }
}

/* Frame activations alone make no note, nor does an onset under the bar. */
static void test_no_onset_no_note(void **state)
{
    (void)state;
    static struct found found;
    struct roll r = new_roll(60);
    strike(&r, 60, 20, 0.02, 20, 40);
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 0);
    free(r.a);
    r = new_roll(0);
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 0);
    free(r.a);
}

/* A plateau is one onset. */
static void test_plateau(void **state)
{
    (void)state;
    static struct found found;
    struct roll r = new_roll(60);
    for (size_t t = 20; t < 24; t++)
        *at(&r, t, 60, ONSET_HEAD) = 0.8f;
    for (size_t t = 20; t < 40; t++)
        *at(&r, t, 60, FRAME_HEAD) = 0.8f;
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 1);
    assert_true(found.note[0].onset > 18 && found.note[0].onset < 24);
    free(r.a);
}

static void test_pitches_are_bounded(void **state)
{
    (void)state;
    static struct found found;
    static const struct {
        int min, max;
        size_t count;
    } rows[] = {{0, 127, 88}, {21, 108, 88}, {60, 60, 1}, {60, 72, 13},
                {0, 21, 1},   {108, 127, 1}, {0, 20, 0},  {109, 127, 0}};
    struct neume_options options;
    struct roll r = new_roll(60);
    for (int pitch = LOW; pitch < LOW + KEYS; pitch++)
        strike(&r, pitch, 20, 0.8, 20, 40);
    neume_options_init(&options);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        options.min_pitch = rows[i].min;
        options.max_pitch = rows[i].max;
        decode(&r, &options, &found);
        assert_int_equal(found.count, rows[i].count);
        for (size_t k = 0; k < found.count; k++)
            assert_in_range(found.note[k].pitch, rows[i].min, rows[i].max);
    }
    free(r.a);
}

/* Onsets from faint to certain: more of them with more sensitivity, and all that less of it found. */
static void test_sensitivity(void **state)
{
    (void)state;
    static struct found found;
    struct neume_options options;
    struct roll r = new_roll(60);
    size_t before = 0, first = KEYS, last = 0;
    for (int k = 0; k < KEYS; k++)
        strike(&r, LOW + k, 20, (k + 1) / (KEYS + 1.0), 20, 40);
    neume_options_init(&options);
    for (int step = 0; step <= 20; step++) {
        options.sensitivity = step / 20.0;
        decode(&r, &options, &found);
        assert_true(found.count >= before);
        for (size_t i = 0; i < found.count; i++)
            assert_true(found.note[i].pitch >= LOW + KEYS - (int)found.count);
        before = last = found.count;
        first = step ? first : found.count;
    }
    assert_true(first > 0 && first + KEYS / 4 < last);
    free(r.a);
}

static void test_flush_ends_what_sounds(void **state)
{
    (void)state;
    static struct found found;
    struct roll r = new_roll(30);
    for (int k = 0; k < KEYS; k++)
        strike(&r, LOW + k, 20, 0.8, 20, 30);
    for (int k = 0; k < KEYS; k += 2) /* struck again in the last frame of all */
        *at(&r, 29, LOW + k, ONSET_HEAD) = 0.8f;
    decode(&r, NULL, &found);
    assert_int_equal(found.count, KEYS + KEYS / 2);
    for (size_t i = 0; i < found.count; i++)
        assert_true(found.note[i].offset >= 28 && found.note[i].offset <= 30);
    free(r.a);
}

static void test_keys_do_not_disturb_each_other(void **state)
{
    (void)state;
    static struct found found, alone;
    static const struct {
        int pitch;
        double peak;
        size_t first, end;
    } rows[] = {{21, 10, 10, 50}, {59, 12.3, 12, 30}, {60, 12.7, 12, 31}, {61, 13, 13, 30}, {108, 40, 40, 44}};
    enum { count = sizeof rows / sizeof *rows };
    struct roll all = new_roll(60);
    for (size_t i = 0; i < count; i++)
        strike(&all, rows[i].pitch, rows[i].peak, 0.8, rows[i].first, rows[i].end);
    decode(&all, NULL, &found);
    assert_int_equal(found.count, count);
    for (size_t i = 0; i < count; i++) {
        struct roll r = new_roll(60);
        strike(&r, rows[i].pitch, rows[i].peak, 0.8, rows[i].first, rows[i].end);
        decode(&r, NULL, &alone);
        assert_int_equal(alone.count, 1);
        size_t same = 0;
        for (size_t k = 0; k < count; k++)
            same += found.note[k].pitch == rows[i].pitch && found.note[k].onset == alone.note[0].onset &&
                    found.note[k].offset == alone.note[0].offset;
        assert_int_equal(same, 1);
        free(r.a);
    }
    free(all.a);
}

/* 40 dB a unit, over the running level; the louder one is the louder. */
static void test_level_of_a_strike(void **state)
{
    (void)state;
    static struct found found;
    struct roll r = new_roll(60);
    strike(&r, 60, 20, 0.8, 20, 40);
    strike(&r, 64, 20, 0.8, 20, 40);
    for (size_t t = 0; t < 60; t++) {
        *at(&r, t, 60, LEVEL_HEAD) = -0.25f;
        *at(&r, t, 64, LEVEL_HEAD) = -0.5f;
    }
    decode(&r, NULL, &found);
    assert_int_equal(found.count, 2);
    assert_true(fabsf(found.note[0].level - (-10 - 10)) < 0.01f);
    assert_true(fabsf(found.note[1].level - (-20 - 10)) < 0.01f);
    free(r.a);
}

static void test_reset(void **state)
{
    (void)state;
    static struct found first, again;
    struct neume_poly_decoder d;
    struct neume_poly_note ends[2 * KEYS];
    struct neume_options options;
    struct roll r = new_roll(40);
    float row[KEYS * HEADS];
    strike(&r, 60, 20, 0.8, 20, 40);
    strike(&r, 64, 0, 0.8, 0, 30);
    neume_options_init(&options);
    neume_poly_decoder_init(&d, &options);
    decode_on(&d, &r, &first);
    for (size_t frames = 0; frames < 5; frames++) {
        neume_poly_decoder_reset(&d);
        for (size_t t = 0; t < frames; t++) {
            for (size_t i = 0; i < KEYS * HEADS; i++)
                row[i] = (t + i) % 3 ? 3 : -3;
            neume_poly_decoder_push(&d, row, -3, ends);
        }
        neume_poly_decoder_reset(&d);
        assert_int_equal(neume_poly_decoder_flush(&d, ends), 0);
        neume_poly_decoder_reset(&d);
        decode_on(&d, &r, &again);
        assert_int_equal(again.count, first.count);
        for (size_t i = 0; i < again.count; i++)
            assert_true(again.note[i].onset == first.note[i].onset && again.note[i].offset == first.note[i].offset &&
                        again.note[i].pitch == first.note[i].pitch && again.note[i].level == first.note[i].level);
    }
    free(r.a);
}

/* Whatever comes, no more ends than keys, and the notes of a key follow one another. */
static void test_random_activations(void **state)
{
    (void)state;
    static struct found found;
    uint64_t random = 5;
    struct roll r = new_roll(60);
    for (size_t i = 0; i < r.frames * KEYS * HEADS; i++)
        r.a[i] = (float)support_random(&random);
    decode(&r, NULL, &found);
    assert_true(found.count > KEYS);
    for (size_t i = 0; i < found.count; i++)
        for (size_t k = 0; k < i; k++)
            if (found.note[k].pitch == found.note[i].pitch && found.note[k].offset > found.note[i].onset)
                fail_msg("key %d: one until %g, the next from %g", found.note[i].pitch, found.note[k].offset,
                         found.note[i].onset);
    free(r.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_onsets_lie_between_frames),
        cmocka_unit_test(test_onset_at_the_very_beginning),
        cmocka_unit_test(test_ends_lie_between_frames),
        cmocka_unit_test(test_a_key_struck_again),
        cmocka_unit_test(test_no_onset_no_note),
        cmocka_unit_test(test_plateau),
        cmocka_unit_test(test_pitches_are_bounded),
        cmocka_unit_test(test_sensitivity),
        cmocka_unit_test(test_flush_ends_what_sounds),
        cmocka_unit_test(test_keys_do_not_disturb_each_other),
        cmocka_unit_test(test_level_of_a_strike),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_random_activations),
        cmocka_unit_test(test_another_onset_ends_a_note_that_falls_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
