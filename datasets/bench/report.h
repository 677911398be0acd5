/* SPDX-License-Identifier: MIT
 *
 * A result as text, as JSON and as a page. None of them holds the time of day: the same scores give the same bytes. */
#ifndef NEUME_DATASETS_BENCH_REPORT_H
#define NEUME_DATASETS_BENCH_REPORT_H

#include <stdio.h>

#include <jansson.h>

#include "datasets/bench/compare.h"
#include "datasets/bench/result.h"

#define NEUME_BENCH_JSON_VERSION 1

/* All that is reported. `against` may be NULL. */
struct neume_bench_report {
    const struct neume_bench *bench;
    const struct neume_bench_summary *summary;
    const struct neume_comparisons *against;
};

/* The table, the intervals, what failed and what is missing, the comparison, the speed. Errors of the stream are the
 * caller's to look for. */
void neume_bench_write_text(const struct neume_bench_report *report, FILE *out);

/* "73 clips: 70 scored, 2 failed and count as 0, 1 missing (the set is partial)" */
void neume_bench_describe_counts(const struct neume_bench *bench, char *out, size_t size);

/* One page that needs no other file and no network; light or dark as the reader's system is. */
void neume_bench_write_html(const struct neume_bench_report *report, FILE *out);

/* A new object, or NULL where memory is short:
 *
 *   format        "neume bench", version 1
 *   dataset, root, split, transcriber   as asked for
 *   counts        {clips, scored, failed, missing, whole}: whole is 0 where it is not known
 *   clips         [{id, category, state: "scored|failed|missing", reason?, measures: {note_F: 0.5, ...},
 *                   tallies: {note: [matched, reference, estimated], ...}, audio_seconds?, seconds?, peak_bytes?}]
 *   mean, pooled  {category or "ALL": {measure: {value, low?, high?, clips}}}
 *   timing        {step, first, notes: [...], hits: [...]}: counts by seconds of the estimate less the reference
 *   pitch         [[MIDI pitch, matched, reference, estimated], ...]
 *   confusion     {classes, counts[reference][estimate]}
 *   speed?        {audio_seconds, seconds, jobs, realtime, peak_bytes}
 *   against?      {only_now, only_before, measures: {name: {before, after, low, high, p, better, worse, same, words,
 *                   clips: {id: difference}}}}
 *
 * What does not apply is left out. Figures are 0..1. */
json_t *neume_bench_to_json(const struct neume_bench_report *report);

/* Reads what neume_bench_to_json() wrote as far as a comparison needs it: names, clips, states and measures. An empty
 * `bench`; why[size] says what is wrong. NOT_FOUND, PERMISSION, DIRECTORY, READ; FORMAT: no result of a bench, or of
 * another version; DAMAGED: one, but wrong in itself. */
enum neume_status neume_bench_read_json(struct neume_bench *bench, const char *path, char *why, size_t size);

#endif
