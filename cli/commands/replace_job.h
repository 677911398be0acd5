/* SPDX-License-Identifier: MIT
 *
 * What the parts of the command replace share. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_JOB_H
#define NEUME_CLI_COMMANDS_REPLACE_JOB_H

#include "cli/options/batch_options.h"
#include "cli/options/options_base.h"

struct replace_settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *output, *kit, *midi, *only, *stems, *midi_out, *sensitivity, *drum_map, *place, *audition;
    int min_velocity, bits, seed, follow, tail, as_written, limit, format, json, jobs;
    double blend, gain, retrigger, humanize;
};

#endif
