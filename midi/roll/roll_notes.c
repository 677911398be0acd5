/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_notes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_paint.h"
#include "midi/roll/roll_score.h"

/* Notes: small ones in heaps of one colour, which keeps a picture of a hundred thousand small and quick. */

enum { HEAPS = 24 };

struct box {
    double x, y, w, h;
};

static int box_of(const struct neume_roll_drawing *d, size_t row, const struct neume_roll_note *n, struct box *b)
{
    const struct neume_roll_layout *l = d->layout;
    double right = neume_roll_row_right(d, row), x = neume_roll_x(l, row, n->on), end = neume_roll_x(l, row, n->off);
    double y = n->drum ? neume_roll_drum_y(l, row, n->pitch) : neume_roll_pitch_y(l, row, n->pitch);
    double h = n->drum ? l->drum_height : l->key_height;
    if (y < 0 || n->on >= l->row[row].to || n->off <= l->row[row].from)
        return 0;
    if (n->drum) { /* how long a drum sounds is not in its note: the hit counts */
        if (n->on < l->row[row].from)
            return 0;
        end = fmax(x + 4, fmin(end, x + fmin(h, 14)));
    }
    /* What goes on beyond the row's edge goes on beyond the clip, and so shows no end there. */
    double from = fmax(x, l->left - 5), to = fmin(fmax(end, x + 1.6), right + 5);
    *b = (struct box){from, y, to - from, h};
    if (h >= 5) {
        b->y += 0.5;
        b->h -= 1;
    }
    return b->w > 0.2;
}

static void rounded(cairo_t *cr, const struct box *b, double r)
{
    r = fmin(r, fmin(b->w, b->h) / 2);
    cairo_new_sub_path(cr);
    cairo_arc(cr, b->x + b->w - r, b->y + r, r, -1.5707963, 0);
    cairo_arc(cr, b->x + b->w - r, b->y + b->h - r, r, 0, 1.5707963);
    cairo_arc(cr, b->x + r, b->y + b->h - r, r, 1.5707963, 3.1415927);
    cairo_arc(cr, b->x + r, b->y + r, r, 3.1415927, 4.7123890);
    cairo_close_path(cr);
}

static double luminance(struct neume_roll_rgb c)
{
    return 0.2126 * c.r * c.r + 0.7152 * c.g * c.g + 0.0722 * c.b * c.b;
}

static void name_note(const struct neume_roll_drawing *d, const struct box *b, struct neume_roll_rgb fill, int pitch)
{
    char text[8];
    neume_roll_pitch_name(pitch, text, sizeof text);
    cairo_set_font_size(d->cr, b->h * 0.78);
    if (b->h < 9 || b->w < neume_roll_text_width(d, text) + 6)
        return;
    neume_roll_set(
        d, luminance(fill) > 0.3 ? (struct neume_roll_rgb){0.08, 0.09, 0.12} : (struct neume_roll_rgb){1, 1, 1}, 0.9);
    neume_roll_say(d, fmax(b->x, d->layout->left) + 3, b->y + b->h * 0.79, NEUME_ROLL_START, text);
}

static void draw_note(const struct neume_roll_drawing *d, const struct neume_roll_note *n, const struct box *b)
{
    struct neume_roll_rgb fill = neume_roll_note_rgb(d->paint, d->options->colour, n);
    struct neume_roll_rgb edge = neume_roll_mix(fill, d->paint->ink, 0.45);
    rounded(d->cr, b, 2);
    neume_roll_set(d, fill, d->options->sound && d->options->sound->level && !n->drum ? 0.82 : 1);
    cairo_fill_preserve(d->cr);
    neume_roll_set(d, edge, 1);
    cairo_set_line_width(d->cr, 0.8);
    if (n->hanging) { /* nobody ends it: dashed */
        const double dash[] = {3, 2};
        cairo_set_dash(d->cr, dash, 2, 0);
    }
    cairo_stroke(d->cr);
    cairo_set_dash(d->cr, NULL, 0, 0);
    if (!n->drum && n->bend == NEUME_ROLL_NO_CURVE)
        name_note(d, b, fill, n->pitch);
}

/* The bend of a note, drawn over it in semitones of the roll. */
static void draw_bend(const struct neume_roll_drawing *d, size_t row, const struct neume_roll_note *n)
{
    const struct neume_roll_layout *l = d->layout;
    const struct neume_roll_curve *c = &d->score->curve[n->bend];
    double from = fmax(n->on, l->row[row].from), to = fmin(n->off, l->row[row].to), h = l->key_height;
    double middle = neume_roll_pitch_y(l, row, n->pitch) + h / 2, last = -1e9;
    int moved = 0;
    size_t low = 0, high = c->count;
    while (low < high) {
        size_t at = low + (high - low) / 2;
        if (c->point[at].time <= from)
            low = at + 1;
        else
            high = at;
    }
    double value = low ? (double)c->point[low - 1].value : 0;
    cairo_move_to(d->cr, neume_roll_x(l, row, from), middle - value * h);
    moved = value != 0;
    for (; low < c->count && c->point[low].time < to; low++) {
        double x = neume_roll_x(l, row, c->point[low].time);
        moved |= c->point[low].value != 0;
        value = (double)c->point[low].value;
        if (x - last < 0.7)
            continue;
        cairo_line_to(d->cr, x, middle - value * h);
        last = x;
    }
    cairo_line_to(d->cr, neume_roll_x(l, row, to), middle - value * h);
    if (!moved) {
        cairo_new_path(d->cr);
        return;
    }
    neume_roll_set(d, d->paint->back, 0.8);
    cairo_set_line_width(d->cr, 3);
    cairo_stroke_preserve(d->cr);
    neume_roll_set(d, d->paint->ink, 1);
    cairo_set_line_width(d->cr, 1.25);
    cairo_stroke(d->cr);
}

static size_t heap_of(const struct neume_roll_drawing *d, const struct neume_roll_note *n)
{
    switch (d->options->colour) {
    case NEUME_ROLL_BY_TRACK:
        return n->part % 10;
    case NEUME_ROLL_BY_CHANNEL:
        return n->channel % 10;
    case NEUME_ROLL_BY_PITCH:
        return n->pitch % 12;
    case NEUME_ROLL_BY_VELOCITY:
        break;
    }
    return (size_t)(n->velocity - 1) * HEAPS / 127;
}

/* One path and one fill for all small notes of a colour. */
static void draw_heap(const struct neume_roll_drawing *d, size_t row, size_t first, size_t last, size_t heap)
{
    const struct neume_roll_note *like = NULL;
    struct box b;
    for (size_t i = first; i < last; i++) {
        const struct neume_roll_note *n = &d->score->note[i];
        if (heap_of(d, n) != heap || !box_of(d, row, n, &b))
            continue;
        cairo_rectangle(d->cr, b.x, b.y, b.w, b.h);
        like = n;
    }
    if (!like)
        return;
    struct neume_roll_note sample = *like;
    if (d->options->colour)
        sample.velocity = 100;
    neume_roll_set(d, neume_roll_note_rgb(d->paint, d->options->colour, &sample), 1);
    cairo_fill(d->cr);
}

void neume_roll_draw_notes(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    size_t first = neume_roll_first_note(d->score, l->row[row].from - d->score->longest);
    size_t last = neume_roll_first_note(d->score, l->row[row].to);
    struct box b;
    cairo_save(d->cr);
    cairo_rectangle(d->cr, l->left, l->row[row].y + l->keys_y, neume_roll_row_right(d, row) - l->left,
                    l->row_height - l->keys_y);
    cairo_clip(d->cr);
    int small = l->zoom < 12 || (l->key_height < 3 && l->high >= l->low);
    for (size_t heap = 0; small && heap < HEAPS; heap++)
        draw_heap(d, row, first, last, heap);
    for (size_t i = first; !small && i < last; i++)
        if (box_of(d, row, &d->score->note[i], &b))
            draw_note(d, &d->score->note[i], &b);
    for (size_t i = first; !small && i < last; i++)
        if (d->score->note[i].bend != NEUME_ROLL_NO_CURVE && !d->score->note[i].drum &&
            box_of(d, row, &d->score->note[i], &b))
            draw_bend(d, row, &d->score->note[i]);
    cairo_restore(d->cr);
}
