/* SPDX-License-Identifier: MIT
 *
 * The page of `compare -o`: one HTML file that holds the recording, the MIDI played by part, their spectrograms and the
 * notes, and needs nothing else. Its script, style and body are the files of cli/report.
 *
 * Both are read once more, in blocks: memory does not grow but for the notes and a letter for each 10 ms. */
#ifndef NEUME_CLI_PAGES_REPORT_H
#define NEUME_CLI_PAGES_REPORT_H

#include "cli/io/exit.h"
#include "cli/pages/report_base.h"

/* Says what failed. */
enum cli_exit neume_cli_write_report(const struct cli_report_job *job);

#endif
