/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE   700
#define _DEFAULT_SOURCE /* d_type */
#include "cli/batch/input_list.h"

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

enum cli_exit neume_cli_input_list_add(struct cli_input_list *list, char *name, char *below)
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
        return no_memory();
    }
    list->name[list->count] = name;
    list->below[list->count++] = below;
    return CLI_EXIT_DONE;
}

static int has_one_of(const char *name, const char *const *endings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (neume_cli_has_ending(name, endings[i]))
            return 1;
    return 0;
}

static int is_wanted(const char *name, int midi)
{
    static const char *const sounds[] = {".wav",  ".wave", ".flac", ".mp3", ".ogg",  ".oga",  ".opus", ".aif",
                                         ".aiff", ".aifc", ".caf",  ".w64", ".rf64", ".au",   ".snd",  ".m4a",
                                         ".aac",  ".mp4",  ".mov",  ".mkv", ".mka",  ".webm", ".wma",  ".ac3",
                                         ".wv",   ".amr",  ".mp2",  ".spx", ".3gp"};
    static const char *const songs[] = {".mid", ".midi", ".smf", ".kar", ".rmi", ".midi2"};
    return midi ? has_one_of(name, songs, sizeof songs / sizeof *songs)
                : has_one_of(name, sounds, sizeof sounds / sizeof *sounds);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* A walk: names keep what comes after `root` bytes. */
struct walk {
    struct cli_input_list *list;
    size_t root;
    int midi;
    struct stat output; /* st_ino 0: none */
};

static int is_output(const struct walk *w, const char *path)
{
    struct stat st;
    return w->output.st_ino && !stat(path, &st) && st.st_ino == w->output.st_ino && st.st_dev == w->output.st_dev;
}

static enum cli_exit walk(const struct walk *w, const char *folder);

/* What an entry is, by itself: a link is none of these. */
static unsigned char type_of(const struct dirent *entry, const char *path)
{
    struct stat st;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (lstat(path, &st))
        return DT_UNKNOWN;
    return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : S_ISLNK(st.st_mode) ? DT_LNK : DT_UNKNOWN;
}

/* One entry of a folder: a folder is walked, but not a link to one, which may lead in a circle. */
static enum cli_exit walk_entry(const struct walk *w, const char *folder, const struct dirent *entry)
{
    struct stat st;
    const size_t length = strlen(folder);
    const char *slash = neume_cli_has_ending(folder, "/") ? "" : "/";
    char *path = malloc(length + strlen(entry->d_name) + 2);
    if (!path)
        return no_memory();
    sprintf(path, "%s%s%s", folder, slash, entry->d_name);
    const unsigned char type = type_of(entry, path);
    if (type != DT_DIR && is_wanted(entry->d_name, w->midi) &&
        (type == DT_REG || (type == DT_LNK && !stat(path, &st) && S_ISREG(st.st_mode))))
        return neume_cli_input_list_add(w->list, path, path + w->root + (path[w->root] == '/'));
    enum cli_exit code = type == DT_DIR && !is_output(w, path) ? walk(w, path) : CLI_EXIT_DONE;
    free(path);
    return code;
}

static enum cli_exit walk(const struct walk *w, const char *folder)
{
    struct dirent **entry;
    enum cli_exit code = CLI_EXIT_DONE;
    const int count = scandir(folder, &entry, visible, alphasort);
    if (count < 0) {
        w->list->unread++;
        neume_cli_fail(folder, neume_status_from_errno(errno, NEUME_ERR_READ), CLI_INPUT);
        return CLI_EXIT_DONE;
    }
    for (int i = 0; i < count; i++) {
        if (code == CLI_EXIT_DONE && !neume_cli_stopped())
            code = walk_entry(w, folder, entry[i]);
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
    char *kept = name;
    while (kept && !strncmp(kept, "./", 2))
        kept += 2;
    const int up = kept && (*kept == '/' || !strncmp(kept, "../", 3) || strstr(kept, "/../"));
    return neume_cli_input_list_add(list, name, up ? NULL : kept);
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
        const size_t length = (size_t)(end - at);
        const int is_dos = !separator ? 0 : length && at[length - 1] == '\r'; /* a list written by Windows */
        code = add_line(list, at, length - (size_t)is_dos);
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
        struct walk w = {list, strlen(operands->name[i]), wishes->midi, {0}};
        if (wishes->output && stat(wishes->output, &w.output))
            w.output.st_ino = 0;
        if (wishes->recursive && is_folder(operands->name[i]))
            code = walk(&w, operands->name[i]);
        else
            code = neume_cli_input_list_add(list, strdup(operands->name[i]), NULL);
    }
    if (code == CLI_EXIT_DONE && wishes->files_from)
        code = add_list(list, wishes->files_from);
    return code;
}

void neume_cli_input_list_release(struct cli_input_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->name[i]);
    free(list->name);
    free(list->below);
    *list = (struct cli_input_list){0};
}
