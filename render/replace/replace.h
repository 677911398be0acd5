/* SPDX-License-Identifier: MIT
 *
 * A recording with its drums replaced or doubled by a kit's samples, as a stream: twice over the recording, once to
 * listen and once to mix. Memory grows with the number of hits and with the samples that they use, not with the length
 * of the recording.
 *
 *     new, listen to all of it in mono, prepare, then process all of it, then process nothing while it still sounds
 *
 * The attack of each sample lies on the frame of its hit. A drum's samples are as loud, on the median over its hits, as
 * the original's, and follow the hits' velocities. Each sample's polarity is the one that agrees with the original's
 * over the first 15 ms. What the original drum adds to the spectrum is taken out (replace_separate.h) until the new hit
 * has decayed by 30 dB, 1.5 s at most, and no longer than to the next drum that is not replaced; what was sounding
 * before stays. Where such a drum sounds together with the hit, the hit is doubled instead; a hat or a cymbal that is
 * not replaced keeps only what lies over 3 kHz of the hits of other drums. Outside of these places the original passes
 * through bit for bit.
 *
 * A recording that was made with this very kit is recognised (where hits may be refined): then each sample is laid
 * where it fits best and as loud as it is there, and the original goes down as a whole, so that the recording comes
 * back. */
#ifndef NEUME_RENDER_REPLACE_REPLACE_H
#define NEUME_RENDER_REPLACE_REPLACE_H

#include "render/kits/kit_private.h"
#include "render/replace/replace_base.h"

void neume_replace_options_init(struct neume_replace_options *options);

/* Chooses the samples of all hits, in order of time. `kit` is used until the free, by nobody else. Hits of one key
 * within 2 ms are one, the loudest. ARGUMENT: an option or hit out of range; MEMORY. On failure *out is NULL. */
enum neume_status neume_replace_new(struct neume_replace **out, struct neume_kit *kit,
                                    const struct neume_replace_hit *hit, size_t count,
                                    const struct neume_replace_options *options);
void neume_replace_free(struct neume_replace *r);

/* The next samples of the recording, the mean of its channels, finite. Allocates nothing. */
void neume_replace_listen(struct neume_replace *r, const float *mono, size_t count);

/* The output is this many frames behind the input, after neume_replace_prepare(): the caller drops as many at first,
 * and gives as many of silence at the end. */
size_t neume_replace_delay(const struct neume_replace *r);

/* in, out: [frames][channels]; they may be the same, and `in` may be NULL for silence. `stems` may be NULL. Never
 * clips, never allocates. How the caller splits its blocks never shows in the output. */
void neume_replace_process(struct neume_replace *r, const float *in, float *out,
                           const struct neume_replace_stems *stems, size_t frames);

/* Frames from here until nothing sounds any more. */
int64_t neume_replace_tail(const struct neume_replace *r);

/* After neume_replace_prepare(). */
void neume_replace_report(const struct neume_replace *r, struct neume_replace_report *report);

/* The hits that got a sample, in order of time, at their final frames, after neume_replace_prepare(). *cursor starts at
 * 0. Answers 0 after the last. */
int neume_replace_hit_used(const struct neume_replace *r, size_t *cursor, struct neume_replace_hit *hit);

/* A neume_separator_depth_fn by the ducks; `user` is the struct neume_replace. */
int64_t neume_replace_depth(void *user, int64_t center, float depth[2]);

/* replace_plan.c */
void neume_replace_sort(struct neume_replace *r);

#endif
