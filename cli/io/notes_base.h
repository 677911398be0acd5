/* SPDX-License-Identifier: MIT
 *
 * Music to files of every kind that transcribe and edit write. */
#ifndef NEUME_CLI_IO_NOTES_BASE_H
#define NEUME_CLI_IO_NOTES_BASE_H

#include <stddef.h>
#include <stdio.h>

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

#endif
