/* SPDX-License-Identifier: MIT
 *
 * The pitch of one line, frame by frame, in every format. */
#ifndef NEUME_API_PITCH_PRINTER_H
#define NEUME_API_PITCH_PRINTER_H

#include <stdio.h>

#include "neume/pitch.h"

/* What one list needs to know from frame to frame; begins with the first four and pitch -1. */
struct neume_pitch_printer {
    FILE *f;
    enum neume_pitch_format format;
    double rate;           /* Hz of the recording: layers count in its samples */
    double min_hz, max_hz; /* that were looked for */
    int pitch;             /* of the label that is open; -1: none */
    double from, to;
    size_t count;
};

void neume_pitch_printer_begin(const struct neume_pitch_printer *p);
void neume_pitch_printer_frame(struct neume_pitch_printer *p, const struct neume_pitch_frame *frame);
void neume_pitch_printer_end(struct neume_pitch_printer *p);

#endif
