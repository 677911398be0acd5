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

/* Encodes up to four pieces at a time, each on a thread, and puts them out in the order in which they came; when does
 * not depend on how fast they are. */
struct cli_piece_crew;

/* Pieces go to `out`, temporary files into the folder `scratch`. MEMORY. */
enum neume_status neume_cli_piece_crew_new(struct cli_piece_crew **out_crew, const char *scratch, FILE *out);

/* Waits for its threads. */
void neume_cli_piece_crew_free(struct cli_piece_crew *crew);

/* Waits until all pieces are out. The statuses of neume_cli_pieces_process(). */
enum neume_status neume_cli_piece_crew_flush(struct cli_piece_crew *crew);

/* Pieces of a stereo sound of `rate` Hz go out by the crew as
 *
 *     <script type="text/plain" id="ID-K">base64</script>    Ogg Opus, of about `bitrate` bits a second
 *     <script type="text/plain" id="ID-Kp">base64</script>   MP3, mono, 24 kbit/s
 *
 * where piece K holds the frames from K * CLI_PIECE_FRAMES - CLI_PIECE_MARGIN on, silent before 0, and ends a margin
 * after the next one begins. The crew is borrowed until the free. MEMORY. */
enum neume_status neume_cli_pieces_new(struct cli_pieces **out_pieces, const char *id, double rate, int bitrate,
                                       struct cli_piece_crew *crew);
void neume_cli_pieces_free(struct cli_pieces *p);

/* stereo [frames][2]. Also READ, WRITE, NO_SPACE: of the temporary files, perhaps of an earlier piece. */
enum neume_status neume_cli_pieces_process(struct cli_pieces *p, const float *stereo, size_t frames);

/* The last piece, and how many there are; they are out after neume_cli_piece_crew_flush(). */
enum neume_status neume_cli_pieces_flush(struct cli_pieces *p, size_t *count);

#endif
