/* SPDX-License-Identifier: MIT */
#include "datasets/bench/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/count_timing.h"
#include "datasets/bench/lag.h"
#include "datasets/bench/score_drums.h"
#include "datasets/bench/score_lines.h"
#include "datasets/metrics/match.h"
#include "datasets/metrics/notes.h"
#include "datasets/metrics/onset.h"

#define SHORTEST 0.005 /* seconds: mir_eval wants lengths above 0 */

static struct neume_tally tally_of(struct neume_hits hits)
{
    return (struct neume_tally){(double)hits.matched, (double)hits.reference, (double)hits.estimated};
}

/* The notes of one side as parallel arrays, in one block. */
struct columns {
    double *block;
    int *pitch; /* whole MIDI numbers, for the plot */
    struct neume_note_set set;
};

static int make_columns(const struct neume_truth *truth, int whole, struct columns *c)
{
    size_t n = truth->note_count;
    c->block = malloc((4 * n + 1) * sizeof *c->block);
    c->pitch = malloc((n + 1) * sizeof *c->pitch);
    if (!c->block || !c->pitch)
        return 0;
    double *onset = c->block, *offset = onset + n, *hertz = offset + n, *velocity = hertz + n;
    for (size_t i = 0; i < n; i++) {
        const struct neume_truth_note *note = &truth->note[i];
        double rounded = rint(note->pitch);
        onset[i] = note->onset;
        offset[i] = fmax(note->offset, note->onset + SHORTEST);
        hertz[i] = whole ? neume_pitch_to_hz(rounded) : note->hz;
        velocity[i] = note->velocity;
        c->pitch[i] = (int)fmin(fmax(rounded, 0), 127);
    }
    c->set = (struct neume_note_set){onset, offset, hertz, velocity, n};
    return 1;
}

static void release_columns(struct columns *c)
{
    free(c->block);
    free(c->pitch);
}

static int velocities_vary(const struct neume_note_set *set)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < set->count; i++) {
        low = fmin(low, set->velocity[i]);
        high = fmax(high, set->velocity[i]);
    }
    return high > 0 && high > low;
}

/* What the plots show of the plain matching. */
static void count_detail(const struct columns *r, const struct columns *e, const uint32_t *partner,
                         struct neume_bench_detail *detail)
{
    for (size_t i = 0; i < e->set.count; i++)
        detail->pitch[e->pitch[i]].estimated++;
    for (size_t i = 0; i < r->set.count; i++) {
        detail->pitch[r->pitch[i]].reference++;
        if (partner[i] == NEUME_UNMATCHED)
            continue;
        detail->pitch[r->pitch[i]].matched++;
        neume_bench_count_timing(detail->timing[0], e->set.onset[partner[i]] - r->set.onset[i]);
    }
}

static void set_figure(struct neume_bench_scores *s, enum neume_measure f, enum neume_tally_kind kind,
                       const struct neume_note_score *score)
{
    s->value[f] = score->prf.f;
    s->tally[kind] = tally_of(score->hits);
}

/* onset_ratio and velocity tolerance of the four ways to compare notes. */
static const struct {
    enum neume_measure f;
    enum neume_tally_kind kind;
    int offset, velocity;
} ways[] = {{NEUME_NOTE_F, NEUME_TALLY_NOTE, 0, 0},
            {NEUME_NOTEOFF_F, NEUME_TALLY_NOTEOFF, 1, 0},
            {NEUME_NOTEVEL_F, NEUME_TALLY_NOTEVEL, 0, 1},
            {NEUME_NOTEVOFF_F, NEUME_TALLY_NOTEVOFF, 1, 1}};

static enum neume_status compare_notes(const struct columns *r, const struct columns *e, uint32_t *partner,
                                       struct neume_bench_scores *s)
{
    int velocities = !e->set.count || !r->set.count || velocities_vary(&r->set);
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
        struct neume_note_rules rules = neume_note_rules_default;
        struct neume_note_score score;
        rules.offset_ratio = ways[w].offset ? 0.2 : -1;
        rules.velocity_tolerance = ways[w].velocity ? 0.1 : -1;
        if (ways[w].velocity && !velocities)
            continue;
        enum neume_status status = neume_notes_match(&r->set, &e->set, &rules, partner, NULL);
        if (status != NEUME_OK)
            return status;
        neume_notes_score_matching(&r->set, &e->set, partner, &score);
        set_figure(s, ways[w].f, ways[w].kind, &score);
        if (w > 0)
            continue;
        s->value[NEUME_NOTE_P] = score.prf.precision;
        s->value[NEUME_NOTE_R] = score.prf.recall;
        s->value[NEUME_OVERLAP] = score.overlap;
        count_detail(r, e, partner, &s->detail);
    }
    return NEUME_OK;
}

static enum neume_status score_notes(const struct neume_truth *reference, const struct neume_truth *estimate,
                                     struct neume_bench_scores *s)
{
    struct columns r = {0}, e = {0};
    enum neume_status status = NEUME_ERR_MEMORY;
    uint32_t *partner = malloc((reference->note_count + 1) * sizeof *partner);
    if (partner && make_columns(reference, 0, &r) && make_columns(estimate, 1, &e))
        status = compare_notes(&r, &e, partner, s);
    if (status == NEUME_OK)
        status = neume_bench_lag(reference, estimate, &s->value[NEUME_LAG_MS]);
    s->value[NEUME_LAG_MS] *= 1000;
    release_columns(&r);
    release_columns(&e);
    free(partner);
    return status;
}

static enum neume_status score_onsets(const struct neume_truth *reference, const struct neume_truth *estimate,
                                      struct neume_bench_scores *s)
{
    double *r = NULL, *e = NULL;
    size_t n_r = 0, n_e = 0;
    struct neume_hits hits;
    enum neume_status status = neume_truth_all_onsets(reference, &r, &n_r);
    if (status == NEUME_OK)
        status = neume_truth_all_onsets(estimate, &e, &n_e);
    if (status != NEUME_OK)
        goto done;
    n_r = n_r ? neume_onset_merge(r, n_r, NEUME_SCORE_MERGE) : 0;
    n_e = n_e ? neume_onset_merge(e, n_e, NEUME_SCORE_MERGE) : 0;
    status = neume_onset_score(r, n_r, e, n_e, NEUME_ONSET_WINDOW, &hits);
    if (status != NEUME_OK)
        goto done;
    struct neume_precision_recall prf = neume_precision_recall_of(hits);
    s->value[NEUME_ONSET_P] = prf.precision;
    s->value[NEUME_ONSET_R] = prf.recall;
    s->value[NEUME_ONSET_F] = prf.f;
    s->tally[NEUME_TALLY_ONSET] = tally_of(hits);
done:
    free(r);
    free(e);
    return status;
}

enum neume_status neume_bench_score(const struct neume_truth *reference, const struct neume_truth *estimate,
                                    struct neume_bench_scores *scores)
{
    static const unsigned with_onsets = NEUME_TRUTH_NOTES | NEUME_TRUTH_HITS | NEUME_TRUTH_ONSETS;
    const struct neume_truth nothing = {.kinds = ~0u, .from_midi = 1};
    const struct neume_truth *e = estimate ? estimate : &nothing;
    enum neume_status status = NEUME_OK;
    memset(scores, 0, sizeof *scores);
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        scores->value[m] = NAN;
    int bare = e->onset_count && !e->note_count && !e->hit_count;
    int claims = (e->kinds & with_onsets) || e->from_midi;
    /* Silence that says it is notes, or hits, is a reference like any other. */
    int silent = !reference->note_count && !reference->hit_count;
    int notes = reference->note_count || (silent && reference->kinds & NEUME_TRUTH_NOTES);
    int hits = reference->hit_count || (silent && reference->kinds == NEUME_TRUTH_HITS);
    if (claims && notes && !bare)
        status = score_notes(reference, e, scores);
    if (status == NEUME_OK && claims && reference->kinds & with_onsets)
        status = score_onsets(reference, e, scores);
    if (status == NEUME_OK && hits && (e->hit_count || e->from_midi))
        status = neume_bench_score_drums(reference, e, scores);
    if (status == NEUME_OK)
        status = neume_bench_score_lines(reference, e, scores);
    return status;
}

int neume_bench_scores_any(const struct neume_bench_scores *scores)
{
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        if (!isnan(scores->value[m]))
            return 1;
    return 0;
}
