/* SPDX-License-Identifier: MIT */
#include "datasets/readers/text.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Beyond this a time is no time in seconds, but milliseconds, samples or nonsense. */
#define MAX_SECONDS 1e6

void neume_reading_rewind(struct neume_reading *r)
{
    r->next = r->text;
    r->line = 0;
    r->count = 0;
    if (!strncmp(r->text, "\xEF\xBB\xBF", 3))
        r->next += 3;
}

static struct neume_field trimmed(const char *at, const char *end)
{
    while (at < end && isspace((unsigned char)*at))
        at++;
    while (at < end && isspace((unsigned char)end[-1]))
        end--;
    return (struct neume_field){at, (size_t)(end - at)};
}

static void add_field(struct neume_reading *r, struct neume_field field)
{
    if (r->count < NEUME_MAX_FIELDS)
        r->field[r->count++] = field;
    else
        r->count = NEUME_MAX_FIELDS + 1;
}

static void split_at_blanks(struct neume_reading *r)
{
    const char *p = r->whole.at, *end = p + r->whole.size;
    r->count = 0;
    for (;;) {
        while (p < end && (isspace((unsigned char)*p) || *p == ',' || *p == ';'))
            p++;
        const char *from = p;
        while (p < end && !isspace((unsigned char)*p) && *p != ',' && *p != ';')
            p++;
        if (p == from)
            return;
        add_field(r, (struct neume_field){from, (size_t)(p - from)});
    }
}

void neume_reading_split(struct neume_reading *r, char separator)
{
    const char *p = r->whole.at, *end = p + r->whole.size;
    r->count = 0;
    for (const char *from = p;; p++) {
        if (p < end && *p != separator)
            continue;
        add_field(r, trimmed(from, p));
        if (p >= end)
            return;
        from = p + 1;
    }
}

int neume_reading_next(struct neume_reading *r)
{
    while (*r->next) {
        const char *end = r->next + strcspn(r->next, "\r\n");
        r->whole = trimmed(r->next, end);
        r->line++;
        r->next = end + (end[0] == '\r' && end[1] == '\n') + (*end != 0);
        if (r->whole.size && *r->whole.at != '#' && *r->whole.at != '%') {
            split_at_blanks(r);
            if (r->count)
                return 1;
        }
    }
    return 0;
}

struct neume_field neume_reading_rest(const struct neume_reading *r, int from)
{
    const char *end = r->whole.at + r->whole.size;
    if (from >= r->count || from >= NEUME_MAX_FIELDS)
        return (struct neume_field){end, 0};
    struct neume_field rest = {r->field[from].at, (size_t)(end - r->field[from].at)};
    while (rest.size && rest.at[rest.size - 1] == ',')
        rest.size--;
    if (rest.size >= 2 && rest.at[0] == '"' && rest.at[rest.size - 1] == '"')
        rest = trimmed(rest.at + 1, rest.at + rest.size - 1);
    return rest;
}

int neume_field_number(struct neume_field field, double *value)
{
    char text[64], *end;
    if (!field.size || field.size >= sizeof text)
        return 0;
    memcpy(text, field.at, field.size);
    text[field.size] = 0;
    /* strtod() would take hexadecimal numbers, "inf" and "nan". */
    if (text[strspn(text, "+-.0123456789eE")])
        return 0;
    *value = strtod(text, &end);
    return !*end && isfinite(*value);
}

int neume_field_is(struct neume_field field, const char *word)
{
    if (strlen(word) != field.size)
        return 0;
    for (size_t i = 0; i < field.size; i++)
        if (tolower((unsigned char)field.at[i]) != tolower((unsigned char)word[i]))
            return 0;
    return 1;
}

enum neume_status neume_reading_fail(struct neume_reading *r, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->remarks->error, sizeof r->remarks->error, format, args);
    va_end(args);
    r->remarks->error_line = line;
    return NEUME_ERR_DAMAGED;
}

void neume_reading_warn(struct neume_reading *r, size_t line, const char *format, ...)
{
    va_list args;
    if (r->remarks->warnings++)
        return;
    va_start(args, format);
    vsnprintf(r->remarks->warning, sizeof r->remarks->warning, format, args);
    va_end(args);
    r->remarks->warning_line = line;
}

enum neume_status neume_reading_number(struct neume_reading *r, int index, const char *what, double *value)
{
    if (r->count > NEUME_MAX_FIELDS)
        return neume_reading_fail(r, r->line, "more than %d columns", NEUME_MAX_FIELDS);
    if (index >= r->count)
        return neume_reading_fail(r, r->line, "no %s in the line", what);
    if (!neume_field_number(r->field[index], value))
        return neume_reading_fail(r, r->line, "%s is no number: '%.*s'", what,
                                  (int)(r->field[index].size < 40 ? r->field[index].size : 40), r->field[index].at);
    return NEUME_OK;
}

enum neume_status neume_reading_time(struct neume_reading *r, int index, const char *what, double *seconds)
{
    enum neume_status s = neume_reading_number(r, index, what, seconds);
    return s == NEUME_OK ? neume_check_time(r, r->line, what, *seconds) : s;
}

enum neume_status neume_check_time(struct neume_reading *r, size_t line, const char *what, double seconds)
{
    if (!(seconds >= 0))
        return neume_reading_fail(r, line, "%s is negative: %g s", what, seconds);
    if (seconds > MAX_SECONDS)
        return neume_reading_fail(r, line, "%s is %g s: times are in seconds, up to %g", what, seconds, MAX_SECONDS);
    return NEUME_OK;
}

enum neume_status neume_check_pitch(struct neume_reading *r, size_t line, double pitch)
{
    if (pitch > 127 && pitch <= 20000)
        return neume_reading_fail(r, line, "pitch %g is no MIDI number (0 to 127); is it in Hz?", pitch);
    if (!(pitch >= 0 && pitch <= 127))
        return neume_reading_fail(r, line, "pitch %g is no MIDI number (0 to 127)", pitch);
    return NEUME_OK;
}

enum neume_status neume_check_hz(struct neume_reading *r, size_t line, double hz)
{
    if (!(hz >= 1 && hz <= 20000))
        return neume_reading_fail(r, line, "frequency %g is outside 1 to 20000 Hz", hz);
    return NEUME_OK;
}

enum neume_status neume_check_note(struct neume_reading *r, size_t line, const struct neume_truth_note *note)
{
    enum neume_status s = neume_check_time(r, line, "onset", note->onset);
    if (s == NEUME_OK)
        s = neume_check_time(r, line, "offset", note->offset);
    if (s != NEUME_OK)
        return s;
    if (note->offset < note->onset)
        return neume_reading_fail(r, line, "the note ends (%g s) before it starts (%g s)", note->offset, note->onset);
    if (!(note->velocity >= 0 && note->velocity <= 127))
        return neume_reading_fail(r, line, "velocity %g is outside 0 to 127", note->velocity);
    return NEUME_OK;
}

enum neume_status neume_reading_add_note(struct neume_reading *r, size_t line, const struct neume_truth_note *note)
{
    const struct neume_truth *t = r->truth;
    enum neume_status s = neume_check_note(r, line, note);
    if (s != NEUME_OK)
        return s;
    if (t->note_count && note->onset < t->note[t->note_count - 1].onset)
        neume_reading_warn(r, line, "notes are not in the order of their onsets");
    return neume_truth_add_note(r->truth, note);
}
