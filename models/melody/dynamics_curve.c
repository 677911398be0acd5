/* SPDX-License-Identifier: MIT */
#include "models/melody/dynamics_curve.h"

#include <math.h>

static const float finest = 0.5f;               /* dB */
static const float bright_step = 0.15f;         /* octaves */
static const float head = 0.045f, tail = 0.04f; /* seconds at the edges in which the windows reach over them */

void neume_dynamics_curve_begin(struct neume_dynamics_curve *t)
{
    t->count = 0;
    t->step = finest;
}

static void coarsen(struct neume_dynamics_curve *t)
{
    for (size_t i = 0; 2 * i < t->count; i++)
        t->point[i] = t->point[2 * i];
    t->count = (t->count + 1) / 2;
    t->step *= 2;
}

void neume_dynamics_curve_add(struct neume_dynamics_curve *t, float time, float loudness, float brightness)
{
    const struct neume_expression *last = t->count ? &t->point[t->count - 1] : NULL;
    if (last && (time <= last->time ||
                 (fabsf(loudness - last->loudness) < t->step && fabsf(brightness - last->brightness) < bright_step)))
        return;
    if (t->count == NEUME_DYNAMICS_CURVE_POINTS)
        coarsen(t);
    t->point[t->count++] = (struct neume_expression){time, loudness, brightness};
}

void neume_dynamics_curve_end(struct neume_dynamics_curve *t, float length)
{
    size_t first = 0;
    float from = fminf(head, 0.5f * length), to = fmaxf(length - tail, from);
    while (first + 1 < t->count && t->point[first + 1].time <= from)
        first++;
    for (size_t i = first; i < t->count; i++)
        t->point[i - first] = t->point[i];
    t->count -= first;
    if (t->count)
        t->point[0].time = 0;
    while (t->count > 1 && t->point[t->count - 1].time > to)
        t->count--;
}
