/* SPDX-License-Identifier: MIT
 *
 * Two recordings in one, for the ear to compare. They come aligned and loudness-matched. */
#ifndef NEUME_AUDIO_AB_H
#define NEUME_AUDIO_AB_H

#include <stddef.h>

#include "neume/status.h"

enum neume_ab_mode {
    NEUME_AB_ALTERNATE = 0, /* a, then b, then a, with equal-power crossfades */
    NEUME_AB_SIDES,         /* a on the left and b on the right, each mixed to mono */
    NEUME_AB_MODE_COUNT
};

struct neume_ab_config {
    enum neume_ab_mode mode;
    double sample_rate;   /* Hz, 4000..384000 */
    int channels;         /* of a and of b: 1 or 2 */
    double segment;       /* seconds, 0.1..3600: the length of one turn, where there are no borders */
    double fade;          /* seconds, 0.001..0.1: the crossfade, centred on the border of two turns */
    const double *border; /* [border_count] seconds, rising by 0.1 and more, the first 0.1 and more: where the turns
                             change; after the last the turn goes on. Needed only by new. NULL: every `segment` */
    size_t border_count;
};

void neume_ab_config_init(struct neume_ab_config *config); /* alternate, 44100 Hz, 2 channels, 4 s, 0.02 s */

struct neume_ab;

/* ARGUMENT outside the ranges above, MEMORY. */
enum neume_status neume_ab_new(struct neume_ab **out, const struct neume_ab_config *config);
void neume_ab_free(struct neume_ab *ab);
void neume_ab_reset(struct neume_ab *ab);

/* Channels of the output: config.channels to alternate, 2 for the sides. */
int neume_ab_channels(const struct neume_ab *ab);

/* a, b [frames][config.channels] to out [frames][neume_ab_channels()]. Frame for frame: no delay, nothing to flush.
 * Either input may be NULL, where it has ended: silence. The peak is at most sqrt(2) times the larger input's, and that
 * only within a crossfade. Never allocates. */
void neume_ab_process(struct neume_ab *ab, const float *a, const float *b, size_t frames, float *out);

#endif
