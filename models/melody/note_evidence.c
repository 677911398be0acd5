/* SPDX-License-Identifier: MIT */
#include "models/melody/note_evidence.h"

#include <math.h>

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

static const float subharmonics[] = {12, 19, 24, 28}; /* semitones under the note that the tracker may fall to */
enum { SUBHARMONIC_COUNT = sizeof subharmonics / sizeof *subharmonics };

static float normal(float x, float spread)
{
    return 0.3989423f / spread * expf(-0.5f * x * x / (spread * spread));
}

static float clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* Of the two keys that a pitch lies between, or the one it is: the nearer, and the other or -1. */
struct keys {
    int near, far;
    float away; /* semitones from the nearer */
};

static struct keys keys_of(float pitch)
{
    int near = (int)lroundf(pitch);
    float off = pitch - (float)near;
    int far = fabsf(off) < 0.1f ? -1 : off > 0 ? near + 1 : near - 1;
    return (struct keys){near - NEUME_POLY_LOW_PITCH, far < 0 ? -1 : far - NEUME_POLY_LOW_PITCH, fabsf(off)};
}

static int has(int key)
{
    return key >= 0 && key < NEUME_POLY_KEYS;
}

static float key_sounds(const struct neume_note_weights *w, const struct neume_note_cues *c, int key, float away)
{
    float over = has(key) ? clamp(c->sounds[key] - w->frame_bar, w->frame_low, w->frame_high) : w->frame_low;
    return over - w->off_key * away;
}

/* The larger of the nearer key's value and half of the farther one's. */
static float key_onset(const float *value, const struct keys *k)
{
    float near = has(k->near) ? value[k->near] : 0, far = has(k->far) ? half * value[k->far] : 0;
    return fmaxf(near, far);
}

static float tracker_density(const struct neume_note_weights *w, const struct neume_note_cues *c, float pitch,
                             float spread)
{
    float away = c->pitch - pitch, density = w->stray + normal(away, spread);
    for (int i = 0; i < SUBHARMONIC_COUNT; i++)
        if (fabsf(away + subharmonics[i]) < near_subharmonic)
            density += w->subharmonic;
    return logf(c->voiced * density + (1 - c->voiced) * w->unvoiced_in_note);
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

void neume_note_evidence(const struct neume_note_weights *w, const struct neume_note_cues *c,
                         const struct neume_note_hmm *h, double sensitivity, struct neume_note_evidence *out)
{
    float move = 4 * ((float)sensitivity - 0.5f); /* nats for and against notes that begin */
    float quiet = logf((1 - w->voiced_in_silence) * (1 - c->voiced) + w->voiced_in_silence * c->voiced / 88);
    float far = logf(c->voiced * w->stray + (1 - c->voiced) * w->unvoiced_in_note);
    float gliding = logf(c->voiced * w->glide_density + (1 - c->voiced) * w->unvoiced_in_note);
    float struck = c->onset * (1 - c->ending), even = -logf((float)h->pitches);
    for (size_t p = 0; p < h->pitches; p++) {
        float pitch = neume_note_hmm_pitch(h, p);
        struct keys k = keys_of(pitch);
        float begins = key_onset(c->begins, &k), strikes = key_onset(c->strikes, &k);
        float sounds = w->frame_weight * fmaxf(key_sounds(w, c, k.near, k.away), key_sounds(w, c, k.far, 1 - k.away));
        float above = pitch - c->pitch;
        float attack = concerns(above, w->attack_spread) ? tracker_density(w, c, pitch, w->attack_spread) : far;
        float body = concerns(above, w->body_spread) ? tracker_density(w, c, pitch, w->body_spread) : far;
        if (c->glides > 0 && fabsf(pitch - c->pitch) < glide_reach) {
            attack += c->glides * (gliding - attack);
            body += c->glides * (gliding - body);
        }
        out->attack[p] = sounds - w->silence + w->pitch_weight * (attack - quiet);
        out->body[p] = sounds - w->silence + w->pitch_weight * (body - quiet);
        out->start[p] = w->start + w->start_onset * begins + even + move;
        out->change[p] = w->change + w->change_onset * begins + even + move;
        out->again[p] = fminf(w->again + w->again_onset * strikes + w->again_struck * struck + move, 0);
        out->stay[p] = -w->deaf_onset * strikes - w->deaf_struck * struck;
    }
    out->end = w->end;
}
