/* SPDX-License-Identifier: MIT
 *
 * The memory of a Viterbi decoder with bounded delay: the caller fills one column of predecessors a frame, and the best
 * path so far decides the oldest frames once enough future has come. */
#ifndef NEUME_ANALYSIS_VITERBI_H
#define NEUME_ANALYSIS_VITERBI_H

#include <stddef.h>
#include <stdint.h>

#include "neume/status.h"

struct neume_viterbi {
    size_t states;   /* 1..65535 */
    size_t delay;    /* frames of future that a decision has */
    size_t block;    /* frames that are decided at a time */
    uint16_t *back;  /* [delay + block][states] */
    uint64_t frames; /* columns that came */
    uint64_t decided;
};

enum neume_status neume_viterbi_init(struct neume_viterbi *v, size_t states, size_t delay, size_t block);
void neume_viterbi_release(struct neume_viterbi *v);
void neume_viterbi_reset(struct neume_viterbi *v);

/* Where the new frame's predecessors go: [states], each the state of the frame before that the best way comes from. */
uint16_t *neume_viterbi_column(struct neume_viterbi *v);

/* Fills it as the column before, of which there is one: where all that the new frame depends on is as it was. */
void neume_viterbi_repeat(struct neume_viterbi *v);

/* Closes the column. path: [block]; gets the states of the oldest undecided frames on the best path into `best`.
 * Returns how many: 0, or `block`. */
size_t neume_viterbi_advance(struct neume_viterbi *v, size_t best, uint16_t *path);

/* After the last frame: decides the rest, at most `block` a call. Call until it returns 0. */
size_t neume_viterbi_flush(struct neume_viterbi *v, size_t best, uint16_t *path);

#endif
