/* SPDX-License-Identifier: MIT */
#include "neume/pedal.h"

#include <stdlib.h>

#include "models/pedal/pedal_net.h"

enum { LEAST_FRAMES = 3 }; /* of a pedal, and between two */

static const float least_odds = 0; /* log odds */

/* Lifts and presses that are shorter than a foot's are none. */
static size_t join(struct neume_pedal *p, size_t count)
{
    const double least = LEAST_FRAMES * neume_pedal_step;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && p[i].down - p[kept - 1].up < least / 2)
            p[kept - 1].up = p[i].up;
        else
            p[kept++] = p[i];
    }
    count = kept;
    kept = 0;
    for (size_t i = 0; i < count; i++)
        if (p[i].up - p[i].down > least - neume_pedal_step / 2)
            p[kept++] = p[i];
    return kept;
}

static size_t decide(struct neume_pedal *p, const float *odds, size_t frames)
{
    size_t count = 0;
    for (size_t t = 0; t < frames; t++) {
        if (!(odds[t] > least_odds))
            continue;
        if (t && odds[t - 1] > least_odds)
            p[count - 1].up = (double)(t + 1) * neume_pedal_step;
        else
            p[count++] = (struct neume_pedal){(double)t * neume_pedal_step, (double)(t + 1) * neume_pedal_step};
    }
    return join(p, count);
}

enum neume_status neume_pedals_find(struct neume_pedals *pedals, const struct neume_notes *notes)
{
    size_t frames = neume_pedal_frames(notes);
    float *odds = malloc((frames + 1) * sizeof *odds);
    *pedals = (struct neume_pedals){malloc((frames / 2 + 1) * sizeof *pedals->pedal), 0};
    enum neume_status status = odds && pedals->pedal ? NEUME_OK : NEUME_ERR_MEMORY;
    if (status == NEUME_OK && frames)
        status = neume_pedal_hear(notes, odds, frames);
    if (status == NEUME_OK)
        pedals->count = decide(pedals->pedal, odds, frames);
    else
        neume_pedals_release(pedals);
    free(odds);
    return status;
}

void neume_pedals_release(struct neume_pedals *pedals)
{
    if (!pedals)
        return;
    free(pedals->pedal);
    *pedals = (struct neume_pedals){NULL, 0};
}
