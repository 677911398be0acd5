/* SPDX-License-Identifier: MIT */
#include "midi/file/midi2_to_smf.h"

#include <stdlib.h>
#include <string.h>

#include "midi/file/midi2.h"

enum { MPE_RANGE = 48 /* semitones: what RP-053 gives member channels */, CENTRE_14 = 8192, NOBODY = -1 };

/* A note on an MPE member channel. */
struct member {
    uint64_t since; /* tick of its last note on or off */
    int key;        /* NOBODY where it is silent */
};

struct writer {
    struct neume_smf *smf;
    size_t *track;       /* [256]: of group and channel; 0: none yet, since track 0 is the conductor's */
    int master, members; /* of the MPE zone; members 0: none */
    uint64_t tick, member_on;
    struct member member[16];
    int member_of[128]; /* of the keys of the master's notes; NOBODY */
    uint16_t bend[128]; /* of the keys, for their next notes */
    uint8_t *held;      /* text or system exclusive that comes in packets */
    size_t held_size, held_capacity, left_out;
    enum neume_status status;
};

static void keep(struct writer *w, enum neume_status s)
{
    if (w->status == NEUME_OK)
        w->status = s;
}

static size_t track_of(struct writer *w, int group, int channel)
{
    size_t *t = &w->track[group * 16 + channel];
    if (*t || w->status != NEUME_OK)
        return *t;
    keep(w, neume_smf_add_track(w->smf));
    *t = w->status == NEUME_OK ? w->smf->track_count - 1 : 0;
    uint8_t port = (uint8_t)group;
    if (group)
        keep(w, neume_smf_add_meta(w->smf, *t, 0, NEUME_META_PORT, &port, 1));
    return *t;
}

static void say(struct writer *w, int group, int channel, int status, int data0, int data1)
{
    int home = w->members && !group && channel != 9 ? w->master : channel; /* the zone is one track */
    size_t t = track_of(w, group, home);
    if (w->status == NEUME_OK)
        keep(w, neume_smf_add_message(w->smf, t, w->tick, status | channel, data0, data1));
}

static void say_parameter(struct writer *w, int group, int channel, int registered, int msb, int lsb, int value)
{
    int first = registered ? 101 : 99;
    say(w, group, channel, NEUME_MIDI_CONTROL, first, msb);
    say(w, group, channel, NEUME_MIDI_CONTROL, first - 1, lsb);
    say(w, group, channel, NEUME_MIDI_CONTROL, 6, value >> 7);
    say(w, group, channel, NEUME_MIDI_CONTROL, 38, value & 0x7F);
}

static void say_bend(struct writer *w, int group, int channel, int value)
{
    say(w, group, channel, NEUME_MIDI_BEND, value & 0x7F, value >> 7);
}

/* The member that has been silent longest; where none is, the one whose note began first loses it. */
static int find_member(struct writer *w)
{
    int best = NOBODY;
    for (int i = 1; i <= w->members; i++) {
        struct member *m = &w->member[i];
        if (best == NOBODY || (m->key == NOBODY) > (w->member[best].key == NOBODY) ||
            ((m->key == NOBODY) == (w->member[best].key == NOBODY) && m->since < w->member[best].since))
            best = i;
    }
    return best;
}

static void end_member(struct writer *w, int i, int velocity)
{
    struct member *m = &w->member[i];
    say(w, 0, i, NEUME_MIDI_NOTE_OFF, m->key, velocity);
    w->member_of[m->key] = NOBODY;
    *m = (struct member){w->tick, NOBODY};
}

static void zone_note(struct writer *w, int key, int velocity, int on)
{
    if (w->member_of[key] != NOBODY)
        end_member(w, w->member_of[key], on ? 64 : velocity);
    if (!on)
        return;
    int i = find_member(w);
    if (w->member[i].key != NOBODY)
        end_member(w, i, 64);
    w->member[i] = (struct member){w->tick, key};
    w->member_of[key] = i;
    say_bend(w, 0, i, w->bend[key]);
    say(w, 0, i, NEUME_MIDI_NOTE_ON, key, velocity);
}

static int in_zone(const struct writer *w, int group, int channel)
{
    return w->members && !group && channel == w->master;
}

/* Of one note, in an MPE zone: 1 if it is taken over. */
static int per_note(struct writer *w, int status, const uint32_t word[4])
{
    int index = word[0] >> 8 & 0x7F, seven = (int)(word[1] >> 25), fourteen = (int)(word[1] >> 18);
    int sounds = w->member_of[index] != NOBODY;
    switch (status) {
    case NEUME_UMP_NOTE_BEND:
        w->bend[index] = (uint16_t)fourteen;
        if (sounds)
            say_bend(w, 0, w->member_of[index], fourteen);
        return 1;
    case NEUME_UMP_NOTE_CONTROL:
        if (!sounds || (word[0] & 0x7F) != 74)
            return 0;
        say(w, 0, w->member_of[index], NEUME_MIDI_CONTROL, 74, seven);
        return 1;
    default:
        return 0;
    }
}

static void program2(struct writer *w, int group, int channel, const uint32_t word[4])
{
    if (word[0] & 1) {
        say(w, group, channel, NEUME_MIDI_CONTROL, 0, word[1] >> 8 & 0x7F);
        say(w, group, channel, NEUME_MIDI_CONTROL, 32, word[1] & 0x7F);
    }
    say(w, group, channel, NEUME_MIDI_PROGRAM, word[1] >> 24 & 0x7F, 0);
}

static void voice2(struct writer *w, const uint32_t word[4])
{
    int group = word[0] >> 24 & 0xF, status = word[0] >> 16 & 0xF0, channel = word[0] >> 16 & 0xF;
    int index = word[0] >> 8 & 0x7F, low = word[0] & 0x7F, seven = (int)(word[1] >> 25),
        fourteen = (int)(word[1] >> 18);
    int zone = in_zone(w, group, channel);
    switch (status) {
    case NEUME_MIDI_NOTE_ON:
    case NEUME_MIDI_NOTE_OFF:
        seven = status == NEUME_MIDI_NOTE_ON && !seven ? 1 : seven; /* MIDI 2.0 knows notes of velocity 0 */
        if (zone)
            zone_note(w, index, seven, status == NEUME_MIDI_NOTE_ON);
        else
            say(w, group, channel, status, index, seven);
        return;
    case NEUME_MIDI_KEY_PRESSURE:
        if (zone && w->member_of[index] != NOBODY)
            say(w, group, w->member_of[index], NEUME_MIDI_PRESSURE, seven, 0);
        else
            say(w, group, channel, status, index, seven);
        return;
    case NEUME_MIDI_CONTROL:
        say(w, group, channel, status, index, seven);
        return;
    case NEUME_MIDI_PROGRAM:
        program2(w, group, channel, word);
        return;
    case NEUME_MIDI_PRESSURE:
        say(w, group, channel, status, seven, 0);
        return;
    case NEUME_MIDI_BEND:
        say_bend(w, group, channel, fourteen);
        return;
    case NEUME_UMP_REGISTERED:
        if (index || low != 7) /* the range of per-note bends, which MPE has of its own */
            say_parameter(w, group, channel, 1, index, low, fourteen);
        return;
    case NEUME_UMP_ASSIGNABLE:
        say_parameter(w, group, channel, 0, index, low, fourteen);
        return;
    case NEUME_UMP_NOTE_MANAGEMENT:
        if (zone && word[0] & 1)
            w->bend[index] = CENTRE_14;
        return;
    default:
        w->left_out += !zone || !per_note(w, status, word);
    }
}

static void voice1(struct writer *w, uint32_t word)
{
    int group = word >> 24 & 0xF, status = word >> 16 & 0xF0, channel = word >> 16 & 0xF;
    int two = status != NEUME_MIDI_PROGRAM && status != NEUME_MIDI_PRESSURE;
    if (status < 0x80 || status > 0xE0)
        w->left_out++;
    else
        say(w, group, channel, status, word >> 8 & 0x7F, two ? (int)(word & 0x7F) : 0);
}

static void hold(struct writer *w, int byte)
{
    if (w->held_size == w->held_capacity) {
        size_t wanted = w->held_capacity ? 2 * w->held_capacity : 256;
        uint8_t *grown = realloc(w->held, wanted);
        if (!grown) {
            keep(w, NEUME_ERR_MEMORY);
            return;
        }
        w->held = grown;
        w->held_capacity = wanted;
    }
    w->held[w->held_size++] = (uint8_t)byte;
}

/* Where a packet stands in its series: 0 alone, 1 first, 2 between, 3 last. Answers 1 where the series is whole. */
static int take_packet(struct writer *w, int form, const uint32_t *word, int from_byte, int bytes)
{
    if (form < 2)
        w->held_size = 0;
    for (int i = from_byte; i < from_byte + bytes; i++)
        hold(w, (int)(word[i / 4] >> (24 - 8 * (i % 4)) & 0xFF));
    return form == 0 || form == 3;
}

static void system_exclusive(struct writer *w, const uint32_t word[4])
{
    int bytes = word[0] >> 16 & 0xF, form = word[0] >> 20 & 0xF;
    if (bytes > 6 || form > 3) {
        w->left_out++;
        return;
    }
    if (!take_packet(w, form, word, 2, bytes))
        return;
    for (size_t i = 0; i < w->held_size; i++)
        w->held[i] &= 0x7F;
    hold(w, 0xF7);
    if (w->status == NEUME_OK)
        keep(w, neume_smf_add_sysex(w->smf, 0, w->tick, NEUME_MIDI_SYSEX, w->held, w->held_size));
    w->held_size = 0;
}

static void text(struct writer *w, const uint32_t word[4])
{
    int bank = word[0] >> 8 & 0xFF, status = word[0] & 0xFF, bytes = 12, type = NEUME_META_TEXT;
    while (bytes && !(word[(3 + bytes) / 4] >> (24 - 8 * ((3 + bytes) % 4)) & 0xFF))
        bytes--; /* what a packet does not use is 0 */
    if (!take_packet(w, (int)(word[0] >> 22 & 3), word, 4, bytes))
        return;
    if (bank == 1)
        type = status == 3 ? NEUME_META_TRACK_NAME : status == 4 ? 2 : NEUME_META_TEXT;
    else if (status == 1)
        type = 5;
    if (w->status == NEUME_OK)
        keep(w, neume_smf_add_meta(w->smf, 0, w->tick, type, w->held, w->held_size));
    w->held_size = 0;
}

static void flex(struct writer *w, const uint32_t word[4])
{
    int bank = word[0] >> 8 & 0xFF, status = word[0] & 0xFF;
    if (bank == 1 || bank == 2) {
        text(w, word);
    } else if (!bank && status == 0 && word[1] >= 50 && word[1] <= 0xFFFFFFu * 100 + 49) {
        keep(w, neume_smf_add_tempo(w->smf, 0, w->tick, (word[1] + 50) / 100));
    } else if (!bank && status == 1 && word[1] >> 24 && (word[1] >> 16 & 0xFF) < 8) {
        uint8_t d[4] = {(uint8_t)(word[1] >> 24), (uint8_t)(word[1] >> 16), 24, (uint8_t)(word[1] >> 8)};
        d[3] = d[3] ? d[3] : 8;
        keep(w, neume_smf_add_meta(w->smf, 0, w->tick, NEUME_META_TIME_SIGNATURE, d, sizeof d));
    } else if (!bank && status == 5 && word[1] >> 28 != 8) {
        int fifths = (int)(word[1] >> 28), tonic = word[1] >> 24 & 0xF;
        static const int8_t major[] = {0, 3, 5, 0, 2, 4, -1, 1}; /* fifths of A major .. G major */
        fifths = fifths > 7 ? fifths - 16 : fifths;
        /* Of one letter the minor key stands three fifths below the major, sharps and flats in steps of seven. */
        int minor = tonic >= 1 && tonic <= 7 && ((fifths - major[tonic]) % 7 + 7) % 7 == 4;
        uint8_t d[2] = {(uint8_t)fifths, (uint8_t)minor};
        keep(w, neume_smf_add_meta(w->smf, 0, w->tick, NEUME_META_KEY_SIGNATURE, d, sizeof d));
    } else {
        w->left_out++;
    }
}

/* A zone where one channel of the first group has per-note bends and no other but the drums' has notes. */
static void plan_zone(struct writer *w, const struct neume_midi2 *clip)
{
    int bent = NOBODY, alone = 1, drums = 0;
    for (size_t i = 0; i < clip->count; i++) {
        uint32_t a = clip->message[i].word[0];
        if (a >> 28 == NEUME_UMP_MIDI2 && (a >> 16 & 0xF0) == NEUME_UMP_NOTE_BEND && bent == NOBODY)
            bent = (int)(a >> 16 & 0xF) | (int)(a >> 20 & 0xF0);
    }
    for (size_t i = 0; i < clip->count; i++) {
        uint32_t a = clip->message[i].word[0];
        int type = (int)(a >> 28), kind = a >> 16 & 0xF0, channel = (int)(a >> 16 & 0xF) | (int)(a >> 20 & 0xF0);
        if ((type != NEUME_UMP_MIDI2 && type != NEUME_UMP_MIDI1) || kind != NEUME_MIDI_NOTE_ON)
            continue;
        drums |= channel == 9;
        alone = alone && (channel == bent || channel == 9);
    }
    if (bent || !alone) /* the master of the lower zone is the first channel */
        return;
    w->members = drums ? 8 : 15;
    say_parameter(w, 0, 0, 1, 0, 6, w->members << 7);
    for (int i = 1; i <= w->members; i++)
        say_parameter(w, 0, i, 1, 0, 0, MPE_RANGE << 7);
}

/* The range of the clip's per-note bends, over that of MPE, times 2^18 and the centre apart: how bends are to be taken.
 */
static double bend_scale(const struct neume_midi2 *clip)
{
    for (size_t i = 0; i < clip->count; i++)
        if ((clip->message[i].word[0] & 0xF0F0FFFFu) == 0x40200007u)
            return (clip->message[i].word[1] >> 25) / (double)MPE_RANGE;
    return 1;
}

static uint32_t rescaled(uint32_t bend, double scale)
{
    double moved = ((double)bend - 2147483648.0) * scale + 2147483648.0;
    return moved <= 0 ? 0 : moved >= 4294967295.0 ? 0xFFFFFFFFu : (uint32_t)moved;
}

static void translate(struct writer *w, const struct neume_midi2 *clip)
{
    double scale = bend_scale(clip);
    for (size_t i = 0; i < clip->count && w->status == NEUME_OK; i++) {
        const struct neume_midi2_message *m = &clip->message[i];
        uint32_t word[4];
        memcpy(word, m->word, sizeof word);
        w->tick = m->tick;
        switch (word[0] >> 28) {
        case NEUME_UMP_MIDI1:
            voice1(w, word[0]);
            break;
        case NEUME_UMP_MIDI2:
            if ((word[0] >> 16 & 0xF0) == NEUME_UMP_NOTE_BEND && scale != 1)
                word[1] = rescaled(word[1], scale);
            voice2(w, word);
            break;
        case NEUME_UMP_SYSEX7:
            system_exclusive(w, word);
            break;
        case NEUME_UMP_FLEX:
            flex(w, word);
            break;
        default:
            w->left_out++;
        }
    }
    for (size_t t = 0; t < w->smf->track_count && w->status == NEUME_OK; t++)
        keep(w, neume_smf_end_track(w->smf, t, clip->end));
}

enum neume_status neume_smf_from_midi2(struct neume_smf *smf, const struct neume_midi2 *clip, size_t *left_out)
{
    struct writer w = {.smf = smf};
    neume_smf_release(smf);
    if (clip->division & 0x8000)
        return NEUME_ERR_UNSUPPORTED;
    smf->division = clip->division;
    w.track = calloc(256, sizeof *w.track);
    for (int i = 0; i < 16; i++)
        w.member[i].key = NOBODY;
    for (int i = 0; i < 128; i++) {
        w.member_of[i] = NOBODY;
        w.bend[i] = CENTRE_14;
    }
    keep(&w, w.track ? neume_smf_add_track(smf) : NEUME_ERR_MEMORY);
    if (w.status == NEUME_OK) {
        plan_zone(&w, clip);
        translate(&w, clip);
    }
    if (left_out)
        *left_out = w.left_out;
    free(w.track);
    free(w.held);
    if (w.status != NEUME_OK)
        neume_smf_release(smf);
    return w.status;
}
