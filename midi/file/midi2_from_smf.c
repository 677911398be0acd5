/* SPDX-License-Identifier: MIT */
#include "midi/file/midi2_from_smf.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"
#include "midi/file/midi2.h"
#include "midi/file/note_pairs.h"

enum { CENTRE_14 = 8192, RESET_NOTE = 3 /* detach from earlier notes of the key, and reset its controllers */ };

struct parameter {
    uint8_t msb, lsb; /* 127, 127: none */
    uint8_t registered;
    uint8_t pending; /* a data entry is not yet said: its second half may follow */
    uint16_t value;  /* 14 bits */
};

struct channel {
    struct parameter parameter;
    uint8_t bank[2], has_bank;
    uint16_t bend;          /* of an MPE member, for its next notes */
    int8_t master;          /* of an MPE member; -1 for other channels */
    uint16_t range;         /* of a master's notes, as it was said last */
    uint32_t sounding[128]; /* how many notes hold the key */
};

struct writer {
    struct neume_midi2 *clip;
    const struct neume_smf *smf;
    struct neume_note_pairs pairs;
    struct channel (*channel)[16]; /* [16 groups][16] */
    uint8_t *group;                /* [track_count] */
    uint64_t tick;
    size_t left_out;
    int named;
    enum neume_status status;
};

static void say(struct writer *w, uint32_t a, uint32_t b)
{
    uint32_t word[4] = {a, b};
    if (w->status == NEUME_OK)
        w->status = neume_midi2_add(w->clip, w->tick, word);
}

static uint32_t voice(int group, int status, int channel, int index, int low)
{
    return 0x40000000u | (uint32_t)group << 24 | (uint32_t)(status | channel) << 16 | (uint32_t)index << 8 |
           (uint32_t)low;
}

static uint32_t up(int value, int bits)
{
    return neume_ump_scale_up((uint32_t)value, bits, 32);
}

/* A parameter that a data entry has set. The bend range of an MPE member is that of its master's notes. */
static void say_parameter(struct writer *w, int group, int channel)
{
    struct channel *c = &w->channel[group][channel];
    struct parameter *p = &c->parameter;
    int zone_message = p->registered && !p->msb && p->lsb == 6, range = p->registered && !p->msb && !p->lsb;
    if (!p->pending)
        return;
    p->pending = 0;
    if (p->msb == 127 && p->lsb == 127) {
        w->left_out++;
    } else if (c->master >= 0 && range) {
        struct channel *master = &w->channel[group][c->master];
        if (master->range != p->value)
            say(w, voice(group, NEUME_UMP_REGISTERED, c->master, 0, 7), up(p->value, 14));
        master->range = p->value;
    } else if (!(zone_message && c->master == -2) && c->master < 0) {
        int status = p->registered ? NEUME_UMP_REGISTERED : NEUME_UMP_ASSIGNABLE;
        say(w, voice(group, status, channel, p->msb, p->lsb), up(p->value, 14));
    }
}

static void say_all_parameters(struct writer *w)
{
    for (int i = 0; i < 256; i++)
        say_parameter(w, i / 16, i % 16);
}

static void data_entry(struct channel *c, int is_msb, int value)
{
    struct parameter *p = &c->parameter;
    p->value = (uint16_t)(is_msb ? value << 7 : (p->value & 0x3F80) | value);
    p->pending = 1;
}

static void choose_parameter(struct channel *c, int controller, int value)
{
    struct parameter *p = &c->parameter;
    p->registered = controller >= 100;
    if (controller % 2)
        p->msb = (uint8_t)value;
    else
        p->lsb = (uint8_t)value;
    p->value = 0;
}

/* What an MPE member says of its channel belongs to each note that sounds there. */
static void to_notes(struct writer *w, int group, struct channel *c, int status, int index, uint32_t data)
{
    for (int key = 0; key < 128; key++)
        if (c->sounding[key])
            say(w, voice(group, status, c->master, key, index), data);
}

static void control(struct writer *w, int group, int channel, int controller, int value)
{
    struct channel *c = &w->channel[group][channel];
    if (!(controller == 38 && c->parameter.pending))
        say_parameter(w, group, channel);
    if (controller == 0 || controller == 32) {
        c->bank[controller == 32] = (uint8_t)value;
        w->left_out += c->has_bank == 1 && controller == 0;
        c->has_bank = 1;
    } else if (controller == 6 || controller == 38) {
        data_entry(c, controller == 6, value);
    } else if (controller >= 98 && controller <= 101) {
        choose_parameter(c, controller, value);
    } else if (c->master < 0) {
        say(w, voice(group, NEUME_MIDI_CONTROL, channel, controller, 0), up(value, 7));
    } else if (controller == 74) {
        to_notes(w, group, c, NEUME_UMP_NOTE_CONTROL, 74, up(value, 7));
    } else {
        w->left_out++;
    }
}

static void note(struct writer *w, int group, int channel, int key, int velocity, int on)
{
    struct channel *c = &w->channel[group][channel];
    int to = c->master < 0 ? channel : c->master;
    if (on && c->master >= 0) {
        say(w, voice(group, NEUME_UMP_NOTE_MANAGEMENT, to, key, RESET_NOTE), 0);
        if (c->bend != CENTRE_14)
            say(w, voice(group, NEUME_UMP_NOTE_BEND, to, key, 0), up(c->bend, 14));
    }
    if (on)
        c->sounding[key]++;
    else
        c->sounding[key] -= c->sounding[key] > 0;
    say(w, voice(group, on ? NEUME_MIDI_NOTE_ON : NEUME_MIDI_NOTE_OFF, to, key, 0),
        neume_ump_scale_up((uint32_t)velocity, 7, 16) << 16);
}

static void program(struct writer *w, int group, int channel, int number)
{
    struct channel *c = &w->channel[group][channel];
    if (c->master >= 0) {
        w->left_out++;
        return;
    }
    uint32_t bank = c->has_bank ? (uint32_t)c->bank[0] << 8 | c->bank[1] : 0;
    say(w, voice(group, NEUME_MIDI_PROGRAM, channel, 0, c->has_bank != 0), (uint32_t)number << 24 | bank);
    c->has_bank = c->has_bank ? 2 : 0; /* said, and still known */
}

/* A note that begins where its track ends has a tick, as everywhere. */
static uint64_t end_of(const struct neume_note_pair *p)
{
    return p->off > p->on ? p->off : p->on + 1;
}

static int by_end(const void *a, const void *b)
{
    const struct neume_note_pair *x = *(const struct neume_note_pair *const *)a;
    const struct neume_note_pair *y = *(const struct neume_note_pair *const *)b;
    if (end_of(x) != end_of(y))
        return end_of(x) < end_of(y) ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* The last messages of a clip, which are in order, to their places among the others: after all of their tick. */
static enum neume_status merge_last(struct neume_midi2 *clip, size_t first)
{
    size_t left = first, to = clip->count, more = clip->count - first;
    struct neume_midi2_message *last = malloc((more + 1) * sizeof *last);
    if (!last)
        return NEUME_ERR_MEMORY;
    if (more)
        memcpy(last, clip->message + first, more * sizeof *last);
    while (more) {
        int before = left && clip->message[left - 1].tick > last[more - 1].tick;
        clip->message[--to] = before ? clip->message[--left] : last[--more];
    }
    free(last);
    return NEUME_OK;
}

/* What nobody ended ends with its track, as everywhere in neume. */
static void end_hanging(struct writer *w)
{
    size_t count = 0, first = w->clip->count;
    const struct neume_note_pair **hanging = malloc((w->pairs.count + 1) * sizeof *hanging);
    if (!hanging) {
        w->status = NEUME_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < w->pairs.count; i++)
        if (w->pairs.pair[i].end == NEUME_PAIR_HANGING)
            hanging[count++] = &w->pairs.pair[i];
    qsort(hanging, count, sizeof *hanging, by_end);
    for (size_t i = 0; i < count && w->status == NEUME_OK; i++) {
        w->tick = end_of(hanging[i]);
        w->clip->end = w->tick > w->clip->end ? w->tick : w->clip->end;
        note(w, hanging[i]->port & 15, hanging[i]->channel, hanging[i]->pitch, 64, 0);
    }
    free(hanging);
    if (w->status == NEUME_OK)
        w->status = merge_last(w->clip, first);
}

/* A note-off that ends no note of its own track might end one of another's: all share one sequence here. */
static void note_off(struct writer *w, uint32_t pair, const struct neume_smf_event *e)
{
    if (pair != NEUME_NO_PAIR)
        note(w, w->pairs.pair[pair].port & 15, e->status & 0x0F, e->data[0],
             (e->status & 0xF0) == NEUME_MIDI_NOTE_ON ? 64 : e->data[1], 0);
}

static void message(struct writer *w, int group, uint32_t pair, const struct neume_smf_event *e)
{
    int channel = e->status & 0x0F, kind = e->status & 0xF0;
    struct channel *c = &w->channel[group][channel];
    if (kind != NEUME_MIDI_CONTROL)
        say_parameter(w, group, channel);
    switch (kind) {
    case NEUME_MIDI_NOTE_ON:
        if (e->data[1])
            note(w, group, channel, e->data[0], e->data[1], 1);
        else
            note_off(w, pair, e);
        return;
    case NEUME_MIDI_NOTE_OFF:
        note_off(w, pair, e);
        return;
    case NEUME_MIDI_KEY_PRESSURE:
        say(w, voice(group, kind, c->master < 0 ? channel : c->master, e->data[0], 0), up(e->data[1], 7));
        return;
    case NEUME_MIDI_CONTROL:
        for (; pair != NEUME_NO_PAIR; pair = w->pairs.pair[pair].next) /* of all notes off */
            c->sounding[w->pairs.pair[pair].pitch] -= c->sounding[w->pairs.pair[pair].pitch] > 0;
        control(w, group, channel, e->data[0], e->data[1]);
        return;
    case NEUME_MIDI_PROGRAM:
        program(w, group, channel, e->data[0]);
        return;
    case NEUME_MIDI_PRESSURE:
        if (c->master >= 0)
            to_notes(w, group, c, NEUME_MIDI_KEY_PRESSURE, 0, up(e->data[0], 7));
        else
            say(w, voice(group, kind, channel, 0, 0), up(e->data[0], 7));
        return;
    default:
        c->bend = (uint16_t)neume_smf_bend_value(e);
        if (c->master >= 0)
            to_notes(w, group, c, NEUME_UMP_NOTE_BEND, 0, up(c->bend, 14));
        else
            say(w, voice(group, kind, channel, 0, 0), up(c->bend, 14));
    }
}

/* Packets of up to six bytes, without F0 and F7. */
static void system_exclusive(struct writer *w, int group, const struct neume_smf_event *e)
{
    const uint8_t *d = w->smf->bytes + e->at;
    size_t size = e->size && d[e->size - 1] == 0xF7 ? e->size - 1 : 0, at = 0;
    int good = e->status == NEUME_MIDI_SYSEX && e->size && d[e->size - 1] == 0xF7;
    for (size_t i = 0; i < size; i++)
        good = good && d[i] < 0x80;
    if (!good) {
        w->left_out++;
        return;
    }
    do {
        size_t n = size - at < 6 ? size - at : 6;
        uint32_t form = size <= 6 ? 0 : !at ? 1 : at + n < size ? 2 : 3, word[2];
        uint8_t six[6] = {0};
        memcpy(six, d + at, n);
        word[0] = 0x30000000u | (uint32_t)group << 24 | form << 20 | (uint32_t)n << 16 | (uint32_t)six[0] << 8 | six[1];
        word[1] = (uint32_t)six[2] << 24 | (uint32_t)six[3] << 16 | (uint32_t)six[4] << 8 | six[5];
        say(w, word[0], word[1]);
        at += n;
    } while (at < size);
}

static int is_utf8(const uint8_t *d, size_t size)
{
    for (size_t i = 0; i < size;) {
        int more = d[i] < 0x80 ? 0 : d[i] >= 0xC2 && d[i] < 0xE0 ? 1 : (d[i] & 0xF0) == 0xE0 ? 2 : 3;
        if (more == 3 && (d[i] < 0xF0 || d[i] > 0xF4))
            return 0;
        for (i++; more--; i++)
            if (i >= size || (d[i] & 0xC0) != 0x80)
                return 0;
    }
    return 1;
}

/* Flex data text, in packets of up to twelve bytes. SMF text is in no known encoding: what is not UTF-8 is taken as
 * Latin-1. Zero bytes would end the text. */
static void text(struct writer *w, int group, uint32_t bank_and_status, const struct neume_smf_event *e)
{
    const uint8_t *d = w->smf->bytes + e->at;
    uint8_t *utf8 = malloc(2 * (size_t)e->size + 1);
    size_t size = 0, at = 0;
    int good = is_utf8(d, e->size);
    if (!utf8) {
        w->status = NEUME_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < e->size; i++) {
        if (d[i] >= 0x80 && !good)
            utf8[size++] = (uint8_t)(0xC0 | d[i] >> 6);
        if (d[i])
            utf8[size++] = good || d[i] < 0x80 ? d[i] : 0x80 | (d[i] & 0x3F);
    }
    do {
        size_t n = size - at < 12 ? size - at : 12;
        uint32_t form = size <= 12 ? 0 : !at ? 1 : at + n < size ? 2 : 3, word[4] = {0};
        word[0] = 0xD0100000u | (uint32_t)group << 24 | form << 22 | bank_and_status;
        for (size_t i = 0; i < n; i++)
            word[1 + i / 4] |= (uint32_t)utf8[at + i] << (24 - 8 * (i % 4));
        if (w->status == NEUME_OK)
            w->status = neume_midi2_add(w->clip, w->tick, word);
        at += n;
    } while (at < size);
    free(utf8);
}

static void say_key(struct writer *w, int group, int fifths, int minor)
{
    /* A 1 .. G 7; a note and its sharp or flat share the letter. */
    static const uint8_t tonic[] = {6, 3, 7, 4, 1, 5, 2}; /* F C G D A E B: one fifth on each */
    int at = fifths + 1 + (minor ? 3 : 0);
    say(w, 0xD0100005u | (uint32_t)group << 24,
        (uint32_t)(fifths & 0xF) << 28 | (uint32_t)tonic[(at % 7 + 7) % 7] << 24);
}

static void meta(struct writer *w, int group, const struct neume_smf_event *e)
{
    static const uint32_t of_type[] = {0, 0x100, 0x104, 0x103, 0x100, 0x201, 0x100, 0x100};
    uint32_t tempo = neume_smf_tempo(w->smf, e);
    int a, b, type = e->data[0];
    if (tempo) {
        say(w, 0xD0100000u, tempo * 100); /* units of 10 ns; tempo and time hold for all groups */
    } else if (neume_smf_time_signature(w->smf, e, &a, &b)) {
        const uint8_t *d = w->smf->bytes + e->at;
        say(w, 0xD0100001u, (uint32_t)d[0] << 24 | (uint32_t)d[1] << 16 | (e->size > 3 ? (uint32_t)d[3] : 8u) << 8);
    } else if (neume_smf_key_signature(w->smf, e, &a, &b)) {
        say_key(w, group, a, b);
    } else if (type >= 1 && type <= 7 && e->size) {
        /* The first name is the clip's. */
        text(w, group, type == NEUME_META_TRACK_NAME && w->named++ ? 0x100 : of_type[type], e);
    } else if (type != NEUME_META_PORT && type != NEUME_META_END_OF_TRACK) {
        w->left_out++;
    }
}

/* The port of a track holds from where it stands on. */
static int group_of(struct writer *w, const struct neume_smf_ref *ref)
{
    const struct neume_smf_event *e = neume_smf_at(w->smf, ref);
    if (neume_smf_is_meta(e, NEUME_META_PORT) && e->size)
        w->group[ref->track] = w->smf->bytes[e->at] & 0x0F;
    return w->group[ref->track];
}

static void find_zone(struct writer *w, int group, int channel, int members)
{
    struct channel *c = w->channel[group];
    c[channel].master = -2; /* a master, which is not a member */
    for (int i = 1; i <= members && i < 16; i++)
        c[channel ? 15 - i : i].master = (int8_t)channel;
}

/* A clip says of each note whether its bends are its own before the first event: a zone of MPE that comes at any time
 * counts from the start. */
static enum neume_status find_zones(struct writer *w, const struct neume_smf_ref *refs, size_t count)
{
    struct neume_channel_state *state = neume_channel_state_new(w->smf);
    if (!state)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct neume_smf_event *e = neume_smf_at(w->smf, &refs[i]);
        int group = group_of(w, &refs[i]);
        if ((e->status & 0xF0) != NEUME_MIDI_CONTROL)
            continue;
        neume_channel_state_take(state, group, e);
        for (int upper = 0; upper < 2; upper++)
            if (state->members[group][upper])
                find_zone(w, group, upper ? 15 : 0, state->members[group][upper]);
    }
    neume_channel_state_free(state);
    memset(w->group, 0, w->smf->track_count);
    return NEUME_OK;
}

static void prepare(struct writer *w)
{
    for (int i = 0; i < 256; i++) {
        struct channel *c = &w->channel[i / 16][i % 16];
        c->parameter.msb = c->parameter.lsb = 127;
        c->master = -1;
        c->bend = CENTRE_14;
    }
}

static void translate(struct writer *w, const struct neume_smf_ref *refs, size_t count)
{
    for (size_t i = 0; i < count && w->status == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(w->smf, &refs[i]);
        int group = group_of(w, &refs[i]);
        if (refs[i].tick > w->tick)
            say_all_parameters(w);
        w->tick = refs[i].tick;
        if (e->status == NEUME_MIDI_META)
            meta(w, group, e);
        else if (e->status >= 0xF0)
            system_exclusive(w, group, e);
        else
            message(w, group, w->pairs.of_event[refs[i].track][refs[i].index], e);
    }
    say_all_parameters(w);
    for (int i = 0; i < 256; i++)
        w->left_out += w->channel[i / 16][i % 16].has_bank == 1;
    w->clip->end = w->tick;
    end_hanging(w);
}

enum neume_status neume_midi2_from_smf(struct neume_midi2 *clip, const struct neume_smf *smf, size_t *left_out)
{
    struct writer w = {.clip = clip, .smf = smf};
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    neume_midi2_release(clip);
    if (smf->division & 0x8000 || !smf->division)
        return NEUME_ERR_UNSUPPORTED;
    clip->division = smf->division;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s == NEUME_OK)
        s = neume_note_pairs_init(&w.pairs, smf);
    w.channel = calloc(16, sizeof *w.channel);
    w.group = calloc(smf->track_count + 1, 1);
    if (s == NEUME_OK && (!w.channel || !w.group))
        s = NEUME_ERR_MEMORY;
    if (s == NEUME_OK) {
        prepare(&w);
        s = find_zones(&w, refs, count);
    }
    if (s == NEUME_OK) {
        translate(&w, refs, count);
        s = w.status;
    }
    if (left_out)
        *left_out = w.left_out;
    free(refs);
    free(w.channel);
    neume_note_pairs_release(&w.pairs);
    free(w.group);
    if (s != NEUME_OK)
        neume_midi2_release(clip);
    return s;
}
