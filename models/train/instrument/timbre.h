/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_TRAIN_INSTRUMENT_TIMBRE_H
#define NEUME_MODELS_TRAIN_INSTRUMENT_TIMBRE_H

#include "models/train/common/train.h"

/* samples[count] at `rate` and note[notes][3], seconds of the onset, of its length, and pitch -> a row for each:
 * whether it can be described, and what models/instrument/timbre.h measures of it. Returns how many can. */
NEUME_API long neume_train_timbre(const float *samples, size_t count, double rate, const double *note, size_t notes,
                                  float *feature);

#endif
