/* SPDX-License-Identifier: MIT
 *
 * What a reference or an estimate may say of a recording, whatever file it came in. Times are seconds from the start
 * of the recording, never negative; all lists are sorted by time. */
#ifndef NEUME_DATASETS_READERS_TRUTH_H
#define NEUME_DATASETS_READERS_TRUTH_H

#include <stddef.h>

#include "core/drum_class.h"
#include "core/pitch.h"
#include "neume/status.h"

enum neume_truth_kind { /* bits of neume_truth.kinds */
                        NEUME_TRUTH_NOTES = 1,
                        NEUME_TRUTH_HITS = 2,
                        NEUME_TRUTH_ONSETS = 4,
                        NEUME_TRUTH_MELODY = 8,
                        NEUME_TRUTH_MULTIPITCH = 16,
                        NEUME_TRUTH_BEATS = 32
};

struct neume_truth_note {
    double onset, offset; /* seconds, offset >= onset */
    double pitch;         /* MIDI pitch, may be fractional; 69 is 440 Hz */
    double hz;            /* the same pitch as a frequency, as the file gave it where it gave Hz */
    double velocity;      /* 0..127; 64 where the file says nothing */
};

struct neume_truth_hit {
    double time;
    enum neume_drum_class drum;
};

/* One frame of a single line. */
struct neume_truth_f0 {
    double time;
    double hz;  /* >= 0; 0 where nothing is known */
    int voiced; /* 0 or 1; an unvoiced frame may still hold a guess in `hz`, as MIREX allows */
};

/* One frame of many pitches: truth.pitch_hz[first .. first + count). */
struct neume_truth_frame {
    double time;
    size_t first, count;
};

struct neume_truth_beat {
    double time;
    double number; /* in the bar, from 1; 0 where the file says nothing */
};

/* Zeroed is empty and valid. */
struct neume_truth {
    unsigned kinds; /* of enum neume_truth_kind: what the file can hold, even where it held none of it */
    struct neume_truth_note *note;
    size_t note_count, note_capacity;
    struct neume_truth_hit *hit;
    size_t hit_count, hit_capacity;
    double *onset; /* bare onsets: times of something of which nothing more is said */
    size_t onset_count, onset_capacity;
    struct neume_truth_f0 *f0;
    size_t f0_count, f0_capacity;
    struct neume_truth_frame *frame;
    size_t frame_count, frame_capacity;
    double *pitch_hz; /* > 0 */
    size_t pitch_hz_count, pitch_hz_capacity;
    struct neume_truth_beat *beat;
    size_t beat_count, beat_capacity;
    int from_midi; /* 1 where the file was a MIDI file: it can hold drums even where it holds none */
};

void neume_truth_init(struct neume_truth *truth);
void neume_truth_release(struct neume_truth *truth); /* takes NULL */

/* Append one item and set its kind. MEMORY. */
enum neume_status neume_truth_add_note(struct neume_truth *truth, const struct neume_truth_note *note);
enum neume_status neume_truth_add_hit(struct neume_truth *truth, double time, enum neume_drum_class drum);
enum neume_status neume_truth_add_onset(struct neume_truth *truth, double time);
enum neume_status neume_truth_add_f0(struct neume_truth *truth, double time, double hz, int voiced);
enum neume_status neume_truth_add_frame(struct neume_truth *truth, double time);     /* empty */
enum neume_status neume_truth_add_frame_pitch(struct neume_truth *truth, double hz); /* to the last frame */
enum neume_status neume_truth_add_beat(struct neume_truth *truth, double time, double number);

/* Sorts every list by time; notes by onset, offset, pitch, velocity. */
void neume_truth_sort(struct neume_truth *truth);

/* All onsets: of notes, hits and bare ones, sorted; *times is for the caller to free, NULL where there are none.
 * MEMORY. */
enum neume_status neume_truth_all_onsets(const struct neume_truth *truth, double **times, size_t *count);

/* The times of one class, sorted, likewise. */
enum neume_status neume_truth_class_times(const struct neume_truth *truth, enum neume_drum_class drum, double **times,
                                          size_t *count);

#endif
