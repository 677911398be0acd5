/* SPDX-License-Identifier: MIT
 *
 * Drums: each onset is measured in thirteen bands and compared with the onsets of the seconds around it, by rule; a
 * network says what it hears there; both are weighed. Kick, snare, tom, hi-hat or cymbal, several at once. Keys are
 * General MIDI's: 36, 38, 37 (side stick), 42 (closed) and 46 (open), 41/45/47/48 from low to high, 49 (crash) and 51
 * (ride). A second stroke of a snare or a tom within 75 ms, as in a flam, is a hit of its own. Hits come up to eight
 * seconds of music late. */
#ifndef NEUME_MODELS_DRUMS_DRUMS_H
#define NEUME_MODELS_DRUMS_DRUMS_H

#include "models/model.h"

extern const struct neume_model neume_drums_model; /* 44100 Hz */

#endif
