/* SPDX-License-Identifier: MIT
 *
 * Where a hit begins, to the sample: of all that sounds, of a drum's skin, of metal. */
#ifndef NEUME_RENDER_KITS_KIT_ATTACK_H
#define NEUME_RENDER_KITS_KIT_ATTACK_H

#include <stddef.h>

#define NEUME_KIT_ATTACK_BEFORE 0.036 /* seconds that the two of a band want to have before `about`, */
#define NEUME_KIT_ATTACK_AFTER  0.026 /* and behind it */

/* The frame, within about 6 ms of `about`, at which the attack begins in mono[count] at `rate` Hz: the first step that
 * stands out of the steps before it; `about` where none does. */
size_t neume_kit_attack(const float *mono, size_t count, size_t about, int rate);

/* Where a skin begins, within 15 ms: the frame at which what lies from 40 to 1500 Hz reaches a tenth of its peak over
 * what was before; `about` where nothing stands out by 6 dB. Hats and cymbals have little there. work[count]: scratch.
 */
size_t neume_kit_attack_skin(const float *mono, size_t count, size_t about, int rate, float *work);

/* Where a hat or a cymbal begins that is struck with a skin, within 15 ms: the first rise over 6 kHz if it comes before
 * `skin`, a frame; else the one behind it that stands out of the highs of the skin, or else with the skin. `about`
 * where nothing stands out, or where `rate` is under 16 kHz. work[count]: scratch. */
size_t neume_kit_attack_metal(const float *mono, size_t count, size_t about, size_t skin, int rate, float *work);

#endif
