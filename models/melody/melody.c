/* SPDX-License-Identifier: MIT */
#include "models/melody/melody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset_refine.h"
#include "models/melody/dynamics_curve.h"
#include "models/melody/line_features.h"
#include "models/melody/melody_postprocess.h"
#include "models/melody/note_hmm.h"
#include "models/pitch_curve.h"

enum {
    RATE = NEUME_LINE_RATE,
    ENOUGH = 258,      /* frames that sound, 3 s, from which one can tell whether it is a line */
    LEAST_CELLS = 9,   /* energy frames of a note: 50 ms */
    LONGEST_FADE = 26, /* energy frames after its last frame: 150 ms */
    RECENT = 22,       /* frames: a quarter of a second */
    SHORTEST_SPAN = 3, /* energy frames over which the level is read */
    MOST_SLIDE = 8,    /* frames */
    EDGE = 5,          /* frames of a note whose windows may reach over what was before or comes after */
    ABOUT = 7          /* keys about a note's, of which the network's activation is kept */
};

static const double lowest_hz = 26, highest_hz = 3600; /* what the tracker can follow */
static const double snap = 0.05;                       /* seconds between a note's first frame and its heard onset */
static const float sounding_db = 30;                   /* what lies less far under it counts for how much is pitched */
static const float quietest_db = -80, sure = 0.5f;     /* and this confident at least */
static const double reach_back = 0.1, reach_on = 0.08, reach_end = 0.25; /* seconds about a note's first frame */
static const double still_heard = 0.3, least_apart = 0.03;               /* seconds after a note, and its onset */
static const float steepest = 1;     /* semitones from frame to frame that are still a slide */
static const float own_pitch = 1.5f; /* semitones about the note's in which a reading is surely its own */
static const float settled = 0.4f;   /* semitones about it: farther off it slides to a neighbour or swings */
static const float clear = 0.9f;     /* confidence of a reading that other tones in its window do not spoil */
static const float fade_db = 10;     /* under a note's level it is over */
static const float full_db = -6;     /* a frame's loudness at velocity 127 */

struct reading {
    size_t frame; /* of the note */
    float time, cents;
};

/* The note that is being put together. */
struct open_note {
    int is_open;
    double onset, last;
    double pitch_sum;     /* of the settled frames of the body */
    double sounds[ABOUT]; /* of the keys about the state's, logits over the same frames */
    size_t voiced, settled, length, body;
    size_t slid; /* frames of the curve before the first of the note */
    float state_pitch, loudest;
    float last_pitch; /* of the curve, */
    size_t followed;  /* and the frame of the note that has it, from 1 on */
    int articulated, joined;
    struct neume_pitch_curve curve; /* seconds after the onset; MIDI pitch in cents */
    struct reading unclear[EDGE];   /* [unclear_count]: the last ones, which count if a clear one follows */
    size_t unclear_count;
    struct neume_dynamics_curve dynamics;
};

struct melody {
    struct neume_transcriber base;
    struct neume_options options;
    struct neume_line_features features;
    struct neume_note_hmm hmm;
    uint64_t decided; /* frames out of the HMM */
    struct neume_onset_refiner refiner;
    double last_onset, last_end, last_hz; /* of the note before: seconds, Hz */
    uint64_t sounding, voiced;            /* frames */
    double brightness;                    /* sum over the voiced ones, octaves */
    struct open_note note;
    struct neume_melody_notes line;
};

static double pitch_hz(double pitch)
{
    return 440 * pow(2, (pitch - 69) / 12);
}

static float hz_pitch(float hz)
{
    return 69 + 12 * log2f(hz / 440);
}

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static void melody_free(struct neume_transcriber *t)
{
    struct melody *m = (struct melody *)t;
    neume_line_features_release(&m->features);
    neume_note_hmm_release(&m->hmm);
    neume_melody_notes_release(&m->line);
    free(m);
}

static void melody_reset(struct neume_transcriber *t)
{
    struct melody *m = (struct melody *)t;
    neume_line_features_reset(&m->features);
    neume_note_hmm_reset(&m->hmm);
    m->decided = 0;
    m->sounding = m->voiced = 0;
    m->brightness = 0;
    m->last_onset = m->last_end = -1;
    m->last_hz = 0;
    m->note.is_open = 0;
    m->base.tuning = m->base.pitched = 0;
    neume_melody_notes_clear(&m->line);
}

static enum neume_status melody_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct melody *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    struct neume_pyin_config pitch = {.sample_rate = RATE};
    pitch.min_hz = clamp(pitch_hz(options->min_pitch - 0.5), lowest_hz, highest_hz / 4);
    pitch.max_hz = clamp(pitch_hz(options->max_pitch + 0.5), 2 * pitch.min_hz, highest_hz);
    m->base.model = &neume_melody_model;
    m->options = *options;
    enum neume_status status = neume_line_features_init(&m->features, options, &pitch);
    if (status == NEUME_OK)
        status = neume_note_hmm_init(&m->hmm, hz_pitch((float)pitch.min_hz), hz_pitch((float)pitch.max_hz));
    if (status != NEUME_OK) {
        melody_free(&m->base);
        return status;
    }
    melody_reset(&m->base);
    *out = &m->base;
    return NEUME_OK;
}

static const struct neume_pitch_frame *frame_at(const struct melody *m, uint64_t i)
{
    return neume_line_features_frame(&m->features, i);
}

static float energy_of(const struct melody *m, int64_t first, int64_t count)
{
    return neume_energy_frames_mean(&m->features.energy, m->features.energy.energy, first, count);
}

/* dB: the highest level of the last quarter of a second of the open note, whose last frame was the one before last. */
static float recent_level(const struct melody *m)
{
    float top = -120;
    for (uint64_t k = 2; k < 2 + RECENT && k < 2 + m->note.length && k <= m->decided; k++)
        top = fmaxf(top, frame_at(m, m->decided - k)->loudness);
    return top;
}

/* Seconds: where the open note ends, about `end`: when it has fallen well under what it mostly was. */
static double fade_of(const struct melody *m, double end)
{
    const struct open_note *n = &m->note;
    double per_cell = (double)NEUME_ENERGY_FRAME_SIZE / RATE;
    int64_t at = llround(end / per_cell), first = llround(n->onset / per_cell) + LEAST_CELLS, from = at;
    int64_t last = at + LONGEST_FADE,
            span = (int64_t)ceil(RATE / pitch_hz((double)n->state_pitch) / NEUME_ENERGY_FRAME_SIZE) + 1;
    float least = powf(10, (recent_level(m) - fade_db) / 10);
    span = span < SHORTEST_SPAN ? SHORTEST_SPAN : span;
    last = last < (int64_t)(m->features.energy.samples / NEUME_ENERGY_FRAME_SIZE) ? last : at;
    while (at < last && energy_of(m, at - span / 2, span) > least)
        at++;
    while (at == from && at > first && energy_of(m, at - 1 - span / 2, span) < least) {
        at--;
        from--;
    }
    return (double)at * per_cell;
}

/* Leaves of the curve what leads to the note's own pitch without a leap, from its onset to its end: what does not was
 * read in windows that are half another tone's, or half empty. */
static void trim_curve(struct neume_pitch_curve *c, float pitch, float length)
{
    size_t first = 0;
    while (c->count > 1 && c->point[c->count - 1].time > length)
        c->count--;
    while (first < c->count && fabsf(c->point[first].cents - 100 * pitch) > 100 * own_pitch)
        first++;
    first = first == c->count ? 0 : first;
    while (first > 0 && fabsf(c->point[first - 1].cents - c->point[first].cents) < 100 * steepest)
        first--;
    c->count -= first;
    memmove(c->point, c->point + first, c->count * sizeof *c->point);
    if (c->count)
        c->point[0].time = 0; /* from its first reading it is known */
}

static enum neume_status close_note(struct melody *m)
{
    struct open_note *n = &m->note;
    double hop = neume_line_features_hop(&m->features);
    struct neume_note note = {.onset = n->onset, .offset = fmax(fade_of(m, n->last + hop), n->onset + hop)};
    n->is_open = 0;
    m->last_onset = note.onset;
    m->last_end = note.offset;
    m->last_hz = pitch_hz((double)n->state_pitch);
    struct neume_melody_notes_trait trait = {
        .pitch = n->settled ? (float)(n->pitch_sum / (double)n->settled) : n->state_pitch,
        .loudest = n->loudest,
        .articulated = n->articulated,
        .joined = n->joined,
    };
    for (int i = 0; n->voiced && i < 3; i++) {
        long key = lroundf(trait.pitch) - lroundf(n->state_pitch) + ABOUT / 2 + i - 1;
        trait.sounds[i] = key < 0 || key >= ABOUT ? 0 : (float)(n->sounds[key] / (double)n->voiced);
    }
    note.confidence = (float)n->voiced / (float)n->length;
    trim_curve(&n->curve, n->state_pitch, (float)(note.offset - note.onset));
    neume_pitch_curve_thin(&n->curve);
    neume_dynamics_curve_end(&n->dynamics, (float)(note.offset - note.onset));
    note.bend_count = (uint32_t)n->curve.count;
    note.expression_count = (uint32_t)n->dynamics.count;
    return neume_melody_notes_push(&m->line, &note, &trait, n->curve.point, n->dynamics.point);
}

/* When the note begins whose first frame is `f`. */
static double begin_of(struct melody *m, const struct neume_pitch_frame *f, const struct neume_onset *o, double hz)
{
    struct neume_onset_guess guess = {
        .time = f->time,
        .back = fmin(reach_back, fmax(f->time - m->last_onset - least_apart, 0)),
        .on = reach_on,
        .end = f->time + reach_end,
        .hz = hz,
        .old = &m->last_hz,
        .old_count = m->last_end > f->time - still_heard,
    };
    double found = neume_onset_refiner_find(&m->refiner, &m->features.samples, RATE, &guess);
    return found == f->time && o && o->time >= m->last_onset + least_apart ? o->time : found;
}

/* The curve from the note's onset to its first frame, where the pitch slides without a break. `f` was decided last. */
static void slide_in(struct melody *m, const struct neume_pitch_frame *f)
{
    struct open_note *n = &m->note;
    uint64_t here = m->decided - 1, first = here;
    float pitch = f->f0 > 0 ? hz_pitch(f->f0) : 0;
    while (pitch > 0 && first > 0 && here - first < MOST_SLIDE && frame_at(m, first - 1)->time >= n->onset) {
        float before = frame_at(m, first - 1)->f0 > 0 ? hz_pitch(frame_at(m, first - 1)->f0) : 0;
        if (fabsf(before - pitch) > steepest || frame_at(m, first - 1)->confidence < clear)
            break;
        pitch = before;
        first--;
    }
    for (uint64_t i = first; i < here; i++)
        neume_pitch_curve_add(&n->curve, n->slid++, (float)(frame_at(m, i)->time - n->onset),
                              100 * hz_pitch(frame_at(m, i)->f0));
}

/* A note that no stroke begins and that follows another at once is the same movement. */
static void open_note(struct melody *m, const struct neume_pitch_frame *f, float state_pitch, int joined)
{
    struct open_note *n = &m->note;
    const struct neume_onset *o = neume_line_features_onset(&m->features, f->time, snap);
    *n = (struct open_note){.is_open = 1, .loudest = -120, .state_pitch = state_pitch, .joined = joined};
    n->last_pitch = f->f0 > 0 ? hz_pitch(f->f0) : state_pitch;
    neume_pitch_curve_begin(&n->curve);
    neume_dynamics_curve_begin(&n->dynamics);
    n->articulated = o && neume_line_features_rise(&m->features, f) > 2;
    /* In the middle of a glide nothing is struck. */
    n->onset = joined && neume_line_features_glide(&m->features, m->decided - 1) > 0.5f
                   ? f->time
                   : begin_of(m, f, o, pitch_hz((double)state_pitch));
    slide_in(m, f);
}

/* Octaves of the middle of the spectrum over 1000 Hz: the root mean square frequency, by the energy of the derivative.
 */
static float brightness_of(const struct melody *m, const struct neume_pitch_frame *f)
{
    int64_t span = neume_line_features_period(f) + 2, from = neume_line_features_place(f) - span / 2;
    return 0.5f * log2f(neume_energy_frames_mean(&m->features.energy, m->features.energy.change, from, span) /
                        energy_of(m, from, span)) +
           log2f(RATE / 6283.1853f);
}

static void add_reading(struct open_note *n, const struct reading *r)
{
    neume_pitch_curve_add(&n->curve, r->frame, r->time, r->cents);
}

/* What is read unclearly counts between clear readings, and where it goes on for long, but not at the note's edges. */
static void follow_pitch(struct open_note *n, const struct neume_pitch_frame *f, float pitch)
{
    struct reading r = {n->slid + n->length - 1, (float)(f->time - n->onset), 100 * pitch};
    int is_clear = f->confidence >= clear;
    if (f->time < n->onset || (!is_clear && n->length <= EDGE))
        return;
    if (!is_clear && n->unclear_count < EDGE) {
        n->unclear[n->unclear_count++] = r;
        return;
    }
    for (size_t i = 0; i < n->unclear_count; i++)
        add_reading(n, &n->unclear[i]);
    n->unclear_count = 0;
    add_reading(n, &r);
}

/* Of the frame that was decided last. */
static void hear_keys(struct melody *m)
{
    struct open_note *n = &m->note;
    for (int i = 0; i < ABOUT; i++) {
        int k = (int)lroundf(n->state_pitch) + i - ABOUT / 2 - NEUME_POLY_LOW_PITCH;
        if (k >= 0 && k < NEUME_POLY_KEYS)
            n->sounds[i] += clamp(neume_line_features_sounds(&m->features, m->decided - 1, k), -6, 6);
    }
}

static void extend_note(struct melody *m, const struct neume_pitch_frame *f, enum neume_note_phase phase)
{
    struct open_note *n = &m->note;
    int64_t span = neume_line_features_period(f) + 2;
    n->last = f->time > n->onset ? f->time : n->onset;
    n->length++;
    n->body += phase == NEUME_PHASE_BODY;
    if (f->time < n->onset + 0.12)
        n->loudest = fmaxf(n->loudest, f->loudness);
    if (f->time >= n->onset)
        neume_dynamics_curve_add(&n->dynamics, (float)(f->time - n->onset),
                                 10 * log10f(energy_of(m, neume_line_features_place(f) - span / 2, span)),
                                 brightness_of(m, f));
    if (f->f0 <= 0)
        return;
    float pitch = hz_pitch(f->f0);
    int near = fabsf(pitch - n->state_pitch) <= own_pitch;
    /* A frame far from the state is a slip of the tracker, unless a glide led there. */
    if (!near && !(n->length - n->followed == 1 && fabsf(pitch - n->last_pitch) < steepest))
        return;
    n->followed = n->length;
    n->last_pitch = pitch;
    if (phase == NEUME_PHASE_BODY && near) {
        n->voiced++;
        if (fabsf(pitch - n->state_pitch) <= settled) {
            n->pitch_sum += pitch;
            n->settled++;
        }
        hear_keys(m);
    }
    follow_pitch(n, f, pitch);
}

static enum neume_status take_decisions(struct melody *m, const struct neume_note_decision *d, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        const struct neume_pitch_frame *f = frame_at(m, m->decided++);
        int joined = m->note.is_open && d[i].begins;
        if (m->note.is_open && (d[i].phase == NEUME_PHASE_SILENCE || d[i].begins))
            status = close_note(m);
        if (d[i].phase == NEUME_PHASE_SILENCE)
            continue;
        if (!m->note.is_open)
            open_note(m, f, d[i].pitch, joined);
        extend_note(m, f, d[i].phase);
    }
    return status;
}

static void count_frame(struct melody *m, const struct neume_pitch_frame *f)
{
    if (f->loudness < fmaxf(m->features.loudest - sounding_db, quietest_db))
        return;
    m->sounding++;
    if (f->f0 <= 0 || f->confidence < sure)
        return;
    m->voiced++;
    m->brightness += brightness_of(m, f);
}

/* Feeds the HMM with the frames of which all is known. */
static enum neume_status hear(struct melody *m)
{
    struct neume_note_decision d[NEUME_NOTE_HMM_BLOCK];
    struct neume_note_evidence e;
    struct neume_note_cues cues;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && neume_line_features_advance(&m->features))
        while (status == NEUME_OK && neume_line_features_next(&m->features, &cues)) {
            count_frame(m, frame_at(m, m->features.heard - 1));
            neume_note_evidence(&neume_note_weights_fitted, &cues, &m->hmm, m->options.sensitivity, &e);
            status = take_decisions(m, d, neume_note_hmm_process(&m->hmm, &e, d));
        }
    return status;
}

static enum neume_status melody_process(struct neume_transcriber *t, const float *samples, size_t count,
                                        struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    enum neume_status status = NEUME_OK;
    (void)out;
    while (count && status == NEUME_OK) {
        size_t used = neume_line_features_push(&m->features, samples, count);
        samples += used;
        count -= used;
        status = hear(m);
    }
    return status;
}

/* Mends the notes, rounds them to the recording's own tuning and hands them out. */
static enum neume_status finish(struct melody *m, struct neume_notes *out)
{
    float usual = m->voiced ? (float)(m->brightness / (double)m->voiced) : 0;
    neume_melody_notes_mend(&m->line);
    m->base.tuning = m->options.tuning > 0 ? m->options.tuning : neume_melody_notes_tuning(&m->line);
    m->base.pitched = m->sounding > ENOUGH ? (double)m->voiced / (double)m->sounding : 1;
    for (size_t i = 0; i < m->line.notes.expression_count; i++)
        m->line.notes.expression[i].brightness -= usual;
    return neume_melody_notes_hand_out(&m->line, &m->options, m->base.tuning, full_db, out);
}

static enum neume_status melody_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    struct neume_note_decision d[NEUME_NOTE_HMM_BLOCK];
    enum neume_status status = NEUME_OK;
    size_t made;
    while (status == NEUME_OK && neume_line_features_flush(&m->features))
        status = hear(m);
    while (status == NEUME_OK && (made = neume_note_hmm_flush(&m->hmm, d)) > 0)
        status = take_decisions(m, d, made);
    if (status == NEUME_OK && m->note.is_open)
        status = close_note(m);
    return status == NEUME_OK ? finish(m, out) : status;
}

const struct neume_model neume_melody_model = {
    .name = "melody",
    .sample_rate = RATE,
    .create = melody_create,
    .process = melody_process,
    .flush = melody_flush,
    .reset = melody_reset,
    .free = melody_free,
};
