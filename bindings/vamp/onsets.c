/* SPDX-License-Identifier: MIT */
#include "neume/onset.h"

#include "bindings/vamp/kinds.h"

static const enum neume_vamp_option options[] = {NEUME_VAMP_ONSETS_SENSITIVITY, NEUME_VAMP_ONSETS_MIN_GAP};

static const struct output outputs[] = {
    {"onsets", "Onsets", "When something is struck, plucked or sung anew", "", 0, NULL, 0, "af:Onset"},
    {"strength", "Onset Strength", "The same, with how strong each onset is", "", 1, NULL, 0, "af:Onset"},
};

static enum neume_status open(struct plugin *p)
{
    struct neume_onset_options o;
    struct neume_onset_stream *stream;
    neume_onset_options_init(&o);
    o.sensitivity = plugin_value(p, NEUME_VAMP_ONSETS_SENSITIVITY);
    o.min_gap = plugin_value(p, NEUME_VAMP_ONSETS_MIN_GAP);
    enum neume_status status = neume_onset_stream_new(&stream, (double)p->rate, (int)p->channels, &o);
    p->state = stream;
    return status;
}

static void close_stream(struct plugin *p)
{
    neume_onset_stream_free(p->state);
}

static void add(struct plugin *p, struct neume_onsets *found)
{
    for (size_t i = 0; i < found->count; i++) {
        plugin_add(p, 0, (struct feature){.time = found->onset[i].time});
        plugin_add(p, 1,
                   (struct feature){.time = found->onset[i].time, .value = {found->onset[i].strength}, .values = 1});
    }
    neume_onsets_release(found);
}

static enum neume_status process(struct plugin *p, const float *samples, size_t frames)
{
    struct neume_onsets found = {0};
    enum neume_status status = neume_onset_stream_process(p->state, samples, frames, &found);
    add(p, &found);
    return status;
}

static enum neume_status finish(struct plugin *p)
{
    struct neume_onsets found = {0};
    enum neume_status status = neume_onset_stream_flush(p->state, &found);
    add(p, &found);
    return status;
}

const struct plugin_kind plugin_onsets = {
    .identifier = "onsets",
    .name = "neume: Onsets",
    .description = "Finds when something is struck, plucked or sung anew, as neume onsets does",
    .category = "Time > Onsets",
    .option = options,
    .options = sizeof options / sizeof *options,
    .output = outputs,
    .outputs = sizeof outputs / sizeof *outputs,
    .open = open,
    .close = close_stream,
    .process = process,
    .finish = finish,
};
