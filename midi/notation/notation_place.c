/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/notation/notation_place.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "midi/notation/notation_private.h"

double neume_notation_place(const struct neume_notation *n, const struct neume_notation_ticks *ticks, uint64_t tick,
                            size_t *bar)
{
    size_t low = 0, high = n->bars;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (ticks->start[middle] <= tick)
            low = middle;
        else
            high = middle;
    }
    *bar = low;
    double share = (double)(tick - ticks->start[low]) / (double)(ticks->start[low + 1] - ticks->start[low]);
    int lead = low ? 0 : n->lead;
    return lead + share * (n->bar[low].length - lead);
}
