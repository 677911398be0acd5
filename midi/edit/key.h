/* SPDX-License-Identifier: MIT
 *
 * The key that notes are in, scales, and their names. */
#ifndef NEUME_MIDI_EDIT_KEY_H
#define NEUME_MIDI_EDIT_KEY_H

#include "neume/edit.h"

/* The key whose profile correlates best with how long each pitch class sounds, as Krumhansl and Schmuckler find it
 * (Krumhansl, "Cognitive Foundations of Musical Pitch", 1990, ch. 4), with the profiles of Albrecht and Shanahan ("The
 * use of large corpora to train a new type of key-finding algorithm", Music Perception 31, 2013). seconds: [12], from
 * C. Six sharps, never six flats.
 * Returns 0, and leaves *key, where there is no clear key: fewer than four pitch classes sound, or nothing correlates
 * by more than NEUME_KEY_LEAST. */
#define NEUME_KEY_LEAST 0.7
int neume_key_find(const double *seconds, struct neume_key *key);

/* The pitch class of the tonic, 0..11. */
int neume_key_tonic(const struct neume_key *key);

/* The nearest pitch of the scale, in 0..127; of two that are equally near, the lower one. scale is not 0. */
int neume_scale_nearest(unsigned scale, int pitch);

#endif
