/* SPDX-License-Identifier: MIT */
#include "api/render/evaluate.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "datasets/bench/score.h"
#include "datasets/metrics/beat.h"
#include "datasets/metrics/multipitch.h"
#include "datasets/metrics/notes.h"

/* mir_eval wants lengths above 0; a drum or a cut note may have none. */
#define SHORTEST 0.005

static void add(struct neume_scores *e, const char *group, const char *name, double value)
{
    assert(e->count < NEUME_MOST_SCORES);
    struct neume_scored *f = &e->score[e->count++];
    f->group = group;
    f->value = value;
    snprintf(f->name, sizeof f->name, "%s", name);
}

static void add_part(struct neume_scores *e, const char *group, const char *name, const char *part, double value)
{
    char whole[24];
    snprintf(whole, sizeof whole, "%s_%s", name, part);
    add(e, group, whole, value);
}

static void add_prf(struct neume_scores *e, const char *group, const char *name, struct neume_precision_recall prf)
{
    add_part(e, group, name, "P", prf.precision);
    add_part(e, group, name, "R", prf.recall);
    add_part(e, group, name, "F", prf.f);
}

/* Notes as columns in one block, which the caller frees; NULL without memory. */
static double *note_columns(const struct neume_truth *t, int rounds, struct neume_note_set *set)
{
    size_t n = t->note_count;
    double *block = malloc((4 * n + 1) * sizeof *block);
    if (!block)
        return NULL;
    *set = (struct neume_note_set){block, block + n, block + 2 * n, block + 3 * n, n};
    for (size_t i = 0; i < n; i++) {
        const struct neume_truth_note *note = &t->note[i];
        block[i] = note->onset;
        block[n + i] = fmax(note->offset, note->onset + SHORTEST);
        block[2 * n + i] = rounds ? neume_pitch_to_hz(rint(note->pitch)) : note->hz;
        block[3 * n + i] = note->velocity;
    }
    return block;
}

static int velocities_differ(const struct neume_note_set *set)
{
    for (size_t i = 1; i < set->count; i++)
        if (set->velocity[i] != set->velocity[0])
            return 1;
    return 0;
}

static void add_notes(struct neume_scores *e, const struct neume_notes_report *n, int velocities, size_t references,
                      size_t estimates)
{
    static const struct neume_note_score unknown = {{0, 0, 0}, {NAN, NAN, NAN}, NAN};
    const struct {
        const char *name, *overlap;
        const struct neume_note_score *score;
    } ways[] = {{"note", "overlap", &n->plain},
                {"noteoff", "noteoff_overlap", &n->offset},
                {"notevel", "notevel_overlap", velocities ? &n->velocity : &unknown},
                {"notevoff", "notevoff_overlap", velocities ? &n->offset_velocity : &unknown}};
    add(e, "notes", "n_ref", (double)references);
    add(e, "notes", "n_est", (double)estimates);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        add_prf(e, "notes", ways[i].name, ways[i].score->prf);
        add(e, "notes", ways[i].overlap, ways[i].score->overlap);
    }
    add_prf(e, "notes", "noteonset", neume_precision_recall_of(n->onsets));
    add_prf(e, "notes", "noteoffset", neume_precision_recall_of(n->offsets));
}

static enum neume_status evaluate_notes(const struct neume_truth *reference, const struct neume_truth *estimate,
                                        int rounds, struct neume_scores *e)
{
    struct neume_note_set r, s;
    struct neume_notes_report report;
    enum neume_status status = NEUME_ERR_MEMORY;
    double *rb = note_columns(reference, 0, &r), *sb = note_columns(estimate, rounds, &s);
    if (rb && sb) {
        /* Where all are the same there is no range to compare by; of nothing none is right anyhow. */
        int velocities = !s.count || !r.count || velocities_differ(&r);
        if (!velocities)
            r.velocity = s.velocity = NULL;
        status = neume_notes_evaluate(&r, &s, &report);
        if (status == NEUME_OK)
            add_notes(e, &report, velocities, r.count, s.count);
    }
    free(rb);
    free(sb);
    return status;
}

/* Frames as mir_eval takes them: pitches of 20 to 5000 Hz. */
struct frames {
    double *time, *hertz;
    size_t *first;
};

static int make_frames(const struct neume_truth *t, struct frames *f, struct neume_pitch_frames *view)
{
    size_t used = 0;
    f->time = malloc((t->frame_count + 1) * sizeof *f->time);
    f->first = calloc(t->frame_count + 1, sizeof *f->first);
    f->hertz = malloc((t->pitch_hz_count + 1) * sizeof *f->hertz);
    if (!f->time || !f->first || !f->hertz)
        return 0;
    for (size_t i = 0; i < t->frame_count; i++) {
        f->time[i] = t->frame[i].time;
        for (size_t k = 0; k < t->frame[i].count; k++) {
            double hz = t->pitch_hz[t->frame[i].first + k];
            if (hz >= 20 && hz <= 5000)
                f->hertz[used++] = hz;
        }
        f->first[i + 1] = used;
    }
    *view = (struct neume_pitch_frames){f->time, f->first, f->hertz, t->frame_count};
    return 1;
}

static void add_multipitch(struct neume_scores *e, const char *name, const struct neume_multipitch_measures *m)
{
    static const char group[] = "pitches by frame";
    add_part(e, group, name, "P", m->precision);
    add_part(e, group, name, "R", m->recall);
    add_part(e, group, name, "acc", m->accuracy);
    add_part(e, group, name, "E_sub", m->substitution);
    add_part(e, group, name, "E_miss", m->miss);
    add_part(e, group, name, "E_fa", m->false_alarm);
    add_part(e, group, name, "E_tot", m->total_error);
}

static enum neume_status evaluate_frames(const struct neume_truth *reference, const struct neume_truth *estimate,
                                         struct neume_scores *e)
{
    struct frames r = {0}, s = {0};
    struct neume_pitch_frames rv, sv;
    struct neume_multipitch_score score;
    enum neume_status status = NEUME_ERR_MEMORY;
    if (make_frames(reference, &r, &rv) && make_frames(estimate, &s, &sv))
        status = neume_multipitch_evaluate(&rv, &sv, &score);
    if (status == NEUME_OK) {
        add_multipitch(e, "frame", &score.pitch);
        add_multipitch(e, "frame_chroma", &score.chroma);
    }
    free(r.time), free(r.first), free(r.hertz);
    free(s.time), free(s.first), free(s.hertz);
    return status;
}

static double *beat_times(const struct neume_truth *t)
{
    double *time = malloc((t->beat_count + 1) * sizeof *time);
    for (size_t i = 0; time && i < t->beat_count; i++)
        time[i] = t->beat[i].time;
    return time;
}

/* A bare list of times may be meant as beats. */
static enum neume_status evaluate_beats(const struct neume_truth *reference, const struct neume_truth *estimate,
                                        struct neume_scores *e)
{
    static const char group[] = "beats";
    struct neume_beat_score b;
    int beats = estimate->beat_count || !estimate->onset_count;
    double *r = beat_times(reference), *s = beat_times(estimate);
    enum neume_status status = NEUME_ERR_MEMORY;
    if (r && s)
        status = neume_beat_evaluate(r, reference->beat_count, beats ? s : estimate->onset,
                                     beats ? estimate->beat_count : estimate->onset_count, NEUME_BEAT_TRIM, &b);
    if (status == NEUME_OK) {
        add_prf(e, group, "beat", b.prf);
        add(e, group, "cemgil", b.cemgil);
        add(e, group, "cemgil_best", b.cemgil_best);
        add(e, group, "p_score", b.p_score);
        add(e, group, "cml_c", b.cml_c);
        add(e, group, "cml_t", b.cml_t);
        add(e, group, "aml_c", b.aml_c);
        add(e, group, "aml_t", b.aml_t);
    }
    free(r);
    free(s);
    return status;
}

/* The bench's measures of a range, those that apply. */
static void add_bench(struct neume_scores *e, const char *group, const struct neume_bench_scores *s, int first,
                      int last)
{
    for (int m = first; m <= last; m++)
        if (!isnan(s->value[m]))
            add(e, group, neume_measures[m].name, s->value[m]);
}

static void add_drums(struct neume_scores *e, const struct neume_bench_scores *s)
{
    add_bench(e, "drums", s, NEUME_DRUM_F, NEUME_DRUM_CLASS_F + NEUME_DRUM_CLASSES - 1);
    add_bench(e, "drums at 30 ms", s, NEUME_DRUM_F30, NEUME_DRUM_CLASS_F30 + NEUME_DRUM_CLASSES - 1);
    add_bench(e, "drums at 30 ms", s, NEUME_DRUM_MICRO30, NEUME_DRUM_MICRO30);
}

enum neume_status neume_api_evaluate(const struct neume_truth *reference, const struct neume_truth *estimate,
                                     const struct neume_api_evaluate_options *options, struct neume_scores *e)
{
    struct neume_bench_scores s;
    e->count = 0;
    if (options->drums) {
        /* A view: whatever the estimate is, it is taken to speak of drums. */
        struct neume_truth claims = *estimate;
        claims.from_midi = 1;
        enum neume_status status = neume_bench_score(reference, &claims, &s);
        if (status == NEUME_OK && options->lagged)
            add(e, "lag", "lag_taken_off_ms", 1000 * options->lag);
        if (status == NEUME_OK)
            add_drums(e, &s);
        return status;
    }
    enum neume_status status = neume_bench_score(reference, estimate, &s);
    if (status == NEUME_OK && !isnan(s.value[NEUME_NOTE_F]))
        status = evaluate_notes(reference, estimate, options->rounds, e);
    if (status != NEUME_OK)
        return status;
    if (!isnan(s.value[NEUME_LAG_MS]))
        add(e, "lag", "lag_ms", s.value[NEUME_LAG_MS]);
    if (options->lagged)
        add(e, "lag", "lag_taken_off_ms", 1000 * options->lag);
    add_bench(e, "onsets", &s, NEUME_ONSET_P, NEUME_ONSET_F);
    add_drums(e, &s);
    add_bench(e, "melody", &s, NEUME_MELODY_RPA, NEUME_MELODY_VFA);
    if (reference->kinds & estimate->kinds & NEUME_TRUTH_MULTIPITCH)
        status = evaluate_frames(reference, estimate, e);
    else
        add_bench(e, "pitches by frame", &s, NEUME_MULTIPITCH_ACC, NEUME_MULTIPITCH_ACC);
    if (status == NEUME_OK && !isnan(s.value[NEUME_BEAT_F]))
        status = evaluate_beats(reference, estimate, e);
    return status;
}

enum neume_status neume_api_truth_of_notes(struct neume_truth *truth, const struct neume_notes *notes)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; status == NEUME_OK && i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        struct neume_truth_note note = {n->onset, n->offset, n->pitch, neume_pitch_to_hz(n->pitch), n->velocity};
        status = n->drum ? neume_truth_add_hit(truth, n->onset, neume_drum_class_of_key(n->pitch))
                         : neume_truth_add_note(truth, &note);
    }
    truth->from_midi = 1;
    truth->kinds |= NEUME_TRUTH_NOTES;
    neume_truth_sort(truth);
    return status;
}
