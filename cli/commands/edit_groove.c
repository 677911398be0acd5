/* SPDX-License-Identifier: MIT */
#include "cli/commands/edit_groove.h"

#include <string.h>

#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/notes_file.h"
#include "core/regular_file.h"
#include "midi/file/midi_read.h"
#include "midi/file/notes_to_smf.h"
#include "neume/neume.h"

/* `beats`: where there are any, they count, and not the tempo. */
static enum neume_status listen(const char *path, double tempo, const struct neume_beats *beats, struct neume_smf *smf)
{
    struct neume_notes notes;
    struct neume_options options;
    struct neume_midi_options midi;
    struct cli_task task = {0};
    neume_notes_init(&notes);
    neume_options_init(&options);
    neume_midi_options_init(&midi);
    if (beats->count)
        midi.beats = beats;
    else
        midi.tempo = tempo;
    neume_cli_progress_start(1);
    enum neume_status s = neume_transcribe_file(path, &options, neume_cli_progress, &task, &notes, NULL);
    neume_cli_progress_stop();
    if (s == NEUME_OK)
        s = neume_notes_to_smf(smf, &notes, &midi);
    neume_notes_release(&notes);
    return s;
}

/* A recording, by its tempo or else by the beats that are found in it. */
static enum cli_exit read_recording(const char *name, const char *path, double tempo, struct neume_smf *smf)
{
    struct neume_beats beats = {0};
    enum neume_status status = tempo > 0 ? NEUME_OK : neume_beats_find_file(path, &beats);
    int lost = status == NEUME_OK && !(tempo > 0) && beats.count < 2;
    if (status == NEUME_OK && !lost) {
        neume_cli_doubt_beats(name, &beats);
        status = listen(path, tempo, &beats, smf);
    }
    neume_beats_release(&beats);
    if (lost) {
        neume_cli_error("%s: no beat found; --groove-tempo gives it one", neume_cli_shown(name, CLI_INPUT));
        return CLI_EXIT_FAILED;
    }
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
}

enum cli_exit neume_cli_read_groove(const char *name, double tempo, struct neume_smf *smf)
{
    struct cli_input input;
    enum cli_exit code;
    enum neume_status status = strcmp(name, "-") ? neume_regular_file_check(name) : NEUME_OK;
    if (status != NEUME_OK)
        return neume_cli_fail(name, status, CLI_INPUT);
    status = neume_cli_input_open(&input, name);
    if (status == NEUME_OK)
        status = neume_midi_read(smf, input.path, NULL);
    if (status == NEUME_ERR_FORMAT)
        code = read_recording(name, input.path, tempo, smf);
    else
        code = status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(name, status, CLI_INPUT);
    neume_cli_input_close(&input);
    return code;
}
