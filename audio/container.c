/* SPDX-License-Identifier: MIT */
#include "audio/container.h"

#include <string.h>

static uint32_t read32(const unsigned char *p, int big)
{
    return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
               : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static int get(const struct neume_bytes *b, void *bytes, int64_t count, int64_t position)
{
    return b->read_at(b->user, bytes, count, position) == count;
}

/* `kind`, where there is one, stands at byte 8. */
static const struct {
    char magic[5], kind[5];
} beginnings[] = {
    {"RIFF", "WAVE"}, {"RIFX", "WAVE"}, {"RF64", "WAVE"}, {"FORM", "AIFF"}, {"FORM", "AIFC"},
    {"fLaC", ""},     {"OggS", ""},     {".snd", ""},     {"ID3", ""},
};

int neume_container_is_sound(const struct neume_bytes *b)
{
    char head[12];
    int64_t got = b->read_at(b->user, head, sizeof head, 0);
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        size_t magic = strlen(beginnings[i].magic), kind = strlen(beginnings[i].kind);
        if ((size_t)got < magic || memcmp(head, beginnings[i].magic, magic))
            continue;
        size_t seen = got > 8 ? (size_t)got - 8 : 0;
        if (!memcmp(head + 8, beginnings[i].kind, seen < kind ? seen : kind))
            return 1;
    }
    return 0;
}

/* Over this, a 32-bit length that the file does not reach is one that a recorder wrote before it knew. */
#define UNKNOWN_LENGTH 0x7f000000u

static int samples_are_cut(const struct neume_bytes *b, int64_t start, uint64_t length, int is_64)
{
    if (!is_64 && length >= UNKNOWN_LENGTH && length > (uint64_t)b->size)
        return 0;
    return start > b->size || length > (uint64_t)(b->size - start);
}

/* Walks the chunks of RIFF and its relatives to the one that holds the samples. */
static int chunks_are_cut(const struct neume_bytes *b, const char *samples, int big)
{
    uint64_t data64 = 0;
    int has_data64 = 0;
    int64_t at = 12;
    for (int i = 0; i < 10000 && at < b->size; i++) {
        unsigned char chunk[24];
        if (!get(b, chunk, 8, at))
            return 1;
        uint32_t size = read32(chunk + 4, big);
        if (!memcmp(chunk, samples, 4)) {
            int is_64 = has_data64 && size == UINT32_MAX;
            return samples_are_cut(b, at + 8, is_64 ? data64 : size, is_64);
        }
        if (!memcmp(chunk, "ds64", 4) && get(b, chunk, 24, at)) {
            data64 = read32(chunk + 16, 0) | (uint64_t)read32(chunk + 20, 0) << 32;
            has_data64 = 1;
        }
        at += 8 + (int64_t)size + (size & 1);
    }
    return at > b->size;
}

static int au_is_cut(const struct neume_bytes *b, const unsigned char *head)
{
    return samples_are_cut(b, read32(head + 4, 1), read32(head + 8, 1), 0);
}

/* Sizes that count from the start, as whole files of W64, AVI and their like have them. */
static int is_shorter(const struct neume_bytes *b, uint64_t promised, uint64_t unknown)
{
    return promised < unknown && promised > (uint64_t)b->size;
}

static uint64_t read64(const unsigned char *p)
{
    return read32(p, 0) | (uint64_t)read32(p + 4, 0) << 32;
}

/* The size of the file stands in its properties, but for what is broadcast (ASF specification, 3.2). */
static int asf_is_cut(const struct neume_bytes *b)
{
    static const unsigned char properties[16] = {0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11,
                                                 0x8e, 0xe4, 0,    0xc0, 0x0c, 0x20, 0x53, 0x65};
    unsigned char object[92];
    int64_t at = 30;
    for (int i = 0; i < 1000 && get(b, object, 24, at); i++) {
        uint64_t size = read64(object + 16);
        if (!memcmp(object, properties, sizeof properties) && get(b, object, sizeof object, at))
            return !(object[88] & 1) && is_shorter(b, read64(object + 40), INT64_MAX);
        if (size < 24 || size > (uint64_t)(b->size - at))
            return 0;
        at += (int64_t)size;
    }
    return 0;
}

/* An EBML number at `at` (RFC 8794, section 4): its length in bytes is how many bits precede its first 1. Returns that
 * length, or 0; *value is UINT64_MAX where all bits are set, which means unknown. */
static int ebml_number(const struct neume_bytes *b, int64_t at, uint64_t *value)
{
    unsigned char byte[8] = {0};
    int length = 1;
    if (b->read_at(b->user, byte, sizeof byte, at) < 1 || !byte[0])
        return 0;
    while (!(byte[0] >> (8 - length) & 1))
        length++;
    *value = byte[0] & (0xffu >> length);
    for (int i = 1; i < length; i++)
        *value = *value << 8 | byte[i];
    if (*value == (UINT64_C(1) << (7 * length)) - 1)
        *value = UINT64_MAX;
    return length;
}

/* The header, and the segment that holds all else. */
static int matroska_is_cut(const struct neume_bytes *b)
{
    unsigned char id[4];
    uint64_t size;
    int length = ebml_number(b, 4, &size);
    if (!length || size > (uint64_t)b->size)
        return !length;
    int64_t at = 4 + length + (int64_t)size;
    if (!get(b, id, 4, at) || memcmp(id, "\x18\x53\x80\x67", 4))
        return 0;
    length = ebml_number(b, at + 4, &size);
    return length && size < INT64_MAX && (int64_t)size > b->size - at - 4 - length;
}

/* Boxes one after the other, the last of them maybe without a size (ISO 14496-12, 4.2). */
static int boxes_are_cut(const struct neume_bytes *b)
{
    unsigned char head[16] = {0};
    int64_t at = 0;
    for (int i = 0; i < 1000000 && at < b->size; i++) {
        if (b->read_at(b->user, head, sizeof head, at) < 8)
            return 1;
        uint64_t size = read32(head, 1);
        if (size == 1)
            size = (uint64_t)read32(head + 8, 1) << 32 | read32(head + 12, 1);
        if (size < 8)
            return 0;
        if (size > (uint64_t)(b->size - at))
            return 1;
        at += (int64_t)size;
    }
    return 0;
}

/* Blocks of a type and 24 bits of length, up to one of type 0 or to the end. */
static int voc_is_cut(const struct neume_bytes *b)
{
    unsigned char head[26], block[4];
    if (!get(b, head, sizeof head, 0))
        return 1;
    int64_t at = head[20] | head[21] << 8;
    while (at < b->size && get(b, block, 4, at) && block[0])
        at += 4 + (int64_t)(read32(block, 0) >> 8);
    return at > b->size;
}

/* The last page of a whole Ogg file carries the end-of-stream flag and lies inside the file (RFC 3533, section 6). */
static int ogg_is_cut(const struct neume_bytes *b)
{
    enum { HEADER = 27, PAGE_MAX = HEADER + 255 + 255 * 255 };
    unsigned char block[4096 + HEADER];
    for (int64_t end = b->size; end > 0 && end > b->size - 2 * PAGE_MAX; end -= 4096) {
        int64_t begin = end > 4096 ? end - 4096 : 0;
        int64_t got = b->read_at(b->user, block, end - begin + HEADER, begin);
        for (int64_t i = (got < end - begin ? got : end - begin) - 1; i >= 0; i--) {
            if (block[i] != 'O' || got - i < 4 || memcmp(block + i, "OggS", 4))
                continue;
            unsigned char page[HEADER + 255];
            int64_t have = b->read_at(b->user, page, sizeof page, begin + i);
            if (have < HEADER || have < HEADER + page[26])
                return 1;
            int64_t length = HEADER + page[26];
            for (int k = 0; k < page[26]; k++)
                length += page[HEADER + k];
            return !(page[5] & 4) || length > b->size - (begin + i);
        }
    }
    return 1;
}

static int is_cut_by_size(const struct neume_bytes *b, const unsigned char *head)
{
    if (!memcmp(head, "riff\x2e\x91\xcf\x11", 8))
        return is_shorter(b, read64(head + 16), INT64_MAX);
    if (!memcmp(head, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8))
        return asf_is_cut(b);
    if (!memcmp(head, "\x1a\x45\xdf\xa3", 4))
        return matroska_is_cut(b);
    if (!memcmp(head + 4, "ftyp", 4))
        return boxes_are_cut(b);
    if (!memcmp(head, "Creative Voice File", 19))
        return voc_is_cut(b);
    return head[0] == 0x47 && b->size > 188 && b->size % 188 != 0; /* MPEG-TS */
}

int neume_container_is_cut(const struct neume_bytes *b)
{
    unsigned char head[24] = {0};
    if (b->read_at(b->user, head, sizeof head, 0) < 12)
        return 1;
    if (!memcmp(head, "RIFF", 4) && !memcmp(head + 8, "AVI ", 4))
        return is_shorter(b, 8 + (uint64_t)read32(head + 4, 0), UNKNOWN_LENGTH);
    if (!memcmp(head, "RIFF", 4) || !memcmp(head, "RF64", 4))
        return chunks_are_cut(b, "data", 0);
    if (!memcmp(head, "RIFX", 4))
        return chunks_are_cut(b, "data", 1);
    if (!memcmp(head, "FORM", 4))
        return chunks_are_cut(b, "SSND", 1);
    if (!memcmp(head, ".snd", 4))
        return au_is_cut(b, head);
    if (!memcmp(head, "OggS", 4))
        return ogg_is_cut(b);
    return is_cut_by_size(b, head);
}

static unsigned char *put(unsigned char *p, const char *tag)
{
    memcpy(p, tag, 4);
    return p + 4;
}

static unsigned char *put_number(unsigned char *p, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *p++ = (unsigned char)(value >> (8 * i));
    return p;
}

/* The tail of the GUID that turns a format tag into a WAVEFORMATEXTENSIBLE subformat. */
static const unsigned char subformat_tail[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};

static unsigned char *put_format(unsigned char *p, int sample_rate, int channels, int bits)
{
    int tag = bits == 32 ? 3 : 1, frame = channels * bits / 8;
    int extensible = channels > 2;
    p = put_number(put(p, "fmt "), extensible ? 40 : bits == 32 ? 18 : 16, 4);
    p = put_number(p, extensible ? 0xfffe : (uint64_t)tag, 2);
    p = put_number(p, (uint64_t)channels, 2);
    p = put_number(p, (uint64_t)sample_rate, 4);
    p = put_number(p, (uint64_t)sample_rate * (uint64_t)frame, 4);
    p = put_number(p, (uint64_t)frame, 2);
    p = put_number(p, (uint64_t)bits, 2);
    if (!extensible)
        return bits == 32 ? put_number(p, 0, 2) : p;
    p = put_number(p, 22, 2);
    p = put_number(p, (uint64_t)bits, 2);
    p = put_number(p, 0, 4); /* no speaker positions */
    p = put_number(p, (uint64_t)tag, 2);
    memcpy(p, subformat_tail, sizeof subformat_tail);
    return p + sizeof subformat_tail;
}

size_t neume_wav_header(unsigned char header[NEUME_WAV_HEADER_MAX], int sample_rate, int channels, int bits,
                        int64_t frames, size_t after)
{
    memset(header, 0, NEUME_WAV_HEADER_MAX);
    uint64_t data = (uint64_t)frames * (uint64_t)channels * (uint64_t)(bits / 8), padded = data + (data & 1);
    int size = 8 + 4 + 36 + (channels > 2 ? 48 : bits == 32 ? 26 : 24) + 8;
    uint64_t riff = padded + (uint64_t)size - 8 + after;
    int big = riff > UINT32_MAX;
    unsigned char *p = put(header, big ? "RF64" : "RIFF");
    p = put_number(p, big ? UINT32_MAX : riff, 4);
    p = put(p, "WAVE");
    p = put_number(put(p, big ? "ds64" : "JUNK"), 28, 4);
    if (big) {
        put_number(p, riff, 8);
        put_number(p + 8, data, 8);
        put_number(p + 16, (uint64_t)frames, 8);
    }
    p = put_format(p + 28, sample_rate, channels, bits);
    p = put_number(put(p, "data"), big ? UINT32_MAX : data, 4);
    return (size_t)(p - header);
}

/* Of "labl": the number of the mark and the label with its end, padded to an even size. */
static size_t label_size(const char *label)
{
    size_t size = 8 + 4 + strlen(label) + 1;
    return size + (size & 1);
}

size_t neume_wav_marks_size(const char *const *label, size_t count)
{
    size_t size = 8 + 4 + 24 * count + 8 + 4;
    for (size_t i = 0; i < count; i++)
        size += label_size(label[i]);
    return count ? size : 0;
}

void neume_wav_marks(unsigned char *out, const uint32_t *frame, const char *const *label, size_t count)
{
    if (!count)
        return;
    size_t list = neume_wav_marks_size(label, count) - (8 + 4 + 24 * count) - 8;
    unsigned char *p = put_number(put(out, "cue "), 4 + 24 * count, 4);
    p = put_number(p, count, 4);
    for (size_t i = 0; i < count; i++) {
        p = put_number(put_number(p, i + 1, 4), frame[i], 4); /* its number, its place in the order of playing */
        p = put_number(put_number(put(p, "data"), 0, 4), 0, 4);
        p = put_number(p, frame[i], 4); /* within the samples */
    }
    p = put(put_number(put(p, "LIST"), list, 4), "adtl");
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(label[i]) + 1;
        p = put_number(put_number(put(p, "labl"), 4 + length, 4), i + 1, 4);
        memcpy(p, label[i], length);
        p += length;
        if (length & 1)
            *p++ = 0;
    }
}
