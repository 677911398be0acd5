/* SPDX-License-Identifier: MIT */
#include "audio/loudness.h"

#include <ebur128.h>
#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"

struct neume_loudness_meter {
    ebur128_state *state;
    int channels;
};

static enum neume_status make(struct neume_loudness_meter **out, int rate, int channels, int mode)
{
    *out = NULL;
    if (rate < NEUME_MIN_RATE || rate > NEUME_MAX_RATE || channels < 1 || channels > 64)
        return NEUME_ERR_ARGUMENT;
    struct neume_loudness_meter *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    m->channels = channels;
    m->state = ebur128_init((unsigned)channels, (unsigned long)rate, mode);
    if (!m->state) {
        free(m);
        return NEUME_ERR_MEMORY;
    }
    *out = m;
    return NEUME_OK;
}

enum neume_status neume_loudness_new(struct neume_loudness_meter **out, int rate, int channels)
{
    return make(out, rate, channels,
                EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_TRUE_PEAK | EBUR128_MODE_HISTOGRAM);
}

enum neume_status neume_loudness_new_integrated(struct neume_loudness_meter **out, int rate, int channels)
{
    return make(out, rate, channels, EBUR128_MODE_I | EBUR128_MODE_HISTOGRAM);
}

void neume_loudness_free(struct neume_loudness_meter *m)
{
    if (!m)
        return;
    ebur128_destroy(&m->state);
    free(m);
}

enum neume_status neume_loudness_process(struct neume_loudness_meter *m, const float *interleaved, size_t frames)
{
    if (!frames)
        return NEUME_OK;
    return ebur128_add_frames_float(m->state, interleaved, frames) == EBUR128_SUCCESS ? NEUME_OK : NEUME_ERR_MEMORY;
}

void neume_loudness_get(const struct neume_loudness_meter *m, struct neume_loudness *loudness)
{
    double peak = 0, x;
    *loudness = (struct neume_loudness){.integrated = -HUGE_VAL};
    if (ebur128_loudness_global(m->state, &x) == EBUR128_SUCCESS)
        loudness->integrated = x;
    if (ebur128_loudness_range(m->state, &x) == EBUR128_SUCCESS)
        loudness->range = x;
    for (int c = 0; c < m->channels; c++)
        if (ebur128_true_peak(m->state, (unsigned)c, &x) == EBUR128_SUCCESS && x > peak)
            peak = x;
    loudness->true_peak = peak > 0 ? 20 * log10(peak) : -HUGE_VAL;
}

double neume_loudness_gain(double from, double to)
{
    return isfinite(from) && isfinite(to) ? pow(10, (to - from) / 20) : 1;
}
