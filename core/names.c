/* SPDX-License-Identifier: MIT */
#include "core/names.h"

#include <stdio.h>

void neume_pitch_name(int pitch, char *out, size_t size)
{
    static const char *const names[12] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    snprintf(out, size, "%s%d", names[pitch % 12], pitch / 12 - 1);
}
