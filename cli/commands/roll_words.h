/* SPDX-License-Identifier: MIT
 *
 * The small languages of `neume roll`. All answer 0, or -1 where the text is none of it. */
#ifndef NEUME_CLI_COMMANDS_ROLL_WORDS_H
#define NEUME_CLI_COMMANDS_ROLL_WORDS_H

#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

/* A place in a piece. */
struct cli_roll_place {
    double seconds;     /* >= 0, where bar is 0 */
    unsigned bar, beat; /* from 1 */
};

/* "12.5" and "1:02.5" are seconds, "b5" is bar 5, "b5.3" its third beat. */
int neume_cli_roll_place(const char *text, struct cli_roll_place *place);

/* "C2-C6", "36-96". */
int neume_cli_roll_pitches(const char *text, int *low, int *high);

/* "auto", "none", "all", or "velocity,bend,pressure,64,cc1" from the top. "all" needs the score. */
int neume_cli_roll_lanes(const char *text, const struct neume_roll_score *score, struct neume_roll_options *options);

#endif
