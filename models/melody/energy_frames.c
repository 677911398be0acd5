/* SPDX-License-Identifier: MIT */
#include "models/melody/energy_frames.h"

void neume_energy_frames_add(struct neume_energy_frames *c, const float *samples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        double change = (double)samples[n] - (double)c->before;
        c->before = samples[n];
        c->energy_sum += (double)samples[n] * (double)samples[n];
        c->change_sum += change * change;
        if (++c->samples % NEUME_ENERGY_FRAME_SIZE == 0) {
            uint64_t at = (c->samples / NEUME_ENERGY_FRAME_SIZE - 1) % NEUME_ENERGY_FRAME_COUNT;
            c->energy[at] = (float)(c->energy_sum / NEUME_ENERGY_FRAME_SIZE);
            c->change[at] = (float)(c->change_sum / NEUME_ENERGY_FRAME_SIZE);
            c->energy_sum = c->change_sum = 0;
        }
    }
}

float neume_energy_frames_mean(const struct neume_energy_frames *c, const float *ring, int64_t first, int64_t count)
{
    float sum = 1e-12f;
    int64_t end = (int64_t)(c->samples / NEUME_ENERGY_FRAME_SIZE);
    for (int64_t i = first; i < first + count; i++)
        if (i >= 0 && i < end && i + NEUME_ENERGY_FRAME_COUNT > end)
            sum += ring[i % NEUME_ENERGY_FRAME_COUNT];
    return sum / (float)count;
}
