/* SPDX-License-Identifier: MIT */
#include "audio/resample.h"

#include <soxr.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RATIO 256.0

struct neume_resampler {
    soxr_t soxr; /* NULL where the rates are equal */
    double from, to;
    int channels;
};

static enum neume_status make(soxr_t *out, const struct neume_resampler *r)
{
    soxr_error_t error = NULL;
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    *out = soxr_create(r->from, r->to, (unsigned)r->channels, &error, &io, &quality, &runtime);
    if (error && *out)
        soxr_delete(*out);
    return error || !*out ? NEUME_ERR_MEMORY : NEUME_OK;
}

enum neume_status neume_resampler_new(struct neume_resampler **out, double from, double to, int channels)
{
    *out = NULL;
    if (!(from >= 1 && from <= 1e6 && to >= 1 && to <= 1e6 && from <= to * MAX_RATIO && to <= from * MAX_RATIO) ||
        channels < 1 || channels > 1024)
        return NEUME_ERR_ARGUMENT;
    struct neume_resampler *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->from = from;
    r->to = to;
    r->channels = channels;
    enum neume_status status = from == to ? NEUME_OK : make(&r->soxr, r);
    if (status != NEUME_OK) {
        free(r);
        return status;
    }
    *out = r;
    return NEUME_OK;
}

void neume_resampler_free(struct neume_resampler *r)
{
    if (!r)
        return;
    if (r->soxr)
        soxr_delete(r->soxr);
    free(r);
}

enum neume_status neume_resampler_reset(struct neume_resampler *r)
{
    return r->soxr && soxr_clear(r->soxr) ? NEUME_ERR_MEMORY : NEUME_OK;
}

enum neume_status neume_resampler_process(struct neume_resampler *r, const float *in, size_t count, size_t *used,
                                          float *out, size_t capacity, size_t *made)
{
    size_t channels = (size_t)r->channels;
    *used = *made = 0;
    if (!r->soxr) {
        *used = *made = count < capacity ? count : capacity;
        memcpy(out, in, *made * channels * sizeof *out);
        return NEUME_OK;
    }
    while (*used < count && *made < capacity) {
        size_t took, gave;
        if (soxr_process(r->soxr, in + *used * channels, count - *used, &took, out + *made * channels, capacity - *made,
                         &gave))
            return NEUME_ERR_MEMORY;
        *used += took;
        *made += gave;
        if (!took && !gave)
            break;
    }
    return NEUME_OK;
}

enum neume_status neume_resampler_flush(struct neume_resampler *r, float *out, size_t capacity, size_t *made)
{
    *made = 0;
    if (!r->soxr || !capacity)
        return NEUME_OK;
    return soxr_process(r->soxr, NULL, 0, NULL, out, capacity, made) ? NEUME_ERR_MEMORY : NEUME_OK;
}
