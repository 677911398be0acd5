/* SPDX-License-Identifier: MIT */
#include "analysis/dc.h"

#include <math.h>

#include "analysis/constants.h"

static const double corner = 15; /* Hz */

void neume_dc_init(struct neume_dc *d, double sample_rate)
{
    d->pole = (float)exp(-2 * NEUME_PI * corner / sample_rate);
    neume_dc_reset(d);
}

void neume_dc_reset(struct neume_dc *d)
{
    d->last_in = d->last_out = 0;
}

void neume_dc_process(struct neume_dc *d, const float *in, size_t count, float *out)
{
    float last_in = d->last_in, last_out = d->last_out;
    for (size_t n = 0; n < count; n++) {
        last_out = in[n] - last_in + d->pole * last_out;
        last_in = in[n];
        out[n] = last_out;
    }
    d->last_in = last_in;
    d->last_out = last_out;
}
