/* SPDX-License-Identifier: MIT
 *
 * The text of an SFZ file: headers and opcodes in order, with #include and #define done wherever in a line they stand.
 * Paths are looked for from the first file's folder, then from the including file's, then in any case of letters. */
#ifndef NEUME_RENDER_KITS_SFZ_TEXT_H
#define NEUME_RENDER_KITS_SFZ_TEXT_H

#include "render/kits/kit_base.h"

/* What is called for each; a status other than OK ends the reading. `problem` may get words; the place is filled in. */
struct neume_sfz_handler {
    void *user;
    enum neume_status (*header)(void *user, const char *name, struct neume_kit_problem *problem);
    enum neume_status (*opcode)(void *user, const char *name, const char *value, struct neume_kit_problem *problem);
};

/* DAMAGED: what is neither a header nor an opcode, a macro that is not defined, a file that includes itself, or more
 * text than 64 MB; and those of the handler and of reading. */
enum neume_status neume_sfz_read(const char *path, const struct neume_sfz_handler *handler,
                                 struct neume_kit_problem *problem);

#endif
