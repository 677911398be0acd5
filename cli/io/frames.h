/* SPDX-License-Identifier: MIT
 *
 * The pitch of one line frame by frame, in every form that `pitch` and `transcribe --frames` write. */
#ifndef NEUME_CLI_IO_FRAMES_H
#define NEUME_CLI_IO_FRAMES_H

#include <stdio.h>

#include "analysis/pyin.h"
#include "audio/source.h"
#include "neume/neume.h"

/* In the order of enum neume_pitch_format. */
#define CLI_FRAMES_FORMATS "txt|csv|labels|json|mirex|sv|svl"

/* The form that the ending of a name, or NULL, asks for; `otherwise` where it says nothing. */
enum neume_pitch_format neume_cli_frames_format_of(const char *name, enum neume_pitch_format otherwise);

/* One of the forms that are written at once. */
struct cli_frames_form {
    enum neume_pitch_format format;
    FILE *f;
};

enum { CLI_MOST_FRAMES_FORMS = 8 };

/* Follows the source to its end, into form[count]; its rate must be that of `config`. `progress`: called with the share
 * that is done, or NULL. Also ARGUMENT: neume_pyin_new()'s; CANCELLED: `progress` answered 1. */
enum neume_status neume_cli_write_frames(struct neume_source *source, const struct neume_pyin_config *config,
                                         const struct cli_frames_form *form, size_t count, neume_progress_fn progress,
                                         void *user);

#endif
