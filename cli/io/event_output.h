/* SPDX-License-Identifier: MIT
 *
 * What onsets, beats and pitch share: a recording that streams in, lines that stream out, in one form or in several at
 * once. */
#ifndef NEUME_CLI_IO_EVENT_OUTPUT_H
#define NEUME_CLI_IO_EVENT_OUTPUT_H

#include <stddef.h>
#include <stdio.h>

#include "audio/source.h"
#include "cli/batch/batch.h"
#include "cli/io/console.h"
#include "cli/io/exit.h"
#include "cli/io/input.h"
#include "core/output.h"

#define CLI_EVENT_FORMATS "txt|csv|labels|json"

enum cli_event_format { CLI_EVENT_TXT, CLI_EVENT_CSV, CLI_EVENT_LABELS, CLI_EVENT_JSON };

enum { CLI_MOST_EVENT_FORMS = 8 };

/* The forms that a run writes. */
struct cli_event_forms {
    int form[CLI_MOST_EVENT_FORMS];           /* [count] */
    const char *ending[CLI_MOST_EVENT_FORMS]; /* [count] ".txt" */
    size_t count;
};

/* `given`: the bits of --format, 1 for auto, which is `otherwise`; `endings`: of each form. --json alone is that form.
 */
struct cli_event_forms neume_cli_event_forms(unsigned given, int json, int otherwise, int json_form,
                                             const char *const *endings);

/* The same of the formats above; auto goes by the ending of `output` (or NULL). */
struct cli_event_forms neume_cli_event_forms_of(unsigned given, int json, const char *output);

struct cli_event_output {
    const struct cli_batch_item *item;
    struct cli_batch_outcome *outcome;
    struct cli_input input;
    struct neume_source *source;
    struct cli_event_forms forms;
    struct neume_output output[CLI_MOST_EVENT_FORMS]; /* [forms.count] */
    struct neume_output_set set;                      /* these outputs, and others that are to appear with them */
};

/* Opens both ends of one file of a batch; `rate` in Hz is what the samples are wanted at. 1: what failed is said and in
 * the outcome. Close it in either case. */
int neume_cli_event_output_open(struct cli_event_output *l, const struct cli_batch_item *item,
                                struct cli_batch_outcome *outcome, const struct cli_event_forms *forms, double rate);

/* The next samples, mono [capacity]; *got is 0 at the end. Shows the progress, and stops for a signal. 1: failed. */
int neume_cli_event_output_read(struct cli_event_output *l, float *mono, size_t capacity, size_t *got);

/* With an outcome that is DONE all outputs of the set are put in place and what was wrong with the recording is said.
 */
void neume_cli_event_output_close(struct cli_event_output *l);

/* What is wrong with a recording, as "; 3 samples were not numbers; clipped", into out[size]; "" where nothing is. */
void neume_cli_describe_health(const struct neume_source_health *health, char *out, size_t size);

#endif
