/* SPDX-License-Identifier: MIT */
#include "cli/io/notes_json.h"

#include <string.h>

#include <jansson.h>

#include "cli/io/notes_text.h"
#include "core/drum_keys.h"

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

/* One value, and what separates it from the one before; `value` is released. */
static enum neume_status put(FILE *f, int *first, json_t *value)
{
    fputs(*first ? "\n  " : ",\n  ", f);
    *first = 0;
    int failed = !value || json_dumpf(value, f, JSON_REAL_PRECISION(9) | JSON_ENCODE_ANY);
    json_decref(value);
    return !failed ? NEUME_OK : ferror(f) ? NEUME_ERR_WRITE : NEUME_ERR_MEMORY;
}

enum neume_status neume_cli_write_json(const struct cli_music *music, FILE *f)
{
    enum neume_status s = NEUME_OK;
    int first = 1;
    fputs("{\"notes\": [", f);
    for (size_t i = 0; i < music->notes->count && s == NEUME_OK; i++)
        s = put(f, &first, note_to_json(music->notes, &music->notes->note[i]));
    fputs("\n]}\n", f);
    return s;
}

static json_t *observe(const struct neume_notes *notes, const struct neume_note *n)
{
    json_t *value = n->drum ? json_string(neume_drum_key_name(n->pitch)) : json_real(neume_cli_mean_pitch(notes, n));
    return json_pack("{s:f, s:f, s:o, s:f}", "time", n->onset, "duration", n->offset - n->onset, "value", value,
                     "confidence", (double)n->confidence);
}

/* "name": [velocities], or the keys of drums. */
static void write_numbers(const struct neume_notes *notes, int drum, const char *name, int keys, FILE *f)
{
    const char *separator = "";
    fprintf(f, "\"%s\": [", name);
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        if (n->drum != drum)
            continue;
        fprintf(f, "%s%d", separator, keys ? n->pitch : n->velocity);
        separator = ", ";
    }
    fputc(']', f);
}

static enum neume_status write_annotation(const struct neume_notes *notes, int drum, double duration, FILE *f)
{
    int first = 1;
    fprintf(f,
            "{\"namespace\": \"%s\", \"time\": 0, \"duration\": %.6f,\n"
            " \"annotation_metadata\": {\"curator\": {\"name\": \"\", \"email\": \"\"}, \"annotator\": {}, "
            "\"version\": \"%s\", \"corpus\": \"\", \"annotation_tools\": \"neume\", \"annotation_rules\": \"\", "
            "\"validation\": \"\", \"data_source\": \"program\"},\n \"data\": [",
            drum ? "onset" : "note_midi", duration, neume_version());
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < notes->count && s == NEUME_OK; i++)
        if (notes->note[i].drum == drum)
            s = put(f, &first, observe(notes, &notes->note[i]));
    fputs("],\n \"sandbox\": {", f);
    write_numbers(notes, drum, "velocity", 0, f);
    if (drum) {
        fputs(", ", f);
        write_numbers(notes, drum, "key", 1, f);
    }
    fputs("}}", f);
    return s;
}

/* JAMS 0.3 (Humphrey et al., ISMIR 2014). Notes are of namespace note_midi, a bent one at its mean pitch; drum hits,
 * for which JAMS has no namespace, of onset, whose values may be anything. Velocities stand in the sandbox, one for
 * each observation. */
enum neume_status neume_cli_write_jams(const struct cli_music *music, FILE *f)
{
    double end = neume_notes_end(music->notes), duration = music->duration > end ? music->duration : end;
    size_t hits = 0, count = music->notes->count;
    int first = 1;
    for (size_t i = 0; i < count; i++)
        hits += music->notes->note[i].drum;
    fputs("{\"file_metadata\":", f);
    json_t *title = json_string(music->title ? music->title : "");
    enum neume_status s = put(f, &first,
                              json_pack("{s:o, s:s, s:s, s:f, s:s, s:{}}", "title", title, "artist", "", "release", "",
                                        "duration", duration, "jams_version", "0.3.4", "identifiers"));
    fputs(",\n\"annotations\": [\n", f);
    if (s == NEUME_OK && (hits < count || !count))
        s = write_annotation(music->notes, 0, duration, f);
    if (s == NEUME_OK && hits && hits < count)
        fputs(",\n", f);
    if (s == NEUME_OK && hits)
        s = write_annotation(music->notes, 1, duration, f);
    fputs("\n],\n\"sandbox\": {}}\n", f);
    return s;
}
