/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/halve.h"
#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = NEUME_MODE_CLASSIFIER_RATE };

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

/* `pattern` at quarters of a second, over and over, halved from 44100 Hz. */
static void add_drums(struct sound *s, const char *pattern, double gain)
{
    struct drums d;
    struct neume_halve half;
    double bar = 0.25 * (double)strlen(pattern);
    float *halved = signal_new(s->count + NEUME_HALVE_REACH);
    drums_init(&d, (double)s->count / RATE + 0.01);
    for (double at = 0.1; at + bar < (double)s->count / RATE + 0.2; at += bar) {
        d.strikes = 0;
        drums_play(&d, pattern, at, 0.25, gain);
    }
    neume_halve_init(&half);
    neume_halve_process(&half, d.samples, 2 * s->count, halved);
    for (size_t i = 0; i < s->count; i++)
        s->samples[i] += halved[i];
    free(halved);
    drums_release(&d);
}

static enum neume_mode hear(const struct sound *s, size_t block, char *reason, size_t capacity)
{
    struct neume_mode_classifier *l;
    assert_ok(neume_mode_classifier_new(&l));
    for (size_t at = 0; at < s->count; at += block)
        neume_mode_classifier_process(l, s->samples + at, s->count - at < block ? s->count - at : block);
    enum neume_mode mode = neume_mode_classifier_decide(l, reason, capacity);
    neume_mode_classifier_free(l);
    return mode;
}

struct row {
    const char *name;
    double seconds;
    int line;          /* its lowest pitch; 0: none */
    double vibrato;    /* of the line, cents */
    int chords;        /* notes in each */
    const char *drums; /* or NULL */
    double gain;       /* of the drums */
    enum neume_mode mode;
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
    {"low line", 4, 36, 0, 0, NULL, 0, NEUME_MODE_MELODY},
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
        char reason[96];
        enum neume_mode mode = hear(&s, 4096, reason, sizeof reason);
        if (mode != rows[r].mode || !*reason)
            fail_msg("%s: heard as %s (%s)", rows[r].name, neume_mode_name(mode), reason);
        free(s.samples);
    }
}

/* The decision does not hang on the level. */
static void test_levels(void **state)
{
    (void)state;
    static const float gains[] = {1e-3f, 60};
    static const size_t which[] = {0, 6, 9, 13};
    for (size_t w = 0; w < sizeof which / sizeof *which; w++) {
        const struct row *r = &rows[which[w]];
        struct sound s = make(r);
        float before = 1;
        for (size_t g = 0; g < sizeof gains / sizeof *gains; g++) {
            char reason[96];
            for (size_t i = 0; i < s.count; i++)
                s.samples[i] *= gains[g] / before;
            before = gains[g];
            enum neume_mode mode = hear(&s, 4096, reason, sizeof reason);
            if (mode != r->mode)
                fail_msg("%s times %g: heard as %s (%s)", r->name, gains[g], neume_mode_name(mode), reason);
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
        char reason[96];
        for (size_t i = 0; i < s.count; i++)
            s.samples[i] = odd[r].level;
        assert_int_equal(hear(&s, 4096, reason, sizeof reason), NEUME_MODE_POLY);
        assert_string_equal(reason, "nothing sounds");
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
        char reason[96];
        for (size_t i = 0; i < s.count; i++)
            s.samples[i] = (float)odd[r].level;
        signal_noise(s.samples, s.count, odd[r].noise, 3);
        enum neume_mode mode = hear(&s, 4096, reason, sizeof reason);
        assert_true(mode > NEUME_MODE_AUTO && mode < NEUME_MODE_COUNT && *reason);
        free(s.samples);
    }
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    for (size_t r = 0; r < 11; r += 5) {
        struct sound s = make(&rows[r]);
        char expected[96], reason[96];
        enum neume_mode mode = hear(&s, s.count, expected, sizeof expected);
        for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
            assert_int_equal(hear(&s, signal_splits[i], reason, sizeof reason), mode);
            assert_string_equal(reason, expected);
        }
        free(s.samples);
    }
}

static void test_reason_fits(void **state)
{
    (void)state;
    struct sound s = silence(0.1);
    for (size_t capacity = 1; capacity <= 20; capacity++) {
        char reason[32];
        memset(reason, '#', sizeof reason);
        hear(&s, 1000, reason, capacity);
        size_t length = capacity - 1 < strlen("nothing sounds") ? capacity - 1 : strlen("nothing sounds");
        assert_int_equal(strlen(reason), length);
        assert_memory_equal(reason, "nothing sounds", length);
        for (size_t i = capacity; i < sizeof reason; i++)
            assert_int_equal(reason[i], '#');
    }
    free(s.samples);
}

static void test_free_null(void **state)
{
    (void)state;
    neume_mode_classifier_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_odd_signals),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_reason_fits),
        cmocka_unit_test(test_free_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
