/* SPDX-License-Identifier: MIT */
#include "core/escape.h"

#include <stdlib.h>
#include <string.h>

/* The length, 1..4, of the well-formed UTF-8 character at `s`, else 0 (Unicode 15, table 3-7). */
static size_t character(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    size_t size = s[0] >= 0xC2 && s[0] < 0xE0   ? 2
                  : s[0] >= 0xE0 && s[0] < 0xF0 ? 3
                  : s[0] >= 0xF0 && s[0] < 0xF5 ? 4
                                                : 0;
    for (size_t i = 1; i < size; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    int overlong = (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xF0 && s[1] < 0x90);
    int surrogate = s[0] == 0xED && s[1] > 0x9F, beyond = s[0] == 0xF4 && s[1] > 0x8F;
    int no_character = s[0] == 0xEF && s[1] == 0xBF && s[2] > 0xBD; /* U+FFFE and U+FFFF, which XML cannot hold */
    return overlong || surrogate || beyond || no_character ? 0 : size;
}

void neume_escape_xml(FILE *f, const char *text)
{
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        size_t size = character(s);
        if (*s == '<')
            fputs("&lt;", f);
        else if (*s == '>')
            fputs("&gt;", f);
        else if (*s == '&')
            fputs("&amp;", f);
        else if (*s == '"')
            fputs("&quot;", f);
        else if (*s < 0x20 || *s == 0x7F)
            fputc(' ', f);
        else if (size)
            fwrite(s, 1, size, f);
        else
            fputs("\xEF\xBF\xBD", f);
        s += size ? size : 1;
    }
}

void neume_escape_json(FILE *f, const char *text)
{
    fputc('"', f);
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        size_t size = character(s);
        if (*s < 0x20 || *s == '"' || *s == '\\' || *s == '<' || *s == '>' || *s == 0x7F)
            fprintf(f, "\\u%04x", *s);
        else if (size)
            fwrite(s, 1, size, f);
        else
            fputs("\\ufffd", f);
        s += size ? size : 1;
    }
    fputc('"', f);
}

char *neume_escape_utf8(const char *text)
{
    char *copy = malloc(3 * strlen(text) + 1), *to = copy;
    if (!copy)
        return NULL;
    for (const unsigned char *s = (const unsigned char *)text; *s;) {
        const size_t size = character(s);
        memcpy(to, size ? (const char *)s : "\xEF\xBF\xBD", size ? size : 3);
        to += size ? size : 3;
        s += size ? size : 1;
    }
    *to = 0;
    return copy;
}

void neume_escape_script(FILE *f, const char *json, size_t size)
{
    size_t from = 0;
    for (size_t i = 0; i < size; i++)
        if (json[i] == '<') {
            fwrite(json + from, 1, i - from, f);
            fputs("\\u003c", f);
            from = i + 1;
        }
    fwrite(json + from, 1, size - from, f);
}
