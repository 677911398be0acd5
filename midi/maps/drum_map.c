/* SPDX-License-Identifier: MIT
 *
 * A map's text is read line by line, that of a preset as that of a file. */
#define _XOPEN_SOURCE 700
#include "midi/maps/drum_map.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/regular_file.h"

enum { LONGEST = 1 << 16, LINE = 256 };

void neume_drum_map_init(struct neume_drum_map *map)
{
    *map = (struct neume_drum_map){.title = "General MIDI"};
    for (int k = 0; k < 128; k++)
        map->key[k] = (uint8_t)k;
}

/* What else people call a preset's sampler. */
static const struct {
    const char *name, *preset;
} also[] = {
    {"ad2", "addictive-drums"},
    {"addictive-drums-2", "addictive-drums"},
    {"bfd3", "bfd"},
    {"muldjordkit", "drumgizmo"},
    {"ezdrummer-2", "ezdrummer"},
    {"ezdrummer-3", "ezdrummer"},
    {"toontrack", "ezdrummer"},
    {"gm", "general-midi"},
    {"mt-power", "mt-power-drum-kit"},
    {"mt-power-drum-kit-2", "mt-power-drum-kit"},
    {"ssd5", "steven-slate"},
    {"steven-slate-drums", "steven-slate"},
    {"sd3", "superior-drummer"},
    {"superior-drummer-3", "superior-drummer"},
};

const char *neume_drum_map_also(size_t i, const char **preset)
{
    if (i >= sizeof also / sizeof *also)
        return NULL;
    *preset = also[i].preset;
    return also[i].name;
}

/* "Superior Drummer" is superior-drummer. */
static int is_called(const char *said, const char *name)
{
    for (; *said && *name; said++, name++)
        if (tolower((unsigned char)*said) != *name && !(*name == '-' && (*said == ' ' || *said == '_')))
            return 0;
    return !*said && !*name;
}

/* The text of a preset; NULL where none has the name. */
static const char *text_of(const char *said)
{
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (is_called(said, also[i].name))
            said = also[i].preset;
    for (const struct neume_drum_map_text *t = neume_drum_map_texts; t->name; t++)
        if (is_called(said, t->name))
            return t->text;
    return NULL;
}

const char *neume_drum_map_preset(size_t i)
{
    for (const struct neume_drum_map_text *t = neume_drum_map_texts; t->name; t++)
        if (!i--)
            return t->name;
    return NULL;
}

/* 0..127, or -1. */
static int number(const char *word)
{
    char *end;
    long n = strtol(word, &end, 10);
    return isdigit((unsigned char)*word) && !*end && n <= 127 ? (int)n : -1;
}

/* "DRUM NOTE" */
static int take_pair(struct neume_drum_map *map, const char *from, const char *to, char *words, size_t size)
{
    const char *bad;
    int key = number(from), note = !strcmp(to, "off") ? NEUME_DRUM_OFF : number(to);
    unsigned set = key < 0 && !strchr(from, ',') ? neume_drum_set(from, &bad) : 0;
    if (key < 0 && !set)
        snprintf(words, size, "'%.32s' is neither a drum, as KD or HH, nor a key from 0 to 127", from);
    else if (note < 0)
        snprintf(words, size, "'%.32s' is not a note from 0 to 127, nor off", to);
    else
        for (int k = 0; k < 128; k++)
            if (k == key || (key < 0 && set >> neume_drum_of_key(k) & 1))
                map->key[k] = (uint8_t)note;
    return *words ? -1 : 0;
}

/* One line, which is cut into its words. */
static int take_line(struct neume_drum_map *map, char *line, char *words, size_t size)
{
    static const char blanks[] = " \t\r";
    char *save = NULL;
    line[strcspn(line, "#")] = 0;
    char *from = strtok_r(line, blanks, &save), *to = from ? strtok_r(NULL, "\r", &save) : NULL;
    *words = 0;
    if (!from)
        return 0;
    while (to && strchr(blanks, *to) && *to)
        to++;
    size_t length = to ? strlen(to) : 0;
    while (length && strchr(blanks, to[length - 1]))
        to[--length] = 0;
    if (!length)
        snprintf(words, size, "nothing stands behind '%.32s'", from);
    else if (!strcmp(from, "title"))
        snprintf(map->title, sizeof map->title, "%s", to);
    else
        take_pair(map, from, to, words, size);
    return *words ? -1 : 0;
}

enum neume_status neume_drum_map_parse(struct neume_drum_map *map, const char *text,
                                       struct neume_drum_map_problem *problem)
{
    char line[LINE];
    neume_drum_map_init(map);
    *map->title = 0;
    *problem = (struct neume_drum_map_problem){0};
    text += strncmp(text, "\xEF\xBB\xBF", 3) ? 0 : 3; /* a byte order mark */
    for (int n = 1; *text; n++) {
        size_t length = strcspn(text, "\n");
        problem->line = n;
        if (length >= sizeof line)
            snprintf(problem->words, sizeof problem->words, "a line of over %d characters", LINE - 1);
        else
            memcpy(line, text, length);
        if (!*problem->words) {
            line[length] = 0;
            take_line(map, line, problem->words, sizeof problem->words);
        }
        if (*problem->words) {
            neume_drum_map_init(map);
            return NEUME_ERR_FORMAT;
        }
        text += length + (text[length] == '\n');
    }
    problem->line = 0;
    return NEUME_OK;
}

/* The whole file into a new string. */
static enum neume_status read_text(const char *path, char **text, struct neume_drum_map_problem *problem)
{
    FILE *f;
    enum neume_status status = neume_regular_file_open(&f, path);
    if (status != NEUME_OK)
        return status;
    *text = malloc(LONGEST + 1);
    size_t got = *text ? fread(*text, 1, LONGEST + 1, f) : 0;
    if (!*text)
        status = NEUME_ERR_MEMORY;
    else if (ferror(f))
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    else if (got > LONGEST)
        status = NEUME_ERR_UNSUPPORTED;
    fclose(f);
    if (status == NEUME_OK) {
        (*text)[got] = 0;
        if (memchr(*text, 0, got)) {
            snprintf(problem->words, sizeof problem->words, "not a text");
            status = NEUME_ERR_FORMAT;
        }
    }
    return status;
}

enum neume_status neume_drum_map_load(struct neume_drum_map *map, const char *name,
                                      struct neume_drum_map_problem *problem)
{
    struct neume_drum_map_problem unwanted;
    char *text = NULL;
    problem = problem ? problem : &unwanted;
    *problem = (struct neume_drum_map_problem){0};
    const char *preset = text_of(name);
    if (preset)
        return neume_drum_map_parse(map, preset, problem);
    neume_drum_map_init(map);
    enum neume_status status = read_text(name, &text, problem);
    if (status == NEUME_OK)
        status = neume_drum_map_parse(map, text, problem);
    free(text);
    return status;
}

void neume_drum_map_invert(struct neume_drum_map *map)
{
    struct neume_drum_map back;
    neume_drum_map_init(&back);
    for (int k = 127; k >= 0; k--)
        if (map->key[k] < 128 && neume_drum_of_key(k) == NEUME_DRUM_XX)
            back.key[map->key[k]] = (uint8_t)k;
    for (int k = 127; k >= 0; k--) /* what neume tells apart comes before other percussion */
        if (map->key[k] < 128 && neume_drum_of_key(k) != NEUME_DRUM_XX)
            back.key[map->key[k]] = (uint8_t)k;
    memcpy(map->key, back.key, sizeof map->key);
}

void neume_notes_map_drums(struct neume_notes *notes, const struct neume_drum_map *map)
{
    size_t kept = 0;
    for (size_t i = 0; i < notes->count; i++) {
        struct neume_note n = notes->note[i];
        if (n.drum && map->key[n.pitch & 127] == NEUME_DRUM_OFF)
            continue;
        if (n.drum)
            n.pitch = map->key[n.pitch & 127];
        notes->note[kept++] = n;
    }
    notes->count = kept;
}
