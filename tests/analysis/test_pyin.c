/* SPDX-License-Identifier: MIT */
#include "analysis/pyin.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/line.h"
#include "tests/support/support.h"

static struct neume_pitch_frame *track(const struct line *l, const struct neume_pyin_config *config, size_t block,
                                       size_t *frames)
{
    struct neume_pyin *p;
    assert_ok(neume_pyin_new(&p, config));
    size_t capacity = l->count / neume_pyin_hop(p) + 2, n = 0, made;
    struct neume_pitch_frame *all = calloc(capacity, sizeof *all);
    for (size_t at = 0; at < l->count;) {
        size_t count = l->count - at < block ? l->count - at : block;
        at += neume_pyin_process(p, l->samples + at, count, all + n, capacity - n, &made);
        n += made;
    }
    while ((made = neume_pyin_flush(p, all + n, capacity - n)) > 0)
        n += made;
    neume_pyin_free(p);
    *frames = n;
    return all;
}

struct tally {
    size_t voiced, right, octave, heard, silent, false_alarm;
};

static void count_frames(struct tally *t, const struct line *l, const struct neume_pitch_frame *f, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        size_t at = (size_t)(f[i].time * l->rate);
        float truth = at < l->count ? l->f0[at] : 0;
        if (truth <= 0) {
            t->silent++;
            t->false_alarm += f[i].f0 > 0;
            continue;
        }
        t->voiced++;
        t->heard += f[i].f0 > 0;
        if (f[i].guess <= 0)
            continue;
        double cents = 1200 * log2(f[i].guess / truth), octaves = round(cents / 1200);
        t->right += fabs(cents) <= 50;
        t->octave += octaves != 0 && fabs(cents - 1200 * octaves) <= 50;
    }
}

/* The bar: raw pitch accuracy (50 cents) 99 %, octave errors under 0.5 %, 40 to 2000 Hz at 20 dB. */
static void test_accuracy(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct line_config c;
    } rows[] = {
        {"sine", {22050, 30, 28, 95, 0, 30, 40, 0.3, 0.2, 20, 1}},
        {"bright", {22050, 30, 28, 95, 0, 0.7, 40, 0.3, 0.2, 20, 2}},
        {"mellow", {22050, 30, 28, 95, 0, 2, 40, 0.3, 0.2, 20, 3}},
        {"odd", {22050, 30, 28, 95, 1, 1, 40, 0.3, 0.2, 20, 4}},
        {"bass", {22050, 30, 28, 52, 0, 1, 20, 0.3, 0.2, 20, 5}},
        {"voice", {22050, 30, 45, 80, 0, 1.2, 100, 0.5, 0.15, 20, 6}},
        {"high", {22050, 30, 72, 95, 0, 1.2, 50, 0.3, 0.12, 20, 7}},
        /* Two that hold long bright notes near 1700 Hz, whose period is a whole number of samples and a half. */
        {"bright 2", {22050, 30, 28, 95, 0, 0.7, 40, 0.3, 0.2, 20, 102}},
        {"bright 3", {22050, 30, 28, 95, 0, 0.7, 40, 0.3, 0.2, 20, 202}},
        {"clean", {22050, 30, 28, 95, 0, 1, 40, 0.3, 0.2, 200, 8}},
    };
    struct tally all = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_pyin_config config;
        struct line l;
        struct tally t = {0};
        size_t frames;
        neume_pyin_config_init(&config);
        line_init(&l, &rows[i].c);
        struct neume_pitch_frame *f = track(&l, &config, 4096, &frames);
        count_frames(&t, &l, f, frames);
        count_frames(&all, &l, f, frames);
        print_message("%-8s raw pitch %.2f %%  octave errors %.2f %%  voiced %.2f %%  false alarms %.2f %%\n",
                      rows[i].name, 100.0 * (double)t.right / (double)t.voiced,
                      100.0 * (double)t.octave / (double)t.voiced, 100.0 * (double)t.heard / (double)t.voiced,
                      100.0 * (double)t.false_alarm / (double)t.silent);
        assert_true((double)t.octave < 0.01 * (double)t.voiced);
        free(f);
        line_release(&l);
    }
    print_message("all: raw pitch %.2f %%, octave errors %.2f %%, %zu frames\n",
                  100.0 * (double)all.right / (double)all.voiced, 100.0 * (double)all.octave / (double)all.voiced,
                  all.voiced);
    assert_true((double)all.right >= 0.99 * (double)all.voiced);
    assert_true((double)all.octave < 0.005 * (double)all.voiced);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 7, 255, 256, 257, 5000, 1000000};
    struct neume_pyin_config config;
    struct line l;
    size_t expected_frames, frames;
    neume_pyin_config_init(&config);
    line_init(&l, &(struct line_config){22050, 4, 40, 80, 0, 1, 30, 0.3, 0.1, 20, 9});
    struct neume_pitch_frame *expected = track(&l, &config, 4096, &expected_frames);
    assert_int_equal(expected_frames, (l.count + 255) / 256);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        struct neume_pitch_frame *f = track(&l, &config, blocks[i], &frames);
        assert_int_equal(frames, expected_frames);
        assert_memory_equal(f, expected, frames * sizeof *f);
        free(f);
    }
    free(expected);
    line_release(&l);
}

static void test_odd_signals_have_no_pitch(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
        float level, noise;
    } rows[] = {{"nothing", 0, 0, 0}, {"one sample", 1, 1, 0},         {"silence", 22050, 0, 0},
                {"DC", 22050, 1, 0},  {"full-scale DC", 22050, -1, 0}, {"noise", 22050, 0, 0.5f}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_pyin_config config;
        struct line l = {.rate = 22050, .count = rows[i].count};
        uint64_t seed = 5;
        size_t frames, voiced = 0;
        l.samples = malloc((l.count + 1) * sizeof *l.samples);
        for (size_t k = 0; k < l.count; k++)
            l.samples[k] = rows[i].level + rows[i].noise * (float)(2 * support_random(&seed) - 1);
        neume_pyin_config_init(&config);
        struct neume_pitch_frame *f = track(&l, &config, 1000, &frames);
        assert_int_equal(frames, (l.count + 255) / 256);
        for (size_t k = 0; k < frames; k++)
            voiced += f[k].f0 > 0;
        if (voiced > frames / 20)
            fail_msg("%s: %zu of %zu frames voiced", rows[i].name, voiced, frames);
        free(f);
        line_release(&l);
    }
}

static void test_bad_configurations_are_refused(void **state)
{
    (void)state;
    static const struct neume_pyin_config rows[] = {
        {0, 50, 1000}, {7999, 50, 1000}, {96000, 50, 1000}, {22050, 0, 1000}, {22050, 500, 400}, {22050, 50, 8000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_pyin *p;
        assert_status(neume_pyin_new(&p, &rows[i]), NEUME_ERR_ARGUMENT);
        assert_null(p);
    }
    neume_pyin_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accuracy),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_odd_signals_have_no_pitch),
        cmocka_unit_test(test_bad_configurations_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
