/* SPDX-License-Identifier: MIT
 *
 * A Hydrogen drumkit: drumkit.xml, of old and new layouts. Understood are an instrument's name, midiOutNote, volume,
 * gain, isMuted and muteGroup, and of its first component the layers: filename, min, max, gain, pitch.
 *
 * Which drum an instrument is, its name says; the MIDI note only where the name does not: Hydrogen numbers the notes
 * through from 36 unless somebody changed them, so most kits' notes are not General MIDI's. */
#ifndef NEUME_RENDER_KITS_KIT_HYDROGEN_H
#define NEUME_RENDER_KITS_KIT_HYDROGEN_H

#include "render/kits/kit_private.h"

enum neume_status neume_kit_read_hydrogen(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

#endif
