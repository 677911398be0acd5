/* SPDX-License-Identifier: MIT
 *
 * Second-order sections after Bristow-Johnson's cookbook ("Cookbook formulae for audio EQ biquad filter coefficients"),
 * with the Q of a Butterworth filter. */
#ifndef NEUME_CORE_BIQUAD_H
#define NEUME_CORE_BIQUAD_H

struct neume_biquad {
    float b0, b1, b2, a1, a2; /* a0 is 1 */
};

/* hz: where it is 3 dB down, below half of `sample_rate`. */
struct neume_biquad neume_biquad_high_pass(double hz, double sample_rate);
struct neume_biquad neume_biquad_low_pass(double hz, double sample_rate);

/* state[2]: 0 in the beginning. */
static inline float neume_biquad_step(const struct neume_biquad *f, float *state, float x)
{
    float y = f->b0 * x + state[0];
    state[0] = f->b1 * x - f->a1 * y + state[1];
    state[1] = f->b2 * x - f->a2 * y;
    return y;
}

/* A silence must not become denormal: to be called now and then. */
void neume_biquad_settle(float *state);

#endif
