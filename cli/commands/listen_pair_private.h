/* SPDX-License-Identifier: MIT
 *
 * What cli/commands/listen_pair.c and cli/commands/missing_notes.c share. */
#ifndef NEUME_CLI_COMMANDS_LISTEN_PAIR_PRIVATE_H
#define NEUME_CLI_COMMANDS_LISTEN_PAIR_PRIVATE_H

#include "audio/resample.h"
#include "cli/commands/listen_pair.h"
#include "models/transcriber.h"

#define CLI_EARS_WINDOW 0.1 /* seconds: the recording may have a slow attack or a room */

/* One model on one side. */
struct ear {
    struct neume_transcriber *transcriber;
    struct neume_resampler *resampler;
    struct neume_notes *notes;
};

struct cli_listen_pair {
    struct ear ear[2][2]; /* [side][pitched, drums]; unused ones are zero */
    struct neume_notes heard[2];
};

/* Drums are the same where they fold to the same of five classes. */
int neume_cli_same_sound(const struct neume_note *a, const struct neume_note *b);

/* The first of the sorted notes that begins at `time` or later. */
size_t neume_cli_first_from(const struct neume_notes *notes, double time);

/* The surest of the sorted notes that is this one, within the window, or NULL. */
const struct neume_note *neume_cli_find_sound(const struct neume_notes *notes, const struct neume_note *note);

/* Whether it is more than a guess; NULL is not. */
int neume_cli_is_heard(const struct neume_note *note);

/* Appends the place of one note; score 0..1. MEMORY. */
enum neume_status neume_cli_push_sound(struct cli_report_data *data, size_t *capacity, enum cli_place_kind kind,
                                       const struct neume_note *note, double score);

/* Appends the notes that are heard in the recording and probably missing in the MIDI. MEMORY. */
enum neume_status neume_cli_push_missing(const struct cli_listen_pair *ears, const struct neume_notes *written,
                                         struct cli_report_data *data, size_t *capacity);

#endif
