/* SPDX-License-Identifier: MIT
 *
 * Augmenting paths by phases, each of which visits an estimate once: visited places of the order are skipped by a
 * union-find, so that a phase costs about as much as there are notes, however many edges there are. */
#include "datasets/metrics/match_dense.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/metrics/match.h"

/* A reference on the path: where its search goes on, and the estimate by which the path leaves it. */
struct step {
    uint32_t reference, estimate, at;
    size_t span, spans;
    struct neume_match_span list[NEUME_MATCH_MOST_SPANS];
};

struct search {
    const struct neume_dense_graph *graph;
    uint32_t *skip;    /* [n_estimates + 1] the union-find: leads to the next place not visited */
    uint32_t *owner;   /* [n_estimates] its reference, or NEUME_UNMATCHED */
    uint32_t *partner; /* [n_references] */
    struct step *path; /* [capacity] */
    size_t length, capacity;
};

static uint32_t next_place(struct search *s, uint32_t at)
{
    while (s->skip[at] != at)
        at = s->skip[at] = s->skip[s->skip[at]];
    return at;
}

static int push(struct search *s, uint32_t reference)
{
    if (s->length == s->capacity) {
        size_t wanted = s->capacity ? 2 * s->capacity : 16;
        struct step *grown = realloc(s->path, wanted * sizeof *grown);
        if (!grown)
            return 0;
        s->path = grown;
        s->capacity = wanted;
    }
    struct step *step = &s->path[s->length++];
    step->reference = reference;
    step->span = 0;
    step->spans = s->graph->spans(s->graph->context, reference, step->list);
    step->at = step->spans ? step->list[0].from : 0;
    return 1;
}

/* Goes on from the last of the path to an estimate that was not visited; 0 where there is none. */
static int advance(struct search *s, struct step *step)
{
    const struct neume_dense_graph *g = s->graph;
    while (step->span < step->spans) {
        uint32_t place = next_place(s, step->at);
        if (place >= step->list[step->span].to) {
            if (++step->span < step->spans)
                step->at = step->list[step->span].from;
            continue;
        }
        step->at = place + 1;
        if (!g->may_match(g->context, step->reference, g->order[place]))
            continue;
        s->skip[place] = place + 1;
        step->estimate = g->order[place];
        return 1;
    }
    return 0;
}

/* 1: the reference got a partner; 0: there is none in this phase; -1: no memory. */
static int augment(struct search *s, uint32_t reference)
{
    s->length = 0;
    if (!push(s, reference))
        return -1;
    while (s->length) {
        struct step *step = &s->path[s->length - 1];
        if (!advance(s, step)) {
            s->length--;
            continue;
        }
        uint32_t owner = s->owner[step->estimate];
        if (owner != NEUME_UNMATCHED) {
            if (!push(s, owner))
                return -1;
            continue;
        }
        for (size_t k = 0; k < s->length; k++) {
            s->owner[s->path[k].estimate] = s->path[k].reference;
            s->partner[s->path[k].reference] = s->path[k].estimate;
        }
        return 1;
    }
    return 0;
}

static enum neume_status run_phases(struct search *s, size_t *n_matched)
{
    for (int more = 1; more;) {
        more = 0;
        for (uint32_t k = 0; k <= s->graph->n_estimates; k++)
            s->skip[k] = k;
        for (uint32_t i = 0; i < s->graph->n_references; i++) {
            int found = s->partner[i] == NEUME_UNMATCHED ? augment(s, i) : 0;
            if (found < 0)
                return NEUME_ERR_MEMORY;
            more |= found;
            *n_matched += (size_t)found;
        }
    }
    return NEUME_OK;
}

enum neume_status neume_match_dense(const struct neume_dense_graph *graph, uint32_t *partner, size_t *n_matched)
{
    size_t r = graph->n_references, e = graph->n_estimates;
    struct search s = {.graph = graph};
    *n_matched = 0;
    s.skip = malloc((e + 1) * sizeof *s.skip);
    s.owner = malloc((e + 1) * sizeof *s.owner);
    s.partner = malloc((r + 1) * sizeof *s.partner);
    enum neume_status status = NEUME_ERR_MEMORY;
    if (s.skip && s.owner && s.partner) {
        memset(s.owner, 0xFF, e * sizeof *s.owner);
        memset(s.partner, 0xFF, r * sizeof *s.partner);
        status = run_phases(&s, n_matched);
    }
    if (status == NEUME_OK && partner && r)
        memcpy(partner, s.partner, r * sizeof *partner);
    free(s.skip);
    free(s.owner);
    free(s.partner);
    free(s.path);
    return status;
}
