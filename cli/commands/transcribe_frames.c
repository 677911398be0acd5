/* SPDX-License-Identifier: MIT */
#include "cli/commands/transcribe_frames.h"

#include <math.h>

#include "cli/commands/commands.h"
#include "cli/options/options.h"
#include "core/output.h"

static const double lowest_hz = 26, highest_hz = 3600; /* what the tracker can follow */

/* The form of frames that goes by the name of a form of notes; -1: none does. */
static int frames_format(enum neume_format format)
{
    static const int forms[NEUME_FORMATS] = {
        [NEUME_AS_CSV] = NEUME_PITCH_AS_CSV + 1,     [NEUME_AS_JSON] = NEUME_PITCH_AS_JSON + 1,
        [NEUME_AS_MIREX] = NEUME_PITCH_AS_MIREX + 1, [NEUME_AS_LABELS] = NEUME_PITCH_AS_LABELS + 1,
        [NEUME_AS_SV] = NEUME_PITCH_AS_SV + 1,       [NEUME_AS_SVL] = NEUME_PITCH_AS_SVL + 1};
    return forms[format] - 1;
}

enum cli_exit neume_cli_check_frames(const struct cli_transcribe_settings *s, int edits, enum neume_format *format)
{
    const struct cli_command *me = &neume_cli_transcribe;
    if (s->mode != NEUME_MODE_AUTO && s->mode != NEUME_MODE_MELODY)
        return neume_cli_usage_error(me, "--frames: only with --mode melody");
    if (edits || s->tempo != 0 || s->page || s->drum_map)
        return neume_cli_usage_error(me, "--frames: there are no notes for the other options to work on");
    if (s->format == 1 && *format == NEUME_AS_MID)
        *format = NEUME_AS_CSV;
    if (frames_format(*format) < 0)
        return neume_cli_usage_error(me, "--frames: the format must be csv, json, labels, mirex, sv or svl");
    return CLI_EXIT_DONE;
}

static double pitch_hz(double pitch)
{
    return fmin(fmax(440 * pow(2, (pitch - 69) / 12), lowest_hz), highest_hz);
}

static struct neume_pyin_config config_of(const struct neume_options *options)
{
    struct neume_pyin_config config;
    neume_pyin_config_init(&config);
    config.min_hz = fmin(pitch_hz(options->min_pitch - 0.5), highest_hz / 4);
    config.max_hz = fmax(pitch_hz(options->max_pitch + 0.5), 2 * config.min_hz);
    return config;
}

static void report(struct transcribe_job *job, const struct neume_source *source)
{
    struct neume_source_health health;
    const struct neume_audio_info *info = neume_source_info(source);
    neume_source_health(source, &health);
    job->report.mode = NEUME_MODE_MELODY;
    job->report.channels = info->channels;
    job->report.sample_rate = info->sample_rate;
    job->report.duration = (double)health.frames / info->sample_rate;
    job->report.peak = health.peak;
    job->report.bad_samples = health.bad_samples;
    job->report.clipped_samples = health.clipped_samples;
    job->report.truncated = health.truncated;
    job->report.pitched = 1;
    job->frames = 1;
}

enum neume_status neume_cli_transcribe_frames(struct transcribe_job *job, const char *path,
                                              const enum neume_format *format, size_t count,
                                              const struct neume_options *options, struct cli_task *task,
                                              enum cli_side *side)
{
    const struct neume_pyin_config config = config_of(options);
    struct neume_source *source = NULL;
    struct neume_output output[NEUME_FORMATS] = {{0}};
    struct neume_output_set set = {0};
    struct cli_frames_form form[NEUME_FORMATS];
    enum neume_status status = NEUME_OK;
    *side = CLI_OUTPUT;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        job->at_fault = job->target[i];
        status = neume_output_open_in(&output[i], job->target[i], &set);
        form[i] = (struct cli_frames_form){(enum neume_pitch_format)frames_format(format[i]), output[i].stream};
    }
    if (status == NEUME_OK) {
        *side = CLI_INPUT;
        status = neume_source_open(&source, path, config.sample_rate);
        if (status == NEUME_OK)
            status = neume_cli_write_frames(source, &config, form, count, neume_cli_progress, task);
        if (status == NEUME_OK)
            report(job, source);
    }
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        *side = CLI_OUTPUT;
        job->at_fault = job->target[i];
        status = neume_output_commit(&output[i]);
    }
    if (status == NEUME_OK)
        status = neume_output_set_commit(&set, NULL);
    for (size_t i = 0; i < count; i++)
        neume_output_abandon(&output[i]);
    neume_output_set_release(&set);
    neume_source_free(source);
    return status;
}
