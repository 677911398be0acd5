/* SPDX-License-Identifier: MIT */
#include "audio/mpeg_frames.h"

#include <stdlib.h>
#include <string.h>

/* What every decoder's filter bank is late by, and with it the encoder's (LAME's technical FAQ). No encoder can do with
 * less than 528 samples more in layer 3; LAME takes 576 and says in its Info header what it took. */
enum { LAYER_3_DECODER = 529, LAYER_3_LEAST = 528, LAME_ENCODER = 576, LAYER_1_2 = 481 };

enum { WINDOW = 1 << 16, LONGEST_FRAME = 5760, MOST_JUNK = 1 << 16, PROOF = 4 };

struct header {
    int layer, version, rate, channels, samples;
    int64_t size; /* bytes; 0 in free format */
    size_t side;  /* bytes of a layer 3 frame before its data */
};

/* A window into the file that moves along. */
struct window {
    struct neume_vio *vio;
    int64_t at, have;
    unsigned char byte[WINDOW];
};

/* `count` bytes at `at`, or NULL past the end. */
static const unsigned char *peek(struct window *w, int64_t at, int64_t count)
{
    if (at < w->at || at + count > w->at + w->have) {
        w->at = at;
        w->have = neume_vio_read_at(w->vio, w->byte, WINDOW, at);
    }
    return count <= w->have ? w->byte + (at - w->at) : NULL;
}

/* kbit/s by [row][index]. */
static const short bitrates[5][15] = {
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}, /* MPEG 1, layer 1 */
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},    /* MPEG 1, layer 2 */
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},     /* MPEG 1, layer 3 */
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},    /* MPEG 2, layer 1 */
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},         /* MPEG 2, layers 2 and 3 */
};
static const int rates[3] = {44100, 48000, 32000};

static int parse(const unsigned char *b, struct header *h)
{
    int version = b[1] >> 3 & 3, layer = 4 - (b[1] >> 1 & 3), rate = b[2] >> 2 & 3, bits = b[2] >> 4;
    if (b[0] != 0xff || (b[1] & 0xe0) != 0xe0 || version == 1 || layer == 4 || bits == 15 || rate == 3 ||
        (b[3] & 3) == 2)
        return 0;
    int first = version == 3, padding = b[2] >> 1 & 1;
    int kbits = bitrates[first ? layer - 1 : layer == 1 ? 3 : 4][bits];
    h->layer = layer;
    h->version = version;
    h->rate = rates[rate] >> (first ? 0 : version == 2 ? 1 : 2);
    h->channels = b[3] >> 6 == 3 ? 1 : 2;
    h->samples = layer == 1 ? 384 : layer == 3 && !first ? 576 : 1152;
    int slots = layer == 1 ? 12000 * kbits / h->rate : h->samples / 8 * 1000 * kbits / h->rate;
    h->size = kbits ? (size_t)((slots + padding) * (layer == 1 ? 4 : 1)) : 0;
    h->side = 4u + (b[1] & 1 ? 0u : 2u) + (first ? (h->channels == 1 ? 17u : 32u) : (h->channels == 1 ? 9u : 17u));
    return 1;
}

static int header_at(struct window *w, int64_t at, struct header *h)
{
    const unsigned char *b = peek(w, at, 4);
    return b && parse(b, h);
}

/* The size of a tag at `at`: ID3v2, APE, ID3v1; 0 where there is none. *starts: a new file begins with it. */
static int64_t tag_size(struct window *w, int64_t at, int *starts)
{
    const unsigned char *b = peek(w, at, 10);
    if (!b)
        return 0;
    if (!memcmp(b, "ID3", 3) && !((b[6] | b[7] | b[8] | b[9]) & 0x80)) {
        *starts = 1;
        return 10 + ((int64_t)b[6] << 21 | b[7] << 14 | b[8] << 7 | b[9]) + (b[5] & 0x10 ? 10 : 0);
    }
    if (!memcmp(b, "TAG", 3))
        return 128;
    b = peek(w, at, 32);
    if (!b || memcmp(b, "APETAGEX", 8))
        return 0;
    int64_t size = (int64_t)b[15] << 24 | b[14] << 16 | b[13] << 8 | b[12];
    return b[23] & 0x20 ? size + 32 : 32; /* a header counts the items and the footer, not itself */
}

/* 1 where `count` frames of one kind follow each other at `at`, or fewer up to the end of the file or to a tag. */
static int is_stream(struct window *w, int64_t at, int count, struct header *first)
{
    struct header h;
    int starts;
    if (!header_at(w, at, first) || !first->size)
        return 0;
    h = *first;
    for (int i = 1; i < count; i++) {
        at += h.size;
        if (at == w->vio->length || tag_size(w, at, &starts))
            return 1;
        if (i >= 2 && at > w->vio->length - 4)
            return 1;
        if (!header_at(w, at, &h) || !h.size || h.layer != first->layer || h.rate != first->rate)
            return 0;
    }
    return 1;
}

/* Of free format no header says how long a frame is: three of them stand at equal distances. */
static int is_free_format(struct window *w, int64_t at)
{
    struct header h, other;
    if (!header_at(w, at, &h) || h.size)
        return 0;
    for (int64_t size = 24; size < LONGEST_FRAME; size++)
        if (header_at(w, at + size, &other) && !other.size && other.layer == h.layer && other.rate == h.rate &&
            header_at(w, at + 2 * size, &other) && !other.size && other.layer == h.layer && other.rate == h.rate)
            return 1;
    return 0;
}

/* The next stream at or after `at`, behind tags and at most `most` other bytes that are not zero; -1 for none. */
static int64_t next_stream(struct window *w, int64_t at, int64_t most, int proof, int *starts)
{
    struct header h;
    int64_t junk = 0, size;
    while (junk <= most) {
        const unsigned char *b = peek(w, at, 1);
        if (!b)
            return -1;
        if (*b == 0xff && (is_stream(w, at, proof, &h) || (!junk && is_free_format(w, at))))
            return at;
        if ((size = tag_size(w, at, starts)) > 0) {
            at += size;
            continue;
        }
        junk += *b != 0;
        at++;
    }
    return -1;
}

/* What the Xing, Info or VBRI frame at `at` says. Returns 0 where it is an ordinary one. */
struct heading {
    int64_t frames;     /* -1 unknown */
    int delay, padding; /* samples; 0 unknown */
};

static int read_heading(struct window *w, int64_t at, const struct header *h, struct heading *out)
{
    const unsigned char *b = peek(w, at, h->size);
    *out = (struct heading){.frames = -1};
    if (!b || h->layer != 3 || h->size < (int64_t)h->side + 8)
        return 0;
    if (h->size >= 62 && !memcmp(b + 36, "VBRI", 4)) {
        out->frames = (int64_t)b[50] << 24 | b[51] << 16 | b[52] << 8 | b[53];
        return 1;
    }
    const unsigned char *x = b + h->side, *end = b + h->size;
    if (memcmp(x, "Xing", 4) && memcmp(x, "Info", 4))
        return 0;
    int flags = x[7];
    x += 8;
    if (flags & 1 && end - x >= 4) {
        out->frames = (int64_t)x[0] << 24 | x[1] << 16 | x[2] << 8 | x[3];
        x += 4;
    }
    x += (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
    if (end - x >= 24) {
        out->delay = x[21] << 4 | x[22] >> 4;
        out->padding = (x[22] & 15) << 8 | x[23];
    }
    return 1;
}

/* LAME fills what it does not need with its name. */
static int names_lame(const unsigned char *b, int64_t size)
{
    for (int64_t i = 0; i + 5 < size; i++)
        if (b[i] == 'L' && !memcmp(b + i, "LAME3.", 6))
            return 1;
    return 0;
}

static int64_t usual_delay(int layer, int is_lame)
{
    return layer < 3 ? LAYER_1_2 : LAYER_3_DECODER + (is_lame ? LAME_ENCODER : LAYER_3_LEAST);
}

static void set_lengths(struct neume_mpeg_part *p, const struct heading *heading, const struct header *h,
                        int64_t frames, int is_lame)
{
    /* No encoder has a delay of 0: who writes that does not know it. */
    int known = heading->delay > 0;
    p->skip = known ? heading->delay + LAYER_3_DECODER : usual_delay(h->layer, is_lame);
    int64_t there = frames * h->samples - p->skip, counted = heading->frames > 0 ? heading->frames : frames;
    int64_t whole = counted * h->samples - (known ? heading->delay + heading->padding : p->skip);
    p->promised = heading->frames > 0 && whole >= 0 ? whole : -1;
    p->length = there < 0 ? 0 : whole >= 0 && there > whole ? whole : there;
}

/* Walks one stream from its first frame at `at`. Returns where it ends. */
static int64_t walk(struct window *w, int64_t at, struct neume_mpeg_part *p)
{
    struct header first, h;
    struct heading heading;
    int is_lame = 0;
    int64_t frames = 0;
    header_at(w, at, &first);
    *p = (struct neume_mpeg_part){.layer = first.layer, .rate = first.rate, .channels = first.channels};
    if (!first.size) {
        p->at = at;
        p->size = w->vio->length - at;
        p->skip = usual_delay(first.layer, 0);
        p->length = p->promised = -1;
        return w->vio->length;
    }
    if (read_heading(w, at, &first, &heading))
        at += first.size;
    p->at = at;
    while (header_at(w, at, &h) && h.size && h.layer == first.layer && h.rate == first.rate) {
        struct heading other;
        const unsigned char *b = peek(w, at, h.size);
        p->is_cut = !b;
        if (!b || (frames && (frames == heading.frames || read_heading(w, at, &h, &other))))
            break;
        is_lame |= !is_lame && names_lame(b, h.size);
        frames++;
        at += h.size;
    }
    p->size = at - p->at;
    set_lengths(p, &heading, &first, frames, is_lame);
    return at;
}

static struct neume_mpeg_part *push(struct neume_mpeg_parts *parts)
{
    if (!(parts->count & (parts->count - 1))) {
        size_t room = parts->count ? 2 * parts->count : 1;
        struct neume_mpeg_part *more = realloc(parts->part, room * sizeof *more);
        if (!more)
            return NULL;
        parts->part = more;
    }
    return &parts->part[parts->count++];
}

/* Behind damage goes on what came before it, and is no stream of its own. */
static int goes_on(const struct neume_mpeg_part *before, const struct neume_mpeg_part *next, int starts, int headed)
{
    return before && !starts && !headed && before->rate == next->rate && before->layer == next->layer &&
           before->length >= 0 && next->length >= 0 && (before->promised < 0 || before->length < before->promised);
}

static void join(struct neume_mpeg_part *before, const struct neume_mpeg_part *next)
{
    before->size = next->at + next->size - before->at;
    before->length += next->length + next->skip;
    before->is_cut = next->is_cut;
    if (before->promised >= 0 && before->length > before->promised)
        before->length = before->promised;
}

enum neume_status neume_mpeg_scan(struct neume_vio *vio, struct neume_mpeg_parts *parts)
{
    *parts = (struct neume_mpeg_parts){.count = 0};
    struct window *w = calloc(1, sizeof *w);
    if (!w)
        return NEUME_ERR_MEMORY;
    enum neume_status status = NEUME_OK;
    int starts = 0;
    w->vio = vio;
    int64_t at = next_stream(w, 0, MOST_JUNK, PROOF, &starts);
    while (at >= 0 && status == NEUME_OK) {
        struct neume_mpeg_part found, *last = parts->count ? &parts->part[parts->count - 1] : NULL;
        int64_t end = walk(w, at, &found);
        if (goes_on(last, &found, starts, found.at > at))
            join(last, &found);
        else if (found.size > 0 && (last = push(parts)) != NULL)
            *last = found;
        else if (found.size > 0)
            status = NEUME_ERR_MEMORY;
        starts = 0;
        at = next_stream(w, end > at ? end : at + 1, INT64_MAX, 3, &starts);
    }
    free(w);
    if (status != NEUME_OK)
        neume_mpeg_parts_release(parts);
    return status;
}

void neume_mpeg_parts_release(struct neume_mpeg_parts *parts)
{
    free(parts->part);
    *parts = (struct neume_mpeg_parts){.count = 0};
}
