/* SPDX-License-Identifier: MIT
 *
 * What a bench found, clip by clip, and what follows for each category and for all. */
#ifndef NEUME_DATASETS_BENCH_RESULT_H
#define NEUME_DATASETS_BENCH_RESULT_H

#include <stddef.h>

#include "datasets/bench/measures.h"
#include "neume/status.h"

enum { NEUME_TIMING_BINS = 20, NEUME_CONFUSION_SIZE = 6 };

#define NEUME_TIMING_STEP 0.005 /* seconds; the bins reach from -0.05 to 0.05 */

/* Counts over clips, for the plots. */
struct neume_bench_detail {
    double timing[2][NEUME_TIMING_BINS]; /* of matched notes, of matched hits: estimate less reference */
    struct neume_tally pitch[128];       /* notes by MIDI pitch; matched by onset and pitch */
    /* [reference][estimate], the five drum classes and "nothing": hits within 50 ms, those of one class first */
    double confusion[NEUME_CONFUSION_SIZE][NEUME_CONFUSION_SIZE];
};

struct neume_bench_scores {
    double value[NEUME_MEASURE_COUNT]; /* NaN where the measure does not apply */
    struct neume_tally tally[NEUME_TALLY_COUNT];
    struct neume_bench_detail detail;
};

enum neume_clip_state {
    NEUME_CLIP_SCORED,
    NEUME_CLIP_FAILED, /* there was no estimate: scored as if nothing had been found */
    NEUME_CLIP_MISSING /* the dataset lacks its audio or its reference: in no figure */
};

struct neume_bench_clip {
    char *id, *category;
    enum neume_clip_state state;
    char reason[256];                  /* why it failed or is missing; empty otherwise */
    double value[NEUME_MEASURE_COUNT]; /* NaN where the measure does not apply */
    struct neume_tally tally[NEUME_TALLY_COUNT];
    double audio, spent; /* seconds of the recording, and of work; NaN where unknown */
    double peak;         /* bytes of memory at most; NaN where unknown */
};

/* Zeroed is empty and valid. Strings are owned. */
struct neume_bench {
    char *dataset, *root, *split; /* split "" where all was asked for; root "" where there is none */
    char *transcriber;            /* "neume 0.1.0, mode auto"; "run: cmd"; "estimates: dir" */
    struct neume_bench_clip *clip;
    size_t count, scored, failed, missing;
    size_t whole;                     /* clips that the whole dataset has; 0 where that is not known */
    struct neume_bench_detail detail; /* summed over the clips */
    int timed;                        /* 1: spent and peak were asked for */
    double wall;                      /* seconds from first to last clip */
    int jobs;                         /* clips at once */
    char processor[64];               /* its model, as the system names it; empty where it does not */
    double peak;                      /* bytes, of the largest process; NaN where unknown */
};

/* Gives an empty bench its clips, all missing and unnamed. MEMORY. */
enum neume_status neume_bench_init(struct neume_bench *bench, size_t clips);
void neume_bench_release(struct neume_bench *bench); /* takes NULL */

/* Sets an owned string to a copy. MEMORY. */
enum neume_status neume_bench_set(char **field, const char *text);

/* Takes the scores of one clip over, and adds its detail to the sums. Not for two threads at once. */
void neume_bench_take(struct neume_bench *bench, size_t index, const struct neume_bench_scores *scores);

/* Counts scored, failed and missing clips anew. */
void neume_bench_count(struct neume_bench *bench);

/* Seconds of audio of the clips that were scored. */
double neume_bench_audio(const struct neume_bench *bench);

struct neume_figure {
    double value; /* NaN where no clip has one */
    struct neume_interval interval;
    size_t clips; /* that have one */
};

struct neume_bench_row {
    const char *name; /* the category, or NULL: all */
    size_t clips;     /* scored and failed */
    size_t failed;
    struct neume_figure mean[NEUME_MEASURE_COUNT]; /* over clips */
    struct neume_figure pooled[NEUME_MEASURE_COUNT];
};

/* The categories in the order in which they first come, and, at the end, all. Zeroed is empty and valid; points into
 * the bench. */
struct neume_bench_summary {
    struct neume_bench_row *row;  /* [count] */
    size_t count;                 /* categories + 1 */
    int any[NEUME_MEASURE_COUNT]; /* 1 where some clip has the measure */
};

/* MEMORY. Clips that are missing take no part. */
enum neume_status neume_bench_summarise(const struct neume_bench *bench, struct neume_bench_summary *summary);
void neume_bench_summary_release(struct neume_bench_summary *summary); /* takes NULL */

#endif
