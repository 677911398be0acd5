/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll.h"

#include <cairo-svg.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/escape.h"
#include "core/names.h"
#include "core/output.h"
#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_grid.h"
#include "midi/roll/roll_lanes.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_notes.h"
#include "midi/roll/roll_paint.h"
#include "midi/roll/roll_score.h"
#include "midi/roll/roll_sound.h"

static void face(const struct neume_roll_drawing *d, cairo_font_weight_t weight)
{
    cairo_select_font_face(d->cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, weight);
}

static void describe(const struct neume_roll_score *score, char *out, size_t size)
{
    char length[32];
    neume_roll_clock(score->end, 0, length, sizeof length);
    char counted[64];
    size_t hits = neume_roll_hits(score);
    neume_name_count(score->note_count - hits, hits, counted, sizeof counted);
    snprintf(out, size, "%s, %zu part%s, %s", counted, score->part_count, score->part_count == 1 ? "" : "s", length);
}

static void draw_title(const struct neume_roll_drawing *d)
{
    char text[128];
    if (!d->options->title)
        return;
    face(d, CAIRO_FONT_WEIGHT_BOLD);
    cairo_set_font_size(d->cr, 17);
    neume_roll_set(d, d->paint->ink, 1);
    neume_roll_say(d, 18, 34, NEUME_ROLL_START, d->options->title);
    double x = 18 + neume_roll_text_width(d, d->options->title) + 16;
    face(d, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(d->cr, 11.5);
    describe(d->score, text, sizeof text);
    neume_roll_set(d, d->paint->soft, 1);
    if (x + neume_roll_text_width(d, text) < d->layout->width - 18)
        neume_roll_say(d, x, 34, NEUME_ROLL_START, text);
}

static void velocity_legend(const struct neume_roll_drawing *d, double x, double y)
{
    cairo_pattern_t *ramp = cairo_pattern_create_linear(x + 60, 0, x + 200, 0);
    for (int i = 0; i < 5; i++)
        cairo_pattern_add_color_stop_rgb(ramp, i / 4.0, d->paint->ramp[i].r, d->paint->ramp[i].g, d->paint->ramp[i].b);
    neume_roll_say(d, x, y + 9, NEUME_ROLL_START, "velocity 1");
    neume_roll_say(d, x + 206, y + 9, NEUME_ROLL_START, "127");
    cairo_rectangle(d->cr, x + 60, y, 140, 10);
    cairo_set_source(d->cr, ramp);
    cairo_fill(d->cr);
    cairo_pattern_destroy(ramp);
}

/* A swatch and a name; the place for the next, which is this one where there is no room. */
static double swatch(const struct neume_roll_drawing *d, double x, double y, struct neume_roll_rgb c, const char *name)
{
    double width = neume_roll_text_width(d, name);
    if (x + 16 + width > d->layout->width - 18)
        return x;
    neume_roll_set(d, c, 1);
    cairo_rectangle(d->cr, x, y, 10, 10);
    cairo_fill(d->cr);
    neume_roll_set(d, d->paint->soft, 1);
    neume_roll_say(d, x + 15, y + 9, NEUME_ROLL_START, name);
    return x + 15 + width + 18;
}

static void draw_legend(const struct neume_roll_drawing *d)
{
    double x = d->layout->left, y = d->layout->height - 34;
    unsigned channels = 0;
    char text[32];
    cairo_set_font_size(d->cr, 10.5);
    neume_roll_set(d, d->paint->soft, 1);
    switch (d->options->colour) {
    case NEUME_ROLL_BY_VELOCITY:
        if (d->score->note_count)
            velocity_legend(d, x, y);
        break;
    case NEUME_ROLL_BY_TRACK:
        for (size_t i = 0; i < d->score->part_count; i++) {
            double next = swatch(d, x, y, d->paint->part[i % 10], d->score->part[i].name);
            if (next == x)
                break;
            x = next;
        }
        break;
    case NEUME_ROLL_BY_CHANNEL:
        for (size_t i = 0; i < d->score->note_count; i++)
            channels |= 1u << d->score->note[i].channel;
        for (int c = 0; c < 16; c++) {
            snprintf(text, sizeof text, "channel %d", c + 1);
            if (channels >> c & 1)
                x = swatch(d, x, y, d->paint->part[c % 10], text);
        }
        break;
    case NEUME_ROLL_BY_PITCH:
        for (int p = 0; p < 12; p++) {
            struct neume_roll_note like = {.pitch = (uint8_t)p, .velocity = 127};
            neume_roll_pitch_name(p + 12, text, sizeof text);
            text[strlen(text) - 1] = 0;
            x = swatch(d, x, y, neume_roll_note_rgb(d->paint, NEUME_ROLL_BY_PITCH, &like), text);
        }
        break;
    }
}

static void draw_grounds(const struct neume_roll_drawing *d, size_t row)
{
    neume_roll_set(d, d->paint->panel, 1);
    for (size_t k = 0; k < d->layout->lanes; k++)
        cairo_rectangle(d->cr, d->layout->left, neume_roll_lane_y(d->layout, row, k),
                        neume_roll_row_right(d, row) - d->layout->left, NEUME_ROLL_LANE_HEIGHT - 6);
    if (d->layout->wave_height > 0)
        cairo_rectangle(d->cr, d->layout->left, d->layout->row[row].y + d->layout->wave_y,
                        neume_roll_row_right(d, row) - d->layout->left, d->layout->wave_height);
    cairo_fill(d->cr);
}

/* The one drawing. */
static enum neume_status draw(const struct neume_roll_drawing *d)
{
    face(d, CAIRO_FONT_WEIGHT_NORMAL);
    neume_roll_set(d, d->paint->back, 1);
    cairo_paint(d->cr);
    draw_title(d);
    for (size_t row = 0; row < d->layout->rows; row++) {
        neume_roll_draw_keys(d, row);
        neume_roll_draw_spectrogram(d, row);
        draw_grounds(d, row);
        neume_roll_draw_grid(d, row);
        neume_roll_draw_ruler(d, row);
        neume_roll_draw_wave(d, row);
        neume_roll_draw_notes(d, row);
        neume_roll_draw_lanes(d, row);
    }
    draw_legend(d);
    return cairo_status(d->cr) == CAIRO_STATUS_NO_MEMORY ? NEUME_ERR_MEMORY : NEUME_OK;
}

/* What cairo leaves out of an SVG: its name and a description, for who cannot see it. */
struct sink {
    FILE *stream;
    const struct neume_roll_drawing *drawing;
    int state; /* 0 before "<svg", 1 in it, 2 after */
    char seen[5];
};

static cairo_status_t write_svg(void *user, const unsigned char *data, unsigned length)
{
    struct sink *s = user;
    char text[128];
    unsigned from = 0;
    for (unsigned i = 0; i < length && s->state < 2; i++) {
        memmove(s->seen, s->seen + 1, 3);
        s->seen[3] = (char)data[i];
        if (!s->state && !memcmp(s->seen, "<svg", 4)) {
            fwrite(data + from, 1, i + 1 - from, s->stream);
            fputs(" role=\"img\"", s->stream);
            from = i + 1;
            s->state = 1;
        } else if (s->state == 1 && data[i] == '>') {
            fwrite(data + from, 1, i + 1 - from, s->stream);
            fputs("\n<title>", s->stream);
            neume_escape_xml(s->stream, s->drawing->options->title ? s->drawing->options->title : "Piano roll");
            describe(s->drawing->score, text, sizeof text);
            fprintf(s->stream, "</title>\n<desc>Piano roll: %s</desc>", text);
            from = i + 1;
            s->state = 2;
        }
    }
    fwrite(data + from, 1, length - from, s->stream);
    return ferror(s->stream) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_png(void *user, const unsigned char *data, unsigned length)
{
    return fwrite(data, 1, length, user) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static enum neume_status status_of(cairo_status_t status)
{
    if (status == CAIRO_STATUS_SUCCESS)
        return NEUME_OK;
    return status == CAIRO_STATUS_WRITE_ERROR ? NEUME_ERR_WRITE : NEUME_ERR_MEMORY;
}

static enum neume_status render(struct neume_roll_drawing *d, cairo_surface_t *surface, FILE *png)
{
    cairo_status_t drawn = cairo_surface_status(surface);
    enum neume_status s = status_of(drawn);
    if (s == NEUME_OK) {
        d->cr = cairo_create(surface);
        s = draw(d);
        cairo_destroy(d->cr);
    }
    if (s == NEUME_OK && png)
        s = status_of(cairo_surface_write_to_png_stream(surface, write_png, png));
    cairo_surface_finish(surface);
    if (s == NEUME_OK)
        s = status_of(cairo_surface_status(surface));
    cairo_surface_destroy(surface);
    return s;
}

/* The picture is not too large. */
static enum neume_status draw_to(struct neume_roll_drawing *d, FILE *stream)
{
    struct sink sink = {.stream = stream, .drawing = d};
    double width = d->layout->width, height = d->layout->height, scale = d->options->scale;
    cairo_surface_t *surface;
    if (d->is_vector) {
        surface = cairo_svg_surface_create_for_stream(write_svg, &sink, width, height);
        cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    } else {
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(height * scale));
        cairo_surface_set_device_scale(surface, scale, scale);
    }
    return render(d, surface, d->is_vector ? NULL : stream);
}

/* To a path, or where that is NULL to a stream. */
static enum neume_status write_picture(const struct neume_roll_score *score, const struct neume_roll_options *options,
                                       int vector, const char *path, FILE *stream)
{
    struct neume_roll_layout layout = {0};
    struct neume_output output = {0};
    struct neume_roll_drawing d = {.score = score,
                                   .options = options,
                                   .layout = &layout,
                                   .paint = neume_roll_paint_of(options->theme),
                                   .is_vector = vector};
    enum neume_status s = neume_roll_layout_init(&layout, score, options);
    if (s == NEUME_OK && fmax(layout.width, layout.height) * (vector ? 1 : options->scale) > NEUME_ROLL_MOST_PIXELS)
        s = NEUME_ERR_ARGUMENT;
    if (s == NEUME_OK && path)
        s = neume_output_open(&output, path);
    if (s == NEUME_OK)
        s = path ? neume_output_end(&output, draw_to(&d, output.stream)) : draw_to(&d, stream);
    neume_output_abandon(&output);
    neume_roll_layout_release(&layout);
    return s;
}

enum neume_status neume_roll_write_svg(const struct neume_roll_score *score, const struct neume_roll_options *options,
                                       const char *path)
{
    return write_picture(score, options, 1, path, NULL);
}

enum neume_status neume_roll_write_png(const struct neume_roll_score *score, const struct neume_roll_options *options,
                                       const char *path)
{
    return write_picture(score, options, 0, path, NULL);
}

enum neume_status neume_roll_write_stream(const struct neume_roll_score *score,
                                          const struct neume_roll_options *options, int vector, FILE *stream)
{
    return write_picture(score, options, vector, NULL, stream);
}
