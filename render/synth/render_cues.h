/* SPDX-License-Identifier: MIT
 *
 * What the renderer plays, and at which sample: the events of a MIDI file on the sample clock. Knows no synthesizer. */
#ifndef NEUME_RENDER_SYNTH_RENDER_CUES_H
#define NEUME_RENDER_SYNTH_RENDER_CUES_H

#include "midi/file/smf.h"

/* Synthesizers make sound in blocks of this many frames, and take events only between two of them. */
#define NEUME_RENDER_BLOCK 64

struct neume_cue {
    int64_t sample;
    uint32_t at, size; /* system exclusive: smf.bytes[at .. at + size), without F0 and F7 */
    uint16_t channel;  /* 0..255: port * 16 + channel */
    uint8_t status;    /* 0x80, 0x90, 0xA0 .. 0xE0, or 0xF0; the channel bits are 0; a note-on has velocity > 0 */
    uint8_t data[2];
    uint8_t choke;  /* note-on: the exclusive class of its sound, 0 for none; the renderer fills it in */
    uint8_t voices; /* note-on: how many voices it takes; the renderer fills it in */
};

struct neume_cues {
    struct neume_cue *cue; /* [count], in the order they are to be done */
    size_t count;
    int ports;       /* 1..16 */
    int64_t end;     /* the end of the last track */
    int64_t last_on; /* the sample of the last note-on, -1 where there is none */
};

/* `track` -1: all; else the notes of that track alone, with the controllers of all, and the other tracks' note-ons as
 * note-offs, so that the stems add up to the whole. Channels that ever turn on portamento, legato or mono mode need
 * their notes in one synthesizer: theirs are moved to the nearest multiple of NEUME_RENDER_BLOCK. At the end of the
 * last track the pedals come up and all notes end. UNSUPPORTED: format 2 with several tracks; a file longer than 10^9
 * s. */
enum neume_status neume_cues_init(struct neume_cues *cues, const struct neume_smf *smf, double rate, int track);
void neume_cues_release(struct neume_cues *cues);

#endif
