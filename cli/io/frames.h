/* SPDX-License-Identifier: MIT
 *
 * The pitch of one line frame by frame, in every form that `pitch` and `transcribe --frames` write. */
#ifndef NEUME_CLI_IO_FRAMES_H
#define NEUME_CLI_IO_FRAMES_H

#include <stdio.h>

#include "analysis/pyin.h"
#include "audio/source.h"
#include "neume/neume.h"

/* The forms, in the order of CLI_FRAMES_FORMATS. */
enum cli_frames_format {
    CLI_FRAMES_TXT,    /* time, f0, confidence, loudness between tabs */
    CLI_FRAMES_CSV,    /* the same between commas, under a header */
    CLI_FRAMES_LABELS, /* a label for each stretch of one pitch */
    CLI_FRAMES_JSON,
    CLI_FRAMES_MIREX, /* time and f0, below 0 what it would be where there is no voice: what mir_eval.melody reads */
    CLI_FRAMES_SV,    /* time and f0 of the voiced frames between commas: a time value layer */
    CLI_FRAMES_SVL    /* the same as a layer file */
};

#define CLI_FRAMES_FORMATS "txt|csv|labels|json|mirex|sv|svl"

/* The form that the ending of a name, or NULL, asks for; `otherwise` where it says nothing. */
enum cli_frames_format neume_cli_frames_format_of(const char *name, enum cli_frames_format otherwise);

/* Follows the source to its end; its rate must be that of `config`. `progress`: called with the share that is done, or
 * NULL. Also ARGUMENT: neume_pyin_new()'s; CANCELLED: `progress` answered 1. */
enum neume_status neume_cli_write_frames(struct neume_source *source, const struct neume_pyin_config *config,
                                         enum cli_frames_format format, FILE *f, neume_progress_fn progress,
                                         void *user);

#endif
