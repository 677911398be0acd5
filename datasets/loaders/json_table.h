/* SPDX-License-Identifier: MIT
 *
 * Tables that are published as JSON: a list of objects, or an object whose members are columns, each an object of cells
 * by row ("0", "1", ...), as pandas writes both. */
#ifndef NEUME_DATASETS_LOADERS_JSON_TABLE_H
#define NEUME_DATASETS_LOADERS_JSON_TABLE_H

#include "neume/status.h"

/* The same table as CSV with a header line, for the caller to free. DAMAGED: no JSON, or no such table; MEMORY. */
enum neume_status neume_json_table(const char *json, char **csv);

#endif
