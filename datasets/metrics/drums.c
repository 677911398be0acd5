/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/drums.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/events.h"

static int all_finite(const struct neume_drum_hits *hits)
{
    for (size_t i = 0; i < hits->count; i++)
        if (!isfinite(hits->time[i]))
            return 0;
    return 1;
}

static size_t take_kind(const struct neume_drum_hits *hits, int kind, double *times)
{
    size_t n = 0;

    for (size_t i = 0; i < hits->count; i++)
        if (hits->kind[i] == kind)
            times[n++] = hits->time[i];
    return n;
}

enum neume_status neume_drums_evaluate(const struct neume_drum_hits *reference, const struct neume_drum_hits *estimate,
                                       int n_kinds, double window, struct neume_hits *by_kind,
                                       struct neume_drum_score *score)
{
    double *times = malloc((reference->count + estimate->count + 1) * sizeof *times);
    enum neume_status status = NEUME_OK;
    double sum_f = 0;

    *score = (struct neume_drum_score){0};
    if (times == NULL)
        return NEUME_ERR_MEMORY;
    if (!all_finite(reference) || !all_finite(estimate))
        status = NEUME_ERR_ARGUMENT;
    for (int kind = 0; kind < n_kinds && status == NEUME_OK; kind++) {
        struct neume_hits hits = {.reference = take_kind(reference, kind, times)};
        double *estimated = times + hits.reference;

        hits.estimated = take_kind(estimate, kind, estimated);
        status = neume_match_events(times, hits.reference, estimated, hits.estimated, window, NULL, &hits.matched);
        neume_hits_add(&score->pooled, hits);
        if (hits.reference > 0) {
            sum_f += neume_precision_recall_of(hits).f;
            score->n_kinds_in_reference++;
        }
        if (by_kind != NULL)
            by_kind[kind] = hits;
    }
    free(times);
    score->pooled_prf = neume_precision_recall_of(score->pooled);
    if (score->n_kinds_in_reference > 0)
        score->mean_f = sum_f / (double)score->n_kinds_in_reference;
    return status;
}
