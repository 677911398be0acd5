/* SPDX-License-Identifier: MIT
 *
 * One line to notes: the polyphonic network's activations, pYIN's pitch track and the onsets of the waveform feed a
 * hidden Markov model of notes, one at a time (after Mauch et al., "Computer-aided melody note transcription using the
 * Tony software", TENOR 2015); onsets are refined in the samples, and pitch and loudness become curves. */
#ifndef NEUME_MODELS_MELODY_MELODY_H
#define NEUME_MODELS_MELODY_MELODY_H

#include "models/model.h"

extern const struct neume_model neume_melody_model;

#endif
