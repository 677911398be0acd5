/* SPDX-License-Identifier: MIT
 *
 * floor RECORDING [stft]: decodes a recording to 44.1 kHz mono, and transforms it every 5 ms if told so: the least that
 * any analysis of it takes. models/train/evaluate/speed.py times it. */
#include <stdio.h>
#include <string.h>

#include "analysis/stft.h"
#include "audio/source.h"

enum { BLOCK = 4096, SIZE = 2048, HOP = 220 };

static double transform(struct neume_stft *s, const float *samples, size_t count)
{
    double sum = 0;
    while (count) {
        const struct neume_fft_bin *bins;
        size_t used = neume_stft_process(s, samples, count, &bins);
        sum += bins ? (double)bins[SIZE / 8].re : 0;
        samples += used;
        count -= used;
    }
    return sum;
}

int main(int argc, char **argv)
{
    static float samples[BLOCK];
    struct neume_source *source = NULL;
    struct neume_stft stft;
    size_t got = BLOCK;
    double sum = 0;
    int transforms = argc == 3 && !strcmp(argv[2], "stft");
    if (argc != 2 && !transforms) {
        fprintf(stderr, "usage: floor RECORDING [stft]\n");
        return 2;
    }
    enum neume_status status = neume_source_open(&source, argv[1], 44100);
    if (status == NEUME_OK)
        status = neume_stft_init(&stft, SIZE, HOP);
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, samples, BLOCK, &got);
        sum += transforms ? transform(&stft, samples, got) : (double)samples[0];
    }
    printf("%g\n", sum); /* so that none of it is left out */
    neume_source_free(source);
    return status != NEUME_OK;
}
