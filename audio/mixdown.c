/* SPDX-License-Identifier: MIT */
#include "audio/mixdown.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/fft.h"

/* A frame is judged with as many before and after it, so that a note is whole from its first sample. */
enum { AROUND = 3, SPAN = 2 * AROUND + 1, BLOCKS = AROUND + 2 };

static const double frame_seconds = 0.0464;

/* The power of the sum over that of the difference, where a channel is turned altogether and where not at all: 13 and
 * 8.5 dB that the mean loses. */
static const float turned = 0.053f, kept = 0.143f;

/* Of the loudest bin, and of full scale: what lies below is not worth a change. Nor is a frame of which all that would
 * change is a thousandth. */
static const float relative_floor = 1e-4f, absolute_floor = 1e-8f, frame_floor = 1e-3f;

/* How the sum so far and channel k belong together. */
struct relation {
    float cross, first, second; /* the product of the two, and the power of each */
};

struct neume_mixdown {
    size_t channels, kinds; /* of the input; those that are told apart */
    size_t size, hop, bins;
    struct neume_fft *fft;
    float *window;               /* [size], a sine: its square overlaps to 1 */
    float *past;                 /* [kinds][size]: the block before and the one that fills */
    float *mean;                 /* [BLOCKS][hop] */
    struct neume_fft_bin *frame; /* [SPAN][kinds][bins] */
    struct neume_fft_bin *sum;   /* [SPAN][bins]: the channels so far, as they are added */
    struct neume_fft_bin *wrong; /* [bins]: what is to be taken from the sum */
    struct relation *relation;   /* [bins + 2]: one more on either side, of silence */
    float *tail;                 /* [hop]: of the last correction */
    float *ready;                /* [hop]: what goes out while the next block comes in */
    size_t at;                   /* in the block that fills */
    uint64_t block;              /* that fills */
    uint64_t in, out;            /* frames */
};

static size_t frame_size(double rate)
{
    size_t size = 32;
    while ((double)size * sqrt(2) < rate * frame_seconds)
        size *= 2;
    return size;
}

static enum neume_status allocate(struct neume_mixdown *m)
{
    m->fft = neume_fft_new(m->size);
    m->window = malloc(m->size * sizeof *m->window);
    m->past = calloc(m->kinds * m->size, sizeof *m->past);
    m->mean = calloc(BLOCKS * m->hop, sizeof *m->mean);
    m->frame = calloc(SPAN * m->kinds * m->bins, sizeof *m->frame);
    m->sum = calloc(SPAN * m->bins, sizeof *m->sum);
    m->wrong = calloc(m->bins, sizeof *m->wrong);
    m->relation = calloc(m->bins + 2, sizeof *m->relation);
    m->tail = calloc(m->hop, sizeof *m->tail);
    m->ready = calloc(m->hop, sizeof *m->ready);
    return m->fft && m->window && m->past && m->mean && m->frame && m->sum && m->wrong && m->relation && m->tail &&
                   m->ready
               ? NEUME_OK
               : NEUME_ERR_MEMORY;
}

enum neume_status neume_mixdown_new(struct neume_mixdown **out, size_t channels, double rate)
{
    *out = NULL;
    if (channels < 1 || !(rate >= 1000))
        return NEUME_ERR_ARGUMENT;
    struct neume_mixdown *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    m->channels = channels;
    m->kinds = channels < NEUME_MIXDOWN_CHANNELS ? channels : NEUME_MIXDOWN_CHANNELS;
    m->size = frame_size(rate);
    m->hop = m->size / 2;
    m->bins = m->hop + 1;
    enum neume_status status = allocate(m);
    if (status != NEUME_OK) {
        neume_mixdown_free(m);
        return status;
    }
    for (size_t i = 0; i < m->size; i++)
        m->window[i] = (float)sin(3.14159265358979323846 * ((double)i + 0.5) / (double)m->size);
    *out = m;
    return NEUME_OK;
}

void neume_mixdown_free(struct neume_mixdown *m)
{
    if (!m)
        return;
    neume_fft_free(m->fft);
    free(m->window), free(m->past), free(m->mean);
    free(m->frame), free(m->sum), free(m->wrong);
    free(m->relation), free(m->tail), free(m->ready);
    free(m);
}

static struct neume_fft_bin *spectrum(const struct neume_mixdown *m, size_t slot, size_t kind)
{
    return m->frame + (slot * m->kinds + kind) * m->bins;
}

static void transform(struct neume_mixdown *m)
{
    size_t slot = (size_t)(m->block % SPAN);
    for (size_t k = 0; k < m->kinds; k++) {
        float *past = m->past + k * m->size, *time = neume_fft_time(m->fft);
        for (size_t i = 0; i < m->size; i++)
            time[i] = m->window[i] * past[i];
        neume_fft_forward(m->fft);
        memcpy(spectrum(m, slot, k), neume_fft_bins(m->fft), m->bins * sizeof *m->frame);
        memcpy(past, past + m->hop, m->hop * sizeof *past);
    }
}

/* By bin over all frames of the span. Returns the same of all bins. */
static struct relation measure(struct neume_mixdown *m, size_t k)
{
    struct relation all = {0, 0, 0}, *r = m->relation + 1;
    memset(r, 0, m->bins * sizeof *r);
    for (size_t slot = 0; slot < SPAN; slot++) {
        const struct neume_fft_bin *a = m->sum + slot * m->bins, *b = spectrum(m, slot, k);
        for (size_t i = 0; i < m->bins; i++) {
            r[i].cross += a[i].re * b[i].re + a[i].im * b[i].im;
            r[i].first += a[i].re * a[i].re + a[i].im * a[i].im;
            r[i].second += b[i].re * b[i].re + b[i].im * b[i].im;
        }
    }
    for (size_t i = 0; i < m->bins; i++) {
        all.cross += r[i].cross;
        all.first += r[i].first;
        all.second += r[i].second;
    }
    return all;
}

/* 1 keeps channel k as it is, -1 turns it. The k channels before it may hold the same music once, so that the two
 * cancel, or each of them, so that this one weakens it: the sum is taken as loud as is nearest to the channel. */
static float weight(const struct relation *r, size_t k)
{
    float least = 1 / (float)k;
    if (r->first <= 0)
        return 1;
    float gain = k == 1 ? 1 : fmaxf(least, fminf(1, sqrtf(r->second / r->first)));
    float both = gain * gain * r->first + r->second, twice = 2 * gain * r->cross;
    if (both + twice >= kept * (both - twice))
        return 1;
    float ratio = (both + twice) / (both - twice);
    return ratio <= turned ? -1 : 1 - 2 * (kept - ratio) / (kept - turned);
}

/* The main lobe of a tone is three bins. */
static struct relation around(const struct relation *r)
{
    return (struct relation){r[-1].cross + r[0].cross + r[1].cross, r[-1].first + r[0].first + r[1].first,
                             r[-1].second + r[0].second + r[1].second};
}

static float loudest_bin(const struct neume_mixdown *m)
{
    float most = 0;
    for (size_t i = 1; i <= m->bins; i++)
        most = fmaxf(most, m->relation[i].first + m->relation[i].second);
    return most;
}

/* Adds channel k to the sum, in all frames of the span, and what that takes from the mean to `wrong`. */
static void add(struct neume_mixdown *m, size_t k, size_t middle)
{
    struct relation all = measure(m, k);
    float common = weight(&all, k), scale = (float)m->size * (float)m->size;
    float floor = fmaxf(relative_floor * loudest_bin(m), absolute_floor * scale);
    const struct neume_fft_bin *x = spectrum(m, middle, k);
    for (size_t i = 0; i < m->bins; i++) {
        struct relation r = around(m->relation + 1 + i);
        float w = r.first + r.second < floor ? common : weight(&r, k);
        m->wrong[i].re += (1 - w) * x[i].re;
        m->wrong[i].im += (1 - w) * x[i].im;
        for (size_t slot = 0; slot < SPAN && k + 1 < m->kinds; slot++) {
            struct neume_fft_bin *sum = m->sum + slot * m->bins + i;
            const struct neume_fft_bin *other = spectrum(m, slot, k) + i;
            sum->re += w * other->re;
            sum->im += w * other->im;
        }
    }
}

static float energy(const struct neume_fft_bin *x, size_t count)
{
    float sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[i].re * x[i].re + x[i].im * x[i].im;
    return sum;
}

/* 1 where channels cancel in the frame at `middle` of the span; `wrong` then holds what makes them. */
static int judge(struct neume_mixdown *m, size_t middle)
{
    float all = 0;
    memset(m->wrong, 0, m->bins * sizeof *m->wrong);
    for (size_t slot = 0; slot < SPAN; slot++)
        memcpy(m->sum + slot * m->bins, spectrum(m, slot, 0), m->bins * sizeof *m->sum);
    for (size_t k = 1; k < m->kinds; k++)
        add(m, k, middle);
    for (size_t k = 0; k < m->kinds; k++)
        all += energy(spectrum(m, middle, k), m->bins);
    return energy(m->wrong, m->bins) > frame_floor * all;
}

/* The block before the frame's middle is complete now: out it goes. */
static void put_out(struct neume_mixdown *m, uint64_t block, int changed)
{
    const float *mean = m->mean + (size_t)(block % BLOCKS) * m->hop;
    for (size_t i = 0; i < m->hop; i++)
        m->ready[i] = mean[i] - m->tail[i];
    memset(m->tail, 0, m->hop * sizeof *m->tail);
    if (!changed)
        return;
    struct neume_fft_bin *bins = neume_fft_bins(m->fft);
    memcpy(bins, m->wrong, m->bins * sizeof *bins);
    neume_fft_inverse(m->fft);
    const float *time = neume_fft_time(m->fft);
    float scale = 1.0f / ((float)m->size * (float)m->kinds);
    for (size_t i = 0; i < m->hop; i++) {
        m->ready[i] -= scale * m->window[i] * time[i];
        m->tail[i] = scale * m->window[m->hop + i] * time[m->hop + i];
    }
}

static void end_block(struct neume_mixdown *m)
{
    transform(m);
    uint64_t newest = m->block++;
    m->at = 0;
    if (newest < AROUND)
        return;
    uint64_t frame = newest - AROUND;
    int changed = judge(m, (size_t)(frame % SPAN));
    put_out(m, frame - 1, changed); /* of frame 0 that is the silence before the beginning */
}

/* One block at most. interleaved: NULL is silence. Returns the samples written to mono. */
static size_t take(struct neume_mixdown *m, const float *x, size_t frames, float *mono)
{
    size_t n = m->channels;
    float scale = 1.0f / (float)n, *mean = m->mean + (size_t)(m->block % BLOCKS) * m->hop + m->at;
    for (size_t i = 0; i < frames; i++) {
        float sum = 0;
        for (size_t c = 0; x && c < n; c++)
            sum += x[i * n + c];
        mean[i] = sum * scale;
    }
    for (size_t k = 0; k < m->kinds; k++) {
        float *past = m->past + k * m->size + m->hop + m->at;
        size_t last = k + 1 < m->kinds ? k + 1 : n;
        for (size_t i = 0; i < frames; i++) {
            float sum = 0;
            for (size_t c = k; x && c < last; c++)
                sum += x[i * n + c];
            past[i] = sum * (float)m->kinds * scale;
        }
    }
    size_t made = m->block > AROUND + 1 ? frames : 0;
    memcpy(mono, m->ready + m->at, made * sizeof *mono);
    m->at += frames;
    if (m->at == m->hop)
        end_block(m);
    return made;
}

size_t neume_mixdown_process(struct neume_mixdown *m, const float *interleaved, size_t frames, float *mono)
{
    size_t made = 0;
    for (size_t used = 0; used < frames;) {
        size_t n = m->hop - m->at < frames - used ? m->hop - m->at : frames - used;
        made += take(m, interleaved + used * m->channels, n, mono + made);
        used += n;
    }
    m->in += frames;
    m->out += made;
    return made;
}

size_t neume_mixdown_flush(struct neume_mixdown *m, float *mono, size_t capacity)
{
    size_t made = 0;
    while (made < capacity && m->out < m->in) {
        uint64_t left = m->in - m->out;
        size_t n = m->hop - m->at < capacity - made ? m->hop - m->at : capacity - made;
        n = left < n ? (size_t)left : n;
        size_t got = take(m, NULL, n, mono + made);
        made += got;
        m->out += got;
    }
    return made;
}

enum neume_status neume_mixdown_all(const float *interleaved, size_t frames, size_t channels, double rate, float *mono)
{
    struct neume_mixdown *m;
    enum neume_status status = neume_mixdown_new(&m, channels, rate);
    if (status != NEUME_OK)
        return status;
    size_t made = neume_mixdown_process(m, interleaved, frames, mono);
    neume_mixdown_flush(m, mono + made, frames - made);
    neume_mixdown_free(m);
    return NEUME_OK;
}
