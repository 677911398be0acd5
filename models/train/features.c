/* SPDX-License-Identifier: MIT */
#include "models/train/train.h"

#include <string.h>

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
