/* SPDX-License-Identifier: MIT
 *
 * What a page shows of a sound: its log-frequency spectrogram as levels 0..63 and its waveform, one letter of base64
 * each, which is what a page holds at the least cost without a decoder. */
#ifndef NEUME_CLI_PAGES_REPORT_PICTURE_H
#define NEUME_CLI_PAGES_REPORT_PICTURE_H

#include <stddef.h>
#include <stdio.h>

#include "neume/status.h"

#define CLI_PICTURE_RANGE 66.0 /* dB between the levels 0 and 63 */

struct cli_picture_format {
    int rows;         /* of the spectrogram, from A0 up: 306 (three a semitone) or 102 */
    int frames;       /* of analysis/logspec.h in a column: a column lasts frames * 512 / 22050 s */
    int tile;         /* columns in a tile */
    double peak_hop;  /* seconds of waveform in a letter */
    double top_level; /* dB of full scale at level 63 */
};

/* Fine enough for a recording of that many seconds, coarse enough for a page: about 1.6 MB for 4 minutes, 4 MB for an
 * hour. */
void neume_cli_picture_format(struct cli_picture_format *format, double seconds);

struct cli_picture;

/* For sound of 44100 Hz. Tiles go to `out` as <script type="text/plain" id="ID-K">, columns one after the other, each
 * from the lowest row up. */
enum neume_status neume_cli_picture_new(struct cli_picture **out_picture, const char *id,
                                        const struct cli_picture_format *format, FILE *out);
void neume_cli_picture_free(struct cli_picture *p);

/* stereo [frames][2], times `gain`. MEMORY. */
enum neume_status neume_cli_picture_process(struct cli_picture *p, const float *stereo, size_t frames, float gain);
enum neume_status neume_cli_picture_flush(struct cli_picture *p);

/* After the flush: columns in all; and the waveform, terminated: letters of 63 sqrt(peak of the hop), 1 being full
 * scale. */
size_t neume_cli_picture_columns(const struct cli_picture *p);
const char *neume_cli_picture_peaks(const struct cli_picture *p);

/* The largest absolute sample, after the gain. */
float neume_cli_picture_peak(const struct cli_picture *p);

#endif
