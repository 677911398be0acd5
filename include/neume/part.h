/* SPDX-License-Identifier: MIT */
#ifndef NEUME_PART_H
#define NEUME_PART_H

#include "neume/status.h"

NEUME_BEGIN_DECLS

/* The part of a band that a note belongs to. */
enum neume_part {
    NEUME_PART_NONE = 0, /* nobody asked */
    NEUME_PART_BASS,
    NEUME_PART_PIANO, /* electric ones too */
    NEUME_PART_MALLETS,
    NEUME_PART_GUITAR,
    NEUME_PART_ORGAN, /* accordion and harmonica too */
    NEUME_PART_STRINGS,
    NEUME_PART_VOICE,
    NEUME_PART_BRASS,
    NEUME_PART_REED, /* saxophones, clarinet, oboe */
    NEUME_PART_FLUTE,
    NEUME_PART_LEAD, /* a synthesiser's line */
    NEUME_PART_PAD,
    NEUME_PART_DRUMS,
    NEUME_PART_COUNT
};

/* "bass", "piano", ...; "none", "drums"; never NULL, "?" outside the range. */
NEUME_API const char *neume_part_name(enum neume_part part);

/* The General MIDI program 1..128 that stands for it; 0 for none, drums and outside the range. */
NEUME_API int neume_part_program(enum neume_part part);

/* The part whose instruments General MIDI's `program`, 1..128, belongs to; NONE for sound effects and outside the
 * range. */
NEUME_API enum neume_part neume_part_of_program(int program);

NEUME_END_DECLS

#endif
