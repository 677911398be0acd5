/* SPDX-License-Identifier: MIT */
#include "models/melody/note_evidence.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

enum { MOST_FRAMES = 1200 };
enum { NETWORK = 1, TRACKER };

/* What is heard in a run of frames. */
struct run {
    int frames;
    float pitch;   /* 0: rest */
    float onset;   /* of the network and the waveform, in the first frame */
    float vibrato; /* semitones to either side, at 5.5 Hz */
    float slip;    /* semitones by which the tracker is wrong */
    int deaf;      /* what hears nothing */
    float ending;  /* of the onset */
};

static void hear(struct neume_note_cues *c, const struct run *r, int frame)
{
    float pitch = r->pitch + r->vibrato * sinf(6.2831853f * 5.5f * 0.0116f * (float)frame);
    int key = (int)lroundf(pitch) - NEUME_POLY_LOW_PITCH, first = frame == 0;
    *c = (struct neume_note_cues){.voiced = 0.02f};
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        c->sounds[k] = -6;
    if (r->pitch <= 0)
        return;
    if (r->deaf != NETWORK) {
        c->sounds[key] = 4;
        c->begins[key] = frame < 3 ? r->onset : 0;
        c->strikes[key] = first && r->ending == 0 ? r->onset : 0;
    }
    if (r->deaf != TRACKER) {
        c->pitch = pitch + r->slip;
        c->voiced = 0.95f;
    }
    c->onset = first ? r->onset : 0;
    c->ending = first ? r->ending : 0;
}

/* Decisions of all frames; returns their count. */
static size_t decide(const struct run *run, size_t runs, struct neume_note_decision *d)
{
    struct neume_note_hmm h;
    struct neume_note_evidence e;
    struct neume_note_cues cues;
    size_t made = 0, got;
    assert_ok(neume_note_hmm_init(&h, 30, 100));
    for (size_t r = 0; r < runs; r++)
        for (int i = 0; i < run[r].frames; i++) {
            hear(&cues, &run[r], i);
            neume_note_evidence(&neume_note_weights_fitted, &cues, &h, 0.5, &e);
            made += neume_note_hmm_process(&h, &e, d + made);
        }
    while ((got = neume_note_hmm_flush(&h, d + made)) > 0)
        made += got;
    neume_note_hmm_release(&h);
    return made;
}

/* A rest; a run with an onset; with a vibrato; and with what else a field names. */
#define REST(n)             \
    {                       \
        n, 0, 0, 0, 0, 0, 0 \
    }
#define NOTE(n, p, on)       \
    {                        \
        n, p, on, 0, 0, 0, 0 \
    }
#define SWUNG(n, p, width)      \
    {                           \
        n, p, 1, width, 0, 0, 0 \
    }
#define SLIP(n, p, on, wrong)    \
    {                            \
        n, p, on, 0, wrong, 0, 0 \
    }
#define DEAF(n, p, who)       \
    {                         \
        n, p, 1, 0, 0, who, 0 \
    }
#define LET_GO(n, p)        \
    {                       \
        n, p, 1, 0, 0, 0, 1 \
    }

static void test_notes(void **state)
{
    (void)state;
    enum { RUNS = 8 };
    static const struct {
        const char *name;
        struct run run[RUNS];
        size_t notes;
        float pitch[4]; /* of the bodies */
    } rows[] = {
        {"rest", {REST(200)}, 0, {0}},
        {"one note", {REST(40), NOTE(60, 64, 1), REST(40)}, 1, {64}},
        {"without an onset", {REST(40), NOTE(60, 64, 0), REST(40)}, 1, {64}},
        {"the network alone", {REST(40), DEAF(60, 64, TRACKER), REST(40)}, 1, {64}},
        {"the tracker alone", {REST(40), DEAF(60, 64, NETWORK), REST(40)}, 0, {0}},
        {"from the first frame", {NOTE(60, 50, 1), REST(40)}, 1, {50}},
        {"to the last", {REST(40), NOTE(60, 71, 1)}, 1, {71}},
        {"ten seconds", {REST(20), NOTE(862, 64, 1), REST(20)}, 1, {64}},
        {"a third sharp", {REST(20), NOTE(60, 64.33f, 1), REST(20)}, 1, {64.33f}},
        {"legato", {REST(20), NOTE(40, 60, 1), NOTE(40, 62, 0.5f), REST(20)}, 2, {60, 62}},
        {"semitone", {REST(20), NOTE(40, 60, 1), NOTE(40, 61, 0.8f), REST(20)}, 2, {60, 61}},
        {"struck again", {REST(20), NOTE(40, 60, 1), NOTE(40, 60, 1), REST(20)}, 2, {60, 60}},
        {"only let go", {REST(20), NOTE(40, 60, 1), LET_GO(40, 60), REST(20)}, 1, {60}},
        {"a weak onset", {REST(20), NOTE(40, 60, 1), NOTE(40, 60, 0.1f), REST(20)}, 1, {60}},
        {"a narrow vibrato", {REST(20), SWUNG(120, 67, 0.4f), REST(20)}, 1, {67}},
        {"an octave low", {REST(20), SLIP(60, 72, 1, -12), REST(20)}, 1, {72}},
        {"a twelfth low", {REST(20), SLIP(60, 72, 1, -19), REST(20)}, 1, {72}},
        {"a slip", {REST(20), NOTE(40, 60, 1), SLIP(2, 60, 0, 12), NOTE(40, 60, 0), REST(20)}, 1, {60}},
        {"drop out", {REST(20), NOTE(40, 60, 1), REST(2), NOTE(40, 60, 0), REST(20)}, 1, {60}},
        {"with a rest", {REST(20), NOTE(40, 60, 1), REST(20), NOTE(40, 60, 1)}, 2, {60, 60}},
        {"trill",
         {REST(20), NOTE(8, 60, 1), NOTE(8, 62, 0.8f), NOTE(8, 60, 0.8f), NOTE(8, 62, 0.8f), REST(20)},
         4,
         {60, 62, 60, 62}},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static struct neume_note_decision d[MOST_FRAMES];
        size_t count = decide(rows[r].run, RUNS, d), notes = 0, body = 0;
        for (size_t i = 0; i < count; i++) {
            notes += (size_t)d[i].begins;
            if (d[i].begins)
                assert_int_equal(d[i].phase, NEUME_PHASE_ATTACK);
            else if (i && d[i].phase != NEUME_PHASE_SILENCE) /* only a beginning leaves silence or changes the pitch */
                assert_true(d[i - 1].phase != NEUME_PHASE_SILENCE && d[i].pitch == d[i - 1].pitch);
            if (d[i].phase == NEUME_PHASE_BODY && (notes > 4 || fabsf(d[i].pitch - rows[r].pitch[notes - 1]) > 0.4f))
                fail_msg("%s: frame %zu, note %zu has pitch %.2f", rows[r].name, i, notes, d[i].pitch);
            body += d[i].phase == NEUME_PHASE_BODY;
        }
        if (notes != rows[r].notes)
            fail_msg("%s: %zu notes, expected %zu", rows[r].name, notes, rows[r].notes);
        assert_true(!notes || body);
    }
}

/* All of it finite, and what does not matter does not count. */
static void test_the_ends_of_the_cues(void **state)
{
    (void)state;
    struct neume_note_hmm h;
    struct neume_note_evidence e;
    assert_ok(neume_note_hmm_init(&h, 0, 128));
    for (int row = 0; row < 8; row++) {
        struct neume_note_cues c = {
            .pitch = row & 1 ? 1e6f : -1e6f, .voiced = row & 2 ? 1 : 0, .onset = row & 4 ? 1 : 0};
        for (int k = 0; k < NEUME_POLY_KEYS; k++) {
            c.sounds[k] = row & 1 ? 90 : -90;
            c.begins[k] = c.strikes[k] = row & 4 ? 1 : 0;
        }
        neume_note_evidence(&neume_note_weights_fitted, &c, &h, row & 1, &e);
        for (size_t p = 0; p < h.pitches; p++) {
            assert_true(isfinite(e.attack[p]) && isfinite(e.body[p]) && isfinite(e.start[p]) && isfinite(e.change[p]));
            assert_true(isfinite(e.again[p]) && isfinite(e.stay[p]) && e.again[p] <= 0 && e.stay[p] <= 0);
        }
    }
    neume_note_hmm_release(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_the_ends_of_the_cues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
