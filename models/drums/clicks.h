/* SPDX-License-Identifier: MIT
 *
 * A metronome alone: each of its clicks as a side stick, which every General MIDI drum kit has. */
#ifndef NEUME_MODELS_DRUMS_CLICKS_H
#define NEUME_MODELS_DRUMS_CLICKS_H

#include "models/model.h"

extern const struct neume_model neume_clicks_model;

#endif
