/* SPDX-License-Identifier: MIT
 *
 * What a comparison found. */
#ifndef NEUME_COMPARE_COMPARE_RESULT_H
#define NEUME_COMPARE_COMPARE_RESULT_H

#include <stddef.h>

#include "analysis/distance.h"
#include "compare/compare_data.h"
#include "midi/file/smf.h"

/* Index 0 is the recording, 1 the MIDI. */
struct neume_compare_result {
    double offset;                 /* seconds; the MIDI is later where it is positive */
    double confidence;             /* 0..1 */
    int shifted;                   /* 1 where the confidence was enough to shift by the offset */
    double length[2];              /* seconds */
    double loudness[2];            /* LUFS; -HUGE_VAL for silence */
    double gain;                   /* the factor that makes the MIDI as loud as the recording */
    struct neume_agreement onsets; /* within 50 ms, the recording taken as the truth */
    size_t onset_count[2];
    struct neume_distances likeness;
    double missing, extra;        /* 0..1: analysis/difference.h, of all */
    struct neume_agreement heard; /* of the MIDI's notes with those neume hears in the recording, which are the truth */
    size_t heard_notes[2];        /* heard in the recording, written in the MIDI */
    int has_reference;            /* 1 where a reference was given */
    struct neume_agreement truth; /* of notes and hits with the reference, within 50 ms */
    struct neume_compare_data data;
    unsigned repairs;         /* enum neume_smf_repair, of the MIDI */
    size_t left_out;          /* messages of a MIDI 2.0 clip that have no place in MIDI 1.0 */
    struct neume_smf *played; /* the MIDI with the velocities that follow the recording, or NULL */
};

/* Frees what a comparison holds. Takes NULL. */
void neume_compare_result_release(struct neume_compare_result *comparison);

#endif
