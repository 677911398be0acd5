/* SPDX-License-Identifier: MIT */
#include "core/zeros.h"

enum { PIECE = 32 };

int neume_all_zeros(const float *x, size_t count)
{
    size_t i = 0;
    for (; i + PIECE <= count; i += PIECE) {
        int sounds = 0;
        for (size_t k = 0; k < PIECE; k++)
            sounds |= x[i + k] != 0;
        if (sounds)
            return 0;
    }
    for (; i < count; i++)
        if (x[i] != 0)
            return 0;
    return 1;
}
