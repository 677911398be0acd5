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
#include "datasets/bench/json_text.h"
#include "neume/kit.h"

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

static json_t *drums_to_json(const struct neume_kit_info *info)
{
    json_t *list = json_array();
    for (size_t i = 0; i < info->pieces; i++) {
        const struct neume_kit_piece *p = &info->piece[i];
        json_t *row = json_pack("{s:i, s:s, s:s}", "key", p->key, "drum", neume_drum_name(p->drum), "name", p->name);
        if (p->samples) {
            json_object_set_new(row, "samples", json_integer((json_int_t)p->samples));
            json_object_set_new(row, "layers", json_integer((json_int_t)p->layers));
            json_object_set_new(row, "round_robins", json_integer((json_int_t)p->alike));
        }
        json_array_append_new(list, row);
    }
    return list;
}

/* most: lines, and a last one that says how many more there are. */
static json_t *lines_to_json(char *const *line, size_t count, size_t most)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count && i < most; i++)
        json_array_append_new(list, neume_json_text(line[i]));
    if (count > most) {
        char more[64];
        snprintf(more, sizeof more, "and %zu more", count - most);
        json_array_append_new(list, neume_json_text(more));
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

static void print_drums(const struct neume_kit_info *info)
{
    for (size_t i = 0; i < info->pieces; i++) {
        const struct neume_kit_piece *p = &info->piece[i];
        printf("  %3d  %-3s %-22s", p->key, neume_drum_name(p->drum), p->name);
        if (p->samples)
            printf(" %5zu sample%s %4zu layer%s %4zu alike", p->samples, p->samples == 1 ? " " : "s", p->layers,
                   p->layers == 1 ? " " : "s", p->alike);
        putchar('\n');
    }
}

enum cli_exit neume_cli_info_kit(const char *name, int as_json)
{
    struct neume_kit_info info;
    struct neume_error error;
    if (neume_kit_info_read(name, &info, &error) != NEUME_OK)
        return neume_cli_fail_by(&error);
    json_t *missing = lines_to_json(info.missing, info.missing_count, MOST_MISSING),
           *notes = lines_to_json(info.remark, info.remark_count, info.remark_count);
    if (as_json) {
        json_t *object = json_pack("{s:s, s:o, s:o, s:o, s:o}", "format", info.format, "file", neume_json_text(name),
                                   "drums", drums_to_json(&info), "missing", missing, "notes", notes);
        json_dumpf(object, stdout, JSON_INDENT(2));
        putchar('\n');
        json_decref(object);
    } else {
        printf("%s\n  %-20s%s\n", neume_cli_shown(name, CLI_INPUT), "format", info.format);
        print_drums(&info);
        print_list(missing, "missing");
        print_list(notes, "notes");
        json_decref(missing);
        json_decref(notes);
    }
    neume_kit_info_release(&info);
    return neume_cli_finish_stdout();
}
