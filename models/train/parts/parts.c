/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

#include <stdlib.h>

#include "models/parts/part_features.h"
#include "models/poly/poly.h"
#include "models/transcriber.h"

/* note[count][4]: onset, offset, pitch, velocity. */
static void put(const struct neume_notes *notes, const size_t *index, double *note)
{
    for (size_t e = 0; e < notes->count; e++, note += 4) {
        const struct neume_note *n = &notes->note[index[e]];
        note[0] = n->onset;
        note[1] = n->offset;
        note[2] = n->pitch;
        note[3] = n->velocity;
    }
}

long neume_train_parts(const float *samples, size_t count, double *note, float *feature, size_t capacity)
{
    struct neume_options options;
    struct neume_notes notes;
    struct neume_transcriber *t = NULL;
    neume_options_init(&options);
    neume_notes_init(&notes);
    options.tracks = NEUME_TRACKS_PARTS;
    enum neume_status status = neume_transcriber_new(&t, &neume_poly_model, &options);
    if (status == NEUME_OK)
        status = neume_transcriber_process(t, samples, count, &notes);
    if (status == NEUME_OK)
        status = neume_transcriber_flush(t, &notes);
    size_t *index = malloc((notes.count + 1) * sizeof *index);
    status = !index || notes.count > capacity ? NEUME_ERR_MEMORY : status;
    if (status == NEUME_OK)
        status = neume_poly_part_features(t, index, feature);
    if (status == NEUME_OK)
        put(&notes, index, note);
    long made = status == NEUME_OK ? (long)notes.count : -1;
    free(index);
    neume_transcriber_free(t);
    neume_notes_release(&notes);
    return made;
}
