/* SPDX-License-Identifier: MIT
 *
 * The small languages of `neume edit`: what a text option means, into the options of midi/edit/edit.h. All answer 0, or
 * -1 where the text is none of it. */
#ifndef NEUME_CLI_OPTIONS_EDIT_WORDS_H
#define NEUME_CLI_OPTIONS_EDIT_WORDS_H

#include "midi/edit/edit_base.h"
#include "midi/edit/edit_setup.h"

/* "1/16", "1/8T" (triplet), "1/4D" (dotted); 1/1 to 1/128. */
int neume_cli_edit_grid(const char *text, struct neume_note_value *value);

/* "50%" of half a grid step, or "30" ticks. */
int neume_cli_edit_window(const char *text, struct neume_edit_options *options);

/* "8" milliseconds, or "8,5" with the velocity. */
int neume_cli_edit_humanize(const char *text, struct neume_edit_options *options);

/* "scale=0.8,add=5,compress=2,curve=0.7,fixed=90": some of these, at most NEUME_EDIT_MOST_VELOCITIES. */
int neume_cli_edit_velocity(const char *text, struct neume_edit_options *options);

/* "auto", "none", or what neume_key_parse() reads. */
int neume_cli_edit_key(const char *text, struct neume_edit_options *options);

/* "auto", or what neume_scale_parse() reads. */
int neume_cli_edit_scale(const char *text, struct neume_edit_options *options);

/* "hands", or a pitch above 0. */
int neume_cli_edit_split(const char *text, struct neume_edit_options *options);

/* "5-8", "5" or "5-", from 1. */
int neume_cli_edit_bars(const char *text, struct neume_edit_options *options);

/* "5", "5,33": for setup[0], setup[1] ...; *count grows to their number. Banks as "121" or "121:3". */
enum cli_list { CLI_LIST_PROGRAM, CLI_LIST_BANK, CLI_LIST_VOLUME, CLI_LIST_PAN };
int neume_cli_edit_list(const char *text, enum cli_list what, struct neume_edit_setup *setup, int *count);

/* "Piano,Bass", copied to names[size]. */
int neume_cli_edit_names(const char *text, char *names, size_t size, struct neume_edit_setup *setup, int *count);

#endif
