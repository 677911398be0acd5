/* SPDX-License-Identifier: MIT */
#include "datasets/bench/measures.h"

#include <string.h>

#define NOTE_ROW(title, text, part, kind, key)                                                   \
    {                                                                                            \
        .name = title, .words = text, .shown = 1, .compared = key, .pooling = NEUME_POOL_##part, \
        .tally = NEUME_TALLY_##kind, .tallies = 1                                                \
    }
#define DRUM_ROW(title, text, first, drum)                                                                         \
    {                                                                                                              \
        .name = title, .words = text, .shown = 1, .pooling = NEUME_POOL_F, .tally = (first) + (drum), .tallies = 1 \
    }
#define PLAIN_ROW(title, text, key)                               \
    {                                                             \
        .name = title, .words = text, .shown = 1, .compared = key \
    }

const struct neume_measure_info neume_measures[NEUME_MEASURE_COUNT] = {
    [NEUME_NOTE_P] = NOTE_ROW("note_P", "notes by onset and pitch, precision", PRECISION, NOTE, 0),
    [NEUME_NOTE_R] = NOTE_ROW("note_R", "notes by onset and pitch, recall", RECALL, NOTE, 0),
    [NEUME_NOTE_F] = NOTE_ROW("note_F", "notes by onset and pitch, F", F, NOTE, 1),
    [NEUME_NOTEOFF_F] = NOTE_ROW("noteoff_F", "notes by onset, pitch and offset, F", F, NOTEOFF, 1),
    [NEUME_NOTEVEL_F] = NOTE_ROW("notevel_F", "notes by onset, pitch and velocity, F", F, NOTEVEL, 0),
    [NEUME_NOTEVOFF_F] = NOTE_ROW("notevoff_F", "notes by onset, pitch, velocity and offset, F", F, NOTEVOFF, 0),
    [NEUME_ONSET_P] = NOTE_ROW("onset_P", "onsets, precision", PRECISION, ONSET, 0),
    [NEUME_ONSET_R] = NOTE_ROW("onset_R", "onsets, recall", RECALL, ONSET, 0),
    [NEUME_ONSET_F] = NOTE_ROW("onset_F", "onsets, F", F, ONSET, 1),
    [NEUME_DRUM_F] = PLAIN_ROW("drum_F", "drums, mean F of the classes in the reference", 1),
    [NEUME_DRUM_MICRO] = {.name = "drum_micro",
                          .words = "drums, F over all hits",
                          .shown = 1,
                          .compared = 1,
                          .pooling = NEUME_POOL_F,
                          .tally = NEUME_TALLY_DRUM_CLASS,
                          .tallies = 5},
    [NEUME_DRUM_CLASS_F] = DRUM_ROW("KD", "kick, F", NEUME_TALLY_DRUM_CLASS, 0),
    [NEUME_DRUM_CLASS_F + 1] = DRUM_ROW("SD", "snare, F", NEUME_TALLY_DRUM_CLASS, 1),
    [NEUME_DRUM_CLASS_F + 2] = DRUM_ROW("HH", "hi-hat, F", NEUME_TALLY_DRUM_CLASS, 2),
    [NEUME_DRUM_CLASS_F + 3] = DRUM_ROW("TT", "toms, F", NEUME_TALLY_DRUM_CLASS, 3),
    [NEUME_DRUM_CLASS_F + 4] = DRUM_ROW("CY", "cymbals, F", NEUME_TALLY_DRUM_CLASS, 4),
    [NEUME_DRUM_F30] = PLAIN_ROW("drum_F30", "drums at 30 ms, mean F of the classes in the reference", 0),
    [NEUME_DRUM_CLASS_F30] = DRUM_ROW("KD30", "kick at 30 ms, F", NEUME_TALLY_DRUM_CLASS30, 0),
    [NEUME_DRUM_CLASS_F30 + 1] = DRUM_ROW("SD30", "snare at 30 ms, F", NEUME_TALLY_DRUM_CLASS30, 1),
    [NEUME_DRUM_CLASS_F30 + 2] = DRUM_ROW("HH30", "hi-hat at 30 ms, F", NEUME_TALLY_DRUM_CLASS30, 2),
    [NEUME_DRUM_CLASS_F30 + 3] = DRUM_ROW("TT30", "toms at 30 ms, F", NEUME_TALLY_DRUM_CLASS30, 3),
    [NEUME_DRUM_CLASS_F30 + 4] = DRUM_ROW("CY30", "cymbals at 30 ms, F", NEUME_TALLY_DRUM_CLASS30, 4),
    [NEUME_MELODY_RPA] = PLAIN_ROW("pitch_acc", "melody, raw pitch accuracy", 1),
    [NEUME_MELODY_RCA] = PLAIN_ROW("chroma_acc", "melody, raw chroma accuracy", 0),
    [NEUME_MELODY_OA] = PLAIN_ROW("overall", "melody, overall accuracy", 1),
    [NEUME_MELODY_VR] = PLAIN_ROW("voicing_R", "melody, voicing recall", 0),
    [NEUME_MELODY_VFA] = {.name = "voicing_FA", .words = "melody, voicing false alarm", .shown = 1, .lower = 1},
    [NEUME_BEAT_F] = PLAIN_ROW("beat_F", "beats, F", 1),
    [NEUME_MULTIPITCH_ACC] = PLAIN_ROW("frame_acc", "pitches by frame, accuracy", 1),
    [NEUME_LAG_MS] = PLAIN_ROW("lag_ms", "notes, median of estimated less reference onset in ms: + is late", 0),
    [NEUME_OVERLAP] = {.name = "overlap", .words = "mean overlap ratio of the matched notes"},
    [NEUME_DRUM_MICRO30] = {.name = "drum_micro30",
                            .words = "drums at 30 ms, F over all hits",
                            .pooling = NEUME_POOL_F,
                            .tally = NEUME_TALLY_DRUM_CLASS30,
                            .tallies = 5},
};

int neume_measure_find(const char *name)
{
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        if (!strcmp(neume_measures[m].name, name))
            return m;
    return -1;
}

struct neume_tally neume_measure_tally(enum neume_measure measure, const struct neume_tally *tally)
{
    const struct neume_measure_info *info = &neume_measures[measure];
    struct neume_tally sum = {0, 0, 0};
    for (int k = info->tally; k < info->tally + info->tallies; k++) {
        sum.matched += tally[k].matched;
        sum.reference += tally[k].reference;
        sum.estimated += tally[k].estimated;
    }
    return sum;
}
