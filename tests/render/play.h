/* SPDX-License-Identifier: MIT
 *
 * Short files to render, and what comes out: with the SoundFont of the system; where there is none, the tests that need
 * one are skipped. At 22050 ticks a quarter and 120 BPM a tick is a sample of 44100 Hz. */
#ifndef NEUME_TESTS_MIDI_PLAY_H
#define NEUME_TESTS_MIDI_PLAY_H

#define _XOPEN_SOURCE 700
#include "render/synth/render.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/notes_to_smf.h"
#include "render/synth/render_synth.h"
#include "render/synth/soundfont.h"
#include "tests/support/support.h"

static inline void begin(struct neume_smf *smf)
{
    char *font;
    enum neume_status s = neume_soundfont_find(&font);
    free(font);
    if (s == NEUME_ERR_NO_SOUNDFONT)
        skip();
    neume_smf_init(smf);
    smf->division = 22050;
    assert_ok(neume_smf_add_track(smf));
}

static inline void note(struct neume_smf *smf, size_t track, int channel, uint64_t on, uint64_t off, int pitch,
                        int velocity)
{
    assert_ok(neume_smf_add_message(smf, track, on, NEUME_MIDI_NOTE_ON | channel, pitch, velocity));
    assert_ok(neume_smf_add_message(smf, track, off, NEUME_MIDI_NOTE_OFF | channel, pitch, 0));
}

static inline int by_tick(const void *a, const void *b)
{
    const struct neume_smf_event *x = a, *y = b;
    return x->tick != y->tick ? (x->tick < y->tick ? -1 : 1) : x->status - y->status;
}

static inline void sort(struct neume_smf *smf)
{
    for (size_t t = 0; t < smf->track_count; t++)
        if (smf->track[t].count)
            qsort(smf->track[t].event, smf->track[t].count, sizeof *smf->track[t].event, by_tick);
}

/* `seconds` of the piece, interleaved, by blocks of `block` frames (0: of random sizes). Free it. */
static inline float *play(const struct neume_smf *smf, double seconds, int track, size_t block, size_t *frames)
{
    struct neume_render_options o;
    struct neume_renderer *r;
    uint64_t seed = 5;
    size_t n = 0, got = 1, capacity = 1 << 16;
    float *out = malloc(2 * capacity * sizeof *out);
    neume_render_options_init(&o);
    o.length = seconds;
    o.track = track;
    assert_ok(neume_renderer_new(&r, smf, &o));
    int64_t total = neume_renderer_frames(r);
    while (got) {
        size_t ask = block ? block : 1 + (size_t)(support_random(&seed) * support_random(&seed) * 3000);
        if (n + ask > capacity) {
            capacity = 2 * (n + ask);
            out = realloc(out, 2 * capacity * sizeof *out);
        }
        assert_non_null(out);
        assert_ok(neume_renderer_process(r, out + 2 * n, ask, &got));
        n += got;
        if (got < ask)
            break;
    }
    assert_ok(neume_renderer_process(r, out, 1, &got));
    assert_int_equal(got, 0);
    assert_true(seconds == 0 ? (int64_t)n <= total : (int64_t)n == total);
    neume_renderer_free(r);
    *frames = n;
    return out;
}

static inline double energy(const float *out, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = 2 * from; i < 2 * to; i++)
        sum += (double)out[i] * out[i];
    return sum;
}

static inline double decibels(double a, double b)
{
    return 10 * log10((a + 1e-12) / (b + 1e-12));
}

#endif
