/* SPDX-License-Identifier: MIT
 *
 * The time between two recordings of the same music, from the correlation of their onset envelopes. */
#ifndef NEUME_AUDIO_ALIGN_H
#define NEUME_AUDIO_ALIGN_H

#include <stddef.h>

#include "neume/status.h"

#define NEUME_ENVELOPE_HOP 0.005 /* seconds */

/* The power of a signal in hops of 5 ms: 4 bytes a hop, 8.6 MB for 3 hours. */
struct neume_envelope;

/* rate: 4000..384000 Hz. ARGUMENT, MEMORY. */
enum neume_status neume_envelope_new(struct neume_envelope **out, double rate);
void neume_envelope_free(struct neume_envelope *e);

/* Mono samples, finite. Allocates (doubling) as the envelope grows. MEMORY. */
enum neume_status neume_envelope_process(struct neume_envelope *e, const float *mono, size_t count);

/* Whole hops so far. */
size_t neume_envelope_count(const struct neume_envelope *e);

/* The mean power from one time to another, seconds, above 150 Hz, full scale 1; 0 where there is no whole hop. */
double neume_envelope_power(const struct neume_envelope *e, double from, double to);

struct neume_alignment {
    double offset;     /* seconds: what happens at t in `a` happens at t + offset in `b`; good to about 0.6 ms for
                          like sounds, 4 ms for another instrument */
    double confidence; /* 0..1: correlation of the onsets at that offset, less what chance would give; over 0.3 it is
                          safe to shift by it */
};

/* Looks for the offset within `range` seconds of `about`; 0 <= range, range + |about| <= 600. The two may differ in
 * rate, length, gain and timbre. Silence, constant signals and signals shorter than 50 ms give 0 with confidence 0.
 * Time grows as length times range: two hours against two hours within 10 s take about a second. ARGUMENT, MEMORY. */
enum neume_status neume_align(const struct neume_envelope *a, const struct neume_envelope *b, double about,
                              double range, struct neume_alignment *alignment);

#endif
