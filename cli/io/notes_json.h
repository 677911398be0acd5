/* SPDX-License-Identifier: MIT
 *
 * Notes as JSON: neume's own (notes.schema.json says what is in it), and JAMS. Note by note, so that memory does not
 * grow with their number. */
#ifndef NEUME_CLI_IO_NOTES_JSON_H
#define NEUME_CLI_IO_NOTES_JSON_H

#include "cli/io/notes_base.h"

enum neume_status neume_cli_write_json(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_jams(const struct cli_music *music, FILE *f);

#endif
