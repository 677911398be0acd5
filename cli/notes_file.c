/* SPDX-License-Identifier: MIT */
#include "cli/notes_file.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/targets.h"
#include "core/output.h"

static const char *const endings[CLI_NOTES_FORMAT_COUNT] = {".mid", ".csv", ".json", ".txt"};

const char *neume_cli_notes_ending(enum cli_notes_format format)
{
    return endings[format];
}

enum cli_notes_format neume_cli_notes_format_of(const char *name)
{
    for (int f = 0; f < CLI_NOTES_FORMAT_COUNT; f++)
        if (neume_cli_has_ending(name, endings[f]))
            return (enum cli_notes_format)f;
    return CLI_NOTES_MID;
}

void neume_cli_pitch_name(int pitch, char *out, size_t size)
{
    static const char *const names[12] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    snprintf(out, size, "%s%d", names[pitch % 12], pitch / 12 - 1);
}

/* General MIDI's percussion keys 35 to 59. */
static const char *drum_name(int key)
{
    static const char *const names[] = {"acoustic bass drum",
                                        "bass drum",
                                        "side stick",
                                        "snare",
                                        "hand clap",
                                        "electric snare",
                                        "low floor tom",
                                        "closed hat",
                                        "high floor tom",
                                        "pedal hat",
                                        "low tom",
                                        "open hat",
                                        "low-mid tom",
                                        "high-mid tom",
                                        "crash",
                                        "high tom",
                                        "ride",
                                        "chinese cymbal",
                                        "ride bell",
                                        "tambourine",
                                        "splash",
                                        "cowbell",
                                        "crash 2",
                                        "vibraslap",
                                        "ride 2"};
    int count = sizeof names / sizeof *names;
    return key >= 35 && key < 35 + count ? names[key - 35] : "percussion";
}

static int has_drums(const struct neume_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].drum)
            return 1;
    return 0;
}

static enum neume_status write_csv(const struct neume_notes *notes, FILE *f)
{
    int drums = has_drums(notes);
    fprintf(f, "onset,offset,pitch,velocity%s\n", drums ? ",drum" : "");
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        fprintf(f, "%.6f,%.6f,%d,%d", n->onset, n->offset, n->pitch, n->velocity);
        fputs(!drums ? "\n" : n->drum ? ",1\n" : ",0\n", f);
    }
    return NEUME_OK;
}

/* Audacity's label track. */
static enum neume_status write_labels(const struct neume_notes *notes, FILE *f)
{
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        char name[8];
        neume_cli_pitch_name(n->pitch, name, sizeof name);
        fprintf(f, "%.6f\t%.6f\t%s\n", n->onset, n->offset, n->drum ? drum_name(n->pitch) : name);
    }
    return NEUME_OK;
}

static json_t *note_to_json(const struct neume_notes *notes, const struct neume_note *n)
{
    json_t *object = json_pack("{s:f, s:f, s:i, s:i, s:b, s:f}", "onset", n->onset, "offset", n->offset, "pitch",
                               (int)n->pitch, "velocity", (int)n->velocity, "drum", (int)n->drum, "confidence",
                               (double)n->confidence);
    if (!object || !n->bend_count)
        return object;
    json_t *curve = json_array();
    for (uint32_t i = 0; i < n->bend_count; i++) {
        const struct neume_bend *b = &notes->bend[n->bend_first + i];
        json_array_append_new(curve, json_pack("[f, f]", (double)b->time, (double)b->cents));
    }
    json_object_set_new(object, "bend", curve);
    return object;
}

/* Note by note, so that memory does not grow with their number. */
static enum neume_status write_json(const struct neume_notes *notes, FILE *f)
{
    fputs("{\"notes\": [", f);
    for (size_t i = 0; i < notes->count; i++) {
        json_t *object = note_to_json(notes, &notes->note[i]);
        fputs(i ? ",\n  " : "\n  ", f);
        int failed = !object || json_dumpf(object, f, JSON_REAL_PRECISION(9));
        json_decref(object);
        if (failed)
            return ferror(f) ? NEUME_ERR_WRITE : NEUME_ERR_MEMORY;
    }
    fputs("\n]}\n", f);
    return NEUME_OK;
}

enum neume_status neume_cli_write_notes(const struct neume_notes *notes, const char *target,
                                        enum cli_notes_format format, const struct neume_midi_options *midi)
{
    struct neume_output output;
    if (format == CLI_NOTES_MID)
        return neume_notes_write_midi(notes, target, midi);
    enum neume_status status = neume_output_open(&output, target);
    if (status != NEUME_OK)
        return status;
    if (format == CLI_NOTES_CSV)
        status = write_csv(notes, output.stream);
    else if (format == CLI_NOTES_JSON)
        status = write_json(notes, output.stream);
    else
        status = write_labels(notes, output.stream);
    if (status == NEUME_OK)
        return neume_output_commit(&output);
    neume_output_abandon(&output);
    return status;
}
