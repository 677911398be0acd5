/* SPDX-License-Identifier: MIT */
#include "audio/memory_reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct memory {
    const float *samples; /* [frames][channels] */
    size_t frames, at, channels;
};

static size_t read_memory(struct neume_reader *r, float *interleaved, size_t frames)
{
    struct memory *m = r->self;
    size_t left = m->frames - m->at, n = frames < left ? frames : left;
    memcpy(interleaved, m->samples + m->at * m->channels, n * m->channels * sizeof *interleaved);
    m->at += n;
    return n;
}

static int64_t skip_memory(struct neume_reader *r, int64_t frames)
{
    struct memory *m = r->self;
    int64_t left = (int64_t)(m->frames - m->at), n = frames < left ? frames : left;
    m->at += (size_t)n;
    return n;
}

enum neume_status neume_memory_open(struct neume_reader *reader, const struct neume_sound *sound)
{
    if (!sound->frames)
        return NEUME_ERR_EMPTY;
    if (!sound->samples || sound->channels < 1 || sound->channels > NEUME_MAX_CHANNELS ||
        !(sound->rate >= NEUME_MIN_RATE && sound->rate <= NEUME_MAX_RATE))
        return NEUME_ERR_ARGUMENT;
    struct memory *m = malloc(sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    *m = (struct memory){.samples = sound->samples, .frames = sound->frames, .channels = (size_t)sound->channels};
    neume_reader_set(reader, (int)lrint(sound->rate), sound->channels, (int64_t)sound->frames);
    snprintf(reader->info.format, sizeof reader->info.format, "samples");
    reader->promised = -1;
    reader->self = m;
    reader->read = read_memory;
    reader->skip = skip_memory;
    reader->free = free;
    return NEUME_OK;
}
