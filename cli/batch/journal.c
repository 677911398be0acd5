/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "cli/batch/journal.h"

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

#include "cli/batch/journal_read.h"
#include "cli/io/console.h"
#include "cli/io/hash.h"
#include "cli/io/paths.h"
#include "datasets/bench/json_text.h"
#include "neume/neume.h"

struct cli_journal {
    pthread_mutex_t lock;
    int fd;
    int is_last_cut; /* 1: a line could be written in part only, and not be taken back */
    char *path;
    size_t folder; /* length of its name in an output's */
    const char *command;
    int which, shards;
    uint64_t options;
    struct cli_journal_records known;
};

/* Nanoseconds, by which a file that was touched shows. */
static uint64_t changed_at(const struct stat *st)
{
    return (uint64_t)st->st_mtim.tv_sec * 1000000000U + (uint64_t)st->st_mtim.tv_nsec;
}

struct cli_journal_input neume_cli_journal_look(const char *input)
{
    struct stat st;
    if (stat(input, &st))
        return (struct cli_journal_input){0};
    return (struct cli_journal_input){(uint64_t)st.st_size, changed_at(&st), 1};
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
                                     const char *command, uint64_t options)
{
    char name[64] = "";
    struct cli_journal *j = *out = make();
    if (count > 1)
        snprintf(name, sizeof name, "/%s-%d-of-%d%s", CLI_JOURNAL_START, which, count, CLI_JOURNAL_END);
    else
        snprintf(name, sizeof name, "/%s%s", CLI_JOURNAL_START, CLI_JOURNAL_END);
    if (j)
        j->path = neume_cli_join_path(folder, strlen(folder), name, strlen(name), "");
    if (!j || !j->path) {
        neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
        return CLI_EXIT_FAILED;
    }
    j->folder = strlen(folder);
    j->command = command;
    j->which = which;
    j->shards = count;
    j->options = options;
    enum cli_exit code = open_own(j);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = neume_cli_journal_read_all(&j->known, folder);
    if (status == NEUME_OK && j->known.foreign)
        neume_cli_note("%s: %zu lines are another version's and count for nothing", folder, j->known.foreign);
    return status == NEUME_OK ? code : neume_cli_fail(folder, status, CLI_INPUT);
}

void neume_cli_journal_close(struct cli_journal *j)
{
    if (!j)
        return;
    neume_cli_journal_records_release(&j->known);
    free(j->path);
    if (j->fd >= 0)
        close(j->fd);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

/* An output's name below the folder: the same for every way in which the folder is called. */
static const char *below(const struct cli_journal *j, const char *output)
{
    const char *rest = output + j->folder;
    while (*rest == '/')
        rest++;
    return rest;
}

/* A file with the time that was written down is believed to be the same; else its bytes say. */
static int is_same(const struct cli_journal_file *then, const char *path, int by_time)
{
    struct stat st;
    enum neume_status status;
    if (stat(path, &st) || (uint64_t)st.st_size != then->size)
        return 0;
    return (by_time && changed_at(&st) == then->time) ||
           (neume_cli_hash_file(path, &status) == then->hash && status == NEUME_OK);
}

enum cli_journal_state neume_cli_journal_find(const struct cli_journal *journal, const char *input, char *const *output,
                                              size_t outputs, int *exit)
{
    struct stat st;
    const struct cli_journal_record *r =
        neume_cli_journal_record(&journal->known, below(journal, output[0]), journal->options);
    if (!r || r->foreign || r->passing || r->outputs != outputs)
        return CLI_JOURNAL_NEW;
    /* What neume makes itself, as the pieces of a bench, has no file. */
    const int made = !r->at_input.hash && !r->at_input.time && stat(input, &st);
    if (!made && !is_same(&r->at_input, input, !strcmp(r->input, input)))
        return CLI_JOURNAL_NEW;
    *exit = r->exit;
    if (r->why)
        return CLI_JOURNAL_FAILED;
    for (size_t i = 0; i < outputs; i++)
        if (!is_same(&r->output[i], output[i], 1))
            return CLI_JOURNAL_NEW;
    return CLI_JOURNAL_DONE;
}

static void set_hex(json_t *object, const char *key, uint64_t value)
{
    char text[20];
    snprintf(text, sizeof text, "%016" PRIx64, value);
    json_object_set_new(object, key, json_string(text));
}

static void set_file(json_t *object, const struct cli_journal_input *found, const char *path)
{
    enum neume_status status;
    json_object_set_new(object, "size", json_integer((json_int_t)found->size));
    set_hex(object, "mtime", found->time);
    set_hex(object, "hash", neume_cli_hash_file(path, &status));
}

static void add_outputs(const struct cli_journal *j, json_t *object, const struct cli_journal_entry *e)
{
    json_t *outputs = json_array();
    for (size_t i = 0; i < e->outputs; i++) {
        json_t *output = json_object();
        neume_cli_json_set_name(output, "path", below(j, e->output[i]));
        if (!e->error) {
            const struct cli_journal_input now = neume_cli_journal_look(e->output[i]);
            set_file(output, &now, e->output[i]);
        }
        json_array_append_new(outputs, output);
    }
    json_object_set_new(object, "outputs", outputs);
}

static void add_result(json_t *o, const struct cli_journal_entry *e)
{
    json_object_set_new(o, "seconds", json_real(e->seconds));
    json_object_set_new(o, "elapsed", json_real(e->elapsed));
    if (e->error) {
        json_object_set_new(o, "error", neume_json_text(e->error));
        json_object_set_new(o, "exit", json_integer(e->exit));
        if (e->passing)
            json_object_set_new(o, "passing", json_true());
        return;
    }
    json_object_set_new(o, "duration", json_real(e->duration));
    json_object_set_new(o, "notes", json_integer((json_int_t)e->notes));
    json_object_set_new(o, "hits", json_integer((json_int_t)e->hits));
    json_t *warnings = neume_cli_json_warnings(e->warnings);
    if (json_array_size(warnings))
        json_object_set(o, "warnings", warnings);
    json_decref(warnings);
}

/* NULL without memory. */
static char *line_of(const struct cli_journal *j, const struct cli_journal_entry *e)
{
    json_t *o = json_pack("{s:s, s:s}", "command", j->command, "version", neume_version());
    if (!o)
        return NULL;
    neume_cli_json_set_name(o, "input", e->input);
    set_hex(o, "options", j->options);
    if (e->before.exists) {
        const struct cli_journal_input now = neume_cli_journal_look(e->input);
        const int changed = now.size != e->before.size || now.time != e->before.time;
        /* What changed while it was worked on has no hash that anything could have. */
        if (!changed)
            set_file(o, &now, e->input);
        else
            set_hex(o, "mtime", e->before.time);
    }
    add_outputs(j, o, e);
    add_result(o, e);
    char *line = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
    json_decref(o);
    return line;
}

/* One write is one line. Where only a part of it fits, the part is taken back, so that the next line begins a line. */
static enum neume_status write_line(struct cli_journal *j, char *line)
{
    if (!line)
        return NEUME_ERR_MEMORY;
    const size_t length = strlen(line);
    enum neume_status status = NEUME_OK;
    line[length] = '\n'; /* in place of its NUL */
    pthread_mutex_lock(&j->lock);
    errno = 0;
    const off_t end = lseek(j->fd, 0, SEEK_END);
    if (j->is_last_cut && write(j->fd, "\n", 1) == 1)
        j->is_last_cut = 0;
    const ssize_t written = write(j->fd, line, length + 1);
    if (written != (ssize_t)(length + 1) || fdatasync(j->fd)) {
        status = neume_status_from_errno(errno ? errno : ENOSPC, NEUME_ERR_WRITE);
        if (written > 0 && written <= (ssize_t)length)
            j->is_last_cut = end < 0 || ftruncate(j->fd, end) != 0;
    }
    pthread_mutex_unlock(&j->lock);
    free(line);
    return status;
}

enum neume_status neume_cli_journal_begin(struct cli_journal *j, const struct cli_journal_run *run)
{
    char shard[32], when[32] = "";
    struct tm utc;
    const time_t now = time(NULL);
    snprintf(shard, sizeof shard, "%d/%d", j->which, j->shards);
    if (gmtime_r(&now, &utc))
        strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    json_t *o = json_pack("{s:{s:s, s:s, s:s, s:s, s:I, s:I, s:f, s:i}}", "run", "command", j->command, "version",
                          neume_version(), "began", when, "shard", shard, "files", (json_int_t)run->files, "before",
                          (json_int_t)run->before, "bytes", run->bytes, "jobs", run->jobs);
    if (o)
        set_hex(json_object_get(o, "run"), "options", j->options);
    char *line = o ? json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(17)) : NULL;
    json_decref(o);
    return write_line(j, line);
}

enum neume_status neume_cli_journal_add(struct cli_journal *journal, const struct cli_journal_entry *entry)
{
    return write_line(journal, line_of(journal, entry));
}
