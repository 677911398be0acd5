/* SPDX-License-Identifier: MIT */
#include "cli/edit_groove.h"

#include "cli/console.h"
#include "cli/input.h"
#include "midi/midi2.h"
#include "midi/score.h"
#include "neume/neume.h"

static enum neume_status listen(const char *path, double tempo, struct neume_smf *smf)
{
    struct neume_notes notes;
    struct neume_options options;
    struct neume_midi_options midi;
    struct cli_task task = {0};
    neume_notes_init(&notes);
    neume_options_init(&options);
    neume_midi_options_init(&midi);
    midi.tempo = tempo;
    neume_cli_progress_start(1);
    enum neume_status s = neume_transcribe_file(path, &options, neume_cli_progress, &task, &notes, NULL);
    neume_cli_progress_stop();
    if (s == NEUME_OK)
        s = neume_score_from_notes(smf, &notes, &midi);
    neume_notes_release(&notes);
    return s;
}

enum cli_exit neume_cli_read_groove(const char *name, double tempo, struct neume_smf *smf)
{
    struct cli_input input;
    enum neume_status status = neume_cli_input_open(&input, name);
    if (status == NEUME_OK)
        status = neume_midi_read(smf, input.path, NULL);
    int is_other = status == NEUME_ERR_FORMAT;
    if (is_other && tempo > 0)
        status = listen(input.path, tempo, smf);
    neume_cli_input_close(&input);
    if (is_other && !(tempo > 0)) {
        neume_cli_error("%s: is no MIDI file; a recording needs --groove-tempo", neume_cli_shown(name, CLI_INPUT));
        return CLI_EXIT_INPUT;
    }
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
}
