/* SPDX-License-Identifier: MIT */
#include "cli/options/man.h"

#include <ctype.h>
#include <stdio.h>

#include "cli/commands/commands.h"
#include "cli/options/help.h"
#include "neume/neume.h"

/* Text with what roff would take for its own made harmless. */
static void print_roff(const char *text)
{
    for (; *text; text++) {
        if (*text == '-')
            fputs("\\-", stdout);
        else if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '\'')
            fputs("\\(aq", stdout);
        else
            putchar(*text);
    }
}

static void print_paragraph(const char *macro, const char *text)
{
    printf("%s\n", macro);
    print_roff(text);
    putchar('\n');
}

static void print_option(const struct cli_option *o)
{
    char help[1024];
    fputs(".TP\n", stdout);
    if (o->letter)
        printf("\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", stdout);
    print_roff(o->name);
    fputs("\\fR", stdout);
    if (o->value) {
        fputs(" \\fI", stdout);
        print_roff(o->value);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    neume_cli_describe_option(o, help, sizeof help);
    print_roff(help);
    putchar('\n');
}

static void print_command(const struct cli_command *c)
{
    printf(".SH NEUME ");
    for (const char *p = c->name; *p; p++)
        putchar(toupper((unsigned char)*p));
    printf("\n.B neume %s\n[\\fIoption\\fR]...\n.I %s\n", c->name, c->operands);
    print_paragraph(".PP", c->description);
    for (const struct cli_option *o = c->option; o->name; o++)
        print_option(o);
    printf(".SS Examples\n");
    for (const struct cli_example *e = c->example; e->line; e++) {
        printf(".TP\n\\fB");
        print_roff(e->line);
        printf("\\fR\n");
        print_roff(e->what);
        putchar('\n');
    }
}

static void print_environment(void)
{
    static const char *const rows[][2] = {
        {"NEUME_SOUNDFONT", "the SoundFont to play with, if --soundfont names none"},
        {"NEUME_KERNEL",
         "how networks are computed: plain, avx2, avx_vnni, avx512, avx512_vnni or neon_dot; without it the "
         "fastest that the processor has"},
        {"TMPDIR", "the folder for what standard input, pipes and long pages are kept in meanwhile; without it /tmp"},
    };
    printf(".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        printf(".TP\n.B %s\n", rows[i][0]);
        print_roff(rows[i][1]);
        putchar('\n');
    }
}

enum cli_exit neume_cli_print_man(void)
{
    printf(".TH NEUME 1 \"\" \"neume %s\" \"User Commands\"\n", neume_version());
    printf(".SH NAME\nneume \\- recordings to MIDI, and back for comparison\n");
    printf(".SH SYNOPSIS\n.B neume\n.I file\\fR...\n.br\n.B neume\n.I command\n[\\fIoption\\fR]... \\fIfile\\fR...\n");
    print_paragraph(".SH DESCRIPTION",
                    "neume turns recordings into MIDI, and plays MIDI back so that the two can be compared. Without a "
                    "command it transcribes. Options may follow file names; -- ends the options. The file name - is "
                    "standard input or standard output. The product goes to standard output or to a file, everything "
                    "else to standard error. A file that is written appears whole or not at all.");
    print_paragraph(
        ".PP", "An output that is a link is followed, also to a file that is not there yet, and stays a link; a pipe "
               "or device gets the finished bytes; /dev/stdout and /dev/fd/N are the open stream. Files that are "
               "there are replaced, except with --no-clobber, and never an input.");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        print_command(*c);
    printf(".SH EXIT STATUS\n");
    for (const struct cli_exit_text *t = neume_cli_exit_texts; t->text; t++) {
        printf(".TP\n%d\n", (int)t->code);
        print_roff(t->text);
        putchar('\n');
    }
    print_paragraph(".PP", "Of several files the worst code counts, which is the largest.");
    print_environment();
    print_paragraph(".SH SEE ALSO", "fluidsynth(1), sndfile-info(1)");
    return neume_cli_finish_stdout();
}
