/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <expat.h>
#include <jansson.h>

static char folder[64];

void fuzz_check(int holds, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
    if (!*folder) {
        /* In memory where the system has that: some readers and writers are fast enough for it to matter. */
        snprintf(folder, sizeof folder, "%s/neume-fuzz-XXXXXX", access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
        fuzz_require(mkdtemp(folder));
        atexit(remove_folder);
    }
    return folder;
}

const char *fuzz_file(const char *name, const void *bytes, size_t size)
{
    static char path[8][256];
    static int turn;
    char *p = path[turn++ % 8];
    snprintf(p, sizeof path[0], "%s/%s", fuzz_folder(), name);
    int fd = open(p, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    fuzz_require(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && !close(fd));
    return p;
}

void fuzz_sound(const char *name)
{
    enum { FRAMES = 600 };
    uint8_t wav[44 + 2 * FRAMES] = "RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x44\xAC\0\0\x88\x58\1\0\2\0\x10\0data";
    const unsigned size = 2 * FRAMES, riff = 36 + size;
    for (int i = 0; i < 4; i++) {
        wav[4 + i] = (uint8_t)(riff >> 8 * i);
        wav[40 + i] = (uint8_t)(size >> 8 * i);
    }
    for (int i = 100; i < FRAMES; i++) {
        int x = (i * 7919 % 401 - 200) * 100 * (FRAMES - i) / FRAMES;
        wav[44 + 2 * i] = (uint8_t)x;
        wav[45 + 2 * i] = (uint8_t)(x >> 8);
    }
    fuzz_file(name, wav, sizeof wav);
}

struct fuzz_choice fuzz_choice_of(const uint8_t *data, size_t size)
{
    struct fuzz_choice choice = {0xCBF29CE484222325u}; /* FNV-1a */
    for (size_t i = 0; i < size; i++)
        choice.state = (choice.state ^ data[i]) * 0x100000001B3u;
    choice.state |= 1;
    return choice;
}

unsigned fuzz_choose(struct fuzz_choice *choice, unsigned below)
{
    choice->state ^= choice->state >> 12;
    choice->state ^= choice->state << 25;
    choice->state ^= choice->state >> 27;
    return (unsigned)(choice->state * 0x2545F4914F6CDD1Du >> 32) % below;
}

void fuzz_require_xml(const char *text, size_t size)
{
    XML_Parser parser = XML_ParserCreate(NULL);
    if (!parser)
        return;
    if (XML_Parse(parser, text, (int)size, 1) != XML_STATUS_OK) {
        fprintf(stderr, "line %lu: %s\n", (unsigned long)XML_GetCurrentLineNumber(parser),
                XML_ErrorString(XML_GetErrorCode(parser)));
        fuzz_require(!"well-formed XML");
    }
    XML_ParserFree(parser);
}

void fuzz_require_json_string(const char *text, size_t size)
{
    json_t *string = json_loadb(text, size, JSON_DECODE_ANY, NULL);
    fuzz_require(json_is_string(string));
    json_decref(string);
}
