/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/notes.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/match.h"
#include "datasets/metrics/notes_dense.h"
#include "datasets/metrics/notes_pairing.h"

/* The most edges that are listed; beyond them another search, which lists none, finds as many pairs, if not the same.
 */
enum { MOST_EDGES = 1 << 22 };

const struct neume_note_rules neume_note_rules_default = {
    .onset_tolerance = 0.05,
    .pitch_tolerance = 50,
    .offset_ratio = -1,
    .offset_min_tolerance = 0.05,
    .velocity_tolerance = -1,
};

static int check(const struct neume_note_set *set, size_t before, size_t *bad)
{
    for (size_t i = 0; i < set->count; i++) {
        int fine = set->onset[i] >= 0 && set->offset[i] > set->onset[i] && isfinite(set->offset[i]);

        fine = fine && (set->hertz == NULL || (set->hertz[i] > 0 && isfinite(set->hertz[i])));
        fine = fine && (set->velocity == NULL || (set->velocity[i] >= 0 && isfinite(set->velocity[i])));
        if (!fine) {
            if (bad != NULL)
                *bad = before + i;
            return 0;
        }
    }
    return 1;
}

static void pairing_release(struct neume_pairing *p)
{
    free(p->ranked);
    free(p->reference_octaves);
    free(p->estimate_octaves);
    free(p->near);
}

static enum neume_status pairing_init(struct neume_pairing *p, const struct neume_note_set *reference,
                                      const struct neume_note_set *estimate, const struct neume_note_limits *limits)
{
    size_t n = estimate->count;

    *p = (struct neume_pairing){.reference = reference, .estimate = estimate};
    p->ranked = malloc((n + 1) * sizeof *p->ranked);
    p->near = malloc((n + 1) * sizeof *p->near);
    p->reference_octaves = malloc((reference->count + 1) * sizeof(double));
    p->estimate_octaves = malloc((n + 1) * sizeof(double));
    if (p->ranked == NULL || p->near == NULL || p->reference_octaves == NULL || p->estimate_octaves == NULL) {
        pairing_release(p);
        return NEUME_ERR_MEMORY;
    }
    neume_rank(limits->onsets ? estimate->onset : estimate->offset, n, p->ranked);
    if (limits->pitches) {
        for (size_t i = 0; i < reference->count; i++)
            p->reference_octaves[i] = log2(reference->hertz[i]);
        for (size_t j = 0; j < n; j++)
            p->estimate_octaves[j] = log2(estimate->hertz[j]);
    }
    return NEUME_OK;
}

static int by_index(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The estimates that reference note i may be matched with, in ascending order, into p->near. */
static size_t find_near(struct neume_pairing *p, const struct neume_note_limits *limits, size_t i)
{
    double at = limits->onsets ? p->reference->onset[i] : p->reference->offset[i];
    struct neume_note_limits by_rank = *limits;
    by_rank.offsets = !limits->onsets;
    double reach = neume_pairing_reach(p, &by_rank, i);
    size_t n = p->estimate->count, n_near = 0;
    int sorted = 1;

    for (size_t k = neume_rank_from(p->ranked, n, at - reach); k < n && p->ranked[k].value <= at + reach; k++) {
        uint32_t j = p->ranked[k].index;

        if (!neume_pairing_may_match(p, limits, i, j))
            continue;
        if (n_near > 0 && j < p->near[n_near - 1])
            sorted = 0;
        p->near[n_near++] = j;
    }
    if (!sorted)
        qsort(p->near, n_near, sizeof *p->near, by_index);
    return n_near;
}

/* partner[reference->count]; edges go by reference and then estimate, the order in which mir_eval meets them. */
static enum neume_status match_by_times(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                        const struct neume_note_limits *limits, uint32_t *partner, size_t *n_matched)
{
    struct neume_match match = {0};
    struct neume_pairing p;
    enum neume_status status = pairing_init(&p, reference, estimate, limits);

    *n_matched = 0;
    if (status != NEUME_OK)
        return status;
    for (size_t i = 0; i < reference->count && status == NEUME_OK && match.n_edges <= MOST_EDGES; i++) {
        size_t n_near = find_near(&p, limits, i);

        for (size_t k = 0; k < n_near && status == NEUME_OK; k++)
            status = neume_match_add(&match, (uint32_t)i, p.near[k]);
    }
    if (status == NEUME_OK && match.n_edges > MOST_EDGES)
        status = neume_notes_match_dense(&p, limits, partner, n_matched);
    else if (status == NEUME_OK)
        status = neume_match_solve(&match, reference->count, estimate->count, partner, n_matched);
    neume_match_release(&match);
    pairing_release(&p);
    return status;
}

/* The line that takes the estimate's velocities closest (least squares) to the reference's, which run from 0 to 1. */
struct line {
    double slope, level;         /* reference about slope * (estimate - center) + level */
    double center, lowest, span; /* of the estimate's matched ones; of all the reference's */
};

static struct line fit_velocities(const struct neume_note_set *r, const struct neume_note_set *e,
                                  const uint32_t *partner, size_t n_matched)
{
    struct line line = {.lowest = INFINITY};
    double highest = 0, sum_xy = 0, sum_xx = 0;

    for (size_t i = 0; i < r->count; i++) {
        line.lowest = fmin(line.lowest, r->velocity[i]);
        highest = fmax(highest, r->velocity[i]);
    }
    line.span = fmax(1, highest - line.lowest);
    for (size_t i = 0; i < r->count; i++) {
        if (partner[i] == NEUME_UNMATCHED)
            continue;
        line.center += e->velocity[partner[i]] / (double)n_matched;
        line.level += (r->velocity[i] - line.lowest) / line.span / (double)n_matched;
    }
    for (size_t i = 0; i < r->count; i++) {
        double x;

        if (partner[i] == NEUME_UNMATCHED)
            continue;
        x = e->velocity[partner[i]] - line.center;
        sum_xy += x * ((r->velocity[i] - line.lowest) / line.span - line.level);
        sum_xx += x * x;
    }
    /* One velocity throughout fixes no slope; below this the spread is that of the rounding of `center`. */
    if (sum_xx > 1e-20 * line.center * line.center * (double)n_matched)
        line.slope = sum_xy / sum_xx;
    return line;
}

/* Unmatches the pairs whose velocities differ too much (Hawthorne et al. 2018, section 4.1). */
static void drop_by_velocity(const struct neume_note_set *r, const struct neume_note_set *e, double tolerance,
                             uint32_t *partner, size_t n_matched)
{
    struct line line = fit_velocities(r, e, partner, n_matched);

    for (size_t i = 0; i < r->count; i++) {
        double scaled, fitted;

        if (partner[i] == NEUME_UNMATCHED)
            continue;
        scaled = (r->velocity[i] - line.lowest) / line.span;
        fitted = line.slope * (e->velocity[partner[i]] - line.center) + line.level;
        if (!(fabs(fitted - scaled) < tolerance))
            partner[i] = NEUME_UNMATCHED;
    }
}

static int is_valid(const struct neume_note_set *reference, const struct neume_note_set *estimate, size_t *bad)
{
    if (bad != NULL)
        *bad = 0;
    return check(reference, 0, bad) && check(estimate, reference->count, bad);
}

enum neume_status neume_notes_match(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                    const struct neume_note_rules *rules, uint32_t *partner, size_t *bad)
{
    struct neume_note_limits limits = {.rules = rules, .onsets = 1, .pitches = 1, .offsets = rules->offset_ratio >= 0};
    int wants_velocity = rules->velocity_tolerance >= 0;
    enum neume_status status;
    size_t n_matched;

    if (!is_valid(reference, estimate, bad))
        return NEUME_ERR_ARGUMENT;
    if (wants_velocity &&
        ((reference->count > 0 && reference->velocity == NULL) || (estimate->count > 0 && estimate->velocity == NULL)))
        return NEUME_ERR_ARGUMENT;
    status = match_by_times(reference, estimate, &limits, partner, &n_matched);
    if (status == NEUME_OK && wants_velocity && n_matched > 0)
        drop_by_velocity(reference, estimate, rules->velocity_tolerance, partner, n_matched);
    return status;
}

void neume_notes_score_matching(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                const uint32_t *partner, struct neume_note_score *score)
{
    double sum = 0;

    *score = (struct neume_note_score){.hits = {.reference = reference->count, .estimated = estimate->count}};
    for (size_t i = 0; i < reference->count; i++) {
        size_t j = partner[i];
        double both, either;

        if (partner[i] == NEUME_UNMATCHED)
            continue;
        both = fmin(reference->offset[i], estimate->offset[j]) - fmax(reference->onset[i], estimate->onset[j]);
        either = fmax(reference->offset[i], estimate->offset[j]) - fmin(reference->onset[i], estimate->onset[j]);
        sum += both / either;
        score->hits.matched++;
    }
    if (score->hits.matched > 0)
        score->overlap = sum / (double)score->hits.matched;
    score->prf = neume_precision_recall_of(score->hits);
}

enum neume_status neume_notes_score(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                    const struct neume_note_rules *rules, struct neume_note_score *score)
{
    uint32_t *partner = malloc((reference->count + 1) * sizeof *partner);
    enum neume_status status;

    *score = (struct neume_note_score){0};
    if (partner == NULL)
        return NEUME_ERR_MEMORY;
    status = neume_notes_match(reference, estimate, rules, partner, NULL);
    if (status == NEUME_OK)
        neume_notes_score_matching(reference, estimate, partner, score);
    free(partner);
    return status;
}

static enum neume_status count_hits(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                    const struct neume_note_limits *limits, struct neume_hits *hits)
{
    *hits = (struct neume_hits){.reference = reference->count, .estimated = estimate->count};
    if (!is_valid(reference, estimate, NULL))
        return NEUME_ERR_ARGUMENT;
    return match_by_times(reference, estimate, limits, NULL, &hits->matched);
}

enum neume_status neume_notes_score_onsets(const struct neume_note_set *reference,
                                           const struct neume_note_set *estimate, const struct neume_note_rules *rules,
                                           struct neume_hits *hits)
{
    return count_hits(reference, estimate, &(struct neume_note_limits){.rules = rules, .onsets = 1}, hits);
}

enum neume_status neume_notes_score_offsets(const struct neume_note_set *reference,
                                            const struct neume_note_set *estimate, const struct neume_note_rules *rules,
                                            struct neume_hits *hits)
{
    return count_hits(reference, estimate, &(struct neume_note_limits){.rules = rules, .offsets = 1}, hits);
}

enum neume_status neume_notes_evaluate(const struct neume_note_set *reference, const struct neume_note_set *estimate,
                                       struct neume_notes_report *report)
{
    struct neume_note_rules plain = neume_note_rules_default, offset = plain, velocity = plain, both;
    enum neume_status status;

    offset.offset_ratio = 0.2;
    velocity.velocity_tolerance = 0.1;
    both = offset;
    both.velocity_tolerance = 0.1;
    *report = (struct neume_notes_report){0};
    report->has_velocity = (reference->count == 0 || reference->velocity != NULL) &&
                           (estimate->count == 0 || estimate->velocity != NULL);
    status = neume_notes_score(reference, estimate, &plain, &report->plain);
    if (status == NEUME_OK)
        status = neume_notes_score(reference, estimate, &offset, &report->offset);
    if (status == NEUME_OK && report->has_velocity)
        status = neume_notes_score(reference, estimate, &velocity, &report->velocity);
    if (status == NEUME_OK && report->has_velocity)
        status = neume_notes_score(reference, estimate, &both, &report->offset_velocity);
    if (status == NEUME_OK)
        status = neume_notes_score_onsets(reference, estimate, &offset, &report->onsets);
    if (status == NEUME_OK)
        status = neume_notes_score_offsets(reference, estimate, &offset, &report->offsets);
    return status;
}
