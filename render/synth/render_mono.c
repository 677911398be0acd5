/* SPDX-License-Identifier: MIT */
#include "render/synth/render_mono.h"

#include <stdlib.h>

enum { BLOCK = 4096 };

/* Stereo to mono in place of a growing buffer: its size is known to be enough. */
static enum neume_status play(struct neume_renderer *renderer, float *mono, size_t room, size_t *count)
{
    float stereo[2 * BLOCK];
    size_t got = BLOCK;
    enum neume_status status = NEUME_OK;
    for (*count = 0; status == NEUME_OK && got == BLOCK && *count < room; *count += got) {
        size_t frames = room - *count < BLOCK ? room - *count : BLOCK;
        status = neume_renderer_process(renderer, stereo, frames, &got);
        if (status != NEUME_OK)
            return status;
        for (size_t i = 0; i < got; i++)
            mono[*count + i] = 0.5f * (stereo[2 * i] + stereo[2 * i + 1]);
    }
    return status;
}

enum neume_status neume_render_mono(const struct neume_smf *smf, const struct neume_render_options *options,
                                    float **samples, size_t *count)
{
    struct neume_renderer *renderer = NULL;
    float *mono = NULL;
    *samples = NULL;
    *count = 0;
    enum neume_status status = neume_renderer_new(&renderer, smf, options);
    size_t room = status == NEUME_OK ? (size_t)neume_renderer_frames(renderer) : 0;
    if (status == NEUME_OK && !(mono = malloc((room + 1) * sizeof *mono)))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = play(renderer, mono, room, count);
    neume_renderer_free(renderer);
    if (status != NEUME_OK) {
        free(mono);
        return status;
    }
    *samples = mono;
    return NEUME_OK;
}
