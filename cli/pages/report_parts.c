/* SPDX-License-Identifier: MIT */
#include "cli/pages/report_parts.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/smf_to_notes.h"

enum { CHANNELS = 16, DRUM_CHANNEL = 9 };

/* A track, or a channel of a lone track, and how many notes begin in it. */
struct voice {
    size_t index, notes;
    int part;
};

static size_t voice_of(const struct neume_smf *smf, const struct neume_smf_ref *ref)
{
    return smf->track_count == 1 ? neume_smf_at(smf, ref)->status & 15u : ref->track;
}

static int is_channel(const struct neume_smf_event *e)
{
    return e->status < NEUME_MIDI_SYSEX;
}

static int is_strike(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_ON && e->data[1] > 0;
}

static int by_notes(const void *a, const void *b)
{
    const struct voice *x = a, *y = b;
    return x->notes != y->notes ? (x->notes < y->notes ? 1 : -1) : x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b)
{
    const struct voice *x = a, *y = b;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The voices with the most notes become parts, in the order of the file; the others join in the last. */
static int choose(struct voice *voice, size_t count)
{
    size_t playing = 0;
    qsort(voice, count, sizeof *voice, by_notes);
    while (playing < count && voice[playing].notes)
        playing++;
    size_t own = playing > CLI_PARTS_MOST ? CLI_PARTS_MOST - 1 : playing;
    qsort(voice, own, sizeof *voice, by_index);
    for (size_t i = 0; i < count; i++)
        voice[i].part = i < own ? (int)i : i < playing ? CLI_PARTS_MOST - 1 : -1;
    qsort(voice, count, sizeof *voice, by_index);
    return (int)(playing > own ? own + 1 : own);
}

/* What the file says in bytes of no known encoding: kept where it is UTF-8, else taken as Latin-1. */
static void take_name(char *out, size_t room, const char *name, size_t size)
{
    size_t at = 0;
    int utf8 = 1;
    for (size_t i = 0; i < size && utf8; i++) {
        unsigned char c = (unsigned char)name[i];
        size_t more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE1 && c < 0xED ? 2 : 99;
        utf8 = more < size - i;
        for (; utf8 && more; more--)
            utf8 = ((unsigned char)name[++i] & 0xC0) == 0x80;
    }
    for (size_t i = 0; i < size && at + 4 < room; i++) {
        unsigned char c = (unsigned char)name[i];
        if (utf8 || c < 0x80) {
            if (c >= 0x80 || (c >= 0x20 && c != 0x7F))
                out[at++] = (char)c;
        } else {
            out[at++] = (char)(0xC0 | c >> 6);
            out[at++] = (char)(0x80 | (c & 0x3F));
        }
    }
    while (utf8 && size > at && at && ((unsigned char)out[at - 1] & 0x80)) /* never cut inside a letter */
        at--;
    out[at] = 0;
}

static enum neume_status copy_event(struct neume_smf *to, size_t track, const struct neume_smf *from,
                                    const struct neume_smf_event *e, uint64_t tick)
{
    if (is_channel(e))
        return neume_smf_add_message(to, track, tick, e->status, e->data[0], e->data[1]);
    if (e->status == NEUME_MIDI_META)
        return neume_smf_add_meta(to, track, tick, e->data[0], from->bytes + e->at, e->size);
    return neume_smf_add_sysex(to, track, tick, e->status, from->bytes + e->at, e->size);
}

static enum neume_status sort_events(struct cli_parts *p, const struct neume_smf *smf, const struct neume_smf_ref *ref,
                                     size_t refs, const struct voice *voice)
{
    enum neume_status status = NEUME_OK;
    uint64_t end = 0;
    for (size_t i = 0; i < refs && status == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(smf, &ref[i]);
        int part = is_channel(e) ? voice[voice_of(smf, &ref[i])].part : -1;
        end = ref[i].tick;
        if (!neume_smf_is_meta(e, NEUME_META_END_OF_TRACK))
            status = copy_event(&p->smf, (size_t)(part + 1), smf, e, end);
    }
    for (size_t t = 0; t < p->smf.track_count && status == NEUME_OK; t++)
        status = neume_smf_end_track(&p->smf, t, end);
    return status;
}

/* Program, kind and notes of part p, from its own track. */
static enum neume_status describe(struct cli_parts *p, int index)
{
    struct cli_part *part = &p->part[index];
    struct neume_smf_track track[2] = {p->smf.track[0], p->smf.track[1 + index]};
    struct neume_smf view = p->smf;
    int channel = -1;
    view.track = track;
    view.track_count = 2;
    part->drum = 1;
    for (size_t i = 0; i < track[1].count; i++) {
        const struct neume_smf_event *e = &track[1].event[i];
        if (channel < 0 && (e->status & 0xF0) == NEUME_MIDI_PROGRAM)
            part->program = e->data[0];
        if (is_strike(e)) {
            channel = e->status & 15;
            part->drum &= channel == DRUM_CHANNEL;
        }
    }
    return neume_smf_to_notes(&view, 0, &part->notes);
}

static void name_parts(struct cli_parts *p, const struct neume_smf *smf, const struct voice *voice, size_t count)
{
    for (size_t v = 0; v < count; v++) {
        size_t size;
        if (voice[v].part < 0)
            continue;
        struct cli_part *part = &p->part[voice[v].part];
        const char *name = smf->track_count > 1 ? neume_smf_track_name(smf, voice[v].index, &size) : NULL;
        part->joined++;
        if (name && part->joined == 1)
            take_name(part->name, sizeof part->name, name, size);
    }
}

enum neume_status neume_cli_parts_init(struct cli_parts *parts, const struct neume_smf *smf)
{
    struct neume_smf_ref *ref = NULL;
    size_t refs = 0, count = smf->track_count == 1 ? CHANNELS : smf->track_count;
    memset(parts, 0, sizeof *parts);
    neume_smf_init(&parts->smf);
    parts->smf.division = smf->division;
    struct voice *voice = calloc(count + 1, sizeof *voice);
    enum neume_status status = voice ? neume_smf_merge(smf, &ref, &refs) : NEUME_ERR_MEMORY;
    if (status != NEUME_OK)
        goto fail;
    for (size_t i = 0; i < count; i++)
        voice[i].index = i;
    for (size_t i = 0; i < refs; i++)
        if (is_strike(neume_smf_at(smf, &ref[i])))
            voice[voice_of(smf, &ref[i])].notes++;
    parts->count = choose(voice, count);
    for (int t = 0; t <= parts->count && status == NEUME_OK; t++)
        status = neume_smf_add_track(&parts->smf);
    if (status == NEUME_OK)
        status = sort_events(parts, smf, ref, refs, voice);
    for (int i = 0; i < parts->count && status == NEUME_OK; i++)
        status = describe(parts, i);
    name_parts(parts, smf, voice, count);
fail:
    free(ref);
    free(voice);
    return status;
}

void neume_cli_parts_release(struct cli_parts *parts)
{
    for (int i = 0; i < CLI_PARTS_MOST; i++)
        neume_notes_release(&parts->part[i].notes);
    neume_smf_release(&parts->smf);
    memset(parts, 0, sizeof *parts);
}

enum neume_status neume_cli_parts_bank(const struct cli_parts *parts, struct neume_smf *smf,
                                       short slot[CLI_PARTS_MOST][128], int *count)
{
    const uint64_t ticks = (uint64_t)(960 * CLI_BANK_SLOT), held = 600; /* at 120 BPM and 480 a quarter */
    enum neume_status status = neume_smf_add_track(smf);
    *count = 0;
    for (int p = 0; p < CLI_PARTS_MOST; p++) {
        const struct cli_part *part = &parts->part[p];
        unsigned char used[128] = {0};
        int channel = part->drum ? DRUM_CHANNEL : 0;
        for (size_t i = 0; i < part->notes.count; i++)
            used[part->notes.note[i].pitch & 127] = 1;
        if (status == NEUME_OK && part->notes.count && !part->drum)
            status = neume_smf_add_message(smf, 0, (uint64_t)*count * ticks, NEUME_MIDI_PROGRAM, part->program, 0);
        for (int pitch = 0; pitch < 128; pitch++) {
            slot[p][pitch] = -1;
            if (!used[pitch] || *count == CLI_BANK_MOST || status != NEUME_OK)
                continue;
            uint64_t at = (uint64_t)*count * ticks;
            status = neume_smf_add_message(smf, 0, at, NEUME_MIDI_NOTE_ON | channel, pitch, 100);
            if (status == NEUME_OK)
                status = neume_smf_add_message(smf, 0, at + held, NEUME_MIDI_NOTE_OFF | channel, pitch, 0);
            slot[p][pitch] = (short)(*count)++;
        }
    }
    return status == NEUME_OK ? neume_smf_end_track(smf, 0, (uint64_t)*count * ticks) : status;
}
