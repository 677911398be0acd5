/* SPDX-License-Identifier: MIT */
#include "render/synth/render_cues.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"
#include "midi/file/note_pairs.h"
#include "midi/file/tempo_map.h"

#define MAX_CHANNELS 256

struct builder {
    const struct neume_smf *smf;
    struct neume_cues *cues;
    struct neume_tempo_map map;
    double rate;
    int track;
    struct neume_note_pairs pairs;
    struct neume_channel_state *state;
    uint32_t (*open)[128]; /* [MAX_CHANNELS]: how many notes hold each key */
    uint8_t *port;         /* [track_count] */
    uint8_t used[MAX_CHANNELS];
    uint8_t single[MAX_CHANNELS]; /* 1 where the notes must stay in one synthesizer */
};

/* Portamento time is harmless, portamento, legato and mono are not. */
static int wants_one_synth(const struct neume_smf_event *e)
{
    int number = e->data[0], value = e->data[1];
    return (e->status & 0xF0) == NEUME_MIDI_CONTROL &&
           (((number == 65 || number == 68) && value >= 64) || number == 84 || number == 126);
}

/* One pass ahead of time: how many ports there are, and which channels want one synthesizer. */
static void look_ahead(struct builder *b, const struct neume_smf_ref *refs, size_t count)
{
    b->cues->ports = 1;
    for (size_t i = 0; i < count; i++) {
        const struct neume_smf_event *e = neume_smf_at(b->smf, &refs[i]);
        uint8_t *port = &b->port[refs[i].track];
        if (neume_smf_port(b->smf, e) >= 0) {
            *port = (uint8_t)neume_smf_port(b->smf, e);
            if ((*port & 15) >= b->cues->ports)
                b->cues->ports = (*port & 15) + 1;
        }
        if (wants_one_synth(e))
            b->single[(*port & 15) * 16 + (e->status & 0x0F)] = 1;
    }
    memset(b->port, 0, b->smf->track_count);
}

static enum neume_status push(struct builder *b, const struct neume_cue *cue)
{
    struct neume_cues *cues = b->cues;
    if (cues->count == cues->capacity) {
        size_t wanted = cues->capacity ? 2 * cues->capacity : 256;
        struct neume_cue *grown = realloc(cues->cue, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        cues->cue = grown;
        cues->capacity = wanted;
    }
    cues->cue[cues->count++] = *cue;
    return NEUME_OK;
}

/* The wheel as the synthesizer understands it, and what it leaves to be made up for: it bends by 127/128 of what its
 * range says, in whole semitones, and knows no tuning of ours. */
static enum neume_status add_pitch(struct builder *b, struct neume_cue c, int port, int channel)
{
    static const double synth_range = 12700.0 / 128; /* cents a semitone (SoundFont 2.04, 8.4.10) */
    const struct neume_channel *state = &b->state->channel[port][channel];
    int range = state->range_msb < NEUME_RENDER_MAX_RANGE ? state->range_msb : NEUME_RENDER_MAX_RANGE;
    double bend = neume_channel_bend(b->state, port, channel), tuning = neume_channel_tuning(b->state, port, channel);
    double wheel = (state->bend - 8192) / 8192.0 * range * synth_range;
    c.channel = (uint16_t)((port & 15) * 16 + channel);
    c.status = NEUME_CUE_PITCH;
    c.data[0] = state->bend & 0x7F;
    c.data[1] = (uint8_t)(state->bend >> 7);
    c.range = (uint8_t)range;
    c.value = (float)(bend + tuning - wheel);
    return push(b, &c);
}

static enum neume_status add_sound(struct builder *b, struct neume_cue c, int port, int channel)
{
    const struct neume_channel *state = &b->state->channel[port][channel];
    c.channel = (uint16_t)((port & 15) * 16 + channel);
    c.status = NEUME_CUE_SOUND;
    c.data[0] = state->program;
    c.data[1] = (uint8_t)neume_channel_is_drum(b->state, port, channel);
    c.bank = (uint16_t)(state->msb << 7 | state->lsb);
    c.standard = (uint8_t)b->state->standard;
    return push(b, &c);
}

static enum neume_status follow_state(struct builder *b, int port, const struct neume_state_change *change,
                                      struct neume_cue c)
{
    enum neume_status s = NEUME_OK;
    int first = change->all_ports ? 0 : port, last = change->all_ports ? b->cues->ports - 1 : port;
    if (change->what & NEUME_STATE_RESET) {
        c.status = NEUME_CUE_RESET;
        return push(b, &c); /* which is all that a reset takes */
    }
    if (change->what & NEUME_STATE_VOLUME) {
        c.status = NEUME_CUE_VOLUME;
        c.value = (float)b->state->volume;
        s = push(b, &c);
    }
    for (int p = first; p <= last; p++)
        for (int i = 0; i < 16 && s == NEUME_OK; i++) {
            if (!(change->channels >> i & 1))
                continue;
            if (change->what & NEUME_STATE_SOUND)
                s = add_sound(b, c, p, i);
            if (s == NEUME_OK && change->what & NEUME_STATE_PITCH)
                s = add_pitch(b, c, p, i);
        }
    return s;
}

/* Lets the key go where this was the last that held it. */
static enum neume_status end_note(struct builder *b, uint32_t n, struct neume_cue c)
{
    const struct neume_note_pair *pair = &b->pairs.pair[n];
    c.channel = (uint16_t)((pair->port & 15) * 16 + pair->channel);
    c.status = NEUME_MIDI_NOTE_OFF;
    c.data[0] = pair->pitch;
    c.data[1] = 0;
    uint32_t *open = &b->open[c.channel][pair->pitch];
    *open -= *open > 0;
    return *open ? NEUME_OK : push(b, &c);
}

static enum neume_status add_note_on(struct builder *b, const struct neume_smf_ref *ref, struct neume_cue c)
{
    int foreign = b->track >= 0 && ref->track != (uint32_t)b->track;
    int soft = b->state->channel[b->port[ref->track]][c.channel & 15].soft >= 64;
    b->open[c.channel][c.data[0]]++;
    if (foreign)
        c.status = NEUME_MIDI_NOTE_OFF;
    else if (b->single[c.channel])
        c.sample = (c.sample + NEUME_RENDER_BLOCK / 2) / NEUME_RENDER_BLOCK * NEUME_RENDER_BLOCK;
    if (soft)
        c.data[1] = (uint8_t)(c.data[1] > 1 ? c.data[1] * 4 / 5 : c.data[1]);
    if (!foreign && c.sample > b->cues->last_on)
        b->cues->last_on = c.sample;
    return push(b, &c);
}

/* Parameters go to the state machine; only those that are not registered are the synthesizer's own. */
static int is_for_synth(const struct builder *b, int port, const struct neume_smf_event *e)
{
    int number = e->data[0], parameter = b->state->channel[port][e->status & 15].parameter;
    switch (number) {
    case 0:
    case 32:
    case 96:
    case 97:
    case 100:
    case 101:
        return 0;
    case 6:
    case 38:
        return parameter == NEUME_NRPN;
    default:
        return 1;
    }
}

static enum neume_status add_control(struct builder *b, const struct neume_smf_ref *ref,
                                     const struct neume_smf_event *e, struct neume_cue c)
{
    enum neume_status s = NEUME_OK;
    if (neume_smf_ends_all_notes(e))
        for (uint32_t n = b->pairs.of_event[ref->track][ref->index]; n != NEUME_NO_PAIR && s == NEUME_OK;
             n = b->pairs.pair[n].next)
            s = end_note(b, n, c);
    return s == NEUME_OK && is_for_synth(b, b->port[ref->track], e) ? push(b, &c) : s;
}

static enum neume_status add_message(struct builder *b, const struct neume_smf_ref *ref,
                                     const struct neume_smf_event *e, struct neume_cue c)
{
    uint32_t n = b->pairs.of_event[ref->track][ref->index];
    c.channel = (uint16_t)((b->port[ref->track] & 15) * 16 + (e->status & 0x0F));
    c.status = e->status & 0xF0;
    memcpy(c.data, e->data, 2);
    b->used[c.channel] = 1;
    if (neume_smf_is_note_on(e))
        return add_note_on(b, ref, c);
    if (neume_smf_is_note_off(e))
        return n == NEUME_NO_PAIR ? NEUME_OK : end_note(b, n, c);
    if (c.status == NEUME_MIDI_CONTROL)
        return add_control(b, ref, e, c);
    return c.status == NEUME_MIDI_PROGRAM || c.status == NEUME_MIDI_BEND ? NEUME_OK : push(b, &c);
}

/* What the master of an MPE zone is set to is for all of its members, but for what adds up or is its own. */
static int is_for_members(const struct neume_smf_event *e)
{
    int number = e->data[0];
    if ((e->status & 0xF0) == NEUME_MIDI_PROGRAM)
        return 1;
    return (e->status & 0xF0) == NEUME_MIDI_CONTROL && number < 120 && number != 6 && number != 38 && number != 74 &&
           (number < 96 || number > 101);
}

static enum neume_status take(struct builder *b, const struct neume_smf_ref *ref, const struct neume_smf_event *e,
                              struct neume_cue c)
{
    int port = b->port[ref->track];
    enum neume_status s = NEUME_OK;
    struct neume_state_change change = neume_channel_state_take(b->state, port, e);
    if (e->status < 0xF0)
        s = add_message(b, ref, e, c);
    if (s == NEUME_OK && change.what)
        s = follow_state(b, port, &change, c);
    if (e->status >= 0xF0 || !is_for_members(e))
        return s;
    for (int i = 0; i < 16 && s == NEUME_OK; i++) {
        const struct neume_channel *member = &b->state->channel[port][i];
        struct neume_smf_event copy = *e;
        copy.status = (uint8_t)((e->status & 0xF0) | i);
        if (member->member && member->master == (e->status & 0x0F) && i != member->master)
            s = take(b, ref, &copy, c);
    }
    return s;
}

/* Tunings by the MIDI Tuning Standard are the synthesizer's own affair. */
static int is_tuning(const struct neume_smf *smf, const struct neume_smf_event *e)
{
    const uint8_t *d = smf->bytes + e->at;
    return e->status == NEUME_MIDI_SYSEX && e->size > 4 && d[e->size - 1] == 0xF7 && (d[0] == 0x7E || d[0] == 0x7F) &&
           d[2] == 0x08;
}

static enum neume_status end_hanging(struct builder *b, uint32_t track, struct neume_cue c)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < b->smf->track[track].count && s == NEUME_OK; i++) {
        uint32_t n = b->pairs.of_event[track][i];
        if (n != NEUME_NO_PAIR && b->pairs.pair[n].on_event == i && b->pairs.pair[n].track == track &&
            b->pairs.pair[n].end == NEUME_PAIR_HANGING)
            s = end_note(b, n, c);
    }
    return s;
}

static enum neume_status add_event(struct builder *b, const struct neume_smf_ref *ref)
{
    const struct neume_smf_event *e = neume_smf_at(b->smf, ref);
    struct neume_cue c = {.sample = llround(neume_tempo_map_seconds(&b->map, ref->tick) * b->rate)};
    if (neume_smf_port(b->smf, e) >= 0)
        b->port[ref->track] = (uint8_t)neume_smf_port(b->smf, e);
    if (c.sample > b->cues->end)
        b->cues->end = c.sample;
    if (neume_smf_is_meta(e, NEUME_META_END_OF_TRACK))
        return end_hanging(b, ref->track, c);
    if (is_tuning(b->smf, e)) {
        c.status = NEUME_MIDI_SYSEX;
        c.at = e->at;
        c.size = e->size - 1;
        return push(b, &c);
    }
    return take(b, ref, e, c);
}

/* The pedals up, and whatever still sounds let go. */
static enum neume_status add_end(struct builder *b)
{
    static const uint8_t numbers[3] = {64, 66, 123};
    enum neume_status s = NEUME_OK;
    for (int ch = 0; ch < MAX_CHANNELS; ch++)
        for (int i = 0; i < 3 && b->used[ch] && s == NEUME_OK; i++) {
            struct neume_cue c = {
                .sample = b->cues->end, .channel = (uint16_t)ch, .status = NEUME_MIDI_CONTROL, .data = {numbers[i], 0}};
            s = push(b, &c);
        }
    return s;
}

static enum neume_status build(struct builder *b, const struct neume_smf_ref *refs, size_t count)
{
    enum neume_status s = neume_note_pairs_init(&b->pairs, b->smf);
    b->port = calloc(b->smf->track_count + 1, 1);
    b->open = calloc(MAX_CHANNELS, sizeof *b->open);
    b->state = neume_channel_state_new(b->smf);
    if (s == NEUME_OK && (!b->port || !b->open || !b->state))
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK)
        look_ahead(b, refs, count);
    for (size_t i = 0; i < count && s == NEUME_OK; i++)
        s = add_event(b, &refs[i]);
    return s == NEUME_OK ? add_end(b) : s;
}

enum neume_status neume_cues_init(struct neume_cues *cues, const struct neume_smf *smf, double rate, int track)
{
    struct builder b = {.smf = smf, .cues = cues, .rate = rate, .track = track};
    struct neume_smf_ref *refs;
    size_t count;
    *cues = (struct neume_cues){.ports = 1, .last_on = -1};
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s != NEUME_OK)
        return s;
    s = neume_tempo_map_init(&b.map, smf);
    if (s == NEUME_OK && count && neume_tempo_map_seconds(&b.map, refs[count - 1].tick) > 1e9)
        s = NEUME_ERR_UNSUPPORTED;
    if (s == NEUME_OK)
        s = build(&b, refs, count);
    if (s != NEUME_OK)
        neume_cues_release(cues);
    neume_note_pairs_release(&b.pairs);
    neume_channel_state_free(b.state);
    free(b.open);
    free(refs);
    free(b.port);
    neume_tempo_map_release(&b.map);
    return s;
}

void neume_cues_release(struct neume_cues *cues)
{
    if (!cues)
        return;
    free(cues->cue);
    memset(cues, 0, sizeof *cues);
}
