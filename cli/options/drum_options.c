/* SPDX-License-Identifier: MIT */
#include "cli/options/drum_options.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/options/help.h"
#include "cli/options/options.h"

enum { LONGEST = 64 };

/* 0..1, or -1. */
static double share(const char *text)
{
    char *end;
    double value = strtod(text, &end);
    return end != text && !*end && isfinite(value) && value >= 0 && value <= 1 ? value : -1;
}

enum cli_exit neume_cli_drum_sensitivity(const struct cli_command *command, const char *text, struct neume_options *o)
{
    double own[NEUME_DRUM_COUNT];
    char word[LONGEST];
    const char *bad;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        own[d] = -1;
    for (int first = 1;; first = 0) {
        size_t length = strcspn(text, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        char *equals = strchr(word, '=');
        double value = share(equals ? equals + 1 : word);
        if (length >= sizeof word || value < 0 || (!equals && !first))
            return neume_cli_usage_error(command, "--sensitivity: '%s' is not a number from 0 to 1%s",
                                         equals ? equals + 1 : word, first ? "" : ", nor DRUM= and one");
        if (equals)
            *equals = 0;
        unsigned set = equals ? neume_drum_set(word, &bad) : 0;
        if (equals && !set)
            return neume_cli_usage_error(command, "--sensitivity: '%s' is none of " CLI_DRUM_NAMES, word);
        if (!equals)
            o->sensitivity = value;
        for (int d = 0; d < NEUME_DRUM_COUNT; d++)
            own[d] = set >> d & 1 ? value : own[d];
        if (!text[length])
            break;
        text += length + 1;
    }
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        o->drum_sensitivity[d] = own[d] < 0 ? 0 : own[d] - o->sensitivity;
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_drum_offsets(const struct cli_command *command, const char *text, double *offset)
{
    char word[LONGEST], *end;
    const char *bad;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        offset[d] = 0;
    for (int first = 1;; first = 0) {
        size_t length = strcspn(text, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, text);
        char *equals = strchr(word, '='), *number = equals ? equals + 1 : word;
        double value = strtod(number, &end);
        if (length >= sizeof word || end == number || *end || !(fabs(value) <= 100) || (!equals && !first))
            return neume_cli_usage_error(command, "--offset: '%s' is not a number from -100 to 100%s", number,
                                         first ? "" : ", nor DRUM= and one");
        if (equals)
            *equals = 0;
        unsigned set = equals ? neume_drum_set(word, &bad) : ~0u;
        if (!set)
            return neume_cli_usage_error(command, "--offset: '%s' is none of " CLI_DRUM_NAMES, word);
        for (int d = 0; d < NEUME_DRUM_COUNT; d++)
            offset[d] = set >> d & 1 ? value : offset[d];
        if (!text[length])
            return CLI_EXIT_DONE;
        text += length + 1;
    }
}

/* "general-midi, bfd, ..." into out[size]. */
static void list_presets(char *out, size_t size)
{
    const char *name;
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; (name = neume_drum_map_preset(i)) != NULL && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", name);
}

enum cli_exit neume_cli_drum_map(const struct cli_command *command, const char *name, struct neume_drum_map *map)
{
    struct neume_drum_map_problem problem;
    char presets[256];
    enum neume_status status = neume_drum_map_load(map, name, &problem);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    if (status == NEUME_ERR_NOT_FOUND && !strchr(name, '/') && !strchr(name, '.')) {
        list_presets(presets, sizeof presets);
        return neume_cli_usage_error(command, "--drum-map: '%s' is neither a file nor one of %s", name, presets);
    }
    if (!*problem.words)
        return neume_cli_fail(name, status, CLI_INPUT);
    if (problem.line)
        neume_cli_error("%s:%d: %s", name, problem.line, problem.words);
    else
        neume_cli_error("%s: %s", name, problem.words);
    return neume_cli_exit_of(status, CLI_INPUT);
}

/* The notes of a drum's keys, "45" or "43/41", into out[size]. */
static void show_notes(const struct neume_drum_map *map, int drum, char *out, size_t size)
{
    static const int keys[NEUME_DRUM_COUNT][4] = {{36}, {38},     {37},     {42}, {46}, {44},
                                                  {48}, {47, 45}, {43, 41}, {51}, {53}, {49, 57, 55, 52}};
    size_t used = 0;
    *out = 0;
    for (int i = 0; i < 4 && keys[drum][i] && used < size; i++) {
        int note = map->key[keys[drum][i]], again = 0;
        for (int k = 0; k < i; k++)
            again |= map->key[keys[drum][k]] == note;
        if (again)
            continue;
        used +=
            (size_t)snprintf(out + used, size - used, note == NEUME_DRUM_OFF ? "%soff" : "%s%d", i ? "/" : "", note);
    }
}

enum cli_exit neume_cli_print_drum_maps(void)
{
    struct neume_drum_map map;
    char notes[32];
    const char *name;
    printf("%-18s", "");
    for (int d = 0; d < NEUME_DRUM_XX; d++)
        printf(d == NEUME_DRUM_CR                       ? "  %s\n"
               : d < NEUME_DRUM_T2 || d > NEUME_DRUM_T3 ? "  %-3s"
                                                        : "  %-5s",
               neume_drum_name((enum neume_drum)d));
    for (size_t i = 0; (name = neume_drum_map_preset(i)) != NULL; i++) {
        neume_drum_map_load(&map, name, NULL);
        printf("%-18s", name);
        for (int d = 0; d < NEUME_DRUM_XX; d++) {
            show_notes(&map, d, notes, sizeof notes);
            printf(d == NEUME_DRUM_CR ? "  %s\n" : d < NEUME_DRUM_T2 || d > NEUME_DRUM_T3 ? "  %-3s" : "  %-5s", notes);
        }
    }
    printf("\n");
    for (size_t i = 0; (name = neume_drum_map_preset(i)) != NULL; i++) {
        neume_drum_map_load(&map, name, NULL);
        printf("%-18s  %s", name, map.title);
        const char *other, *preset;
        for (size_t k = 0; (other = neume_drum_map_also(k, &preset)) != NULL; k++)
            if (!strcmp(preset, name))
                printf(", %s", other);
        printf("\n");
    }
    printf("\nA file of your own has lines such as 'KD 36', 'HH 42', '43 65' (a key of General MIDI), 'HP off';\n"
           "of lines that speak of the same drum the last counts, and # begins a comment.\n");
    return neume_cli_finish_stdout();
}
