/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_notes.h"

#include <math.h>
#include <stdlib.h>

#include "midi/edit/edit_view.h"

/* Onsets closer than this are one chord to the legato, seconds: a hand does not strike together to the tick. */
#define CHORD_SECONDS 0.04

static double seconds_at(const struct neume_edit_view *v, uint64_t tick)
{
    return neume_tempo_map_seconds(&v->tempo, tick);
}

void neume_edit_merge_repeats(struct neume_edit_view *v, double seconds)
{
    struct neume_edit_note *a = NULL;
    neume_edit_view_sort_keys(v);
    size_t left = neume_edit_view_left(v);
    for (size_t i = 0; i < left; i++) {
        struct neume_edit_note *b = v->order[i];
        int repeats = a && a->track == b->track && a->is.channel == b->is.channel && a->is.pitch == b->is.pitch &&
                      a->off_event != NEUME_EDIT_NO_EVENT && b->off_event != NEUME_EDIT_NO_EVENT &&
                      !neume_edit_is_drum(b) && seconds_at(v, b->is.on) - seconds_at(v, a->is.off) <= seconds + 1e-9;
        if (!repeats) {
            a = b;
            continue;
        }
        if (b->is.off > a->is.off)
            neume_edit_set_off(a, b->is.off);
        neume_edit_drop(v, b);
        v->report.merged++;
    }
}

void neume_edit_drop_notes(struct neume_edit_view *v, double shorter, int weaker)
{
    for (size_t i = 0; i < v->count; i++) {
        struct neume_edit_note *n = &v->note[i];
        if (n->is.velocity < weaker || seconds_at(v, n->is.off) - seconds_at(v, n->is.on) < shorter - 1e-9)
            neume_edit_drop(v, n);
    }
}

static int by_channel(const void *a, const void *b)
{
    const struct neume_edit_note *x = *(struct neume_edit_note *const *)a, *y = *(struct neume_edit_note *const *)b;
    if (x->dropped != y->dropped)
        return x->dropped - y->dropped;
    if (x->track != y->track)
        return x->track < y->track ? -1 : 1;
    if (x->is.channel != y->is.channel)
        return x->is.channel - y->is.channel;
    if (x->is.on != y->is.on)
        return x->is.on < y->is.on ? -1 : 1;
    return x < y ? -1 : x > y;
}

void neume_edit_legato(struct neume_edit_view *v, double share)
{
    qsort(v->order, v->count, sizeof *v->order, by_channel);
    size_t left = neume_edit_view_left(v);
    for (size_t i = 0, next = 0; i < left; i++) {
        struct neume_edit_note *n = v->order[i], *m = NULL;
        for (next = next > i ? next : i + 1; next < left; next++) {
            m = v->order[next];
            if (m->track != n->track || m->is.channel != n->is.channel ||
                seconds_at(v, m->is.on) - seconds_at(v, n->is.on) > CHORD_SECONDS)
                break;
        }
        if (next < left && m->track == n->track && m->is.channel == n->is.channel)
            neume_edit_set_off(n, n->is.on + (uint64_t)llround(share * (double)(m->is.on - n->is.on)));
    }
}

void neume_edit_staccato(struct neume_edit_view *v, double factor)
{
    for (size_t i = 0; i < v->count; i++) {
        struct neume_edit_note *n = &v->note[i];
        if (n->is.off > n->is.on)
            neume_edit_set_off(n, n->is.on + (uint64_t)llround(factor * (double)(n->is.off - n->is.on)));
    }
}

void neume_edit_min_length(struct neume_edit_view *v, double seconds)
{
    for (size_t i = 0; i < v->count; i++) {
        struct neume_edit_note *n = &v->note[i];
        double least = ceil(neume_tempo_map_ticks(&v->tempo, seconds_at(v, n->is.on) + seconds) - 1e-6);
        if ((double)n->is.off < least)
            neume_edit_set_off(n, (uint64_t)least);
    }
}

/* One octave of the major scale; a natural minor is the major three semitones up. */
static const int major_scale[7] = {0, 2, 4, 5, 7, 9, 11};

static int floor_division(int a, int b)
{
    return a / b - (a % b < 0);
}

/* By steps of the scale; a pitch beside the scale keeps its distance to the degree below it. */
static int step_in_key(int pitch, int steps, int fifths)
{
    int tonic = ((fifths * 7) % 12 + 12) % 12, degree = 6;
    int octave = floor_division(pitch - tonic, 12), inside = pitch - tonic - 12 * octave;
    while (major_scale[degree] > inside)
        degree--;
    int beside = inside - major_scale[degree], moved = degree + steps;
    int octaves = floor_division(moved, 7);
    return tonic + 12 * (octave + octaves) + major_scale[moved - 7 * octaves] + beside;
}

/* 0..127, or 0xFF where the note goes. */
static uint8_t transposed(int pitch, const struct neume_edit_options *o, int fifths, int *beyond)
{
    int to = pitch + o->transpose;
    if (o->transpose_in_key)
        to = step_in_key(to, o->transpose_in_key, fifths);
    *beyond = to < 0 || to > 127;
    if (!*beyond)
        return (uint8_t)to;
    if (o->beyond == NEUME_BEYOND_KEEP)
        return (uint8_t)pitch;
    if (o->beyond != NEUME_BEYOND_FOLD)
        return 0xFF;
    while (to < 0)
        to += 12;
    while (to > 127)
        to -= 12;
    return (uint8_t)to;
}

struct keys {
    struct key_at {
        uint64_t tick;
        int fifths;
    } * at; /* [count], count >= 1 */
    size_t count;
};

/* The key signatures of all tracks; the first holds from the start. */
static enum neume_status read_keys(struct keys *keys, const struct neume_smf *smf, const struct neume_edit_options *o)
{
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    int fifths, minor;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    keys->count = 0;
    keys->at = s == NEUME_OK ? calloc(count + 1, sizeof *keys->at) : NULL;
    if (s == NEUME_OK && !keys->at)
        s = NEUME_ERR_MEMORY;
    int fixed = o->has_key || !o->transpose_in_key;
    if (s == NEUME_OK && fixed)
        keys->at[keys->count++].fifths = o->has_key ? o->key.fifths : 0;
    for (size_t i = 0; i < count && !fixed && s == NEUME_OK; i++)
        if (neume_smf_key_signature(smf, neume_smf_at(smf, &refs[i]), &fifths, &minor))
            keys->at[keys->count++] = (struct key_at){refs[i].tick, fifths};
    if (s == NEUME_OK && !keys->count)
        s = NEUME_ERR_NOT_FOUND;
    free(refs);
    return s;
}

static int key_at(const struct keys *keys, uint64_t tick)
{
    size_t i = keys->count - 1;
    while (i && keys->at[i].tick > tick)
        i--;
    return keys->at[i].fifths;
}

enum neume_status neume_edit_transpose(struct neume_edit_view *v, const struct neume_edit_options *o)
{
    struct keys keys;
    int beyond;
    enum neume_status s = read_keys(&keys, v->smf, o);
    for (size_t i = 0; i < v->count && s == NEUME_OK; i++) {
        struct neume_edit_note *n = &v->note[i];
        if (n->dropped || neume_edit_is_drum(n))
            continue;
        uint8_t to = transposed(n->is.pitch, o, key_at(&keys, n->is.on), &beyond);
        v->report.beyond += (size_t)beyond;
        if (beyond && o->beyond == NEUME_BEYOND_REFUSE)
            s = NEUME_ERR_ARGUMENT;
        else if (to == 0xFF)
            neume_edit_drop(v, n);
        else
            n->is.pitch = to;
    }
    /* Key pressure and stray note-offs have no note to ask for the time: they follow the first key. */
    for (int c = 0; c < 16 && s == NEUME_OK; c++)
        for (int p = 0; p < 128 && !(v->drum_channels >> c & 1); p++)
            v->key_map[c][p] = transposed(p, o, keys.at[0].fifths, &beyond);
    free(keys.at);
    return s;
}

static double mean_velocity(const struct neume_edit_view *v, const double *velocity)
{
    double sum = 0;
    for (size_t i = 0; i < v->count; i++)
        sum += v->note[i].dropped ? 0 : velocity[i];
    return neume_edit_view_left(v) ? sum / (double)neume_edit_view_left(v) : 0;
}

static double new_velocity(const struct neume_edit_velocity *e, double v, double mean)
{
    switch (e->kind) {
    case NEUME_VELOCITY_SCALE:
        return v * e->value;
    case NEUME_VELOCITY_ADD:
        return v + e->value;
    case NEUME_VELOCITY_COMPRESS:
        return mean + (v - mean) / e->value;
    case NEUME_VELOCITY_CURVE:
        return v > 0 ? 127 * pow(v / 127, e->value) : v;
    case NEUME_VELOCITY_FIXED:
        break;
    }
    return e->value;
}

/* Rounded and brought into 1..127 only at the end, so that scaling down and up again loses nothing. */
enum neume_status neume_edit_velocities(struct neume_edit_view *v, const struct neume_edit_options *o)
{
    double *velocity = malloc((v->count + 1) * sizeof *velocity);
    if (!velocity)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < v->count; i++)
        velocity[i] = v->note[i].is.velocity;
    for (int k = 0; k < o->velocities; k++) {
        double mean = mean_velocity(v, velocity);
        for (size_t i = 0; i < v->count; i++)
            velocity[i] = new_velocity(&o->velocity[k], velocity[i], mean);
    }
    for (size_t i = 0; i < v->count; i++)
        v->note[i].is.velocity = (uint8_t)lround(fmin(127, fmax(1, velocity[i])));
    free(velocity);
    return NEUME_OK;
}

void neume_edit_channel(struct neume_edit_view *v, int channel)
{
    for (int c = 0; c < 16; c++)
        v->channel_map[c] = v->drum_channels >> c & 1 ? c : channel - 1;
    for (size_t i = 0; i < v->count; i++)
        v->note[i].is.channel = (uint8_t)v->channel_map[v->note[i].is.channel];
}
