/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_midi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "neume/info.h"

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

static json_t *division_to_json(uint16_t division)
{
    char text[48];
    if (division & 0x8000)
        snprintf(text, sizeof text, "%d frames a second, %d ticks a frame", 256 - (division >> 8), division & 0xFF);
    else
        snprintf(text, sizeof text, "%d ticks a quarter note", division);
    return json_string(text);
}

static void add_times(json_t *object, const struct neume_midi_info *info)
{
    if (info->has_time)
        json_object_set_new(object, "duration", json_real(info->duration));
    if (info->has_time && !(info->division & 0x8000)) {
        json_object_set_new(object, "slowest_tempo", json_real(round(info->slowest_tempo * 1000) / 1000));
        json_object_set_new(object, "fastest_tempo", json_real(round(info->fastest_tempo * 1000) / 1000));
    }
    if (info->has_key)
        json_object_set_new(object, "key", json_string(neume_key_name(&info->key)));
    if (info->key_changes)
        json_object_set_new(object, "key_changes", json_integer((json_int_t)info->key_changes));
}

static json_t *track_to_json(const struct neume_smf *smf, size_t index)
{
    struct neume_midi_track_info info;
    json_t *object = json_object();
    neume_midi_track_info_read(smf, index, &info);
    if (info.name)
        json_object_set_new(object, "name", text_to_json(info.name, info.name_size));
    json_object_set_new(object, "events", json_integer((json_int_t)info.events));
    json_object_set_new(object, "notes", json_integer((json_int_t)info.notes));
    return object;
}

static json_t *to_json(const struct neume_smf *smf, const struct neume_midi_info *info)
{
    json_t *tracks = json_array();
    json_t *object = json_pack("{s:s, s:i, s:o, s:I, s:I}", "kind", "midi", "format", info->format, "division",
                               division_to_json((uint16_t)info->division), "events", (json_int_t)info->events, "notes",
                               (json_int_t)info->notes);
    add_times(object, info);
    if (info->repaired)
        json_object_set_new(object, "repaired", json_true());
    if (info->warning)
        json_object_set_new(object, "warning", json_string(info->warning));
    for (size_t t = 0; t < info->tracks; t++)
        json_array_append_new(tracks, track_to_json(smf, t));
    json_object_set_new(object, "tracks", tracks);
    return object;
}

enum neume_status neume_cli_info_midi(const char *path, json_t **out)
{
    struct neume_smf *smf;
    struct neume_midi_info info;
    *out = NULL;
    enum neume_status status = neume_midi_open(&smf, path, NULL, NULL);
    if (status == NEUME_OK)
        status = neume_midi_info_read(smf, &info);
    if (status == NEUME_OK && !(*out = to_json(smf, &info)))
        status = NEUME_ERR_MEMORY;
    neume_midi_free(smf);
    return status;
}
