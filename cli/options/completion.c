/* SPDX-License-Identifier: MIT */
#include "cli/options/completion.h"

#include <stdio.h>
#include <string.h>

#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/options/help.h"
#include "cli/options/words.h"

enum { WORD = 32 };

static int is_choice(const struct cli_option *o)
{
    return o->kind == CLI_CHOICE || o->kind == CLI_CHOICES;
}

/* The words of a choice, or of a number that a word may replace, with a separator between them. */
static void print_words(const struct cli_option *o, const char *separator)
{
    char word[WORD];
    const char *words = is_choice(o) ? o->value : o->word;
    for (int i = 0; words && neume_cli_choice_word(words, i, word, sizeof word); i++)
        printf("%s%s", i ? separator : "", word);
}

static int has_words(const struct cli_option *o)
{
    return is_choice(o) || o->word;
}

static int is_path(const struct cli_option *o)
{
    return o->kind == CLI_FILE || o->kind == CLI_TARGET || o->kind == CLI_FOLDER;
}

static const char *command_name(size_t index)
{
    return neume_cli_commands[index] ? neume_cli_commands[index]->name : NULL;
}

static void print_list(const char *(*word)(size_t index), const char *separator)
{
    for (size_t i = 0; word(i); i++)
        printf("%s%s", i ? separator : "", word(i));
}

/* After this option of the command. */
static void print_bash_value(const struct cli_command *c, const struct cli_option *o)
{
    printf("    %s:--%s", c->name, o->name);
    if (o->letter)
        printf("|%s:-%c", c->name, o->letter);
    fputs(") ", stdout);
    if (is_path(o))
        printf("_neume_files -%c", o->kind == CLI_FOLDER ? 'd' : 'f');
    if (o->preset || !is_path(o)) {
        printf("%s_neume_words '", is_path(o) ? "; " : "");
        if (o->preset)
            print_list(o->preset, " ");
        else
            print_words(o, " ");
        putchar('\'');
    }
    fputs("; return;;\n", stdout);
}

static const char bash_begin[] =
    "# bash completion of neume; made by neume --completion bash\n"
    "_neume_words() { COMPREPLY+=($(compgen -W \"$1\" -- \"$cur\")); }\n"
    "_neume_files() { local IFS=$'\\n'; COMPREPLY+=($(compgen \"$1\" -- \"$cur\")); compopt -o filenames 2>/dev/null; "
    "}\n"
    "_neume()\n{\n"
    "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} cmd=transcribe\n"
    "    COMPREPLY=()\n"
    "    [[ $cur == = ]] && cur=\n" /* --mode=d is three words to bash */
    "    [[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n"
    "    [[ ${COMP_WORDS[COMP_CWORD]} == = ]] && prev=${COMP_WORDS[COMP_CWORD-1]}\n"
    "    case ${COMP_WORDS[1]} in help|--completion";

static void print_bash(void)
{
    fputs(bash_begin, stdout);
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        printf("|%s", (*c)->name);
    printf(") ((COMP_CWORD > 1)) && cmd=${COMP_WORDS[1]};; esac\n    case $cmd:$prev in\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        for (const struct cli_option *o = (*c)->option; o->name; o++)
            if (o->kind != CLI_FLAG)
                print_bash_value(*c, o);
    printf("    esac\n    case $cmd:$cur in\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        printf("    %s:-*) _neume_words '", (*c)->name);
        for (const struct cli_option *o = (*c)->option; o->name; o++)
            printf("--%s ", o->name);
        printf("%s'; return;;\n", c == neume_cli_commands ? "--version" : "");
    }
    fputs("    help:*) _neume_words '", stdout);
    print_list(command_name, " ");
    fputs("'; return;;\n    --completion:*) _neume_words 'bash zsh fish'; return;;\n", stdout);
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        if ((*c)->operand) {
            printf("    %s:*) _neume_words '", (*c)->name);
            print_list((*c)->operand, " ");
            fputs("'; return;;\n", stdout);
        }
    fputs("    esac\n    _neume_files -f\n    ((COMP_CWORD == 1)) && _neume_words 'help ", stdout);
    print_list(command_name, " ");
    fputs("'\n}\ncomplete -F _neume neume\n", stdout);
}

/* Text inside '...[...]' of a zsh specification inside single quotes. */
static void print_zsh_text(const char *text)
{
    for (; *text; text++) {
        if (strchr("[]:\\", *text))
            putchar('\\');
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, 0}, stdout);
    }
}

static void print_zsh_option(const struct cli_option *o)
{
    if (o->letter)
        printf(" \\\n        '(-%c --%s)'{-%c,--%s%s}'[", o->letter, o->name, o->letter, o->name,
               o->kind == CLI_FLAG ? "" : "=");
    else
        printf(" \\\n        '--%s%s[", o->name, o->kind == CLI_FLAG ? "" : "=");
    print_zsh_text(o->help);
    putchar(']');
    if (o->preset) {
        printf(":%s:{_files; compadd ", o->name);
        print_list(o->preset, " ");
        putchar('}');
    } else if (is_path(o)) {
        printf(":%s:_files%s", o->name, o->kind == CLI_FOLDER ? " -/" : "");
    } else if (o->kind != CLI_FLAG) {
        printf(":%s:", o->name);
        if (has_words(o)) {
            putchar('(');
            print_words(o, " ");
            putchar(')');
        } else {
            putchar(' ');
        }
    }
    putchar('\'');
}

static void print_zsh_operands(const struct cli_command *c)
{
    if (c->operand) {
        printf(" \\\n        '*:%s:(", c->name);
        print_list(c->operand, " ");
        printf(")';;\n");
    } else {
        printf(" \\\n        '*:file:_files';;\n");
    }
}

static void print_zsh(void)
{
    printf("#compdef neume\n# zsh completion of neume; made by neume --completion zsh\n"
           "_neume() {\n    local -a commands\n    commands=(\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        printf("        '%s:", (*c)->name);
        print_zsh_text((*c)->summary);
        printf("'\n");
    }
    printf(
        "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        _files\n        return\n"
        "    fi\n    case $words[2] in\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        /* transcribe comes first and is also what runs without a command, so it is put last, as the default */
        if (c == neume_cli_commands)
            continue;
        printf("    %s) _arguments", (*c)->name);
        for (const struct cli_option *o = (*c)->option; o->name; o++)
            print_zsh_option(o);
        print_zsh_operands(*c);
    }
    printf("    help) _describe command commands;;\n    *) _arguments");
    for (const struct cli_option *o = neume_cli_commands[0]->option; o->name; o++)
        print_zsh_option(o);
    printf(" \\\n        '*:file:_files';;\n    esac\n}\n_neume \"$@\"\n");
}

static void print_fish_text(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('\'');
}

static void print_fish(void)
{
    printf("# fish completion of neume; made by neume --completion fish\n");
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        printf("complete -c neume -n __fish_use_subcommand -a %s -d ", (*c)->name);
        print_fish_text((*c)->summary);
        putchar('\n');
        for (const struct cli_option *o = (*c)->option; o->name; o++) {
            printf("complete -c neume -n '__fish_seen_subcommand_from %s' -l %s", (*c)->name, o->name);
            if (o->letter)
                printf(" -s %c", o->letter);
            if (o->preset) {
                printf(" -r -F -a '");
                print_list(o->preset, " ");
                putchar('\'');
            } else if (is_path(o))
                printf(" -r -F");
            else if (o->kind != CLI_FLAG)
                printf(" -x");
            if (has_words(o)) {
                printf(" -a '");
                print_words(o, " ");
                putchar('\'');
            }
            printf(" -d ");
            print_fish_text(o->help);
            putchar('\n');
        }
        if ((*c)->operand) {
            printf("complete -c neume -n '__fish_seen_subcommand_from %s' -f -a '", (*c)->name);
            print_list((*c)->operand, " ");
            puts("'");
        }
    }
    printf("complete -c neume -n __fish_use_subcommand -a help -d 'what a command does'\n"
           "complete -c neume -n '__fish_seen_subcommand_from help' -f -a '");
    print_list(command_name, " ");
    puts("'");
}

enum cli_exit neume_cli_print_completion(const char *shell)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (!strcmp(shells[i].shell, shell)) {
            shells[i].print();
            return neume_cli_finish_stdout();
        }
    }
    neume_cli_error("--completion: '%s' is not one of bash, zsh, fish", shell);
    return CLI_EXIT_USAGE;
}
