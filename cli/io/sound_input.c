/* SPDX-License-Identifier: MIT */
#include "cli/io/sound_input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"
#include "audio/resample.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "midi/file/midi2.h"

void neume_cli_warn_of_midi(const char *name, const struct neume_smf *smf)
{
    const char *doubt = neume_smf_doubt(smf->repairs);
    if (doubt)
        neume_cli_note("%s: warning: %s", neume_cli_shown(name, CLI_INPUT), doubt);
}

enum cli_exit neume_cli_read_midi(const char *name, struct neume_smf *smf)
{
    struct cli_input input;
    size_t left_out = 0;
    enum neume_status status = neume_cli_input_open(&input, name);
    if (status == NEUME_OK)
        status = neume_midi_read(smf, input.path, &left_out);
    neume_cli_input_close(&input);
    if (status == NEUME_OK && left_out)
        neume_cli_note("%s: warning: %zu messages have no place in MIDI 1.0 and were left out",
                       neume_cli_shown(name, CLI_INPUT), left_out);
    if (status == NEUME_OK)
        neume_cli_warn_of_midi(name, smf);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
}

enum cli_exit neume_cli_open_renderer(struct neume_renderer **renderer, const char *name, const struct neume_smf *smf,
                                      const struct neume_render_options *options)
{
    const char *soundfont = options->soundfont ? options->soundfont : getenv("NEUME_SOUNDFONT");
    enum neume_status status = neume_renderer_new(renderer, smf, options);
    switch (status) {
    case NEUME_OK:
        return CLI_EXIT_DONE;
    case NEUME_ERR_NO_SOUNDFONT:
        neume_cli_error("no SoundFont found: give one by --soundfont, or install one (Debian: timgm6mb-soundfont)");
        return CLI_EXIT_INPUT;
    case NEUME_ERR_SOUNDFONT:
    case NEUME_ERR_NOT_FOUND:
    case NEUME_ERR_PERMISSION:
    case NEUME_ERR_DIRECTORY:
        return neume_cli_fail(soundfont && *soundfont ? soundfont : "SoundFont", status, CLI_INPUT);
    default:
        return neume_cli_fail(name, status, CLI_INPUT);
    }
}

enum neume_status neume_cli_sound_from_file(struct cli_sound *sound, const char *path)
{
    struct neume_audio_info info;
    memset(sound, 0, sizeof *sound);
    enum neume_status status = neume_decoder_open(&sound->decoder, path, &info);
    if (status != NEUME_OK)
        return status;
    sound->channels = info.channels;
    sound->decoded = malloc(sizeof(float) * CLI_SOUND_BLOCK * (size_t)info.channels);
    sound->stereo = malloc(sizeof(float) * CLI_SOUND_BLOCK * 2);
    if (!sound->decoded || !sound->stereo)
        return NEUME_ERR_MEMORY;
    return neume_resampler_new(&sound->resampler, info.sample_rate, CLI_SOUND_RATE, 2);
}

void neume_cli_sound_close(struct cli_sound *sound)
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

static enum neume_status decode_more(struct cli_sound *s)
{
    enum neume_status status = neume_decoder_read(s->decoder, s->decoded, CLI_SOUND_BLOCK, &s->held);
    if (status != NEUME_OK)
        return status;
    to_stereo(s->decoded, s->channels, s->held, s->stereo);
    s->used = 0;
    s->ended = !s->held;
    return NEUME_OK;
}

enum neume_status neume_cli_sound_read(struct cli_sound *s, float *stereo, size_t frames, size_t *got)
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
