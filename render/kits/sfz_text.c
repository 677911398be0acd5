/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/sfz_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_regions.h"

enum {
    DEEPEST = 24,
    MOST_INCLUDES = 5000,
    MOST_MACROS = 20000,
    LONGEST_LINE = 1 << 16, /* bytes of a line with its macros expanded */
    MOST_TEXT = 64 << 20    /* bytes, of all files together */
};

struct macro {
    char *name, *value; /* the name without its $ */
    size_t length;      /* of the name */
};

struct reading {
    const struct neume_sfz_handler *handler;
    struct neume_kit_problem *problem;
    char *folder; /* of the first file */
    struct macro *macro;
    size_t macros, capacity;
    char *expanded;            /* [LONGEST_LINE]: of the piece of a line that is read */
    const char *open[DEEPEST]; /* the files that are being read */
    int depth;
    size_t includes, bytes;
    size_t line; /* of the file read last */
};

/* "path:line" and words, unless something deeper has said it. */
static enum neume_status complain(struct reading *r, enum neume_status status, const char *words, const char *what)
{
    struct neume_kit_problem *p = r->problem;
    snprintf(p->subject, sizeof p->subject, "%.480s:%zu", r->open[r->depth - 1], r->line);
    if (words)
        snprintf(p->words, sizeof p->words, "%s%.80s", words, what ? what : "");
    return status;
}

/* Comments become spaces, the ends of lines stay. */
static void blank_comments(char *text)
{
    for (char *c = text; *c;) {
        if (c[0] == '/' && c[1] == '/') {
            while (*c && *c != '\n')
                *c++ = ' ';
        } else if (c[0] == '/' && c[1] == '*') {
            char *end = strstr(c + 2, "*/");
            end = end ? end + 2 : c + strlen(c);
            for (; c < end; c++)
                *c = *c == '\n' ? '\n' : ' ';
        } else {
            c++;
        }
    }
}

static int is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The macro with the longest name that `text`, behind its $, begins with. */
static const struct macro *find_macro(const struct reading *r, const char *text)
{
    const struct macro *best = NULL;
    for (size_t i = 0; i < r->macros; i++) {
        const struct macro *m = &r->macro[i];
        if ((!best || m->length > best->length) && m->name[0] == *text && !strncmp(m->name, text, m->length))
            best = m;
    }
    return best;
}

/* text[length] with its macros into r->expanded. */
static enum neume_status expand(struct reading *r, const char *text, size_t length)
{
    const char *end = text + length;
    size_t used = 0;
    if (length < LONGEST_LINE && !memchr(text, '$', length)) {
        memcpy(r->expanded, text, used = length);
        text = end;
    }
    while (text < end) {
        const char *from = text;
        size_t size = 1;
        if (*text == '$' && text + 1 < end && is_name(text[1])) {
            const struct macro *m = find_macro(r, text + 1);
            char name[80];
            size_t n = 1;
            while (text + n < end && n < sizeof name - 1 && is_name(text[n]))
                n++;
            snprintf(name, sizeof name, "%.*s", (int)n, text);
            if (!m)
                return complain(r, NEUME_ERR_DAMAGED, "a macro that is not defined: ", name);
            from = m->value;
            size = strlen(from);
            text += m->length;
        }
        text++;
        if (used + size >= LONGEST_LINE)
            return complain(r, NEUME_ERR_DAMAGED, "a line of more than 64 kB", NULL);
        memcpy(r->expanded + used, from, size);
        used += size;
    }
    r->expanded[used] = 0;
    return NEUME_OK;
}

/* The end of a value: before the next "name=" or header, as values hold spaces. */
static char *value_end(char *c)
{
    char *end = c;
    while (*c && *c != '<') {
        if (isspace((unsigned char)*c)) {
            char *word = c + 1;
            while (is_name(*word))
                word++;
            if (*word == '=' && word > c + 1)
                break;
            c++;
        } else {
            end = ++c;
        }
    }
    return end;
}

/* One header or opcode at *c, which goes behind it. */
static enum neume_status statement(struct reading *r, char **c)
{
    const struct neume_sfz_handler *h = r->handler;
    char *name = *c, *end;
    if (*name == '<') {
        end = strchr(name, '>');
        if (!end)
            return complain(r, NEUME_ERR_DAMAGED, "neither a header nor an opcode=value", NULL);
        *end = 0;
        *c = end + 1;
        return h->header(h->user, name + 1, r->problem);
    }
    for (end = name; is_name(*end);)
        end++;
    if (*end != '=' || end == name)
        return complain(r, NEUME_ERR_DAMAGED, "neither a header nor an opcode=value", NULL);
    *end = 0;
    char *value = end + 1;
    while (*value == ' ' || *value == '\t')
        value++;
    end = value_end(value);
    char ended = *end;
    *end = 0;
    enum neume_status status = h->opcode(h->user, name, value, r->problem);
    *end = ended;
    *c = end;
    return status;
}

/* What stands in a line between two directives. */
static enum neume_status statements(struct reading *r, const char *text, size_t length)
{
    enum neume_status status = expand(r, text, length);
    for (char *c = r->expanded; status == NEUME_OK && *c;) {
        if (isspace((unsigned char)*c)) {
            c++;
            continue;
        }
        status = statement(r, &c);
        if (status != NEUME_OK && !*r->problem->subject)
            complain(r, status, NULL, NULL);
    }
    return status;
}

static enum neume_status define(struct reading *r, const char *name, size_t name_length, const char *value,
                                size_t value_length)
{
    enum neume_status status = expand(r, value, value_length);
    if (status != NEUME_OK)
        return status;
    if (!name_length || r->macros == MOST_MACROS)
        return complain(r, NEUME_ERR_DAMAGED, name_length ? "too many macros" : "a #define without a $name", NULL);
    if (r->macros == r->capacity) {
        size_t capacity = r->capacity ? 2 * r->capacity : 64;
        struct macro *grown = realloc(r->macro, capacity * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        r->macro = grown;
        r->capacity = capacity;
    }
    struct macro m = {.name = strndup(name, name_length), .value = strdup(r->expanded), .length = name_length};
    if (!m.name || !m.value) {
        free(m.name);
        free(m.value);
        return NEUME_ERR_MEMORY;
    }
    for (size_t i = 0; i < r->macros; i++)
        if (!strcmp(r->macro[i].name, m.name)) { /* the last one counts */
            free(r->macro[i].name);
            free(r->macro[i].value);
            r->macro[i] = m;
            return NEUME_OK;
        }
    r->macro[r->macros++] = m;
    return NEUME_OK;
}

static enum neume_status read_file(struct reading *r, const char *path);

/* Where an included file lies: from the first file's folder, else from the including file's. */
static char *find_include(const struct reading *r, const char *name)
{
    char *own = neume_kit_folder_of(r->open[r->depth - 1]), *path = NULL;
    for (int f = 0; f < 2 && own && !path; f++) {
        char *joined = neume_kit_path(f ? own : r->folder, name);
        path = joined ? neume_kit_find_file(joined) : NULL;
        free(joined);
    }
    free(own);
    return path;
}

/* An included file, and back to the line that it was included in. */
static enum neume_status include(struct reading *r, const char *name)
{
    size_t line = r->line;
    char *path = find_include(r, name);
    enum neume_status status = NEUME_OK;
    if (!path)
        status = complain(r, NEUME_ERR_NOT_FOUND, "an included file is missing: ", name);
    for (int d = 0; status == NEUME_OK && d < r->depth; d++)
        if (!strcmp(r->open[d], path))
            status = complain(r, NEUME_ERR_DAMAGED, "a loop of includes: ", name);
    if (status == NEUME_OK && (r->depth == DEEPEST || ++r->includes > MOST_INCLUDES))
        status = complain(r, NEUME_ERR_DAMAGED, "too many includes", NULL);
    if (status == NEUME_OK)
        status = read_file(r, path);
    r->line = line;
    free(path);
    return status;
}

static int begins_word(const char *c, const char *word)
{
    size_t n = strlen(word);
    return !strncmp(c, word, n) && (c[n] == ' ' || c[n] == '\t' || c[n] == '"');
}

/* The next #include or #define of a line; a # in a value, as in c#4.wav, is none. */
static const char *find_directive(const char *line)
{
    for (const char *c = line; (c = strchr(c, '#')) != NULL; c++)
        if ((c == line || isspace((unsigned char)c[-1]) || c[-1] == '>') &&
            (begins_word(c, "#include") || begins_word(c, "#define")))
            return c;
    return NULL;
}

/* Does what stands at `c`, which goes behind it. */
static enum neume_status directive(struct reading *r, const char **c)
{
    int is_include = begins_word(*c, "#include");
    const char *at = *c + strlen(is_include ? "#include" : "#define");
    at += strspn(at, " \t");
    if (!is_include) {
        const char *name = *at == '$' ? at + 1 : at;
        size_t length = 0;
        while (name > at && is_name(name[length]))
            length++;
        const char *value = name + length + strspn(name + length, " \t");
        size_t size = strcspn(value, " \t");
        *c = value + size;
        return define(r, name, length, value, size);
    }
    const char *end = *at == '"' ? strchr(at + 1, '"') : NULL;
    if (!end)
        return complain(r, NEUME_ERR_DAMAGED, "an #include without a \"name\"", NULL);
    enum neume_status status = expand(r, at + 1, (size_t)(end - at - 1));
    char *name = status == NEUME_OK ? strdup(r->expanded) : NULL;
    *c = end + 1;
    if (status == NEUME_OK)
        status = name ? include(r, name) : NEUME_ERR_MEMORY;
    free(name);
    return status;
}

static enum neume_status read_line(struct reading *r, const char *line)
{
    enum neume_status status = NEUME_OK;
    while (*line && status == NEUME_OK) {
        const char *at = find_directive(line);
        status = statements(r, line, at ? (size_t)(at - line) : strlen(line));
        if (!at)
            break;
        if (status == NEUME_OK)
            status = directive(r, &at);
        line = at;
    }
    return status;
}

static enum neume_status read_file(struct reading *r, const char *path)
{
    char *text = NULL;
    size_t size = 0;
    enum neume_status status = neume_kit_read_text(path, &text, &size);
    r->open[r->depth++] = path;
    r->line = 1;
    if (status != NEUME_OK && r->depth > 1)
        snprintf(r->problem->subject, sizeof r->problem->subject, "%.500s", path);
    if (status == NEUME_ERR_UNSUPPORTED)
        snprintf(r->problem->words, sizeof r->problem->words, "more text than 16 MB");
    r->bytes += size;
    if (status == NEUME_OK && r->bytes > MOST_TEXT)
        status = complain(r, NEUME_ERR_DAMAGED, "more text than 64 MB", NULL);
    if (status == NEUME_OK)
        blank_comments(text);
    for (char *line = text; status == NEUME_OK && line; r->line++) {
        char *end = line + strcspn(line, "\r\n"), *next = *end ? end + 1 : NULL;
        r->line -= *end == '\r' && end[1] == '\n'; /* whose \n ends a line, too */
        *end = 0;
        status = read_line(r, line);
        line = next;
    }
    r->depth--;
    free(text);
    return status;
}

enum neume_status neume_sfz_read(const char *path, const struct neume_sfz_handler *handler,
                                 struct neume_kit_problem *problem)
{
    struct reading r = {.handler = handler, .problem = problem};
    char *subject = strdup(problem->subject);
    r.folder = neume_kit_folder_of(path);
    r.expanded = malloc(LONGEST_LINE);
    *problem->subject = 0; /* says that nothing has complained */
    enum neume_status status = subject && r.folder && r.expanded ? read_file(&r, path) : NEUME_ERR_MEMORY;
    if (!*problem->subject && subject)
        snprintf(problem->subject, sizeof problem->subject, "%s", subject);
    for (size_t i = 0; i < r.macros; i++) {
        free(r.macro[i].name);
        free(r.macro[i].value);
    }
    free(r.macro);
    free(r.expanded);
    free(r.folder);
    free(subject);
    return status;
}
