/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_PAGES_PAGE_SCORE_H
#define NEUME_CLI_PAGES_PAGE_SCORE_H

#include "cli/pages/page.h"
#include "midi/roll/roll_base.h"
#include "midi/roll/roll_score_base.h"

/* A score as the object that cli/pages/roll_view.js describes. Times have 0.1 ms. */
void neume_cli_page_put_score(FILE *out, const struct neume_roll_score *score);

/* A recording's spectrogram and waveform, likewise; "null" for NULL. */
void neume_cli_page_put_sound(FILE *out, const struct neume_roll_sound *sound);

#endif
