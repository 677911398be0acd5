/* SPDX-License-Identifier: MIT
 *
 * The weight files of this folder (models/nn/weight_file.h), which the build puts into the library. */
#ifndef NEUME_MODELS_WEIGHTS_WEIGHTS_H
#define NEUME_MODELS_WEIGHTS_WEIGHTS_H

#include <stddef.h>

extern const unsigned char neume_weights_poly_best[], neume_weights_poly_fast[]; /* [.._size] */
extern const size_t neume_weights_poly_best_size, neume_weights_poly_fast_size;  /* bytes */
extern const unsigned char neume_weights_drums[], neume_weights_beats[], neume_weights_timbre[], neume_weights_parts[],
    neume_weights_pedal[];
extern const size_t neume_weights_drums_size, neume_weights_beats_size, neume_weights_timbre_size,
    neume_weights_parts_size, neume_weights_pedal_size;

#endif
