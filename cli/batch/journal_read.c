/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "cli/batch/journal_read.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

#include "cli/io/paths.h"
#include "core/regular_file.h"
#include "datasets/bench/json_text.h"
#include "neume/neume.h"

#define MOST 1e12 /* bytes, seconds or notes of one file: more is not believed */

enum {
    MOST_OUTPUTS = 64,
    LONGEST_KEY = 40,
    LINE = 1 << 18 /* bytes: the paths of an input and its outputs with every character escaped, and an error */
};

static void forget(struct cli_journal_record *r)
{
    free(r->key);
    free(r->output);
}

static uint64_t hex(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? strtoull(text, NULL, 16) : 0;
}

/* 0..most; 0 for what is none. */
static double number(const json_t *object, const char *key, double most)
{
    const double value = json_number_value(json_object_get(object, key));
    return value >= 0 && value <= most ? value : 0;
}

void neume_cli_json_set_name(json_t *object, const char *key, const char *name)
{
    char hex_key[LONGEST_KEY];
    json_t *text = json_string(name);
    const int is_utf8 = text != NULL;
    json_object_set_new(object, key, is_utf8 ? text : neume_json_text(name));
    const size_t length = is_utf8 ? 0 : strlen(name);
    char *digits = is_utf8 ? NULL : malloc(2 * length + 1);
    for (size_t i = 0; digits && i < length; i++)
        snprintf(digits + 2 * i, 3, "%02x", (unsigned)(unsigned char)name[i]);
    snprintf(hex_key, sizeof hex_key, "%s_hex", key);
    if (digits)
        json_object_set_new(object, hex_key, json_string(digits));
    free(digits);
}

json_t *neume_cli_json_warnings(const char *text)
{
    json_t *list = json_array();
    while (text && *text) {
        text += strspn(text, "; ");
        const size_t length = strcspn(text, ";");
        if (length)
            json_array_append_new(list, json_stringn(text, length));
        text += length;
    }
    return list;
}

/* The name that neume_cli_json_set_name() set, to be freed; NULL where there is none. */
static char *name_of(const json_t *object, const char *key)
{
    char hex_key[LONGEST_KEY];
    snprintf(hex_key, sizeof hex_key, "%s_hex", key);
    const char *text = json_string_value(json_object_get(object, hex_key));
    if (!text) {
        text = json_string_value(json_object_get(object, key));
        return text ? strdup(text) : NULL;
    }
    char *name = calloc(strlen(text) / 2 + 1, 1);
    for (size_t i = 0; name && text[2 * i] && text[2 * i + 1]; i++) {
        const char pair[3] = {text[2 * i], text[2 * i + 1], 0};
        name[i] = (char)strtoul(pair, NULL, 16);
    }
    return name;
}

static struct cli_journal_file file_of(const json_t *object)
{
    return (struct cli_journal_file){.size = (uint64_t)json_integer_value(json_object_get(object, "size")),
                                     .time = hex(object, "mtime"),
                                     .hash = hex(object, "hash")};
}

/* Key, input and reason in one block of memory. */
static int take_words(struct cli_journal_record *r, const json_t *object)
{
    const json_t *outputs = json_object_get(object, "outputs");
    const char *why = json_string_value(json_object_get(object, "error"));
    char *key = name_of(json_array_get(outputs, 0), "path"), *input = name_of(object, "input");
    if (key && input) {
        const size_t a = strlen(key) + 1, b = strlen(input) + 1, c = why ? strlen(why) + 1 : 0;
        r->key = malloc(a + b + c);
        if (r->key) {
            memcpy(r->key, key, a);
            r->input = memcpy(r->key + a, input, b);
            r->why = why ? memcpy(r->key + a + b, why, c) : NULL;
        }
    }
    free(key);
    free(input);
    return r->key != NULL;
}

static int take_outputs(struct cli_journal_record *r, const json_t *outputs)
{
    const size_t count = json_array_size(outputs);
    r->output = count && count <= MOST_OUTPUTS ? calloc(count, sizeof *r->output) : NULL;
    for (size_t i = 0; r->output && i < count; i++)
        r->output[i] = file_of(json_array_get(outputs, i));
    r->outputs = r->output ? (unsigned char)count : 0;
    return r->output != NULL;
}

/* A line of JSON becomes a record; 0 where it is none, which is no error: it is only not believed. */
static int take_record(const json_t *object, struct cli_journal_record *r)
{
    const char *version = json_string_value(json_object_get(object, "version"));
    *r = (struct cli_journal_record){.at_input = file_of(object),
                                     .options = hex(object, "options"),
                                     .exit = (unsigned char)number(object, "exit", 255),
                                     .passing = json_is_true(json_object_get(object, "passing")),
                                     .foreign = !version || strcmp(version, neume_version()) != 0,
                                     .duration = (float)number(object, "duration", MOST),
                                     .seconds = (float)number(object, "seconds", MOST),
                                     .notes = (unsigned)number(object, "notes", 4e9),
                                     .hits = (unsigned)number(object, "hits", 4e9)};
    const int whole = version && take_words(r, object) && take_outputs(r, json_object_get(object, "outputs"));
    if (!whole)
        forget(r);
    return whole;
}

static void copy_text(const json_t *object, const char *key, char *out, size_t size)
{
    const char *text = json_string_value(json_object_get(object, key));
    snprintf(out, size, "%s", text ? text : "");
}

static void take_run(const json_t *object, struct cli_journal_last_run *run)
{
    const char *shard = json_string_value(json_object_get(object, "shard"));
    *run = (struct cli_journal_last_run){.options = hex(object, "options"),
                                         .files = (size_t)number(object, "files", MOST),
                                         .before = (size_t)number(object, "before", MOST),
                                         .bytes = number(object, "bytes", MOST)};
    copy_text(object, "command", run->command, sizeof run->command);
    copy_text(object, "began", run->began, sizeof run->began);
    if (!shard || sscanf(shard, "%d/%d", &run->which, &run->shards) != 2 || run->which < 1)
        run->which = run->shards = 0;
}

static void count_in(struct cli_journal_last_run *run, const json_t *object, const struct cli_journal_record *r)
{
    run->since++;
    run->bytes_since += (double)r->at_input.size;
    run->elapsed = number(object, "elapsed", MOST);
}

static enum neume_status keep(struct cli_journal_records *all, struct cli_journal_record *r)
{
    r->line = all->lines;
    if (all->count == all->capacity) {
        const size_t capacity = all->capacity ? all->capacity + all->capacity / 2 : 256;
        struct cli_journal_record *more = realloc(all->record, capacity * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        all->record = more;
        all->capacity = capacity;
    }
    all->record[all->count++] = *r;
    all->foreign += r->foreign;
    return NEUME_OK;
}

static enum neume_status read_line(struct cli_journal_records *all, struct cli_journal_last_run *run, const char *line,
                                   size_t size)
{
    struct cli_journal_record r;
    json_t *object = json_loadb(line, size, 0, NULL);
    const json_t *begin = json_object_get(object, "run");
    enum neume_status status = NEUME_OK;
    all->lines++;
    if (begin) {
        take_run(begin, run);
    } else if (take_record(object, &r)) {
        count_in(run, object, &r);
        status = keep(all, &r);
        if (status != NEUME_OK)
            forget(&r);
    }
    json_decref(object);
    return status;
}

/* The next line into line[LINE], and its length: 0 where it is too long for one of ours, or has no end. 0 at the end of
 * the file. */
static int next_line(FILE *f, char *line, size_t *length)
{
    int c;
    for (*length = 0; (c = getc_unlocked(f)) != EOF && c != '\n'; ++*length)
        if (*length < LINE)
            line[*length] = (char)c;
    if (*length > LINE || c == EOF)
        *length = 0;
    return c != EOF;
}

/* Whether somebody has locked it. */
static int is_running(FILE *f)
{
    if (flock(fileno(f), LOCK_SH | LOCK_NB))
        return errno == EWOULDBLOCK;
    flock(fileno(f), LOCK_UN);
    return 0;
}

static enum neume_status read_journal(struct cli_journal_records *all, struct cli_journal_last_run *run,
                                      const char *path)
{
    FILE *f;
    size_t length;
    enum neume_status status = neume_regular_file_open(&f, path);
    if (status != NEUME_OK)
        return status;
    char *line = malloc(LINE);
    const int running = is_running(f);
    if (!line)
        status = NEUME_ERR_MEMORY;
    while (status == NEUME_OK && next_line(f, line, &length))
        if (length)
            status = read_line(all, run, line, length);
    run->running = running;
    if (status == NEUME_OK && ferror(f))
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    free(line);
    fclose(f);
    return status;
}

static int is_journal(const struct dirent *entry)
{
    return !strncmp(entry->d_name, CLI_JOURNAL_START, sizeof CLI_JOURNAL_START - 1) &&
           neume_cli_has_ending(entry->d_name, CLI_JOURNAL_END);
}

static int compare(const struct cli_journal_record *a, const struct cli_journal_record *b)
{
    const int order = strcmp(a->key, b->key);
    return order ? order : (a->options > b->options) - (a->options < b->options);
}

/* A merge sort: of what is alike the order is that of the lines, so that the last counts. */
static void sort(struct cli_journal_record *r, size_t count, struct cli_journal_record *room)
{
    if (count < 2)
        return;
    const size_t half = count / 2;
    sort(r, half, room);
    sort(r + half, count - half, room);
    if (compare(&r[half - 1], &r[half]) <= 0)
        return;
    memcpy(room, r, half * sizeof *r);
    size_t a = 0, b = half, to = 0;
    while (a < half)
        r[to++] = b < count && compare(&r[b], &room[a]) < 0 ? r[b++] : room[a++];
}

static enum neume_status sort_records(struct cli_journal_records *all)
{
    struct cli_journal_record *room = malloc((all->count / 2 + 1) * sizeof *room);
    if (!room)
        return NEUME_ERR_MEMORY;
    sort(all->record, all->count, room);
    free(room);
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (i + 1 < all->count && !compare(&all->record[i], &all->record[i + 1]))
            forget(&all->record[i]);
        else
            all->record[kept++] = all->record[i];
    }
    all->count = kept;
    return NEUME_OK;
}

enum neume_status neume_cli_journal_read_all(struct cli_journal_records *all, const char *folder)
{
    struct dirent **entry;
    enum neume_status status = NEUME_OK;
    const int count = scandir(folder, &entry, is_journal, alphasort);
    if (count < 0)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    all->run = calloc((size_t)count + 1, sizeof *all->run);
    if (!all->run)
        status = NEUME_ERR_MEMORY;
    for (int i = 0; i < count; i++) {
        char *path = neume_cli_join_path(folder, strlen(folder), "/", 1, entry[i]->d_name);
        if (status == NEUME_OK)
            status = path ? read_journal(all, &all->run[i], path) : NEUME_ERR_MEMORY;
        free(path);
        free(entry[i]);
    }
    free(entry);
    all->journals = (size_t)count;
    return status == NEUME_OK ? sort_records(all) : status;
}

void neume_cli_journal_records_release(struct cli_journal_records *all)
{
    for (size_t i = 0; i < all->count; i++)
        forget(&all->record[i]);
    free(all->record);
    free(all->run);
    *all = (struct cli_journal_records){0};
}

const struct cli_journal_record *neume_cli_journal_record(const struct cli_journal_records *all, const char *key,
                                                          uint64_t options)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct cli_journal_record *r = &all->record[middle];
        const int order = strcmp(r->key, key);
        if (order < 0 || (!order && r->options < options))
            low = middle + 1;
        else if (order > 0 || r->options > options)
            high = middle;
        else
            return r;
    }
    return NULL;
}
