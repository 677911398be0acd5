/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_sfz.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/sfz_opcodes.h"
#include "render/kits/sfz_settle.h"
#include "render/kits/sfz_text.h"

enum level { GLOBAL, MASTER, GROUP, REGION, LEVELS, CONTROL, CURVE, OTHER };

enum { MOST_REGIONS = 200000 };

struct reading {
    struct neume_kit *kit;
    char *folder;
    char default_path[512];
    int note_offset, octave_offset;
    int level; /* enum level */
    int curve; /* index of the <curve> that is read, or -1 */
    size_t regions, unknown;
    struct neume_sfz_file file;
    struct neume_sfz_scope scope[LEVELS];
    int stands[LEVELS]; /* 1: a header of this level holds */
};

static int level_of(const char *name)
{
    static const char *const names[] = {"global", "master", "group", "region", "", "control", "curve"};
    for (int l = 0; l < (int)(sizeof names / sizeof *names); l++)
        if (*names[l] && !strcmp(name, names[l]))
            return l;
    return OTHER;
}

static enum neume_status end_region(struct reading *r, struct neume_kit_problem *problem)
{
    struct neume_sfz_scope *s = &r->scope[REGION];
    if (r->level != REGION || !s->sample)
        return NEUME_OK;
    if (++r->regions > MOST_REGIONS) {
        snprintf(problem->words, sizeof problem->words, "more than %d regions", MOST_REGIONS);
        return NEUME_ERR_UNSUPPORTED;
    }
    int heard;
    enum neume_status status = neume_sfz_settle(r->kit, &r->file, s, &heard);
    r->unknown += s->unknown;
    return status;
}

static enum neume_status on_header(void *user, const char *name, struct neume_kit_problem *problem)
{
    struct reading *r = user;
    enum neume_status status = end_region(r, problem);
    r->level = level_of(name);
    r->curve = -1;
    if (r->level >= LEVELS)
        return status;
    int above = r->level - 1;
    while (above >= 0 && !r->stands[above])
        above--;
    if (above >= 0)
        r->scope[r->level] = r->scope[above];
    else
        neume_sfz_scope_init(&r->scope[r->level]);
    for (int l = r->level; l < LEVELS; l++)
        r->stands[l] = l == r->level;
    return status;
}

/* The path that a sample's name stands for, kept by the kit; "*silence" and the like have none. */
static const char *sample_path(struct reading *r, const char *name, struct neume_kit_problem *problem)
{
    char joined[2048];
    if (*name == '*')
        return neume_kit_keep(r->kit, name);
    size_t n = (size_t)snprintf(joined, sizeof joined, "%s%s", *name == '/' ? "" : r->default_path, name);
    if (n >= sizeof joined) {
        snprintf(problem->words, sizeof problem->words, "the path of a sample is too long");
        return NULL;
    }
    char *path = neume_kit_path(r->folder, joined);
    const char *kept = path ? neume_kit_keep(r->kit, path) : NULL;
    free(path);
    return kept;
}

static enum neume_status set_sample(struct reading *r, const char *value, struct neume_kit_problem *problem)
{
    const char *path = sample_path(r, value, problem);
    if (!path)
        return *problem->words ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_MEMORY;
    r->scope[r->level].sample = *path == '*' ? NULL : path;
    return NEUME_OK;
}

static enum neume_status on_opcode(void *user, const char *name, const char *value, struct neume_kit_problem *problem)
{
    struct reading *r = user;
    if (r->level == CONTROL && !strcmp(name, "default_path")) {
        if (strlen(value) < sizeof r->default_path) {
            strcpy(r->default_path, value);
            return NEUME_OK;
        }
        snprintf(problem->words, sizeof problem->words, "the path of a sample is too long");
        return NEUME_ERR_UNSUPPORTED;
    }
    if (r->level == CONTROL && !strcmp(name, "note_offset"))
        r->note_offset = neume_kit_number(value);
    else if (r->level == CONTROL && !strcmp(name, "octave_offset"))
        r->octave_offset = neume_kit_number(value);
    if (r->level >= LEVELS)
        return NEUME_OK;
    if (!strcmp(name, "sample"))
        return set_sample(r, value, problem);
    r->file.note_offset = r->note_offset + 12 * r->octave_offset;
    neume_sfz_set(&r->file, &r->scope[r->level], name, value);
    return NEUME_OK;
}

/* The first pass: what holds for the whole file, wherever it stands. */
static enum neume_status look_at_header(void *user, const char *name, struct neume_kit_problem *problem)
{
    struct reading *r = user;
    (void)problem;
    r->level = level_of(name);
    r->curve = -1;
    return NEUME_OK;
}

static void set_controller(struct reading *r, const char *name, const char *value)
{
    int is_fine = !strncmp(name, "set_hdcc", 8);
    if (!is_fine && strncmp(name, "set_cc", 6) && strncmp(name, "set_realcc", 10))
        return;
    const char *digits = name + strcspn(name, "0123456789");
    int cc = neume_kit_number(digits);
    float x = strtof(value, NULL) * (is_fine ? 127 : 1);
    if (*digits && cc >= 0 && cc < 512)
        r->file.cc[cc] = x >= 0 ? x <= 127 ? x : 127 : 0;
}

/* "v064=0.5" */
static enum neume_status set_curve(struct reading *r, const char *name, const char *value)
{
    int index = neume_kit_number(value);
    if (!r->file.curve && !(r->file.curve = calloc(NEUME_SFZ_CURVES, sizeof *r->file.curve)))
        return NEUME_ERR_MEMORY;
    if (strcmp(name, "curve_index")) {
        int at = neume_kit_number(name + 1);
        if (r->curve >= 0 && *name == 'v' && isdigit((unsigned char)name[1]) && at >= 0 && at < 128)
            r->file.curve[r->curve][at] = strtof(value, NULL);
        return NEUME_OK;
    }
    r->curve = index >= 0 && index < NEUME_SFZ_CURVES ? index : -1;
    for (int v = 0; r->curve >= 0 && v < 128; v++)
        r->file.curve[r->curve][v] = NAN;
    if (r->curve >= 0)
        r->file.curve_set[r->curve] = 1;
    return NEUME_OK;
}

static enum neume_status look_at_opcode(void *user, const char *name, const char *value,
                                        struct neume_kit_problem *problem)
{
    struct reading *r = user;
    (void)problem;
    if (r->level == CURVE)
        return set_curve(r, name, value);
    if (r->level == CONTROL)
        set_controller(r, name, value);
    if (!strcmp(name, "sw_default"))
        neume_sfz_set(&r->file, &r->scope[0], name, value);
    return NEUME_OK;
}

static void start(struct reading *r)
{
    r->level = OTHER;
    r->note_offset = r->octave_offset = 0;
    *r->default_path = 0;
    for (int l = 0; l < LEVELS; l++)
        r->stands[l] = 0;
    for (int c = 0; r->file.curve && c < NEUME_SFZ_CURVES; c++)
        if (r->file.curve_set[c])
            neume_kit_fill_curve(r->file.curve[c]);
}

/* What is said of the kit beside its sounds. */
static enum neume_status say(struct reading *r)
{
    char text[1200] = "ignored:";
    for (int i = 0; i < r->file.ignored_count; i++) {
        size_t n = strlen(text);
        snprintf(text + n, sizeof text - n, " %s", r->file.ignored[i]);
    }
    enum neume_status status = r->file.ignored_count ? neume_kit_say(r->kit, 0, "%s", text) : NEUME_OK;
    if (status == NEUME_OK && r->unknown)
        status = neume_kit_say(r->kit, 1, "%zu of %zu regions make no sound, since '%s', which chooses, is not known",
                               r->unknown, r->regions, r->file.unknown);
    return status;
}

static enum neume_status read_regions(struct reading *r, const char *path, struct neume_kit_problem *problem)
{
    struct neume_sfz_handler read = {r, on_header, on_opcode};
    start(r);
    r->regions = r->unknown = 0;
    enum neume_status status = neume_sfz_read(path, &read, problem);
    return status == NEUME_OK ? end_region(r, problem) : status;
}

enum neume_status neume_kit_read_sfz(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    struct reading *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->kit = kit;
    r->folder = neume_kit_folder_of(path);
    r->file.sw_default = SFZ_SWITCH_NONE;
    r->file.lowest_program = 128;
    r->file.cc[7] = 100; /* as MIDI has them at first */
    r->file.cc[10] = 64;
    r->file.cc[11] = 127;
    start(r);
    kit->pedal = -1;
    struct neume_sfz_handler look = {r, look_at_header, look_at_opcode};
    enum neume_status status = r->folder ? neume_sfz_read(path, &look, problem) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = read_regions(r, path, problem);
    if (status == NEUME_OK && !kit->count && r->file.lowest_program > 0 && r->file.lowest_program < 128) {
        r->file.program = r->file.lowest_program; /* one kit of a bank: it has no program 0 */
        status = read_regions(r, path, problem);
    }
    if (status == NEUME_OK)
        status = say(r);
    kit->pedal = (int)r->file.cc[4];
    free(r->file.curve);
    free(r->folder);
    free(r);
    return status;
}
