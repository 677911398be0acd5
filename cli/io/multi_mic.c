/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/multi_mic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "cli/options/drum_options.h"
#include "cli/options/options.h"

enum { MOST = 64 };

/* Where "=DRUMS" begins in an operand; NULL where it has none, or is a file of that whole name. */
static char *drums_of(char *operand)
{
    char *equals = strrchr(operand, '=');
    return equals && equals != operand && access(operand, F_OK) ? equals : NULL;
}

int neume_cli_is_multi_mic(const struct cli_operands *operands)
{
    for (int i = 0; i < operands->count; i++)
        if (drums_of(operands->name[i]))
            return 1;
    return 0;
}

/* "SD,SS@0.25" */
static enum cli_exit take_drums(struct neume_microphone *mic, const struct cli_command *command, const char *name,
                                char *drums)
{
    const char *bad;
    char *at = strchr(drums, '@'), *end;
    if (at) {
        *at++ = 0;
        mic->delay = strtod(at, &end);
        if (end == at || *end || !(fabs(mic->delay) <= 3600))
            return neume_cli_usage_error(command, "%s: '%s' is not a time from -3600 to 3600 seconds", name, at);
    }
    if (!strcasecmp(drums, "ROOM"))
        return CLI_EXIT_DONE;
    mic->drums = neume_drum_set(drums, &bad);
    if (!mic->drums)
        return neume_cli_usage_error(command, "%s: '%.*s' is none of ROOM, " CLI_DRUM_NAMES, name,
                                     (int)strcspn(bad, ","), bad);
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_multi_mic_parse(struct cli_multi_mic *take, const struct cli_command *command,
                                        const struct cli_operands *operands)
{
    enum cli_exit code = CLI_EXIT_DONE;
    size_t count = (size_t)operands->count, standard = 0;
    *take = (struct cli_multi_mic){0};
    if (count > MOST)
        return neume_cli_usage_error(command, "%zu microphones: a take has at most %d", count, MOST);
    take->mic = calloc(count, sizeof *take->mic);
    take->name = calloc(count, sizeof *take->name);
    take->input = calloc(count, sizeof *take->input);
    if (!take->mic || !take->name || !take->input)
        return neume_cli_fail(operands->name[0], NEUME_ERR_MEMORY, CLI_INPUT);
    take->count = count;
    for (size_t i = 0; i < count && code == CLI_EXIT_DONE; i++) {
        char *drums = drums_of(operands->name[i]);
        take->name[i] = operands->name[i];
        if (drums) {
            *drums = 0;
            code = take_drums(&take->mic[i], command, take->name[i], drums + 1);
        }
        standard += !strcmp(take->name[i], "-");
        for (size_t k = 0; k < i && code == CLI_EXIT_DONE; k++)
            if (!strcmp(take->name[k], take->name[i]) && strcmp(take->name[i], "-") != 0)
                code = neume_cli_usage_error(command, "%s: the same microphone twice", take->name[i]);
    }
    if (code == CLI_EXIT_DONE && standard > 1)
        return neume_cli_usage_error(command, "standard input can be read only once");
    return code;
}

enum neume_status neume_cli_multi_mic_open(struct cli_multi_mic *take, size_t *bad)
{
    for (size_t i = 0; i < take->count; i++) {
        enum neume_status status = neume_cli_input_open(&take->input[i], take->name[i]);
        take->mic[i].path = take->input[i].path;
        *bad = i;
        if (status != NEUME_OK)
            return status;
    }
    return NEUME_OK;
}

void neume_cli_multi_mic_close(struct cli_multi_mic *take)
{
    for (size_t i = 0; take->input && i < take->count; i++)
        neume_cli_input_close(&take->input[i]);
    free(take->mic);
    free(take->name);
    free(take->input);
    *take = (struct cli_multi_mic){0};
}
