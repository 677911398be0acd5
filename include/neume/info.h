/* SPDX-License-Identifier: MIT
 *
 * What is known of a sound and of a MIDI file. The structs are filled, and never grow. */
#ifndef NEUME_INFO_H
#define NEUME_INFO_H

#include <stddef.h>
#include <stdint.h>

#include "neume/edit.h"
#include "neume/error.h"
#include "neume/progress.h"
#include "neume/sound.h"

NEUME_BEGIN_DECLS

/* Of a sound that was read to its end. */
struct neume_sound_info {
    char format[40];      /* "WAV, 24 bit"; "samples" of what is in memory */
    int sample_rate;      /* Hz, 4000..384000 */
    int channels;         /* 1..1024 */
    uint64_t frames;      /* that were read */
    double duration;      /* seconds */
    double peak;          /* largest magnitude of any channel; full scale is 1 */
    uint64_t bad_samples; /* NaN or infinite, taken as 0 */
    int truncated;        /* 1 where the file ends before its header says so */
    int has_loudness;     /* 0 of more than 64 channels: the next three are then 0 */
    double loudness;      /* LUFS, EBU R 128, integrated; -HUGE_VAL for silence and for less than 0.4 s */
    double range;         /* LU, EBU Tech 3342; 0 for less than 3 s */
    double true_peak;     /* dB of full scale, the largest of the channels; -HUGE_VAL for digital silence */
};

/* Reads all of a sound, in bounded memory. progress, error: may be NULL. The statuses of neume_transcribe() for the
 * sound; CANCELLED; MEMORY. On failure *info is empty. */
NEUME_API enum neume_status neume_sound_info_read(const struct neume_sound *sound, neume_progress_fn progress,
                                                  void *user, struct neume_sound_info *info, struct neume_error *error);

/* Of a MIDI file in memory. */
struct neume_midi_info {
    int format;           /* 0, 1 or 2 */
    int division;         /* as in the file: ticks a quarter note, or SMPTE where bit 15 is set */
    size_t tracks;        /* of the file, */
    size_t events;        /* in all of them, */
    size_t notes;         /* and note-ons among these */
    int has_time;         /* 0 of format 2 with several tracks, whose duration, tempi and key are then 0 */
    double duration;      /* seconds to the last event */
    double slowest_tempo; /* beats a minute, the beat a quarter note; 0 of SMPTE time */
    double fastest_tempo; /* the same */
    int has_key;          /* 1: `key` is the first key signature */
    struct neume_key key; /* as has_key says */
    size_t key_changes;   /* after it */
    int repaired;         /* 1: the file was not well-formed; it is now */
    const char *warning;  /* what may have been lost by that, in a few words; NULL: nothing. Static */
};

/* Counts what a MIDI file holds. MEMORY; on failure *info is empty. */
NEUME_API enum neume_status neume_midi_info_read(const struct neume_smf *midi, struct neume_midi_info *info);

/* Of one track. */
struct neume_midi_track_info {
    const char *name; /* [name_size] bytes in no known encoding, without a 0 behind them; NULL: none. Of the file */
    size_t name_size; /* bytes */
    size_t events;    /* of all kinds, */
    size_t notes;     /* and note-ons among these */
};

/* track: 0..tracks - 1, else ARGUMENT. */
NEUME_API enum neume_status neume_midi_track_info_read(const struct neume_smf *midi, size_t track,
                                                       struct neume_midi_track_info *info);

NEUME_END_DECLS

#endif
