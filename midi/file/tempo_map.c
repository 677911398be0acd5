/* SPDX-License-Identifier: MIT */
#include "midi/file/tempo_map.h"

#include <stdlib.h>
#include <string.h>

/* 500000 us a quarter, 120 BPM, holds where a file says nothing. */
#define DEFAULT_TEMPO 500000

static double smpte_seconds_per_tick(uint16_t division)
{
    int frames = 256 - (division >> 8);
    double rate = frames == 29 ? 30000.0 / 1001.0 : frames;
    return 1 / (rate * (division & 0xFF));
}

static void add_tempo(struct neume_tempo_map *map, uint64_t tick, double seconds_per_tick)
{
    struct neume_tempo_segment *last = &map->segment[map->count - 1];
    if (tick > last->tick) {
        double seconds = neume_tempo_map_seconds(map, tick);
        last = &map->segment[map->count++];
        last->tick = tick;
        last->seconds = seconds;
    }
    last->seconds_per_tick = seconds_per_tick;
}

enum neume_status neume_tempo_map_init(struct neume_tempo_map *map, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs;
    size_t count, tempos = 0;
    memset(map, 0, sizeof *map);
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s != NEUME_OK)
        return s;
    int smpte = smf->division & 0x8000;
    for (size_t i = 0; i < count && !smpte; i++)
        tempos += neume_smf_tempo(smf, neume_smf_at(smf, &refs[i])) != 0;
    map->segment = calloc(tempos + 1, sizeof *map->segment);
    if (!map->segment) {
        free(refs);
        return NEUME_ERR_MEMORY;
    }
    double per_us = 1e-6 / (smf->division ? smf->division : 1);
    map->count = 1;
    map->segment[0].seconds_per_tick = smpte ? smpte_seconds_per_tick(smf->division) : DEFAULT_TEMPO * per_us;
    for (size_t i = 0; i < count && tempos; i++) {
        uint32_t tempo = neume_smf_tempo(smf, neume_smf_at(smf, &refs[i]));
        if (tempo)
            add_tempo(map, refs[i].tick, tempo * per_us);
    }
    free(refs);
    return NEUME_OK;
}

void neume_tempo_map_release(struct neume_tempo_map *map)
{
    if (!map)
        return;
    free(map->segment);
    memset(map, 0, sizeof *map);
}

/* The last segment that starts at or before `tick`, or `seconds` where by_time. */
static const struct neume_tempo_segment *find(const struct neume_tempo_map *map, int by_time, uint64_t tick,
                                              double seconds)
{
    size_t low = 0, high = map->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        const struct neume_tempo_segment *m = &map->segment[middle];
        if (by_time ? m->seconds <= seconds : m->tick <= tick)
            low = middle;
        else
            high = middle;
    }
    return &map->segment[low];
}

double neume_tempo_map_seconds(const struct neume_tempo_map *map, uint64_t tick)
{
    const struct neume_tempo_segment *g = find(map, 0, tick, 0);
    return g->seconds + (double)(tick - g->tick) * g->seconds_per_tick;
}

double neume_tempo_map_ticks(const struct neume_tempo_map *map, double seconds)
{
    if (!(seconds > 0))
        return 0;
    const struct neume_tempo_segment *g = find(map, 1, 0, seconds);
    return (double)g->tick + (seconds - g->seconds) / g->seconds_per_tick;
}
