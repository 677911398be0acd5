/* SPDX-License-Identifier: MIT */
#include "datasets/bench/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum neume_status neume_bench_set(char **field, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (!copy)
        return NEUME_ERR_MEMORY;
    memcpy(copy, text, size);
    free(*field);
    *field = copy;
    return NEUME_OK;
}

enum neume_status neume_bench_init(struct neume_bench *bench, size_t clips)
{
    *bench = (struct neume_bench){.wall = NAN, .peak = NAN};
    bench->clip = calloc(clips ? clips : 1, sizeof *bench->clip);
    if (!bench->clip)
        return NEUME_ERR_MEMORY;
    bench->count = clips;
    for (size_t i = 0; i < clips; i++) {
        struct neume_bench_clip *c = &bench->clip[i];
        c->state = NEUME_CLIP_MISSING;
        c->audio = c->spent = c->peak = NAN;
        for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
            c->value[m] = NAN;
    }
    return NEUME_OK;
}

void neume_bench_release(struct neume_bench *bench)
{
    if (!bench)
        return;
    for (size_t i = 0; i < bench->count; i++) {
        free(bench->clip[i].id);
        free(bench->clip[i].category);
    }
    free(bench->clip);
    free(bench->dataset);
    free(bench->root);
    free(bench->split);
    free(bench->transcriber);
    *bench = (struct neume_bench){0};
}

static void add_tally(struct neume_tally *to, const struct neume_tally *from)
{
    to->matched += from->matched;
    to->reference += from->reference;
    to->estimated += from->estimated;
}

void neume_bench_take(struct neume_bench *bench, size_t index, const struct neume_bench_scores *scores)
{
    struct neume_bench_clip *clip = &bench->clip[index];
    memcpy(clip->value, scores->value, sizeof clip->value);
    memcpy(clip->tally, scores->tally, sizeof clip->tally);
    struct neume_bench_detail *sum = &bench->detail;
    const struct neume_bench_detail *one = &scores->detail;
    for (int kind = 0; kind < 2; kind++)
        for (int b = 0; b < NEUME_TIMING_BINS; b++)
            sum->timing[kind][b] += one->timing[kind][b];
    for (int p = 0; p < 128; p++)
        add_tally(&sum->pitch[p], &one->pitch[p]);
    for (int r = 0; r < NEUME_CONFUSION_SIZE; r++)
        for (int e = 0; e < NEUME_CONFUSION_SIZE; e++)
            sum->confusion[r][e] += one->confusion[r][e];
}

void neume_bench_count(struct neume_bench *bench)
{
    bench->scored = bench->failed = bench->missing = 0;
    for (size_t i = 0; i < bench->count; i++) {
        bench->scored += bench->clip[i].state == NEUME_CLIP_SCORED;
        bench->failed += bench->clip[i].state == NEUME_CLIP_FAILED;
        bench->missing += bench->clip[i].state == NEUME_CLIP_MISSING;
    }
}

double neume_bench_audio(const struct neume_bench *bench)
{
    double audio = 0;
    for (size_t i = 0; i < bench->count; i++)
        if (bench->clip[i].state == NEUME_CLIP_SCORED && !isnan(bench->clip[i].audio))
            audio += bench->clip[i].audio;
    return audio;
}

/* The values and tallies of one measure over the clips of one row. */
struct column {
    double *value;
    struct neume_tally *tally;
    size_t count;
};

static int belongs(const struct neume_bench_clip *clip, const char *category)
{
    return clip->state != NEUME_CLIP_MISSING && (!category || !strcmp(clip->category, category));
}

static void gather(const struct neume_bench *bench, const char *category, enum neume_measure m, struct column *c)
{
    c->count = 0;
    for (size_t i = 0; i < bench->count; i++) {
        if (!belongs(&bench->clip[i], category))
            continue;
        c->value[c->count] = bench->clip[i].value[m];
        c->tally[c->count++] = neume_measure_tally(m, bench->clip[i].tally);
    }
}

static void fill_figures(struct neume_bench_row *row, enum neume_measure m, const struct column *c)
{
    struct neume_figure *mean = &row->mean[m], *pooled = &row->pooled[m];
    const struct neume_interval none = {NAN, NAN};
    mean->value = neume_stats_mean(c->value, c->count, &mean->clips);
    mean->interval = mean->clips ? neume_stats_mean_interval(c->value, c->count) : none;
    struct neume_tally sum = {0, 0, 0};
    for (size_t i = 0; i < c->count; i++)
        add_tally(&sum, &c->tally[i]);
    pooled->interval = none;
    pooled->clips = mean->clips;
    pooled->value = NAN;
    if (!mean->clips || sum.reference + sum.estimated <= 0)
        return;
    double precision = sum.estimated > 0 ? sum.matched / sum.estimated : 0;
    double recall = sum.reference > 0 ? sum.matched / sum.reference : 0;
    switch (neume_measures[m].pooling) {
    case NEUME_POOL_NONE:
        break;
    case NEUME_POOL_PRECISION:
        pooled->value = precision;
        break;
    case NEUME_POOL_RECALL:
        pooled->value = recall;
        break;
    case NEUME_POOL_F:
        pooled->value = neume_stats_f(&sum);
        pooled->interval = neume_stats_pooled_interval(c->tally, c->count);
        break;
    }
}

static void fill_row(const struct neume_bench *bench, struct neume_bench_row *row, struct column *c)
{
    for (size_t i = 0; i < bench->count; i++) {
        int mine = belongs(&bench->clip[i], row->name);
        row->clips += (size_t)mine;
        row->failed += mine && bench->clip[i].state == NEUME_CLIP_FAILED;
    }
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        gather(bench, row->name, (enum neume_measure)m, c);
        fill_figures(row, (enum neume_measure)m, c);
    }
}

/* The categories, each once, as rows; how many. */
static size_t find_categories(const struct neume_bench *bench, struct neume_bench_row *row)
{
    size_t count = 0;
    for (size_t i = 0; i < bench->count; i++) {
        size_t r = 0;
        if (!belongs(&bench->clip[i], NULL))
            continue;
        while (r < count && strcmp(row[r].name, bench->clip[i].category) != 0)
            r++;
        if (r == count)
            row[count++].name = bench->clip[i].category;
    }
    return count;
}

enum neume_status neume_bench_summarise(const struct neume_bench *bench, struct neume_bench_summary *summary)
{
    struct column column = {0};
    enum neume_status status = NEUME_ERR_MEMORY;
    *summary = (struct neume_bench_summary){0};
    summary->row = calloc(bench->count + 1, sizeof *summary->row);
    column.value = malloc((bench->count + 1) * sizeof *column.value);
    column.tally = malloc((bench->count + 1) * sizeof *column.tally);
    if (!summary->row || !column.value || !column.tally)
        goto done;
    summary->count = find_categories(bench, summary->row) + 1;
    for (size_t r = 0; r < summary->count; r++)
        fill_row(bench, &summary->row[r], &column);
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        summary->any[m] = summary->row[summary->count - 1].mean[m].clips > 0;
    status = NEUME_OK;
done:
    free(column.value);
    free(column.tally);
    if (status != NEUME_OK)
        neume_bench_summary_release(summary);
    return status;
}

void neume_bench_summary_release(struct neume_bench_summary *summary)
{
    if (!summary)
        return;
    free(summary->row);
    *summary = (struct neume_bench_summary){0};
}
