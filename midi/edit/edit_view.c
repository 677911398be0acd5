/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_view.h"

#include <stdlib.h>
#include <string.h>

/* How many notes back an overlap is looked for; only a broken file stacks more of them on one key. */
enum { DEEPEST_STACK = 64 };

static enum neume_status pair_notes(struct neume_edit_view *v)
{
    struct neume_note_pairs pairs;
    enum neume_status s = neume_note_pairs_init(&pairs, v->smf);
    v->note = malloc((pairs.count + 1) * sizeof *v->note);
    v->order = malloc((pairs.count + 1) * sizeof *v->order);
    if (s == NEUME_OK && (!v->note || !v->order))
        s = NEUME_ERR_MEMORY;
    for (; s == NEUME_OK && v->count < pairs.count; v->count++) {
        const struct neume_note_pair *p = &pairs.pair[v->count];
        struct neume_edit_state at = {p->on, p->off, p->channel, p->pitch, p->velocity};
        v->note[v->count] = (struct neume_edit_note){.is = at,
                                                     .was = at,
                                                     .track = p->track,
                                                     .on_event = p->on_event,
                                                     .off_event = p->off_event,
                                                     .drum = p->drum};
        v->order[v->count] = &v->note[v->count];
    }
    v->drum_channels = neume_drum_channels(&pairs);
    neume_note_pairs_release(&pairs);
    return s;
}

enum neume_status neume_edit_view_init(struct neume_edit_view *v, const struct neume_smf *smf)
{
    memset(v, 0, sizeof *v);
    v->smf = smf;
    enum neume_status s = neume_tempo_map_init(&v->tempo, smf);
    if (s == NEUME_OK && !(smf->division & 0x8000))
        s = neume_bar_map_init(&v->bars, smf);
    if (s == NEUME_OK)
        s = pair_notes(v);
    for (int c = 0; c < 16; c++) {
        v->channel_map[c] = c;
        for (int p = 0; p < 128; p++)
            v->key_map[c][p] = (uint8_t)p;
    }
    v->report.notes = v->count;
    return s;
}

enum neume_status neume_edit_drum_channels(const struct neume_smf *smf, unsigned *channels)
{
    struct neume_note_pairs pairs;
    enum neume_status s = neume_note_pairs_init(&pairs, smf);
    *channels = neume_drum_channels(&pairs);
    neume_note_pairs_release(&pairs);
    return s;
}

void neume_edit_view_release(struct neume_edit_view *v)
{
    if (!v)
        return;
    neume_tempo_map_release(&v->tempo);
    neume_bar_map_release(&v->bars);
    free(v->note);
    free(v->order);
    memset(v, 0, sizeof *v);
}

static int by_onset(const void *a, const void *b)
{
    const struct neume_edit_note *x = *(struct neume_edit_note *const *)a, *y = *(struct neume_edit_note *const *)b;
    if (x->dropped != y->dropped)
        return x->dropped - y->dropped;
    if (x->is.on != y->is.on)
        return x->is.on < y->is.on ? -1 : 1;
    return x < y ? -1 : x > y;
}

void neume_edit_view_sort(struct neume_edit_view *v)
{
    qsort(v->order, v->count, sizeof *v->order, by_onset);
}

size_t neume_edit_view_left(const struct neume_edit_view *v)
{
    return v->count - v->report.dropped;
}

void neume_edit_set_off(struct neume_edit_note *n, uint64_t off)
{
    if (n->off_event != NEUME_EDIT_NO_EVENT)
        n->is.off = off > n->is.on ? off : n->is.on + 1;
}

void neume_edit_shift(struct neume_edit_note *n, int64_t delta)
{
    uint64_t length = n->is.off > n->is.on ? n->is.off - n->is.on : 0;
    if (!delta)
        return;
    n->is.on = delta < 0 && (uint64_t)-delta > n->is.on ? 0 : n->is.on + (uint64_t)delta;
    neume_edit_set_off(n, n->is.on + length);
}

void neume_edit_drop(struct neume_edit_view *v, struct neume_edit_note *n)
{
    v->report.dropped += !n->dropped;
    n->dropped = 1;
}

static int same_place(const struct neume_edit_note *n)
{
    return n->is.on == n->was.on && n->is.off == n->was.off;
}

static int by_key(const void *a, const void *b)
{
    const struct neume_edit_note *x = *(struct neume_edit_note *const *)a, *y = *(struct neume_edit_note *const *)b;
    if (x->dropped != y->dropped)
        return x->dropped - y->dropped;
    if (x->track != y->track)
        return x->track < y->track ? -1 : 1;
    if (x->is.channel != y->is.channel)
        return x->is.channel - y->is.channel;
    if (x->is.pitch != y->is.pitch)
        return x->is.pitch - y->is.pitch;
    if (x->is.on != y->is.on)
        return x->is.on < y->is.on ? -1 : 1;
    return x < y ? -1 : x > y;
}

void neume_edit_view_sort_keys(struct neume_edit_view *v)
{
    qsort(v->order, v->count, sizeof *v->order, by_key);
}

static int same_key(const struct neume_edit_state *a, const struct neume_edit_state *b)
{
    return a->channel == b->channel && a->pitch == b->pitch;
}

static int is_changed(const struct neume_edit_note *n)
{
    return !same_place(n) || !same_key(&n->is, &n->was) || n->is.velocity != n->was.velocity;
}

/* Two notes of one key that begin together: the one that nobody ends goes first, else the second. */
static void merge(struct neume_edit_view *v, struct neume_edit_note *a, struct neume_edit_note *b)
{
    struct neume_edit_note *kept = a->off_event == NEUME_EDIT_NO_EVENT ? b : a, *gone = kept == a ? b : a;
    if (gone->is.velocity > kept->is.velocity)
        kept->is.velocity = gone->is.velocity;
    if (gone->is.off > kept->is.off)
        neume_edit_set_off(kept, gone->is.off);
    neume_edit_drop(v, gone);
    v->report.merged++;
}

/* `i` is a place in the order by key; pairs that stand as they stood are left alone. */
static void part_from_next(struct neume_edit_view *v, size_t i)
{
    struct neume_edit_note *a = v->order[i];
    for (size_t j = i + 1; j < v->count && j <= i + DEEPEST_STACK && !a->dropped; j++) {
        struct neume_edit_note *b = v->order[j];
        if (b->dropped) /* here, by an earlier merge */
            continue;
        if (a->track != b->track || !same_key(&a->is, &b->is) || (b->is.on >= a->is.off && b->is.on > a->is.on))
            break;
        if (same_place(a) && same_place(b) && same_key(&a->was, &b->was))
            continue;
        if (a->is.on == b->is.on)
            merge(v, a, b);
        else
            neume_edit_set_off(a, b->is.on);
    }
}

/* Two passes: the longer end that a merge gives may reach the next note. */
static void mend_overlaps(struct neume_edit_view *v)
{
    neume_edit_view_sort_keys(v);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < v->count; i++)
            part_from_next(v, i);
}

static int by_place(const void *a, const void *b)
{
    const struct neume_edit_place *x = a, *y = b;
    if (x->drop != y->drop)
        return x->drop - y->drop;
    if (x->tick != y->tick)
        return x->tick < y->tick ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    return x->index < y->index ? -1 : x->index > y->index;
}

enum neume_status neume_edit_rearrange(struct neume_smf_track *track, struct neume_edit_place *place)
{
    uint64_t last = 0;
    size_t kept = 0;
    if (!track->count)
        return NEUME_OK;
    struct neume_smf_event *events = malloc(track->count * sizeof *events);
    if (!events)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < track->count; i++)
        if (!neume_smf_is_meta(&track->event[i], NEUME_META_END_OF_TRACK) && !place[i].drop)
            last = place[i].tick > last ? place[i].tick : last;
    for (size_t i = 0; i < track->count; i++) {
        if (!neume_smf_is_meta(&track->event[i], NEUME_META_END_OF_TRACK))
            continue;
        place[i].tick = place[i].tick > last ? place[i].tick : last;
        place[i].rank = 3;
    }
    qsort(place, track->count, sizeof *place, by_place);
    for (; kept < track->count && !place[kept].drop; kept++) {
        events[kept] = track->event[place[kept].index];
        events[kept].tick = place[kept].tick;
    }
    memcpy(track->event, events, kept * sizeof *events);
    track->count = kept;
    free(events);
    return NEUME_OK;
}

/* Note messages that are no note of ours, and key pressure: they follow their key and their channel. */
static void map_event(const struct neume_edit_view *v, struct neume_smf_event *e, struct neume_edit_place *place)
{
    int channel = e->status & 0x0F;
    if (e->status >= 0xF0)
        return;
    if ((e->status & 0xF0) <= NEUME_MIDI_KEY_PRESSURE) {
        uint8_t key = v->key_map[channel][e->data[0] & 0x7F];
        place->drop = key > 127;
        e->data[0] = key > 127 ? e->data[0] : key;
    }
    e->status = (uint8_t)((e->status & 0xF0) | v->channel_map[channel]);
}

static void place_message(const struct neume_edit_note *n, struct neume_smf_event *e, struct neume_edit_place *place,
                          uint64_t tick, int rank)
{
    place->drop = n->dropped;
    e->data[0] = n->is.pitch;
    e->status = (uint8_t)((e->status & 0xF0) | n->is.channel);
    if (place->tick != tick) {
        place->tick = tick;
        place->rank = (uint8_t)rank;
    }
}

/* The notes of one track, which lie together: note[from .. *to). */
static enum neume_status commit_track(struct neume_edit_view *v, uint32_t t, size_t from, size_t *to)
{
    struct neume_smf_track *track = &v->smf->track[t];
    struct neume_edit_place *place = malloc((track->count + 1) * sizeof *place);
    size_t n = from;
    if (!place)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < track->count; i++) {
        place[i] = (struct neume_edit_place){track->event[i].tick, (uint32_t)i, 1, 0};
        if ((track->event[i].status & 0xE0) != 0x80)
            map_event(v, &track->event[i], &place[i]);
    }
    uint8_t *ours = calloc(track->count + 1, 1);
    for (; ours && n < v->count && v->note[n].track == t; n++) {
        const struct neume_edit_note *note = &v->note[n];
        struct neume_smf_event *on = &track->event[note->on_event];
        place_message(note, on, &place[note->on_event], note->is.on, 2);
        on->data[1] = note->is.velocity;
        ours[note->on_event] = 1;
        if (note->off_event == NEUME_EDIT_NO_EVENT)
            continue;
        place_message(note, &track->event[note->off_event], &place[note->off_event], note->is.off, 0);
        ours[note->off_event] = 1;
    }
    for (size_t i = 0; ours && i < track->count; i++)
        if ((track->event[i].status & 0xE0) == 0x80 && !ours[i])
            map_event(v, &track->event[i], &place[i]);
    enum neume_status s = ours ? neume_edit_rearrange(track, place) : NEUME_ERR_MEMORY;
    free(ours);
    free(place);
    *to = n;
    return s;
}

enum neume_status neume_edit_view_commit(struct neume_edit_view *v)
{
    size_t n = 0;
    enum neume_status s = NEUME_OK;
    mend_overlaps(v);
    for (size_t i = 0; i < v->count; i++)
        v->report.changed += !v->note[i].dropped && is_changed(&v->note[i]);
    for (size_t t = 0; t < v->smf->track_count && s == NEUME_OK; t++)
        s = commit_track(v, (uint32_t)t, n, &n);
    return s;
}
