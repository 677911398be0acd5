/* SPDX-License-Identifier: MIT */
#include "datasets/bench/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/report.h"

enum { NAME_WIDTH = 26, MOST_LISTED = 10 };

static int is_column(const struct neume_bench_summary *s, int m)
{
    return neume_measures[m].shown && s->any[m];
}

static void write_row(const struct neume_bench_summary *s, const char *name, size_t clips,
                      const struct neume_figure *figure, FILE *out)
{
    fprintf(out, "%-*s %4zu", NAME_WIDTH, name, clips);
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (!is_column(s, m))
            continue;
        if (isnan(figure[m].value))
            fprintf(out, " %10s", "-");
        else
            fprintf(out, " %10.3f", figure[m].value);
    }
    fputc('\n', out);
}

static void write_heads(const struct neume_bench_summary *s, int width, FILE *out)
{
    fprintf(out, "%-*s %4s", NAME_WIDTH, "", "n");
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
        if (is_column(s, m))
            fprintf(out, " %*s", width, neume_measures[m].name);
    fputc('\n', out);
}

static const char *row_name(const struct neume_bench_row *row, const char *all)
{
    return row->name ? row->name : all;
}

/* The rows that the mean table has: one category is all there is. */
static size_t first_row(const struct neume_bench_summary *s)
{
    return s->count == 2 ? 1 : 0;
}

static void write_means(const struct neume_bench_summary *s, FILE *out)
{
    const struct neume_bench_row *all = &s->row[s->count - 1];
    write_heads(s, 10, out);
    for (size_t r = 0; r + 1 < s->count; r++)
        write_row(s, s->row[r].name, s->row[r].clips, s->row[r].mean, out);
    if (s->count > 2)
        write_row(s, "ALL (mean over clips)", all->clips, all->mean, out);
    for (size_t r = 0; s->count > 2 && r + 1 < s->count; r++) {
        char name[64];
        snprintf(name, sizeof name, "%.17s (pooled)", s->row[r].name);
        write_row(s, name, s->row[r].clips, s->row[r].pooled, out);
    }
    write_row(s, "ALL (pooled)", all->clips, all->pooled, out);
}

static void write_intervals(const struct neume_bench_summary *s, const char *name, size_t clips,
                            const struct neume_figure *figure, FILE *out)
{
    fprintf(out, "%-*s %4zu", NAME_WIDTH, name, clips);
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (!is_column(s, m))
            continue;
        if (isnan(figure[m].interval.low))
            fprintf(out, " %12s", "-");
        else
            fprintf(out, "  %.3f-%.3f", figure[m].interval.low, figure[m].interval.high);
    }
    fputc('\n', out);
}

static void write_all_intervals(const struct neume_bench_summary *s, FILE *out)
{
    const struct neume_bench_row *all = &s->row[s->count - 1];
    fprintf(out, "\n95 %% intervals (bootstrap over clips, %d draws)\n", NEUME_STATS_RESAMPLES);
    write_heads(s, 12, out);
    for (size_t r = first_row(s); r < s->count; r++)
        write_intervals(s, row_name(&s->row[r], "ALL (mean over clips)"), s->row[r].clips, s->row[r].mean, out);
    write_intervals(s, "ALL (pooled)", all->clips, all->pooled, out);
}

void neume_bench_describe_counts(const struct neume_bench *bench, char *out, size_t size)
{
    size_t used = (size_t)snprintf(out, size, "%zu clip%s: %zu scored", bench->count, bench->count == 1 ? "" : "s",
                                   bench->scored);
    if (bench->failed && used < size)
        used += (size_t)snprintf(out + used, size - used, ", %zu failed and scored as if nothing had been found",
                                 bench->failed);
    if (bench->missing && used < size)
        used += (size_t)snprintf(out + used, size - used, ", %zu missing and in no figure: the set is partial",
                                 bench->missing);
    if (bench->whole > bench->count && used < size)
        snprintf(out + used, size - used, "; the whole set has %zu clips", bench->whole);
}

static void write_state(const struct neume_bench *bench, enum neume_clip_state state, const char *title, FILE *out)
{
    int said = 0;
    for (size_t i = 0; i < bench->count; i++) {
        const struct neume_bench_clip *c = &bench->clip[i];
        if (c->state != state)
            continue;
        if (!said++)
            fprintf(out, "\n%s\n", title);
        fprintf(out, "  %s: %s\n", c->id, c->reason);
    }
}

static void write_changes(const struct neume_bench_change *c, const struct neume_bench *now, FILE *out)
{
    size_t *order = malloc((now->count + 1) * sizeof *order);
    size_t count = order ? neume_bench_change_order(c, now->count, order) : 0;
    for (size_t i = 0; i < c->worse && i < MOST_LISTED && i < count; i++)
        fprintf(out, "    worse   %+.3f  %s\n", c->difference[order[i]], now->clip[order[i]].id);
    if (c->worse > MOST_LISTED)
        fprintf(out, "    and %zu more that are worse\n", c->worse - MOST_LISTED);
    for (size_t i = 0; i < c->better && i < MOST_LISTED && i < count; i++)
        fprintf(out, "    better  %+.3f  %s\n", c->difference[order[count - 1 - i]],
                now->clip[order[count - 1 - i]].id);
    if (c->better > MOST_LISTED)
        fprintf(out, "    and %zu more that are better\n", c->better - MOST_LISTED);
    free(order);
}

static void write_against(const struct neume_bench_changes *a, FILE *out)
{
    char words[96];
    fprintf(out, "\nagainst %s\n", a->before->transcriber);
    if (a->only_now || a->only_before)
        fprintf(out, "  not compared: %zu clips that only this result has, %zu that only the other has\n", a->only_now,
                a->only_before);
    if (!a->count)
        fprintf(out, "  nothing in common to compare\n");
    for (size_t i = 0; i < a->count; i++) {
        const struct neume_bench_change *c = &a->item[i];
        neume_bench_change_words(c, words, sizeof words);
        fprintf(out, "  %-11s %.3f -> %.3f (%+.3f", neume_measures[c->measure].name, c->before, c->after,
                c->after - c->before + 0.0);
        if (!isnan(c->between.low))
            fprintf(out, ", 95 %% %+.3f to %+.3f", c->between.low, c->between.high);
        fprintf(out, ") on %zu clips, %zu better, %zu worse: %s\n", c->clips, c->better, c->worse, words);
        write_changes(c, a->now, out);
    }
}

static void write_speed(const struct neume_bench *bench, FILE *out)
{
    double audio = neume_bench_audio(bench);
    fprintf(out, "\n%.1f s of audio in %.2f s with %d at once%s%s: %.1f s of audio per second", audio, bench->wall,
            bench->jobs, *bench->processor ? " on " : "", bench->processor, bench->wall > 0 ? audio / bench->wall : 0);
    if (!isnan(bench->peak))
        fprintf(out, "; peak memory %.1f MB", bench->peak / 1e6);
    fputc('\n', out);
}

void neume_bench_write_text(const struct neume_bench_report *report, FILE *out)
{
    const struct neume_bench *bench = report->bench;
    char counts[200];
    if (report->summary->count > 1) {
        write_means(report->summary, out);
        write_all_intervals(report->summary, out);
    }
    neume_bench_describe_counts(bench, counts, sizeof counts);
    fprintf(out, "\n%s%s%s by %s\n%s\n", bench->dataset, *bench->split ? ", split " : "", bench->split,
            bench->transcriber, counts);
    write_state(bench, NEUME_CLIP_FAILED, "failed:", out);
    write_state(bench, NEUME_CLIP_MISSING, "missing:", out);
    if (report->against)
        write_against(report->against, out);
    if (bench->timed)
        write_speed(bench, out);
}
