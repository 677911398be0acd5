/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/roll/roll_private.h"

/* The MPE Configuration Message, RPN 6 on channel 1 or 16: how many members the zone has (RP-053, 2.1). */
static unsigned mpe_members(const struct neume_roll_reader *r)
{
    unsigned members = 0;
    uint8_t msb[16], lsb[16];
    memset(msb, 127, sizeof msb);
    memset(lsb, 127, sizeof lsb);
    for (size_t i = 0; i < r->ref_count; i++) {
        const struct neume_smf_event *e = neume_smf_at(r->smf, &r->ref[i]);
        int c = e->status & 15, n = e->data[1] & 15;
        if ((e->status & 0xF0) != NEUME_MIDI_CONTROL)
            continue;
        if (e->data[0] == 101)
            msb[c] = e->data[1];
        else if (e->data[0] == 100)
            lsb[c] = e->data[1];
        else if (e->data[0] == 6 && msb[c] == 0 && lsb[c] == 6 && c == 0)
            members |= ((1u << n) - 1) << 1;
        else if (e->data[0] == 6 && msb[c] == 0 && lsb[c] == 6 && c == 15)
            members |= ((1u << n) - 1) << (15 - n);
    }
    return members;
}

/* Bytes in no known encoding to UTF-8: as they are where they are well-formed, else as Latin-1. */
void neume_roll_text(const char *bytes, size_t size, char *out, size_t room)
{
    size_t n = 0, bad = 0;
    for (size_t i = 0; i < size;) {
        unsigned char c = (unsigned char)bytes[i++];
        size_t more = c < 0x80                ? 0
                      : c >= 0xC2 && c < 0xE0 ? 1
                      : c >= 0xE0 && c < 0xF0 ? 2
                      : c >= 0xF0 && c < 0xF5 ? 3
                                              : 9;
        for (; more && more < 9 && i < size && ((unsigned char)bytes[i] & 0xC0) == 0x80; more--)
            i++;
        bad |= more;
    }
    for (size_t i = 0; i < size && n + 5 < room; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 || c == 0x7F)
            c = ' ';
        if (bad && c >= 0x80) {
            if (c >= 0xA0) {
                out[n++] = (char)(0xC0 | c >> 6);
                out[n++] = (char)(0x80 | (c & 0x3F));
            }
        } else {
            out[n++] = (char)c;
        }
    }
    /* Not half a letter at the end, where the room ran out. */
    while (!bad && n && n + 5 >= room && ((unsigned char)out[n - 1] & 0x80)) {
        int start = ((unsigned char)out[n - 1] & 0xC0) == 0xC0;
        n--;
        if (start)
            break;
    }
    while (n && out[n - 1] == ' ')
        n--;
    out[n] = 0;
}

static void name_part(const struct neume_smf *smf, struct neume_roll_part *part, int by_channel)
{
    size_t size = 0;
    const char *name = neume_smf_track_name(smf, part->track, &size);
    part->name[0] = 0;
    if (name && !(by_channel && !part->drum))
        neume_roll_text(name, size, part->name, sizeof part->name);
    if (part->name[0])
        return;
    if (part->drum)
        snprintf(part->name, sizeof part->name, "Drums");
    else if (by_channel)
        snprintf(part->name, sizeof part->name, "Channel %d", part->channel + 1);
    else
        snprintf(part->name, sizeof part->name, "Track %u", (unsigned)part->track + 1);
}

/* Where two parts would have one name (a track and its drums), the drums say so. */
static void tell_apart(struct neume_roll_score *score)
{
    for (size_t i = 0; i + 1 < score->part_count; i++)
        for (size_t k = i + 1; k < score->part_count && score->part[k].track == score->part[i].track; k++) {
            struct neume_roll_part *drums = score->part[i].drum ? &score->part[i] : &score->part[k];
            if (drums->drum && !strcmp(score->part[i].name, score->part[k].name))
                snprintf(drums->name, sizeof drums->name, "Drums");
        }
}

/* The part of a channel of a track, whose parts begin at `first`; made where it is new. */
static void place(struct neume_roll_reader *r, uint32_t track, size_t first, int channel, int drum, int by_channel)
{
    struct neume_roll_score *score = r->score;
    int member = (int)(r->mpe >> channel & 1);
    for (size_t i = first; i < score->part_count; i++) {
        struct neume_roll_part *p = &score->part[i];
        int same = by_channel && !(member && r->mpe >> p->channel & 1) ? p->channel == channel : 1;
        if (p->drum == drum && same) {
            r->part_of[track * 16 + (uint32_t)channel] = (uint32_t)i;
            return;
        }
    }
    r->part_of[track * 16 + (uint32_t)channel] = (uint32_t)score->part_count;
    score->part[score->part_count++] = (struct neume_roll_part){
        .track = track, .channel = channel, .program = -1, .drum = drum, .volume = 100 / 127.0};
}

/* Which part shows the controllers of a channel whose track has no notes of it, and the bends of a port's channel. */
static void find_first_parts(struct neume_roll_reader *r)
{
    memset(r->first_part, 0xFF, sizeof r->first_part);
    memset(r->bend_of, 0xFF, sizeof r->bend_of);
    memset(r->bend_part, 0xFF, sizeof r->bend_part);
    for (size_t t = 0; t < r->smf->track_count; t++) {
        const struct neume_smf_track *track = &r->smf->track[t];
        for (size_t i = 0; i < track->count; i++)
            if (neume_smf_port(r->smf, &track->event[i]) >= 0) {
                r->home_port[t] = (uint8_t)neume_smf_port(r->smf, &track->event[i]);
                break;
            }
        for (size_t c = 0; c < 16; c++) {
            uint32_t part = r->part_of[t * 16 + c], *bends = &r->bend_part[r->home_port[t]][c];
            r->first_part[c] = r->first_part[c] == UINT32_MAX ? part : r->first_part[c];
            *bends = *bends == UINT32_MAX ? part : *bends;
        }
    }
}

/* What the first note of a channel is; `at` is the first pair of the track. */
static int has_drums(const struct neume_roll_reader *r, size_t at, uint32_t track, int channel)
{
    for (; at < r->pairs.count && r->pairs.pair[at].track == track; at++)
        if (r->pairs.pair[at].channel == channel)
            return r->pairs.pair[at].drum;
    return 0;
}

enum neume_status neume_roll_find_parts(struct neume_roll_reader *r)
{
    const struct neume_smf *smf = r->smf;
    struct neume_roll_score *score = r->score;
    size_t with_notes = 0, slots = 0, at = 0;
    r->mpe = mpe_members(r);
    for (size_t t = 0; t < smf->track_count; t++) {
        unsigned channels = 0;
        for (size_t i = 0; i < smf->track[t].count; i++)
            if (neume_smf_is_note_on(&smf->track[t].event[i]))
                channels |= 1u << (smf->track[t].event[i].status & 15);
        for (int c = 0; c < 16; c++) {
            r->part_of[t * 16 + (size_t)c] = channels >> c & 1 ? 0 : UINT32_MAX;
            slots += channels >> c & 1;
        }
        with_notes += channels != 0;
    }
    score->part = calloc(slots + 1, sizeof *score->part);
    if (!score->part)
        return NEUME_ERR_MEMORY;
    for (uint32_t t = 0; t < smf->track_count; t++) {
        size_t first = score->part_count;
        while (at < r->pairs.count && r->pairs.pair[at].track < t)
            at++;
        for (int c = 0; c < 16; c++)
            if (r->part_of[t * 16 + (uint32_t)c] != UINT32_MAX)
                place(r, t, first, c, has_drums(r, at, t, c), with_notes == 1);
        size_t pitched = 0;
        for (size_t i = first; i < score->part_count; i++)
            pitched += !score->part[i].drum;
        for (size_t i = first; i < score->part_count; i++)
            name_part(smf, &score->part[i], with_notes == 1 && pitched > 1);
    }
    tell_apart(score);
    find_first_parts(r);
    return NEUME_OK;
}
