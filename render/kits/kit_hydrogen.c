/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_hydrogen.h"

#include <expat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/drum.h"
#include "render/kits/kit_archive.h"
#include "render/kits/kit_drumgizmo.h"
#include "render/kits/kit_folder.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"

enum { DEEPEST = 32, LONGEST_TEXT = 1024, COMPONENTS = 64 };

struct layer {
    char *file;
    float min, max, gain, pitch; /* 0..1, 0..1, linear, semitones */
    int muted;
};

struct instrument {
    char name[128];
    int note, mute_group, muted, stops, component; /* component: its place in r->volume */
    enum neume_kit_order order;
    float gain, component_gain, volume, pitch, pan[2], attack, decay, sustain;
    int applies_velocity;
};

struct reading {
    XML_Parser parser;
    struct neume_kit *kit;
    char *folder; /* of the samples; in an archive: of drumkit.xml there, "" or with a slash at its end */
    enum neume_status status;
    char text[LONGEST_TEXT];
    size_t length;
    int depth, in_instrument, in_component, in_layer, in_list; /* in_list: of the kit's components */
    int entities;                                              /* 1: the file declares some */
    float volume[COMPONENTS];                                  /* of the kit's components, by id */
    int id, instruments;
    struct instrument instrument;
    struct layer layer;
    size_t first;       /* region of this instrument */
    uint8_t taken[128]; /* keys that an instrument has */
    char unused[600];   /* the names of instruments without a key of their own */
};

static void stop(struct reading *r, enum neume_status status)
{
    r->status = status;
    XML_StopParser(r->parser, XML_FALSE);
}

static enum neume_status new_slot(struct neume_kit *kit)
{
    struct neume_kit_slot *grown = realloc(kit->slot, (kit->slots + 1) * sizeof *grown);
    if (!grown)
        return NEUME_ERR_MEMORY;
    kit->slot = grown;
    kit->slot[kit->slots++] = (struct neume_kit_slot){.order = NEUME_KIT_FIRST};
    return NEUME_OK;
}

static void begin_instrument(struct reading *r)
{
    r->in_instrument = 1;
    r->instruments++;
    r->instrument = (struct instrument){.note = -1,
                                        .mute_group = -1,
                                        .gain = 1,
                                        .component_gain = 1,
                                        .volume = 1,
                                        .pan = {1, 1},
                                        .sustain = 1,
                                        .applies_velocity = 1};
    r->first = r->kit->count;
    if (new_slot(r->kit) != NEUME_OK)
        stop(r, NEUME_ERR_MEMORY);
}

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
    struct reading *r = user;
    (void)attributes;
    r->length = 0;
    if (++r->depth > DEEPEST) {
        stop(r, NEUME_ERR_DAMAGED);
    } else if (!strcmp(name, "instrument")) {
        begin_instrument(r);
    } else if (!strcmp(name, "componentList")) {
        r->in_list = 1;
    } else if (r->in_instrument && !strcmp(name, "instrumentComponent")) {
        r->in_component = 1;
        r->instrument.component = 0;
        r->instrument.component_gain = 1;
        if (r->kit->count > r->first && new_slot(r->kit) != NEUME_OK)
            stop(r, NEUME_ERR_MEMORY);
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

static float number(const char *text, float low, float high)
{
    float value = strtof(text, NULL);
    return value >= low ? value <= high ? value : high : low;
}

static int is_true(const char *text)
{
    return !strcmp(text, "true") || !strcmp(text, "1");
}

static void add_layer(struct reading *r)
{
    struct neume_kit_region region;
    const struct layer *l = &r->layer;
    const struct instrument *in = &r->instrument;
    if (!l->file || l->muted || !r->in_instrument)
        return;
    neume_kit_region_init(&region);
    region.low_velocity = (uint8_t)ceilf(l->min * 127 - 1e-3f);
    region.high_velocity = (uint8_t)floorf(l->max * 127 + 1e-3f);
    region.power = l->min;
    region.gain = l->gain * in->component_gain * r->volume[in->component];
    region.tune = 100 * l->pitch;
    region.slot = (int)r->kit->slots - 1;
    char *path = r->kit->archive ? NULL : neume_kit_path(r->folder, l->file), joined[2 * LONGEST_TEXT];
    snprintf(joined, sizeof joined, "%.1000s%.1000s", r->folder, l->file);
    const char *kept = neume_kit_keep(r->kit, path ? path : joined);
    enum neume_status status = kept ? neume_kit_add(r->kit, &region, kept) : NEUME_ERR_MEMORY;
    free(path);
    if (status != NEUME_OK)
        stop(r, status);
}

/* The instrument's key, or another key of its drum that no instrument has; 0: none. */
static int free_key(struct reading *r, int key)
{
    if (!key || !r->taken[key])
        return key;
    for (const uint8_t *k = neume_drum_keys(neume_drum_of_key(key)); *k; k++)
        if (!r->taken[*k])
            return *k;
    return 0;
}

static void list_unused(struct reading *r)
{
    size_t n = strlen(r->unused);
    snprintf(r->unused + n, sizeof r->unused - n, "%s%.60s", n ? ", " : "", r->instrument.name);
}

/* What is known only when the instrument ends: its key, its gain, what it mutes. */
static void end_instrument(struct reading *r)
{
    const struct instrument *in = &r->instrument;
    int named = neume_kit_key_of_name(in->name);
    if (!named && in->note >= 35 && in->note <= 81)
        named = in->note;
    int key = in->muted || r->kit->count == r->first ? 0 : free_key(r, named);
    float left = in->pan[0], right = in->pan[1];
    for (size_t i = r->first; i < r->kit->count; i++) {
        struct neume_kit_region *region = &r->kit->region[i];
        region->low_key = region->high_key = (uint8_t)key;
        region->gain = fminf(region->gain * in->gain * in->volume, 1e3f);
        region->pan = left > right ? right / left - 1 : right > 0 ? 1 - left / right : 0;
        region->tune += 100 * in->pitch;
        region->veltrack = in->applies_velocity ? 1 : 0;
        region->attack = in->attack / 44100;
        region->decay = in->decay / 44100;
        region->sustain = in->sustain;
        region->group = region->off_by = in->mute_group >= 0 ? in->mute_group + 1 : 0;
        region->instrument = in->stops ? 0 : r->instruments;
        r->kit->slot[region->slot].order = in->order;
    }
    if (key)
        r->taken[key] = 1;
    else if (r->kit->count > r->first)
        list_unused(r);
    if (!key)
        r->kit->count = r->first;
    r->in_instrument = 0;
}

static void in_a_layer(struct reading *r, const char *name)
{
    struct layer *l = &r->layer;
    if (!strcmp(name, "filename")) {
        free(l->file);
        l->file = strdup(r->text);
        if (!l->file)
            stop(r, NEUME_ERR_MEMORY);
    } else if (!strcmp(name, "min"))
        l->min = number(r->text, 0, 1);
    else if (!strcmp(name, "max"))
        l->max = number(r->text, 0, 1);
    else if (!strcmp(name, "gain"))
        l->gain = number(r->text, 0, 100);
    else if (!strcmp(name, "pitch"))
        l->pitch = number(r->text, -48, 48);
    else if (!strcmp(name, "isMuted"))
        l->muted = is_true(r->text);
}

static void in_a_component(struct reading *r, const char *name)
{
    struct instrument *in = &r->instrument;
    if (!strcmp(name, "component_id"))
        in->component = (int)number(r->text, 0, COMPONENTS - 1);
    else if (!strcmp(name, "gain"))
        in->component_gain = number(r->text, 0, 100);
}

/* Sets what concerns how loud an instrument is, and how it fades; 0 where the name is none of these. */
static int set_level(struct reading *r, const char *name)
{
    struct instrument *in = &r->instrument;
    const struct {
        const char *name;
        float *value, low, high;
    } rows[] = {{"volume", &in->volume, 0, 100}, {"gain", &in->gain, 0, 100},    {"pitchOffset", &in->pitch, -48, 48},
                {"pan_L", &in->pan[0], 0, 1},    {"pan_R", &in->pan[1], 0, 1},   {"Attack", &in->attack, 0, 1e7f},
                {"Decay", &in->decay, 0, 1e7f},  {"Sustain", &in->sustain, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(name, rows[i].name)) {
            *rows[i].value = number(r->text, rows[i].low, rows[i].high);
            return 1;
        }
    if (strcmp(name, "pan"))
        return 0;
    float pan = number(r->text, -1, 1);
    in->pan[0] = fminf(1, 1 - pan);
    in->pan[1] = fminf(1, 1 + pan);
    return 1;
}

static void in_an_instrument(struct reading *r, const char *name)
{
    struct instrument *in = &r->instrument;
    if (set_level(r, name))
        return;
    if (!strcmp(name, "name"))
        snprintf(in->name, sizeof in->name, "%.127s", r->text);
    else if (!strcmp(name, "applyVelocity"))
        in->applies_velocity = is_true(r->text);
    else if (!strcmp(name, "isMuted"))
        in->muted = is_true(r->text);
    else if (!strcmp(name, "isStopNote"))
        in->stops = is_true(r->text);
    else if (!strcmp(name, "sampleSelectionAlgo"))
        in->order = !strcmp(r->text, "ROUND_ROBIN") ? NEUME_KIT_ROUND_ROBIN
                    : !strcmp(r->text, "RANDOM")    ? NEUME_KIT_RANDOM
                                                    : NEUME_KIT_FIRST;
    else if (!strcmp(name, "muteGroup"))
        in->mute_group = (int)number(r->text, -1, 1e6f);
    else if (!strcmp(name, "midiOutNote"))
        in->note = (int)number(r->text, -1, 127);
    else if (!strcmp(name, "filename")) { /* before there were layers */
        r->layer = (struct layer){.max = 1, .gain = 1, .file = strdup(r->text)};
        add_layer(r);
        free(r->layer.file);
        r->layer.file = NULL;
    }
}

/* The kit's components, which come before its instruments. */
static void in_the_list(struct reading *r, const char *name)
{
    if (!strcmp(name, "id"))
        r->id = (int)number(r->text, 0, COMPONENTS - 1);
    else if (!strcmp(name, "volume"))
        r->volume[r->id] = number(r->text, 0, 100);
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
    } else if (r->in_component && !strcmp(name, "instrumentComponent")) {
        r->in_component = 0;
    } else if (r->in_component) {
        in_a_component(r, name);
    } else if (r->in_instrument && !strcmp(name, "instrument")) {
        end_instrument(r);
    } else if (r->in_instrument) {
        in_an_instrument(r, name);
    } else if (!strcmp(name, "componentList")) {
        r->in_list = 0;
    } else if (r->in_list) {
        in_the_list(r, name);
    }
    r->length = 0;
}

/* Kits declare no entities, which are how a small file becomes a large one: Expat's own limit begins at 8 MB. */
static void XMLCALL on_entity(void *user, const char *name, int is_parameter, const char *value, int length,
                              const char *base, const char *system, const char *public, const char *notation)
{
    struct reading *r = user;
    (void)name, (void)is_parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    r->entities = 1;
    stop(r, NEUME_ERR_UNSUPPORTED);
}

static enum neume_status parse(struct reading *r, const char *path, const char *text, size_t size,
                               struct neume_kit_problem *problem)
{
    enum neume_status status = NEUME_OK;
    r->parser = XML_ParserCreate(NULL);
    if (!r->parser)
        return NEUME_ERR_MEMORY;
    for (int c = 0; c < COMPONENTS; c++)
        r->volume[c] = 1;
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetEntityDeclHandler(r->parser, on_entity);
    if (XML_Parse(r->parser, text, (int)size, 1) != XML_STATUS_OK) {
        status = r->status != NEUME_OK ? r->status : NEUME_ERR_DAMAGED;
        snprintf(problem->subject, sizeof problem->subject, "%.480s:%lu", path,
                 (unsigned long)XML_GetCurrentLineNumber(r->parser));
        if (r->status == NEUME_OK)
            snprintf(problem->words, sizeof problem->words, "%s", XML_ErrorString(XML_GetErrorCode(r->parser)));
        else if (r->entities)
            snprintf(problem->words, sizeof problem->words, "entities are not read");
    }
    if (status == NEUME_OK && *r->unused)
        status =
            neume_kit_say(r->kit, 0, "not used, with a name that says no drum or one too many of it: %s", r->unused);
    XML_ParserFree(r->parser);
    free(r->layer.file);
    return status;
}

enum neume_status neume_kit_read_hydrogen(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    char *text = NULL;
    size_t size = 0;
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->kit = kit;
    kit->choice = NEUME_KIT_SLOTS;
    kit->is_linear = 1;
    snprintf(problem->subject, sizeof problem->subject, "%s", path);
    enum neume_status status = neume_kit_read_text(path, &text, &size);
    if (status == NEUME_ERR_UNSUPPORTED)
        snprintf(problem->words, sizeof problem->words, "more text than 16 MB");
    if (status == NEUME_OK && neume_kit_is_drumgizmo(text)) {
        kit->is_linear = 0;
        free(text);
        free(r);
        return neume_kit_read_drumgizmo(kit, path, problem);
    }
    r->folder = neume_kit_folder_of(path);
    if (status == NEUME_OK)
        status = r->folder ? parse(r, path, text, size, problem) : NEUME_ERR_MEMORY;
    free(r->folder);
    free(text);
    free(r);
    return status;
}

enum neume_status neume_kit_read_h2drumkit(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    char taken[32], *text = NULL;
    size_t size = 0;
    FILE *file = NULL;
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->kit = kit;
    kit->choice = NEUME_KIT_SLOTS;
    kit->is_linear = 1;
    enum neume_status status = neume_kit_check_file(path);
    if (status == NEUME_OK)
        status = neume_kit_archive_open(&kit->archive, path);
    const char *inside = status == NEUME_OK ? neume_kit_archive_find(kit->archive, "drumkit.xml") : NULL;
    if (status == NEUME_OK && !inside) {
        status = NEUME_ERR_FORMAT;
        snprintf(problem->words, sizeof problem->words, "no drumkit.xml in it");
    }
    if (status == NEUME_OK)
        file = neume_kit_archive_take(kit->archive, inside, taken);
    if (status == NEUME_OK)
        status = file ? neume_kit_read_text(taken, &text, &size) : NEUME_ERR_READ;
    r->folder = inside ? strndup(inside, strlen(inside) - strlen("drumkit.xml")) : NULL;
    if (status == NEUME_OK)
        status = r->folder ? parse(r, inside, text, size, problem) : NEUME_ERR_MEMORY;
    if (file)
        fclose(file);
    free(r->folder);
    free(text);
    free(r);
    return status;
}
