/* SPDX-License-Identifier: MIT */
#include "midi/file/smf_to_notes.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"
#include "midi/file/note_pairs.h"
#include "midi/file/tempo_map.h"

enum { NOTE_UNHEARD = 0, NOTE_HELD, NOTE_SUSTAINED, NOTE_ENDED };

/* A pair while it plays. */
struct playing {
    uint32_t bend_from; /* the place in the channel's bends at the onset */
    uint32_t next;      /* the next that the pedal sustains on its key, or NEUME_NO_PAIR */
    uint8_t state;
    uint8_t part; /* by the program that it was struck with */
};

struct bend_point {
    uint64_t tick;
    float cents;
};

struct channel {
    uint32_t sustained[128]; /* the first pair that the pedal sustains on a key, or NEUME_NO_PAIR */
    int has_program;         /* 1: the file has set one */
    struct bend_point *bend; /* [bend_count]: every bend so far */
    uint32_t bend_count, bend_capacity;
};

struct reader {
    const struct neume_smf *smf;
    int use_pedal;
    struct neume_tempo_map map;
    struct neume_note_pairs pairs;
    struct playing *playing; /* [pairs.count] */
    struct neume_channel_state *state;
    struct channel **channel; /* [NEUME_MIDI_PORTS * 16], made when used */
    uint8_t *port;            /* [track_count] */
    size_t bends_left;        /* curve points that may still be made: keeps memory in step with the file */
    struct neume_bend *curve; /* [curve_capacity]: scratch */
    size_t curve_capacity;
    struct neume_notes notes;
};

static struct channel *channel_of(struct reader *r, int port, int channel)
{
    struct channel **c = &r->channel[port * 16 + channel];
    if (!*c) {
        *c = calloc(1, sizeof **c);
        if (*c)
            memset((*c)->sustained, 0xFF, sizeof(*c)->sustained);
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
static size_t make_curve(struct reader *r, const struct channel *c, uint32_t bend_from, double on, double off)
{
    size_t n = 0, events = c->bend_count - bend_from, most = 2 * (events + 1);
    float value = bend_from ? c->bend[bend_from - 1].cents : 0, from = 0;
    if ((!events && value == 0) || most > r->bends_left)
        return 0;
    if (most > r->curve_capacity) {
        struct neume_bend *grown = realloc(r->curve, 2 * most * sizeof *grown);
        if (!grown)
            return 0;
        r->curve = grown;
        r->curve_capacity = 2 * most;
    }
    for (uint32_t i = bend_from; i < c->bend_count; i++) {
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

/* Made when the note was struck. */
static struct channel *channel_of_pair(const struct reader *r, const struct neume_note_pair *pair)
{
    return r->channel[pair->port * 16 + pair->channel];
}

static enum neume_status end_note(struct reader *r, uint32_t n, uint64_t tick)
{
    const struct neume_note_pair *pair = &r->pairs.pair[n];
    struct playing *p = &r->playing[n];
    uint64_t off = tick > pair->on ? tick : pair->on + 1;
    struct neume_note note = {.onset = neume_tempo_map_seconds(&r->map, pair->on),
                              .offset = neume_tempo_map_seconds(&r->map, off),
                              .pitch = pair->pitch,
                              .velocity = pair->velocity,
                              .drum = pair->drum,
                              .part = p->part,
                              .confidence = 1};
    p->state = NOTE_ENDED;
    /* So far into the file, or so fine a tick, that a double cannot tell them apart. */
    if (!(note.offset > note.onset))
        return NEUME_OK;
    size_t points = make_curve(r, channel_of_pair(r, pair), p->bend_from, note.onset, note.offset);
    note.bend_count = (uint32_t)points;
    return neume_notes_push(&r->notes, &note, points ? r->curve : NULL);
}

/* Of one key, what the pedal sustains. */
static enum neume_status end_sustained(struct reader *r, struct channel *c, int key, uint64_t tick)
{
    enum neume_status s = NEUME_OK;
    for (; c->sustained[key] != NEUME_NO_PAIR && s == NEUME_OK; c->sustained[key] = r->playing[c->sustained[key]].next)
        s = end_note(r, c->sustained[key], tick);
    return s;
}

static int pedal_is_down(const struct reader *r, int port, int channel)
{
    const struct neume_channel *c = &r->state->channel[port][channel];
    int down = c->pedal >= 64 || (c->member && r->state->channel[port][c->master].pedal >= 64);
    return r->use_pedal && down;
}

/* Ends what no pedal holds any longer, on the channel and, of an MPE zone's master, on all of its members. */
static enum neume_status pedal_up(struct reader *r, int port, int channel, uint64_t tick)
{
    enum neume_status s = NEUME_OK;
    for (int i = 0; i < 16 && s == NEUME_OK; i++) {
        const struct neume_channel *state = &r->state->channel[port][i];
        struct channel *c = r->channel[port * 16 + i];
        if (!c || !(i == channel || (state->member && state->master == channel)) || pedal_is_down(r, port, i))
            continue;
        for (int key = 0; key < 128 && s == NEUME_OK; key++)
            s = end_sustained(r, c, key, tick);
    }
    return s;
}

static enum neume_status let_go(struct reader *r, uint32_t n, uint64_t tick)
{
    const struct neume_note_pair *pair = &r->pairs.pair[n];
    uint32_t *sustained = &channel_of_pair(r, pair)->sustained[pair->pitch];
    if (!pedal_is_down(r, pair->port, pair->channel))
        return end_note(r, n, tick);
    r->playing[n].state = NOTE_SUSTAINED;
    r->playing[n].next = *sustained;
    *sustained = n;
    return NEUME_OK;
}

static enum neume_status note_on(struct reader *r, struct channel *c, uint32_t n)
{
    const struct neume_note_pair *pair = &r->pairs.pair[n];
    int program = r->state->channel[pair->port][pair->channel].program;
    r->playing[n] = (struct playing){.bend_from = c->bend_count, .next = NEUME_NO_PAIR, .state = NOTE_HELD};
    if (c->has_program && !pair->drum)
        r->playing[n].part = (uint8_t)neume_part_of_program(program + 1);
    return end_sustained(r, c, pair->pitch, pair->on);
}

/* All sound off ends what the pedal sustains, too. */
static enum neume_status end_all(struct reader *r, struct channel *c, uint32_t first, uint64_t tick, int sound)
{
    enum neume_status s = NEUME_OK;
    for (uint32_t n = first; n != NEUME_NO_PAIR && s == NEUME_OK; n = r->pairs.pair[n].next)
        s = sound ? end_note(r, n, tick) : let_go(r, n, tick);
    for (int key = 0; sound && key < 128 && s == NEUME_OK; key++)
        s = end_sustained(r, c, key, tick);
    return s;
}

static enum neume_status add_bend(struct channel *c, uint64_t tick, float cents)
{
    float now = c->bend_count ? c->bend[c->bend_count - 1].cents : 0;
    if (cents == now)
        return NEUME_OK;
    if (c->bend_count == c->bend_capacity) {
        uint32_t wanted = c->bend_capacity ? 2 * c->bend_capacity : 16;
        struct bend_point *grown = realloc(c->bend, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        c->bend = grown;
        c->bend_capacity = wanted;
    }
    c->bend[c->bend_count++] = (struct bend_point){tick, cents};
    return NEUME_OK;
}

static enum neume_status follow_bends(struct reader *r, int port, const struct neume_state_change *change,
                                      uint64_t tick)
{
    int first = change->all_ports ? 0 : port, last = change->all_ports ? NEUME_MIDI_PORTS - 1 : port;
    enum neume_status s = NEUME_OK;
    for (int p = first; p <= last; p++)
        for (int i = 0; i < 16 && s == NEUME_OK; i++) {
            float cents = (float)neume_channel_bend(r->state, p, i);
            if (!(change->channels >> i & 1) || (cents == 0 && !r->channel[p * 16 + i]))
                continue;
            struct channel *c = channel_of(r, p, i);
            s = c ? add_bend(c, tick, cents) : NEUME_ERR_MEMORY;
        }
    return s;
}

static enum neume_status message(struct reader *r, const struct neume_smf_ref *ref, const struct neume_smf_event *e)
{
    int channel = e->status & 0x0F, port = r->port[ref->track];
    uint32_t n = r->pairs.of_event[ref->track][ref->index];
    if (neume_smf_is_note_on(e) || n != NEUME_NO_PAIR || neume_smf_ends_all_notes(e)) {
        struct channel *c = channel_of(r, port, channel);
        if (!c)
            return NEUME_ERR_MEMORY;
        if (neume_smf_is_note_on(e))
            return note_on(r, c, n);
        if (neume_smf_is_note_off(e))
            return let_go(r, n, ref->tick);
        return end_all(r, c, n, ref->tick, e->data[0] == 120);
    }
    if ((e->status & 0xF0) == NEUME_MIDI_PROGRAM) {
        struct channel *c = channel_of(r, port, channel);
        if (!c)
            return NEUME_ERR_MEMORY;
        c->has_program = 1;
    }
    int pedal = (e->status & 0xF0) == NEUME_MIDI_CONTROL && (e->data[0] == 64 || e->data[0] == 121);
    return pedal ? pedal_up(r, port, channel, ref->tick) : NEUME_OK;
}

/* What hangs ends where the track that struck it ends. */
static enum neume_status end_hanging(struct reader *r)
{
    enum neume_status s = NEUME_OK;
    for (uint32_t n = 0; n < r->pairs.count && s == NEUME_OK; n++) {
        const struct neume_smf_track *t = &r->smf->track[r->pairs.pair[n].track];
        if (r->playing[n].state == NOTE_HELD || r->playing[n].state == NOTE_SUSTAINED)
            s = end_note(r, n, t->event[t->count - 1].tick);
    }
    return s;
}

/* Where a note has a part, so have the drums. */
static void set_drum_parts(struct neume_notes *notes)
{
    int any = 0;
    for (size_t i = 0; i < notes->count; i++)
        any |= notes->note[i].part != NEUME_PART_NONE;
    for (size_t i = 0; i < notes->count; i++)
        if (any && notes->note[i].drum)
            notes->note[i].part = NEUME_PART_DRUMS;
}

static enum neume_status read_events(struct reader *r, const struct neume_smf_ref *refs, size_t count)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < count; i++)
        r->bends_left += (neume_smf_at(r->smf, &refs[i])->status & 0xF0) == NEUME_MIDI_BEND ? 8 : 1;
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(r->smf, &refs[i]);
        if (neume_smf_port(r->smf, e) >= 0)
            r->port[refs[i].track] = (uint8_t)neume_smf_port(r->smf, e);
        int port = r->port[refs[i].track];
        struct neume_state_change change = neume_channel_state_take(r->state, port, e);
        if (change.what & NEUME_STATE_PITCH)
            s = follow_bends(r, port, &change, refs[i].tick);
        if (s == NEUME_OK && e->status < 0xF0)
            s = message(r, &refs[i], e);
    }
    return s == NEUME_OK ? end_hanging(r) : s;
}

static void release(struct reader *r)
{
    for (int i = 0; r->channel && i < NEUME_MIDI_PORTS * 16; i++) {
        if (r->channel[i])
            free(r->channel[i]->bend);
        free(r->channel[i]);
    }
    free(r->channel);
    free(r->port);
    free(r->curve);
    free(r->playing);
    neume_channel_state_free(r->state);
    neume_note_pairs_release(&r->pairs);
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
    if (s == NEUME_OK)
        s = neume_note_pairs_init(&r.pairs, smf);
    r.state = neume_channel_state_new(smf);
    r.playing = calloc(r.pairs.count + 1, sizeof *r.playing);
    r.channel = calloc(NEUME_MIDI_PORTS * 16, sizeof *r.channel);
    r.port = calloc(smf->track_count + 1, 1);
    if (s == NEUME_OK && (!r.channel || !r.port || !r.state || !r.playing))
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK)
        s = read_events(&r, refs, count);
    set_drum_parts(&r.notes);
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
