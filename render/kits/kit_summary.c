/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_summary.h"

#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/kit_soundfont.h"

enum { LOWEST = 27, HIGHEST = 87, MOST_LAYERS = 512 };

const char *neume_kit_format(const struct neume_kit *kit)
{
    static const char *const names[] = {[NEUME_KIT_SEQUENCE] = "SFZ",
                                        [NEUME_KIT_SHUFFLE] = "folder",
                                        [NEUME_KIT_SLOTS] = "Hydrogen drumkit",
                                        [NEUME_KIT_POWER] = "DrumGizmo kit"};
    return kit->file ? "SoundFont" : names[kit->choice];
}

/* Whether two regions of one key stand for each other: they are of one layer, and one hit gets one of them. */
static int are_alike(const struct neume_kit *kit, const struct neume_kit_region *a, const struct neume_kit_region *b)
{
    int together = a->low_velocity == b->low_velocity && a->high_velocity == b->high_velocity;
    switch (kit->choice) {
    case NEUME_KIT_SEQUENCE:
        return together && (a->seq_position != b->seq_position || a->low_random != b->low_random);
    case NEUME_KIT_SLOTS:
        return together && a->slot == b->slot && kit->slot[a->slot].order != NEUME_KIT_FIRST;
    case NEUME_KIT_POWER:
        return 0;
    case NEUME_KIT_SHUFFLE:
        break;
    }
    return together;
}

/* Whether they are of one layer. */
static int share_layer(const struct neume_kit *kit, const struct neume_kit_region *a, const struct neume_kit_region *b)
{
    if (kit->choice == NEUME_KIT_POWER)
        return a->slot == b->slot;
    return a->low_velocity == b->low_velocity && a->high_velocity == b->high_velocity;
}

static struct neume_kit_drum describe(const struct neume_kit *kit, int key)
{
    struct neume_kit_drum d = {.key = key, .alike = 1};
    const struct neume_kit_region *first[MOST_LAYERS];
    size_t alike[MOST_LAYERS];
    for (size_t i = kit->first[key]; i < kit->first[key + 1]; i++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        size_t l = 0;
        if (r->low_velocity > r->high_velocity)
            continue;
        d.samples++;
        while (l < d.layers && !share_layer(kit, r, first[l]))
            l++;
        if (l == d.layers && l < MOST_LAYERS) {
            first[d.layers] = r;
            alike[d.layers++] = 1;
        } else if (l < d.layers) {
            alike[l] += (size_t)are_alike(kit, r, first[l]);
            d.alike = alike[l] > d.alike ? alike[l] : d.alike;
        }
    }
    return d;
}

enum neume_status neume_kit_list(struct neume_kit *kit, struct neume_kit_drum *drum, size_t *count)
{
    uint8_t sounds[128] = {0};
    enum neume_status status = kit->file ? neume_kit_probe(kit, sounds) : NEUME_OK;
    *count = 0;
    for (int key = LOWEST; status == NEUME_OK && key <= HIGHEST; key++) {
        struct neume_kit_drum d = kit->file ? (struct neume_kit_drum){.key = key} : describe(kit, key);
        if (d.samples || sounds[key])
            drum[(*count)++] = d;
    }
    return status;
}

char *neume_kit_missing(const struct neume_kit *kit, size_t *cursor, enum neume_status *why)
{
    for (; !kit->archive && *cursor < kit->originals; ++*cursor) {
        const char *path = kit->region[*cursor].path;
        if (!path || (*cursor && kit->region[*cursor - 1].path && !strcmp(path, kit->region[*cursor - 1].path)))
            continue;
        char *found = neume_kit_find_file(path);
        *why = found ? neume_kit_check_file(found) : NEUME_ERR_NOT_FOUND;
        free(found);
        if (*why != NEUME_OK) {
            ++*cursor;
            return strdup(path);
        }
    }
    return NULL;
}
