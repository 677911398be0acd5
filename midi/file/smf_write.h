/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_FILE_SMF_WRITE_H
#define NEUME_MIDI_FILE_SMF_WRITE_H

#include "midi/file/smf.h"

/* Write. Running status is used; a missing End Of Track is added. ARGUMENT: ticks that fall, a distance above
 * NEUME_SMF_MAX_DELTA, an End Of Track before the last event, a status or data byte out of range, format or division
 * out of range, over 65535 tracks. To a path ("-" is standard output) whole or not at all, by core/output.h.
 * To memory: *bytes is for the caller to free. */
enum neume_status neume_smf_write_memory(const struct neume_smf *smf, uint8_t **bytes, size_t *size);
enum neume_status neume_smf_write_stream(const struct neume_smf *smf, FILE *stream);
enum neume_status neume_smf_write(const struct neume_smf *smf, const char *path);

#endif
