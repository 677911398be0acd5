/* SPDX-License-Identifier: MIT
 *
 * A metronome alone: short sounds with silence between them, as evenly spaced as no hand plays. It is no drum, and its
 * bleeps are no tune. */
#ifndef NEUME_MODELS_CLASSIFY_CLICK_EVIDENCE_H
#define NEUME_MODELS_CLASSIFY_CLICK_EVIDENCE_H

#include <stddef.h>

#include "models/classify/line_evidence.h"
#include "neume/note.h"

/* Seconds between the clicks, or 0 where it is no metronome. Frames evenly spaced; hits and notes sorted by onset: what
 * drums' and tones' transcribers make of them. Where the hits account for nearly all that is heard, drums play it. */
double neume_click_period(const struct neume_line_frame *frames, size_t count, const struct neume_notes *hits,
                          const struct neume_notes *notes);

#endif
