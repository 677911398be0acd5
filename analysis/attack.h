/* SPDX-License-Identifier: MIT
 *
 * Where in the waveform an attack begins, given about when: the frame of a spectral detector says to 10 or 20 ms, the
 * rise of the energy to one. */
#ifndef NEUME_ANALYSIS_ATTACK_H
#define NEUME_ANALYSIS_ATTACK_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

enum {
    NEUME_ATTACK_HISTORY = 2048 /* blocks of a millisecond that are remembered; a power of two */
};

struct neume_attack {
    double sample_rate;
    size_t block; /* samples of a block: about a millisecond */
    size_t filled;
    float last;                         /* the sample before */
    double sum;                         /* of squared differences in the block that is being filled */
    float energy[NEUME_ATTACK_HISTORY]; /* mean squared first difference of each block */
    uint64_t blocks;                    /* full blocks that came */
};

/* sample_rate: Hz, 8000..192000. */
enum neume_status neume_attack_init(struct neume_attack *a, double sample_rate);
void neume_attack_release(struct neume_attack *a);
void neume_attack_reset(struct neume_attack *a);
void neume_attack_process(struct neume_attack *a, const float *samples, size_t count);

/* The time in seconds, >= 0, of the attack nearest `about`, not more than 45 ms from it; `about` itself where nothing
 * rises. At least 60 ms of the signal behind `about` should have come, unless it ended. */
double neume_attack_find(const struct neume_attack *a, double about);

#endif
