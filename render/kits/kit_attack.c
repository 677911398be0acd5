/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_attack.h"

#include <math.h>

#include "core/biquad.h"

#define REACH  0.015 /* seconds from `about` that a band is looked through */
#define REST   0.02  /* seconds before that, which say what was sounding */
#define PEAK   0.01  /* seconds behind it in which the peak may lie */
#define BLOCK  5e-4  /* seconds over which the highs are averaged */
#define STANDS 6     /* times the power of the highs just before: another attack than the skin's */

static float step_at(const float *mono, size_t i)
{
    return fabsf(mono[i] - (i ? mono[i - 1] : 0));
}

static float largest_step(const float *mono, size_t from, size_t to)
{
    float most = 0;
    for (size_t i = from; i < to; i++)
        most = fmaxf(most, step_at(mono, i));
    return most;
}

size_t neume_kit_attack(const float *mono, size_t count, size_t about, int rate)
{
    size_t ms = (size_t)(rate + 500) / 1000, before = about > 10 * ms ? about - 10 * ms : 0;
    size_t from = about > 2 * ms ? about - 2 * ms : 0, to = about + 8 * ms < count ? about + 8 * ms : count;
    /* Steps, not samples: the slow swing of a drum that still rings is large, but not steep. */
    float rest = largest_step(mono, before, from), peak = largest_step(mono, from, to);
    float bar = rest + 0.1f * (peak - rest);
    if (!(peak > 1.5f * rest))
        return about;
    for (size_t i = from; i < to && i < about + 6 * ms; i++)
        if (step_at(mono, i) > bar)
            return i;
    return about;
}

/* What is looked through, in units of `unit` frames: rest[from..low), then the attack [low..high), and the peak up to
 * `end`. */
struct span {
    size_t from, low, high, end;
};

static struct span span_of(size_t count, size_t about, int rate, size_t unit)
{
    size_t reach = (size_t)(REACH * rate), rest = (size_t)(REST * rate), peak = (size_t)(PEAK * rate);
    size_t low = about > reach ? about - reach : 0, high = about + reach < count ? about + reach : count;
    size_t from = low > rest ? low - rest : 0, end = high + peak < count ? high + peak : count;
    return (struct span){from / unit, low / unit, high / unit, end / unit};
}

static float largest(const float *x, size_t from, size_t to)
{
    float most = 0;
    for (size_t i = from; i < to; i++)
        most = fmaxf(most, x[i]);
    return most;
}

/* The first over `share` of the way from what was before to the peak; `end` where the peak is not `clear` times it. */
static size_t first_rise(const float *x, const struct span *s, float share, float clear)
{
    float rest = largest(x, s->from, s->low), peak = largest(x, s->low, s->end), bar = rest + share * (peak - rest);
    if (!(peak > clear * rest))
        return s->end;
    size_t i = s->low;
    while (i < s->end && !(x[i] > bar))
        i++;
    return i;
}

size_t neume_kit_attack_skin(const float *mono, size_t count, size_t about, int rate, float *work)
{
    const struct span s = span_of(count, about, rate, 1);
    struct neume_biquad low = neume_biquad_low_pass(fmin(1500, rate / 4.0), rate),
                        high = neume_biquad_high_pass(40, rate);
    float state[2][2] = {{0}}, offset = s.from ? mono[s.from] : 0;
    for (size_t i = s.from; i < s.end; i++)
        work[i] = fabsf(neume_biquad_step(&high, state[0], neume_biquad_step(&low, state[1], mono[i] - offset)));
    size_t at = first_rise(work, &s, 0.1f, 2);
    return at < s.end ? at : about;
}

/* The mean power over 6 kHz of each block of `unit` frames from the beginning of `s` to its end. */
static void measure_highs(const float *mono, const struct span *s, size_t unit, int rate, float *power)
{
    struct neume_biquad high = neume_biquad_high_pass(6000, rate);
    float state[2][2] = {{0}};
    for (size_t b = s->from; b < s->end; b++) {
        float sum = 0;
        for (size_t i = b * unit; i < (b + 1) * unit; i++) {
            float y = neume_biquad_step(&high, state[0], neume_biquad_step(&high, state[1], mono[i]));
            sum += y * y;
        }
        power[b] = sum / (float)unit;
    }
}

size_t neume_kit_attack_metal(const float *mono, size_t count, size_t about, size_t skin, int rate, float *work)
{
    size_t unit = (size_t)(BLOCK * rate + 0.5);
    if (rate < 16000)
        return about;
    const struct span s = span_of(count, about, rate, unit);
    measure_highs(mono, &s, unit, rate, work);
    size_t first = first_rise(work, &s, 0.02f, 3), with = skin / unit;
    if (first >= s.end)
        return about;
    if (first + 4 < with) /* 2 ms before the skin */
        return first * unit;
    for (size_t b = (first > with ? first : with) + 4; b + 4 <= s.end && b < s.high + 6; b++) {
        float now = (work[b] + work[b + 1] + work[b + 2] + work[b + 3]) / 4;
        if (now > STANDS * largest(work, b > s.from + 8 ? b - 8 : s.from, b))
            return b * unit;
    }
    return first * unit;
}
