/* SPDX-License-Identifier: MIT */
#include "models/melody/energy_frames.h"

void neume_energy_frames_add(struct neume_energy_frames *c, const float *samples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        double change = (double)samples[n] - (double)c->before;
        c->before = samples[n];
        c->energy_sum += (double)samples[n] * (double)samples[n];
        c->change_sum += change * change;
        if (++c->samples % neume_energy_frame_size == 0) {
            uint64_t at = (c->samples / neume_energy_frame_size - 1) % neume_energy_frame_count;
            c->energy[at] = (float)(c->energy_sum / neume_energy_frame_size);
            c->change[at] = (float)(c->change_sum / neume_energy_frame_size);
            c->energy_sum = c->change_sum = 0;
        }
    }
}

float neume_energy_frames_mean(const struct neume_energy_frames *c, const float *ring, int64_t first, int64_t count)
{
    float sum = 1e-12f;
    int64_t end = (int64_t)(c->samples / neume_energy_frame_size);
    for (int64_t i = first; i < first + count; i++)
        if (i >= 0 && i < end && i + neume_energy_frame_count > end)
            sum += ring[i % neume_energy_frame_count];
    return sum / (float)count;
}
