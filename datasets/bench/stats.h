/* SPDX-License-Identifier: MIT
 *
 * How sure a figure is. Clips are what is drawn at random, so clips are what is resampled, never single notes. Every
 * draw starts from the same seed: the same scores give the same intervals on every machine. */
#ifndef NEUME_DATASETS_BENCH_STATS_H
#define NEUME_DATASETS_BENCH_STATS_H

#include <stddef.h>

#define NEUME_STATS_RESAMPLES 2000
#define NEUME_STATS_FLIPS     10000

/* Ends of a 95 % interval; both NaN where fewer than two clips speak. */
struct neume_interval {
    double low, high;
};

/* Events of one clip, or of many added up. */
struct neume_tally {
    double matched, reference, estimated;
};

/* 2 matched / (reference + estimated), 0..1: the F that precision and recall give. 0 where nothing is in either. */
double neume_stats_f(const struct neume_tally *tally);

/* Of the values that are not NaN; NaN where there are none. *count (or NULL) is how many there are. */
double neume_stats_mean(const double *value, size_t size, size_t *count);

/* The percentile bootstrap (Efron 1979): the 2.5th and 97.5th percentile of the mean over NEUME_STATS_RESAMPLES draws
 * of clips with replacement. NaN values are left out first. Both NaN also where memory is short. */
struct neume_interval neume_stats_mean_interval(const double *value, size_t size);

/* The same for the F of the pooled tallies. */
struct neume_interval neume_stats_pooled_interval(const struct neume_tally *tally, size_t size);

/* The two-sided p value of "the mean of these differences is 0", by flipping their signs: all 2^n ways for up to 13
 * differences that are not 0, else NEUME_STATS_FLIPS draws, with the one observed counted among them (Phipson and Smyth
 * 2010). NaN values are left out. 1 where nothing differs. */
double neume_stats_sign_flip(const double *difference, size_t size);

#endif
