/* SPDX-License-Identifier: MIT */
#include "render/replace/replace_hits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/attack.h"
#include "audio/brightness.h"
#include "audio/source.h"
#include "midi/file/midi_read.h"
#include "midi/file/smf_to_notes.h"
#include "render/kits/kit_base.h"

#define FARTHEST 0.01 /* seconds that an attack may be from where the hit was found */
#define LOOK     0.1  /* seconds behind a hit that the attack finder wants to have heard */

enum { BLOCK = 4096 };

void neume_replace_hits_release(struct neume_replace_hits *hits)
{
    free(hits->hit);
    *hits = (struct neume_replace_hits){0};
}

static int in_time(const void *a, const void *b)
{
    const struct neume_replace_hit *x = a, *y = b;
    return x->frame != y->frame ? (x->frame > y->frame) - (x->frame < y->frame) : x->key - y->key;
}

enum neume_status neume_replace_hits_take(struct neume_replace_hits *hits, const struct neume_notes *notes, int rate)
{
    *hits = (struct neume_replace_hits){0};
    hits->hit = malloc((notes->count + 1) * sizeof *hits->hit);
    if (!hits->hit)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        if (n->drum)
            hits->hit[hits->count++] =
                (struct neume_replace_hit){.frame = llround(n->onset * rate), .key = n->pitch, .velocity = n->velocity};
    }
    if (hits->count)
        qsort(hits->hit, hits->count, sizeof *hits->hit, in_time);
    return NEUME_OK;
}

enum neume_status neume_replace_hits_read(struct neume_replace_hits *hits, const char *midi,
                                          const struct neume_drum_map *map, int rate, size_t *left_out,
                                          unsigned *repairs)
{
    struct neume_smf smf;
    struct neume_notes notes;
    struct neume_drum_map back = *map;
    *hits = (struct neume_replace_hits){0};
    neume_notes_init(&notes);
    neume_smf_init(&smf);
    neume_drum_map_invert(&back);
    enum neume_status status = neume_midi_read(&smf, midi, left_out);
    *repairs = smf.repairs;
    if (status == NEUME_OK)
        status = neume_smf_to_notes(&smf, 0, &notes);
    neume_notes_map_drums(&notes, &back);
    if (status == NEUME_OK)
        status = neume_replace_hits_take(hits, &notes, rate);
    neume_notes_release(&notes);
    neume_smf_release(&smf);
    return status;
}

/* How far hit i may move either way, frames. */
static int64_t reach_of(const struct neume_replace_hits *hits, size_t i, int64_t farthest)
{
    const struct neume_replace_hit *h = hits->hit;
    for (size_t k = i; k-- > 0 && h[i].frame - h[k].frame < 2 * farthest;)
        if (h[k].key == h[i].key)
            return (h[i].frame - h[k].frame) / 2;
    for (size_t k = i + 1; k < hits->count && h[k].frame - h[i].frame < 2 * farthest; k++)
        if (h[k].key == h[i].key)
            return (h[k].frame - h[i].frame) / 2;
    return farthest;
}

/* Hits up to *next are done; does those whose surroundings were heard. `moved` [count] gets their new frames, so that
 * the old ones stay in order. */
static void align_some(const struct neume_replace_hits *hits, const struct neume_attack *attack, double heard,
                       size_t *next, int64_t *moved)
{
    double rate = attack->sample_rate;
    for (; *next < hits->count; ++*next) {
        const struct neume_replace_hit *h = &hits->hit[*next];
        if ((double)h->frame / rate + LOOK > heard)
            return;
        int64_t at = llround(neume_attack_find(attack, (double)h->frame / rate) * rate);
        int64_t reach = reach_of(hits, *next, llround(FARTHEST * rate));
        moved[*next] = llabs(at - h->frame) <= reach ? at : h->frame;
    }
}

enum neume_status neume_replace_hits_align(struct neume_replace_hits *hits, const struct neume_sound *sound,
                                           neume_progress_fn progress, void *user)
{
    struct neume_source *source = NULL;
    struct neume_attack *attack = malloc(sizeof *attack);
    int64_t *moved = malloc((hits->count + 1) * sizeof *moved);
    float block[BLOCK];
    double heard = 0;
    size_t got = BLOCK, next = 0;
    enum neume_status status = attack && moved ? neume_source_open_sound(&source, sound, 0) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_attack_init(attack, neume_source_rate(source));
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        if (status == NEUME_OK && progress(user, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            break;
        neume_attack_process(attack, block, got);
        heard += (double)got / attack->sample_rate;
        align_some(hits, attack, got ? heard : INFINITY, &next, moved);
    }
    for (size_t i = 0; status == NEUME_OK && i < hits->count; i++)
        hits->hit[i].frame = moved[i];
    neume_source_free(source);
    free(attack);
    free(moved);
    return status;
}

/* A hit's brightness, and where the hit is. */
struct rank {
    struct neume_brightness heard;
    double value;
    size_t hit;
    int drum;
};

/* The part of a block that falls into the first NEUME_KIT_LEVEL seconds of each hit. `first` is the earliest hit that a
 * later block may still belong to. */
static void hear(const struct neume_replace_hits *hits, struct rank *rank, size_t *first, const float *block,
                 int64_t at, int64_t count, double rate)
{
    int64_t span = llround(NEUME_KIT_LEVEL * rate);
    for (size_t i = *first; i < hits->count && hits->hit[i].frame < at + count; i++) {
        int64_t from = hits->hit[i].frame - at, to = from + span < count ? from + span : count;
        from = from < 0 ? 0 : from;
        if (to > from)
            neume_brightness_process(&rank[i].heard, block + from, (size_t)(to - from));
        if (i == *first && hits->hit[i].frame + span < at + count)
            ++*first;
    }
}

static int by_brightness(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->drum != y->drum)
        return x->drum - y->drum;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->hit > y->hit) - (x->hit < y->hit);
}

static void set_ranks(struct neume_replace_hits *hits, struct rank *rank, double rate)
{
    for (size_t i = 0; i < hits->count; i++) {
        rank[i].hit = i;
        rank[i].drum = neume_drum_of_key(hits->hit[i].key);
        rank[i].value = neume_brightness_value(&rank[i].heard, rate);
    }
    if (hits->count)
        qsort(rank, hits->count, sizeof *rank, by_brightness);
    for (size_t i = 0, n; i < hits->count; i += n) {
        for (n = 1; i + n < hits->count && rank[i + n].drum == rank[i].drum;)
            n++;
        for (size_t k = 0; k < n; k++)
            hits->hit[rank[i + k].hit].timbre = (uint8_t)(1 + (2 * k + 1) * 127 / (2 * n));
    }
}

enum neume_status neume_replace_hits_rank(struct neume_replace_hits *hits, const struct neume_sound *sound)
{
    struct neume_source *source = NULL;
    struct rank *rank = calloc(hits->count + 1, sizeof *rank);
    float block[BLOCK];
    int64_t at = 0;
    size_t got = BLOCK, first = 0;
    enum neume_status status = rank ? neume_source_open_sound(&source, sound, 0) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK && hits->count)
        qsort(hits->hit, hits->count, sizeof *hits->hit, in_time); /* aligning may have changed the order */
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        if (status == NEUME_OK)
            hear(hits, rank, &first, block, at, (int64_t)got, neume_source_rate(source));
        at += (int64_t)got;
    }
    if (status == NEUME_OK)
        set_ranks(hits, rank, neume_source_rate(source));
    neume_source_free(source);
    free(rank);
    return status;
}
