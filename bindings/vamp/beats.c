/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "bindings/vamp/kinds.h"
#include "bindings/vamp/recording.h"
#include "neume/beat.h"

enum { BEATS, BARS, TEMPO };

static const struct output outputs[] = {
    {"beats", "Beats", "The label is the beat's number in its bar", "", 0, NULL, 1, "af:Beat"},
    {"bars", "Bars", "The label is the number of the bar", "", 0, NULL, 1, "af:Bar"},
    {"tempo", "Tempo", "The tempo of the recording; the label is the time signature", "bpm", 1, NULL, 1, "af:Tempo"},
};

/* Up to the next beat; the last one lasts as long as the one before. */
static double length_of(const struct neume_beats *b, size_t i)
{
    size_t first = i + 1 < b->count ? i : i ? i - 1 : 0;
    return first + 1 < b->count ? b->beat[first + 1].time - b->beat[first].time : 0;
}

static void add_beats(struct plugin *p, const struct neume_beats *b)
{
    int bar = 0;
    for (size_t i = 0; i < b->count; i++) {
        struct feature beat = {.time = b->beat[i].time, .duration = length_of(b, i)};
        snprintf(beat.label, sizeof beat.label, "%d", b->beat[i].number);
        plugin_add(p, BEATS, beat);
        if (b->beat[i].number != 1)
            continue;
        size_t end = i + 1;
        while (end < b->count && b->beat[end].number != 1)
            end++;
        struct feature whole = {.time = beat.time};
        whole.duration = b->beat[end - 1].time + length_of(b, end - 1) - beat.time;
        snprintf(whole.label, sizeof whole.label, "%d", ++bar);
        plugin_add(p, BARS, whole);
    }
}

static enum neume_status finish(struct plugin *p)
{
    struct neume_beats beats = {0};
    struct neume_sound sound = recording_sound(p);
    enum neume_status status = neume_beats_find(&sound, NULL, NULL, &beats, NULL);
    if (status == NEUME_OK && beats.count) {
        struct feature tempo = {
            .duration = (double)sound.frames / sound.rate, .value = {(float)beats.tempo}, .values = 1};
        int compound = beats.division == 3;
        snprintf(tempo.label, sizeof tempo.label, "%d/%d", compound ? 3 * beats.metre : beats.metre, compound ? 8 : 4);
        add_beats(p, &beats);
        plugin_add(p, TEMPO, tempo);
    }
    neume_beats_release(&beats);
    return status;
}

const struct plugin_kind plugin_beats = {
    .identifier = "beats",
    .name = "neume: Beats and Bars",
    .description = "Finds the beats, bars and the tempo of a recording, as neume beats does",
    .category = "Time > Tempo",
    .output = outputs,
    .outputs = sizeof outputs / sizeof *outputs,
    .open = recording_open,
    .close = recording_close,
    .process = recording_process,
    .finish = finish,
};
