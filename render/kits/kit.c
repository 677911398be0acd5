/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "core/drum.h"
#include "render/kits/kit_folder.h"
#include "render/kits/kit_hydrogen.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/kit_sfz.h"
#include "render/kits/kit_sound.h"
#include "render/kits/kit_soundfont.h"

static enum neume_status read_kit(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    struct stat st;
    if (stat(path, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    if (S_ISDIR(st.st_mode)) {
        struct stat xml;
        char *inside = neume_kit_path(path, "drumkit.xml");
        if (!inside)
            return NEUME_ERR_MEMORY;
        enum neume_status status = stat(inside, &xml) ? neume_kit_read_folder(kit, path, problem)
                                                      : neume_kit_read_hydrogen(kit, inside, problem);
        free(inside);
        return status;
    }
    if (neume_kit_ends(path, ".sfz"))
        return neume_kit_read_sfz(kit, path, problem);
    if (neume_kit_ends(path, ".xml"))
        return neume_kit_read_hydrogen(kit, path, problem);
    if (neume_kit_ends(path, ".sf2") || neume_kit_ends(path, ".sf3"))
        return neume_kit_read_soundfont(kit, path, problem);
    snprintf(problem->words, sizeof problem->words, "no kit: neither a folder nor .sfz, drumkit.xml, .sf2 or .sf3");
    return NEUME_ERR_FORMAT;
}

enum neume_status neume_kit_open(struct neume_kit **out, const char *path, int rate, int channels, uint64_t seed,
                                 struct neume_kit_problem *problem)
{
    *out = NULL;
    *problem = (struct neume_kit_problem){0};
    snprintf(problem->subject, sizeof problem->subject, "%s", path);
    if (rate < 4000 || rate > 384000 || channels < 1 || channels > 1024)
        return NEUME_ERR_ARGUMENT;
    struct neume_kit *kit = calloc(1, sizeof *kit);
    if (!kit)
        return NEUME_ERR_MEMORY;
    kit->rate = rate;
    kit->channels = channels;
    kit->random = seed;
    for (int k = 0; k < 128; k++)
        kit->strokes[k] = (uint32_t)(neume_kit_random(&kit->random) >> 40);
    enum neume_status status = read_kit(kit, path, problem);
    if (status == NEUME_OK && !kit->count && !kit->bank) {
        status = NEUME_ERR_EMPTY;
        if (kit->unnamed)
            snprintf(problem->words, sizeof problem->words, "no drum in the names of its sound files, as in kick.wav");
        else if (!*problem->words)
            snprintf(problem->words, sizeof problem->words, "the kit has no sample for any drum");
    }
    if (status != NEUME_OK) {
        neume_kit_free(kit);
        return status;
    }
    for (size_t i = 0; i < kit->count; i++)
        kit->chokes |= kit->region[i].off_by != 0;
    *out = kit;
    return NEUME_OK;
}

void neume_kit_free(struct neume_kit *kit)
{
    if (!kit)
        return;
    for (size_t i = 0; i < kit->count; i++) {
        free(kit->region[i].path);
        free(kit->region[i].sound.frame);
    }
    free(kit->region);
    free(kit->bank);
    free(kit->unnamed);
    free(kit);
}

const struct neume_kit_region *neume_kit_region(const struct neume_kit *kit, size_t region)
{
    return &kit->region[region];
}

float neume_kit_gain(const struct neume_kit *kit, size_t region, int velocity)
{
    const struct neume_kit_region *r = &kit->region[region];
    float v = (float)velocity / 127;
    /* MMA RP-021: 40 log10(v / 127) dB */
    float gain = r->gain * (1 - r->veltrack + r->veltrack * v * v);
    return kit->normalises && r->sound.level > 0 ? gain / r->sound.level : gain;
}

const char *neume_kit_file(const struct neume_kit *kit, size_t i)
{
    return !kit->bank && i < kit->count ? kit->region[i].path : NULL;
}

const char *neume_kit_bad(const struct neume_kit *kit, size_t i, enum neume_status *why)
{
    for (size_t k = 0; k < kit->count; k++)
        if (kit->region[k].path && kit->region[k].bad != NEUME_OK && !i--) {
            *why = kit->region[k].bad;
            return kit->region[k].path;
        }
    return NULL;
}

/* The keys of each drum's nearest relatives, the best first. */
static const uint8_t next_keys[NEUME_DRUM_COUNT][5] = {
    [NEUME_DRUM_HC] = {44},
    [NEUME_DRUM_HP] = {42},
    [NEUME_DRUM_T1] = {47, 45, 43, 41},
    [NEUME_DRUM_T2] = {48, 43, 50, 41},
    [NEUME_DRUM_T3] = {45, 47, 48, 50},
    [NEUME_DRUM_RB] = {51, 59},
};

static int velocity_distance(const struct neume_kit_region *r, int velocity)
{
    return velocity < r->low_velocity    ? r->low_velocity - velocity
           : velocity > r->high_velocity ? velocity - r->high_velocity
                                         : 0;
}

static int has_key(const struct neume_kit_region *r, int key)
{
    return r->bad == NEUME_OK && key >= r->low_key && key <= r->high_key;
}

/* How far the nearest layer is from the velocity, 0 where one holds it; -1 where the key has no sample. */
static int nearest_layer(const struct neume_kit *kit, int key, int velocity)
{
    int nearest = -1;
    for (size_t i = 0; i < kit->count; i++) {
        int distance = has_key(&kit->region[i], key) ? velocity_distance(&kit->region[i], velocity) : -1;
        if (distance >= 0 && (nearest < 0 || distance < nearest))
            nearest = distance;
    }
    return nearest;
}

int neume_kit_key_for(const struct neume_kit *kit, int key)
{
    enum neume_drum drum = neume_drum_of_key(key);
    const uint8_t *const lists[] = {neume_drum_keys(drum), next_keys[drum]};
    if (nearest_layer(kit, key, 64) >= 0)
        return key;
    for (int l = 0; l < 2; l++)
        for (const uint8_t *k = lists[l]; *k; k++)
            if (nearest_layer(kit, *k, 64) >= 0)
                return *k;
    return -1;
}

/* The next fitting region from `from` on, or kit->count. */
static size_t next_fit(const struct neume_kit *kit, size_t from, int key, int velocity, int distance)
{
    while (from < kit->count &&
           !(has_key(&kit->region[from], key) && velocity_distance(&kit->region[from], velocity) == distance))
        from++;
    return from;
}

/* One of those that fit, and not the last one again. */
static size_t shuffle(struct neume_kit *kit, int key, int velocity, int distance, size_t *region)
{
    size_t fitting = 0, n = kit->count, pick = n;
    for (size_t i = next_fit(kit, 0, key, velocity, distance); i < n; i = next_fit(kit, i + 1, key, velocity, distance))
        fitting += kit->last[key] != i + 1;
    uint64_t drawn = fitting ? neume_kit_random(&kit->random) % fitting : 0;
    for (size_t i = next_fit(kit, 0, key, velocity, distance); i < n;
         i = next_fit(kit, i + 1, key, velocity, distance)) {
        if (fitting && kit->last[key] == i + 1)
            continue;
        if (!drawn--) {
            pick = i;
            break;
        }
    }
    region[0] = pick;
    return pick < n;
}

/* All that fit, by their place in the sequence and by one draw of luck. */
static size_t in_sequence(struct neume_kit *kit, int key, int velocity, int distance, size_t *region)
{
    uint32_t stroke = kit->strokes[key]++;
    size_t found = 0;
    /* Luck is tried again where it brings the last sample back; after some tries there is no other. */
    for (int tries = 0; tries < 16; tries++) {
        float luck = (float)(neume_kit_random(&kit->random) >> 40) / (float)(1 << 24);
        found = 0;
        for (size_t i = next_fit(kit, 0, key, velocity, distance); i < kit->count && found < NEUME_KIT_MOST;
             i = next_fit(kit, i + 1, key, velocity, distance)) {
            const struct neume_kit_region *r = &kit->region[i];
            if ((int)(stroke % (uint32_t)r->seq_length) + 1 == r->seq_position && luck >= r->low_random &&
                (luck < r->high_random || r->high_random >= 1))
                region[found++] = i;
        }
        if (found && kit->last[key] != region[0] + 1)
            break;
    }
    if (!found) /* a sequence with gaps */
        return shuffle(kit, key, velocity, distance, region);
    return found;
}

/* A SoundFont has a sound for each key and velocity; what was rendered is kept. */
static enum neume_status from_bank(struct neume_kit *kit, int key, int velocity, size_t *region, size_t *count)
{
    *count = 1;
    for (size_t i = 0; i < kit->count; i++)
        if (kit->region[i].low_key == key && kit->region[i].low_velocity == velocity) {
            region[0] = i;
            return NEUME_OK;
        }
    struct neume_kit_region r;
    neume_kit_region_init(&r);
    r.low_key = r.high_key = (uint8_t)key;
    r.low_velocity = r.high_velocity = (uint8_t)velocity;
    r.veltrack = 0; /* the bank has done that */
    region[0] = kit->count;
    return neume_kit_add(kit, &r, NULL);
}

static enum neume_status choose_key(struct neume_kit *kit, int key, int velocity, size_t *region, size_t *count)
{
    for (;;) {
        int distance = kit->bank ? 0 : nearest_layer(kit, key, velocity), bad = 0;
        enum neume_status status = NEUME_OK;
        *count = 0;
        if (distance < 0)
            return NEUME_OK;
        if (kit->bank)
            status = from_bank(kit, key, velocity, region, count);
        else
            *count = kit->shuffles ? shuffle(kit, key, velocity, distance, region)
                                   : in_sequence(kit, key, velocity, distance, region);
        for (size_t i = 0; i < *count && status == NEUME_OK; i++) {
            status = neume_kit_load(kit, &kit->region[region[i]]);
            bad |= kit->region[region[i]].bad != NEUME_OK;
        }
        if (status != NEUME_OK)
            return status;
        if (!bad) {
            if (*count)
                kit->last[key] = region[0] + 1;
            return NEUME_OK;
        }
        if (kit->bank) {
            *count = 0;
            return NEUME_OK;
        }
    }
}

enum neume_status neume_kit_choose(struct neume_kit *kit, int key, int velocity, size_t region[NEUME_KIT_MOST],
                                   size_t *count)
{
    enum neume_drum drum = neume_drum_of_key(key);
    enum neume_status status = choose_key(kit, key, velocity, region, count);
    for (const uint8_t *k = neume_drum_keys(drum); *k && status == NEUME_OK && !*count; k++)
        status = choose_key(kit, *k, velocity, region, count);
    for (const uint8_t *k = next_keys[drum]; *k && status == NEUME_OK && !*count; k++)
        status = choose_key(kit, *k, velocity, region, count);
    return status;
}

size_t neume_kit_unnamed(const struct neume_kit *kit, const char **first)
{
    if (first)
        *first = kit->unnamed;
    return kit->unnamed_count;
}
