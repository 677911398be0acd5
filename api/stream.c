/* SPDX-License-Identifier: MIT */
#include "neume/stream.h"

#include <stdlib.h>

#include "audio/block_input.h"
#include "core/sized.h"
#include "models/transcriber.h"

struct neume_stream {
    struct neume_transcriber *transcriber[2]; /* [parts] */
    size_t parts;
    struct neume_block_input *input;
    struct neume_notes *notes; /* of the call that runs */
};

static int can_stream(const struct neume_options *o)
{
    int even = 1;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        even &= o->drum_sensitivity[d] == 0;
    return even && o->mode != NEUME_MODE_AUTO && !o->drum_lengths && !o->drum_classes && !(o->retrigger > 0);
}

static enum neume_status open_parts(struct neume_stream *s, double rate, int channels, const struct neume_options *o)
{
    static const enum neume_mode both[] = {NEUME_MODE_POLY, NEUME_MODE_DRUMS};
    int mix = o->mode == NEUME_MODE_MIX;
    double to[2];
    enum neume_status status = NEUME_OK;
    for (s->parts = 0; s->parts < (mix ? 2 : 1) && status == NEUME_OK; s->parts++) {
        const struct neume_model *model = neume_model_for(mix ? both[s->parts] : o->mode);
        to[s->parts] = model->sample_rate;
        status = neume_transcriber_new(&s->transcriber[s->parts], model, o);
    }
    return status == NEUME_OK ? neume_block_input_new(&s->input, rate, channels, to, s->parts) : status;
}

enum neume_status neume_stream_new(struct neume_stream **out, double rate, int channels,
                                   const struct neume_options *options)
{
    struct neume_options o;
    *out = NULL;
    neume_options_init(&o);
    o.mode = NEUME_MODE_POLY;
    if (options && neume_sized_take(&o, sizeof o, options) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    if (!can_stream(&o) || neume_options_check(&o) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    struct neume_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = open_parts(s, rate, channels, &o);
    if (status == NEUME_OK)
        *out = s;
    else
        neume_stream_free(s);
    return status;
}

void neume_stream_free(struct neume_stream *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->parts; i++)
        neume_transcriber_free(s->transcriber[i]);
    neume_block_input_free(s->input);
    free(s);
}

enum neume_status neume_stream_reset(struct neume_stream *s)
{
    for (size_t i = 0; i < s->parts; i++)
        neume_transcriber_reset(s->transcriber[i]);
    return neume_block_input_reset(s->input);
}

static enum neume_status take(void *user, size_t listener, const float *samples, size_t count)
{
    struct neume_stream *s = user;
    return neume_transcriber_process(s->transcriber[listener], samples, count, s->notes);
}

enum neume_status neume_stream_process(struct neume_stream *s, const float *samples, size_t frames,
                                       struct neume_notes *notes)
{
    s->notes = notes;
    return neume_block_input_process(s->input, samples, frames, take, s);
}

enum neume_status neume_stream_flush(struct neume_stream *s, struct neume_notes *notes)
{
    s->notes = notes;
    enum neume_status status = neume_block_input_flush(s->input, take, s);
    for (size_t i = 0; i < s->parts && status == NEUME_OK; i++)
        status = neume_transcriber_flush(s->transcriber[i], notes);
    return status;
}
