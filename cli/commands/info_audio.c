/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_audio.h"

#include <math.h>

#include "cli/io/console.h"
#include "neume/info.h"

/* JSON knows no infinity: silence is null. */
static json_t *decibels(double value)
{
    return isfinite(value) ? json_real(round(value * 100) / 100 + 0.0) : json_null();
}

static json_t *to_json(const struct neume_sound_info *f)
{
    json_t *object = json_pack("{s:s, s:s, s:i, s:i, s:I, s:f, s:o, s:I, s:b}", "kind", "audio", "format", f->format,
                               "sample_rate", f->sample_rate, "channels", f->channels, "frames", (json_int_t)f->frames,
                               "duration", f->duration, "peak_dbfs", decibels(20 * log10(f->peak)), "bad_samples",
                               (json_int_t)f->bad_samples, "truncated", f->truncated);
    if (object && f->has_loudness) {
        json_object_set_new(object, "loudness_lufs", decibels(f->loudness));
        json_object_set_new(object, "loudness_range_lu", decibels(f->range));
        json_object_set_new(object, "true_peak_dbtp", decibels(f->true_peak));
    }
    return object;
}

enum neume_status neume_cli_info_audio(const char *path, json_t **out)
{
    struct neume_sound sound;
    struct neume_sound_info info;
    struct cli_task task = {.index = 0};
    *out = NULL;
    neume_sound_init_file(&sound, path);
    enum neume_status status = neume_sound_info_read(&sound, neume_cli_progress, &task, &info, NULL);
    if (status != NEUME_OK)
        return status;
    *out = to_json(&info);
    return *out ? NEUME_OK : NEUME_ERR_MEMORY;
}
