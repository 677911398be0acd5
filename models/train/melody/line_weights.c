/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "models/melody/line_features.h"
#include "models/melody/note_hmm.h"
#include "models/train/common/train.h"

enum { BLOCK = 4096 };

static const double low_hz = 26, high_hz = 3600; /* as models/melody/melody.c has it of all pitches */
static const double low_pitch = 20, high_pitch = 106;

/* One row a frame: its time, then the cues. */
static size_t take(struct neume_line_features *f, float *row, size_t at, size_t capacity)
{
    struct neume_note_cues cues;
    while (neume_line_features_advance(f))
        while (at < capacity && neume_line_features_next(f, &cues)) {
            row[at * TRAIN_CUE_NUMBERS] = (float)neume_line_features_frame(f, f->heard - 1)->time;
            memcpy(row + at++ * TRAIN_CUE_NUMBERS + 1, &cues, sizeof cues);
        }
    return at;
}

long neume_train_line_cues(const float *samples, size_t count, float *row, size_t capacity)
{
    static struct neume_line_features f; /* large */
    struct neume_options options;
    struct neume_pyin_config range = {NEUME_LINE_RATE, low_hz, high_hz};
    size_t made = 0;
    _Static_assert(sizeof(struct neume_note_cues) == (TRAIN_CUE_NUMBERS - 1) * sizeof(float), "all cues are floats");
    neume_options_init(&options);
    if (neume_line_features_init(&f, &options, &range) != NEUME_OK)
        return -1;
    while (count) {
        size_t used = neume_line_features_push(&f, samples, count < BLOCK ? count : BLOCK);
        made = take(&f, row, made, capacity);
        samples += used;
        count -= used;
    }
    while (neume_line_features_flush(&f))
        made = take(&f, row, made, capacity);
    neume_line_features_release(&f);
    return (long)made;
}

struct notes {
    float *note; /* [capacity][3] */
    size_t capacity, count;
    double pitch_sum;
    size_t frames;
    int is_open;
};

static void close_note(struct notes *n)
{
    if (n->is_open)
        n->note[(n->count - 1) * 3 + 2] = (float)(n->pitch_sum / (double)n->frames);
    n->is_open = 0;
}

static void decide(struct notes *n, const struct neume_note_decision *d, float time)
{
    if (d->begins || d->phase == NEUME_PHASE_SILENCE)
        close_note(n);
    if (d->phase == NEUME_PHASE_SILENCE || (!n->is_open && n->count == n->capacity))
        return;
    if (!n->is_open) {
        n->note[n->count++ * 3] = time;
        n->is_open = 1;
        n->pitch_sum = 0;
        n->frames = 0;
    }
    n->note[(n->count - 1) * 3 + 1] = time;
    n->pitch_sum += (double)d->pitch;
    n->frames++;
}

long neume_train_line_notes(const float *weights, const float *row, size_t rows, float *note, size_t capacity)
{
    struct neume_note_weights w;
    struct neume_note_hmm h;
    struct neume_note_evidence e;
    struct neume_note_decision d[NEUME_NOTE_HMM_BLOCK];
    struct notes n = {note, capacity, 0, 0, 0, 0};
    size_t at = 0, made;
    memcpy(&w, weights ? weights : (const float *)&neume_note_weights_fitted, sizeof w);
    if (neume_note_hmm_init(&h, low_pitch, high_pitch) != NEUME_OK)
        return -1;
    for (size_t i = 0; i < rows; i++) {
        struct neume_note_cues cues;
        memcpy(&cues, row + i * TRAIN_CUE_NUMBERS + 1, sizeof cues);
        neume_note_evidence(&w, &cues, &h, 0.5, &e);
        made = neume_note_hmm_process(&h, &e, d);
        for (size_t k = 0; k < made; k++, at++)
            decide(&n, &d[k], row[at * TRAIN_CUE_NUMBERS]);
    }
    while ((made = neume_note_hmm_flush(&h, d)))
        for (size_t k = 0; k < made; k++, at++)
            decide(&n, &d[k], row[at * TRAIN_CUE_NUMBERS]);
    close_note(&n);
    neume_note_hmm_release(&h);
    return (long)n.count;
}

void neume_train_line_weights(float *weights)
{
    memcpy(weights, &neume_note_weights_fitted, sizeof neume_note_weights_fitted);
}
