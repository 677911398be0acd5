/* SPDX-License-Identifier: MIT */
#include "cli/commands/verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/io/notes_file.h"
#include "datasets/readers/truth.h"

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

static enum neume_status fill_curves(struct cli_report_data *data, const struct neume_difference *difference)
{
    size_t cells = neume_difference_cells(difference);
    enum neume_status status = NEUME_OK;
    data->curve = calloc(NEUME_DIFFERENCE_MEASURES, sizeof *data->curve);
    if (!data->curve)
        return NEUME_ERR_MEMORY;
    for (int m = 0; m < NEUME_DIFFERENCE_MEASURES && status == NEUME_OK; m++) {
        struct cli_curve *curve = &data->curve[m];
        *curve = (struct cli_curve){axes[m].key,
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

static size_t count_places(const struct cli_report_data *data, enum cli_place_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < data->place_count; i++)
        count += data->place[i].kind == kind;
    return count;
}

static enum neume_status fill_figures(struct cli_comparison *c)
{
    struct cli_report_data *data = &c->data;
    const struct cli_figure all[] = {
        {"missing", "missing energy", "%", 100 * c->missing, 1, "heard in the recording alone; 0: all is in the MIDI"},
        {"extra", "extra energy", "%", 100 * c->extra, 1, "heard in the MIDI alone; 0: all is in the recording"},
        {"heard", "notes that agree, F", "", c->heard.f, 3,
         "the MIDI and what neume hears in the recording; 1: the same"},
        {"missing_notes", "notes that may be missing", "", (double)count_places(data, CLI_PLACE_MISSING), 0, ""},
        {"extra_notes", "notes that may be too many", "", (double)count_places(data, CLI_PLACE_EXTRA), 0, ""},
    };
    data->figure = malloc(sizeof all);
    if (!data->figure)
        return NEUME_ERR_MEMORY;
    data->figure_count = sizeof all / sizeof *all;
    for (size_t i = 0; i < data->figure_count; i++)
        data->figure[i] = all[i];
    return NEUME_OK;
}

static void agree(struct cli_comparison *c, const struct cli_agreement *a)
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
static int is_other_music(const struct cli_comparison *c)
{
    return c->heard_notes[0] >= least_notes && c->heard_notes[1] >= least_notes && c->heard.f < least_agreement &&
           fmax(c->heard.precision, c->heard.recall) < least_share;
}

/* What one sees at once, the worst first. */
static void judge(struct cli_comparison *c, const struct cli_measured *m)
{
    struct cli_report_data *data = &c->data;
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
        snprintf(out, size, "%zu notes may be missing, %zu may be too many", count_places(data, CLI_PLACE_MISSING),
                 count_places(data, CLI_PLACE_EXTRA));
    data->other_music = m->written->count && is_other_music(c);
}

enum neume_status neume_cli_find_differences(struct cli_comparison *comparison, const struct cli_measured *measured)
{
    struct cli_agreement agreement;
    neume_difference_shares(measured->difference, &comparison->missing, &comparison->extra);
    enum neume_status status = fill_curves(&comparison->data, measured->difference);
    if (status == NEUME_OK)
        status = neume_cli_listen_pair_differ(measured->ears, measured->written, &comparison->data, &agreement);
    if (status != NEUME_OK)
        return status;
    agree(comparison, &agreement);
    judge(comparison, measured);
    if (comparison->data.other_music) /* everything differs: that is no list of places */
        comparison->data.place_count = 0;
    return fill_figures(comparison);
}

enum neume_status neume_cli_push_place(struct cli_report_data *data, size_t *capacity, const struct cli_place *place)
{
    if (data->place_count >= *capacity) {
        size_t more = 2 * data->place_count + 64;
        struct cli_place *grown = realloc(data->place, more * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        data->place = grown;
        *capacity = more;
    }
    data->place[data->place_count++] = *place;
    return NEUME_OK;
}

void neume_cli_name_sound(int pitch, int drum, char *out, size_t size)
{
    static const char *const drums[] = {"kick", "snare", "hi-hat", "tom", "cymbal", "percussion"};
    if (drum)
        snprintf(out, size, "%s", drums[pitch]);
    else
        neume_cli_pitch_name(pitch, out, size);
}

static int by_score(const void *a, const void *b)
{
    const struct cli_place *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    if (x->start != y->start)
        return x->start > y->start ? 1 : -1;
    return x->pitch - y->pitch;
}

void neume_cli_sort_places(struct cli_report_data *data)
{
    if (data->place_count)
        qsort(data->place, data->place_count, sizeof *data->place, by_score);
}

void neume_cli_comparison_release(struct cli_comparison *comparison)
{
    if (!comparison)
        return;
    neume_cli_report_data_release(&comparison->data);
    if (comparison->played)
        neume_smf_release(comparison->played);
    free(comparison->played);
    comparison->played = NULL;
}
