/* SPDX-License-Identifier: MIT */
#include "models/pedal/pedal_net.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/net.h"
#include "models/weights/weights.h"

const double neume_pedal_step = 0.05;

enum { SOUNDING, STRUCK, ENDED, ENDED_LONG, HELD, HELD_LONG, SPAN, CLOSE, OVERLAPPED, FORCE, FAR, BEYOND_HAND };
enum { MOST = 128, HELD_FRAMES = 10, LONG_FRAMES = 20, HAND = 14 /* semitones */, FINGERS = 5 };

static const double long_note = 0.3, together = 0.1; /* seconds */

size_t neume_pedal_frames(const struct neume_notes *notes)
{
    return notes->count ? (size_t)(neume_notes_end(notes) / neume_pedal_step) + 1 : 0;
}

static size_t frame_of(double seconds, size_t frames)
{
    double at = seconds / neume_pedal_step;
    return at < (double)frames ? (size_t)at : frames - 1;
}

/* What one note adds. */
static void count_note(const struct neume_note *n, float *feature, size_t frames)
{
    size_t from = frame_of(n->onset, frames), to = frame_of(n->offset, frames);
    float *begin = feature + from * NEUME_PEDAL_FEATURES, *end = feature + to * NEUME_PEDAL_FEATURES;
    begin[STRUCK]++;
    begin[FORCE] += (float)n->velocity / 64;
    end[ENDED]++;
    end[ENDED_LONG] += n->offset - n->onset > long_note;
    for (size_t t = from; t <= to; t++) {
        float *f = feature + t * NEUME_PEDAL_FEATURES;
        f[SOUNDING] += 0.25f;
        f[HELD] += t >= from + HELD_FRAMES ? 0.25f : 0;
        f[HELD_LONG] += t >= from + LONG_FRAMES ? 0.25f : 0;
    }
}

static int by_pitch(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* How the notes that sound in one frame lie. */
static void count_chord(const struct neume_note *const *sounding, size_t count, float *f)
{
    int pitch[MOST];
    double newest = 0;
    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++) {
        pitch[i] = sounding[i]->pitch;
        newest = fmax(newest, sounding[i]->onset);
    }
    qsort(pitch, count, sizeof *pitch, by_pitch);
    f[SPAN] = (float)(pitch[count - 1] - pitch[0]) / 24;
    for (size_t i = 0; i < count; i++) {
        f[CLOSE] += i && pitch[i] - pitch[i - 1] <= 2;
        f[OVERLAPPED] += sounding[i]->onset < newest - together ? 0.25f : 0;
        f[FAR] += pitch[i] - pitch[0] > HAND;
    }
    f[BEYOND_HAND] = count > FINGERS ? (float)(count - FINGERS) : 0;
}

void neume_pedal_describe(const struct neume_notes *notes, float *feature, size_t frames)
{
    const struct neume_note *sounding[MOST];
    size_t count = 0, next = 0;
    memset(feature, 0, frames * NEUME_PEDAL_FEATURES * sizeof *feature);
    for (size_t i = 0; i < notes->count && frames; i++)
        if (!notes->note[i].drum)
            count_note(&notes->note[i], feature, frames);
    for (size_t t = 0; t < frames; t++) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++)
            if (frame_of(sounding[i]->offset, frames) >= t)
                sounding[kept++] = sounding[i];
        for (count = kept; next < notes->count && frame_of(notes->note[next].onset, frames) <= t; next++)
            if (!notes->note[next].drum && count < MOST)
                sounding[count++] = &notes->note[next];
        count_chord(sounding, count, feature + t * NEUME_PEDAL_FEATURES);
    }
}

static enum neume_status run(const float *feature, float *odds, size_t frames)
{
    struct neume_weights *weights = NULL;
    struct neume_net *net = NULL;
    const float *out;
    size_t made = 0;
    enum neume_status status = neume_weights_parse(&weights, neume_weights_pedal, neume_weights_pedal_size, NULL);
    if (status == NEUME_OK)
        status = neume_net_new(&net, weights);
    assert(status != NEUME_OK ||
           (neume_weights_input_bins(weights) == NEUME_PEDAL_FEATURES && neume_weights_output_channels(weights) == 1));
    for (size_t t = 0; status == NEUME_OK && t < frames; t++)
        if ((out = neume_net_push(net, feature + t * NEUME_PEDAL_FEATURES)))
            odds[made++] = out[0];
    while (status == NEUME_OK && frames && (out = neume_net_flush(net)))
        odds[made++] = out[0];
    assert(status != NEUME_OK || made == frames);
    neume_net_free(net);
    neume_weights_free(weights);
    return status;
}

enum neume_status neume_pedal_hear(const struct neume_notes *notes, float *odds, size_t frames)
{
    float *feature = malloc((frames + 1) * NEUME_PEDAL_FEATURES * sizeof *feature);
    enum neume_status status = NEUME_ERR_MEMORY;
    if (feature) {
        neume_pedal_describe(notes, feature, frames);
        status = run(feature, odds, frames);
    }
    free(feature);
    return status;
}
