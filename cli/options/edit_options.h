/* SPDX-License-Identifier: MIT
 *
 * The edits that `neume edit` and `neume transcribe` share: their options, and what these mean. */
#ifndef NEUME_CLI_OPTIONS_EDIT_OPTIONS_H
#define NEUME_CLI_OPTIONS_EDIT_OPTIONS_H

#include "cli/io/exit.h"
#include "cli/options/options_base.h"
#include "midi/edit/edit_base.h"
#include "midi/edit/edit_setup.h"

struct cli_edit_settings {
    const char *quantize, *window, *groove, *humanize, *key, *scale, *velocity, *bars, *program, *bank, *volume, *pan,
        *name, *split;
    double strength, swing, groove_tempo, groove_velocity, legato, staccato, drop_short, merge_repeats;
    int quantize_ends, seed, transpose, in_key, beyond, drop_weak, channel;
};

/* How the settings of a command begin that has these options. */
struct cli_editing {
    struct cli_common common;
    struct cli_edit_settings edit;
};

#define CLI_EDIT_OPTIONS                                                                                               \
    {.name = "quantize",                                                                                               \
     .kind = CLI_TEXT,                                                                                                 \
     .offset = offsetof(struct cli_editing, edit.quantize),                                                            \
     .value = "GRID",                                                                                                  \
     .help = "move notes to the lines of a grid: 1/4, 1/8, 1/16, 1/32 ..., with T for triplets, with D dotted"},       \
        {.name = "strength",                                                                                           \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.strength),                                                        \
         .value = "PERCENT",                                                                                           \
         .initial = "100",                                                                                             \
         .unit = "percent",                                                                                            \
         .min = 0,                                                                                                     \
         .max = 100,                                                                                                   \
         .help = "how far towards the grid or the groove notes move"},                                                 \
        {.name = "swing",                                                                                              \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.swing),                                                           \
         .value = "PERCENT",                                                                                           \
         .initial = "50",                                                                                              \
         .unit = "percent",                                                                                            \
         .min = 50,                                                                                                    \
         .max = 75,                                                                                                    \
         .help = "where in each pair of grid steps the second begins: 50 is straight, 66.7 like triplets"},            \
        {.name = "window",                                                                                             \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.window),                                                          \
         .value = "SIZE",                                                                                              \
         .help = "notes further from their line than this stay: 50% of half a grid step, or 30 ticks"},                \
        {.name = "quantize-ends",                                                                                      \
         .kind = CLI_FLAG,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.quantize_ends),                                                   \
         .help = "move the ends of notes to the grid too, instead of keeping their lengths"},                          \
        {.name = "groove",                                                                                             \
         .kind = CLI_FILE,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.groove),                                                          \
         .value = "FILE",                                                                                              \
         .help = "take timing and accents of each place in the bar from this MIDI file or recording, on the grid of "  \
                 "--quantize, or else 1/16"},                                                                          \
        {.name = "groove-tempo",                                                                                       \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.groove_tempo),                                                    \
         .value = "BPM",                                                                                               \
         .unit = "beats a minute",                                                                                     \
         .min = 4,                                                                                                     \
         .max = 960,                                                                                                   \
         .help = "the tempo of a --groove that is a recording, which then begins on a bar line; without it its beats " \
                 "are found"},                                                                                         \
        {.name = "groove-velocity",                                                                                    \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.groove_velocity),                                                 \
         .value = "PERCENT",                                                                                           \
         .initial = "100",                                                                                             \
         .unit = "percent",                                                                                            \
         .min = 0,                                                                                                     \
         .max = 100,                                                                                                   \
         .help = "how much of the groove's accents to take"},                                                          \
        {.name = "humanize",                                                                                           \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.humanize),                                                        \
         .value = "MS[,VELOCITY]",                                                                                     \
         .help =                                                                                                       \
             "move each note by up to so many milliseconds either way, at random, and its velocity by up to so much"}, \
        {.name = "seed",                                                                                               \
         .kind = CLI_WHOLE,                                                                                            \
         .offset = offsetof(struct cli_editing, edit.seed),                                                            \
         .value = "N",                                                                                                 \
         .initial = "1",                                                                                               \
         .min = 0,                                                                                                     \
         .max = 2147483647,                                                                                            \
         .help = "what --humanize draws; the same seed, the same notes"},                                              \
        {.name = "transpose",                                                                                          \
         .kind = CLI_WHOLE,                                                                                            \
         .offset = offsetof(struct cli_editing, edit.transpose),                                                       \
         .value = "N",                                                                                                 \
         .initial = "0",                                                                                               \
         .unit = "semitones",                                                                                          \
         .min = -127,                                                                                                  \
         .max = 127,                                                                                                   \
         .help = "move notes, but no drums"},                                                                          \
        {.name = "transpose-in-key",                                                                                   \
         .kind = CLI_WHOLE,                                                                                            \
         .offset = offsetof(struct cli_editing, edit.in_key),                                                          \
         .value = "N",                                                                                                 \
         .initial = "0",                                                                                               \
         .unit = "steps",                                                                                              \
         .min = -74,                                                                                                   \
         .max = 74,                                                                                                    \
         .help = "move notes by steps of the key, but no drums"},                                                      \
        {.name = "key",                                                                                                \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.key),                                                             \
         .value = "KEY|auto|none",                                                                                     \
         .initial = "none",                                                                                            \
         .help =                                                                                                       \
             "write this key signature, as C:min or 'Bb major', in place of all others; auto finds the key of the "    \
             "notes, and leaves the file as it is, saying so, where none is clear"},                                   \
        {.name = "scale",                                                                                              \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.scale),                                                           \
         .value = "SCALE|auto",                                                                                        \
         .help = "move notes, but no drums, to the nearest note of a scale, the lower of two: a key, or as "           \
                 "'D dorian'; auto takes that of the key of the notes"},                                               \
        {.name = "out-of-range",                                                                                       \
         .kind = CLI_CHOICE,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.beyond),                                                          \
         .value = "drop|keep|fold|refuse",                                                                             \
         .initial = "drop",                                                                                            \
         .help =                                                                                                       \
             "a note transposed out of 0 to 127 goes, stays where it was, comes back by octaves, or stops the edit"},  \
        {.name = "velocity",                                                                                           \
         .letter = 'v',                                                                                                \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.velocity),                                                        \
         .value = "EDITS",                                                                                             \
         .help = "one after the other, as scale=0.8,add=5: scale, add, compress (about the mean), curve (an "          \
                 "exponent) and "                                                                                      \
                 "fixed"},                                                                                             \
        {.name = "legato",                                                                                             \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.legato),                                                          \
         .value = "PERCENT",                                                                                           \
         .unit = "percent",                                                                                            \
         .min = 1,                                                                                                     \
         .max = 200,                                                                                                   \
         .help = "end notes at this share of the way to the next one"},                                                \
        {.name = "staccato",                                                                                           \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.staccato),                                                        \
         .value = "PERCENT",                                                                                           \
         .unit = "percent",                                                                                            \
         .min = 1,                                                                                                     \
         .max = 1000,                                                                                                  \
         .help = "give notes this share of their length"},                                                             \
        {.name = "drop-short",                                                                                         \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.drop_short),                                                      \
         .value = "SECONDS",                                                                                           \
         .unit = "seconds",                                                                                            \
         .min = 0,                                                                                                     \
         .max = 3600,                                                                                                  \
         .help = "drop shorter notes"},                                                                                \
        {.name = "drop-weak",                                                                                          \
         .kind = CLI_WHOLE,                                                                                            \
         .offset = offsetof(struct cli_editing, edit.drop_weak),                                                       \
         .value = "VELOCITY",                                                                                          \
         .min = 1,                                                                                                     \
         .max = 127,                                                                                                   \
         .help = "drop softer notes"},                                                                                 \
        {.name = "merge-repeats",                                                                                      \
         .kind = CLI_NUMBER,                                                                                           \
         .offset = offsetof(struct cli_editing, edit.merge_repeats),                                                   \
         .value = "MS",                                                                                                \
         .unit = "milliseconds",                                                                                       \
         .min = 0.001,                                                                                                 \
         .max = 3600000,                                                                                               \
         .help = "make one note of two of a key with no longer gap between them; no drums"},                           \
        {.name = "bars",                                                                                               \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.bars),                                                            \
         .value = "A-B",                                                                                               \
         .help = "keep these bars, from 1, as a file of their own; cut notes at the end"},                             \
        {.name = "split",                                                                                              \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.split),                                                           \
         .value = "PITCH|hands",                                                                                       \
         .help = "move lower notes, or those of the left hand, to tracks of their own"},                               \
        {.name = "channel",                                                                                            \
         .kind = CLI_WHOLE,                                                                                            \
         .offset = offsetof(struct cli_editing, edit.channel),                                                         \
         .value = "N",                                                                                                 \
         .min = 1,                                                                                                     \
         .max = 16,                                                                                                    \
         .help = "move everything but drums to this channel"},                                                         \
        {.name = "program",                                                                                            \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.program),                                                         \
         .value = "N[,N...]",                                                                                          \
         .help = "the General MIDI instrument, 1 to 128: one for each track with notes, and the last for all others; " \
                 "drums keep theirs; auto, in transcribe: a family guessed from the sound of the notes"},              \
        {.name = "bank",                                                                                               \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.bank),                                                            \
         .value = "MSB[:LSB][,...]",                                                                                   \
         .help = "the bank of that instrument, likewise for each track"},                                              \
        {.name = "volume",                                                                                             \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.volume),                                                          \
         .value = "N[,N...]",                                                                                          \
         .help = "channel volume, 0 to 127, likewise for each track"},                                                 \
        {.name = "pan",                                                                                                \
         .kind = CLI_TEXT,                                                                                             \
         .offset = offsetof(struct cli_editing, edit.pan),                                                             \
         .value = "N[,N...]",                                                                                          \
         .help = "from 0, left, to 127, right; 64 is the centre; likewise for each track"},                            \
    {                                                                                                                  \
        .name = "name", .kind = CLI_TEXT, .offset = offsetof(struct cli_editing, edit.name),                           \
        .value = "TEXT[,TEXT...]", .help = "the names of the tracks with notes, in their order"                        \
    }

/* What the settings ask for, and the texts that it refers to. Zeroed is nothing. */
struct cli_edits {
    struct neume_edit_options options;
    struct neume_edit_setup setup[NEUME_EDIT_MOST_SETUPS];
    char names[512];
    struct neume_smf groove;
    int wanted;      /* 0: nothing is asked for */
    int changes;     /* 0: no note is changed */
    int needs_beats; /* the grid, the groove or bars */
    int guess;       /* --program auto */
};

/* Reads the settings, and says what is wrong with them. The groove is not read yet. Release in any case. */
enum cli_exit neume_cli_edits_init(struct cli_edits *edits, const struct cli_command *command,
                                   const struct cli_edit_settings *settings);

/* Reads the file of --groove; says what failed. */
enum cli_exit neume_cli_edits_groove(struct cli_edits *edits, const struct cli_edit_settings *settings);
void neume_cli_edits_release(struct cli_edits *edits);

/* Takes out what needs beats. */
void neume_cli_edits_drop_beats(struct cli_edits *edits);

/* neume_edit(); says what failed, of the file `name`, warns of notes beyond 0..127, and names the key that was found.
 */
enum cli_exit neume_cli_edits_apply(const struct cli_edits *edits, const struct cli_edit_settings *settings,
                                    const char *name, struct neume_smf *smf, struct neume_edit_report *report);

#endif
