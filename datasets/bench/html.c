/* SPDX-License-Identifier: MIT */
#include "datasets/bench/html.h"

#include <math.h>

#include "core/escape.h"
#include "datasets/bench/plots.h"
#include "datasets/bench/report.h"
#include "datasets/bench/text.h"

static const char head[] =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<style>\n"
    ":root{--back:#fdfdfc;--ink:#20242c;--soft:#5d6470;--line:#dfe2e6;--blue:#2867c7;--orange:#d8792b;"
    "--grey:#9aa1ab;--band:#2867c733;--over:#fff}\n"
    "@media(prefers-color-scheme:dark){:root{--back:#15181d;--ink:#e7e9ec;--soft:#a3abb7;--line:#323842;"
    "--blue:#6ea3f2;--orange:#ee9d57;--grey:#757e8b;--band:#6ea3f240;--over:#10131a}}\n"
    "body{margin:2rem auto;max-width:60rem;padding:0 1rem;background:var(--back);color:var(--ink);"
    "font:15px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.2rem 0 .5rem}h3{font-size:.95rem;margin:1.2rem 0 "
    ".3rem}p{margin:.3rem 0}.soft{color:var(--soft)}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}\n"
    "th:first-child,td:first-child{text-align:left}td small{color:var(--soft);display:block}\n"
    "svg{max-width:100%;height:auto;display:block}svg text{fill:var(--soft);font-size:12px}\n"
    ".grid{stroke:var(--line)}.mean{stroke:var(--ink);stroke-width:2}.interval{fill:var(--band)}"
    ".dot{fill:var(--blue);fill-opacity:.75}.failed{fill:var(--orange)}.bar{fill:var(--blue)}"
    ".missed{fill:var(--orange)}.extra{fill:var(--grey)}.hover{fill:transparent}.right{fill:var(--blue)}"
    ".wrong{fill:var(--orange)}.count text{fill:var(--ink)}.over text{fill:var(--over)}\n"
    "</style>\n";

static void put(const char *text, FILE *out)
{
    neume_escape_xml(out, text);
}

static void write_head(const struct neume_bench *bench, FILE *out)
{
    char counts[256];
    fputs(head, out);
    fputs("<title>neume bench: ", out);
    put(bench->dataset, out);
    fputs("</title>\n</head>\n<body>\n<h1>", out);
    put(bench->dataset, out);
    if (*bench->split) {
        fputs(", split ", out);
        put(bench->split, out);
    }
    fputs("</h1>\n<p>", out);
    put(bench->transcriber, out);
    fputs("</p>\n<p class=\"soft\">", out);
    neume_bench_describe_counts(bench, counts, sizeof counts);
    put(counts, out);
    fputs("</p>\n", out);
    double audio = neume_bench_audio(bench);
    if (bench->timed && bench->wall > 0) {
        fprintf(out, "<p class=\"soft\">%.1f s of audio per second with %d at once; peak memory %.1f MB",
                audio / bench->wall, bench->jobs, isnan(bench->peak) ? 0 : bench->peak / 1e6);
        fputs(*bench->processor ? "; " : "", out);
        put(bench->processor, out);
        fputs("</p>\n", out);
    }
}

/* The tables are as wide as a page: each has the measures of one kind, the first column's names in each. */
static const struct group {
    const char *title;
    int first, end; /* measures */
} groups[] = {
    {"notes and onsets", NEUME_NOTE_P, NEUME_DRUM_F},
    {"drums", NEUME_DRUM_F, NEUME_DRUM_F30},
    {"drums within 30 ms", NEUME_DRUM_F30, NEUME_MELODY_RPA},
    {"melody, beats and frames", NEUME_MELODY_RPA, NEUME_LAG_MS},
    {"lag", NEUME_LAG_MS, NEUME_MEASURE_COUNT},
};

enum { GROUPS = sizeof groups / sizeof *groups };

static int is_column(const struct neume_bench_summary *s, int m)
{
    return neume_measures[m].shown && s->any[m];
}

static int has_columns(const struct neume_bench_summary *s, const struct group *g)
{
    for (int m = g->first; m < g->end; m++)
        if (is_column(s, m))
            return 1;
    return 0;
}

static void write_cells(const struct neume_bench_summary *s, const struct group *g, const struct neume_figure *figure,
                        FILE *out)
{
    for (int m = g->first; m < g->end; m++) {
        if (!is_column(s, m))
            continue;
        if (isnan(figure[m].value))
            fputs("<td>-</td>", out);
        else
            fprintf(out, "<td>%.3f", figure[m].value);
        if (!isnan(figure[m].value) && !isnan(figure[m].interval.low))
            fprintf(out, "<small>%.3f\342\200\223%.3f</small>", figure[m].interval.low, figure[m].interval.high);
        if (!isnan(figure[m].value))
            fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

static void write_heads(const struct neume_bench_summary *s, const struct group *g, const char *first, FILE *out)
{
    fprintf(out, "<h3>%s</h3>\n<div class=\"wide\"><table>\n<tr><th>%s</th>", g->title, first);
    for (int m = g->first; m < g->end; m++)
        if (is_column(s, m))
            fprintf(out, "<th title=\"%s\">%s</th>", neume_measures[m].words, neume_measures[m].name);
    fputs("</tr>\n", out);
}

static int row_has_any(const struct group *g, const struct neume_figure *figure)
{
    for (int m = g->first; m < g->end; m++)
        if (neume_measures[m].shown && !isnan(figure[m].value))
            return 1;
    return 0;
}

static void write_group(const struct neume_bench_summary *s, const struct group *g, FILE *out)
{
    const struct neume_bench_row *all = &s->row[s->count - 1];
    write_heads(s, g, "category", out);
    for (size_t r = 0; r < s->count; r++) {
        if ((s->count == 2 && r == 1) || !row_has_any(g, s->row[r].mean))
            continue;
        fputs("<tr><td>", out);
        put(s->row[r].name ? s->row[r].name : "all, mean", out);
        fprintf(out, "<small>%zu clip%s</small></td>", s->row[r].clips, s->row[r].clips == 1 ? "" : "s");
        write_cells(s, g, s->row[r].mean, out);
    }
    fprintf(out, "<tr><td>all, pooled<small>%zu clip%s</small></td>", all->clips, all->clips == 1 ? "" : "s");
    write_cells(s, g, all->pooled, out);
    fputs("</table></div>\n", out);
}

static void write_table(const struct neume_bench_summary *s, FILE *out)
{
    fputs("<h2>Figures</h2>\n<p class=\"soft\">Means over clips, with 95 % intervals by the bootstrap over clips; "
          "pooled: all events counted together.</p>\n",
          out);
    for (int g = 0; g < GROUPS; g++)
        if (has_columns(s, &groups[g]))
            write_group(s, &groups[g], out);
}

static void write_strips(const struct neume_bench *bench, const struct neume_bench_summary *s, FILE *out)
{
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        if (!neume_measures[m].compared || !s->any[m] || m == NEUME_DRUM_MICRO)
            continue;
        fprintf(out, "<h2>%s by clip</h2>\n", neume_measures[m].name);
        neume_plot_clips(bench, s, (enum neume_measure)m, out);
    }
}

static int has_any(const double *count, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (count[i] > 0)
            return 1;
    return 0;
}

static int has_confusion(const struct neume_bench_detail *d)
{
    int any = 0;
    for (int r = 0; r < NEUME_CONFUSION_SIZE; r++)
        any |= has_any(d->confusion[r], NEUME_CONFUSION_SIZE);
    return any;
}

static int has_pitches(const struct neume_bench_detail *d)
{
    for (int p = 0; p < 128; p++)
        if (d->pitch[p].reference > 0 || d->pitch[p].estimated > 0)
            return 1;
    return 0;
}

static void write_plots(const struct neume_bench_detail *d, FILE *out)
{
    if (has_any(d->timing[0], NEUME_TIMING_BINS) || has_any(d->timing[1], NEUME_TIMING_BINS))
        fputs("<h2>Timing errors</h2>\n<p class=\"soft\">The onsets of what was found, estimate less reference.</p>\n",
              out);
    neume_plot_timing(d, 0, out);
    neume_plot_timing(d, 1, out);
    if (has_confusion(d)) {
        fputs("<h2>Confusion of drum classes</h2>\n<p class=\"soft\">Rows: what was played. The stronger the "
              "colour, the larger the share of the row.</p>\n",
              out);
        neume_plot_confusion(d, out);
    }
    if (has_pitches(d)) {
        fputs("<h2>Errors by pitch</h2>\n", out);
        neume_plot_pitches(d, out);
    }
}

static void write_against(const struct neume_bench_changes *a, FILE *out)
{
    char words[96];
    fputs("<h2>Against the earlier result</h2>\n<p class=\"soft\">", out);
    put(a->before->transcriber, out);
    fprintf(out, "; %zu clips are only here, %zu only there</p>\n", a->only_now, a->only_before);
    for (size_t i = 0; i < a->count; i++) {
        const struct neume_bench_change *c = &a->item[i];
        neume_bench_change_words(c, words, sizeof words);
        fprintf(out, "<p><b>%s</b> %.3f \342\206\222 %.3f on %zu clips, %zu better, %zu worse: ",
                neume_measures[c->measure].name, c->before, c->after, c->clips, c->better, c->worse);
        put(words, out);
        fputs("</p>\n", out);
        neume_plot_changes(c, a->now, out);
    }
}

static int clip_has_any(const struct group *g, const struct neume_bench_clip *c)
{
    for (int m = g->first; m < g->end; m++)
        if (neume_measures[m].shown && !isnan(c->value[m]))
            return 1;
    return 0;
}

static void write_clip_group(const struct neume_bench *bench, const struct neume_bench_summary *s,
                             const struct group *g, FILE *out)
{
    write_heads(s, g, "clip", out);
    for (size_t i = 0; i < bench->count; i++) {
        const struct neume_bench_clip *c = &bench->clip[i];
        if (!clip_has_any(g, c))
            continue;
        fputs("<tr><td>", out);
        put(c->id, out);
        if (*c->reason) {
            fprintf(out, "<small>%s: ", c->state == NEUME_CLIP_FAILED ? "failed" : "missing");
            put(c->reason, out);
            fputs("</small>", out);
        }
        fputs("</td>", out);
        for (int m = g->first; m < g->end; m++)
            if (is_column(s, m))
                fprintf(out, isnan(c->value[m]) ? "<td>-</td>" : "<td>%.3f</td>", c->value[m]);
        fputs("</tr>\n", out);
    }
    fputs("</table></div>\n", out);
}

/* What is missing has no figures, and stands in a list of its own. */
static void write_clips(const struct neume_bench *bench, const struct neume_bench_summary *s, FILE *out)
{
    fprintf(out, "<h2>Clips</h2>\n<details><summary>all %zu</summary>\n", bench->count);
    for (int g = 0; g < GROUPS; g++)
        if (has_columns(s, &groups[g]))
            write_clip_group(bench, s, &groups[g], out);
    fputs("</details>\n", out);
}

static void write_troubles(const struct neume_bench *bench, enum neume_clip_state state, const char *title, FILE *out)
{
    int said = 0;
    for (size_t i = 0; i < bench->count; i++) {
        if (bench->clip[i].state != state)
            continue;
        if (!said++)
            fprintf(out, "<h2>%s</h2>\n<ul>\n", title);
        fputs("<li>", out);
        put(bench->clip[i].id, out);
        fputs(" <span class=\"soft\">", out);
        put(bench->clip[i].reason, out);
        fputs("</span></li>\n", out);
    }
    if (said)
        fputs("</ul>\n", out);
}

void neume_bench_write_html(const struct neume_bench_report *report, FILE *out)
{
    const struct neume_bench *bench = report->bench;
    write_head(bench, out);
    write_troubles(bench, NEUME_CLIP_FAILED, "Failed, and scored as if nothing had been found", out);
    write_troubles(bench, NEUME_CLIP_MISSING, "Missing, and in no figure", out);
    if (bench->scored + bench->failed > 0) {
        write_table(report->summary, out);
        write_strips(bench, report->summary, out);
        write_plots(&bench->detail, out);
    }
    if (report->against)
        write_against(report->against, out);
    write_clips(bench, report->summary, out);
    fputs("</body>\n</html>\n", out);
}
