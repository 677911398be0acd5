/* SPDX-License-Identifier: MIT
 *
 * What the parts of the command roll share. */
#ifndef NEUME_CLI_COMMANDS_ROLL_JOB_H
#define NEUME_CLI_COMMANDS_ROLL_JOB_H

#include "api/render/roll_recording.h"
#include "cli/io/input.h"
#include "cli/options/options_base.h"
#include "midi/file/smf.h"
#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

struct roll_settings {
    struct cli_common common;
    const char *output, *audio, *from, *to, *pitch, *lanes, *title;
    int format, under, mode, colour, grid, theme, rows;
    double width, height, zoom, scale;
};

struct roll_job {
    const struct roll_settings *s;
    const char *name, *target;
    struct cli_input input, audio;
    const char *audio_path, *audio_name; /* of the recording, or NULL */
    char title[128];
    int transcribed; /* 1: the notes were heard in a recording */
    struct neume_smf smf;
    struct neume_roll_score score;
    struct neume_roll_options options;
    struct neume_roll_recording sound;
    int has_sound, is_page;
    double duration; /* of the recording, seconds */
};

#endif
