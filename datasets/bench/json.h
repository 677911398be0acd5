/* SPDX-License-Identifier: MIT */
#ifndef NEUME_DATASETS_BENCH_JSON_H
#define NEUME_DATASETS_BENCH_JSON_H

#include "datasets/bench/report.h"

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
 *   speed?        {audio_seconds, seconds, jobs, processor?, realtime, peak_bytes}
 *   against?      {only_now, only_before, measures: {name: {before, after, low, high, p, better, worse, same, words,
 *                   clips: {id: difference}}}}
 *
 * What does not apply is left out. Figures are 0..1. */
json_t *neume_bench_to_json(const struct neume_bench_report *report);

#endif
