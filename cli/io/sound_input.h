/* SPDX-License-Identifier: MIT
 *
 * What render and compare share: MIDI files, and stereo sound that comes from a recording or from a MIDI file. */
#ifndef NEUME_CLI_IO_SOUND_INPUT_H
#define NEUME_CLI_IO_SOUND_INPUT_H

#include <stddef.h>

#include "cli/io/exit.h"
#include "render/synth/render.h"

/* neume_smf_read() of a file or of standard input; says what failed. */
enum cli_exit neume_cli_read_midi(const char *name, struct neume_smf *smf);

/* Says what was doubtful about a file that was read. */
void neume_cli_warn_of_midi(const char *name, const struct neume_smf *smf);

/* neume_renderer_new(); says what failed, of `name` or of the SoundFont. */
enum cli_exit neume_cli_open_renderer(struct neume_renderer **renderer, const char *name, const struct neume_smf *smf,
                                      const struct neume_render_options *options);

#define CLI_SOUND_RATE 44100 /* Hz */

enum { CLI_SOUND_BLOCK = 4096 };

/* Stereo at CLI_SOUND_RATE, finite and within -64..64; mono recordings play on both sides, and of more than two
 * channels both sides get the mean. Close it also after a failed open. */
struct cli_sound {
    struct neume_decoder *decoder; /* a recording, */
    struct neume_resampler *resampler;
    int channels;
    float *decoded;    /* [CLI_SOUND_BLOCK][channels] */
    float *stereo;     /* [CLI_SOUND_BLOCK][2], at its own rate */
    size_t held, used; /* frames of stereo, and those the resampler has taken */
    int ended;
    struct neume_renderer *renderer; /* or a MIDI file: set it in a zeroed struct */
};

enum neume_status neume_cli_sound_from_file(struct cli_sound *sound, const char *path);
void neume_cli_sound_close(struct cli_sound *sound);

/* stereo [frames][2]; *got < frames only at the end. */
enum neume_status neume_cli_sound_read(struct cli_sound *sound, float *stereo, size_t frames, size_t *got);

#endif
