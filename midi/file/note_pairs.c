/* SPDX-License-Identifier: MIT */
#include "midi/file/note_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"

/* The notes of one key of a track's channel, the oldest first, linked by next[]; those that a controller has ended are
 * still among them. */
struct queue {
    uint32_t key;         /* (track * 16 + channel) * 128 + key, or NO_KEY */
    uint32_t first, last; /* pairs, or NEUME_NO_PAIR */
};

enum { NO_KEY = -1 };

struct pairing {
    const struct neume_smf *smf;
    struct neume_note_pairs *pairs;
    struct queue *queue; /* [1 << queue_bits], found by their keys: open addressing, at most half full */
    size_t queues;
    int queue_bits;
    uint32_t *next;          /* [pairs->count] */
    uint32_t *struck_before; /* [pairs->count]: links all notes of a port's channel, the last first */
    uint32_t last_struck[NEUME_MIDI_PORTS][16];
    uint8_t *port; /* [track_count] */
    struct neume_channel_state *state;
};

/* The place of a key's queue, or where it would be. */
static struct queue *place_of(struct queue *queue, int bits, uint32_t key)
{
    size_t mask = ((size_t)1 << bits) - 1, at = key * 2654435769u >> (32 - bits);
    while (queue[at].key != key && queue[at].key != (uint32_t)NO_KEY)
        at = (at + 1) & mask;
    return &queue[at];
}

static int make_room(struct pairing *p)
{
    int bits = p->queue_bits + 1;
    size_t old = p->queue ? (size_t)1 << p->queue_bits : 0, count = (size_t)1 << bits;
    struct queue *queue = malloc(count * sizeof *queue);
    if (!queue)
        return 0;
    memset(queue, 0xFF, count * sizeof *queue);
    for (size_t i = 0; i < old; i++)
        if (p->queue[i].key != (uint32_t)NO_KEY)
            *place_of(queue, bits, p->queue[i].key) = p->queue[i];
    free(p->queue);
    p->queue = queue;
    p->queue_bits = bits;
    return 1;
}

static uint32_t key_of(uint32_t track, int channel, int key)
{
    return (track * 16 + (uint32_t)channel) * 128 + ((uint32_t)key & 0x7F);
}

static enum neume_status open_note(struct pairing *p, uint32_t n)
{
    const struct neume_note_pair *pair = &p->pairs->pair[n];
    if (2 * (p->queues + 1) > (size_t)1 << p->queue_bits && !make_room(p))
        return NEUME_ERR_MEMORY;
    uint32_t key = key_of(pair->track, pair->channel, pair->pitch);
    struct queue *q = place_of(p->queue, p->queue_bits, key);
    p->queues += q->key != key;
    if (q->key != key)
        *q = (struct queue){key, NEUME_NO_PAIR, NEUME_NO_PAIR};
    p->next[n] = NEUME_NO_PAIR;
    if (q->first == NEUME_NO_PAIR)
        q->first = n;
    else
        p->next[q->last] = n;
    q->last = n;
    uint32_t *last = &p->last_struck[pair->port & (NEUME_MIDI_PORTS - 1)][pair->channel];
    p->struck_before[n] = *last;
    *last = n;
    return NEUME_OK;
}

/* The oldest note of a key that still sounds. */
static uint32_t take_oldest(struct pairing *p, uint32_t track, int channel, int key)
{
    struct queue *q = place_of(p->queue, p->queue_bits, key_of(track, channel, key));
    while (q->first != NEUME_NO_PAIR) {
        uint32_t n = q->first;
        q->first = p->next[n];
        if (p->pairs->pair[n].end == NEUME_PAIR_HANGING)
            return n;
    }
    return NEUME_NO_PAIR;
}

/* What any track has struck on that channel of that port, and still sounds. Answers the first pair that ends. */
static uint32_t end_channel(struct pairing *p, int port, int channel, uint64_t tick)
{
    uint32_t ended = NEUME_NO_PAIR, *last = &p->last_struck[port][channel];
    for (uint32_t n = *last; n != NEUME_NO_PAIR; n = p->struck_before[n]) {
        struct neume_note_pair *pair = &p->pairs->pair[n];
        if (pair->end != NEUME_PAIR_HANGING)
            continue;
        pair->off = tick;
        pair->end = NEUME_PAIR_CONTROLLER;
        pair->next = ended;
        ended = n;
    }
    *last = NEUME_NO_PAIR;
    return ended;
}

static enum neume_status take_event(struct pairing *p, const struct neume_smf_ref *ref)
{
    const struct neume_smf_event *e = neume_smf_at(p->smf, ref);
    uint32_t *of_event = &p->pairs->of_event[ref->track][ref->index];
    if (neume_smf_port(p->smf, e) >= 0)
        p->port[ref->track] = (uint8_t)neume_smf_port(p->smf, e);
    neume_channel_state_take(p->state, p->port[ref->track], e);
    if (neume_smf_ends_all_notes(e))
        *of_event = end_channel(p, p->port[ref->track], e->status & 0x0F, ref->tick);
    if (e->status >= 0xA0)
        return NEUME_OK;
    if (neume_smf_is_note_on(e)) {
        struct neume_note_pair *pair = &p->pairs->pair[*of_event];
        pair->port = p->port[ref->track];
        pair->drum = (uint8_t)neume_channel_is_drum(p->state, pair->port, pair->channel);
        return open_note(p, *of_event);
    }
    *of_event = take_oldest(p, ref->track, e->status & 0x0F, e->data[0]);
    if (*of_event != NEUME_NO_PAIR) {
        struct neume_note_pair *pair = &p->pairs->pair[*of_event];
        pair->off = ref->tick;
        pair->off_event = ref->index;
        pair->end = NEUME_PAIR_NOTE_OFF;
    }
    return NEUME_OK;
}

/* All pairs as if nobody ended them; of_event knows their note-ons. */
static enum neume_status list_note_ons(struct neume_note_pairs *pairs, const struct neume_smf *smf)
{
    size_t count = 0;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            count += (size_t)neume_smf_is_note_on(&smf->track[t].event[i]);
    if (count >= NEUME_NO_PAIR)
        return NEUME_ERR_UNSUPPORTED;
    pairs->pair = malloc((count + 1) * sizeof *pairs->pair);
    pairs->of_event = calloc(smf->track_count + 1, sizeof *pairs->of_event);
    if (!pairs->pair || !pairs->of_event)
        return NEUME_ERR_MEMORY;
    for (; pairs->track_count < smf->track_count; pairs->track_count++) {
        uint32_t t = (uint32_t)pairs->track_count;
        const struct neume_smf_track *track = &smf->track[t];
        uint32_t *of_event = malloc((track->count + 1) * sizeof *of_event);
        pairs->of_event[t] = of_event;
        if (!of_event)
            return NEUME_ERR_MEMORY;
        for (uint32_t i = 0; i < track->count; i++) {
            const struct neume_smf_event *e = &track->event[i];
            of_event[i] = NEUME_NO_PAIR;
            if (!neume_smf_is_note_on(e))
                continue;
            of_event[i] = (uint32_t)pairs->count;
            pairs->pair[pairs->count++] = (struct neume_note_pair){.on = e->tick,
                                                                   .off = track->event[track->count - 1].tick,
                                                                   .track = t,
                                                                   .on_event = i,
                                                                   .off_event = NEUME_NO_EVENT,
                                                                   .next = NEUME_NO_PAIR,
                                                                   .end = NEUME_PAIR_HANGING,
                                                                   .channel = e->status & 0x0F,
                                                                   .pitch = e->data[0],
                                                                   .velocity = e->data[1]};
        }
    }
    return NEUME_OK;
}

enum neume_status neume_note_pairs_init(struct neume_note_pairs *pairs, const struct neume_smf *smf)
{
    struct pairing p = {.smf = smf, .pairs = pairs, .queue_bits = 7};
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    memset(pairs, 0, sizeof *pairs);
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s == NEUME_OK)
        s = list_note_ons(pairs, smf);
    memset(p.last_struck, 0xFF, sizeof p.last_struck);
    p.next = malloc((pairs->count + 1) * sizeof *p.next);
    p.struck_before = malloc((pairs->count + 1) * sizeof *p.struck_before);
    p.port = calloc(smf->track_count + 1, 1);
    p.state = neume_channel_state_new(smf);
    if (s == NEUME_OK && (!make_room(&p) || !p.next || !p.struck_before || !p.port || !p.state))
        s = NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count && s == NEUME_OK; i++)
        s = take_event(&p, &refs[i]);
    free(p.queue);
    free(p.next);
    free(p.struck_before);
    free(p.port);
    neume_channel_state_free(p.state);
    free(refs);
    return s;
}

void neume_note_pairs_release(struct neume_note_pairs *pairs)
{
    if (!pairs)
        return;
    for (size_t t = 0; t < pairs->track_count; t++)
        free(pairs->of_event[t]);
    free(pairs->of_event);
    free(pairs->pair);
    memset(pairs, 0, sizeof *pairs);
}

unsigned neume_drum_channels(const struct neume_note_pairs *pairs)
{
    unsigned channels[2] = {0, 0};
    for (size_t i = 0; i < pairs->count; i++)
        channels[pairs->pair[i].drum] |= 1u << pairs->pair[i].channel;
    return channels[0] >> 9 & 1 ? channels[1] : channels[1] | 1u << 9;
}
