/* SPDX-License-Identifier: MIT
 *
 * What a recording sounds like to the drums' transcriber, to the small polyphonic network and to pYIN, in a few
 * numbers: what the choice between melody, poly, drums and mix is made of. It may be heard in excerpts. */
#ifndef NEUME_MODELS_CLASSIFY_MODE_EVIDENCE_H
#define NEUME_MODELS_CLASSIFY_MODE_EVIDENCE_H

#include <stddef.h>

#include "models/classify/line_evidence.h"
#include "models/drums/drum_fusion.h"
#include "neume/note.h"

enum { NEUME_MODE_RATE = 44100 /* Hz: what it must be fed */ };

/* Rates are for a second that sounds, shares are of those seconds. */
struct neume_mode_evidence {
    double seconds;         /* heard */
    double sounding;        /* seconds of it within 40 dB of the loudest, and over -80 dB of full scale */
    double hit[FOLD_COUNT]; /* rate of each drum's hits, each counting as much as its confidence */
    double sure_hits;       /* rate of the hits with a confidence over 0.8 */
    double certain_hits;    /* and of those over 0.95 */
    double repeat;          /* how far more often than by chance the same drum follows after the best lag, in standard
                             * deviations of chance */
    double lone_hits;       /* rate of hits, by confidence, with no note's onset near */
    double notes;           /* rate of onsets of notes, each counting as much as its confidence */
    double lone_notes;      /* rate of those with no hit near */
    double pitched;         /* share in which some note sounds */
    double chords;          /* share in which two or more do, octaves and twelfths over another aside */
    double voiced;          /* share in which pYIN hears one pitch */
    double steady;          /* share of the voiced time in which it keeps within 60 cents for 140 ms */
    double run;             /* seconds: how long pitch lasts without a break, as a random voiced moment sees it */
    double contrast;        /* dB from the median level of what sounds up to its loudest twentieth */
    struct neume_line_evidence line;
    double clicks; /* seconds between those of a metronome; 0 where it is none */
};

/* What hits and notes, each sorted by onset, say of `seconds` that sound; all else stays 0. */
void neume_mode_evidence_count(const struct neume_notes *hits, const struct neume_notes *notes, double seconds,
                               struct neume_mode_evidence *evidence);

struct neume_mode_hearing; /* a stream */

enum neume_status neume_mode_hearing_new(struct neume_mode_hearing **out); /* MEMORY */
void neume_mode_hearing_free(struct neume_mode_hearing *h);

/* Mono samples, finite. MEMORY: it keeps what it hears to the end. */
enum neume_status neume_mode_hearing_process(struct neume_mode_hearing *h, const float *samples, size_t count);

/* What follows is another part of the recording: nothing that begins there is an onset. MEMORY. */
enum neume_status neume_mode_hearing_cut(struct neume_mode_hearing *h);

/* The end of the stream. MEMORY. */
enum neume_status neume_mode_hearing_finish(struct neume_mode_hearing *h, struct neume_mode_evidence *evidence);

#endif
