/* SPDX-License-Identifier: MIT
 *
 * What the parts of the command transcribe share. */
#ifndef NEUME_CLI_COMMANDS_TRANSCRIBE_JOB_H
#define NEUME_CLI_COMMANDS_TRANSCRIBE_JOB_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "midi/edit/key.h"
#include "neume/neume.h"

/* One input on its way. */
struct transcribe_job {
    const char *name;
    char *const *target; /* [targets] */
    size_t targets;
    const char *at_fault; /* of these, where one fails */
    enum cli_exit code;
    enum neume_status status;
    struct neume_report report;
    struct neume_beats beats; /* where --tempo auto found some */
    size_t notes, hits, sure_hits;
    int has_key; /* 1: --key or --scale gave `key`, or found it */
    struct neume_key key;
    struct neume_instrument instrument; /* of --program auto */
    int program;                        /* and what is written for it, 1..128; 0: nothing */
    int frames;                         /* 1: a pitch track in place of notes */
    int done;
    struct neume_notes heard; /* for the page */
};

#endif
