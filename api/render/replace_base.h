/* SPDX-License-Identifier: MIT
 *
 * A drum replacement on its way, for neume_replace_file() and for the command. */
#ifndef NEUME_API_RENDER_REPLACE_BASE_H
#define NEUME_API_RENDER_REPLACE_BASE_H

#include "audio/decode.h"
#include "audio/encode.h"
#include "audio/limit.h"
#include "core/output.h"
#include "neume/replace.h"
#include "render/kits/kit_private.h"
#include "render/replace/replace_hits.h"

enum { NEUME_REPLACE_PASSES = 4 };

struct neume_audition;

/* Zeroed but for what says where and how. */
struct neume_replace_work {
    struct neume_replacement how;
    const char *name; /* of the recording, in messages */
    struct neume_sound sound;
    int to_memory;                                                  /* 1: no files; the encoders keep samples */
    const char *midi_name, *midi_path;                              /* of the hits' MIDI file, or NULL, likewise */
    enum neume_status (*may_write)(void *user, const char *target); /* asked before each output is opened; or NULL */
    void *may_write_user;
    const struct neume_notes *notes; /* the hits of a take, in its time; NULL: they are heard, read or in `how` */
    double delay;                    /* seconds of the take at which the recording begins */
    unsigned mute;                   /* a bit for each enum neume_drum that goes down here and gets no samples */
    const struct neume_replace_work
        *others;        /* [other_count]: the take's microphones that are done, whose hits go into */
    size_t other_count; /* how.midi_out too */
    int holds;          /* 1: the files are put in place by neume_replace_work_commit() */
    struct neume_audio_info info;
    struct neume_options listening;
    struct neume_drum_map map;
    struct neume_kit *kit;
    struct neume_replace_hits hits;
    size_t left_out;  /* messages of a MIDI 2.0 clip with the hits that have no place in MIDI 1.0 */
    unsigned repairs; /* enum neume_smf_repair, of the MIDI file */
    struct neume_replace *replace;
    struct neume_encoder *mix, *original, *drum[NEUME_DRUM_COUNT];
    struct neume_limiter *limiter; /* or NULL */
    struct neume_output_set set;   /* all that is written */
    struct neume_output hits_out;
    struct neume_audition *audition; /* or NULL */
    int64_t frames_in, frames_out;   /* of the recording that were read, and of the mix that were made */
    float peak;                      /* of the mix, before the limiter */
    int pass;                        /* 0 .. NEUME_REPLACE_PASSES - 1 */
};

#endif
