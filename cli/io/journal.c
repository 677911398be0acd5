/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "cli/io/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"
#include "core/regular_file.h"
#include "neume/neume.h"

static const char start_of_name[] = "neume-journal", end_of_name[] = ".jsonl";

#define MOST 1e12 /* seconds or notes of one file: more is not believed */

enum { LINE = 1 << 16 /* bytes: two paths of PATH_MAX with every character escaped, and an error */ };

/* The last that is known of an input. */
struct record {
    char *input;
    uint64_t size, time, hash, options, output_hash;
    int done, exit;
    char *why;
    double duration, seconds;
    size_t notes, hits;
};

struct cli_journal {
    pthread_mutex_t lock;
    int fd;
    char *path;
    uint64_t options;
    struct record *record; /* [count], sorted by input once it is read */
    size_t count, capacity;
};

uint64_t neume_cli_hash(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ p[i]) * 0x100000001b3U;
    return hash;
}

uint64_t neume_cli_hash_file(const char *path, enum neume_status *status)
{
    static const size_t room = 1 << 16;
    uint64_t hash = CLI_HASH_START;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char *bytes = fd < 0 ? NULL : malloc(room);
    ssize_t got = bytes ? 1 : -1;
    while (got > 0 && !neume_cli_stopped()) {
        got = read(fd, bytes, room);
        hash = got > 0 ? neume_cli_hash(hash, bytes, (size_t)got) : hash;
    }
    *status = neume_cli_stopped() ? NEUME_ERR_CANCELLED
              : got < 0           ? neume_status_from_errno(errno, NEUME_ERR_READ)
                                  : NEUME_OK;
    free(bytes);
    if (fd >= 0)
        close(fd);
    return *status == NEUME_OK ? hash : 0;
}

/* Nanoseconds, by which a file that was touched shows. */
static uint64_t changed_at(const struct stat *st)
{
    return (uint64_t)st->st_mtim.tv_sec * 1000000000U + (uint64_t)st->st_mtim.tv_nsec;
}

static void forget(struct record *r)
{
    free(r->input);
    free(r->why);
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

/* A line's record; 0 where it is none of this version of neume, which is no error: it is only not believed. */
static int parse(const char *line, size_t size, struct record *r)
{
    json_t *object = json_loadb(line, size, 0, NULL);
    const char *input = json_string_value(json_object_get(object, "input"));
    const char *version = json_string_value(json_object_get(object, "version"));
    const char *why = json_string_value(json_object_get(object, "error"));
    *r = (struct record){0};
    if (input && version && !strcmp(version, neume_version())) {
        *r = (struct record){.input = strdup(input),
                             .size = (uint64_t)json_integer_value(json_object_get(object, "size")),
                             .time = hex(object, "mtime"),
                             .hash = hex(object, "hash"),
                             .options = hex(object, "options"),
                             .output_hash = hex(object, "output_hash"),
                             .done = !why,
                             .exit = (int)number(object, "exit", 255),
                             .why = why ? strdup(why) : NULL,
                             .duration = number(object, "duration", MOST),
                             .seconds = number(object, "seconds", MOST),
                             .notes = (size_t)number(object, "notes", MOST),
                             .hits = (size_t)number(object, "hits", MOST)};
    }
    json_decref(object);
    return r->input != NULL;
}

static enum neume_status keep(struct cli_journal *j, const struct record *r)
{
    if (j->count == j->capacity) {
        const size_t capacity = j->capacity ? 2 * j->capacity : 256;
        struct record *more = realloc(j->record, capacity * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        j->record = more;
        j->capacity = capacity;
    }
    j->record[j->count++] = *r;
    return NEUME_OK;
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

static enum neume_status read_journal(struct cli_journal *j, const char *path)
{
    FILE *f;
    size_t length;
    struct record r;
    enum neume_status status = neume_regular_file_open(&f, path);
    if (status != NEUME_OK)
        return status;
    char *line = malloc(LINE);
    if (!line)
        status = NEUME_ERR_MEMORY;
    while (status == NEUME_OK && next_line(f, line, &length))
        if (length && parse(line, length, &r) && (status = keep(j, &r)) != NEUME_OK)
            forget(&r);
    if (status == NEUME_OK && ferror(f))
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    free(line);
    fclose(f);
    return status;
}

static int is_journal(const struct dirent *entry)
{
    return !strncmp(entry->d_name, start_of_name, sizeof start_of_name - 1) &&
           neume_cli_has_ending(entry->d_name, end_of_name);
}

static int by_input(const void *a, const void *b)
{
    return strcmp(((const struct record *)a)->input, ((const struct record *)b)->input);
}

/* A merge sort: of one input the order is that of the lines, so that the last counts. */
static void sort(struct record *r, size_t count, struct record *room)
{
    if (count < 2)
        return;
    const size_t half = count / 2;
    sort(r, half, room);
    sort(r + half, count - half, room);
    memcpy(room, r, half * sizeof *r);
    size_t a = 0, b = half, to = 0;
    while (a < half)
        r[to++] = b < count && by_input(&r[b], &room[a]) < 0 ? r[b++] : room[a++];
}

static enum neume_status sort_records(struct cli_journal *j)
{
    struct record *room = malloc((j->count / 2 + 1) * sizeof *room);
    if (!room)
        return NEUME_ERR_MEMORY;
    sort(j->record, j->count, room);
    free(room);
    size_t kept = 0;
    for (size_t i = 0; i < j->count; i++) {
        if (i + 1 < j->count && !by_input(&j->record[i], &j->record[i + 1]))
            forget(&j->record[i]);
        else
            j->record[kept++] = j->record[i];
    }
    j->count = kept;
    return NEUME_OK;
}

/* All journals of the folder, in the order of their names. */
static enum neume_status read_all(struct cli_journal *j, const char *folder, int *found)
{
    struct dirent **entry;
    enum neume_status status = NEUME_OK;
    const int count = scandir(folder, &entry, is_journal, alphasort);
    if (count < 0)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    for (int i = 0; i < count; i++) {
        const size_t length = strlen(folder);
        char *path = neume_cli_join_path(folder, length, "/", 1, entry[i]->d_name);
        if (status == NEUME_OK)
            status = path ? read_journal(j, path) : NEUME_ERR_MEMORY;
        free(path);
        free(entry[i]);
    }
    free(entry);
    *found = count;
    return status == NEUME_OK ? sort_records(j) : status;
}

static void release(struct cli_journal *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->count; i++)
        forget(&j->record[i]);
    free(j->record);
    free(j->path);
    if (j->fd >= 0)
        close(j->fd);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

static struct cli_journal *make(void)
{
    struct cli_journal *j = calloc(1, sizeof *j);
    if (j) {
        j->fd = -1;
        pthread_mutex_init(&j->lock, NULL);
    }
    return j;
}

/* Waits for the lock, which a run that a cluster took for dead may still have; 0 where a signal ends the wait. */
static int lock(const struct cli_journal *j)
{
    const struct timespec pause = {.tv_nsec = 100000000};
    int said = 0;
    while (flock(j->fd, LOCK_EX | LOCK_NB)) {
        if (neume_cli_stopped())
            return 0;
        if (!said++)
            neume_cli_note("%s: another run works on it; waiting for its end", j->path);
        nanosleep(&pause, NULL);
    }
    return 1;
}

/* The journal's own file, locked as long as it is open; a line that was cut off is ended. */
static enum cli_exit open_own(struct cli_journal *j)
{
    char last = '\n';
    j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (j->fd < 0)
        return neume_cli_fail(j->path, neume_status_from_errno(errno, NEUME_ERR_WRITE), CLI_OUTPUT);
    if (!lock(j))
        return CLI_EXIT_FAILED;
    const off_t size = lseek(j->fd, 0, SEEK_END);
    if (size > 0 && pread(j->fd, &last, 1, size - 1) == 1 && last != '\n' && write(j->fd, "\n", 1) != 1)
        return neume_cli_fail(j->path, neume_status_from_errno(errno, NEUME_ERR_WRITE), CLI_OUTPUT);
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_journal_open(struct cli_journal **out, const char *folder, int which, int count,
                                     uint64_t options)
{
    char name[64] = "";
    int found;
    struct cli_journal *j = *out = make();
    if (count > 1)
        snprintf(name, sizeof name, "/%s-%d-of-%d%s", start_of_name, which, count, end_of_name);
    else
        snprintf(name, sizeof name, "/%s%s", start_of_name, end_of_name);
    if (j)
        j->path = neume_cli_join_path(folder, strlen(folder), name, strlen(name), "");
    if (!j || !j->path) {
        neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
        return CLI_EXIT_FAILED;
    }
    j->options = options;
    enum cli_exit code = open_own(j);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = read_all(j, folder, &found);
    return status == NEUME_OK ? code : neume_cli_fail(folder, status, CLI_INPUT);
}

void neume_cli_journal_close(struct cli_journal *journal)
{
    release(journal);
}

enum cli_journal_state neume_cli_journal_find(const struct cli_journal *journal, const char *input, const char *output,
                                              int *exit)
{
    struct stat st;
    enum neume_status status;
    struct record key = {.input = (char *)(uintptr_t)input};
    const struct record *r = journal->count ? bsearch(&key, journal->record, journal->count, sizeof key, by_input)
                                            : NULL;
    if (!r || r->options != journal->options || stat(input, &st) || (uint64_t)st.st_size != r->size)
        return CLI_JOURNAL_NEW;
    if (changed_at(&st) != r->time && neume_cli_hash_file(input, &status) != r->hash)
        return CLI_JOURNAL_NEW;
    *exit = r->exit;
    if (!r->done)
        return CLI_JOURNAL_FAILED;
    return neume_cli_hash_file(output, &status) == r->output_hash && status == NEUME_OK ? CLI_JOURNAL_DONE
                                                                                        : CLI_JOURNAL_NEW;
}

static void set_hex(json_t *object, const char *key, uint64_t value)
{
    char text[20];
    snprintf(text, sizeof text, "%016" PRIx64, value);
    json_object_set_new(object, key, json_string(text));
}

/* NULL without memory, or where a name is no UTF-8: such a file is done again by the next run. */
static char *line_of(const struct cli_journal *j, const struct cli_journal_entry *e)
{
    struct stat st = {0};
    enum neume_status status;
    json_t *o = json_pack("{s:s, s:s, s:s}", "input", e->input, "output", e->output, "version", neume_version());
    if (!o)
        return NULL;
    if (!stat(e->input, &st)) {
        json_object_set_new(o, "size", json_integer((json_int_t)st.st_size));
        set_hex(o, "mtime", changed_at(&st));
        set_hex(o, "hash", neume_cli_hash_file(e->input, &status));
    }
    set_hex(o, "options", j->options);
    json_object_set_new(o, "seconds", json_real(e->seconds));
    if (e->error) {
        json_object_set_new(o, "error", json_string(e->error));
        json_object_set_new(o, "exit", json_integer(e->exit));
    } else {
        set_hex(o, "output_hash", neume_cli_hash_file(e->output, &status));
        json_object_set_new(o, "duration", json_real(e->duration));
        json_object_set_new(o, "notes", json_integer((json_int_t)e->notes));
        json_object_set_new(o, "hits", json_integer((json_int_t)e->hits));
    }
    char *line = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(o);
    return line;
}

enum neume_status neume_cli_journal_add(struct cli_journal *journal, const struct cli_journal_entry *entry)
{
    char *line = line_of(journal, entry);
    if (!line)
        return NEUME_OK;
    const size_t length = strlen(line);
    enum neume_status status = NEUME_OK;
    line[length] = '\n'; /* in place of its NUL: one write is one line */
    pthread_mutex_lock(&journal->lock);
    errno = 0;
    if (write(journal->fd, line, length + 1) != (ssize_t)(length + 1) || fdatasync(journal->fd))
        status = neume_status_from_errno(errno ? errno : ENOSPC, NEUME_ERR_WRITE);
    pthread_mutex_unlock(&journal->lock);
    free(line);
    return status;
}

/* As much of it as fits, in whole characters, without what would drive a terminal. */
static void set_reason(char *out, size_t room, const char *why)
{
    size_t length = strnlen(why, room - 1);
    while (length && ((unsigned char)why[length] & 0xC0) == 0x80)
        length--;
    for (size_t i = 0; i < length; i++)
        out[i] = (unsigned char)why[i] < 0x20 || why[i] == 0x7F ? '?' : why[i];
    out[length] = 0;
}

static void count_reason(struct cli_journal_totals *t, const char *words)
{
    char why[sizeof t->reason[0].why];
    set_reason(why, sizeof why, words);
    for (size_t i = 0; i < sizeof t->reason / sizeof *t->reason; i++) {
        if (!t->reason[i].count)
            memcpy(t->reason[i].why, why, sizeof why);
        if (!strcmp(t->reason[i].why, why)) {
            t->reason[i].count++;
            return;
        }
    }
}

enum cli_exit neume_cli_journal_totals(const char *folder, struct cli_journal_totals *totals)
{
    int found = 0;
    struct cli_journal *j = make();
    enum neume_status status = j ? read_all(j, folder, &found) : NEUME_ERR_MEMORY;
    memset(totals, 0, sizeof *totals);
    for (size_t i = 0; status == NEUME_OK && i < j->count; i++) {
        const struct record *r = &j->record[i];
        totals->files++;
        totals->done += (size_t)r->done;
        totals->failed += !r->done;
        totals->duration += r->duration;
        totals->seconds += r->seconds;
        totals->notes += r->notes;
        totals->hits += r->hits;
        if (!r->done)
            count_reason(totals, r->why ? r->why : "failed");
    }
    release(j);
    if (status != NEUME_OK)
        return neume_cli_fail(folder, status, CLI_INPUT);
    if (!found) {
        neume_cli_error("%s: there is no journal of a batch here (neume transcribe --resume writes it)", folder);
        return CLI_EXIT_INPUT;
    }
    return CLI_EXIT_DONE;
}
