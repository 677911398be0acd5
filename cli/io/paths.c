/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/output_target.h"

const char *neume_cli_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int neume_cli_has_ending(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);
    return n >= m && !strcasecmp(path + n - m, ending);
}

char *neume_cli_join_path(const char *a, size_t a_length, const char *b, size_t b_length, const char *ending)
{
    size_t size = a_length + b_length + strlen(ending) + 1;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%.*s%.*s%s", (int)a_length, a, (int)b_length, b, ending);
    return path;
}

char *neume_cli_canonical_path(const char *path)
{
    /* What a link leads to, also where nothing is there yet. */
    char *end = neume_output_target_resolve(path);
    char *whole = end ? realpath(end, NULL) : NULL;
    if (whole || !end) {
        free(end);
        return whole;
    }
    const char *base = neume_cli_base_name(end);
    char *folder = neume_cli_join_path(end, (size_t)(base - end), ".", 1, "");
    char *real = folder ? realpath(folder, NULL) : NULL;
    free(folder);
    whole = real ? neume_cli_join_path(real, strlen(real), "/", 1, base) : strdup(path);
    free(real);
    free(end);
    return whole;
}

int neume_cli_same_file(const char *a, const char *b)
{
    if (!strcmp(a, "-") || !strcmp(b, "-"))
        return 0;
    char *one = neume_cli_canonical_path(a), *two = neume_cli_canonical_path(b);
    int same = one && two && !strcmp(one, two);
    free(one);
    free(two);
    return same;
}
