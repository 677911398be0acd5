/* SPDX-License-Identifier: MIT */
#include "render/synth/render_cues.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/tempo_map.h"

#define MAX_CHANNELS 256

struct builder {
    const struct neume_smf *smf;
    struct neume_cues *cues;
    struct neume_tempo_map map;
    double rate;
    int track;
    uint8_t *port; /* [track_count]: 0..15 */
    uint8_t used[MAX_CHANNELS];
    uint8_t single[MAX_CHANNELS]; /* 1 where the notes must stay in one synthesizer */
};

static int port_of(const struct neume_smf *smf, const struct neume_smf_event *e)
{
    return e->size ? smf->bytes[e->at] & 0x0F : 0;
}

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
        if (neume_smf_is_meta(e, NEUME_META_PORT)) {
            *port = (uint8_t)port_of(b->smf, e);
            if (*port >= b->cues->ports)
                b->cues->ports = *port + 1;
        }
        if (wants_one_synth(e))
            b->single[*port * 16 + (e->status & 0x0F)] = 1;
    }
    memset(b->port, 0, b->smf->track_count);
}

static void add_message(struct builder *b, const struct neume_smf_ref *ref, const struct neume_smf_event *e,
                        struct neume_cue *c)
{
    c->channel = (uint16_t)(b->port[ref->track] * 16 + (e->status & 0x0F));
    c->status = e->status & 0xF0;
    memcpy(c->data, e->data, 2);
    b->used[c->channel] = 1;
    if (c->status != NEUME_MIDI_NOTE_ON)
        return;
    int foreign = b->track >= 0 && ref->track != (uint32_t)b->track;
    if (!c->data[1] || foreign) {
        c->status = NEUME_MIDI_NOTE_OFF;
        return;
    }
    if (b->single[c->channel])
        c->sample = (c->sample + NEUME_RENDER_BLOCK / 2) / NEUME_RENDER_BLOCK * NEUME_RENDER_BLOCK;
    if (c->sample > b->cues->last_on)
        b->cues->last_on = c->sample;
}

static void add_event(struct builder *b, const struct neume_smf_ref *ref)
{
    const struct neume_smf_event *e = neume_smf_at(b->smf, ref);
    struct neume_cue c = {.sample = llround(neume_tempo_map_seconds(&b->map, ref->tick) * b->rate)};
    if (neume_smf_is_meta(e, NEUME_META_PORT))
        b->port[ref->track] = (uint8_t)port_of(b->smf, e);
    if (c.sample > b->cues->end)
        b->cues->end = c.sample;
    if (e->status < 0xF0) {
        add_message(b, ref, e, &c);
    } else if (e->status == NEUME_MIDI_SYSEX && e->size > 1 && b->smf->bytes[e->at + e->size - 1] == 0xF7) {
        c.status = NEUME_MIDI_SYSEX;
        c.at = e->at;
        c.size = e->size - 1;
    } else {
        return;
    }
    b->cues->cue[b->cues->count++] = c;
}

/* The pedals up, and whatever still sounds let go. */
static void add_end(struct builder *b)
{
    static const uint8_t numbers[3] = {64, 66, 123};
    for (int ch = 0; ch < MAX_CHANNELS; ch++) {
        for (int i = 0; i < 3 && b->used[ch]; i++) {
            b->cues->cue[b->cues->count++] = (struct neume_cue){
                .sample = b->cues->end, .channel = (uint16_t)ch, .status = NEUME_MIDI_CONTROL, .data = {numbers[i], 0}};
        }
    }
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
    b.port = calloc(smf->track_count + 1, 1);
    cues->cue = calloc(count + 3 * MAX_CHANNELS, sizeof *cues->cue);
    if (s == NEUME_OK && (!b.port || !cues->cue))
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK) {
        look_ahead(&b, refs, count);
        for (size_t i = 0; i < count; i++)
            add_event(&b, &refs[i]);
        add_end(&b);
    } else {
        neume_cues_release(cues);
    }
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
