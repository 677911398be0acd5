/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_hydrogen.h"

#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_folder.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"

enum { DEEPEST = 32, LONGEST_TEXT = 1024 };

struct layer {
    char *file;
    float min, max, gain, pitch; /* 0..1, 0..1, linear, semitones */
};

struct instrument {
    char name[128];
    int note, mute_group, muted, components;
    float gain, volume;
};

struct reading {
    XML_Parser parser;
    struct neume_kit *kit;
    char *folder;
    enum neume_status status;
    char text[LONGEST_TEXT];
    size_t length;
    int depth, in_instrument, in_layer;
    struct instrument instrument;
    struct layer layer;
    size_t first; /* region of this instrument */
};

static void stop(struct reading *r, enum neume_status status)
{
    r->status = status;
    XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
    struct reading *r = user;
    (void)attributes;
    r->length = 0;
    if (++r->depth > DEEPEST) {
        stop(r, NEUME_ERR_DAMAGED);
    } else if (!strcmp(name, "instrument")) {
        r->in_instrument = 1;
        r->instrument = (struct instrument){.note = -1, .mute_group = -1, .gain = 1, .volume = 1};
        r->first = r->kit->count;
    } else if (!strcmp(name, "instrumentComponent")) {
        r->instrument.components++;
    } else if (!strcmp(name, "layer")) {
        r->in_layer = 1;
        free(r->layer.file); /* of a layer in a layer */
        r->layer = (struct layer){.max = 1, .gain = 1};
    }
}

static void XMLCALL on_text(void *user, const char *text, int length)
{
    struct reading *r = user;
    size_t room = sizeof r->text - 1 - r->length, n = (size_t)length < room ? (size_t)length : room;
    memcpy(r->text + r->length, text, n);
    r->length += n;
}

static float number(const char *text)
{
    float value = strtof(text, NULL);
    return isfinite(value) ? value : 0;
}

static uint8_t velocity(float share)
{
    long v = lroundf(share * 127);
    return (uint8_t)(v < 0 ? 0 : v > 127 ? 127 : v);
}

static void add_layer(struct reading *r)
{
    struct neume_kit_region region;
    const struct layer *l = &r->layer;
    neume_kit_region_init(&region);
    if (!l->file || r->instrument.components > 1)
        return;
    char *path = neume_kit_path(r->folder, l->file);
    region.low_velocity = (uint8_t)(velocity(l->min) + (l->min > 0));
    region.high_velocity = velocity(l->max);
    if (region.high_velocity < region.low_velocity)
        region.high_velocity = region.low_velocity;
    region.gain = l->gain;
    region.tune = fmaxf(-4800, fminf(4800, 100 * l->pitch));
    enum neume_status status = path ? neume_kit_add(r->kit, &region, path) : NEUME_ERR_MEMORY;
    free(path);
    if (status != NEUME_OK)
        stop(r, status);
}

/* What is known only when the instrument ends: its key, its gain, what it mutes. */
static void end_instrument(struct reading *r)
{
    const struct instrument *in = &r->instrument;
    int key = neume_kit_key_of_name(in->name);
    if (!key && in->note >= 35 && in->note <= 81)
        key = in->note;
    for (size_t i = r->first; i < r->kit->count; i++) {
        struct neume_kit_region *region = &r->kit->region[i];
        region->low_key = region->high_key = (uint8_t)key;
        region->gain *= in->gain * in->volume;
        region->group = region->off_by = in->mute_group >= 0 ? in->mute_group + 1 : 0;
        if (!key || in->muted)
            region->bad = NEUME_ERR_UNSUPPORTED;
    }
    r->in_instrument = 0;
}

static void in_a_layer(struct reading *r, const char *name)
{
    if (!strcmp(name, "filename")) {
        free(r->layer.file);
        r->layer.file = strdup(r->text);
        if (!r->layer.file)
            stop(r, NEUME_ERR_MEMORY);
    } else if (!strcmp(name, "min"))
        r->layer.min = number(r->text);
    else if (!strcmp(name, "max"))
        r->layer.max = number(r->text);
    else if (!strcmp(name, "gain"))
        r->layer.gain = number(r->text);
    else if (!strcmp(name, "pitch"))
        r->layer.pitch = number(r->text);
}

static void in_an_instrument(struct reading *r, const char *name)
{
    struct instrument *in = &r->instrument;
    if (!strcmp(name, "name"))
        snprintf(in->name, sizeof in->name, "%.127s", r->text);
    else if (!strcmp(name, "volume"))
        in->volume = number(r->text);
    else if (!strcmp(name, "gain") && !in->components)
        in->gain = number(r->text);
    else if (!strcmp(name, "isMuted"))
        in->muted = !strcmp(r->text, "true");
    else if (!strcmp(name, "muteGroup"))
        in->mute_group = atoi(r->text);
    else if (!strcmp(name, "midiOutNote"))
        in->note = atoi(r->text);
    else if (!strcmp(name, "filename")) { /* before there were layers */
        r->layer = (struct layer){.max = 1, .gain = 1, .file = strdup(r->text)};
        add_layer(r);
        free(r->layer.file);
        r->layer.file = NULL;
    }
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct reading *r = user;
    r->depth--;
    r->text[r->length] = 0;
    if (r->in_layer && !strcmp(name, "layer")) {
        add_layer(r);
        free(r->layer.file);
        r->layer.file = NULL;
        r->in_layer = 0;
    } else if (r->in_layer) {
        in_a_layer(r, name);
    } else if (r->in_instrument && !strcmp(name, "instrument")) {
        end_instrument(r);
    } else if (r->in_instrument) {
        in_an_instrument(r, name);
    }
    r->length = 0;
}

/* Instruments that are no drum, or muted. */
static void drop_unusable(struct neume_kit *kit)
{
    size_t kept = 0;
    for (size_t i = 0; i < kit->count; i++)
        if (kit->region[i].bad == NEUME_OK)
            kit->region[kept++] = kit->region[i];
        else
            free(kit->region[i].path);
    kit->count = kept;
}

enum neume_status neume_kit_read_hydrogen(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    char *text = NULL;
    size_t size = 0;
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->kit = kit;
    kit->shuffles = 1;
    snprintf(problem->subject, sizeof problem->subject, "%s", path);
    enum neume_status status = neume_kit_read_text(path, &text, &size);
    r->folder = neume_kit_folder_of(path);
    r->parser = XML_ParserCreate(NULL);
    if (status == NEUME_OK && (!r->folder || !r->parser))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK) {
        XML_SetUserData(r->parser, r);
        XML_SetElementHandler(r->parser, on_start, on_end);
        XML_SetCharacterDataHandler(r->parser, on_text);
        if (XML_Parse(r->parser, text, (int)size, 1) != XML_STATUS_OK) {
            status = r->status != NEUME_OK ? r->status : NEUME_ERR_DAMAGED;
            snprintf(problem->subject, sizeof problem->subject, "%s:%lu", path,
                     (unsigned long)XML_GetCurrentLineNumber(r->parser));
            if (r->status == NEUME_OK)
                snprintf(problem->words, sizeof problem->words, "%s", XML_ErrorString(XML_GetErrorCode(r->parser)));
        }
    }
    drop_unusable(kit);
    if (r->parser)
        XML_ParserFree(r->parser);
    free(r->layer.file);
    free(r->folder);
    free(text);
    free(r);
    return status;
}
