/* SPDX-License-Identifier: MIT */
#include "analysis/beat/bar_pointer.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/support.h"

enum { MOST = 4000 };

static const float none = -6;

struct music {
    struct neume_bar_evidence *evidence;
    size_t count;
    size_t frame[MOST]; /* of the beats */
    int number[MOST];
    size_t beats;
};

static void music_init(struct music *m, size_t count)
{
    m->evidence = malloc(count * sizeof *m->evidence);
    assert_non_null(m->evidence);
    m->count = count;
    m->beats = 0;
    for (size_t t = 0; t < count; t++)
        m->evidence[t] = (struct neume_bar_evidence){none, -2, -0.15f};
}

/* A beat that is seen with these log odds, and whether it begins a bar. */
static void show(struct music *m, double at, int first, float odds)
{
    size_t t = (size_t)lround(at);
    for (size_t i = t - 1; i <= t + 1 && i < m->count; i++)
        m->evidence[i] = (struct neume_bar_evidence){odds - (i != t), first ? -0.1f : -3, first ? -2.4f : -0.05f};
}

/* Beats from frame `from` up to `to` in bars of `metre`, the first of which has the number `number`; each interval is
 * `slower` times the one before. Returns where the next one would be. */
static double play(struct music *m, double from, double to, double interval, double slower, int metre, int number)
{
    double at = from;
    for (; at < to && m->beats < MOST; at += interval, interval *= slower, number = number % metre + 1) {
        show(m, at, number == 1, 1);
        m->frame[m->beats] = (size_t)lround(at);
        m->number[m->beats++] = number;
    }
    return at;
}

/* The share of the beats from number `skip` on that are found with their number, within two frames. */
static double found_of(const struct music *m, size_t skip, size_t *found)
{
    struct neume_bar_beat *beat;
    size_t beats, right = 0;
    assert_ok(neume_bar_track(&neume_bar_usual, m->evidence, m->count, &beat, &beats));
    for (size_t i = 1; i < beats; i++)
        assert_true(beat[i].frame > beat[i - 1].frame && beat[i].number >= 1 && beat[i].number <= beat[i].metre);
    for (size_t i = skip, j = 0; i < m->beats; i++) {
        while (j < beats && beat[j].frame + 2 < m->frame[i])
            j++;
        right += j < beats && beat[j].frame <= m->frame[i] + 2 && beat[j].number == m->number[i];
    }
    free(beat);
    *found = beats;
    return (double)right / (double)(m->beats - skip);
}

/* Beats a bar, an interval of a fraction of frames, how it changes, and the number that the first beat has. */
static void test_metres_and_tempos(void **state)
{
    (void)state;
    static const struct {
        int metre;
        double interval, slower;
        int number;
    } rows[] = {{2, 50, 1, 1},    {3, 40.4, 1, 1}, {4, 62.5, 1, 1},  {4, 62.5, 1, 4},  {5, 45.3, 1, 1},
                {6, 30.2, 1, 1},  {7, 33.3, 1, 1}, {3, 70, 1, 3},    {4, 50, 1.01, 1}, {4, 90, 0.99, 1},
                {2, 120.7, 1, 1}, {4, 25.2, 1, 1}, {3, 60, 1.02, 1}, {4, 145, 1, 1}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct music m;
        size_t found;
        music_init(&m, 3000);
        play(&m, 40, 2950, rows[r].interval, rows[r].slower, rows[r].metre, rows[r].number);
        double right = found_of(&m, 0, &found);
        if (right < 0.99 || found > m.beats + 1)
            fail_msg("row %zu: %g of %zu beats, %zu found", r, right, m.beats, found);
        free(m.evidence);
    }
}

/* Eighths that look much like beats, while bars are clear: their bar would have eight beats, and is none. */
static void test_eighths(void **state)
{
    (void)state;
    for (double interval = 45; interval < 110; interval += 13) {
        struct music m;
        size_t found;
        music_init(&m, 3000);
        for (double at = 40 + interval / 2; at < 2950; at += interval)
            show(&m, at, 0, -2.5f);
        play(&m, 40, 2950, interval, 1, 4, 1);
        double right = found_of(&m, 0, &found);
        if (right < 0.99 || found > m.beats + 1)
            fail_msg("every %g frames: %g of %zu beats, %zu found", interval, right, m.beats, found);
        free(m.evidence);
    }
}

/* Where in the stretches that are settled one after the other the beats lie does not matter. */
static void test_settled(void **state)
{
    (void)state;
    for (size_t from = 60; from < 68; from++) {
        struct music m;
        size_t found;
        music_init(&m, 30000);
        play(&m, (double)from, 29950, 64, 1, 4, 1);
        double right = found_of(&m, 0, &found);
        if (right < 1 || found != m.beats)
            fail_msg("from %zu: %g of %zu beats, %zu found", from, right, m.beats, found);
        free(m.evidence);
    }
}

/* A ritardando, another tempo, another metre, bars in which nothing is struck, and a pause. */
static void test_changes(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct music m;
        size_t found;
        music_init(&m, 6000);
        if (kind == 0)
            play(&m, play(&m, 40, 2000, 50, 1, 4, 1), 2450, 50 * 1.07, 1.07, 4, (int)(m.beats % 4) + 1);
        if (kind == 1)
            play(&m, play(&m, 40, 2040, 50, 1, 4, 1), 4000, 66, 1, 4, 1);
        if (kind == 2)
            play(&m, play(&m, 40, 2040, 50, 1, 4, 1), 4000, 50, 1, 3, 1);
        if (kind == 3) {
            play(&m, 40, 2040, 50, 1, 4, 1);
            play(&m, 2840, 5000, 50, 1, 4, 1); /* four bars are missing */
        }
        double right = found_of(&m, 0, &found);
        if (right < 0.95 || (kind < 3 && found > m.beats + 2))
            fail_msg("kind %d: %g of %zu beats, %zu found", kind, right, m.beats, found);
        free(m.evidence);
    }
}

/* Two pieces with a minute between them, in which there is no beat. */
static void test_pause(void **state)
{
    (void)state;
    struct music m;
    size_t found;
    music_init(&m, 12000);
    play(&m, 40, 3000, 50, 1, 4, 1);
    play(&m, 9000, 11900, 57, 1, 3, 1);
    assert_true(found_of(&m, 0, &found) > 0.99);
    assert_true(found <= m.beats + 2);
    free(m.evidence);
}

/* What is settled on the way is what one look at all would find; and nothing is no beat. */
static void test_long(void **state)
{
    (void)state;
    struct music m;
    size_t found;
    music_init(&m, 90000);
    play(&m, 20, 89990, 50, 1, 4, 1);
    assert_true(found_of(&m, 0, &found) == 1 && found == m.beats);
    free(m.evidence);
    music_init(&m, 9000);
    show(&m, 4000, 0, 1);
    m.beats = 1;
    found_of(&m, 0, &found);
    assert_true(found <= 2);
    free(m.evidence);
}

/* Paths that come and go, of which the best may go back further than choices are kept. */
static void test_wavering(void **state)
{
    (void)state;
    struct music m;
    size_t found;
    for (uint64_t seed = 26; seed < 30; seed++) {
        uint64_t random = seed;
        music_init(&m, 20000);
        for (size_t t = 0; t < m.count; t++)
            if (support_random(&random) < 0.02)
                show(&m, (double)t + 1, support_random(&random) < 0.3, 4 * (float)support_random(&random) - 2);
        m.beats = 1;
        found_of(&m, 0, &found);
        free(m.evidence);
    }
}

static void test_rate(void **state)
{
    (void)state;
    struct music m;
    float at[64], half[32], twice[127];
    music_init(&m, 3000);
    play(&m, 40, 2900, 52, 1, 4, 1);
    for (int i = 0; i < 50; i++)
        at[i] = (float)m.frame[i];
    for (int i = 0; i < 25; i++)
        half[i] = at[2 * i];
    for (int i = 0; i < 99; i++)
        twice[i] = at[i / 2] + (float)(i % 2) * 26;
    double same = neume_bar_rate(&neume_bar_usual, m.evidence, m.count, at, 50);
    assert_true(same > neume_bar_rate(&neume_bar_usual, m.evidence, m.count, half, 25));
    assert_true(same > neume_bar_rate(&neume_bar_usual, m.evidence, m.count, twice, 99));
    assert_int_equal(neume_bar_nearest(m.evidence, m.count, 41.4f), 40);
    assert_int_equal(neume_bar_nearest(m.evidence, m.count, -50), 0);
    assert_true(neume_bar_nearest(m.evidence, m.count, 1e6f) < m.count);
    free(m.evidence);
}

static void test_nothing(void **state)
{
    (void)state;
    struct neume_bar_beat *beat;
    size_t beats;
    assert_ok(neume_bar_track(&neume_bar_usual, NULL, 0, &beat, &beats));
    assert_null(beat);
    assert_int_equal(beats, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_metres_and_tempos), cmocka_unit_test(test_eighths), cmocka_unit_test(test_settled),
        cmocka_unit_test(test_changes),           cmocka_unit_test(test_pause),   cmocka_unit_test(test_long),
        cmocka_unit_test(test_wavering),          cmocka_unit_test(test_rate),    cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
