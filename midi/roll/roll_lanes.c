/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_lanes.h"

#include <math.h>
#include <stdio.h>

#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_names.h"
#include "midi/roll/roll_paint.h"
#include "midi/roll/roll_score.h"

/* The lanes under the notes: velocities as stems, everything else as steps. */

#define BODY (NEUME_ROLL_LANE_HEIGHT - 6)

static void velocities(const struct neume_roll_drawing *d, size_t row, double top)
{
    const struct neume_roll_layout *l = d->layout;
    size_t first = neume_roll_first_note(d->score, l->row[row].from);
    size_t last = neume_roll_first_note(d->score, l->row[row].to);
    double wide = fmin(fmax(l->zoom / 60, 0.6), 2.2);
    for (size_t i = first; i < last; i++) {
        const struct neume_roll_note *n = &d->score->note[i];
        double x = neume_roll_x(l, row, n->on), tall = n->velocity / 127.0 * (BODY - 3);
        neume_roll_set(d, neume_roll_note_rgb(d->paint, d->options->colour, n), 1);
        cairo_rectangle(d->cr, x, top + BODY - tall, wide, tall);
        cairo_fill(d->cr);
        if (l->zoom >= 30) {
            cairo_arc(d->cr, x + wide / 2, top + BODY - tall, 2.2, 0, 6.2831853);
            cairo_fill(d->cr);
        }
    }
}

static double height_of(const struct neume_roll_drawing *d, int lane, double value)
{
    return lane == NEUME_ROLL_BEND ? (value / d->score->bend_range + 1) / 2 * BODY : value / 127 * BODY;
}

/* The steps of a curve in a row as a path; points that share a pixel are drawn as the span of their values. */
static void steps(const struct neume_roll_drawing *d, size_t row, const struct neume_roll_curve *c, double top)
{
    const struct neume_roll_row *r = &d->layout->row[row];
    double value = height_of(d, c->lane, (double)neume_roll_value(c, r->from)), last = -1e9;
    size_t i = 0, high = c->count;
    while (i < high) {
        size_t middle = i + (high - i) / 2;
        if (c->point[middle].time <= r->from)
            i = middle + 1;
        else
            high = middle;
    }
    cairo_move_to(d->cr, d->layout->left, top + BODY - value);
    for (; i < c->count && c->point[i].time < r->to; i++) {
        double x = neume_roll_x(d->layout, row, c->point[i].time);
        if (x - last >= 0.4) {
            cairo_line_to(d->cr, x, top + BODY - value);
            last = x;
        }
        value = height_of(d, c->lane, (double)c->point[i].value);
        cairo_line_to(d->cr, last, top + BODY - value);
    }
    cairo_line_to(d->cr, neume_roll_row_right(d, row), top + BODY - value);
}

static void curves(const struct neume_roll_drawing *d, size_t row, int lane, double top)
{
    size_t moving = 0;
    double rest = height_of(d, lane, 0);
    for (size_t i = 0; i < d->score->curve_count; i++)
        moving += d->score->curve[i].lane == lane && d->score->curve[i].moves;
    for (size_t i = 0; i < d->score->curve_count; i++) {
        const struct neume_roll_curve *c = &d->score->curve[i];
        if (c->lane != lane || (moving && !c->moves))
            continue;
        struct neume_roll_rgb colour = d->options->colour == NEUME_ROLL_BY_TRACK     ? d->paint->part[c->part % 10]
                                       : d->options->colour == NEUME_ROLL_BY_CHANNEL ? d->paint->part[c->channel % 10]
                                                                                     : d->paint->accent;
        if (moving <= 4) {
            steps(d, row, c, top);
            cairo_line_to(d->cr, neume_roll_row_right(d, row), top + BODY - rest);
            cairo_line_to(d->cr, d->layout->left, top + BODY - rest);
            cairo_close_path(d->cr);
            neume_roll_set(d, colour, 0.22);
            cairo_fill(d->cr);
        }
        steps(d, row, c, top);
        neume_roll_set(d, colour, 1);
        cairo_set_line_width(d->cr, 1.1);
        cairo_stroke(d->cr);
    }
}

static void label(const struct neume_roll_drawing *d, int lane, double top)
{
    char name[40], range[24] = "";
    neume_roll_lane_name(lane, name, sizeof name);
    if (lane == NEUME_ROLL_BEND)
        snprintf(range, sizeof range, "\302\261%d st", d->score->bend_range);
    cairo_set_font_size(d->cr, 10.5);
    neume_roll_set(d, d->paint->soft, 1);
    neume_roll_say(d, d->layout->left - 8, top + BODY / 2 + (*range ? -2 : 4), NEUME_ROLL_END, name);
    cairo_set_font_size(d->cr, 9);
    if (*range)
        neume_roll_say(d, d->layout->left - 8, top + BODY / 2 + 11, NEUME_ROLL_END, range);
}

void neume_roll_draw_lanes(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    for (size_t k = 0; k < l->lanes; k++) {
        double top = neume_roll_lane_y(l, row, k), right = neume_roll_row_right(d, row);
        label(d, l->lane[k], top);
        cairo_save(d->cr);
        cairo_rectangle(d->cr, l->left, top, right - l->left, BODY + 0.5);
        cairo_clip(d->cr);
        if (l->lane[k] == NEUME_ROLL_VELOCITY)
            velocities(d, row, top);
        else
            curves(d, row, l->lane[k], top);
        cairo_restore(d->cr);
    }
}
