/* SPDX-License-Identifier: MIT */
#include "datasets/bench/plots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/escape.h"
#include "datasets/readers/truth.h"

enum { WIDTH = 760, LEFT = 150, RIGHT = 20, LANE = 44, TOP = 8, FOOT = 34 };

static void begin(int width, int height, const char *label, FILE *out)
{
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"", width, height, width);
    neume_escape_xml(out, label);
    fputs("\">\n", out);
}

static void end(FILE *out)
{
    fputs("</svg>\n", out);
}

static void label(double x, double y, const char *anchor, const char *text, FILE *out)
{
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    neume_escape_xml(out, text);
    fputs("</text>\n", out);
}

static void rectangle(const char *kind, double x, double y, double width, double height, FILE *out)
{
    fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"", kind, x, y, width, height);
}

/* Lines across at 0, 0.2 .. 1 with their numbers below. */
static void share_axis(double left, double width, double top, double bottom, const char *title, FILE *out)
{
    char text[16];
    for (int i = 0; i <= 5; i++) {
        double x = left + width * i / 5;
        fprintf(out, "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x, top, x, bottom);
        snprintf(text, sizeof text, "%.1f", i / 5.0);
        label(x, bottom + 15, "middle", text, out);
    }
    label(left + width / 2, bottom + 30, "middle", title, out);
}

static double share_x(double value)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * value;
}

/* Dots of one lane, spread up and down so that few hide others. */
static void lane_dots(const struct neume_bench *bench, const char *category, enum neume_measure m, double middle,
                      FILE *out)
{
    size_t drawn = 0;
    for (size_t i = 0; i < bench->count; i++) {
        const struct neume_bench_clip *c = &bench->clip[i];
        if (c->state == NEUME_CLIP_MISSING || strcmp(c->category, category) != 0 || isnan(c->value[m]))
            continue;
        double y = middle + (double)(drawn++ * 5 % 7) * 4 - 12;
        fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>",
                c->state == NEUME_CLIP_FAILED ? "failed" : "dot", share_x(c->value[m]), y);
        neume_escape_xml(out, c->id);
        fprintf(out, ": %.3f%s</title></circle>\n", c->value[m], c->state == NEUME_CLIP_FAILED ? " (failed)" : "");
    }
}

static void lane_mean(const struct neume_figure *mean, double middle, FILE *out)
{
    if (!isnan(mean->interval.low)) {
        rectangle("interval", share_x(mean->interval.low), middle - 17,
                  share_x(mean->interval.high) - share_x(mean->interval.low), 34, out);
        fprintf(out, "><title>95 %%: %.3f to %.3f</title></rect>\n", mean->interval.low, mean->interval.high);
    }
    fprintf(out,
            "<line class=\"mean\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"><title>mean %.3f</title></line>\n",
            share_x(mean->value), middle - 17, share_x(mean->value), middle + 17, mean->value);
}

void neume_plot_clips(const struct neume_bench *bench, const struct neume_bench_summary *summary,
                      enum neume_measure measure, FILE *out)
{
    int lanes = 0, lane = 0;
    for (size_t r = 0; r + 1 < summary->count; r++)
        lanes += summary->row[r].mean[measure].clips > 0;
    double bottom = TOP + lanes * LANE;
    begin(WIDTH, (int)bottom + FOOT, "one dot for each clip", out);
    share_axis(LEFT, WIDTH - LEFT - RIGHT, TOP, bottom, neume_measures[measure].words, out);
    for (size_t r = 0; r + 1 < summary->count; r++) {
        const struct neume_bench_row *row = &summary->row[r];
        double middle = TOP + LANE * lane + LANE / 2.0;
        char number[48];
        if (!row->mean[measure].clips)
            continue;
        lane++;
        lane_mean(&row->mean[measure], middle, out);
        lane_dots(bench, row->name, measure, middle, out);
        label(LEFT - 10, middle - 2, "end", row->name, out);
        snprintf(number, sizeof number, "%.3f, %zu clips", row->mean[measure].value, row->mean[measure].clips);
        label(LEFT - 10, middle + 13, "end", number, out);
    }
    end(out);
}

static const char *const class_words[NEUME_CONFUSION_SIZE] = {"kick", "snare", "hi-hat", "tom", "cymbal", "nothing"};

static void confusion_row(const double *count, int row, FILE *out)
{
    enum { CELL_W = 84, CELL_H = 34 };
    double sum = 0, y = 40 + row * CELL_H;
    char text[48];
    for (int e = 0; e < NEUME_CONFUSION_SIZE; e++)
        sum += count[e];
    label(LEFT - 50, y + 22, "end", class_words[row], out);
    for (int e = 0; e < NEUME_CONFUSION_SIZE; e++) {
        double share = sum > 0 ? count[e] / sum : 0, x = LEFT - 40 + e * CELL_W;
        if (row == NEUME_DRUM_CLASSES && e == NEUME_DRUM_CLASSES)
            continue;
        rectangle(row == e ? "right" : "wrong", x, y, CELL_W - 2, CELL_H - 2, out);
        fprintf(out, " fill-opacity=\"%.3f\"><title>%s heard as %s: %.0f, %.1f %%</title></rect>\n", share,
                class_words[row], class_words[e], count[e], 100 * share);
        snprintf(text, sizeof text, "%.0f", count[e]);
        fprintf(out, "<g class=\"%s\">", share > 0.75 ? "over" : "count");
        label(x + CELL_W / 2.0 - 1, y + 21, "middle", text, out);
        fputs("</g>", out);
    }
}

int neume_plot_confusion(const struct neume_bench_detail *detail, FILE *out)
{
    double total = 0;
    for (int r = 0; r < NEUME_CONFUSION_SIZE; r++)
        for (int e = 0; e < NEUME_CONFUSION_SIZE; e++)
            total += detail->confusion[r][e];
    if (total <= 0)
        return 0;
    begin(640, 250, "confusion of drum classes", out);
    label(110 + 252, 12, "middle", "heard as", out);
    for (int e = 0; e < NEUME_CONFUSION_SIZE; e++)
        label(110 + e * 84 + 41, 32, "middle", class_words[e], out);
    for (int r = 0; r < NEUME_CONFUSION_SIZE; r++)
        confusion_row(detail->confusion[r], r, out);
    end(out);
    return 1;
}

int neume_plot_timing(const struct neume_bench_detail *detail, int kind, FILE *out)
{
    enum { BAR = 26, HEIGHT = 150, BASE = 170, MARGIN = 40 };
    const double *bin = detail->timing[kind];
    double most = 0, total = 0;
    char text[32];
    for (int b = 0; b < NEUME_TIMING_BINS; b++) {
        most = fmax(most, bin[b]);
        total += bin[b];
    }
    if (most <= 0)
        return 0;
    begin(MARGIN * 2 + BAR * NEUME_TIMING_BINS, BASE + 40, "timing errors", out);
    for (int b = 0; b < NEUME_TIMING_BINS; b++) {
        int from = (b - NEUME_TIMING_BINS / 2) * 5;
        double height = HEIGHT * bin[b] / most;
        rectangle("bar", MARGIN + b * BAR + 1, BASE - height, BAR - 2, height, out);
        fprintf(out, "><title>%d to %d ms: %.0f, %.1f %%</title></rect>\n", from, from + 5, bin[b],
                100 * bin[b] / total);
    }
    for (int ms = -50; ms <= 50; ms += 10) {
        snprintf(text, sizeof text, ms > 0 ? "+%d" : "%d", ms);
        label(MARGIN + (ms / 5 + NEUME_TIMING_BINS / 2) * BAR, BASE + 16, "middle", text, out);
    }
    fprintf(out, "<line class=\"mean\" x1=\"%d\" y1=\"10\" x2=\"%d\" y2=\"%d\"/>\n",
            MARGIN + BAR * NEUME_TIMING_BINS / 2, MARGIN + BAR * NEUME_TIMING_BINS / 2, BASE);
    label(MARGIN + BAR * NEUME_TIMING_BINS / 2.0, BASE + 34, "middle",
          kind ? "early  \342\206\220  hits, ms  \342\206\222  late"
               : "early  \342\206\220  notes, ms  \342\206\222  late",
          out);
    end(out);
    return 1;
}

/* One pitch: found and missed upwards, invented downwards. */
static void pitch_bar(const struct neume_tally *t, int pitch, double x, double width, double scale, FILE *out)
{
    enum { ZERO = 160 };
    double found = t->matched * scale, missed = (t->reference - t->matched) * scale;
    double extra = (t->estimated - t->matched) * scale;
    rectangle("bar", x, ZERO - found, width, found, out);
    fputs("/>", out);
    rectangle("missed", x, ZERO - found - missed, width, missed, out);
    fputs("/>", out);
    rectangle("extra", x, ZERO + 1, width, extra, out);
    fputs("/>", out);
    rectangle("hover", x, 10, width, 220, out);
    fprintf(out, "><title>MIDI pitch %d: %.0f found, %.0f missed, %.0f not there</title></rect>\n", pitch, t->matched,
            t->reference - t->matched, t->estimated - t->matched);
}

static void key(double x, const char *kind, const char *text, FILE *out)
{
    rectangle(kind, x, 262, 11, 11, out);
    fputs("/>\n", out);
    label(x + 16, 272, "start", text, out);
}

int neume_plot_pitches(const struct neume_bench_detail *detail, FILE *out)
{
    int low = 128, high = -1;
    double most = 0;
    char text[16];
    for (int p = 0; p < 128; p++) {
        const struct neume_tally *t = &detail->pitch[p];
        if (t->reference <= 0 && t->estimated <= 0)
            continue;
        low = p < low ? p : low;
        high = p;
        most = fmax(most, fmax(t->reference / 150, (t->estimated - t->matched) / 70));
    }
    if (high < 0)
        return 0;
    double step = fmin(26, 700.0 / (high - low + 1)), left = 30;
    begin(WIDTH, 284, "notes found and missed by pitch", out);
    for (int p = low; p <= high; p++) {
        double x = left + (p - low) * step;
        if (p % 12 == 0) {
            fprintf(out, "<line class=\"grid\" x1=\"%.1f\" y1=\"10\" x2=\"%.1f\" y2=\"232\"/>\n", x, x);
            snprintf(text, sizeof text, "C%d", p / 12 - 1);
            label(x, 250, "middle", text, out);
        }
        pitch_bar(&detail->pitch[p], p, x, fmax(step - 1.5, 1), 1 / most, out);
    }
    key(left, "bar", "found", out);
    key(left + 90, "missed", "missed", out);
    key(left + 190, "extra", "not there", out);
    end(out);
    return 1;
}

int neume_plot_changes(const struct neume_bench_change *c, const struct neume_bench *now, FILE *out)
{
    enum { ZERO = 100, HEIGHT = 90 };
    size_t *order = malloc((now->count + 1) * sizeof *order);
    size_t count = order ? neume_bench_change_order(c, now->count, order) : 0;
    double most = 0, step = count ? fmin(20, 700.0 / (double)count) : 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(c->difference[order[i]]));
    if (count)
        begin(WIDTH, 212, "changes by clip", out);
    for (size_t i = 0; i < count; i++) {
        double d = c->difference[order[i]], height = HEIGHT * fabs(d) / most;
        rectangle(d > 0 ? "bar" : "missed", 30 + (double)i * step, d > 0 ? ZERO - height : ZERO, fmax(step - 1, 0.7),
                  height, out);
        fputs("><title>", out);
        neume_escape_xml(out, now->clip[order[i]].id);
        fprintf(out, ": %+.3f</title></rect>\n", d);
    }
    if (count) {
        char scale[96];
        snprintf(scale, sizeof scale, "%zu clips changed, by %.3f at most", count, most);
        label(30, 205, "start", scale, out);
        fprintf(out, "<line class=\"grid\" x1=\"30\" y1=\"%d\" x2=\"740\" y2=\"%d\"/>\n", ZERO, ZERO);
        end(out);
    }
    free(order);
    return count > 0;
}
