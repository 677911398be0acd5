/* SPDX-License-Identifier: MIT */
#include "core/sized.h"

#include <string.h>

enum { LARGEST = 65536 }; /* bytes: a size beyond it was never set */

enum neume_status neume_sized_take(void *own, size_t own_size, const void *given)
{
    const unsigned char *bytes = given;
    size_t size;
    memcpy(&size, given, sizeof size);
    if (size <= sizeof size || size > LARGEST)
        return NEUME_ERR_ARGUMENT;
    for (size_t i = own_size; i < size; i++)
        if (bytes[i])
            return NEUME_ERR_ARGUMENT;
    memcpy((unsigned char *)own + sizeof size, bytes + sizeof size, (size < own_size ? size : own_size) - sizeof size);
    return NEUME_OK;
}
