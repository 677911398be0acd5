/* SPDX-License-Identifier: MIT */
#include "tests/support/soundfont.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

/* 44000 Hz and 100 samples are 440 Hz. */
enum { RATE = 44000, PERIOD = 100, PERIODS = 64, FRAMES = PERIOD * PERIODS, PARTIALS = 20, SPACE = 2 * FRAMES + 2048 };

struct bytes {
    unsigned char at[SPACE];
    size_t size;
};

static void put(struct bytes *b, const void *data, size_t size)
{
    assert_true(b->size + size <= SPACE);
    memcpy(b->at + b->size, data, size);
    b->size += size;
}

static void put_le(struct bytes *b, unsigned long value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        unsigned char byte = (unsigned char)(value >> (8 * i));
        put(b, &byte, 1);
    }
}

static void put_name(struct bytes *b, const char *name)
{
    char padded[20] = {0};
    memcpy(padded, name, strlen(name));
    put(b, padded, sizeof padded);
}

/* A chunk begins with its name and its size, which end_chunk() fills in. */
static size_t begin_chunk(struct bytes *b, const char *name, const char *kind)
{
    put(b, name, 4);
    put_le(b, 0, 4);
    size_t at = b->size;
    put(b, kind, strlen(kind));
    return at;
}

static void end_chunk(struct bytes *b, size_t at)
{
    struct bytes size = {.size = 0};
    put_le(&size, (unsigned long)(b->size - at), 4);
    memcpy(b->at + at - 4, size.at, 4);
}

/* `fields` numbers of two bytes. */
static void put_words(struct bytes *b, const char *chunk, const unsigned *field, size_t fields)
{
    size_t at = begin_chunk(b, chunk, "");
    for (size_t i = 0; i < fields; i++)
        put_le(b, field[i], 2);
    end_chunk(b, at);
}

static void put_info(struct bytes *b)
{
    size_t list = begin_chunk(b, "LIST", "INFO"), at = begin_chunk(b, "ifil", "");
    put_le(b, 2, 2);
    put_le(b, 1, 2);
    end_chunk(b, at);
    at = begin_chunk(b, "isng", "");
    put(b, "EMU8000", 8);
    end_chunk(b, at);
    at = begin_chunk(b, "INAM", "");
    put(b, "saw", 4);
    end_chunk(b, at);
    end_chunk(b, list);
}

static void put_samples(struct bytes *b)
{
    size_t list = begin_chunk(b, "LIST", "sdta"), at = begin_chunk(b, "smpl", "");
    for (int i = 0; i < FRAMES; i++) {
        double sum = 0;
        for (int h = 1; h <= PARTIALS; h++)
            sum += sin(6.283185307179586 * h * i / PERIOD) / h;
        put_le(b, (unsigned long)lround(12000 * sum) & 0xFFFF, 2);
    }
    for (int i = 0; i < 46; i++) /* the silence that the format asks for after each sample */
        put_le(b, 0, 2);
    end_chunk(b, at);
    end_chunk(b, list);
}

static void put_preset_header(struct bytes *b, const char *name, unsigned bag)
{
    put_name(b, name);
    put_le(b, 0, 4);
    put_le(b, bag, 2);
    put_le(b, 0, 4);
    put_le(b, 0, 4);
    put_le(b, 0, 4);
}

static void put_instrument(struct bytes *b, unsigned exclusive_class)
{
    static const unsigned bag[] = {0, 0, 1, 0}, to_instrument[] = {41, 0, 0, 0}, none[5];
    static const unsigned instrument_bag[] = {0, 0, 3, 0};
    const unsigned looped[] = {54, 1, 57, exclusive_class, 53, 0, 0, 0};
    size_t list = begin_chunk(b, "LIST", "pdta"), at = begin_chunk(b, "phdr", "");
    put_preset_header(b, "saw", 0);
    put_preset_header(b, "EOP", 1);
    end_chunk(b, at);
    put_words(b, "pbag", bag, 4);
    put_words(b, "pmod", none, 5);
    put_words(b, "pgen", to_instrument, 4);
    at = begin_chunk(b, "inst", "");
    put_name(b, "saw");
    put_le(b, 0, 2);
    put_name(b, "EOI");
    put_le(b, 1, 2);
    end_chunk(b, at);
    put_words(b, "ibag", instrument_bag, 4);
    put_words(b, "imod", none, 5);
    put_words(b, "igen", looped, 8);
    at = begin_chunk(b, "shdr", "");
    static const unsigned long sample[] = {0, FRAMES, 8 * PERIOD, (PERIODS - 8) * PERIOD, RATE};
    put_name(b, "saw");
    for (int i = 0; i < 5; i++)
        put_le(b, sample[i], 4);
    put_le(b, 69, 1);
    put_le(b, 0, 3);
    put_le(b, 1, 2);
    put_name(b, "EOS");
    for (int i = 0; i < 26; i++)
        put_le(b, 0, 1);
    end_chunk(b, at);
    end_chunk(b, list);
}

void support_write_soundfont_of_class(const char *path, unsigned exclusive_class)
{
    static struct bytes b;
    b.size = 0;
    size_t at = begin_chunk(&b, "RIFF", "sfbk");
    put_info(&b);
    put_samples(&b);
    put_instrument(&b, exclusive_class);
    end_chunk(&b, at);
    support_write_file(path, b.at, b.size);
}

void support_write_soundfont(const char *path)
{
    support_write_soundfont_of_class(path, 0);
}
