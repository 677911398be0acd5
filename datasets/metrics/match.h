/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_METRICS_MATCH_H
#define NEUME_DATASETS_METRICS_MATCH_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

#define NEUME_UNMATCHED UINT32_MAX

struct neume_match_edge {
    uint32_t reference, estimate;
};

/* A bipartite graph of what may be matched with what. Zeroed, it is an empty graph. */
struct neume_match {
    struct neume_match_edge *edges; /* [n_edges] */
    size_t n_edges, capacity;
};

void neume_match_init(struct neume_match *match);
void neume_match_release(struct neume_match *match); /* NULL is fine */
void neume_match_clear(struct neume_match *match);   /* keeps the memory */

enum neume_status neume_match_add(struct neume_match *match, uint32_t reference, uint32_t estimate);

/* A maximum matching (Hopcroft and Karp 1973, in D. Eppstein's form of 2002, which is what mir_eval runs).
 * partner[r] becomes the estimate matched with reference r, or NEUME_UNMATCHED; `partner` may be NULL.
 * Where several maximum matchings exist, the one found depends on the order of the edges: with edges ordered by
 * reference, then estimate, it is mir_eval's own, pair by pair. Each edge comes once. */
enum neume_status neume_match_solve(const struct neume_match *match, size_t n_references, size_t n_estimates,
                                    uint32_t *partner, size_t *n_matched);

#endif
