/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_setup.h"

#include <string.h>

#include "midi/edit/edit_view.h"

void neume_edit_setup_init(struct neume_edit_setup *setup, size_t count)
{
    for (size_t i = 0; i < count; i++)
        setup[i] = (struct neume_edit_setup){.bank = -1, .volume = -1, .pan = -1};
}

/* Takes the last event, just added, to the place where a track is set up: tick 0, after the meta events there. */
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

/* A new message at the start, in place of those of its kind that stand before the first note of the channel. */
static enum neume_status set(struct neume_smf *smf, size_t t, int status, int data0, int data1)
{
    struct neume_smf_track *track = &smf->track[t];
    int is_control = (status & 0xF0) == NEUME_MIDI_CONTROL, noted = 0;
    size_t kept = 0;
    for (size_t i = 0; i < track->count; i++) {
        const struct neume_smf_event *e = &track->event[i];
        noted |= e->status == (NEUME_MIDI_NOTE_ON | (status & 0x0F)) && e->data[1];
        if (noted || e->status != status || (is_control && e->data[0] != data0))
            track->event[kept++] = *e;
    }
    track->count = kept;
    enum neume_status s = neume_smf_add_message(smf, t, 0, status, data0, data1);
    if (s == NEUME_OK)
        settle(&smf->track[t]);
    return s;
}

static enum neume_status set_name(struct neume_smf *smf, size_t t, const char *name)
{
    struct neume_smf_track *track = &smf->track[t];
    enum neume_status s = neume_smf_add_meta(smf, t, 0, NEUME_META_TRACK_NAME, name, strlen(name));
    if (s != NEUME_OK)
        return s;
    struct neume_smf_event added = track->event[--track->count];
    for (size_t i = 0; i < track->count; i++)
        if (neume_smf_is_meta(&track->event[i], NEUME_META_TRACK_NAME)) {
            track->event[i].at = added.at;
            track->event[i].size = added.size;
            return NEUME_OK;
        }
    memmove(track->event + 1, track->event, track->count++ * sizeof added);
    track->event[0] = added;
    return NEUME_OK;
}

/* In the reverse of their order, since each goes before the others. */
static enum neume_status set_channel(struct neume_smf *smf, size_t t, int c, int drums,
                                     const struct neume_edit_setup *setup)
{
    enum neume_status s = NEUME_OK;
    if (setup->pan >= 0)
        s = set(smf, t, NEUME_MIDI_CONTROL | c, 10, setup->pan);
    if (s == NEUME_OK && setup->volume >= 0)
        s = set(smf, t, NEUME_MIDI_CONTROL | c, 7, setup->volume);
    if (s == NEUME_OK && setup->program && !drums)
        s = set(smf, t, NEUME_MIDI_PROGRAM | c, setup->program - 1, 0);
    if (s == NEUME_OK && setup->bank >= 0 && !drums)
        s = set(smf, t, NEUME_MIDI_CONTROL | c, 32, setup->bank & 0x7F);
    if (s == NEUME_OK && setup->bank >= 0 && !drums)
        s = set(smf, t, NEUME_MIDI_CONTROL | c, 0, setup->bank >> 7);
    return s;
}

enum neume_status neume_edit_setup(struct neume_smf *smf, const struct neume_edit_setup *setup, int count)
{
    unsigned drums;
    enum neume_status s = neume_edit_drum_channels(smf, &drums);
    int nth = 0;
    for (size_t t = 0; t < smf->track_count && s == NEUME_OK; t++) {
        unsigned channels = 0;
        for (size_t i = 0; i < smf->track[t].count; i++)
            if ((smf->track[t].event[i].status & 0xF0) == NEUME_MIDI_NOTE_ON && smf->track[t].event[i].data[1])
                channels |= 1u << (smf->track[t].event[i].status & 0x0F);
        if (!channels)
            continue;
        const struct neume_edit_setup *now = &setup[nth < count ? nth : count - 1];
        nth++;
        for (int c = 15; c >= 0 && s == NEUME_OK; c--)
            if (channels >> c & 1)
                s = set_channel(smf, t, c, drums >> c & 1, now);
        if (s == NEUME_OK && now->name)
            s = set_name(smf, t, now->name);
    }
    return s;
}
