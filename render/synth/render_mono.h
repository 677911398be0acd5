/* SPDX-License-Identifier: MIT
 *
 * A whole piece played into memory. */
#ifndef NEUME_RENDER_SYNTH_RENDER_MONO_H
#define NEUME_RENDER_SYNTH_RENDER_MONO_H

#include <stddef.h>

#include "render/synth/render.h"

/* The mean of both sides, *samples [*count], full scale 1, for the caller to free. The statuses of
 * neume_renderer_new(). */
enum neume_status neume_render_mono(const struct neume_smf *smf, const struct neume_render_options *options,
                                    float **samples, size_t *count);

#endif
