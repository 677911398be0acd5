/* SPDX-License-Identifier: MIT */
#include "datasets/bench/score_drums.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/bench/count_timing.h"
#include "datasets/metrics/drums.h"
#include "datasets/metrics/events.h"
#include "datasets/metrics/match.h"

/* The hits of one side that are of a class, as parallel arrays. */
struct side {
    double *time;
    int *kind;
    int *taken; /* 1 once it is in the confusion */
    size_t count;
};

static int make_side(const struct neume_truth *truth, struct side *s)
{
    size_t n = truth->hit_count + 1;
    s->time = malloc(n * sizeof *s->time);
    s->kind = malloc(n * sizeof *s->kind);
    s->taken = calloc(n, sizeof *s->taken);
    if (!s->time || !s->kind || !s->taken)
        return 0;
    for (size_t i = 0; i < truth->hit_count; i++) {
        if (truth->hit[i].drum >= NEUME_DRUM_CLASSES)
            continue;
        s->time[s->count] = truth->hit[i].time;
        s->kind[s->count++] = (int)truth->hit[i].drum;
    }
    return 1;
}

static void release_side(struct side *s)
{
    free(s->time);
    free(s->kind);
    free(s->taken);
}

/* What is not yet taken, of one class or of all (-1); how many. */
static size_t pick(const struct side *s, int kind, double *time, size_t *index)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (s->taken[i] || (kind >= 0 && s->kind[i] != kind))
            continue;
        time[count] = s->time[i];
        index[count++] = i;
    }
    return count;
}

/* Room for one matching. */
struct picked {
    double *time[2];
    size_t *index[2];
    uint32_t *partner;
};

static enum neume_status confuse(struct side *r, struct side *e, int kind, struct picked *p,
                                 struct neume_bench_detail *detail)
{
    size_t n_r = pick(r, kind, p->time[0], p->index[0]), n_e = pick(e, kind, p->time[1], p->index[1]), matched;
    enum neume_status status = neume_match_events(p->time[0], n_r, p->time[1], n_e, 0.05, p->partner, &matched);
    for (size_t i = 0; status == NEUME_OK && i < n_r; i++) {
        if (p->partner[i] == NEUME_UNMATCHED)
            continue;
        size_t a = p->index[0][i], b = p->index[1][p->partner[i]];
        r->taken[a] = e->taken[b] = 1;
        detail->confusion[r->kind[a]][e->kind[b]]++;
        if (kind >= 0)
            neume_bench_count_timing(detail->timing[1], e->time[b] - r->time[a]);
    }
    return status;
}

/* Hits of one class find each other first; then what is left, whatever its class. */
static enum neume_status fill_confusion(struct side *r, struct side *e, struct picked *p,
                                        struct neume_bench_detail *detail)
{
    enum { NOTHING = NEUME_DRUM_CLASSES };
    enum neume_status status = NEUME_OK;
    for (int kind = 0; kind < NEUME_DRUM_CLASSES && status == NEUME_OK; kind++)
        status = confuse(r, e, kind, p, detail);
    if (status == NEUME_OK)
        status = confuse(r, e, -1, p, detail);
    for (size_t i = 0; i < r->count; i++)
        detail->confusion[r->kind[i]][NOTHING] += !r->taken[i];
    for (size_t i = 0; i < e->count; i++)
        detail->confusion[NOTHING][e->kind[i]] += !e->taken[i];
    return status;
}

static enum neume_status score_window(const struct side *r, const struct side *e, double window, int narrow,
                                      struct neume_bench_scores *s)
{
    struct neume_drum_hits rh = {r->time, r->kind, r->count}, eh = {e->time, e->kind, e->count};
    struct neume_hits by_kind[NEUME_DRUM_CLASSES];
    struct neume_drum_score score;
    enum neume_status status = neume_drums_evaluate(&rh, &eh, NEUME_DRUM_CLASSES, window, by_kind, &score);
    if (status != NEUME_OK)
        return status;
    s->value[narrow ? NEUME_DRUM_F30 : NEUME_DRUM_F] = score.mean_f;
    s->value[narrow ? NEUME_DRUM_MICRO30 : NEUME_DRUM_MICRO] = score.pooled_prf.f;
    for (int k = 0; k < NEUME_DRUM_CLASSES; k++) {
        struct neume_hits *h = &by_kind[k];
        if (h->reference || h->estimated)
            s->value[(narrow ? NEUME_DRUM_CLASS_F30 : NEUME_DRUM_CLASS_F) + k] = neume_precision_recall_of(*h).f;
        s->tally[(narrow ? NEUME_TALLY_DRUM_CLASS30 : NEUME_TALLY_DRUM_CLASS) + k] =
            (struct neume_tally){(double)h->matched, (double)h->reference, (double)h->estimated};
    }
    return NEUME_OK;
}

enum neume_status neume_bench_score_drums(const struct neume_truth *reference, const struct neume_truth *estimate,
                                          struct neume_bench_scores *scores)
{
    struct side r = {0}, e = {0};
    size_t most = reference->hit_count + estimate->hit_count + 1;
    struct picked p = {.partner = malloc(most * sizeof *p.partner)};
    enum neume_status status = NEUME_ERR_MEMORY;
    for (int i = 0; i < 2; i++) {
        p.time[i] = malloc(most * sizeof *p.time[i]);
        p.index[i] = malloc(most * sizeof *p.index[i]);
    }
    if (!p.partner || !p.time[0] || !p.time[1] || !p.index[0] || !p.index[1])
        goto done;
    if (!make_side(reference, &r) || !make_side(estimate, &e))
        goto done;
    status = score_window(&r, &e, 0.05, 0, scores);
    if (status == NEUME_OK)
        status = score_window(&r, &e, 0.03, 1, scores);
    if (status == NEUME_OK)
        status = fill_confusion(&r, &e, &p, &scores->detail);
done:
    release_side(&r);
    release_side(&e);
    free(p.partner);
    for (int i = 0; i < 2; i++) {
        free(p.time[i]);
        free(p.index[i]);
    }
    return status;
}
