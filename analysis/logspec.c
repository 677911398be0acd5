/* SPDX-License-Identifier: MIT */
#include "analysis/logspec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "analysis/fft.h"
#include "analysis/framer.h"
#include "analysis/halve.h"

enum {
    levels = 6,        /* the full rate for 880 Hz and up, and one for each octave below */
    octave = 36,       /* bins */
    octave_size = 512, /* samples of a frame of the decimated levels */
    top_size = 1024,   /* and of the full rate */
    shortest = 512,    /* samples of the shortest window, at the full rate */
    stages = 6,        /* halvings: the octave below 880 Hz comes after two of them, the lowest after six */
    ring = 64,         /* frames that may wait for the slowest level; a power of two */
    piece = 256,       /* samples that go through the halvings at a time */
    kernel_reach = 12  /* FFT bins that a kernel may reach on either side of its centre */
};

static const double low_hz = 27.5;
static const float negligible = 1e-4f; /* of a kernel's peak */

/* A spectral kernel: what it hears is |sum over k of X[first + k] kernel[k]|. */
struct kernel {
    size_t first, count;
    float re[2 * kernel_reach + 1], im[2 * kernel_reach + 1];
};

struct level {
    struct neume_framer framer;
    struct neume_fft *fft;
    size_t first_bin, bins;
    uint64_t frames;
};

struct neume_logspec {
    struct level level[levels];
    struct neume_halve halve[stages];
    struct kernel *kernel;                       /* [first_kernel[neume_logspec_bins]] */
    size_t first_kernel[neume_logspec_bins + 1]; /* a bin's kernels end where those of the next begin */
    float ring[ring][neume_logspec_bins];
    uint64_t taken;  /* samples that came, without the padding */
    uint64_t handed; /* frames that went out */
};

static double bin_hz(size_t bin)
{
    return low_hz * pow(2, (double)bin / octave);
}

static double level_rate(size_t level)
{
    return level ? (double)neume_logspec_rate / (double)(2u << level) : neume_logspec_rate;
}

static size_t level_size(size_t level)
{
    return level ? octave_size : top_size;
}

static double window_length(size_t level, double hz)
{
    double lowest = bin_hz((levels - 1 - level) * octave);
    return fmax((double)level_size(level) * lowest / hz, level ? 0 : shortest);
}

/* Distance of two bins at hz, in widths of the window's spectrum. */
static double bin_distance(size_t level, double hz)
{
    return hz * (pow(2, 1.0 / octave) - 1) * window_length(level, hz) / level_rate(level);
}

/* Where the windows have stopped to shrink a line is narrower than a bin: as many kernels as it takes to leave no gap
 * share the bin, and their powers add. */
static size_t kernels_at(size_t level, double hz)
{
    return (size_t)ceil(bin_distance(level, hz));
}

/* What a Hann window hears of a sine that is x widths off. */
static double hann_response(double x)
{
    double pix = NEUME_PI * x;
    return fabs(pix) < 1e-6 ? 1 : fabs(fabs(x) - 1) < 1e-6 ? 0.5 : sin(pix) / (pix * (1 - x * x));
}

/* Level 0 has the bins from 880 Hz, level 1 the octave below, and so on down. */
static void assign_bins(struct level *l, size_t level)
{
    size_t top = (levels - 1) * octave;
    l->first_bin = top - level * octave;
    l->bins = level ? octave : neume_logspec_bins - top;
}

/* The spectrum of a windowed complex exponential, conjugated, with everything that lies in the
 * negative frequencies or under `negligible` left out. */
static void make_kernel(struct kernel *k, struct neume_fft *even, struct neume_fft *odd, size_t size, double rate,
                        double hz, double length, double gain)
{
    double sum = 0;
    float *c = neume_fft_time(even), *s = neume_fft_time(odd);
    for (size_t n = 0; n < size; n++) {
        double t = (double)n - (double)size / 2, x = t / length;
        double w = fabs(x) < 0.5 ? 0.5 + 0.5 * cos(2 * NEUME_PI * x) : 0;
        c[n] = (float)(w * cos(2 * NEUME_PI * hz / rate * t));
        s[n] = (float)(w * sin(2 * NEUME_PI * hz / rate * t));
        sum += w;
    }
    neume_fft_forward(even);
    neume_fft_forward(odd);
    const struct neume_fft_bin *a = neume_fft_bins(even), *b = neume_fft_bins(odd);
    double centre = hz / rate * (double)size, scale = gain * 2 / sum / (double)size;
    long first = lround(centre) - kernel_reach, last = lround(centre) + kernel_reach;
    float peak = 0;
    k->first = first > 0 ? (size_t)first : 0;
    for (long i = (long)k->first; i <= last && i <= (long)size / 2; i++) {
        /* c + i s has the spectrum A + i B; the sum of a product of signals is that of X times its conjugate. */
        float re = (float)(scale * (a[i].re - b[i].im)), im = (float)(-scale * (a[i].im + b[i].re));
        k->re[k->count] = re;
        k->im[k->count++] = im;
        peak = fmaxf(peak, re * re + im * im);
    }
    while (k->count && k->re[k->count - 1] * k->re[k->count - 1] + k->im[k->count - 1] * k->im[k->count - 1] <
                           negligible * negligible * peak)
        k->count--;
}

/* The kernels of one bin, spread evenly over it; a sine of amplitude 1 at its centre gives 1. */
static void make_bin(struct kernel *kernel, struct neume_fft *even, struct neume_fft *odd, size_t level, double hz)
{
    size_t count = kernels_at(level, hz);
    double distance = bin_distance(level, hz), length = window_length(level, hz), rate = level_rate(level), power = 0;
    for (size_t i = 0; i < count; i++)
        power += pow(hann_response(((double)i + 0.5 - 0.5 * (double)count) / (double)count * distance), 2);
    for (size_t i = 0; i < count; i++) {
        double off = ((double)i + 0.5 - 0.5 * (double)count) / (double)count * distance * rate / length;
        make_kernel(kernel + i, even, odd, level_size(level), rate, hz + off, length, 1 / sqrt(power));
    }
}

static enum neume_status init_level(struct neume_logspec *s, size_t i)
{
    struct level *l = &s->level[i];
    size_t size = level_size(i), hop = i ? (size_t)neume_logspec_hop >> (i + 1) : neume_logspec_hop;
    enum neume_status status = neume_framer_init(&l->framer, size, hop);
    struct neume_fft *odd = neume_fft_new(size);
    l->fft = neume_fft_new(size);
    if (status == NEUME_OK && (!odd || !l->fft))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        for (size_t b = l->first_bin; b < l->first_bin + l->bins; b++)
            make_bin(s->kernel + s->first_kernel[b], l->fft, odd, i, bin_hz(b));
    neume_fft_free(odd);
    return status;
}

static enum neume_status init_kernels(struct neume_logspec *s)
{
    for (size_t i = levels; i-- > 0;) {
        struct level *l = &s->level[i];
        assign_bins(l, i);
        for (size_t b = l->first_bin; b < l->first_bin + l->bins; b++)
            s->first_kernel[b + 1] = s->first_kernel[b] + kernels_at(i, bin_hz(b));
    }
    s->kernel = calloc(s->first_kernel[neume_logspec_bins], sizeof *s->kernel);
    return s->kernel ? NEUME_OK : NEUME_ERR_MEMORY;
}

enum neume_status neume_logspec_new(struct neume_logspec **out)
{
    *out = NULL;
    struct neume_logspec *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = init_kernels(s);
    for (size_t i = 0; i < levels && status == NEUME_OK; i++)
        status = init_level(s, i);
    if (status != NEUME_OK) {
        neume_logspec_free(s);
        return status;
    }
    for (size_t i = 0; i < stages; i++)
        neume_halve_init(&s->halve[i]);
    neume_logspec_reset(s);
    *out = s;
    return NEUME_OK;
}

void neume_logspec_free(struct neume_logspec *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < levels; i++) {
        neume_framer_release(&s->level[i].framer);
        neume_fft_free(s->level[i].fft);
    }
    free(s->kernel);
    free(s);
}

void neume_logspec_reset(struct neume_logspec *s)
{
    for (size_t i = 0; i < levels; i++) {
        neume_framer_reset(&s->level[i].framer);
        s->level[i].frames = 0;
    }
    for (size_t i = 0; i < stages; i++)
        neume_halve_reset(&s->halve[i]);
    s->taken = s->handed = 0;
}

static float power(const struct kernel *k, const struct neume_fft_bin *all)
{
    const struct neume_fft_bin *x = all + k->first;
    float re = 0, im = 0;
    for (size_t i = 0; i < k->count; i++) {
        re += x[i].re * k->re[i] - x[i].im * k->im[i];
        im += x[i].re * k->im[i] + x[i].im * k->re[i];
    }
    return re * re + im * im;
}

static void take_level(struct neume_logspec *s, size_t i, const float *samples, size_t count)
{
    struct level *l = &s->level[i];
    while (count) {
        const float *frame;
        size_t used = neume_framer_process(&l->framer, samples, count, &frame);
        samples += used;
        count -= used;
        if (!frame)
            continue;
        memcpy(neume_fft_time(l->fft), frame, level_size(i) * sizeof *frame);
        neume_fft_forward(l->fft);
        const struct neume_fft_bin *x = neume_fft_bins(l->fft);
        float *out = s->ring[l->frames++ % ring];
        for (size_t b = l->first_bin; b < l->first_bin + l->bins; b++) {
            float sum = 0;
            for (size_t k = s->first_kernel[b]; k < s->first_kernel[b + 1]; k++)
                sum += power(&s->kernel[k], x);
            out[b] = sqrtf(sum);
        }
    }
}

/* Runs a few samples through all levels. */
static void take(struct neume_logspec *s, const float *samples, size_t count)
{
    float half[2][piece / 2 + 1];
    const float *in = samples;
    take_level(s, 0, samples, count);
    for (size_t i = 0; i < stages && count; i++) {
        float *out = half[i % 2];
        count = neume_halve_process(&s->halve[i], in, count, out);
        in = out;
        if (i)
            take_level(s, i, in, count);
    }
}

static const float *hand_out(struct neume_logspec *s)
{
    return s->handed < s->level[levels - 1].frames ? s->ring[s->handed++ % ring] : NULL;
}

size_t neume_logspec_process(struct neume_logspec *s, const float *samples, size_t count, const float **frame)
{
    size_t used = 0;
    while (!(*frame = hand_out(s)) && used < count) {
        /* Small enough that the lowest level never makes two frames at once. */
        size_t n = count - used < piece ? count - used : piece;
        take(s, samples + used, n);
        used += n;
    }
    s->taken += used;
    return used;
}

const float *neume_logspec_flush(struct neume_logspec *s)
{
    static const float silence[piece];
    const float *frame;
    if (s->handed * neume_logspec_hop >= s->taken)
        return NULL;
    while (!(frame = hand_out(s)))
        take(s, silence, piece);
    return frame;
}

float neume_logspec_peaks(const float *frame, size_t first, float *all)
{
    enum { around = 12 };
    double sum[neume_logspec_bins + 1] = {0};
    float peaks = 0;
    for (size_t b = 0; b < neume_logspec_bins; b++)
        sum[b + 1] = sum[b] + frame[b];
    for (size_t b = first; b < neume_logspec_bins; b++) {
        size_t low = b > around ? b - around : 0;
        size_t high = b + around + 1 < neume_logspec_bins ? b + around + 1 : neume_logspec_bins;
        float mean = (float)((sum[high] - sum[low]) / (double)(high - low));
        peaks += frame[b] > 2 * mean ? frame[b] - 2 * mean : 0;
    }
    *all = first < neume_logspec_bins ? (float)(sum[neume_logspec_bins] - sum[first]) : 0;
    return peaks;
}
