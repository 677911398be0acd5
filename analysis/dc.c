/* SPDX-License-Identifier: MIT */
#include "analysis/dc.h"

#include <math.h>

#include "analysis/constants.h"

enum { EACH = 256 }; /* samples */

static const double corner = 15;     /* Hz */
static const float nothing = 1e-20f; /* -400 dB */

void neume_dc_init(struct neume_dc *d, double sample_rate)
{
    d->pole = (float)exp(-2 * NEUME_PI * corner / sample_rate);
    neume_dc_reset(d);
}

void neume_dc_reset(struct neume_dc *d)
{
    d->last_in = d->last_out = 0;
    d->place = 0;
}

/* Every so often, wherever a call's samples end, a tail that is nothing ends: in silence zeros come out. */
void neume_dc_process(struct neume_dc *d, const float *in, size_t count, float *out)
{
    float last_in = d->last_in, last_out = d->last_out;
    for (size_t n = 0; n < count;) {
        const size_t end = count - n < EACH - d->place ? count : n + EACH - d->place;
        d->place = (d->place + end - n) % EACH;
        for (; n < end; n++) {
            last_out = in[n] - last_in + d->pole * last_out;
            last_in = in[n];
            out[n] = last_out;
        }
        if (!d->place && fabsf(last_out) < nothing)
            last_out = 0;
    }
    d->last_in = last_in;
    d->last_out = last_out;
}
