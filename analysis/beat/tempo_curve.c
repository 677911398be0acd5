/* SPDX-License-Identifier: MIT */
#include "analysis/beat/tempo_curve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST = 8 /* beats that have a tempo of their own */, AROUND = 4 /* beats to each side */ };

static const double jitter = 0.008;                  /* seconds by which a beat is heard off, its deviation */
static const double straight = 0.015, stray = 0.060; /* seconds off a line: of a mean of beats, and of one */
static const double stray_from_curve = 0.025;
static const double stiffest = 30, loosest = 0.05;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Weighted least squares; beats that lie far off count less each time (Huber). line: at beat 0, and from beat to beat.
 */
static void fit_line(const double *time, size_t count, double line[2])
{
    line[0] = time[0];
    line[1] = (time[count - 1] - time[0]) / (double)(count - 1);
    for (int round = 0; round < 8; round++) {
        double w = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (size_t i = 0; i < count; i++) {
            double off = fabs(time[i] - line[0] - line[1] * (double)i),
                   weight = round && off > jitter ? jitter / off : 1;
            w += weight;
            x += weight * (double)i;
            y += weight * (time[i] - time[0]);
            xx += weight * (double)i * (double)i;
            xy += weight * (double)i * (time[i] - time[0]);
        }
        line[1] = (w * xy - x * y) / (w * xx - x * x);
        line[0] = time[0] + (y - line[1] * x) / w;
    }
}

/* Whether no stretch of beats departs from the line. */
static int is_straight(const double *time, size_t count, const double line[2])
{
    double sum = 0;
    size_t wide = 2 * AROUND + 1;
    for (size_t i = 0; i < count; i++) {
        double off = time[i] - line[0] - line[1] * (double)i;
        if (fabs(off) > stray)
            return 0;
        sum += off;
        if (i >= wide)
            sum -= time[i - wide] - line[0] - line[1] * (double)(i - wide);
        if (i + 1 >= wide && fabs(sum) > straight * (double)wide)
            return 0;
    }
    return 1;
}

/* How much the interval changes from beat to beat, beside what beats are heard off, as a variance: by the median, since
 * a pause is no rubato. MEMORY: < 0. */
static double variance_of_changes(const double *time, size_t count)
{
    double *change = malloc(count * sizeof *change);
    if (!change)
        return -1;
    size_t n = 0;
    for (size_t i = 1; i + 1 < count; i++)
        change[n++] = fabs(time[i - 1] - 2 * time[i] + time[i + 1]);
    qsort(change, n, sizeof *change, by_size);
    double deviation = change[n / 2] / 0.6745;
    free(change);
    return fmax(deviation * deviation - 6 * jitter * jitter, 0);
}

/* Solves (1 + stiff D'D) t = time, D being second differences: symmetric, five diagonals, by its LDL' factors.
 * work: [3 * count]. */
static void smooth(double *time, size_t count, double stiff, double *work)
{
    double *d = work, *e = work + count, *f = work + 2 * count;
    for (size_t i = 0; i < count; i++) {
        int left = i >= 2, right = i + 2 < count, middle = i >= 1 && i + 1 < count;
        double a0 = 1 + stiff * (left + right + 4 * middle);
        double a1 = i + 1 < count ? -2 * stiff * ((i >= 1) + (i + 2 < count)) : 0, a2 = right ? stiff : 0;
        if (i >= 1)
            a0 -= e[i - 1] * e[i - 1] * d[i - 1];
        if (i >= 2)
            a0 -= f[i - 2] * f[i - 2] * d[i - 2];
        if (i >= 1)
            a1 -= e[i - 1] * f[i - 1] * d[i - 1];
        d[i] = a0;
        e[i] = a1 / a0;
        f[i] = a2 / a0;
    }
    for (size_t i = 0; i < count; i++)
        time[i] -= (i >= 1 ? e[i - 1] * time[i - 1] : 0) + (i >= 2 ? f[i - 2] * time[i - 2] : 0);
    for (size_t i = 0; i < count; i++)
        time[i] /= d[i];
    for (size_t i = count; i-- > 0;)
        time[i] -= (i + 1 < count ? e[i] * time[i + 1] : 0) + (i + 2 < count ? f[i] * time[i + 2] : 0);
}

static double farthest(const double *a, const double *b, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(a[i] - b[i]));
    return most;
}

/* A tempo that jumps somewhere bends the curve more than the changes elsewhere would: it never strays far from what was
 * heard. */
enum neume_status neume_tempo_curve_fit(double *time, size_t count, int *steady)
{
    double line[2];
    *steady = 0;
    if (count < LEAST)
        return NEUME_OK;
    fit_line(time, count, line);
    if (is_straight(time, count, line)) {
        for (size_t i = 0; i < count; i++)
            time[i] = line[0] + line[1] * (double)i;
        *steady = 1;
        return NEUME_OK;
    }
    double variance = variance_of_changes(time, count), *curve = malloc(4 * count * sizeof *curve);
    if (variance < 0 || !curve) {
        free(curve);
        return NEUME_ERR_MEMORY;
    }
    double stiff = fmin(fmax(jitter * jitter / fmax(variance, 1e-9), loosest), stiffest);
    do {
        memcpy(curve, time, count * sizeof *curve);
        smooth(curve, count, stiff, curve + count);
        stiff /= 4;
    } while (farthest(curve, time, count) > stray_from_curve && stiff > loosest / 64);
    memcpy(time, curve, count * sizeof *curve);
    free(curve);
    return NEUME_OK;
}
