/* SPDX-License-Identifier: MIT
 *
 * What a SoundFont says of itself: lines "bank program name" become a font of as many sounds, whole and valid for
 * FluidSynth, whose names and numbers are then read as a kit, listed, and put into JSON and XML. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/escape.h"
#include "render/kits/kit.h"
#include "render/kits/kit_summary.h"
#include "render/synth/render_synth.h"
#include "tests/fuzz/fuzz.h"

enum { FRAMES = 64, MOST = 200, SPACE = 1 << 15 };

struct bytes {
    uint8_t at[SPACE];
    size_t size;
};

static void put(struct bytes *b, const void *data, size_t size)
{
    fuzz_require(b->size + size <= SPACE);
    memcpy(b->at + b->size, data, size);
    b->size += size;
}

static void put_number(struct bytes *b, unsigned long value, int size)
{
    for (int i = 0; i < size; i++)
        put(b, &(uint8_t){(uint8_t)(value >> 8 * i)}, 1);
}

static void put_name(struct bytes *b, const char *name)
{
    char padded[21] = "";
    snprintf(padded, sizeof padded, "%s", name);
    put(b, padded, 20);
}

static size_t begin(struct bytes *b, const char *chunk, const char *kind)
{
    put(b, chunk, 4);
    put_number(b, 0, 4);
    const size_t at = b->size;
    put(b, kind, strlen(kind));
    return at;
}

static void end(struct bytes *b, size_t at)
{
    for (int i = 0; i < 4; i++)
        b->at[at - 4 + (size_t)i] = (uint8_t)((b->size - at) >> 8 * i);
}

static void put_words(struct bytes *b, const char *chunk, const unsigned *word, size_t words)
{
    const size_t at = begin(b, chunk, "");
    for (size_t i = 0; i < words; i++)
        put_number(b, word[i], 2);
    end(b, at);
}

/* One for each line, all of them of the same instrument. */
struct sounds {
    struct {
        unsigned bank, program;
        char name[21];
    } of[MOST];
    unsigned count;
};

static void read_sounds(struct sounds *s, const uint8_t *data, size_t size)
{
    char line[64];
    s->count = 0;
    for (size_t at = 0, length; at < size && s->count < MOST; at += length + 1) {
        const uint8_t *newline = memchr(data + at, '\n', size - at);
        length = newline ? (size_t)(newline - data) - at : size - at;
        snprintf(line, sizeof line, "%.*s", (int)(length < 63 ? length : 63), (const char *)data + at);
        char *rest = line;
        s->of[s->count].bank = (unsigned)strtoul(rest, &rest, 10) & 0x3FFF;
        s->of[s->count].program = (unsigned)strtoul(rest, &rest, 10) & 0x7F;
        rest += *rest == ' ';
        snprintf(s->of[s->count].name, sizeof s->of[s->count].name, "%s", rest);
        s->count++;
    }
}

static void put_preset(struct bytes *b, const char *name, unsigned program, unsigned bank, unsigned bag)
{
    put_name(b, name);
    put_number(b, program, 2);
    put_number(b, bank, 2);
    put_number(b, bag, 2);
    for (int i = 0; i < 3; i++)
        put_number(b, 0, 4);
}

static void put_presets(struct bytes *b, const struct sounds *s)
{
    size_t at = begin(b, "phdr", "");
    for (unsigned i = 0; i < s->count; i++)
        put_preset(b, s->of[i].name, s->of[i].program, s->of[i].bank, i);
    put_preset(b, "EOP", 0, 0, s->count);
    end(b, at);
    at = begin(b, "pbag", "");
    for (unsigned i = 0; i <= s->count; i++)
        put_number(b, i, 4); /* generator i, modulator 0 */
    end(b, at);
    put_words(b, "pmod", (unsigned[5]){0}, 5);
    at = begin(b, "pgen", "");
    for (unsigned i = 0; i < s->count; i++)
        put_number(b, 41, 4); /* instrument 0 */
    put_number(b, 0, 4);
    end(b, at);
}

static void put_instrument(struct bytes *b)
{
    size_t at = begin(b, "inst", "");
    put_name(b, "one");
    put_number(b, 0, 2);
    put_name(b, "EOI");
    put_number(b, 1, 2);
    end(b, at);
    put_words(b, "ibag", (unsigned[]){0, 0, 1, 0}, 4);
    put_words(b, "imod", (unsigned[5]){0}, 5);
    put_words(b, "igen", (unsigned[]){53, 0, 0, 0}, 4);
    at = begin(b, "shdr", "");
    put_name(b, "one");
    for (int i = 0; i < 5; i++)
        put_number(b, ((unsigned long[]){0, FRAMES, 8, FRAMES - 8, 44100})[i], 4);
    put_number(b, 60, 4);
    put_number(b, 1, 2);
    put_name(b, "EOS");
    for (int i = 0; i < 26; i++)
        put_number(b, 0, 1);
    end(b, at);
}

static void put_font(struct bytes *b, const struct sounds *s)
{
    b->size = 0;
    size_t riff = begin(b, "RIFF", "sfbk"), list = begin(b, "LIST", "INFO");
    put_words(b, "ifil", (unsigned[]){2, 1}, 2);
    end(b, list);
    list = begin(b, "LIST", "sdta");
    size_t at = begin(b, "smpl", "");
    for (int i = 0; i < FRAMES + 46; i++)
        put_number(b, i < FRAMES ? (unsigned long)(i * 997 & 0x1FFF) : 0, 2);
    end(b, at);
    end(b, list);
    list = begin(b, "LIST", "pdta");
    put_presets(b, s);
    put_instrument(b);
    end(b, list);
    end(b, riff);
}

static void check_line(const char *line)
{
    char *text = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&text, &size);
    if (!f)
        return;
    neume_escape_json(f, line);
    fputc('\n', f);
    const long json = ftell(f);
    fputs("<a>", f);
    neume_escape_xml(f, line);
    fputs("</a>", f);
    fuzz_require(!fclose(f));
    fuzz_require_json_string(text, (size_t)json);
    fuzz_require_xml(text + json, size - (size_t)json);
    free(text);
}

static void check(struct neume_kit *kit)
{
    struct neume_kit_drum drum[128];
    size_t count, line = 0;
    const char *text;
    int is_warning, played = 0;
    for (; (text = neume_kit_note(kit, line, &is_warning)) != NULL; line++) {
        fuzz_require(!strncmp(text, "program ", 8));
        played += strlen(text) > 8 && !strcmp(text + strlen(text) - 8, ", played");
        check_line(text);
    }
    fuzz_require(line && played >= 1);
    fuzz_require(neume_kit_list(kit, drum, &count) == NEUME_OK && count == 87 - 27 + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bytes font;
    static struct sounds sounds;
    struct neume_kit_problem problem = {0};
    struct neume_kit *kit;
    int drums = 0;
    neume_synth_silence();
    read_sounds(&sounds, data, size);
    put_font(&font, &sounds);
    for (unsigned i = 0; i < sounds.count; i++)
        drums += sounds.of[i].bank == 128;
    enum neume_status s = neume_kit_open(&kit, fuzz_file("kit.sf2", font.at, font.size), 44100, 2, 1, &problem);
    fuzz_require((s == NEUME_OK) == (kit != NULL) && (s == NEUME_OK) == (drums || sounds.count == 1));
    fuzz_require(kit || *problem.words || s == NEUME_ERR_SOUNDFONT);
    if (kit)
        check(kit);
    neume_kit_free(kit);
    return 0;
}
