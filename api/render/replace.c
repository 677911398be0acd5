/* SPDX-License-Identifier: MIT */
#include "neume/replace.h"

#include <math.h>
#include <string.h>

#include "api/render/replace_work.h"
#include "core/error.h"
#include "core/sized.h"
#include "render/replace/replace.h"

void neume_replacement_init(struct neume_replacement *replacement)
{
    *replacement =
        (struct neume_replacement){.size = sizeof *replacement, .blend = 1, .seed = 1, .bits = 24, .min_velocity = 1};
}

static enum neume_status check(const struct neume_replacement *r)
{
    int good = r->kit && r->output && r->blend >= 0 && r->blend <= 1 && fabs(r->gain) <= 24 &&
               (r->bits == 16 || r->bits == 24 || r->bits == 32) && !(r->only >> NEUME_DRUM_COUNT) &&
               (!r->listening || neume_options_check(r->listening) == NEUME_OK);
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

enum neume_status neume_replace_file(const char *recording, const struct neume_replacement *replacement,
                                     struct neume_replacement_report *report, struct neume_error *error)
{
    struct neume_replace_work w = {.name = recording, .path = recording};
    neume_replacement_init(&w.how);
    neume_options_init(&w.listening);
    neume_drum_map_init(&w.map);
    if (report)
        memset(report, 0, sizeof *report);
    enum neume_status status = neume_sized_take(&w.how, sizeof w.how, replacement);
    if (status == NEUME_OK)
        status = check(&w.how);
    if (status == NEUME_OK && w.how.listening)
        status = neume_sized_take(&w.listening, sizeof w.listening, w.how.listening);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "options");
    w.listening.mode = NEUME_MODE_DRUMS;
    w.midi_name = w.midi_path = w.how.midi;
    if (w.how.map)
        w.map = *w.how.map;
    status = neume_replace_work_run(&w, error);
    if (status == NEUME_OK && report)
        report_on(&w, report);
    neume_replace_work_release(&w);
    return status;
}
