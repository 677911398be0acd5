/* SPDX-License-Identifier: MIT */
#include "datasets/bench/score_lines.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/beat.h"
#include "datasets/metrics/melody.h"
#include "datasets/metrics/multipitch.h"

/* A melody as parallel arrays: [count] times, then [count] Hz, below 0 where unvoiced. */
static double *melody_columns(const struct neume_truth *truth)
{
    size_t n = truth->f0_count;
    double *block = malloc((2 * n + 1) * sizeof *block);
    for (size_t i = 0; block && i < n; i++) {
        block[i] = truth->f0[i].time;
        block[n + i] = truth->f0[i].voiced ? truth->f0[i].hz : -truth->f0[i].hz;
    }
    return block;
}

/* The newest note that sounds at each of n times. Notes are sorted by onset. */
static double *melody_of_notes(const struct neume_truth *truth, const double *time, size_t n)
{
    double *hertz = calloc(n + 1, sizeof *hertz);
    size_t begun = 0;
    for (size_t i = 0; hertz && i < n; i++) {
        while (begun < truth->note_count && truth->note[begun].onset <= time[i])
            begun++;
        for (size_t k = begun; k-- > 0 && begun - k <= 64;) {
            if (truth->note[k].offset <= time[i])
                continue;
            hertz[i] = truth->note[k].hz;
            break;
        }
    }
    return hertz;
}

static enum neume_status score_melody(const struct neume_truth *reference, const struct neume_truth *estimate,
                                      struct neume_bench_scores *s)
{
    enum neume_status status = NEUME_ERR_MEMORY;
    size_t n = reference->f0_count;
    struct neume_melody_score score;
    struct neume_melody_line r = {0}, e = {0};
    double *rb = melody_columns(reference), *eb = NULL, *eh = NULL;
    if (!rb)
        goto done;
    r = (struct neume_melody_line){rb, rb + n, n};
    if (estimate->f0_count) {
        eb = melody_columns(estimate);
        e = (struct neume_melody_line){eb, eb + estimate->f0_count, estimate->f0_count};
    } else {
        eh = melody_of_notes(estimate, rb, n);
        e = (struct neume_melody_line){rb, eh, n};
    }
    if (!eb && !eh)
        goto done;
    status = neume_melody_evaluate(&r, &e, &score);
    if (status != NEUME_OK)
        goto done;
    s->value[NEUME_MELODY_RPA] = score.raw_pitch;
    s->value[NEUME_MELODY_RCA] = score.raw_chroma;
    s->value[NEUME_MELODY_OA] = score.overall;
    s->value[NEUME_MELODY_VR] = score.voicing_recall;
    s->value[NEUME_MELODY_VFA] = score.voicing_false_alarm;
done:
    free(rb);
    free(eb);
    free(eh);
    return status;
}

/* Frames of pitches as parallel arrays that are owned here. */
struct frames {
    double *time, *hertz;
    size_t *first;
    struct neume_pitch_frames view;
};

static int in_range(double hz) /* of what mir_eval takes */
{
    return hz >= 20 && hz <= 5000;
}

static int make_frames(const struct neume_truth *truth, struct frames *f)
{
    size_t n = truth->frame_count, used = 0;
    f->time = malloc((n + 1) * sizeof *f->time);
    f->first = calloc(n + 1, sizeof *f->first);
    f->hertz = malloc((truth->pitch_hz_count + 1) * sizeof *f->hertz);
    if (!f->time || !f->first || !f->hertz)
        return 0;
    for (size_t i = 0; i < n; i++) {
        const struct neume_truth_frame *frame = &truth->frame[i];
        f->time[i] = frame->time;
        for (size_t k = 0; k < frame->count; k++)
            if (in_range(truth->pitch_hz[frame->first + k]))
                f->hertz[used++] = truth->pitch_hz[frame->first + k];
        f->first[i + 1] = used;
    }
    f->view = (struct neume_pitch_frames){f->time, f->first, f->hertz, n};
    return 1;
}

/* The notes that sound at each of the times of `like`; a first pass counts, a second one fills. */
static int make_frames_of_notes(const struct neume_truth *truth, const struct frames *like, struct frames *f)
{
    size_t n = like->view.count, used = 0;
    f->time = malloc((n + 1) * sizeof *f->time);
    f->first = calloc(n + 1, sizeof *f->first);
    if (!f->time || !f->first)
        return 0;
    for (int pass = 0; pass < 2; pass++) {
        used = 0;
        for (size_t i = 0; i < n; i++) {
            f->time[i] = like->time[i];
            for (size_t k = 0; k < truth->note_count && truth->note[k].onset <= like->time[i]; k++) {
                if (truth->note[k].offset <= like->time[i] || !in_range(truth->note[k].hz))
                    continue;
                if (pass)
                    f->hertz[used] = truth->note[k].hz;
                used++;
            }
            f->first[i + 1] = used;
        }
        if (!pass && !(f->hertz = malloc((used + 1) * sizeof *f->hertz)))
            return 0;
    }
    f->view = (struct neume_pitch_frames){f->time, f->first, f->hertz, n};
    return 1;
}

static void release_frames(struct frames *f)
{
    free(f->time);
    free(f->hertz);
    free(f->first);
}

static enum neume_status score_frames(const struct neume_truth *reference, const struct neume_truth *estimate,
                                      struct neume_bench_scores *s)
{
    struct frames r = {0}, e = {0};
    struct neume_multipitch_score score;
    enum neume_status status = NEUME_ERR_MEMORY;
    int made = make_frames(reference, &r) &&
               (estimate->frame_count ? make_frames(estimate, &e) : make_frames_of_notes(estimate, &r, &e));
    if (made)
        status = neume_multipitch_evaluate(&r.view, &e.view, &score);
    if (status == NEUME_OK)
        s->value[NEUME_MULTIPITCH_ACC] = score.pitch.accuracy;
    release_frames(&r);
    release_frames(&e);
    return status;
}

static double *beat_times(const struct neume_truth *truth)
{
    double *time = malloc((truth->beat_count + 1) * sizeof *time);
    for (size_t i = 0; time && i < truth->beat_count; i++)
        time[i] = truth->beat[i].time;
    return time;
}

/* A bare list of times may be meant as beats. */
static enum neume_status score_beats(const struct neume_truth *reference, const struct neume_truth *estimate,
                                     struct neume_bench_scores *s)
{
    struct neume_beat_score score;
    enum neume_status status = NEUME_ERR_MEMORY;
    double *r = beat_times(reference), *e = beat_times(estimate);
    if (r && e && estimate->beat_count)
        status = neume_beat_evaluate(r, reference->beat_count, e, estimate->beat_count, NEUME_BEAT_TRIM, &score);
    else if (r && e)
        status = neume_beat_evaluate(r, reference->beat_count, estimate->onset, estimate->onset_count, NEUME_BEAT_TRIM,
                                     &score);
    if (status == NEUME_OK)
        s->value[NEUME_BEAT_F] = score.prf.f;
    free(r);
    free(e);
    return status;
}

enum neume_status neume_bench_score_lines(const struct neume_truth *reference, const struct neume_truth *estimate,
                                          struct neume_bench_scores *scores)
{
    enum neume_status status = NEUME_OK;
    /* What holds nothing may still say of what. */
    int melody = reference->f0_count || reference->kinds == NEUME_TRUTH_MELODY;
    int frames = reference->frame_count || reference->kinds == NEUME_TRUTH_MULTIPITCH;
    int beats = reference->beat_count || reference->kinds == NEUME_TRUTH_BEATS;
    if (melody && estimate->kinds & (NEUME_TRUTH_MELODY | NEUME_TRUTH_NOTES))
        status = score_melody(reference, estimate, scores);
    if (status == NEUME_OK && frames && estimate->kinds & (NEUME_TRUTH_MULTIPITCH | NEUME_TRUTH_NOTES))
        status = score_frames(reference, estimate, scores);
    if (status == NEUME_OK && beats && estimate->kinds & (NEUME_TRUTH_BEATS | NEUME_TRUTH_ONSETS))
        status = score_beats(reference, estimate, scores);
    return status;
}
