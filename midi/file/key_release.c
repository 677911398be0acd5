/* SPDX-License-Identifier: MIT */
#include "midi/file/key_release.h"

#include <math.h>

static const double apart = 0.1, near = 0.15; /* seconds: of strokes one after the other; from a note's end to a lift */

/* The pedal that comes up last of those that are down at some time before `seconds`; or NULL. */
static const struct neume_pedal *pedal_before(const struct neume_pedals *pedals, double seconds)
{
    size_t low = 0, high = pedals->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pedals->pedal[middle].down < seconds)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &pedals->pedal[low - 1] : NULL;
}

double neume_key_release(const struct neume_pedals *pedals, const struct neume_notes *notes, size_t i)
{
    const struct neume_note *n = &notes->note[i];
    const struct neume_pedal *p = pedals ? pedal_before(pedals, n->offset) : NULL;
    size_t next = i + 1;
    if (!p || fabs(n->offset - p->up) > near)
        return n->offset;
    while (next < notes->count && (notes->note[next].drum || notes->note[next].onset < n->onset + apart))
        next++;
    double struck = next < notes->count ? notes->note[next].onset : n->offset;
    return struck > p->down && struck < fmin(p->up, n->offset) ? struck : n->offset;
}
