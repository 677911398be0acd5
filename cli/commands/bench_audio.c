/* SPDX-License-Identifier: MIT */
#include "cli/commands/bench_audio.h"

#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"
#include "audio/encode.h"
#include "datasets/loaders/synthetic.h"
#include "render/synth/render_mono.h"

enum { BLOCK = 4096, SYNTHETIC_RATE = 44100 };

static enum neume_status play(const struct neume_clip *clip, const char *soundfont, const char *spare, double *duration)
{
    struct neume_encode_options how = {.sample_rate = SYNTHETIC_RATE, .channels = 1, .format = NEUME_PCM_24};
    struct neume_encoder *encoder = NULL;
    float *samples = NULL;
    size_t count = 0;
    struct neume_render_options options;
    struct neume_smf smf;
    neume_smf_init(&smf);
    neume_render_options_init(&options);
    options.soundfont = soundfont;
    options.rate = SYNTHETIC_RATE;
    enum neume_status status = neume_synthetic_compose((size_t)clip->synthetic, &smf, NULL);
    if (status == NEUME_OK)
        status = neume_render_mono(&smf, &options, &samples, &count);
    if (status == NEUME_OK)
        status = neume_encoder_open(&encoder, spare, &how);
    if (status == NEUME_OK)
        status = neume_encoder_write(encoder, samples, count);
    if (status == NEUME_OK)
        status = neume_encoder_close(encoder);
    neume_encoder_free(encoder);
    neume_smf_release(&smf);
    free(samples);
    *duration = (double)count / SYNTHETIC_RATE;
    return status;
}

static enum neume_status copy_channel(struct neume_decoder *decoder, struct neume_encoder *encoder, int channels,
                                      int channel)
{
    enum neume_status status = NEUME_OK;
    size_t got = BLOCK;
    float mono[BLOCK], *block = malloc((size_t)channels * BLOCK * sizeof *block);
    if (!block)
        return NEUME_ERR_MEMORY;
    while (status == NEUME_OK && got == BLOCK) {
        status = neume_decoder_read(decoder, block, BLOCK, &got);
        for (size_t i = 0; status == NEUME_OK && i < got; i++)
            mono[i] = block[i * (size_t)channels + (size_t)channel];
        if (status == NEUME_OK)
            status = neume_encoder_write(encoder, mono, got);
    }
    free(block);
    return status;
}

static enum neume_status split_off(struct neume_decoder *decoder, const struct neume_audio_info *info, int channel,
                                   const char *spare)
{
    struct neume_encode_options how = {.sample_rate = info->sample_rate, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *encoder = NULL;
    enum neume_status status = neume_encoder_open(&encoder, spare, &how);
    if (status == NEUME_OK)
        status = copy_channel(decoder, encoder, info->channels, channel);
    if (status == NEUME_OK)
        status = neume_encoder_close(encoder);
    neume_encoder_free(encoder);
    return status;
}

enum neume_status neume_cli_bench_audio(const struct neume_clip *clip, const char *soundfont, const char *spare,
                                        const char **path, double *duration)
{
    struct neume_decoder *decoder = NULL;
    struct neume_audio_info info;
    *duration = NAN;
    *path = clip->audio;
    if (clip->synthetic >= 0) {
        *path = spare;
        return play(clip, soundfont, spare, duration);
    }
    enum neume_status status = neume_decoder_open(&decoder, clip->audio, &info);
    if (status != NEUME_OK)
        return status;
    if (info.duration >= 0)
        *duration = info.duration;
    if (clip->channel >= 0 && info.channels > 1) {
        *path = spare;
        status = clip->channel < info.channels ? split_off(decoder, &info, clip->channel, spare) : NEUME_ERR_DAMAGED;
    }
    neume_decoder_free(decoder);
    return status;
}
