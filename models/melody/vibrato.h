/* SPDX-License-Identifier: MIT
 *
 * Whether a pitch track swings about a note, or glides, rather than going from note to note: by how well a sinusoid of
 * 3.5 to 9 Hz about a straight line fits a quarter of a second of it, or the line alone an eighth. Trills and runs,
 * whose pitch jumps and stays, fit badly. */
#ifndef NEUME_MODELS_MELODY_VIBRATO_H
#define NEUME_MODELS_MELODY_VIBRATO_H

enum {
    NEUME_VIBRATO_FRAMES = 25, /* of the pitch track, that are looked at */
    NEUME_VIBRATO_TERMS = 4,   /* constant, slope, cosine, sine */
    NEUME_VIBRATO_RATES = 12,
    NEUME_GLIDE_FRAMES = 12 /* that are looked at for a glide */
};

struct neume_vibrato_fitter {
    float basis[NEUME_VIBRATO_RATES][NEUME_VIBRATO_TERMS][NEUME_VIBRATO_FRAMES];
    float inverse[NEUME_VIBRATO_RATES][NEUME_VIBRATO_TERMS][NEUME_VIBRATO_FRAMES]; /* least squares, by each rate */
};

struct neume_vibrato {
    float strength; /* 0..1: how surely it is a vibrato */
    float centre;   /* of the pitch in the middle frame, in the unit of the pitches */
    float slope;    /* of the centre, a frame */
};

/* `hop`: seconds between frames, 0.008..0.015. */
void neume_vibrato_fitter_init(struct neume_vibrato_fitter *f, double hop);

/* pitch [NEUME_VIBRATO_FRAMES], semitones. */
struct neume_vibrato neume_vibrato_fit(const struct neume_vibrato_fitter *f, const float *pitch);

/* 0..1: how surely pitch [NEUME_GLIDE_FRAMES], semitones, glides all along. */
float neume_glide_fit(const float *pitch);

#endif
