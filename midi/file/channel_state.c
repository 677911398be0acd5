/* SPDX-License-Identifier: MIT */
#include "midi/file/channel_state.h"

#include <stdlib.h>
#include <string.h>

enum { CENTRE = 8192, MEMBER_RANGE = 48, USUAL_RANGE = 2 };

static void reset_channel(struct neume_channel *c, int number)
{
    *c = (struct neume_channel){.parameter = NEUME_NO_PARAMETER,
                                .bend = CENTRE,
                                .range_msb = USUAL_RANGE,
                                .fine = CENTRE,
                                .coarse = 64,
                                .drum = number == 9};
}

static struct neume_state_change reset_all(struct neume_channel_state *s, enum neume_midi_standard standard)
{
    s->standard = standard;
    s->master_fine = s->master_coarse = 0;
    s->volume = 1;
    memset(s->members, 0, sizeof s->members);
    for (int p = 0; p < NEUME_MIDI_PORTS; p++)
        for (int c = 0; c < 16; c++)
            reset_channel(&s->channel[p][c], c);
    for (int p = 0; p < NEUME_MIDI_PORTS && standard == NEUME_STANDARD_XG; p++)
        s->channel[p][9].bank_msb = s->channel[p][9].msb = 127;
    return (struct neume_state_change){NEUME_STATE_RESET | NEUME_STATE_PITCH | NEUME_STATE_SOUND | NEUME_STATE_VOLUME,
                                       0xFFFF, 1};
}

struct neume_channel_state *neume_channel_state_new(const struct neume_smf *smf)
{
    struct neume_channel_state *s = malloc(sizeof *s);
    if (!s)
        return NULL;
    s->smf = smf;
    reset_all(s, NEUME_STANDARD_NONE);
    return s;
}

void neume_channel_state_free(struct neume_channel_state *state)
{
    free(state);
}

static struct neume_state_change nothing(void)
{
    return (struct neume_state_change){0, 0, 0};
}

static struct neume_state_change changed(unsigned what, unsigned channels)
{
    return (struct neume_state_change){what, (uint16_t)channels, 0};
}

static unsigned zone_mask(const struct neume_channel_state *s, int port, int upper)
{
    unsigned n = s->members[port][upper];
    return upper ? ((1u << n) - 1) << (15 - n) : ((1u << n) - 1) << 1;
}

/* RPN 6: a zone with `count` members, 0 for none. The other one gives way where they meet (RP-053, 2.1). */
static struct neume_state_change set_zone(struct neume_channel_state *s, int port, int upper, int count)
{
    unsigned before = zone_mask(s, port, 0) | zone_mask(s, port, 1);
    int master = upper ? 15 : 0, most = 14 - count;
    count = count > 15 ? 15 : count;
    s->members[port][upper] = (uint8_t)count;
    if (count && s->members[port][!upper] > (most > 0 ? most : 0))
        s->members[port][!upper] = (uint8_t)(most > 0 ? most : 0);
    unsigned lower_zone = zone_mask(s, port, 0), upper_zone = zone_mask(s, port, 1), mine = zone_mask(s, port, upper);
    unsigned touched = before | lower_zone | upper_zone | 1u << master;
    for (int c = 0; c < 16; c++) {
        struct neume_channel *ch = &s->channel[port][c];
        unsigned bit = 1u << c;
        ch->member = ((lower_zone | upper_zone) & bit) != 0;
        ch->master = upper_zone & bit ? 15 : 0;
        if (mine & bit)
            ch->range_msb = MEMBER_RANGE;
        else if (c == master || (before & bit && !ch->member))
            ch->range_msb = USUAL_RANGE;
        else
            continue;
        ch->range_lsb = 0;
    }
    return changed(NEUME_STATE_PITCH | NEUME_STATE_SOUND, touched);
}

/* The bend range of one channel, or of all members of its zone. */
static struct neume_state_change set_range(struct neume_channel_state *s, int port, int channel, int msb, int lsb)
{
    const struct neume_channel *own = &s->channel[port][channel];
    unsigned channels = own->member ? zone_mask(s, port, own->master == 15) : 1u << channel;
    for (int c = 0; c < 16; c++)
        if (channels >> c & 1) {
            s->channel[port][c].range_msb = (uint8_t)msb;
            s->channel[port][c].range_lsb = (uint8_t)lsb;
        }
    return changed(NEUME_STATE_PITCH, channels);
}

static struct neume_state_change data_entry(struct neume_channel_state *s, int port, int channel, int coarse, int value)
{
    struct neume_channel *c = &s->channel[port][channel];
    switch (c->parameter) {
    case 0:
        return set_range(s, port, channel, coarse ? value : c->range_msb, coarse ? 0 : value);
    case 1:
        c->fine = (uint16_t)(coarse ? value << 7 : (c->fine & 0x3F80) | value);
        break;
    case 2:
        c->coarse = (uint16_t)(coarse ? value : c->coarse);
        break;
    case 6:
        if (coarse && (channel == 0 || channel == 15))
            return set_zone(s, port, channel == 15, value);
        return nothing();
    default:
        return nothing();
    }
    return changed(NEUME_STATE_PITCH, 1u << channel);
}

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* CC 96 and 97. */
static struct neume_state_change step(struct neume_channel_state *s, int port, int channel, int by)
{
    struct neume_channel *c = &s->channel[port][channel];
    int cents = within(100 * c->range_msb + c->range_lsb + by, 0, 12799);
    switch (c->parameter) {
    case 0:
        return set_range(s, port, channel, cents / 100, cents % 100);
    case 1:
        c->fine = (uint16_t)within(c->fine + by, 0, 16383);
        return changed(NEUME_STATE_PITCH, 1u << channel);
    case 2:
        c->coarse = (uint16_t)within(c->coarse + by, 0, 127);
        return changed(NEUME_STATE_PITCH, 1u << channel);
    default:
        return nothing();
    }
}

/* A bend of a master is one of all its members. */
static unsigned bent_with(const struct neume_channel_state *s, int port, int channel)
{
    unsigned channels = 1u << channel;
    if (channel == 0)
        channels |= zone_mask(s, port, 0);
    if (channel == 15)
        channels |= zone_mask(s, port, 1);
    return channels;
}

static struct neume_state_change reset_controllers(struct neume_channel_state *s, int port, int channel)
{
    struct neume_channel *c = &s->channel[port][channel];
    c->bend = CENTRE;
    c->pedal = c->soft = 0;
    c->parameter = NEUME_NO_PARAMETER;
    return changed(NEUME_STATE_PITCH, bent_with(s, port, channel));
}

static struct neume_state_change control(struct neume_channel_state *s, int port, int channel, int number, int value)
{
    struct neume_channel *c = &s->channel[port][channel];
    switch (number) {
    case 0:
        c->bank_msb = (uint8_t)value;
        break;
    case 32:
        c->bank_lsb = (uint8_t)value;
        break;
    case 64:
        c->pedal = (uint8_t)value;
        break;
    case 67:
        c->soft = (uint8_t)value;
        break;
    case 6:
    case 38:
        return data_entry(s, port, channel, number == 6, value);
    case 96:
    case 97:
        return step(s, port, channel, number == 96 ? 1 : -1);
    case 98:
    case 99:
        c->parameter = NEUME_NRPN;
        break;
    case 100:
    case 101:
        c->parameter = c->parameter == NEUME_NRPN ? NEUME_NO_PARAMETER : c->parameter;
        c->parameter = (uint16_t)(number == 100 ? (c->parameter & 0x3F80) | value : (c->parameter & 0x7F) | value << 7);
        break;
    case 121:
        return reset_controllers(s, port, channel);
    default:
        break;
    }
    return nothing();
}

/* Which banks hold drums is the standard's to say. */
static int bank_is_drums(const struct neume_channel_state *s, const struct neume_channel *c)
{
    switch (s->standard) {
    case NEUME_STANDARD_XG:
        return c->msb == 126 || c->msb == 127;
    case NEUME_STANDARD_NONE:
    case NEUME_STANDARD_GM2:
        return c->msb == 120 || (c->msb != 121 && c->drum);
    case NEUME_STANDARD_GM:
    case NEUME_STANDARD_GS:
        break;
    }
    return c->drum;
}

static struct neume_state_change program(struct neume_channel_state *s, int port, int channel, int number)
{
    struct neume_channel *c = &s->channel[port][channel];
    c->program = (uint8_t)number;
    c->msb = c->bank_msb;
    c->lsb = c->bank_lsb;
    c->drum = (uint8_t)bank_is_drums(s, c);
    return changed(NEUME_STATE_SOUND, 1u << channel);
}

static struct neume_state_change set_rhythm(struct neume_channel_state *s, int port, int channel, int drums)
{
    struct neume_channel *c = &s->channel[port][channel];
    if (c->drum == drums)
        return nothing();
    c->drum = (uint8_t)drums;
    c->program = 0;
    return changed(NEUME_STATE_SOUND | NEUME_STATE_PITCH, 1u << channel);
}

static struct neume_state_change all_pitches(void)
{
    return (struct neume_state_change){NEUME_STATE_PITCH, 0xFFFF, 1};
}

static struct neume_state_change all_volumes(struct neume_channel_state *s, double volume)
{
    s->volume = volume;
    return (struct neume_state_change){NEUME_STATE_VOLUME, 0xFFFF, 1};
}

/* 7E: GM, GM2; 7F: master volume and tuning. `d` begins after F0. */
static struct neume_state_change universal(struct neume_channel_state *s, const uint8_t *d, size_t size)
{
    if (d[0] == 0x7E && size >= 4 && d[2] == 0x09)
        return reset_all(s, d[3] == 3 ? NEUME_STANDARD_GM2 : d[3] == 1 ? NEUME_STANDARD_GM : NEUME_STANDARD_NONE);
    if (d[0] != 0x7F || size < 6 || d[2] != 0x04)
        return nothing();
    int value = d[4] | d[5] << 7;
    switch (d[3]) {
    case 1:
        return all_volumes(s, value / 16383.0);
    case 3:
        s->master_fine = (value - CENTRE) * 100.0 / CENTRE;
        return all_pitches();
    case 4:
        s->master_coarse = (d[5] - 64) * 100.0;
        return all_pitches();
    default:
        return nothing();
    }
}

/* Roland's data set 1: 41 device 42 12 address (3) data checksum. */
static struct neume_state_change roland(struct neume_channel_state *s, int port, const uint8_t *d, size_t size)
{
    if (size < 9 || d[2] != 0x42 || d[3] != 0x12)
        return nothing();
    unsigned address = (unsigned)d[4] << 16 | (unsigned)d[5] << 8 | d[6];
    int value = d[7], part = d[5] & 15;
    if (address == 0x40007F || address == 0x00007F) /* GS Reset; System Mode Set is one too */
        return reset_all(s, value == 0x7F ? NEUME_STANDARD_NONE : NEUME_STANDARD_GS);
    if ((address & 0xFFF0FF) == 0x401015) /* use for rhythm part: part 0 is channel 10, 1 to 9 are themselves */
        return set_rhythm(s, port, part == 0 ? 9 : part < 10 ? part - 1 : part, value != 0);
    if (address == 0x400000 && size >= 12) { /* master tune: four nibbles, in tenths of a cent */
        s->master_fine = ((d[7] & 15) << 12 | (d[8] & 15) << 8 | (d[9] & 15) << 4 | (d[10] & 15)) / 10.0 - 102.4;
        return all_pitches();
    }
    if (address == 0x400004)
        return all_volumes(s, value / 127.0);
    if (address == 0x400005) {
        s->master_coarse = (value - 64) * 100.0;
        return all_pitches();
    }
    return nothing();
}

/* Yamaha's parameter change: 43 1n 4C address (3) data. */
static struct neume_state_change yamaha(struct neume_channel_state *s, int port, const uint8_t *d, size_t size)
{
    if (size < 7 || (d[1] & 0xF0) != 0x10 || d[2] != 0x4C)
        return nothing();
    unsigned address = (unsigned)d[3] << 16 | (unsigned)d[4] << 8 | d[5];
    if (address == 0x7E || address == 0x7F) /* XG System On, All Parameter Reset */
        return reset_all(s, NEUME_STANDARD_XG);
    if (s->standard != NEUME_STANDARD_XG)
        return nothing();
    if ((address & 0xFF00FF) == 0x080007 && d[4] < 16) /* part mode: 0 is normal */
        return set_rhythm(s, port, d[4], d[6] != 0);
    if (address == 0x000004)
        return all_volumes(s, d[6] / 127.0);
    if (address == 0x000006) {
        s->master_coarse = (d[6] - 64) * 100.0;
        return all_pitches();
    }
    return nothing();
}

static struct neume_state_change exclusive(struct neume_channel_state *s, int port, const struct neume_smf_event *e)
{
    const uint8_t *d = s->smf->bytes + e->at;
    if (e->size < 2)
        return nothing();
    switch (d[0]) {
    case 0x7E:
    case 0x7F:
        return universal(s, d, e->size);
    case 0x41:
        return roland(s, port, d, e->size);
    case 0x43:
        return yamaha(s, port, d, e->size);
    default:
        return nothing();
    }
}

struct neume_state_change neume_channel_state_take(struct neume_channel_state *s, int port,
                                                   const struct neume_smf_event *e)
{
    int channel = e->status & 0x0F;
    if (e->status == NEUME_MIDI_SYSEX)
        return exclusive(s, port, e);
    if (e->status >= 0xF0)
        return nothing();
    switch (e->status & 0xF0) {
    case NEUME_MIDI_CONTROL:
        return control(s, port, channel, e->data[0], e->data[1]);
    case NEUME_MIDI_PROGRAM:
        return program(s, port, channel, e->data[0]);
    case NEUME_MIDI_BEND:
        s->channel[port][channel].bend = (uint16_t)neume_smf_bend_value(e);
        s->channel[port][channel].bends = 1;
        return changed(NEUME_STATE_PITCH, bent_with(s, port, channel));
    default:
        return nothing();
    }
}

int neume_channel_is_drum(const struct neume_channel_state *s, int port, int channel)
{
    const struct neume_channel *c = &s->channel[port][channel];
    return c->drum && !c->member;
}

static double own_bend(const struct neume_channel *c)
{
    return (c->bend - CENTRE) / (double)CENTRE * (100.0 * c->range_msb + c->range_lsb);
}

double neume_channel_bend(const struct neume_channel_state *s, int port, int channel)
{
    const struct neume_channel *c = &s->channel[port][channel];
    return own_bend(c) + (c->member ? own_bend(&s->channel[port][c->master]) : 0);
}

double neume_channel_tuning(const struct neume_channel_state *s, int port, int channel)
{
    const struct neume_channel *c = &s->channel[port][channel];
    double all = s->master_fine + (c->fine - CENTRE) * 100.0 / CENTRE;
    return neume_channel_is_drum(s, port, channel) ? all : all + s->master_coarse + 100.0 * (c->coarse - 64);
}
