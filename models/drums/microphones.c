/* SPDX-License-Identifier: MIT
 *
 * From samples to onsets with their levels in every microphone and band. */
#include "models/drums/microphones.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/drums/microphones_private.h"

#define RISE     5.0f  /* dB by which a band must rise for an onset */
#define FLOOR    1e-11 /* power below which there is nothing: -110 dB */
#define TOGETHER 14    /* ms: onsets of one stroke, in microphones up to some metres apart */

enum { SETTLE = 62 /* ms that an attack wants to have heard behind it, and the windows fit into */ };

/* Hz: where each band lies, and ms over which its level is measured: at least a period of the lowest. */
static const struct {
    double from, to;
    int window;
} bands[MICS_BANDS] = {[MICS_LOW] = {30, 120, 22},
                       [MICS_BODY] = {150, 1200, 10},
                       [MICS_SKIN] = {60, 350, 16},
                       [MICS_HIGH] = {5000, 16000, 8}};

static enum mics_band band_of(unsigned drums)
{
    static const enum mics_band of[NEUME_DRUM_COUNT] = {MICS_LOW,  MICS_BODY, MICS_BODY, MICS_HIGH, MICS_HIGH,
                                                        MICS_HIGH, MICS_SKIN, MICS_SKIN, MICS_SKIN, MICS_HIGH,
                                                        MICS_HIGH, MICS_HIGH, MICS_BODY};
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (drums >> d & 1)
            return of[d];
    return MICS_BODY;
}

enum neume_status neume_microphones_new(struct neume_microphones **out, const unsigned *drums, size_t count, int room)
{
    *out = NULL;
    if (!count || count > NEUME_MICROPHONES_MOST)
        return NEUME_ERR_ARGUMENT;
    for (size_t i = 0; i < count; i++)
        if (!drums[i] || drums[i] >> NEUME_DRUM_COUNT)
            return NEUME_ERR_ARGUMENT;
    struct neume_microphones *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    m->close = count;
    m->room = room != 0;
    m->channels = count + (size_t)m->room;
    m->last = -MICS_RING;
    m->channel = calloc(m->channels, sizeof *m->channel);
    enum neume_status status = m->channel ? NEUME_OK : NEUME_ERR_MEMORY;
    for (int b = 0; b < MICS_BANDS; b++) {
        m->filter[b][0] = neume_biquad_high_pass(bands[b].from, NEUME_MICROPHONES_RATE);
        m->filter[b][1] = neume_biquad_low_pass(bands[b].to, NEUME_MICROPHONES_RATE);
    }
    for (size_t i = 0; i < m->channels && status == NEUME_OK; i++) {
        m->channel[i].drums = i < count ? drums[i] : 0;
        m->channel[i].band = band_of(m->channel[i].drums);
        status = neume_attack_init(&m->channel[i].attack, NEUME_MICROPHONES_RATE);
    }
    if (status != NEUME_OK) {
        neume_microphones_free(m);
        return status;
    }
    *out = m;
    return NEUME_OK;
}

void neume_microphones_free(struct neume_microphones *m)
{
    if (!m)
        return;
    free(m->channel);
    free(m->time);
    free(m->level);
    free(m->lag);
    free(m->attack);
    free(m->rise);
    free(m);
}

static void hear(const struct neume_microphones *m, struct mics_channel *c, const float *x, size_t length)
{
    for (int b = 0; b < MICS_BANDS; b++) {
        float sum = c->sum[b];
        for (size_t i = 0; i < length; i++) {
            float high = neume_biquad_step(&m->filter[b][0], c->state[b][0], x[i]);
            float y = neume_biquad_step(&m->filter[b][1], c->state[b][1], high);
            sum += y * y;
        }
        c->sum[b] = sum;
        for (int s = 0; s < 2; s++)
            neume_biquad_settle(c->state[b][s]);
    }
    neume_attack_process(&c->attack, x, length);
}

/* Mean power of the blocks [from, from + count), of those that came. */
static double power(const struct neume_microphones *m, const struct mics_channel *c, int band, int64_t from, int count)
{
    double sum = 0;
    for (int64_t b = from; b < from + count; b++)
        if (b >= 0 && b < m->blocks && b + MICS_RING > m->blocks)
            sum += (double)c->energy[band][b & (MICS_RING - 1)];
    return sum / count;
}

/* How much more there is from the block on than before it, dB. */
static float novelty(const struct neume_microphones *m, const struct mics_channel *c, int64_t block)
{
    int window = bands[c->band].window;
    double after = power(m, c, c->band, block, window), before = power(m, c, c->band, block - window, window);
    return (float)(10 * log10((after + FLOOR) / (before + FLOOR)));
}

static int grow(struct neume_microphones *m)
{
    if (m->count < m->capacity)
        return 1;
    size_t capacity = m->capacity ? 2 * m->capacity : 256;
    double *time = realloc(m->time, capacity * sizeof *time);
    m->time = time ? time : m->time;
    float *level = realloc(m->level, capacity * m->channels * MICS_BANDS * sizeof *level);
    m->level = level ? level : m->level;
    int8_t *lag = realloc(m->lag, capacity * m->close * sizeof *lag);
    m->lag = lag ? lag : m->lag;
    float *attack = realloc(m->attack, capacity * m->close * sizeof *attack);
    m->attack = attack ? attack : m->attack;
    float *rise = realloc(m->rise, capacity * m->close * 2 * sizeof *rise);
    m->rise = rise ? rise : m->rise;
    if (!time || !level || !lag || !attack || !rise)
        return 0;
    m->capacity = capacity;
    return 1;
}

/* What the onset at a block brings to every microphone and band. */
static void measure(struct neume_microphones *m, size_t onset, int64_t block)
{
    for (size_t i = 0; i < m->channels; i++)
        for (int b = 0; b < MICS_BANDS; b++) {
            int window = bands[b].window;
            double now = power(m, &m->channel[i], b, block - 1, window + 8);
            double before = power(m, &m->channel[i], b, block - 2 - window, window) * window / (window + 8);
            mics_level(m, onset, i)[b] = (float)(10 * log10(fmax(now - before, now / 100) + FLOOR));
        }
}

/* How much the highs rise about a block, dB: by their loudest milliseconds, since a stick's click is short. */
static float snap(const struct neume_microphones *m, const struct mics_channel *c, int64_t block)
{
    enum { WIDTH = 6, BEFORE = 6, AFTER = 8 };
    double most = 0;
    for (int64_t b = block - 4; b <= block + AFTER; b++)
        most = fmax(most, power(m, c, MICS_HIGH, b, WIDTH));
    double was = power(m, c, MICS_HIGH, block - BEFORE - 2 * WIDTH, 2 * WIDTH);
    return (float)(10 * log10((most + FLOOR) / (was + FLOOR)));
}

/* The microphones in which something begins at this block: where the novelty is the highest around. */
static int begins(const struct neume_microphones *m, const struct mics_channel *c, int64_t block)
{
    int reach = bands[c->band].window;
    float here = c->novelty[block & (MICS_RING - 1)];
    if (here < RISE)
        return 0;
    for (int64_t b = block - reach; b <= block + reach; b++)
        if (b >= 0 && b < m->blocks &&
            (c->novelty[b & (MICS_RING - 1)] > here || (b < block && c->novelty[b & (MICS_RING - 1)] == here)))
            return 0;
    return 1;
}

static double seconds(int64_t block)
{
    return (double)block * MICS_BLOCK / NEUME_MICROPHONES_RATE;
}

/* The attack finder may find a neighbour's. */
static double attack_near(const struct mics_channel *c, double time)
{
    double attack = neume_attack_find(&c->attack, time);
    return fabs(attack - time) <= 0.01 ? attack : time;
}

static enum neume_status look_at(struct neume_microphones *m, int64_t block)
{
    for (size_t i = 0; i < m->close; i++) {
        struct mics_channel *c = &m->channel[i];
        if (!begins(m, c, block))
            continue;
        size_t onset = m->count - 1;
        int again = block - m->last <= TOGETHER && m->lag[onset * m->close + i] == MICS_NONE;
        if (!again) {
            if (!grow(m))
                return NEUME_ERR_MEMORY;
            onset = m->count++;
            m->last = block;
            m->time[onset] = seconds(block);
            memset(m->lag + onset * m->close, MICS_NONE, m->close);
            measure(m, onset, block);
        }
        m->lag[onset * m->close + i] = (int8_t)(block - m->last);
        m->attack[onset * m->close + i] = (float)(attack_near(c, seconds(block)) - m->time[onset]);
        m->rise[(onset * m->close + i) * 2] = c->novelty[block & (MICS_RING - 1)];
        m->rise[(onset * m->close + i) * 2 + 1] = snap(m, c, block);
    }
    return NEUME_OK;
}

/* Ends a block of all channels, and looks at the block whose surroundings are known by now. */
static enum neume_status end_block(struct neume_microphones *m, int is_end)
{
    enum neume_status status = NEUME_OK;
    if (!is_end) {
        for (size_t i = 0; i < m->channels; i++)
            for (int b = 0; b < MICS_BANDS; b++) {
                struct mics_channel *c = &m->channel[i];
                c->energy[b][m->blocks & (MICS_RING - 1)] = c->sum[b] / MICS_BLOCK;
                c->sum[b] = 0;
            }
        m->blocks++;
    }
    int64_t ready = m->blocks - SETTLE - (is_end ? -SETTLE : 0), shown = m->blocks - 23 + (is_end ? 23 : 0);
    for (size_t i = 0; i < m->close; i++)
        for (int64_t b = is_end ? m->blocks - 23 : shown - 1; b < shown; b++)
            if (b >= 0)
                m->channel[i].novelty[b & (MICS_RING - 1)] = novelty(m, &m->channel[i], b);
    for (; m->looked < ready && status == NEUME_OK; m->looked++)
        status = look_at(m, m->looked);
    return status;
}

enum neume_status neume_microphones_process(struct neume_microphones *m, const float *const *samples, size_t length)
{
    enum neume_status status = NEUME_OK;
    for (size_t done = 0; done < length && status == NEUME_OK;) {
        size_t n = MICS_BLOCK - m->filled < length - done ? MICS_BLOCK - m->filled : length - done;
        for (size_t i = 0; i < m->channels; i++)
            hear(m, &m->channel[i], samples[i] + done, n);
        done += n;
        m->filled += n;
        if (m->filled == MICS_BLOCK) {
            m->filled = 0;
            status = end_block(m, 0);
        }
    }
    return status;
}

enum neume_status neume_microphones_flush(struct neume_microphones *m)
{
    return end_block(m, 1);
}
