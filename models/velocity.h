/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MODELS_VELOCITY_H
#define NEUME_MODELS_VELOCITY_H

#include <math.h>
#include <stdint.h>

/* MIDI velocity 1..127 of a loudness in dB: General MIDI's curve, amplitude as the square of velocity (MMA RP-021:
 * 40 log10(v / 127) dB), with `full` dB as 127. */
static inline uint8_t neume_velocity(float db, float full)
{
    float v = 127 * powf(10, (db - full) / 40);
    return (uint8_t)(v < 1 ? 1 : v > 127 ? 127 : lroundf(v));
}

#endif
