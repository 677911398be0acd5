/* SPDX-License-Identifier: MIT
 *
 * Runs a fuzz target over files and folders of files, without libFuzzer: replay PATH...
 * Each file is also given cut at every byte. Fails where there is nothing to run. */
#define _XOPEN_SOURCE 700
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static int run_file(const char *path)
{
    static uint8_t bytes[1 << 16];
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    size_t size = fread(bytes, 1, sizeof bytes, f);
    int failed = ferror(f);
    fclose(f);
    for (size_t cut = 0; cut <= size && !failed; cut++) {
        /* A block of just this size, so that the address sanitizer sees a read past its end. */
        uint8_t *copy = malloc(cut ? cut : 1);
        if (!copy)
            return 0;
        memcpy(copy, bytes, cut);
        LLVMFuzzerTestOneInput(copy, cut);
        free(copy);
    }
    return !failed;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        struct dirent *entry;
        DIR *dir = opendir(argv[i]);
        if (!dir)
            count += run_file(argv[i]);
        while (dir && (entry = readdir(dir))) {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (entry->d_name[0] != '.')
                count += run_file(path);
        }
        if (dir)
            closedir(dir);
    }
    printf("%d files\n", count);
    return count ? 0 : 1;
}
