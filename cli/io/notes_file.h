/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_NOTES_FILE_H
#define NEUME_CLI_IO_NOTES_FILE_H

#include "cli/io/exit.h"
#include "cli/io/notes_base.h"
#include "cli/options/options_base.h"

/* ".mid", ".csv", ".json", ... */
const char *neume_cli_notes_ending(enum cli_notes_format format);

/* The format that the ending of a name asks for; MID where it says nothing. */
enum cli_notes_format neume_cli_notes_format_of(const char *name);

/* Refuses a name (or NULL) that asks for sound, a picture or what else is no list of notes. */
enum cli_exit neume_cli_check_ending(const struct cli_command *me, const char *output);

/* Whether a format is made of music.smf, or else of music.notes. */
int neume_cli_notes_from_smf(enum cli_notes_format format);

/* The statuses of neume_output_open() and neume_output_commit(). */
enum neume_status neume_cli_write_music(const struct cli_music *music, const char *target,
                                        enum cli_notes_format format);

/* Says where the beats of `name` may as well be half or twice as fast. */
void neume_cli_doubt_beats(const char *name, const struct neume_beats *beats);

/* The beats of the recording at `path`; says that of `name` where there are none, or doubt. */
enum neume_status neume_cli_find_beats(const char *path, const char *name, struct neume_beats *beats);

/* The name of a file without its folders and its ending. */
void neume_cli_title(const char *path, char *out, size_t size);

#endif
