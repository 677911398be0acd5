/* SPDX-License-Identifier: MIT
 *
 * What listen_pair.c and missing_notes.c share. */
#ifndef NEUME_COMPARE_LISTEN_PAIR_PRIVATE_H
#define NEUME_COMPARE_LISTEN_PAIR_PRIVATE_H

#include "audio/resample.h"
#include "compare/compare_data.h"
#include "models/model.h"

/* One model on one side. */
struct listener {
    struct neume_transcriber *transcriber;
    struct neume_resampler *resampler;
    struct neume_notes *notes;
};

struct neume_listen_pair {
    struct listener listener[2][2]; /* [side][pitched, drums]; unused ones are zero */
    struct neume_notes heard[2];
};

#endif
