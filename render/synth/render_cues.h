/* SPDX-License-Identifier: MIT
 *
 * What the renderer plays, and at which sample: the events of a MIDI file on the sample clock. Knows no synthesizer. */
#ifndef NEUME_RENDER_SYNTH_RENDER_CUES_H
#define NEUME_RENDER_SYNTH_RENDER_CUES_H

#include "midi/file/smf.h"

/* Synthesizers make sound in blocks of this many frames, and take events only between two of them. */
#define NEUME_RENDER_BLOCK 64

/* The widest range of the wheel that they know, semitones; what is beyond it comes as cents. */
#define NEUME_RENDER_MAX_RANGE 72

/* What a cue is beside the messages of MIDI. */
enum {
    NEUME_CUE_SOUND = 1, /* program data[0] of `bank`; data[1] is 1 for drums */
    NEUME_CUE_PITCH,     /* the wheel to data, of a range of `range` semitones, and `value` cents beside it */
    NEUME_CUE_VOLUME,    /* the master volume, `value` 0..1, linear */
    NEUME_CUE_RESET      /* everything as at first */
};

struct neume_cue {
    int64_t sample;
    uint32_t at, size; /* system exclusive: smf.bytes[at .. at + size), without F0 and F7 */
    float value;
    uint16_t channel; /* 0..255: port * 16 + channel */
    uint16_t bank;    /* MSB << 7 | LSB, as `standard` (enum neume_midi_standard) understands them */
    uint8_t standard, range;
    uint8_t status; /* 0x80, 0x90, 0xA0, 0xB0, 0xD0, or 0xF0; the channel bits are 0; or one of the above. A note-on has
                     * velocity > 0 */
    uint8_t data[2];
    uint8_t choke;  /* note-on: the exclusive class of its sound, 0 for none; the renderer fills it in */
    uint8_t voices; /* note-on: how many voices it takes; the renderer fills it in */
};

struct neume_cues {
    struct neume_cue *cue; /* [count], in the order they are to be done */
    size_t count, capacity;
    int ports;       /* 1..16 */
    int64_t end;     /* the end of the last track */
    int64_t last_on; /* the sample of the last note-on, -1 where there is none */
};

/* The cues cannot confuse a synthesizer that stops every voice of a key: a key is let go when the last of its open
 * notes (midi/file/note_pairs.h), of whatever track, ends. What the file says by parameters and system exclusive
 * messages (midi/file/channel_state.h) comes as sounds, pitches and volumes; what an MPE zone's master is set to, its
 * members are, too. Under the soft pedal (CC 67) notes are struck at 0.8 of their velocity.
 *
 * `track` -1: all; else the notes of that track alone, with the controllers of all, and the other tracks' note-ons as
 * note-offs, so that the stems add up to the whole. Channels that ever turn on portamento, legato or mono mode need
 * their notes in one synthesizer: theirs are moved to the nearest multiple of NEUME_RENDER_BLOCK. At the end of the
 * last track the pedals come up and all notes end. UNSUPPORTED: format 2 with several tracks; a file longer than 10^9
 * s. */
enum neume_status neume_cues_init(struct neume_cues *cues, const struct neume_smf *smf, double rate, int track);
void neume_cues_release(struct neume_cues *cues);

#endif
