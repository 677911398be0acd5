/* SPDX-License-Identifier: MIT
 *
 * Tables, lists, SFZ and XML: lines are dropped, repeated and moved, numbers become others, and words change places. */
#include "tests/fuzz/mutate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const numbers[] = {"0",
                                      "-1",
                                      "1",
                                      "127",
                                      "128",
                                      "1e9",
                                      "-0",
                                      "1e308",
                                      "1e-320",
                                      "nan",
                                      "inf",
                                      "0.5",
                                      "1.5",
                                      "60",
                                      "440",
                                      "255",
                                      "65536",
                                      "2147483648",
                                      "4294967296",
                                      "18446744073709551616",
                                      "0x10",
                                      "1,5",
                                      "",
                                      "+1",
                                      ".",
                                      "00001",
                                      "99999999999999999999999"};

struct piece {
    size_t from, to; /* bytes */
};

static struct piece line_at(const uint8_t *data, size_t size, size_t at)
{
    struct piece p = {at, at};
    while (p.from && data[p.from - 1] != '\n')
        p.from--;
    while (p.to < size && data[p.to] != '\n')
        p.to++;
    p.to += p.to < size;
    return p;
}

static int in_number(int c)
{
    return isdigit(c) || c == '.' || c == '-' || c == '+';
}

static int in_word(int c)
{
    return isalnum(c) || c == '_' || c == '.' || c == '-';
}

/* The first run of such characters from `at` on, from the beginning where there is none. */
static struct piece run_from(const uint8_t *data, size_t size, size_t at, int (*in)(int))
{
    while (at < size && !in(data[at]))
        at++;
    struct piece p = {at, at};
    while (p.to < size && in(data[p.to]))
        p.to++;
    return p;
}

/* data[p] becomes other bytes, if there is room. */
static size_t replace(uint8_t *data, size_t size, size_t room, struct piece p, const void *bytes, size_t count)
{
    const size_t after = size - p.to;
    if (p.from + count + after > room)
        return size;
    uint8_t *copy = malloc(count ? count : 1); /* the bytes may be of the data */
    if (!copy)
        return size;
    memcpy(copy, bytes, count);
    memmove(data + p.from + count, data + p.to, after);
    memcpy(data + p.from, copy, count);
    free(copy);
    return p.from + count + after;
}

static size_t mutate(uint8_t *data, size_t size, size_t room, uint64_t *luck)
{
    const size_t at = mutate_choose(luck, (unsigned)size), other = mutate_choose(luck, (unsigned)size);
    const struct piece line = line_at(data, size, at), nothing = {at, at};
    const struct piece number = run_from(data, size, at, in_number), word = run_from(data, size, at, in_word);
    const struct piece from = run_from(data, size, other, in_word), here = line_at(data, size, other);
    const char *text = numbers[mutate_choose(luck, sizeof numbers / sizeof *numbers)];
    switch (mutate_choose(luck, 6)) {
    case 0: /* a line goes */
        return replace(data, size, room, line, "", 0);
    case 1: /* a line comes, from elsewhere */
        return replace(data, size, room, (struct piece){line.from, line.from}, data + here.from, here.to - here.from);
    case 2: /* a word becomes another */
        return replace(data, size, room, word, data + from.from, from.to - from.from);
    case 3:
        return replace(data, size, room, nothing, &(char){"\n\t ,;=<>&\"'/#%"[mutate_choose(luck, 14)]}, 1);
    default:
        return replace(data, size, room, number, text, strlen(text));
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t luck = seed;
    if (!size || !mutate_choose(&luck, 3))
        return LLVMFuzzerMutate(data, size, room);
    for (unsigned n = 1 + mutate_choose(&luck, 4); n && size; n--)
        size = mutate(data, size, room, &luck);
    return size;
}
