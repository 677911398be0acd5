/* SPDX-License-Identifier: MIT */

#include <string.h>

#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/midi_input.h"
#include "cli/io/notes_file.h"
#include "cli/options/edit_options.h"
#include "cli/options/options.h"
#include "midi/edit/edit_join.h"
#include "midi/file/smf_to_notes.h"

struct settings {
    struct cli_common common; /* these two as in struct cli_editing */
    struct cli_edit_settings edit;
    const char *output;
    double min_length, tempo;
    int format, keep, join, division;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, output),
     .value = "FILE",
     .help = "the file to write; it may be the input"},
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_NOTES_FORMATS,
     .initial = "auto",
     .help = "what to write: " CLI_NOTES_FORMATS_HELP "; auto goes by the ending of the output, or else writes MIDI"},
    CLI_EDIT_OPTIONS,
    {.name = "min-length",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, min_length),
     .value = "SECONDS",
     .unit = "seconds",
     .min = 0,
     .max = 3600,
     .help = "make shorter notes this long"},
    {.name = "tempo",
     .letter = 't',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, tempo),
     .value = "BPM",
     .unit = "beats a minute",
     .min = 4,
     .max = 960,
     .help = "one tempo from start to end"},
    {.name = "keep",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, keep),
     .value = "beats|times",
     .initial = "beats",
     .help =
         "what a new --tempo leaves: beats, so that it sounds faster or slower, or times, so that it sounds the same"},
    {.name = "division",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, division),
     .value = "TICKS",
     .unit = "ticks a quarter note",
     .min = 24,
     .max = 32767,
     .help = "count in this many ticks a quarter note; what counts in SMPTE frames, which most players misread, keeps "
             "its times, at 120 beats a minute"},
    {.name = "join",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, join),
     .value = "none|after|parallel",
     .initial = "none",
     .help = "put several files one after another, each at the next bar line, or side by side as tracks"},
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume edit song.mid -o tight.mid --quantize 1/16 --strength 80", "moves notes most of the way to the grid"},
    {"neume edit song.mid -o swung.mid --quantize 1/8 --swing 62", "makes it swing"},
    {"neume edit song.mid -o felt.mid --groove drums.mid", "plays it with the groove of another file"},
    {"neume edit song.mid -o song.mid --transpose -3 --velocity scale=0.8,add=5", "edits a file in place"},
    {"neume edit song.mid -o song.jams", "writes the notes in another format"},
    {"neume edit song.mid drums.mid -o both.mid --join parallel", "puts two files side by side"},
    {NULL, NULL}};

static enum cli_exit check(const struct settings *s, const struct cli_operands *inputs)
{
    const char *wrong = NULL;
    int standard_inputs = s->edit.groove && !strcmp(s->edit.groove, "-");
    for (int i = 0; i < inputs->count; i++)
        standard_inputs += !strcmp(inputs->name[i], "-");
    if (!s->output)
        wrong = "an output is missing: -o FILE";
    else if (standard_inputs > 1)
        wrong = "standard input can be read only once";
    else if (inputs->count > 1 && !s->join)
        wrong = "several files are edited together only with --join after or --join parallel";
    else if (s->keep && !(s->tempo > 0))
        wrong = "--keep needs --tempo";
    return wrong ? neume_cli_usage_error(&neume_cli_edit, "%s", wrong) : CLI_EXIT_DONE;
}

static enum cli_exit read_all(const struct cli_operands *inputs, int join, struct neume_smf *smf)
{
    struct neume_smf other;
    enum cli_exit code = neume_cli_read_midi(inputs->name[0], smf);
    neume_smf_init(&other);
    for (int i = 1; i < inputs->count && code == CLI_EXIT_DONE; i++) {
        code = neume_cli_read_midi(inputs->name[i], &other);
        if (code != CLI_EXIT_DONE)
            break;
        enum neume_status status = neume_edit_join(smf, &other, join == 1 ? NEUME_JOIN_AFTER : NEUME_JOIN_PARALLEL);
        if (status == NEUME_ERR_UNSUPPORTED)
            neume_cli_error("%s: cannot be joined: SMPTE frames, or several pieces (format 2), in it or before it",
                            neume_cli_shown(inputs->name[i], CLI_INPUT));
        if (status != NEUME_OK)
            code = status == NEUME_ERR_UNSUPPORTED ? CLI_EXIT_FAILED
                                                   : neume_cli_fail(inputs->name[i], status, CLI_INPUT);
    }
    neume_smf_release(&other);
    return code;
}

static enum neume_status write_out(const struct settings *s, const char *name, const struct neume_smf *smf)
{
    struct neume_notes notes;
    char title[128];
    struct neume_music music = {.notes = &notes, .smf = smf, .title = title};
    enum neume_format format = s->format ? (enum neume_format)(s->format - 1) : neume_format_of_path(s->output);
    enum neume_status status = NEUME_OK;
    neume_notes_init(&notes);
    neume_cli_title(neume_cli_shown(name, CLI_INPUT), title, sizeof title);
    if (!neume_api_format_from_smf(format))
        status = neume_smf_to_notes(smf, 0, &notes);
    if (status == NEUME_OK)
        status = neume_cli_write_music(&music, s->output, format, NULL);
    if (status == NEUME_OK && format == NEUME_AS_MID && smf->division & 0x8000)
        neume_cli_note("%s: warning: counts in SMPTE frames, which most players misread; --division 480 writes ticks",
                       neume_cli_shown(name, CLI_INPUT));
    neume_notes_release(&notes);
    return status;
}

static enum cli_exit write_well(const struct settings *s, const char *name, const struct neume_smf *smf)
{
    enum neume_status status = write_out(s, name, smf);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    if (status == NEUME_ERR_ARGUMENT) /* the engine leaves nothing else that a file cannot hold */
        neume_cli_error("%s: a gap between two events is too long for a MIDI file", neume_cli_shown(name, CLI_INPUT));
    else if (status == NEUME_ERR_UNSUPPORTED)
        neume_cli_error("%s: cannot be written so: it counts in SMPTE frames, holds several pieces (format 2) or is "
                        "too long",
                        neume_cli_shown(name, CLI_INPUT));
    else
        return neume_cli_fail(s->output, status, CLI_OUTPUT);
    return CLI_EXIT_FAILED;
}

static enum cli_exit edit(const struct settings *s, const struct cli_operands *inputs, struct cli_edits *edits)
{
    struct neume_smf smf;
    struct neume_edit_report report;
    const char *name = inputs->name[0];
    neume_smf_init(&smf);
    enum cli_exit code = read_all(inputs, s->join, &smf);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_edits_groove(edits, &s->edit);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_edits_apply(edits, &s->edit, name, &smf, &report);
    if (code == CLI_EXIT_DONE)
        code = write_well(s, name, &smf);
    if (code == CLI_EXIT_DONE)
        neume_cli_note("%s: %zu notes, %zu changed, %zu gone -> %s", neume_cli_shown(name, CLI_INPUT), report.notes,
                       report.changed, report.dropped, neume_cli_shown(s->output, CLI_OUTPUT));
    neume_smf_release(&smf);
    return code;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_edits edits = {0};
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_edit, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    code = check(&s, &operands);
    if (code == CLI_EXIT_DONE && !s.format)
        code = neume_cli_check_ending(&neume_cli_edit, s.output);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_edits_init(&edits, &neume_cli_edit, &s.edit);
    edits.options.min_length = s.min_length;
    edits.options.tempo = s.tempo;
    edits.options.division = s.division;
    edits.options.keep = (enum neume_edit_keep)s.keep;
    if (code == CLI_EXIT_DONE)
        code = edit(&s, &operands, &edits);
    neume_cli_edits_release(&edits);
    return code;
}

const struct cli_command neume_cli_edit = {
    .name = "edit",
    .operands = "IN.mid...",
    .summary = "quantise, transpose and otherwise edit a MIDI file",
    .description =
        "Edits the notes of a MIDI file, or writes them in another format. Whatever an edit does not name stays event "
        "for event: controllers, meta "
        "events and system exclusive. Edits are done in a fixed order, whatever theirs on the command line: join, "
        "bars, merge-repeats, drop-short, drop-weak, quantize, groove, legato, staccato, min-length, transpose, "
        "transpose-in-key, velocity, humanize, channel, split, program and set-up, tempo. No note that moved has "
        "length 0 or "
        "overlaps the next of its key; two that fall together become one.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = -1,
    .in_place = 1,
    .run = run,
};
