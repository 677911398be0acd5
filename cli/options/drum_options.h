/* SPDX-License-Identifier: MIT
 *
 * What transcribe and replace share of the options for drums. */
#ifndef NEUME_CLI_OPTIONS_DRUM_OPTIONS_H
#define NEUME_CLI_OPTIONS_DRUM_OPTIONS_H

#include "cli/io/exit.h"
#include "cli/options/options_base.h"
#include "neume/drum.h"
#include "neume/options.h"

/* The value of --sensitivity: "0.5", "0.5,SD=0.7,HH=0.3", "SD=0.7". Says what is wrong. */
enum cli_exit neume_cli_drum_sensitivity(const struct cli_command *command, const char *text,
                                         struct neume_options *options);

/* The value of --offset: "5", "5,SD=2", "KD=-3", from -100 to 100, into offset[NEUME_DRUM_COUNT]. Says what is wrong.
 */
enum cli_exit neume_cli_drum_offsets(const struct cli_command *command, const char *text, double *offset);

/* The value of --drum-map: a preset or a file. Says what is wrong; INPUT where the file is. */
enum cli_exit neume_cli_drum_map(const struct cli_command *command, const char *name, struct neume_drum_map *map);

/* --drum-map help: the presets and their notes, on standard output. */
enum cli_exit neume_cli_print_drum_maps(void);

#define CLI_SENSITIVITY_VALUE "SHARE[,DRUM=SHARE...]"
#define CLI_SENSITIVITY_HELP                                                                                  \
    "more of them towards 1; drums can have their own, as 0.5,SD=0.7,HH=0.3 (names of drums: KD, SD, SS, HH " \
    "or HC, HO, HP, TT or T1, T2, T3, CY or RD, RB, CR)"
#define CLI_DRUM_NAMES "KD, SD, SS, HH, HC, HO, HP, TT, T1, T2, T3, CY, RD, RB, CR, XX"

#endif
