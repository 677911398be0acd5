/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "api/format.h"
#include "core/error.h"
#include "core/sized.h"
#include "midi/file/midi_read.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "neume/edit.h"

/* Hands the file on, or frees it. */
static enum neume_status finish(struct neume_smf **midi, struct neume_smf *smf, enum neume_status status,
                                const char *subject, struct neume_error *error)
{
    *midi = status == NEUME_OK ? smf : NULL;
    neume_error_input(error, status, subject);
    if (status != NEUME_OK)
        neume_midi_free(smf);
    return status;
}

static struct neume_smf *new_smf(void)
{
    struct neume_smf *smf = malloc(sizeof *smf);
    if (smf)
        neume_smf_init(smf);
    return smf;
}

enum neume_status neume_midi_open(struct neume_smf **midi, const char *path, size_t *left_out,
                                  struct neume_error *error)
{
    struct neume_smf *smf = new_smf();
    enum neume_status status = smf ? neume_midi_read(smf, path, left_out) : NEUME_ERR_MEMORY;
    return finish(midi, smf, status, path, error);
}

enum neume_status neume_midi_open_memory(struct neume_smf **midi, const void *bytes, size_t size, size_t *left_out,
                                         struct neume_error *error)
{
    struct neume_smf *smf = new_smf();
    enum neume_status status = smf ? neume_midi_parse(smf, bytes, size, left_out) : NEUME_ERR_MEMORY;
    return finish(midi, smf, status, "memory", error);
}

enum neume_status neume_midi_from_notes(struct neume_smf **midi, const struct neume_notes *notes,
                                        const struct neume_midi_options *options, struct neume_error *error)
{
    struct neume_smf *smf = new_smf();
    enum neume_status status = smf ? neume_notes_to_smf(smf, notes, options) : NEUME_ERR_MEMORY;
    return finish(midi, smf, status, "notes", error);
}

void neume_midi_free(struct neume_smf *midi)
{
    if (midi)
        neume_smf_release(midi);
    free(midi);
}

enum neume_status neume_midi_notes(const struct neume_smf *midi, int pedal, struct neume_notes *notes)
{
    return neume_smf_to_notes(midi, pedal, notes);
}

/* The notes are made where the format is one of notes. */
static enum neume_status prepare(const struct neume_smf *midi, enum neume_format format,
                                 const struct neume_write_options *given, struct neume_notes *notes,
                                 struct neume_music *music)
{
    struct neume_write_options o;
    neume_write_options_init(&o);
    neume_notes_init(notes);
    if ((unsigned)format >= NEUME_FORMATS || (given && neume_sized_take(&o, sizeof o, given) != NEUME_OK) ||
        !(o.duration >= 0) || !(o.sample_rate >= 0))
        return NEUME_ERR_ARGUMENT;
    *music = (struct neume_music){notes, midi, o.title, o.duration, o.sample_rate, 0};
    return neume_api_format_from_smf(format) ? NEUME_OK : neume_smf_to_notes(midi, 0, notes);
}

enum neume_status neume_midi_write(const struct neume_smf *midi, enum neume_format format, const char *path,
                                   const struct neume_write_options *options, size_t *left_out,
                                   struct neume_error *error)
{
    struct neume_notes notes;
    struct neume_music music;
    enum neume_status status = neume_error_input(error, prepare(midi, format, options, &notes, &music), "options");
    if (status == NEUME_OK)
        status = neume_error_output(error, neume_api_write_music(&music, path, format, NULL), path);
    if (status == NEUME_OK && left_out)
        *left_out = music.left_out;
    neume_notes_release(&notes);
    return status;
}

enum neume_status neume_midi_write_memory(const struct neume_smf *midi, enum neume_format format,
                                          const struct neume_write_options *options, char **bytes, size_t *size,
                                          size_t *left_out, struct neume_error *error)
{
    struct neume_notes notes;
    struct neume_music music;
    *bytes = NULL;
    *size = 0;
    enum neume_status status = neume_error_input(error, prepare(midi, format, options, &notes, &music), "options");
    if (status == NEUME_OK)
        status = neume_error_output(error, neume_api_write_music_memory(&music, format, bytes, size), "memory");
    if (status == NEUME_OK && left_out)
        *left_out = music.left_out;
    neume_notes_release(&notes);
    return status;
}
