/* SPDX-License-Identifier: MIT
 *
 * From what was heard to what is mixed: how loud each drum's samples are, their polarity, where the original goes down,
 * and who chokes whom. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_PLAN_H
#define NEUME_RENDER_REPLACE_REPLACE_PLAN_H

#include "render/replace/replace_base.h"

/* After the last sample, once: settles levels, polarities, fades and chokes. MEMORY. */
enum neume_status neume_replace_prepare(struct neume_replace *r);

#endif
