/* SPDX-License-Identifier: MIT
 *
 * Several notes at a time: every frame of the log-frequency spectrogram is explained by harmonic templates, and notes
 * are where a pitch's share rises. Signal processing alone; a learned model takes its place later. */
#ifndef NEUME_MODELS_POLY_POLY_H
#define NEUME_MODELS_POLY_POLY_H

#include "models/transcriber.h"

extern const struct neume_model neume_poly_model;

#endif
