/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target over files and folders of files, without libFuzzer: replay PATH...
 * Each file is also given cut at every byte, at 2048 places at most. Fails where a path gives nothing to run. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static size_t inputs;

/* A block of just this size, so that the address sanitizer sees a read past its end. */
static void run_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        return;
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    inputs++;
}

static int run_file(const char *path)
{
    static uint8_t bytes[1 << 16];
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    const size_t size = fread(bytes, 1, sizeof bytes, f), step = size / 2048 + 1;
    const int failed = ferror(f);
    fclose(f);
    if (failed)
        return 0;
    for (size_t cut = 0; cut < size; cut += step)
        run_bytes(bytes, cut);
    run_bytes(bytes, size);
    return 1;
}

/* How many files were run. */
static int run_path(const char *path)
{
    int count = 0;
    struct dirent *entry;
    DIR *dir = opendir(path);
    if (!dir)
        return run_file(path);
    while ((entry = readdir(dir))) {
        char inside[4096];
        snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            count += run_file(inside);
    }
    closedir(dir);
    return count;
}

int main(int argc, char **argv)
{
    int files = 0, missing = argc < 2;
    for (int i = 1; i < argc; i++) {
        const int count = run_path(argv[i]);
        missing |= !count;
        files += count;
    }
    printf("%d files, %zu inputs\n", files, inputs);
    return missing;
}
