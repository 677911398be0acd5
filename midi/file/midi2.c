/* SPDX-License-Identifier: MIT */
#include "midi/file/midi2.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "neume/status.h"

static const char magic[] = "SMF2CLIP";

enum { MAGIC_SIZE = 8, MOST_DELTA = 0xFFFFF };

/* Utility and stream messages that frame the others. */
#define DELTA             0x00400000u
#define TICKS_PER_QUARTER 0x00300000u
#define UTILITY_STATUS    0x00F00000u
#define START_OF_CLIP     0xF0200000u
#define END_OF_CLIP       0xF0210000u

void neume_midi2_init(struct neume_midi2 *clip)
{
    *clip = (struct neume_midi2){.division = 480};
}

void neume_midi2_release(struct neume_midi2 *clip)
{
    if (!clip)
        return;
    free(clip->message);
    neume_midi2_init(clip);
}

int neume_ump_words(uint32_t first)
{
    static const uint8_t words[16] = {1, 1, 1, 2, 2, 4, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4};
    return words[first >> 28];
}

uint32_t neume_ump_scale_up(uint32_t value, int from_bits, int to_bits)
{
    int extra = to_bits - from_bits, repeated = from_bits - 1;
    uint32_t result = value << extra, repeat = value & ((1u << repeated) - 1);
    if (value <= 1u << repeated)
        return result;
    repeat = extra > repeated ? repeat << (extra - repeated) : repeat >> (repeated - extra);
    for (; repeat; repeat >>= repeated)
        result |= repeat;
    return result;
}

enum neume_status neume_midi2_add(struct neume_midi2 *clip, uint64_t tick, const uint32_t word[4])
{
    if (clip->count == clip->capacity) {
        size_t wanted = clip->capacity ? 2 * clip->capacity : 64;
        struct neume_midi2_message *grown = realloc(clip->message, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        clip->message = grown;
        clip->capacity = wanted;
    }
    struct neume_midi2_message *m = &clip->message[clip->count++];
    *m = (struct neume_midi2_message){.tick = tick};
    memcpy(m->word, word, (size_t)neume_ump_words(word[0]) * sizeof *word);
    if (clip->end < tick)
        clip->end = tick;
    return NEUME_OK;
}

int neume_midi2_begins(const void *bytes, size_t size)
{
    return size >= MAGIC_SIZE && !memcmp(bytes, magic, MAGIC_SIZE);
}

struct reader {
    struct neume_midi2 *clip;
    uint64_t tick;
    int has_division, started, ended;
};

static enum neume_status take_utility(struct reader *r, const uint32_t word[4])
{
    uint32_t status = word[0] & UTILITY_STATUS;
    if (status == DELTA) {
        r->tick += word[0] & MOST_DELTA;
        return r->tick && !r->started ? NEUME_ERR_DAMAGED : NEUME_OK;
    }
    if (status == TICKS_PER_QUARTER) {
        uint16_t division = word[0] & 0xFFFF;
        if (r->started || !division || (r->has_division && division != r->clip->division))
            return NEUME_ERR_DAMAGED;
        r->clip->division = division;
        r->has_division = 1;
        return NEUME_OK;
    }
    return status ? neume_midi2_add(r->clip, r->tick, word) : NEUME_OK;
}

static enum neume_status take(struct reader *r, const uint32_t word[4])
{
    if (word[0] >> 28 == NEUME_UMP_UTILITY)
        return take_utility(r, word);
    if ((word[0] & 0xFFFF0000u) == START_OF_CLIP) {
        if (r->started)
            return NEUME_ERR_DAMAGED;
        r->started = 1;
        r->clip->header_count = r->clip->count;
        return NEUME_OK;
    }
    if ((word[0] & 0xFFFF0000u) == END_OF_CLIP) {
        r->ended = 1;
        r->clip->end = r->tick;
        return r->started && r->has_division ? NEUME_OK : NEUME_ERR_DAMAGED;
    }
    return neume_midi2_add(r->clip, r->tick, word);
}

enum neume_status neume_midi2_parse(struct neume_midi2 *clip, const void *bytes, size_t size)
{
    struct reader r = {.clip = clip};
    const uint8_t *p = bytes;
    enum neume_status s = NEUME_OK;
    neume_midi2_release(clip);
    if (!size)
        return NEUME_ERR_EMPTY;
    if (memcmp(p, magic, size < MAGIC_SIZE ? size : MAGIC_SIZE))
        return NEUME_ERR_FORMAT;
    size_t at = MAGIC_SIZE;
    while (s == NEUME_OK && !r.ended) {
        uint32_t word[4] = {0};
        int words = size > at + 3 ? neume_ump_words((uint32_t)p[at] << 24) : 4;
        if (size < at || size - at < 4u * (unsigned)words) {
            s = NEUME_ERR_DAMAGED;
            break;
        }
        for (int i = 0; i < words; i++, at += 4)
            word[i] = (uint32_t)p[at] << 24 | (uint32_t)p[at + 1] << 16 | (uint32_t)p[at + 2] << 8 | p[at + 3];
        s = take(&r, word);
    }
    if (s != NEUME_OK)
        neume_midi2_release(clip);
    return s;
}

/* A growing byte buffer; `failed` after the first allocation that fails. */
struct sink {
    uint8_t *bytes;
    size_t size, capacity;
    int failed;
};

static void put(struct sink *k, const uint32_t *word, int words)
{
    if (k->capacity - k->size < 32) {
        size_t wanted = k->capacity ? 2 * k->capacity : 4096;
        uint8_t *grown = k->failed ? NULL : realloc(k->bytes, wanted);
        if (!grown) {
            k->failed = 1;
            return;
        }
        k->bytes = grown;
        k->capacity = wanted;
    }
    for (int i = 0; i < words; i++)
        for (int shift = 24; shift >= 0; shift -= 8)
            k->bytes[k->size++] = (uint8_t)(word[i] >> shift);
}

/* A distance beyond 20 bits is said in parts, with a NOOP (all zero) after each but the last. */
static void put_delta(struct sink *k, uint64_t delta)
{
    for (; delta > MOST_DELTA; delta -= MOST_DELTA)
        put(k, (const uint32_t[]){DELTA | MOST_DELTA, 0}, 2);
    put(k, (const uint32_t[]){DELTA | (uint32_t)delta}, 1);
}

enum neume_status neume_midi2_write_memory(const struct neume_midi2 *clip, uint8_t **bytes, size_t *size)
{
    struct sink k = {0};
    uint64_t tick = 0;
    static const uint32_t start[5] = {DELTA, START_OF_CLIP}, end[4] = {END_OF_CLIP};
    if (!clip->division || clip->header_count > clip->count)
        return NEUME_ERR_ARGUMENT;
    put(&k, (const uint32_t[]){0x534D4632, 0x434C4950, DELTA, TICKS_PER_QUARTER | clip->division}, 4);
    for (size_t i = 0; i <= clip->count; i++) {
        if (i == clip->header_count)
            put(&k, start, 5);
        uint64_t at = i < clip->count ? clip->message[i].tick : clip->end;
        if (at < tick || (at && i < clip->header_count)) {
            free(k.bytes);
            return NEUME_ERR_ARGUMENT;
        }
        put_delta(&k, at - tick);
        tick = at;
        if (i < clip->count)
            put(&k, clip->message[i].word, neume_ump_words(clip->message[i].word[0]));
    }
    put(&k, end, 4);
    if (k.failed)
        free(k.bytes);
    else
        *bytes = k.bytes, *size = k.size;
    return k.failed ? NEUME_ERR_MEMORY : NEUME_OK;
}

enum neume_status neume_midi2_write_stream(const struct neume_midi2 *clip, FILE *stream)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    enum neume_status s = neume_midi2_write_memory(clip, &bytes, &size);
    errno = 0;
    if (s == NEUME_OK && fwrite(bytes, 1, size, stream) != size)
        s = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    free(bytes);
    return s;
}

int neume_midi2_equal(const struct neume_midi2 *a, const struct neume_midi2 *b)
{
    if (a->division != b->division || a->count != b->count || a->header_count != b->header_count || a->end != b->end)
        return 0;
    for (size_t i = 0; i < a->count; i++)
        if (a->message[i].tick != b->message[i].tick ||
            memcmp(a->message[i].word, b->message[i].word, sizeof a->message[i].word))
            return 0;
    return 1;
}
