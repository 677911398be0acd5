/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_recording.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/choose_mode.h"
#include "audio/decode.h"
#include "audio/loudness.h"
#include "cli/io/console.h"

enum { MOST_METERED = 64, BLOCK = 4096, CLIPPED_RUN = 3 };

static const float full_scale = 32767.0f / 32768;
static const float loudest = 64;                /* float files may hold anything, and the meter squares what it gets */
static const double silent = 1e-6, piece = 0.1; /* mean square; seconds */

struct reading {
    struct cli_recording *r;
    struct neume_decoder *decoder;
    struct neume_loudness_meter *meter;
    float *block;       /* [BLOCK][channels] */
    unsigned char *run; /* [channels] samples at full scale in a row, up to CLIPPED_RUN */
    double energy;      /* of this piece, over all channels */
    size_t in_piece, piece_frames;
    uint64_t frames, pieces, silent_pieces;
    int64_t expected; /* frames, or negative */
};

/* One that is not plain sound. */
static float mend(struct reading *w, float x, size_t channel)
{
    if (!isfinite(x)) {
        w->r->bad++;
        w->run[channel] = 0;
        return 0;
    }
    if (w->run[channel] < CLIPPED_RUN && ++w->run[channel] == CLIPPED_RUN)
        w->r->clipped += CLIPPED_RUN;
    else if (w->run[channel] == CLIPPED_RUN)
        w->r->clipped++;
    return fminf(fmaxf(x, -loudest), loudest);
}

static void look_at_frame(struct reading *w, float *frame, size_t channels)
{
    float sum = 0;
    for (size_t c = 0; c < channels; c++) {
        const float size = fabsf(frame[c]);
        if (!(size < full_scale))
            frame[c] = mend(w, frame[c], c);
        else
            w->run[c] = 0;
        w->r->peak = fmaxf(w->r->peak, fabsf(frame[c]));
        sum += frame[c] * frame[c];
    }
    w->energy += (double)sum / (double)channels;
    if (++w->in_piece == w->piece_frames) {
        w->pieces++;
        w->silent_pieces += w->energy < silent * (double)w->piece_frames;
        w->in_piece = 0;
        w->energy = 0;
    }
}

static enum neume_status read_through(struct reading *w, size_t task)
{
    struct cli_task mine = {.index = task};
    const size_t channels = (size_t)w->r->channels;
    size_t got;
    do {
        const double share = w->expected > 0 ? (double)w->frames / (double)w->expected : 0;
        if (neume_cli_progress(&mine, share < 0.9 ? share : 0.9))
            return NEUME_ERR_CANCELLED;
        enum neume_status status = neume_decoder_read(w->decoder, w->block, BLOCK, &got);
        for (size_t i = 0; status == NEUME_OK && i < got; i++)
            look_at_frame(w, w->block + i * channels, channels);
        if (status == NEUME_OK && w->meter && got)
            status = neume_loudness_process(w->meter, w->block, got);
        if (status != NEUME_OK)
            return status;
        w->frames += got;
    } while (got);
    w->r->truncated = neume_decoder_truncated(w->decoder);
    return NEUME_OK;
}

static void sum_up(struct reading *w)
{
    struct neume_loudness loudness;
    w->r->duration = (double)w->frames / w->r->sample_rate;
    if (w->in_piece) {
        w->pieces++;
        w->silent_pieces += w->energy < silent * (double)w->in_piece;
    }
    w->r->silence = w->pieces ? (double)w->silent_pieces / (double)w->pieces : 1;
    w->r->loudness = -HUGE_VAL;
    if (w->meter) {
        neume_loudness_get(w->meter, &loudness);
        w->r->loudness = loudness.integrated;
    }
}

static int stop_for_signal(void *user, double share)
{
    (void)user;
    (void)share;
    return neume_cli_stopped();
}

static enum neume_status hear(const char *path, struct cli_recording *r)
{
    const struct neume_microphone file = {.path = path};
    const struct neume_feed_input in = {.file = &file, .files = 1};
    const struct neume_feed_progress progress = {stop_for_signal, NULL, 0, 1};
    struct neume_mode_choice choice;
    r->kind = "none";
    r->confidence = 1;
    if (r->silence >= 1)
        return NEUME_OK;
    enum neume_status status = neume_api_guess_mode(&in, &progress, &choice);
    if (status == NEUME_OK && choice.is_music) {
        r->kind = neume_mode_name(choice.mode);
        r->confidence = choice.confidence;
    } else if (status == NEUME_OK) {
        r->confidence = choice.confidence;
    }
    return status;
}

enum neume_status neume_cli_recording_read(const char *path, size_t task, struct cli_recording *recording)
{
    struct neume_audio_info info;
    struct reading w = {.r = recording};
    *recording = (struct cli_recording){.kind = "none"};
    enum neume_status status = neume_decoder_open(&w.decoder, path, &info);
    if (status != NEUME_OK)
        return status;
    snprintf(recording->format, sizeof recording->format, "%s", info.format);
    recording->sample_rate = info.sample_rate;
    recording->channels = info.channels;
    w.expected = info.frames;
    w.piece_frames = (size_t)(piece * info.sample_rate);
    w.block = malloc(sizeof *w.block * BLOCK * (size_t)info.channels);
    w.run = calloc((size_t)info.channels, 1);
    status = w.block && w.run ? NEUME_OK : NEUME_ERR_MEMORY;
    if (status == NEUME_OK && info.channels <= MOST_METERED)
        status = neume_loudness_new_integrated(&w.meter, info.sample_rate, info.channels);
    if (status == NEUME_OK)
        status = read_through(&w, task);
    if (status == NEUME_OK) {
        sum_up(&w);
        status = hear(path, recording);
    }
    free(w.block);
    free(w.run);
    neume_loudness_free(w.meter);
    neume_decoder_free(w.decoder);
    return status;
}

/* JSON knows no infinity: silence is null. */
static json_t *decibels(double value)
{
    return isfinite(value) ? json_real(round(value * 100) / 100 + 0.0) : json_null();
}

json_t *neume_cli_recording_to_json(const struct cli_recording *r)
{
    return json_pack("{s:s, s:i, s:i, s:f, s:o, s:I, s:I, s:f, s:o, s:b, s:s, s:f}", "format", r->format, "sample_rate",
                     r->sample_rate, "channels", r->channels, "duration", r->duration, "peak_dbfs",
                     decibels(20 * log10((double)r->peak)), "clipped_samples", (json_int_t)r->clipped, "bad_samples",
                     (json_int_t)r->bad, "silence", r->silence, "loudness_lufs", decibels(r->loudness), "truncated",
                     r->truncated, "kind", r->kind, "confidence", round(r->confidence * 1000) / 1000);
}
