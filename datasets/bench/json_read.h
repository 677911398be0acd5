/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_JSON_READ_H
#define NEUME_DATASETS_BENCH_JSON_READ_H

#include "datasets/bench/result.h"

/* Reads what neume_bench_to_json() wrote as far as a comparison needs it: names, clips, states and measures. An empty
 * `bench`; why[size] says what is wrong. NOT_FOUND, PERMISSION, DIRECTORY, READ; FORMAT: no result of a bench, or of
 * another version; DAMAGED: one, but wrong in itself. */
enum neume_status neume_bench_read_json(struct neume_bench *bench, const char *path, char *why, size_t size);

#endif
