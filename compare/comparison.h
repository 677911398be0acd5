/* SPDX-License-Identifier: MIT
 *
 * The comparison of a recording with a MIDI file, in two passes over both: the first measures offset and loudness, the
 * second compares what is aligned and equally loud, and listens to both for notes. Memory grows only with the number of
 * notes and onsets and by 1 kB a second. */
#ifndef NEUME_COMPARE_COMPARISON_H
#define NEUME_COMPARE_COMPARISON_H

#include <stddef.h>

#include "audio/ab.h"
#include "compare/compare_result.h"
#include "neume/error.h"
#include "neume/neume.h"

struct neume_compare_options {
    const char *soundfont;                     /* or NULL */
    const char *program;                       /* midi/edit/program_override.h, or NULL */
    double reverb;                             /* 0..1 */
    int follow;                                /* 1: with velocities of compare/dynamics_match.h */
    const char *reference;                     /* a file of the true notes, or NULL */
    const struct neume_notes *reference_notes; /* or these, or NULL */
    double max_offset;                         /* seconds, 0..600 */
    const char *ab;                            /* a sound file to write, or NULL */
    enum neume_ab_mode ab_mode;
    double ab_seconds;            /* 0.1..3600: a turn */
    int ab_bars;                  /* bars of the MIDI to a turn instead, 0: none */
    const char *ab_labels;        /* a label file to write, or NULL */
    struct neume_output_set *set; /* that puts both files in place, or NULL: each appears when it is done */
    neume_progress_fn progress;   /* or NULL: called with `user`; share 0..1, or -1 while unknown */
    void *user;
    struct neume_error *error; /* or NULL: says more on failure */
};

/* Statuses: those of reading either file and of writing the A/B file, NO_SOUNDFONT, SOUNDFONT, CANCELLED, MEMORY. */
enum neume_status neume_compare_files(const char *audio, const char *midi, const struct neume_compare_options *options,
                                      struct neume_compare_result *comparison);

/* The same of a sound and a MIDI file in memory, which stay as they are. */
enum neume_status neume_compare_measure(const struct neume_sound *recording, const struct neume_smf *midi,
                                        const struct neume_compare_options *options,
                                        struct neume_compare_result *comparison);

#endif
