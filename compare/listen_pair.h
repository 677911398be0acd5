/* SPDX-License-Identifier: MIT
 *
 * What neume's own transcribers hear in a recording and in the render of a MIDI file, and the places where that and the
 * MIDI disagree. A note heard in the recording and not written in the MIDI is a hint at a missed note, the less so the
 * more of it is heard in the render (compare/missing_notes.c); one that is written and heard in the render, but
 * not in the recording, at one too many. Since both are listened to, what the transcribers take for a note in any such
 * sound is in neither list. */
#ifndef NEUME_COMPARE_LISTEN_PAIR_H
#define NEUME_COMPARE_LISTEN_PAIR_H

#include "compare/compare_data.h"
#include "neume/note.h"

struct neume_listen_pair; /* two streams of mono sound at 44100 Hz */

enum { NEUME_LISTEN_PITCHED = 1, NEUME_LISTEN_DRUMS = 2 };

/* kinds: what to listen for, of NEUME_LISTEN_*; 0 hears nothing. MEMORY. */
enum neume_status neume_listen_pair_new(struct neume_listen_pair **out, unsigned kinds);
void neume_listen_pair_free(struct neume_listen_pair *pair);

/* Samples of side 0, the recording, or 1, the render, both on the recording's clock. MEMORY. */
enum neume_status neume_listen_pair_process(struct neume_listen_pair *pair, int side, const float *mono, size_t count);

/* The end of both. */
enum neume_status neume_listen_pair_flush(struct neume_listen_pair *pair);

/* The seconds, at most `range` either way, by which the notes of the MIDI are later than those that are heard in the
 * recording, as most of the same pitch or drum have it; `given` where no other has clearly more, or more than chance
 * would. The envelopes, which hear no pitches, may be a beat off where music has a steady pulse. `written`: on its own
 * clock, sorted. After the flush. MEMORY. */
enum neume_status neume_listen_pair_offset(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                           double range, double given, double *offset);

/* How the notes that are heard in the recording agree with those of the MIDI: within 0.1 s, on the same pitch or drum,
 * each note once. What is heard are the matched ones and the missing of the places. */
struct neume_listen_agreement {
    size_t heard, written, matched;
};

/* `written`: the notes of the MIDI on the recording's clock, sorted. Pushes the places to data->place, the most certain
 * first, and fills the agreement. After the flush. MEMORY. */
enum neume_status neume_listen_pair_differ(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                           struct neume_compare_data *data, struct neume_listen_agreement *agreement);

#endif
