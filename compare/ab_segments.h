/* SPDX-License-Identifier: MIT
 *
 * When recording and MIDI take turns in `compare --ab`, and the labels that say so. */
#ifndef NEUME_COMPARE_AB_SEGMENTS_H
#define NEUME_COMPARE_AB_SEGMENTS_H

#include <stddef.h>

#include "audio/encode.h"
#include "midi/file/smf.h"
#include "neume/status.h"

struct neume_ab_segments {
    double *border; /* [count], seconds on the recording's clock, rising: where turns change; the recording is first */
    size_t count;
    double length; /* seconds: the end of the last turn */
};

/* Every `bars` bars of the MIDI, which begins at -`lead` seconds, or, where that is 0, every `seconds`, up to `length`.
 * Turns are never shorter than 0.1 s. Bars of a file without bars (SMPTE time) are turns of `seconds`. MEMORY. */
enum neume_status neume_ab_segments_plan(struct neume_ab_segments *segments, const struct neume_smf *smf, int bars,
                                         double seconds, double lead, double length);
void neume_ab_segments_release(struct neume_ab_segments *segments); /* takes NULL */

/* The beginning of every turn as a mark of the sound, for a .wav file; `rate` in Hz. As neume_encoder_set_marks(). */
enum neume_status neume_ab_segments_mark(const struct neume_ab_segments *segments, struct neume_encoder *encoder,
                                         int rate);

/* A label track for Audacity: start, end and "recording" or "MIDI" of every turn. The statuses of core/output.h.
 * set: or NULL. */
enum neume_status neume_ab_segments_write(const struct neume_ab_segments *segments, const char *path,
                                          struct neume_output_set *set);

#endif
