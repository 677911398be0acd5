/* SPDX-License-Identifier: MIT */
#include "midi/file/notes_to_smf.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/tempo_map.h"

enum { KEY_SILENT = 0, KEY_HELD, KEY_SUSTAINED };

struct key {
    uint64_t on;        /* tick */
    uint32_t track;     /* that struck it */
    uint32_t bend_from; /* the place in the channel's bends at the onset */
    uint8_t state, velocity;
};

struct bend_point {
    uint64_t tick;
    float cents;
};

struct channel {
    struct key key[128];
    struct bend_point *bend; /* [bend_count]: every bend so far */
    uint32_t bend_count, bend_capacity;
    float bend_range; /* cents */
    uint8_t rpn_msb, rpn_lsb, range_msb, range_lsb, pedal;
};

struct reader {
    const struct neume_smf *smf;
    int use_pedal;
    struct neume_tempo_map map;
    struct channel **channel; /* [128 ports * 16], made when used */
    uint8_t *port;            /* [track_count] */
    size_t bends_left;        /* curve points that may still be made: keeps memory in step with the file */
    struct neume_bend *curve; /* [curve_capacity]: scratch */
    size_t curve_capacity;
    struct neume_notes notes;
};

static struct channel *channel_of(struct reader *r, uint32_t track, int channel)
{
    struct channel **c = &r->channel[r->port[track] * 16 + channel];
    if (!*c) {
        *c = calloc(1, sizeof **c);
        if (*c) {
            (*c)->bend_range = 200;
            (*c)->range_msb = 2;
            (*c)->rpn_msb = (*c)->rpn_lsb = 127;
        }
    }
    return *c;
}

static const float lasting = 0.03f; /* seconds that a value must hold to be meant as a level and not as a way */

/* A value from `from` to `to` seconds, 1 or 2 points. One that soon gives way to the next is the curve's in the middle
 * of the time it holds: curves are written as stairs. */
static void hold(struct neume_bend *curve, size_t *n, float from, float to, float cents)
{
    int level = to - from > lasting;
    curve[(*n)++] = (struct neume_bend){level ? from : (from + to) / 2, cents};
    if (level)
        curve[(*n)++] = (struct neume_bend){to - 0.001f, cents};
}

/* The bends of [on, off) as a curve in r->curve. Answers the number of points, 0 where there is no bend or no memory.
 */
static size_t make_curve(struct reader *r, const struct channel *c, const struct key *k, double on, double off)
{
    size_t n = 0, events = c->bend_count - k->bend_from, most = 2 * (events + 1);
    float value = k->bend_from ? c->bend[k->bend_from - 1].cents : 0, from = 0;
    if ((!events && value == 0) || most > r->bends_left)
        return 0;
    if (most > r->curve_capacity) {
        struct neume_bend *grown = realloc(r->curve, 2 * most * sizeof *grown);
        if (!grown)
            return 0;
        r->curve = grown;
        r->curve_capacity = 2 * most;
    }
    for (uint32_t i = k->bend_from; i < c->bend_count; i++) {
        double at = neume_tempo_map_seconds(&r->map, c->bend[i].tick);
        float time = (float)(at - on);
        if (at >= off)
            break;
        if (time > from) {
            hold(r->curve, &n, from, time, value);
            from = time;
        }
        value = c->bend[i].cents;
    }
    if (!n && value == 0)
        return 0;
    float end = (float)(off - on);
    hold(r->curve, &n, from, end > from ? end : from, value);
    r->bends_left -= n;
    return n;
}

static enum neume_status end_note(struct reader *r, struct channel *c, int channel, int pitch, uint64_t tick)
{
    struct key *k = &c->key[pitch];
    if (k->state == KEY_SILENT)
        return NEUME_OK;
    k->state = KEY_SILENT;
    uint64_t off = tick > k->on ? tick : k->on + 1;
    struct neume_note n = {.onset = neume_tempo_map_seconds(&r->map, k->on),
                           .offset = neume_tempo_map_seconds(&r->map, off),
                           .pitch = (uint8_t)pitch,
                           .velocity = k->velocity,
                           .drum = channel == 9,
                           .confidence = 1};
    /* So far into the file, or so fine a tick, that a double cannot tell them apart. */
    if (!(n.offset > n.onset))
        return NEUME_OK;
    size_t points = make_curve(r, c, k, n.onset, n.offset);
    n.bend_count = (uint32_t)points;
    return neume_notes_push(&r->notes, &n, points ? r->curve : NULL);
}

/* Ends every key whose state is in the range. */
static enum neume_status end_notes(struct reader *r, struct channel *c, int channel, uint64_t tick, int from_state,
                                   int to_state)
{
    enum neume_status s = NEUME_OK;
    for (int p = 0; p < 128 && s == NEUME_OK; p++)
        if (c->key[p].state >= from_state && c->key[p].state <= to_state)
            s = end_note(r, c, channel, p, tick);
    return s;
}

static enum neume_status note_off(struct reader *r, struct channel *c, int channel, int pitch, uint64_t tick)
{
    struct key *k = &c->key[pitch];
    if (k->state != KEY_HELD)
        return NEUME_OK;
    if (c->pedal && r->use_pedal) {
        k->state = KEY_SUSTAINED;
        return NEUME_OK;
    }
    return end_note(r, c, channel, pitch, tick);
}

static enum neume_status note_on(struct reader *r, struct channel *c, const struct neume_smf_ref *ref, int channel,
                                 const struct neume_smf_event *e)
{
    struct key *k = &c->key[e->data[0]];
    if (k->state != KEY_SILENT && k->on == ref->tick) {
        /* Two tracks that double each other. */
        k->velocity = e->data[1] > k->velocity ? e->data[1] : k->velocity;
        k->state = KEY_HELD;
        return NEUME_OK;
    }
    enum neume_status s = end_note(r, c, channel, e->data[0], ref->tick);
    k->on = ref->tick;
    k->track = ref->track;
    k->bend_from = c->bend_count;
    k->velocity = e->data[1];
    k->state = KEY_HELD;
    return s;
}

static enum neume_status pedal_up(struct reader *r, struct channel *c, int channel, uint64_t tick)
{
    c->pedal = 0;
    return end_notes(r, c, channel, tick, KEY_SUSTAINED, KEY_SUSTAINED);
}

static enum neume_status bend(struct channel *c, uint64_t tick, int value)
{
    if (c->bend_count == c->bend_capacity) {
        uint32_t wanted = c->bend_capacity ? 2 * c->bend_capacity : 16;
        struct bend_point *grown = realloc(c->bend, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        c->bend = grown;
        c->bend_capacity = wanted;
    }
    c->bend[c->bend_count++] = (struct bend_point){tick, (float)(value - 8192) / 8192 * c->bend_range};
    return NEUME_OK;
}

static void set_bend_range(struct channel *c, int coarse, int value)
{
    if (c->rpn_msb || c->rpn_lsb)
        return;
    if (coarse) {
        c->range_msb = (uint8_t)value;
        c->range_lsb = 0;
    } else {
        c->range_lsb = (uint8_t)value;
    }
    c->bend_range = 100.0f * c->range_msb + c->range_lsb;
}

static enum neume_status control(struct reader *r, struct channel *c, int channel, uint64_t tick, int number, int value)
{
    enum neume_status s;
    switch (number) {
    case 6:
    case 38:
        set_bend_range(c, number == 6, value);
        return NEUME_OK;
    case 98: /* a non-registered parameter takes data entry away from RPN 0 */
    case 99:
        c->rpn_msb = c->rpn_lsb = 127;
        return NEUME_OK;
    case 100:
        c->rpn_lsb = (uint8_t)value;
        return NEUME_OK;
    case 101:
        c->rpn_msb = (uint8_t)value;
        return NEUME_OK;
    case 64:
        if (value < 64)
            return pedal_up(r, c, channel, tick);
        c->pedal = 1;
        return NEUME_OK;
    case 120:
        return end_notes(r, c, channel, tick, KEY_HELD, KEY_SUSTAINED);
    case 121: /* reset all controllers: RP-015 centres the bend and keeps the range */
        s = pedal_up(r, c, channel, tick);
        return s == NEUME_OK && c->bend_count ? bend(c, tick, 8192) : s;
    case 123:
        s = NEUME_OK;
        for (int p = 0; p < 128 && s == NEUME_OK; p++)
            s = note_off(r, c, channel, p, tick);
        return s;
    default:
        return NEUME_OK;
    }
}

static enum neume_status message(struct reader *r, const struct neume_smf_ref *ref, const struct neume_smf_event *e)
{
    int channel = e->status & 0x0F;
    struct channel *c = channel_of(r, ref->track, channel);
    if (!c)
        return NEUME_ERR_MEMORY;
    switch (e->status & 0xF0) {
    case NEUME_MIDI_NOTE_ON:
        if (e->data[1])
            return note_on(r, c, ref, channel, e);
        return note_off(r, c, channel, e->data[0], ref->tick);
    case NEUME_MIDI_NOTE_OFF:
        return note_off(r, c, channel, e->data[0], ref->tick);
    case NEUME_MIDI_CONTROL:
        return control(r, c, channel, ref->tick, e->data[0], e->data[1]);
    case NEUME_MIDI_BEND:
        return bend(c, ref->tick, neume_smf_bend_value(e));
    default:
        return NEUME_OK;
    }
}

/* What hangs ends where the track that struck it ends. */
static enum neume_status end_hanging(struct reader *r)
{
    enum neume_status s = NEUME_OK;
    for (int i = 0; i < 128 * 16 && s == NEUME_OK; i++) {
        struct channel *c = r->channel[i];
        for (int p = 0; c && p < 128 && s == NEUME_OK; p++) {
            const struct neume_smf_track *t = &r->smf->track[c->key[p].track];
            if (c->key[p].state != KEY_SILENT)
                s = end_note(r, c, i % 16, p, t->event[t->count - 1].tick);
        }
    }
    return s;
}

static enum neume_status read_events(struct reader *r, const struct neume_smf_ref *refs, size_t count)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < count; i++)
        r->bends_left += (neume_smf_at(r->smf, &refs[i])->status & 0xF0) == NEUME_MIDI_BEND ? 8 : 1;
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(r->smf, &refs[i]);
        if (neume_smf_is_meta(e, NEUME_META_PORT) && e->size)
            r->port[refs[i].track] = r->smf->bytes[e->at] & 0x7F;
        else if (e->status < 0xF0)
            s = message(r, &refs[i], e);
    }
    return s == NEUME_OK ? end_hanging(r) : s;
}

static void release(struct reader *r)
{
    for (int i = 0; r->channel && i < 128 * 16; i++) {
        if (r->channel[i])
            free(r->channel[i]->bend);
        free(r->channel[i]);
    }
    free(r->channel);
    free(r->port);
    free(r->curve);
    neume_tempo_map_release(&r->map);
    neume_notes_release(&r->notes);
}

enum neume_status neume_smf_to_notes(const struct neume_smf *smf, int pedal, struct neume_notes *out)
{
    struct reader r = {.smf = smf, .use_pedal = pedal};
    struct neume_smf_ref *refs;
    size_t count;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s == NEUME_OK)
        s = neume_tempo_map_init(&r.map, smf);
    r.channel = calloc(128 * 16, sizeof *r.channel);
    r.port = calloc(smf->track_count + 1, 1);
    if (s == NEUME_OK && (!r.channel || !r.port))
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK)
        s = read_events(&r, refs, count);
    size_t notes = out->count, bends = out->bend_count;
    if (s == NEUME_OK)
        s = neume_notes_append(out, &r.notes);
    if (s == NEUME_OK) {
        neume_notes_sort(out);
    } else {
        out->count = notes;
        out->bend_count = bends;
    }
    free(refs);
    release(&r);
    return s;
}
