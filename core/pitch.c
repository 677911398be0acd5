/* SPDX-License-Identifier: MIT */
#include "core/pitch.h"

#include <math.h>

/* The arithmetic of the usual definition, so that equal input gives equal bits. */
double neume_pitch_to_hz(double pitch)
{
    return 440.0 * pow(2.0, (pitch - 69.0) / 12.0);
}

double neume_hz_to_pitch(double hz)
{
    return 69.0 + 12.0 * log2(hz / 440.0);
}
