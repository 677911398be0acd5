/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "api/format.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/format_json.h"
#include "api/format_text.h"
#include "core/error.h"
#include "core/output.h"
#include "core/sized.h"
#include "midi/file/midi2.h"
#include "midi/file/midi2_from_smf.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"
#include "midi/notation/musicxml.h"

typedef enum neume_status (*writer_fn)(struct neume_music *music, FILE *f);

static enum neume_status write_mid(struct neume_music *music, FILE *f)
{
    return neume_smf_write_stream(music->smf, f);
}

static enum neume_status write_midi2(struct neume_music *music, FILE *f)
{
    struct neume_midi2 clip;
    size_t left_out = 0;
    neume_midi2_init(&clip);
    enum neume_status status = neume_midi2_from_smf(&clip, music->smf, &left_out);
    if (status == NEUME_OK)
        status = neume_midi2_write_stream(&clip, f);
    music->left_out = left_out;
    neume_midi2_release(&clip);
    return status;
}

static enum neume_status write_musicxml(struct neume_music *music, FILE *f)
{
    return neume_musicxml_write_stream(music->smf, music->title, f);
}

/* In the order of enum neume_format. */
static const struct {
    const char *name, *ending;
    writer_fn write;
    int from_smf;
} formats[NEUME_FORMATS] = {
    {"mid", ".mid", write_mid, 1},
    {"midi2", ".midi2", write_midi2, 1},
    {"musicxml", ".musicxml", write_musicxml, 1},
    {"csv", ".csv", neume_api_write_csv, 0},
    {"json", ".json", neume_api_write_json, 0},
    {"jams", ".jams", neume_api_write_jams, 0},
    {"mirex", ".mirex", neume_api_write_mirex, 0},
    {"labels", ".txt", neume_api_write_labels, 0},
    {"sv", ".sv.csv", neume_api_write_sv, 0},
    {"svl", ".svl", neume_api_write_svl, 0},
};

const char *neume_format_name(enum neume_format format)
{
    return (unsigned)format < NEUME_FORMATS ? formats[format].name : "?";
}

const char *neume_format_ending(enum neume_format format)
{
    return (unsigned)format < NEUME_FORMATS ? formats[format].ending : "?";
}

int neume_api_format_from_smf(enum neume_format format)
{
    return formats[format].from_smf;
}

static int has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length >= tail && !strcasecmp(name + length - tail, ending);
}

enum neume_format neume_format_of_path(const char *name)
{
    enum neume_format found = NEUME_AS_MID;
    size_t longest = 0; /* .sv.csv ends with .csv too */
    for (int f = 0; f < NEUME_FORMATS; f++) {
        size_t length = strlen(formats[f].ending);
        if (length > longest && has_ending(name, formats[f].ending)) {
            found = (enum neume_format)f;
            longest = length;
        }
    }
    return has_ending(name, ".xml") ? NEUME_AS_MUSICXML : found;
}

enum neume_status neume_api_write_music(struct neume_music *music, const char *target, enum neume_format format,
                                        struct neume_output_set *set)
{
    struct neume_output output;
    enum neume_status status = neume_output_open_in(&output, target, set);
    if (status != NEUME_OK)
        return status;
    music->left_out = 0;
    return neume_output_end(&output, formats[format].write(music, output.stream));
}

enum neume_status neume_api_write_music_memory(struct neume_music *music, enum neume_format format, char **bytes,
                                               size_t *size)
{
    *bytes = NULL;
    *size = 0;
    FILE *f = open_memstream(bytes, size);
    if (!f)
        return NEUME_ERR_MEMORY;
    music->left_out = 0;
    enum neume_status status = formats[format].write(music, f);
    int bad = ferror(f);
    bad |= fclose(f);
    if (status == NEUME_OK && bad)
        status = NEUME_ERR_MEMORY;
    if (status != NEUME_OK) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    return status;
}

void neume_write_options_init(struct neume_write_options *options)
{
    *options = (struct neume_write_options){.size = sizeof *options};
    neume_midi_options_init(&options->midi);
}

/* Notes to music of one format; release music->smf. */
static enum neume_status prepare(const struct neume_notes *notes, enum neume_format format,
                                 const struct neume_write_options *given, struct neume_smf *smf,
                                 struct neume_music *music)
{
    struct neume_write_options o;
    neume_write_options_init(&o);
    neume_smf_init(smf);
    if ((unsigned)format >= NEUME_FORMATS || (given && neume_sized_take(&o, sizeof o, given) != NEUME_OK) ||
        !(o.duration >= 0) || !(o.sample_rate >= 0))
        return NEUME_ERR_ARGUMENT;
    *music = (struct neume_music){notes, smf, o.title, o.duration, o.sample_rate, 0};
    return formats[format].from_smf ? neume_notes_to_smf(smf, notes, &o.midi) : NEUME_OK;
}

enum neume_status neume_notes_write(const struct neume_notes *notes, enum neume_format format, const char *path,
                                    const struct neume_write_options *options, size_t *left_out,
                                    struct neume_error *error)
{
    struct neume_smf smf;
    struct neume_music music;
    enum neume_status status = neume_error_input(error, prepare(notes, format, options, &smf, &music), "options");
    if (status == NEUME_OK)
        status = neume_error_output(error, neume_api_write_music(&music, path, format, NULL), path);
    if (status == NEUME_OK && left_out)
        *left_out = music.left_out;
    neume_smf_release(&smf);
    return status;
}

enum neume_status neume_notes_write_memory(const struct neume_notes *notes, enum neume_format format,
                                           const struct neume_write_options *options, char **bytes, size_t *size,
                                           size_t *left_out, struct neume_error *error)
{
    struct neume_smf smf;
    struct neume_music music;
    *bytes = NULL;
    *size = 0;
    enum neume_status status = neume_error_input(error, prepare(notes, format, options, &smf, &music), "options");
    if (status == NEUME_OK)
        status = neume_error_output(error, neume_api_write_music_memory(&music, format, bytes, size), "memory");
    if (status == NEUME_OK && left_out)
        *left_out = music.left_out;
    neume_smf_release(&smf);
    return status;
}

void neume_free(void *memory)
{
    free(memory);
}
