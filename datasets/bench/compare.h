/* SPDX-License-Identifier: MIT
 *
 * Two results on the same clips: which got better, which worse, and whether the difference means anything. */
#ifndef NEUME_DATASETS_BENCH_COMPARE_H
#define NEUME_DATASETS_BENCH_COMPARE_H

#include "datasets/bench/result.h"

/* One measure over the clips that have it in both results. */
struct neume_bench_change {
    enum neume_measure measure;
    size_t clips, better, worse, same;
    double before, after;          /* means over those clips */
    struct neume_interval between; /* of the mean difference, by the paired bootstrap */
    double p;                      /* sign-flip permutation, two-sided */
    double *difference;            /* [now->count] by clip; NaN where the clip does not take part */
};

/* Zeroed is empty and valid. */
struct neume_bench_changes {
    struct neume_bench_change *item; /* [count] */
    size_t count;
    size_t only_now, only_before; /* clips that the other result lacks */
    const struct neume_bench *before, *now;
};

/* Pairs clips by id; missing ones take no part. The measures are those with `compared` set that both have. MEMORY. */
enum neume_status neume_bench_compare(const struct neume_bench *before, const struct neume_bench *now,
                                      struct neume_bench_changes *out);
void neume_bench_changes_release(struct neume_bench_changes *c); /* takes NULL */

/* What it means, in words: "better, unlikely by chance (p = 0.002)". Each measure is judged alone, without a
 * correction for their number. */
void neume_bench_change_words(const struct neume_bench_change *c, char *out, size_t size);

/* The clips in the order of how much they changed, worst first: order[n], indices into now->clip; answers n, the number
 * of clips that changed. `order` has room for now->count. */
size_t neume_bench_change_order(const struct neume_bench_change *c, size_t clips, size_t *order);

#endif
