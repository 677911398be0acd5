/* SPDX-License-Identifier: MIT */
#include "neume/replace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/render/replace_mix.h"
#include "api/render/replace_work.h"
#include "api/sound.h"
#include "core/error.h"
#include "core/sized.h"
#include "render/replace/replace.h"

void neume_replacement_init(struct neume_replacement *replacement)
{
    *replacement =
        (struct neume_replacement){.size = sizeof *replacement, .blend = 1, .seed = 1, .bits = 24, .min_velocity = 1};
}

static enum neume_status check(const struct neume_replacement *r, int to_memory)
{
    int good = r->kit && r->blend >= 0 && r->blend <= 1 && fabs(r->gain) <= 24 &&
               (r->bits == 16 || r->bits == 24 || r->bits == 32) && !(r->only >> NEUME_DRUM_COUNT) &&
               (!r->listening || neume_options_check(r->listening) == NEUME_OK);
    good &= to_memory ? !r->output && !r->midi_out && !r->stems && !r->audition : r->output != NULL;
    return good ? NEUME_OK : NEUME_ERR_ARGUMENT;
}

static void report_on(const struct neume_replace_work *w, struct neume_replacement_report *report)
{
    struct neume_replace_report r;
    neume_replace_report(w->replace, &r);
    *report = (struct neume_replacement_report){.hits = w->hits.count,
                                                .doubled = r.doubled,
                                                .inverted = r.inverted,
                                                .correlation = r.correlation,
                                                .peak = w->peak,
                                                .turned_down = w->limiter ? neume_limiter_lowest(w->limiter) : 1};
    memcpy(report->replaced, r.replaced, sizeof report->replaced);
    memcpy(report->missing, r.missing, sizeof report->missing);
}

/* Zeroed `w` becomes all that neume_replace_work_run() wants, but for the recording. */
static enum neume_status prepare(struct neume_replace_work *w, const struct neume_replacement *replacement)
{
    neume_replacement_init(&w->how);
    neume_options_init(&w->listening);
    neume_drum_map_init(&w->map);
    enum neume_status status = neume_sized_take(&w->how, sizeof w->how, replacement);
    if (status == NEUME_OK)
        status = check(&w->how, w->to_memory);
    if (status == NEUME_OK && w->how.listening)
        status = neume_sized_take(&w->listening, sizeof w->listening, w->how.listening);
    w->listening.mode = NEUME_MODE_DRUMS;
    w->midi_name = w->midi_path = w->how.midi;
    if (w->how.map)
        w->map = *w->how.map;
    return status;
}

enum neume_status neume_replace_file(const char *recording, const struct neume_replacement *replacement,
                                     struct neume_replacement_report *report, struct neume_error *error)
{
    struct neume_replace_work w = {.name = recording};
    neume_sound_init_file(&w.sound, recording);
    if (report)
        memset(report, 0, sizeof *report);
    enum neume_status status = prepare(&w, replacement);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_replace_work_run(&w, error);
    if (status == NEUME_OK && report)
        report_on(&w, report);
    neume_replace_work_release(&w);
    return status;
}

static enum neume_status hand_over(const struct neume_replace_work *w, struct neume_replaced *replaced)
{
    replaced->channels = w->info.channels;
    replaced->rate = w->info.sample_rate;
    replaced->frames = neume_encoder_take_memory(w->mix, &replaced->mix);
    if (w->original)
        neume_encoder_take_memory(w->original, &replaced->original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (w->drum[d])
            neume_encoder_take_memory(w->drum[d], &replaced->drum[d]);
    return neume_replace_used_hits(w, &replaced->hits);
}

enum neume_status neume_replace_sound(const struct neume_sound *recording, const struct neume_replacement *replacement,
                                      struct neume_replaced *replaced, struct neume_replacement_report *report,
                                      struct neume_error *error)
{
    struct neume_replace_work w = {.name = neume_api_sound_name(recording), .to_memory = 1};
    memset(replaced, 0, sizeof *replaced);
    if (report)
        memset(report, 0, sizeof *report);
    enum neume_status status = prepare(&w, replacement);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    status = neume_error_input(error, neume_api_sound_take(&w.sound, recording), w.name);
    if (status == NEUME_OK)
        status = neume_replace_work_run(&w, error);
    if (status == NEUME_OK)
        status = neume_error_output(error, hand_over(&w, replaced), "memory");
    if (status == NEUME_OK && report)
        report_on(&w, report);
    if (status != NEUME_OK)
        neume_replaced_release(replaced);
    neume_replace_work_release(&w);
    return status;
}

void neume_replaced_release(struct neume_replaced *replaced)
{
    if (!replaced)
        return;
    free(replaced->mix);
    free(replaced->original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        free(replaced->drum[d]);
    neume_notes_release(&replaced->hits);
    memset(replaced, 0, sizeof *replaced);
}
