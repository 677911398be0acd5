/* SPDX-License-Identifier: MIT */
#include "analysis/stft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "core/simd.h"

void neume_hann(float *w, size_t size)
{
    for (size_t n = 0; n < size; n++)
        w[n] = (float)(0.5 - 0.5 * cos(2 * NEUME_PI * (double)n / (double)size));
}

enum neume_status neume_stft_init(struct neume_stft *s, size_t size, size_t hop)
{
    memset(s, 0, sizeof *s);
    enum neume_status status = neume_framer_init(&s->framer, size, hop);
    if (status != NEUME_OK)
        return status;
    s->fft = neume_fft_new_forward(size);
    s->window = malloc(size * sizeof *s->window);
    if (!s->fft || !s->window) {
        neume_stft_release(s);
        return NEUME_ERR_MEMORY;
    }
    neume_hann(s->window, size);
    for (size_t n = 0; n < size; n++)
        s->window[n] *= 4.0f / (float)size;
    return NEUME_OK;
}

void neume_stft_release(struct neume_stft *s)
{
    if (!s)
        return;
    neume_framer_release(&s->framer);
    neume_fft_free(s->fft);
    free(s->window);
    memset(s, 0, sizeof *s);
}

void neume_stft_reset(struct neume_stft *s)
{
    neume_framer_reset(&s->framer);
}

NEUME_SIMD static void apply_window(const float *restrict frame, const float *restrict window, size_t size,
                                    float *restrict out)
{
    for (size_t n = 0; n < size; n++)
        out[n] = frame[n] * window[n];
}

static const struct neume_fft_bin *transform(struct neume_stft *s, const float *frame)
{
    if (!frame)
        return NULL;
    apply_window(frame, s->window, s->framer.size, neume_fft_time(s->fft));
    neume_fft_forward(s->fft);
    return neume_fft_bins(s->fft);
}

size_t neume_stft_process(struct neume_stft *s, const float *samples, size_t count, const struct neume_fft_bin **bins)
{
    const float *frame;
    size_t used = neume_framer_process(&s->framer, samples, count, &frame);
    *bins = transform(s, frame);
    return used;
}

const struct neume_fft_bin *neume_stft_flush(struct neume_stft *s)
{
    return transform(s, neume_framer_flush(&s->framer));
}
