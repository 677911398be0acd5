/* SPDX-License-Identifier: MIT */
/* The metrics behind a text protocol, for oracle.py: reads cases on stdin, answers each with one line of numbers, or
 * with "error". A case is a word for its kind and numbers between blanks; an array is its length and its members. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "datasets/metrics/beat.h"
#include "datasets/metrics/drums.h"
#include "datasets/metrics/match.h"
#include "datasets/metrics/melody.h"
#include "datasets/metrics/multipitch.h"
#include "datasets/metrics/notes.h"
#include "datasets/metrics/onset.h"

struct array {
    double *at;
    size_t n;
};

static void die(const char *why)
{
    fprintf(stderr, "metrics_driver: %s\n", why);
    exit(2);
}

static double read_number(void)
{
    char word[64];

    if (scanf("%63s", word) != 1)
        die("a number is missing");
    return strtod(word, NULL);
}

static struct array read_array(void)
{
    struct array a = {.n = (size_t)read_number()};

    a.at = malloc((a.n + 1) * sizeof *a.at);
    if (a.at == NULL)
        die("out of memory");
    for (size_t i = 0; i < a.n; i++)
        a.at[i] = read_number();
    return a;
}

static void put(double x)
{
    printf(" %.17g", x);
}

static void put_prf(struct neume_precision_recall prf)
{
    put(prf.precision);
    put(prf.recall);
    put(prf.f);
}

static void finish(enum neume_status status)
{
    puts(status == NEUME_OK ? "" : " error");
}

struct notes {
    struct array onset, offset, hertz, velocity;
    struct neume_note_set set;
};

static void read_notes(struct notes *notes)
{
    notes->onset = read_array();
    notes->offset = read_array();
    notes->hertz = read_array();
    notes->velocity = read_array();
    notes->set =
        (struct neume_note_set){notes->onset.at, notes->offset.at, notes->hertz.at, notes->velocity.at, notes->onset.n};
}

static void free_notes(struct notes *notes)
{
    free(notes->onset.at);
    free(notes->offset.at);
    free(notes->hertz.at);
    free(notes->velocity.at);
}

/* notes: rules, reference, estimate -> P R F overlap, P R F of onsets, of offsets, and the pairs. */
static void run_notes(void)
{
    struct neume_note_rules rules;
    struct neume_note_score score = {0};
    struct neume_hits onsets = {0}, offsets = {0};
    struct notes r, e;
    enum neume_status status;
    uint32_t *partner;

    rules.onset_tolerance = read_number();
    rules.pitch_tolerance = read_number();
    rules.offset_ratio = read_number();
    rules.offset_min_tolerance = read_number();
    rules.velocity_tolerance = read_number();
    read_notes(&r);
    read_notes(&e);
    partner = malloc((r.set.count + 1) * sizeof *partner);
    if (partner == NULL)
        die("out of memory");
    status = neume_notes_match(&r.set, &e.set, &rules, partner, NULL);
    if (status == NEUME_OK)
        status = neume_notes_score(&r.set, &e.set, &rules, &score);
    if (status == NEUME_OK)
        status = neume_notes_score_onsets(&r.set, &e.set, &rules, &onsets);
    if (status == NEUME_OK)
        status = neume_notes_score_offsets(&r.set, &e.set, &rules, &offsets);
    if (status == NEUME_OK) {
        put_prf(score.prf);
        put(score.overlap);
        put_prf(neume_precision_recall_of(onsets));
        put_prf(neume_precision_recall_of(offsets));
        for (size_t i = 0; i < r.set.count; i++)
            put(partner[i] == NEUME_UNMATCHED ? -1.0 : (double)partner[i]);
    }
    finish(status);
    free(partner);
    free_notes(&r);
    free_notes(&e);
}

static void put_score(const struct neume_note_score *score)
{
    put_prf(score->prf);
    put(score->overlap);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* report: reference, estimate -> the four scores, onsets, offsets. timed: the same, with the seconds it took before. */
static void run_report(int timed)
{
    struct neume_notes_report report;
    struct notes r, e;
    enum neume_status status;
    double start;

    read_notes(&r);
    read_notes(&e);
    start = seconds();
    status = neume_notes_evaluate(&r.set, &e.set, &report);
    if (timed)
        put(seconds() - start);
    if (status == NEUME_OK) {
        put_score(&report.plain);
        put_score(&report.offset);
        put_score(&report.velocity);
        put_score(&report.offset_velocity);
        put_prf(neume_precision_recall_of(report.onsets));
        put_prf(neume_precision_recall_of(report.offsets));
    }
    finish(status);
    free_notes(&r);
    free_notes(&e);
}

/* onset: window, reference, estimate -> P R F. */
static void run_onset(void)
{
    double window = read_number();
    struct array r = read_array(), e = read_array();
    struct neume_hits hits;
    enum neume_status status = neume_onset_score(r.at, r.n, e.at, e.n, window, &hits);

    if (status == NEUME_OK)
        put_prf(neume_precision_recall_of(hits));
    finish(status);
    free(r.at);
    free(e.at);
}

/* merge: gap, times -> times. */
static void run_merge(void)
{
    double gap = read_number();
    struct array times = read_array();
    size_t n = neume_onset_merge(times.at, times.n, gap);

    for (size_t i = 0; i < n; i++)
        put(times.at[i]);
    finish(NEUME_OK);
    free(times.at);
}

struct frames {
    struct array time, first, hertz;
    size_t *start;
    struct neume_pitch_frames view;
};

static void read_frames(struct frames *frames)
{
    frames->time = read_array();
    frames->first = read_array();
    frames->hertz = read_array();
    frames->start = malloc((frames->first.n + 1) * sizeof *frames->start);
    if (frames->start == NULL)
        die("out of memory");
    for (size_t i = 0; i < frames->first.n; i++)
        frames->start[i] = (size_t)frames->first.at[i];
    frames->view = (struct neume_pitch_frames){frames->time.at, frames->start, frames->hertz.at, frames->time.n};
}

static void free_frames(struct frames *frames)
{
    free(frames->time.at);
    free(frames->first.at);
    free(frames->hertz.at);
    free(frames->start);
}

static void put_measures(const struct neume_multipitch_measures *m)
{
    put(m->precision);
    put(m->recall);
    put(m->accuracy);
    put(m->substitution);
    put(m->miss);
    put(m->false_alarm);
    put(m->total_error);
}

/* multipitch: reference, estimate (each: times, first pitch of each frame and the end, pitches) -> the 14 measures. */
static void run_multipitch(void)
{
    struct frames r, e;
    struct neume_multipitch_score score;
    enum neume_status status;

    read_frames(&r);
    read_frames(&e);
    status = neume_multipitch_evaluate(&r.view, &e.view, &score);
    if (status == NEUME_OK) {
        put_measures(&score.pitch);
        put_measures(&score.chroma);
    }
    finish(status);
    free_frames(&r);
    free_frames(&e);
}

/* melody: reference times and pitches, the estimate's -> recall, false alarm, pitch, chroma, overall. */
static void run_melody(void)
{
    struct array rt = read_array(), rh = read_array(), et = read_array(), eh = read_array();
    struct neume_melody_line r = {rt.at, rh.at, rt.n}, e = {et.at, eh.at, et.n};
    struct neume_melody_score score;
    enum neume_status status = neume_melody_evaluate(&r, &e, &score);

    if (status == NEUME_OK) {
        put(score.voicing_recall);
        put(score.voicing_false_alarm);
        put(score.raw_pitch);
        put(score.raw_chroma);
        put(score.overall);
    }
    finish(status);
    free(rt.at);
    free(rh.at);
    free(et.at);
    free(eh.at);
}

/* beat: trim, reference, estimate -> F, Cemgil, its best, P-score, CMLc, CMLt, AMLc, AMLt. */
static void run_beat(void)
{
    double trim = read_number();
    struct array r = read_array(), e = read_array();
    struct neume_beat_score score;
    enum neume_status status = neume_beat_evaluate(r.at, r.n, e.at, e.n, trim, &score);

    if (status == NEUME_OK) {
        put(score.prf.f);
        put(score.cemgil);
        put(score.cemgil_best);
        put(score.p_score);
        put(score.cml_c);
        put(score.cml_t);
        put(score.aml_c);
        put(score.aml_t);
    }
    finish(status);
    free(r.at);
    free(e.at);
}

static int *to_kinds(struct array a)
{
    int *kinds = malloc((a.n + 1) * sizeof *kinds);

    if (kinds == NULL)
        die("out of memory");
    for (size_t i = 0; i < a.n; i++)
        kinds[i] = (int)a.at[i];
    return kinds;
}

/* drums: window, reference times and kinds, the estimate's; 5 kinds -> F of each, mean F, pooled P R F. */
static void run_drums(void)
{
    double window = read_number();
    struct array rt = read_array(), rk = read_array(), et = read_array(), ek = read_array();
    int *r_kinds = to_kinds(rk), *e_kinds = to_kinds(ek);
    struct neume_drum_hits r = {rt.at, r_kinds, rt.n}, e = {et.at, e_kinds, et.n};
    struct neume_hits by_kind[5];
    struct neume_drum_score score;
    enum neume_status status = neume_drums_evaluate(&r, &e, 5, window, by_kind, &score);

    if (status == NEUME_OK) {
        for (int k = 0; k < 5; k++)
            put(neume_precision_recall_of(by_kind[k]).f);
        put(score.mean_f);
        put_prf(score.pooled_prf);
    }
    finish(status);
    free(rt.at);
    free(rk.at);
    free(et.at);
    free(ek.at);
    free(r_kinds);
    free(e_kinds);
}

int main(void)
{
    char kind[32];

    while (scanf("%31s", kind) == 1) {
        if (strcmp(kind, "notes") == 0)
            run_notes();
        else if (strcmp(kind, "report") == 0 || strcmp(kind, "timed") == 0)
            run_report(kind[0] == 't');
        else if (strcmp(kind, "onset") == 0)
            run_onset();
        else if (strcmp(kind, "merge") == 0)
            run_merge();
        else if (strcmp(kind, "multipitch") == 0)
            run_multipitch();
        else if (strcmp(kind, "melody") == 0)
            run_melody();
        else if (strcmp(kind, "beat") == 0)
            run_beat();
        else if (strcmp(kind, "drums") == 0)
            run_drums();
        else
            die("no such kind of case");
    }
    return 0;
}
