/* SPDX-License-Identifier: MIT */
#include "api/render/replace_audition.h"

#include <stdlib.h>
#include <string.h>

#include "render/replace/replace.h"

enum { MOST = 3 };

#define BEFORE 0.05 /* seconds in front of a hit, */
#define LENGTH 0.5  /* of all that is heard of it, */
#define PAUSE  0.2  /* and between two */

struct clip {
    int64_t at;      /* frame at which it begins; may be negative */
    float *sound[2]; /* [length][channels]: before and after */
};

struct neume_audition {
    struct clip clip[NEUME_DRUM_COUNT][MOST];
    int count[NEUME_DRUM_COUNT];
    size_t length, pause, channels; /* frames */
};

enum neume_status neume_audition_new(struct neume_audition **out, const struct neume_replace_work *w)
{
    struct neume_audition *a = calloc(1, sizeof *a);
    struct neume_replace_hit hit;
    size_t cursor = 0;
    *out = a;
    if (!a)
        return NEUME_ERR_MEMORY;
    a->channels = (size_t)w->info.channels;
    a->length = (size_t)(LENGTH * w->info.sample_rate);
    a->pause = (size_t)(PAUSE * w->info.sample_rate);
    while (neume_replace_hit_used(w->replace, &cursor, &hit)) {
        int drum = (int)neume_drum_of_key(hit.key);
        if (a->count[drum] == MOST)
            continue;
        struct clip *c = &a->clip[drum][a->count[drum]++];
        c->at = hit.frame - (int64_t)(BEFORE * w->info.sample_rate);
        for (int s = 0; s < 2; s++) {
            c->sound[s] = calloc(a->length * a->channels, sizeof *c->sound[s]);
            if (!c->sound[s])
                return NEUME_ERR_MEMORY;
        }
    }
    return NEUME_OK;
}

void neume_audition_free(struct neume_audition *a)
{
    if (!a)
        return;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        for (int c = 0; c < MOST; c++) {
            free(a->clip[d][c].sound[0]);
            free(a->clip[d][c].sound[1]);
        }
    free(a);
}

void neume_audition_take(struct neume_audition *a, int is_after, int64_t at, const float *block, size_t frames)
{
    for (int d = 0; a && d < NEUME_DRUM_COUNT; d++)
        for (int c = 0; c < a->count[d]; c++) {
            const struct clip *clip = &a->clip[d][c];
            int64_t from = clip->at > at ? clip->at : at, end = clip->at + (int64_t)a->length;
            end = end < at + (int64_t)frames ? end : at + (int64_t)frames;
            if (end > from)
                memcpy(clip->sound[is_after] + (size_t)(from - clip->at) * a->channels,
                       block + (size_t)(from - at) * a->channels, (size_t)(end - from) * a->channels * sizeof *block);
        }
}

enum neume_status neume_audition_write(const struct neume_audition *a, int drum, struct neume_encoder *encoder)
{
    float *silence = calloc(a->pause * a->channels + 1, sizeof *silence);
    enum neume_status status = silence ? NEUME_OK : NEUME_ERR_MEMORY;
    for (int i = 0; i < 2 * a->count[drum] && status == NEUME_OK; i++) {
        status = neume_encoder_write(encoder, a->clip[drum][i / 2].sound[i % 2], a->length);
        if (status == NEUME_OK)
            status = neume_encoder_write(encoder, silence, a->pause);
    }
    free(silence);
    return status;
}
