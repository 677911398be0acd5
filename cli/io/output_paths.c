/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/output_paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"

/* `folder` with a slash, or "" with the input's own folder. */
static char *target_for(const char *input, const char *below, const char *folder, const char *ending)
{
    const char *base = below ? below : strcmp(input, "-") ? neume_cli_base_name(input) : "stdin";
    const char *last = neume_cli_base_name(base), *dot = strrchr(last, '.');
    size_t stem = dot && dot != last ? (size_t)(dot - base) : strlen(base);
    if (!folder)
        return neume_cli_join_path(input, (size_t)(base - input), base, stem, ending);
    const char *slash = neume_cli_has_ending(folder, "/") ? "" : "/";
    char *with_slash = neume_cli_join_path(folder, strlen(folder), slash, strlen(slash), "");
    char *path = with_slash ? neume_cli_join_path(with_slash, strlen(with_slash), base, stem, ending) : NULL;
    free(with_slash);
    return path;
}

char *neume_cli_stem_path(const char *folder, const char *name, const char *output)
{
    const char *ending = output ? strrchr(neume_cli_base_name(output), '.') : NULL;
    const char *slash = neume_cli_has_ending(folder, "/") ? "" : "/";
    char *with_slash = neume_cli_join_path(folder, strlen(folder), slash, strlen(slash), "");
    char *path = with_slash
                     ? neume_cli_join_path(with_slash, strlen(with_slash), name, strlen(name), ending ? ending : ".wav")
                     : NULL;
    free(with_slash);
    if (!path)
        neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
    return path;
}

struct named {
    char *path; /* canonical */
    const char *shown;
    int is_output, input; /* input: its index, or that of whose output it is */
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->path, ((const struct named *)b)->path);
}

static int is_device(const char *path)
{
    struct stat st;
    return !strcmp(path, "-") || (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode));
}

/* Files that would be written twice, or read and written. */
static enum cli_exit refuse_clashes(const struct cli_command *command, const struct cli_operands *inputs, char **output)
{
    enum cli_exit code = CLI_EXIT_FAILED;
    size_t count = 0, most = 2 * (size_t)inputs->count;
    struct named *all = calloc(most, sizeof *all);
    for (size_t i = 0; all && i < most; i++) {
        int is_output = i >= (size_t)inputs->count;
        const char *shown = is_output ? output[i - (size_t)inputs->count] : inputs->name[i];
        if (is_device(shown))
            continue;
        all[count] = (struct named){.path = neume_cli_canonical_path(shown),
                                    .shown = shown,
                                    .is_output = is_output,
                                    .input = (int)(i % (size_t)inputs->count)};
        if (!all[count++].path)
            goto fail;
    }
    if (!all)
        goto fail;
    qsort(all, count, sizeof *all, by_path);
    code = CLI_EXIT_DONE;
    for (size_t i = 1; i < count && code == CLI_EXIT_DONE; i++) {
        if (strcmp(all[i - 1].path, all[i].path))
            continue;
        if (all[i - 1].is_output && all[i].is_output)
            code = neume_cli_usage_error(command, "%s: %s and %s would both be written to it", all[i].shown,
                                         inputs->name[all[i - 1].input], inputs->name[all[i].input]);
        else if (all[i - 1].is_output || all[i].is_output)
            code = neume_cli_usage_error(command, "%s: the output would replace an input", all[i].shown);
    }
fail:
    if (code == CLI_EXIT_FAILED)
        neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
    for (size_t i = 0; i < count; i++)
        free(all[i].path);
    free(all);
    return code;
}

enum cli_exit neume_cli_make_folder(const char *folder)
{
    struct stat st;
    if (!mkdir(folder, 0777) || (errno == EEXIST && !stat(folder, &st) && S_ISDIR(st.st_mode)))
        return CLI_EXIT_DONE;
    if (errno == EEXIST)
        neume_cli_error("%s: is not a folder", folder);
    else
        neume_cli_fail(folder, neume_status_from_errno(errno, NEUME_ERR_WRITE), CLI_OUTPUT);
    return CLI_EXIT_OUTPUT;
}

enum cli_exit neume_cli_commit_outputs(struct neume_output_set *set)
{
    char *failed;
    enum neume_status status = neume_output_set_commit(set, &failed);
    enum cli_exit code = status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(failed ? failed : "-", status, CLI_OUTPUT);
    free(failed);
    return code;
}

/* The folders of a path beyond its first `made` bytes; those that it shares with `last` were made. */
static enum cli_exit make_folders(char *path, size_t made, const char *last)
{
    enum cli_exit code = CLI_EXIT_DONE;
    for (char *slash = strchr(path + made, '/'); slash && code == CLI_EXIT_DONE; slash = strchr(slash + 1, '/')) {
        if (!strncmp(path, last, (size_t)(slash - path) + 1))
            continue;
        *slash = '\0';
        code = neume_cli_make_folder(path);
        *slash = '/';
    }
    return code;
}

static int count_standard_inputs(const struct cli_operands *inputs)
{
    int found = 0;
    for (int i = 0; i < inputs->count; i++)
        found += !strcmp(inputs->name[i], "-");
    return found;
}

enum cli_exit neume_cli_plan_output_paths(const struct cli_command *command, const struct cli_operands *inputs,
                                          const char *output, const char *ending, char **path)
{
    struct stat st;
    memset(path, 0, (size_t)inputs->count * sizeof *path);
    if (count_standard_inputs(inputs) > 1)
        return neume_cli_usage_error(command, "standard input can be read only once");
    int to_stdout = output ? !strcmp(output, "-") : inputs->count == 1 && !strcmp(inputs->name[0], "-");
    if (to_stdout && inputs->count > 1)
        return neume_cli_usage_error(command, "only one input can go to standard output");
    int to_folder =
        output && !to_stdout &&
        (inputs->count > 1 || neume_cli_has_ending(output, "/") || (!stat(output, &st) && S_ISDIR(st.st_mode)));
    for (int i = 0; i < inputs->count; i++) {
        if (to_stdout)
            path[i] = strdup("-");
        else if (output && !to_folder)
            path[i] = strdup(output);
        else
            path[i] = target_for(inputs->name[i], to_folder && inputs->below ? inputs->below[i] : NULL,
                                 to_folder ? output : NULL, ending);
        if (!path[i]) {
            neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
            return CLI_EXIT_FAILED;
        }
    }
    enum cli_exit code = refuse_clashes(command, inputs, path);
    if (code == CLI_EXIT_DONE && to_folder)
        code = neume_cli_make_folder(output);
    for (int i = 0; to_folder && inputs->below && code == CLI_EXIT_DONE && i < inputs->count; i++)
        code = make_folders(path[i], strlen(output), i ? path[i - 1] : "");
    return code;
}

void neume_cli_free_output_paths(char **path, int count)
{
    for (int i = 0; path && i < count; i++)
        free(path[i]);
    free(path);
}
