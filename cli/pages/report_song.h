/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_PAGES_REPORT_SONG_H
#define NEUME_CLI_PAGES_REPORT_SONG_H

#include "cli/io/exit.h"
#include "cli/pages/report_base.h"

/* The page of a recording and of the MIDI file that was just made from it, beside that file: "song.html". `heard` has
 * the confidences. Says what it wrote, or what failed. */
enum cli_exit neume_cli_report_song(const char *audio, const char *midi, const struct neume_notes *heard);

/* "song.html" for "song.mid", to be freed; NULL without memory. */
char *neume_cli_report_song_path(const char *midi);

#endif
