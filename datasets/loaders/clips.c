/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/clips.h"

#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/rules.h"

static char *copy(const char *text)
{
    size_t size = strlen(text) + 1;
    char *out = malloc(size);
    return out ? memcpy(out, text, size) : NULL;
}

void neume_clip_release(struct neume_clip *clip)
{
    if (!clip)
        return;
    for (size_t i = 0; i < clip->references; i++)
        free(clip->reference[i]);
    free(clip->reference);
    free(clip->id);
    free(clip->category);
    free(clip->split);
    free(clip->audio);
    *clip = (struct neume_clip){0};
}

void neume_clips_release(struct neume_clips *clips)
{
    if (!clips)
        return;
    for (size_t i = 0; i < clips->count; i++)
        neume_clip_release(&clips->clip[i]);
    free(clips->clip);
    *clips = (struct neume_clips){0};
}

enum neume_status neume_clip_set(char **field, const char *text)
{
    char *fresh = copy(text);
    if (!fresh)
        return NEUME_ERR_MEMORY;
    free(*field);
    *field = fresh;
    return NEUME_OK;
}

static enum neume_status copy_references(struct neume_clip *out, const struct neume_clip *in)
{
    out->reference = in->references ? calloc(in->references, sizeof *out->reference) : NULL;
    if (in->references && !out->reference)
        return NEUME_ERR_MEMORY;
    for (; out->references < in->references; out->references++) {
        out->reference[out->references] = copy(in->reference[out->references]);
        if (!out->reference[out->references])
            return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

enum neume_status neume_clips_add(struct neume_clips *clips, const struct neume_clip *clip,
                                  const struct neume_clip_names *names)
{
    if (clips->count == clips->capacity) {
        size_t capacity = clips->capacity ? 2 * clips->capacity : 64;
        struct neume_clip *grown = realloc(clips->clip, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        clips->clip = grown;
        clips->capacity = capacity;
    }
    struct neume_clip *out = &clips->clip[clips->count];
    *out = *clip;
    out->reference = NULL;
    out->references = 0;
    out->id = copy(names->id ? names->id : "");
    out->category = copy(names->category ? names->category : "");
    out->split = copy(names->split ? names->split : "");
    out->audio = clip->audio ? copy(clip->audio) : NULL;
    if (!out->id || !out->category || !out->split || (clip->audio && !out->audio) ||
        copy_references(out, clip) != NEUME_OK) {
        neume_clip_release(out);
        return NEUME_ERR_MEMORY;
    }
    clips->count++;
    return NEUME_OK;
}

const char *neume_clip_kind_name(enum neume_clip_kind kind)
{
    static const char *const name[NEUME_CLIP_KIND_COUNT] = {"notes", "drums", "f0", "beats"};
    return (unsigned)kind < NEUME_CLIP_KIND_COUNT ? name[kind] : "?";
}
