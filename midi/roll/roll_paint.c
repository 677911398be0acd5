/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_paint.h"

#include <math.h>
#include <stdio.h>

#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_layout.h"

#define RGB(hex)                                                                     \
    {                                                                                \
        ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex)&255) / 255.0 \
    }

/* The ramps rise in contrast to the ground, so that what is loud stands out in both themes, also without colour. */
static const struct neume_roll_paint paints[] = {
    {.back = RGB(0xFCFCFA),
     .panel = RGB(0xF3F3F0),
     .ink = RGB(0x1D222B),
     .soft = RGB(0x5A6270),
     .line = RGB(0xE1E2E0),
     .bar = RGB(0xB4B8BE),
     .black_row = RGB(0xEBECEA),
     .white_key = RGB(0xFFFFFF),
     .black_key = RGB(0x2B303A),
     .accent = RGB(0x3B5BCC),
     .wave = RGB(0x7C8798),
     .ramp = {RGB(0xA9BCEB), RGB(0x6C83E0), RGB(0x8A4FC7), RGB(0xC2327F), RGB(0xA81232)},
     .part = {RGB(0x3E67C9), RGB(0xD9702B), RGB(0x2F9467), RGB(0xC23B6B), RGB(0x7E57C2), RGB(0x1F93AE), RGB(0xA58414),
              RGB(0x9A5A3C), RGB(0x5F8A2B), RGB(0x6B7280)}},
    {.back = RGB(0x14171D),
     .panel = RGB(0x1B1F27),
     .ink = RGB(0xE8EAEE),
     .soft = RGB(0xA1A9B6),
     .line = RGB(0x282D37),
     .bar = RGB(0x4A515E),
     .black_row = RGB(0x10131A),
     .white_key = RGB(0xD5D9E0),
     .black_key = RGB(0x14171D),
     .accent = RGB(0x7FA2FF),
     .wave = RGB(0x7C8798),
     .ramp = {RGB(0x3D4F94), RGB(0x6A5ACD), RGB(0xB652B0), RGB(0xF0726F), RGB(0xFFC46B)},
     .part = {RGB(0x7FA2FF), RGB(0xF2995A), RGB(0x5CC896), RGB(0xF2789F), RGB(0xB394F0), RGB(0x5CC3DC), RGB(0xDCBB4E),
              RGB(0xD09A7C), RGB(0xA0CC66), RGB(0xA9B1BE)}}};

const struct neume_roll_paint *neume_roll_paint_of(enum neume_roll_theme theme)
{
    return &paints[theme == NEUME_ROLL_DARK];
}

struct neume_roll_rgb neume_roll_mix(struct neume_roll_rgb a, struct neume_roll_rgb b, double t)
{
    return (struct neume_roll_rgb){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

struct neume_roll_rgb neume_roll_ramp(const struct neume_roll_paint *paint, double level)
{
    double at = fmin(fmax(level, 0), 1) * 4;
    int i = at >= 4 ? 3 : (int)at;
    return neume_roll_mix(paint->ramp[i], paint->ramp[i + 1], at - i);
}

/* Hue around the circle of semitones, as bright as the theme's other colours. */
static struct neume_roll_rgb pitch_rgb(const struct neume_roll_paint *paint, int pitch)
{
    double turn = pitch % 12 / 12.0 * 2 * 3.14159265358979, c = paint->back.r > 0.5 ? 0.0 : 0.22;
    struct neume_roll_rgb hue = {0.5 + 0.38 * cos(turn), 0.47 + 0.3 * cos(turn - 2.1), 0.5 + 0.38 * cos(turn + 2.1)};
    return neume_roll_mix(hue, paint->ink, c);
}

struct neume_roll_rgb neume_roll_note_rgb(const struct neume_roll_paint *paint, enum neume_roll_colour colour,
                                          const struct neume_roll_note *note)
{
    double loud = (note->velocity - 1) / 126.0;
    switch (colour) {
    case NEUME_ROLL_BY_TRACK:
        return neume_roll_mix(paint->part[note->part % 10], paint->back, 0.5 * (1 - loud));
    case NEUME_ROLL_BY_CHANNEL:
        return neume_roll_mix(paint->part[note->channel % 10], paint->back, 0.5 * (1 - loud));
    case NEUME_ROLL_BY_PITCH:
        return neume_roll_mix(pitch_rgb(paint, note->pitch), paint->back, 0.45 * (1 - loud));
    case NEUME_ROLL_BY_VELOCITY:
        break;
    }
    return neume_roll_ramp(paint, loud);
}

struct neume_roll_rgb neume_roll_level_rgb(const struct neume_roll_paint *paint, uint8_t level)
{
    double x = level / 255.0; /* squared, so that the ground stays calm */
    struct neume_roll_rgb cool = neume_roll_mix(paint->accent, paint->soft, 0.55);
    return neume_roll_mix(paint->panel, neume_roll_mix(cool, paint->ink, x * x * 0.6), 0.72 * x * x);
}

void neume_roll_set(const struct neume_roll_drawing *d, struct neume_roll_rgb c, double alpha)
{
    if (alpha >= 1)
        cairo_set_source_rgb(d->cr, c.r, c.g, c.b);
    else
        cairo_set_source_rgba(d->cr, c.r, c.g, c.b, alpha);
}

double neume_roll_text_width(const struct neume_roll_drawing *d, const char *text)
{
    cairo_text_extents_t e;
    cairo_text_extents(d->cr, text, &e);
    return e.x_advance;
}

void neume_roll_say(const struct neume_roll_drawing *d, double x, double baseline, enum neume_roll_align align,
                    const char *text)
{
    if (align != NEUME_ROLL_START)
        x -= neume_roll_text_width(d, text) * (align == NEUME_ROLL_MIDDLE ? 0.5 : 1);
    cairo_move_to(d->cr, x, baseline);
    cairo_show_text(d->cr, text);
    cairo_new_path(d->cr);
}

double neume_roll_row_right(const struct neume_roll_drawing *d, size_t row)
{
    return fmin(neume_roll_x(d->layout, row, d->layout->row[row].to), d->layout->right);
}

void neume_roll_pitch_name(int pitch, char *out, size_t size)
{
    static const char *const names[] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    snprintf(out, size, "%s%d", names[pitch % 12], pitch / 12 - 1);
}

void neume_roll_clock(double seconds, int tenths, char *out, size_t size)
{
    double whole = floor(seconds * (tenths ? 10 : 1) + (tenths ? 1e-6 : 1e-6)) / (tenths ? 10 : 1);
    double hours = floor(whole / 3600), minutes = floor((whole - hours * 3600) / 60);
    double rest = whole - hours * 3600 - minutes * 60;
    if (hours > 0)
        snprintf(out, size, tenths ? "%.0f:%02.0f:%04.1f" : "%.0f:%02.0f:%02.0f", hours, minutes, rest);
    else
        snprintf(out, size, tenths ? "%.0f:%04.1f" : "%.0f:%02.0f", minutes, rest);
}
