/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/options/completion.h"
#include "cli/options/help.h"
#include "cli/options/man.h"
#include "cli/options/options_json.h"
#include "cli/options/words.h"
#include "models/nn/kernel.h"
#include "neume/neume.h"
#include "neume/render.h"

static enum cli_exit print_version(void)
{
    printf("neume %s (FFT by %s)\n", neume_version(), neume_fft_backend());
    return neume_cli_finish_stdout();
}

static enum cli_exit unknown_command(const char *word)
{
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        if (neume_cli_word_distance(word, (*c)->name) <= 2) {
            neume_cli_error("'%s' is no command and no file (did you mean '%s'?)", word, (*c)->name);
            return CLI_EXIT_USAGE;
        }
    }
    neume_cli_error("'%s' is no command ('neume --help' lists them)", word);
    return CLI_EXIT_USAGE;
}

static enum cli_exit help_on(const char *name)
{
    const struct cli_command *command = name ? neume_cli_find_command(name) : NULL;
    if (name && !command)
        return unknown_command(name);
    return command ? neume_cli_print_help(command) : neume_cli_print_overview();
}

/* A word that is nearly a command's name and no file is a slip; any other word is a file to transcribe. */
static int is_slip(const char *word)
{
    if (*word == '-' || strpbrk(word, "./") || !access(word, F_OK))
        return 0;
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        if (neume_cli_word_distance(word, (*c)->name) <= 2)
            return 1;
    return 0;
}

/* "neume -q beats x.wav" is "neume beats -q x.wav": moves a command that flags come before to the front. */
static void put_command_first(int argc, char **argv)
{
    int at = 1;
    while (at < argc && argv[at][0] == '-' && argv[at][1])
        at++;
    if (at == 1 || at == argc || !neume_cli_find_command(argv[at]) || !access(argv[at], F_OK))
        return;
    char *word = argv[at];
    memmove(argv + 2, argv + 1, (size_t)(at - 1) * sizeof *argv);
    argv[1] = word;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        neume_cli_error("a file or a command is missing ('neume --help' lists them)");
        return CLI_EXIT_USAGE;
    }
    put_command_first(argc, argv);
    const char *word = argv[1];
    const char *next = argc > 2 ? argv[2] : NULL;
    if (!strcmp(word, "--help") || !strcmp(word, "-h"))
        return neume_cli_print_overview();
    if (!strcmp(word, "help"))
        return help_on(next);
    if (!strcmp(word, "--version") || !strcmp(word, "-V"))
        return print_version();
    if (!strcmp(word, "--man"))
        return neume_cli_print_man();
    if (!strcmp(word, "--options"))
        return neume_cli_print_options_json();
    if (!strcmp(word, "--completion"))
        return neume_cli_print_completion(next ? next : "");
    const struct cli_command *command = neume_cli_find_command(word);
    if (command)
        return command->run(argc - 2, argv + 2);
    if (is_slip(word))
        return unknown_command(word);
    return neume_cli_transcribe.run(argc - 1, argv + 1);
}

/* NEUME_KERNEL, before anything is computed. */
static enum cli_exit check_kernel(void)
{
    enum neume_kernel best;
    char list[64] = "";
    enum neume_status status = neume_kernel_chosen(&best);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    for (enum neume_kernel k = 0; k < NEUME_KERNEL_COUNT; k++)
        if (status == NEUME_ERR_ARGUMENT || neume_kernel_runs(k))
            snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", *list ? ", " : "", neume_kernel_name(k));
    if (status == NEUME_ERR_ARGUMENT)
        neume_cli_error("NEUME_KERNEL: '%s' is not one of %s", getenv("NEUME_KERNEL"), list);
    else
        neume_cli_error("NEUME_KERNEL: this processor has no %s, only %s", getenv("NEUME_KERNEL"), list);
    return CLI_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    neume_cli_open_streams();
    neume_cli_catch_signals();
    neume_render_silence();
    int code = check_kernel();
    if (code == CLI_EXIT_DONE)
        code = run(argc, argv);
    neume_cli_die_if_stopped();
    return code;
}
