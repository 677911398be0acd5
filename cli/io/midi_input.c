/* SPDX-License-Identifier: MIT */
#include "cli/io/midi_input.h"

#include <stdlib.h>

#include "cli/io/console.h"
#include "cli/io/input.h"
#include "midi/file/midi_read.h"
#include "midi/file/smf_read.h"

void neume_cli_warn_of_midi(const char *name, const struct neume_smf *smf)
{
    const char *doubt = neume_smf_doubt(smf->repairs);
    if (doubt)
        neume_cli_note("%s: warning: %s", neume_cli_shown(name, CLI_INPUT), doubt);
}

void neume_cli_note_left_out(const char *name, size_t left_out)
{
    neume_cli_note("%s: warning: %zu messages have no place in MIDI 1.0 and were left out",
                   neume_cli_shown(name, CLI_INPUT), left_out);
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
        neume_cli_note_left_out(name, left_out);
    if (status == NEUME_OK)
        neume_cli_warn_of_midi(name, smf);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
}

enum cli_exit neume_cli_open_renderer(struct neume_renderer **renderer, const char *name, const struct neume_smf *smf,
                                      const struct neume_render_options *options)
{
    const char *soundfont = options->soundfont ? options->soundfont : getenv("NEUME_SOUNDFONT");
    enum neume_status status = neume_renderer_new(renderer, smf, options);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    if (status == NEUME_ERR_NO_SOUNDFONT) {
        neume_cli_error("no SoundFont found: give one by --soundfont, or install one (Debian: timgm6mb-soundfont)");
        return CLI_EXIT_INPUT;
    }
    if (status == NEUME_ERR_SOUNDFONT || status == NEUME_ERR_NOT_FOUND || status == NEUME_ERR_PERMISSION ||
        status == NEUME_ERR_DIRECTORY || status == NEUME_ERR_NO_FILE)
        name = soundfont && *soundfont ? soundfont : "SoundFont";
    return neume_cli_fail(name, status, CLI_INPUT);
}
