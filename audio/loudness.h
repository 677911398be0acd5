/* SPDX-License-Identifier: MIT
 *
 * How loud a recording is to a listener: EBU R 128 / ITU-R BS.1770-4, by libebur128. */
#ifndef NEUME_AUDIO_LOUDNESS_H
#define NEUME_AUDIO_LOUDNESS_H

#include <stddef.h>

#include "neume/status.h"

struct neume_loudness {
    double integrated; /* LUFS, gated; -HUGE_VAL for silence (all below -70 LUFS) and for less than 0.4 s */
    double range;      /* LU, EBU Tech 3342; 0 for less than 3 s */
    double true_peak;  /* dBTP, the largest of the channels; -HUGE_VAL for digital silence */
};

struct neume_loudness_meter;

/* rate: 4000..384000 Hz; channels 1..64, in the order L R C LFE Ls Rs. One channel counts once: a mono file is 3 LU
 * below the same sound in two channels. Memory does not grow with the length. ARGUMENT, MEMORY. */
enum neume_status neume_loudness_new(struct neume_loudness_meter **out, int rate, int channels);

/* The same of the integrated loudness alone, which takes an eighth of the time; the rest stays what it is for silence.
 */
enum neume_status neume_loudness_new_integrated(struct neume_loudness_meter **out, int rate, int channels);
void neume_loudness_free(struct neume_loudness_meter *m);

/* interleaved [frames][channels], finite, full scale 1. MEMORY. */
enum neume_status neume_loudness_process(struct neume_loudness_meter *m, const float *interleaved, size_t frames);

/* Of all that was processed so far; may be asked at any time. */
void neume_loudness_get(const struct neume_loudness_meter *m, struct neume_loudness *loudness);

/* The factor that takes sound of `from` LUFS to `to` LUFS; 1 where either is silence. */
double neume_loudness_gain(double from, double to);

#endif
