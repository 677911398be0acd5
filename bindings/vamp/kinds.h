/* SPDX-License-Identifier: MIT
 *
 * The plugins. */
#ifndef NEUME_VAMP_KINDS_H
#define NEUME_VAMP_KINDS_H

#include "bindings/vamp/plugin.h"

extern const struct plugin_kind plugin_transcription; /* notes, hits, mode */
extern const struct plugin_kind plugin_drums;         /* hits */
extern const struct plugin_kind plugin_onsets;
extern const struct plugin_kind plugin_beats; /* beats, bars, tempo */
extern const struct plugin_kind plugin_pitch; /* f0, confidence, loudness */

#endif
