/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/sound.h"
#include "audio/decode.h"
#include "audio/loudness.h"
#include "core/error.h"
#include "neume/info.h"

enum { MOST_METERED = 64, BLOCK = 4096 };

/* Float files may hold anything, and the meter squares what it gets. */
static const float loudest = 64.0f;

struct reading {
    struct neume_decoder *decoder;
    struct neume_loudness_meter *meter; /* NULL where the channels are too many for it */
    struct neume_audio_info file;
    float *block; /* [BLOCK][channels] */
    struct neume_sound_info *info;
};

static void look_at_block(struct neume_sound_info *info, float *sample, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(sample[i])) {
            sample[i] = 0;
            info->bad_samples++;
        }
        float size = fabsf(sample[i]);
        info->peak = (double)size > info->peak ? (double)size : info->peak;
        if (size > loudest)
            sample[i] = copysignf(loudest, sample[i]);
    }
}

static enum neume_status read_through(struct reading *r, neume_progress_fn progress, void *user)
{
    size_t got = 1;
    while (got) {
        double share = r->file.frames > 0 ? (double)r->info->frames / (double)r->file.frames : -1;
        if (progress && progress(user, share < 1 ? share : 1))
            return NEUME_ERR_CANCELLED;
        enum neume_status status = neume_decoder_read(r->decoder, r->block, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        look_at_block(r->info, r->block, got * (size_t)r->file.channels);
        if (r->meter && got)
            status = neume_loudness_process(r->meter, r->block, got);
        if (status != NEUME_OK)
            return status;
        r->info->frames += got;
    }
    return NEUME_OK;
}

static void conclude(const struct reading *r)
{
    struct neume_sound_info *info = r->info;
    struct neume_loudness loudness;
    snprintf(info->format, sizeof info->format, "%s", r->file.format);
    info->sample_rate = r->file.sample_rate;
    info->channels = r->file.channels;
    info->duration = (double)info->frames / r->file.sample_rate;
    info->truncated = neume_decoder_truncated(r->decoder);
    info->has_loudness = r->meter != NULL;
    if (!r->meter)
        return;
    neume_loudness_get(r->meter, &loudness);
    info->loudness = loudness.integrated;
    info->range = loudness.range;
    info->true_peak = loudness.true_peak;
}

enum neume_status neume_sound_info_read(const struct neume_sound *sound, neume_progress_fn progress, void *user,
                                        struct neume_sound_info *info, struct neume_error *error)
{
    struct neume_sound own;
    struct reading r = {.info = info};
    memset(info, 0, sizeof *info);
    enum neume_status status = neume_api_sound_take(&own, sound);
    if (status == NEUME_OK)
        status = neume_decoder_open_sound(&r.decoder, &own, &r.file);
    if (status == NEUME_OK && r.file.channels <= MOST_METERED)
        status = neume_loudness_new(&r.meter, r.file.sample_rate, r.file.channels);
    if (status == NEUME_OK && !(r.block = malloc(sizeof *r.block * BLOCK * (size_t)r.file.channels)))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = read_through(&r, progress, user);
    if (status == NEUME_OK)
        conclude(&r);
    else
        memset(info, 0, sizeof *info);
    free(r.block);
    neume_loudness_free(r.meter);
    neume_decoder_free(r.decoder);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}
