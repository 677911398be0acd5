/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_NOTES_FILE_H
#define NEUME_CLI_IO_NOTES_FILE_H

#include "api/format.h"
#include "cli/io/exit.h"
#include "cli/options/options_base.h"
#include "core/output.h"

/* In the order of enum neume_format. */
#define CLI_NOTES_FORMATS "mid|midi2|musicxml|csv|json|jams|mirex|labels|sv|svl"

/* For the help of --format. */
#define CLI_NOTES_FORMATS_HELP                                                                                    \
    "a MIDI file; a MIDI 2.0 clip; MusicXML, to read as sheet music; a table of notes; JSON; JAMS; MIREX's list " \
    "of notes, or of hits where there are drums only; labels for Audacity; notes for Sonic Visualiser, as a "     \
    "table or as a layer"

/* Refuses a name (or NULL) that asks for sound, a picture or what else is no list of notes. */
enum cli_exit neume_cli_check_ending(const struct cli_command *me, const char *output);

/* neume_api_write_music(), and says what was left out. With a set the file appears at the set's commit. */
enum neume_status neume_cli_write_music(struct neume_music *music, const char *target, enum neume_format format,
                                        struct neume_output_set *set);

/* Says where the beats of `name` may as well be half or twice as fast. */
void neume_cli_doubt_beats(const char *name, const struct neume_beats *beats);

/* The beats of the recording at `path`; says that of `name` where there are none, or doubt. */
enum neume_status neume_cli_find_beats(const char *path, const char *name, struct neume_beats *beats);

/* The name of a file without its folders and its ending. */
void neume_cli_title(const char *path, char *out, size_t size);

#endif
