/* SPDX-License-Identifier: MIT */
#include "neume/stream.h"

#include <math.h>
#include <stdlib.h>

#include "audio/resample.h"
#include "core/sized.h"
#include "models/transcriber.h"

enum { BLOCK = 2048, MOST_CHANNELS = 64 };

static const float limit = 64; /* as audio/source.c */

/* One model and what brings the sound to its rate. */
struct part {
    struct neume_transcriber *transcriber;
    struct neume_resampler *resampler;
};

struct neume_stream {
    struct part part[2]; /* [parts] */
    int parts, channels;
    float mono[BLOCK], resampled[BLOCK];
};

static int can_stream(const struct neume_options *o)
{
    int even = 1;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        even &= o->drum_sensitivity[d] == 0;
    return even && o->mode != NEUME_MODE_AUTO && !o->drum_lengths && !o->drum_classes && !(o->retrigger > 0);
}

static enum neume_status open_part(struct part *p, enum neume_mode mode, double rate, const struct neume_options *o)
{
    const struct neume_model *model = neume_model_for(mode);
    enum neume_status status = neume_transcriber_new(&p->transcriber, model, o);
    return status == NEUME_OK ? neume_resampler_new(&p->resampler, rate, model->sample_rate, 1) : status;
}

enum neume_status neume_stream_new(struct neume_stream **out, double rate, int channels,
                                   const struct neume_options *options)
{
    static const enum neume_mode both[] = {NEUME_MODE_POLY, NEUME_MODE_DRUMS};
    struct neume_options o;
    *out = NULL;
    neume_options_init(&o);
    o.mode = NEUME_MODE_POLY;
    if (options && neume_sized_take(&o, sizeof o, options) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    if (!(rate >= 8000 && rate <= 192000) || channels < 1 || channels > MOST_CHANNELS || !can_stream(&o) ||
        neume_options_check(&o) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    struct neume_stream *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    int mix = o.mode == NEUME_MODE_MIX;
    enum neume_status status = NEUME_OK;
    s->channels = channels;
    for (; s->parts < 1 + mix && status == NEUME_OK; s->parts++)
        status = open_part(&s->part[s->parts], mix ? both[s->parts] : o.mode, rate, &o);
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
    for (int i = 0; i < s->parts; i++) {
        neume_transcriber_free(s->part[i].transcriber);
        neume_resampler_free(s->part[i].resampler);
    }
    free(s);
}

static void mix_down(struct neume_stream *s, const float *samples, size_t frames)
{
    float scale = 1.0f / (float)s->channels;
    for (size_t i = 0; i < frames; i++) {
        float sum = 0;
        for (int c = 0; c < s->channels; c++, samples++)
            sum += isfinite(*samples) ? fminf(fmaxf(*samples, -limit), limit) : 0;
        s->mono[i] = sum * scale;
    }
}

static enum neume_status feed(struct neume_stream *s, struct part *p, size_t frames, struct neume_notes *notes)
{
    enum neume_status status = NEUME_OK;
    for (size_t at = 0; at < frames && status == NEUME_OK;) {
        size_t used, made;
        status = neume_resampler_process(p->resampler, s->mono + at, frames - at, &used, s->resampled, BLOCK, &made);
        at += used;
        if (status == NEUME_OK)
            status = neume_transcriber_process(p->transcriber, s->resampled, made, notes);
    }
    return status;
}

enum neume_status neume_stream_process(struct neume_stream *s, const float *samples, size_t frames,
                                       struct neume_notes *notes)
{
    enum neume_status status = NEUME_OK;
    while (frames && status == NEUME_OK) {
        size_t n = frames < BLOCK ? frames : BLOCK;
        mix_down(s, samples, n);
        for (int i = 0; i < s->parts && status == NEUME_OK; i++)
            status = feed(s, &s->part[i], n, notes);
        samples += n * (size_t)s->channels;
        frames -= n;
    }
    return status;
}

enum neume_status neume_stream_flush(struct neume_stream *s, struct neume_notes *notes)
{
    enum neume_status status = NEUME_OK;
    for (int i = 0; i < s->parts && status == NEUME_OK; i++) {
        struct part *p = &s->part[i];
        size_t made = 1;
        while (made && status == NEUME_OK) {
            status = neume_resampler_flush(p->resampler, s->resampled, BLOCK, &made);
            if (status == NEUME_OK && made)
                status = neume_transcriber_process(p->transcriber, s->resampled, made, notes);
        }
        if (status == NEUME_OK)
            status = neume_transcriber_flush(p->transcriber, notes);
    }
    return status;
}
