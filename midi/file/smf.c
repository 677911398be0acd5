/* SPDX-License-Identifier: MIT */
#include "midi/file/smf.h"

#include <stdlib.h>
#include <string.h>

void neume_smf_init(struct neume_smf *smf)
{
    memset(smf, 0, sizeof *smf);
    smf->format = 1;
    smf->division = 480;
}

void neume_smf_release(struct neume_smf *smf)
{
    if (!smf)
        return;
    for (size_t i = 0; i < smf->track_count; i++)
        free(smf->track[i].event);
    free(smf->track);
    free(smf->chunk);
    free(smf->bytes);
    neume_smf_init(smf);
}

/* count items of `size` bytes, in *to, whose capacity is then `count`. Answers 0 without memory. */
static int copy_items(void *to, const void *from, size_t count, size_t size)
{
    void *items = count ? malloc(count * size) : NULL;
    if (items)
        memcpy(items, from, count * size);
    memcpy(to, &items, sizeof items);
    return items || !count;
}

enum neume_status neume_smf_copy(struct neume_smf *copy, const struct neume_smf *smf)
{
    *copy = *smf;
    copy->track = NULL;
    copy->chunk = NULL;
    copy->bytes = NULL;
    copy->track_count = 0;
    copy->track_capacity = smf->track_count;
    copy->chunk_capacity = smf->chunk_count;
    copy->byte_capacity = smf->byte_count;
    int good = copy_items(&copy->chunk, smf->chunk, smf->chunk_count, sizeof *smf->chunk) &&
               copy_items(&copy->bytes, smf->bytes, smf->byte_count, 1) &&
               copy_items(&copy->track, smf->track, smf->track_count, sizeof *smf->track);
    for (size_t i = 0; i < smf->track_count && good; i++) {
        struct neume_smf_track *t = &copy->track[i];
        t->capacity = t->count;
        good = copy_items(&t->event, smf->track[i].event, t->count, sizeof *t->event);
        copy->track_count++;
    }
    if (!good)
        neume_smf_release(copy);
    return good ? NEUME_OK : NEUME_ERR_MEMORY;
}

/* Makes room for `extra` more items; the array is left as it was where that fails. */
static void *reserve(void *items, size_t *capacity, size_t count, size_t extra, size_t item_size)
{
    if (extra <= *capacity - count)
        return items;
    size_t wanted = *capacity ? *capacity : 4;
    while (wanted - count < extra)
        wanted *= 2;
    void *grown = realloc(items, wanted * item_size);
    if (grown)
        *capacity = wanted;
    return grown;
}

/* Copies `data` into the pool. */
static enum neume_status keep_bytes(struct neume_smf *smf, const void *data, size_t size, uint32_t *at)
{
    if (size > NEUME_SMF_MAX_SIZE || smf->byte_count > UINT32_MAX - size)
        return NEUME_ERR_UNSUPPORTED;
    *at = (uint32_t)smf->byte_count;
    if (!size)
        return NEUME_OK;
    void *grown = reserve(smf->bytes, &smf->byte_capacity, smf->byte_count, size, 1);
    if (!grown)
        return NEUME_ERR_MEMORY;
    smf->bytes = grown;
    memcpy(smf->bytes + smf->byte_count, data, size);
    smf->byte_count += size;
    return NEUME_OK;
}

enum neume_status neume_smf_add_track(struct neume_smf *smf)
{
    void *grown = reserve(smf->track, &smf->track_capacity, smf->track_count, 1, sizeof *smf->track);
    if (!grown)
        return NEUME_ERR_MEMORY;
    smf->track = grown;
    memset(&smf->track[smf->track_count++], 0, sizeof *smf->track);
    return NEUME_OK;
}

static enum neume_status add_event(struct neume_smf *smf, size_t track, const struct neume_smf_event *event)
{
    struct neume_smf_track *t = &smf->track[track];
    void *grown = reserve(t->event, &t->capacity, t->count, 1, sizeof *t->event);
    if (!grown)
        return NEUME_ERR_MEMORY;
    t->event = grown;
    t->event[t->count++] = *event;
    return NEUME_OK;
}

enum neume_status neume_smf_add_message(struct neume_smf *smf, size_t track, uint64_t tick, int status, int data0,
                                        int data1)
{
    struct neume_smf_event e = {.tick = tick, .status = (uint8_t)status, .data = {(uint8_t)data0, (uint8_t)data1}};
    return add_event(smf, track, &e);
}

static enum neume_status add_data(struct neume_smf *smf, size_t track, struct neume_smf_event e, const void *data,
                                  size_t size)
{
    size_t before = smf->byte_count;
    enum neume_status s = keep_bytes(smf, data, size, &e.at);
    if (s != NEUME_OK)
        return s;
    e.size = (uint32_t)size;
    s = add_event(smf, track, &e);
    if (s != NEUME_OK)
        smf->byte_count = before;
    return s;
}

enum neume_status neume_smf_add_meta(struct neume_smf *smf, size_t track, uint64_t tick, int type, const void *data,
                                     size_t size)
{
    struct neume_smf_event e = {.tick = tick, .status = NEUME_MIDI_META, .data = {(uint8_t)type}};
    return add_data(smf, track, e, data, size);
}

enum neume_status neume_smf_add_sysex(struct neume_smf *smf, size_t track, uint64_t tick, int status, const void *data,
                                      size_t size)
{
    struct neume_smf_event e = {.tick = tick, .status = (uint8_t)status};
    return add_data(smf, track, e, data, size);
}

enum neume_status neume_smf_add_chunk(struct neume_smf *smf, const char id[4], const void *data, size_t size)
{
    struct neume_smf_chunk c = {.size = (uint32_t)size, .tracks_before = (uint32_t)smf->track_count};
    memcpy(c.id, id, 4);
    void *grown = reserve(smf->chunk, &smf->chunk_capacity, smf->chunk_count, 1, sizeof *smf->chunk);
    if (!grown)
        return NEUME_ERR_MEMORY;
    smf->chunk = grown;
    enum neume_status s = keep_bytes(smf, data, size, &c.at);
    if (s == NEUME_OK)
        smf->chunk[smf->chunk_count++] = c;
    return s;
}

enum neume_status neume_smf_add_tempo(struct neume_smf *smf, size_t track, uint64_t tick, uint32_t us_per_quarter)
{
    uint8_t data[3] = {(uint8_t)(us_per_quarter >> 16), (uint8_t)(us_per_quarter >> 8), (uint8_t)us_per_quarter};
    return neume_smf_add_meta(smf, track, tick, NEUME_META_TEMPO, data, sizeof data);
}

enum neume_status neume_smf_add_time_signature(struct neume_smf *smf, size_t track, uint64_t tick, int numerator,
                                               int denominator)
{
    uint8_t power = 0;
    while (power < 7 && 1 << power < denominator)
        power++;
    uint8_t data[4] = {(uint8_t)numerator, power, 24, 8};
    return neume_smf_add_meta(smf, track, tick, NEUME_META_TIME_SIGNATURE, data, sizeof data);
}

enum neume_status neume_smf_end_track(struct neume_smf *smf, size_t track, uint64_t tick)
{
    return neume_smf_add_meta(smf, track, tick, NEUME_META_END_OF_TRACK, NULL, 0);
}

int neume_smf_is_meta(const struct neume_smf_event *event, int type)
{
    return event->status == NEUME_MIDI_META && event->data[0] == type;
}

uint32_t neume_smf_tempo(const struct neume_smf *smf, const struct neume_smf_event *event)
{
    if (!neume_smf_is_meta(event, NEUME_META_TEMPO) || event->size < 3)
        return 0;
    const uint8_t *d = smf->bytes + event->at;
    return (uint32_t)d[0] << 16 | (uint32_t)d[1] << 8 | d[2];
}

int neume_smf_time_signature(const struct neume_smf *smf, const struct neume_smf_event *event, int *numerator,
                             int *denominator)
{
    if (!neume_smf_is_meta(event, NEUME_META_TIME_SIGNATURE) || event->size < 2)
        return 0;
    const uint8_t *d = smf->bytes + event->at;
    if (!d[0] || d[1] > 7)
        return 0;
    *numerator = d[0];
    *denominator = 1 << d[1];
    return 1;
}

int neume_smf_key_signature(const struct neume_smf *smf, const struct neume_smf_event *event, int *fifths, int *minor)
{
    if (!neume_smf_is_meta(event, NEUME_META_KEY_SIGNATURE) || event->size < 2)
        return 0;
    const uint8_t *d = smf->bytes + event->at;
    int f = d[0] < 128 ? d[0] : d[0] - 256;
    if (f < -7 || f > 7 || d[1] > 1)
        return 0;
    *fifths = f;
    *minor = d[1];
    return 1;
}

const char *neume_smf_track_name(const struct neume_smf *smf, size_t track, size_t *size)
{
    const struct neume_smf_track *t = &smf->track[track];
    for (size_t i = 0; i < t->count; i++) {
        if (neume_smf_is_meta(&t->event[i], NEUME_META_TRACK_NAME) && t->event[i].size) {
            *size = t->event[i].size;
            return (const char *)smf->bytes + t->event[i].at;
        }
    }
    *size = 0;
    return NULL;
}

int neume_smf_bend_value(const struct neume_smf_event *event)
{
    return event->data[0] | event->data[1] << 7;
}

static int same_bytes(const struct neume_smf *a, uint32_t a_at, uint32_t a_size, const struct neume_smf *b,
                      uint32_t b_at, uint32_t b_size)
{
    return a_size == b_size && (!a_size || !memcmp(a->bytes + a_at, b->bytes + b_at, a_size));
}

static int same_event(const struct neume_smf *a, const struct neume_smf_event *x, const struct neume_smf *b,
                      const struct neume_smf_event *y)
{
    return x->tick == y->tick && x->status == y->status && x->data[0] == y->data[0] && x->data[1] == y->data[1] &&
           same_bytes(a, x->at, x->size, b, y->at, y->size);
}

int neume_smf_equal(const struct neume_smf *a, const struct neume_smf *b)
{
    if (a->format != b->format || a->division != b->division || a->track_count != b->track_count ||
        a->chunk_count != b->chunk_count ||
        !same_bytes(a, a->header_at, a->header_size, b, b->header_at, b->header_size))
        return 0;
    for (size_t i = 0; i < a->chunk_count; i++) {
        const struct neume_smf_chunk *x = &a->chunk[i], *y = &b->chunk[i];
        if (memcmp(x->id, y->id, 4) || x->tracks_before != y->tracks_before ||
            !same_bytes(a, x->at, x->size, b, y->at, y->size))
            return 0;
    }
    for (size_t t = 0; t < a->track_count; t++) {
        if (a->track[t].count != b->track[t].count)
            return 0;
        for (size_t i = 0; i < a->track[t].count; i++)
            if (!same_event(a, &a->track[t].event[i], b, &b->track[t].event[i]))
                return 0;
    }
    return 1;
}

static int by_tick(const void *a, const void *b)
{
    const struct neume_smf_ref *x = a, *y = b;
    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    if (x->track != y->track)
        return x->track < y->track ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

enum neume_status neume_smf_merge(const struct neume_smf *smf, struct neume_smf_ref **refs, size_t *count)
{
    size_t total = 0, n = 0;
    *refs = NULL;
    *count = 0;
    if (smf->format == 2 && smf->track_count > 1)
        return NEUME_ERR_UNSUPPORTED;
    for (size_t t = 0; t < smf->track_count; t++)
        total += smf->track[t].count;
    if (!total)
        return NEUME_OK;
    struct neume_smf_ref *r = malloc(total * sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            r[n++] = (struct neume_smf_ref){smf->track[t].event[i].tick, (uint32_t)t, (uint32_t)i};
    qsort(r, n, sizeof *r, by_tick);
    *refs = r;
    *count = n;
    return NEUME_OK;
}
