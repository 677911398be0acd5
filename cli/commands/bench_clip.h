/* SPDX-License-Identifier: MIT
 *
 * One clip of a bench: its recording, what the transcriber makes of it, and how that scores. */
#ifndef NEUME_CLI_COMMANDS_BENCH_CLIP_H
#define NEUME_CLI_COMMANDS_BENCH_CLIP_H

#include <pthread.h>

#include "cli/io/console.h"
#include "cli/io/exit.h"
#include "cli/options/lag_option.h"
#include "datasets/bench/result.h"
#include "datasets/loaders/dataset.h"
#include "neume/options.h"

struct cli_bench {
    const char *command;   /* of --run, or NULL */
    const char *estimates; /* a folder of ready-made ones, or NULL; neither: neume itself */
    const char *made;      /* the folder of -o, once all estimates are there; or NULL */
    const char *soundfont; /* of the synthetic set, or NULL */
    struct neume_options options;
    struct cli_lag lag;             /* taken off each clip's estimate */
    double timeout;                 /* seconds, 0: none */
    char folder[4096];              /* for temporary files; empty: none is needed */
    const struct neume_clip **clip; /* [result.count] */
    struct neume_bench result;
    pthread_mutex_t lock; /* of result.detail */
};

/* Whether neither recording nor reference of clip `index` lacks. */
int neume_cli_bench_has_clip(struct cli_bench *bench, size_t index);

/* Makes the estimate of clip `index` alone and puts it at `target`; says nothing. The reason of a failure is in its
 * result. The statuses of a transcription and of an output. `task`: for the progress. */
enum neume_status neume_cli_bench_estimate(struct cli_bench *bench, size_t index, const char *target,
                                           const struct cli_task *task);

/* Does clip `index` whole, and says what fails. A job for cli/io/jobs.h: user is a struct cli_bench. DONE; FAILED:
 * there is no estimate; INPUT: its truth cannot be read. What the dataset lacks is no failure of the work. */
enum cli_exit neume_cli_bench_clip(void *user, size_t index);

#endif
