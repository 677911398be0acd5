/* SPDX-License-Identifier: MIT */
#include "models/melody/note_hmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { MOST_FRAMES = 1200 };

static const float attack_stays = 0.321f; /* that of note_hmm.c */

/* Decides `count` frames; checks that decisions come as the header says. */
static void decide(struct neume_note_hmm *h, const struct neume_note_evidence *e, size_t count,
                   struct neume_note_decision *out)
{
    struct neume_note_decision some[NEUME_NOTE_HMM_BLOCK];
    size_t made = 0, got;
    for (size_t i = 0; i < count; i++) {
        got = neume_note_hmm_process(h, &e[i], some);
        assert_true(got == 0 || got == NEUME_NOTE_HMM_BLOCK);
        memcpy(out + made, some, got * sizeof *some);
        made += got;
    }
    while ((got = neume_note_hmm_flush(h, some)) > 0) {
        assert_true(got <= NEUME_NOTE_HMM_BLOCK && made + got <= count);
        memcpy(out + made, some, got * sizeof *some);
        made += got;
    }
    assert_int_equal(made, count);
}

/* The model over again, by its definition: every way from every state to every state. */
struct oracle {
    size_t pitches;
    float low;
    size_t from[MOST_FRAMES][2 * 128];
};

static float way(const struct oracle *o, size_t a, size_t b, const struct neume_note_evidence *e)
{
    size_t n = o->pitches, silence = 2 * n, pause = 2 * n + 1;
    if (b >= silence) /* a body, two frames of pause, silence */
        return b == pause     ? a >= n && a < silence ? e->end : -1e30f
               : b == silence ? a == silence || a == pause + 1 ? 0 : -1e30f
               : a == b - 1   ? 0
                              : -1e30f;
    if (a > silence)
        return -1e30f;
    if (b >= n)
        return a == b ? e->stay[b - n] : a + n == b ? logf(1 - attack_stays) : -1e30f;
    if (a == silence)
        return e->start[b];
    if (a < n)
        return a == b ? logf(attack_stays) : -1e30f;
    if (a - n == b)
        return e->again[b];
    return a - n + 3 <= b || b + 3 <= a - n ? e->change[b] : -1e30f;
}

static float sight(const struct oracle *o, size_t s, const struct neume_note_evidence *e)
{
    return s < o->pitches ? e->attack[s] : s < 2 * o->pitches ? e->body[s - o->pitches] : 0;
}

/* Fills the best path of states and returns its score. */
static double solve(struct oracle *o, const struct neume_note_evidence *e, size_t count, size_t *path)
{
    size_t states = 2 * o->pitches + 3;
    double score[2][2 * 128];
    for (size_t s = 0; s < states; s++)
        score[0][s] = s == 2 * o->pitches ? 0 : -1e30;
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < states; b++) {
            double *now = &score[(i + 1) % 2][b];
            *now = -1e300;
            for (size_t a = 0; a < states; a++)
                if (score[i % 2][a] + way(o, a, b, &e[i]) > *now) {
                    *now = score[i % 2][a] + way(o, a, b, &e[i]);
                    o->from[i][b] = a;
                }
            *now += sight(o, b, &e[i]);
        }
    size_t best = 2 * o->pitches;
    for (size_t s = 0; s < states; s++)
        if (score[count % 2][s] > score[count % 2][best])
            best = s;
    double top = score[count % 2][best];
    for (size_t i = count; i-- > 0; best = o->from[i][best])
        path[i] = best;
    return top;
}

/* What a path of decisions scores: its rests begin with the pauses, if a note came before. */
static double score_of(const struct oracle *o, const struct neume_note_evidence *e, const struct neume_note_decision *d,
                       size_t count)
{
    size_t before = 2 * o->pitches, silence = 2 * o->pitches;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        size_t p = (size_t)lroundf((d[i].pitch - o->low) * 3), s = p;
        if (d[i].phase == NEUME_PHASE_SILENCE)
            s = before < silence ? silence + 1 : before == silence + 1 ? silence + 2 : silence;
        else if (d[i].phase == NEUME_PHASE_BODY)
            s = p + o->pitches;
        sum += way(o, before, s, &e[i]) + sight(o, s, &e[i]);
        before = s;
    }
    return sum;
}

/* Logarithms about what they are in music, drawn anew now and then. */
static void wander(struct neume_note_evidence *e, size_t count, size_t pitches, uint64_t seed)
{
    for (size_t i = 0; i < count; i++) {
        if (i && support_random(&seed) > 0.15) {
            e[i] = e[i - 1];
            continue;
        }
        for (size_t p = 0; p < pitches; p++) {
            e[i].attack[p] = (float)(4 * support_random(&seed) - 2.5);
            e[i].body[p] = (float)(6 * support_random(&seed) - 3);
            e[i].start[p] = (float)(-6 * support_random(&seed));
            e[i].change[p] = (float)(-8 * support_random(&seed));
            e[i].again[p] = (float)(-8 * support_random(&seed));
            e[i].stay[p] = (float)(-support_random(&seed));
        }
        e[i].end = (float)(-3 * support_random(&seed));
    }
}

/* Fewer frames than a decision's future: the best path of all is asked for, and must be found. */
static void test_against_every_way(void **state)
{
    (void)state;
    static struct oracle o;
    enum { COUNT = 90, ROUNDS = 100 };
    static const struct {
        double low, high;
    } rows[] = {{60, 63}, {40.2, 41}, {50, 50.3}, {30, 38}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint64_t round = 1; round <= ROUNDS; round++) {
            struct neume_note_hmm h;
            static struct neume_note_evidence e[COUNT];
            struct neume_note_decision d[COUNT];
            size_t path[COUNT];
            assert_ok(neume_note_hmm_init(&h, rows[r].low, rows[r].high));
            o.pitches = h.pitches;
            o.low = h.low;
            wander(e, COUNT, h.pitches, round);
            decide(&h, e, COUNT, d);
            double best = solve(&o, e, COUNT, path), mine = score_of(&o, e, d, COUNT);
            if (!(fabs(best - mine) < 0.01))
                fail_msg("%.1f..%.1f, round %d: score %.4f, the best is %.4f", rows[r].low, rows[r].high, (int)round,
                         mine, best);
            neume_note_hmm_release(&h);
        }
}

static void test_reset(void **state)
{
    (void)state;
    static struct neume_note_evidence e[700];
    static struct neume_note_decision expected[700], again[700];
    struct neume_note_hmm h;
    assert_ok(neume_note_hmm_init(&h, 30, 100));
    wander(e, 700, h.pitches, 3);
    decide(&h, e, 700, expected);
    neume_note_hmm_reset(&h);
    for (size_t i = 0; i < 333; i++) /* left in the middle of something */
        neume_note_hmm_process(&h, &e[i + 100], again);
    neume_note_hmm_reset(&h);
    decide(&h, e, 700, again);
    for (size_t i = 0; i < 700; i++)
        assert_true(again[i].phase == expected[i].phase && again[i].pitch == expected[i].pitch &&
                    again[i].begins == expected[i].begins);
    /* One long attack: that of the next recording is a new note, though the state be the same. */
    for (size_t i = 0; i < 12; i++) {
        e[i] = (struct neume_note_evidence){.attack[60] = 5};
        for (size_t p = 0; p < h.pitches; p++)
            e[i].body[p] = -20;
    }
    for (int round = 0; round < 2; round++) {
        neume_note_hmm_reset(&h);
        decide(&h, e, 12, again);
        assert_true(again[0].begins && again[11].phase == NEUME_PHASE_ATTACK && again[11].pitch == again[0].pitch);
    }
    neume_note_hmm_reset(&h);
    decide(&h, e, 0, again);
    neume_note_hmm_release(&h);
}

static void test_ranges(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        enum neume_status status;
    } rows[] = {
        {0, 128, NEUME_OK},
        {60, 60.01, NEUME_OK},
        {-0.1, 60, NEUME_ERR_ARGUMENT},
        {0, 128.1, NEUME_ERR_ARGUMENT},
        {60, 60, NEUME_ERR_ARGUMENT},
        {61, 60, NEUME_ERR_ARGUMENT},
        {NAN, 60, NEUME_ERR_ARGUMENT},
        {0, NAN, NEUME_ERR_ARGUMENT},
        {0, INFINITY, NEUME_ERR_ARGUMENT},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_note_hmm h;
        static struct neume_note_evidence e[300];
        static struct neume_note_decision d[300];
        assert_status(neume_note_hmm_init(&h, rows[r].low, rows[r].high), rows[r].status);
        if (rows[r].status == NEUME_OK) {
            wander(e, 300, h.pitches, 8);
            decide(&h, e, 300, d);
            for (size_t i = 0; i < 300; i++)
                assert_true(d[i].phase == NEUME_PHASE_SILENCE ||
                            (d[i].pitch >= (float)rows[r].low && d[i].pitch < rows[r].high + 0.34));
        }
        neume_note_hmm_release(&h);
        neume_note_hmm_release(&h); /* a released one is empty */
    }
    neume_note_hmm_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_every_way),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
