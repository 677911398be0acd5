/* SPDX-License-Identifier: MIT
 *
 * Recordings that hold no music, or hardly any, at NOISES_RATE. */
#ifndef NEUME_TESTS_SUPPORT_NOISES_H
#define NEUME_TESTS_SUPPORT_NOISES_H

#include <stddef.h>

enum { NOISES_RATE = 44100 };

/* x[count]: adds 150 claps a second, each a burst of its own colour, that swell and fade. */
void noises_applause(float *x, size_t count);

/* Adds syllables: buzzes whose pitch falls or rises all the time, behind hisses. */
void noises_speech(float *x, size_t count);

/* Adds a click of `hz` every half second from 0.1 s on, 8 ms long, at an amplitude of 0.6. */
void noises_metronome(float *x, size_t count, double hz);

/* Adds a sine. */
void noises_tone(float *x, size_t count, double hz, double amplitude);

#endif
