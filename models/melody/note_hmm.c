/* SPDX-License-Identifier: MIT */
#include "models/melody/note_hmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"

enum {
    PER_SEMITONE = NEUME_NOTE_HMM_PER_SEMITONE,
    DELAY = 96, /* frames: a little over a second */
    CLEAR = 3,  /* thirds of a semitone that two touching notes must differ by: less is a scoop or a drift */
    PAUSES = 2  /* states that lead to silence: a pause lasts 35 ms, or it is none */
};

static const float attack_stays = 0.321f; /* of a frame */
static const float never = -1e30f;

static size_t state_count(const struct neume_note_hmm *h)
{
    return 2 * h->pitches + 1 + PAUSES;
}

enum neume_status neume_note_hmm_init(struct neume_note_hmm *h, double low, double high)
{
    memset(h, 0, sizeof *h);
    if (!(low >= 0) || !(high > low) || high > 128)
        return NEUME_ERR_ARGUMENT;
    double first = floor(low * PER_SEMITONE);
    h->low = (float)(first / PER_SEMITONE);
    h->pitches = (size_t)(fmin(ceil(high * PER_SEMITONE), 128 * PER_SEMITONE) - first) + 1;
    enum neume_status status = neume_viterbi_init(&h->viterbi, state_count(h), DELAY, NEUME_NOTE_HMM_BLOCK);
    for (int i = 0; i < 2; i++) {
        h->score[i] = calloc(state_count(h), sizeof **h->score);
        if (!h->score[i] && status == NEUME_OK)
            status = NEUME_ERR_MEMORY;
    }
    h->other = calloc(h->pitches, sizeof *h->other);
    h->other_score = calloc(h->pitches, sizeof *h->other_score);
    if ((!h->other || !h->other_score) && status == NEUME_OK)
        status = NEUME_ERR_MEMORY;
    if (status != NEUME_OK)
        neume_note_hmm_release(h);
    else
        neume_note_hmm_reset(h);
    return status;
}

void neume_note_hmm_release(struct neume_note_hmm *h)
{
    if (!h)
        return;
    neume_viterbi_release(&h->viterbi);
    free(h->score[0]);
    free(h->score[1]);
    free(h->other);
    free(h->other_score);
    memset(h, 0, sizeof *h);
}

void neume_note_hmm_reset(struct neume_note_hmm *h)
{
    size_t silence = 2 * h->pitches;
    for (size_t i = 0; i < state_count(h); i++)
        h->score[0][i] = never;
    h->score[0][silence] = 0;
    h->best = h->last = silence;
    neume_viterbi_reset(&h->viterbi);
}

float neume_note_hmm_pitch(const struct neume_note_hmm *h, size_t p)
{
    return h->low + (float)p / PER_SEMITONE;
}

enum { SIDE = 16 }; /* candidates for the largest that are looked for side by side */

NEUME_SIMD static float largest(const float *score, size_t count)
{
    float most[SIDE], best = score[0];
    size_t i = 0;
    for (size_t k = 0; k < SIDE; k++)
        most[k] = score[0];
    for (; i + SIDE <= count; i += SIDE)
        for (size_t k = 0; k < SIDE; k++)
            most[k] = score[i + k] > most[k] ? score[i + k] : most[k];
    for (size_t k = 0; k < SIDE; k++)
        best = most[k] > best ? most[k] : best;
    for (; i < count; i++)
        best = score[i] > best ? score[i] : best;
    return best;
}

/* A way into a state: its score and where it comes from. */
struct way {
    float score;
    size_t from;
};

static void try_way(struct way *w, float score, size_t from)
{
    if (score > w->score)
        *w = (struct way){score, from};
}

/* For each pitch the best body at least `CLEAR` away, and its score; `n` and no score where there is none. */
static void find_others(struct neume_note_hmm *h, const float *body)
{
    size_t n = h->pitches, best = n;
    float score = -INFINITY;
    for (size_t p = 0; p < n; p++) {
        if (p >= CLEAR && (best == n || body[p - CLEAR] > score)) {
            best = p - CLEAR;
            score = body[best];
        }
        h->other[p] = (uint16_t)best;
        h->other_score[p] = score;
    }
    best = n;
    score = -INFINITY;
    for (size_t p = n; p-- > 0;) {
        if (p + CLEAR < n && (best == n || body[p + CLEAR] > score)) {
            best = p + CLEAR;
            score = body[best];
        }
        if (h->other[p] == n || (best < n && score > h->other_score[p])) {
            h->other[p] = (uint16_t)best;
            h->other_score[p] = score;
        }
    }
}

/* Fills the new column of attacks. */
NEUME_SIMD static void score_attacks(const struct neume_note_hmm *h, const struct neume_note_evidence *e,
                                     float *restrict after, uint16_t *restrict back)
{
    const int32_t n = (int32_t)h->pitches, silence = 2 * n;
    const float *restrict before = h->score[0], *restrict body = before + n, *restrict other = h->other_score;
    const uint16_t *restrict others = h->other;
    const float stays = logf(attack_stays), silent = before[silence];
    for (int32_t p = 0; p < n; p++) {
        float best = before[p] + stays, start = silent + e->start[p];
        float change = other[p] + e->change[p], again = body[p] + e->again[p];
        int32_t from = start > best ? silence : p;
        best = start > best ? start : best;
        from = change > best ? n + others[p] : from;
        best = change > best ? change : best;
        from = again > best ? n + p : from;
        best = again > best ? again : best;
        after[p] = best + e->attack[p];
        back[p] = (uint16_t)from;
    }
}

/* And of bodies. */
NEUME_SIMD static void score_bodies(const struct neume_note_hmm *h, const struct neume_note_evidence *e,
                                    float *restrict after, uint16_t *restrict back)
{
    const int32_t n = (int32_t)h->pitches;
    const float *restrict attack = h->score[0], *restrict body = attack + n;
    const float settle = logf(1 - attack_stays);
    for (int32_t p = 0; p < n; p++) {
        float stay = body[p] + e->stay[p], settled = attack[p] + settle;
        after[p] = (settled > stay ? settled : stay) + e->body[p];
        back[p] = (uint16_t)(settled > stay ? p : n + p);
    }
}

static size_t decided(struct neume_note_hmm *h, const uint16_t *path, size_t count, struct neume_note_decision *out)
{
    size_t n = h->pitches;
    for (size_t i = 0; i < count; i++) {
        size_t s = path[i], before = h->last;
        enum neume_note_phase phase = s >= 2 * n ? NEUME_PHASE_SILENCE : s < n ? NEUME_PHASE_ATTACK : NEUME_PHASE_BODY;
        out[i] = (struct neume_note_decision){
            .phase = phase,
            .pitch = phase == NEUME_PHASE_SILENCE ? 0 : neume_note_hmm_pitch(h, s % n),
            .begins = phase == NEUME_PHASE_ATTACK && before != s,
        };
        h->last = s;
    }
    return count;
}

/* Fills the new column of silence and of the pauses that lead there. */
static void score_silence(struct neume_note_hmm *h, const struct neume_note_evidence *e, uint16_t *back)
{
    size_t n = h->pitches, silence = 2 * n, body = 0;
    const float *before = h->score[0], most = largest(before + n, n);
    while (before[n + body] < most)
        body++;
    struct way rest = {before[silence], silence};
    try_way(&rest, before[silence + PAUSES], silence + PAUSES);
    h->score[1][silence] = rest.score;
    back[silence] = (uint16_t)rest.from;
    for (size_t s = silence + PAUSES; s > silence + 1; s--) {
        h->score[1][s] = before[s - 1];
        back[s] = (uint16_t)(s - 1);
    }
    h->score[1][silence + 1] = before[n + body] + e->end;
    back[silence + 1] = (uint16_t)(n + body);
}

/* The first of the best states; silence if none is better. */
static size_t best_state(const float *score, size_t states, size_t silence)
{
    size_t s = 0;
    float most = largest(score, states);
    if (score[silence] == most)
        return silence;
    while (score[s] < most)
        s++;
    return s;
}

NEUME_SIMD static void rescale(const float *restrict score, size_t states, float top, float *restrict out)
{
    for (size_t s = 0; s < states; s++)
        out[s] = score[s] - top > never ? score[s] - top : never;
}

size_t neume_note_hmm_process(struct neume_note_hmm *h, const struct neume_note_evidence *e,
                              struct neume_note_decision *out)
{
    size_t states = state_count(h);
    float *after = h->score[1];
    uint16_t *back = neume_viterbi_column(&h->viterbi), path[NEUME_NOTE_HMM_BLOCK];
    find_others(h, h->score[0] + h->pitches);
    score_attacks(h, e, after, back);
    score_bodies(h, e, after + h->pitches, back + h->pitches);
    score_silence(h, e, back);
    h->best = best_state(after, states, 2 * h->pitches);
    rescale(after, states, after[h->best], h->score[0]);
    return decided(h, path, neume_viterbi_advance(&h->viterbi, h->best, path), out);
}

size_t neume_note_hmm_flush(struct neume_note_hmm *h, struct neume_note_decision *out)
{
    uint16_t path[NEUME_NOTE_HMM_BLOCK];
    return decided(h, path, neume_viterbi_flush(&h->viterbi, h->best, path), out);
}
