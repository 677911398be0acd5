/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_audio.h"

#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"
#include "audio/loudness.h"
#include "cli/io/console.h"

enum { MOST_METERED = 64, BLOCK = 4096 };

/* Float files may hold anything, and the meter squares what it gets. */
static const float loudest = 64.0f;

struct facts {
    struct neume_audio_info file;
    struct neume_loudness loudness;
    int metered;    /* 0 where the channels are too many for the loudness meter */
    int64_t frames; /* read */
    int64_t bad;    /* samples that are NaN or infinite */
    float peak;     /* largest magnitude of any channel */
    int truncated;
};

static void look_at_block(struct facts *facts, float *sample, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(sample[i])) {
            sample[i] = 0;
            facts->bad++;
        }
        float size = fabsf(sample[i]);
        facts->peak = size > facts->peak ? size : facts->peak;
        if (size > loudest)
            sample[i] = copysignf(loudest, sample[i]);
    }
}

static enum neume_status read_through(struct neume_decoder *decoder, struct neume_loudness_meter *meter,
                                      struct facts *facts, float *block)
{
    struct cli_task task = {.index = 0};
    size_t got;
    do {
        double share = facts->file.frames > 0 ? (double)facts->frames / (double)facts->file.frames : -1;
        if (neume_cli_progress(&task, share < 1 ? share : 1))
            return NEUME_ERR_CANCELLED;
        enum neume_status status = neume_decoder_read(decoder, block, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        look_at_block(facts, block, got * (size_t)facts->file.channels);
        if (meter && got)
            status = neume_loudness_process(meter, block, got);
        if (status != NEUME_OK)
            return status;
        facts->frames += (int64_t)got;
    } while (got);
    facts->truncated = neume_decoder_truncated(decoder);
    if (meter)
        neume_loudness_get(meter, &facts->loudness);
    return NEUME_OK;
}

/* JSON knows no infinity: silence is null. */
static json_t *decibels(double value)
{
    return isfinite(value) ? json_real(round(value * 100) / 100 + 0.0) : json_null();
}

static json_t *to_json(const struct facts *f)
{
    json_t *object = json_pack("{s:s, s:s, s:i, s:i, s:I, s:f, s:o, s:I, s:b}", "kind", "audio", "format",
                               f->file.format, "sample_rate", f->file.sample_rate, "channels", f->file.channels,
                               "frames", (json_int_t)f->frames, "duration", (double)f->frames / f->file.sample_rate,
                               "peak_dbfs", decibels(20 * log10((double)f->peak)), "bad_samples", (json_int_t)f->bad,
                               "truncated", f->truncated);
    if (object && f->metered) {
        json_object_set_new(object, "loudness_lufs", decibels(f->loudness.integrated));
        json_object_set_new(object, "loudness_range_lu", decibels(f->loudness.range));
        json_object_set_new(object, "true_peak_dbtp", decibels(f->loudness.true_peak));
    }
    return object;
}

enum neume_status neume_cli_info_audio(const char *path, json_t **out)
{
    struct facts facts = {.bad = 0};
    struct neume_decoder *decoder = NULL;
    struct neume_loudness_meter *meter = NULL;
    float *block = NULL;
    *out = NULL;
    enum neume_status status = neume_decoder_open(&decoder, path, &facts.file);
    if (status != NEUME_OK)
        return status;
    facts.metered = facts.file.channels <= MOST_METERED;
    if (facts.metered)
        status = neume_loudness_new(&meter, facts.file.sample_rate, facts.file.channels);
    if (status != NEUME_OK)
        goto fail;
    block = malloc(sizeof *block * BLOCK * (size_t)facts.file.channels);
    status = block ? read_through(decoder, meter, &facts, block) : NEUME_ERR_MEMORY;
    if (status != NEUME_OK)
        goto fail;
    *out = to_json(&facts);
    status = *out ? NEUME_OK : NEUME_ERR_MEMORY;
fail:
    free(block);
    neume_loudness_free(meter);
    neume_decoder_free(decoder);
    return status;
}
