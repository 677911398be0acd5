/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/file/smf_read.h"

#include "midi/file/smf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is left to read; p never passes end. */
struct cursor {
    const uint8_t *p, *end;
};

static size_t left(const struct cursor *c)
{
    return (size_t)(c->end - c->p);
}

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t little_endian(const uint8_t *p)
{
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* A variable-length quantity: at most four bytes, seven bits each. */
static int read_number(struct cursor *c, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < 4 && c->p < c->end; i++) {
        uint8_t byte = *c->p++;
        *value = *value << 7 | (byte & 0x7F);
        if (byte < 0x80)
            return 1;
    }
    return 0;
}

struct track_reader {
    struct neume_smf *smf;
    size_t track;
    uint64_t tick;
    uint8_t running; /* the last channel status, 0 for none */
    int interrupted; /* a meta or system exclusive event came after it */
    int ended;
};

static enum neume_status read_message(struct track_reader *r, struct cursor *c, uint8_t status)
{
    int kind = status & 0xF0;
    size_t size = kind == NEUME_MIDI_PROGRAM || kind == NEUME_MIDI_PRESSURE ? 1 : 2;
    uint8_t data[2] = {0, 0};
    if (left(c) < size)
        return NEUME_ERR_DAMAGED;
    memcpy(data, c->p, size);
    c->p += size;
    if ((data[0] | data[1]) & 0x80)
        return NEUME_ERR_DAMAGED;
    r->running = status;
    return neume_smf_add_message(r->smf, r->track, r->tick, status, data[0], data[1]);
}

static enum neume_status read_data(struct track_reader *r, struct cursor *c, uint8_t status)
{
    uint8_t type = 0;
    uint32_t size;
    if (status == NEUME_MIDI_META) {
        if (!left(c))
            return NEUME_ERR_DAMAGED;
        type = *c->p++;
        if (type > 0x7F)
            return NEUME_ERR_DAMAGED;
    }
    if (!read_number(c, &size) || size > left(c))
        return NEUME_ERR_DAMAGED;
    const uint8_t *data = c->p;
    c->p += size;
    r->interrupted = 1;
    if (status != NEUME_MIDI_META)
        return neume_smf_add_sysex(r->smf, r->track, r->tick, status, data, size);
    r->ended = type == NEUME_META_END_OF_TRACK;
    return neume_smf_add_meta(r->smf, r->track, r->tick, type, data, size);
}

static enum neume_status read_event(struct track_reader *r, struct cursor *c)
{
    uint32_t delta;
    if (!read_number(c, &delta) || !left(c))
        return NEUME_ERR_DAMAGED;
    r->tick += delta;
    uint8_t status = *c->p;
    if (status < 0x80) {
        if (!r->running)
            return NEUME_ERR_DAMAGED;
        if (r->interrupted)
            r->smf->repairs |= NEUME_SMF_RUNNING_STATUS;
        return read_message(r, c, r->running);
    }
    c->p++;
    if (status < 0xF0) {
        r->interrupted = 0;
        return read_message(r, c, status);
    }
    if (status == NEUME_MIDI_SYSEX || status == NEUME_MIDI_SYSEX_ESCAPE || status == NEUME_MIDI_META)
        return read_data(r, c, status);
    return NEUME_ERR_DAMAGED;
}

/* Reads events up to End Of Track or the end of the bytes; *c is then behind them. */
static enum neume_status read_events(struct track_reader *r, struct cursor *c)
{
    enum neume_status s = r->smf->track_count == 0xFFFF ? NEUME_ERR_UNSUPPORTED : neume_smf_add_track(r->smf);
    while (s == NEUME_OK && left(c) && !r->ended)
        s = read_event(r, c);
    return s;
}

static void drop_last_track(struct neume_smf *smf, size_t tracks, size_t byte_count, unsigned repairs)
{
    if (smf->track_count > tracks)
        free(smf->track[--smf->track_count].event);
    smf->byte_count = byte_count;
    smf->repairs = repairs;
}

/* Whether a chunk may begin here: the end of the file, or an identifier and a size. */
static int chunk_may_begin(const struct cursor *c)
{
    for (size_t i = 0; i < 4 && i < left(c); i++)
        if (c->p[i] < 0x20 || c->p[i] > 0x7E)
            return 0;
    return left(c) < 4 || left(c) >= 8;
}

/* A track with a length that cannot be: read to its End Of Track, up to the end of the file. */
static enum neume_status read_long(struct neume_smf *smf, struct cursor *c)
{
    struct track_reader r = {.smf = smf, .track = smf->track_count};
    enum neume_status s = read_events(&r, c);
    smf->repairs |= NEUME_SMF_TRACK_LENGTH;
    return s == NEUME_OK && !r.ended ? NEUME_ERR_DAMAGED : s;
}

/* `file`: from the first byte of the track to the end of the file; *c is then behind the track. `size`: what its chunk
 * says. Where that cannot be, End Of Track says where it ends. */
static enum neume_status read_track(struct neume_smf *smf, struct cursor file, uint32_t size, struct cursor *c)
{
    struct track_reader r = {.smf = smf, .track = smf->track_count};
    size_t tracks = smf->track_count, byte_count = smf->byte_count;
    unsigned repairs = smf->repairs;
    int cut = size > left(&file);
    struct cursor data = {file.p, cut ? file.end : file.p + size}, next = {data.end, file.end};
    enum neume_status s = read_events(&r, &data);
    *c = next;
    if (!cut && !r.ended && left(&next) && !chunk_may_begin(&next)) {
        struct cursor longer = file;
        drop_last_track(smf, tracks, byte_count, repairs);
        if (read_long(smf, &longer) == NEUME_OK) {
            *c = longer;
            return NEUME_OK;
        }
        drop_last_track(smf, tracks, byte_count, repairs);
        if (!size)
            return NEUME_ERR_DAMAGED;
        r = (struct track_reader){.smf = smf, .track = tracks};
        data.p = file.p;
        s = read_events(&r, &data);
    }
    if (s != NEUME_OK)
        return s;
    if (cut && !r.ended)
        return NEUME_ERR_DAMAGED;
    if (cut || (left(&data) >= 8 && !memcmp(data.p, "MTrk", 4))) {
        smf->repairs |= NEUME_SMF_TRACK_LENGTH; /* another track may lie inside */
        c->p = left(&data) >= 8 && !memcmp(data.p, "MTrk", 4) ? data.p : c->p;
    }
    if (left(&data) && c->p != data.p)
        smf->repairs |= NEUME_SMF_AFTER_END;
    if (r.ended)
        return NEUME_OK;
    smf->repairs |= NEUME_SMF_NO_END;
    return neume_smf_end_track(smf, r.track, r.tick);
}

static int good_division(uint16_t division)
{
    if (!(division & 0x8000))
        return division != 0;
    int frames = 256 - (division >> 8);
    return (frames == 24 || frames == 25 || frames == 29 || frames == 30) && (division & 0xFF);
}

/* The bytes of a MIDI file inside a RIFF RMID; RIFF chunks are padded to even lengths. */
static enum neume_status unwrap(struct cursor *c)
{
    if (left(c) < 12)
        return NEUME_ERR_DAMAGED;
    if (memcmp(c->p + 8, "RMID", 4))
        return NEUME_ERR_FORMAT;
    c->p += 12;
    while (left(c) >= 8) {
        uint32_t size = little_endian(c->p + 4);
        int found = !memcmp(c->p, "data", 4);
        c->p += 8;
        if (found) {
            if (size < left(c))
                c->end = c->p + size;
            return NEUME_OK;
        }
        if (size > left(c))
            break;
        c->p += size;
        if (size % 2 && left(c))
            c->p++;
    }
    return NEUME_ERR_DAMAGED;
}

/* Whether the bytes begin as `magic` does, as far as they go. */
static int begins(const struct cursor *c, const char *magic)
{
    return !memcmp(c->p, magic, left(c) < 4 ? left(c) : 4);
}

/* A header after other bytes: of a length, a format and a division that can be. */
static const uint8_t *find_header(const struct cursor *c)
{
    for (size_t i = 1; i <= NEUME_SMF_MAX_LEADING && i + 14 <= left(c); i++) {
        const uint8_t *p = c->p + i;
        if (!memcmp(p, "MThd\0\0\0\6\0", 9) && p[9] <= 2 && good_division((uint16_t)(p[12] << 8 | p[13])))
            return p;
    }
    return NULL;
}

int neume_smf_begins(const void *bytes, size_t size)
{
    struct cursor c = {bytes, (const uint8_t *)bytes + size};
    if (size >= 12 && begins(&c, "RIFF"))
        return !memcmp(c.p + 8, "RMID", 4);
    return (size >= 4 && begins(&c, "MThd")) || find_header(&c) != NULL;
}

const char *neume_smf_doubt(unsigned repairs)
{
    if (repairs & NEUME_SMF_TRACK_LENGTH)
        return "a track is not as long as it says; it was read up to its End Of Track";
    if (repairs & NEUME_SMF_TRACKS_MISSING)
        return "there are fewer tracks than the header says; those that are there were read";
    if (repairs & NEUME_SMF_LEADING)
        return "there are other bytes before the header; they were left out";
    return NULL;
}

static enum neume_status read_header(struct neume_smf *smf, struct cursor *c, size_t *tracks)
{
    enum neume_status s = NEUME_OK;
    if (begins(c, "RIFF")) {
        smf->repairs |= NEUME_SMF_WRAPPED;
        s = unwrap(c);
    }
    if (s != NEUME_OK)
        return s;
    if (!begins(c, "MThd")) {
        const uint8_t *header = find_header(c);
        if (!header)
            return NEUME_ERR_FORMAT;
        smf->repairs |= NEUME_SMF_LEADING;
        c->p = header;
    }
    if (left(c) < 14)
        return NEUME_ERR_DAMAGED;
    const uint8_t *p = c->p;
    uint32_t size = big_endian(p + 4);
    if (size < 6 || size > left(c) - 8)
        return NEUME_ERR_DAMAGED;
    smf->format = p[8] << 8 | p[9];
    *tracks = (size_t)(p[10] << 8 | p[11]);
    smf->division = (uint16_t)(p[12] << 8 | p[13]);
    if (smf->format > 2)
        return NEUME_ERR_UNSUPPORTED;
    if (!good_division(smf->division))
        return NEUME_ERR_DAMAGED;
    c->p += 8 + (size_t)size;
    if (size == 6)
        return NEUME_OK;
    /* Kept by way of a chunk, which is then taken back. */
    s = neume_smf_add_chunk(smf, "MThd", p + 14, size - 6);
    if (s != NEUME_OK)
        return s;
    smf->header_at = smf->chunk[0].at;
    smf->header_size = smf->chunk[0].size;
    smf->chunk_count = 0;
    return NEUME_OK;
}

static int has_notes(const struct neume_smf *smf)
{
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            if ((smf->track[t].event[i].status & 0xF0) == NEUME_MIDI_NOTE_ON)
                return 1;
    return 0;
}

static enum neume_status read_chunks(struct neume_smf *smf, struct cursor c, size_t tracks)
{
    while (left(&c)) {
        uint32_t size = left(&c) < 8 ? 0 : big_endian(c.p + 4);
        int whole = left(&c) >= 8 && size <= left(&c) - 8;
        int track = left(&c) >= 8 && !memcmp(c.p, "MTrk", 4);
        enum neume_status s = NEUME_OK;
        if (!track && !whole) {
            if (smf->track_count < tracks) /* a file that was cut */
                return NEUME_ERR_DAMAGED;
            smf->repairs |= NEUME_SMF_TRAILING;
            break;
        }
        if (track) {
            s = read_track(smf, (struct cursor){c.p + 8, c.end}, size, &c);
        } else {
            s = neume_smf_add_chunk(smf, (const char *)c.p, c.p + 8, size);
            c.p += 8 + (size_t)size;
        }
        if (s != NEUME_OK)
            return s;
    }
    if (smf->track_count > tracks)
        smf->repairs |= NEUME_SMF_TRACK_COUNT;
    if (smf->track_count < tracks)
        smf->repairs |= NEUME_SMF_TRACKS_MISSING;
    return smf->repairs & NEUME_SMF_TRACKS_MISSING && !has_notes(smf) ? NEUME_ERR_DAMAGED : NEUME_OK;
}

enum neume_status neume_smf_parse(struct neume_smf *smf, const void *bytes, size_t size)
{
    size_t tracks = 0;
    neume_smf_release(smf);
    if (!size)
        return NEUME_ERR_EMPTY;
    if (size > NEUME_SMF_MAX_SIZE)
        return NEUME_ERR_UNSUPPORTED;
    struct cursor c = {bytes, (const uint8_t *)bytes + size};
    enum neume_status s = read_header(smf, &c, &tracks);
    if (s == NEUME_OK)
        s = read_chunks(smf, c, tracks);
    if (s != NEUME_OK)
        neume_smf_release(smf);
    return s;
}

/* All of the stream, in a growing buffer: its size is not known where it is a pipe. */
static enum neume_status read_all(FILE *stream, uint8_t **bytes, size_t *size)
{
    size_t capacity = 0;
    for (;;) {
        if (*size == capacity) {
            size_t wanted = capacity ? 2 * capacity : (size_t)1 << 16;
            uint8_t *grown = wanted > 2 * NEUME_SMF_MAX_SIZE ? NULL : realloc(*bytes, wanted);
            if (!grown)
                return NEUME_ERR_MEMORY;
            *bytes = grown;
            capacity = wanted;
        }
        errno = 0;
        size_t got = fread(*bytes + *size, 1, capacity - *size, stream);
        *size += got;
        if (*size > NEUME_SMF_MAX_SIZE)
            return NEUME_ERR_UNSUPPORTED;
        if (ferror(stream))
            return neume_status_from_errno(errno, NEUME_ERR_READ);
        if (!got)
            return NEUME_OK;
    }
}

enum neume_status neume_smf_read(struct neume_smf *smf, const char *path)
{
    struct stat st;
    uint8_t *bytes = NULL;
    size_t size = 0;
    neume_smf_release(smf);
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status s = NEUME_OK;
    if (!fstat(fileno(stream), &st) && S_ISDIR(st.st_mode))
        s = NEUME_ERR_DIRECTORY;
    if (s == NEUME_OK)
        s = read_all(stream, &bytes, &size);
    fclose(stream);
    if (s == NEUME_OK)
        s = neume_smf_parse(smf, bytes, size);
    free(bytes);
    return s;
}
