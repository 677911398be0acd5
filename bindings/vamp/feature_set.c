/* SPDX-License-Identifier: MIT */
#include "bindings/vamp/feature_set.h"

#include <math.h>
#include <stdlib.h>

void feature_set_clear(struct feature_set *set)
{
    for (unsigned i = 0; i < NEUME_VAMP_OUTPUTS; i++) {
        set->list[i].count = 0;
        free(set->list[i].shown);
        set->list[i].shown = NULL;
        set->shown[i] = (VampFeatureList){0, NULL};
    }
}

void feature_set_release(struct feature_set *set)
{
    feature_set_clear(set);
    for (unsigned i = 0; i < NEUME_VAMP_OUTPUTS; i++)
        free(set->list[i].feature);
    *set = (struct feature_set){0};
}

void feature_set_add(struct feature_set *set, unsigned output, const struct feature *feature)
{
    struct feature_list *l = &set->list[output];
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 64;
        struct feature *grown = realloc(l->feature, capacity * sizeof *grown);
        if (!grown)
            return;
        l->feature = grown;
        l->capacity = capacity;
    }
    l->feature[l->count++] = *feature;
}

/* Whole seconds, and the rest in nanoseconds, 0 .. 999,999,999. */
static void split(double time, int *sec, int *nsec)
{
    double whole = floor(time), rest = round((time - whole) * 1e9);
    *sec = (int)whole + (rest >= 1e9);
    *nsec = rest >= 1e9 ? 0 : (int)rest;
}

static void show(struct feature *f, VampFeature *first, VampFeatureV2 *second)
{
    *first = (VampFeature){.hasTimestamp = 1,
                           .valueCount = f->values,
                           .values = f->values ? f->value : NULL,
                           .label = *f->label ? f->label : NULL};
    split(f->time, &first->sec, &first->nsec);
    *second = (VampFeatureV2){.hasDuration = f->duration > 0};
    if (f->duration > 0)
        split(f->duration, &second->durationSec, &second->durationNsec);
}

VampFeatureList *feature_set_show(struct feature_set *set)
{
    for (unsigned i = 0; i < NEUME_VAMP_OUTPUTS; i++) {
        struct feature_list *l = &set->list[i];
        l->shown = l->count ? calloc(2 * l->count, sizeof *l->shown) : NULL;
        if (!l->shown)
            continue;
        for (size_t k = 0; k < l->count; k++)
            show(&l->feature[k], &l->shown[k].v1, &l->shown[l->count + k].v2);
        set->shown[i] = (VampFeatureList){(unsigned)l->count, l->shown};
    }
    return set->shown;
}
