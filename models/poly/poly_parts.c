/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "models/parts/part_net.h"

enum { ROW = NEUME_POLY_PARTIALS };

enum neume_status neume_poly_parts_init(struct neume_poly_parts *p, size_t delay)
{
    *p = (struct neume_poly_parts){0};
    return neume_poly_partials_new(&p->partials, delay);
}

void neume_poly_parts_release(struct neume_poly_parts *p)
{
    neume_poly_partials_free(p->partials);
    free(p->row);
    *p = (struct neume_poly_parts){0};
}

void neume_poly_parts_reset(struct neume_poly_parts *p)
{
    neume_poly_partials_reset(p->partials);
    p->count = 0;
}

enum neume_status neume_poly_parts_end(struct neume_poly_parts *p, const struct neume_poly_note *note)
{
    if (p->count == p->capacity) {
        size_t room = p->capacity ? 2 * p->capacity : 256;
        float *more = realloc(p->row, room * ROW * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        p->row = more;
        p->capacity = room;
    }
    neume_poly_partials_end(p->partials, note, p->row + ROW * p->count++);
    return NEUME_OK;
}

void neume_poly_parts_move(struct neume_poly_parts *p, size_t to, size_t from)
{
    assert(to <= from && from < p->count);
    if (to != from)
        memcpy(p->row + ROW * to, p->row + ROW * from, ROW * sizeof *p->row);
}

enum neume_status neume_poly_parts_assign(const struct neume_poly_parts *p, struct neume_note *note,
                                          const float *strike, size_t count)
{
    const struct neume_part_song song = {note, strike, p->row, count};
    assert(count <= p->count);
    return neume_part_assign(&song, note);
}
