/* SPDX-License-Identifier: MIT */
#include "audio/wav_chunks.h"

#include <string.h>

static uint32_t number(const unsigned char *p, int bytes)
{
    uint32_t value = 0;
    while (bytes--)
        value = value << 8 | p[bytes];
    return value;
}

static int get(struct neume_vio *vio, void *bytes, int64_t count, int64_t at)
{
    return at >= 0 && at + count <= vio->length && neume_vio_read_at(vio, bytes, count, at) == count;
}

/* A name of four printable characters and a size that fits into the file. */
static int is_chunk(struct neume_vio *vio, int64_t at)
{
    unsigned char head[8];
    if (!get(vio, head, 8, at))
        return 0;
    for (int i = 0; i < 4; i++)
        if (head[i] < ' ' || head[i] > '~')
            return 0;
    return number(head + 4, 4) <= (uint64_t)(vio->length - at - 8);
}

/* What follows the samples in a file whose sizes are right: nothing, a byte of padding, or chunks; an ID3v1 tag that
 * somebody hung on. */
static int is_end(struct neume_vio *vio, int64_t at)
{
    char tag[4] = "";
    int64_t left = vio->length - at;
    return left <= 8 || is_chunk(vio, at) || is_chunk(vio, at + 1) ||
           (get(vio, tag, 3, at) && !memcmp(tag, "TAG", 3) && left <= 129);
}

static void read_format(struct neume_vio *vio, int64_t at, uint32_t size, struct neume_wav_chunks *out)
{
    unsigned char b[26] = {0};
    if (size < 14 || !get(vio, b, size < 26 ? size : 26, at))
        return;
    out->codec = (int)number(b, 2);
    out->channels = (int)number(b + 2, 2);
    out->rate = number(b + 4, 4) > INT32_MAX ? INT32_MAX : (int)number(b + 4, 4);
    if (out->codec == 0xfffe && size >= 26)
        out->codec = (int)number(b + 24, 2);
}

void neume_wav_chunks(struct neume_vio *vio, struct neume_wav_chunks *out)
{
    unsigned char b[12];
    int64_t at = 12;
    int is_64 = 0;
    *out = (struct neume_wav_chunks){.samples = -1, .data = -1, .size = -1};
    if (!get(vio, b, 12, 0) || (memcmp(b, "RIFF", 4) && memcmp(b, "RF64", 4)) || memcmp(b + 8, "WAVE", 4))
        return;
    is_64 = !memcmp(b, "RF64", 4);
    for (int i = 0; i < 10000 && get(vio, b, 8, at); i++) {
        uint32_t size = number(b + 4, 4);
        if (!memcmp(b, "data", 4)) {
            out->data = at + 8;
            out->size_at = at + 4;
            out->size = size;
            int64_t left = vio->length - out->data;
            if (!is_64 && size < UINT32_MAX && (int64_t)size < left && !is_end(vio, out->data + size)) {
                out->is_wrong = 1;
                out->size = left;
            }
            out->size = out->size > left ? left : out->size;
            return;
        }
        if (!memcmp(b, "fmt ", 4))
            read_format(vio, at + 8, size, out);
        if (!memcmp(b, "fact", 4) && size >= 4 && get(vio, b, 4, at + 8))
            out->samples = number(b, 4);
        at += 8 + (int64_t)size + (size & 1);
    }
}
