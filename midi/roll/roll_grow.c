/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_grow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void *neume_roll_grow(void **list, size_t *capacity, size_t count, size_t size)
{
    if (count == *capacity) {
        size_t wanted = *capacity ? 2 * *capacity : 4;
        void *grown = realloc(*list, wanted * size);
        if (!grown)
            return NULL;
        *list = grown;
        *capacity = wanted;
    }
    return (char *)*list + count * size;
}
