/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "datasets/loaders/json_table.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

static void put_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; text && *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void put_cell(FILE *out, const json_t *cell)
{
    if (json_is_string(cell))
        put_text(out, json_string_value(cell));
    else if (json_is_integer(cell))
        fprintf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(cell));
    else if (json_is_real(cell))
        fprintf(out, "%.17g", json_real_value(cell));
    else if (json_is_boolean(cell))
        fputs(json_is_true(cell) ? "true" : "false", out);
}

static void put_header(FILE *out, json_t *named)
{
    const char *name;
    json_t *value;
    int any = 0;
    json_object_foreach(named, name, value)
    {
        fputs(any++ ? "," : "", out);
        put_text(out, name);
    }
    fputc('\n', out);
}

static void put_rows(FILE *out, json_t *rows)
{
    json_t *first = json_array_get(rows, 0), *value;
    const char *name;
    put_header(out, first);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        int any = 0;
        json_object_foreach(first, name, value)
        {
            fputs(any++ ? "," : "", out);
            put_cell(out, json_object_get(json_array_get(rows, i), name));
        }
        fputc('\n', out);
    }
}

static void put_columns(FILE *out, json_t *columns)
{
    json_t *first = json_object_iter_value(json_object_iter(columns)), *cell, *column;
    const char *row, *name;
    put_header(out, columns);
    json_object_foreach(first, row, cell)
    {
        int any = 0;
        json_object_foreach(columns, name, column)
        {
            fputs(any++ ? "," : "", out);
            put_cell(out, json_object_get(column, row));
        }
        fputc('\n', out);
    }
}

enum neume_status neume_json_table(const char *json, char **csv)
{
    size_t size = 0;
    json_t *root = json_loads(json, 0, NULL);
    int rows = json_is_object(json_array_get(root, 0));
    int columns = json_is_object(json_object_iter_value(json_object_iter(root)));
    *csv = NULL;
    if (!rows && !columns) {
        json_decref(root);
        return NEUME_ERR_DAMAGED;
    }
    FILE *out = open_memstream(csv, &size);
    if (out && rows)
        put_rows(out, root);
    else if (out)
        put_columns(out, root);
    json_decref(root);
    if (out && !fclose(out))
        return NEUME_OK;
    free(*csv);
    *csv = NULL;
    return NEUME_ERR_MEMORY;
}
