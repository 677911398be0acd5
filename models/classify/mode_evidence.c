/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_evidence.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/halve.h"
#include "analysis/pyin.h"
#include "core/drum.h"
#include "models/classify/click_evidence.h"
#include "models/transcriber.h"

enum {
    PIECE = 1024,
    LOUDNESSES = 128,
    FULL_SCALE = 16, /* of these are over 0 dB */
    VOICES_MOST = 32,
    LAGS = 250, /* of lag_step */
    LEAST_LAG = 20,
    LAG_REACH = 2,     /* on either side */
    STEADY_FRAMES = 12 /* of pYIN: 140 ms */
};

static const double near = 0.05;         /* seconds between a hit and a note's onset that are one event */
static const double joint = 0.1;         /* seconds after a cut in which nothing counts as an onset */
static const int sounding_db = 40;       /* below the loudest frame */
static const int silence_db = 80;        /* below full scale */
static const float surely_voiced = 0.5f; /* pYIN's confidence */
static const float even = 1.0353f;       /* 60 cents, as a ratio */
static const double lag_step = 0.01;     /* seconds */
static const float sure_hit = 0.8f, certain_hit = 0.95f;
static const double step = 0.03;         /* seconds at which the voices are counted */
static const double least_seconds = 0.5; /* a single event in less is no rate */

struct neume_mode_hearing {
    struct neume_halve halve;
    struct neume_transcriber *drums, *poly;
    struct neume_pyin *pyin;
    struct neume_notes hits, notes;
    struct neume_line_frame *line; /* [lines] */
    size_t lines, line_room;
    double *cut; /* [cuts]: seconds */
    size_t cuts, room;
    uint64_t samples, since_cut;
    uint64_t frames[LOUDNESSES], voiced[LOUDNESSES];  /* pYIN's frames by their loudness, `FULL_SCALE` less dB */
    uint64_t voiced_run, voiced_runs, voiced_squares; /* frames: of this run of pitch, of all, and their squares */
    uint64_t even_run, steady;                        /* frames of this run of even pitch, and of all long enough */
    float lowest, highest;                            /* Hz, in it */
};

enum neume_status neume_mode_hearing_new(struct neume_mode_hearing **out)
{
    struct neume_options options;
    struct neume_pyin_config config;
    struct neume_mode_hearing *h = *out = calloc(1, sizeof *h);
    if (!h)
        return NEUME_ERR_MEMORY;
    neume_options_init(&options);
    options.quality = NEUME_QUALITY_FAST;
    neume_pyin_config_init(&config);
    neume_halve_init(&h->halve);
    enum neume_status status = neume_transcriber_new(&h->drums, neume_model_for(NEUME_MODE_DRUMS), &options);
    if (status == NEUME_OK)
        status = neume_transcriber_new(&h->poly, neume_model_for(NEUME_MODE_POLY), &options);
    if (status == NEUME_OK)
        status = neume_pyin_new(&h->pyin, &config);
    if (status != NEUME_OK) {
        neume_mode_hearing_free(h);
        *out = NULL;
    }
    return status;
}

void neume_mode_hearing_free(struct neume_mode_hearing *h)
{
    if (!h)
        return;
    neume_transcriber_free(h->drums);
    neume_transcriber_free(h->poly);
    neume_pyin_free(h->pyin);
    neume_notes_release(&h->hits);
    neume_notes_release(&h->notes);
    free(h->line);
    free(h->cut);
    free(h);
}

static void end_even_run(struct neume_mode_hearing *h)
{
    h->steady += h->even_run >= STEADY_FRAMES ? h->even_run : 0;
    h->even_run = 0;
}

static void end_voiced_run(struct neume_mode_hearing *h)
{
    end_even_run(h);
    h->voiced_runs += h->voiced_run;
    h->voiced_squares += h->voiced_run * h->voiced_run;
    h->voiced_run = 0;
}

static void follow_pitch(struct neume_mode_hearing *h, float hz)
{
    h->voiced_run++;
    if (h->even_run && fmaxf(h->highest, hz) > even * fminf(h->lowest, hz))
        end_even_run(h);
    h->lowest = h->even_run ? fminf(h->lowest, hz) : hz;
    h->highest = h->even_run ? fmaxf(h->highest, hz) : hz;
    h->even_run++;
}

static enum neume_status keep_frame(struct neume_mode_hearing *h, const struct neume_pitch_frame *f, int is_voiced)
{
    if (h->lines == h->line_room) {
        size_t room = h->line_room ? 2 * h->line_room : 1024;
        struct neume_line_frame *more = realloc(h->line, room * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        h->line = more;
        h->line_room = room;
    }
    float pitch = is_voiced ? 69 + 12 * log2f(f->f0 / 440) : 0;
    h->line[h->lines++] = (struct neume_line_frame){(float)f->time, pitch, f->loudness};
    return NEUME_OK;
}

static enum neume_status take_pitch(struct neume_mode_hearing *h, const struct neume_pitch_frame *f, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        int level = (int)fminf(fmaxf(0, FULL_SCALE - f[i].loudness), LOUDNESSES - 1);
        int is_voiced = f[i].f0 > 0 && f[i].confidence > surely_voiced;
        h->frames[level]++;
        h->voiced[level] += (uint64_t)is_voiced;
        if (is_voiced)
            follow_pitch(h, f[i].f0);
        else
            end_voiced_run(h);
        status = keep_frame(h, &f[i], is_voiced);
    }
    return status;
}

static enum neume_status hear(struct neume_mode_hearing *h, const float *samples, size_t count)
{
    struct neume_pitch_frame f[64];
    float half[PIECE / 2 + 1];
    size_t made, halved = neume_halve_process(&h->halve, samples, count, half);
    enum neume_status status = neume_transcriber_process(h->drums, samples, count, &h->hits);
    if (status == NEUME_OK)
        status = neume_transcriber_process(h->poly, half, halved, &h->notes);
    for (size_t used = 0; used < halved && status == NEUME_OK;) {
        used += neume_pyin_process(h->pyin, half + used, halved - used, f, 64, &made);
        status = take_pitch(h, f, made);
    }
    h->samples += count;
    return status;
}

enum neume_status neume_mode_hearing_process(struct neume_mode_hearing *h, const float *samples, size_t count)
{
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        size_t n = count < PIECE ? count : PIECE;
        status = hear(h, samples, n);
        samples += n;
        count -= n;
    }
    return status;
}

enum neume_status neume_mode_hearing_cut(struct neume_mode_hearing *h)
{
    if (h->cuts == h->room) {
        size_t room = h->room ? 2 * h->room : 16;
        double *more = realloc(h->cut, room * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        h->cut = more;
        h->room = room;
    }
    h->cut[h->cuts++] = (double)h->samples / NEUME_MODE_RATE;
    return NEUME_OK;
}

/* Of the notes in `list`, sorted, those that begin at a joint are none. */
static void drop_joints(const struct neume_mode_hearing *h, struct neume_notes *list)
{
    size_t kept = 0, next = 0;
    for (size_t i = 0; i < list->count; i++) {
        while (next < h->cuts && h->cut[next] + joint < list->note[i].onset)
            next++;
        if (next == h->cuts || list->note[i].onset < h->cut[next] - near)
            list->note[kept++] = list->note[i];
    }
    list->count = kept;
}

/* Whether a note of `list`, which is sorted, begins near `time`; *from moves along with rising times. */
static int has_near(const struct neume_notes *list, double time, size_t *from)
{
    while (*from < list->count && list->note[*from].onset < time - near)
        ++*from;
    return *from < list->count && list->note[*from].onset <= time + near;
}

static enum neume_drum_fold fold_of(const struct neume_note *hit)
{
    static const enum neume_drum_fold fold[NEUME_DRUM_COUNT] = {
        [NEUME_DRUM_KD] = FOLD_KICK,   [NEUME_DRUM_SD] = FOLD_SNARE,  [NEUME_DRUM_SS] = FOLD_SNARE,
        [NEUME_DRUM_HC] = FOLD_HAT,    [NEUME_DRUM_HO] = FOLD_HAT,    [NEUME_DRUM_HP] = FOLD_HAT,
        [NEUME_DRUM_T1] = FOLD_TOM,    [NEUME_DRUM_T2] = FOLD_TOM,    [NEUME_DRUM_T3] = FOLD_TOM,
        [NEUME_DRUM_RD] = FOLD_CYMBAL, [NEUME_DRUM_RB] = FOLD_CYMBAL, [NEUME_DRUM_CR] = FOLD_CYMBAL,
        [NEUME_DRUM_XX] = FOLD_CYMBAL};
    return fold[neume_drum_of_key(hit->pitch)];
}

static void count_hits(const struct neume_notes *hits, const struct neume_notes *notes, struct neume_mode_evidence *e)
{
    size_t from = 0;
    for (size_t i = 0; i < hits->count; i++) {
        const struct neume_note *n = &hits->note[i];
        e->hit[fold_of(n)] += n->confidence;
        e->sure_hits += n->confidence > sure_hit;
        e->certain_hits += n->confidence > certain_hit;
        e->lone_hits += has_near(notes, n->onset, &from) ? 0 : n->confidence;
    }
}

/* The sum of hits that the same drum answers, by their distance. */
static void count_lags(const struct neume_notes *hits, float answered[LAGS])
{
    for (size_t i = 0; i < hits->count; i++)
        for (size_t k = i + 1; k < hits->count; k++) {
            long at = lround((hits->note[k].onset - hits->note[i].onset) / lag_step);
            if (at >= LAGS)
                break;
            if (fold_of(&hits->note[i]) == fold_of(&hits->note[k]))
                answered[at] += fminf(hits->note[i].confidence, hits->note[k].confidence);
        }
}

/* Drummers keep time, and hands that clap do not. */
static double find_repeat(const struct neume_notes *hits)
{
    float answered[LAGS] = {0};
    double best = 0, sum = 0;
    count_lags(hits, answered);
    for (size_t at = LEAST_LAG; at + LAG_REACH < LAGS; at++) {
        double here = 0;
        for (size_t k = at - LAG_REACH; k <= at + LAG_REACH; k++)
            here += answered[k];
        best = fmax(best, here);
        sum += here;
    }
    double mean = sum / (LAGS - LEAST_LAG - LAG_REACH);
    return (best - mean) / sqrt(mean + 1);
}

static void count_notes(const struct neume_notes *notes, const struct neume_notes *hits, struct neume_mode_evidence *e)
{
    size_t from = 0;
    for (size_t i = 0; i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        e->notes += n->confidence;
        e->lone_notes += has_near(hits, n->onset, &from) ? 0 : n->confidence;
    }
}

/* An overtone, or the semitone that vibrato touches. */
static int is_shadow(int interval)
{
    return interval == 1 || interval == 12 || interval == 19 || interval == 24 || interval == 28 || interval == 31;
}

/* Keys that sound at `time` and are no shadows of another; *first: where the notes begin that still may sound. */
static int keys_at(const struct neume_notes *notes, double time, size_t *first)
{
    int pitch[VOICES_MOST], count = 0, voices = 0;
    while (*first < notes->count && notes->note[*first].offset <= time)
        ++*first;
    for (size_t i = *first; i < notes->count && notes->note[i].onset <= time && count < VOICES_MOST; i++)
        if (notes->note[i].offset > time)
            pitch[count++] = notes->note[i].pitch;
    for (int i = 0; i < count; i++) {
        int is_own = 1;
        for (int k = 0; k < count; k++)
            is_own &= !is_shadow(pitch[i] - pitch[k]);
        voices += is_own;
    }
    return voices;
}

static void count_voices(const struct neume_notes *notes, struct neume_mode_evidence *e)
{
    size_t first = 0;
    double end = neume_notes_end(notes);
    for (double t = 0; t < end; t += step) {
        int voices = keys_at(notes, t, &first);
        e->pitched += voices > 0 ? step : 0;
        e->chords += voices > 1 ? step : 0;
    }
}

void neume_mode_evidence_count(const struct neume_notes *hits, const struct neume_notes *notes, double seconds,
                               struct neume_mode_evidence *evidence)
{
    struct neume_mode_evidence e = {0};
    count_hits(hits, notes, &e);
    e.repeat = find_repeat(hits);
    count_notes(notes, hits, &e);
    count_voices(notes, &e);
    double each = 1 / fmax(seconds, least_seconds);
    for (size_t fold = 0; fold < FOLD_COUNT; fold++)
        e.hit[fold] *= each;
    e.sure_hits *= each;
    e.certain_hits *= each;
    e.lone_hits *= each;
    e.notes *= each;
    e.lone_notes *= each;
    e.pitched = fmin(1, e.pitched * each);
    e.chords = fmin(1, e.chords * each);
    e.sounding = seconds;
    *evidence = e;
}

/* Frames within `sounding_db` of the loudest, and how many of them are voiced. */
static uint64_t count_frames(const struct neume_mode_hearing *h, uint64_t *voiced)
{
    uint64_t frames = 0;
    int top = 0;
    *voiced = 0;
    while (top < LOUDNESSES && !h->frames[top])
        top++;
    for (int i = top; i <= top + sounding_db && i < FULL_SCALE + silence_db; i++) {
        frames += h->frames[i];
        *voiced += h->voiced[i];
    }
    return frames;
}

/* The level of the frame that `share` of the loudest `frames` are over, in dB under the loudest that there can be. */
static int level_at(const struct neume_mode_hearing *h, uint64_t frames, double share)
{
    uint64_t sum = 0;
    int level = 0;
    while (level < LOUDNESSES - 1 && (sum += h->frames[level]) < (uint64_t)(share * (double)frames) + 1)
        level++;
    return level;
}

static void describe_pitch(struct neume_mode_hearing *h, struct neume_mode_evidence *e)
{
    double period = 2 * (double)neume_pyin_hop(h->pyin) / NEUME_MODE_RATE;
    uint64_t voiced, frames = count_frames(h, &voiced);
    end_voiced_run(h);
    e->sounding = (double)frames * period;
    e->voiced = frames ? (double)voiced / (double)frames : 0;
    e->steady = h->voiced_runs ? (double)h->steady / (double)h->voiced_runs : 0;
    e->run = h->voiced_runs ? period * (double)h->voiced_squares / (double)h->voiced_runs : 0;
    e->contrast = frames ? level_at(h, frames, 0.5) - level_at(h, frames, 0.05) : 0;
}

enum neume_status neume_mode_hearing_finish(struct neume_mode_hearing *h, struct neume_mode_evidence *evidence)
{
    struct neume_pitch_frame f[64];
    size_t made;
    enum neume_status status = neume_transcriber_flush(h->drums, &h->hits);
    if (status == NEUME_OK)
        status = neume_transcriber_flush(h->poly, &h->notes);
    if (status != NEUME_OK)
        return status;
    while (status == NEUME_OK && (made = neume_pyin_flush(h->pyin, f, 64)) > 0)
        status = take_pitch(h, f, made);
    if (status != NEUME_OK)
        return status;
    neume_notes_sort(&h->hits);
    neume_notes_sort(&h->notes);
    drop_joints(h, &h->hits);
    drop_joints(h, &h->notes);
    struct neume_mode_evidence pitch = {0};
    describe_pitch(h, &pitch);
    neume_mode_evidence_count(&h->hits, &h->notes, pitch.sounding, evidence);
    evidence->voiced = pitch.voiced;
    evidence->steady = pitch.steady;
    evidence->run = pitch.run;
    evidence->contrast = pitch.contrast;
    evidence->line = neume_line_evidence_count(h->line, h->lines, &h->notes);
    evidence->clicks = neume_click_period(h->line, h->lines, &h->hits, &h->notes);
    evidence->seconds = (double)h->samples / NEUME_MODE_RATE;
    return NEUME_OK;
}
