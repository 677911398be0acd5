/* SPDX-License-Identifier: MIT
 *
 * Standard MIDI Files 1.0 (MIDI Manufacturers Association, RP-001), formats 0, 1 and 2, read and written event for
 * event.
 *
 * What is kept: every channel message as it stands (note-on with velocity 0 and note-off with a release velocity are
 * different events), every meta event with its raw bytes, known or not, system exclusive F0 and F7 packets, both kinds
 * of division, a header longer than 6 bytes, and chunks of other kinds in their place between the tracks. Read, written
 * and read again gives an equal file; the bytes themselves may differ in running status and in the length of numbers.
 *
 * What the reader forgives where the music is unambiguous; each sets a bit of `repairs`:
 * see enum neume_smf_repair. What it never forgives: a file without any of the tracks its header announces, a track
 * that ends inside an event, a last track cut before its End Of Track, an impossible status or data byte. */
#ifndef NEUME_MIDI_FILE_SMF_H
#define NEUME_MIDI_FILE_SMF_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "neume/status.h"

/* Status bytes; the low four bits of the channel messages are the channel 0..15. */
enum {
    NEUME_MIDI_NOTE_OFF = 0x80,
    NEUME_MIDI_NOTE_ON = 0x90,
    NEUME_MIDI_KEY_PRESSURE = 0xA0,
    NEUME_MIDI_CONTROL = 0xB0,
    NEUME_MIDI_PROGRAM = 0xC0,
    NEUME_MIDI_PRESSURE = 0xD0,
    NEUME_MIDI_BEND = 0xE0,
    NEUME_MIDI_SYSEX = 0xF0,        /* data as in the file, F7 at its end included where it is there */
    NEUME_MIDI_SYSEX_ESCAPE = 0xF7, /* a continued packet, or any bytes to be sent as they are */
    NEUME_MIDI_META = 0xFF
};

enum {
    NEUME_META_TEXT = 0x01,
    NEUME_META_TRACK_NAME = 0x03,
    NEUME_META_PORT = 0x21,
    NEUME_META_END_OF_TRACK = 0x2F,
    NEUME_META_TEMPO = 0x51,
    NEUME_META_TIME_SIGNATURE = 0x58,
    NEUME_META_KEY_SIGNATURE = 0x59
};

enum neume_smf_repair {
    NEUME_SMF_WRAPPED = 1,         /* was inside a RIFF RMID; its other chunks are not kept */
    NEUME_SMF_TRACK_COUNT = 2,     /* more tracks than the header says; all are read */
    NEUME_SMF_TRACK_LENGTH = 4,    /* a track whose length is wrong (0, or beyond the file); read to its End Of Track */
    NEUME_SMF_NO_END = 8,          /* a track without End Of Track; one is put at its last event */
    NEUME_SMF_AFTER_END = 16,      /* bytes between End Of Track and the end of the track; dropped */
    NEUME_SMF_TRAILING = 32,       /* bytes after the last track that are no whole chunk; dropped */
    NEUME_SMF_RUNNING_STATUS = 64, /* running status carried over a meta or system exclusive event; followed */
    NEUME_SMF_TRACKS_MISSING = 128, /* fewer tracks than the header says; those that are there are read */
    NEUME_SMF_LEADING = 256         /* bytes before the header; dropped */
};

/* The repairs by which music may be lost. */
enum { NEUME_SMF_DOUBTS = NEUME_SMF_TRACK_LENGTH | NEUME_SMF_TRACKS_MISSING | NEUME_SMF_LEADING };

/* How far into a file its header is looked for, bytes. */
#define NEUME_SMF_MAX_LEADING 4096

/* The largest file that is read, bytes. Memory is at most some 30 times the size of the file. */
#define NEUME_SMF_MAX_SIZE ((size_t)1 << 28)

/* The largest distance between two events of a track that a file can hold, ticks. */
#define NEUME_SMF_MAX_DELTA 0x0FFFFFFFu

struct neume_smf_event {
    uint64_t tick;    /* from the start of the track; never falls within a track */
    uint32_t at;      /* its data is smf.bytes[at .. at + size); meta and system exclusive only */
    uint32_t size;    /* bytes */
    uint8_t status;   /* 0x80..0xEF, 0xF0, 0xF7 or 0xFF */
    uint8_t data[2];  /* 0..127 each; the meta type is data[0]; what a message does not use is 0 */
    uint8_t reserved; /* 0 */
};

/* A well-formed track has one End Of Track, and it is the last event. */
struct neume_smf_track {
    struct neume_smf_event *event; /* [count] */
    size_t count, capacity;
};

/* A chunk that is neither header nor track. */
struct neume_smf_chunk {
    uint8_t id[4];
    uint32_t at, size;      /* its data is smf.bytes[at .. at + size) */
    uint32_t tracks_before; /* tracks that stand before it in the file */
};

/* Zeroed is empty and valid, but for the division. */
struct neume_smf {
    int format;                    /* 0, 1 or 2 */
    uint16_t division;             /* as in the file: ticks a quarter note, or SMPTE where bit 15 is set */
    struct neume_smf_track *track; /* [track_count] */
    size_t track_count, track_capacity;
    struct neume_smf_chunk *chunk; /* [chunk_count], in file order */
    size_t chunk_count, chunk_capacity;
    uint8_t *bytes; /* [byte_count]: the data that events and chunks refer to */
    size_t byte_count, byte_capacity;
    uint32_t header_at, header_size; /* header bytes after the sixth */
    unsigned repairs;                /* of enum neume_smf_repair; 0 for a file without fault */
};

/* Format 1, 480 ticks a quarter, no tracks. */
void neume_smf_init(struct neume_smf *smf);
void neume_smf_release(struct neume_smf *smf);

/* Makes `copy`, which is not released first, a file of its own, equal to `smf`. MEMORY: `copy` is then empty. */
enum neume_status neume_smf_copy(struct neume_smf *copy, const struct neume_smf *smf);

/* Building. `track` is the index of an existing track; MEMORY leaves the file as it was. */
enum neume_status neume_smf_add_track(struct neume_smf *smf);
enum neume_status neume_smf_add_message(struct neume_smf *smf, size_t track, uint64_t tick, int status, int data0,
                                        int data1);
enum neume_status neume_smf_add_meta(struct neume_smf *smf, size_t track, uint64_t tick, int type, const void *data,
                                     size_t size);
enum neume_status neume_smf_add_sysex(struct neume_smf *smf, size_t track, uint64_t tick, int status, const void *data,
                                      size_t size);

/* A chunk after the tracks that are there now. */
enum neume_status neume_smf_add_chunk(struct neume_smf *smf, const char id[4], const void *data, size_t size);

enum neume_status neume_smf_add_tempo(struct neume_smf *smf, size_t track, uint64_t tick, uint32_t us_per_quarter);
/* `denominator` is a power of two, 1..128; 24 clocks a click, 8 thirty-seconds a quarter. */
enum neume_status neume_smf_add_time_signature(struct neume_smf *smf, size_t track, uint64_t tick, int numerator,
                                               int denominator);
enum neume_status neume_smf_end_track(struct neume_smf *smf, size_t track, uint64_t tick);

/* Reading events. The meta helpers answer 0 where the event is something else or too short. */
int neume_smf_is_meta(const struct neume_smf_event *event, int type);
uint32_t neume_smf_tempo(const struct neume_smf *smf, const struct neume_smf_event *event); /* us a quarter */
int neume_smf_time_signature(const struct neume_smf *smf, const struct neume_smf_event *event, int *numerator,
                             int *denominator);
/* `fifths` -7..7, flats negative; `minor` 0 or 1. */
int neume_smf_key_signature(const struct neume_smf *smf, const struct neume_smf_event *event, int *fifths, int *minor);
/* The first track name as it stands in the file, not terminated, in no known encoding; NULL where there is none. */
const char *neume_smf_track_name(const struct neume_smf *smf, size_t track, size_t *size);
int neume_smf_bend_value(const struct neume_smf_event *event); /* 0..16383, 8192 is the centre */

/* Event for event, chunk for chunk. `repairs` does not count. */
int neume_smf_equal(const struct neume_smf *a, const struct neume_smf *b);

/* All events of all tracks in the order they sound: by tick, then track, then place in the track. */
struct neume_smf_ref {
    uint64_t tick;
    uint32_t track, index;
};
/* *refs (NULL for none) is for the caller to free. UNSUPPORTED for format 2 with several tracks, which are pieces of
 * their own. */
enum neume_status neume_smf_merge(const struct neume_smf *smf, struct neume_smf_ref **refs, size_t *count);

static inline const struct neume_smf_event *neume_smf_at(const struct neume_smf *smf, const struct neume_smf_ref *ref)
{
    return &smf->track[ref->track].event[ref->index];
}

#endif
