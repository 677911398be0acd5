/* SPDX-License-Identifier: MIT
 *
 * Structs that begin with their size, so that callers of older and of newer headers are understood. */
#ifndef NEUME_CORE_SIZED_H
#define NEUME_CORE_SIZED_H

#include <stddef.h>

#include "neume/status.h"

/* Copies `given`, whose first member is its size in bytes, over the defaults in own[own_size], as far as both go. The
 * size in `own` stays. ARGUMENT: no size; or a newer struct with something set that this version does not know. */
enum neume_status neume_sized_take(void *own, size_t own_size, const void *given);

#endif
