/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_PAGES_REPORT_PRIVATE_H
#define NEUME_CLI_PAGES_REPORT_PRIVATE_H

#include <stdio.h>

#include "cli/pages/report_base.h"
#include "cli/pages/report_parts.h"
#include "cli/pages/report_picture.h"

/* What the passes over the sounds leave for the head of the page. Index 0 is the recording, 1 the MIDI. */
struct cli_report_facts {
    const struct cli_report_job *job;
    const struct cli_parts *parts;
    struct cli_picture_format format;
    const struct cli_picture *picture[2];
    size_t pieces;         /* of each stream */
    double duration;       /* seconds, of the longer one */
    double length[2];      /* seconds, on the recording's clock */
    const char *soundfont; /* its name */
    short (*bank)[128];    /* [CLI_PARTS_MOST]: the slot of each single note, or -1 */
    size_t bank_pieces;
};

#endif
