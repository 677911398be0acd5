/* SPDX-License-Identifier: MIT
 *
 * Drum hits from several microphones of one take. Close microphones decide about their own drums; room microphones,
 * mixed to one channel, are heard by the ordinary transcriber and help to tell a near drum from a far one.
 *
 * Every onset of any microphone is measured in all of them, in the band of each drum. A drum's surest hits, the loudest
 * in its own microphone, tell by how much that microphone hears it better than the others do, and how much of it the
 * others hear as bleed. An onset is a hit of a microphone's drum where it is louder than the bleed that the others
 * predict, and where the ratios to the others are those of the drum's own hits. Microphones may differ in gain, and in
 * distance by some metres. */
#ifndef NEUME_MODELS_DRUMS_MICROPHONES_H
#define NEUME_MODELS_DRUMS_MICROPHONES_H

#include "models/drums/microphones_base.h"

/* drums [count], 1..NEUME_MICROPHONES_MOST: a bit for each enum neume_drum that the microphone is close to, not 0.
 * room: 1 where the last channel is the room. */
enum neume_status neume_microphones_new(struct neume_microphones **out, const unsigned *drums, size_t count, int room);
void neume_microphones_free(struct neume_microphones *m);

/* The next samples of all of them, samples[count + room][length], mono, finite. Grows with the number of onsets. */
enum neume_status neume_microphones_process(struct neume_microphones *m, const float *const *samples, size_t length);
enum neume_status neume_microphones_flush(struct neume_microphones *m);

#endif
