/* SPDX-License-Identifier: MIT
 *
 * Notes as JSON: neume's own (notes.schema.json says what is in it), and JAMS. Note by note, so that memory does not
 * grow with their number. */
#ifndef NEUME_API_FORMAT_JSON_H
#define NEUME_API_FORMAT_JSON_H

#include "api/format_base.h"

enum neume_status neume_api_write_json(struct neume_music *music, FILE *f);
enum neume_status neume_api_write_jams(struct neume_music *music, FILE *f);

#endif
