/* SPDX-License-Identifier: MIT */
#include "cli/options/options_json.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/commands/commands.h"
#include "cli/options/help.h"
#include "cli/options/instrument_ranges.h"
#include "cli/options/words.h"
#include "neume/neume.h"

static const char *const kinds[] = {
    [CLI_FLAG] = "flag",     [CLI_TEXT] = "text",     [CLI_FILE] = "file",       [CLI_TARGET] = "target",
    [CLI_FOLDER] = "folder", [CLI_CHOICE] = "choice", [CLI_CHOICES] = "choices", [CLI_WHOLE] = "whole",
    [CLI_NUMBER] = "number", [CLI_PITCH] = "pitch",
};

static int is_number(const struct cli_option *o)
{
    return o->kind == CLI_WHOLE || o->kind == CLI_NUMBER;
}

static json_t *option_to_json(const struct cli_option *o)
{
    json_t *row = json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:s}", "name", o->name, "kind", kinds[o->kind], "value",
                            o->value, "default", o->initial, "unit", o->unit, "word", o->word, "help", o->help);
    if (row && is_number(o)) {
        json_object_set_new(row, "min", json_real(o->min));
        json_object_set_new(row, "max", json_real(o->max));
    }
    return row;
}

static json_t *command_to_json(const struct cli_command *c)
{
    json_t *options = json_array();
    for (const struct cli_option *o = c->option; o->name; o++)
        json_array_append_new(options, option_to_json(o));
    return json_pack("{s:s, s:s, s:o}", "summary", c->summary, "description", c->description, "options", options);
}

static json_t *ranges_to_json(void)
{
    json_t *ranges = json_object();
    char name[32];
    for (int i = 0; neume_cli_choice_word(CLI_INSTRUMENT_RANGES, i, name, sizeof name); i++) {
        struct cli_instrument_range range = neume_cli_instrument_range(i);
        json_object_set_new(ranges, name, json_pack("[i, i]", range.low, range.high));
    }
    return ranges;
}

enum cli_exit neume_cli_print_options_json(void)
{
    json_t *commands = json_object();
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        json_object_set_new(commands, (*c)->name, command_to_json(*c));
    json_t *all =
        json_pack("{s:s, s:o, s:o}", "version", neume_version(), "ranges", ranges_to_json(), "commands", commands);
    if (!all)
        return neume_cli_fail("--options", NEUME_ERR_MEMORY, CLI_OUTPUT);
    json_dumpf(all, stdout, JSON_INDENT(1));
    json_decref(all);
    putchar('\n');
    return neume_cli_finish_stdout();
}
