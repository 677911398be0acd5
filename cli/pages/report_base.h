/* SPDX-License-Identifier: MIT
 *
 * The types of report.h. */
#ifndef NEUME_CLI_PAGES_REPORT_BASE_H
#define NEUME_CLI_PAGES_REPORT_BASE_H

#include "compare/compare_data.h"
#include "compare/comparison.h"
#include "neume/note.h"

struct cli_report_job {
    const char *audio, *midi;           /* paths that can be read again */
    const char *audio_name, *midi_name; /* what the page and messages call them */
    const char *output;                 /* the page to write; "-" is standard output */
    struct neume_output_set *set;       /* that puts the page in place; NULL: nothing waits for it */
    const char *soundfont;              /* or NULL */
    const char *program;                /* as midi/edit/program_override.h, or NULL */
    double reverb;                      /* 0..1 */
    const struct neume_compare_result *comparison;
    const struct neume_compare_data *data; /* or NULL */
    const struct neume_notes *heard;       /* what the MIDI was made from, for its confidences; or NULL */
};

#endif
