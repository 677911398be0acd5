/* SPDX-License-Identifier: MIT */
#ifndef NEUME_NOTE_H
#define NEUME_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "neume/part.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

/* One point of a note's pitch curve; the curve is linear between points. */
struct neume_bend {
    float time;  /* seconds after the note's onset, >= 0, rising along the curve */
    float cents; /* deviation from the note's MIDI pitch */
};

/* One point of how a note is played while it sounds; it holds until the next. */
struct neume_expression {
    float time;       /* seconds after the note's onset, >= 0, rising */
    float loudness;   /* dB relative to what the note's velocity says, by General MIDI's 40 log10(velocity / 127) */
    float brightness; /* octaves that the middle of the spectrum lies over what is usual for the recording */
};

/* A note or a drum hit. */
struct neume_note {
    double onset;              /* seconds from the start of the recording, >= 0 */
    double offset;             /* seconds, > onset */
    uint8_t pitch;             /* MIDI pitch 0..127; the General MIDI percussion key where `drum` is set */
    uint8_t velocity;          /* 1..127 */
    uint8_t drum;              /* 1 for a drum hit, 0 for a pitched note */
    uint8_t part;              /* enum neume_part: of a band; 0 where nobody asked */
    float confidence;          /* 0..1 */
    uint32_t bend_first;       /* its curve is notes.bend[bend_first .. bend_first + bend_count) */
    uint32_t bend_count;       /* 0 where there is no curve */
    uint32_t expression_first; /* the same in notes.expression */
    uint32_t expression_count; /* 0 where there are none */
};

/* A growing list of notes that owns their bend curves and expression. Zeroed is empty and valid. */
struct neume_notes {
    struct neume_note *note;             /* [count] */
    size_t count;                        /* of notes */
    size_t capacity;                     /* that there is room for */
    struct neume_bend *bend;             /* [bend_count] */
    size_t bend_count;                   /* of points */
    size_t bend_capacity;                /* that there is room for */
    struct neume_expression *expression; /* [expression_count] */
    size_t expression_count;             /* of points */
    size_t expression_capacity;          /* that there is room for */
};

/* Makes the list empty. Never fails. */
NEUME_API void neume_notes_init(struct neume_notes *notes);

/* Frees what the list holds and leaves it empty. Takes NULL. */
NEUME_API void neume_notes_release(struct neume_notes *notes);

/* Appends a copy of `note`; `curve` (or NULL) has note->bend_count points, which are copied too and bend_first set. The
 * copy has no expression. NEUME_ERR_MEMORY leaves the list as it was. */
NEUME_API enum neume_status neume_notes_push(struct neume_notes *notes, const struct neume_note *note,
                                             const struct neume_bend *curve);

/* The same with note->expression_count points of expression (or NULL). */
NEUME_API enum neume_status neume_notes_push_expressive(struct neume_notes *notes, const struct neume_note *note,
                                                        const struct neume_bend *curve,
                                                        const struct neume_expression *expression);

/* Appends all notes of `from`, which may be the same list, with their curves and expression. MEMORY leaves `notes` as
 * it was. */
NEUME_API enum neume_status neume_notes_append(struct neume_notes *notes, const struct neume_notes *from);

/* Orders by onset, then pitched notes before drum hits, then pitch, then offset, then the louder and the surer first:
 * the order of every output. */
NEUME_API void neume_notes_sort(struct neume_notes *notes);

/* The latest offset in seconds; 0 for an empty list. */
NEUME_API double neume_notes_end(const struct neume_notes *notes);

NEUME_END_DECLS

#endif
