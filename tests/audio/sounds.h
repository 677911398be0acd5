/* SPDX-License-Identifier: MIT
 *
 * What the tests of this room share: signals, files of them, and how far two signals are apart. */
#ifndef NEUME_TESTS_AUDIO_SOUNDS_H
#define NEUME_TESTS_AUDIO_SOUNDS_H

#include <math.h>
#include <stdlib.h>

#include "audio/decode.h"
#include "audio/encode.h"
#include "tests/support/support.h"

#define PI 3.14159265358979323846

/* interleaved [frames][channels]; channel c carries a sine of hz * (1 + c / 16). Free it. */
static inline float *new_sine(size_t frames, int channels, double rate, double hz, double gain)
{
    float *x = malloc((frames ? frames : 1) * (size_t)channels * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < frames; i++)
        for (int c = 0; c < channels; c++)
            x[i * (size_t)channels + (size_t)c] =
                (float)(gain * sin(2 * PI * hz * (1 + (c % 16) / 16.0) * (double)i / rate));
    return x;
}

static inline float *new_noise(size_t count, double gain, uint64_t seed)
{
    float *x = malloc((count ? count : 1) * sizeof *x);
    assert_non_null(x);
    for (size_t i = 0; i < count; i++)
        x[i] = (float)(gain * (2 * support_random(&seed) - 1));
    return x;
}

static inline void write_sound(const char *path, int rate, int channels, enum neume_sample_format format,
                               const float *x, size_t frames)
{
    struct neume_encode_options options = {.sample_rate = rate, .channels = channels, .format = format};
    struct neume_encoder *e;
    assert_ok(neume_encoder_open(&e, path, &options));
    assert_ok(neume_encoder_write(e, x, frames));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

/* All that can be decoded, in blocks of `block` frames. Free it. */
static inline float *read_sound(const char *path, size_t block, struct neume_audio_info *info, size_t *frames,
                                int *truncated)
{
    struct neume_decoder *d;
    assert_ok(neume_decoder_open(&d, path, info));
    size_t capacity = 0, got = 1, channels = (size_t)info->channels;
    float *x = NULL;
    for (*frames = 0; got; *frames += got) {
        if (*frames + block > capacity) {
            capacity = 2 * capacity + block;
            x = realloc(x, capacity * channels * sizeof *x);
            assert_non_null(x);
        }
        assert_ok(neume_decoder_read(d, x + *frames * channels, block, &got));
    }
    if (truncated)
        *truncated = neume_decoder_truncated(d);
    neume_decoder_free(d);
    return x;
}

/* Signal to error in dB; 300 where they are the same. */
static inline double snr_db(const float *signal, const float *other, size_t count)
{
    double power = 0, error = 0;
    for (size_t i = 0; i < count; i++) {
        power += (double)signal[i] * signal[i];
        error += ((double)signal[i] - other[i]) * ((double)signal[i] - other[i]);
    }
    return error > 0 ? fmax(-300, 10 * log10(power / error)) : 300;
}

#endif
