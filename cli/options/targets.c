/* SPDX-License-Identifier: MIT */
#include "cli/options/targets.h"

#include <string.h>

#include "cli/io/output_paths.h"

static const char *text_of(const struct cli_option *option, const void *settings)
{
    const char *text;
    memcpy(&text, (const char *)settings + option->offset, sizeof text);
    return text;
}

/* Whether two files to be written are one; the ends of one pipe too. */
static int is_one_target(const char *a, const char *b)
{
    return neume_cli_same_file(a, b) || (!strcmp(a, "-") && !strcmp(b, "-"));
}

static enum cli_exit check_target(const struct cli_command *command, const void *settings,
                                  const struct cli_operands *operands, const struct cli_option *target)
{
    const char *path = text_of(target, settings);
    for (int i = 0; !command->in_place && i < operands->count; i++)
        if (neume_cli_same_file(operands->name[i], path))
            return neume_cli_usage_error(command, "--%s %s: the output would replace an input", target->name, path);
    for (const struct cli_option *o = command->option; o->name; o++) {
        const char *other = o->kind == CLI_FILE || o->kind == CLI_TARGET ? text_of(o, settings) : NULL;
        if (!other || o == target)
            continue;
        if (o->kind == CLI_FILE && neume_cli_same_file(other, path))
            return neume_cli_usage_error(command, "--%s %s: the output would replace an input, that of --%s",
                                         target->name, path, o->name);
        if (o->kind == CLI_TARGET && is_one_target(other, path))
            return neume_cli_usage_error(command, "--%s %s: --%s is written to it too", target->name, path, o->name);
    }
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_check_targets(const struct cli_command *command, const void *settings,
                                      const struct cli_operands *operands)
{
    enum cli_exit code = CLI_EXIT_DONE;
    for (const struct cli_option *o = command->option; o->name && code == CLI_EXIT_DONE; o++)
        if (o->kind == CLI_TARGET && text_of(o, settings))
            code = check_target(command, settings, operands, o);
    return code;
}
