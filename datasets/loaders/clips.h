/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_LOADERS_CLIPS_H
#define NEUME_DATASETS_LOADERS_CLIPS_H

#include "datasets/loaders/dataset.h"
#include "datasets/loaders/rules.h"

/* What a new clip is called; NULL is "". */
struct neume_clip_names {
    const char *id, *category, *split;
};

/* Appends a copy of `clip` (audio may be NULL) with these names; its own are not looked at. MEMORY. */
enum neume_status neume_clips_add(struct neume_clips *clips, const struct neume_clip *clip,
                                  const struct neume_clip_names *names);

/* Frees the strings of one clip. */
void neume_clip_release(struct neume_clip *clip);

/* Replaces one string of a clip by a copy. MEMORY leaves it. */
enum neume_status neume_clip_set(char **field, const char *text);

/* "notes", "drums", "f0", "beats"; never NULL, "?" outside the range. */
const char *neume_clip_kind_name(enum neume_clip_kind kind);
void neume_clips_release(struct neume_clips *clips);

#endif
