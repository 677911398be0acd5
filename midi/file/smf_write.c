/* SPDX-License-Identifier: MIT */
#include "midi/file/smf_write.h"

#include "midi/file/smf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/output.h"

/* A growing byte buffer; `status` holds the first failure, after which nothing is added. */
struct sink {
    uint8_t *bytes;
    size_t size, capacity;
    enum neume_status status;
};

static void put(struct sink *k, const void *data, size_t size)
{
    if (k->status != NEUME_OK || !size)
        return;
    if (size > k->capacity - k->size) {
        size_t wanted = k->capacity ? k->capacity : 4096;
        while (wanted - k->size < size)
            wanted *= 2;
        uint8_t *grown = realloc(k->bytes, wanted);
        if (!grown) {
            k->status = NEUME_ERR_MEMORY;
            return;
        }
        k->bytes = grown;
        k->capacity = wanted;
    }
    memcpy(k->bytes + k->size, data, size);
    k->size += size;
}

static void put_byte(struct sink *k, int byte)
{
    uint8_t b = (uint8_t)byte;
    put(k, &b, 1);
}

static void put_big_endian(struct sink *k, uint32_t value, int bytes)
{
    while (bytes--)
        put_byte(k, (int)(value >> 8 * bytes & 0xFF));
}

static void put_number(struct sink *k, uint64_t value)
{
    if (value > NEUME_SMF_MAX_DELTA) {
        k->status = NEUME_ERR_ARGUMENT;
        return;
    }
    for (int shift = 21; shift > 0; shift -= 7)
        if (value >> shift)
            put_byte(k, (int)(value >> shift & 0x7F) | 0x80);
    put_byte(k, (int)(value & 0x7F));
}

static void put_chunk_header(struct sink *k, const void *id, uint32_t size)
{
    put(k, id, 4);
    put_big_endian(k, size, 4);
}

static void put_message(struct sink *k, const struct neume_smf_event *e, uint8_t *running)
{
    int kind = e->status & 0xF0;
    if ((e->data[0] | e->data[1]) & 0x80 || e->status < 0x80) {
        k->status = NEUME_ERR_ARGUMENT;
        return;
    }
    if (e->status != *running)
        put_byte(k, e->status);
    *running = e->status;
    put(k, e->data, kind == NEUME_MIDI_PROGRAM || kind == NEUME_MIDI_PRESSURE ? 1 : 2);
}

static void put_event(struct sink *k, const struct neume_smf *smf, const struct neume_smf_event *e, uint8_t *running)
{
    if (e->status < 0xF0) {
        put_message(k, e, running);
        return;
    }
    int meta = e->status == NEUME_MIDI_META;
    if ((!meta && e->status != NEUME_MIDI_SYSEX && e->status != NEUME_MIDI_SYSEX_ESCAPE) || e->data[0] > 0x7F) {
        k->status = NEUME_ERR_ARGUMENT;
        return;
    }
    *running = 0;
    put_byte(k, e->status);
    if (meta)
        put_byte(k, e->data[0]);
    put_number(k, e->size);
    if (e->size)
        put(k, smf->bytes + e->at, e->size);
}

static void put_track(struct sink *k, const struct neume_smf *smf, const struct neume_smf_track *t)
{
    uint64_t tick = 0;
    uint8_t running = 0;
    int ended = 0;
    put_chunk_header(k, "MTrk", 0);
    size_t start = k->size;
    for (size_t i = 0; i < t->count && k->status == NEUME_OK; i++) {
        const struct neume_smf_event *e = &t->event[i];
        if (ended || e->tick < tick) {
            k->status = NEUME_ERR_ARGUMENT;
            return;
        }
        put_number(k, e->tick - tick);
        put_event(k, smf, e, &running);
        tick = e->tick;
        ended = neume_smf_is_meta(e, NEUME_META_END_OF_TRACK);
    }
    if (!ended)
        put(k, "\0\xFF\x2F\0", 4);
    if (k->status != NEUME_OK)
        return;
    size_t length = k->size - start;
    if (length > UINT32_MAX)
        k->status = NEUME_ERR_UNSUPPORTED;
    for (int i = 0; i < 4; i++)
        k->bytes[start - 4 + (size_t)i] = (uint8_t)(length >> (24 - 8 * i));
}

static void put_file(struct sink *k, const struct neume_smf *smf)
{
    put_chunk_header(k, "MThd", 6 + smf->header_size);
    put_big_endian(k, (uint32_t)smf->format, 2);
    put_big_endian(k, (uint32_t)smf->track_count, 2);
    put_big_endian(k, smf->division, 2);
    if (smf->header_size)
        put(k, smf->bytes + smf->header_at, smf->header_size);
    size_t chunk = 0;
    for (size_t t = 0; t <= smf->track_count && k->status == NEUME_OK; t++) {
        for (; chunk < smf->chunk_count && smf->chunk[chunk].tracks_before <= t; chunk++) {
            const struct neume_smf_chunk *c = &smf->chunk[chunk];
            put_chunk_header(k, c->id, c->size);
            if (c->size)
                put(k, smf->bytes + c->at, c->size);
        }
        if (t < smf->track_count)
            put_track(k, smf, &smf->track[t]);
    }
}

enum neume_status neume_smf_write_memory(const struct neume_smf *smf, uint8_t **bytes, size_t *size)
{
    struct sink k = {0};
    *bytes = NULL;
    *size = 0;
    if (smf->format < 0 || smf->format > 2 || !smf->division || smf->track_count > 0xFFFF)
        return NEUME_ERR_ARGUMENT;
    put_file(&k, smf);
    if (k.status != NEUME_OK) {
        free(k.bytes);
        return k.status;
    }
    *bytes = k.bytes;
    *size = k.size;
    return NEUME_OK;
}

enum neume_status neume_smf_write_stream(const struct neume_smf *smf, FILE *stream)
{
    uint8_t *bytes;
    size_t size;
    enum neume_status s = neume_smf_write_memory(smf, &bytes, &size);
    if (s != NEUME_OK)
        return s;
    errno = 0;
    if (fwrite(bytes, 1, size, stream) != size)
        s = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    free(bytes);
    return s;
}

enum neume_status neume_smf_write(const struct neume_smf *smf, const char *path)
{
    struct neume_output output;
    enum neume_status s = neume_output_open(&output, path);
    if (s != NEUME_OK)
        return s;
    return neume_output_end(&output, neume_smf_write_stream(smf, output.stream));
}
