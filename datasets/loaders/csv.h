/* SPDX-License-Identifier: MIT
 *
 * Small tables with a header line: commas, double quotes as in RFC 4180, any line ends, a byte order mark passed over.
 */
#ifndef NEUME_DATASETS_LOADERS_CSV_H
#define NEUME_DATASETS_LOADERS_CSV_H

#include <stddef.h>

#include "neume/status.h"

enum { NEUME_CSV_COLUMNS = 32 };

/* Zeroed is closed. */
struct neume_csv {
    char *text; /* the whole file, its cells cut apart as they are read */
    char *next; /* the line to be read next */
    char *name[NEUME_CSV_COLUMNS], *cell[NEUME_CSV_COLUMNS];
    int columns; /* of the header; every line has as many */
    size_t line; /* from 1: where the cells stood */
    size_t next_line;
};

/* Reads the file and its header; a file that ends in .json is a table as of json_table.h. EMPTY: no bytes; DAMAGED: too
 * many columns or an open quote; else the file's status. Close it in either case. */
enum neume_status neume_csv_open(struct neume_csv *csv, const char *path);
void neume_csv_close(struct neume_csv *csv);

/* The next line that is not blank into cell[]; *more is 0 at the end. DAMAGED: another number of cells than the header,
 * or an open quote; csv->line says where. */
enum neume_status neume_csv_next(struct neume_csv *csv, int *more);

/* The number of the column of one of these names ("audio|wav"), or -1. Takes NULL. */
int neume_csv_column(const struct neume_csv *csv, const char *names);

/* The cell of a column; "" for column -1. */
const char *neume_csv_cell(const struct neume_csv *csv, int column);

/* The whole file and a NUL, for the caller to free; files over 64 MiB are UNSUPPORTED. */
enum neume_status neume_text_read(const char *path, char **text, size_t *size);

#endif
