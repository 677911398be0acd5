/* SPDX-License-Identifier: MIT */
#ifndef NEUME_MIDI_FILE_SMF_READ_H
#define NEUME_MIDI_FILE_SMF_READ_H

#include "midi/file/smf.h"

/* Fill an initialised `smf`; whatever it held is released first, and on failure it is left empty.
 * EMPTY: no bytes. FORMAT: no MIDI file. DAMAGED: cut or contradictory. UNSUPPORTED: a format above 2, a file above
 * NEUME_SMF_MAX_SIZE, over 65535 tracks. From a path also NOT_FOUND, PERMISSION, DIRECTORY and READ. */
enum neume_status neume_smf_parse(struct neume_smf *smf, const void *bytes, size_t size);
enum neume_status neume_smf_read(struct neume_smf *smf, const char *path);

/* What was doubtful about a file that was read, in a few words; NULL for one with none of NEUME_SMF_DOUBTS. */
const char *neume_smf_doubt(unsigned repairs);

/* Whether the first bytes of a file, NEUME_SMF_MAX_LEADING + 14 or all there are, are those of a Standard MIDI File, in
 * a RIFF RMID or after other bytes too. */
int neume_smf_begins(const void *bytes, size_t size);

#endif
