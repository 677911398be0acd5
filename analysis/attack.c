/* SPDX-License-Identifier: MIT */
#include "analysis/attack.h"

#include <math.h>
#include <string.h>

/* In blocks of about a millisecond. */
enum {
    SEARCH = 40, /* how far from the given time */
    BEHIND = 12, /* what the rise is measured against */
    FORWARD = 8, /* and with */
    WIDEST = 25  /* standard deviation of the preference for the given time */
};

enum neume_status neume_attack_init(struct neume_attack *a, double sample_rate)
{
    memset(a, 0, sizeof *a);
    if (!(sample_rate >= 8000 && sample_rate <= 192000))
        return NEUME_ERR_ARGUMENT;
    a->sample_rate = sample_rate;
    a->block = (size_t)lround(sample_rate / 1000);
    return NEUME_OK;
}

void neume_attack_release(struct neume_attack *a)
{
    (void)a; /* owns nothing; here so that a stream of any kind ends alike */
}

void neume_attack_reset(struct neume_attack *a)
{
    (void)neume_attack_init(a, a->sample_rate);
}

void neume_attack_process(struct neume_attack *a, const float *samples, size_t count)
{
    for (size_t done = 0, n; done < count; done += n) {
        size_t left = a->block - a->filled;
        double sum = a->sum;
        float last = a->last;
        n = count - done < left ? count - done : left;
        for (size_t i = done; i < done + n; i++) {
            float step = samples[i] - last;
            last = samples[i];
            sum += (double)step * step;
        }
        a->last = last;
        a->sum = sum;
        a->filled += n;
        if (a->filled == a->block) {
            a->energy[a->blocks++ % NEUME_ATTACK_HISTORY] = (float)(a->sum / (double)a->block);
            a->sum = 0;
            a->filled = 0;
        }
    }
}

/* What is before the signal, after it or forgotten is silence. */
static float energy_at(const struct neume_attack *a, int64_t b)
{
    if (b < 0 || b >= (int64_t)a->blocks || b + NEUME_ATTACK_HISTORY < (int64_t)a->blocks)
        return 0;
    return a->energy[(uint64_t)b % NEUME_ATTACK_HISTORY];
}

static float mean(const struct neume_attack *a, int64_t from, int64_t to)
{
    float sum = 0;
    for (int64_t b = from; b < to; b++)
        sum += energy_at(a, b);
    return sum / (float)(to - from);
}

/* From the steepest point to where the rise begins: back to the first block of the attack that clearly stands out of
 * what was before, or on to it. A slow attack is steepest late, so what was before may have to be sought further back.
 */
static int64_t foot(const struct neume_attack *a, int64_t steepest)
{
    float before = fminf(mean(a, steepest - BEHIND, steepest), mean(a, steepest - 2 * BEHIND, steepest - BEHIND));
    float peak = 0;
    for (int64_t b = steepest; b < steepest + FORWARD; b++)
        peak = fmaxf(peak, energy_at(a, b));
    /* Twice what was before: the energy of so short a block of noise wavers. */
    float rise = fmaxf(peak - before, 0), bar = before + fmaxf(0.02f * rise, fminf(before, 0.5f * rise));
    int64_t b = steepest;
    while (b < (int64_t)a->blocks && energy_at(a, b) < bar)
        b++;
    while (b > steepest - BEHIND && b > 0 && energy_at(a, b - 1) >= bar)
        b--;
    return b;
}

double neume_attack_find(const struct neume_attack *a, double about)
{
    int64_t middle = llround(about * a->sample_rate / (double)a->block), best = middle;
    float loudest = 1e-12f, steepest = 0.2f;
    for (int64_t b = middle - SEARCH; b < middle + SEARCH; b++)
        loudest = fmaxf(loudest, energy_at(a, b));
    for (int64_t b = middle - SEARCH; b <= middle + SEARCH; b++) {
        /* A thousandth of the loudest: a rise out of true silence is not infinitely steep. */
        float rise = logf((mean(a, b, b + FORWARD) + 1e-3f * loudest) / (mean(a, b - BEHIND, b) + 1e-3f * loudest));
        float away = (float)(b - middle) / WIDEST;
        rise *= expf(-0.5f * away * away);
        if (b >= 0 && rise > steepest) {
            steepest = rise;
            best = b;
        }
    }
    if (steepest > 0.2f)
        best = foot(a, best);
    return best > 0 ? (double)best * (double)a->block / a->sample_rate : 0;
}
