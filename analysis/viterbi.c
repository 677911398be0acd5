/* SPDX-License-Identifier: MIT */
#include "analysis/viterbi.h"

#include <stdlib.h>
#include <string.h>

enum neume_status neume_viterbi_init(struct neume_viterbi *v, size_t states, size_t delay, size_t block)
{
    memset(v, 0, sizeof *v);
    if (!states || states > 65535 || !block)
        return NEUME_ERR_ARGUMENT;
    v->states = states;
    v->delay = delay;
    v->block = block;
    v->back = calloc((delay + block) * states, sizeof *v->back);
    return v->back ? NEUME_OK : NEUME_ERR_MEMORY;
}

void neume_viterbi_release(struct neume_viterbi *v)
{
    if (!v)
        return;
    free(v->back);
    memset(v, 0, sizeof *v);
}

void neume_viterbi_reset(struct neume_viterbi *v)
{
    v->frames = v->decided = 0;
}

static uint16_t *column(const struct neume_viterbi *v, uint64_t frame)
{
    return v->back + (frame % (v->delay + v->block)) * v->states;
}

uint16_t *neume_viterbi_column(struct neume_viterbi *v)
{
    return column(v, v->frames);
}

void neume_viterbi_repeat(struct neume_viterbi *v)
{
    memcpy(column(v, v->frames), column(v, v->frames - 1), v->states * sizeof *v->back);
}

static size_t decide(struct neume_viterbi *v, size_t best, uint16_t *path, size_t count)
{
    size_t state = best;
    for (uint64_t t = v->frames; t-- > v->decided;) {
        if (t < v->decided + count)
            path[t - v->decided] = (uint16_t)state;
        state = column(v, t)[state];
    }
    v->decided += count;
    return count;
}

size_t neume_viterbi_advance(struct neume_viterbi *v, size_t best, uint16_t *path)
{
    v->frames++;
    return v->frames - v->decided == v->delay + v->block ? decide(v, best, path, v->block) : 0;
}

size_t neume_viterbi_flush(struct neume_viterbi *v, size_t best, uint16_t *path)
{
    uint64_t left = v->frames - v->decided;
    return left ? decide(v, best, path, left < v->block ? (size_t)left : v->block) : 0;
}
