/* SPDX-License-Identifier: MIT
 *
 * The whole recording, for what must hear all of it first. */
#ifndef NEUME_VAMP_RECORDING_H
#define NEUME_VAMP_RECORDING_H

#include "bindings/vamp/plugin.h"
#include "neume/sound.h"

struct recording {
    float *samples; /* [frames][channels of the plugin] */
    size_t frames, capacity;
};

/* As open, close and process of a plugin whose state is a recording. */
enum neume_status recording_open(struct plugin *p);
void recording_close(struct plugin *p);
enum neume_status recording_process(struct plugin *p, const float *samples, size_t frames);

/* All of it, borrowed. */
struct neume_sound recording_sound(const struct plugin *p);

#endif
