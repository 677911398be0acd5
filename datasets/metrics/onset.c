/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/onset.h"

#include <stdlib.h>

#include "datasets/metrics/events.h"
#include "datasets/metrics/numpy_compat.h"

enum neume_status neume_onset_score(const double *reference, size_t n_reference, const double *estimate,
                                    size_t n_estimate, double window, struct neume_hits *hits)
{
    *hits = (struct neume_hits){.reference = n_reference, .estimated = n_estimate};
    if (!neume_times_valid(reference, n_reference) || !neume_times_valid(estimate, n_estimate))
        return NEUME_ERR_ARGUMENT;
    return neume_match_events(reference, n_reference, estimate, n_estimate, window, NULL, &hits->matched);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

size_t neume_onset_merge(double *times, size_t n, double gap)
{
    size_t kept = 0;

    if (n == 0)
        return 0;
    qsort(times, n, sizeof *times, ascending);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || times[i] - times[kept - 1] > gap)
            times[kept++] = times[i];
    return kept;
}
