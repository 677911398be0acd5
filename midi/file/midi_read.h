/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_FILE_MIDI_READ_H
#define NEUME_MIDI_FILE_MIDI_READ_H

#include "midi/file/smf.h"

/* neume_smf_read() of a Standard MIDI File or, by neume_smf_from_midi2(), of a MIDI Clip File. `left_out` may be NULL.
 */
enum neume_status neume_midi_read(struct neume_smf *smf, const char *path, size_t *left_out);

/* The same of bytes in memory. */
enum neume_status neume_midi_parse(struct neume_smf *smf, const void *bytes, size_t size, size_t *left_out);

#endif
