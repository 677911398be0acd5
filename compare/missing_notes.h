/* SPDX-License-Identifier: MIT */
#ifndef NEUME_COMPARE_MISSING_NOTES_H
#define NEUME_COMPARE_MISSING_NOTES_H

#include "compare/listen_pair_private.h"

/* Appends the notes that are heard in the recording and probably missing in the MIDI. MEMORY. */
enum neume_status neume_compare_push_missing(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                             struct neume_compare_data *data, size_t *capacity);

#endif
