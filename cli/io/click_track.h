/* SPDX-License-Identifier: MIT
 *
 * A recording with clicks at its beats, to hear whether they are right. */
#ifndef NEUME_CLI_IO_CLICK_TRACK_H
#define NEUME_CLI_IO_CLICK_TRACK_H

#include "cli/io/exit.h"
#include "core/output.h"
#include "neume/beat.h"

/* Stereo at 44.1 kHz; the container follows the ending of `target`. A bar's first beat has a click an octave above the
 * others. name: of the recording, for messages; path: where it can be read. set: that puts the file in
 * place. Says what failed. */
enum cli_exit neume_cli_write_click_track(const char *name, const char *path, const char *target,
                                          const struct neume_beats *beats, struct neume_output_set *set);

#endif
