/* SPDX-License-Identifier: MIT */
#include "models/poly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dc.h"
#include "analysis/logspec.h"
#include "models/decompose.h"

enum {
    pitches = neume_decompose_pitches,
    low_pitch = neume_logspec_low_pitch,
    ahead = 43,   /* frames that the level looks forward: a second */
    look = 3,     /* frames back that a rise is taken over */
    future = 2,   /* frames that a peak of the rise must wait for */
    history = 16, /* frames of salience that are kept; a power of two */
    shortest = 2, /* frames of a note */
    apart = 3     /* frames between two strokes of one key */
};

/* Saliences, in units in which a lone loud note has about 5; tuned on the development sets. */
static const float stand_out = 1.5f;  /* a note's peak must reach this */
static const float rise_least = 1.0f; /* and rise by this */
static const float again = 0.3f;      /* a sounding note is struck again where it rises by this share of its peak */
static const float gone = 0.25f;      /* a note ends where it falls to this share of its peak */
static const float ghost = 0.2f;      /* of the strongest pitch: what is weaker is no note of its own */
static const float loudest = 8.0f;    /* velocity 127 */

/* Of the magnitudes of about a second, the share that partials have to be: less is noise, whatever fits it. */
static const float tonal_least = 0.06f;
static const float tonal_memory = 0.977f; /* a frame */

/* Frames by which the rise lags behind the onset: half of `look`, and what the windows smear. */
static const double lateness = 2.75;

static const double reference_fall = 30; /* seconds for the running level to fall to 1 / e */
static const float quietest = 1e-4f;     /* the lowest level: a spectrum under -80 dB is silence */

struct voice {
    int sounds;
    uint64_t began;
    double onset;
    float peak;
};

struct poly {
    struct neume_transcriber base;
    struct neume_options options;
    struct neume_dc dc;
    struct neume_logspec *logspec;
    struct neume_decompose *decompose;
    float threshold;                           /* what the sensitivity makes of the thresholds */
    float ring[ahead + 1][neume_logspec_bins]; /* frames that wait for the level to come */
    float level[ahead + 1];                    /* the peak of each */
    float reference, decay;
    uint64_t taken, heard; /* frames in, frames with saliences */
    float salience[history][pitches];
    float rise[history][pitches];
    float all, peaks; /* running sums of magnitudes: of everything, and of what stands out of its surroundings */
    struct voice voice[pitches];
};

static void poly_free(struct neume_transcriber *t)
{
    struct poly *p = (struct poly *)t;
    neume_logspec_free(p->logspec);
    neume_decompose_free(p->decompose);
    free(p);
}

static void poly_reset(struct neume_transcriber *t)
{
    struct poly *p = (struct poly *)t;
    neume_dc_reset(&p->dc);
    neume_logspec_reset(p->logspec);
    memset(p->salience, 0, sizeof p->salience);
    memset(p->rise, 0, sizeof p->rise);
    memset(p->voice, 0, sizeof p->voice);
    p->reference = quietest;
    p->all = p->peaks = 0;
    p->taken = p->heard = 0;
}

static enum neume_status poly_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct poly *p = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    p->base.model = &neume_poly_model;
    p->options = *options;
    p->threshold = (float)pow(2, 4 * (0.5 - options->sensitivity));
    neume_dc_init(&p->dc, neume_logspec_rate);
    p->decay = (float)exp(-(double)neume_logspec_hop / neume_logspec_rate / reference_fall);
    enum neume_status status = neume_logspec_new(&p->logspec);
    if (status == NEUME_OK)
        status = neume_decompose_new(&p->decompose);
    if (status != NEUME_OK) {
        poly_free(&p->base);
        return status;
    }
    poly_reset(&p->base);
    *out = &p->base;
    return NEUME_OK;
}

static double frame_time(double frame)
{
    double time = frame * neume_logspec_hop / neume_logspec_rate;
    return time > 0 ? time : 0;
}

/* Ends the note that sounds at frame `end`, which is `offset` seconds. */
static enum neume_status close_voice(struct poly *p, size_t pitch, uint64_t end, double offset, struct neume_notes *out)
{
    struct voice *v = &p->voice[pitch];
    v->sounds = 0;
    if (end - v->began < shortest || offset - v->onset < p->options.min_length)
        return NEUME_OK;
    float velocity = 127 * v->peak / loudest;
    struct neume_note note = {
        .onset = v->onset,
        .offset = offset,
        .pitch = (uint8_t)(low_pitch + pitch),
        .velocity = (uint8_t)(velocity < 1     ? 1
                              : velocity > 127 ? 127
                                               : lroundf(velocity)),
        .confidence = v->peak / (v->peak + stand_out),
    };
    return neume_notes_push(out, &note, NULL);
}

static float salience(const struct poly *p, uint64_t frame, size_t pitch)
{
    return p->salience[frame % history][pitch];
}

static float rise(const struct poly *p, uint64_t frame, size_t pitch)
{
    return p->rise[frame % history][pitch];
}

/* Whether a pitch with this salience in frame i is more than a ghost: an overtone of a louder note, or the splash of
 * its attack on the keys beside it. */
static int is_real(const struct poly *p, uint64_t i, size_t pitch, float here)
{
    const float *now = p->salience[i % history];
    float most = 0;
    for (size_t k = 0; k < pitches; k++)
        most = fmaxf(most, now[k]);
    return here >= ghost * most && (pitch == 0 || here >= now[pitch - 1]) &&
           (pitch + 1 == pitches || here >= now[pitch + 1]);
}

/* Whether the rise of this pitch peaks in frame i, and becomes a sound that stands out. */
static int is_onset(const struct poly *p, uint64_t i, size_t pitch)
{
    float here = rise(p, i, pitch), top = 0;
    if (here <= p->threshold * rise_least || p->peaks < tonal_least * p->all)
        return 0;
    for (uint64_t k = i > future ? i - future : 0; k <= i + future; k++)
        if (rise(p, k, pitch) > here)
            return 0;
    for (uint64_t k = i; k <= i + future; k++)
        top = fmaxf(top, salience(p, k, pitch));
    return top > p->threshold * stand_out && is_real(p, i + future, pitch, salience(p, i + future, pitch));
}

/* The peak of the rise between frames, by a parabola. */
static double onset_time(const struct poly *p, uint64_t i, size_t pitch)
{
    double a = i ? rise(p, i - 1, pitch) : 0, b = rise(p, i, pitch), c = rise(p, i + 1, pitch);
    double curve = a - 2 * b + c, shift = curve < 0 ? 0.5 * (a - c) / curve : 0;
    return frame_time((double)i + shift - lateness);
}

/* One pitch at frame i, with `future` frames known beyond it. */
static enum neume_status follow(struct poly *p, uint64_t i, size_t pitch, struct neume_notes *out)
{
    struct voice *v = &p->voice[pitch];
    enum neume_status status = NEUME_OK;
    float now = salience(p, i, pitch);
    int onset = is_onset(p, i, pitch);
    if (v->sounds) {
        v->peak = fmaxf(v->peak, now);
        int struck = onset && i - v->began >= apart && rise(p, i, pitch) > again * v->peak;
        if (struck || now < gone * v->peak)
            status = close_voice(p, pitch, i, struck ? onset_time(p, i, pitch) : frame_time((double)i - lateness), out);
        onset = struck;
    }
    if (onset && !v->sounds)
        *v = (struct voice){.sounds = 1, .began = i, .onset = onset_time(p, i, pitch), .peak = now};
    return status;
}

static enum neume_status follow_all(struct poly *p, uint64_t i, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t k = 0; k < pitches && status == NEUME_OK; k++)
        if ((int)k + low_pitch >= p->options.min_pitch && (int)k + low_pitch <= p->options.max_pitch)
            status = follow(p, i, k, out);
    return status;
}

/* Appends a frame of saliences and its rises, and looks at the frame that this completes. */
static enum neume_status hear(struct poly *p, const float *spectrum, struct neume_notes *out)
{
    uint64_t t = p->heard++;
    neume_decompose_process(p->decompose, spectrum, p->salience[t % history]);
    for (size_t k = 0; k < pitches; k++) {
        float least = t < look ? 0 : salience(p, t - 1, k);
        for (uint64_t back = 2; back <= look && t >= look; back++)
            least = fminf(least, salience(p, t - back, k));
        p->rise[t % history][k] = fmaxf(salience(p, t, k) - least, 0);
    }
    return t >= future ? follow_all(p, t - future, out) : NEUME_OK;
}

/* Takes the oldest waiting frame, all of its surroundings being there. */
static enum neume_status release_frame(struct poly *p, struct neume_notes *out)
{
    float spectrum[neume_decompose_bins] = {0};
    const float *frame = p->ring[p->heard % (ahead + 1)];
    p->reference = fmaxf(p->reference * p->decay, quietest);
    for (uint64_t k = p->heard; k < p->taken; k++)
        p->reference = fmaxf(p->reference, p->level[k % (ahead + 1)]);
    float all, peaks = neume_logspec_peaks(frame, 0, &all);
    p->all = tonal_memory * p->all + all;
    p->peaks = tonal_memory * p->peaks + peaks;
    for (size_t b = 0; b < neume_logspec_bins; b++)
        spectrum[b] = sqrtf(frame[b] / p->reference);
    return hear(p, spectrum, out);
}

static enum neume_status take_frame(struct poly *p, const float *frame, struct neume_notes *out)
{
    size_t slot = (size_t)(p->taken++ % (ahead + 1));
    float peak = 0;
    memcpy(p->ring[slot], frame, sizeof p->ring[slot]);
    for (size_t b = 0; b < neume_logspec_bins; b++)
        peak = fmaxf(peak, frame[b]);
    p->level[slot] = peak;
    return p->taken > ahead ? release_frame(p, out) : NEUME_OK;
}

static enum neume_status poly_process(struct neume_transcriber *t, const float *samples, size_t count,
                                      struct neume_notes *out)
{
    struct poly *p = (struct poly *)t;
    enum neume_status status = NEUME_OK;
    while (count && status == NEUME_OK) {
        float clean[256];
        size_t piece = count < 256 ? count : 256;
        neume_dc_process(&p->dc, samples, piece, clean);
        samples += piece;
        count -= piece;
        for (size_t used = 0; used < piece && status == NEUME_OK;) {
            const float *frame;
            used += neume_logspec_process(p->logspec, clean + used, piece - used, &frame);
            if (frame)
                status = take_frame(p, frame, out);
        }
    }
    return status;
}

static enum neume_status poly_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    static const float silence[neume_decompose_bins];
    struct poly *p = (struct poly *)t;
    enum neume_status status = NEUME_OK;
    const float *frame;
    while (status == NEUME_OK && (frame = neume_logspec_flush(p->logspec)))
        status = take_frame(p, frame, out);
    while (status == NEUME_OK && p->heard < p->taken)
        status = release_frame(p, out);
    for (int i = 0; i < future && status == NEUME_OK; i++)
        status = hear(p, silence, out);
    for (size_t k = 0; k < pitches && status == NEUME_OK; k++)
        if (p->voice[k].sounds)
            status = close_voice(p, k, p->heard, frame_time((double)p->heard - lateness), out);
    return status;
}

const struct neume_model neume_poly_model = {
    .name = "poly",
    .sample_rate = neume_logspec_rate,
    .create = poly_create,
    .process = poly_process,
    .flush = poly_flush,
    .reset = poly_reset,
    .free = poly_free,
};
