/* SPDX-License-Identifier: MIT */
#include "render/synth/sound_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"
#include "audio/resample.h"

enum neume_status neume_sound_input_open(struct neume_sound_input *input, const struct neume_sound *sound)
{
    memset(input, 0, sizeof *input);
    enum neume_status status = neume_source_open_sound(&input->source, sound, 0);
    if (status == NEUME_OK && neume_source_info(input->source)->channels == 2 &&
        neume_source_channels_heard(input->source) == 2)
        status = neume_decoder_open_sound(&input->decoder, sound, NULL);
    if (status != NEUME_OK)
        return status;
    input->mono = malloc(sizeof(float) * NEUME_SOUND_INPUT_BLOCK);
    input->stereo = malloc(sizeof(float) * NEUME_SOUND_INPUT_BLOCK * 2);
    if (!input->mono || !input->stereo)
        return NEUME_ERR_MEMORY;
    return neume_resampler_new(&input->resampler, neume_source_rate(input->source), NEUME_SOUND_INPUT_RATE, 2);
}

void neume_sound_input_close(struct neume_sound_input *sound)
{
    neume_renderer_free(sound->renderer);
    neume_resampler_free(sound->resampler);
    neume_decoder_free(sound->decoder);
    neume_source_free(sound->source);
    free(sound->mono);
    free(sound->stereo);
    memset(sound, 0, sizeof *sound);
}

static float tame(float x)
{
    return isfinite(x) ? fminf(fmaxf(x, -64), 64) : 0;
}

static enum neume_status decode_more(struct neume_sound_input *s)
{
    size_t sides = 0;
    enum neume_status status = neume_source_read(s->source, s->mono, NEUME_SOUND_INPUT_BLOCK, &s->held);
    if (status == NEUME_OK && s->decoder)
        status = neume_decoder_read(s->decoder, s->stereo, s->held, &sides);
    if (status != NEUME_OK)
        return status;
    for (size_t i = 0; i < s->held; i++) {
        float *side = s->stereo + 2 * i;
        side[0] = i < sides ? tame(side[0]) : s->mono[i];
        side[1] = i < sides ? tame(side[1]) : s->mono[i];
        if ((side[0] + side[1]) * 0.5f != s->mono[i])
            side[1] = 2 * s->mono[i] - side[0];
    }
    s->used = 0;
    s->ended = !s->held;
    return NEUME_OK;
}

enum neume_status neume_sound_input_read(struct neume_sound_input *s, float *stereo, size_t frames, size_t *got)
{
    if (s->renderer)
        return neume_renderer_process(s->renderer, stereo, frames, got);
    *got = 0;
    while (*got < frames) {
        size_t used = 0, made = 0;
        enum neume_status status = NEUME_OK;
        if (!s->ended && s->used == s->held)
            status = decode_more(s);
        if (status != NEUME_OK)
            return status;
        if (s->ended)
            status = neume_resampler_flush(s->resampler, stereo + 2 * *got, frames - *got, &made);
        else
            status = neume_resampler_process(s->resampler, s->stereo + 2 * s->used, s->held - s->used, &used,
                                             stereo + 2 * *got, frames - *got, &made);
        if (status != NEUME_OK)
            return status;
        s->used += used;
        *got += made;
        if (s->ended && !made)
            break;
    }
    return NEUME_OK;
}
