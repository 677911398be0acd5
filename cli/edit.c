/* SPDX-License-Identifier: MIT */
#include "midi/edit.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/edit_groove.h"
#include "cli/edit_words.h"
#include "cli/notes_file.h"
#include "cli/play.h"
#include "midi/score.h"

struct settings {
    struct cli_common common;
    const char *output, *quantize, *window, *groove, *humanize, *key, *velocity, *bars;
    double strength, swing, groove_tempo, groove_velocity, legato, staccato, min_length, drop_short, merge_repeats,
        tempo;
    int format, quantize_ends, seed, transpose, in_key, beyond, drop_weak, split, channel, program, keep, join;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_FILE,
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
    {.name = "quantize",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, quantize),
     .value = "GRID",
     .help = "move notes to the lines of a grid: 1/4, 1/8, 1/16, 1/32 ..., with T for triplets, with D dotted"},
    {.name = "strength",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, strength),
     .value = "PERCENT",
     .initial = "100",
     .unit = "percent",
     .min = 0,
     .max = 100,
     .help = "how far towards the grid or the groove notes move"},
    {.name = "swing",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, swing),
     .value = "PERCENT",
     .initial = "50",
     .unit = "percent",
     .min = 50,
     .max = 75,
     .help = "where in each pair of grid steps the second begins: 50 is straight, 66.7 like triplets"},
    {.name = "window",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, window),
     .value = "SIZE",
     .help = "notes further from their line than this stay: 50% of half a grid step, or 30 ticks"},
    {.name = "quantize-ends",
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, quantize_ends),
     .help = "move the ends of notes to the grid too, instead of keeping their lengths"},
    {.name = "groove",
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, groove),
     .value = "FILE",
     .help = "take timing and accents of each place in the bar from this MIDI file, on the grid of --quantize, or else "
             "1/16"},
    {.name = "groove-tempo",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, groove_tempo),
     .value = "BPM",
     .unit = "beats a minute",
     .min = 4,
     .max = 960,
     .help = "the tempo of a --groove that is a recording, which begins on a bar line"},
    {.name = "groove-velocity",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, groove_velocity),
     .value = "PERCENT",
     .initial = "100",
     .unit = "percent",
     .min = 0,
     .max = 100,
     .help = "how much of the groove's accents to take"},
    {.name = "humanize",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, humanize),
     .value = "MS[,VELOCITY]",
     .help = "move each note by up to so many milliseconds either way, at random, and its velocity by up to so much"},
    {.name = "seed",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, seed),
     .value = "N",
     .initial = "1",
     .min = 0,
     .max = 2147483647,
     .help = "what --humanize draws; the same seed, the same notes"},
    {.name = "transpose",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, transpose),
     .value = "N",
     .initial = "0",
     .unit = "semitones",
     .min = -127,
     .max = 127,
     .help = "move notes, but no drums"},
    {.name = "transpose-in-key",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, in_key),
     .value = "N",
     .initial = "0",
     .unit = "steps",
     .min = -74,
     .max = 74,
     .help = "move notes by steps of the key, but no drums"},
    {.name = "key",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, key),
     .value = "KEY",
     .help = "the key, as C:min or Bb:maj; without it the file's key signatures"},
    {.name = "out-of-range",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, beyond),
     .value = "drop|keep|fold|refuse",
     .initial = "drop",
     .help = "a note transposed out of 0 to 127 goes, stays where it was, comes back by octaves, or stops the edit"},
    {.name = "velocity",
     .letter = 'v',
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, velocity),
     .value = "EDITS",
     .help = "one after the other, as scale=0.8,add=5: scale, add, compress (about the mean), curve (an exponent) and "
             "fixed"},
    {.name = "legato",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, legato),
     .value = "PERCENT",
     .unit = "percent",
     .min = 1,
     .max = 200,
     .help = "end notes at this share of the way to the next one"},
    {.name = "staccato",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, staccato),
     .value = "PERCENT",
     .unit = "percent",
     .min = 1,
     .max = 1000,
     .help = "give notes this share of their length"},
    {.name = "min-length",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, min_length),
     .value = "SECONDS",
     .unit = "seconds",
     .min = 0,
     .max = 3600,
     .help = "make shorter notes this long"},
    {.name = "drop-short",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, drop_short),
     .value = "SECONDS",
     .unit = "seconds",
     .min = 0,
     .max = 3600,
     .help = "drop shorter notes"},
    {.name = "drop-weak",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, drop_weak),
     .value = "VELOCITY",
     .min = 1,
     .max = 127,
     .help = "drop softer notes"},
    {.name = "merge-repeats",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, merge_repeats),
     .value = "MS",
     .unit = "milliseconds",
     .min = 0.001,
     .max = 3600000,
     .help = "make one note of two of a key with no longer gap between them; no drums"},
    {.name = "bars",
     .kind = CLI_TEXT,
     .offset = offsetof(struct settings, bars),
     .value = "A-B",
     .help = "keep these bars, from 1, as a file of their own; cut notes at the end"},
    {.name = "split",
     .kind = CLI_PITCH,
     .offset = offsetof(struct settings, split),
     .value = "PITCH",
     .help = "move lower notes to tracks of their own, the left hand"},
    {.name = "channel",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, channel),
     .value = "N",
     .min = 1,
     .max = 16,
     .help = "move everything but drums to this channel"},
    {.name = "program",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, program),
     .value = "N",
     .min = 1,
     .max = 128,
     .help = "give all channels but the drums' this General MIDI instrument"},
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
    {.name = "join",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, join),
     .value = "none|after|parallel",
     .initial = "none",
     .help = "put several files one after another, each at the next bar line, or side by side as tracks"},
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume edit song.mid -o tight.mid --quantize 1/16 --strength 80", "moves notes most of the way to the grid"},
    {"neume edit song.mid -o swung.mid --quantize 1/8 --swing 62", "makes it swing"},
    {"neume edit song.mid -o felt.mid --groove drums.mid", "plays it with the groove of another file"},
    {"neume edit song.mid -o song.mid --transpose -3 --velocity scale=0.8,add=5", "edits a file in place"},
    {"neume edit song.mid -o song.jams", "writes the notes in another format"},
    {"neume edit song.mid drums.mid -o both.mid --join parallel", "puts two files side by side"},
    {NULL, NULL}};

/* A text option into the engine's options. */
static enum cli_exit bad_text(const char *option, const char *text, const char *wanted)
{
    return neume_cli_usage_error(&neume_cli_edit, "--%s: '%s' is not %s", option, text, wanted);
}

static enum cli_exit read_words(const struct settings *s, struct neume_edit_options *o)
{
    if (s->quantize && neume_cli_edit_grid(s->quantize, &o->grid))
        return bad_text("quantize", s->quantize, "a grid such as 1/16, 1/8T (triplets) or 1/4D (dotted)");
    if (s->window && neume_cli_edit_window(s->window, o))
        return bad_text("window", s->window, "0% to 100%, or a whole number of ticks");
    if (s->humanize && neume_cli_edit_humanize(s->humanize, o))
        return bad_text("humanize", s->humanize, "milliseconds from 0 to 10000, or those and a velocity, as 8,5");
    if (s->velocity && neume_cli_edit_velocity(s->velocity, o))
        return bad_text("velocity", s->velocity,
                        "a list such as scale=0.8,add=5: scale 0 to 16, add -127 to 127, compress 0.1 to 100, curve "
                        "0.1 to 10, fixed 1 to 127");
    if (s->key && neume_cli_edit_key(s->key, o))
        return bad_text("key", s->key, "a key such as C:min or Bb:maj");
    if (s->bars && neume_cli_edit_bars(s->bars, o))
        return bad_text("bars", s->bars, "a range such as 5-8, from bar 1");
    return CLI_EXIT_DONE;
}

/* Options that say nothing, or say two things, together. */
static enum cli_exit check(const struct settings *s, const struct cli_operands *inputs,
                           const struct neume_edit_options *o)
{
    const char *wrong = NULL;
    int standard_inputs = s->groove && !strcmp(s->groove, "-");
    for (int i = 0; i < inputs->count; i++)
        standard_inputs += !strcmp(inputs->name[i], "-");
    if (!s->output)
        wrong = "an output is missing: -o FILE";
    else if (standard_inputs > 1)
        wrong = "standard input can be read only once";
    else if (inputs->count > 1 && !s->join)
        wrong = "several files are edited together only with --join after or --join parallel";
    else if (!s->quantize && (s->swing > 50 || s->window || s->quantize_ends))
        wrong = "--swing, --window and --quantize-ends need --quantize";
    else if (s->swing > 50 && o->grid.times != 1)
        wrong = "--swing needs a straight grid: no triplets, no dots";
    else if (!s->quantize && !s->groove && s->strength < 100)
        wrong = "--strength needs --quantize or --groove";
    else if (s->key && !s->in_key)
        wrong = "--key needs --transpose-in-key";
    else if (!s->groove && (s->groove_tempo > 0 || s->groove_velocity < 100))
        wrong = "--groove-tempo and --groove-velocity need --groove";
    else if (s->keep && !(s->tempo > 0))
        wrong = "--keep needs --tempo";
    return wrong ? neume_cli_usage_error(&neume_cli_edit, "%s", wrong) : CLI_EXIT_DONE;
}

static void read_numbers(const struct settings *s, struct neume_edit_options *o)
{
    o->strength = s->strength / 100;
    o->swing = s->swing / 100;
    o->quantize_ends = s->quantize_ends;
    o->groove_velocity = s->groove_velocity / 100;
    o->seed = (unsigned long long)s->seed;
    o->transpose = s->transpose;
    o->transpose_in_key = s->in_key;
    o->beyond = (enum neume_edit_beyond)s->beyond;
    o->legato = s->legato / 100;
    o->staccato = s->staccato / 100;
    o->min_length = s->min_length;
    o->drop_short = s->drop_short;
    o->drop_weak = s->drop_weak;
    o->merge_repeats = s->merge_repeats > 0 ? s->merge_repeats / 1000 : -1;
    o->split = s->split;
    o->channel = s->channel;
    o->program = s->program;
    o->tempo = s->tempo;
    o->keep = (enum neume_edit_keep)s->keep;
}

/* The words for what only the file could tell. */
static enum cli_exit say_failure(const char *name, const struct settings *s, const struct neume_smf *smf,
                                 const struct neume_smf *groove, enum neume_status status,
                                 const struct neume_edit_report *report)
{
    const char *shown = neume_cli_shown(name, CLI_INPUT);
    if (status == NEUME_ERR_ARGUMENT && report->beyond)
        neume_cli_error("%s: a note would leave the range 0 to 127; --out-of-range says what to do", shown);
    else if (status == NEUME_ERR_ARGUMENT && s->bars && !report->notes)
        neume_cli_error("%s: ends before bar %d", shown, atoi(s->bars));
    else if (status == NEUME_ERR_ARGUMENT)
        neume_cli_error("%s: the grid %s is finer than a tick: a quarter has %d", shown,
                        s->quantize ? s->quantize : "1/16", smf->division);
    else if (status == NEUME_ERR_NOT_FOUND)
        neume_cli_error("%s: has no key signature; --key gives one", shown);
    else if (status == NEUME_ERR_UNSUPPORTED && smf->division & 0x8000)
        neume_cli_error("%s: counts in SMPTE frames, and has no beats for this edit", shown);
    else if (status == NEUME_ERR_UNSUPPORTED && groove && (smf->format < 2 || smf->track_count < 2))
        neume_cli_error("%s: has no beats, or holds several pieces: no groove", neume_cli_shown(s->groove, CLI_INPUT));
    else if (status == NEUME_ERR_UNSUPPORTED)
        neume_cli_error("%s: holds several pieces (format 2), which are edited one by one", shown);
    else
        return neume_cli_fail(name, status, CLI_INPUT);
    return CLI_EXIT_FAILED;
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

static void say_done(const char *name, const struct settings *s, const struct neume_edit_report *r)
{
    static const char *const what[] = {"dropped", "kept in place", "folded back", ""};
    neume_cli_note("%s: %zu notes, %zu changed, %zu gone -> %s", neume_cli_shown(name, CLI_INPUT), r->notes, r->changed,
                   r->dropped, neume_cli_shown(s->output, CLI_OUTPUT));
    if (r->beyond)
        neume_cli_note("%s: warning: %zu notes left the range 0 to 127 and were %s", neume_cli_shown(name, CLI_INPUT),
                       r->beyond, what[s->beyond]);
}

static enum neume_status write_out(const struct settings *s, const char *name, const struct neume_smf *smf)
{
    struct neume_notes notes;
    char title[128];
    struct cli_music music = {.notes = &notes, .smf = smf, .title = title};
    enum cli_notes_format format = s->format ? (enum cli_notes_format)(s->format - 1)
                                             : neume_cli_notes_format_of(s->output);
    enum neume_status status = NEUME_OK;
    neume_notes_init(&notes);
    neume_cli_title(neume_cli_shown(name, CLI_INPUT), title, sizeof title);
    if (!neume_cli_notes_from_smf(format))
        status = neume_score_to_notes(smf, 0, &notes);
    if (status == NEUME_OK)
        status = neume_cli_write_music(&music, s->output, format);
    neume_notes_release(&notes);
    return status;
}

static enum cli_exit edit(const struct settings *s, const struct cli_operands *inputs, struct neume_edit_options *o)
{
    struct neume_smf smf, groove;
    struct neume_edit_report report;
    const char *name = inputs->name[0];
    neume_smf_init(&smf);
    neume_smf_init(&groove);
    enum cli_exit code = read_all(inputs, s->join, &smf);
    if (code == CLI_EXIT_DONE && s->groove) {
        code = neume_cli_read_groove(s->groove, s->groove_tempo, &groove);
        o->groove = &groove;
    }
    if (code == CLI_EXIT_DONE) {
        enum neume_status status = neume_edit(&smf, o, &report);
        if (status != NEUME_OK)
            code = say_failure(name, s, &smf, o->groove, status, &report);
    }
    if (code == CLI_EXIT_DONE) {
        enum neume_status status = write_out(s, name, &smf);
        if (status == NEUME_ERR_ARGUMENT) { /* the engine leaves nothing else that a file cannot hold */
            neume_cli_error("%s: a gap between two events is too long for a MIDI file",
                            neume_cli_shown(name, CLI_INPUT));
            code = CLI_EXIT_FAILED;
        } else if (status == NEUME_ERR_UNSUPPORTED) {
            neume_cli_error(
                "%s: cannot be written so: it counts in SMPTE frames, holds several pieces (format 2) or is "
                "too long",
                neume_cli_shown(name, CLI_INPUT));
            code = CLI_EXIT_FAILED;
        } else if (status != NEUME_OK) {
            code = neume_cli_fail(s->output, status, CLI_OUTPUT);
        }
    }
    if (code == CLI_EXIT_DONE)
        say_done(name, s, &report);
    neume_smf_release(&groove);
    neume_smf_release(&smf);
    return code;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct neume_edit_options o;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_edit, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    neume_edit_options_init(&o);
    code = read_words(&s, &o);
    if (code == CLI_EXIT_DONE)
        code = check(&s, &operands, &o);
    if (code != CLI_EXIT_DONE)
        return code;
    read_numbers(&s, &o);
    return edit(&s, &operands, &o);
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
        "transpose-in-key, velocity, humanize, channel, split, program, tempo. No note that moved has length 0 or "
        "overlaps the next of its key; two that fall together become one.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = -1,
    .run = run,
};
