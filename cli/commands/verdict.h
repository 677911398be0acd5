/* SPDX-License-Identifier: MIT
 *
 * What compare says beyond its few numbers: measures over time, places where the two differ, a verdict, and the truth
 * about every note where a reference is given. */
#ifndef NEUME_CLI_COMMANDS_VERDICT_H
#define NEUME_CLI_COMMANDS_VERDICT_H

#include "analysis/difference.h"
#include "cli/commands/comparison.h"
#include "cli/commands/listen_pair.h"

/* What has been measured. */
struct cli_measured {
    const struct neume_difference *difference;
    const struct cli_listen_pair *ears; /* flushed */
    const struct neume_notes *written;  /* the MIDI on the recording's clock, sorted */
    double max_offset;                  /* seconds that were searched */
};

/* Fills comparison->data, empty before, and comparison->notes; its other members are known. MEMORY. */
enum neume_status neume_cli_find_differences(struct cli_comparison *comparison, const struct cli_measured *measured);

/* What became of the reference's notes and hits, by the rules of `neume eval`: within 50 ms and on the same pitch, or
 * of the same of five drums. Of what is left, a missed and an extra note of the same pitch within 0.5 s are one that is
 * shifted. `written` is on the recording's clock, but is judged as the MIDI has it, as eval does. Pushes to data->note
 * (of drums `pitch` is the class, enum neume_drum_class), and takes the places from these instead of from what is
 * heard. Says what failed. */
enum cli_exit neume_cli_judge(const char *reference, const struct neume_notes *written,
                              struct cli_comparison *comparison);

/* Appends a place; *capacity is how many there is room for, 0 at first. MEMORY. */
enum neume_status neume_cli_push_place(struct cli_report_data *data, size_t *capacity, const struct cli_place *place);

/* "F#3", or of a class of drums "hi-hat" */
void neume_cli_name_sound(int pitch, int drum, char *out, size_t size);

/* Orders places by score, then by time, then by pitch. */
void neume_cli_sort_places(struct cli_report_data *data);

#endif
