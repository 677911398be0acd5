/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_drumgizmo.h"

#include <ctype.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/drum.h"
#include "render/kits/kit_folder.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"

enum { CHANNELS = 64, FILES = 32, NAME = 128, MOST_REGIONS = 200000 };

/* A file of a sample, and where its channels go. */
struct part {
    char name[1024];
    float matrix[2 * CHANNELS];
    int channels;
};

struct reading {
    XML_Parser parser;
    struct neume_kit *kit;
    struct neume_kit_problem *problem;
    char *folder; /* of the file that is read */
    enum neume_status status;
    int is_kit; /* 1: the kit's own file; 0: an instrument's */
    int key, instruments, samples, group;
    float power;
    struct part part[FILES]; /* of the sample that is read */
    int parts;
    uint8_t taken[128];
    char unused[600];
};

int neume_kit_is_drumgizmo(const char *text)
{
    const char *root = strstr(text, "<drumkit");
    return root && (isspace((unsigned char)root[8]) || root[8] == '>');
}

static const char *attribute(const char **list, const char *name)
{
    for (; *list; list += 2)
        if (!strcmp(list[0], name))
            return list[1];
    return "";
}

static void stop(struct reading *r, enum neume_status status)
{
    r->status = status;
    XML_StopParser(r->parser, XML_FALSE);
}

/* -1: left; 1: right. */
static int side_of(const char *name)
{
    size_t n = strlen(name);
    if (n >= 4 && !strcasecmp(name + n - 4, "left"))
        return -1;
    if (n >= 5 && !strcasecmp(name + n - 5, "right"))
        return 1;
    int apart = n >= 2 && !isalnum((unsigned char)name[n - 2]);
    char last = n ? name[n - 1] : ' ';
    return last == 'L' || (apart && last == 'l') ? -1 : last == 'R' || (apart && last == 'r');
}

static void add_channel(struct reading *r, const char *file, const char *channel, int number)
{
    int p = 0, side = side_of(channel);
    if (number < 1 || number > CHANNELS || strlen(file) >= sizeof r->part[0].name)
        return;
    while (p < r->parts && strcmp(r->part[p].name, file))
        p++;
    if (p == FILES)
        return;
    if (p == r->parts) {
        r->part[r->parts++] = (struct part){.channels = 0};
        strcpy(r->part[p].name, file);
    }
    r->part[p].channels = number > r->part[p].channels ? number : r->part[p].channels;
    r->part[p].matrix[2 * (number - 1)] = side < 0 ? 1 : side > 0 ? 0 : 0.70710678f;
    r->part[p].matrix[2 * (number - 1) + 1] = side > 0 ? 1 : side < 0 ? 0 : 0.70710678f;
}

static enum neume_status add_part(struct reading *r, const struct part *p)
{
    struct neume_kit_region region;
    neume_kit_region_init(&region);
    region.low_key = region.high_key = (uint8_t)r->key;
    region.veltrack = 0;
    region.power = r->power;
    region.slot = r->samples;
    region.instrument = r->instruments;
    region.group = region.off_by = r->group;
    region.matrix_channels = (uint16_t)p->channels;
    region.matrix = neume_kit_keep_bytes(r->kit, p->matrix, 2 * (size_t)p->channels * sizeof *p->matrix);
    char *path = neume_kit_path(r->folder, p->name);
    const char *kept = path ? neume_kit_keep(r->kit, path) : NULL;
    free(path);
    return kept && region.matrix ? neume_kit_add(r->kit, &region, kept) : NEUME_ERR_MEMORY;
}

static void end_sample(struct reading *r)
{
    for (int p = 0; p < r->parts && r->status == NEUME_OK; p++) {
        enum neume_status status = r->kit->count < MOST_REGIONS ? add_part(r, &r->part[p]) : NEUME_ERR_UNSUPPORTED;
        if (status != NEUME_OK)
            stop(r, status);
    }
    r->samples++;
    r->parts = 0;
}

static enum neume_status read_xml(struct reading *r, const char *path);

/* The instrument's key, or another of its drum; 0: none. */
static int free_key(struct reading *r, const char *name)
{
    int key = neume_kit_key_of_name(name);
    if (!key || !r->taken[key])
        return key;
    for (const uint8_t *k = neume_drum_keys(neume_drum_of_key(key)); *k; k++)
        if (!r->taken[*k])
            return *k;
    return 0;
}

static int number_of_group(const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    return *name ? (int)(hash >> 2) + 1 : 0;
}

static void begin_instrument(struct reading *r, const char **attributes)
{
    const char *name = attribute(attributes, "name");
    int key = free_key(r, name);
    size_t n = strlen(r->unused), before = r->kit->count;
    char *path = neume_kit_path(r->folder, attribute(attributes, "file"));
    struct reading *inner = calloc(1, sizeof *inner);
    enum neume_status status = path && inner ? NEUME_OK : NEUME_ERR_MEMORY;
    if (!key)
        snprintf(r->unused + n, sizeof r->unused - n, "%s%.60s", n ? ", " : "", name);
    if (status == NEUME_OK && key) {
        *inner = (struct reading){.kit = r->kit,
                                  .problem = r->problem,
                                  .key = key,
                                  .instruments = ++r->instruments,
                                  .samples = r->samples,
                                  .group = number_of_group(attribute(attributes, "group"))};
        status = read_xml(inner, path);
        r->samples = inner->samples;
        r->taken[key] = r->kit->count > before;
    }
    free(inner);
    free(path);
    if (status != NEUME_OK)
        stop(r, status);
}

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
    struct reading *r = user;
    if (r->is_kit && !strcmp(name, "instrument")) {
        begin_instrument(r, attributes);
    } else if (!r->is_kit && !strcmp(name, "sample")) {
        r->parts = 0;
        r->power = strtof(attribute(attributes, "power"), NULL);
        r->power = r->power >= 0 && r->power < 1e9f ? r->power : 0;
    } else if (!r->is_kit && !strcmp(name, "audiofile")) {
        const char *number = attribute(attributes, "filechannel");
        add_channel(r, attribute(attributes, "file"), attribute(attributes, "channel"),
                    *number ? neume_kit_number(number) : 1);
    }
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct reading *r = user;
    if (!r->is_kit && !strcmp(name, "sample"))
        end_sample(r);
}

/* As in a Hydrogen kit: no entities, which are how a small file becomes a large one. */
static void XMLCALL on_entity(void *user, const char *name, int is_parameter, const char *value, int length,
                              const char *base, const char *system, const char *public, const char *notation)
{
    struct reading *r = user;
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    snprintf(r->problem->words, sizeof r->problem->words, "entities are not read");
    stop(r, NEUME_ERR_UNSUPPORTED);
}

/* Names the file, and the line where it is no XML. */
static void say_where(const struct reading *r, const char *path, enum neume_status status)
{
    struct neume_kit_problem *p = r->problem;
    if (status == NEUME_ERR_DAMAGED) {
        snprintf(p->subject, sizeof p->subject, "%.480s:%lu", path, (unsigned long)XML_GetCurrentLineNumber(r->parser));
        snprintf(p->words, sizeof p->words, "%s", XML_ErrorString(XML_GetErrorCode(r->parser)));
    } else {
        snprintf(p->subject, sizeof p->subject, "%.500s", path);
    }
}

static enum neume_status read_xml(struct reading *r, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    char *found = neume_kit_find_file(path);
    enum neume_status status = found ? neume_kit_read_text(found, &text, &size) : NEUME_ERR_NOT_FOUND;
    r->folder = neume_kit_folder_of(path);
    r->parser = XML_ParserCreate(NULL);
    if (status == NEUME_OK && (!r->folder || !r->parser))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK) {
        XML_SetUserData(r->parser, r);
        XML_SetElementHandler(r->parser, on_start, on_end);
        XML_SetEntityDeclHandler(r->parser, on_entity);
        if (XML_Parse(r->parser, text, (int)size, 1) != XML_STATUS_OK)
            status = r->status != NEUME_OK ? r->status : NEUME_ERR_DAMAGED;
        if (status != NEUME_OK && r->status == NEUME_OK)
            say_where(r, path, status);
    } else {
        say_where(r, path, status);
    }
    if (r->parser)
        XML_ParserFree(r->parser);
    free(found);
    free(r->folder);
    free(text);
    return status;
}

enum neume_status neume_kit_read_drumgizmo(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    *r = (struct reading){.kit = kit, .problem = problem, .is_kit = 1};
    kit->choice = NEUME_KIT_POWER;
    enum neume_status status = read_xml(r, path);
    if (status == NEUME_OK && *r->unused)
        status = neume_kit_say(kit, 0, "not used, with a name that says no drum or one too many of it: %s", r->unused);
    free(r);
    return status;
}
