/* SPDX-License-Identifier: MIT */
#include "midi/file/note_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"

/* The open notes of one key of a track's channel: a queue, linked by next[]. */
struct queue {
    uint32_t first, last; /* pairs, or NEUME_NO_PAIR */
};

struct pairing {
    const struct neume_smf *smf;
    struct neume_note_pairs *pairs;
    struct queue (**queue)[128]; /* [track_count * 16][128], made when used */
    uint32_t *next;              /* [pairs->count] */
    uint8_t *port;               /* [track_count] */
    struct neume_channel_state *state;
    size_t open[16]; /* notes of each channel, of all tracks */
};

static struct queue *queue_of(struct pairing *p, uint32_t track, int channel, int key)
{
    struct queue(**slot)[128] = &p->queue[track * 16 + (uint32_t)channel];
    if (!*slot) {
        *slot = malloc(sizeof **slot);
        if (*slot)
            memset(*slot, 0xFF, sizeof **slot);
    }
    return *slot ? &(**slot)[key & 0x7F] : NULL;
}

static void open_note(struct pairing *p, struct queue *q, uint32_t n)
{
    p->open[p->pairs->pair[n].channel]++;
    p->next[n] = NEUME_NO_PAIR;
    if (q->first == NEUME_NO_PAIR)
        q->first = n;
    else
        p->next[q->last] = n;
    q->last = n;
}

static uint32_t take_oldest(struct pairing *p, struct queue *q)
{
    uint32_t n = q->first;
    if (n != NEUME_NO_PAIR) {
        q->first = p->next[n];
        p->open[p->pairs->pair[n].channel]--;
    }
    return n;
}

/* Of one queue, what was struck on that port; what a track struck before it changed its port stays open. */
static void end_queue(struct pairing *p, struct queue *q, int port, uint64_t tick, uint32_t *ended)
{
    struct queue open = *q;
    *q = (struct queue){NEUME_NO_PAIR, NEUME_NO_PAIR};
    for (uint32_t n = take_oldest(p, &open); n != NEUME_NO_PAIR; n = take_oldest(p, &open)) {
        struct neume_note_pair *pair = &p->pairs->pair[n];
        if (pair->port != port) {
            open_note(p, q, n);
            continue;
        }
        pair->off = tick;
        pair->end = NEUME_PAIR_CONTROLLER;
        pair->next = *ended;
        *ended = n;
    }
}

/* Every track may have notes on that channel. Answers the first pair that ends. */
static uint32_t end_channel(struct pairing *p, int port, int channel, uint64_t tick)
{
    uint32_t ended = NEUME_NO_PAIR;
    for (uint32_t t = 0; p->open[channel] && t < p->smf->track_count; t++) {
        struct queue(*slot)[128] = p->queue[t * 16 + (uint32_t)channel];
        for (int key = 0; slot && key < 128; key++)
            end_queue(p, &(*slot)[key], port, tick, &ended);
    }
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
    struct queue *q = queue_of(p, ref->track, e->status & 0x0F, e->data[0]);
    if (!q)
        return NEUME_ERR_MEMORY;
    if (neume_smf_is_note_on(e)) {
        struct neume_note_pair *pair = &p->pairs->pair[*of_event];
        pair->port = p->port[ref->track];
        pair->drum = (uint8_t)neume_channel_is_drum(p->state, pair->port, pair->channel);
        open_note(p, q, *of_event);
    } else {
        *of_event = take_oldest(p, q);
        if (*of_event != NEUME_NO_PAIR) {
            struct neume_note_pair *pair = &p->pairs->pair[*of_event];
            pair->off = ref->tick;
            pair->off_event = ref->index;
            pair->end = NEUME_PAIR_NOTE_OFF;
        }
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
    struct pairing p = {.smf = smf, .pairs = pairs};
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    memset(pairs, 0, sizeof *pairs);
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s == NEUME_OK)
        s = list_note_ons(pairs, smf);
    p.queue = calloc(smf->track_count * 16 + 1, sizeof *p.queue);
    p.next = malloc((pairs->count + 1) * sizeof *p.next);
    p.port = calloc(smf->track_count + 1, 1);
    p.state = neume_channel_state_new(smf);
    if (s == NEUME_OK && (!p.queue || !p.next || !p.port || !p.state))
        s = NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count && s == NEUME_OK; i++)
        s = take_event(&p, &refs[i]);
    for (size_t i = 0; p.queue && i < smf->track_count * 16; i++)
        free(p.queue[i]);
    free(p.queue);
    free(p.next);
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
