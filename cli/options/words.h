/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_OPTIONS_WORDS_H
#define NEUME_CLI_OPTIONS_WORDS_H

#include <stddef.h>

/* Word number `index` (from 0) of "a|b|c" into out[size]; 0 where there are fewer. */
int neume_cli_choice_word(const char *choices, int index, char *out, size_t size);

/* How many letters must change between two words; for "did you mean". */
int neume_cli_word_distance(const char *a, const char *b);

#endif
