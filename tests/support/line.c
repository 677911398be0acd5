/* SPDX-License-Identifier: MIT */
#include "tests/support/line.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/constants.h"
#include "tests/support/support.h"

static double midi_hz(double pitch)
{
    return 440 * pow(2, (pitch - 69) / 12);
}

/* Draws notes one after another: a leap, a step or a repeat, with a rest before some of them. */
static void compose(struct line *l, const struct line_config *c, uint64_t *seed)
{
    size_t most = (size_t)(c->seconds / c->shortest) + 1;
    double now = 0.1;
    int pitch = (c->low + c->high) / 2;
    l->notes = calloc(most, sizeof *l->notes);
    assert_non_null(l->notes);
    while (l->note_count < most) {
        double length = c->shortest * (1 + 2 * support_random(seed));
        double rest = support_random(seed) < 0.3 ? 0.05 + 0.2 * support_random(seed) : 0;
        if (now + rest + length > c->seconds - 0.1)
            break;
        double kind = support_random(seed);
        if (kind > 0.25) {
            int span = kind > 0.7 ? c->high - c->low : 7;
            int from = kind > 0.7 ? c->low : pitch - 3;
            pitch = from + (int)(support_random(seed) * (span + 1));
            pitch = pitch < c->low ? c->low : pitch > c->high ? c->high : pitch;
        }
        l->notes[l->note_count++] = (struct line_note){now + rest, now + rest + length, pitch};
        now += rest + length;
    }
}

/* The pitch of note i at `t` seconds: vibrato on even notes, and a glide over the last 80 ms into a touching next one.
 */
static double pitch_at(const struct line *l, const struct line_config *c, size_t i, double t)
{
    const struct line_note *n = &l->notes[i];
    double pitch = n->pitch;
    if (i % 2 == 0)
        pitch += c->vibrato / 100 * sin(2 * NEUME_PI * 5.5 * (t - n->onset));
    int touches = i + 1 < l->note_count && l->notes[i + 1].onset - n->offset < 1e-9 &&
                  abs(l->notes[i + 1].pitch - n->pitch) <= 7;
    if (touches && fmod((double)i * 0.618, 1) < c->glide && t > n->offset - 0.08)
        pitch += (l->notes[i + 1].pitch - pitch) * (t - n->offset + 0.08) / 0.08;
    return pitch;
}

static double envelope(const struct line_note *n, double t)
{
    double attack = (t - n->onset) / 0.008, release = (n->offset - t) / 0.012;
    double edge = fmin(1, fmin(attack, release));
    return edge * (0.5 + 0.5 * exp(-3 * (t - n->onset)));
}

static double tone(const struct line_config *c, double phase, double hz)
{
    double sum = 0;
    for (int h = 1; h <= 20 && h * hz < 0.45 * c->rate; h += 1 + c->odd_harmonics)
        sum += pow(h, -c->roll_off) * sin(2 * NEUME_PI * h * phase);
    return 0.2 * sum;
}

static double gauss(uint64_t *seed)
{
    double u = support_random(seed) + 1e-12, v = support_random(seed);
    return sqrt(-2 * log(u)) * cos(2 * NEUME_PI * v);
}

static void sound(struct line *l, const struct line_config *c)
{
    double phase = 0;
    for (size_t i = 0; i < l->note_count; i++) {
        const struct line_note *n = &l->notes[i];
        for (size_t k = (size_t)(n->onset * c->rate); k < (size_t)(n->offset * c->rate); k++) {
            double t = (double)k / c->rate, hz = midi_hz(pitch_at(l, c, i, t));
            phase = fmod(phase + hz / c->rate, 1);
            l->samples[k] = (float)(envelope(n, t) * tone(c, phase, hz));
            l->f0[k] = (float)hz;
        }
    }
}

void line_init(struct line *l, const struct line_config *c)
{
    uint64_t seed = c->seed;
    *l = (struct line){.rate = c->rate, .count = (size_t)(c->seconds * c->rate)};
    l->samples = calloc(l->count, sizeof *l->samples);
    l->f0 = calloc(l->count, sizeof *l->f0);
    assert_non_null(l->samples);
    assert_non_null(l->f0);
    compose(l, c, &seed);
    sound(l, c);
    double power = 0, sounding = 0;
    for (size_t k = 0; k < l->count; k++) {
        power += (double)l->samples[k] * l->samples[k];
        sounding += l->f0[k] > 0;
    }
    double noise = sqrt(power / (sounding + 1) * pow(10, -c->snr / 10));
    for (size_t k = 0; k < l->count; k++)
        l->samples[k] += (float)(noise * gauss(&seed));
}

void line_release(struct line *l)
{
    free(l->samples);
    free(l->f0);
    free(l->notes);
}
