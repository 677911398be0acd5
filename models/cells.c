/* SPDX-License-Identifier: MIT */
#include "models/cells.h"

void neume_cells_add(struct neume_cells *c, const float *samples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        double change = (double)samples[n] - (double)c->before;
        c->before = samples[n];
        c->energy_sum += (double)samples[n] * (double)samples[n];
        c->change_sum += change * change;
        if (++c->samples % neume_cell == 0) {
            uint64_t at = (c->samples / neume_cell - 1) % neume_cells;
            c->energy[at] = (float)(c->energy_sum / neume_cell);
            c->change[at] = (float)(c->change_sum / neume_cell);
            c->energy_sum = c->change_sum = 0;
        }
    }
}

float neume_cells_mean(const struct neume_cells *c, const float *ring, int64_t first, int64_t count)
{
    float sum = 1e-12f;
    int64_t end = (int64_t)(c->samples / neume_cell);
    for (int64_t i = first; i < first + count; i++)
        if (i >= 0 && i < end && i + neume_cells > end)
            sum += ring[i % neume_cells];
    return sum / (float)count;
}
