/* SPDX-License-Identifier: MIT */
#include "analysis/sample_ring.h"

#include <stdlib.h>
#include <string.h>

enum neume_status neume_sample_ring_init(struct neume_sample_ring *r, size_t least)
{
    *r = (struct neume_sample_ring){.size = 1};
    while (r->size < least)
        r->size *= 2;
    r->sample = calloc(r->size, sizeof *r->sample);
    return r->sample ? NEUME_OK : NEUME_ERR_MEMORY;
}

void neume_sample_ring_release(struct neume_sample_ring *r)
{
    free(r->sample);
    *r = (struct neume_sample_ring){0};
}

void neume_sample_ring_reset(struct neume_sample_ring *r)
{
    r->count = 0;
}

void neume_sample_ring_push(struct neume_sample_ring *r, const float *samples, size_t count)
{
    while (count) {
        size_t at = (size_t)(r->count % r->size), n = count < r->size - at ? count : r->size - at;
        memcpy(r->sample + at, samples, n * sizeof *samples);
        r->count += n;
        samples += n;
        count -= n;
    }
}

void neume_sample_ring_read(const struct neume_sample_ring *r, int64_t first, size_t count, float *out)
{
    int64_t end = (int64_t)r->count, begin = end > (int64_t)r->size ? end - (int64_t)r->size : 0;
    int64_t last = first + (int64_t)count;
    memset(out, 0, count * sizeof *out);
    for (int64_t i = first > begin ? first : begin; i < last && i < end;) {
        size_t at = (size_t)i % r->size, n = r->size - at;
        int64_t left = (last < end ? last : end) - i;
        n = left < (int64_t)n ? (size_t)left : n;
        memcpy(out + (i - first), r->sample + at, n * sizeof *out);
        i += (int64_t)n;
    }
}
