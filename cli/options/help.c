/* SPDX-License-Identifier: MIT */
#include "cli/options/help.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands/commands.h"

enum { INDENT = 26, WIDTH = 80 };

const struct cli_exit_text neume_cli_exit_texts[] = {
    {CLI_EXIT_DONE, "done"},
    {CLI_EXIT_FAILED, "the work failed"},
    {CLI_EXIT_USAGE, "bad usage"},
    {CLI_EXIT_INPUT, "an input is missing or unreadable"},
    {CLI_EXIT_OUTPUT, "an output is not writable, or nobody reads the pipe any more"},
    {CLI_EXIT_DONE, NULL},
};

enum cli_exit neume_cli_finish_stdout(void)
{
    errno = 0;
    if (!fflush(stdout) && !ferror(stdout))
        return CLI_EXIT_DONE;
    return neume_cli_fail("-", neume_status_from_errno(errno, NEUME_ERR_WRITE), CLI_OUTPUT);
}

const char *neume_cli_value_word(const struct cli_option *o)
{
    return o->value ? o->value : "";
}

void neume_cli_describe_option(const struct cli_option *o, char *out, size_t size)
{
    char range[64] = "", initial[64] = "";
    if (o->kind == CLI_WHOLE || o->kind == CLI_NUMBER)
        snprintf(range, sizeof range, "; %.10g to %.10g%s%s", o->min, o->max, o->unit ? " " : "",
                 o->unit ? o->unit : "");
    if (o->word && *range)
        snprintf(range + strlen(range), sizeof range - strlen(range), ", or %s", o->word);
    if (o->initial)
        snprintf(initial, sizeof initial, " (default %s)", o->initial);
    snprintf(out, size, "%s%s%s", o->help, range, initial);
}

/* Prints `text` with its lines broken between words; the cursor stands at `column`. */
static void print_wrapped(const char *text, int column, int indent)
{
    int start = column;
    while (*text) {
        int length = (int)strcspn(text, " ");
        if (column > start && column + 1 + length > WIDTH) {
            printf("\n%*s", indent, "");
            start = column = indent;
        } else if (column > start) {
            putchar(' ');
            column++;
        }
        printf("%.*s", length, text);
        column += length;
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

/* Prints "a|b|c", broken after a '|' if the line is full; the cursor stands at `column`. Returns where it ends, or the
 * whole width if there are several lines. */
static int print_value(const char *value, int column)
{
    int indent = column, broken = 0;
    while (*value) {
        int length = (int)strcspn(value, "|");
        length += value[length] == '|';
        if (column > indent && column + length > WIDTH) {
            printf("\n%*s", indent, "");
            column = indent;
            broken = 1;
        }
        column += printf("%.*s", length, value);
        value += length;
    }
    return broken ? WIDTH : column;
}

static void print_option(const struct cli_option *o)
{
    char help[1024];
    char letter[8] = "    ";
    if (o->letter)
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
    neume_cli_describe_option(o, help, sizeof help);
    int used = printf("  %s--%s%s", letter, o->name, o->value ? " " : "");
    used = print_value(neume_cli_value_word(o), used);
    if (used >= INDENT - 1)
        printf("\n%*s", INDENT, "");
    else
        printf("%*s", INDENT - used, "");
    print_wrapped(help, INDENT, INDENT);
}

enum cli_exit neume_cli_print_help(const struct cli_command *command)
{
    printf("usage: neume %s [OPTION]... %s\n\n", command->name, command->operands);
    print_wrapped(command->description, 0, 0);
    printf("\noptions:\n");
    for (const struct cli_option *o = command->option; o->name; o++)
        print_option(o);
    printf("\nexamples:\n");
    for (const struct cli_example *e = command->example; e->line; e++)
        printf("  %s\n      %s\n", e->line, e->what);
    return neume_cli_finish_stdout();
}

enum cli_exit neume_cli_print_overview(void)
{
    printf("usage: neume FILE...                  the same as neume transcribe FILE...\n"
           "       neume COMMAND [OPTION]... FILE...\n"
           "       neume help COMMAND\n"
           "       neume --version\n\n"
           "neume turns recordings into MIDI, and plays MIDI back so that the two can be\ncompared.\n\ncommands:\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        printf("  %-12s%s\n", (*c)->name, (*c)->summary);
    printf("\nexit codes:\n");
    for (const struct cli_exit_text *t = neume_cli_exit_texts; t->text; t++)
        printf("  %d  %s\n", (int)t->code, t->text);
    return neume_cli_finish_stdout();
}
