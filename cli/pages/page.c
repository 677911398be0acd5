/* SPDX-License-Identifier: MIT */
#include "cli/pages/page.h"

#include <string.h>

#include "core/drum_keys.h"
#include "core/escape.h"

#define FILE_OF(name, symbol)                                  \
    {                                                          \
        name, neume_page_##symbol, &neume_page_##symbol##_size \
    }

static const struct embedded {
    const char *name;
    const unsigned char *bytes;
    const size_t *size;
} files[] = {
    FILE_OF("base.css", base_css),
    FILE_OF("base.js", base_js),
    FILE_OF("roll.css", roll_css),
    FILE_OF("roll.html", roll_html),
    FILE_OF("roll.js", roll_js),
    FILE_OF("roll_view.js", roll_view_js),
    FILE_OF("roll_score.js", roll_score_js),
    FILE_OF("roll_drawing.js", roll_drawing_js),
    FILE_OF("synth.js", synth_js),
};

enum { DEEPEST = 4 };

static void write_text(FILE *out, const char *text, size_t size, const struct cli_page_slot *slot, size_t count,
                       int depth);

static void fill(FILE *out, const char *name, size_t length, const struct cli_page_slot *slot, size_t count, int depth)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strlen(files[i].name) == length && !memcmp(files[i].name, name, length) && depth < DEEPEST)
            write_text(out, (const char *)files[i].bytes, *files[i].size, slot, count, depth + 1);
    for (size_t i = 0; i < count; i++) {
        if (strlen(slot[i].name) != length || memcmp(slot[i].name, name, length))
            continue;
        if (slot[i].text)
            fputs(slot[i].text, out);
        if (slot[i].put)
            slot[i].put(out, slot[i].user);
    }
}

static const char *find(const char *text, size_t size, const char *two)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == two[0] && text[i + 1] == two[1])
            return text + i;
    return NULL;
}

static void write_text(FILE *out, const char *text, size_t size, const struct cli_page_slot *slot, size_t count,
                       int depth)
{
    for (;;) {
        const char *open = find(text, size, "{{");
        const char *close = open ? find(open, size - (size_t)(open - text), "}}") : NULL;
        if (!close)
            break;
        fwrite(text, 1, (size_t)(open - text), out);
        fill(out, open + 2, (size_t)(close - open - 2), slot, count, depth);
        size -= (size_t)(close + 2 - text);
        text = close + 2;
    }
    fwrite(text, 1, size, out);
}

int neume_cli_page_write(FILE *out, const char *file, const struct cli_page_slot *slot, size_t count)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!strcmp(files[i].name, file)) {
            write_text(out, (const char *)files[i].bytes, *files[i].size, slot, count, 0);
            return 0;
        }
    return -1;
}

void neume_cli_page_put_base64(FILE *out, const void *bytes, size_t size)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *b = bytes;
    char line[4 * 256];
    size_t n = 0;
    for (size_t i = 0; i < size; i += 3) {
        unsigned long v = (unsigned long)b[i] << 16 | (i + 1 < size ? (unsigned long)b[i + 1] << 8 : 0) |
                          (i + 2 < size ? b[i + 2] : 0);
        line[n++] = digit[v >> 18 & 63];
        line[n++] = digit[v >> 12 & 63];
        line[n++] = i + 1 < size ? digit[v >> 6 & 63] : '=';
        line[n++] = i + 2 < size ? digit[v & 63] : '=';
        if (n == sizeof line) {
            fwrite(line, 1, n, out);
            n = 0;
        }
    }
    fwrite(line, 1, n, out);
}

void neume_cli_page_put_drums(FILE *out, const void *unused)
{
    (void)unused;
    fputs("Neume.drums = {", out);
    for (int key = NEUME_DRUM_KEY_FIRST; key <= NEUME_DRUM_KEY_LAST; key++) {
        const char *letters = neume_drum_key_letters(key);
        fprintf(out, "%s%d:[", key > NEUME_DRUM_KEY_FIRST ? "," : "", key);
        neume_escape_json(out, neume_drum_key_label(key));
        if (letters) {
            fputc(',', out);
            neume_escape_json(out, letters);
        }
        fputc(']', out);
    }
    fputs("};\n", out);
}
