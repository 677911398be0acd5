/* SPDX-License-Identifier: MIT */
#include "cli/commands/comparison_print.h"

#include <math.h>
#include <stdio.h>

#include <jansson.h>

/* Without the minus sign that what rounds to zero may have. */
static double round_to(double value, double step)
{
    return round(value / step) * step + 0.0;
}

static const char *const kinds[] = {[NEUME_PLACE_MISSING] = "missing",
                                    [NEUME_PLACE_EXTRA] = "extra",
                                    [NEUME_PLACE_SHIFTED] = "shifted",
                                    [NEUME_PLACE_MISNAMED] = "misnamed"};

/* "1:02.35" */
static void print_time(double seconds)
{
    long hundredths = lround(fmax(seconds, 0) * 100);
    printf("%4ld:%02ld.%02ld", hundredths / 6000, hundredths / 100 % 60, hundredths % 100);
}

static void print_places(const struct neume_compare_data *data, size_t most)
{
    for (size_t i = 0; i < data->place_count && i < most; i++) {
        const struct neume_compare_place *p = &data->place[i];
        print_time(p->start);
        printf("  %-8s  %s (%.2f)\n", kinds[p->kind], p->words, p->score);
    }
    if (most && data->place_count > most)
        printf("          and %zu more places; --places %zu prints them\n", data->place_count - most,
               data->place_count);
}

void neume_cli_print_comparison(const struct neume_compare_result *c, size_t places)
{
    double offset = round_to(c->offset, 0.001);
    const char *which = offset > 0   ? ", by which the MIDI is later"
                        : offset < 0 ? ", by which the MIDI is earlier"
                                     : "";
    printf("offset    %.3f s%s (confidence %.2f%s)\n", fabs(offset), which, c->confidence,
           c->shifted || offset == 0 ? "" : ": too low, so they are left as they are");
    printf("loudness  %.1f LUFS, the MIDI %.1f LUFS, gain %+.1f dB\n", c->loudness[0], c->loudness[1],
           round_to(20 * log10(c->gain), 0.1));
    printf("onsets    F %.3f, precision %.3f, recall %.3f within 50 ms (%zu in the recording, %zu in the MIDI)\n",
           c->onsets.f, c->onsets.precision, c->onsets.recall, c->onset_count[0], c->onset_count[1]);
    printf("chroma    %.3f (1: the same harmony)\n", c->likeness.chroma);
    printf("spectrum  %.1f dB apart (0: the same sound)\n", c->likeness.log_frequency);
    printf("dynamics  %.3f (1: the same loudness curve)\n", c->likeness.loudness);
    printf("energy    %.1f %% missing from the MIDI, %.1f %% too much in it (no matter of timbre or octaves)\n",
           100 * c->missing, 100 * c->extra);
    printf("notes     F %.3f, precision %.3f, recall %.3f by ear (%zu heard in the recording, %zu in the MIDI)\n",
           c->heard.f, c->heard.precision, c->heard.recall, c->heard_notes[0], c->heard_notes[1]);
    if (c->has_reference)
        printf("truth     F %.3f, precision %.3f, recall %.3f of the reference's notes within 50 ms\n", c->truth.f,
               c->truth.precision, c->truth.recall);
    printf("verdict   %s\n", c->data.verdict);
    print_places(&c->data, places);
}

/* JSON knows no infinity: the loudness of silence is null. */
static json_t *finite_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *agreement_json(const struct neume_agreement *a)
{
    return json_pack("{s:f, s:f, s:f}", "f", a->f, "precision", a->precision, "recall", a->recall);
}

static json_t *pitch_json(int pitch, int drum)
{
    return drum || pitch < 0 ? json_null() : json_integer(pitch);
}

static json_t *places_json(const struct neume_compare_data *data)
{
    json_t *all = json_array();
    for (size_t i = 0; i < data->place_count; i++) {
        const struct neume_compare_place *p = &data->place[i];
        json_array_append_new(all, json_pack("{s:f, s:f, s:s, s:o, s:f, s:s}", "start", p->start, "end", p->end, "kind",
                                             kinds[p->kind], "pitch", pitch_json(p->pitch, 0), "score", p->score,
                                             "words", p->words));
    }
    return all;
}

static json_t *curves_json(const struct neume_compare_data *data)
{
    json_t *all = json_object();
    json_object_set_new(all, "hop", json_real(data->curve_count ? data->curve[0].hop : 0));
    for (size_t i = 0; i < data->curve_count; i++) {
        json_t *values = json_array();
        for (size_t n = 0; n < data->curve[i].count; n++)
            json_array_append_new(values, json_real((double)data->curve[i].value[n]));
        json_object_set_new(all, data->curve[i].key, values);
    }
    return all;
}

static json_t *reference_json(const struct neume_compare_result *c)
{
    static const char *const verdicts[] = {"found", "missed", "extra", "shifted"};
    static const char *const drums[] = {"KD", "SD", "HH", "TT", "CY", "-"};
    json_t *all = agreement_json(&c->truth), *notes = json_array();
    json_int_t count[4] = {0};
    for (size_t i = 0; i < c->data.note_count; i++) {
        const struct neume_compare_note *n = &c->data.note[i];
        count[n->verdict]++;
        json_array_append_new(notes, json_pack("{s:f, s:f, s:o, s:s?, s:s}", "onset", n->onset, "offset", n->offset,
                                               "pitch", pitch_json(n->pitch, n->drum), "drum",
                                               n->drum ? drums[n->pitch] : NULL, "verdict", verdicts[n->verdict]));
    }
    for (int v = 0; v < 4; v++)
        json_object_set_new(all, verdicts[v], json_integer(count[v]));
    json_object_set_new(all, "notes", notes);
    return all;
}

void neume_cli_print_comparison_json(const struct neume_compare_result *c)
{
    json_t *all = json_pack(
        "{s:{s:f, s:f, s:b}, s:{s:o, s:o, s:f}, s:{s:f, s:f, s:f, s:I, s:I}, s:f, s:f, s:f}", "offset", "seconds",
        c->offset, "confidence", c->confidence, "applied", c->shifted, "loudness", "recording_lufs",
        finite_or_null(c->loudness[0]), "midi_lufs", finite_or_null(c->loudness[1]), "gain_db", 20 * log10(c->gain),
        "onsets", "f", c->onsets.f, "precision", c->onsets.precision, "recall", c->onsets.recall, "recording",
        (json_int_t)c->onset_count[0], "midi", (json_int_t)c->onset_count[1], "chroma", c->likeness.chroma,
        "log_frequency_db", c->likeness.log_frequency, "loudness_correlation", c->likeness.loudness);
    json_t *notes = agreement_json(&c->heard);
    json_object_set_new(notes, "recording", json_integer((json_int_t)c->heard_notes[0]));
    json_object_set_new(notes, "midi", json_integer((json_int_t)c->heard_notes[1]));
    json_object_set_new(all, "notes", notes);
    json_object_set_new(all, "missing_energy", json_real(c->missing));
    json_object_set_new(all, "extra_energy", json_real(c->extra));
    json_object_set_new(all, "verdict", json_string(c->data.verdict));
    json_object_set_new(all, "other_music", json_boolean(c->data.other_music));
    json_object_set_new(all, "seconds", json_pack("{s:f, s:f}", "recording", c->length[0], "midi", c->length[1]));
    if (c->has_reference)
        json_object_set_new(all, "reference", reference_json(c));
    json_object_set_new(all, "places", places_json(&c->data));
    json_object_set_new(all, "curves", curves_json(&c->data));
    json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(all);
    putchar('\n');
}
