/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_layout.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MARGIN = 18,
    TITLE = 44,
    LEGEND = 34,
    KEYS = 54,  /* the keyboard's width */
    NAMES = 92, /* of drums and lanes */
    RULER = 30,
    WAVE = 54,
    ROW_GAP = 24,
    SECTION_GAP = 8,
    WIDTH = 1600,
    AUTO_ROWS = 12,
};

#define ZOOM 100.0 /* pixels a second that read well */

void neume_roll_options_init(struct neume_roll_options *options)
{
    *options = (struct neume_roll_options){.low = -1, .high = -1, .auto_lanes = 1, .scale = 1};
}

static int in_range(double value, double low, double high)
{
    return value == 0 || (value >= low && value <= high);
}

static int options_are_good(const struct neume_roll_options *o)
{
    return in_range(o->width, 64, NEUME_ROLL_MOST_PIXELS) && in_range(o->height, 64, NEUME_ROLL_MOST_PIXELS) &&
           in_range(o->zoom, 0.01, 10000) && o->rows >= 0 && o->rows <= NEUME_ROLL_MOST_ROWS && o->from >= 0 &&
           o->from < 1e12 && (o->to == 0 || (o->to > o->from && o->to < 1e12)) && o->low >= -1 && o->low <= 127 &&
           o->high >= -1 && o->high <= 127 && (o->low < 0 || o->high < 0 || o->low <= o->high) &&
           o->lanes <= NEUME_ROLL_MOST_LANES && o->scale >= 0.25 && o->scale <= 8;
}

static int is_shown(const struct neume_roll_layout *l, const struct neume_roll_note *n)
{
    return n->on < l->to && n->off > l->from;
}

/* At least two octaves, with a tone of air. */
static void choose_pitches(struct neume_roll_layout *l, const struct neume_roll_score *score,
                           const struct neume_roll_options *o)
{
    int low = 128, high = -1;
    unsigned char used[128] = {0};
    for (size_t i = 0; i < score->note_count; i++) {
        const struct neume_roll_note *n = &score->note[i];
        if (!is_shown(l, n))
            continue;
        if (n->drum) {
            used[n->pitch] = 1;
            continue;
        }
        low = n->pitch < low ? n->pitch : low;
        high = n->pitch > high ? n->pitch : high;
    }
    for (int key = 127; key >= 0; key--)
        if (used[key])
            l->drum[l->drums++] = key;
    int asked = o->low >= 0 || o->high >= 0, none = high < 0;
    low = none ? 60 : low;
    high = none ? 72 : high;
    low -= 2;
    high += 2;
    for (int k = 0; high - low < 24; k++)
        k % 2 ? high++ : low--;
    l->low = o->low >= 0 ? o->low : low < 0 ? 0 : low;
    l->high = o->high >= 0 ? o->high : high > 127 ? 127 : high;
    if (none && !asked && l->drums)
        l->high = l->low - 1;
    if (l->low > l->high && asked)
        l->low > 64 ? (l->high = l->low) : (l->low = l->high);
}

static int has_moving(const struct neume_roll_score *score, int lane)
{
    for (size_t i = 0; i < score->curve_count; i++)
        if (score->curve[i].lane == lane && score->curve[i].moves)
            return 1;
    return 0;
}

static void choose_lanes(struct neume_roll_layout *l, const struct neume_roll_score *score,
                         const struct neume_roll_options *o)
{
    static const int usual[] = {NEUME_ROLL_BEND, 64, 1, 11, 74, NEUME_ROLL_PRESSURE, 7, 10};
    if (!o->auto_lanes) {
        memcpy(l->lane, o->lane, sizeof l->lane);
        l->lanes = o->lanes;
        return;
    }
    l->lane[l->lanes++] = NEUME_ROLL_VELOCITY;
    for (size_t i = 0; i < sizeof usual / sizeof *usual && l->lanes < 6; i++)
        if (has_moving(score, usual[i]))
            l->lane[l->lanes++] = usual[i];
}

/* Heights within a row; with a height asked for, the keys take what is left, at least a pixel each. */
static void stack(struct neume_roll_layout *l, const struct neume_roll_options *o, double rows)
{
    int keys = l->high - l->low + 1;
    l->wave_height = o->sound && o->sound->peak ? WAVE : 0;
    l->drum_height = keys > 0 ? 15 : 20;
    l->key_height = keys > 0 ? fmin(fmax(floor(460.0 / keys), 5), 12) : 0;
    double lanes = (double)l->lanes * NEUME_ROLL_LANE_HEIGHT, drums = (double)l->drums * l->drum_height;
    double fixed = RULER + (l->wave_height > 0 ? l->wave_height + SECTION_GAP : 0) +
                   (keys > 0 && l->drums ? SECTION_GAP : 0) + (l->lanes ? SECTION_GAP : 0) + lanes;
    if (o->height > 0) {
        double room = (o->height - 2 * MARGIN - LEGEND - (o->title ? TITLE : 0) + ROW_GAP) / rows - ROW_GAP - fixed;
        if (keys > 0) {
            l->drum_height = l->drums ? fmin(15, fmax(2, room / 2 / (double)l->drums)) : 15;
            l->key_height = fmax((room - (double)l->drums * l->drum_height) / keys, 1);
        } else if (l->drums) {
            l->drum_height = fmin(fmax(room / (double)l->drums, 2), 60);
        }
        drums = (double)l->drums * l->drum_height;
    }
    l->ruler_y = 0;
    l->wave_y = RULER;
    l->keys_y = l->wave_y + (l->wave_height > 0 ? l->wave_height + SECTION_GAP : 0);
    double after = l->keys_y + (keys > 0 ? keys * l->key_height : 0);
    l->drums_y = after + (keys > 0 && l->drums ? SECTION_GAP : 0);
    l->lanes_y = l->drums_y + drums + (l->lanes ? SECTION_GAP : 0);
    l->row_height = l->lanes_y + lanes;
}

/* The last bar line, or whole second, that a row from `from` can end at; `span` seconds further where there is none. */
static double row_end(const struct neume_roll_layout *l, const struct neume_roll_score *score, double from, double span)
{
    double end = 0;
    if (from + span >= l->to)
        return l->to;
    if (l->bars) {
        size_t low = 0, high = score->beat_count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (score->beat[middle].time <= from + span * (1 + 1e-9))
                low = middle + 1;
            else
                high = middle;
        }
        while (low && score->beat[low - 1].beat != 1)
            low--;
        end = low ? score->beat[low - 1].time : 0;
    } else if (span >= 2) {
        end = floor(from + span);
    }
    return end > from + span / 4 ? end : from + span;
}

static enum neume_status break_rows(struct neume_roll_layout *l, const struct neume_roll_score *score)
{
    double span = (l->right - l->left) / l->zoom, from = l->from;
    size_t most = 0;
    free(l->row);
    l->row = NULL;
    l->rows = 0;
    do {
        if (l->rows == most) {
            struct neume_roll_row *grown = realloc(l->row, (most += 64) * sizeof *grown);
            if (!grown)
                return NEUME_ERR_MEMORY;
            l->row = grown;
        }
        if (l->rows == NEUME_ROLL_MOST_ROWS)
            return NEUME_ERR_ARGUMENT;
        double to = row_end(l, score, from, span);
        l->row[l->rows++] = (struct neume_roll_row){.from = from, .to = to};
        from = to;
    } while (from < l->to - 1e-9);
    return NEUME_OK;
}

/* With rows asked for, or too many by themselves: the largest zoom that needs no more. Bars make it a search. */
static enum neume_status fit_rows(struct neume_roll_layout *l, const struct neume_roll_score *score, size_t rows)
{
    double room = l->right - l->left;
    enum neume_status s = NEUME_OK;
    l->zoom = room * (double)rows / (l->to - l->from);
    for (int k = 0; k < 60; k++) {
        s = break_rows(l, score);
        if (s == NEUME_ERR_MEMORY || (s == NEUME_OK && l->rows <= rows))
            return s;
        l->zoom *= 0.98;
    }
    return s;
}

static enum neume_status choose_rows(struct neume_roll_layout *l, const struct neume_roll_score *score,
                                     const struct neume_roll_options *o)
{
    double length = l->to - l->from, sides = l->left + MARGIN;
    int wide = o->rows == 1 && o->width == 0;
    l->width = o->width > 0 ? o->width : WIDTH;
    if (wide) /* one long row: as wide as the zoom says, but no wider than a picture can be */
        l->width = fmin(fmax(sides + length * (o->zoom > 0 ? o->zoom : ZOOM), 640), NEUME_ROLL_MOST_PIXELS);
    if (o->width == 0 && o->zoom > 0 && o->rows == 0)
        l->width = fmin(fmax(sides + length * o->zoom, 640), WIDTH);
    l->right = l->width - MARGIN;
    if (l->right - l->left < 16)
        return NEUME_ERR_ARGUMENT;
    if (o->zoom > 0) {
        l->zoom = o->zoom;
        enum neume_status s = break_rows(l, score);
        return s == NEUME_OK && o->rows && l->rows > (size_t)o->rows ? NEUME_ERR_ARGUMENT : s;
    }
    if (o->rows)
        return fit_rows(l, score, (size_t)o->rows);
    l->zoom = fmin((l->right - l->left) / length, 400);
    if (o->width == 0 && l->zoom * length < l->right - l->left) { /* a short piece is a narrow picture */
        l->width = fmax(sides + length * l->zoom, 640);
        l->right = l->width - MARGIN;
    }
    if (l->zoom * length >= l->right - l->left - 1 && l->zoom < ZOOM * 0.6)
        l->zoom = ZOOM;
    enum neume_status s = break_rows(l, score);
    return s == NEUME_ERR_MEMORY || (s == NEUME_OK && l->rows <= AUTO_ROWS) ? s : fit_rows(l, score, AUTO_ROWS);
}

enum neume_status neume_roll_layout_init(struct neume_roll_layout *l, const struct neume_roll_score *score,
                                         const struct neume_roll_options *o)
{
    memset(l, 0, sizeof *l);
    if (!options_are_good(o))
        return NEUME_ERR_ARGUMENT;
    l->from = o->from;
    l->to = o->to > 0 ? o->to : fmax(score->end, 1);
    if (o->sound && !(o->to > 0) && o->sound->per_second > 0)
        l->to = fmax(l->to, (double)o->sound->columns / o->sound->per_second);
    if (!(l->to > l->from))
        return NEUME_ERR_ARGUMENT;
    l->bars = score->beat_count > 0 && (o->grid == NEUME_ROLL_GRID_BARS || (!o->grid && score->timed));
    choose_pitches(l, score, o);
    choose_lanes(l, score, o);
    l->left = MARGIN + (l->drums || l->lanes ? NAMES : KEYS);
    stack(l, o, 1);
    enum neume_status s = choose_rows(l, score, o);
    if (s != NEUME_OK)
        return s;
    stack(l, o, (double)l->rows);
    double y = MARGIN + (o->title ? TITLE : 0);
    for (size_t i = 0; i < l->rows; i++, y += l->row_height + ROW_GAP)
        l->row[i].y = y;
    l->height = ceil(y - ROW_GAP + LEGEND + MARGIN);
    return l->height > NEUME_ROLL_MOST_PIXELS ? NEUME_ERR_ARGUMENT : NEUME_OK;
}

void neume_roll_layout_release(struct neume_roll_layout *l)
{
    if (!l)
        return;
    free(l->row);
    memset(l, 0, sizeof *l);
}

double neume_roll_x(const struct neume_roll_layout *l, size_t row, double time)
{
    return l->left + (time - l->row[row].from) * l->zoom;
}

double neume_roll_pitch_y(const struct neume_roll_layout *l, size_t row, double pitch)
{
    if (pitch < l->low || pitch > l->high)
        return -1;
    return l->row[row].y + l->keys_y + (l->high - pitch) * l->key_height;
}

double neume_roll_drum_y(const struct neume_roll_layout *l, size_t row, int key)
{
    for (size_t i = 0; i < l->drums; i++)
        if (l->drum[i] == key)
            return l->row[row].y + l->drums_y + (double)i * l->drum_height;
    return -1;
}

double neume_roll_lane_y(const struct neume_roll_layout *l, size_t row, size_t lane)
{
    return l->row[row].y + l->lanes_y + (double)lane * NEUME_ROLL_LANE_HEIGHT;
}
