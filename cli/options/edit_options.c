/* SPDX-License-Identifier: MIT */
#include "cli/options/edit_options.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands/commands.h"
#include "cli/commands/edit_groove.h"
#include "cli/io/console.h"
#include "cli/options/edit_words.h"
#include "cli/options/options.h"
#include "midi/edit/edit.h"
#include "midi/edit/edit_setup.h"

/* A text option into the engine's options. */
static enum cli_exit bad_text(const struct cli_command *command, const char *option, const char *text,
                              const char *wanted)
{
    return neume_cli_usage_error(command, "--%s: '%s' is not %s", option, text, wanted);
}

static enum cli_exit read_words(const struct cli_command *command, const struct cli_edit_settings *s,
                                struct neume_edit_options *o)
{
    if (s->quantize && neume_cli_edit_grid(s->quantize, &o->grid))
        return bad_text(command, "quantize", s->quantize, "a grid such as 1/16, 1/8T (triplets) or 1/4D (dotted)");
    if (s->window && neume_cli_edit_window(s->window, o))
        return bad_text(command, "window", s->window, "0% to 100%, or a whole number of ticks");
    if (s->humanize && neume_cli_edit_humanize(s->humanize, o))
        return bad_text(command, "humanize", s->humanize,
                        "milliseconds from 0 to 10000, or those and a velocity, as 8,5");
    if (s->velocity && neume_cli_edit_velocity(s->velocity, o))
        return bad_text(command, "velocity", s->velocity,
                        "a list such as scale=0.8,add=5: scale 0 to 16, add -127 to 127, compress 0.1 to 100, curve "
                        "0.1 to 10, fixed 1 to 127");
    if (s->key && neume_cli_edit_key(s->key, o))
        return bad_text(command, "key", s->key, "auto, none, or a key such as C:min or 'Bb major'");
    if (s->scale && neume_cli_edit_scale(s->scale, o))
        return bad_text(command, "scale", s->scale,
                        "auto, a key such as C:min, or as 'D dorian': major, minor, harmonic-minor, melodic-minor, "
                        "dorian, phrygian, lydian, mixolydian, locrian, pentatonic, minor-pentatonic, blues, "
                        "whole-tone, chromatic");
    if (s->split && neume_cli_edit_split(s->split, o))
        return bad_text(command, "split", s->split, "hands, or a MIDI pitch: 1 to 127, or a name such as C4");
    if (s->bars && neume_cli_edit_bars(s->bars, o))
        return bad_text(command, "bars", s->bars, "a range such as 5-8, from bar 1");
    return CLI_EXIT_DONE;
}

/* Options that say nothing, or say two things, together. */
static const char *contradiction(const struct cli_edit_settings *s, const struct neume_edit_options *o)
{
    if (!s->quantize && (s->swing > 50 || s->window || s->quantize_ends))
        return "--swing, --window and --quantize-ends need --quantize";
    if (s->swing > 50 && o->grid.times != 1)
        return "--swing needs a straight grid: no triplets, no dots";
    if (!s->quantize && !s->groove && s->strength < 100)
        return "--strength needs --quantize or --groove";
    if (s->beyond && !s->transpose && !s->in_key)
        return "--out-of-range needs --transpose or --transpose-in-key";
    if (!s->groove && (s->groove_tempo > 0 || s->groove_velocity < 100))
        return "--groove-tempo and --groove-velocity need --groove";
    if (s->bank && !s->program)
        return "--bank needs --program";
    return NULL;
}

static void read_numbers(const struct cli_edit_settings *s, struct neume_edit_options *o)
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
    o->drop_short = s->drop_short;
    o->drop_weak = s->drop_weak;
    o->merge_repeats = s->merge_repeats > 0 ? s->merge_repeats / 1000 : -1;
    o->channel = s->channel;
}

static int is_wanted(const struct cli_edit_settings *s)
{
    return s->quantize || s->groove || s->humanize || s->velocity || s->bars || s->program || s->volume || s->pan ||
           s->name || s->legato > 0 || s->staccato > 0 || s->drop_short > 0 || s->merge_repeats > 0 || s->transpose ||
           s->in_key || s->scale || s->drop_weak || s->split || s->channel;
}

static enum cli_exit read_setup(struct cli_edits *e, const struct cli_command *command,
                                const struct cli_edit_settings *s)
{
    struct neume_edit_setup *setup = e->setup;
    int *count = &e->options.setups;
    e->guess = s->program && !strcmp(s->program, "auto");
    if (e->guess && command != &neume_cli_transcribe)
        return neume_cli_usage_error(command, "--program auto: only a recording tells it; use neume transcribe");
    if (s->program && !e->guess && neume_cli_edit_list(s->program, CLI_LIST_PROGRAM, setup, count))
        return bad_text(command, "program", s->program, "a list of numbers from 1 to 128");
    if (s->bank && neume_cli_edit_list(s->bank, CLI_LIST_BANK, setup, count))
        return bad_text(command, "bank", s->bank, "a list of banks such as 0 or 121:3, each number up to 127");
    if (s->volume && neume_cli_edit_list(s->volume, CLI_LIST_VOLUME, setup, count))
        return bad_text(command, "volume", s->volume, "a list of numbers from 0 to 127");
    if (s->pan && neume_cli_edit_list(s->pan, CLI_LIST_PAN, setup, count))
        return bad_text(command, "pan", s->pan, "a list of numbers from 0 to 127");
    if (s->name && neume_cli_edit_names(s->name, e->names, sizeof e->names, setup, count))
        return bad_text(command, "name", s->name, "a list of at most 16 names, 500 letters in all");
    e->options.setup = setup;
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_edits_init(struct cli_edits *e, const struct cli_command *command,
                                   const struct cli_edit_settings *s)
{
    memset(e, 0, sizeof *e);
    neume_smf_init(&e->groove);
    neume_edit_options_init(&e->options);
    neume_edit_setup_init(e->setup, NEUME_EDIT_MOST_SETUPS);
    enum cli_exit code = read_words(command, s, &e->options);
    if (code == CLI_EXIT_DONE)
        code = read_setup(e, command, s);
    if (code != CLI_EXIT_DONE)
        return code;
    const char *wrong = contradiction(s, &e->options);
    if (wrong)
        return neume_cli_usage_error(command, "%s", wrong);
    read_numbers(s, &e->options);
    e->changes = is_wanted(s);
    e->wanted = e->changes || e->options.sign;
    e->needs_beats = s->quantize || s->groove || s->bars;
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_edits_groove(struct cli_edits *e, const struct cli_edit_settings *s)
{
    if (!s->groove)
        return CLI_EXIT_DONE;
    e->options.groove = &e->groove;
    return neume_cli_read_groove(s->groove, s->groove_tempo, &e->groove);
}

void neume_cli_edits_release(struct cli_edits *e)
{
    if (e)
        neume_smf_release(&e->groove);
}

void neume_cli_edits_drop_beats(struct cli_edits *e)
{
    e->options.grid.denominator = e->options.first_bar = e->options.last_bar = e->needs_beats = 0;
    e->options.groove = NULL;
}

/* The words for what only the file could tell. */
static enum cli_exit say_failure(const char *name, const struct cli_edit_settings *s, const struct neume_smf *smf,
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
        neume_cli_error("%s: has no %s; --key gives one", shown,
                        s->key && !strcmp(s->key, "auto") ? "clear key and no key signature" : "key signature");
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

enum cli_exit neume_cli_edits_apply(const struct cli_edits *e, const struct cli_edit_settings *s, const char *name,
                                    struct neume_smf *smf, struct neume_edit_report *report)
{
    static const char *const what[] = {"dropped", "kept in place", "folded back", ""};
    enum neume_status status = neume_edit(smf, &e->options, report);
    if (status != NEUME_OK)
        return say_failure(name, s, smf, e->options.groove, status, report);
    if (e->options.find_key || e->options.find_scale)
        neume_cli_note(report->has_key ? "%s: key: %s" : "%s: no clear key", neume_cli_shown(name, CLI_INPUT),
                       neume_key_name(&report->key));
    if (report->beyond)
        neume_cli_note("%s: warning: %zu notes left the range 0 to 127 and were %s", neume_cli_shown(name, CLI_INPUT),
                       report->beyond, what[s->beyond]);
    return CLI_EXIT_DONE;
}
