/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/regular_file.h"
#include "datasets/loaders/json_table.h"
#include "datasets/loaders/pattern.h"

enum { MAX_SIZE = 1 << 26 };

enum neume_status neume_text_read(const char *path, char **text, size_t *size)
{
    enum neume_status status = NEUME_OK;
    size_t capacity = 1 << 14, used = 0;
    char *buffer = NULL;
    *text = NULL;
    FILE *file;
    status = neume_regular_file_open(&file, path);
    if (status != NEUME_OK)
        return status;
    while (status == NEUME_OK) {
        char *grown = realloc(buffer, capacity + 1);
        if (!grown) {
            status = NEUME_ERR_MEMORY;
            break;
        }
        buffer = grown;
        errno = 0;
        used += fread(buffer + used, 1, capacity - used, file);
        if (ferror(file))
            status = neume_status_from_errno(errno, NEUME_ERR_READ);
        else if (used < capacity)
            break;
        else if (capacity >= MAX_SIZE)
            status = NEUME_ERR_UNSUPPORTED;
        capacity *= 2;
    }
    fclose(file);
    if (status != NEUME_OK) {
        free(buffer);
        return status;
    }
    buffer[used] = '\0';
    *text = buffer;
    *size = used;
    return NEUME_OK;
}

/* A quoted cell, its quotes taken away in place; the text after it, or NULL where the quote stays open. */
static char *unquote(char *cell, size_t *lines)
{
    char *out = cell, *in = cell + 1;
    for (; *in != '"' || in[1] == '"'; in++) {
        if (!*in)
            return NULL;
        *lines += *in == '\n';
        in += *in == '"';
        *out++ = *in;
    }
    char *rest = in + 1;
    *out = '\0';
    return rest;
}

/* One line into cell[]; how many, or -1. */
static int split(struct neume_csv *csv, char **cell)
{
    int count = 0;
    char *at = csv->next;
    csv->line = csv->next_line;
    for (;;) {
        if (count == NEUME_CSV_COLUMNS)
            return -1;
        cell[count++] = at;
        char *end = *at == '"' ? unquote(at, &csv->next_line) : at + strcspn(at, ",\r\n");
        if (!end || (*end && !strchr(",\r\n", *end)))
            return -1;
        char stop = *end;
        *end = '\0';
        at = end + (stop != '\0');
        if (stop == ',')
            continue;
        if (stop == '\r' && *at == '\n')
            at++;
        csv->next = at;
        csv->next_line += stop != '\0';
        return count;
    }
}

static void skip_blank(struct neume_csv *csv)
{
    for (; *csv->next == '\n' || *csv->next == '\r'; csv->next++)
        csv->next_line += *csv->next == '\n';
}

enum neume_status neume_csv_open(struct neume_csv *csv, const char *path)
{
    size_t size = 0;
    *csv = (struct neume_csv){.next_line = 1};
    enum neume_status status = neume_text_read(path, &csv->text, &size);
    const char *ending = strrchr(path, '.');
    if (status == NEUME_OK && ending && !strcmp(ending, ".json")) {
        char *json = csv->text;
        status = *json ? neume_json_table(json, &csv->text) : NEUME_ERR_EMPTY;
        csv->text = status == NEUME_OK ? csv->text : NULL;
        free(json);
    }
    if (status != NEUME_OK)
        return status;
    csv->next = csv->text + (strncmp(csv->text, "\xEF\xBB\xBF", 3) ? 0 : 3);
    skip_blank(csv);
    if (!*csv->next)
        return NEUME_ERR_EMPTY;
    csv->columns = split(csv, csv->name);
    return csv->columns < 0 ? NEUME_ERR_DAMAGED : NEUME_OK;
}

void neume_csv_close(struct neume_csv *csv)
{
    if (!csv)
        return;
    free(csv->text);
    *csv = (struct neume_csv){0};
}

enum neume_status neume_csv_next(struct neume_csv *csv, int *more)
{
    skip_blank(csv);
    *more = *csv->next != '\0';
    if (!*more)
        return NEUME_OK;
    return split(csv, csv->cell) == csv->columns ? NEUME_OK : NEUME_ERR_DAMAGED;
}

int neume_csv_column(const struct neume_csv *csv, const char *names)
{
    const char *name = NULL;
    size_t length = 0;
    while (names && neume_pattern_next(names, &name, &length))
        for (int i = 0; i < csv->columns; i++)
            if (strlen(csv->name[i]) == length && !memcmp(csv->name[i], name, length))
                return i;
    return -1;
}

const char *neume_csv_cell(const struct neume_csv *csv, int column)
{
    return column < 0 ? "" : csv->cell[column];
}
