/* SPDX-License-Identifier: MIT
 *
 * A DrumGizmo kit: drumkit.xml and the instruments that it names. The velocity chooses the sample by its power, and
 * nothing else: its level is as recorded. Which drum an instrument is, its name says.
 *
 * All microphones of a hit are summed: those whose names end in L, left, R or right on their side, the others in the
 * middle, 3 dB down on either side. */
#ifndef NEUME_RENDER_KITS_KIT_DRUMGIZMO_H
#define NEUME_RENDER_KITS_KIT_DRUMGIZMO_H

#include "render/kits/kit_private.h"

/* Whether the text of a drumkit.xml is DrumGizmo's. */
int neume_kit_is_drumgizmo(const char *text);

enum neume_status neume_kit_read_drumgizmo(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem);

#endif
