/* SPDX-License-Identifier: MIT */
#include "analysis/flux.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logarithm.h"
#include "core/simd.h"

enum {
    AHEAD = 200, /* frames that the level looks forward: room noise before the first note is no onset */
    LAG = 5,     /* frames over which the rise is taken: 25 ms, half the window */
    FAR = 9      /* and the first of them that count: a vibrato's skirts swell and sink within 80 ms */
};

static const float compression = 10;      /* log(1 + compression * magnitude / reference) */
static const float quietest = 1e-5f;      /* the lowest reference: about -100 dB */
static const double reference_fall = 100; /* seconds for the reference to fall to 1 / e */

enum neume_status neume_flux_init(struct neume_flux *f, double sample_rate)
{
    memset(f, 0, sizeof *f);
    if (!(sample_rate >= 8000 && sample_rate <= 192000))
        return NEUME_ERR_ARGUMENT;
    size_t size = 256;
    while ((double)size < sample_rate * 0.035)
        size *= 2;
    size_t hop = (size_t)(sample_rate * 0.005); /* at 44.1 kHz 220, as the drums' network has it */
    f->sample_rate = sample_rate;
    f->decay = (float)exp(-(double)hop / sample_rate / reference_fall);
    enum neume_status status = neume_stft_init(&f->stft, size, hop);
    if (status == NEUME_OK)
        status = neume_bands_init(&f->bands, size, sample_rate, 30, 17000, 24);
    if (status != NEUME_OK)
        goto fail;
    size_t bands = f->bands.count;
    f->ring = calloc((AHEAD + 1) * bands, sizeof *f->ring);
    f->level = calloc(AHEAD + 1, sizeof *f->level);
    f->log = calloc((FAR + 1) * bands, sizeof *f->log);
    f->now = calloc(bands, sizeof *f->now);
    f->rise = calloc(bands, sizeof *f->rise);
    f->past = calloc(bands, sizeof *f->past);
    status = NEUME_ERR_MEMORY;
    if (!f->ring || !f->level || !f->log || !f->now || !f->rise || !f->past)
        goto fail;
    neume_flux_reset(f);
    return NEUME_OK;
fail:
    neume_flux_release(f);
    return status;
}

void neume_flux_release(struct neume_flux *f)
{
    if (!f)
        return;
    neume_stft_release(&f->stft);
    neume_bands_release(&f->bands);
    free(f->ring);
    free(f->level);
    free(f->log);
    free(f->now);
    free(f->rise);
    free(f->past);
    memset(f, 0, sizeof *f);
}

void neume_flux_reset(struct neume_flux *f)
{
    neume_stft_reset(&f->stft);
    memset(f->log, 0, (FAR + 1) * f->bands.count * sizeof *f->log);
    f->reference = quietest;
    f->taken = f->made = f->levelled = 0;
    f->ended = 0;
}

double neume_flux_period(const struct neume_flux *f)
{
    return (double)f->stft.framer.hop / f->sample_rate;
}

double neume_flux_delay(const struct neume_flux *f)
{
    return AHEAD * neume_flux_period(f) + (double)f->stft.framer.size / 2 / f->sample_rate;
}

/* Who else wants the spectra hears them, and of their end once. */
static void share(struct neume_flux *f, const struct neume_fft_bin *bins)
{
    if (f->listener && (bins || !f->ended))
        f->listener(f->listener_user, bins);
    f->ended = !bins;
}

static void take_frame(struct neume_flux *f, const struct neume_fft_bin *bins)
{
    size_t slot = (size_t)(f->taken++ % (AHEAD + 1)), bands = f->bands.count;
    float *magnitude = f->ring + slot * bands, sum = 0;
    neume_bands_apply(&f->bands, bins, magnitude);
    for (size_t b = 0; b < bands; b++)
        sum += magnitude[b];
    f->level[slot] = sum / (float)bands;
}

/* The last whole frame stands for those that reach past the end: where a sound is cut off, its spectrum splashes over
 * all bands, which is no onset. */
static void repeat_frame(struct neume_flux *f)
{
    size_t slot = (size_t)(f->taken % (AHEAD + 1)), before = (size_t)((f->taken - 1) % (AHEAD + 1));
    f->taken++;
    memcpy(f->ring + slot * f->bands.count, f->ring + before * f->bands.count, f->bands.count * sizeof *f->ring);
    f->level[slot] = f->level[before];
}

/* The loudest frame so far, slowly forgotten, and of those already waiting. */
static void update_reference(struct neume_flux *f)
{
    f->reference *= f->decay;
    if (f->reference < quietest)
        f->reference = quietest;
    for (; f->levelled < f->taken; f->levelled++) {
        float level = f->level[f->levelled % (AHEAD + 1)];
        if (level > f->reference)
            f->reference = level;
    }
}

/* The largest that each band was, 25 to 45 ms ago. */
NEUME_SIMD static void find_past(const struct neume_flux *f, float *restrict past)
{
    size_t bands = f->bands.count;
    memset(past, 0, bands * sizeof *past);
    for (uint64_t t = f->made + 1; t <= f->made + FAR + 1 - LAG; t++) {
        const float *restrict row = f->log + (size_t)(t % (FAR + 1)) * bands;
        for (size_t b = 0; b < bands; b++)
            past[b] = row[b] > past[b] ? row[b] : past[b];
    }
}

/* Each value becomes the largest of itself and its two neighbours: a partial that drifts by a band is no rise. */
NEUME_SIMD static void widen(const float *restrict in, float *restrict out, size_t count)
{
    for (size_t b = 1; b + 1 < count; b++) {
        float m = in[b - 1] > in[b] ? in[b - 1] : in[b];
        out[b] = in[b + 1] > m ? in[b + 1] : m;
    }
    out[0] = count > 1 && in[1] > in[0] ? in[1] : in[0];
    out[count - 1] = count > 1 && in[count - 2] > in[count - 1] ? in[count - 2] : in[count - 1];
}

static void make_frame(struct neume_flux *f, struct neume_flux_frame *frame)
{
    size_t bands = f->bands.count;
    const float *magnitude = f->ring + (size_t)(f->made % (AHEAD + 1)) * bands;
    float *store = f->log + (size_t)(f->made % (FAR + 1)) * bands, sum = 0;
    update_reference(f);
    find_past(f, f->past);
    float scale = compression / f->reference;
    for (size_t b = 0; b < bands; b++)
        f->now[b] = 1 + scale * magnitude[b];
    neume_logarithms(f->now, f->now, bands);
    for (size_t b = 0; b < bands; b++) {
        float rise = f->now[b] - f->past[b];
        f->rise[b] = rise > 0 ? rise : 0;
        sum += f->rise[b];
    }
    widen(f->now, store, bands);
    frame->time = (double)f->made * neume_flux_period(f);
    frame->flux = sum / (float)bands;
    frame->magnitude = magnitude;
    frame->rise = f->rise;
    f->made++;
}

size_t neume_flux_process(struct neume_flux *f, const float *samples, size_t count, struct neume_flux_frame *frame,
                          int *made)
{
    size_t used = 0;
    *made = 0;
    while (used < count && !*made) {
        const struct neume_fft_bin *bins;
        used += neume_stft_process(&f->stft, samples + used, count - used, &bins);
        if (!bins)
            continue;
        share(f, bins);
        take_frame(f, bins);
        if (f->taken > AHEAD) {
            make_frame(f, frame);
            *made = 1;
        }
    }
    return used;
}

int neume_flux_flush(struct neume_flux *f, struct neume_flux_frame *frame)
{
    const struct neume_fft_bin *bins = neume_stft_flush(&f->stft);
    share(f, bins);
    if (bins && f->taken)
        repeat_frame(f);
    else if (bins)
        take_frame(f, bins);
    if (f->made == f->taken)
        return 0;
    make_frame(f, frame);
    return 1;
}
