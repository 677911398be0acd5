/* SPDX-License-Identifier: MIT
 *
 * The recent energy of a signal, cell by cell, and that of its difference from sample to sample. */
#ifndef NEUME_MODELS_CELLS_H
#define NEUME_MODELS_CELLS_H

#include <stddef.h>
#include <stdint.h>

enum {
    neume_cell = 128,  /* samples of a cell: 5.8 ms at 22050 Hz */
    neume_cells = 1024 /* that are remembered: 6 s */
};

/* Zeroed is empty. */
struct neume_cells {
    float energy[neume_cells], change[neume_cells]; /* mean square of each */
    double energy_sum, change_sum;
    float before; /* the sample before */
    uint64_t samples;
};

void neume_cells_add(struct neume_cells *c, const float *samples, size_t count);

/* Mean of `count` > 0 cells from `first` on, of c->energy or c->change; what is outside the signal is silence, 1e-12.
 */
float neume_cells_mean(const struct neume_cells *c, const float *ring, int64_t first, int64_t count);

#endif
