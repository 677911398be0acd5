/* SPDX-License-Identifier: MIT
 *
 * Notes as text: tables, lists, labels, layers. */
#ifndef NEUME_API_FORMAT_TEXT_H
#define NEUME_API_FORMAT_TEXT_H

#include "api/format_base.h"

/* MIDI pitch, fractional where the note has a curve: its mean over time. */
double neume_api_mean_pitch(const struct neume_notes *notes, const struct neume_note *note);

/* Whether any note has a part. */
int neume_api_has_parts(const struct neume_notes *notes);

/* The writers of single formats, to an open stream; see format_text.c and format_json.c. */
enum neume_status neume_api_write_csv(struct neume_music *music, FILE *f);
enum neume_status neume_api_write_mirex(struct neume_music *music, FILE *f);
enum neume_status neume_api_write_labels(struct neume_music *music, FILE *f);
enum neume_status neume_api_write_sv(struct neume_music *music, FILE *f);
enum neume_status neume_api_write_svl(struct neume_music *music, FILE *f);

#endif
