/* SPDX-License-Identifier: MIT
 *
 * MIDI files from anywhere, and renderers of them. */
#ifndef NEUME_CLI_IO_MIDI_INPUT_H
#define NEUME_CLI_IO_MIDI_INPUT_H

#include "cli/io/exit.h"
#include "render/synth/render.h"

/* neume_smf_read() of a file or of standard input; says what failed. */
enum cli_exit neume_cli_read_midi(const char *name, struct neume_smf *smf);

/* neume_renderer_new(); says what failed, of `name` or of the SoundFont. */
enum cli_exit neume_cli_open_renderer(struct neume_renderer **renderer, const char *name, const struct neume_smf *smf,
                                      const struct neume_render_options *options);

/* Says what was doubtful about a file that was read. */
void neume_cli_warn_of_midi(const char *name, const struct neume_smf *smf);

/* Says that messages of a MIDI 2.0 clip were left out. */
void neume_cli_note_left_out(const char *name, size_t left_out);

#endif
