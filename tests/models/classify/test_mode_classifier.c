/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/noises.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = NEUME_MODE_RATE };

struct sound {
    float *samples; /* [count] */
    size_t count;
};

static struct sound silence(double seconds)
{
    size_t count = (size_t)(seconds * RATE);
    return (struct sound){signal_new(count), count};
}

static void add_line(struct sound *s, int low, int high, double vibrato, uint64_t seed)
{
    struct line l;
    line_init(&l, &(struct line_config){RATE, (double)s->count / RATE, low, high, 0, 1, vibrato, 0.2, 0.2, 40, seed});
    for (size_t i = 0; i < s->count; i++)
        s->samples[i] += l.samples[i];
    line_release(&l);
}

/* A chord of `notes` every half second, each struck and dying away. */
static void add_chords(struct sound *s, int notes, double gain)
{
    static const int root[] = {48, 53, 55, 45}, above[] = {0, 7, 16, 12, 19};
    size_t length = RATE / 2;
    for (size_t k = 0; (k + 1) * length <= s->count; k++)
        for (int i = 0; i < notes; i++) {
            float *tone = signal_new(length);
            double hz = 440 * pow(2, (root[k / 2 % 4] + above[i] - 69) / 12.0);
            signal_harmonics(tone, length, RATE, hz, 10, gain, 0, 0);
            for (size_t n = 0; n < length; n++) {
                double t = (double)n / RATE, left = (double)(length - n) / RATE;
                s->samples[k * length + n] += tone[n] * (float)(fmin(1, fmin(t / 0.005, left / 0.02)) * exp(-2 * t));
            }
            free(tone);
        }
}

/* `pattern` at quarters of a second, over and over. */
static void add_drums(struct sound *s, const char *pattern, double gain)
{
    struct drums d;
    double bar = 0.25 * (double)strlen(pattern);
    drums_init(&d, (double)s->count / RATE + 0.01);
    for (double at = 0.1; at + bar < (double)s->count / RATE + 0.2; at += bar) {
        d.strikes = 0;
        drums_play(&d, pattern, at, 0.25, gain);
    }
    for (size_t i = 0; i < s->count; i++)
        s->samples[i] += d.samples[i];
    drums_release(&d);
}

static struct neume_mode_choice choose(const struct sound *s, size_t block, int allows_drums)
{
    struct neume_mode_hearing *h;
    struct neume_mode_evidence evidence;
    assert_ok(neume_mode_hearing_new(&h));
    for (size_t at = 0; at < s->count; at += block)
        assert_ok(neume_mode_hearing_process(h, s->samples + at, s->count - at < block ? s->count - at : block));
    assert_ok(neume_mode_hearing_finish(h, &evidence));
    neume_mode_hearing_free(h);
    return neume_mode_choose(&evidence, allows_drums);
}

struct row {
    const char *name;
    double seconds;
    int line;             /* its lowest pitch; 0: none */
    double vibrato;       /* of the line, cents */
    int chords;           /* notes in each */
    const char *drums;    /* or NULL */
    double gain;          /* of the drums */
    enum neume_mode mode; /* auto: melody or poly, which do as well */
};

static struct sound make(const struct row *r)
{
    struct sound s = silence(r->seconds);
    if (r->line)
        add_line(&s, r->line, r->line + 24, r->vibrato, 21);
    if (r->chords)
        add_chords(&s, r->chords, 0.1);
    if (r->drums)
        add_drums(&s, r->drums, r->gain);
    return s;
}

static const struct row rows[] = {
    {"line", 4, 55, 0, 0, NULL, 0, NEUME_MODE_MELODY},
    {"low line", 4, 36, 0, 0, NULL, 0, NEUME_MODE_AUTO},
    {"high line", 4, 72, 0, 0, NULL, 0, NEUME_MODE_MELODY},
    {"vibrato", 4, 55, 60, 0, NULL, 0, NEUME_MODE_MELODY},
    {"short line", 1.5, 60, 0, 0, NULL, 0, NEUME_MODE_MELODY},
    {"two notes", 4, 0, 0, 2, NULL, 0, NEUME_MODE_POLY},
    {"three notes", 4, 0, 0, 3, NULL, 0, NEUME_MODE_POLY},
    {"five notes", 4, 0, 0, 5, NULL, 0, NEUME_MODE_POLY},
    {"line and chords", 4, 60, 0, 3, NULL, 0, NEUME_MODE_POLY},
    {"beat", 4, 0, 0, 0, "KhShKhSh", 0.5, NEUME_MODE_DRUMS},
    {"no hats", 4, 0, 0, 0, "k.sskks.", 0.5, NEUME_MODE_DRUMS},
    {"quiet beat", 4, 0, 0, 0, "KhShKhSh", 0.01, NEUME_MODE_DRUMS},
    {"short beat", 2.5, 0, 0, 0, "KhShKhSh", 0.5, NEUME_MODE_DRUMS},
    {"chords and drums", 4, 0, 0, 3, "KhShKhSh", 0.5, NEUME_MODE_MIX},
    {"line and drums", 4, 55, 0, 0, "KhShKhSh", 0.9, NEUME_MODE_MIX},
    {"over a minute", 66.5, 0, 0, 2, NULL, 0, NEUME_MODE_POLY},
};

static void test_kinds(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct sound s = make(&rows[r]);
        struct neume_mode_choice c = choose(&s, 4096, 1);
        int pitched = c.mode == NEUME_MODE_MELODY || c.mode == NEUME_MODE_POLY;
        int right = rows[r].mode == NEUME_MODE_AUTO ? pitched : c.mode == rows[r].mode;
        if (!right || !c.is_music || !*c.reason)
            fail_msg("%s: heard as %s (%s)", rows[r].name, neume_mode_name(c.mode), c.reason);
        assert_true(c.confidence > 0 && c.confidence <= 1);
        assert_true(c.next != c.mode && c.next > NEUME_MODE_AUTO && c.next < NEUME_MODE_COUNT);
        free(s.samples);
    }
}

/* Who says that there are no drums is believed. */
static void test_drums_ruled_out(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct sound s = make(&rows[r]);
        struct neume_mode_choice c = choose(&s, 4096, 0);
        assert_true(c.mode == NEUME_MODE_MELODY || c.mode == NEUME_MODE_POLY);
        free(s.samples);
    }
}

/* The decision does not hang on the level. */
static void test_levels(void **state)
{
    (void)state;
    static const float gains[] = {1e-2f, 30};
    static const size_t which[] = {0, 6, 9, 13};
    for (size_t w = 0; w < sizeof which / sizeof *which; w++) {
        const struct row *r = &rows[which[w]];
        struct sound s = make(r);
        float before = 1;
        for (size_t g = 0; g < sizeof gains / sizeof *gains; g++) {
            for (size_t i = 0; i < s.count; i++)
                s.samples[i] *= gains[g] / before;
            before = gains[g];
            struct neume_mode_choice c = choose(&s, 4096, 1);
            if (c.mode != r->mode)
                fail_msg("%s times %g: heard as %s (%s)", r->name, gains[g], neume_mode_name(c.mode), c.reason);
        }
        free(s.samples);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        float level;
    } odd[] = {{0, 0}, {1, 0}, {1, 1e-6f}, {100000, 0}, {100000, 1e-6f}, {100, 0}};
    for (size_t r = 0; r < sizeof odd / sizeof *odd; r++) {
        struct sound s = {signal_new(odd[r].count), odd[r].count};
        for (size_t i = 0; i < s.count; i++)
            s.samples[i] = odd[r].level;
        struct neume_mode_choice c = choose(&s, 4096, 1);
        assert_int_equal(c.mode, NEUME_MODE_POLY);
        assert_string_equal(c.reason, "nothing sounds");
        free(s.samples);
    }
}

static void make_noise(int kind, struct sound *s)
{
    if (kind == 'w')
        signal_noise(s->samples, s->count, 0.1, 3);
    else if (kind == 'a')
        noises_applause(s->samples, s->count);
    else if (kind == 's')
        noises_speech(s->samples, s->count);
    else if (kind == 'm')
        noises_metronome(s->samples, s->count, 1500);
    else if (kind == 'c')
        s->samples[s->count / 3] = 0.9f;
    else {
        noises_tone(s->samples, s->count, 425, 0.2);
        if (kind == 'd')
            noises_tone(s->samples, s->count, 350, 0.2);
    }
}

/* What is no music, or hardly any. */
static void test_noises(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int kind;
        double seconds;
        enum neume_mode mode;
        int is_music;
    } noise[] = {
        {"white noise", 'w', 8, NEUME_MODE_POLY, 1},    {"applause", 'a', 10, NEUME_MODE_DRUMS, 0},
        {"speech", 's', 10, NEUME_MODE_MELODY, 0},      {"metronome", 'm', 10, NEUME_MODE_DRUMS, 1},
        {"one click", 'c', 3, NEUME_MODE_POLY, 1},      {"dial tone", 'd', 6, NEUME_MODE_POLY, 1},
        {"ringing tone", 't', 6, NEUME_MODE_MELODY, 1}, {"a moment", 't', 0.1, NEUME_MODE_MELODY, 1},
    };
    for (size_t r = 0; r < sizeof noise / sizeof *noise; r++) {
        struct sound s = silence(noise[r].seconds);
        make_noise(noise[r].kind, &s);
        struct neume_mode_choice c = choose(&s, 4096, 1);
        if (c.mode != noise[r].mode || c.is_music != noise[r].is_music)
            fail_msg("%s: heard as %s (%s), %.2f", noise[r].name, neume_mode_name(c.mode), c.reason, c.confidence);
        free(s.samples);
    }
}

/* One of the four, whatever comes. */
static void test_odd_signals(void **state)
{
    (void)state;
    static const struct {
        size_t count;
        double level, noise;
    } odd[] = {{1, 1, 0}, {100, 1, 0}, {50000, 0.5, 0}, {50000, 0, 0.5}, {50000, 64, 0}, {50000, 0, 64}};
    for (size_t r = 0; r < sizeof odd / sizeof *odd; r++) {
        struct sound s = {signal_new(odd[r].count), odd[r].count};
        for (size_t i = 0; i < s.count; i++)
            s.samples[i] = (float)odd[r].level;
        signal_noise(s.samples, s.count, odd[r].noise, 3);
        struct neume_mode_choice c = choose(&s, 4096, 1);
        assert_true(c.mode > NEUME_MODE_AUTO && c.mode < NEUME_MODE_COUNT && *c.reason);
        free(s.samples);
    }
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    for (size_t r = 0; r < 11; r += 5) {
        struct sound s = make(&rows[r]);
        struct neume_mode_choice whole = choose(&s, s.count, 1);
        for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
            struct neume_mode_choice c = choose(&s, signal_splits[i], 1);
            assert_int_equal(c.mode, whole.mode);
            assert_true(c.confidence == whole.confidence);
        }
        free(s.samples);
    }
}

/* A tone that is cut in on is neither struck nor begun. */
static void test_cuts(void **state)
{
    (void)state;
    struct neume_mode_hearing *h;
    struct neume_mode_evidence e;
    struct sound s = silence(2);
    signal_harmonics(s.samples, s.count, RATE, 220, 10, 0.1, 0, 0);
    assert_ok(neume_mode_hearing_new(&h));
    for (int i = 0; i < 6; i++) {
        assert_ok(neume_mode_hearing_cut(h));
        assert_ok(neume_mode_hearing_process(h, s.samples + i * 1111, s.count - 7000));
    }
    assert_ok(neume_mode_hearing_finish(h, &e));
    neume_mode_hearing_free(h);
    assert_true(e.notes < 0.2 && e.lone_hits == 0 && e.sure_hits == 0 && e.voiced > 0.8);
    free(s.samples);
}

static void test_free_null(void **state)
{
    (void)state;
    neume_mode_hearing_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_drums_ruled_out),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_noises),
        cmocka_unit_test(test_odd_signals),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
