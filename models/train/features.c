/* SPDX-License-Identifier: MIT */
#include "models/train/train.h"

#include <string.h>

#include "analysis/stft.h"
#include "models/drum_input.h"
#include "models/poly_input.h"

long neume_train_features(const float *samples, size_t count, float *x, float *level, size_t capacity)
{
    struct neume_poly_input *input;
    const struct neume_poly_frame *frame;
    size_t frames = 0;
    if (neume_poly_input_new(&input) != NEUME_OK)
        return -1;
    for (size_t used = 0; frames < capacity;) {
        int more = used < count;
        if (more)
            used += neume_poly_input_process(input, samples + used, count - used, &frame);
        else
            frame = neume_poly_input_flush(input);
        if (!frame && !more)
            break;
        if (frame) {
            memcpy(x + frames * neume_logspec_bins, frame->x, sizeof frame->x);
            level[frames++] = frame->level;
        }
    }
    neume_poly_input_free(input);
    return (long)frames;
}

struct drum_rows {
    float *x, *level;
    size_t count, capacity;
};

static void keep(struct drum_rows *rows, const struct neume_drum_frame *frame)
{
    if (rows->count == rows->capacity)
        return;
    memcpy(rows->x + rows->count * neume_drum_input_bins, frame->x, sizeof frame->x);
    rows->level[rows->count++] = frame->level;
}

long neume_train_drum_features(const float *samples, size_t count, float *x, float *level, size_t capacity)
{
    struct neume_stft stft;
    struct neume_drum_input input;
    struct neume_drum_frame frame;
    struct drum_rows rows = {.x = x, .level = level, .capacity = capacity};
    const struct neume_fft_bin *bins;
    long made = -1;
    if (neume_stft_init(&stft, neume_drum_input_size, neume_drum_input_hop / 2) != NEUME_OK)
        return -1;
    if (neume_drum_input_init(&input) == NEUME_OK) {
        int odd = 0;
        while (count || (bins = neume_stft_flush(&stft))) {
            if (count) {
                size_t used = neume_stft_process(&stft, samples, count, &bins);
                samples += used;
                count -= used;
            }
            if (bins && !odd && neume_drum_input_push(&input, bins, &frame))
                keep(&rows, &frame);
            odd ^= bins != NULL;
        }
        while (neume_drum_input_flush(&input, &frame))
            keep(&rows, &frame);
        made = (long)rows.count;
        neume_drum_input_release(&input);
    }
    neume_stft_release(&stft);
    return made;
}
