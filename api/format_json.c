/* SPDX-License-Identifier: MIT */
#include "api/format_json.h"

#include <string.h>

#include "api/format_text.h"
#include "core/drum_keys.h"
#include "core/escape.h"
#include "neume/neume.h"

/* Nine digits, as short as they can be, and recognisable as no whole number. */
static void put_real(FILE *f, double value)
{
    char text[40];
    int length = snprintf(text, sizeof text, "%.9g", value);
    char *e = strchr(text, 'e');
    if (!e)
        fprintf(f, "%s%s", text, strchr(text, '.') ? "" : ".0");
    else /* 1e-07 as 1e-7 */
        fprintf(f, "%.*se%s%.*s", (int)(e - text), text, e[1] == '-' ? "-" : "",
                (int)(length - (e - text) - 2 - (int)strspn(e + 2, "0")), e + 2 + strspn(e + 2, "0"));
}

static void put_member(FILE *f, const char *before, const char *name, double value)
{
    fprintf(f, "%s\"%s\": ", before, name);
    put_real(f, value);
}

static void put_note(FILE *f, const struct neume_notes *notes, const struct neume_note *n)
{
    put_member(f, "{", "onset", n->onset);
    put_member(f, ", ", "offset", n->offset);
    fprintf(f, ", \"pitch\": %d, \"velocity\": %d, \"drum\": %s", n->pitch, n->velocity, n->drum ? "true" : "false");
    put_member(f, ", ", "confidence", (double)n->confidence);
    if (n->part)
        fprintf(f, ", \"part\": \"%s\"", neume_part_name((enum neume_part)n->part));
    for (uint32_t i = 0; i < n->bend_count; i++) {
        const struct neume_bend *b = &notes->bend[n->bend_first + i];
        fputs(i ? ", [" : ", \"bend\": [[", f);
        put_real(f, (double)b->time);
        fputs(", ", f);
        put_real(f, (double)b->cents);
        fputc(']', f);
    }
    fputs(n->bend_count ? "]}" : "}", f);
}

enum neume_status neume_api_write_json(struct neume_music *music, FILE *f)
{
    fputs("{\"notes\": [", f);
    for (size_t i = 0; i < music->notes->count; i++) {
        fputs(i ? ",\n  " : "\n  ", f);
        put_note(f, music->notes, &music->notes->note[i]);
    }
    fputs("\n]}\n", f);
    return ferror(f) ? NEUME_ERR_WRITE : NEUME_OK;
}

static void put_observation(FILE *f, const struct neume_notes *notes, const struct neume_note *n)
{
    put_member(f, "{", "time", n->onset);
    put_member(f, ", ", "duration", n->offset - n->onset);
    fputs(", \"value\": ", f);
    if (n->drum)
        neume_escape_json(f, neume_drum_key_name(n->pitch));
    else
        put_real(f, neume_api_mean_pitch(notes, n));
    put_member(f, ", ", "confidence", (double)n->confidence);
    fputc('}', f);
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

/* "part": [names]. */
static void write_parts(const struct neume_notes *notes, int drum, FILE *f)
{
    const char *separator = "";
    fputs(", \"part\": [", f);
    for (size_t i = 0; i < notes->count; i++) {
        if (notes->note[i].drum != drum)
            continue;
        fprintf(f, "%s\"%s\"", separator, neume_part_name((enum neume_part)notes->note[i].part));
        separator = ", ";
    }
    fputc(']', f);
}

static void write_annotation(const struct neume_notes *notes, int drum, double duration, FILE *f)
{
    int first = 1;
    fprintf(f,
            "{\"namespace\": \"%s\", \"time\": 0, \"duration\": %.6f,\n"
            " \"annotation_metadata\": {\"curator\": {\"name\": \"\", \"email\": \"\"}, \"annotator\": {}, "
            "\"version\": \"%s\", \"corpus\": \"\", \"annotation_tools\": \"neume\", \"annotation_rules\": \"\", "
            "\"validation\": \"\", \"data_source\": \"program\"},\n \"data\": [",
            drum ? "onset" : "note_midi", duration, neume_version());
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].drum == drum) {
            fputs(first ? "\n  " : ",\n  ", f);
            first = 0;
            put_observation(f, notes, &notes->note[i]);
        }
    fputs("],\n \"sandbox\": {", f);
    write_numbers(notes, drum, "velocity", 0, f);
    if (drum) {
        fputs(", ", f);
        write_numbers(notes, drum, "key", 1, f);
    }
    if (neume_api_has_parts(notes))
        write_parts(notes, drum, f);
    fputs("}}", f);
}

/* JAMS 0.3 (Humphrey et al., ISMIR 2014). Notes are of namespace note_midi, a bent one at its mean pitch; drum hits,
 * for which JAMS has no namespace, of onset, whose values may be anything. Velocities stand in the sandbox, and parts
 * where there are any, one for each observation. */
enum neume_status neume_api_write_jams(struct neume_music *music, FILE *f)
{
    double end = neume_notes_end(music->notes), duration = music->duration > end ? music->duration : end;
    size_t hits = 0, count = music->notes->count;
    for (size_t i = 0; i < count; i++)
        hits += music->notes->note[i].drum;
    fputs("{\"file_metadata\":\n  {\"title\": ", f);
    neume_escape_json(f, music->title ? music->title : "");
    fputs(", \"artist\": \"\", \"release\": \"\"", f);
    put_member(f, ", ", "duration", duration);
    fputs(", \"jams_version\": \"0.3.4\", \"identifiers\": {}}", f);
    fputs(",\n\"annotations\": [\n", f);
    if (hits < count || !count)
        write_annotation(music->notes, 0, duration, f);
    if (hits && hits < count)
        fputs(",\n", f);
    if (hits)
        write_annotation(music->notes, 1, duration, f);
    fputs("\n],\n\"sandbox\": {}}\n", f);
    return ferror(f) ? NEUME_ERR_WRITE : NEUME_OK;
}
