/* SPDX-License-Identifier: MIT */
#include "core/names.h"

#include <stdio.h>

void neume_pitch_name(int pitch, char *out, size_t size)
{
    static const char *const names[12] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    snprintf(out, size, "%s%d", names[pitch % 12], pitch / 12 - 1);
}

void neume_name_count(size_t notes, size_t hits, char *out, size_t size)
{
    int used = 0;
    *out = 0;
    if (notes || !hits)
        used = snprintf(out, size, "%zu note%s", notes, notes == 1 ? "" : "s");
    if (hits)
        snprintf(out + used, size - (size_t)used, "%s%zu hit%s", notes ? " and " : "", hits, hits == 1 ? "" : "s");
}
