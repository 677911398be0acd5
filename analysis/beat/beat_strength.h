/* SPDX-License-Identifier: MIT
 *
 * What beats are found from: how much begins in each hundredth of a second, in all bands, in the bass and in the
 * middle, and which pitch classes sound. */
#ifndef NEUME_ANALYSIS_BEAT_BEAT_STRENGTH_H
#define NEUME_ANALYSIS_BEAT_BEAT_STRENGTH_H

#include "analysis/flux.h"

enum { NEUME_BEAT_RISES = 12 };

/* 40 bytes: 14 MB for an hour. */
struct neume_beat_frame {
    float flux;                     /* the spectral flux of all bands, >= 0, as in neume_flux_frame */
    float low, mid;                 /* of the bands below 160 Hz, and of those from there to 1500 Hz */
    float level;                    /* mean of the bands' magnitudes; a full-scale sine gives about 1 / bands */
    uint8_t chroma[12];             /* pitch classes from C up, 100 to 2500 Hz, the strongest 255 */
    uint8_t rise[NEUME_BEAT_RISES]; /* the flux of twelve stretches of bands: see neume_beat_rise() */
};

struct neume_beat_strength {
    struct neume_flux flux;
    size_t low, mid;                   /* bands below 160 Hz, and below 1500 Hz */
    size_t edge[NEUME_BEAT_RISES + 1]; /* the first band of each stretch, and the count of all */
    int8_t *class_of;                  /* [flux.bands.count]: pitch class, or -1 outside chroma's range */
    struct neume_beat_frame half;      /* the first of two frames of flux, once it is there */
    float rise[NEUME_BEAT_RISES];      /* and its flux in each stretch */
    int halves;
};

/* sample_rate: Hz, 8000..192000; 44100 is what the constants were tuned at. ARGUMENT, MEMORY. */
enum neume_status neume_beat_strength_init(struct neume_beat_strength *s, double sample_rate);
void neume_beat_strength_release(struct neume_beat_strength *s);
void neume_beat_strength_reset(struct neume_beat_strength *s);

/* Seconds between frames: about 10 ms. Frame i lies at i times this. */
double neume_beat_strength_period(const struct neume_beat_strength *s);

/* The flux, >= 0, that such a byte stands for: logarithmic above 0.01, by 2.3 % a step, up to 3.6. */
float neume_beat_rise(uint8_t byte);

/* Takes samples up to the end of the next frame and returns how many it used; *made is 1 where `frame` was filled.
 * Frames come a second late. Never allocates. */
size_t neume_beat_strength_process(struct neume_beat_strength *s, const float *samples, size_t count,
                                   struct neume_beat_frame *frame, int *made);

/* After the last sample: the frames held back, one a call; 0 when there are no more. */
int neume_beat_strength_flush(struct neume_beat_strength *s, struct neume_beat_frame *frame);

/* A recording's frames. Zeroed is empty and valid. */
struct neume_beat_frames {
    struct neume_beat_frame *frame; /* [count] */
    size_t count, capacity;
};

/* Appends the frames of `count` samples, or those still held back. MEMORY. */
enum neume_status neume_beat_frames_read(struct neume_beat_frames *frames, struct neume_beat_strength *s,
                                         const float *samples, size_t count);
enum neume_status neume_beat_frames_end(struct neume_beat_frames *frames, struct neume_beat_strength *s);
void neume_beat_frames_release(struct neume_beat_frames *frames);

#endif
