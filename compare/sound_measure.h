/* SPDX-License-Identifier: MIT
 *
 * What one pass over a sound learns of it: its envelope, loudness, onsets and peak. */
#ifndef NEUME_COMPARE_SOUND_MEASURE_H
#define NEUME_COMPARE_SOUND_MEASURE_H

#include <stddef.h>

#include "analysis/onset.h"
#include "audio/align.h"
#include "audio/loudness.h"

/* Zeroed is empty and may be released. */
struct neume_sound_measure {
    struct neume_envelope *envelope;
    struct neume_loudness_meter *meter;
    struct neume_onset_detector *detector;
    double *onset; /* seconds, [onset_count] */
    size_t onset_count, onset_capacity;
    float peak;
    size_t frames;
};

/* At NEUME_SOUND_INPUT_RATE. MEMORY. */
enum neume_status neume_sound_measure_init(struct neume_sound_measure *m);
void neume_sound_measure_release(struct neume_sound_measure *m);

/* stereo [count][2], count <= NEUME_SOUND_INPUT_BLOCK. MEMORY. */
enum neume_status neume_sound_measure_process(struct neume_sound_measure *m, const float *stereo, size_t count);
enum neume_status neume_sound_measure_flush(struct neume_sound_measure *m);

#endif
