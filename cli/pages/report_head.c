/* SPDX-License-Identifier: MIT */
#include "cli/pages/report_head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "analysis/logspec.h"
#include "cli/io/exit.h"
#include "cli/io/paths.h"
#include "cli/pages/page.h"
#include "cli/pages/report_assets.h"
#include "cli/pages/report_private.h"
#include "cli/pages/report_sound.h"
#include "core/escape.h"
#include "datasets/bench/json_text.h"

static const double confidence_window = 0.05; /* seconds between a note as heard and as the MIDI file has it */

static double rounded(double value, double step)
{
    return round(value / step) * step;
}

/* JSON knows neither infinity nor NAN. */
static json_t *real_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* The confidence of the heard note that this note of the MIDI file was written from; NAN where there is none. `heard`
 * is sorted; *from moves on with the notes, which are sorted too. */
static double confidence_of(const struct neume_notes *heard, const struct neume_note *note, size_t *from)
{
    double best = confidence_window, confidence = NAN;
    if (!heard)
        return NAN;
    while (*from < heard->count && heard->note[*from].onset < note->onset - confidence_window)
        ++*from;
    for (size_t i = *from; i < heard->count && heard->note[i].onset < note->onset + confidence_window; i++) {
        const struct neume_note *h = &heard->note[i];
        double apart = fabs(h->onset - note->onset);
        if (h->pitch == note->pitch && h->drum == note->drum && apart < best) {
            best = apart;
            confidence = h->confidence;
        }
    }
    return confidence;
}

/* [onset, length, pitch, velocity] and, where it is known, the confidence. */
static json_t *notes_json(const struct cli_report_facts *f, const struct cli_part *part)
{
    const struct neume_compare_result *c = f->job->comparison;
    double late = c->shifted ? c->offset : 0;
    json_t *all = json_array();
    size_t from = 0;
    for (size_t i = 0; i < part->notes.count; i++) {
        const struct neume_note *n = &part->notes.note[i];
        double confidence = confidence_of(f->job->heard, n, &from), end = n->offset - late;
        double onset = fmax(n->onset - late, 0);
        if (end <= 0)
            continue;
        json_t *row =
            json_pack("[f, f, i, i]", rounded(onset, 1e-4), rounded(end - onset, 1e-4), n->pitch, n->velocity);
        if (!isnan(confidence))
            json_array_append_new(row, json_real(rounded(confidence, 0.01)));
        json_array_append_new(all, row);
    }
    return all;
}

static json_t *parts_json(const struct cli_report_facts *f)
{
    json_t *all = json_array();
    for (int p = 0; p < f->parts->count; p++) {
        const struct cli_part *part = &f->parts->part[p];
        json_t *bank = json_object();
        for (int pitch = 0; pitch < 128; pitch++) {
            char key[16];
            snprintf(key, sizeof key, "%d", pitch);
            if (f->bank[p][pitch] >= 0)
                json_object_set_new(bank, key, json_integer(f->bank[p][pitch]));
        }
        json_array_append_new(all, json_pack("{s:o, s:i, s:b, s:i, s:o, s:o}", "name", neume_json_text(part->name),
                                             "program", part->program, "drum", part->drum, "joined", part->joined,
                                             "bank", bank, "notes", notes_json(f, part)));
    }
    return all;
}

static json_t *picture_json(const struct cli_report_facts *f)
{
    return json_pack("{s:i, s:f, s:i, s:I, s:f, s:i, s:i, s:f, s:f, s:s, s:s}", "rows", f->format.rows, "hop",
                     (double)f->format.frames * NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE, "tile", f->format.tile,
                     "columns", (json_int_t)neume_cli_picture_columns(f->picture[0]), "range", CLI_PICTURE_RANGE, "low",
                     NEUME_LOGSPEC_LOW_PITCH, "each", f->format.rows / (NEUME_LOGSPEC_BINS / 3), "top",
                     f->format.top_level, "peakHop", f->format.peak_hop, "a", neume_cli_picture_peaks(f->picture[0]),
                     "b", neume_cli_picture_peaks(f->picture[1]));
}

static void add_figure(json_t *all, const char *label, double value, int decimals, const char *unit, const char *words)
{
    json_array_append_new(all, json_pack("{s:s, s:o, s:i, s:s, s:s}", "label", label, "value", real_or_null(value),
                                         "decimals", decimals, "unit", unit, "words", words));
}

static json_t *figures_json(const struct cli_report_job *job)
{
    const struct neume_compare_result *c = job->comparison;
    json_t *all = json_array();
    add_figure(all, "onsets", c->onsets.f, 3, "", "F: 1 where all begin within 50 ms");
    add_figure(all, "chroma", c->likeness.chroma, 3, "", "1: the same harmony");
    add_figure(all, "spectrum", c->likeness.log_frequency, 1, "dB", "0: the same sound");
    add_figure(all, "dynamics", c->likeness.loudness, 3, "", "1: the same loudness curve");
    add_figure(all, "recording", c->loudness[0], 1, "LUFS", "how loud it is");
    add_figure(all, "MIDI", c->loudness[1], 1, "LUFS", "how loud it is, before it is matched");
    for (size_t i = 0; job->data && i < job->data->figure_count; i++) {
        const struct neume_compare_figure *g = &job->data->figure[i];
        add_figure(all, g->label, g->value, g->decimals, g->unit, g->words);
    }
    return all;
}

static json_t *curves_json(const struct neume_compare_data *d)
{
    json_t *all = json_array();
    for (size_t i = 0; d && i < d->curve_count; i++) {
        const struct neume_compare_curve *c = &d->curve[i];
        json_t *values = json_array();
        for (size_t k = 0; k < c->count; k++)
            json_array_append_new(values, real_or_null(rounded((double)c->value[k], 1e-3)));
        json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:o}", "key", c->key, "label",
                                             c->label, "unit", c->unit, "start", c->start, "hop", c->hop, "low", c->low,
                                             "high", c->high, "values", values));
    }
    return all;
}

static json_t *places_json(const struct neume_compare_data *d)
{
    static const char *const kinds[] = {"missing", "extra", "shifted", "misnamed"};
    json_t *all = json_array();
    for (size_t i = 0; d && i < d->place_count; i++) {
        const struct neume_compare_place *p = &d->place[i];
        json_array_append_new(all, json_pack("{s:f, s:f, s:s, s:i, s:f, s:o}", "start", rounded(p->start, 1e-4), "end",
                                             rounded(p->end, 1e-4), "kind", kinds[p->kind], "pitch", p->pitch, "score",
                                             p->score, "words", neume_json_text(p->words)));
    }
    return all;
}

static json_t *verdicts_json(const struct neume_compare_data *d)
{
    static const char *const verdicts[] = {"found", "missed", "extra", "shifted"};
    json_t *all = json_array();
    for (size_t i = 0; d && i < d->note_count; i++) {
        const struct neume_compare_note *n = &d->note[i];
        json_array_append_new(all,
                              json_pack("[f, f, i, b, s]", rounded(n->onset, 1e-4), rounded(n->offset - n->onset, 1e-4),
                                        n->pitch, n->drum, verdicts[n->verdict]));
    }
    return all;
}

/* Both are turned down so that neither, nor their sum, clips. */
static double headroom(const struct cli_report_facts *f)
{
    double peak = fmax(neume_cli_picture_peak(f->picture[0]), neume_cli_picture_peak(f->picture[1])) * sqrt(2);
    return peak > 0.99 ? 0.99 / peak : 1;
}

static json_t *facts_json(const struct cli_report_facts *f)
{
    const struct cli_report_job *job = f->job;
    const struct neume_compare_result *c = job->comparison;
    json_t *all = json_pack("{s:o, s:o, s:s, s:f, s:[f, f], s:f, s:f, s:b, s:f, s:f}", "audio",
                            neume_json_text(neume_cli_base_name(neume_cli_shown(job->audio_name, CLI_INPUT))), "midi",
                            neume_json_text(neume_cli_base_name(neume_cli_shown(job->midi_name, CLI_INPUT))),
                            "soundfont", f->soundfont, "duration", f->duration, "length", f->length[0], f->length[1],
                            "offset", c->offset, "confidence", c->confidence, "shifted", c->shifted, "gain", c->gain,
                            "headroom", headroom(f));
    if (!all)
        return NULL;
    json_object_set_new(all, "pieces",
                        json_pack("{s:i, s:f, s:I, s:I, s:f}", "seconds", CLI_PIECE_SECONDS, "margin",
                                  (double)CLI_PIECE_MARGIN / CLI_PIECE_RATE, "count", (json_int_t)f->pieces, "bank",
                                  (json_int_t)f->bank_pieces, "slot", CLI_BANK_SLOT));
    json_object_set_new(all, "parts", parts_json(f));
    json_object_set_new(all, "picture", picture_json(f));
    json_object_set_new(all, "figures", figures_json(job));
    json_object_set_new(all, "curves", curves_json(job->data));
    json_object_set_new(all, "places", places_json(job->data));
    json_object_set_new(all, "verdicts", verdicts_json(job->data));
    json_object_set_new(all, "other", json_boolean(job->data && job->data->other_music));
    json_object_set_new(all, "verdict", neume_json_text(job->data ? job->data->verdict : ""));
    return all;
}

static int put_script(const char *text, size_t size, void *out)
{
    neume_escape_script(out, text, size);
    return ferror((FILE *)out) ? -1 : 0;
}

#define PUT(asset, out) fwrite(neume_##asset, 1, neume_##asset##_size, out)

enum neume_status neume_cli_report_head(const struct cli_report_facts *facts, FILE *out)
{
    json_t *json = facts_json(facts);
    if (!json)
        return NEUME_ERR_MEMORY;
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
          "style-src 'unsafe-inline'; img-src data:\">\n"
          "<link rel=\"icon\" href=\"data:,\">\n<title>neume compare</title>\n<style>\n",
          out);
    PUT(page_base_css, out);
    PUT(report_report_css, out);
    fputs("</style>\n</head>\n", out);
    PUT(report_report_html, out);
    fputs("<script type=\"application/json\" id=\"facts\">", out);
    int failed = json_dump_callback(json, put_script, out, JSON_COMPACT | JSON_REAL_PRECISION(7));
    json_decref(json);
    fputs("</script>\n<script>\n", out);
    PUT(page_base_js, out);
    neume_cli_page_put_drums(out, NULL);
    PUT(report_sound_js, out);
    PUT(report_draw_js, out);
    PUT(report_lists_js, out);
    PUT(report_page_js, out);
    fputs("</script>\n", out);
    return failed && !ferror(out) ? NEUME_ERR_MEMORY : NEUME_OK;
}
