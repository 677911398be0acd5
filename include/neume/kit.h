/* SPDX-License-Identifier: MIT
 *
 * Of libneume_render: what a kit of drum samples holds. */
#ifndef NEUME_KIT_H
#define NEUME_KIT_H

#include <stddef.h>

#include "neume/drum.h"
#include "neume/error.h"

NEUME_BEGIN_DECLS

/* One General MIDI key that has a sound. */
struct neume_kit_piece {
    int key;              /* MIDI note, 27..87 */
    enum neume_drum drum; /* that it is one of */
    const char *name;     /* of the key in General MIDI; "" where it has none. Static */
    size_t samples;       /* that it may play; 0 for a SoundFont, which does not say, */
    size_t layers;        /* of velocities, */
    size_t alike;         /* and the most that one layer chooses between: round robins */
};

/* Filled by neume_kit_info_read(); zeroed is empty and valid. */
struct neume_kit_info {
    char format[40];               /* "SFZ", "Hydrogen drumkit", "SoundFont", "folder" and the like */
    struct neume_kit_piece *piece; /* [pieces], keys rising */
    size_t pieces;                 /* 0..61 */
    char **missing;                /* [missing_count] "path: why", of samples that cannot be used */
    size_t missing_count;          /* of samples */
    char **remark;                 /* [remark_count] lines on what was ignored or not understood */
    size_t remark_count;           /* of lines */
};

/* Opens a kit and says what is in it: a folder, an .sfz file, a Hydrogen or DrumGizmo kit, a SoundFont
 * ("FILE.sf2:PROGRAM" for one of its kits), a sound. `error` may be NULL. EMPTY: no sample at all; FORMAT: none of
 * these; SOUNDFONT; NOT_FOUND, PERMISSION, READ, DAMAGED: a file; MEMORY. On failure *info is empty. */
NEUME_RENDER_API enum neume_status neume_kit_info_read(const char *path, struct neume_kit_info *info,
                                                       struct neume_error *error);

/* Frees what it holds and leaves it empty. Takes NULL. */
NEUME_RENDER_API void neume_kit_info_release(struct neume_kit_info *info);

NEUME_END_DECLS

#endif
