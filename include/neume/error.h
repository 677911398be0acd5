/* SPDX-License-Identifier: MIT
 *
 * What failed, and where. */
#ifndef NEUME_ERROR_H
#define NEUME_ERROR_H

#include <stddef.h>

#include "neume/export.h"
#include "neume/status.h"

NEUME_BEGIN_DECLS

enum { NEUME_ERROR_SUBJECT = 1024, NEUME_ERROR_WORDS = 256 };

/* The caller's own; where a function takes one it may be NULL. It is filled on failure only, and never grows: a later
 * version would add a second struct. */
struct neume_error {
    enum neume_status status;          /* what the function answered */
    int is_output;                     /* 1: of something to write; 0: of an input or a parameter */
    int system;                        /* errno, where the system failed; else 0 */
    size_t line;                       /* of a text file, from 1; 0: not known */
    char subject[NEUME_ERROR_SUBJECT]; /* the file or the parameter; may be empty */
    char words[NEUME_ERROR_WORDS];     /* what is wrong; empty where neume_status_text() says all there is to say */
};

/* "subject:line: what is wrong", one line without a full stop, at most `size` bytes with the 0. */
NEUME_API void neume_error_text(const struct neume_error *error, char *out, size_t size);

NEUME_END_DECLS

#endif
