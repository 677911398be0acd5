/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_grid.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/drum_keys.h"
#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_names.h"
#include "midi/roll/roll_paint.h"

/* Ruler, bar and beat lines, keyboard, and the rows of keys and drums. */

/* Upright hairlines sit on whole pixels. */
static double crisp(double x)
{
    return floor(x) + 0.5;
}

static size_t first_beat(const struct neume_roll_score *score, double time)
{
    size_t low = 0, high = score->beat_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (score->beat[middle].time < time - 1e-9)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The least of 1, 2, 4, 5, 8, 10, 16, ... bars between numbers, and of seconds, that leaves `room` pixels. */
static uint32_t bars_a_number(const struct neume_roll_drawing *d, size_t row, double room)
{
    const struct neume_roll_row *r = &d->layout->row[row];
    double bars = 0, last = r->from;
    for (size_t i = first_beat(d->score, r->from); i < d->score->beat_count && d->score->beat[i].time < r->to; i++) {
        bars += d->score->beat[i].beat == 1;
        last = i + 1 < d->score->beat_count ? fmin(d->score->beat[i + 1].time, r->to) : last;
    }
    double wide = fmax(last - r->from, 1e-3) * d->layout->zoom / fmax(bars, 1);
    uint32_t step = 1;
    while (step * wide < room && step < 1u << 20)
        step *= 2;
    return step;
}

static double seconds_a_line(double zoom, double room)
{
    static const double steps[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * zoom >= room)
            return steps[i];
    return 3600 * ceil(room / zoom / 3600);
}

static void line(const struct neume_roll_drawing *d, double x, double top, double bottom)
{
    cairo_move_to(d->cr, crisp(x), top);
    cairo_line_to(d->cr, crisp(x), bottom);
}

static void beat_lines(const struct neume_roll_drawing *d, size_t row, int of_bars, uint32_t step, double top,
                       double bottom)
{
    const struct neume_roll_row *r = &d->layout->row[row];
    for (size_t i = first_beat(d->score, r->from); i < d->score->beat_count; i++) {
        const struct neume_roll_beat *b = &d->score->beat[i];
        if (b->time > r->to + 1e-9)
            break;
        if ((b->beat == 1) == of_bars && (!of_bars || (b->bar - 1) % step == 0))
            line(d, neume_roll_x(d->layout, row, b->time), top, bottom);
    }
}

static void second_lines(const struct neume_roll_drawing *d, size_t row, double step, double top, double bottom)
{
    const struct neume_roll_row *r = &d->layout->row[row];
    for (double k = ceil(r->from / step - 1e-9); k * step <= r->to + 1e-9; k++)
        line(d, neume_roll_x(d->layout, row, k * step), top, bottom);
}

void neume_roll_draw_grid(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    double y = l->row[row].y, top = y + l->wave_y, bottom = y + l->row_height, zoom = l->zoom;
    cairo_set_line_width(d->cr, 1);
    if (l->bars) {
        uint32_t step = bars_a_number(d, row, 7);
        double beats = 0, last = l->row[row].from;
        for (size_t i = first_beat(d->score, last); i < d->score->beat_count && d->score->beat[i].time < l->row[row].to;
             i++, beats++)
            last = d->score->beat[i].time;
        if (beats * 9 < (last - l->row[row].from) * zoom + 9) {
            beat_lines(d, row, 0, 1, top, bottom);
            neume_roll_set(d, d->paint->line, 1);
            cairo_stroke(d->cr);
        }
        beat_lines(d, row, 1, step, top, bottom);
    } else {
        double step = seconds_a_line(zoom, 60);
        second_lines(d, row, seconds_a_line(zoom, 12), top, bottom);
        neume_roll_set(d, d->paint->line, 1);
        cairo_stroke(d->cr);
        second_lines(d, row, step, top, bottom);
    }
    neume_roll_set(d, d->paint->bar, 1);
    cairo_stroke(d->cr);
}

/* Metre, tempo and markers in the order of time: what holds at the row's start, then each change there is room for. */
static void say_marks(const struct neume_roll_drawing *d, size_t row, double baseline)
{
    const struct neume_roll_score *score = d->score;
    const struct neume_roll_row *r = &d->layout->row[row];
    const struct neume_roll_mark *list[] = {score->meter, score->tempo, score->marker};
    const size_t count[] = {score->meter_count, score->tempo_count, score->marker_count};
    size_t at[3] = {0};
    double until = d->layout->left + 4;
    for (int k = 0; k < 3; k++)
        while (at[k] < count[k] && (k == 2 ? list[k][at[k]].time < r->from - 1e-6
                                           : at[k] + 1 < count[k] && list[k][at[k] + 1].time <= r->from + 1e-6))
            at[k]++;
    for (;;) {
        int next = -1;
        for (int k = 0; k < 3; k++)
            if (at[k] < count[k] && (next < 0 || list[k][at[k]].time < list[next][at[next]].time - 1e-9))
                next = k;
        if (next < 0)
            return;
        const struct neume_roll_mark *mark = &list[next][at[next]++];
        int at_start = mark->time <= r->from + 1e-6;
        int again = !at_start && mark > list[next] && next < 2 && !strcmp(mark->text, mark[-1].text);
        double x = neume_roll_x(d->layout, row, fmax(mark->time, r->from)) + 4;
        x = at_start ? fmax(x, until) : x;
        if (mark->time >= r->to)
            continue;
        neume_roll_set(d, next == 2 ? d->paint->accent : d->paint->soft, 1);
        double width = neume_roll_text_width(d, mark->text);
        if (again || x < until || x + width > d->layout->right)
            continue;
        neume_roll_say(d, x, baseline, NEUME_ROLL_START, mark->text);
        until = x + width + 12;
    }
}

static void number_bars(const struct neume_roll_drawing *d, size_t row, double baseline)
{
    const struct neume_roll_layout *l = d->layout;
    uint32_t step = bars_a_number(d, row, 36);
    char text[32];
    for (size_t i = first_beat(d->score, l->row[row].from); i < d->score->beat_count; i++) {
        const struct neume_roll_beat *b = &d->score->beat[i];
        double x = neume_roll_x(l, row, b->time);
        if (b->time >= l->row[row].to - 1e-9)
            break;
        if (b->beat != 1 || (b->bar - 1) % step || x + 24 > l->right + 18)
            continue;
        snprintf(text, sizeof text, "%u", (unsigned)b->bar);
        neume_roll_say(d, x + 4, baseline, NEUME_ROLL_START, text);
        line(d, x, baseline - 9, d->layout->row[row].y + l->wave_y);
    }
}

static void number_seconds(const struct neume_roll_drawing *d, size_t row, double baseline)
{
    const struct neume_roll_layout *l = d->layout;
    double step = seconds_a_line(l->zoom, 60);
    char text[32];
    for (double k = ceil(l->row[row].from / step - 1e-9); k * step < l->row[row].to - 1e-9; k++) {
        double x = neume_roll_x(l, row, k * step);
        neume_roll_clock(k * step, step < 1, text, sizeof text);
        if (x + neume_roll_text_width(d, text) < l->right + 12)
            neume_roll_say(d, x + 4, baseline, NEUME_ROLL_START, text);
        line(d, x, baseline - 9, l->row[row].y + l->wave_y);
    }
}

void neume_roll_draw_ruler(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    double y = l->row[row].y;
    char text[32];
    cairo_set_font_size(d->cr, 11.5);
    neume_roll_set(d, d->paint->ink, 1);
    cairo_set_line_width(d->cr, 1);
    if (l->bars)
        number_bars(d, row, y + l->wave_y - 5);
    else
        number_seconds(d, row, y + l->wave_y - 5);
    neume_roll_set(d, d->paint->bar, 1);
    cairo_stroke(d->cr);
    cairo_set_font_size(d->cr, 10);
    neume_roll_set(d, d->paint->soft, 1);
    neume_roll_clock(l->row[row].from, 1, text, sizeof text);
    if (l->bars) {
        neume_roll_say(d, l->left - 8, y + l->wave_y - 5, NEUME_ROLL_END, text);
        say_marks(d, row, y + 10);
    }
}

static void key_rows(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    double right = neume_roll_row_right(d, row), h = l->key_height;
    neume_roll_set(d, d->paint->panel, 1);
    cairo_rectangle(d->cr, l->left, l->row[row].y + l->keys_y, right - l->left, (l->high - l->low + 1) * h);
    cairo_fill(d->cr);
    neume_roll_set(d, d->paint->black_row, 1);
    for (int p = l->low; p <= l->high; p++)
        if (neume_roll_is_black(p))
            cairo_rectangle(d->cr, l->left, neume_roll_pitch_y(l, row, p), right - l->left, h);
    cairo_fill(d->cr);
    /* A line under every C and F, where two white keys meet. */
    neume_roll_set(d, d->paint->line, 1);
    cairo_set_line_width(d->cr, 1);
    for (int p = l->low; p <= l->high; p++) {
        double y = neume_roll_pitch_y(l, row, p) + h;
        if (p % 12 == 0 || (p % 12 == 5 && h >= 4)) {
            cairo_move_to(d->cr, l->left, crisp(y - 0.5));
            cairo_line_to(d->cr, right, crisp(y - 0.5));
        }
    }
    cairo_stroke(d->cr);
}

static void drum_rows(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    double right = neume_roll_row_right(d, row), h = l->drum_height;
    char text[24];
    cairo_set_font_size(d->cr, fmin(10.5, h * 0.75));
    for (size_t i = 0; i < l->drums; i++) {
        double y = l->row[row].y + l->drums_y + (double)i * h;
        const char *name = neume_drum_key_label(l->drum[i]);
        neume_roll_set(d, i % 2 ? d->paint->black_row : d->paint->panel, 1);
        cairo_rectangle(d->cr, l->left, y, right - l->left, h);
        cairo_fill(d->cr);
        snprintf(text, sizeof text, "Key %d", l->drum[i]);
        neume_roll_set(d, d->paint->soft, 1);
        if (h >= 8)
            neume_roll_say(d, l->left - 8, y + h * 0.5 + 3.5, NEUME_ROLL_END, name ? name : text);
    }
}

static void keyboard(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    double wide = 46, x = l->left - wide - 1, h = l->key_height, top = l->row[row].y + l->keys_y;
    double tall = (l->high - l->low + 1) * h;
    char text[8];
    neume_roll_set(d, d->paint->white_key, 1);
    cairo_rectangle(d->cr, x, top, wide, tall);
    cairo_fill(d->cr);
    /* White keys are as tall as on a piano seen from the side of the roll: they meet in the middle of the black ones.
     */
    neume_roll_set(d, d->paint->bar, 1);
    cairo_set_line_width(d->cr, 0.75);
    for (int p = l->low; p <= l->high && h >= 2; p++) {
        double y = neume_roll_pitch_y(l, row, p);
        if (neume_roll_is_black(p))
            y += h / 2;
        else if (p % 12 != 11 && p % 12 != 4)
            continue;
        cairo_move_to(d->cr, x, y);
        cairo_line_to(d->cr, x + wide, y);
    }
    cairo_rectangle(d->cr, x, top, wide, tall);
    cairo_stroke(d->cr);
    neume_roll_set(d, d->paint->black_key, 1);
    for (int p = l->low; p <= l->high; p++)
        if (neume_roll_is_black(p))
            cairo_rectangle(d->cr, x, neume_roll_pitch_y(l, row, p) + h * 0.06, wide * 0.6, h * 0.88);
    cairo_fill(d->cr);
    cairo_set_font_size(d->cr, fmin(9.5, fmax(h + 1.5, 7)));
    neume_roll_set(d, neume_roll_paint_of(NEUME_ROLL_LIGHT)->soft, 1);
    for (int p = l->low; p <= l->high; p++)
        if (p % 12 == 0 && h * 12 >= 14) {
            neume_roll_pitch_name(p, text, sizeof text);
            neume_roll_say(d, l->left - 4, fmin(neume_roll_pitch_y(l, row, p) + h / 2 + 3, top + tall - 1),
                           NEUME_ROLL_END, text);
        }
}

void neume_roll_draw_keys(const struct neume_roll_drawing *d, size_t row)
{
    if (d->layout->high >= d->layout->low) {
        key_rows(d, row);
        keyboard(d, row);
    }
    drum_rows(d, row);
}
