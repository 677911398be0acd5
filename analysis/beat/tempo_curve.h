/* SPDX-License-Identifier: MIT
 *
 * The tempo that a musician would write for beats as they were heard: one tempo if nothing departs from it, or else one
 * that moves smoothly. A beat is heard some milliseconds off; what is left of the changes from one interval to the next
 * is the player's (a random walk of the interval, smoothed as Whittaker has it: "On a new method of graduation", 1923).
 */
#ifndef NEUME_ANALYSIS_BEAT_TEMPO_CURVE_H
#define NEUME_ANALYSIS_BEAT_TEMPO_CURVE_H

#include <stddef.h>

#include "neume/status.h"

/* time: [count], seconds, rising, without a pause between them; moved. *steady is 1 if they have one tempo. MEMORY. */
enum neume_status neume_tempo_curve_fit(double *time, size_t count, int *steady);

#endif
