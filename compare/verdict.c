/* SPDX-License-Identifier: MIT */
#include "compare/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A MIDI file of the recording agrees with what is heard by 0.6 and more, another song's by less than 0.1. */
static const double least_agreement = 0.25;
static const double least_share = 0.4;
static const size_t least_notes = 8;     /* fewer say nothing about the song */
static const double longer = 5;          /* seconds by which lengths differ before it is said */
static const double longer_share = 0.05; /* of the recording's length, likewise */

static const struct {
    const char *key, *label, *unit;
    double low, high;
} axes[NEUME_DIFFERENCE_MEASURES] = {
    {"missing", "missing energy", "", 0, 1},
    {"extra", "extra energy", "", 0, 1},
    {"chroma", "harmony alike", "", 0, 1},
    {"spectrum", "spectra apart", "dB", 0, 50},
    {"recording", "level of the recording", "dB", -100, 0},
    {"midi", "level of the MIDI", "dB", -100, 0},
};

static enum neume_status fill_curves(struct neume_compare_data *data, const struct neume_difference *difference)
{
    size_t cells = neume_difference_cells(difference);
    enum neume_status status = NEUME_OK;
    data->curve = calloc(NEUME_DIFFERENCE_MEASURES, sizeof *data->curve);
    if (!data->curve)
        return NEUME_ERR_MEMORY;
    for (int m = 0; m < NEUME_DIFFERENCE_MEASURES && status == NEUME_OK; m++) {
        struct neume_compare_curve *curve = &data->curve[m];
        *curve = (struct neume_compare_curve){axes[m].key,
                                              axes[m].label,
                                              axes[m].unit,
                                              0,
                                              NEUME_DIFFERENCE_HOP,
                                              axes[m].low,
                                              axes[m].high,
                                              calloc(cells + 1, sizeof(float)),
                                              cells};
        data->curve_count++;
        status = curve->value ? neume_difference_curve(difference, (enum neume_difference_measure)m, curve->value)
                              : NEUME_ERR_MEMORY;
    }
    return status;
}

static size_t count_places(const struct neume_compare_data *data, enum neume_compare_place_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < data->place_count; i++)
        count += data->place[i].kind == kind;
    return count;
}

static enum neume_status fill_figures(struct neume_compare_result *c)
{
    struct neume_compare_data *data = &c->data;
    const struct neume_compare_figure all[] = {
        {"missing", "missing energy", "%", 100 * c->missing, 1, "heard in the recording alone; 0: all is in the MIDI"},
        {"extra", "extra energy", "%", 100 * c->extra, 1, "heard in the MIDI alone; 0: all is in the recording"},
        {"heard", "notes that agree, F", "", c->heard.f, 3,
         "the MIDI and what neume hears in the recording; 1: the same"},
        {"missing_notes", "notes that may be missing", "", (double)count_places(data, NEUME_PLACE_MISSING), 0, ""},
        {"extra_notes", "notes that may be too many", "", (double)count_places(data, NEUME_PLACE_EXTRA), 0, ""},
        {"misnamed_hits", "hits that may be of another drum", "", (double)count_places(data, NEUME_PLACE_MISNAMED), 0,
         ""},
    };
    data->figure = malloc(sizeof all);
    if (!data->figure)
        return NEUME_ERR_MEMORY;
    data->figure_count = sizeof all / sizeof *all;
    for (size_t i = 0; i < data->figure_count; i++)
        data->figure[i] = all[i];
    return NEUME_OK;
}

static void agree(struct neume_compare_result *c, const struct neume_listen_agreement *a)
{
    c->heard_notes[0] = a->heard;
    c->heard_notes[1] = a->written;
    c->heard = (struct neume_agreement){.matched = a->matched};
    if (!a->matched)
        return;
    c->heard.precision = (double)a->matched / (double)a->written;
    c->heard.recall = (double)a->matched / (double)a->heard;
    c->heard.f = 2 * (double)a->matched / (double)(a->written + a->heard);
}

/* Of an excerpt, the one or the other may agree by few of its notes alone. */
static int is_other_music(const struct neume_compare_result *c)
{
    return c->heard_notes[0] >= least_notes && c->heard_notes[1] >= least_notes && c->heard.f < least_agreement &&
           fmax(c->heard.precision, c->heard.recall) < least_share;
}

static void count_in_words(const struct neume_compare_data *data, char *out, size_t size)
{
    size_t misnamed = count_places(data, NEUME_PLACE_MISNAMED);
    int used = snprintf(out, size, "%zu notes may be missing, %zu may be too many",
                        count_places(data, NEUME_PLACE_MISSING), count_places(data, NEUME_PLACE_EXTRA));
    if (misnamed)
        snprintf(out + used, size - (size_t)used, ", %zu hit%s may be of another drum", misnamed,
                 misnamed == 1 ? "" : "s");
}

/* What one sees at once, the worst first. */
static void judge(struct neume_compare_result *c, const struct neume_compare_measured *m)
{
    struct neume_compare_data *data = &c->data;
    char *out = data->verdict;
    size_t size = sizeof data->verdict;
    double end = neume_notes_end(m->written), over = fmax(longer, longer_share * c->length[0]);
    if (!m->written->count)
        snprintf(out, size, "the MIDI has no notes");
    else if (isinf(c->loudness[0]))
        snprintf(out, size, "the recording is silent, or too short to tell");
    else if (is_other_music(c))
        snprintf(out, size,
                 "the MIDI does not fit the recording: another song or version, or over %g s apart (--max-offset)",
                 m->max_offset);
    else if (end > c->length[0] + over)
        snprintf(out, size, "the MIDI goes on for %.0f s after the end of the recording", end - c->length[0]);
    else if (c->length[0] > end + over)
        snprintf(out, size, "the recording goes on for %.0f s after the last note of the MIDI", c->length[0] - end);
    else
        count_in_words(data, out, size);
    data->other_music = m->written->count && is_other_music(c);
}

enum neume_status neume_compare_find_differences(struct neume_compare_result *comparison,
                                                 const struct neume_compare_measured *measured)
{
    struct neume_listen_agreement agreement;
    neume_difference_shares(measured->difference, &comparison->missing, &comparison->extra);
    enum neume_status status = fill_curves(&comparison->data, measured->difference);
    if (status == NEUME_OK)
        status = neume_listen_pair_differ(measured->pair, measured->written, &comparison->data, &agreement);
    if (status != NEUME_OK)
        return status;
    agree(comparison, &agreement);
    judge(comparison, measured);
    if (comparison->data.other_music) /* everything differs: that is no list of places */
        comparison->data.place_count = 0;
    return fill_figures(comparison);
}
