/* SPDX-License-Identifier: MIT */
#ifndef NEUME_API_RENDER_REPLACE_MIX_H
#define NEUME_API_RENDER_REPLACE_MIX_H

#include "api/render/replace_base.h"

/* A neume_progress_fn over all passes; `user` is the work. */
int neume_replace_report_progress(void *user, double share);

/* Reads the recording a last time and writes mix and stems. */
enum neume_status neume_replace_mix(struct neume_replace_work *work, struct neume_error *error);

/* Appends the hits that got a sample, with General MIDI's keys, in the take's time. MEMORY. */
enum neume_status neume_replace_used_hits(const struct neume_replace_work *work, struct neume_notes *notes);

/* The same as MIDI, with the keys of the map; the other microphones' hits, too, and of a drum with several microphones
 * those of the first. */
enum neume_status neume_replace_write_hits(struct neume_replace_work *work, struct neume_error *error);

#endif
