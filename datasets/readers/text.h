/* SPDX-License-Identifier: MIT
 *
 * What the readers of text files share: lines, fields, numbers that are checked, and complaints with a line number. */
#ifndef NEUME_DATASETS_READERS_TEXT_H
#define NEUME_DATASETS_READERS_TEXT_H

#include "datasets/readers/reader_base.h"
#include "datasets/readers/truth.h"

enum { NEUME_MAX_FIELDS = 64 };

/* A piece of the text, not terminated. */
struct neume_field {
    const char *at;
    size_t size;
};

/* One reading on its way: the whole text, and the line it is in. */
struct neume_reading {
    struct neume_truth *truth;
    struct neume_reader_remarks *remarks;
    const struct neume_reader_options *options;
    char *text; /* NUL-terminated; freed by its owner */
    const char *next;
    size_t line;              /* number of the current line, from 1 */
    struct neume_field whole; /* the current line, trimmed */
    struct neume_field field[NEUME_MAX_FIELDS];
    int count; /* fields of the current line, 1..NEUME_MAX_FIELDS; NEUME_MAX_FIELDS + 1 where there are more */
};

/* To the text's beginning. */
void neume_reading_rewind(struct neume_reading *r);

/* To the next line that is neither empty nor a comment (# or %), split at blanks, tabs, commas and semicolons in any
 * number; 0 at the end. */
int neume_reading_next(struct neume_reading *r);

/* Splits the current line anew, at every `separator`; fields may be empty and are trimmed. */
void neume_reading_split(struct neume_reading *r, char separator);

/* The rest of the line from field `from` on, without the quotes around it; empty where there is none. */
struct neume_field neume_reading_rest(const struct neume_reading *r, int from);

/* 1 where the field is a finite decimal number and nothing else. */
int neume_field_number(struct neume_field field, double *value);

/* 1 where the field is that word, in upper or lower case. */
int neume_field_is(struct neume_field field, const char *word);

/* Notes what is wrong with line `line` (0: no line) and answers DAMAGED. */
enum neume_status neume_reading_fail(struct neume_reading *r, size_t line, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 3, 4)))
#endif
    ;
void neume_reading_warn(struct neume_reading *r, size_t line, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* The number in field `index` of the current line, which has the right to be this. DAMAGED with a remark otherwise. */
enum neume_status neume_reading_number(struct neume_reading *r, int index, const char *what, double *value);
enum neume_status neume_reading_time(struct neume_reading *r, int index, const char *what, double *seconds);

/* The value checks alone, for any line. `what` names the value in the complaint. */
enum neume_status neume_check_time(struct neume_reading *r, size_t line, const char *what, double seconds);
enum neume_status neume_check_pitch(struct neume_reading *r, size_t line, double pitch);
enum neume_status neume_check_hz(struct neume_reading *r, size_t line, double hz);

enum neume_status neume_check_note(struct neume_reading *r, size_t line, const struct neume_truth_note *note);

/* Checks and adds a note of the line; warns where it starts before the one before it. */
enum neume_status neume_reading_add_note(struct neume_reading *r, size_t line, const struct neume_truth_note *note);

#endif
