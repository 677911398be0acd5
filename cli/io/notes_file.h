/* SPDX-License-Identifier: MIT
 *
 * Music to files of every kind that transcribe and edit write. */
#ifndef NEUME_CLI_IO_NOTES_FILE_H
#define NEUME_CLI_IO_NOTES_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "cli/options/options.h"
#include "midi/file/smf.h"
#include "neume/neume.h"

/* The kinds of file, in the order of CLI_NOTES_FORMATS. */
enum cli_notes_format {
    CLI_NOTES_MID,
    CLI_NOTES_MIDI2,
    CLI_NOTES_MUSICXML,
    CLI_NOTES_CSV,
    CLI_NOTES_JSON,
    CLI_NOTES_JAMS,
    CLI_NOTES_MIREX,
    CLI_NOTES_LABELS,
    CLI_NOTES_SV,
    CLI_NOTES_SVL,
    CLI_NOTES_FORMAT_COUNT
};

#define CLI_NOTES_FORMATS "mid|midi2|musicxml|csv|json|jams|mirex|labels|sv|svl"

/* For the help of --format. */
#define CLI_NOTES_FORMATS_HELP                                                                                    \
    "a MIDI file; a MIDI 2.0 clip; MusicXML, to read as sheet music; a table of notes; JSON; JAMS; MIREX's list " \
    "of notes, or of hits where there are drums only; labels for Audacity; notes for Sonic Visualiser, as a "     \
    "table or as a layer"

struct cli_music {
    const struct neume_notes *notes; /* sorted, */
    const struct neume_smf *smf;     /* and the same as a MIDI file; each NULL where the format has no use for it */
    const char *title;               /* or NULL */
    double duration;                 /* seconds of the recording; 0: up to the last note */
    double sample_rate;              /* Hz; 0: 44100. A layer of Sonic Visualiser counts in samples */
};

/* ".mid", ".csv", ".json", ... */
const char *neume_cli_notes_ending(enum cli_notes_format format);

/* The format that the ending of a name asks for; MID where it says nothing. */
enum cli_notes_format neume_cli_notes_format_of(const char *name);

/* Refuses a name (or NULL) that asks for sound, a picture or what else is no list of notes. */
enum cli_exit neume_cli_check_ending(const struct cli_command *me, const char *output);

/* Whether a format is made of music.smf, or else of music.notes. */
int neume_cli_notes_from_smf(enum cli_notes_format format);

/* The statuses of neume_output_open() and neume_output_commit(). */
enum neume_status neume_cli_write_music(const struct cli_music *music, const char *target,
                                        enum cli_notes_format format);

/* Says where the beats of `name` may as well be half or twice as fast. */
void neume_cli_doubt_beats(const char *name, const struct neume_beats *beats);

/* The beats of the recording at `path`; says that of `name` where there are none, or doubt. */
enum neume_status neume_cli_find_beats(const char *path, const char *name, struct neume_beats *beats);

/* The name of a file without its folders and its ending. */
void neume_cli_title(const char *path, char *out, size_t size);

/* MIDI pitch, fractional where the note has a curve: its mean over time. */
double neume_cli_mean_pitch(const struct neume_notes *notes, const struct neume_note *note);

/* "C4", "F#3" */
void neume_cli_pitch_name(int pitch, char *out, size_t size);

/* The writers of single formats, to an open stream; see notes_text.c and notes_json.c. */
enum neume_status neume_cli_write_csv(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_mirex(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_labels(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_sv(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_svl(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_json(const struct cli_music *music, FILE *f);
enum neume_status neume_cli_write_jams(const struct cli_music *music, FILE *f);

/* "snare", "closed hat", of General MIDI's percussion keys; "percussion" for the others. */
const char *neume_cli_drum_name(int key);

#endif
