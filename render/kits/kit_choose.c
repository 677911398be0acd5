/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_choose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/drum.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/kit_sound.h"

/* What is asked of a kit. */
struct hit {
    int key, velocity, pedal, distance; /* how far the nearest layer is from the velocity; -1: none */
    float luck;                         /* 0 <= luck < 1 */
};

enum neume_status neume_kit_index(struct neume_kit *kit)
{
    size_t total = 0;
    kit->originals = kit->count;
    memset(kit->first, 0, sizeof kit->first);
    for (size_t i = 0; i < kit->count; i++)
        for (int k = kit->region[i].low_key; k <= kit->region[i].high_key && k < 128; k++)
            kit->first[k + 1]++;
    for (int k = 0; k < 128; k++)
        kit->first[k + 1] += kit->first[k];
    total = kit->first[128];
    kit->of_key = malloc((total + 1) * sizeof *kit->of_key);
    size_t *next = malloc(sizeof kit->first);
    if (!kit->of_key || !next) {
        free(next);
        return NEUME_ERR_MEMORY;
    }
    memcpy(next, kit->first, sizeof kit->first);
    for (size_t i = 0; i < kit->count; i++)
        for (int k = kit->region[i].low_key; k <= kit->region[i].high_key && k < 128; k++)
            kit->of_key[next[k]++] = (uint32_t)i;
    free(next);
    return NEUME_OK;
}

/* 1 outside of a fade, 0 on its far side. */
static float fade_at(const struct neume_kit_region *r, int velocity)
{
    const struct neume_kit_fade *f = &r->velocity_fade;
    float gain = 1;
    if (f->in[1] > 0 && velocity < f->in[1])
        gain *= velocity <= f->in[0] ? 0 : (float)(velocity - f->in[0]) / (float)(f->in[1] - f->in[0]);
    if (f->out[0] < 127 && velocity > f->out[0])
        gain *= velocity >= f->out[1] ? 0 : (float)(f->out[1] - velocity) / (float)(f->out[1] - f->out[0]);
    return r->linear_fades ? gain : sqrtf(gain);
}

float neume_kit_gain(const struct neume_kit *kit, size_t region, int velocity)
{
    const struct neume_kit_region *r = &kit->region[region];
    float v = (float)velocity / 127;
    /* MMA RP-021: 40 log10(v / 127) dB */
    float by_velocity = r->curve ? kit->curve[r->curve - 1][velocity] : kit->is_linear ? v : v * v;
    float lost = fabsf(r->veltrack) * (1 - by_velocity);
    float gain = r->gain * (r->veltrack < 0 ? lost : 1 - lost) * fade_at(r, velocity);
    return kit->normalises && r->sound.level > 0 ? gain / r->sound.level : gain;
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

static int is_open_to(const struct neume_kit_region *r, const struct hit *h)
{
    return r->bad == NEUME_OK && h->pedal >= r->low_pedal && h->pedal <= r->high_pedal &&
           r->low_velocity <= r->high_velocity;
}

static int nearest_layer(const struct neume_kit *kit, const struct hit *h)
{
    int nearest = -1;
    for (size_t i = kit->first[h->key]; i < kit->first[h->key + 1]; i++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        int distance = is_open_to(r, h) ? velocity_distance(r, h->velocity) : -1;
        if (distance >= 0 && (nearest < 0 || distance < nearest))
            nearest = distance;
    }
    return nearest;
}

static int has_key(const struct neume_kit *kit, int key)
{
    struct hit h = {.key = key, .velocity = 64, .pedal = kit->pedal};
    return nearest_layer(kit, &h) >= 0;
}

int neume_kit_key_for(const struct neume_kit *kit, int key)
{
    enum neume_drum drum = neume_drum_of_key(key);
    const uint8_t *const lists[] = {neume_drum_keys(drum), next_keys[drum]};
    if (has_key(kit, key))
        return key;
    for (int l = 0; l < 2; l++)
        for (const uint8_t *k = lists[l]; *k; k++)
            if (has_key(kit, *k))
                return *k;
    return -1;
}

/* The next fitting region from place `from` of the key on, or the end of the key's. */
static size_t next_fit(const struct neume_kit *kit, size_t from, const struct hit *h)
{
    size_t end = kit->first[h->key + 1];
    for (; from < end; from++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[from]];
        if (is_open_to(r, h) && velocity_distance(r, h->velocity) == h->distance)
            break;
    }
    return from;
}

/* One of those that fit, and not the last one again. */
static size_t shuffle(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    size_t fitting = 0, from = kit->first[h->key], end = kit->first[h->key + 1], last = kit->last[h->key];
    for (size_t i = next_fit(kit, from, h); i < end; i = next_fit(kit, i + 1, h))
        fitting += last != kit->of_key[i] + 1u;
    uint64_t drawn = fitting ? neume_kit_random(&kit->random) % fitting : 0;
    for (size_t i = next_fit(kit, from, h); i < end; i = next_fit(kit, i + 1, h)) {
        if (fitting && last == kit->of_key[i] + 1u)
            continue;
        if (!drawn--) {
            region[0] = kit->of_key[i];
            return 1;
        }
    }
    return 0;
}

/* All that fit, by one draw of luck, and each by its own place in its sequence. */
static size_t in_sequence(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    size_t found = 0, end = kit->first[h->key + 1];
    for (size_t i = next_fit(kit, kit->first[h->key], h); i < end; i = next_fit(kit, i + 1, h)) {
        struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        if (h->luck < r->low_random || (h->luck >= r->high_random && r->high_random < 1))
            continue;
        if ((int)(r->times++ % r->seq_length) + 1 == r->seq_position && found < NEUME_KIT_MOST &&
            neume_kit_gain(kit, kit->of_key[i], h->velocity) > 0)
            region[found++] = kit->of_key[i];
    }
    return found ? found : shuffle(kit, h, region); /* a sequence with gaps */
}

/* Hydrogen's way: of the slot's layers that hold the velocity the first, the next, or any; where none does, the one
 * whose least velocity is nearest. */
static int from_slot(struct neume_kit *kit, const struct hit *h, int slot, size_t *region)
{
    size_t fits[256], count = 0, nearest = SIZE_MAX;
    float wanted = (float)h->velocity / 127, best = INFINITY;
    for (size_t i = kit->first[h->key]; i < kit->first[h->key + 1]; i++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        if (r->slot != slot || r->bad != NEUME_OK)
            continue;
        if (h->velocity >= r->low_velocity && h->velocity <= r->high_velocity && count < sizeof fits / sizeof *fits)
            fits[count++] = kit->of_key[i];
        if (fabsf(r->power - wanted) < best) {
            best = fabsf(r->power - wanted);
            nearest = kit->of_key[i];
        }
    }
    struct neume_kit_slot *s = &kit->slot[slot];
    if (nearest == SIZE_MAX)
        return 0;
    size_t pick = s->order == NEUME_KIT_FIRST || !count ? 0
                  : s->order == NEUME_KIT_RANDOM        ? neume_kit_random(&kit->random) % count
                                                        : s->last % count;
    s->last = (uint32_t)pick + 1;
    *region = count ? fits[pick] : nearest;
    return 1;
}

static size_t from_slots(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    size_t found = 0;
    int done = -1; /* slots are numbered in the order of their regions */
    for (size_t i = kit->first[h->key]; i < kit->first[h->key + 1] && found < NEUME_KIT_MOST; i++) {
        int slot = kit->region[kit->of_key[i]].slot;
        if (slot > done) {
            found += (size_t)from_slot(kit, h, slot, &region[found]);
            done = slot;
        }
    }
    return found;
}

/* Where the velocity lies among the powers of an instrument's samples, and how far around it is near enough. */
struct aim {
    float power, reach;
};

static struct aim aim_at(const struct neume_kit *kit, const struct hit *h)
{
    float least = INFINITY, most = 0, nearest = INFINITY, samples = 0;
    for (size_t i = kit->first[h->key]; i < kit->first[h->key + 1]; i++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        if (r->bad != NEUME_OK)
            continue;
        least = fminf(least, r->power);
        most = fmaxf(most, r->power);
        samples++;
    }
    struct aim a = {.power = least + (most - least) * (float)h->velocity / 127};
    for (size_t i = kit->first[h->key]; i < kit->first[h->key + 1]; i++)
        if (kit->region[kit->of_key[i]].bad == NEUME_OK)
            nearest = fminf(nearest, fabsf(kit->region[kit->of_key[i]].power - a.power));
    a.reach = fmaxf(nearest, (most - least) / fmaxf(samples, 10));
    return a;
}

/* DrumGizmo's way: velocities spread evenly over the powers of the instrument; of the samples near there one is drawn,
 * and not the last one again. A sample's files, which have its slot, sound together. */
static size_t by_power(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    size_t first = kit->first[h->key], end = kit->first[h->key + 1], near = 0, found = 0;
    struct aim aim = aim_at(kit, h);
    int slots[256], slot = -1, last = (int)kit->last[h->key] - 1;
    for (size_t i = first; i < end && near < sizeof slots / sizeof *slots; i++) {
        const struct neume_kit_region *r = &kit->region[kit->of_key[i]];
        if (r->bad == NEUME_OK && r->slot != slot && fabsf(r->power - aim.power) <= aim.reach)
            slots[near++] = slot = r->slot;
    }
    for (size_t i = 0; i < near && near > 1; i++)
        if (slots[i] == last)
            slots[i--] = slots[--near];
    slot = near ? slots[neume_kit_random(&kit->random) % near] : -1;
    for (size_t i = first; i < end && found < NEUME_KIT_MOST; i++)
        if (kit->region[kit->of_key[i]].slot == slot && kit->region[kit->of_key[i]].bad == NEUME_OK)
            region[found++] = kit->of_key[i];
    return found;
}

/* A SoundFont has a sound for each key and velocity; what was rendered is kept. */
static enum neume_status from_bank(struct neume_kit *kit, const struct hit *h, size_t *region, size_t *count)
{
    *count = 1;
    for (size_t i = 0; i < kit->count; i++)
        if (kit->region[i].low_key == h->key && kit->region[i].low_velocity == h->velocity) {
            region[0] = i;
            return NEUME_OK;
        }
    struct neume_kit_region r;
    neume_kit_region_init(&r);
    r.low_key = r.high_key = (uint8_t)h->key;
    r.low_velocity = r.high_velocity = (uint8_t)h->velocity;
    r.veltrack = 0; /* the bank has done that */
    region[0] = kit->count;
    return neume_kit_add(kit, &r, NULL);
}

/* The region as this key, this velocity and this luck play it: itself, or one that is made of it. */
static enum neume_status as_played(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    enum { LUCKS = 4 }; /* different places that one sample starts at, by chance */
    const struct neume_kit_region *r = &kit->region[*region];
    int tracks = r->keytrack != 0 && r->low_key != r->high_key, bends = r->pitch_veltrack != 0;
    int luck = r->offset_random ? (int)(neume_kit_random(&kit->random) % LUCKS) : 0;
    int step = bends ? h->velocity / 8 : 0, made_for = h->key | step << 7 | luck << 12;
    if (r->made_of || !(tracks || bends || r->offset_random))
        return NEUME_OK;
    for (size_t i = kit->originals; i < kit->count; i++)
        if (kit->region[i].made_of == *region + 1 && kit->region[i].made_for == made_for) {
            *region = i;
            return NEUME_OK;
        }
    struct neume_kit_region made = *r;
    made.sound = (struct neume_kit_sound){0};
    made.low_key = made.high_key = (uint8_t)h->key;
    made.tune += r->pitch_veltrack * (bends ? ((float)step * 8 + 4) / 127 : 0);
    made.offset += (uint32_t)((double)r->offset_random * luck / LUCKS);
    made.made_of = (uint32_t)*region + 1;
    made.made_for = made_for;
    *region = kit->count;
    return neume_kit_add(kit, &made, made.path);
}

static size_t choose_regions(struct neume_kit *kit, const struct hit *h, size_t *region)
{
    switch (kit->choice) {
    case NEUME_KIT_SHUFFLE:
        return shuffle(kit, h, region);
    case NEUME_KIT_SLOTS:
        return from_slots(kit, h, region);
    case NEUME_KIT_POWER:
        return by_power(kit, h, region);
    case NEUME_KIT_SEQUENCE:
        break;
    }
    return in_sequence(kit, h, region);
}

/* Decodes what was chosen; *bad: something could not be, and its original is marked. */
static enum neume_status load(struct neume_kit *kit, const struct hit *h, size_t *region, size_t count, int *bad)
{
    enum neume_status status = NEUME_OK;
    *bad = 0;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        status = kit->file ? NEUME_OK : as_played(kit, h, &region[i]);
        if (status == NEUME_OK)
            status = neume_kit_load(kit, &kit->region[region[i]]);
        struct neume_kit_region *r = &kit->region[region[i]];
        if (status != NEUME_OK || r->bad == NEUME_OK)
            continue;
        *bad = 1;
        if (r->made_of)
            kit->region[r->made_of - 1].bad = r->bad;
    }
    return status;
}

static enum neume_status choose_key(struct neume_kit *kit, struct hit h, size_t *region, size_t *count)
{
    for (;;) {
        int bad = 0;
        enum neume_status status = NEUME_OK;
        *count = 0;
        h.distance = kit->file ? 0 : nearest_layer(kit, &h);
        if (h.distance < 0)
            return NEUME_OK;
        if (kit->file)
            status = from_bank(kit, &h, region, count);
        else
            *count = choose_regions(kit, &h, region);
        size_t chosen = *count ? region[0] : 0;
        if (status == NEUME_OK)
            status = load(kit, &h, region, *count, &bad);
        if (status != NEUME_OK)
            return status;
        if (!bad) {
            if (*count)
                kit->last[h.key] = (kit->choice == NEUME_KIT_POWER ? (size_t)kit->region[chosen].slot : chosen) + 1;
            return NEUME_OK;
        }
        if (kit->file) {
            *count = 0;
            return NEUME_OK;
        }
    }
}

/* How long a hit rings, with the pedal here; 0: not at all. */
static enum neume_status ring_at(struct neume_kit *kit, int key, int pedal, size_t *frames)
{
    size_t region[NEUME_KIT_MOST], count;
    enum neume_status status =
        choose_key(kit, (struct hit){.key = key, .velocity = 100, .pedal = pedal}, region, &count);
    *frames = 0;
    for (size_t i = 0; status == NEUME_OK && i < count; i++)
        *frames = kit->region[region[i]].sound.decay > *frames ? kit->region[region[i]].sound.decay : *frames;
    return status;
}

/* Whether one key plays all hi-hats, by controller 4, and which end of the pedal is the open one: makers disagree, so
 * it is the one that rings longer. */
static enum neume_status know_pedal(struct neume_kit *kit)
{
    size_t at_0, at_127;
    if (kit->by_pedal >= 0)
        return NEUME_OK;
    kit->by_pedal = 0;
    if (kit->first[46] != kit->first[47])
        return NEUME_OK;
    for (size_t i = kit->first[42]; i < kit->first[43]; i++)
        kit->by_pedal |= kit->region[kit->of_key[i]].low_pedal > 0 || kit->region[kit->of_key[i]].high_pedal < 127;
    if (!kit->by_pedal)
        return NEUME_OK;
    enum neume_status status = ring_at(kit, 42, 0, &at_0);
    if (status == NEUME_OK)
        status = ring_at(kit, 42, 127, &at_127);
    if (status != NEUME_OK)
        return status;
    kit->pedal_open = at_127 >= at_0 ? 127 : 0;
    kit->pedal_closed = 127 - kit->pedal_open;
    for (size_t i = 0; i < kit->originals; i++)
        kit->region[i].times = 0;
    return NEUME_OK;
}

enum neume_status neume_kit_choose(struct neume_kit *kit, int key, int velocity, size_t region[NEUME_KIT_MOST],
                                   size_t *count)
{
    enum neume_drum drum = neume_drum_of_key(key);
    struct hit h = {.key = key, .velocity = velocity, .pedal = kit->pedal};
    int is_hat = drum == NEUME_DRUM_HC || drum == NEUME_DRUM_HO || drum == NEUME_DRUM_HP;
    enum neume_status status = is_hat && !kit->file ? know_pedal(kit) : NEUME_OK;
    *count = 0;
    if (status != NEUME_OK)
        return status;
    h.luck = neume_kit_draw(&kit->random);
    if (is_hat && kit->by_pedal > 0) {
        h.key = drum == NEUME_DRUM_HP && has_key(kit, 44) ? 44 : 42;
        h.pedal = drum == NEUME_DRUM_HO ? kit->pedal_open : kit->pedal_closed;
    }
    status = choose_key(kit, h, region, count);
    const uint8_t *const lists[] = {neume_drum_keys(drum), next_keys[drum]};
    for (int l = 0; l < 2; l++)
        for (const uint8_t *k = lists[l]; *k && status == NEUME_OK && !*count; k++) {
            h.key = *k;
            status = choose_key(kit, h, region, count);
        }
    return status;
}

size_t neume_kit_lead(const struct neume_kit *kit, const uint32_t *region, size_t count, int velocity, int is_skin)
{
    float loudest = 0;
    size_t lead = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        loudest = fmaxf(loudest, neume_kit_gain(kit, region[i], velocity) * kit->region[region[i]].sound.level);
    for (size_t i = 0; i < count; i++) {
        const struct neume_kit_region *r = &kit->region[region[i]];
        size_t begins = (is_skin ? r->sound.skin : r->sound.attack) + neume_kit_delay(kit, r);
        if (neume_kit_gain(kit, region[i], velocity) * r->sound.level >= 0.1f * loudest && begins < lead)
            lead = begins;
    }
    return count ? lead : 0;
}

size_t neume_kit_delay(const struct neume_kit *kit, const struct neume_kit_region *r)
{
    return (size_t)(r->delay * (float)kit->rate + 0.5f);
}
