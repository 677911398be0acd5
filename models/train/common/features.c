/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

#include <string.h>

#include "analysis/stft.h"
#include "models/beats/beat_input.h"
#include "models/beats/beat_net.h"
#include "models/drums/drum_input.h"
#include "models/poly/poly_input.h"

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
            memcpy(x + frames * NEUME_LOGSPEC_BINS, frame->x, sizeof frame->x);
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
    memcpy(rows->x + rows->count * NEUME_DRUM_INPUT_BINS, frame->x, sizeof frame->x);
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
    if (neume_stft_init(&stft, NEUME_DRUM_INPUT_SIZE, NEUME_DRUM_INPUT_HOP / 2) != NEUME_OK)
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

long neume_train_beat_frames(const float *samples, size_t count, struct neume_beat_frame *frame, size_t capacity)
{
    struct neume_beat_strength strength;
    struct neume_beat_frames frames = {0};
    long made = -1;
    if (neume_beat_strength_init(&strength, 44100) != NEUME_OK)
        return -1;
    if (neume_beat_frames_read(&frames, &strength, samples, count) == NEUME_OK &&
        neume_beat_frames_end(&frames, &strength) == NEUME_OK) {
        made = (long)(frames.count < capacity ? frames.count : capacity);
        if (made)
            memcpy(frame, frames.frame, (size_t)made * sizeof *frame);
    }
    neume_beat_frames_release(&frames);
    neume_beat_strength_release(&strength);
    return made;
}

long neume_train_beat_input(const struct neume_beat_frame *frame, size_t count, float *x)
{
    struct neume_beat_input input;
    long made = 0;
    neume_beat_input_begin(&input, frame, count);
    while (neume_beat_input_next(&input, x + made * NEUME_BEAT_INPUT_BINS))
        made++;
    return made;
}

long neume_train_beat_evidence(const struct neume_beat_frame *frame, size_t count, struct neume_beat_evidence *evidence)
{
    return neume_beat_hear(frame, count, evidence) == NEUME_OK ? 0 : -1;
}
