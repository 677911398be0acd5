/* SPDX-License-Identifier: MIT
 *
 * What `neume transcribe` can be told. */
#ifndef NEUME_CLI_OPTIONS_TRANSCRIBE_OPTIONS_H
#define NEUME_CLI_OPTIONS_TRANSCRIBE_OPTIONS_H

#include "cli/options/batch_options.h"
#include "cli/options/edit_options.h"
#include "cli/options/options_base.h"

/* --tempo, beside beats a minute. */
enum { CLI_TEMPO_NONE = 0, CLI_TEMPO_AUTO = -1, CLI_TEMPO_BY_FORMAT = -2 };

struct cli_transcribe_settings {
    struct cli_common common; /* these two as in struct cli_editing */
    struct cli_edit_settings edit;
    struct cli_batch_settings batch;
    const char *output, *sensitivity, *drum_map;
    unsigned format; /* bit f + 1: enum neume_format f; 1: auto */
    int mode, quality, bends, min_pitch, max_pitch, jobs, json, classes, range, cc, brightness, page, frames,
        drum_lengths, tracks, pedal;
    double tempo, min_length, retrigger, tuning;
};

extern const struct cli_option neume_cli_transcribe_options[];
extern const struct cli_example neume_cli_transcribe_examples[];

#endif
