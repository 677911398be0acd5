/* SPDX-License-Identifier: MIT
 *
 * The types of microphones.h. */
#ifndef NEUME_MODELS_DRUMS_MICROPHONES_BASE_H
#define NEUME_MODELS_DRUMS_MICROPHONES_BASE_H

#include <stddef.h>

#include "neume/drum.h"
#include "neume/note.h"
#include "neume/status.h"

enum { NEUME_MICROPHONES_RATE = 44100 /* Hz */, NEUME_MICROPHONES_MOST = 64 };

struct neume_microphones;

#endif
