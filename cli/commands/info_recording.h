/* SPDX-License-Identifier: MIT
 *
 * One recording of a corpus. */
#ifndef NEUME_CLI_COMMANDS_INFO_RECORDING_H
#define NEUME_CLI_COMMANDS_INFO_RECORDING_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/io/exit.h"

struct cli_recording {
    char format[64];
    int sample_rate, channels, truncated;
    double duration;   /* seconds */
    float peak;        /* largest magnitude of any channel; full scale is 1 */
    uint64_t bad;      /* samples that are NaN or infinite */
    uint64_t clipped;  /* in any channel, at full scale in runs of three or more */
    double silence;    /* 0..1: share of its tenths of a second that stay below -60 dB of full scale */
    double loudness;   /* LUFS; -HUGE_VAL for silence, or where there are too many channels */
    const char *kind;  /* "melody", "poly", "drums", "mix", or "none": no music */
    double confidence; /* 0..1, of that */
};

/* Reads it at the speed of its decoder, and hears eight seconds of it. `task`: for the progress. The statuses of
 * neume_decoder_open(); CANCELLED. */
enum neume_status neume_cli_recording_read(const char *path, size_t task, struct cli_recording *recording);

/* To be released; NULL without memory. Decibels of silence are null. */
json_t *neume_cli_recording_to_json(const struct cli_recording *recording);

#endif
