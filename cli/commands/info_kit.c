/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/commands/info_kit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"
#include "cli/options/help.h"
#include "core/drum_keys.h"
#include "datasets/bench/json_text.h"
#include "neume/drum.h"
#include "render/kits/kit.h"
#include "render/kits/kit_summary.h"

enum { MOST_MISSING = 20 /* that are named */ };

int neume_cli_is_kit(const char *name)
{
    static const char *const endings[] = {".sfz", ".h2drumkit", ".sf2", ".sf3", ".xml"};
    struct stat st;
    if (!stat(name, &st))
        for (size_t i = 0; i < sizeof endings / sizeof *endings && !S_ISDIR(st.st_mode); i++) {
            if (neume_cli_has_ending(name, endings[i]))
                return 1;
        }
    else
        return strstr(name, ".sf2:") || strstr(name, ".sf3:");
    return S_ISDIR(st.st_mode);
}

static const char *key_name(int key)
{
    const char *name = neume_drum_key_label(key);
    return name ? name : "";
}

static json_t *drums_to_json(const struct neume_kit_drum *drum, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *row = json_pack("{s:i, s:s, s:s}", "key", drum[i].key, "drum",
                                neume_drum_name(neume_drum_of_key(drum[i].key)), "name", key_name(drum[i].key));
        if (drum[i].samples) {
            json_object_set_new(row, "samples", json_integer((json_int_t)drum[i].samples));
            json_object_set_new(row, "layers", json_integer((json_int_t)drum[i].layers));
            json_object_set_new(row, "round_robins", json_integer((json_int_t)drum[i].alike));
        }
        json_array_append_new(list, row);
    }
    return list;
}

static json_t *missing_to_json(const struct neume_kit *kit)
{
    json_t *list = json_array();
    size_t cursor = 0, count = 0;
    enum neume_status why;
    for (char *path; (path = neume_kit_missing(kit, &cursor, &why)) != NULL; free(path), count++) {
        char line[4400];
        snprintf(line, sizeof line, "%s: %s", path, neume_status_text(why));
        if (count < MOST_MISSING)
            json_array_append_new(list, neume_json_text(line));
    }
    if (count > MOST_MISSING) {
        char line[64];
        snprintf(line, sizeof line, "and %zu more", count - MOST_MISSING);
        json_array_append_new(list, neume_json_text(line));
    }
    return list;
}

static json_t *notes_to_json(const struct neume_kit *kit)
{
    json_t *list = json_array();
    const char *text;
    int is_warning;
    for (size_t i = 0; (text = neume_kit_note(kit, i, &is_warning)) != NULL; i++)
        json_array_append_new(list, neume_json_text(text));
    size_t unnamed = neume_kit_unnamed(kit, &text);
    if (unnamed) {
        char line[4400];
        snprintf(line, sizeof line, "%zu file%s whose name says no drum: %s", unnamed, unnamed == 1 ? "" : "s", text);
        json_array_append_new(list, neume_json_text(line));
    }
    return list;
}

static void print_list(json_t *list, const char *title)
{
    size_t i;
    json_t *row;
    json_array_foreach(list, i, row)
    {
        printf("  %-20s", i ? "" : title);
        for (const char *c = json_string_value(row); *c; c++) /* a name must not drive the terminal */
            putchar((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
        putchar('\n');
    }
}

static void print_drums(const struct neume_kit_drum *drum, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("  %3d  %-3s %-22s", drum[i].key, neume_drum_name(neume_drum_of_key(drum[i].key)),
               key_name(drum[i].key));
        if (drum[i].samples)
            printf(" %5zu sample%s %4zu layer%s %4zu alike", drum[i].samples, drum[i].samples == 1 ? " " : "s",
                   drum[i].layers, drum[i].layers == 1 ? " " : "s", drum[i].alike);
        putchar('\n');
    }
}

enum cli_exit neume_cli_info_kit(const char *name, int as_json)
{
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    struct neume_kit_drum drum[128];
    size_t count = 0;
    enum neume_status status = neume_kit_open(&kit, name, 44100, 2, 1, &problem);
    if (status == NEUME_OK)
        status = neume_kit_list(kit, drum, &count);
    if (status != NEUME_OK) {
        neume_kit_free(kit);
        if (!*problem.words)
            return neume_cli_fail(problem.subject, status, CLI_INPUT);
        neume_cli_error("%s: %s", problem.subject, problem.words);
        return neume_cli_exit_of(status, CLI_INPUT);
    }
    json_t *missing = missing_to_json(kit), *notes = notes_to_json(kit);
    if (as_json) {
        json_t *object = json_pack("{s:s, s:o, s:o, s:o, s:o}", "format", neume_kit_format(kit), "file",
                                   neume_json_text(name), "drums", drums_to_json(drum, count), "missing", missing,
                                   "notes", notes);
        json_dumpf(object, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(object);
    } else {
        printf("%s\n  %-20s%s\n", neume_cli_shown(name, CLI_INPUT), "format", neume_kit_format(kit));
        print_drums(drum, count);
        print_list(missing, "missing");
        print_list(notes, "notes");
        json_decref(missing);
        json_decref(notes);
    }
    neume_kit_free(kit);
    return neume_cli_finish_stdout();
}
