/* SPDX-License-Identifier: MIT
 *
 * Paths with variables: "Track{0}/stems/S{1}.flac". A letter stands for one or more characters of one path component,
 * a digit for one or more decimal digits; a variable that comes twice stands for the same text both times. {^} is not
 * for matching: it fills in the name of the folder that the match lies in. */
#ifndef NEUME_DATASETS_LOADERS_PATTERN_H
#define NEUME_DATASETS_LOADERS_PATTERN_H

#include <stddef.h>

enum { NEUME_PATTERN_ROOM = 1024 }; /* the longest path or filled pattern, bytes with the NUL */

struct neume_span {
    const char *text; /* NULL: not bound */
    size_t length;
};

/* What the variables stand for; points into the path that was matched. Zeroed binds nothing. */
struct neume_binding {
    struct neume_span base;          /* the folders before the match, with their last '/'; may be empty */
    struct neume_span variable[128]; /* by the variable's character */
};

/* The alternatives of "a|b|c": sets *pattern and *length to the next one and answers 1, or 0 after the last. Start
 * with *pattern NULL. */
int neume_pattern_next(const char *patterns, const char **pattern, size_t *length);

/* 1 where all of `path` fits. Variables bound before must fit as they are; on failure those that were not
 * are unbound again. */
int neume_pattern_match(const char *pattern, size_t length, const char *path, struct neume_binding *binding);

/* The same for the end of a path: any folders may come before the match, and the fewest do. Whatever
 * was bound is forgotten, once it looks as if it might fit; the base is set. */
int neume_pattern_match_end(const char *pattern, size_t length, const char *path, struct neume_binding *binding);

/* Puts the bound text into out[NEUME_PATTERN_ROOM], without the base. Stops before the first variable that is not bound
 * and then answers 0; -1 where it does not fit. */
int neume_pattern_fill(const char *pattern, size_t length, const struct neume_binding *binding, char *out);

#endif
