/* SPDX-License-Identifier: MIT
 *
 * What the tests of replacement share: a kit, a recording with hits at known frames, and a run over it. */
#ifndef NEUME_TESTS_RENDER_REPLACE_RUN_H
#define NEUME_TESTS_RENDER_REPLACE_RUN_H

#include "audio/encode.h"
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "render/replace/replace.h"
#include "render/replace/replace_plan.h"
#include "render/replace/replace_private.h"
#include "tests/support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 44100, LENGTH = 4 * RATE, LEAD = 100, SOUND = 8000, HITS = 6 };

static const int64_t places[HITS] = {1000, 22051, 44444, 80007, 110011, 150150};

static inline void write_sound(const char *path, const float *x, size_t frames, int rate)
{
    struct neume_encode_options o = {.sample_rate = rate, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    assert_ok(neume_encoder_open(&e, path, &o));
    assert_ok(neume_encoder_write(e, x, frames));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

/* A drum of that tone, whose very first frame is loud; `noise` 0..1 of it is noise. */
static inline void make_drum(float *x, size_t frames, double hz, double decay, double noise, uint64_t seed)
{
    for (size_t i = 0; i < frames; i++) {
        double t = (double)i / RATE, n = 2 * support_random(&seed) - 1;
        double fade = exp(-t / decay);
        x[i] = (float)(fade * (0.5 * (1 - noise) * cos(6.283185307179586 * hz * t) + 0.5 * noise * n));
    }
}

/* The sound of make_drum() behind LEAD frames of silence. */
static inline void add_sample(const char *folder, const char *name, double hz, double noise, float gain, uint64_t seed)
{
    static float x[LEAD + SOUND];
    memset(x, 0, sizeof x);
    make_drum(x + LEAD, SOUND, hz, 0.03, noise, seed);
    for (size_t i = 0; i < LEAD + SOUND; i++)
        x[i] *= gain;
    write_sound(support_path(folder, name), x, LEAD + SOUND, RATE);
}

static inline char *make_kit(float kick_gain)
{
    char *folder = support_new_folder();
    add_sample(folder, "Kick.wav", 70, 0.05, kick_gain, 1);
    for (int i = 1; i <= 4; i++) {
        char name[32];
        snprintf(name, sizeof name, "snare_%d.wav", i);
        add_sample(folder, name, 200, 0.7, 0.6f, (uint64_t)(10 + i));
    }
    static float open[2 * RATE];
    make_drum(open, 2 * RATE, 9000, 1.0, 0.9, 99);
    write_sound(support_path(folder, "hihat open.wav"), open, 2 * RATE, RATE);
    add_sample(folder, "hh_closed.wav", 9000, 0.9, 0.5f, 77);
    return folder;
}

/* A recording: a quiet tone, and over it hits that are like the kit's, but not the same. */
static inline float *make_recording(double hz, int channels)
{
    float *x = calloc((size_t)LENGTH * (size_t)channels, sizeof *x), drum[SOUND];
    assert_non_null(x);
    for (size_t i = 0; i < LENGTH; i++)
        for (int c = 0; c < channels; c++)
            x[i * (size_t)channels + (size_t)c] = (float)(1e-4 * sin(0.01 * (double)i + c));
    make_drum(drum, SOUND, hz, 0.05, 0.1, 5);
    for (int h = 0; h < HITS; h++)
        for (size_t i = 0; i < SOUND; i++)
            for (int c = 0; c < channels; c++)
                x[((size_t)places[h] + i) * (size_t)channels + (size_t)c] += 0.7f * drum[i];
    return x;
}

struct run {
    struct neume_kit *kit;
    struct neume_replace *replace;
    struct neume_replace_report report;
    float *out, *drum[NEUME_DRUM_COUNT], *original; /* [LENGTH][channels] */
};

static inline void open_run(struct run *run, const char *folder, const float *in, const struct neume_replace_hit *hit,
                            size_t count, const struct neume_replace_options *o, uint64_t seed)
{
    struct neume_kit_problem problem;
    float *mono = calloc(LENGTH, sizeof *mono);
    assert_non_null(mono);
    *run = (struct run){0};
    for (size_t i = 0; i < LENGTH; i++)
        for (int c = 0; c < o->channels; c++)
            mono[i] += in[i * (size_t)o->channels + (size_t)c] / (float)o->channels;
    assert_ok(neume_kit_open(&run->kit, folder, o->rate, o->channels, seed, &problem));
    assert_ok(neume_replace_new(&run->replace, run->kit, hit, count, o));
    neume_replace_listen(run->replace, mono, LENGTH);
    assert_ok(neume_replace_prepare(run->replace));
    neume_replace_report(run->replace, &run->report);
    free(mono);
}

static inline void mix(struct run *run, const float *in, int channels, size_t block)
{
    size_t wide = (size_t)channels;
    run->out = calloc(LENGTH * wide, sizeof *run->out);
    run->original = calloc(LENGTH * wide, sizeof *run->out);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        run->drum[d] = calloc(LENGTH * wide, sizeof *run->out);
    size_t delay = neume_replace_delay(run->replace), total = LENGTH + delay;
    float *part[NEUME_DRUM_COUNT + 3], *to[NEUME_DRUM_COUNT + 2];
    for (int p = 0; p < NEUME_DRUM_COUNT + 3; p++)
        part[p] = calloc(total * wide, sizeof **part);
    memcpy(part[NEUME_DRUM_COUNT + 2], in, LENGTH * wide * sizeof *in);
    for (size_t at = 0; at < total; at += block) {
        struct neume_replace_stems stems = {.original = part[NEUME_DRUM_COUNT] + at * wide};
        for (int d = 0; d < NEUME_DRUM_COUNT; d++)
            stems.drum[d] = part[d] + at * wide;
        neume_replace_process(run->replace, part[NEUME_DRUM_COUNT + 2] + at * wide,
                              part[NEUME_DRUM_COUNT + 1] + at * wide, &stems, total - at < block ? total - at : block);
    }
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        to[d] = run->drum[d];
    to[NEUME_DRUM_COUNT] = run->original;
    to[NEUME_DRUM_COUNT + 1] = run->out;
    for (int p = 0; p < NEUME_DRUM_COUNT + 2; p++)
        memcpy(to[p], part[p] + delay * wide, LENGTH * wide * sizeof *in);
    for (int p = 0; p < NEUME_DRUM_COUNT + 3; p++)
        free(part[p]);
}

static inline void close_run(struct run *run)
{
    neume_replace_free(run->replace);
    neume_kit_free(run->kit);
    free(run->out);
    free(run->original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        free(run->drum[d]);
}

/* The hits as a transcription would find them: up to a millisecond off. */
static inline void find_hits(struct neume_replace_hit *hit, uint8_t key)
{
    static const int off[HITS] = {0, 30, -30, 44, -44, 7};
    for (int h = 0; h < HITS; h++)
        hit[h] =
            (struct neume_replace_hit){.frame = places[h] + off[h], .key = key, .velocity = (uint8_t)(100 - 10 * h)};
}

static inline struct neume_replace_options mono_options(void)
{
    struct neume_replace_options o;
    neume_replace_options_init(&o);
    o.channels = 1;
    return o;
}

static inline double energy(const float *x, int64_t from, int64_t count)
{
    double sum = 0;
    for (int64_t i = from; i < from + count; i++)
        sum += (double)x[i] * x[i];
    return sum;
}

#endif
