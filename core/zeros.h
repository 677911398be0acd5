/* SPDX-License-Identifier: MIT
 *
 * Digital silence: hours of it cost little where nothing is computed from it. */
#ifndef NEUME_CORE_ZEROS_H
#define NEUME_CORE_ZEROS_H

#include <stddef.h>

/* Whether all of x, [count], are zeros; stops soon after the first that is not. */
int neume_all_zeros(const float *x, size_t count);

#endif
