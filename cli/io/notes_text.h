/* SPDX-License-Identifier: MIT
 *
 * Notes as text: tables, lists, labels, layers. */
#ifndef NEUME_CLI_IO_NOTES_TEXT_H
#define NEUME_CLI_IO_NOTES_TEXT_H

#include "cli/io/notes_base.h"

/* MIDI pitch, fractional where the note has a curve: its mean over time. */
double neume_cli_mean_pitch(const struct neume_notes *notes, const struct neume_note *note);

/* The writers of single formats, to an open stream; see notes_text.c and notes_json.c. */
enum neume_status neume_cli_write_csv(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_mirex(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_labels(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_sv(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_svl(const struct cli_music *music, FILE *f);

#endif
