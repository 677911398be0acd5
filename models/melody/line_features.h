/* SPDX-License-Identifier: MIT
 *
 * All that is heard of one line, frame by frame of the pitch tracker: its pitch, the onsets and the energy of the
 * waveform, and the polyphonic network's activations. The network answers late, so the samples wait for it. */
#ifndef NEUME_MODELS_MELODY_LINE_FEATURES_H
#define NEUME_MODELS_MELODY_LINE_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/onset.h"
#include "analysis/pyin.h"
#include "analysis/sample_ring.h"
#include "models/melody/energy_frames.h"
#include "models/melody/note_evidence.h"
#include "models/melody/vibrato.h"
#include "models/poly/poly_activations.h"

enum {
    NEUME_LINE_RATE = 22050,                /* Hz: what it must be fed */
    NEUME_LINE_FRAMES = 512,                /* frames that are remembered: 6 s, more than all delays together */
    NEUME_LINE_ONSETS = 256,                /* onsets that are remembered */
    NEUME_LINE_ROWS = 256,                  /* of the network's frames that are remembered: 6 s */
    NEUME_LINE_SAMPLES = 131072,            /* samples that are remembered: 6 s */
    NEUME_LINE_AHEAD = NEUME_VIBRATO_FRAMES /* frames after one that its cues read */
};

/* A row of the network: onset activations 0..1, and the logits of frame activations. */
struct neume_line_row {
    float onset[NEUME_POLY_KEYS], frame[NEUME_POLY_KEYS];
    float most; /* of the onset activations */
};

struct neume_line_features {
    struct neume_poly_activations *activations;
    struct neume_pyin *pyin;
    struct neume_vibrato_fitter fitter;
    struct neume_onset_detector *detector;
    float *waiting; /* [room]: a ring of the samples that the network has not answered for */
    size_t room;
    uint64_t pushed; /* samples in; energy.samples have gone on to the trackers */
    struct neume_line_row row[NEUME_LINE_ROWS];
    uint64_t rows;
    struct neume_pitch_frame frame[NEUME_LINE_FRAMES];
    struct neume_vibrato vibrato[NEUME_LINE_FRAMES]; /* of the frames from each on */
    float glide[NEUME_LINE_FRAMES];                  /* likewise */
    uint64_t tracked;                                /* frames from the tracker */
    float anew[NEUME_LINE_FRAMES];                   /* 0..1: how surely the waveform begins anew in each */
    uint64_t judged;                                 /* frames that have that */
    uint64_t heard;                                  /* frames whose cues were read */
    struct neume_onset onset[NEUME_LINE_ONSETS];
    uint64_t onset_count;
    struct neume_energy_frames energy;
    struct neume_sample_ring samples;
    float loudest; /* dB, so far */
    int ended;     /* no sample follows */
    int finished;  /* and no frame */
};

/* A zeroed struct is empty. `range` is the tracker's. MEMORY. */
enum neume_status neume_line_features_init(struct neume_line_features *f, const struct neume_options *options,
                                           const struct neume_pyin_config *range);
void neume_line_features_release(struct neume_line_features *f);
void neume_line_features_reset(struct neume_line_features *f);

/* Takes samples and returns how many; after each call, advance() until it returns 0. */
size_t neume_line_features_push(struct neume_line_features *f, const float *samples, size_t count);

/* After the last sample: call it, and advance() until that returns 0, until this returns 0. */
int neume_line_features_flush(struct neume_line_features *f);

/* Goes on by some frames at most; 0 if more samples must come first. After each call, next() until it returns 0. */
int neume_line_features_advance(struct neume_line_features *f);

/* The cues of the next frame of which all is known, and the frame; 0 if there is none yet. */
int neume_line_features_next(struct neume_line_features *f, struct neume_note_cues *cues);

/* One of the remembered frames, i < f->tracked. */
const struct neume_pitch_frame *neume_line_features_frame(const struct neume_line_features *f, uint64_t i);

/* 0..1: how surely the pitch glides in that frame. */
float neume_line_features_glide(const struct neume_line_features *f, uint64_t i);

/* Logit of key k's frame activation in remembered frame i, 0 <= k < NEUME_POLY_KEYS. */
float neume_line_features_sounds(const struct neume_line_features *f, uint64_t i, int k);

/* Seconds between frames. */
double neume_line_features_hop(const struct neume_line_features *f);

/* The onset of the waveform nearest to `time` within `reach` seconds, or NULL. */
const struct neume_onset *neume_line_features_onset(const struct neume_line_features *f, double time, double reach);

/* Energy frames of a period of the pitch at least, and the energy frame about a pitch frame's middle. */
int64_t neume_line_features_period(const struct neume_pitch_frame *frame);
int64_t neume_line_features_place(const struct neume_pitch_frame *frame);

/* dB by which the line gets louder about `frame`: from the quietest moment just before to the loudest just after, each
 * over a period at least. A flux peak without it is vibrato, not an articulation. */
float neume_line_features_rise(const struct neume_line_features *f, const struct neume_pitch_frame *frame);

#endif
