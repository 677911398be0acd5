/* SPDX-License-Identifier: MIT */
#include "models/train/common/train.h"

/* What the drums' model knows of a hit is nobody else's business, except for who fits its factors. */
#define neume_drums_model train_drums_model
#include "models/drums/drums.c"

static float *put(float *row, const float *values, size_t count)
{
    memcpy(row, values, count * sizeof *values);
    return row + count;
}

static void describe(struct drums *d, uint64_t i, float *row)
{
    struct hit *h = hit_at(d, i);
    struct neume_drum_case c;
    float level[BAND_COUNT], loud[FOLD_COUNT];
    int present[FOLD_COUNT];
    gather(d, i, &c);
    find_levels(d, i, level);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        present[fold] = neume_drum_logit(&h->evidence, fold) > 0 || h->verdict.is_kind[neume_drum_kind_of(fold)];
    neume_drum_velocity_find(&d->level, &h->heard, present, loud);
    *row++ = (float)h->heard.time;
    row = put(row, h->verdict.margin, KIND_COUNT);
    *row++ = h->verdict.hat_alone;
    *row++ = h->verdict.hat_over;
    for (size_t k = 0; k < KIND_COUNT; k++)
        *row++ = (float)h->verdict.is_kind[k];
    row = put(row, loud, FOLD_COUNT);
    *row++ = c.ring;
    *row++ = c.lean;
    *row++ = (float)c.wires;
    *row++ = (float)c.metal_key;
    row = put(row, h->evidence.onset, DRUM_CLASSES);
    row = put(row, h->evidence.level, DRUM_CLASSES);
    row = put(row, h->evidence.late, DRUM_CLASSES);
    row = put(row, h->heard.rise, BAND_COUNT);
    row = put(row, level, BAND_COUNT);
    row = put(row, h->heard.power, BAND_COUNT);
    row = put(row, h->heard.fall[0], NEUME_DRUM_FALLS * BAND_COUNT);
    *row = h->heard.soon;
}

long neume_train_drum_hits(const float *samples, size_t count, float *rows, size_t capacity)
{
    struct neume_transcriber *t;
    struct neume_options options;
    struct neume_notes notes;
    size_t made = 0;
    neume_options_init(&options);
    if (train_drums_model.create(&t, &options) != NEUME_OK)
        return -1;
    neume_notes_init(&notes);
    struct drums *d = (struct drums *)t;
    enum neume_status status = NEUME_OK;
    for (int ended = 0; status == NEUME_OK && !ended;) {
        size_t n = count < PIECE ? count : PIECE;
        ended = n == 0;
        status = ended ? t->model->flush(t, &notes) : t->model->process(t, samples, n, &notes);
        for (; made < d->told && made < capacity; made++)
            describe(d, made, rows + made * TRAIN_HIT_NUMBERS);
        samples += n;
        count -= n;
    }
    neume_notes_release(&notes);
    train_drums_model.free(t);
    return status == NEUME_OK ? (long)made : -1;
}
