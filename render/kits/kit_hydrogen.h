/* SPDX-License-Identifier: MIT
 *
 * A Hydrogen drumkit, as Hydrogen plays it: a folder's drumkit.xml, of all layouts since 0.9, or an .h2drumkit. A hit's
 * level follows its velocity (unless applyVelocity is false), each component plays one layer by sampleSelectionAlgo,
 * and all components sound. Filters are ignored.
 *
 * Which drum an instrument is, its name says; the MIDI note only where the name does not: Hydrogen numbers the notes
 * through from 36 unless somebody changed them, so most kits' notes are not General MIDI's. A drum gets one instrument,
 * the first that is named so; a second one the drum's other key, such as 35 beside 36. */
#ifndef NEUME_RENDER_KITS_KIT_HYDROGEN_H
#define NEUME_RENDER_KITS_KIT_HYDROGEN_H

#include "render/kits/kit_private.h"

enum neume_status neume_kit_read_hydrogen(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);
enum neume_status neume_kit_read_h2drumkit(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

#endif
