/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/roll/roll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/render/roll_recording.h"
#include "api/sound.h"
#include "core/error.h"
#include "core/output.h"
#include "core/sized.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_score.h"
#include "neume/roll.h"

/* All that a picture is made of. */
struct picture {
    enum neume_picture_format format;
    struct neume_roll_options options;
    struct neume_roll_score score;
    struct neume_roll_recording recording;
};

void neume_picture_options_init(struct neume_picture_options *options)
{
    *options =
        (struct neume_picture_options){.size = sizeof *options, .low = -1, .high = -1, .auto_lanes = 1, .scale = 1};
}

static enum neume_status take_options(struct picture *p, const struct neume_picture_options *o)
{
    if ((unsigned)o->format > NEUME_PICTURE_PNG || o->lanes > NEUME_ROLL_MOST_LANES)
        return NEUME_ERR_ARGUMENT;
    for (size_t i = 0; i < o->lanes; i++)
        if (o->lane[i] < 0 || o->lane[i] >= NEUME_ROLL_LANES)
            return NEUME_ERR_ARGUMENT;
    p->format = o->format;
    p->options = (struct neume_roll_options){.width = o->width,
                                             .height = o->height,
                                             .zoom = o->zoom,
                                             .rows = o->rows,
                                             .from = o->from,
                                             .to = o->to,
                                             .low = o->low,
                                             .high = o->high,
                                             .colour = o->colour,
                                             .theme = o->theme,
                                             .grid = o->grid,
                                             .lanes = o->lanes,
                                             .auto_lanes = o->auto_lanes,
                                             .title = o->title,
                                             .scale = o->scale};
    memcpy(p->options.lane, o->lane, sizeof p->options.lane);
    return NEUME_OK;
}

static enum neume_status read_recording(struct picture *p, const struct neume_picture_options *o)
{
    struct neume_sound sound;
    enum neume_status status = neume_api_sound_take(&sound, o->sound);
    if (status == NEUME_OK)
        status = neume_roll_recording_init(&p->recording, &sound, NEUME_ROLL_COLUMNS, o->progress, o->user);
    if (o->no_waveform)
        p->recording.view.peak = NULL;
    if (o->no_spectrogram)
        p->recording.view.level = NULL;
    p->options.sound = &p->recording.view;
    return status;
}

/* Zeroed `p`; release it in any case. */
static enum neume_status prepare(struct picture *p, const struct neume_smf *midi,
                                 const struct neume_picture_options *given, struct neume_error *error)
{
    struct neume_picture_options o;
    struct neume_roll_layout layout = {0};
    neume_picture_options_init(&o);
    enum neume_status status = given ? neume_sized_take(&o, sizeof o, given) : NEUME_OK;
    if (status == NEUME_OK)
        status = take_options(p, &o);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_error_input(error, neume_roll_score_init(&p->score, midi), "MIDI");
    if (status == NEUME_OK && o.sound)
        status = neume_error_input(error, read_recording(p, &o), neume_api_sound_name(o.sound));
    if (status != NEUME_OK)
        return status;
    status = neume_roll_layout_init(&layout, &p->score, &p->options);
    neume_roll_layout_release(&layout);
    return neume_error_input(error, status, "options");
}

static void release(struct picture *p)
{
    neume_roll_recording_release(&p->recording);
    neume_roll_score_release(&p->score);
}

enum neume_status neume_roll_draw(const struct neume_smf *midi, const struct neume_picture_options *options,
                                  const char *path, struct neume_error *error)
{
    struct picture p = {0};
    enum neume_status status = prepare(&p, midi, options, error);
    if (status == NEUME_OK) {
        status = p.format == NEUME_PICTURE_SVG ? neume_roll_write_svg(&p.score, &p.options, path)
                                               : neume_roll_write_png(&p.score, &p.options, path);
        neume_error_output(error, status, path);
    }
    release(&p);
    return status;
}

enum neume_status neume_roll_draw_memory(const struct neume_smf *midi, const struct neume_picture_options *options,
                                         char **bytes, size_t *size, struct neume_error *error)
{
    struct picture p = {0};
    *bytes = NULL;
    *size = 0;
    enum neume_status status = prepare(&p, midi, options, error);
    FILE *f = status == NEUME_OK ? open_memstream(bytes, size) : NULL;
    if (status == NEUME_OK) {
        status = f ? neume_roll_write_stream(&p.score, &p.options, p.format == NEUME_PICTURE_SVG, f) : NEUME_ERR_MEMORY;
        if (f && fclose(f) && status == NEUME_OK)
            status = NEUME_ERR_MEMORY;
        neume_error_output(error, status, "memory");
    }
    if (status != NEUME_OK) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    release(&p);
    return status;
}
