/* SPDX-License-Identifier: MIT */
#include "models/melody/note_evidence.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "analysis/logarithm.h"
#include "core/simd.h"

/* Fitted over the development sets' flutes, voices, saxophones and harmonicas together with lines rendered by a
 * SoundFont that no network heard and lines of synthetic tones; models/train/melody/line_weights.py fits them anew. */
const struct neume_note_weights neume_note_weights_fitted = {
    .frame_weight = 0.705f,
    .frame_bar = -1.03f,
    .frame_low = -4.73f,
    .frame_high = 6.63f,
    .off_key = 1.92f,
    .pitch_weight = 0.742f,
    .attack_spread = 4.22f,
    .body_spread = 0.19f,
    .subharmonic = 0.82f,
    .glide_density = 0.3f,
    .stray = 0.0292f,
    .unvoiced_in_note = 0.025f,
    .voiced_in_silence = 0.0635f,
    .start = -6.02f,
    .start_onset = 11.2f,
    .change = -8.58f,
    .change_onset = 6.5f,
    .again = -8.16f,
    .again_onset = 11.3f,
    .again_struck = 2.97f,
    .deaf_onset = 7.4f,
    .deaf_struck = 5.65f,
    .end = -1.67f,
    .silence = -0.515f,
};

static const float half = 0.5f;             /* of the onset activation of a key next to the pitch counts */
static const float near_subharmonic = 0.7f; /* semitones */
static const float glide_reach = 2;         /* semitones */

static const float nowhere = 14.5f; /* spreads from the middle: the density has no float */

static const float subharmonics[] = {12, 19, 24, 28}; /* semitones under the note that the tracker may fall to */
enum { SUBHARMONIC_COUNT = sizeof subharmonics / sizeof *subharmonics };

static float normal(float x, float spread)
{
    if (fabsf(x) > nowhere * spread)
        return 0;
    return 0.3989423f / spread * expf(-0.5f * x * x / (spread * spread));
}

static float clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* What the network says of the keys, with what it says where there is none around them: of key k at [k + 1]. */
struct key_cues {
    float sounds[NEUME_POLY_KEYS + 2], begins[NEUME_POLY_KEYS + 2], strikes[NEUME_POLY_KEYS + 2];
};

static void take_keys(const struct neume_note_weights *w, const struct neume_note_cues *c, struct key_cues *out)
{
    const int ends[] = {0, NEUME_POLY_KEYS + 1};
    for (int i = 0; i < 2; i++) {
        out->sounds[ends[i]] = w->frame_low;
        out->begins[ends[i]] = out->strikes[ends[i]] = 0;
    }
    for (int k = 0; k < NEUME_POLY_KEYS; k++) {
        out->sounds[k + 1] = clamp(c->sounds[k] - w->frame_bar, w->frame_low, w->frame_high);
        out->begins[k + 1] = c->begins[k];
        out->strikes[k + 1] = c->strikes[k];
    }
}

/* Where a key is found in them. */
static int32_t place_of(int32_t key)
{
    int32_t place = key - NEUME_POLY_LOW_PITCH + 1;
    return place < 0 ? 0 : place > NEUME_POLY_KEYS + 1 ? NEUME_POLY_KEYS + 1 : place;
}

/* What follows from the network alone; .body gets what that says of the note sounding at all. A pitch lies between two
 * keys, or is one: of the farther one half counts. `move`: nats for and against notes that begin. */
NEUME_SIMD static void weigh_keys(const struct neume_note_weights *weights, const struct key_cues *keys, float struck,
                                  float low, float move, size_t pitches, struct neume_note_evidence *restrict out)
{
    const struct neume_note_weights w = *weights;
    const float even = -logf((float)pitches);
    for (int32_t p = 0; p < (int32_t)pitches; p++) {
        float pitch = low + (float)p / NEUME_NOTE_HMM_PER_SEMITONE;
        int32_t nearest = (int32_t)(pitch + 0.5f);
        float off = pitch - (float)nearest, away = off < 0 ? -off : off;
        int32_t near = place_of(nearest), far = away < 0.1f ? 0 : place_of(nearest + (off > 0 ? 1 : -1));
        float sounds = keys->sounds[near] - w.off_key * away, other = keys->sounds[far] - w.off_key * (1 - away);
        float begins = keys->begins[near], other_begins = half * keys->begins[far];
        float strikes = keys->strikes[near], other_strikes = half * keys->strikes[far];
        begins = other_begins > begins ? other_begins : begins;
        strikes = other_strikes > strikes ? other_strikes : strikes;
        float again = w.again + w.again_onset * strikes + w.again_struck * struck + move;
        out->body[p] = w.frame_weight * (other > sounds ? other : sounds) - w.silence;
        out->start[p] = w.start + w.start_onset * begins + even + move;
        out->change[p] = w.change + w.change_onset * begins + even + move;
        out->again[p] = again < 0 ? again : 0;
        out->stay[p] = -w.deaf_onset * strikes - w.deaf_struck * struck;
    }
}

static float tracker_density(const struct neume_note_weights *w, const struct neume_note_cues *c, float pitch,
                             float spread)
{
    float away = c->pitch - pitch, density = w->stray + normal(away, spread);
    for (int i = 0; i < SUBHARMONIC_COUNT; i++)
        if (fabsf(away + subharmonics[i]) < near_subharmonic)
            density += w->subharmonic;
    return c->voiced * density + (1 - c->voiced) * w->unvoiced_in_note;
}

/* Whether the tracker's pitch has any bearing on a note of that spread `above` it. */
static int concerns(float above, float spread)
{
    if (fabsf(above) < 4 * spread)
        return 1;
    for (int i = 0; i < SUBHARMONIC_COUNT; i++)
        if (fabsf(above - subharmonics[i]) < near_subharmonic)
            return 1;
    return 0;
}

/* The tracker's pitch in one frame, nats: what it says of a silence, of notes that it has no bearing on, and of those
 * that it may be gliding through. */
struct tracked {
    const struct neume_note_weights *w;
    const struct neume_note_cues *c;
    const struct neume_note_hmm *h;
    float quiet, far, gliding;
};

/* Adds it to the evidence of the pitches within `reach` of `centre`. */
static void weigh_about(const struct tracked *t, float centre, float reach, float spread, const float *sounds,
                        float *out)
{
    float tracked[NEUME_NOTE_HMM_MOST];
    float low = (centre - reach - t->h->low) * NEUME_NOTE_HMM_PER_SEMITONE - 1;
    float high = (centre + reach - t->h->low) * NEUME_NOTE_HMM_PER_SEMITONE + 1;
    high = high < (float)t->h->pitches - 1 ? high : (float)t->h->pitches - 1;
    int first = low > 0 ? (int)low : 0, count = (int)high - first + 1;
    if (high < 0 || count <= 0)
        return;
    for (int i = 0; i < count; i++)
        tracked[i] = tracker_density(t->w, t->c, neume_note_hmm_pitch(t->h, (size_t)(first + i)), spread);
    neume_logarithms(tracked, tracked, (size_t)count);
    for (int i = 0; i < count; i++) {
        float above = neume_note_hmm_pitch(t->h, (size_t)(first + i)) - t->c->pitch;
        float x = concerns(above, spread) ? tracked[i] : t->far;
        if (t->c->glides > 0 && fabsf(above) < glide_reach)
            x += t->c->glides * (t->gliding - x);
        out[first + i] = sounds[first + i] + t->w->pitch_weight * (x - t->quiet);
    }
}

static void weigh_pitches(const struct tracked *t, float spread, const float *sounds, float *out)
{
    float stray = t->w->pitch_weight * (t->far - t->quiet), reach = 4 * spread;
    for (size_t p = 0; p < t->h->pitches; p++)
        out[p] = sounds[p] + stray;
    for (int i = 0; i < SUBHARMONIC_COUNT; i++)
        weigh_about(t, t->c->pitch + subharmonics[i], near_subharmonic, spread, sounds, out);
    weigh_about(t, t->c->pitch, reach > glide_reach ? reach : glide_reach, spread, sounds, out);
}

void neume_note_evidence(const struct neume_note_weights *w, const struct neume_note_cues *c,
                         const struct neume_note_hmm *h, double sensitivity, struct neume_note_evidence *out)
{
    struct key_cues keys;
    float sounds[NEUME_NOTE_HMM_MOST];
    struct tracked t = {
        .w = w,
        .c = c,
        .h = h,
        .quiet = logf((1 - w->voiced_in_silence) * (1 - c->voiced) + w->voiced_in_silence * c->voiced / 88),
        .far = logf(c->voiced * w->stray + (1 - c->voiced) * w->unvoiced_in_note),
        .gliding = logf(c->voiced * w->glide_density + (1 - c->voiced) * w->unvoiced_in_note),
    };
    take_keys(w, c, &keys);
    weigh_keys(w, &keys, c->onset * (1 - c->ending), h->low, 4 * ((float)sensitivity - 0.5f), h->pitches, out);
    memcpy(sounds, out->body, h->pitches * sizeof *sounds);
    weigh_pitches(&t, w->attack_spread, sounds, out->attack);
    weigh_pitches(&t, w->body_spread, sounds, out->body);
    out->end = w->end;
}
