/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_tile.h"

#include <cairo.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
    uint8_t *bytes;
    size_t size, room;
};

static cairo_status_t append(void *user, const unsigned char *data, unsigned length)
{
    struct buffer *b = user;
    if (b->size + length > b->room) {
        size_t room = 2 * (b->size + length);
        uint8_t *grown = realloc(b->bytes, room);
        if (!grown)
            return CAIRO_STATUS_NO_MEMORY;
        b->bytes = grown;
        b->room = room;
    }
    memcpy(b->bytes + b->size, data, length);
    b->size += length;
    return CAIRO_STATUS_SUCCESS;
}

enum neume_status neume_roll_tile(const struct neume_roll_sound *sound, size_t first, size_t count, uint8_t **png,
                                  size_t *size)
{
    struct buffer buffer = {0};
    *png = NULL;
    *size = 0;
    /* cairo writes a surface of nothing but alpha as grey. */
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)count, (int)sound->bins);
    int failed = cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS;
    if (!failed) {
        unsigned char *pixel = cairo_image_surface_get_data(surface);
        size_t stride = (size_t)cairo_image_surface_get_stride(surface);
        for (size_t y = 0; y < sound->bins; y++)
            for (size_t x = 0; x < count; x++) {
                unsigned level = sound->level[(first + x) * sound->bins + sound->bins - 1 - y] >> 3;
                pixel[y * stride + x] = (unsigned char)(level << 3 | level >> 2);
            }
        cairo_surface_mark_dirty(surface);
        failed = cairo_surface_write_to_png_stream(surface, append, &buffer) != CAIRO_STATUS_SUCCESS;
    }
    cairo_surface_destroy(surface);
    if (failed) {
        free(buffer.bytes);
        return NEUME_ERR_MEMORY;
    }
    *png = buffer.bytes;
    *size = buffer.size;
    return NEUME_OK;
}
