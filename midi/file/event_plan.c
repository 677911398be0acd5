/* SPDX-License-Identifier: MIT */
#include "midi/file/event_plan.h"

#include <stdlib.h>

enum neume_status neume_event_plan_add(struct neume_event_plan *p, uint64_t tick, enum neume_event_rank rank,
                                       int status, int data0, int data1)
{
    if (p->count == p->capacity) {
        size_t wanted = p->capacity ? 2 * p->capacity : 256;
        struct neume_planned_event *grown = wanted > UINT32_MAX ? NULL : realloc(p->event, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        p->event = grown;
        p->capacity = wanted;
    }
    p->event[p->count] = (struct neume_planned_event){
        tick, (uint32_t)p->count, (uint8_t)rank, (uint8_t)status, (uint8_t)data0, (uint8_t)data1};
    p->count++;
    return NEUME_OK;
}

static int by_plan(const void *a, const void *b)
{
    const struct neume_planned_event *x = a, *y = b;
    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    return x->order < y->order ? -1 : x->order > y->order;
}

void neume_event_plan_sort(struct neume_event_plan *p)
{
    if (p->count)
        qsort(p->event, p->count, sizeof *p->event, by_plan);
}
