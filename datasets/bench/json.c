/* SPDX-License-Identifier: MIT */
#include "datasets/bench/json.h"

#include <math.h>
#include <string.h>

#include "datasets/bench/json_text.h"
#include "datasets/bench/report.h"

/* JSON knows no NaN: what is none is left out. */
static void put_number(json_t *object, const char *key, double value)
{
    if (isfinite(value))
        json_object_set_new(object, key, json_real(value));
}

static void put_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, neume_json_text(text));
}

static const char *const state_names[] = {"scored", "failed", "missing"};

static const char *const tally_names[NEUME_TALLY_COUNT] = {"note",
                                                           "note_offset",
                                                           "note_velocity",
                                                           "note_velocity_offset",
                                                           "onset",
                                                           "KD",
                                                           "SD",
                                                           "HH",
                                                           "TT",
                                                           "CY",
                                                           "KD30",
                                                           "SD30",
                                                           "HH30",
                                                           "TT30",
                                                           "CY30"};

static json_t *tally_to_json(const struct neume_tally *t)
{
    return json_pack("[I, I, I]", (json_int_t)t->matched, (json_int_t)t->reference, (json_int_t)t->estimated);
}

static json_t *clip_to_json(const struct neume_bench_clip *c)
{
    json_t *object = json_object(), *measures = json_object(), *tallies = json_object();
    put_text(object, "id", c->id);
    put_text(object, "category", c->category);
    put_text(object, "state", state_names[c->state]);
    if (*c->reason)
        put_text(object, "reason", c->reason);
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        put_number(measures, neume_measures[m].name, c->value[m]);
    for (int k = 0; k < NEUME_TALLY_COUNT; k++)
        if (c->tally[k].reference > 0 || c->tally[k].estimated > 0)
            json_object_set_new(tallies, tally_names[k], tally_to_json(&c->tally[k]));
    json_object_set_new(object, "measures", measures);
    json_object_set_new(object, "tallies", tallies);
    put_number(object, "audio_seconds", c->audio);
    put_number(object, "seconds", c->spent);
    put_number(object, "peak_bytes", c->peak);
    return object;
}

static json_t *figures_to_json(const struct neume_figure *figure)
{
    json_t *object = json_object();
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (isnan(figure[m].value))
            continue;
        json_t *one = json_object();
        put_number(one, "value", figure[m].value);
        put_number(one, "low", figure[m].interval.low);
        put_number(one, "high", figure[m].interval.high);
        json_object_set_new(one, "clips", json_integer((json_int_t)figure[m].clips));
        json_object_set_new(object, neume_measures[m].name, one);
    }
    return object;
}

static void put_summary(json_t *all, const struct neume_bench_summary *s)
{
    json_t *mean = json_object(), *pooled = json_object();
    for (size_t r = 0; r < s->count; r++) {
        const char *name = s->row[r].name ? s->row[r].name : "ALL";
        json_object_set_new(mean, name, figures_to_json(s->row[r].mean));
        json_object_set_new(pooled, name, figures_to_json(s->row[r].pooled));
    }
    json_object_set_new(all, "mean", mean);
    json_object_set_new(all, "pooled", pooled);
}

static json_t *counts_to_json(const double *count, size_t size)
{
    json_t *array = json_array();
    for (size_t i = 0; i < size; i++)
        json_array_append_new(array, json_integer((json_int_t)count[i]));
    return array;
}

static void put_detail(json_t *all, const struct neume_bench_detail *d)
{
    json_t *pitch = json_array(), *rows = json_array();
    json_object_set_new(all, "timing",
                        json_pack("{s:f, s:f, s:o, s:o}", "step", NEUME_TIMING_STEP, "first",
                                  -NEUME_TIMING_STEP * NEUME_TIMING_BINS / 2, "notes",
                                  counts_to_json(d->timing[0], NEUME_TIMING_BINS), "hits",
                                  counts_to_json(d->timing[1], NEUME_TIMING_BINS)));
    for (int p = 0; p < 128; p++)
        if (d->pitch[p].reference > 0 || d->pitch[p].estimated > 0)
            json_array_append_new(pitch,
                                  json_pack("[i, I, I, I]", p, (json_int_t)d->pitch[p].matched,
                                            (json_int_t)d->pitch[p].reference, (json_int_t)d->pitch[p].estimated));
    json_object_set_new(all, "pitch", pitch);
    for (int r = 0; r < NEUME_CONFUSION_SIZE; r++)
        json_array_append_new(rows, counts_to_json(d->confusion[r], NEUME_CONFUSION_SIZE));
    json_object_set_new(
        all, "confusion",
        json_pack("{s:[s, s, s, s, s, s], s:o}", "classes", "KD", "SD", "HH", "TT", "CY", "nothing", "counts", rows));
}

static void put_speed(json_t *all, const struct neume_bench *bench)
{
    double audio = neume_bench_audio(bench);
    json_t *speed = json_object();
    put_number(speed, "audio_seconds", audio);
    put_number(speed, "seconds", bench->wall);
    json_object_set_new(speed, "jobs", json_integer(bench->jobs));
    if (*bench->processor)
        json_object_set_new(speed, "processor", json_string(bench->processor));
    put_number(speed, "realtime", bench->wall > 0 ? audio / bench->wall : NAN);
    put_number(speed, "peak_bytes", bench->peak);
    json_object_set_new(all, "speed", speed);
}

static json_t *comparison_to_json(const struct neume_bench_change *c, const struct neume_bench *now)
{
    char words[96];
    json_t *one = json_object(), *clips = json_object();
    neume_bench_change_words(c, words, sizeof words);
    put_number(one, "before", c->before);
    put_number(one, "after", c->after);
    put_number(one, "low", c->between.low);
    put_number(one, "high", c->between.high);
    put_number(one, "p", c->p);
    json_object_set_new(one, "better", json_integer((json_int_t)c->better));
    json_object_set_new(one, "worse", json_integer((json_int_t)c->worse));
    json_object_set_new(one, "same", json_integer((json_int_t)c->same));
    json_object_set_new(one, "words", json_string(words));
    for (size_t i = 0; i < now->count; i++)
        put_number(clips, now->clip[i].id, c->difference[i]);
    json_object_set_new(one, "clips", clips);
    return one;
}

static void put_against(json_t *all, const struct neume_bench_changes *a)
{
    json_t *measures = json_object();
    for (size_t i = 0; i < a->count; i++)
        json_object_set_new(measures, neume_measures[a->item[i].measure].name, comparison_to_json(&a->item[i], a->now));
    json_object_set_new(all, "against",
                        json_pack("{s:I, s:I, s:o}", "only_now", (json_int_t)a->only_now, "only_before",
                                  (json_int_t)a->only_before, "measures", measures));
}

json_t *neume_bench_to_json(const struct neume_bench_report *report)
{
    const struct neume_bench *bench = report->bench;
    json_t *all = json_object(), *clips = json_array();
    put_text(all, "format", "neume bench");
    json_object_set_new(all, "version", json_integer(NEUME_BENCH_JSON_VERSION));
    put_text(all, "dataset", bench->dataset);
    put_text(all, "root", bench->root);
    put_text(all, "split", bench->split);
    put_text(all, "transcriber", bench->transcriber);
    json_object_set_new(all, "counts",
                        json_pack("{s:I, s:I, s:I, s:I, s:I}", "clips", (json_int_t)bench->count, "scored",
                                  (json_int_t)bench->scored, "failed", (json_int_t)bench->failed, "missing",
                                  (json_int_t)bench->missing, "whole", (json_int_t)bench->whole));
    for (size_t i = 0; i < bench->count; i++)
        json_array_append_new(clips, clip_to_json(&bench->clip[i]));
    json_object_set_new(all, "clips", clips);
    put_summary(all, report->summary);
    put_detail(all, &bench->detail);
    if (bench->timed)
        put_speed(all, bench);
    if (report->against)
        put_against(all, report->against);
    return all;
}
