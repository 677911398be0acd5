/* SPDX-License-Identifier: MIT
 *
 * The ranges of voices and instruments, by name. */
#ifndef NEUME_CLI_OPTIONS_INSTRUMENT_RANGES_H
#define NEUME_CLI_OPTIONS_INSTRUMENT_RANGES_H

/* The values of an option of kind CLI_CHOICE; its first, "all", has index 0. */
#define CLI_INSTRUMENT_RANGES                                                                              \
    "all|voice|soprano|mezzo|alto|tenor|baritone|bass-voice|piccolo|flute|recorder|oboe|clarinet|bassoon|" \
    "saxophone|trumpet|horn|trombone|tuba|violin|viola|cello|double-bass|guitar|bass-guitar|whistling"

struct cli_instrument_range {
    int low, high; /* MIDI pitches as they sound, both included */
};

/* `index` counts the words above. */
struct cli_instrument_range neume_cli_instrument_range(int index);

#endif
