/* SPDX-License-Identifier: MIT */
#include "models/pedal/pedal_net.h"
#include "models/train/common/train.h"

long neume_train_pedal(const double *note, size_t count, float *feature, size_t frames)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (size_t i = 0; i < count; i++, note += 4) {
        const struct neume_note n = {
            .onset = note[0], .offset = note[1], .pitch = (uint8_t)note[2], .velocity = (uint8_t)note[3]};
        if (neume_notes_push(&notes, &n, NULL) != NEUME_OK)
            return -1;
    }
    neume_pedal_describe(&notes, feature, frames);
    neume_notes_release(&notes);
    return (long)frames;
}
