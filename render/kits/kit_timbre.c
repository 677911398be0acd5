/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_timbre.h"

#include <stdlib.h>

#include "render/kits/kit_choose.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_sound.h"

struct layer {
    uint8_t low, high; /* velocities */
    float brightness;  /* Hz */
};

static int by_brightness(const void *a, const void *b)
{
    const struct layer *x = a, *y = b;
    if (x->brightness != y->brightness)
        return x->brightness < y->brightness ? -1 : 1;
    return x->low - y->low;
}

/* The layers of a key, each as bright as the first of its samples that can be used; their number. */
static enum neume_status find_layers(struct neume_kit *kit, int key, struct layer layer[128], size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < kit->originals && *count < 128; i++) {
        struct neume_kit_region *r = &kit->region[i];
        size_t k = 0;
        if (key < r->low_key || key > r->high_key)
            continue;
        while (k < *count && (layer[k].low != r->low_velocity || layer[k].high != r->high_velocity))
            k++;
        if (k < *count)
            continue;
        enum neume_status status = neume_kit_load(kit, r);
        if (status != NEUME_OK)
            return status;
        if (r->bad == NEUME_OK)
            layer[(*count)++] = (struct layer){r->low_velocity, r->high_velocity, r->sound.brightness};
    }
    return NEUME_OK;
}

enum neume_status neume_kit_layer(struct neume_kit *kit, int key, int timbre, int *velocity)
{
    struct layer layer[128];
    size_t count = 0;
    int used = neume_kit_key_for(kit, key);
    if (kit->file || used < 0)
        return NEUME_OK;
    enum neume_status status = find_layers(kit, used, layer, &count);
    if (status != NEUME_OK || count < 2)
        return status;
    qsort(layer, count, sizeof *layer, by_brightness);
    const struct layer *l = &layer[(size_t)(timbre - 1) * count / 127];
    *velocity = (l->low + l->high + 1) / 2;
    return NEUME_OK;
}
