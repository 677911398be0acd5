/* SPDX-License-Identifier: MIT
 *
 * How bright a sound is, as one number: the root mean square frequency of its power spectrum, by the mean squares of
 * the samples and of their first differences (Rice, Bell System Technical Journal 24, 1945). */
#ifndef NEUME_AUDIO_BRIGHTNESS_H
#define NEUME_AUDIO_BRIGHTNESS_H

#include <stddef.h>

/* Zeroed is empty. */
struct neume_brightness {
    double power, steps; /* sums of squares */
    float last;          /* the sample before */
    int started;
};

/* Mono samples, finite. */
void neume_brightness_process(struct neume_brightness *b, const float *mono, size_t count);

/* Hz, 0..rate / 2; 0 for silence. `rate`: Hz, of the samples. */
double neume_brightness_value(const struct neume_brightness *b, double rate);

#endif
