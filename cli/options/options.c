/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/options/options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/exit.h"
#include "cli/io/output_guard.h"
#include "cli/io/paths.h"
#include "cli/options/help.h"
#include "cli/options/words.h"
#include "core/output_target.h"

enum { LONGEST_WORD = 32 };

int neume_cli_pitch(const char *text)
{
    static const int semitone['G' - 'A' + 1] = {9, 11, 0, 2, 4, 5, 7};
    char *end;
    long pitch, octave;
    char letter = (char)(*text & ~0x20); /* upper case */
    if (letter >= 'A' && letter <= 'G') {
        pitch = semitone[letter - 'A'];
        for (text++; *text == '#' || *text == 'b'; text++)
            pitch += *text == '#' ? 1 : -1;
        octave = strtol(text, &end, 10);
        if (end == text || octave < -1 || octave > 9)
            return -1;
        pitch += 12 * (octave + 1);
    } else {
        pitch = strtol(text, &end, 10);
    }
    return end == text || *end || pitch < 0 || pitch > 127 ? -1 : (int)pitch;
}

/* 1 where `known` may be what was meant, and is nearer than *distance, which it then becomes. */
static int is_nearer(const char *typed, const char *known, int *distance)
{
    int now = neume_cli_word_distance(typed, known);
    if (now > (strlen(known) > 3 ? 2 : 1) || now >= *distance)
        return 0;
    *distance = now;
    return 1;
}

enum cli_exit neume_cli_usage_error(const struct cli_command *command, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    neume_cli_error("%s: %s", command->name, text);
    return CLI_EXIT_USAGE;
}

static int set_choice(const struct cli_option *o, const char *text, int *field, char *why, size_t size)
{
    char word[LONGEST_WORD], near[LONGEST_WORD] = "", list[128] = "";
    int distance = LONGEST_WORD;
    for (int i = 0; neume_cli_choice_word(o->value, i, word, sizeof word); i++) {
        if (!strcmp(word, text)) {
            *field = i;
            return 0;
        }
        if (is_nearer(text, word, &distance))
            strcpy(near, word);
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", word);
    }
    if (*near)
        snprintf(why, size, "'%s' is not one of %s (did you mean '%s'?)", text, list, near);
    else
        snprintf(why, size, "'%s' is not one of %s", text, list);
    return -1;
}

/* Words with commas between them. */
static int set_choices(const struct cli_option *o, const char *text, unsigned *field, char *why, size_t size)
{
    char word[LONGEST_WORD];
    unsigned all = 0;
    for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        int index;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, ","), at);
        if (set_choice(o, word, &index, why, size))
            return -1;
        all |= 1U << index;
    }
    neume_cli_choice_word(o->value, 0, word, sizeof word);
    if (all & 1 && all != 1) {
        snprintf(why, size, "'%s' stands alone", word);
        return -1;
    }
    *field = all;
    return 0;
}

static int set_number(const struct cli_option *o, const char *text, void *field, char *why, size_t size)
{
    char *end = NULL;
    double value = 0;
    int words = 0, is_word = 0;
    for (char word[LONGEST_WORD]; o->word && !is_word && neume_cli_choice_word(o->word, words, word, sizeof word);) {
        is_word = !strcmp(word, text);
        value = -words++;
    }
    if (!is_word) {
        value = strtod(text, &end);
        int bad = end == text || *end || !isfinite(value) || value < o->min || value > o->max ||
                  (o->kind == CLI_WHOLE && value != floor(value));
        if (bad) {
            snprintf(why, size, "'%s' is not %s%sa %snumber from %.10g to %.10g%s%s", text, o->word ? o->word : "",
                     o->word ? " or " : "", o->kind == CLI_WHOLE ? "whole " : "", o->min, o->max, o->unit ? " " : "",
                     o->unit ? o->unit : "");
            return -1;
        }
    }
    if (o->kind == CLI_WHOLE)
        *(int *)field = (int)value;
    else
        *(double *)field = value;
    return 0;
}

int neume_cli_set(const struct cli_option *o, const char *text, void *settings, char *why, size_t size)
{
    void *field = (char *)settings + o->offset;
    switch (o->kind) {
    case CLI_FLAG:
        *(int *)field = 1;
        return 0;
    case CLI_TEXT:
    case CLI_FILE:
    case CLI_TARGET:
    case CLI_FOLDER:
        if (!*text) {
            snprintf(why, size, "the %s is empty", o->kind == CLI_TEXT ? "text" : "name");
            return -1;
        }
        *(const char **)field = o->kind == CLI_TARGET && neume_output_target_is_stdout(text) ? "-" : text;
        return 0;
    case CLI_CHOICE:
        return set_choice(o, text, field, why, size);
    case CLI_CHOICES:
        return set_choices(o, text, field, why, size);
    case CLI_WHOLE:
    case CLI_NUMBER:
        return set_number(o, text, field, why, size);
    case CLI_PITCH:
        break;
    }
    int pitch = neume_cli_pitch(text);
    if (pitch < 0)
        snprintf(why, size, "'%s' is not a MIDI pitch: 0 to 127, or a name such as C4 or F#3", text);
    else
        *(int *)field = pitch;
    return pitch < 0 ? -1 : 0;
}

/* What a parse knows on its way through argv. */
struct parse {
    const struct cli_command *command;
    void *settings;
    int argc, next;
    char **argv;
};

static enum cli_exit take(struct parse *p, const struct cli_option *o, const char *dashed, const char *attached)
{
    char why[256];
    const char *text = attached;
    if (o->kind != CLI_FLAG && !text) {
        if (p->next >= p->argc)
            return neume_cli_usage_error(p->command, "%s: a value is missing: %s", dashed, o->value);
        text = p->argv[p->next++];
    }
    if (neume_cli_set(o, text, p->settings, why, sizeof why))
        return neume_cli_usage_error(p->command, "%s: %s", dashed, why);
    return CLI_EXIT_DONE;
}

/* "--name" or "--name=value" */
static enum cli_exit take_long(struct parse *p, const char *word)
{
    char dashed[64];
    const struct cli_option *near = NULL;
    int distance = LONGEST_WORD;
    size_t length = strcspn(word + 2, "=");
    const char *attached = word[2 + length] ? word + 2 + length + 1 : NULL;
    snprintf(dashed, sizeof dashed, "%.*s", (int)(length > 60 ? 62 : length + 2), word);
    for (const struct cli_option *o = p->command->option; o->name; o++) {
        if (strlen(o->name) == length && !strncmp(o->name, word + 2, length)) {
            if (attached && o->kind == CLI_FLAG)
                return neume_cli_usage_error(p->command, "%s: takes no value", dashed);
            return take(p, o, dashed, attached);
        }
        if (is_nearer(dashed + 2, o->name, &distance))
            near = o;
    }
    if (near)
        return neume_cli_usage_error(p->command, "unknown option '%s' (did you mean '--%s'?)", dashed, near->name);
    return neume_cli_usage_error(p->command, "unknown option '%s' ('neume %s --help' lists them)", dashed,
                                 p->command->name);
}

/* "-q", "-qo FILE", "-oFILE" */
static enum cli_exit take_short(struct parse *p, const char *word)
{
    for (const char *c = word + 1; *c; c++) {
        const struct cli_option *o = p->command->option;
        char dashed[3] = {'-', *c, 0};
        while (o->name && o->letter != *c)
            o++;
        if (!o->name)
            return neume_cli_usage_error(p->command, "unknown option '%s' ('neume %s --help' lists them)", dashed,
                                         p->command->name);
        int takes_rest = o->kind != CLI_FLAG && c[1];
        enum cli_exit result = take(p, o, dashed, takes_rest ? c + 1 : NULL);
        if (result != CLI_EXIT_DONE || o->kind != CLI_FLAG)
            return result;
    }
    return CLI_EXIT_DONE;
}

static void set_defaults(const struct cli_command *command, void *settings)
{
    char why[256];
    memset(settings, 0, command->settings_size);
    for (const struct cli_option *o = command->option; o->name; o++)
        if (o->initial)
            neume_cli_set(o, o->initial, settings, why, sizeof why);
}

static enum cli_exit check_operands(const struct cli_command *command, const struct cli_operands *operands)
{
    if (operands->count < command->min_operands)
        return neume_cli_usage_error(command, "%s is missing: neume %s %s",
                                     operands->count ? "a second file" : "an input file", command->name,
                                     command->operands);
    if (command->max_operands >= 0 && operands->count > command->max_operands)
        return neume_cli_usage_error(command, "'%s' is one file too many", operands->name[command->max_operands]);
    for (int i = 0; i < operands->count; i++)
        if (!*operands->name[i])
            return neume_cli_usage_error(command, "a file name is empty");
    return CLI_EXIT_DONE;
}

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

static int is_folder(const char *path)
{
    struct stat st;
    return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static enum cli_exit check_target(const struct cli_command *command, const void *settings,
                                  const struct cli_operands *operands, const struct cli_option *target)
{
    const char *path = text_of(target, settings);
    int in_place = command->in_place && operands->count == 1; /* of several, one would be lost */
    for (int i = 0; !in_place && i < operands->count; i++)
        if (neume_cli_same_file(operands->name[i], path) && !is_folder(path)) /* into which files go */
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

/* Refuses a target that is a file that is read, another target, or an operand, but for the only one of a command that
 * works in place. "-" is nobody's file, but standard output takes only one of the targets. */
static enum cli_exit check_targets(const struct cli_command *command, const void *settings,
                                   const struct cli_operands *operands)
{
    enum cli_exit code = CLI_EXIT_DONE;
    for (const struct cli_option *o = command->option; o->name && code == CLI_EXIT_DONE; o++)
        if (o->kind == CLI_TARGET && text_of(o, settings))
            code = check_target(command, settings, operands, o);
    for (const struct cli_option *o = command->option; o->name && code == CLI_EXIT_DONE; o++) {
        const char *path = o->kind == CLI_TARGET ? text_of(o, settings) : NULL;
        /* What works in place leaves all but its notes as it is, also who made the file. */
        enum neume_status status = path ? neume_cli_guard_output(settings, path, !command->in_place) : NEUME_OK;
        if (status != NEUME_OK)
            code = neume_cli_fail(path, status, CLI_OUTPUT);
    }
    return code;
}

enum cli_exit neume_cli_parse(const struct cli_command *command, int argc, char **argv, void *settings,
                              struct cli_operands *operands, int *helped)
{
    struct parse p = {.command = command, .settings = settings, .argc = argc, .argv = argv};
    int only_operands = 0;
    *operands = (struct cli_operands){.name = argv};
    *helped = 0;
    set_defaults(command, settings);
    while (p.next < argc) {
        char *word = argv[p.next++];
        enum cli_exit result = CLI_EXIT_DONE;
        if (only_operands || word[0] != '-' || !word[1])
            argv[operands->count++] = word; /* never beyond what was read */
        else if (!strcmp(word, "--"))
            only_operands = 1;
        else
            result = word[1] == '-' ? take_long(&p, word) : take_short(&p, word);
        if (result != CLI_EXIT_DONE)
            return result;
    }
    const struct cli_common *common = settings;
    *helped = common->help;
    if (common->help)
        return neume_cli_print_help(command);
    neume_cli_set_quiet(common->quiet);
    enum cli_exit code = check_operands(command, operands);
    return code == CLI_EXIT_DONE ? check_targets(command, settings, operands) : code;
}
