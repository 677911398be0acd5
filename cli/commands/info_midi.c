/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_midi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "midi/edit/key.h"
#include "midi/file/midi_read.h"
#include "midi/file/smf_read.h"
#include "midi/file/tempo_map.h"

/* Track names come in no known encoding: what is not UTF-8 is read as Latin-1, where every byte is a letter. */
static json_t *text_to_json(const char *text, size_t size)
{
    json_t *string = json_stringn(text, size);
    if (string)
        return string;
    char *utf8 = malloc(2 * size + 1), *to = utf8;
    if (!utf8)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c >= 0x80)
            *to++ = (char)(0xC0 | c >> 6);
        *to++ = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
    string = json_stringn(utf8, (size_t)(to - utf8));
    free(utf8);
    return string;
}

static json_int_t count_note_ons(const struct neume_smf_track *track)
{
    json_int_t notes = 0;
    for (size_t i = 0; i < track->count; i++)
        notes += (track->event[i].status & 0xF0) == NEUME_MIDI_NOTE_ON && track->event[i].data[1];
    return notes;
}

static json_t *division_to_json(uint16_t division)
{
    char text[48];
    if (division & 0x8000)
        snprintf(text, sizeof text, "%d frames a second, %d ticks a frame", 256 - (division >> 8), division & 0xFF);
    else
        snprintf(text, sizeof text, "%d ticks a quarter note", division);
    return json_string(text);
}

/* Length and tempo; nothing for a file whose tracks are pieces of their own. */
static enum neume_status add_times(json_t *object, const struct neume_smf *smf)
{
    struct neume_tempo_map map;
    enum neume_status status = neume_tempo_map_init(&map, smf);
    if (status != NEUME_OK)
        return status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status;
    uint64_t last = 0;
    for (size_t t = 0; t < smf->track_count; t++) {
        const struct neume_smf_track *track = &smf->track[t];
        if (track->count && track->event[track->count - 1].tick > last)
            last = track->event[track->count - 1].tick;
    }
    json_object_set_new(object, "duration", json_real(neume_tempo_map_seconds(&map, last)));
    if (!(smf->division & 0x8000)) {
        double slowest = HUGE_VAL, fastest = 0;
        for (size_t i = 0; i < map.count; i++) {
            double bpm = 60 / (map.segment[i].seconds_per_tick * smf->division);
            slowest = bpm < slowest ? bpm : slowest;
            fastest = bpm > fastest ? bpm : fastest;
        }
        json_object_set_new(object, "slowest_tempo", json_real(round(slowest * 1000) / 1000));
        json_object_set_new(object, "fastest_tempo", json_real(round(fastest * 1000) / 1000));
    }
    neume_tempo_map_release(&map);
    return NEUME_OK;
}

/* The first key signature, and how many times the key changes after it. */
static enum neume_status add_key(json_t *object, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs = NULL;
    struct neume_key key = {0}, before = {0};
    json_int_t changes = -1;
    size_t count = 0;
    enum neume_status status = neume_smf_merge(smf, &refs, &count);
    for (size_t i = 0; i < count && status == NEUME_OK; i++) {
        if (!neume_smf_key_signature(smf, neume_smf_at(smf, &refs[i]), &key.fifths, &key.minor))
            continue;
        if (changes < 0)
            json_object_set_new(object, "key", json_string(neume_key_name(&key)));
        changes += changes < 0 || key.fifths != before.fifths || key.minor != before.minor;
        before = key;
    }
    if (changes > 0)
        json_object_set_new(object, "key_changes", json_integer(changes));
    free(refs);
    return status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status;
}

static json_t *track_to_json(const struct neume_smf *smf, size_t index, json_int_t notes)
{
    size_t size;
    json_t *object = json_object();
    const char *name = neume_smf_track_name(smf, index, &size);
    if (name)
        json_object_set_new(object, "name", text_to_json(name, size));
    json_object_set_new(object, "events", json_integer((json_int_t)smf->track[index].count));
    json_object_set_new(object, "notes", json_integer(notes));
    return object;
}

enum neume_status neume_cli_info_midi(const char *path, json_t **out)
{
    struct neume_smf smf;
    json_int_t notes = 0, events = 0;
    *out = NULL;
    neume_smf_init(&smf);
    enum neume_status status = neume_midi_read(&smf, path, NULL);
    if (status != NEUME_OK)
        return status;
    json_t *tracks = json_array();
    for (size_t t = 0; t < smf.track_count; t++) {
        json_int_t mine = count_note_ons(&smf.track[t]);
        notes += mine;
        events += (json_int_t)smf.track[t].count;
        json_array_append_new(tracks, track_to_json(&smf, t, mine));
    }
    json_t *object = json_pack("{s:s, s:i, s:o, s:I, s:I}", "kind", "midi", "format", smf.format, "division",
                               division_to_json(smf.division), "events", events, "notes", notes);
    status = object ? add_times(object, &smf) : NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = add_key(object, &smf);
    if (object && smf.repairs)
        json_object_set_new(object, "repaired", json_true());
    if (object && neume_smf_doubt(smf.repairs))
        json_object_set_new(object, "warning", json_string(neume_smf_doubt(smf.repairs)));
    json_object_set_new(object, "tracks", tracks);
    neume_smf_release(&smf);
    if (status != NEUME_OK) {
        json_decref(object);
        object = NULL;
    }
    *out = object;
    return status;
}
