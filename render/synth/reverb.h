/* SPDX-License-Identifier: MIT
 *
 * A room for what is rendered dry: eight damped combs in parallel and four all-passes in a row for each side, after
 * M. R. Schroeder (JAES 10(3), 1962) and J. A. Moorer (CMJ 3(2), 1979), with the delays of Jezar's Freeverb (2000,
 * public domain). Linear and without modulation, so that stems add up to the whole. */
#ifndef NEUME_RENDER_SYNTH_REVERB_H
#define NEUME_RENDER_SYNTH_REVERB_H

#include <stddef.h>

#include "neume/status.h"

#define NEUME_REVERB_TAIL 1.5 /* seconds after which the sound of the room is 60 dB down, and over */

struct neume_reverb; /* a stream */

/* rate: Hz, 8000..96000. amount: 0..1; at 1 the room is about as loud as what is played in it. ARGUMENT, MEMORY. */
enum neume_status neume_reverb_new(struct neume_reverb **out, double rate, double amount);
void neume_reverb_free(struct neume_reverb *r);
void neume_reverb_reset(struct neume_reverb *r);

/* Adds the room to left and right [count], in place. Never allocates. */
void neume_reverb_process(struct neume_reverb *r, float *left, float *right, size_t count);

#endif
