/* SPDX-License-Identifier: MIT */
#include "neume/pitch.h"

#include <math.h>

#include "bindings/vamp/kinds.h"

static const enum neume_vamp_option options[] = {NEUME_VAMP_PITCH_MIN_HZ, NEUME_VAMP_PITCH_MAX_HZ};

/* No durations: a host would take the curve for notes. */
static const struct output outputs[] = {
    {"f0", "Fundamental Frequency", "The pitch of one line of music, where there is one, every 256 / 22050 s", "Hz", 1,
     NULL, 0, "af:Pitch"},
    {"confidence", "Voicing", "How likely there is a pitch, every 256 / 22050 s", "", 1, NULL, 0, "af:Signal"},
    {"loudness", "Loudness", "RMS, every 256 / 22050 s", "dB", 1, NULL, 0, "af:Signal"},
};

static enum neume_status open(struct plugin *p)
{
    struct neume_pitch_options o;
    struct neume_pitch_stream *stream;
    neume_pitch_options_init(&o);
    o.min_hz = plugin_value(p, NEUME_VAMP_PITCH_MIN_HZ);
    o.max_hz = fmax(plugin_value(p, NEUME_VAMP_PITCH_MAX_HZ), o.min_hz + 1);
    enum neume_status status = neume_pitch_stream_new(&stream, (double)p->rate, (int)p->channels, &o);
    p->state = stream;
    return status;
}

static void close_stream(struct plugin *p)
{
    neume_pitch_stream_free(p->state);
}

static void add(struct plugin *p, struct neume_pitch_track *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct neume_pitch_frame *f = &found->frame[i];
        if (f->f0 > 0)
            plugin_add(p, 0, (struct feature){.time = f->time, .value = {f->f0}, .values = 1});
        plugin_add(p, 1, (struct feature){.time = f->time, .value = {f->confidence}, .values = 1});
        plugin_add(p, 2, (struct feature){.time = f->time, .value = {f->loudness}, .values = 1});
    }
    neume_pitch_track_release(found);
}

static enum neume_status process(struct plugin *p, const float *samples, size_t frames)
{
    struct neume_pitch_track found = {0};
    enum neume_status status = neume_pitch_stream_process(p->state, samples, frames, &found);
    add(p, &found);
    return status;
}

static enum neume_status finish(struct plugin *p)
{
    struct neume_pitch_track found = {0};
    enum neume_status status = neume_pitch_stream_flush(p->state, &found);
    add(p, &found);
    return status;
}

const struct plugin_kind plugin_pitch = {
    .identifier = "pitch",
    .name = "neume: Fundamental Frequency",
    .description =
        "Follows the pitch of a voice or of an instrument that plays one note at a time, as neume pitch does",
    .category = "Pitch",
    .option = options,
    .options = sizeof options / sizeof *options,
    .output = outputs,
    .outputs = sizeof outputs / sizeof *outputs,
    .open = open,
    .close = close_stream,
    .process = process,
    .finish = finish,
};
