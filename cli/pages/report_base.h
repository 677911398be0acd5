/* SPDX-License-Identifier: MIT
 *
 * The types of report.h. */
#ifndef NEUME_CLI_PAGES_REPORT_BASE_H
#define NEUME_CLI_PAGES_REPORT_BASE_H

#include "cli/commands/comparison.h"
#include "cli/pages/report_data.h"
#include "neume/note.h"

struct cli_report_job {
    const char *audio, *midi;           /* paths that can be read again */
    const char *audio_name, *midi_name; /* what the page and messages call them */
    const char *output;                 /* the page to write; "-" is standard output */
    const char *soundfont;              /* or NULL */
    const char *program;                /* as cli/options/program_override.h, or NULL */
    double reverb;                      /* 0..1 */
    const struct cli_comparison *comparison;
    const struct cli_report_data *data; /* or NULL */
    const struct neume_notes *heard;    /* what the MIDI was made from, for its confidences; or NULL */
};

#endif
