/* SPDX-License-Identifier: MIT */
#ifndef NEUME_API_RENDER_REPLACE_WORK_H
#define NEUME_API_RENDER_REPLACE_WORK_H

#include "api/render/replace_base.h"

/* All of it, up to the files in place. Release in any case. */
enum neume_status neume_replace_work_run(struct neume_replace_work *work, struct neume_error *error);

/* Puts the files in place, where work->holds. */
enum neume_status neume_replace_work_commit(struct neume_replace_work *work, struct neume_error *error);
void neume_replace_work_release(struct neume_replace_work *work);

#endif
