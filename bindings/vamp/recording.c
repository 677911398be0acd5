/* SPDX-License-Identifier: MIT */
#include "bindings/vamp/recording.h"

#include <stdlib.h>
#include <string.h>

enum neume_status recording_open(struct plugin *p)
{
    p->state = calloc(1, sizeof(struct recording));
    return p->state ? NEUME_OK : NEUME_ERR_MEMORY;
}

void recording_close(struct plugin *p)
{
    struct recording *r = p->state;
    if (r)
        free(r->samples);
    free(r);
}

enum neume_status recording_process(struct plugin *p, const float *samples, size_t frames)
{
    struct recording *r = p->state;
    if (r->frames + frames > r->capacity) {
        size_t capacity = 2 * r->capacity + frames;
        float *grown = realloc(r->samples, capacity * p->channels * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        r->samples = grown;
        r->capacity = capacity;
    }
    memcpy(r->samples + r->frames * p->channels, samples, frames * p->channels * sizeof *samples);
    r->frames += frames;
    return NEUME_OK;
}

struct neume_sound recording_sound(const struct plugin *p)
{
    const struct recording *r = p->state;
    struct neume_sound sound;
    neume_sound_init_samples(&sound, r->samples, r->frames, (int)p->channels, (double)p->rate);
    return sound;
}
