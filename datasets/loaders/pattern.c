/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/pattern.h"

#include <string.h>

int neume_pattern_next(const char *patterns, const char **pattern, size_t *length)
{
    const char *start = *pattern ? *pattern + *length : patterns;
    if (*pattern && *start++ != '|')
        return 0;
    *pattern = start;
    *length = strcspn(start, "|");
    return 1;
}

static int is_variable(const char *pattern, const char *end)
{
    return end - pattern >= 3 && pattern[0] == '{' && pattern[2] == '}';
}

static int fits_variable(char variable, char c)
{
    return variable >= '0' && variable <= '9' ? c >= '0' && c <= '9' : c && c != '/';
}

/* Shortest first, so that "{a}_{b}" splits at the first '_'. Recursion is as deep as the pattern has variables. */
static int match(const char *pattern, const char *end, const char *path, struct neume_binding *binding)
{
    while (pattern < end && !is_variable(pattern, end))
        if (*pattern++ != *path++)
            return 0;
    if (pattern == end)
        return !*path;
    struct neume_span *span = &binding->variable[pattern[1] & 127];
    if (span->text)
        return !strncmp(path, span->text, span->length) && match(pattern + 3, end, path + span->length, binding);
    span->text = path;
    for (span->length = 0; fits_variable(pattern[1], path[span->length]);) {
        span->length++;
        if (match(pattern + 3, end, path + span->length, binding))
            return 1;
    }
    span->text = NULL;
    return 0;
}

int neume_pattern_match(const char *pattern, size_t length, const char *path, struct neume_binding *binding)
{
    return match(pattern, pattern + length, path, binding);
}

/* Whether the text after the last variable ends the path: most paths fail here. */
static int ends_alike(const char *pattern, size_t length, const char *path, size_t path_length)
{
    size_t tail = length;
    while (tail && pattern[tail - 1] != '}')
        tail--;
    size_t literal = length - tail;
    return literal <= path_length && !memcmp(pattern + tail, path + path_length - literal, literal);
}

int neume_pattern_match_end(const char *pattern, size_t length, const char *path, struct neume_binding *binding)
{
    if (!ends_alike(pattern, length, path, strlen(path)))
        return 0;
    *binding = (struct neume_binding){0};
    for (const char *at = path; at; at = strchr(at, '/')) {
        at += *at == '/';
        if (neume_pattern_match(pattern, length, at, binding)) {
            binding->base = (struct neume_span){path, (size_t)(at - path)};
            return 1;
        }
    }
    return 0;
}

/* The last folder of the base. */
static struct neume_span folder_of(const struct neume_span *base)
{
    size_t end = base->length ? base->length - 1 : 0, start = end;
    while (start && base->text[start - 1] != '/')
        start--;
    return (struct neume_span){base->text ? base->text + start : "", end - start};
}

int neume_pattern_fill(const char *pattern, size_t length, const struct neume_binding *binding, char *out)
{
    const char *end = pattern + length;
    size_t used = 0;
    while (pattern < end) {
        struct neume_span span = {pattern, 1};
        if (is_variable(pattern, end)) {
            span = pattern[1] == '^' ? folder_of(&binding->base) : binding->variable[pattern[1] & 127];
            pattern += 2;
        }
        pattern++;
        out[used] = '\0';
        if (!span.text)
            return 0;
        if (span.length >= NEUME_PATTERN_ROOM - used)
            return -1;
        memcpy(out + used, span.text, span.length);
        used += span.length;
    }
    out[used] = '\0';
    return 1;
}
