/* SPDX-License-Identifier: MIT
 *
 * Recordings of any bytes, through all that is read before and behind the libraries that decode them: what opens has
 * a rate and channels in range, gives as many samples as it says it gives, and begins again as it began. */
#include <stdlib.h>
#include <string.h>

#include "audio/decode.h"
#include "tests/fuzz/fuzz.h"

enum { BLOCK = 512, BLOCKS = 32 };

/* A sum over the bytes of the first samples. */
static uint64_t read_some(struct neume_decoder *d, float *block, int channels)
{
    uint64_t sum = 0;
    size_t got = BLOCK;
    for (int i = 0; i < BLOCKS && got == BLOCK; i++) {
        enum neume_status s = neume_decoder_read(d, block, BLOCK, &got);
        fuzz_require(s == NEUME_OK || s == NEUME_ERR_READ || s == NEUME_ERR_MEMORY);
        fuzz_require(got <= BLOCK);
        for (size_t k = 0; s == NEUME_OK && k < got * (size_t)channels; k++) {
            uint32_t bits;
            memcpy(&bits, &block[k], sizeof bits);
            sum = sum * 31 + bits;
        }
        if (s != NEUME_OK)
            break;
    }
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_decoder *d;
    struct neume_audio_info info;
    struct neume_refusal refusal;
    const char *path = fuzz_file("a.wav", data, size);
    if (neume_decoder_open(&d, path, &info) != NEUME_OK) {
        fuzz_require(!d);
        neume_decoder_refusal(path, &refusal);
        fuzz_require(memchr(refusal.format, 0, sizeof refusal.format));
        return 0;
    }
    fuzz_require(info.sample_rate >= NEUME_MIN_RATE && info.sample_rate <= NEUME_MAX_RATE);
    fuzz_require(info.channels >= 1 && info.channels <= NEUME_MAX_CHANNELS && info.frames >= -1);
    fuzz_require(*info.format && memchr(info.format, 0, sizeof info.format));
    float *block = malloc(sizeof *block * BLOCK * (size_t)info.channels);
    if (block) {
        const uint64_t first = read_some(d, block, info.channels);
        if (neume_decoder_rewind(d) == NEUME_OK)
            fuzz_require(read_some(d, block, info.channels) == first);
        neume_decoder_truncated(d);
    }
    free(block);
    neume_decoder_free(d);
    return 0;
}
