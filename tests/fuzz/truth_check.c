/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/truth_check.h"

#include <math.h>

#include "datasets/bench/score.h"
#include "tests/fuzz/fuzz.h"

static void check_time(double time, double *last)
{
    fuzz_require(isfinite(time) && time >= *last);
    *last = time;
}

static void check_notes(const struct neume_truth *t)
{
    double last = 0;
    for (size_t i = 0; i < t->note_count; i++) {
        const struct neume_truth_note *n = &t->note[i];
        check_time(n->onset, &last);
        fuzz_require(isfinite(n->offset) && n->offset >= n->onset);
        fuzz_require(n->pitch > -37 && n->pitch < 136 && n->hz > 0 && n->hz < 20001); /* 1 Hz to 20 kHz */
        fuzz_require(n->velocity >= 0 && n->velocity <= 127);
    }
}

static void check_events(const struct neume_truth *t)
{
    double last = 0;
    for (size_t i = 0; i < t->hit_count; i++) {
        check_time(t->hit[i].time, &last);
        fuzz_require(t->hit[i].drum <= NEUME_DRUM_OTHER);
    }
    last = 0;
    for (size_t i = 0; i < t->onset_count; i++)
        check_time(t->onset[i], &last);
    last = 0;
    for (size_t i = 0; i < t->beat_count; i++) {
        check_time(t->beat[i].time, &last);
        fuzz_require(isfinite(t->beat[i].number));
    }
}

static void check_frames(const struct neume_truth *t)
{
    double last = 0;
    for (size_t i = 0; i < t->f0_count; i++) {
        check_time(t->f0[i].time, &last);
        fuzz_require(t->f0[i].hz >= 0 && isfinite(t->f0[i].hz));
    }
    last = 0;
    for (size_t i = 0; i < t->frame_count; i++) {
        const struct neume_truth_frame *f = &t->frame[i];
        check_time(f->time, &last);
        fuzz_require(f->first <= t->pitch_hz_count && f->count <= t->pitch_hz_count - f->first);
        for (size_t k = 0; k < f->count; k++)
            fuzz_require(t->pitch_hz[f->first + k] > 0 && isfinite(t->pitch_hz[f->first + k]));
    }
}

/* Shares are shares, or not there at all. */
static void check_score(const struct neume_truth *t)
{
    static struct neume_bench_scores scores;
    enum neume_status s = neume_bench_score(t, t, &scores);
    fuzz_require(s == NEUME_OK || s == NEUME_ERR_ARGUMENT);
    for (int m = 0; s == NEUME_OK && m < NEUME_MEASURE_COUNT; m++)
        if (m != NEUME_LAG_MS && !isnan(scores.value[m]))
            fuzz_require(scores.value[m] >= 0 && scores.value[m] <= 1 + 1e-9);
}

void truth_check(const struct neume_truth *truth)
{
    check_notes(truth);
    check_events(truth);
    check_frames(truth);
    check_score(truth);
}
