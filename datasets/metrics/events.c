/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/events.h"

#include <stdlib.h>

#include "datasets/metrics/match.h"
#include "datasets/metrics/numpy_compat.h"

static enum neume_status find_pairs(struct neume_match *match, const struct neume_ranked *ranked, size_t n_reference,
                                    const double *estimate, size_t n_estimate, double window)
{
    for (size_t j = 0; j < n_estimate; j++) {
        double latest = estimate[j] + window;

        for (size_t k = neume_rank_from(ranked, n_reference, estimate[j] - window);
             k < n_reference && ranked[k].value <= latest; k++) {
            enum neume_status status = neume_match_add(match, ranked[k].index, (uint32_t)j);

            if (status != NEUME_OK)
                return status;
        }
    }
    return NEUME_OK;
}

enum neume_status neume_match_events(const double *reference, size_t n_reference, const double *estimate,
                                     size_t n_estimate, double window, uint32_t *partner, size_t *n_matched)
{
    struct neume_match match = {0};
    struct neume_ranked *ranked = malloc((n_reference + 1) * sizeof *ranked);
    enum neume_status status = NEUME_ERR_MEMORY;

    *n_matched = 0;
    if (ranked == NULL)
        goto done;
    neume_rank(reference, n_reference, ranked);
    status = find_pairs(&match, ranked, n_reference, estimate, n_estimate, window);
    if (status == NEUME_OK)
        status = neume_match_solve(&match, n_reference, n_estimate, partner, n_matched);
done:
    neume_match_release(&match);
    free(ranked);
    return status;
}
