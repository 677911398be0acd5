/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_key.h"
#include "midi/edit/key.h"

#include <math.h>
#include <string.h>

#include "midi/edit/edit_view.h"

/* As the notes will be after a chromatic transposition. */
static int find(const struct neume_edit_view *v, const struct neume_edit_options *o, struct neume_key *key)
{
    double seconds[12] = {0};
    for (size_t i = 0; i < v->count; i++) {
        const struct neume_edit_note *n = &v->note[i];
        if (!n->dropped && !neume_edit_is_drum(n))
            seconds[(n->is.pitch + o->transpose + 132) % 12] += neume_tempo_map_seconds(&v->tempo, n->is.off) -
                                                                neume_tempo_map_seconds(&v->tempo, n->is.on);
    }
    return neume_key_find(seconds, key);
}

void neume_edit_find_key(struct neume_edit_view *v, struct neume_edit_options *o)
{
    struct neume_key key = {0};
    int found = (o->find_key || o->find_scale) && find(v, o, &key);
    if (o->find_key && found) {
        o->has_key = 1;
        o->key = key;
    }
    if (o->find_scale && found)
        o->scale = neume_key_scale(&key);
    v->report.has_key = o->has_key || (o->find_scale && found);
    v->report.key = o->has_key ? o->key : key;
}

void neume_edit_to_scale(struct neume_edit_view *v, unsigned scale)
{
    for (size_t i = 0; i < v->count; i++)
        if (!neume_edit_is_drum(&v->note[i]))
            v->note[i].is.pitch = (uint8_t)neume_scale_nearest(scale, v->note[i].is.pitch);
    for (int c = 0; c < 16; c++)
        for (int p = 0; p < 128 && !(v->drum_channels >> c & 1); p++)
            if (v->key_map[c][p] <= 127)
                v->key_map[c][p] = (uint8_t)neume_scale_nearest(scale, v->key_map[c][p]);
}

/* The first track's signature comes after the other meta events of its start. */
enum neume_status neume_edit_sign(struct neume_smf *smf, const struct neume_key *key)
{
    uint8_t data[2] = {(uint8_t)key->fifths, (uint8_t)key->minor};
    size_t at = 0;
    enum neume_status s = smf->track_count ? neume_smf_add_meta(smf, 0, 0, NEUME_META_KEY_SIGNATURE, data, sizeof data)
                                           : NEUME_OK;
    if (s != NEUME_OK || !smf->track_count)
        return s;
    struct neume_smf_event added = smf->track[0].event[--smf->track[0].count];
    for (size_t t = 0; t < smf->track_count; t++) {
        struct neume_smf_track *track = &smf->track[t];
        size_t kept = 0;
        for (size_t i = 0; i < track->count; i++)
            if (!neume_smf_is_meta(&track->event[i], NEUME_META_KEY_SIGNATURE))
                track->event[kept++] = track->event[i];
        track->count = kept;
    }
    struct neume_smf_track *first = &smf->track[0];
    while (at < first->count && !first->event[at].tick && first->event[at].status == NEUME_MIDI_META &&
           first->event[at].data[0] != NEUME_META_END_OF_TRACK)
        at++;
    memmove(first->event + at + 1, first->event + at, (first->count++ - at) * sizeof added);
    first->event[at] = added;
    return NEUME_OK;
}
