/* SPDX-License-Identifier: MIT
 *
 * A curve as a receiver of MIDI plays it: each value holds until the next. The fewest values that stay within a bound
 * of the curve are found by going as far as the curve spans twice the bound, and holding its middle there. Where the
 * bound would take more values than MIDI should carry, the smallest bound that does not is taken instead. */
#ifndef NEUME_MIDI_FILE_BEND_QUANTIZE_H
#define NEUME_MIDI_FILE_BEND_QUANTIZE_H

#include <stddef.h>

#include "neume/note.h"

#define NEUME_BEND_QUANTIZE_WINDOW 0.5 /* seconds of the curve that share a bound */

enum {
    NEUME_BEND_QUANTIZE_RATE = 92 /* values a second in each window at most */,
    NEUME_BEND_QUANTIZE_LEAST = 12 /* values that a shorter one may take */
};

struct neume_bend_step {
    double time; /* seconds after the onset: the value holds from here on */
    double cents;
};

/* Zeroed is empty and valid; one that is made again keeps its memory. */
struct neume_bend_steps {
    struct neume_bend_step *stair; /* [count > 0], times rising, the first at 0 */
    size_t count, capacity;
    struct neume_bend_step *knot; /* [knots]: the curve, cut */
    size_t knots, knot_capacity;
    double widest; /* cents: the largest bound that was taken */
};

void neume_bend_steps_release(struct neume_bend_steps *s);

/* The stairs of `curve`, [points > 0], cut at +-limit cents, from 0 to `end` seconds, > 0. What comes before the first
 * point and after the last is as they are. `bound`: cents, > 0; a way of less than a millisecond is a jump. MEMORY. */
enum neume_status neume_bend_quantize(struct neume_bend_steps *s, const struct neume_bend *curve, size_t points,
                                      double end, double bound, double limit);

#endif
