/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/options/words.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 32 };

int neume_cli_choice_word(const char *choices, int index, char *out, size_t size)
{
    for (; index > 0 && choices; index--) {
        choices = strchr(choices, '|');
        choices = choices ? choices + 1 : NULL;
    }
    if (!choices)
        return 0;
    snprintf(out, size, "%.*s", (int)strcspn(choices, "|"), choices);
    return 1;
}

int neume_cli_word_distance(const char *a, const char *b)
{
    int row[LONGEST_WORD + 1];
    size_t n = strlen(b);
    if (n > LONGEST_WORD)
        return LONGEST_WORD;
    for (size_t j = 0; j <= n; j++)
        row[j] = (int)j;
    for (; *a; a++) { /* Levenshtein's table, one row at a time */
        int diagonal = row[0]++;
        for (size_t j = 1; j <= n; j++) {
            int change = diagonal + (*a != b[j - 1]);
            int shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = change < shorter ? change : shorter;
        }
    }
    return row[n];
}
