/* SPDX-License-Identifier: MIT
 *
 * What the parts of the command replace share. */
#ifndef NEUME_CLI_COMMANDS_REPLACE_JOB_H
#define NEUME_CLI_COMMANDS_REPLACE_JOB_H

#include "audio/decode.h"
#include "audio/encode.h"
#include "audio/limit.h"
#include "cli/options/options_base.h"
#include "core/output.h"
#include "render/kits/kit_private.h"
#include "render/replace/replace_hits.h"

enum { REPLACE_BLOCK = 4096, REPLACE_PASSES = 4 };

struct replace_settings {
    struct cli_common common;
    const char *output, *kit, *midi, *only, *stems, *midi_out, *sensitivity, *drum_map, *place;
    int min_velocity, bits, seed, follow, tail, as_written, limit;
    double blend, gain, retrigger, humanize;
};

/* One replacement on its way. */
struct replace_job {
    const struct replace_settings *s;
    const char *name, *path; /* of the recording: in messages, and to open */
    const char *output;
    const struct neume_notes *notes; /* the hits of a take, in its time; NULL: to be heard or read */
    double delay;                    /* seconds of the take at which the recording begins */
    unsigned only, mute;             /* bits of enum neume_drum: of a take, else 0; drums that get no samples here */
    struct neume_audio_info info;
    struct neume_options listening;  /* how the hits are found */
    double offset[NEUME_DRUM_COUNT]; /* ms */
    struct neume_drum_map map;       /* the keys in MIDI files */
    struct neume_kit *kit;
    struct neume_replace_hits hits;
    struct neume_replace *replace;
    struct neume_encoder *mix, *original, *drum[NEUME_DRUM_COUNT];
    struct neume_limiter *limiter; /* or NULL */
    struct neume_output_set set;   /* all that is written */
    struct neume_output hits_out;  /* of --midi-out */
    int pass;                      /* 0 .. REPLACE_PASSES - 1 */
};

#endif
