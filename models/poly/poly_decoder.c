/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_decoder.h"

#include <math.h>
#include <string.h>

enum { ONSET_HEAD, FRAME_HEAD, OFFSET_HEAD, LEVEL_HEAD }; /* the offset's only helped in training */

/* Tuned on the development sets by models/train/poly/decode.py --search. */
static const float onset_least = 0.43f, frame_least = 0.35f;
static const float overtone_least = 0.48f; /* for an onset an octave or a twelfth over another */
static const float level_unit = 40;        /* dB */
static const float least_fall = 0.08f;     /* of a frame activation over the three frames about another's onset */
static const double least_length = 2;      /* frames of a note that another's onset ends */

static float logistic(float x)
{
    return 1 / (1 + expf(-x));
}

static float logit(float p)
{
    return logf(p / (1 - p));
}

void neume_poly_decoder_init(struct neume_poly_decoder *d, const struct neume_options *options)
{
    /* In logits, sensitivity moves the bar for onsets by 2 either way. */
    float move = 4 * (0.5f - (float)options->sensitivity);
    memset(d, 0, sizeof *d);
    d->onset_least = logistic(logit(onset_least) + move);
    d->overtone_least = logistic(logit(overtone_least) + move);
    d->frame_least = frame_least;
    d->first_key = options->min_pitch - NEUME_POLY_LOW_PITCH;
    d->end_key = options->max_pitch - NEUME_POLY_LOW_PITCH + 1;
    if (d->first_key < 0)
        d->first_key = 0;
    if (d->end_key > NEUME_POLY_KEYS)
        d->end_key = NEUME_POLY_KEYS;
}

void neume_poly_decoder_reset(struct neume_poly_decoder *d)
{
    d->frames = 0;
    memset(d->row, 0, sizeof d->row);
    memset(d->level, 0, sizeof d->level);
    memset(d->voice, 0, sizeof d->voice);
}

static float (*row_of(struct neume_poly_decoder *d, uint64_t frame))[NEUME_POLY_HEADS]
{
    return d->row[frame % 4];
}

/* How hard key k was struck in frame t, of which one later frame is known. */
static float strike_level(struct neume_poly_decoder *d, uint64_t t, int k)
{
    float sum = row_of(d, t)[k][LEVEL_HEAD] + row_of(d, t + 1)[k][LEVEL_HEAD];
    return level_unit * sum / 2 + d->level[(t + 1) % 4];
}

static size_t end_voice(struct neume_poly_voice *v, double offset, struct neume_poly_note *ends)
{
    v->sounds = 0;
    v->note.offset = v->fall > 0 ? fmin(offset, v->cut) : offset;
    *ends = v->note;
    return 1;
}

/* Frames: where the parabola through an onset's activations in frame t and on either side has its peak. */
static double onset_time(uint64_t t, float before, float here, float after)
{
    float curve = before - 2 * here + after;
    double shift = curve < 0 ? 0.5 * (before - after) / curve : 0;
    return (double)t + shift;
}

/* Whether something begins about frame t that key k is an overtone of. */
static int is_overtone(struct neume_poly_decoder *d, uint64_t t, int k)
{
    static const int below[] = {12, 19};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        for (uint64_t at = t ? t - 1 : 0; at <= t + 1 && k >= below[i]; at++)
            if (row_of(d, at)[k - below[i]][ONSET_HEAD] > d->onset_least)
                return 1;
    return 0;
}

/* Where key k begins about frame t, of which the frames on either side are known (zero beyond the recording); or -1. */
static double begin_of(struct neume_poly_decoder *d, uint64_t t, int k)
{
    float before = t ? row_of(d, t - 1)[k][ONSET_HEAD] : 0;
    float here = row_of(d, t)[k][ONSET_HEAD], after = row_of(d, t + 1)[k][ONSET_HEAD];
    if (here <= d->onset_least || here < before || here <= after || (here <= d->overtone_least && is_overtone(d, t, k)))
        return -1;
    const struct neume_poly_voice *v = &d->voice[k];
    /* Notes of a key follow one another. */
    return fmax(fmax(onset_time(t, before, here, after), 0), v->sounds ? v->note.onset : v->note.offset);
}

/* Another key begins at `onset`, about frame t: perhaps that is when k was let go. */
static void let_go(struct neume_poly_decoder *d, uint64_t t, int k, double onset)
{
    struct neume_poly_voice *v = &d->voice[k];
    float fall = row_of(d, t > 2 ? t - 2 : 0)[k][FRAME_HEAD] - row_of(d, t + 1)[k][FRAME_HEAD];
    if (onset >= v->note.onset + least_length && fall >= least_fall && fall >= v->fall) {
        v->fall = fall;
        v->cut = onset;
    }
}

/* Key k in frame t, where it begins at `begin` (or -1), and another at `other` (or -1). */
static size_t follow(struct neume_poly_decoder *d, uint64_t t, int k, double begin, double other,
                     struct neume_poly_note *ends)
{
    struct neume_poly_voice *v = &d->voice[k];
    float sounding = row_of(d, t)[k][FRAME_HEAD];
    size_t count = 0;
    if (v->sounds && begin < 0 && other >= 0)
        let_go(d, t, k, other);
    if (v->sounds && begin >= 0)
        count = end_voice(v, begin, ends);
    else if (v->sounds && sounding <= d->frame_least) {
        /* Between the frames on either side of the bar. */
        double part = v->held > d->frame_least ? (v->held - d->frame_least) / (v->held - sounding) : 1;
        count = end_voice(v, (double)t - 1 + part, ends);
    }
    if (begin >= 0) {
        *v = (struct neume_poly_voice){.sounds = 1};
        v->note.onset = begin;
        v->note.level = strike_level(d, t, k);
        v->note.confidence = row_of(d, t)[k][ONSET_HEAD];
        v->note.pitch = (uint8_t)(NEUME_POLY_LOW_PITCH + k);
    }
    v->held = sounding;
    return count;
}

static size_t follow_all(struct neume_poly_decoder *d, uint64_t t, struct neume_poly_note *ends)
{
    double begin[NEUME_POLY_KEYS], first = -1;
    size_t count = 0;
    for (int k = d->first_key; k < d->end_key; k++) {
        begin[k] = begin_of(d, t, k);
        if (begin[k] >= 0 && (first < 0 || begin[k] < first))
            first = begin[k];
    }
    for (int k = d->first_key; k < d->end_key; k++)
        count += follow(d, t, k, begin[k], first, ends + count);
    return count;
}

size_t neume_poly_decoder_push(struct neume_poly_decoder *d, const float *activations, float level,
                               struct neume_poly_note *ends)
{
    uint64_t t = d->frames++;
    float(*row)[NEUME_POLY_HEADS] = row_of(d, t);
    memcpy(row, activations, sizeof d->row[0]);
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        for (int h = ONSET_HEAD; h <= FRAME_HEAD; h++)
            row[k][h] = logistic(row[k][h]);
    d->level[t % 4] = level;
    return t ? follow_all(d, t - 1, ends) : 0;
}

size_t neume_poly_decoder_flush(struct neume_poly_decoder *d, struct neume_poly_note *ends)
{
    size_t count = 0;
    if (!d->frames)
        return 0;
    uint64_t t = d->frames - 1;
    memset(row_of(d, t + 1), 0, sizeof d->row[0]);
    d->level[(t + 1) % 4] = d->level[t % 4];
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        row_of(d, t + 1)[k][LEVEL_HEAD] = row_of(d, t)[k][LEVEL_HEAD];
    count = follow_all(d, t, ends);
    for (int k = d->first_key; k < d->end_key; k++)
        if (d->voice[k].sounds)
            count += end_voice(&d->voice[k], (double)d->frames, ends + count);
    return count;
}
