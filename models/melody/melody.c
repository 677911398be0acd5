/* SPDX-License-Identifier: MIT */
#include "models/melody/melody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "analysis/pyin.h"
#include "models/melody/dynamics_curve.h"
#include "models/melody/energy_frames.h"
#include "models/melody/melody_postprocess.h"
#include "models/melody/note_hmm.h"
#include "models/melody/onset_refine.h"
#include "models/pitch_curve.h"

enum {
    RATE = 22050,
    LOOK_AHEAD = 441,
    LOOK_BACK = 1764,
    LOOK_ON = 1323,
    AROUND = 256,    /* samples: 20, 80, 60 and 12 ms */
    FRAMES = 512,    /* pitch frames that are remembered: 6 s, more than all delays together */
    ONSETS = 256,    /* onsets that are remembered */
    BATCH = 64,      /* what one call of the trackers hands over at most */
    ENOUGH = 258,    /* frames that sound, 3 s, from which one can tell whether it is a line */
    RISE_CELLS = 12, /* that a soft attack takes at most: 70 ms */
    MOST_PERIOD = 3, /* cells: over about 175 Hz */
    NEAR_START = 5,
    NEAR_END = 17,         /* cells to either side: 30 to 100 ms, beyond the noise of an attack */
    MOST_SLIDE = 8,        /* frames */
    HEARD_SAMPLES = 65536, /* samples that are remembered: 3 s */
    RISE_FRAMES = 10       /* frames after one that its evidence reads */
};

static const double lowest_hz = 26, highest_hz = 3600; /* what the tracker can follow */
static const double snap = 0.05;                       /* seconds between a note's first frame and its heard onset */
static const float floor_db = 50;                      /* what lies so far under the loudest is no note */
static const float sounding_db = 30;                   /* what lies less far under it counts for how much is pitched */
static const float quietest_db = -80, sure = 0.5f;     /* and this confident at least */
static const float begun = 0.06f;                      /* the share of the rise in energy where a note begins */
static const float ending_db = 4;                      /* a note that falls by more than this ends */
static const double near_note = 0.05;                  /* seconds to a note that may still be heard */
static const float steepest = 1;                       /* semitones from frame to frame that are still a slide */
static const double lowest_emerging = 80;              /* Hz */
static const float full_db = -6;                       /* a frame's loudness at velocity 127 */

/* The note that is being put together. */
struct open_note {
    int is_open;
    double onset, last;
    double pitch_sum; /* of the voiced frames in the body */
    size_t voiced, length, body;
    size_t slid; /* frames of the curve before the first of the note */
    float state_pitch, loudest;
    int articulated;
    struct neume_pitch_curve curve; /* seconds after the onset; MIDI pitch in cents */
    struct neume_dynamics_curve touches;
};

struct melody {
    struct neume_transcriber base;
    struct neume_options options;
    struct neume_pyin *pyin;
    struct neume_onset_detector *detector;
    struct neume_note_hmm hmm;
    struct neume_pitch_frame frame[FRAMES];
    uint64_t tracked, heard, decided; /* frames from pYIN, into the HMM, out of it */
    struct neume_onset onset[ONSETS];
    uint64_t onset_count;
    struct neume_energy_frames cells;
    float sample[HEARD_SAMPLES];
    struct neume_onset_refine emergence;
    double last_end, last_hz;  /* of the note before: seconds, Hz */
    float loudest;             /* dB, so far */
    uint64_t sounding, voiced; /* frames */
    double brightness;         /* sum over the voiced ones, octaves */
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
    neume_pyin_free(m->pyin);
    neume_onset_free(m->detector);
    neume_note_hmm_release(&m->hmm);
    neume_melody_notes_release(&m->line);
    free(m);
}

static void melody_reset(struct neume_transcriber *t)
{
    struct melody *m = (struct melody *)t;
    neume_pyin_reset(m->pyin);
    neume_onset_reset(m->detector);
    neume_note_hmm_reset(&m->hmm);
    m->tracked = m->heard = m->decided = m->onset_count = 0;
    m->sounding = m->voiced = 0;
    m->brightness = 0;
    memset(&m->cells, 0, sizeof m->cells);
    m->last_end = -1;
    m->last_hz = 0;
    m->loudest = -120;
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
    struct neume_onset_config onset;
    neume_onset_config_init(&onset);
    onset.sample_rate = RATE;
    onset.sensitivity = options->sensitivity;
    m->base.model = &neume_melody_model;
    m->options = *options;
    enum neume_status status = neume_pyin_new(&m->pyin, &pitch);
    if (status == NEUME_OK)
        status = neume_onset_new(&m->detector, &onset);
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
    return &m->frame[i % FRAMES];
}

/* The onset nearest to `time` within `reach` seconds, or NULL. */
static const struct neume_onset *onset_near(const struct melody *m, double time, double reach)
{
    const struct neume_onset *nearest = NULL;
    uint64_t first = m->onset_count > ONSETS ? m->onset_count - ONSETS : 0;
    for (uint64_t i = first; i < m->onset_count; i++) {
        const struct neume_onset *o = &m->onset[i % ONSETS];
        if (fabs(o->time - time) <= reach) {
            reach = fabs(o->time - time);
            nearest = o;
        }
    }
    return nearest;
}

/* Keeps the samples, and their energy. */
static void keep_samples(struct melody *m, const float *samples, size_t count)
{
    for (size_t n = 0; n < count; n++)
        m->sample[(m->cells.samples + n) % HEARD_SAMPLES] = samples[n];
    neume_energy_frames_add(&m->cells, samples, count);
}

static float energy_of(const struct melody *m, int64_t first, int64_t count)
{
    return neume_energy_frames_mean(&m->cells, m->cells.energy, first, count);
}

static int64_t cell_of(const struct neume_pitch_frame *f)
{
    return llround(f->time * RATE / NEUME_ENERGY_FRAME_SIZE);
}

/* Cells of a period of frame i at least. */
static int64_t period_of(const struct neume_pitch_frame *f)
{
    return f->guess > 0 ? (int64_t)ceil(RATE / f->guess / NEUME_ENERGY_FRAME_SIZE) + 1 : 4;
}

/* How much louder the line gets at frame i, in dB: from the quietest moment just before to the loudest just after, each
 * over a period at least. A flux peak without it is vibrato, not an articulation. */
static float loudness_rise(const struct melody *m, const struct neume_pitch_frame *f)
{
    int64_t at = cell_of(f), period = period_of(f);
    float before = 1e9f, after = 0;
    for (int64_t i = at - 6 - period; i <= at + 1; i++)
        before = fminf(before, energy_of(m, i, period));
    for (int64_t i = at; i <= at + 8; i++)
        after = fmaxf(after, energy_of(m, i, period));
    return 10 * log10f(after / before);
}

/* 0..1: how surely the line is quieter after this moment than it was before it, so that what is heard here is a key
 * coming up or a bow leaving the string. */
static float ending_at(const struct melody *m, const struct neume_pitch_frame *f)
{
    int64_t at = cell_of(f);
    float before = energy_of(m, at - NEAR_END, NEAR_END - NEAR_START);
    float after = energy_of(m, at + NEAR_START, NEAR_END - NEAR_START);
    return (float)clamp((10 * log10(before / after) - ending_db) / 4, 0, 1);
}

static struct neume_note_evidence evidence_at(const struct melody *m, uint64_t i)
{
    const struct neume_pitch_frame *f = frame_at(m, i);
    struct neume_note_evidence e = {.pitch = f->guess > 0 ? hz_pitch(f->guess) : 0};
    e.voiced = f->f0 > 0 ? 0.95f : 0.3f * f->confidence + 0.02f;
    if (f->loudness < m->loudest - floor_db)
        e.voiced = 0.01f;
    const struct neume_onset *o = onset_near(m, f->time, 0.5 * (double)neume_pyin_hop(m->pyin) / RATE);
    if (o) {
        e.onset = (float)clamp((loudness_rise(m, f) - 2) / 4, 0, 1);
        e.ending = ending_at(m, f);
    }
    return e;
}

static enum neume_status close_note(struct melody *m)
{
    struct open_note *n = &m->note;
    double hop = (double)neume_pyin_hop(m->pyin) / RATE;
    struct neume_note note = {.onset = n->onset, .offset = n->last + hop};
    n->is_open = 0;
    m->last_end = note.offset;
    m->last_hz = pitch_hz((double)n->state_pitch);
    if (!n->voiced)
        return NEUME_OK;
    struct neume_melody_notes_trait trait = {
        .pitch = (float)(n->pitch_sum / (double)n->voiced), .loudest = n->loudest, .articulated = n->articulated};
    note.confidence = (float)n->voiced / (float)n->length;
    neume_pitch_curve_thin(&n->curve);
    neume_dynamics_curve_end(&n->touches, (float)(note.offset - note.onset));
    note.bend_count = (uint32_t)n->curve.count;
    note.touch_count = (uint32_t)n->touches.count;
    return neume_melody_notes_push(&m->line, &note, &trait, n->curve.point, n->touches.point);
}

/* Where the loudness that peaks just after an onset began to rise. The detector hears a soft attack when it is fastest.
 * Low notes, whose periods are longer than the cells, keep their onset. */
static double rise_begins(const struct melody *m, const struct neume_pitch_frame *f, double onset)
{
    int64_t at = llround(onset * RATE / NEUME_ENERGY_FRAME_SIZE), i = at + 1;
    float peak = 0, base = 1e9f;
    if (period_of(f) > MOST_PERIOD)
        return onset;
    for (int64_t k = at; k < at + 8; k++)
        peak = fmaxf(peak, energy_of(m, k, 2));
    for (int64_t k = at - RISE_CELLS; k <= at; k++)
        base = fminf(base, energy_of(m, k, 2));
    while (i > at - RISE_CELLS && energy_of(m, i - 1, 2) > base + begun * (peak - base))
        i--;
    double begins = (double)i * NEUME_ENERGY_FRAME_SIZE / RATE;
    return begins < onset && begins >= 0 ? begins : onset;
}

/* Where the tone emerges from what sounds before it: a legato, or a soft attack in the release of another note. */
static double emerges(struct melody *m, double onset, float state_pitch)
{
    float piece[NEUME_ONSET_REFINE_SAMPLES];
    int64_t certain = llround(onset * RATE) + LOOK_AHEAD, first = certain - LOOK_BACK - AROUND,
            end = certain + LOOK_ON + AROUND;
    double other = m->last_end > 0 && onset - m->last_end < near_note ? m->last_hz : 0,
           hz = pitch_hz((double)state_pitch);
    if (hz < lowest_emerging || end > (int64_t)m->cells.samples || first < (int64_t)m->cells.samples - HEARD_SAMPLES)
        return onset;
    for (int64_t i = first; i < end; i++)
        piece[i - first] = i < 0 ? 0 : m->sample[i % HEARD_SAMPLES];
    double at = neume_onset_refine_find(&m->emergence, piece, (size_t)(end - first), RATE, hz, other,
                                        (size_t)(certain - first), LOOK_BACK);
    double found = at < 0 ? onset : fmax((double)first + at, 0) / RATE;
    return fmin(found, onset);
}

/* The curve from the note's onset to its first frame, where the pitch slides without a break. `f` was decided last. */
static void slide_in(struct melody *m, const struct neume_pitch_frame *f)
{
    struct open_note *n = &m->note;
    uint64_t here = m->decided - 1, first = here;
    float pitch = f->f0 > 0 ? hz_pitch(f->f0) : 0;
    while (pitch > 0 && first > 0 && here - first < MOST_SLIDE && frame_at(m, first - 1)->time >= n->onset) {
        float before = frame_at(m, first - 1)->f0 > 0 ? hz_pitch(frame_at(m, first - 1)->f0) : 0;
        if (fabsf(before - pitch) > steepest)
            break;
        pitch = before;
        first--;
    }
    for (uint64_t i = first; i < here; i++)
        neume_pitch_curve_add(&n->curve, n->slid++, (float)(frame_at(m, i)->time - n->onset),
                              100 * hz_pitch(frame_at(m, i)->f0));
}

/* A note that no stroke begins and that follows another at once is the same movement. */
static void open_note(struct melody *m, const struct neume_pitch_frame *f, float state_pitch)
{
    struct open_note *n = &m->note;
    const struct neume_onset *o = onset_near(m, f->time, snap);
    *n = (struct open_note){.is_open = 1, .loudest = -120, .state_pitch = state_pitch};
    neume_pitch_curve_begin(&n->curve);
    neume_dynamics_curve_begin(&n->touches);
    n->articulated = o && loudness_rise(m, f) > 2;
    n->onset = o ? o->time : f->time;
    if (n->articulated)
        n->onset = rise_begins(m, f, n->onset);
    n->onset = emerges(m, n->onset, state_pitch);
    slide_in(m, f);
}

/* Octaves of the middle of the spectrum over 1000 Hz: the root mean square frequency, by the energy of the derivative.
 */
static float brightness_of(const struct melody *m, const struct neume_pitch_frame *f)
{
    int64_t span = period_of(f) + 2, from = cell_of(f) - span / 2;
    return 0.5f * log2f(neume_energy_frames_mean(&m->cells, m->cells.change, from, span) / energy_of(m, from, span)) +
           log2f(RATE / 6283.1853f);
}

static void extend_note(struct melody *m, const struct neume_pitch_frame *f, enum neume_note_phase phase)
{
    struct open_note *n = &m->note;
    int64_t span = period_of(f) + 2;
    n->last = f->time > n->onset ? f->time : n->onset;
    n->length++;
    n->body += phase == NEUME_PHASE_BODY;
    if (f->time < n->onset + 0.12)
        n->loudest = fmaxf(n->loudest, f->loudness);
    if (f->time >= n->onset)
        neume_dynamics_curve_add(&n->touches, (float)(f->time - n->onset),
                                 10 * log10f(energy_of(m, cell_of(f) - span / 2, span)), brightness_of(m, f));
    if (f->f0 <= 0)
        return;
    float pitch = hz_pitch(f->f0);
    /* A frame far from the state is a slip of the tracker. */
    if (fabsf(pitch - n->state_pitch) > 1.5f)
        return;
    if (phase == NEUME_PHASE_BODY) {
        n->pitch_sum += pitch;
        n->voiced++;
    }
    if (f->time >= n->onset)
        neume_pitch_curve_add(&n->curve, n->slid + n->length - 1, (float)(f->time - n->onset), 100 * pitch);
}

static enum neume_status take_decisions(struct melody *m, const struct neume_note_decision *d, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        const struct neume_pitch_frame *f = frame_at(m, m->decided++);
        if (m->note.is_open && (d[i].phase == NEUME_PHASE_SILENCE || d[i].begins))
            status = close_note(m);
        if (d[i].phase == NEUME_PHASE_SILENCE)
            continue;
        if (!m->note.is_open)
            open_note(m, f, d[i].pitch);
        extend_note(m, f, d[i].phase);
    }
    return status;
}

static void count_frame(struct melody *m, const struct neume_pitch_frame *f)
{
    m->loudest = fmaxf(m->loudest, f->loudness);
    if (f->loudness < fmaxf(m->loudest - sounding_db, quietest_db))
        return;
    m->sounding++;
    if (f->f0 <= 0 || f->confidence < sure)
        return;
    m->voiced++;
    m->brightness += brightness_of(m, f);
}

/* Feeds the HMM with the frames of which all is known: the onsets around them, and some loudness after them. */
static enum neume_status hear(struct melody *m, double until)
{
    struct neume_note_decision d[NEUME_NOTE_HMM_BLOCK];
    enum neume_status status = NEUME_OK;
    size_t future = until < HUGE_VAL ? RISE_FRAMES : 0;
    while (m->heard + future < m->tracked && frame_at(m, m->heard)->time < until && status == NEUME_OK) {
        count_frame(m, frame_at(m, m->heard));
        struct neume_note_evidence e = evidence_at(m, m->heard);
        m->heard++;
        status = take_decisions(m, d, neume_note_hmm_process(&m->hmm, &e, d));
    }
    return status;
}

static size_t track_onsets(struct melody *m, const float *samples, size_t count)
{
    struct neume_onset found[BATCH];
    size_t made, used = neume_onset_process(m->detector, samples, count, found, BATCH, &made);
    for (size_t i = 0; i < made; i++)
        m->onset[m->onset_count++ % ONSETS] = found[i];
    return used;
}

static void keep_frames(struct melody *m, const struct neume_pitch_frame *f, size_t count)
{
    for (size_t i = 0; i < count; i++)
        m->frame[m->tracked++ % FRAMES] = f[i];
}

static enum neume_status melody_process(struct neume_transcriber *t, const float *samples, size_t count,
                                        struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    double margin = neume_onset_delay(m->detector) + (RISE_FRAMES + 1) * (double)neume_pyin_hop(m->pyin) / RATE + snap;
    enum neume_status status = NEUME_OK;
    (void)out;
    while (count && status == NEUME_OK) {
        struct neume_pitch_frame f[BATCH];
        /* In pieces of a hop, so that the rings never run over. */
        size_t piece = count < 256 ? count : 256, made;
        for (size_t used = 0; used < piece;)
            used += track_onsets(m, samples + used, piece - used);
        for (size_t used = 0; used < piece;) {
            used += neume_pyin_process(m->pyin, samples + used, piece - used, f, BATCH, &made);
            keep_frames(m, f, made);
        }
        keep_samples(m, samples, piece);
        samples += piece;
        count -= piece;
        status = hear(m, (double)m->cells.samples / RATE - margin);
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
    for (size_t i = 0; i < m->line.notes.touch_count; i++)
        m->line.notes.touch[i].brightness -= usual;
    return neume_melody_notes_hand_out(&m->line, &m->options, m->base.tuning, full_db, out);
}

static enum neume_status melody_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    struct neume_note_decision d[NEUME_NOTE_HMM_BLOCK];
    struct neume_pitch_frame f[BATCH];
    struct neume_onset o;
    size_t made;
    while (neume_onset_flush(m->detector, &o, 1))
        m->onset[m->onset_count++ % ONSETS] = o;
    while ((made = neume_pyin_flush(m->pyin, f, BATCH)) > 0)
        keep_frames(m, f, made);
    enum neume_status status = hear(m, HUGE_VAL);
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
