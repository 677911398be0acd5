/* SPDX-License-Identifier: MIT
 *
 * Where the interface's samples come from: one recording, the mean of several, or memory. Every pass opens it anew. */
#ifndef NEUME_API_FEED_H
#define NEUME_API_FEED_H

#include <stddef.h>
#include <stdint.h>

#include "neume/neume.h"

struct neume_feed_input {
    const struct neume_microphone *file; /* [files] */
    size_t files;
    const float *samples; /* [count][channels], where there are no files */
    size_t count;
    int channels;
    double rate; /* Hz, of the samples */
};

struct neume_feed;

/* rate: Hz, of what is read; 0: the rate of the only file or of the samples. *bad (or NULL): the file that failed. The
 * statuses of neume_source_open(). */
enum neume_status neume_feed_open(struct neume_feed **out, const struct neume_feed_input *in, double rate, size_t *bad);
void neume_feed_free(struct neume_feed *f);

/* Hz, of what is read. */
double neume_feed_rate(const struct neume_feed *f);

/* The mean of all files; those that have ended are silent. *got is less than `capacity` only at the end of the longest.
 */
enum neume_status neume_feed_read(struct neume_feed *f, float *mono, size_t capacity, size_t *got, size_t *bad);

/* Passes over up to `samples` samples without decoding them, and returns how many; 0: they must be read. */
uint64_t neume_feed_skip(struct neume_feed *f, uint64_t samples);

/* 0..1 of the first file; -1 while it is unknown. */
double neume_feed_share(const struct neume_feed *f);

/* Seconds of the longest, as far as its header tells; -1 where it does not. */
double neume_feed_duration(const struct neume_feed *f);

/* What was noticed: the rate and channels of the first file, the longest duration, the largest peak, all bad samples.
 */
void neume_feed_report(const struct neume_feed *f, struct neume_report *report);

/* A pass's share of the progress. */
struct neume_feed_progress {
    neume_progress_fn call; /* or NULL */
    void *user;
    double from, to;
};

enum neume_status neume_feed_report_progress(const struct neume_feed_progress *p, const struct neume_feed *f);

#endif
