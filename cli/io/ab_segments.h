/* SPDX-License-Identifier: MIT
 *
 * When recording and MIDI take turns in `compare --ab`, and the labels that say so. */
#ifndef NEUME_CLI_IO_AB_SEGMENTS_H
#define NEUME_CLI_IO_AB_SEGMENTS_H

#include <stddef.h>

#include "audio/encode.h"
#include "midi/file/smf.h"
#include "neume/status.h"

struct cli_ab_segments {
    double *border; /* [count], seconds on the recording's clock, rising: where turns change; the recording is first */
    size_t count;
    double length; /* seconds: the end of the last turn */
};

/* Every `bars` bars of the MIDI, which begins at -`lead` seconds, or, where that is 0, every `seconds`, up to `length`.
 * Turns are never shorter than 0.1 s. Bars of a file without bars (SMPTE time) are turns of `seconds`. MEMORY. */
enum neume_status neume_cli_plan_ab_segments(struct cli_ab_segments *turns, const struct neume_smf *smf, int bars,
                                             double seconds, double lead, double length);
void neume_cli_release_ab_segments(struct cli_ab_segments *turns); /* takes NULL */

/* The beginning of every turn as a mark of the sound, for a .wav file; `rate` in Hz. As neume_encoder_set_marks(). */
enum neume_status neume_cli_mark_ab_segments(const struct cli_ab_segments *turns, struct neume_encoder *encoder,
                                             int rate);

/* A label track for Audacity: start, end and "recording" or "MIDI" of every turn. The statuses of core/output.h. */
enum neume_status neume_cli_write_ab_segments(const struct cli_ab_segments *turns, const char *path);

#endif
