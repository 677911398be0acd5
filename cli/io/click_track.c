/* SPDX-License-Identifier: MIT */
#include "cli/io/click_track.h"

#include <math.h>

#include "audio/encode.h"
#include "cli/io/console.h"
#include "render/synth/sound_input.h"

/* Together no louder than full scale. */
static const double music = 0.6, click = 0.4;
static const double first_hz = 1760, other_hz = 880, decay = 0.012, length = 0.06; /* seconds */

static double sound_of(const struct neume_beat *beat, double time)
{
    double since = time - beat->time, hz = beat->number == 1 ? first_hz : other_hz;
    return since < 0 || since > length ? 0 : click * exp(-since / decay) * sin(2 * acos(-1) * hz * since);
}

/* stereo: [frames][2], from `start` on; *next: the first beat whose click is not over. */
static void add_clicks(float *stereo, size_t frames, int64_t start, const struct neume_beats *beats, size_t *next)
{
    for (size_t i = 0; i < frames; i++) {
        double time = (double)(start + (int64_t)i) / NEUME_SOUND_INPUT_RATE;
        while (*next + 1 < beats->count && beats->beat[*next + 1].time <= time)
            ++*next;
        double added = *next < beats->count ? sound_of(&beats->beat[*next], time) : 0;
        for (size_t c = 0; c < 2; c++)
            stereo[2 * i + c] = (float)(music * stereo[2 * i + c] + added);
    }
}

/* Returns what failed; *side says whether it was the input or the output. */
static enum neume_status mix(struct neume_sound_input *sound, struct neume_encoder *encoder,
                             const struct neume_beats *beats, enum cli_side *side)
{
    float stereo[2 * NEUME_SOUND_INPUT_BLOCK];
    size_t got, next = 0;
    int64_t at = 0;
    for (;;) {
        *side = CLI_INPUT;
        enum neume_status status = neume_sound_input_read(sound, stereo, NEUME_SOUND_INPUT_BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        if (!got)
            break;
        add_clicks(stereo, got, at, beats, &next);
        at += (int64_t)got;
        *side = CLI_OUTPUT;
        status = neume_encoder_write(encoder, stereo, got);
        if (status != NEUME_OK)
            return status;
    }
    *side = CLI_OUTPUT;
    return neume_encoder_close(encoder);
}

enum cli_exit neume_cli_write_click_track(const char *name, const char *path, const char *target,
                                          const struct neume_beats *beats, struct neume_output_set *set)
{
    struct neume_encode_options options;
    struct neume_encoder *encoder = NULL;
    struct neume_sound_input sound = {0};
    enum cli_side side = CLI_OUTPUT;
    neume_encode_options_init(&options);
    options.set = set;
    enum neume_status status = neume_encoder_open(&encoder, target, &options);
    if (status == NEUME_OK) {
        side = CLI_INPUT;
        status = neume_sound_input_open(&sound, &(struct neume_sound){.path = path});
    }
    if (status == NEUME_OK)
        status = mix(&sound, encoder, beats, &side);
    neume_sound_input_close(&sound);
    neume_encoder_free(encoder);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    return neume_cli_fail(side == CLI_INPUT ? name : target, status, side);
}
