/* SPDX-License-Identifier: MIT
 *
 * The comparison of a recording with a MIDI file, in two passes over both: the first measures offset and loudness, the
 * second compares what is aligned and equally loud, and listens to both for notes. Memory grows only with the number of
 * notes and onsets and by 1 kB a second. */
#ifndef NEUME_CLI_COMMANDS_COMPARISON_H
#define NEUME_CLI_COMMANDS_COMPARISON_H

#include <stddef.h>

#include "analysis/distance.h"
#include "audio/ab.h"
#include "cli/io/exit.h"
#include "cli/pages/report_data.h"
#include "midi/file/smf.h"

struct cli_comparison_options {
    const char *soundfont; /* or NULL */
    const char *program;   /* cli/options/program_override.h, or NULL */
    double reverb;         /* 0..1 */
    int follow;            /* 1: with velocities of cli/commands/dynamics_match.h */
    const char *reference; /* a file of the true notes, or NULL */
    double max_offset;     /* seconds, 0..600 */
    const char *ab;        /* a sound file to write, or NULL */
    enum neume_ab_mode ab_mode;
    double ab_seconds;     /* 0.1..3600: a turn */
    int ab_bars;           /* bars of the MIDI to a turn instead, 0: none */
    const char *ab_labels; /* a label file to write, or NULL */
};

/* Index 0 is the recording, 1 the MIDI. */
struct cli_comparison {
    double offset;                 /* seconds; the MIDI is later where it is positive */
    double confidence;             /* 0..1 */
    int shifted;                   /* 1 where the confidence was enough to shift by the offset */
    double length[2];              /* seconds */
    double loudness[2];            /* LUFS; -HUGE_VAL for silence */
    double gain;                   /* the factor that makes the MIDI as loud as the recording */
    struct neume_agreement onsets; /* within 50 ms, the recording taken as the truth */
    size_t onset_count[2];
    struct neume_likeness likeness;
    double missing, extra;        /* 0..1: analysis/difference.h, of all */
    struct neume_agreement heard; /* of the MIDI's notes with those neume hears in the recording, which are the truth */
    size_t heard_notes[2];        /* heard in the recording, written in the MIDI */
    int judged;                   /* 1 where a reference was given */
    struct neume_agreement truth; /* of notes and hits with the reference, within 50 ms */
    struct cli_report_data data;
    struct neume_smf *played; /* the MIDI with the velocities that follow the recording, or NULL */
};

/* Frees what a comparison holds. Takes NULL. */
void neume_cli_comparison_release(struct cli_comparison *comparison);

/* Says what failed. */
enum cli_exit neume_cli_compare_files(const char *audio, const char *midi, const struct cli_comparison_options *options,
                                      struct cli_comparison *comparison);

#endif
