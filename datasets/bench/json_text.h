/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_JSON_TEXT_H
#define NEUME_DATASETS_BENCH_JSON_TEXT_H

#include <jansson.h>

/* Names of files need not be UTF-8, and Jansson takes nothing else: what is none becomes U+FFFD. Every text that neume
 * did not write goes through here. NULL without memory, which Jansson's setters pass on. */
json_t *neume_json_text(const char *text);

#endif
