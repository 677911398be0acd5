/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/output_paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/output_clashes.h"
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
    if (neume_cli_stopped()) /* in the last moment: whoever stopped it wants no output */
        return neume_cli_fail("-", NEUME_ERR_CANCELLED, CLI_OUTPUT);
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

/* A file's name with another ending, or with one more where it has none; to be freed. */
static char *with_ending(const char *path, const char *ending)
{
    const char *base = neume_cli_base_name(path), *dot = strrchr(base, '.');
    return neume_cli_join_path(path, dot && dot != base ? (size_t)(dot - path) : strlen(path), ending, strlen(ending),
                               "");
}

static char *path_of(const struct cli_output_plan *plan, const struct cli_operands *inputs, int to_folder, int i,
                     size_t which)
{
    const char *name = inputs->name[i], *ending = plan->ending[which];
    if (plan->output && !to_folder)
        return plan->endings > 1 ? with_ending(plan->output, ending) : strdup(plan->output);
    if (plan->keeps && plan->keeps(name))
        ending = strrchr(neume_cli_base_name(name), '.');
    return target_for(name, to_folder && inputs->below ? inputs->below[i] : NULL, to_folder ? plan->output : NULL,
                      ending);
}

int neume_cli_output_is_folder(const struct cli_output_plan *plan, const struct cli_operands *inputs)
{
    struct stat st;
    return plan->output && strcmp(plan->output, "-") != 0 &&
           (plan->into_folder || inputs->count > 1 || neume_cli_has_ending(plan->output, "/") ||
            (!stat(plan->output, &st) && S_ISDIR(st.st_mode)));
}

enum cli_exit neume_cli_plan_outputs(const struct cli_command *command, const struct cli_operands *inputs,
                                     const struct cli_output_plan *plan, char **path)
{
    const char *output = plan->output;
    memset(path, 0, (size_t)inputs->count * plan->endings * sizeof *path);
    if (count_standard_inputs(inputs) > 1)
        return neume_cli_usage_error(command, "standard input can be read only once");
    const int to_stdout = output ? !strcmp(output, "-") : inputs->count == 1 && !strcmp(inputs->name[0], "-");
    if (to_stdout && (inputs->count > 1 || plan->into_folder))
        return neume_cli_usage_error(command, "only one input can go to standard output");
    if (to_stdout && plan->endings > 1)
        return neume_cli_usage_error(command, "only one format can go to standard output");
    const int to_folder = neume_cli_output_is_folder(plan, inputs);
    for (int i = 0; i < inputs->count; i++)
        for (size_t e = 0; e < plan->endings; e++) {
            char **p = &path[(size_t)i * plan->endings + e];
            *p = to_stdout ? strdup("-") : path_of(plan, inputs, to_folder, i, e);
            if (!*p) {
                neume_cli_error("%s", neume_status_text(NEUME_ERR_MEMORY));
                return CLI_EXIT_FAILED;
            }
        }
    return neume_cli_refuse_clashes(command, inputs, path, plan->endings);
}

enum cli_exit neume_cli_make_output_folders(const char *folder, char *const *path, size_t count)
{
    enum cli_exit code = neume_cli_make_folder(folder);
    for (size_t i = 0; code == CLI_EXIT_DONE && i < count; i++)
        code = make_folders(path[i], strlen(folder), i ? path[i - 1] : "");
    return code;
}

enum cli_exit neume_cli_plan_output_paths(const struct cli_command *command, const struct cli_operands *inputs,
                                          const char *output, const char *ending, char **path)
{
    const struct cli_output_plan plan = {.output = output, .ending = &ending, .endings = 1};
    enum cli_exit code = neume_cli_plan_outputs(command, inputs, &plan, path);
    return code == CLI_EXIT_DONE && neume_cli_output_is_folder(&plan, inputs) ? neume_cli_make_folder(output) : code;
}

void neume_cli_free_output_paths(char **path, size_t count)
{
    for (size_t i = 0; path && i < count; i++)
        free(path[i]);
    free(path);
}
