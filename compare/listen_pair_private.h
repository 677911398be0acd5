/* SPDX-License-Identifier: MIT
 *
 * What listen_pair.c and missing_notes.c share. */
#ifndef NEUME_COMPARE_LISTEN_PAIR_PRIVATE_H
#define NEUME_COMPARE_LISTEN_PAIR_PRIVATE_H

#include "compare/compare_data.h"
#include "neume/stream.h"

struct neume_listen_pair {
    struct neume_stream *stream[2][2]; /* [side][pitched, drums]; NULL: not listened for */
    struct neume_notes heard[2];       /* [side] */
};

#endif
