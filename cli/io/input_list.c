/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/input_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"

static enum cli_exit no_memory(void)
{
    neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
    return CLI_EXIT_FAILED;
}

/* Takes over both strings, also where it fails. */
static enum cli_exit add(struct cli_input_list *list, char *name, char *below)
{
    if (list->count == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 64;
        char **names = realloc(list->name, capacity * sizeof *names);
        list->name = names ? names : list->name;
        char **belows = names ? realloc(list->below, capacity * sizeof *belows) : NULL;
        list->below = belows ? belows : list->below;
        list->capacity = belows ? capacity : list->capacity;
    }
    if (!name || list->count == list->capacity) {
        free(name);
        free(below);
        return no_memory();
    }
    list->name[list->count] = name;
    list->below[list->count++] = below;
    return CLI_EXIT_DONE;
}

static int is_sound_file(const char *name)
{
    static const char *const endings[] = {".wav",  ".wave", ".flac", ".mp3", ".ogg",  ".oga",  ".opus", ".aif",
                                          ".aiff", ".aifc", ".caf",  ".w64", ".rf64", ".au",   ".snd",  ".m4a",
                                          ".aac",  ".mp4",  ".mov",  ".mkv", ".mka",  ".webm", ".wma",  ".ac3",
                                          ".wv",   ".amr",  ".mp2",  ".spx", ".3gp"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (neume_cli_has_ending(name, endings[i]))
            return 1;
    return 0;
}

static char *join(const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    const char *slash = !length || folder[length - 1] == '/' ? "" : "/";
    char *with_slash = neume_cli_join_path(folder, length, slash, strlen(slash), "");
    char *path = with_slash ? neume_cli_join_path(with_slash, strlen(with_slash), name, strlen(name), "") : NULL;
    free(with_slash);
    return path;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum cli_exit walk(struct cli_input_list *list, const char *folder, const char *below);

/* One entry of a folder: a folder is walked, but not a link to one, which may lead in a circle. */
static enum cli_exit walk_entry(struct cli_input_list *list, const char *folder, const char *below, const char *name)
{
    struct stat st;
    enum cli_exit code = CLI_EXIT_DONE;
    char *path = join(folder, name), *kept = join(below, name);
    if (!path || !kept) {
        free(path);
        free(kept);
        return no_memory();
    }
    if (!lstat(path, &st) && S_ISDIR(st.st_mode))
        code = walk(list, path, kept);
    else if (is_sound_file(name) && !stat(path, &st) && S_ISREG(st.st_mode))
        return add(list, path, kept);
    free(path);
    free(kept);
    return code;
}

static enum cli_exit walk(struct cli_input_list *list, const char *folder, const char *below)
{
    struct dirent **entry;
    enum cli_exit code = CLI_EXIT_DONE;
    const int count = scandir(folder, &entry, visible, alphasort);
    if (count < 0) {
        list->unread++;
        neume_cli_fail(folder, neume_status_from_errno(errno, NEUME_ERR_READ), CLI_INPUT);
        return CLI_EXIT_DONE;
    }
    for (int i = 0; i < count; i++) {
        if (code == CLI_EXIT_DONE && !neume_cli_stopped())
            code = walk_entry(list, folder, below, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    return code;
}

/* A name of a list; "a/../../b" does not keep folders. */
static enum cli_exit add_line(struct cli_input_list *list, const char *line, size_t length)
{
    if (!length)
        return CLI_EXIT_DONE;
    char *name = neume_cli_join_path(line, length, "", 0, "");
    const char *kept = name;
    while (kept && !strncmp(kept, "./", 2))
        kept += 2;
    const int up = kept && (*kept == '/' || !strncmp(kept, "../", 3) || strstr(kept, "/../"));
    return add(list, name, kept && !up ? strdup(kept) : NULL);
}

/* All of a stream with a NUL behind it, to be freed; NULL without memory. */
static char *read_all(FILE *f, size_t *size)
{
    size_t room = 1 << 16, got = 1;
    char *text = malloc(room);
    *size = 0;
    while (text && got && !neume_cli_stopped()) {
        if (room - *size < 2) {
            char *larger = realloc(text, room *= 2);
            if (!larger)
                free(text);
            if (!(text = larger))
                break;
        }
        got = fread(text + *size, 1, room - *size - 1, f);
        *size += got;
    }
    if (text)
        text[*size] = '\0';
    return text;
}

/* A list with a NUL in it, as find -print0 writes, has names of any kind; else every line is one. */
static enum cli_exit add_lines(struct cli_input_list *list, FILE *f)
{
    size_t size;
    char *text = read_all(f, &size);
    if (!text)
        return no_memory();
    const char separator = memchr(text, '\0', size) ? '\0' : '\n';
    enum cli_exit code = CLI_EXIT_DONE;
    for (char *at = text, *end; at < text + size && code == CLI_EXIT_DONE; at = end + 1) {
        end = memchr(at, separator, (size_t)(text + size - at));
        end = end ? end : text + size;
        code = add_line(list, at, (size_t)(end - at));
    }
    free(text);
    return code;
}

static enum cli_exit add_list(struct cli_input_list *list, const char *name)
{
    FILE *f = strcmp(name, "-") ? fopen(name, "r") : stdin;
    if (!f) {
        neume_cli_fail(name, neume_status_from_errno(errno, NEUME_ERR_READ), CLI_INPUT);
        return CLI_EXIT_INPUT;
    }
    enum cli_exit code = add_lines(list, f);
    if (code == CLI_EXIT_DONE && ferror(f))
        code = neume_cli_fail(name, neume_status_from_errno(errno, NEUME_ERR_READ), CLI_INPUT);
    if (f != stdin)
        fclose(f);
    return code;
}

static int is_folder(const char *name)
{
    struct stat st;
    return strcmp(name, "-") != 0 && !stat(name, &st) && S_ISDIR(st.st_mode);
}

enum cli_exit neume_cli_input_list_fill(struct cli_input_list *list, const struct cli_operands *operands,
                                        const struct cli_input_wishes *wishes)
{
    enum cli_exit code = CLI_EXIT_DONE;
    for (int i = 0; i < operands->count && code == CLI_EXIT_DONE; i++) {
        if (wishes->recursive && is_folder(operands->name[i]))
            code = walk(list, operands->name[i], "");
        else
            code = add(list, strdup(operands->name[i]), NULL);
    }
    if (code == CLI_EXIT_DONE && wishes->files_from)
        code = add_list(list, wishes->files_from);
    return code;
}

void neume_cli_input_list_release(struct cli_input_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->name[i]);
        free(list->below[i]);
    }
    free(list->name);
    free(list->below);
    *list = (struct cli_input_list){0};
}

struct sized {
    long long size;
    size_t index;
    int shard;
};

static int larger_first(const void *a, const void *b)
{
    const struct sized *x = a, *y = b;
    if (x->size != y->size)
        return x->size < y->size ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

static int in_order(const void *a, const void *b)
{
    const struct sized *x = a, *y = b;
    return (x->index > y->index) - (x->index < y->index);
}

/* Every file goes to the shard with least to do. */
static void deal_out(struct sized *all, size_t files, long long *load, int count)
{
    for (size_t i = 0; i < files; i++) {
        int least = 0;
        for (int s = 1; s < count; s++)
            least = load[s] < load[least] ? s : least;
        all[i].shard = least;
        load[least] += all[i].size + 1; /* empty files take turns as well */
    }
}

enum cli_exit neume_cli_input_list_shard(struct cli_input_list *list, int which, int count)
{
    struct stat st;
    struct sized *all = calloc(list->count + 1, sizeof *all);
    long long *load = calloc((size_t)count, sizeof *load);
    if (all && load) {
        for (size_t i = 0; i < list->count; i++)
            all[i] = (struct sized){.size = stat(list->name[i], &st) ? 0 : (long long)st.st_size, .index = i};
        qsort(all, list->count, sizeof *all, larger_first);
        deal_out(all, list->count, load, count);
        qsort(all, list->count, sizeof *all, in_order);
        size_t kept = 0;
        for (size_t i = 0; i < list->count; i++) {
            if (all[i].shard == which - 1) {
                list->name[kept] = list->name[i];
                list->below[kept++] = list->below[i];
            } else {
                free(list->name[i]);
                free(list->below[i]);
            }
        }
        list->count = kept;
    }
    enum cli_exit code = all && load ? CLI_EXIT_DONE : no_memory();
    free(all);
    free(load);
    return code;
}
