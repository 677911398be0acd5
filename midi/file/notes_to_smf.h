/* SPDX-License-Identifier: MIT
 *
 * Notes in seconds to a Standard MIDI File, and back. */
#ifndef NEUME_MIDI_FILE_NOTES_TO_SMF_H
#define NEUME_MIDI_FILE_NOTES_TO_SMF_H

#include "midi/file/smf.h"
#include "neume/neume.h"

/* The text event at the start of the first track by which a file says who made it. */
#define NEUME_SMF_CREATOR "creator: neume"

/* The sustain of a drum hit in the file, seconds; General MIDI kits do not listen to it. */
#define NEUME_SCORE_DRUM_GATE 0.05

/* Fills an initialised `smf` (what it held is released) with a format 1 file: a track of tempo, time signature 4/4 and
 * name, a track of pitched notes on channel 1 where there are any, a track of drum hits on channel 10 where there are
 * any. Notes that have a part get a track for each part, with its program, on the next channels but 10.
 *
 * A tick is at most 0.25 ms at 8 BPM and above, at most 0.46 ms at 4 BPM; notes move by half a tick at most. A pitch
 * that overlaps itself ends where it starts again; hits of one pitch on one tick become one, the loudest; no note is
 * shorter than a tick, a drum hit lasts NEUME_SCORE_DRUM_GATE unless options->drum_lengths is set.
 *
 * With options->bends 1, channel 1 is taken as one line: RPN 0 sets the bend range, every note starts from its own
 * curve (the centre where it has none), and the bend, as it is held from event to event, stays within 3 cents of the
 * curve. Where that takes more than 92 events a second in half a second of a note, as it does where the curve goes more
 * than some 150 cents in it, the bound there is the smallest that 92 a second keep: of a vibrato of +-100 cents at 6 Hz
 * the bend is never further off than 18 cents. A curve is followed until its note ends or the next begins, and is cut
 * at the bend range.
 *
 * With options->bends 2, MIDI Polyphonic Expression (MIDI Association, RP-053): a lower zone with channel 1 as its
 * master and channels 2 to 16 as its members, 2 to 9 where there are drums; each note on the member that has been
 * silent longest, never channel 10, and all parts in one track. Where none is silent, the note that began first ends.
 * The bends, in a range of 48 semitones, follow each note's own curve as closely as above.
 *
 * options->loudness and ->brightness follow the expression of the notes, on the notes' own channels, by steps; a note
 * without any sets them back to 127 and 64.
 *
 * options->pedals become controller 64 of every channel of pitched notes, before the notes struck on the same tick and
 * after those let go; the notes end where their keys go up (midi/file/key_release.h).
 *
 * `options` NULL: the defaults. ARGUMENT: an option or a note out of range, an onset beyond 1e6 s.
 * On failure `smf` is left empty. */
enum neume_status neume_notes_to_smf(struct neume_smf *smf, const struct neume_notes *notes,
                                     const struct neume_midi_options *options);

#endif
