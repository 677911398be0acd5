/* SPDX-License-Identifier: MIT */
#include "models/melody/line_features.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"

enum {
    SNAP = 3,            /* frames between the network's onset and the waveform's */
    BATCH = 64,          /* what one call of the trackers hands over at most */
    SPECTRUM_DELAY = 64, /* rows by which the network's input is late, besides its level's look ahead */
    NEAR_START = 5,
    NEAR_END = 17 /* energy frames to either side: 30 to 100 ms, beyond the noise of an attack */
};

static const float least_strike = 0.02f, surely_anew = 0.2f;
static const float floor_db = 50;   /* what lies so far under the loudest is no note */
static const float ending_db = 4;   /* a note that falls by more than this ends */
static const float steepest = 1.2f; /* semitones from frame to frame that are still one movement */
static const float glide_reach = 2; /* semitones: as far as a pitch bend usually goes */
static const float vibrato_reach = 1.7f, vibrato_near = 0.75f; /* semitones from its centre */
static const double margin = 0.05; /* seconds before a note's first frame in which its onset may lie */

enum neume_status neume_line_features_init(struct neume_line_features *f, const struct neume_options *options,
                                           const struct neume_pyin_config *range)
{
    struct neume_onset_config onset;
    neume_onset_config_init(&onset);
    onset.sample_rate = NEUME_LINE_RATE;
    onset.sensitivity = options->sensitivity;
    enum neume_status status = neume_pyin_new(&f->pyin, range);
    if (status == NEUME_OK)
        status = neume_onset_new(&f->detector, &onset);
    if (status == NEUME_OK)
        status = neume_sample_ring_init(&f->samples, NEUME_LINE_SAMPLES);
    if (status == NEUME_OK)
        status = neume_poly_activations_new(&f->activations, options);
    if (status == NEUME_OK) {
        size_t rows = neume_poly_activations_delay(f->activations) + NEUME_POLY_INPUT_AHEAD + SPECTRUM_DELAY;
        f->room = rows * NEUME_LOGSPEC_HOP;
        f->waiting = malloc(f->room * sizeof *f->waiting);
        status = f->waiting ? NEUME_OK : NEUME_ERR_MEMORY;
    }
    if (status != NEUME_OK) {
        neume_line_features_release(f);
        return status;
    }
    neume_vibrato_fitter_init(&f->fitter, neume_line_features_hop(f));
    neume_line_features_reset(f);
    return NEUME_OK;
}

void neume_line_features_release(struct neume_line_features *f)
{
    if (!f)
        return;
    neume_pyin_free(f->pyin);
    neume_onset_free(f->detector);
    neume_poly_activations_free(f->activations);
    neume_sample_ring_release(&f->samples);
    free(f->waiting);
    f->pyin = NULL;
    f->detector = NULL;
    f->activations = NULL;
    f->waiting = NULL;
}

void neume_line_features_reset(struct neume_line_features *f)
{
    neume_pyin_reset(f->pyin);
    neume_onset_reset(f->detector);
    neume_sample_ring_reset(&f->samples);
    neume_poly_activations_reset(f->activations);
    memset(&f->energy, 0, sizeof f->energy);
    f->pushed = f->rows = f->tracked = f->judged = f->heard = f->onset_count = 0;
    f->loudest = -120;
    f->ended = f->finished = 0;
}

size_t neume_line_features_push(struct neume_line_features *f, const float *samples, size_t count)
{
    const struct neume_poly_frame *frame;
    size_t used = neume_poly_activations_process(f->activations, samples, count, &frame);
    for (size_t done = 0; done < used;) {
        size_t at = (size_t)(f->pushed % f->room), n = used - done < f->room - at ? used - done : f->room - at;
        memcpy(f->waiting + at, samples + done, n * sizeof *samples);
        f->pushed += n;
        done += n;
    }
    assert(f->pushed - f->energy.samples <= f->room);
    return used;
}

int neume_line_features_flush(struct neume_line_features *f)
{
    int more = !f->ended;
    f->ended = !neume_poly_activations_flush(f->activations);
    return more;
}

static float pitch_of(const struct neume_pitch_frame *frame)
{
    return frame->guess > 0 ? 69 + 12 * log2f(frame->guess / 440) : 0;
}

/* The pitch of `count` frames from `first` on; 0 if it breaks off or leaps among them. */
static int read_pitch(const struct neume_line_features *f, uint64_t first, size_t count, float *pitch)
{
    for (size_t k = 0; k < count; k++) {
        const struct neume_pitch_frame *here = neume_line_features_frame(f, first + k);
        pitch[k] = pitch_of(here);
        if (here->f0 <= 0 || (k && fabsf(pitch[k] - pitch[k - 1]) >= steepest))
            return 0;
    }
    return 1;
}

/* Keeps a frame of the tracker, and how the frames up to it move. */
static void keep_frame(struct neume_line_features *f, const struct neume_pitch_frame *frame)
{
    float pitch[NEUME_VIBRATO_FRAMES];
    f->frame[f->tracked % NEUME_LINE_FRAMES] = *frame;
    f->vibrato[f->tracked % NEUME_LINE_FRAMES].strength = 0;
    f->glide[f->tracked++ % NEUME_LINE_FRAMES] = 0;
    if (f->tracked >= NEUME_VIBRATO_FRAMES) {
        uint64_t first = f->tracked - NEUME_VIBRATO_FRAMES;
        if (read_pitch(f, first, NEUME_VIBRATO_FRAMES, pitch))
            f->vibrato[first % NEUME_LINE_FRAMES] = neume_vibrato_fit(&f->fitter, pitch);
    }
    if (f->tracked >= NEUME_GLIDE_FRAMES) {
        uint64_t first = f->tracked - NEUME_GLIDE_FRAMES;
        if (read_pitch(f, first, NEUME_GLIDE_FRAMES, pitch))
            f->glide[first % NEUME_LINE_FRAMES] = neume_glide_fit(pitch);
    }
}

static void track(struct neume_line_features *f, const float *samples, size_t count)
{
    struct neume_pitch_frame frame[BATCH];
    struct neume_onset onset[BATCH];
    size_t made;
    for (size_t used = 0; used < count;) {
        used += neume_onset_process(f->detector, samples + used, count - used, onset, BATCH, &made);
        for (size_t i = 0; i < made; i++)
            f->onset[f->onset_count++ % NEUME_LINE_ONSETS] = onset[i];
    }
    for (size_t used = 0; used < count;) {
        used += neume_pyin_process(f->pyin, samples + used, count - used, frame, BATCH, &made);
        for (size_t i = 0; i < made; i++)
            keep_frame(f, &frame[i]);
    }
    neume_sample_ring_push(&f->samples, samples, count);
    neume_energy_frames_add(&f->energy, samples, count);
}

static void finish(struct neume_line_features *f)
{
    struct neume_onset onset;
    struct neume_pitch_frame frame;
    while (neume_onset_flush(f->detector, &onset, 1))
        f->onset[f->onset_count++ % NEUME_LINE_ONSETS] = onset;
    while (neume_pyin_flush(f->pyin, &frame, 1))
        keep_frame(f, &frame);
    f->finished = 1;
}

static void keep_row(struct neume_line_features *f, const float *activations)
{
    struct neume_line_row *row = &f->row[f->rows++ % NEUME_LINE_ROWS];
    row->most = 0;
    for (int k = 0; k < NEUME_POLY_KEYS; k++) {
        row->onset[k] = 1 / (1 + expf(-activations[k * NEUME_POLY_HEADS]));
        row->most = row->onset[k] > row->most ? row->onset[k] : row->most;
        row->frame[k] = activations[k * NEUME_POLY_HEADS + 1];
    }
}

int neume_line_features_advance(struct neume_line_features *f)
{
    float level;
    const float *activations = neume_poly_activations_take(f->activations, &level);
    if (f->finished || (!activations && !f->ended))
        return 0;
    if (activations)
        keep_row(f, activations);
    uint64_t from = f->energy.samples, to = activations ? (f->rows - 1) * NEUME_LOGSPEC_HOP : f->pushed;
    to = to < f->pushed ? to : f->pushed;
    to = to < from + NEUME_LOGSPEC_HOP ? to : from + NEUME_LOGSPEC_HOP;
    while (f->energy.samples < to) {
        size_t at = (size_t)(f->energy.samples % f->room), count = (size_t)(to - f->energy.samples);
        track(f, f->waiting + at, count < f->room - at ? count : f->room - at);
    }
    if (!activations && f->energy.samples == f->pushed)
        finish(f);
    return 1;
}

double neume_line_features_hop(const struct neume_line_features *f)
{
    return (double)neume_pyin_hop(f->pyin) / NEUME_LINE_RATE;
}

const struct neume_pitch_frame *neume_line_features_frame(const struct neume_line_features *f, uint64_t i)
{
    return &f->frame[i % NEUME_LINE_FRAMES];
}

const struct neume_onset *neume_line_features_onset(const struct neume_line_features *f, double time, double reach)
{
    const struct neume_onset *nearest = NULL;
    uint64_t first = f->onset_count > NEUME_LINE_ONSETS ? f->onset_count - NEUME_LINE_ONSETS : 0;
    for (uint64_t i = first; i < f->onset_count; i++) {
        const struct neume_onset *o = &f->onset[i % NEUME_LINE_ONSETS];
        if (fabs(o->time - time) <= reach) {
            reach = fabs(o->time - time);
            nearest = o;
        }
    }
    return nearest;
}

int64_t neume_line_features_place(const struct neume_pitch_frame *frame)
{
    return llround(frame->time * NEUME_LINE_RATE / NEUME_ENERGY_FRAME_SIZE);
}

int64_t neume_line_features_period(const struct neume_pitch_frame *frame)
{
    return frame->guess > 0 ? (int64_t)ceil(NEUME_LINE_RATE / frame->guess / NEUME_ENERGY_FRAME_SIZE) + 1 : 4;
}

static float energy_of(const struct neume_line_features *f, int64_t first, int64_t count)
{
    return neume_energy_frames_mean(&f->energy, f->energy.energy, first, count);
}

float neume_line_features_rise(const struct neume_line_features *f, const struct neume_pitch_frame *frame)
{
    int64_t at = neume_line_features_place(frame), period = neume_line_features_period(frame);
    float before = 1e9f, after = 0;
    for (int64_t i = at - 6 - period; i <= at + 1; i++)
        before = fminf(before, energy_of(f, i, period));
    for (int64_t i = at; i <= at + 8; i++)
        after = fmaxf(after, energy_of(f, i, period));
    return 10 * log10f(after / before);
}

static float clamp(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x;
}

/* 0..1: how surely the line is quieter after this moment than it was before it, so that what is heard here is a key
 * coming up or a bow leaving the string. */
static float ending_at(const struct neume_line_features *f, const struct neume_pitch_frame *frame)
{
    int64_t at = neume_line_features_place(frame);
    float before = energy_of(f, at - NEAR_END, NEAR_END - NEAR_START);
    float after = energy_of(f, at + NEAR_START, NEAR_END - NEAR_START);
    return clamp((10 * log10f(before / after) - ending_db) / 4, 0, 1);
}

/* Row r; what lies beyond either end is the row at the end. */
static const struct neume_line_row *row_at(const struct neume_line_features *f, int64_t r)
{
    int64_t last = (int64_t)f->rows - 1;
    return &f->row[(r < 0 ? 0 : r > last ? last : r) % NEUME_LINE_ROWS];
}

float neume_line_features_sounds(const struct neume_line_features *f, uint64_t i, int k)
{
    return row_at(f, (int64_t)(i / 2))->frame[k];
}

/* 0..1: how surely the waveform begins anew in a frame. */
static float begins_anew(const struct neume_line_features *f, const struct neume_pitch_frame *frame)
{
    if (!neume_line_features_onset(f, frame->time, 0.5 * neume_line_features_hop(f)))
        return 0;
    return clamp((neume_line_features_rise(f, frame) - 2) / 4, 0, 1);
}

/* That of frame i, once judged. */
static float anew_at(const struct neume_line_features *f, int64_t i)
{
    return i < 0 || i >= (int64_t)f->judged ? 0 : f->anew[i % NEUME_LINE_FRAMES];
}

/* The frame near i in which the waveform begins anew, if there is one; else i. */
static int64_t snap(const struct neume_line_features *f, int64_t i)
{
    for (int64_t away = 0; away <= SNAP; away++) {
        if (anew_at(f, i - away) > surely_anew)
            return i - away;
        if (anew_at(f, i + away) > surely_anew)
            return i + away;
    }
    return i;
}

/* The frame in which key k's onset activation peaks about row r, between the rows by a parabola; -1 if in none. */
static int64_t peak_frame(const struct neume_line_features *f, int64_t r, int k)
{
    if (r < 0 || r >= (int64_t)f->rows)
        return -1;
    float before = r ? row_at(f, r - 1)->onset[k] : 0, here = row_at(f, r)->onset[k];
    float after = r + 1 < (int64_t)f->rows ? row_at(f, r + 1)->onset[k] : 0;
    if (here <= least_strike || here <= before || here < after)
        return -1;
    return 2 * r + lroundf((before - after) / (before - 2 * here + after));
}

/* Each key's onset activation if it peaks in frame i: the waveform, if it begins anew near, says in which frame. */
static void find_strikes(const struct neume_line_features *f, int64_t i, float *strikes)
{
    for (int64_t r = (i - SNAP) / 2 - 1; r <= (i + SNAP) / 2 + 1; r++) {
        const struct neume_line_row *row = row_at(f, r);
        if (row->most <= least_strike)
            continue;
        for (int k = 0; k < NEUME_POLY_KEYS; k++) {
            if (row->onset[k] <= least_strike || row->onset[k] <= strikes[k])
                continue;
            int64_t peak = peak_frame(f, r, k);
            if (peak >= 0 && llabs(peak - i) <= SNAP && snap(f, peak) == i)
                strikes[k] = row->onset[k];
        }
    }
}

static float larger(float a, float b)
{
    return a > b ? a : b;
}

/* Means of two rows, or twice the same: frame[0] and frame[1]; and of the largest of the onsets around each. */
NEUME_SIMD static void mean_rows(const float *const frame[2], const float *const onset[6], float *restrict sounds,
                                 float *restrict begins)
{
    const float *a = onset[0], *b = onset[1], *c = onset[2], *d = onset[3], *e = onset[4], *f = onset[5];
    for (int k = 0; k < NEUME_POLY_KEYS; k++) {
        sounds[k] = (frame[0][k] + frame[1][k]) / 2;
        begins[k] = (larger(b[k], larger(a[k], c[k])) + larger(e[k], larger(d[k], f[k]))) / 2;
    }
}

static void read_rows(const struct neume_line_features *f, int64_t i, struct neume_note_cues *cues)
{
    const float *frame[2], *onset[6];
    for (int side = 0; side < 2; side++) {
        int64_t r = (i + side) / 2;
        frame[side] = row_at(f, r)->frame;
        for (int k = 0; k < 3; k++)
            onset[3 * side + k] = row_at(f, r + k - 1)->onset;
    }
    mean_rows(frame, onset, cues->sounds, cues->begins);
    find_strikes(f, i, cues->strikes);
}

/* The surest vibrato that frame i is part of; .centre is that at the frame. */
static struct neume_vibrato vibrato_at(const struct neume_line_features *f, uint64_t i)
{
    enum { LAST = NEUME_VIBRATO_FRAMES - 1, PARTS = 4 };
    struct neume_vibrato best = {0};
    for (uint64_t part = 0; part <= PARTS; part++) {
        uint64_t into = part * LAST / PARTS;
        const struct neume_vibrato *v = &f->vibrato[(i - into) % NEUME_LINE_FRAMES];
        if (into > i || v->strength <= best.strength)
            continue;
        best = *v;
        best.centre += v->slope * ((float)into - LAST / 2);
    }
    return best;
}

float neume_line_features_glide(const struct neume_line_features *f, uint64_t i)
{
    float best = 0;
    for (uint64_t into = 0; into < NEUME_GLIDE_FRAMES && into <= i; into++)
        best = fmaxf(best, f->glide[(i - into) % NEUME_LINE_FRAMES]);
    return best;
}

/* A glide is no note of its own: any that lies near it may hold on or come, and none begins. */
static void loosen(struct neume_note_cues *cues)
{
    float most = -INFINITY, keep = 1 - cues->glides;
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        if (fabsf((float)(k + NEUME_POLY_LOW_PITCH) - cues->pitch) < vibrato_reach)
            most = fmaxf(most, cues->sounds[k]);
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        if (fabsf((float)(k + NEUME_POLY_LOW_PITCH) - cues->pitch) < glide_reach) {
            cues->sounds[k] += cues->glides * (most - cues->sounds[k]);
            cues->begins[k] *= keep;
            cues->strikes[k] *= keep;
        }
}

/* A vibrato is one note: its pitch is the centre, on which all that the network hears of it comes together, and it
 * begins nothing. */
static void steady(struct neume_note_cues *cues, const struct neume_vibrato *v)
{
    float most = -INFINITY;
    cues->pitch += v->strength * (v->centre - cues->pitch);
    for (int k = 0; k < NEUME_POLY_KEYS; k++)
        if (fabsf((float)(k + NEUME_POLY_LOW_PITCH) - v->centre) < vibrato_reach)
            most = fmaxf(most, cues->sounds[k]);
    for (int k = 0; k < NEUME_POLY_KEYS; k++) {
        float away = fabsf((float)(k + NEUME_POLY_LOW_PITCH) - v->centre);
        if (away < vibrato_near)
            cues->sounds[k] += v->strength * (most - cues->sounds[k]);
        if (away < vibrato_reach) {
            cues->begins[k] *= 1 - v->strength;
            cues->strikes[k] *= 1 - v->strength;
        }
    }
}

int neume_line_features_next(struct neume_line_features *f, struct neume_note_cues *cues)
{
    double hop = neume_line_features_hop(f), known = (double)f->energy.samples / NEUME_LINE_RATE;
    double until = known - neume_onset_delay(f->detector) - (NEUME_LINE_AHEAD + 1) * hop - margin;
    const struct neume_pitch_frame *frame = neume_line_features_frame(f, f->heard);
    if (f->heard + (f->finished ? 0 : NEUME_LINE_AHEAD) >= f->tracked || (!f->finished && frame->time >= until))
        return 0;
    *cues = (struct neume_note_cues){.pitch = pitch_of(frame)};
    f->loudest = fmaxf(f->loudest, frame->loudness);
    cues->voiced = frame->f0 > 0 ? 0.95f : 0.3f * frame->confidence + 0.02f;
    if (frame->loudness < f->loudest - floor_db)
        cues->voiced = 0.01f;
    for (; f->judged <= f->heard + 2 * SNAP && f->judged < f->tracked; f->judged++)
        f->anew[f->judged % NEUME_LINE_FRAMES] = begins_anew(f, neume_line_features_frame(f, f->judged));
    cues->onset = anew_at(f, (int64_t)f->heard);
    if (cues->onset > 0)
        cues->ending = ending_at(f, frame);
    read_rows(f, (int64_t)f->heard, cues);
    struct neume_vibrato v = vibrato_at(f, f->heard);
    if (v.strength > 0)
        steady(cues, &v);
    cues->glides = fminf(neume_line_features_glide(f, f->heard++), 1 - v.strength);
    if (cues->glides > 0)
        loosen(cues);
    return 1;
}
