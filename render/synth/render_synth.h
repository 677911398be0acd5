/* SPDX-License-Identifier: MIT
 *
 * FluidSynth, and the only place that knows it: a bank that holds a SoundFont, and synthesizers that share it. */
#ifndef NEUME_RENDER_SYNTH_RENDER_SYNTH_H
#define NEUME_RENDER_SYNTH_RENDER_SYNTH_H

#include "render/synth/render_cues.h"

/* Ends FluidSynth's messages to standard error, for the whole process: its handlers cannot be read, and so not put
 * back. Nothing else here touches what FluidSynth has but once. */
void neume_synth_silence(void);

struct neume_bank;
struct neume_synth;

/* `path`: of a file that can be read; `rate` Hz, 8000..96000; `gain` 0..10; `ports` 1..16, of 16 channels each.
 * SOUNDFONT: it cannot be loaded. */
enum neume_status neume_bank_new(struct neume_bank **bank, const char *path, int rate, double gain, int ports);

/* A bank of which drums alone are played: nothing else of it is loaded. */
enum neume_status neume_bank_new_drums(struct neume_bank **bank, const char *path, int rate, double gain);

/* Number `i` of the SoundFont's sounds: its bank (128: drums), program and name, until the bank is freed. 0 after the
 * last. */
int neume_bank_sound(struct neume_bank *bank, size_t i, int *number, int *program, const char **name);

/* Free the synthesizers first. */
void neume_bank_free(struct neume_bank *bank);

/* Plays the cues without their time, to learn of every note how many voices it takes and what it chokes. `bytes`: what
 * the cues' system exclusive data lies in. */
enum neume_status neume_bank_ask(struct neume_bank *bank, struct neume_cues *cues, const uint8_t *bytes);

/* The most voices of one synthesizer, so that what an event costs is bounded. Near them the oldest note ends for each
 * new one, and a note for which there is still no room is not heard. */
enum { NEUME_SYNTH_VOICES = 1024 };

/* With room for `voices` at a time; it grows, up to NEUME_SYNTH_VOICES, where that is not enough. */
enum neume_status neume_synth_new(struct neume_synth **synth, struct neume_bank *bank, int voices);
void neume_synth_free(struct neume_synth *synth);

/* Plays this sound on the channel. */
void neume_synth_select(struct neume_synth *synth, int channel, int number, int program);

/* How many voices sound; 0 for none. */
int neume_synth_sounds(struct neume_synth *synth);

/* The exclusive class of what sounds, of the voice listed first that has one; 0: none. */
int neume_synth_exclusive_class(struct neume_synth *synth);

/* Everything but notes. */
void neume_synth_control(struct neume_synth *synth, const struct neume_cue *cue, const uint8_t *bytes);

enum neume_status neume_synth_strike(struct neume_synth *synth, const struct neume_cue *cue);
void neume_synth_let_go(struct neume_synth *synth, const struct neume_cue *cue);

/* A note of another synthesizer: lets its key go here, and cuts what its sound chokes. */
void neume_synth_strike_elsewhere(struct neume_synth *synth, const struct neume_cue *cue);

/* `frames`: a multiple of NEUME_RENDER_BLOCK. */
void neume_synth_render(struct neume_synth *synth, int frames, float *left, float *right);

#endif
