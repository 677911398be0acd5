/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_sfz.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"

/* What stands above a region, and the region itself. */
struct scope {
    struct neume_kit_region region;
    char sample[1024];
    int silent; /* 1: not triggered by an attack, or ended */
};

enum level { GLOBAL, MASTER, GROUP, REGION, LEVELS };

struct reading {
    struct neume_kit *kit;
    const char *folder;
    char default_path[512];
    int cut; /* 1: a path was too long */
    int note_offset;
    int in_control, level; /* enum level; -1 before the first header, and in one that is not understood */
    struct scope scope[LEVELS];
};

static int whole(const char *text, int low, int high)
{
    long value = strtol(text, NULL, 10);
    return (int)(value < low ? low : value > high ? high : value);
}

static float real(const char *text, float low, float high)
{
    float value = strtof(text, NULL);
    return value >= low ? value <= high ? value : high : low;
}

/* "36", "c2", "f#1": c4 is 60. -1: none ("-1" is SFZ's own word for it). */
static int key_of(const char *text)
{
    static const int semitone[] = {9, 11, 0, 2, 4, 5, 7};
    int letter = tolower((unsigned char)*text), key;
    char *end;
    if (letter < 'a' || letter > 'g')
        return whole(text, -1, 127);
    key = semitone[letter - 'a'];
    for (text++; *text == '#' || *text == 'b'; text++)
        key += *text == '#' ? 1 : -1;
    long octave = strtol(text, &end, 10);
    if (octave < -2 || octave > 10)
        return -1;
    key += 12 * ((int)octave + 1);
    return end == text || key < 0 || key > 127 ? -1 : key;
}

static void set_keys(struct reading *r, struct neume_kit_region *region, const char *name, const char *value)
{
    int key = key_of(value);
    if (key >= 0 && (key += r->note_offset, key < 0 || key > 127))
        key = -1;
    /* A region with lokey=-1 and hikey=-1 is for controllers alone: low above high is never hit. */
    if (strcmp(name, "hikey"))
        region->low_key = (uint8_t)(key < 0 ? 128 : key);
    if (strcmp(name, "lokey"))
        region->high_key = (uint8_t)(key < 0 ? 0 : key);
}

static void set_sequence_or_luck(struct neume_kit_region *g, const char *name, const char *value)
{
    if (!strcmp(name, "seq_length"))
        g->seq_length = whole(value, 1, 100);
    else if (!strcmp(name, "seq_position"))
        g->seq_position = whole(value, 1, 100);
    else if (!strcmp(name, "lorand"))
        g->low_random = real(value, 0, 1);
    else
        g->high_random = real(value, 0, 1);
}

static void set(struct reading *r, struct scope *s, const char *name, const char *value)
{
    struct neume_kit_region *g = &s->region;
    if (!strcmp(name, "sample"))
        r->cut |= (size_t)snprintf(s->sample, sizeof s->sample, "%s", value) >= sizeof s->sample;
    else if (!strcmp(name, "key") || !strcmp(name, "lokey") || !strcmp(name, "hikey"))
        set_keys(r, g, name, value);
    else if (!strcmp(name, "lovel"))
        g->low_velocity = (uint8_t)whole(value, 0, 127);
    else if (!strcmp(name, "hivel"))
        g->high_velocity = (uint8_t)whole(value, 0, 127);
    else if (!strncmp(name, "seq_", 4) || !strcmp(name, "lorand") || !strcmp(name, "hirand"))
        set_sequence_or_luck(g, name, value);
    else if (!strcmp(name, "volume"))
        g->gain = powf(10, real(value, -144, 24) / 20);
    else if (!strcmp(name, "pan"))
        g->pan = real(value, -100, 100) / 100;
    else if (!strcmp(name, "tune"))
        g->tune = real(value, -2400, 2400);
    else if (!strcmp(name, "amp_veltrack"))
        g->veltrack = real(value, 0, 100) / 100;
    else if (!strcmp(name, "offset"))
        g->offset = (size_t)strtoul(value, NULL, 10);
    else if (!strcmp(name, "group") || !strcmp(name, "polyphony_group"))
        g->group = whole(value, 0, 1 << 30);
    else if (!strcmp(name, "off_by") || !strcmp(name, "offby"))
        g->off_by = whole(value, 0, 1 << 30);
    else if (!strcmp(name, "trigger"))
        s->silent = strcmp(value, "attack") != 0;
}

static enum neume_status end_region(struct reading *r)
{
    const struct scope *s = &r->scope[REGION];
    if (r->level != REGION || s->silent || !*s->sample || *s->sample == '*')
        return NEUME_OK;
    char joined[sizeof r->default_path + sizeof s->sample];
    snprintf(joined, sizeof joined, "%s%s", *s->sample == '/' ? "" : r->default_path, s->sample);
    char *path = neume_kit_path(r->folder, joined);
    enum neume_status status = path ? neume_kit_add(r->kit, &s->region, path) : NEUME_ERR_MEMORY;
    free(path);
    return status;
}

static void begin_scope(struct reading *r, const char *name)
{
    static const char *const names[LEVELS] = {"global", "master", "group", "region"};
    r->in_control = !strcmp(name, "control");
    r->level = -1;
    for (int l = 0; l < LEVELS; l++)
        if (!strcmp(name, names[l])) {
            r->level = l;
            if (l > 0) {
                r->scope[l] = r->scope[l - 1];
            } else {
                r->scope[0] = (struct scope){.silent = 0};
                neume_kit_region_init(&r->scope[0].region);
            }
            for (int below = l + 1; below < LEVELS; below++)
                r->scope[below] = r->scope[l];
        }
}

static void opcode(struct reading *r, const char *name, const char *value)
{
    if (r->in_control && !strcmp(name, "default_path"))
        r->cut |= (size_t)snprintf(r->default_path, sizeof r->default_path, "%s", value) >= sizeof r->default_path;
    else if (r->in_control && !strcmp(name, "note_offset"))
        r->note_offset = whole(value, -127, 127);
    for (int level = r->level; level >= 0 && level < LEVELS; level++) /* what is below inherits it */
        set(r, &r->scope[level], name, value);
}

/* Comments become spaces, the ends of lines stay. */
static void blank_comments(char *text)
{
    for (char *c = text; *c;) {
        if (c[0] == '/' && c[1] == '/') {
            while (*c && *c != '\n')
                *c++ = ' ';
        } else if (c[0] == '/' && c[1] == '*') {
            char *end = strstr(c + 2, "*/");
            end = end ? end + 2 : c + strlen(c);
            for (; c < end; c++)
                *c = *c == '\n' ? '\n' : ' ';
        } else {
            c++;
        }
    }
}

static int is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The end of a value: before the next "name=", the next header or the end of the line, as values hold spaces. */
static char *value_end(char *c)
{
    char *end = c;
    while (*c && *c != '\n' && *c != '\r' && *c != '<') {
        if (isspace((unsigned char)*c)) {
            char *word = c + 1;
            while (is_name(*word))
                word++;
            if (*word == '=' && word > c + 1)
                break;
            c++;
        } else {
            end = ++c;
        }
    }
    return end;
}

static enum neume_status parse(struct reading *r, char *text, char **at)
{
    blank_comments(text);
    for (char *c = text; *c;) {
        *at = c;
        if (isspace((unsigned char)*c)) {
            c++;
        } else if (*c == '<') {
            char *end = strchr(c, '>');
            if (!end)
                return NEUME_ERR_DAMAGED;
            enum neume_status status = end_region(r);
            if (status != NEUME_OK)
                return status;
            *end = 0;
            begin_scope(r, c + 1);
            c = end + 1;
        } else if (*c == '#') {
            return NEUME_ERR_UNSUPPORTED;
        } else {
            char *name = c;
            while (is_name(*c))
                c++;
            if (*c != '=' || c == name)
                return NEUME_ERR_DAMAGED;
            *c++ = 0;
            char *end = value_end(c), ended = *end;
            *end = 0;
            opcode(r, name, c);
            *end = ended;
            c = end;
        }
    }
    return end_region(r);
}

enum neume_status neume_kit_read_sfz(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    char *text = NULL, *at = NULL, *folder = neume_kit_folder_of(path);
    size_t size = 0;
    struct reading *r = calloc(1, sizeof *r);
    enum neume_status status = r && folder ? neume_kit_read_text(path, &text, &size) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK) {
        r->kit = kit;
        r->folder = folder;
        begin_scope(r, "global");
        r->level = -1;
        status = parse(r, text, &at);
    }
    if (status == NEUME_OK && r->cut) {
        status = NEUME_ERR_UNSUPPORTED;
        snprintf(problem->words, sizeof problem->words, "the path of a sample is too long");
    }
    if (status == NEUME_ERR_DAMAGED || (status == NEUME_ERR_UNSUPPORTED && !*problem->words)) {
        unsigned long line = 1;
        for (const char *c = text; at && c < at; c++)
            line += *c == '\n';
        snprintf(problem->subject, sizeof problem->subject, "%s:%lu", path, line);
        snprintf(problem->words, sizeof problem->words, "%s",
                 status == NEUME_ERR_DAMAGED ? "neither a header nor an opcode=value"
                                             : "#include and #define are not understood");
    }
    free(text);
    free(folder);
    free(r);
    return status;
}
