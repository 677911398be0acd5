/* SPDX-License-Identifier: MIT
 *
 * A SoundFont's file, as FluidSynth reads it. */
#ifndef NEUME_RENDER_SYNTH_FONT_FILE_H
#define NEUME_RENDER_SYNTH_FONT_FILE_H

#include <fluidsynth.h>

#include "neume/status.h"

/* Loads a SoundFont into a synthesizer, which owns *font; NULL on failure. MEMORY; UNSUPPORTED: over 16,384 sounds;
 * SOUNDFONT: FluidSynth does not take it. */
enum neume_status neume_font_load(fluid_synth_t *synth, fluid_settings_t *settings, const char *path,
                                  fluid_sfont_t **font);

#endif
