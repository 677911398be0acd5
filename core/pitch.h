/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_PITCH_H
#define NEUME_CORE_PITCH_H

double neume_pitch_to_hz(double pitch); /* MIDI pitch to Hz, A4 = 440 */
double neume_hz_to_pitch(double hz);    /* hz > 0 */

#endif
