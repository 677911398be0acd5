/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/match.h"

#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
#define FREE (UINT32_MAX - 1) /* an estimate that no reference has yet: where a path may begin */

/* The search, in the words of Eppstein's program: `preds` and `pred` are the layers, `matching` is by reference. */
struct search {
    uint32_t n_references, n_estimates, n_edges;
    uint32_t *order;    /* [n_estimates] those with edges, as they first appear */
    uint32_t n_order;   /* how many */
    uint32_t *first;    /* [n_estimates + 1] into the two below */
    uint32_t *target;   /* [n_edges] the reference of an edge, edges grouped by estimate */
    uint32_t *source;   /* [n_edges] its estimate */
    uint32_t *matching; /* [n_references] an estimate or NONE */
    uint32_t *pred;     /* [n_estimates] the reference before it on the path, FREE, or NONE */
    uint32_t *head;     /* [n_references] preds: a list of edges through `next`, NONE where taken out */
    uint32_t *tail;     /* [n_references] */
    uint32_t *level;    /* [n_references] the layer of preds it came in with, 0: none */
    uint32_t *next;     /* [n_edges] */
    uint32_t *layer;    /* [n_estimates] */
    uint32_t *found;    /* [n_references] the references of the new layer, in order */
    uint32_t *stack;    /* [n_references] the path so far */
    uint32_t *through;  /* [n_references] the estimate by which the path leaves each */
    uint32_t *memory;
};

static enum neume_status search_init(struct search *s, const struct neume_match *match, uint32_t n_references,
                                     uint32_t n_estimates)
{
    size_t r = n_references, e = n_estimates, n = match->n_edges;
    uint32_t *p = malloc((r * 7 + e * 4 + 1 + n * 3) * sizeof *p);

    *s = (struct search){.n_references = n_references, .n_estimates = n_estimates, .n_edges = (uint32_t)n};
    if (p == NULL)
        return NEUME_ERR_MEMORY;
    s->memory = p;
    s->order = p, p += e;
    s->first = p, p += e + 1;
    s->pred = p, p += e;
    s->layer = p, p += e;
    s->target = p, p += n;
    s->source = p, p += n;
    s->next = p, p += n;
    s->matching = p, p += r;
    s->head = p, p += r;
    s->tail = p, p += r;
    s->level = p, p += r;
    s->found = p, p += r;
    s->stack = p, p += r;
    s->through = p;
    return NEUME_OK;
}

/* Groups the edges by estimate; their order within a group stays. */
static void group_edges(struct search *s, const struct neume_match_edge *edges)
{
    uint32_t *fill = s->layer;

    memset(s->first, 0, ((size_t)s->n_estimates + 1) * sizeof *s->first);
    for (uint32_t i = 0; i < s->n_edges; i++) {
        uint32_t u = edges[i].estimate;

        if (s->first[u + 1]++ == 0)
            s->order[s->n_order++] = u;
    }
    for (uint32_t u = 0; u < s->n_estimates; u++) {
        fill[u] = s->first[u];
        s->first[u + 1] += s->first[u];
    }
    for (uint32_t i = 0; i < s->n_edges; i++) {
        uint32_t at = fill[edges[i].estimate]++;

        s->target[at] = edges[i].reference;
        s->source[at] = edges[i].estimate;
    }
}

static void match_greedily(struct search *s)
{
    for (uint32_t v = 0; v < s->n_references; v++)
        s->matching[v] = NONE;
    for (uint32_t k = 0; k < s->n_order; k++) {
        uint32_t u = s->order[k];

        for (uint32_t i = s->first[u]; i < s->first[u + 1]; i++) {
            if (s->matching[s->target[i]] == NONE) {
                s->matching[s->target[i]] = u;
                break;
            }
        }
    }
}

/* The estimates that no reference has are the first layer; returns its size. */
static uint32_t first_layer(struct search *s)
{
    uint32_t n = 0;

    for (uint32_t k = 0; k < s->n_order; k++)
        s->pred[s->order[k]] = FREE;
    for (uint32_t v = 0; v < s->n_references; v++) {
        s->level[v] = 0;
        s->head[v] = NONE;
        if (s->matching[v] != NONE)
            s->pred[s->matching[v]] = NONE;
    }
    for (uint32_t k = 0; k < s->n_order; k++)
        if (s->pred[s->order[k]] == FREE)
            s->layer[n++] = s->order[k];
    return n;
}

/* Notes every edge from the layer to references not yet in an earlier one; returns how many references are new. */
static uint32_t reach(struct search *s, uint32_t n_layer, uint32_t level)
{
    uint32_t n_found = 0;

    for (uint32_t k = 0; k < n_layer; k++) {
        for (uint32_t i = s->first[s->layer[k]]; i < s->first[s->layer[k] + 1]; i++) {
            uint32_t v = s->target[i];

            if (s->level[v] == 0) {
                s->level[v] = level;
                s->head[v] = i;
                s->found[n_found++] = v;
            } else if (s->level[v] == level) {
                s->next[s->tail[v]] = i;
            } else {
                continue;
            }
            s->next[i] = NONE;
            s->tail[v] = i;
        }
    }
    return n_found;
}

/* Layers the residual graph until some reference that nobody has is reached. Those are left in found[]. */
static uint32_t build_layers(struct search *s)
{
    uint32_t n_layer = first_layer(s), n_unmatched = 0;

    for (uint32_t level = 1; n_layer > 0 && n_unmatched == 0; level++) {
        uint32_t n_found = reach(s, n_layer, level);

        n_layer = 0;
        for (uint32_t k = 0; k < n_found; k++) {
            uint32_t v = s->found[k], u = s->matching[v];

            if (u == NONE) {
                s->found[n_unmatched++] = v;
            } else {
                s->layer[n_layer++] = u;
                s->pred[u] = v;
            }
        }
    }
    return n_unmatched;
}

/* Searches back through the layers for a path from `v` to an estimate that is free, and flips it. */
static void augment(struct search *s, uint32_t v)
{
    uint32_t depth = 0;

    s->stack[depth++] = v;
    while (depth > 0) {
        uint32_t top = s->stack[depth - 1], edge = s->head[top], u, before;

        if (edge == NONE) {
            depth--;
            continue;
        }
        s->head[top] = s->next[edge];
        u = s->source[edge];
        before = s->pred[u];
        if (before == NONE)
            continue;
        s->pred[u] = NONE;
        s->through[depth - 1] = u;
        if (before == FREE)
            break;
        if (s->head[before] != NONE)
            s->stack[depth++] = before;
    }
    for (uint32_t k = 0; k < depth; k++) {
        s->matching[s->stack[k]] = s->through[k];
        s->head[s->stack[k]] = NONE;
    }
}

void neume_match_init(struct neume_match *match)
{
    *match = (struct neume_match){0};
}

void neume_match_release(struct neume_match *match)
{
    if (match == NULL)
        return;
    free(match->edges);
    *match = (struct neume_match){0};
}

void neume_match_clear(struct neume_match *match)
{
    match->n_edges = 0;
}

enum neume_status neume_match_add(struct neume_match *match, uint32_t reference, uint32_t estimate)
{
    if (match->n_edges == match->capacity) {
        size_t capacity = match->capacity > 0 ? match->capacity * 2 : 64;
        struct neume_match_edge *edges;

        if (capacity >= FREE)
            return NEUME_ERR_MEMORY;
        edges = realloc(match->edges, capacity * sizeof *edges);
        if (edges == NULL)
            return NEUME_ERR_MEMORY;
        match->edges = edges;
        match->capacity = capacity;
    }
    match->edges[match->n_edges++] = (struct neume_match_edge){reference, estimate};
    return NEUME_OK;
}

enum neume_status neume_match_solve(const struct neume_match *match, size_t n_references, size_t n_estimates,
                                    uint32_t *partner, size_t *n_matched)
{
    struct search s;
    enum neume_status status;
    uint32_t n_unmatched;

    *n_matched = 0;
    if (n_references >= FREE || n_estimates >= FREE)
        return NEUME_ERR_MEMORY;
    status = search_init(&s, match, (uint32_t)n_references, (uint32_t)n_estimates);
    if (status != NEUME_OK)
        return status;
    group_edges(&s, match->edges);
    match_greedily(&s);
    while ((n_unmatched = build_layers(&s)) > 0)
        for (uint32_t k = 0; k < n_unmatched; k++)
            augment(&s, s.found[k]);
    for (uint32_t v = 0; v < s.n_references; v++)
        *n_matched += s.matching[v] != NONE;
    if (partner != NULL && n_references > 0)
        memcpy(partner, s.matching, n_references * sizeof *partner);
    free(s.memory);
    return NEUME_OK;
}
