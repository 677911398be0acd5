/* SPDX-License-Identifier: MIT */
#include "models/melody/vibrato.h"

#include <math.h>
#include <stddef.h>

#include "analysis/constants.h"

enum { FRAMES = NEUME_VIBRATO_FRAMES, TERMS = NEUME_VIBRATO_TERMS };

static const double slowest = 3.5, rate_step = 0.5;             /* Hz */
static const float narrowest = 0.25f, widest = 2;               /* semitones to either side */
static const float most_drift = 1.2f;                           /* semitones of the centre over the frames */
static const float slowest_glide = 0.05f, fastest_glide = 0.6f; /* semitones a frame */
static const float surely_glides = 0.05f, surely_steps = 0.09f; /* semitones of distance from the line */
static const float surely_not = 0.14f, surely = 0.08f;          /* what is left of the fit, as a share of the width */

/* Solves the square system a x = b in place, b [TERMS][FRAMES], by Gauss and Jordan. The normal equations of a few
 * smooth functions need no pivoting. */
static void solve(double a[TERMS][TERMS], double b[TERMS][FRAMES])
{
    for (size_t i = 0; i < TERMS; i++) {
        double pivot = a[i][i];
        for (size_t k = 0; k < TERMS; k++)
            a[i][k] /= pivot;
        for (size_t k = 0; k < FRAMES; k++)
            b[i][k] /= pivot;
        for (size_t row = 0; row < TERMS; row++) {
            double times = a[row][i];
            for (size_t k = 0; k < TERMS && row != i; k++)
                a[row][k] -= times * a[i][k];
            for (size_t k = 0; k < FRAMES && row != i; k++)
                b[row][k] -= times * b[i][k];
        }
    }
}

void neume_vibrato_fitter_init(struct neume_vibrato_fitter *f, double hop)
{
    for (size_t r = 0; r < NEUME_VIBRATO_RATES; r++) {
        double basis[TERMS][FRAMES], inverse[TERMS][FRAMES], normal[TERMS][TERMS] = {{0}};
        double turn = 2 * NEUME_PI * (slowest + rate_step * (double)r) * hop;
        for (size_t k = 0; k < FRAMES; k++) {
            double t = (double)k - (FRAMES - 1) / 2;
            double row[TERMS] = {1, t, cos(turn * t), sin(turn * t)};
            for (size_t i = 0; i < TERMS; i++)
                basis[i][k] = inverse[i][k] = row[i];
        }
        for (size_t i = 0; i < TERMS; i++)
            for (size_t j = 0; j < TERMS; j++)
                for (size_t k = 0; k < FRAMES; k++)
                    normal[i][j] += basis[i][k] * basis[j][k];
        solve(normal, inverse);
        for (size_t i = 0; i < TERMS; i++)
            for (size_t k = 0; k < FRAMES; k++) {
                f->basis[r][i][k] = (float)basis[i][k];
                f->inverse[r][i][k] = (float)inverse[i][k];
            }
    }
}

/* Of the fit at one rate: the coefficients of its terms; returns the root mean square of what is left. */
static float fit(const struct neume_vibrato_fitter *f, size_t r, const float *pitch, float *coefficient)
{
    float left = 0;
    for (size_t i = 0; i < TERMS; i++) {
        coefficient[i] = 0;
        for (size_t k = 0; k < FRAMES; k++)
            coefficient[i] += f->inverse[r][i][k] * pitch[k];
    }
    for (size_t k = 0; k < FRAMES; k++) {
        float x = pitch[k];
        for (size_t i = 0; i < TERMS; i++)
            x -= coefficient[i] * f->basis[r][i][k];
        left += x * x;
    }
    return sqrtf(left / FRAMES);
}

struct neume_vibrato neume_vibrato_fit(const struct neume_vibrato_fitter *f, const float *pitch)
{
    struct neume_vibrato best = {0};
    float around[FRAMES], least = surely_not;
    for (size_t k = 0; k < FRAMES; k++)
        around[k] = pitch[k] - pitch[FRAMES / 2];
    for (size_t r = 0; r < NEUME_VIBRATO_RATES; r++) {
        float c[TERMS], left = fit(f, r, around, c), width = hypotf(c[2], c[3]);
        if (width < narrowest || width > widest || fabsf(c[1]) * FRAMES > most_drift || left >= least * width)
            continue;
        least = left / width;
        best.centre = pitch[FRAMES / 2] + c[0];
        best.slope = c[1];
    }
    best.strength = fminf((surely_not - least) / (surely_not - surely), 1);
    return best;
}

float neume_glide_fit(const float *pitch)
{
    enum { COUNT = NEUME_GLIDE_FRAMES };
    float mean = 0, slope = 0, squares = 0, left = 0;
    for (size_t k = 0; k < COUNT; k++)
        mean += pitch[k] / COUNT;
    for (size_t k = 0; k < COUNT; k++) {
        float t = (float)k - (COUNT - 1) / 2.0f;
        slope += t * (pitch[k] - mean);
        squares += t * t;
    }
    slope /= squares;
    for (size_t k = 0; k < COUNT; k++) {
        float off = pitch[k] - mean - slope * ((float)k - (COUNT - 1) / 2.0f);
        left += off * off / COUNT;
    }
    if (fabsf(slope) < slowest_glide || fabsf(slope) > fastest_glide)
        return 0;
    return fminf(fmaxf((surely_steps - sqrtf(left)) / (surely_steps - surely_glides), 0), 1);
}
