/* SPDX-License-Identifier: MIT */
#ifndef NEUME_PROGRESS_H
#define NEUME_PROGRESS_H

#include "neume/export.h"

NEUME_BEGIN_DECLS

/* Called now and then by long work, in the thread that called it, with the share done, 0..1, or a negative value while
 * it is unknown. Non-zero cancels: the work ends with NEUME_ERR_CANCELLED. */
typedef int (*neume_progress_fn)(void *user, double share);

NEUME_END_DECLS

#endif
