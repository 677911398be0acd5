/* SPDX-License-Identifier: MIT
 *
 * Under the sustain pedal notes ring on when their keys are up: where the keys may have gone up. */
#ifndef NEUME_MIDI_FILE_KEY_RELEASE_H
#define NEUME_MIDI_FILE_KEY_RELEASE_H

#include "neume/pedal.h"

/* Seconds: when the key of note i of sorted notes goes up. What ceases as a pedal comes up may have been held by it
 * alone: its key goes up when the next is struck, 0.1 s after its onset or later, if that pedal is down by then. Every
 * other key goes up where its note ceases. `pedals` may be NULL. */
double neume_key_release(const struct neume_pedals *pedals, const struct neume_notes *notes, size_t i);

#endif
