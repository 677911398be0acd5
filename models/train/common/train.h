/* SPDX-License-Identifier: MIT
 *
 * What features.py calls in libneume_features.so. */
#ifndef NEUME_MODELS_TRAIN_COMMON_TRAIN_H
#define NEUME_MODELS_TRAIN_COMMON_TRAIN_H

#include <stddef.h>
#include <stdint.h>

#include "analysis/beat/beat.h"
#include "neume/export.h"

/* samples[count] at NEUME_LOGSPEC_RATE -> x[frames][NEUME_LOGSPEC_BINS] and level[frames] (models/poly/poly_input.h);
 * at most `capacity` frames. Returns how many, or -1 where the memory ran out. */
NEUME_API long neume_train_features(const float *samples, size_t count, float *x, float *level, size_t capacity);

/* The same of samples at 44100 Hz for drums: x[frames][NEUME_DRUM_INPUT_BINS] (models/drums/drum_input.h). */
NEUME_API long neume_train_drum_features(const float *samples, size_t count, float *x, float *level, size_t capacity);

/* The same of samples at 44100 Hz for beats: frame[frames], at most `capacity`; and what the network sees of frames,
 * x[(count + 1) / 2][NEUME_BEAT_INPUT_BINS] (models/beats/beat_input.h). */
NEUME_API long neume_train_beat_frames(const float *samples, size_t count, struct neume_beat_frame *frame,
                                       size_t capacity);
NEUME_API long neume_train_beat_input(const struct neume_beat_frame *frame, size_t count, float *x);

/* What beats_fit.py fits to: the network's evidence[(count + 1) / 2] of frames; the beats found in it,
 * beat[capacity][3]: frame, number and metre; and what each metrical level of the beats at[beats], in frames, is worth
 * a second, value[NEUME_LEVELS]. -1: no memory; or else how many beats. */
NEUME_API long neume_train_beat_evidence(const struct neume_beat_frame *frame, size_t count,
                                         struct neume_beat_evidence *evidence);
NEUME_API long neume_train_beat_track(const struct neume_bar_params *params, const struct neume_beat_evidence *evidence,
                                      size_t count, long *beat, size_t capacity);
NEUME_API long neume_train_beat_levels(const struct neume_beat_evidence *evidence, size_t count, float *at,
                                       size_t beats, double *value);

/* The hits that the drums' model hears in samples at 44100 Hz -> rows[hits][train_hit_numbers]; features.py names the
 * columns. At most `capacity` hits. Returns how many, or -1 where it failed. */
enum { TRAIN_HIT_NUMBERS = 148 };
NEUME_API long neume_train_drum_hits(const float *samples, size_t count, float *rows, size_t capacity);

/* The harmonic convolution's gathering and its way back; PyTorch's own slices take most of a step's time. All arrays
 * are bfloat16, channels last: x[rows][keys][channels], wide[rows][keys][offsets][channels]; `offset` in keys. */
NEUME_API void neume_train_gather(const uint16_t *x, uint16_t *wide, long rows, long keys, long channels,
                                  const long *offset, long offsets);
NEUME_API void neume_train_scatter(const uint16_t *wide, uint16_t *x, long rows, long keys, long channels,
                                   const long *offset, long offsets); /* channels <= 64 */

/* What the confidence in the beats of frames is made of (analysis/beat/beat_confidence.h), by the network's
 * evidence[(count + 1) / 2]. Returns the number of beats, 0 if there is none, or -1: no memory. */
NEUME_API long neume_train_beat_shares(const struct neume_beat_frame *frame, const struct neume_beat_evidence *evidence,
                                       size_t count, double share[4]);

/* samples[count] at `rate` and note[notes][3], seconds of the onset, of its length, and pitch -> a row for each:
 * whether it can be described, and what models/instrument/timbre.h measures of it. Returns how many can. */
NEUME_API long neume_train_timbre(const float *samples, size_t count, double rate, const double *note, size_t notes,
                                  float *feature);

/* The notes that poly hears in samples at 22050 Hz, by onset, and what their parts are told by: note[notes][4], onset,
 * offset, pitch and velocity, and feature[notes][NEUME_PART_FEATURES] (models/parts/part_features.h); at most
 * `capacity` notes. Returns how many, or -1 where it failed. */
NEUME_API long neume_train_parts(const float *samples, size_t count, double *note, float *feature, size_t capacity);

/* note[count][4], onset, offset, pitch and velocity, sorted -> feature[frames][NEUME_PEDAL_FEATURES]
 * (models/pedal/pedal_net.h). Returns frames, or -1 where the memory ran out. */
NEUME_API long neume_train_pedal(const double *note, size_t count, float *feature, size_t frames);

/* samples[count] at 44100 Hz -> the seconds that sound, and what auto's choice of a mode is made of,
 * x[neume_mode_feature]. Returns how many, or -1 where the memory ran out. */
NEUME_API int neume_train_mode_features(const float *samples, size_t count, double *sounding, float *x);

/* What melody hears of samples at 22050 Hz, frame by frame: row[frames][TRAIN_CUE_NUMBERS], the time in seconds and
 * struct neume_note_cues; the notes that it finds in rows by some weights (struct neume_note_weights, NULL: its own),
 * note[notes][3]: first and last frame's seconds, and pitch; and its own weights. -1: no memory; or else how many. */
enum { TRAIN_CUE_NUMBERS = 270 };
NEUME_API long neume_train_line_cues(const float *samples, size_t count, float *row, size_t capacity);
NEUME_API long neume_train_line_notes(const float *weights, const float *row, size_t rows, float *note,
                                      size_t capacity);
NEUME_API void neume_train_line_weights(float *weights);

#endif
