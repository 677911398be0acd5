/* SPDX-License-Identifier: MIT */
#include "analysis/logspec.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/constants.h"
#include "analysis/framer.h"
#include "analysis/halve.h"
#include "core/fft.h"
#include "core/simd.h"
#include "core/zeros.h"

enum {
    LEVELS = 6,        /* the full rate for 880 Hz and up, and one for each octave below */
    OCTAVE = 36,       /* bins */
    OCTAVE_SIZE = 512, /* samples of a frame of the decimated levels */
    TOP_SIZE = 1024,   /* and of the full rate */
    SHORTEST = 512,    /* samples of the shortest window, at the full rate */
    STAGES = 6,        /* halvings: the octave below 880 Hz comes after two of them, the lowest after six */
    RING = 64,         /* frames that may wait for the slowest level; a power of two */
    PIECE = 256,       /* samples that go through the halvings at a time */
    KERNEL_REACH = 12, /* FFT bins that a kernel may reach on either side of its centre */
    LANES = 8,         /* floats that are multiplied at once: four bins */
    KERNEL_VECTORS = (2 * (2 * KERNEL_REACH + 1) + LANES - 1) / LANES
};

typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float half __attribute__((vector_size(2 * LANES)));
#define LOW_HALF(X)  __builtin_shufflevector(X, X, 0, 1, 2, 3)
#define HIGH_HALF(X) __builtin_shufflevector(X, X, 4, 5, 6, 7)

static const double low_hz = 27.5;
static const float negligible = 1e-4f; /* of a kernel's peak */

/* A spectral kernel: what it hears is |sum over k of X[first + k] kernel[k]|. The floats of the spectrum and of the
 * kernel lie side by side, so that the real and the imaginary part are each a dot product; zeros fill the last vector.
 */
struct kernel {
    size_t first, vectors;
    float re[KERNEL_VECTORS][LANES], im[KERNEL_VECTORS][LANES]; /* re, -im and im, re of each bin */
};

struct level {
    struct neume_framer framer;
    struct neume_fft *fft; /* one of the spectrogram's */
    size_t first_bin, bins;
    uint64_t frames;
};

struct neume_logspec {
    struct neume_fft *top, *octave; /* of the full rate, and of all others in turn */
    struct level level[LEVELS];
    struct neume_halve halve[STAGES];
    struct kernel *kernel;                       /* [first_kernel[NEUME_LOGSPEC_BINS]] */
    size_t first_kernel[NEUME_LOGSPEC_BINS + 1]; /* a bin's kernels end where those of the next begin */
    float ring[RING][NEUME_LOGSPEC_BINS];
    uint64_t taken;  /* samples that came, without the padding */
    uint64_t handed; /* frames that went out */
};

static double bin_hz(size_t bin)
{
    return low_hz * pow(2, (double)bin / OCTAVE);
}

static double level_rate(size_t level)
{
    return level ? (double)NEUME_LOGSPEC_RATE / (double)(2u << level) : NEUME_LOGSPEC_RATE;
}

static size_t level_size(size_t level)
{
    return level ? OCTAVE_SIZE : TOP_SIZE;
}

static double window_length(size_t level, double hz)
{
    double lowest = bin_hz((LEVELS - 1 - level) * OCTAVE);
    return fmax((double)level_size(level) * lowest / hz, level ? 0 : SHORTEST);
}

/* Distance of two bins at hz, in widths of the window's spectrum. */
static double bin_distance(size_t level, double hz)
{
    return hz * (pow(2, 1.0 / OCTAVE) - 1) * window_length(level, hz) / level_rate(level);
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
    size_t top = (LEVELS - 1) * OCTAVE;
    l->first_bin = top - level * OCTAVE;
    l->bins = level ? OCTAVE : NEUME_LOGSPEC_BINS - top;
}

/* Lays out the `count` bins of a kernel from `first` on. Where the vectors would lead out of the spectrum the kernel
 * begins with zeros instead. */
static void lay_out(struct kernel *k, size_t first, size_t count, const struct neume_fft_bin *bin, size_t size)
{
    const size_t vectors = (2 * count + LANES - 1) / LANES, room = size / 2 + 1 - vectors * (LANES / 2);
    k->vectors = vectors;
    k->first = first < room ? first : room;
    float *re = k->re[0] + 2 * (first - k->first), *im = k->im[0] + 2 * (first - k->first);
    for (size_t i = 0; i < count; i++) {
        re[2 * i] = im[2 * i + 1] = bin[i].re;
        re[2 * i + 1] = -bin[i].im;
        im[2 * i] = bin[i].im;
    }
}

/* A windowed complex exponential about the middle of `size` samples: its even and its odd part; returns the sum of the
 * window. hz: of the sample rate. Turned from sample to sample, since sines and cosines of all of them are what making
 * a spectrogram mostly took. */
static double make_exponential(float *even, float *odd, size_t size, double hz, double length)
{
    const double complex turn = cexp(2 * NEUME_PI * hz * I), window_turn = cexp(2 * NEUME_PI / length * I);
    double complex at = 1, window_at = 1;
    double sum = 1;
    memset(even, 0, size * sizeof *even);
    memset(odd, 0, size * sizeof *odd);
    even[size / 2] = 1;
    for (size_t t = 1; t < size / 2 && (double)t < 0.5 * length; t++) {
        at *= turn;
        window_at *= window_turn;
        double w = 0.5 + 0.5 * creal(window_at);
        even[size / 2 + t] = even[size / 2 - t] = (float)(w * creal(at));
        odd[size / 2 + t] = (float)(w * cimag(at));
        odd[size / 2 - t] = -odd[size / 2 + t];
        sum += 2 * w;
    }
    return sum;
}

/* The spectrum of a windowed complex exponential, conjugated, with everything that lies in the
 * negative frequencies or under `negligible` left out. */
static void make_kernel(struct kernel *k, struct neume_fft *even, struct neume_fft *odd, size_t size, double rate,
                        double hz, double length, double gain)
{
    const double sum = make_exponential(neume_fft_time(even), neume_fft_time(odd), size, hz / rate, length);
    neume_fft_forward(even);
    neume_fft_forward(odd);
    const struct neume_fft_bin *a = neume_fft_bins(even), *b = neume_fft_bins(odd);
    double centre = hz / rate * (double)size, scale = gain * 2 / sum / (double)size;
    long first = lround(centre) - KERNEL_REACH, last = lround(centre) + KERNEL_REACH;
    float peak = 0;
    struct neume_fft_bin bin[2 * KERNEL_REACH + 1];
    size_t count = 0;
    first = first > 0 ? first : 0;
    for (long i = first; i <= last && i <= (long)size / 2; i++) {
        /* c + i s has the spectrum A + i B; the sum of a product of signals is that of X times its conjugate. */
        float re = (float)(scale * (a[i].re - b[i].im)), im = (float)(-scale * (a[i].im + b[i].re));
        bin[count++] = (struct neume_fft_bin){re, im};
        peak = fmaxf(peak, re * re + im * im);
    }
    while (count && bin[count - 1].re * bin[count - 1].re + bin[count - 1].im * bin[count - 1].im <=
                        negligible * negligible * peak)
        count--;
    lay_out(k, (size_t)first, count, bin, size);
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

static enum neume_status init_level(struct neume_logspec *s, size_t i, struct neume_fft *odd)
{
    struct level *l = &s->level[i];
    size_t size = level_size(i), hop = i ? (size_t)NEUME_LOGSPEC_HOP >> (i + 1) : NEUME_LOGSPEC_HOP;
    l->fft = i ? s->octave : s->top;
    for (size_t b = l->first_bin; b < l->first_bin + l->bins; b++)
        make_bin(s->kernel + s->first_kernel[b], l->fft, odd, i, bin_hz(b));
    return neume_framer_init(&l->framer, size, hop);
}

static enum neume_status init_levels(struct neume_logspec *s)
{
    struct neume_fft *odd[2] = {neume_fft_new_forward(TOP_SIZE), neume_fft_new_forward(OCTAVE_SIZE)};
    s->top = neume_fft_new_forward(TOP_SIZE);
    s->octave = neume_fft_new_forward(OCTAVE_SIZE);
    enum neume_status status = odd[0] && odd[1] && s->top && s->octave ? NEUME_OK : NEUME_ERR_MEMORY;
    for (size_t i = 0; i < LEVELS && status == NEUME_OK; i++)
        status = init_level(s, i, odd[i > 0]);
    neume_fft_free(odd[0]);
    neume_fft_free(odd[1]);
    return status;
}

static enum neume_status init_kernels(struct neume_logspec *s)
{
    for (size_t i = LEVELS; i-- > 0;) {
        struct level *l = &s->level[i];
        assign_bins(l, i);
        for (size_t b = l->first_bin; b < l->first_bin + l->bins; b++)
            s->first_kernel[b + 1] = s->first_kernel[b] + kernels_at(i, bin_hz(b));
    }
    s->kernel = calloc(s->first_kernel[NEUME_LOGSPEC_BINS], sizeof *s->kernel);
    return s->kernel ? NEUME_OK : NEUME_ERR_MEMORY;
}

enum neume_status neume_logspec_new(struct neume_logspec **out)
{
    *out = NULL;
    struct neume_logspec *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    enum neume_status status = init_kernels(s);
    if (status == NEUME_OK)
        status = init_levels(s);
    if (status != NEUME_OK) {
        neume_logspec_free(s);
        return status;
    }
    for (size_t i = 0; i < STAGES; i++)
        neume_halve_init(&s->halve[i]);
    neume_logspec_reset(s);
    *out = s;
    return NEUME_OK;
}

void neume_logspec_free(struct neume_logspec *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < LEVELS; i++)
        neume_framer_release(&s->level[i].framer);
    neume_fft_free(s->top);
    neume_fft_free(s->octave);
    free(s->kernel);
    free(s);
}

void neume_logspec_reset(struct neume_logspec *s)
{
    for (size_t i = 0; i < LEVELS; i++) {
        neume_framer_reset(&s->level[i].framer);
        s->level[i].frames = 0;
    }
    for (size_t i = 0; i < STAGES; i++)
        neume_halve_reset(&s->halve[i]);
    s->taken = s->handed = 0;
}

/* The power of one bin of the output. */
static inline __attribute__((always_inline)) float power(const struct kernel *k, const struct kernel *end,
                                                         const struct neume_fft_bin *all)
{
    float power = 0;
    for (; k < end; k++) {
        const float *x = &all[k->first].re;
        lanes re = {0}, im = {0};
        for (size_t v = 0; v < k->vectors; v++, x += LANES) {
            re += *(const lanes *)x * *(const lanes *)k->re[v];
            im += *(const lanes *)x * *(const lanes *)k->im[v];
        }
        const half a = LOW_HALF(re) + HIGH_HALF(re), b = LOW_HALF(im) + HIGH_HALF(im);
        const half pairs = __builtin_shufflevector(a, b, 0, 2, 4, 6) + __builtin_shufflevector(a, b, 1, 3, 5, 7);
        const float r = pairs[0] + pairs[1], i = pairs[2] + pairs[3];
        power += r * r + i * i;
    }
    return power;
}

/* The magnitudes of `count` bins, of which the kernels of bin b are first[b] to first[b + 1]. */
NEUME_SIMD static void hear(const struct kernel *kernel, const size_t *first, size_t count,
                            const struct neume_fft_bin *all, float *restrict out)
{
    for (size_t b = 0; b < count; b++)
        out[b] = power(kernel + first[b], kernel + first[b + 1], all);
    for (size_t b = 0; b < count; b++)
        out[b] = sqrtf(out[b]);
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
        float *out = s->ring[l->frames++ % RING];
        if (neume_all_zeros(frame, level_size(i))) {
            memset(out + l->first_bin, 0, l->bins * sizeof *out);
            continue;
        }
        memcpy(neume_fft_time(l->fft), frame, level_size(i) * sizeof *frame);
        neume_fft_forward(l->fft);
        hear(s->kernel, s->first_kernel + l->first_bin, l->bins, neume_fft_bins(l->fft), out + l->first_bin);
    }
}

/* Runs a few samples through all levels. */
static void take(struct neume_logspec *s, const float *samples, size_t count)
{
    float halved[2][PIECE / 2 + 1];
    const float *in = samples;
    take_level(s, 0, samples, count);
    for (size_t i = 0; i < STAGES && count; i++) {
        float *out = halved[i % 2];
        count = neume_halve_process(&s->halve[i], in, count, out);
        in = out;
        if (i)
            take_level(s, i, in, count);
    }
}

static const float *hand_out(struct neume_logspec *s)
{
    return s->handed < s->level[LEVELS - 1].frames ? s->ring[s->handed++ % RING] : NULL;
}

size_t neume_logspec_process(struct neume_logspec *s, const float *samples, size_t count, const float **frame)
{
    size_t used = 0;
    while (!(*frame = hand_out(s)) && used < count) {
        /* Small enough that the lowest level never makes two frames at once. */
        size_t n = count - used < PIECE ? count - used : PIECE;
        take(s, samples + used, n);
        used += n;
    }
    s->taken += used;
    return used;
}

const float *neume_logspec_flush(struct neume_logspec *s)
{
    static const float silence[PIECE];
    const float *frame;
    if (s->handed * NEUME_LOGSPEC_HOP >= s->taken)
        return NULL;
    while (!(frame = hand_out(s)))
        take(s, silence, PIECE);
    return frame;
}

float neume_logspec_peaks(const float *frame, size_t first, float *all)
{
    enum { AROUND = 12 };
    double sum[NEUME_LOGSPEC_BINS + 1] = {0};
    float peaks = 0;
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        sum[b + 1] = sum[b] + frame[b];
    for (size_t b = first; b < NEUME_LOGSPEC_BINS; b++) {
        size_t low = b > AROUND ? b - AROUND : 0;
        size_t high = b + AROUND + 1 < NEUME_LOGSPEC_BINS ? b + AROUND + 1 : NEUME_LOGSPEC_BINS;
        float mean = (float)((sum[high] - sum[low]) / (double)(high - low));
        peaks += frame[b] > 2 * mean ? frame[b] - 2 * mean : 0;
    }
    *all = first < NEUME_LOGSPEC_BINS ? (float)(sum[NEUME_LOGSPEC_BINS] - sum[first]) : 0;
    return peaks;
}
