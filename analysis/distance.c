/* SPDX-License-Identifier: MIT */
#include "analysis/distance.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/bands.h"
#include "analysis/stft.h"

enum {
    QUIETEST = -140, /* dB: what all levels are held above, */
    LOUDEST = 60,    /* and under */
    FINE = 4,        /* steps to the dB in the spectrum */
    STEPS = (LOUDEST - QUIETEST) * FINE,
    CURVE = LOUDEST - QUIETEST, /* steps of the loudness curve, of 1 dB */
    FLOOR_BELOW = 60,           /* dB under the loudest value of both that count as silence */
    SILENCE = -100,             /* dB: the lowest floor */
    PER_SEMITONE = 3            /* bands */
};

/* The floor hangs on the loudest value, known only at the end. Counts by level keep what any floor would need. */
struct neume_distance {
    struct neume_stft stft[2];
    struct neume_bands bands;
    float *band[2];         /* [bands.count]: the newest frame */
    unsigned char *pitch;   /* [bands.count]: pitch class 0..11 */
    int64_t crossed[STEPS]; /* cells whose two values lie on either side of a level: the change from the level below */
    double cosine[STEPS];   /* sum of the cosines of the frames whose quieter signal peaks at this level */
    uint64_t peaks[STEPS];  /* frames whose louder signal peaks at this level */
    uint32_t pairs[CURVE][CURVE]; /* frames by the two loudnesses */
    neume_distance_watcher watcher;
    void *user;
    double hop;      /* seconds between frames */
    uint64_t frames; /* so far */
};

static size_t to_step(double level, size_t per_db, size_t count)
{
    double step = (level - QUIETEST) * (double)per_db + 0.5;
    if (!(step >= 1)) /* NaN too */
        return 0;
    return step < (double)count ? (size_t)step : count - 1;
}

/* magnitude: >= 0. */
static size_t magnitude_step(float magnitude)
{
    return to_step(20 * log10((double)magnitude + 1e-30), FINE, STEPS);
}

enum neume_status neume_distance_new(struct neume_distance **out, double sample_rate)
{
    *out = NULL;
    if (!(sample_rate >= 8000 && sample_rate <= 192000))
        return NEUME_ERR_ARGUMENT;
    struct neume_distance *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    size_t size = 1024; /* 125 to 250 ms: 4096 at 22050 Hz */
    while ((double)size < sample_rate / 8)
        size *= 2;
    enum neume_status status = neume_bands_init(&d->bands, size, sample_rate, 55, 8000, 12 * PER_SEMITONE);
    for (size_t i = 0; i < 2 && status == NEUME_OK; i++) {
        d->band[i] = calloc(d->bands.count, sizeof *d->band[i]);
        status = d->band[i] ? neume_stft_init(&d->stft[i], size, size / 4) : NEUME_ERR_MEMORY;
    }
    d->pitch = calloc(d->bands.count + 1, sizeof *d->pitch);
    if (status == NEUME_OK && !d->pitch)
        status = NEUME_ERR_MEMORY;
    if (status != NEUME_OK) {
        neume_distance_free(d);
        return status;
    }
    for (size_t b = 0; b < d->bands.count; b++)
        d->pitch[b] = (unsigned char)(lround(12 * log2(d->bands.band[b].centre / 27.5)) % 12);
    d->hop = (double)(size / 4) / sample_rate;
    *out = d;
    return NEUME_OK;
}

void neume_distance_free(struct neume_distance *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < 2; i++) {
        neume_stft_release(&d->stft[i]);
        free(d->band[i]);
    }
    neume_bands_release(&d->bands);
    free(d->pitch);
    free(d);
}

static double chroma_cosine(const struct neume_distance *d)
{
    double c[2][12] = {{0}}, dot = 0, square[2] = {0};
    for (size_t i = 0; i < 2; i++)
        for (size_t b = 0; b < d->bands.count; b++)
            c[i][d->pitch[b]] += d->band[i][b];
    for (size_t p = 0; p < 12; p++) {
        dot += c[0][p] * c[1][p];
        square[0] += c[0][p] * c[0][p];
        square[1] += c[1][p] * c[1][p];
    }
    double both = sqrt(square[0] * square[1]);
    return both > 0 ? fmin(dot / both, 1) : 0;
}

static void take_frame(struct neume_distance *d, const struct neume_fft_bin *a, const struct neume_fft_bin *b)
{
    size_t peak[2] = {0}, loudness[2];
    neume_bands_apply(&d->bands, a, d->band[0]);
    neume_bands_apply(&d->bands, b, d->band[1]);
    double power[2] = {0};
    for (size_t k = 0; k < d->bands.count; k++) {
        size_t level[2];
        for (size_t i = 0; i < 2; i++) {
            level[i] = magnitude_step(d->band[i][k]);
            peak[i] = level[i] > peak[i] ? level[i] : peak[i];
            power[i] += (double)d->band[i][k] * d->band[i][k];
        }
        size_t low = level[0] < level[1] ? level[0] : level[1];
        d->crossed[low]++;
        d->crossed[level[0] + level[1] - low]--;
    }
    for (size_t i = 0; i < 2; i++)
        loudness[i] = to_step(10 * log10(power[i] + 1e-30), 1, CURVE);
    size_t quieter = peak[0] < peak[1] ? peak[0] : peak[1];
    double cosine = chroma_cosine(d);
    cosine = cosine == cosine ? cosine : 0;
    d->cosine[quieter] += cosine;
    d->peaks[peak[0] + peak[1] - quieter]++;
    d->pairs[loudness[0]][loudness[1]]++;
    if (d->watcher)
        d->watcher(d->user,
                   &(struct neume_distance_frame){
                       {d->band[0], d->band[1]}, d->bands.band, d->bands.count, cosine, (double)d->frames * d->hop});
    d->frames++;
}

void neume_distance_watch(struct neume_distance *d, neume_distance_watcher watcher, void *user)
{
    d->watcher = watcher;
    d->user = user;
}

void neume_distance_process(struct neume_distance *d, const float *a, const float *b, size_t count)
{
    while (count) {
        const struct neume_fft_bin *x, *y;
        size_t used = neume_stft_process(&d->stft[0], a, count, &x);
        (void)neume_stft_process(&d->stft[1], b, count, &y); /* in step with the first */
        if (x)
            take_frame(d, x, y);
        a += used;
        b += used;
        count -= used;
    }
}

static size_t floor_under(size_t top, size_t per_db)
{
    size_t lowest = (SILENCE - QUIETEST) * per_db, below = FLOOR_BELOW * per_db;
    return top > lowest + below ? top - below : lowest;
}

/* Pearson's correlation of the two loudness curves, held above the floor, where either is above it. Of two constants it
 * is 1, of one 0. */
static double loudness_correlation(const struct neume_distance *d)
{
    size_t top = 0;
    for (size_t x = 0; x < CURVE; x++)
        for (size_t y = 0; y < CURVE; y++)
            if (d->pairs[x][y])
                top = x > top || y > top ? (x > y ? x : y) : top;
    size_t lowest = floor_under(top, 1);
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (size_t x = 0; x < CURVE; x++)
        for (size_t y = 0; y < CURVE; y++) {
            if (!d->pairs[x][y] || (x <= lowest && y <= lowest))
                continue;
            double w = d->pairs[x][y], u = (double)(x > lowest ? x - lowest : 0),
                   v = (double)(y > lowest ? y - lowest : 0);
            n += w;
            sx += w * u;
            sy += w * v;
            sxx += w * u * u;
            syy += w * v * v;
            sxy += w * u * v;
        }
    double vx = n * sxx - sx * sx, vy = n * syy - sy * sy, cov = n * sxy - sx * sy;
    if (vx > 0 && vy > 0)
        return fmax(-1, fmin(cov / sqrt(vx * vy), 1));
    return n > 0 && !(vx > 0) && !(vy > 0);
}

static struct neume_distances sum_up(const struct neume_distance *d)
{
    struct neume_distances l = {0};
    size_t top = STEPS;
    while (top > 1 && !d->peaks[top - 1])
        top--;
    size_t lowest = floor_under(top - 1, FINE);
    int64_t crossing = 0;
    for (size_t s = 0; s < top; s++) {
        crossing += d->crossed[s];
        if (s >= lowest)
            l.log_frequency += (double)crossing;
        if (s <= lowest)
            continue;
        l.frames += d->peaks[s];
        l.chroma += d->cosine[s];
    }
    if (!l.frames)
        return (struct neume_distances){0};
    l.chroma /= (double)l.frames;
    l.log_frequency /= (double)l.frames * (double)d->bands.count * FINE;
    l.loudness = loudness_correlation(d);
    return l;
}

struct neume_distances neume_distance_flush(struct neume_distance *d)
{
    const struct neume_fft_bin *x;
    while ((x = neume_stft_flush(&d->stft[0])) != NULL)
        take_frame(d, x, neume_stft_flush(&d->stft[1]));
    return sum_up(d);
}

struct neume_agreement neume_onset_agreement(const double *a, size_t a_count, const double *b, size_t b_count,
                                             double window)
{
    struct neume_agreement g = {0};
    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        if (b[j] < a[i] - window) {
            j++;
        } else if (b[j] > a[i] + window) {
            i++;
        } else {
            g.matched++;
            i++;
            j++;
        }
    }
    if (!a_count && !b_count)
        g.precision = g.recall = g.f = 1;
    if (!g.matched)
        return g;
    g.precision = (double)g.matched / (double)b_count;
    g.recall = (double)g.matched / (double)a_count;
    g.f = 2 * g.precision * g.recall / (g.precision + g.recall);
    return g;
}
