/* SPDX-License-Identifier: MIT */
#include "models/melody/note_hmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { MOST_FRAMES = 1200 };

static const struct neume_note_evidence rest = {0, 0.02f, 0, 0};

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

/* The model over again, by its definition: every way from every state to every state. The figures are those of
 * note_hmm.c. */
struct oracle {
    size_t pitches;
    float low;
    size_t from[MOST_FRAMES][2 * 128];
};

static float ease(float x, float spread)
{
    return 0.3989423f / spread * expf(-0.5f * x * x / (spread * spread));
}

static float way(const struct oracle *o, size_t a, size_t b, const struct neume_note_evidence *e)
{
    size_t n = o->pitches, silence = 2 * n;
    float struck = e->onset * (1 - e->ending); /* what may begin a note of the same pitch again */
    float change = 0.004f + e->onset * (0.05f - 0.004f), again = 1e-6f + struck * (0.02f - 1e-6f);
    if (b == silence)
        return a == silence ? logf(1 - 0.02f) : a >= n ? logf(0.02f) : -1e30f;
    if (b >= n)
        return a == b ? logf((1 - 0.02f - 0.004f) * (1 - 0.9995f * struck)) : a + n == b ? logf(1 - 0.7f) : -1e30f;
    if (a == silence)
        return logf(0.02f) - logf((float)n);
    if (a < n)
        return a == b ? logf(0.7f) : -1e30f;
    if (a - n == b)
        return logf(again);
    return a - n + 2 <= b || b + 2 <= a - n ? logf(change) - logf((float)n) : -1e30f;
}

static float sight(const struct oracle *o, size_t s, const struct neume_note_evidence *e)
{
    size_t n = o->pitches;
    if (s == 2 * n)
        return logf(0.98f * (1 - e->voiced) + 0.02f * e->voiced / 88);
    float pitch = o->low + (float)(s % n) / 3;
    return logf(e->voiced * (ease(e->pitch - pitch, s < n ? 1.2f : 0.45f) + 2e-3f) + (1 - e->voiced) * 0.02f);
}

/* Fills the best path of states and returns its score. */
static double solve(struct oracle *o, const struct neume_note_evidence *e, size_t count, size_t *path)
{
    size_t states = 2 * o->pitches + 1;
    double score[2][2 * 128];
    for (size_t s = 0; s < states; s++)
        score[0][s] = s + 1 == states ? 0 : -1e30;
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
    size_t best = states - 1;
    for (size_t s = 0; s < states; s++)
        if (score[count % 2][s] > score[count % 2][best])
            best = s;
    double top = score[count % 2][best];
    for (size_t i = count; i-- > 0; best = o->from[i][best])
        path[i] = best;
    return top;
}

/* What a path of decisions scores. */
static double score_of(const struct oracle *o, const struct neume_note_evidence *e, const struct neume_note_decision *d,
                       size_t count)
{
    size_t before = 2 * o->pitches;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        size_t p = (size_t)lroundf((d[i].pitch - o->low) * 3), s = 2 * o->pitches;
        if (d[i].phase != NEUME_PHASE_SILENCE)
            s = d[i].phase == NEUME_PHASE_ATTACK ? p : p + o->pitches;
        sum += way(o, before, s, &e[i]) + sight(o, s, &e[i]);
        before = s;
    }
    return sum;
}

/* Some frames of one pitch, some of another, some of rest; with slips, onsets, endings and doubts between. */
static void wander(struct neume_note_evidence *e, size_t count, double low, double high, uint64_t seed)
{
    double pitch = low, voiced = 0.95;
    for (size_t i = 0; i < count; i++) {
        e[i].onset = e[i].ending = 0;
        if (support_random(&seed) < 0.12) {
            pitch = support_random(&seed) < 0.5 ? pitch + 2 * support_random(&seed) - 1
                                                : low + (high - low) * support_random(&seed);
            voiced = support_random(&seed) < 0.3 ? 0.02 : 0.3 + 0.65 * support_random(&seed);
            e[i].onset = (float)support_random(&seed);
            e[i].ending = support_random(&seed) < 0.5 ? (float)support_random(&seed) : 0;
        }
        e[i].pitch = (float)(pitch + 0.3 * (support_random(&seed) - 0.5));
        e[i].voiced = (float)voiced;
    }
}

/* Fewer frames than a decision's future: the best path of all is asked for, and must be found. */
static void test_against_every_way(void **state)
{
    (void)state;
    static struct oracle o;
    enum { COUNT = 90, ROUNDS = 300 };
    static const struct {
        double low, high;
    } rows[] = {{60, 63}, {40.2, 41}, {50, 50.3}, {30, 38}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (uint64_t round = 1; round <= ROUNDS; round++) {
            struct neume_note_hmm h;
            struct neume_note_evidence e[COUNT];
            struct neume_note_decision d[COUNT];
            size_t path[COUNT];
            assert_ok(neume_note_hmm_init(&h, rows[r].low, rows[r].high));
            o.pitches = h.pitches;
            o.low = h.low;
            wander(e, COUNT, rows[r].low, rows[r].high, round);
            decide(&h, e, COUNT, d);
            double best = solve(&o, e, COUNT, path), mine = score_of(&o, e, d, COUNT);
            if (!(fabs(best - mine) < 0.01))
                fail_msg("%.1f..%.1f, round %d: score %.4f, the best is %.4f", rows[r].low, rows[r].high, (int)round,
                         mine, best);
            neume_note_hmm_release(&h);
        }
}

/* A run of equal frames. */
struct run {
    int frames;
    float pitch; /* 0: rest */
    float onset; /* in the first frame */
    float vibrato;
};

static size_t spell(const struct run *run, size_t runs, struct neume_note_evidence *e)
{
    size_t count = 0;
    for (size_t r = 0; r < runs; r++)
        for (int i = 0; i < run[r].frames; i++) {
            e[count] = rest;
            if (run[r].pitch > 0)
                e[count] = (struct neume_note_evidence){run[r].pitch + run[r].vibrato *
                                                                           sinf(6.2831853f * 5.5f * 0.0116f * (float)i),
                                                        0.95f, i ? 0 : run[r].onset, 0};
            count++;
        }
    return count;
}

static void test_notes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct run run[8];
        size_t notes;
        float pitch[4]; /* of the bodies */
    } rows[] = {
        {"rest", {{200, 0, 0, 0}}, 0, {0}},
        {"one note", {{40, 0, 0, 0}, {60, 64, 1, 0}, {40, 0, 0, 0}}, 1, {64}},
        {"without an onset", {{40, 0, 0, 0}, {60, 64, 0, 0}, {40, 0, 0, 0}}, 1, {64}},
        {"from the first frame", {{60, 50, 1, 0}, {40, 0, 0, 0}}, 1, {50}},
        {"to the last", {{40, 0, 0, 0}, {60, 71, 1, 0}}, 1, {71}},
        {"ten seconds", {{20, 0, 0, 0}, {862, 64, 1, 0}, {20, 0, 0, 0}}, 1, {64}},
        {"a third sharp", {{20, 0, 0, 0}, {60, 64.33f, 1, 0}, {20, 0, 0, 0}}, 1, {64.33f}},
        {"legato", {{20, 0, 0, 0}, {40, 60, 1, 0}, {40, 62, 0, 0}, {20, 0, 0, 0}}, 2, {60, 62}},
        {"semitone", {{20, 0, 0, 0}, {40, 60, 1, 0}, {40, 61, 1, 0}, {20, 0, 0, 0}}, 2, {60, 61}},
        {"struck again", {{20, 0, 0, 0}, {40, 60, 1, 0}, {40, 60, 1, 0}, {20, 0, 0, 0}}, 2, {60, 60}},
        {"a weak onset", {{20, 0, 0, 0}, {40, 60, 1, 0}, {40, 60, 0.05f, 0}, {20, 0, 0, 0}}, 1, {60}},
        {"vibrato", {{20, 0, 0, 0}, {120, 67, 1, 0.5f}, {20, 0, 0, 0}}, 1, {67}},
        {"octave slip", {{20, 0, 0, 0}, {40, 60, 1, 0}, {2, 72, 0, 0}, {40, 60, 0, 0}, {20, 0, 0, 0}}, 1, {60}},
        {"drop out", {{20, 0, 0, 0}, {40, 60, 1, 0}, {1, 0, 0, 0}, {40, 60, 0, 0}, {20, 0, 0, 0}}, 1, {60}},
        {"with a rest", {{20, 0, 0, 0}, {40, 60, 1, 0}, {20, 0, 0, 0}, {40, 60, 1, 0}}, 2, {60, 60}},
        {"short", {{20, 0, 0, 0}, {8, 60, 1, 0}, {8, 64, 1, 0}, {8, 67, 1, 0}, {20, 0, 0, 0}}, 3, {60, 64, 67}},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static struct neume_note_evidence e[MOST_FRAMES];
        static struct neume_note_decision d[MOST_FRAMES];
        struct neume_note_hmm h;
        size_t count = spell(rows[r].run, 8, e), notes = 0;
        assert_ok(neume_note_hmm_init(&h, 30, 100));
        decide(&h, e, count, d);
        for (size_t i = 0; i < count; i++) {
            notes += (size_t)d[i].begins;
            if (d[i].phase == NEUME_PHASE_BODY && (notes > 4 || fabsf(d[i].pitch - rows[r].pitch[notes - 1]) > 0.34f))
                fail_msg("%s: frame %zu, note %zu has pitch %.2f", rows[r].name, i, notes, d[i].pitch);
            if (d[i].phase == NEUME_PHASE_SILENCE)
                assert_true(d[i].pitch == 0 && !d[i].begins);
            if (d[i].begins)
                assert_int_equal(d[i].phase, NEUME_PHASE_ATTACK);
            else if (i && d[i].phase != NEUME_PHASE_SILENCE) /* only a beginning leaves silence or changes the pitch */
                assert_true(d[i - 1].phase != NEUME_PHASE_SILENCE && d[i].pitch == d[i - 1].pitch);
        }
        if (notes != rows[r].notes)
            fail_msg("%s: %zu notes, expected %zu", rows[r].name, notes, rows[r].notes);
        neume_note_hmm_release(&h);
    }
}

static void test_reset(void **state)
{
    (void)state;
    static struct neume_note_evidence e[700];
    static struct neume_note_decision expected[700], again[700];
    struct neume_note_hmm h;
    wander(e, 700, 40, 80, 3);
    assert_ok(neume_note_hmm_init(&h, 30, 100));
    decide(&h, e, 700, expected);
    neume_note_hmm_reset(&h);
    for (size_t i = 0; i < 333; i++) /* left in the middle of something */
        neume_note_hmm_process(&h, &e[i + 100], again);
    neume_note_hmm_reset(&h);
    decide(&h, e, 700, again);
    for (size_t i = 0; i < 700; i++)
        assert_true(again[i].phase == expected[i].phase && again[i].pitch == expected[i].pitch &&
                    again[i].begins == expected[i].begins);
    /* Wild pitches are one long attack: that of the next recording is a new note, though the state be the same. */
    for (size_t i = 0; i < 12; i++)
        e[i] = (struct neume_note_evidence){i % 2 ? 51 : 49, 0.95f, 0, 0};
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
            wander(e, 300, 0, 127, 8);
            e[0] = (struct neume_note_evidence){1e6f, 1, 1, 0}; /* the ends of the evidence */
            e[1] = (struct neume_note_evidence){-1e6f, 0, 1, 1};
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

/* A stroke within a note begins it again; where the note only ends there, it does not. */
static void test_an_ending_is_no_beginning(void **state)
{
    (void)state;
    enum { COUNT = 200, AT = 100 };
    for (int ending = 0; ending < 2; ending++) {
        struct neume_note_hmm h;
        struct neume_note_evidence e[COUNT];
        struct neume_note_decision d[COUNT];
        size_t begun = 0;
        assert_ok(neume_note_hmm_init(&h, 40, 80));
        for (size_t i = 0; i < COUNT; i++)
            e[i] = (struct neume_note_evidence){60, 0.95f, i == 0 || i == AT, i == AT && ending};
        decide(&h, e, COUNT, d);
        for (size_t i = 0; i < COUNT; i++)
            begun += d[i].begins != 0;
        assert_int_equal(begun, ending ? 1 : 2);
        neume_note_hmm_release(&h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_every_way),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_an_ending_is_no_beginning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
