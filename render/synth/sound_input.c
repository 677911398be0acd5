/* SPDX-License-Identifier: MIT */
#include "render/synth/sound_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"
#include "audio/resample.h"

enum neume_status neume_sound_input_open(struct neume_sound_input *sound, const char *path)
{
    struct neume_audio_info info;
    memset(sound, 0, sizeof *sound);
    enum neume_status status = neume_decoder_open(&sound->decoder, path, &info);
    if (status != NEUME_OK)
        return status;
    sound->channels = info.channels;
    sound->decoded = malloc(sizeof(float) * NEUME_SOUND_INPUT_BLOCK * (size_t)info.channels);
    sound->stereo = malloc(sizeof(float) * NEUME_SOUND_INPUT_BLOCK * 2);
    if (!sound->decoded || !sound->stereo)
        return NEUME_ERR_MEMORY;
    return neume_resampler_new(&sound->resampler, info.sample_rate, NEUME_SOUND_INPUT_RATE, 2);
}

void neume_sound_input_close(struct neume_sound_input *sound)
{
    neume_renderer_free(sound->renderer);
    neume_resampler_free(sound->resampler);
    neume_decoder_free(sound->decoder);
    free(sound->decoded);
    free(sound->stereo);
    memset(sound, 0, sizeof *sound);
}

static float tame(float x)
{
    return isfinite(x) ? fminf(fmaxf(x, -64), 64) : 0;
}

static void to_stereo(const float *in, int channels, size_t frames, float *out)
{
    for (size_t i = 0; i < frames; i++, in += channels) {
        float sum = 0;
        for (int c = 0; c < channels; c++)
            sum += tame(in[c]);
        out[2 * i] = channels == 2 ? tame(in[0]) : sum / (float)channels;
        out[2 * i + 1] = channels == 2 ? tame(in[1]) : sum / (float)channels;
    }
}

static enum neume_status decode_more(struct neume_sound_input *s)
{
    enum neume_status status = neume_decoder_read(s->decoder, s->decoded, NEUME_SOUND_INPUT_BLOCK, &s->held);
    if (status != NEUME_OK)
        return status;
    to_stereo(s->decoded, s->channels, s->held, s->stereo);
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
