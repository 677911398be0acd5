/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_NOTES_FILE_H
#define NEUME_CLI_NOTES_FILE_H

#include <stddef.h>

#include "neume/neume.h"

/* The kinds of file that notes are written to, in the order of NOTES_FORMATS. */
enum cli_notes_format { CLI_NOTES_MID, CLI_NOTES_CSV, CLI_NOTES_JSON, CLI_NOTES_LABELS, CLI_NOTES_FORMAT_COUNT };

#define CLI_NOTES_FORMATS "mid|csv|json|labels"

/* ".mid", ".csv", ".json", ".txt" */
const char *neume_cli_notes_ending(enum cli_notes_format format);

/* The format that the ending of a name asks for; MID where it says nothing. */
enum cli_notes_format neume_cli_notes_format_of(const char *name);

/* Writes the notes; `midi` is for MID alone. The statuses of neume_output_open() and neume_output_commit(). */
enum neume_status neume_cli_write_notes(const struct neume_notes *notes, const char *target,
                                        enum cli_notes_format format, const struct neume_midi_options *midi);

/* "C4", "F#3" */
void neume_cli_pitch_name(int pitch, char *out, size_t size);

#endif
