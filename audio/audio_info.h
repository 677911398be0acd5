/* SPDX-License-Identifier: MIT
 *
 * What is known of a recording before it is decoded. */
#ifndef NEUME_AUDIO_AUDIO_INFO_H
#define NEUME_AUDIO_AUDIO_INFO_H

#include <stdint.h>

#define NEUME_MIN_RATE     4000   /* Hz */
#define NEUME_MAX_RATE     384000 /* Hz */
#define NEUME_MAX_CHANNELS 1024

struct neume_audio_info {
    int sample_rate; /* Hz, 4000..384000 */
    int channels;    /* 1..1024 */
    int64_t frames;  /* as far as it can be known from the start; -1 unknown; of an MP3 without a Xing or Info header an
                        estimate. A file may end sooner: see neume_decoder_truncated() */
    double duration; /* seconds; -1 where frames is */
    char format[40]; /* such as "WAV, 24 bit"; never empty */
};

#endif
