/* SPDX-License-Identifier: MIT
 *
 * MIDI files: events are put in, moved, changed and dropped, tracks repeated, and the file written as it should be. */
#include "tests/fuzz/mutate.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/smf_read.h"
#include "midi/file/smf_write.h"

static struct neume_smf_track *some_track(struct neume_smf *smf, uint64_t *luck)
{
    if (!smf->track_count && neume_smf_add_track(smf) != NEUME_OK)
        abort();
    return &smf->track[mutate_choose(luck, (unsigned)smf->track_count)];
}

/* A value at an edge, or any. */
static int value(uint64_t *luck)
{
    static const int edges[] = {0, 1, 63, 64, 100, 126, 127};
    return mutate_choose(luck, 2) ? edges[mutate_choose(luck, 7)] : (int)mutate_choose(luck, 128);
}

/* The last event of a track is its end, so what is new goes before it: it is appended, and the two change places. */
static void settle(struct neume_smf_track *track)
{
    if (track->count < 2)
        return;
    struct neume_smf_event *end = &track->event[track->count - 2], added = track->event[track->count - 1];
    if (end->status != NEUME_MIDI_META || end->data[0] != NEUME_META_END_OF_TRACK)
        return;
    track->event[track->count - 1] = *end;
    track->event[track->count - 1].tick = added.tick;
    *end = added;
}

static uint64_t after(const struct neume_smf_track *track, uint64_t *luck)
{
    static const unsigned steps[] = {0, 0, 1, 24, 48, 96, 480, 100000, 0x0FFFFFFF};
    return (track->count ? track->event[track->count - 1].tick : 0) + steps[mutate_choose(luck, 9)];
}

static void add_message(struct neume_smf *smf, uint64_t *luck)
{
    static const int controllers[] = {0,  1,  6,  7,   10,  11,  32,  38,  64,  66,
                                      74, 98, 99, 100, 101, 120, 121, 123, 126, 127};
    struct neume_smf_track *track = some_track(smf, luck);
    const size_t index = (size_t)(track - smf->track);
    int status = 0x80 + 16 * (int)mutate_choose(luck, 7), channel = mutate_choose(luck, 3) ? 0 : value(luck) % 16;
    int first = value(luck), second = value(luck);
    if (mutate_choose(luck, 2))
        status = NEUME_MIDI_NOTE_ON;
    if (status == NEUME_MIDI_CONTROL && mutate_choose(luck, 4))
        first = controllers[mutate_choose(luck, 20)];
    if (status == NEUME_MIDI_PROGRAM || status == NEUME_MIDI_PRESSURE)
        second = 0;
    const uint64_t tick = after(track, luck);
    if (neume_smf_add_message(smf, index, tick, status | channel, first, second) == NEUME_OK)
        settle(&smf->track[index]);
    if (status == NEUME_MIDI_NOTE_ON && mutate_choose(luck, 4) &&
        neume_smf_add_message(smf, index, tick + 48, NEUME_MIDI_NOTE_OFF | channel, first, 64) == NEUME_OK)
        settle(&smf->track[index]);
}

static void add_meta(struct neume_smf *smf, uint64_t *luck)
{
    static const struct {
        uint8_t type, size, byte[5];
    } kinds[] = {
        {1, 2, {0xC3, 0x28}},     {3, 3, {'<', '&', '>'}},  {3, 2, {0xFF, 0}},           {0x20, 1, {3}},
        {0x21, 1, {1}},           {0x51, 3, {0, 0, 1}},     {0x51, 3, {7, 161, 32}},     {0x51, 3, {255, 255, 255}},
        {0x58, 4, {4, 2, 24, 8}}, {0x58, 4, {1, 7, 24, 8}}, {0x58, 4, {255, 0, 1, 1}},   {0x58, 4, {6, 3, 36, 8}},
        {0x59, 2, {0xF9, 1}},     {0x59, 2, {7, 0}},        {0x54, 5, {96, 0, 0, 0, 0}}, {0x7F, 1, {0}}};
    struct neume_smf_track *track = some_track(smf, luck);
    const size_t index = (size_t)(track - smf->track);
    const unsigned k = mutate_choose(luck, sizeof kinds / sizeof *kinds);
    if (neume_smf_add_meta(smf, index, after(track, luck), kinds[k].type, kinds[k].byte, kinds[k].size) == NEUME_OK)
        settle(&smf->track[index]);
}

static void change_event(struct neume_smf *smf, uint64_t *luck)
{
    struct neume_smf_track *track = some_track(smf, luck);
    if (!track->count)
        return;
    const size_t at = mutate_choose(luck, (unsigned)track->count);
    struct neume_smf_event *e = &track->event[at];
    const unsigned how = mutate_choose(luck, 4);
    if (how == 0 && track->count > 1 && at + 1 < track->count) {
        memmove(e, e + 1, (track->count - at - 1) * sizeof *e);
        track->count--;
    } else if (how == 1) {
        const uint64_t later = mutate_choose(luck, 1000);
        for (size_t i = at; i < track->count; i++)
            track->event[i].tick += later;
    } else if (e->status < NEUME_MIDI_SYSEX) {
        e->data[how == 2 ? 0 : 1] = (uint8_t)value(luck);
        if ((e->status & 0xF0) == NEUME_MIDI_PROGRAM || (e->status & 0xF0) == NEUME_MIDI_PRESSURE)
            e->data[1] = 0;
    } else if (e->size) {
        smf->bytes[e->at + mutate_choose(luck, e->size)] = (uint8_t)mutate_choose(luck, 256);
    }
}

static void repeat_track(struct neume_smf *smf, uint64_t *luck)
{
    if (!smf->track_count || smf->track_count > 40 || neume_smf_add_track(smf) != NEUME_OK)
        return;
    const size_t from = mutate_choose(luck, (unsigned)smf->track_count), to = smf->track_count - 1;
    for (size_t i = 0; from != to && i < smf->track[from].count; i++) {
        const struct neume_smf_event e = smf->track[from].event[i];
        if (e.status < NEUME_MIDI_SYSEX)
            (void)neume_smf_add_message(smf, to, e.tick, e.status, e.data[0], e.data[1]);
    }
    smf->format = 1;
}

static void mutate(struct neume_smf *smf, uint64_t *luck)
{
    static const uint16_t divisions[] = {1, 24, 96, 480, 32767, 0xE728, 0xE250};
    switch (mutate_choose(luck, 10)) {
    case 0:
        smf->division = divisions[mutate_choose(luck, 7)];
        break;
    case 1:
        repeat_track(smf, luck);
        break;
    case 2:
    case 3:
        add_meta(smf, luck);
        break;
    case 4:
    case 5:
    case 6:
        change_event(smf, luck);
        break;
    default:
        add_message(smf, luck);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t luck = seed;
    struct neume_smf smf;
    uint8_t *bytes = NULL;
    size_t written = 0;
    if (!mutate_choose(&luck, 5))
        return LLVMFuzzerMutate(data, size, room);
    neume_smf_init(&smf);
    (void)neume_smf_parse(&smf, data, size);
    for (unsigned n = 1 + mutate_choose(&luck, 6); n; n--)
        mutate(&smf, &luck);
    if (neume_smf_write_memory(&smf, &bytes, &written) == NEUME_OK && written <= room) {
        memcpy(data, bytes, written);
        size = written;
    } else {
        size = LLVMFuzzerMutate(data, size, room);
    }
    free(bytes);
    neume_smf_release(&smf);
    return size;
}
