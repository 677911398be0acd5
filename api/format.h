/* SPDX-License-Identifier: MIT
 *
 * Music to files of every kind that transcribe and edit write. */
#ifndef NEUME_API_FORMAT_H
#define NEUME_API_FORMAT_H

#include "api/format_base.h"
#include "core/output.h"

/* Whether a format is made of music.smf, or else of music.notes. */
int neume_api_format_from_smf(enum neume_format format);

/* The statuses of neume_output_open() and neume_output_commit(). Sets music->left_out. `set`: whose commit puts the
 * file in place, or NULL: this does. */
enum neume_status neume_api_write_music(struct neume_music *music, const char *target, enum neume_format format,
                                        struct neume_output_set *set);

/* The same to *bytes [*size], for the caller to free; NULL after a failure. MEMORY. */
enum neume_status neume_api_write_music_memory(struct neume_music *music, enum neume_format format, char **bytes,
                                               size_t *size);

#endif
