/* SPDX-License-Identifier: MIT
 *
 * A MIDI file to sound, by FluidSynth and a SoundFont, as a stream of stereo blocks.
 *
 * Note onsets are exact to the sample. FluidSynth renders 64 frames at a time and takes events only in between; so
 * there are up to 64 synthesizers, one for each onset modulo 64, whose blocks start there, and all share one SoundFont.
 * They add up to one synthesizer: controllers, programs and bends go to all; a key struck again is let go, and an
 * exclusive class (the open hi-hat under the closed one) is cut, in whichever of them it sounds. A synthesizer in which
 * nothing sounds costs nothing. Note-offs and controllers take effect at the block start nearest to their time, within
 * 32 frames.
 *
 * FluidSynth's reverb and chorus are off: the sound is the SoundFont's own, and the synthesizers add up linearly.
 * Channels that use
 * portamento, legato or mono mode (CC 65, 68, 84, 126) are played on the 64-frame grid by one synthesizer. Notes
 * shorter than FluidSynth's least length, 10 ms, sound for that long. */
#ifndef NEUME_RENDER_SYNTH_RENDER_H
#define NEUME_RENDER_SYNTH_RENDER_H

#include <stddef.h>
#include <stdint.h>

#include "midi/file/smf.h"

struct neume_render_options {
    const char *soundfont; /* path of an .sf2 or .sf3, or NULL for the one that neume_soundfont_find() finds */
    double rate;           /* Hz, a whole number, 8000..96000 (what FluidSynth plays at); default 44100 */
    double gain;           /* 0..10, linear; default 0.5: a dense piano piece stays below full scale. Never clipped. */
    double length;         /* seconds, 0..86400: exactly round(length * rate) frames, cut or padded with silence;
                            * default 0: until the last note has died away */
    double max_tail; /* seconds, 0..60, default 10: with length 0, the most that follows the end of the last track,
                      * where held notes are let go; what still sounds then is cut */
    double reverb;   /* 0..1, default 0: render/synth/reverb.h; with length 0 the room has NEUME_REVERB_TAIL more to die
                        away */
    int track;       /* the notes of one track of the file, or -1 for all (the default) */
};

struct neume_renderer;

void neume_render_options_init(struct neume_render_options *options);

/* `options` NULL: the defaults. `smf` is not needed after the call. On failure *renderer is NULL.
 * ARGUMENT: an option outside its range, or a track the file does not have. UNSUPPORTED: a rate above 96000 Hz; format
 * 2 with several tracks; with length 0, a file of over 24 hours. NO_SOUNDFONT; SOUNDFONT: it cannot be loaded;
 * NOT_FOUND, PERMISSION, DIRECTORY: the SoundFont's path. */
enum neume_status neume_renderer_new(struct neume_renderer **renderer, const struct neume_smf *smf,
                                     const struct neume_render_options *options);

/* Writes up to `frames` frames of left and right, full scale 1, to stereo[frames][2]; *got < frames only at the end.
 * How the caller splits its blocks never shows in the sound. FluidSynth grows its own tables here where a piece has
 * more voices at a time than was foreseen, and answers MEMORY where it cannot. */
enum neume_status neume_renderer_process(struct neume_renderer *renderer, float *stereo, size_t frames, size_t *got);

/* The number of frames: exact where a length was given, else the most there can be. */
int64_t neume_renderer_frames(const struct neume_renderer *renderer);

/* The SoundFont's path. */
const char *neume_renderer_soundfont(const struct neume_renderer *renderer);

void neume_renderer_free(struct neume_renderer *renderer);

#endif
