/* SPDX-License-Identifier: MIT
 *
 * The page of `compare -o`: one HTML file that holds the recording, the MIDI played by part, their spectrograms and the
 * notes, and needs nothing else. Its script, style and body are the files of cli/report.
 *
 * Both are read once more, in blocks: memory does not grow but for the notes and a letter for each 10 ms. */
#ifndef NEUME_CLI_PAGES_REPORT_H
#define NEUME_CLI_PAGES_REPORT_H

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

/* Says what failed. */
enum cli_exit neume_cli_write_report(const struct cli_report_job *job);

/* The page of a recording and of the MIDI file that was just made from it, beside that file: "song.html". `heard` has
 * the confidences. Says what it wrote, or what failed. */
enum cli_exit neume_cli_report_song(const char *audio, const char *midi, const struct neume_notes *heard);

#endif
