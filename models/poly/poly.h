/* SPDX-License-Identifier: MIT
 *
 * Several notes at a time: a network hears in each frame of the log-frequency spectrogram which keys begin and which
 * sound, a decoder makes notes of it, and the samples say when each begins.
 */
#ifndef NEUME_MODELS_POLY_POLY_H
#define NEUME_MODELS_POLY_POLY_H

#include "models/model.h"

extern const struct neume_model neume_poly_model;

/* For training: after flush() of a model that looked for parts, what they are told by (models/parts/part_features.h) of
 * the notes that it handed out: index[count], of them by onset, and feature[count][NEUME_PART_FEATURES]. MEMORY */
enum neume_status neume_poly_part_features(const struct neume_transcriber *t, size_t *index, float *feature);

#endif
