/* SPDX-License-Identifier: MIT
 *
 * Several notes at a time: a network hears in each frame of the log-frequency spectrogram which keys begin and which
 * sound, a decoder makes notes of it, and the samples say when each begins.
 */
#ifndef NEUME_MODELS_POLY_POLY_H
#define NEUME_MODELS_POLY_POLY_H

#include "models/model.h"

extern const struct neume_model neume_poly_model;

#endif
