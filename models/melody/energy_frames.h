/* SPDX-License-Identifier: MIT
 *
 * The recent energy of a signal, cell by cell, and that of its difference from sample to sample. */
#ifndef NEUME_MODELS_MELODY_ENERGY_FRAMES_H
#define NEUME_MODELS_MELODY_ENERGY_FRAMES_H

#include <stddef.h>
#include <stdint.h>

enum {
    NEUME_ENERGY_FRAME_SIZE = 128,  /* samples of a cell: 5.8 ms at 22050 Hz */
    NEUME_ENERGY_FRAME_COUNT = 1024 /* that are remembered: 6 s */
};

/* Zeroed is empty. */
struct neume_energy_frames {
    float energy[NEUME_ENERGY_FRAME_COUNT], change[NEUME_ENERGY_FRAME_COUNT]; /* mean square of each */
    double energy_sum, change_sum;
    float before; /* the sample before */
    uint64_t samples;
};

void neume_energy_frames_add(struct neume_energy_frames *c, const float *samples, size_t count);

/* Mean of `count` > 0 cells from `first` on, of c->energy or c->change; what is outside the signal is silence, 1e-12.
 */
float neume_energy_frames_mean(const struct neume_energy_frames *c, const float *ring, int64_t first, int64_t count);

#endif
