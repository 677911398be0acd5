/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_join.h"

#include <math.h>

#include "midi/file/bar_map.h"

static unsigned common_division(unsigned a, unsigned b)
{
    unsigned x = a, y = b;
    while (y) {
        unsigned rest = x % y;
        x = y;
        y = rest;
    }
    unsigned multiple = a / x * b;
    return multiple <= 0x7FFF ? multiple : a > b ? a : b;
}

static uint64_t scaled(uint64_t tick, unsigned from, unsigned to)
{
    return to % from ? (uint64_t)llround((double)tick * to / from) : tick * (to / from);
}

static enum neume_status next_bar(const struct neume_smf *smf, uint64_t *tick)
{
    struct neume_bar_map bars;
    uint64_t last = 0, start, end;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            last = smf->track[t].event[i].tick > last ? smf->track[t].event[i].tick : last;
    enum neume_status s = neume_bar_map_init(&bars, smf);
    if (s == NEUME_OK) {
        neume_bar_map_find(&bars, last, &start, &end);
        *tick = start == last ? last : end;
    }
    neume_bar_map_release(&bars);
    return s;
}

/* Whether `other` says at its start what kind of meta event `type` says. */
static int opens_with(const struct neume_smf *smf, int type)
{
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count && !smf->track[t].event[i].tick; i++)
            if (neume_smf_is_meta(&smf->track[t].event[i], type))
                return 1;
    return 0;
}

static int is_conductor(const struct neume_smf_event *e)
{
    return neume_smf_is_meta(e, NEUME_META_TEMPO) || neume_smf_is_meta(e, NEUME_META_TIME_SIGNATURE) ||
           neume_smf_is_meta(e, NEUME_META_KEY_SIGNATURE);
}

static enum neume_status add_event(struct neume_smf *smf, size_t track, uint64_t tick, const struct neume_smf *other,
                                   const struct neume_smf_event *e)
{
    const void *data = e->size ? other->bytes + e->at : NULL;
    if (e->status == NEUME_MIDI_META)
        return neume_smf_add_meta(smf, track, tick, e->data[0], data, e->size);
    if (e->status >= NEUME_MIDI_SYSEX)
        return neume_smf_add_sysex(smf, track, tick, e->status, data, e->size);
    return neume_smf_add_message(smf, track, tick, e->status, e->data[0], e->data[1]);
}

struct joining {
    struct neume_smf *smf;
    const struct neume_smf *other;
    enum neume_edit_join how;
    uint64_t offset;
    unsigned from, to; /* division of `other`, and the common one */
};

static enum neume_status add_track(const struct joining *j, size_t t)
{
    size_t to = j->smf->track_count;
    enum neume_status s = neume_smf_add_track(j->smf);
    if (s == NEUME_OK && !t && j->how == NEUME_JOIN_AFTER && !opens_with(j->other, NEUME_META_TEMPO))
        s = neume_smf_add_tempo(j->smf, to, j->offset, 500000);
    if (s == NEUME_OK && !t && j->how == NEUME_JOIN_AFTER && !opens_with(j->other, NEUME_META_TIME_SIGNATURE))
        s = neume_smf_add_time_signature(j->smf, to, j->offset, 4, 4);
    for (size_t i = 0; i < j->other->track[t].count && s == NEUME_OK; i++) {
        const struct neume_smf_event *e = &j->other->track[t].event[i];
        if (j->how == NEUME_JOIN_AFTER || !is_conductor(e))
            s = add_event(j->smf, to, j->offset + scaled(e->tick, j->from, j->to), j->other, e);
    }
    return s;
}

static enum neume_status add_chunks(const struct joining *j, size_t tracks_before)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < j->other->chunk_count && s == NEUME_OK; i++) {
        const struct neume_smf_chunk *c = &j->other->chunk[i];
        s = neume_smf_add_chunk(j->smf, (const char *)c->id, c->size ? j->other->bytes + c->at : NULL, c->size);
        if (s == NEUME_OK)
            j->smf->chunk[j->smf->chunk_count - 1].tracks_before = (uint32_t)tracks_before + c->tracks_before;
    }
    return s;
}

enum neume_status neume_edit_join(struct neume_smf *smf, const struct neume_smf *other, enum neume_edit_join how)
{
    unsigned a = smf->division ? smf->division : 1, b = other->division ? other->division : 1;
    struct joining j = {smf, other, how, 0, b, 0};
    size_t tracks = smf->track_count;
    if ((a | b) & 0x8000 || (smf->format == 2 && tracks > 1) || (other->format == 2 && other->track_count > 1))
        return NEUME_ERR_UNSUPPORTED;
    j.to = common_division(a, b);
    for (size_t t = 0; t < tracks; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            smf->track[t].event[i].tick = scaled(smf->track[t].event[i].tick, a, j.to);
    smf->division = (uint16_t)j.to;
    smf->format = 1;
    enum neume_status s = how == NEUME_JOIN_AFTER ? next_bar(smf, &j.offset) : NEUME_OK;
    for (size_t t = 0; t < other->track_count && s == NEUME_OK; t++)
        s = add_track(&j, t);
    return s == NEUME_OK ? add_chunks(&j, tracks) : s;
}
