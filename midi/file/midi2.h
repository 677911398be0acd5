/* SPDX-License-Identifier: MIT
 *
 * MIDI Clip Files (MIDI Association, M2-116-U 1.0): one sequence of Universal MIDI Packets (M2-104-UM 1.1), read and
 * written message for message, and to Standard MIDI Files and back.
 *
 * A file is "SMF2CLIP" and words of 32 bits, big endian: the configuration header, Start of Clip, the sequence, End of
 * Clip; a Delta Clockstamp stands before every message. */
#ifndef NEUME_MIDI_FILE_MIDI2_H
#define NEUME_MIDI_FILE_MIDI2_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "neume/status.h"

/* Message types: the first four bits of a message. */
enum {
    NEUME_UMP_UTILITY = 0x0,
    NEUME_UMP_MIDI1 = 0x2,
    NEUME_UMP_SYSEX7 = 0x3,
    NEUME_UMP_MIDI2 = 0x4,
    NEUME_UMP_FLEX = 0xD,
    NEUME_UMP_STREAM = 0xF
};

/* Status of MIDI 2.0 channel voice messages beside those of MIDI 1.0; the low four bits are the channel. */
enum {
    NEUME_UMP_NOTE_CONTROL = 0x00, /* a registered per-note controller */
    NEUME_UMP_REGISTERED = 0x20,   /* what was an RPN */
    NEUME_UMP_ASSIGNABLE = 0x30,   /* what was an NRPN */
    NEUME_UMP_NOTE_BEND = 0x60,
    NEUME_UMP_NOTE_MANAGEMENT = 0xF0
};

struct neume_midi2_message {
    uint64_t tick;    /* from Start of Clip; never falls; 0 in the header */
    uint32_t word[4]; /* what a message does not use is 0 */
};

/* Zeroed is empty and valid, but for the division. */
struct neume_midi2 {
    uint16_t division; /* ticks a quarter note, >= 1 */
    /* [count]: the first header_count belong to the configuration header. Delta Clockstamps, ticks a quarter, Start and
     * End of Clip and NOOP are not among them. */
    struct neume_midi2_message *message;
    size_t count, capacity, header_count;
    uint64_t end; /* tick of End of Clip, >= that of the last message */
};

/* 480 ticks a quarter, nothing else. */
void neume_midi2_init(struct neume_midi2 *clip);
void neume_midi2_release(struct neume_midi2 *clip);

/* 1, 2, 3 or 4 words, by the message type of the first. */
int neume_ump_words(uint32_t first);

/* More bits as M2-115-U says: least, centre and most stay so. Fewer bits are the upper ones: there and back is the
 * same.
 */
uint32_t neume_ump_scale_up(uint32_t value, int from_bits, int to_bits);

/* MEMORY leaves the clip as it was. */
enum neume_status neume_midi2_add(struct neume_midi2 *clip, uint64_t tick, const uint32_t word[4]);

/* Whether bytes begin as a MIDI Clip File does. */
int neume_midi2_begins(const void *bytes, size_t size);

/* Fill an initialised clip; on failure it is left empty. EMPTY, FORMAT; DAMAGED: cut inside a message, no or a
 * contradictory number of ticks a quarter, no Start or End of Clip, a message beside them. What follows End of Clip is
 * dropped; messages without a Delta Clockstamp are taken at the time of the one before. */
enum neume_status neume_midi2_parse(struct neume_midi2 *clip, const void *bytes, size_t size);

/* ARGUMENT: ticks that fall, or an end before the last message. *bytes is for the caller to free. */
enum neume_status neume_midi2_write_memory(const struct neume_midi2 *clip, uint8_t **bytes, size_t *size);
enum neume_status neume_midi2_write_stream(const struct neume_midi2 *clip, FILE *stream);

/* Message for message. */
int neume_midi2_equal(const struct neume_midi2 *a, const struct neume_midi2 *b);

#endif
