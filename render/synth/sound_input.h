/* SPDX-License-Identifier: MIT
 *
 * Stereo sound that comes from a recording or from a MIDI file. */
#ifndef NEUME_RENDER_SYNTH_SOUND_INPUT_H
#define NEUME_RENDER_SYNTH_SOUND_INPUT_H

#include <stddef.h>

#include "audio/decode.h"
#include "audio/resample.h"
#include "audio/source.h"
#include "render/synth/render.h"

#define NEUME_SOUND_INPUT_RATE 44100 /* Hz */

enum { NEUME_SOUND_INPUT_BLOCK = 4096 };

/* Stereo at NEUME_SOUND_INPUT_RATE, finite and within -64..64. The mean of its sides is what neume hears, so nothing
 * cancels in it: of a stereo recording the right side is turned where it works against the left; of any other, and of
 * one that has sound in one channel alone, both sides get the mix. Close it also after a failed open. */
struct neume_sound_input {
    struct neume_source *source;   /* a recording: its mix, at its own rate; */
    struct neume_decoder *decoder; /* of a stereo one also its sides */
    struct neume_resampler *resampler;
    float *mono;       /* [NEUME_SOUND_INPUT_BLOCK], at its own rate */
    float *stereo;     /* [NEUME_SOUND_INPUT_BLOCK][2], likewise */
    size_t held, used; /* frames of stereo, and those the resampler has taken */
    int ended;
    struct neume_renderer *renderer; /* or a MIDI file: set it in a zeroed struct */
};

/* Samples are borrowed until the close. The statuses of neume_source_open_sound(). */
enum neume_status neume_sound_input_open(struct neume_sound_input *input, const struct neume_sound *sound);
void neume_sound_input_close(struct neume_sound_input *sound);

/* stereo [frames][2]; *got < frames only at the end. */
enum neume_status neume_sound_input_read(struct neume_sound_input *sound, float *stereo, size_t frames, size_t *got);

#endif
