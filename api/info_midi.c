/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/tempo_map.h"
#include "neume/info.h"

static size_t count_note_ons(const struct neume_smf_track *track)
{
    size_t notes = 0;
    for (size_t i = 0; i < track->count; i++)
        notes += (track->event[i].status & 0xF0) == NEUME_MIDI_NOTE_ON && track->event[i].data[1];
    return notes;
}

static uint64_t last_tick(const struct neume_smf *smf)
{
    uint64_t last = 0;
    for (size_t t = 0; t < smf->track_count; t++) {
        const struct neume_smf_track *track = &smf->track[t];
        if (track->count && track->event[track->count - 1].tick > last)
            last = track->event[track->count - 1].tick;
    }
    return last;
}

/* Length and tempo; nothing for a file whose tracks are pieces of their own. */
static enum neume_status add_times(struct neume_midi_info *info, const struct neume_smf *smf)
{
    struct neume_tempo_map map;
    enum neume_status status = neume_tempo_map_init(&map, smf);
    if (status != NEUME_OK)
        return status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status;
    info->has_time = 1;
    info->duration = neume_tempo_map_seconds(&map, last_tick(smf));
    if (!(smf->division & 0x8000)) {
        double slowest = HUGE_VAL, fastest = 0;
        for (size_t i = 0; i < map.count; i++) {
            double bpm = 60 / (map.segment[i].seconds_per_tick * smf->division);
            slowest = bpm < slowest ? bpm : slowest;
            fastest = bpm > fastest ? bpm : fastest;
        }
        info->slowest_tempo = slowest;
        info->fastest_tempo = fastest;
    }
    neume_tempo_map_release(&map);
    return NEUME_OK;
}

/* The first key signature, and how many times the key changes after it. */
static enum neume_status add_key(struct neume_midi_info *info, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs = NULL;
    struct neume_key key = {0}, before = {0};
    size_t count = 0;
    enum neume_status status = neume_smf_merge(smf, &refs, &count);
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        if (!neume_smf_key_signature(smf, neume_smf_at(smf, &refs[i]), &key.fifths, &key.minor))
            continue;
        if (info->has_key)
            info->key_changes += key.fifths != before.fifths || key.minor != before.minor;
        else
            info->key = key;
        info->has_key = 1;
        before = key;
    }
    free(refs);
    return status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status;
}

enum neume_status neume_midi_info_read(const struct neume_smf *midi, struct neume_midi_info *info)
{
    *info = (struct neume_midi_info){.format = midi->format,
                                     .division = midi->division,
                                     .tracks = midi->track_count,
                                     .repaired = midi->repairs != 0,
                                     .warning = neume_smf_doubt(midi->repairs)};
    for (size_t t = 0; t < midi->track_count; t++) {
        info->notes += count_note_ons(&midi->track[t]);
        info->events += midi->track[t].count;
    }
    enum neume_status status = add_times(info, midi);
    if (status == NEUME_OK)
        status = add_key(info, midi);
    if (status != NEUME_OK)
        memset(info, 0, sizeof *info);
    return status;
}

enum neume_status neume_midi_track_info_read(const struct neume_smf *midi, size_t track,
                                             struct neume_midi_track_info *info)
{
    memset(info, 0, sizeof *info);
    if (track >= midi->track_count)
        return NEUME_ERR_ARGUMENT;
    info->name = neume_smf_track_name(midi, track, &info->name_size);
    info->events = midi->track[track].count;
    info->notes = count_note_ons(&midi->track[track]);
    return NEUME_OK;
}
