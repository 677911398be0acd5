/* SPDX-License-Identifier: MIT
 *
 * The events of a track on their way into a file, planned in any order. */
#ifndef NEUME_MIDI_FILE_EVENT_PLAN_H
#define NEUME_MIDI_FILE_EVENT_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

/* What happens first where ticks are equal: keys are let go, the channel is set, keys are struck. */
enum neume_event_rank { NEUME_RANK_OFF, NEUME_RANK_CONTROL, NEUME_RANK_ON };

struct neume_planned_event {
    uint64_t tick;
    uint32_t order; /* the place in which it was planned, to keep the sort stable */
    uint8_t rank, status, data0, data1;
};

/* Zeroed is empty and valid; its owner frees `event`. */
struct neume_event_plan {
    struct neume_planned_event *event; /* [count] */
    size_t count, capacity;
};

enum neume_status neume_event_plan_add(struct neume_event_plan *p, uint64_t tick, enum neume_event_rank rank,
                                       int status, int data0, int data1); /* MEMORY */

/* By tick, rank, and order of planning. */
void neume_event_plan_sort(struct neume_event_plan *p);

#endif
