/* SPDX-License-Identifier: MIT
 *
 * What the chunks of a WAV file say, and what recorders that never came back to their header, or miscounted, meant. */
#ifndef NEUME_AUDIO_WAV_CHUNKS_H
#define NEUME_AUDIO_WAV_CHUNKS_H

#include <stdint.h>

#include "audio/vio.h"

enum {
    NEUME_WAV_MPEG = 0x50,
    NEUME_WAV_MP3 = 0x55,
    NEUME_WAV_GSM = 0x31,
    NEUME_WAV_IMA = 0x11,
    NEUME_WAV_MS_ADPCM = 2
};

struct neume_wav_chunks {
    int codec;          /* the format tag, of the subformat where there is one; 0 without a "fmt " chunk */
    int rate, channels; /* as they stand there; 0 without */
    int64_t samples;    /* frames by the "fact" chunk; -1 without */
    int64_t data, size; /* where the samples begin and how many bytes they are meant to have; -1 without */
    int64_t size_at;    /* where that size stands */
    int is_wrong;       /* the size that stands there is another one */
};

/* Little-endian WAV alone (RIFF, RF64): all other files have no "data" for it, and a `data` of -1. */
void neume_wav_chunks(struct neume_vio *vio, struct neume_wav_chunks *out);

#endif
