/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/roll/roll_grow.h"
#include "midi/roll/roll_parts.h"
#include "midi/roll/roll_private.h"
#include "midi/roll/roll_time.h"

static enum neume_status add_note(struct neume_roll_reader *r, const struct neume_note_pair *pair)
{
    struct neume_roll_score *score = r->score;
    uint64_t off = pair->off > pair->on ? pair->off : pair->on + 1;
    struct neume_roll_note note = {.on = neume_tempo_map_seconds(&r->tempo, pair->on),
                                   .off = neume_tempo_map_seconds(&r->tempo, off),
                                   .tick = pair->on,
                                   .part = r->part_of[pair->track * 16 + pair->channel],
                                   .bend = NEUME_ROLL_NO_CURVE,
                                   .channel = pair->channel,
                                   .pitch = pair->pitch,
                                   .velocity = pair->velocity,
                                   .hanging = pair->end == NEUME_PAIR_HANGING};
    /* So far into the file, or so fine a tick, that a double cannot tell them apart. */
    if (!(note.off > note.on))
        return NEUME_OK;
    note.drum = (uint8_t)score->part[note.part].drum;
    struct neume_roll_note *place =
        neume_roll_grow((void **)&score->note, &score->note_capacity, score->note_count, sizeof note);
    if (!place)
        return NEUME_ERR_MEMORY;
    *place = note;
    score->note_count++;
    score->part[note.part].notes++;
    score->hanging += note.hanging;
    score->end = fmax(score->end, note.off);
    score->longest = fmax(score->longest, note.off - note.on);
    return NEUME_OK;
}

static enum neume_status add_notes(struct neume_roll_reader *r)
{
    uint64_t(*sounds_to)[128] = calloc(16, sizeof *sounds_to); /* of the track, by channel and key */
    enum neume_status s = sounds_to ? NEUME_OK : NEUME_ERR_MEMORY;
    for (size_t i = 0; i < r->pairs.count && s == NEUME_OK; i++) {
        const struct neume_note_pair *pair = &r->pairs.pair[i];
        if (i && r->pairs.pair[i - 1].track != pair->track)
            memset(sounds_to, 0, 16 * sizeof *sounds_to);
        uint64_t *to = &sounds_to[pair->channel][pair->pitch];
        r->score->overlapped += *to > pair->on;
        *to = pair->off > *to ? pair->off : *to;
        s = add_note(r, pair);
    }
    free(sounds_to);
    return s;
}

/* The part that a controller is shown with: of its own track, or where that has no notes of any with the channel. */
static uint32_t part_for(const struct neume_roll_reader *r, uint32_t track, int channel)
{
    uint32_t part = r->part_of[track * 16 + (uint32_t)channel];
    return part == UINT32_MAX ? r->first_part[channel] : part;
}

static struct neume_roll_curve *new_curve(struct neume_roll_reader *r, int channel, int lane, uint32_t part)
{
    struct neume_roll_score *score = r->score;
    struct neume_roll_curve *made =
        neume_roll_grow((void **)&score->curve, &score->curve_capacity, score->curve_count, sizeof *made);
    if (!made)
        return NULL;
    *made = (struct neume_roll_curve){.lane = lane, .part = part, .channel = channel, .next = NEUME_ROLL_NO_CURVE};
    score->curve_count++;
    return made;
}

static enum neume_status add_point(struct neume_roll_reader *r, struct neume_roll_curve *curve, uint64_t tick,
                                   float value)
{
    double time = neume_tempo_map_seconds(&r->tempo, tick);
    float rest = curve->lane == NEUME_ROLL_BEND || curve->lane == 1 || curve->lane == 64 ||
                         curve->lane == NEUME_ROLL_PRESSURE
                     ? 0
                     : value;
    curve->moves |= value != (curve->count ? curve->point[curve->count - 1].value : rest);
    if (curve->count && curve->point[curve->count - 1].time >= time) {
        curve->point[curve->count - 1].value = value;
        return NEUME_OK;
    }
    struct neume_roll_point *point =
        neume_roll_grow((void **)&curve->point, &curve->capacity, curve->count, sizeof *point);
    if (!point)
        return NEUME_ERR_MEMORY;
    *point = (struct neume_roll_point){time, value};
    curve->count++;
    return NEUME_OK;
}

/* A controller's value, in the lane of its track's channel. */
static enum neume_status add_value(struct neume_roll_reader *r, const struct neume_smf_ref *ref, int channel, int lane,
                                   float value)
{
    struct neume_roll_score *score = r->score;
    uint32_t part = part_for(r, ref->track, channel), *first = &r->curve_of[ref->track * 16 + (uint32_t)channel];
    uint32_t at = *first;
    if (part == UINT32_MAX)
        return NEUME_OK;
    while (at != NEUME_ROLL_NO_CURVE && score->curve[at].lane != lane)
        at = score->curve[at].next;
    if (at == NEUME_ROLL_NO_CURVE) {
        struct neume_roll_curve *made = new_curve(r, channel, lane, part);
        if (!made)
            return NEUME_ERR_MEMORY;
        made->next = *first;
        at = *first = (uint32_t)score->curve_count - 1;
    }
    return add_point(r, &score->curve[at], ref->tick, value);
}

static enum neume_status add_bend(struct neume_roll_reader *r, int port, int channel, uint64_t tick)
{
    uint32_t *at = &r->bend_of[port][channel], part = r->bend_part[port][channel];
    float semitones = (float)(neume_channel_bend(r->state, port, channel) / 100);
    if (part == UINT32_MAX || (semitones == 0 && *at == NEUME_ROLL_NO_CURVE))
        return NEUME_OK;
    if (*at == NEUME_ROLL_NO_CURVE) {
        if (!new_curve(r, channel, NEUME_ROLL_BEND, part))
            return NEUME_ERR_MEMORY;
        *at = (uint32_t)r->score->curve_count - 1;
    }
    return add_point(r, &r->score->curve[*at], tick, semitones);
}

/* The bend as it is now of some channels. */
static enum neume_status add_bends(struct neume_roll_reader *r, int port, const struct neume_state_change *change,
                                   uint64_t tick)
{
    enum neume_status s = NEUME_OK;
    int first = change->all_ports ? 0 : port, last = change->all_ports ? NEUME_MIDI_PORTS - 1 : port;
    for (int p = first; p <= last; p++)
        for (int c = 0; c < 16 && s == NEUME_OK; c++)
            if (change->channels >> c & 1)
                s = add_bend(r, p, c, tick);
    return s;
}

static enum neume_status control(struct neume_roll_reader *r, const struct neume_smf_ref *ref, int channel,
                                 const uint8_t *data)
{
    uint32_t part = part_for(r, ref->track, channel);
    uint8_t *seen = &r->seen[ref->track * 16 + (uint32_t)channel];
    int parameter = data[0] == 6 || data[0] == 38 || (data[0] >= 96 && data[0] <= 101);
    if (data[0] == 7 && part != UINT32_MAX && !(*seen & 1))
        r->score->part[part].volume = data[1] / 127.0;
    if (data[0] == 10 && part != UINT32_MAX && !(*seen & 2))
        r->score->part[part].pan = data[1] < 64 ? (data[1] - 64) / 64.0 : (data[1] - 64) / 63.0;
    *seen |= (uint8_t)(data[0] == 7 ? 1 : data[0] == 10 ? 2 : 0);
    return data[0] < 120 && !parameter ? add_value(r, ref, channel, data[0], data[1]) : NEUME_OK;
}

static enum neume_status take(struct neume_roll_reader *r, const struct neume_smf_ref *ref)
{
    const struct neume_smf_event *e = neume_smf_at(r->smf, ref);
    int channel = e->status & 15;
    uint32_t part;
    if (neume_smf_port(r->smf, e) >= 0)
        r->port[ref->track] = (uint8_t)neume_smf_port(r->smf, e);
    int port = r->port[ref->track];
    struct neume_state_change change = neume_channel_state_take(r->state, port, e);
    enum neume_status s = change.what & NEUME_STATE_PITCH ? add_bends(r, port, &change, ref->tick) : NEUME_OK;
    if (s != NEUME_OK || e->status >= 0xF0)
        return s;
    switch (e->status & 0xF0) {
    case NEUME_MIDI_CONTROL:
        return control(r, ref, channel, e->data);
    case NEUME_MIDI_PRESSURE:
        return add_value(r, ref, channel, NEUME_ROLL_PRESSURE, e->data[0]);
    case NEUME_MIDI_PROGRAM:
        part = part_for(r, ref->track, channel);
        if (part != UINT32_MAX && r->score->part[part].program < 0)
            r->score->part[part].program = e->data[0];
        return NEUME_OK;
    default:
        return NEUME_OK;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct neume_roll_note *x = a, *y = b;
    if (x->on != y->on)
        return x->on < y->on ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->pitch != y->pitch)
        return x->pitch < y->pitch ? -1 : 1;
    return x->off < y->off ? -1 : x->off > y->off;
}

static enum neume_status read_events(struct neume_roll_reader *r)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < r->ref_count && s == NEUME_OK; i++)
        s = take(r, &r->ref[i]);
    if (s == NEUME_OK)
        s = add_notes(r);
    return s;
}

static void finish(struct neume_roll_reader *r)
{
    struct neume_roll_score *score = r->score;
    double widest = 2;
    if (score->note_count)
        qsort(score->note, score->note_count, sizeof *score->note, by_time);
    for (size_t i = 0; i < score->curve_count; i++)
        for (size_t k = 0; score->curve[i].lane == NEUME_ROLL_BEND && k < score->curve[i].count; k++)
            widest = fmax(widest, fabs((double)score->curve[i].point[k].value));
    score->bend_range = (int)ceil(widest);
    if (!score->note_count && r->ref_count)
        score->end = neume_tempo_map_seconds(&r->tempo, r->ref[r->ref_count - 1].tick);
    /* A bend that first comes after a note has begun still bends it. */
    for (size_t i = 0; i < score->note_count; i++) {
        struct neume_roll_note *n = &score->note[i];
        n->bend = r->bend_of[r->home_port[score->part[n->part].track]][n->channel];
        if (n->bend != NEUME_ROLL_NO_CURVE && !score->curve[n->bend].moves)
            n->bend = NEUME_ROLL_NO_CURVE;
    }
}

enum neume_status neume_roll_score_init(struct neume_roll_score *score, const struct neume_smf *smf)
{
    struct neume_roll_reader r = {.score = score, .smf = smf};
    size_t slots = smf->track_count * 16;
    memset(score, 0, sizeof *score);
    enum neume_status s = neume_smf_merge(smf, &r.ref, &r.ref_count);
    if (s == NEUME_OK)
        s = neume_tempo_map_init(&r.tempo, smf);
    if (s == NEUME_OK)
        s = neume_note_pairs_init(&r.pairs, smf);
    if (s == NEUME_OK) {
        r.state = neume_channel_state_new(smf);
        r.port = calloc(smf->track_count + 1, 1);
        r.home_port = calloc(smf->track_count + 1, 1);
        r.curve_of = malloc((slots + 1) * sizeof *r.curve_of);
        r.part_of = malloc((slots + 1) * sizeof *r.part_of);
        r.seen = calloc(slots + 1, 1);
        int room = r.curve_of && r.part_of && r.seen && r.state && r.port && r.home_port;
        if (r.curve_of)
            memset(r.curve_of, 0xFF, (slots + 1) * sizeof *r.curve_of);
        s = room ? neume_roll_find_parts(&r) : NEUME_ERR_MEMORY;
    }
    if (s == NEUME_OK)
        s = read_events(&r);
    if (s == NEUME_OK) {
        finish(&r);
        s = neume_roll_find_time(&r);
    }
    free(r.home_port);
    free(r.curve_of);
    free(r.part_of);
    free(r.seen);
    free(r.port);
    neume_channel_state_free(r.state);
    neume_note_pairs_release(&r.pairs);
    free(r.ref);
    neume_tempo_map_release(&r.tempo);
    if (s != NEUME_OK)
        neume_roll_score_release(score);
    return s;
}

void neume_roll_score_release(struct neume_roll_score *score)
{
    if (!score)
        return;
    for (size_t i = 0; i < score->curve_count; i++)
        free(score->curve[i].point);
    free(score->note);
    free(score->part);
    free(score->curve);
    free(score->beat);
    free(score->tempo);
    free(score->meter);
    free(score->marker);
    memset(score, 0, sizeof *score);
}

size_t neume_roll_first_note(const struct neume_roll_score *score, double time)
{
    size_t low = 0, high = score->note_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (score->note[middle].on < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

float neume_roll_value(const struct neume_roll_curve *curve, double time)
{
    size_t low = 0, high = curve->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (curve->point[middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? curve->point[low - 1].value : 0;
}

double neume_roll_bar_time(const struct neume_roll_score *score, uint32_t bar, uint16_t beat)
{
    for (size_t i = 0; i < score->beat_count; i++)
        if (score->beat[i].bar == bar && score->beat[i].beat == beat)
            return score->beat[i].time;
    return -1;
}

size_t neume_roll_hits(const struct neume_roll_score *score)
{
    size_t hits = 0;
    for (size_t i = 0; i < score->note_count; i++)
        hits += score->note[i].drum;
    return hits;
}
