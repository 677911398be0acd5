/* SPDX-License-Identifier: MIT */
#include "models/melody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "analysis/pyin.h"
#include "models/curve.h"
#include "models/note_hmm.h"
#include "models/velocity.h"

enum {
    rate = 22050,
    frames = 512, /* pitch frames that are remembered: 6 s, more than all delays together */
    onsets = 256, /* onsets that are remembered */
    batch = 64,   /* what one call of the trackers hands over at most */
    cell = 128,   /* samples of an energy cell: 5.8 ms */
    cells = 1024, /* that are remembered: 6 s */
    rise_frames = 5
};

static const double lowest_hz = 26, highest_hz = 3600; /* what the tracker can follow */
static const double snap = 0.05;                       /* seconds between a note's first frame and its heard onset */
static const float floor_db = 50;                      /* what lies so far under the loudest is no note */
static const float full_db = -6;                       /* a frame's loudness at velocity 127 */

/* The note that is being put together. */
struct open_note {
    int is_open;
    double onset, last;
    double pitch_sum; /* of the voiced frames in the body */
    size_t voiced, length, body;
    float state_pitch, loudest;
    struct neume_curve curve; /* seconds after the onset; MIDI pitch in cents until the note is closed */
};

struct melody {
    struct neume_transcriber base;
    struct neume_options options;
    struct neume_pyin *pyin;
    struct neume_onset_detector *detector;
    struct neume_note_hmm hmm;
    struct neume_pitch_frame frame[frames];
    uint64_t tracked, heard, decided; /* frames from pYIN, into the HMM, out of it */
    struct neume_onset onset[onsets];
    uint64_t onset_count;
    float energy[cells]; /* mean square of each cell */
    double cell_sum;
    uint64_t samples;
    float loudest; /* dB, so far */
    struct open_note note;
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
    free(m);
}

static void melody_reset(struct neume_transcriber *t)
{
    struct melody *m = (struct melody *)t;
    neume_pyin_reset(m->pyin);
    neume_onset_reset(m->detector);
    neume_note_hmm_reset(&m->hmm);
    m->tracked = m->heard = m->decided = m->onset_count = m->samples = 0;
    m->cell_sum = 0;
    m->loudest = -120;
    m->note.is_open = 0;
}

static enum neume_status melody_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct melody *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    struct neume_pyin_config pitch = {.sample_rate = rate};
    pitch.min_hz = clamp(pitch_hz(options->min_pitch - 0.5), lowest_hz, highest_hz / 4);
    pitch.max_hz = clamp(pitch_hz(options->max_pitch + 0.5), 2 * pitch.min_hz, highest_hz);
    struct neume_onset_config onset;
    neume_onset_config_init(&onset);
    onset.sample_rate = rate;
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
    return &m->frame[i % frames];
}

/* The onset nearest to `time` within `reach` seconds, or NULL. */
static const struct neume_onset *onset_near(const struct melody *m, double time, double reach)
{
    const struct neume_onset *nearest = NULL;
    uint64_t first = m->onset_count > onsets ? m->onset_count - onsets : 0;
    for (uint64_t i = first; i < m->onset_count; i++) {
        const struct neume_onset *o = &m->onset[i % onsets];
        if (fabs(o->time - time) <= reach) {
            reach = fabs(o->time - time);
            nearest = o;
        }
    }
    return nearest;
}

static void keep_energy(struct melody *m, const float *samples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        m->cell_sum += (double)samples[n] * samples[n];
        if (++m->samples % cell == 0) {
            m->energy[(m->samples / cell - 1) % cells] = (float)(m->cell_sum / cell);
            m->cell_sum = 0;
        }
    }
}

/* Mean energy of `count` cells from `first` on; what is outside the signal is silence. */
static float energy_of(const struct melody *m, int64_t first, int64_t count)
{
    float sum = 1e-12f;
    int64_t end = (int64_t)(m->samples / cell);
    for (int64_t i = first; i < first + count; i++)
        if (i >= 0 && i < end && i + cells > end)
            sum += m->energy[i % cells];
    return sum / (float)count;
}

/* How much louder the line gets at frame i, in dB: from the quietest moment just before to the loudest just after, each
 * over a period at least. A flux peak without it is vibrato, not an articulation. */
static float loudness_rise(const struct melody *m, const struct neume_pitch_frame *f)
{
    int64_t at = llround(f->time * rate / cell);
    int64_t period = f->guess > 0 ? (int64_t)ceil(rate / f->guess / cell) + 1 : 4;
    float before = 1e9f, after = 0;
    for (int64_t i = at - 6 - period; i <= at + 1; i++)
        before = fminf(before, energy_of(m, i, period));
    for (int64_t i = at; i <= at + 8; i++)
        after = fmaxf(after, energy_of(m, i, period));
    return 10 * log10f(after / before);
}

static struct neume_note_evidence evidence_at(const struct melody *m, uint64_t i)
{
    const struct neume_pitch_frame *f = frame_at(m, i);
    struct neume_note_evidence e = {.pitch = f->guess > 0 ? hz_pitch(f->guess) : 0};
    e.voiced = f->f0 > 0 ? 0.95f : 0.3f * f->confidence + 0.02f;
    if (f->loudness < m->loudest - floor_db)
        e.voiced = 0.01f;
    const struct neume_onset *o = onset_near(m, f->time, 0.5 * (double)neume_pyin_hop(m->pyin) / rate);
    if (o)
        e.onset = (float)clamp((loudness_rise(m, f) - 2) / 4, 0, 1);
    return e;
}

static enum neume_status close_note(struct melody *m, struct neume_notes *out)
{
    struct open_note *n = &m->note;
    double hop = (double)neume_pyin_hop(m->pyin) / rate;
    float pitch = n->voiced ? (float)(n->pitch_sum / (double)n->voiced) : n->state_pitch;
    struct neume_note note = {.onset = n->onset, .offset = n->last + hop};
    long rounded = lroundf(pitch);
    n->is_open = 0;
    if (rounded < m->options.min_pitch || rounded > m->options.max_pitch || !n->voiced ||
        note.offset - note.onset < m->options.min_length)
        return NEUME_OK;
    note.pitch = (uint8_t)rounded;
    note.velocity = neume_velocity(n->loudest, full_db);
    note.confidence = (float)n->voiced / (float)n->length;
    for (size_t i = 0; i < n->curve.count; i++)
        n->curve.point[i].cents -= 100 * (float)rounded;
    neume_curve_thin(&n->curve);
    note.bend_count = (uint32_t)n->curve.count;
    return neume_notes_push(out, &note, n->curve.point);
}

static void open_note(struct melody *m, const struct neume_pitch_frame *f, float state_pitch)
{
    struct open_note *n = &m->note;
    const struct neume_onset *o = onset_near(m, f->time, snap);
    *n = (struct open_note){.is_open = 1, .loudest = -120, .state_pitch = state_pitch};
    neume_curve_begin(&n->curve);
    n->onset = o ? o->time : f->time;
}

static void extend_note(struct open_note *n, const struct neume_pitch_frame *f, enum neume_note_phase phase)
{
    n->last = f->time > n->onset ? f->time : n->onset;
    n->length++;
    n->body += phase == NEUME_PHASE_BODY;
    if (f->time < n->onset + 0.12)
        n->loudest = fmaxf(n->loudest, f->loudness);
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
        neume_curve_add(&n->curve, n->length - 1, (float)(f->time - n->onset), 100 * pitch);
}

static enum neume_status take_decisions(struct melody *m, const struct neume_note_decision *d, size_t count,
                                        struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        const struct neume_pitch_frame *f = frame_at(m, m->decided++);
        if (m->note.is_open && (d[i].phase == NEUME_PHASE_SILENCE || d[i].begins))
            status = close_note(m, out);
        if (d[i].phase == NEUME_PHASE_SILENCE)
            continue;
        if (!m->note.is_open)
            open_note(m, f, d[i].pitch);
        extend_note(&m->note, f, d[i].phase);
    }
    return status;
}

/* Feeds the HMM with the frames of which all is known: the onsets around them, and some loudness after them. */
static enum neume_status hear(struct melody *m, double until, struct neume_notes *out)
{
    struct neume_note_decision d[neume_note_hmm_block];
    enum neume_status status = NEUME_OK;
    size_t future = until < HUGE_VAL ? rise_frames : 0;
    while (m->heard + future < m->tracked && frame_at(m, m->heard)->time < until && status == NEUME_OK) {
        m->loudest = fmaxf(m->loudest, frame_at(m, m->heard)->loudness);
        struct neume_note_evidence e = evidence_at(m, m->heard);
        m->heard++;
        status = take_decisions(m, d, neume_note_hmm_process(&m->hmm, &e, d), out);
    }
    return status;
}

static size_t track_onsets(struct melody *m, const float *samples, size_t count)
{
    struct neume_onset found[batch];
    size_t made, used = neume_onset_process(m->detector, samples, count, found, batch, &made);
    for (size_t i = 0; i < made; i++)
        m->onset[m->onset_count++ % onsets] = found[i];
    return used;
}

static void keep_frames(struct melody *m, const struct neume_pitch_frame *f, size_t count)
{
    for (size_t i = 0; i < count; i++)
        m->frame[m->tracked++ % frames] = f[i];
}

static enum neume_status melody_process(struct neume_transcriber *t, const float *samples, size_t count,
                                        struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    double margin = neume_onset_delay(m->detector) + (rise_frames + 1) * (double)neume_pyin_hop(m->pyin) / rate + snap;
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        struct neume_pitch_frame f[batch];
        /* In pieces of a hop, so that the rings never run over. */
        size_t piece = count < 256 ? count : 256, made;
        for (size_t used = 0; used < piece;)
            used += track_onsets(m, samples + used, piece - used);
        for (size_t used = 0; used < piece;) {
            used += neume_pyin_process(m->pyin, samples + used, piece - used, f, batch, &made);
            keep_frames(m, f, made);
        }
        keep_energy(m, samples, piece);
        samples += piece;
        count -= piece;
        status = hear(m, (double)m->samples / rate - margin, out);
    }
    return status;
}

static enum neume_status melody_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct melody *m = (struct melody *)t;
    struct neume_note_decision d[neume_note_hmm_block];
    struct neume_pitch_frame f[batch];
    struct neume_onset o;
    size_t made;
    while (neume_onset_flush(m->detector, &o, 1))
        m->onset[m->onset_count++ % onsets] = o;
    while ((made = neume_pyin_flush(m->pyin, f, batch)) > 0)
        keep_frames(m, f, made);
    enum neume_status status = hear(m, HUGE_VAL, out);
    while (status == NEUME_OK && (made = neume_note_hmm_flush(&m->hmm, d)) > 0)
        status = take_decisions(m, d, made, out);
    if (status == NEUME_OK && m->note.is_open)
        status = close_note(m, out);
    return status;
}

const struct neume_model neume_melody_model = {
    .name = "melody",
    .sample_rate = rate,
    .create = melody_create,
    .process = melody_process,
    .flush = melody_flush,
    .reset = melody_reset,
    .free = melody_free,
};
