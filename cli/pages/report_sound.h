/* SPDX-License-Identifier: MIT
 *
 * A sound as a page holds it: in pieces, each a small file of its own, so that a long recording opens at once and is
 * decoded as it plays. */
#ifndef NEUME_CLI_PAGES_REPORT_SOUND_H
#define NEUME_CLI_PAGES_REPORT_SOUND_H

#include <stddef.h>
#include <stdio.h>

#include "neume/status.h"

#define CLI_PIECE_RATE 48000 /* Hz: what Opus plays at */
enum {
    CLI_PIECE_SECONDS = 10,
    CLI_PIECE_FRAMES = CLI_PIECE_SECONDS * CLI_PIECE_RATE,
    CLI_PIECE_MARGIN = CLI_PIECE_RATE / 10, /* frames before and after, in which the codec finds its feet */
    CLI_PIECE_PLAIN_RATE = 22050            /* Hz: the MP3 beside it, mono, for browsers without Opus */
};

struct cli_pieces;

/* Pieces of a stereo sound of `rate` Hz go to `out` as
 *
 *     <script type="text/plain" id="ID-K">base64</script>    Ogg Opus, of about `bitrate` bits a second
 *     <script type="text/plain" id="ID-Kp">base64</script>   MP3, mono, 24 kbit/s
 *
 * where piece K holds the frames from K * CLI_PIECE_FRAMES - CLI_PIECE_MARGIN on, silent before 0, and ends a margin
 * after the next one begins. `scratch` is a folder for temporary files. MEMORY. */
enum neume_status neume_cli_pieces_new(struct cli_pieces **out_pieces, const char *id, double rate, int bitrate,
                                       const char *scratch, FILE *out);
void neume_cli_pieces_free(struct cli_pieces *p);

/* stereo [frames][2]. Also READ, WRITE, NO_SPACE: of the temporary files. */
enum neume_status neume_cli_pieces_process(struct cli_pieces *p, const float *stereo, size_t frames);

/* The last piece, and how many there are. */
enum neume_status neume_cli_pieces_flush(struct cli_pieces *p, size_t *count);

#endif
