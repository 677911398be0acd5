/* SPDX-License-Identifier: MIT */
#include "models/pitch_curve.h"

#include <math.h>

static const float thin_cents = 1; /* error of the thinned curve */

enum { LONGEST = 200 }; /* frames that one straight line may span: bounds the work */

void neume_pitch_curve_begin(struct neume_pitch_curve *c)
{
    c->count = 0;
    c->every = 1;
}

static void halve(struct neume_pitch_curve *c)
{
    for (size_t i = 0; 2 * i < c->count; i++)
        c->point[i] = c->point[2 * i];
    c->count = (c->count + 1) / 2;
    c->every *= 2;
}

void neume_pitch_curve_add(struct neume_pitch_curve *c, size_t frame, float time, float cents)
{
    if (frame % c->every)
        return;
    if (c->count == NEUME_PITCH_CURVE_POINTS)
        halve(c);
    c->point[c->count++] = (struct neume_bend){time, cents};
}

void neume_pitch_curve_thin(struct neume_pitch_curve *curve)
{
    struct neume_bend *c = curve->point;
    size_t kept = 0, from = 0, count = curve->count;
    for (size_t i = 1; i <= count; i++) {
        int last = i == count, bad = 0;
        for (size_t k = from + 1; !last && !bad && k < i; k++) {
            float share = (c[k].time - c[from].time) / (c[i].time - c[from].time);
            bad = fabsf(c[from].cents + share * (c[i].cents - c[from].cents) - c[k].cents) > thin_cents;
        }
        if (last || bad || i - from > LONGEST) {
            c[kept++] = c[from];
            from = i - 1 > from ? i - 1 : i;
        }
    }
    if (count && from < count)
        c[kept++] = c[from];
    curve->count = kept;
}
