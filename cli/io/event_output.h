/* SPDX-License-Identifier: MIT
 *
 * What onsets and pitch share: a recording that streams in, lines that stream out. */
#ifndef NEUME_CLI_IO_EVENT_OUTPUT_H
#define NEUME_CLI_IO_EVENT_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

#include "audio/source.h"
#include "cli/io/exit.h"
#include "cli/io/input.h"
#include "core/output.h"

#define CLI_EVENT_FORMATS "txt|csv|labels|json"

enum cli_event_format { CLI_EVENT_TXT, CLI_EVENT_CSV, CLI_EVENT_LABELS, CLI_EVENT_JSON };

struct cli_event_output {
    const char *name, *target;
    struct cli_input input;
    struct neume_source *source;
    struct neume_output output;
    struct neume_output_set set; /* this output, and others that are to appear with it */
};

/* Opens both ends; `rate` in Hz is what the samples are wanted at, `target` NULL is standard output. Says what failed.
 * Close it in either case. */
enum cli_exit neume_cli_event_output_open(struct cli_event_output *l, const char *name, const char *target,
                                          double rate);

/* The next samples, mono [capacity]; *got is 0 at the end. Shows the progress, and stops for a signal. */
enum cli_exit neume_cli_event_output_read(struct cli_event_output *l, float *mono, size_t capacity, size_t *got);

/* With `code` DONE all outputs of the set are put in place and what was wrong with the recording is said. */
enum cli_exit neume_cli_event_output_close(struct cli_event_output *l, enum cli_exit code);

/* The format asked for: that of --json, of --format where it was given (>= 0), or of the ending of the target. */
enum cli_event_format neume_cli_event_output_format(int json, int given, const char *target);

/* What is wrong with a recording, as "; 3 samples were not numbers; clipped", into out[size]; "" where nothing is. */
void neume_cli_describe_health(const struct neume_source_health *health, char *out, size_t size);

#endif
