/* SPDX-License-Identifier: MIT
 *
 * A recording as the analysis wants it: one mono stream at one rate, clean, in bounded memory. */
#ifndef NEUME_AUDIO_SOURCE_H
#define NEUME_AUDIO_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "audio/decode.h"
#include "neume/sound.h"
#include "neume/status.h"

struct neume_source;

/* What was noticed in the samples read so far, before the resampling. */
struct neume_source_health {
    uint64_t frames;          /* read, at the file's rate */
    float peak;               /* largest magnitude after mixing down; full scale is 1; 0..64 */
    uint64_t bad_samples;     /* NaN or infinite, in any channel; taken as 0 */
    uint64_t clipped_samples; /* in any channel, within 1 LSB at 16 bit of full scale, in runs of three or more */
    int truncated;            /* 1 where the file ends before its header says so; final when the end is read */
};

/* Opens `path` as neume_decoder_open() does, with its statuses. `rate`: 4000..384000 Hz, or 0 for the file's own. */
enum neume_status neume_source_open(struct neume_source **out, const char *path, double rate);

/* The same over samples in memory, which are borrowed until the free: [frames][channels], channels 1..1024, from_rate
 * 4000..384000 Hz, rate as above. EMPTY: frames is 0. ARGUMENT: a number out of range. */
enum neume_status neume_source_from_samples(struct neume_source **out, const float *samples, size_t frames,
                                            int channels, double from_rate, double rate);

/* One or the other, as the sound says. */
enum neume_status neume_source_open_sound(struct neume_source **out, const struct neume_sound *sound, double rate);
void neume_source_free(struct neume_source *s);

/* Of the file; for samples in memory the format is "samples". Valid until the free. */
const struct neume_audio_info *neume_source_info(const struct neume_source *s);

/* Of its channels, those that carry sound: one that never comes within 60 dB of the loudest is left out of the mix. Of
 * a silent recording that is none. */
size_t neume_source_channels_heard(const struct neume_source *s);

/* Hz: what the samples that are read come at. */
double neume_source_rate(const struct neume_source *s);

/* Up to `capacity` samples: the mean of the channels that carry sound, but so that none cancels another (see
 * audio/mixdown.h); finite, within -64..64 (32-bit files can hold anything, and squares must not overflow). *got is
 * less than `capacity` only at the end, and 0 after it. READ, MEMORY. */
enum neume_status neume_source_read(struct neume_source *s, float *mono, size_t capacity, size_t *got);

/* Passes over up to `samples` samples, as they would be read, without decoding them, and returns how many. 0: they must
 * be read; of pipes, of some formats, and near the end. What comes next begins with the last moment before the gap. The
 * health is then that of what was read. */
uint64_t neume_source_skip(struct neume_source *s, uint64_t samples);

/* Share of the recording read so far, 0..1; -1 while it is unknown. */
double neume_source_share(const struct neume_source *s);

void neume_source_health(const struct neume_source *s, struct neume_source_health *health);

#endif
