/* SPDX-License-Identifier: MIT */
#include "models/melody/note_hmm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PER_SEMITONE = 3,
    DELAY = 96, /* frames: a little over a second */
    CLEAR = 2   /* thirds of a semitone that two touching notes must differ by, or the second is a new attack */
};

/* Probabilities a frame of 11.6 ms. */
static const float start = 0.02f;            /* a note starts in silence */
static const float attack_stays = 0.7f;      /* attacks last 40 ms */
static const float end = 0.02f;              /* a note falls silent */
static const float change = 0.004f;          /* a note goes over into another, legato */
static const float change_onset = 0.05f;     /* the same where an onset is heard */
static const float again = 1e-6f;            /* a note is struck again */
static const float again_onset = 0.02f;      /* the same where an onset is heard */
static const float deaf = 0.9995f;           /* how little an onset may be heard while a note just goes on */
static const float attack_spread = 1.2f;     /* semitones: standard deviation of the pitch in an attack */
static const float body_spread = 0.45f;      /* in a body: half a semitone of vibrato is one note */
static const float unvoiced_in_note = 0.02f; /* the share of frames without a pitch in a note */
static const float stray = 2e-3f;            /* density of pitches that are errors of the tracker, per semitone */

static size_t state_count(const struct neume_note_hmm *h)
{
    return 2 * h->pitches + 1;
}

enum neume_status neume_note_hmm_init(struct neume_note_hmm *h, double low, double high)
{
    memset(h, 0, sizeof *h);
    if (!(low >= 0) || !(high > low) || high > 128)
        return NEUME_ERR_ARGUMENT;
    h->low = (float)low;
    h->pitches = (size_t)ceil((high - low) * PER_SEMITONE) + 1;
    enum neume_status status = neume_viterbi_init(&h->viterbi, state_count(h), DELAY, NEUME_NOTE_HMM_BLOCK);
    for (int i = 0; i < 2; i++) {
        h->score[i] = calloc(state_count(h), sizeof **h->score);
        if (!h->score[i] && status == NEUME_OK)
            status = NEUME_ERR_MEMORY;
    }
    h->other = calloc(h->pitches, sizeof *h->other);
    if (!h->other && status == NEUME_OK)
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
    memset(h, 0, sizeof *h);
}

void neume_note_hmm_reset(struct neume_note_hmm *h)
{
    size_t silence = 2 * h->pitches;
    for (size_t i = 0; i < silence; i++)
        h->score[0][i] = -1e30f;
    h->score[0][silence] = 0;
    h->best = h->last = silence;
    neume_viterbi_reset(&h->viterbi);
}

static float normal(float x, float spread)
{
    return 0.3989423f / spread * expf(-0.5f * x * x / (spread * spread));
}

/* Log likelihoods of the evidence in silence, and in the attack and the body of the note at `pitch`. */
static float in_silence(const struct neume_note_evidence *e)
{
    return logf(0.98f * (1 - e->voiced) + 0.02f * e->voiced / 88);
}

/* `far`: the value where the pitch is so far off that only the stray density is left. */
static float in_note(const struct neume_note_evidence *e, float pitch, float spread, float far)
{
    float away = e->pitch - pitch;
    if (away > 4 * spread || away < -4 * spread)
        return far;
    return logf(e->voiced * (normal(away, spread) + stray) + (1 - e->voiced) * unvoiced_in_note);
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

/* The better of two bodies, of which `n` is none. */
static size_t better(const float *body, size_t n, size_t a, size_t b)
{
    return a == n || (b < n && body[b] > body[a]) ? b : a;
}

/* For each pitch the best body at least `clear` away; `n` where there is none. */
static void find_others(struct neume_note_hmm *h, const float *body)
{
    size_t n = h->pitches, below = n, above = n;
    for (size_t p = 0; p < n; p++) {
        if (p >= CLEAR)
            below = better(body, n, below, p - CLEAR);
        h->other[p] = (uint16_t)below;
    }
    for (size_t p = n; p-- > 0;) {
        if (p + CLEAR < n)
            above = better(body, n, above, p + CLEAR);
        h->other[p] = (uint16_t)better(body, n, h->other[p], above);
    }
}

/* Log probabilities of the ways into an attack in this frame. */
struct ways {
    float stay, start, change, again;
};

static struct ways ways_now(const struct neume_note_hmm *h, float onset, float struck)
{
    float uniform = -logf((float)h->pitches);
    return (struct ways){
        .stay = logf(attack_stays),
        .start = logf(start) + uniform,
        .change = logf(change + onset * (change_onset - change)) + uniform,
        .again = logf(again + struck * (again_onset - again)),
    };
}

static struct way into_attack(const struct neume_note_hmm *h, const float *score, size_t p, const struct ways *ways)
{
    size_t n = h->pitches, silence = 2 * n, other = h->other[p];
    struct way w = {score[p] + ways->stay, p};
    try_way(&w, score[silence] + ways->start, silence);
    if (other < n)
        try_way(&w, score[n + other] + ways->change, n + other);
    try_way(&w, score[n + p] + ways->again, n + p);
    return w;
}

/* Fills the new column of attacks and bodies. */
static void score_notes(struct neume_note_hmm *h, const struct neume_note_evidence *e, uint16_t *back)
{
    size_t n = h->pitches;
    const float *before = h->score[0];
    float struck = e->onset * (1 - e->ending), settle = logf(1 - attack_stays);
    float *after = h->score[1], keep = logf((1 - end - change) * (1 - deaf * struck));
    struct ways ways = ways_now(h, e->onset, struck);
    float far = logf(e->voiced * stray + (1 - e->voiced) * unvoiced_in_note);
    for (size_t p = 0; p < n; p++) {
        float pitch = h->low + (float)p / PER_SEMITONE;
        struct way a = into_attack(h, before, p, &ways);
        struct way b = {before[n + p] + keep, n + p};
        try_way(&b, before[p] + settle, p);
        after[p] = a.score + in_note(e, pitch, attack_spread, far);
        after[n + p] = b.score + in_note(e, pitch, body_spread, far);
        back[p] = (uint16_t)a.from;
        back[n + p] = (uint16_t)b.from;
    }
}

static size_t decided(struct neume_note_hmm *h, const uint16_t *path, size_t count, struct neume_note_decision *out)
{
    size_t n = h->pitches;
    for (size_t i = 0; i < count; i++) {
        size_t s = path[i], before = h->last;
        enum neume_note_phase phase = s == 2 * n ? NEUME_PHASE_SILENCE : s < n ? NEUME_PHASE_ATTACK : NEUME_PHASE_BODY;
        out[i] = (struct neume_note_decision){
            .phase = phase,
            .pitch = phase == NEUME_PHASE_SILENCE ? 0 : h->low + (float)(s % n) / PER_SEMITONE,
            .begins = phase == NEUME_PHASE_ATTACK && before != s,
        };
        h->last = s;
    }
    return count;
}

size_t neume_note_hmm_process(struct neume_note_hmm *h, const struct neume_note_evidence *e,
                              struct neume_note_decision *out)
{
    size_t n = h->pitches, silence = 2 * n, body = 0;
    const float *before = h->score[0];
    float *after = h->score[1];
    uint16_t *back = neume_viterbi_column(&h->viterbi), path[NEUME_NOTE_HMM_BLOCK];
    find_others(h, before + n);
    score_notes(h, e, back);
    for (size_t p = 1; p < n; p++)
        body = better(before + n, n, body, p);
    struct way rest = {before[silence] + logf(1 - start), silence};
    try_way(&rest, before[n + body] + logf(end), n + body);
    after[silence] = rest.score + in_silence(e);
    back[silence] = (uint16_t)rest.from;
    h->best = silence;
    for (size_t s = 0; s < silence; s++)
        if (after[s] > after[h->best])
            h->best = s;
    float top = after[h->best];
    for (size_t s = 0; s <= silence; s++)
        h->score[0][s] = after[s] - top;
    return decided(h, path, neume_viterbi_advance(&h->viterbi, h->best, path), out);
}

size_t neume_note_hmm_flush(struct neume_note_hmm *h, struct neume_note_decision *out)
{
    uint16_t path[NEUME_NOTE_HMM_BLOCK];
    return decided(h, path, neume_viterbi_flush(&h->viterbi, h->best, path), out);
}
