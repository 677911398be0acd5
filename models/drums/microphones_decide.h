/* SPDX-License-Identifier: MIT
 *
 * Which onsets are hits of a close microphone's drum, and which are bleed. All levels are in dB, in the band of the
 * microphone that is judged. */
#ifndef NEUME_MODELS_DRUMS_MICROPHONES_DECIDE_H
#define NEUME_MODELS_DRUMS_MICROPHONES_DECIDE_H

#include "models/drums/microphones_private.h"

/* After the flush. heard: what the transcriber hears in the room, or in the mix of all, sorted by time; it says which
 * of several drums a hit is. sensitivity: 0..1 for each drum, [NEUME_DRUM_COUNT]. Appends the hits of the close
 * microphones' drums and, where there is a room, those of the other drums in `heard` (a snare's microphone speaks for
 * the side stick, one hi-hat's for all), brought to the close microphones' time. */
enum neume_status neume_microphones_decide(struct neume_microphones *m, const struct neume_notes *heard,
                                           const double *sensitivity, struct neume_notes *out);

#endif
