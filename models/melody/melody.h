/* SPDX-License-Identifier: MIT
 *
 * One line to notes: pYIN's pitch track and the onset detector feed a hidden Markov model of notes (after Mauch et al.,
 * "Computer-aided melody note transcription using the Tony software", TENOR 2015). */
#ifndef NEUME_MODELS_MELODY_MELODY_H
#define NEUME_MODELS_MELODY_MELODY_H

#include "models/model.h"

extern const struct neume_model neume_melody_model;

#endif
