/* SPDX-License-Identifier: MIT */
#include "analysis/framer.h"

#include <stdlib.h>
#include <string.h>

enum neume_status neume_framer_init(struct neume_framer *f, size_t size, size_t hop)
{
    memset(f, 0, sizeof *f);
    if (size < 2 || size % 2 || !hop || hop > size)
        return NEUME_ERR_ARGUMENT;
    f->size = size;
    f->hop = hop;
    f->room = 2 * size;
    f->buffer = malloc(f->room * sizeof *f->buffer);
    if (!f->buffer)
        return NEUME_ERR_MEMORY;
    neume_framer_reset(f);
    return NEUME_OK;
}

void neume_framer_release(struct neume_framer *f)
{
    if (!f)
        return;
    free(f->buffer);
    memset(f, 0, sizeof *f);
}

void neume_framer_reset(struct neume_framer *f)
{
    f->filled = f->size / 2;
    f->first = 0;
    f->ready = 0;
    f->taken = f->made = 0;
    memset(f->buffer, 0, f->filled * sizeof *f->buffer);
}

static void drop_hop(struct neume_framer *f)
{
    if (!f->ready)
        return;
    f->filled = f->size - f->hop;
    f->first += f->hop;
    if (f->first + f->size > f->room) {
        memmove(f->buffer, f->buffer + f->first, f->filled * sizeof *f->buffer);
        f->first = 0;
    }
    f->ready = 0;
}

static const float *hand_out(struct neume_framer *f)
{
    f->ready = 1;
    f->made++;
    return f->buffer + f->first;
}

size_t neume_framer_process(struct neume_framer *f, const float *samples, size_t count, const float **frame)
{
    *frame = NULL;
    if (!count)
        return 0;
    drop_hop(f);
    size_t used = f->size - f->filled;
    if (used > count)
        used = count;
    memcpy(f->buffer + f->first + f->filled, samples, used * sizeof *samples);
    f->filled += used;
    f->taken += used;
    if (f->filled == f->size)
        *frame = hand_out(f);
    return used;
}

const float *neume_framer_flush(struct neume_framer *f)
{
    if (f->made * f->hop >= f->taken)
        return NULL;
    drop_hop(f);
    memset(f->buffer + f->first + f->filled, 0, (f->size - f->filled) * sizeof *f->buffer);
    f->filled = f->size;
    return hand_out(f);
}
