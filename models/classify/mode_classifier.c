/* SPDX-License-Identifier: MIT */
#include "models/classify/mode_classifier.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/flux.h"
#include "analysis/logspec.h"
#include "analysis/pyin.h"
#include "models/classify/nmf_frame.h"

enum {
    ALL_OF = 60,    /* seconds from the start that are heard whole; after them */
    PERIOD = 8,     /* of every so many seconds */
    PART = 2,       /* so many */
    FROM_BIN = 108, /* 220 Hz: below it drums and hum ring as clearly as notes */
    EVERY = 8,      /* of the log-frequency frames one in so many is taken apart into pitches */
};

static const float sounding_db = 40; /* below the loudest frame so far */

/* Between the recordings of each kind in the development sets. */
static const double one_line = 0.7;   /* share of the sounding time in which one pitch explains all */
static const double chords = 0.45;    /* share of the time in which a second pitch is half as strong as the first */
static const double tones = 0.12;     /* share of the energy that stands out as partials */
static const double strokes = 1.0;    /* bursts a second */
static const double few_tones = 0.08; /* and less than this is percussion, if no pitch is held or some of it bursts */

struct neume_mode_classifier {
    struct neume_pyin *pyin;
    struct neume_logspec *logspec;
    struct neume_nmf_frame *decompose;
    struct neume_flux flux;
    uint64_t samples;
    float loudest;             /* dB, decides which frames sound */
    uint64_t sounding, voiced; /* pYIN frames */
    double energy, peaks;      /* sums over the log-frequency frames: all, and what stands out of its surroundings */
    uint64_t spectra;          /* log-frequency frames that came */
    uint64_t taken_apart, several; /* of them into pitches, and those that have two or more */
    float brightest;               /* the largest magnitude so far */
    uint64_t flux_frames, bursts;  /* frames, and those in which the top of the spectrum bursts out at once */
    float burst_before;
    int opening; /* 1 where the first frame is a burst, which it is in any recording that begins at once */
};

enum neume_status neume_mode_classifier_new(struct neume_mode_classifier **out)
{
    struct neume_pyin_config config;
    struct neume_mode_classifier *l = *out = calloc(1, sizeof *l);
    if (!l)
        return NEUME_ERR_MEMORY;
    neume_pyin_config_init(&config);
    l->loudest = -80;
    enum neume_status status = neume_pyin_new(&l->pyin, &config);
    if (status == NEUME_OK)
        status = neume_logspec_new(&l->logspec);
    if (status == NEUME_OK)
        status = neume_nmf_frame_new(&l->decompose);
    if (status == NEUME_OK)
        status = neume_flux_init(&l->flux, NEUME_MODE_CLASSIFIER_RATE);
    if (status != NEUME_OK) {
        neume_mode_classifier_free(l);
        *out = NULL;
    }
    return status;
}

void neume_mode_classifier_free(struct neume_mode_classifier *l)
{
    if (!l)
        return;
    neume_pyin_free(l->pyin);
    neume_logspec_free(l->logspec);
    neume_nmf_frame_free(l->decompose);
    neume_flux_release(&l->flux);
    free(l);
}

static void hear_pitch(struct neume_mode_classifier *l, const struct neume_pitch_frame *f, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        l->loudest = fmaxf(l->loudest, f[i].loudness);
        if (f[i].loudness < l->loudest - sounding_db)
            continue;
        l->sounding++;
        l->voiced += f[i].f0 > 0 && f[i].confidence > 0.5f;
    }
}

/* Whether a second pitch stands out of the frame at half the salience of the first. */
static void count_pitches(struct neume_mode_classifier *l, const float *frame)
{
    float spectrum[NEUME_NMF_FRAME_BINS] = {0}, salience[NEUME_NMF_FRAME_PITCHES + 2] = {0}, *s = salience + 1;
    float peak = 0, top = 0;
    size_t peaks = 0;
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        peak = fmaxf(peak, frame[b]);
    l->brightest = fmaxf(l->brightest, peak);
    if (peak <= 0.03f * l->brightest)
        return;
    for (size_t b = 0; b < NEUME_LOGSPEC_BINS; b++)
        spectrum[b] = sqrtf(frame[b] / peak);
    neume_nmf_frame_process(l->decompose, spectrum, s);
    for (size_t p = 0; p < NEUME_NMF_FRAME_PITCHES; p++)
        top = fmaxf(top, s[p]);
    for (size_t p = 0; p < NEUME_NMF_FRAME_PITCHES; p++)
        peaks += s[p] > 0.5f * top && s[p] >= salience[p] && s[p] > s[p + 1];
    l->taken_apart++;
    l->several += peaks > 1;
}

static void hear_spectrum(struct neume_mode_classifier *l, const float *frame)
{
    float all;
    l->peaks += neume_logspec_peaks(frame, FROM_BIN, &all);
    l->energy += all;
    if (l->spectra++ % EVERY == 0)
        count_pitches(l, frame);
}

/* Cymbals, snares and claps fill the top of the spectrum within 10 ms; no pitched instrument does. */
static void hear_bursts(struct neume_mode_classifier *l, const struct neume_flux_frame *f)
{
    size_t high = 0, risen = 0;
    for (size_t b = 0; b < l->flux.bands.count; b++) {
        if (l->flux.bands.band[b].centre < 4000)
            continue;
        high++;
        risen += f->rise[b] > 0.1f;
    }
    float share = high ? (float)risen / (float)high : 0;
    if (!l->flux_frames)
        l->opening = share > 0.8f;
    l->flux_frames++;
    l->bursts += share > 0.8f && l->burst_before <= 0.8f;
    l->burst_before = share;
}

static void hear(struct neume_mode_classifier *l, const float *samples, size_t count)
{
    struct neume_pitch_frame f[64];
    struct neume_flux_frame flux;
    const float *frame;
    size_t made;
    int is_frame;
    for (size_t used = 0; used < count;) {
        used += neume_pyin_process(l->pyin, samples + used, count - used, f, 64, &made);
        hear_pitch(l, f, made);
    }
    for (size_t used = 0; used < count;) {
        used += neume_logspec_process(l->logspec, samples + used, count - used, &frame);
        if (frame)
            hear_spectrum(l, frame);
    }
    for (size_t used = 0; used < count;) {
        used += neume_flux_process(&l->flux, samples + used, count - used, &flux, &is_frame);
        if (is_frame)
            hear_bursts(l, &flux);
    }
}

void neume_mode_classifier_process(struct neume_mode_classifier *l, const float *samples, size_t count)
{
    while (count) {
        uint64_t second = l->samples / NEUME_MODE_CLASSIFIER_RATE;
        size_t piece = (size_t)(NEUME_MODE_CLASSIFIER_RATE - l->samples % NEUME_MODE_CLASSIFIER_RATE);
        piece = piece < count ? piece : count;
        if (second < ALL_OF || second % PERIOD < PART)
            hear(l, samples, piece);
        samples += piece;
        count -= piece;
        l->samples += piece;
    }
}

static void finish(struct neume_mode_classifier *l)
{
    struct neume_pitch_frame f[64];
    struct neume_flux_frame flux;
    const float *frame;
    size_t made;
    while ((made = neume_pyin_flush(l->pyin, f, 64)) > 0)
        hear_pitch(l, f, made);
    while ((frame = neume_logspec_flush(l->logspec)))
        hear_spectrum(l, frame);
    while (neume_flux_flush(&l->flux, &flux))
        hear_bursts(l, &flux);
}

enum neume_mode neume_mode_classifier_decide(struct neume_mode_classifier *l, char *reason, size_t capacity)
{
    finish(l);
    double voiced = l->sounding ? (double)l->voiced / (double)l->sounding : 0;
    double tonal = l->energy > 0 ? l->peaks / l->energy : 0;
    double seconds = (double)l->flux_frames * neume_flux_period(&l->flux);
    double bursts = seconds > 0 ? (double)l->bursts / seconds : 0;
    double later = seconds > 0 ? (double)(l->bursts - (uint64_t)l->opening) / seconds : 0;
    double several = l->taken_apart ? (double)l->several / (double)l->taken_apart : 0;
    const char *why = "several pitches at a time";
    enum neume_mode mode = NEUME_MODE_POLY;
    if (!l->sounding || l->loudest <= -80)
        why = "nothing sounds";
    else if (later >= strokes && tonal >= tones) {
        mode = NEUME_MODE_MIX;
        why = "tones and drum strokes";
    } else if ((bursts >= strokes && tonal < tones) ||
               (tonal < few_tones && (voiced < 0.1 || bursts >= 0.5 * strokes))) {
        mode = NEUME_MODE_DRUMS;
        why = "strokes without tones";
    } else if (voiced >= one_line && several < chords) {
        mode = NEUME_MODE_MELODY;
        why = "one pitch at a time";
    }
    snprintf(reason, capacity, "%s", why);
    return mode;
}
