/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/edit/edit_view.h"
#include "midi/notation/hand_split.h"

/* What the walk back from the first bar has met already, so that only the last of each is kept. */
struct chase {
    uint8_t control[16][128], program[16], pressure[16], bend[16];
    uint8_t tempo, time_signature, key_signature;
};

static int first_time(uint8_t *seen)
{
    int first = !*seen;
    *seen = 1;
    return first;
}

/* Data entry works on what RPN and NRPN chose last: none of these may go. */
static int is_parameter(int controller)
{
    return controller == 6 || controller == 38 || (controller >= 96 && controller <= 101);
}

static int is_words(int type)
{
    return type == NEUME_META_TEXT || (type >= 5 && type <= 7); /* lyric, marker, cue */
}

/* Whether an event from before the first bar still counts there. */
static int still_counts(struct chase *c, const struct neume_smf_event *e)
{
    int channel = e->status & 0x0F;
    switch (e->status < 0xF0 ? e->status & 0xF0 : e->status) {
    case NEUME_MIDI_NOTE_OFF:
    case NEUME_MIDI_NOTE_ON:
    case NEUME_MIDI_KEY_PRESSURE:
        return 0;
    case NEUME_MIDI_CONTROL:
        return is_parameter(e->data[0]) || first_time(&c->control[channel][e->data[0] & 0x7F]);
    case NEUME_MIDI_PROGRAM:
        return first_time(&c->program[channel]);
    case NEUME_MIDI_PRESSURE:
        return first_time(&c->pressure[channel]);
    case NEUME_MIDI_BEND:
        return first_time(&c->bend[channel]);
    case NEUME_MIDI_META:
        break;
    default:
        return 1;
    }
    switch (e->data[0]) {
    case NEUME_META_TEMPO:
        return first_time(&c->tempo);
    case NEUME_META_TIME_SIGNATURE:
        return first_time(&c->time_signature);
    case NEUME_META_KEY_SIGNATURE:
        return first_time(&c->key_signature);
    default:
        return !is_words(e->data[0]);
    }
}

/* A note that was cut at the end has its note-off there; nothing else there belongs to the bars. */
static int is_release(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_OFF || ((e->status & 0xF0) == NEUME_MIDI_NOTE_ON && !e->data[1]);
}

static enum neume_status keep_range(struct neume_smf_track *track, uint64_t start, uint64_t end)
{
    struct chase chase = {0};
    struct neume_edit_place *place = malloc((track->count + 1) * sizeof *place);
    if (!place)
        return NEUME_ERR_MEMORY;
    for (size_t i = track->count; i-- > 0;) {
        const struct neume_smf_event *e = &track->event[i];
        int is_end = neume_smf_is_meta(e, NEUME_META_END_OF_TRACK);
        uint64_t tick = e->tick < start ? start : e->tick > end ? end : e->tick;
        place[i] = (struct neume_edit_place){tick - start, (uint32_t)i, 1, 0};
        if (e->tick < start && !is_end)
            place[i].drop = !still_counts(&chase, e);
        else if (e->tick >= end && !is_end)
            place[i].drop = e->tick > end || !is_release(e);
    }
    enum neume_status s = neume_edit_rearrange(track, place);
    free(place);
    return s;
}

static uint64_t last_tick(const struct neume_smf *smf)
{
    uint64_t last = 0;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            last = smf->track[t].event[i].tick > last ? smf->track[t].event[i].tick : last;
    return last;
}

/* Notes that begin in the bars stay, and are cut at their end. What set up the channels, tempo, time and key before
 * them, and all system exclusive, is gathered at tick 0; words (text, lyrics, markers, cues) from before are not. */
enum neume_status neume_edit_bars(struct neume_smf *smf, int first, int last)
{
    struct neume_edit_view v;
    uint64_t start = 0, end = 0;
    enum neume_status s = neume_edit_view_init(&v, smf);
    if (s == NEUME_OK) {
        start = neume_bar_map_start(&v.bars, (uint64_t)first - 1);
        end = neume_bar_map_start(&v.bars, (uint64_t)last);
        if (start > last_tick(smf) || (start == last_tick(smf) && start))
            s = NEUME_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < v.count && s == NEUME_OK; i++) {
        struct neume_edit_note *n = &v.note[i];
        if (n->is.on < start || n->is.on >= end)
            neume_edit_drop(&v, n);
        else if (n->is.off > end)
            neume_edit_set_off(n, end);
    }
    if (s == NEUME_OK)
        s = neume_edit_view_commit(&v);
    neume_edit_view_release(&v);
    for (size_t t = 0; t < smf->track_count && s == NEUME_OK; t++)
        s = keep_range(&smf->track[t], start, end);
    return s;
}

/* Appends the marked events of a track to a new one, with a name and the ports, and takes them out of the old. */
static enum neume_status move_out(struct neume_smf *smf, size_t t, const uint8_t *marked)
{
    static const char name[] = "left hand";
    size_t to = smf->track_count, kept = 0;
    enum neume_status s = neume_smf_add_track(smf);
    if (s == NEUME_OK)
        s = neume_smf_add_meta(smf, to, 0, NEUME_META_TRACK_NAME, name, sizeof name - 1);
    size_t count = smf->track[t].count;
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        struct neume_smf_event e = smf->track[t].event[i];
        if (marked[i]) {
            s = neume_smf_add_message(smf, to, e.tick, e.status, e.data[0], e.data[1]);
        } else if (neume_smf_is_meta(&e, NEUME_META_PORT)) {
            uint8_t port = e.size ? smf->bytes[e.at] : 0; /* the pool may move under a pointer into it */
            s = neume_smf_add_meta(smf, to, e.tick, NEUME_META_PORT, &port, 1);
        }
    }
    if (s == NEUME_OK)
        s = neume_smf_end_track(smf, to, count ? smf->track[t].event[count - 1].tick : 0);
    if (s != NEUME_OK)
        return s;
    for (size_t i = 0; i < count; i++)
        if (!marked[i])
            smf->track[t].event[kept++] = smf->track[t].event[i];
    smf->track[t].count = kept;
    return NEUME_OK;
}

/* By pitch, or by hand in the order of time: marks what goes. */
static int goes_left(const struct neume_edit_note *n, int pitch, struct neume_hand_split *hands)
{
    return pitch == NEUME_SPLIT_HANDS ? neume_hand_split_take(hands, n->is.pitch) : n->is.pitch < pitch;
}

static enum neume_status split_track(struct neume_smf *smf, const struct neume_edit_view *v, size_t t, int pitch)
{
    struct neume_hand_split hands = neume_hand_split_rest();
    size_t low = 0, high = 0;
    uint8_t *marked = calloc(smf->track[t].count + 1, 1);
    if (!marked)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < v->count; i++) {
        const struct neume_edit_note *n = v->order[i];
        if (n->track != t || neume_edit_is_drum(n))
            continue;
        int is_low = goes_left(n, pitch, &hands);
        low += (size_t)is_low;
        high += (size_t)!is_low;
        marked[n->on_event] = (uint8_t)is_low;
        if (n->off_event != NEUME_EDIT_NO_EVENT)
            marked[n->off_event] = (uint8_t)is_low;
    }
    enum neume_status s = low && high ? move_out(smf, t, marked) : NEUME_OK;
    free(marked);
    return s;
}

enum neume_status neume_edit_split(struct neume_smf *smf, int pitch)
{
    struct neume_edit_view v;
    size_t tracks = smf->track_count;
    enum neume_status s = neume_edit_view_init(&v, smf);
    if (s == NEUME_OK)
        neume_edit_view_sort(&v);
    for (size_t t = 0; t < tracks && s == NEUME_OK; t++)
        s = split_track(smf, &v, t, pitch);
    if (s == NEUME_OK && smf->track_count > 1)
        smf->format = 1;
    neume_edit_view_release(&v);
    return s;
}

/* Takes the last event, just added, to the place where a track is set up: tick 0, before the first message. */
static void settle(struct neume_smf_track *track)
{
    size_t at = 0, last = track->count - 1;
    struct neume_smf_event e = track->event[last];
    while (at < last && !track->event[at].tick && track->event[at].status == NEUME_MIDI_META &&
           track->event[at].data[0] != NEUME_META_END_OF_TRACK)
        at++;
    memmove(track->event + at + 1, track->event + at, (last - at) * sizeof e);
    track->event[at] = e;
}

enum neume_status neume_edit_program(struct neume_smf *smf, int program)
{
    unsigned drums, has;
    enum neume_status s = neume_edit_drum_channels(smf, &drums);
    has = drums;
    for (size_t t = 0; t < smf->track_count && s == NEUME_OK; t++) {
        for (size_t i = 0; i < smf->track[t].count; i++) {
            struct neume_smf_event *e = &smf->track[t].event[i];
            if ((e->status & 0xF0) != NEUME_MIDI_PROGRAM || drums >> (e->status & 0x0F) & 1)
                continue;
            e->data[0] = (uint8_t)(program - 1);
            has |= 1u << (e->status & 0x0F);
        }
    }
    for (size_t t = 0; t < smf->track_count; t++) {
        for (size_t i = 0; i < smf->track[t].count && s == NEUME_OK; i++) {
            int status = smf->track[t].event[i].status, channel = status & 0x0F;
            if ((status & 0xF0) != NEUME_MIDI_NOTE_ON || has >> channel & 1)
                continue;
            has |= 1u << channel;
            s = neume_smf_add_message(smf, t, 0, NEUME_MIDI_PROGRAM | channel, program - 1, 0);
            if (s == NEUME_OK)
                settle(&smf->track[t]);
        }
    }
    return s;
}

/* Every event to the tick that has its time at `ticks_per_second`, or where that is 0 to `ratio` times its tick; a note
 * keeps a tick of length. */
static enum neume_status move_all(struct neume_smf *smf, double ticks_per_second, double ratio)
{
    struct neume_edit_view v;
    enum neume_status s = neume_edit_view_init(&v, smf);
    for (size_t t = 0; t < smf->track_count && s == NEUME_OK; t++)
        for (size_t i = 0; i < smf->track[t].count; i++) {
            struct neume_smf_event *e = &smf->track[t].event[i];
            double tick = ticks_per_second > 0 ? neume_tempo_map_seconds(&v.tempo, e->tick) * ticks_per_second
                                               : (double)e->tick * ratio;
            e->tick = (uint64_t)llround(tick);
        }
    for (size_t i = 0; i < v.count && s == NEUME_OK; i++) {
        struct neume_edit_note *n = &v.note[i];
        int had_length = n->is.off > n->is.on;
        const struct neume_smf_event *event = smf->track[n->track].event;
        n->is.on = event[n->on_event].tick;
        n->is.off = n->off_event != NEUME_EDIT_NO_EVENT ? event[n->off_event].tick
                                                        : event[smf->track[n->track].count - 1].tick;
        n->was = n->is;
        if (had_length && n->is.off <= n->is.on)
            neume_edit_set_off(n, n->is.on + 1);
    }
    if (s == NEUME_OK)
        s = neume_edit_view_commit(&v);
    neume_edit_view_release(&v);
    return s;
}

/* In place of all tempi. */
static enum neume_status set_tempo(struct neume_smf *smf, uint32_t us)
{
    for (size_t t = 0; t < smf->track_count; t++) {
        struct neume_smf_track *track = &smf->track[t];
        size_t kept = 0;
        for (size_t i = 0; i < track->count; i++)
            if (!neume_smf_is_meta(&track->event[i], NEUME_META_TEMPO))
                track->event[kept++] = track->event[i];
        track->count = kept;
    }
    enum neume_status s = neume_smf_add_tempo(smf, 0, 0, us);
    if (s == NEUME_OK)
        settle(&smf->track[0]);
    return s;
}

enum neume_status neume_edit_tempo(struct neume_smf *smf, double bpm, enum neume_edit_keep keep)
{
    uint32_t us = (uint32_t)lround(60e6 / bpm);
    double division = smf->division ? smf->division : 1;
    enum neume_status s = keep == NEUME_KEEP_TIMES ? move_all(smf, division * 1e6 / us, 1) : NEUME_OK;
    if (s != NEUME_OK || !smf->track_count)
        return s;
    return set_tempo(smf, us);
}

enum neume_status neume_edit_division(struct neume_smf *smf, int ticks)
{
    int frames = smf->division & 0x8000;
    double ratio = (double)ticks / (smf->division ? smf->division : 1);
    enum neume_status s = move_all(smf, frames ? 2.0 * ticks : 0, ratio);
    smf->division = (uint16_t)ticks;
    return s == NEUME_OK && frames && smf->track_count ? set_tempo(smf, 500000) : s;
}
