/* SPDX-License-Identifier: MIT */
#include "audio/ogg_parts.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_HEADER = 27, PAGE_ROOM = PAGE_HEADER + 255 + 16, WINDOW = 1 << 16, BEGINS = 2 };

struct page {
    int begins;    /* 1 on the first page of a stream */
    int64_t size;  /* bytes with the header */
    char start[8]; /* of its content */
};

struct window {
    struct neume_vio *vio;
    int64_t at, have;
    unsigned char byte[WINDOW];
};

/* `count` bytes at `at`, or what is left of them: *got says how many. */
static const unsigned char *peek(struct window *w, int64_t at, int64_t count, int64_t *got)
{
    if (at < w->at || (at + count > w->at + w->have && w->at + w->have < w->vio->length) || at >= w->at + w->have) {
        w->at = at;
        w->have = neume_vio_read_at(w->vio, w->byte, WINDOW, at);
    }
    *got = w->have - (at - w->at);
    return w->byte + (at - w->at);
}

static int page_at(struct window *w, int64_t at, struct page *page)
{
    int64_t got;
    const unsigned char *b = peek(w, at, PAGE_ROOM, &got);
    if (got < PAGE_HEADER || memcmp(b, "OggS", 4) || b[4] || got < PAGE_HEADER + b[26])
        return 0;
    page->begins = (b[5] & BEGINS) != 0;
    page->size = PAGE_HEADER + b[26];
    memset(page->start, 0, sizeof page->start);
    int64_t content = got - page->size;
    if (content > 0)
        memcpy(page->start, b + page->size, content < 8 ? (size_t)content : 8);
    for (int i = 0; i < b[26]; i++)
        page->size += b[PAGE_HEADER + i];
    return 1;
}

static enum neume_ogg_codec codec_of(const char start[8])
{
    if (!memcmp(start, "\1vorbis", 7))
        return NEUME_OGG_VORBIS;
    if (!memcmp(start, "OpusHead", 8))
        return NEUME_OGG_OPUS;
    if (!memcmp(start, "\177FLAC", 5))
        return NEUME_OGG_FLAC;
    return memcmp(start, "Speex   ", 8) ? NEUME_OGG_OTHER : NEUME_OGG_SPEEX;
}

/* The next page at or after `at`, past damage; -1 for none. */
static int64_t next_page(struct window *w, int64_t at, struct page *page)
{
    for (; at < w->vio->length; at++) {
        int64_t got;
        const unsigned char *b = peek(w, at, 4, &got);
        if (got < 4)
            return -1;
        if (*b == 'O' && page_at(w, at, page))
            return at;
    }
    return -1;
}

static int push(struct neume_ogg_parts *parts, int64_t at)
{
    if (!(parts->count & (parts->count - 1))) {
        size_t room = parts->count ? 2 * parts->count : 1;
        struct neume_ogg_part *more = realloc(parts->part, room * sizeof *more);
        if (!more)
            return 0;
        parts->part = more;
    }
    if (parts->count)
        parts->part[parts->count - 1].size = at - parts->part[parts->count - 1].at;
    parts->part[parts->count++] = (struct neume_ogg_part){.at = at};
    return 1;
}

enum neume_status neume_ogg_scan(struct neume_vio *vio, struct neume_ogg_parts *parts)
{
    *parts = (struct neume_ogg_parts){.count = 0};
    struct page page;
    struct window *w = calloc(1, sizeof *w);
    enum neume_status status = w ? NEUME_OK : NEUME_ERR_MEMORY;
    int in_head = 0; /* the first pages of all streams of a part come before all others */
    if (w)
        w->vio = vio;
    int64_t at = w && page_at(w, 0, &page) ? 0 : -1;
    while (at >= 0 && status == NEUME_OK) {
        if ((page.begins && !in_head) || !parts->count)
            status = push(parts, at) ? NEUME_OK : NEUME_ERR_MEMORY;
        in_head = page.begins;
        if (status == NEUME_OK && page.begins && parts->part[parts->count - 1].codec == NEUME_OGG_OTHER)
            parts->part[parts->count - 1].codec = codec_of(page.start);
        at = next_page(w, at + page.size, &page);
    }
    if (parts->count)
        parts->part[parts->count - 1].size = vio->length - parts->part[parts->count - 1].at;
    free(w);
    if (status != NEUME_OK)
        neume_ogg_parts_release(parts);
    return status;
}

void neume_ogg_parts_release(struct neume_ogg_parts *parts)
{
    free(parts->part);
    *parts = (struct neume_ogg_parts){.count = 0};
}
