/* SPDX-License-Identifier: MIT */
#include "midi/file/bar_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_signature(struct neume_bar_map *map, uint64_t tick, double length)
{
    struct neume_bar_segment *last = &map->segment[map->count - 1];
    if (length < 1)
        length = 1;
    if (length == last->length)
        return;
    if (tick > last->tick) {
        uint64_t bars = (uint64_t)ceil((double)(tick - last->tick) / last->length);
        map->segment[map->count++] = (struct neume_bar_segment){tick, last->bar + bars, length};
    } else {
        last->length = length;
    }
}

enum neume_status neume_bar_map_init(struct neume_bar_map *map, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs;
    size_t count, found = 0;
    int numerator, denominator;
    memset(map, 0, sizeof *map);
    if (smf->division & 0x8000)
        return NEUME_ERR_UNSUPPORTED;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s != NEUME_OK)
        return s;
    for (size_t i = 0; i < count; i++)
        found += (size_t)neume_smf_time_signature(smf, neume_smf_at(smf, &refs[i]), &numerator, &denominator);
    map->segment = calloc(found + 1, sizeof *map->segment);
    if (!map->segment) {
        free(refs);
        return NEUME_ERR_MEMORY;
    }
    double whole = 4.0 * (smf->division ? smf->division : 1);
    map->count = 1;
    map->segment[0].length = whole;
    for (size_t i = 0; i < count && found; i++)
        if (neume_smf_time_signature(smf, neume_smf_at(smf, &refs[i]), &numerator, &denominator))
            add_signature(map, refs[i].tick, whole * numerator / denominator);
    free(refs);
    return NEUME_OK;
}

void neume_bar_map_release(struct neume_bar_map *map)
{
    if (!map)
        return;
    free(map->segment);
    memset(map, 0, sizeof *map);
}

static uint64_t start_in(const struct neume_bar_segment *g, uint64_t bar)
{
    return g->tick + (uint64_t)llround((double)(bar - g->bar) * g->length);
}

/* The last segment at or before a tick, or a bar. */
static size_t find(const struct neume_bar_map *map, int by_bar, uint64_t at)
{
    size_t low = 0, high = map->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if ((by_bar ? map->segment[middle].bar : map->segment[middle].tick) <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint64_t neume_bar_map_start(const struct neume_bar_map *map, uint64_t bar)
{
    return start_in(&map->segment[find(map, 1, bar)], bar);
}

uint64_t neume_bar_map_find(const struct neume_bar_map *map, uint64_t tick, uint64_t *start, uint64_t *end)
{
    size_t i = find(map, 0, tick);
    const struct neume_bar_segment *g = &map->segment[i];
    uint64_t bar = g->bar + (uint64_t)((double)(tick - g->tick) / g->length);
    if (start_in(g, bar + 1) <= tick) /* the starts are rounded, the quotient is not */
        bar++;
    *start = start_in(g, bar);
    *end = start_in(g, bar + 1);
    if (i + 1 < map->count && map->segment[i + 1].tick < *end)
        *end = map->segment[i + 1].tick;
    return bar;
}

static double line_at(const struct neume_grid *grid, uint64_t slot)
{
    double k = (double)slot;
    return slot % 2 ? (k - 1 + 2 * grid->swing) * grid->step : k * grid->step;
}

uint64_t neume_grid_nearest(const struct neume_bar_map *map, const struct neume_grid *grid, uint64_t tick,
                            uint64_t *slot)
{
    uint64_t start, end, best = 0, best_slot = 0, least = UINT64_MAX;
    neume_bar_map_find(map, tick, &start, &end);
    uint64_t from = (uint64_t)((double)(tick - start) / grid->step);
    from = from > 2 ? from - 2 : 0;
    for (uint64_t k = from; k < from + 5; k++) {
        uint64_t at = start + (uint64_t)llround(line_at(grid, k));
        int is_next_bar = at >= end;
        at = is_next_bar ? end : at;
        uint64_t distance = at > tick ? at - tick : tick - at;
        if (distance < least) {
            least = distance;
            best = at;
            best_slot = is_next_bar ? 0 : k;
        }
        if (is_next_bar)
            break;
    }
    if (slot)
        *slot = best_slot;
    return best;
}
