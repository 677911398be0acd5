/* SPDX-License-Identifier: MIT
 *
 * Rows that the tables of several commands share. `settings` is the command's settings, with a field of the option's
 * name. */
#ifndef NEUME_CLI_OPTIONS_SHARED_OPTIONS_H
#define NEUME_CLI_OPTIONS_SHARED_OPTIONS_H

#include "cli/options/options_base.h"

/* const char *output */
#define CLI_OPTION_OUTPUT_LISTING(settings)                                                                         \
    {                                                                                                               \
        .name = "output", .letter = 'o', .kind = CLI_TARGET, .offset = offsetof(settings, output), .value = "FILE", \
        .help = "write to this file instead of standard output, or, with several recordings, into this folder"      \
    }

/* int jobs */
#define CLI_OPTION_JOBS(settings)                                                                               \
    {                                                                                                           \
        .name = "jobs", .kind = CLI_WHOLE, .offset = offsetof(settings, jobs), .value = "N", .initial = "auto", \
        .min = 1, .max = 64, .word = "auto",                                                                    \
        .help = "how many files to work on at once; auto: one for each processor that this process may use"     \
    }

/* int json, for a line for each file */
#define CLI_OPTION_JSON_LINES(settings)                                                      \
    {                                                                                        \
        .name = "json", .letter = 'j', .kind = CLI_FLAG, .offset = offsetof(settings, json), \
        .help = "with several files: print a line of JSON for each, as soon as it is done"   \
    }

/* int json */
#define CLI_OPTION_JSON(settings)                                                                                 \
    {                                                                                                             \
        .name = "json", .letter = 'j', .kind = CLI_FLAG, .offset = offsetof(settings, json), .help = "print JSON" \
    }

/* int json, beside a --format */
#define CLI_OPTION_JSON_FORMAT(settings)                                                                \
    {                                                                                                   \
        .name = "json", .letter = 'j', .kind = CLI_FLAG, .offset = offsetof(settings, json),            \
        .help = "the same as --format json; with several recordings also print a line of JSON for each" \
    }

/* int bits: an index of enum neume_sample_format */
#define CLI_OPTION_BITS(settings, usual)                                                              \
    {                                                                                                 \
        .name = "bits", .kind = CLI_CHOICE, .offset = offsetof(settings, bits), .value = "16|24|32f", \
        .initial = (usual), .help = "bits a sample, or 32-bit float; not for .ogg, .opus and .mp3"    \
    }

/* int format: of a batch's outputs, an index of CLI_SOUND_ENDINGS */
#define CLI_OPTION_SOUND_FORMAT(settings, usual)                                                   \
    {                                                                                              \
        .name = "format", .letter = 'f', .kind = CLI_CHOICE, .offset = offsetof(settings, format), \
        .value = "auto|wav|flac|aiff|ogg|opus|mp3", .initial = "auto",                             \
        .help = "with several files: what kind of sound files go into the folder; auto: " usual    \
    }
#define CLI_SOUND_ENDINGS                                         \
    {                                                             \
        ".wav", ".wav", ".flac", ".aiff", ".ogg", ".opus", ".mp3" \
    }

/* const char *soundfont */
#define CLI_OPTION_SOUNDFONT(settings)                                                                     \
    {                                                                                                      \
        .name = "soundfont", .kind = CLI_FILE, .offset = offsetof(settings, soundfont), .value = "SF2",    \
        .help = "the SoundFont to play with; without it $NEUME_SOUNDFONT, or else one found on the system" \
    }

/* const char *program: as neume_program_override() takes it */
#define CLI_OPTION_PROGRAM(settings)                                                                                 \
    {                                                                                                                \
        .name = "program", .kind = CLI_TEXT, .offset = offsetof(settings, program), .value = "N|TRACK=N,...",        \
        .help = "play with this General MIDI program, 1 to 128, instead of the file's own; 2=41,3=33: for tracks 2 " \
                "and 3; drums stay drums"                                                                            \
    }

/* double reverb: 0..100 */
#define CLI_OPTION_REVERB(settings)                                                                     \
    {                                                                                                   \
        .name = "reverb", .kind = CLI_NUMBER, .offset = offsetof(settings, reverb), .value = "PERCENT", \
        .initial = "0", .min = 0, .max = 100,                                                           \
        .help = "put what is played in a room; at 100 the room is about as loud as the instruments"     \
    }

/* const char *lag: as neume_cli_lag_parse() takes it */
#define CLI_OPTION_LAG(settings)                                                                                     \
    {                                                                                                                \
        .name = "lag", .kind = CLI_TEXT, .offset = offsetof(settings, lag), .value = "auto|MS",                      \
        .help = "take this constant off the estimate's times before scoring, in milliseconds, + is late; auto: the " \
                "median of the matched notes' lag in each file; without it nothing is taken off"                     \
    }

#endif
