/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_sound.h"

#include <math.h>
#include <stdlib.h>

#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_paint.h"

/* The recording under the notes: waveform and log-frequency spectrogram. */

static void waveform(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    const struct neume_roll_sound *s = d->options->sound;
    double top = l->row[row].y + l->wave_y, middle = top + l->wave_height / 2, right = neume_roll_row_right(d, row);
    double most = 1;
    for (size_t c = 0; c < s->columns; c++)
        most = fmax(most, s->peak[c]);
    for (double x = l->left; x < right; x++) {
        double from = (l->row[row].from + (x - l->left) / l->zoom) * s->per_second, to = from + s->per_second / l->zoom;
        uint8_t peak = 0;
        for (size_t c = (size_t)from; c < s->columns && (double)c < fmax(to, floor(from) + 1); c++)
            peak = s->peak[c] > peak ? s->peak[c] : peak;
        double tall = fmax(peak / most * (l->wave_height - 4), 0.6);
        cairo_rectangle(d->cr, x, middle - tall / 2, 1, tall);
    }
    neume_roll_set(d, d->paint->wave, 1);
    cairo_fill(d->cr);
}

/* The levels of a row's window as an image: a pixel a column of the picture at most, a pixel a bin. */
static cairo_surface_t *image_of(const struct neume_roll_drawing *d, size_t row, int bins, int low_bin)
{
    const struct neume_roll_layout *l = d->layout;
    const struct neume_roll_sound *s = d->options->sound;
    double span = (neume_roll_row_right(d, row) - l->left) / l->zoom;
    int columns = (int)fmax(1, fmin(ceil(span * l->zoom), ceil(span * s->per_second)));
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, bins);
    if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        return surface;
    uint32_t colour[256];
    for (int i = 0; i < 256; i++) {
        struct neume_roll_rgb c = neume_roll_level_rgb(d->paint, (uint8_t)i);
        colour[i] = (uint32_t)lround(c.r * 255) << 16 | (uint32_t)lround(c.g * 255) << 8 | (uint32_t)lround(c.b * 255);
    }
    unsigned char *pixel = cairo_image_surface_get_data(surface);
    int stride = cairo_image_surface_get_stride(surface);
    for (int x = 0; x < columns; x++) {
        double from = (l->row[row].from + span * x / columns) * s->per_second,
               to = from + span / columns * s->per_second;
        for (int y = 0; y < bins; y++) {
            int bin = low_bin + bins - 1 - y;
            uint8_t level = 0;
            for (size_t c = (size_t)from; c < s->columns && (double)c < fmax(to - 1e-6, floor(from) + 1); c++)
                if (bin >= 0 && (size_t)bin < s->bins && s->level[c * s->bins + (size_t)bin] > level)
                    level = s->level[c * s->bins + (size_t)bin];
            *(uint32_t *)(void *)(pixel + (size_t)y * (size_t)stride + 4 * (size_t)x) = colour[level];
        }
    }
    cairo_surface_mark_dirty(surface);
    return surface;
}

static void spectrogram(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_layout *l = d->layout;
    const struct neume_roll_sound *s = d->options->sound;
    int low_bin = (int)floor((l->low - 0.5 - s->low) * s->bins_a_semitone + 0.5);
    int bins = (int)ceil((l->high - l->low + 1) * s->bins_a_semitone);
    double tall = (l->high - l->low + 1) * l->key_height, wide = neume_roll_row_right(d, row) - l->left;
    if (bins < 1 || wide <= 0)
        return;
    cairo_surface_t *image = image_of(d, row, bins, low_bin);
    if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) {
        cairo_save(d->cr);
        cairo_translate(d->cr, l->left, l->row[row].y + l->keys_y);
        cairo_rectangle(d->cr, 0, 0, wide, tall);
        cairo_clip(d->cr);
        cairo_scale(d->cr, wide / cairo_image_surface_get_width(image), tall / bins);
        cairo_set_source_surface(d->cr, image, 0, 0);
        cairo_pattern_set_extend(cairo_get_source(d->cr), CAIRO_EXTEND_PAD);
        cairo_paint(d->cr);
        cairo_restore(d->cr);
    }
    cairo_surface_destroy(image);
}

void neume_roll_draw_spectrogram(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_sound *s = d->options->sound;
    if (!s || !s->columns)
        return;
    if (s->level && d->layout->high >= d->layout->low)
        spectrogram(d, row);
}

void neume_roll_draw_wave(const struct neume_roll_drawing *d, size_t row)
{
    const struct neume_roll_sound *s = d->options->sound;
    if (s && s->columns && s->peak && d->layout->wave_height > 0)
        waveform(d, row);
}
