/* SPDX-License-Identifier: MIT
 *
 * Properties of scores: what must hold whatever the music. Random scores are tried, and one that breaks the property is
 * shrunk to the smallest that still does (as QuickCheck has it: Claessen and Hughes, ICFP 2000). */
#ifndef NEUME_TESTS_PROPERTY_H
#define NEUME_TESTS_PROPERTY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/smf.h"
#include "tests/support/support.h"

/* Whether it holds for the score, which stays as it is. Does not fail the test by itself: that would end the search. */
typedef int property_fn(const struct neume_smf *score, const void *row);

/* What may stand between a random score's notes. */
enum property_music { PROPERTY_PLAIN = 5, PROPERTY_TEMPOS = 7 };

static inline int property_below(uint64_t *random, int n)
{
    return (int)(support_random(random) * n);
}

static inline void property_add(struct neume_smf *smf, size_t t, uint64_t tick, int status, int a, int b)
{
    assert_ok(neume_smf_add_message(smf, t, tick, status, a, b));
}

/* One event of a kind that is no note. */
static inline void property_add_other(struct neume_smf *smf, size_t t, uint64_t tick, int kind, uint64_t *random)
{
    int channel = property_below(random, 3);
    switch (kind) {
    case 0:
        property_add(smf, t, tick, NEUME_MIDI_CONTROL | channel, property_below(random, 120),
                     property_below(random, 128));
        break;
    case 1:
        property_add(smf, t, tick, NEUME_MIDI_BEND | channel, property_below(random, 128), property_below(random, 128));
        break;
    case 2:
        property_add(smf, t, tick, NEUME_MIDI_PROGRAM | channel, property_below(random, 128), 0);
        break;
    case 3:
        assert_ok(neume_smf_add_sysex(smf, t, tick, NEUME_MIDI_SYSEX, "\x7E\x01\xF7", 3));
        break;
    case 4:
        assert_ok(neume_smf_add_meta(smf, t, tick, 0x7D, "odd", 3));
        break;
    case 5:
        assert_ok(neume_smf_add_tempo(smf, t, tick, 300000 + (uint32_t)property_below(random, 500000)));
        break;
    default:
        assert_ok(neume_smf_add_time_signature(smf, t, tick, 2 + property_below(random, 6), 4));
    }
}

/* One to three tracks; no key sounds twice at a time within a track, as a player would have it. */
static inline void property_score(struct neume_smf *smf, uint64_t *random, enum property_music music)
{
    neume_smf_release(smf);
    smf->division = (uint16_t)(24 << property_below(random, 5));
    int tracks = 1 + property_below(random, 3);
    for (int t = 0; t < tracks; t++) {
        uint64_t tick = 0, ends[3][128] = {{0}};
        assert_ok(neume_smf_add_track(smf));
        for (int i = property_below(random, 120); i > 0; i--) {
            tick += property_below(random, 3) ? (uint64_t)property_below(random, smf->division) : 0;
            for (int c = 0; c < 3; c++)
                for (int p = 0; p < 128; p++)
                    if (ends[c][p] && ends[c][p] <= tick) {
                        property_add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_OFF | c, p, 1);
                        ends[c][p] = 0;
                    }
            int c = property_below(random, 3), p = 30 + property_below(random, 60);
            if (!property_below(random, 4))
                property_add_other(smf, (size_t)t, tick, property_below(random, (int)music), random);
            else if (!ends[c][p]) {
                property_add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_ON | c, p, 1 + property_below(random, 127));
                ends[c][p] = tick + 1 + (uint64_t)property_below(random, 2 * smf->division);
            }
        }
        tick += 2u * smf->division;
        for (int c = 0; c < 3; c++)
            for (int p = 0; p < 128; p++)
                if (ends[c][p])
                    property_add(smf, (size_t)t, tick, NEUME_MIDI_NOTE_OFF | c, p, 1);
        assert_ok(neume_smf_end_track(smf, (size_t)t, tick));
    }
}

static inline int property_is_note(const struct neume_smf_event *e)
{
    return (e->status & 0xE0) == 0x80;
}

static inline int property_begins(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_ON && e->data[1];
}

/* The place of the event that ends the note which begins at place i; the track's last where none does. */
static inline size_t property_end_of(const struct neume_smf_track *track, size_t i)
{
    const struct neume_smf_event *e = &track->event[i];
    size_t k = i + 1;
    while (k + 1 < track->count &&
           !(property_is_note(&track->event[k]) && !property_begins(&track->event[k]) &&
             (track->event[k].status & 15) == (e->status & 15) && track->event[k].data[0] == e->data[0]))
        k++;
    return k;
}

/* *to without the events of track `t` that `gone` [count] marks. */
static inline void property_without(struct neume_smf *to, const struct neume_smf *from, size_t t, const char *gone)
{
    neume_smf_release(to);
    to->format = from->format;
    to->division = from->division;
    for (size_t k = 0; k < from->track_count; k++) {
        assert_ok(neume_smf_add_track(to));
        for (size_t i = 0; i < from->track[k].count; i++) {
            const struct neume_smf_event *e = &from->track[k].event[i];
            if (k == t && gone && gone[i])
                continue;
            if (e->status == NEUME_MIDI_META)
                assert_ok(neume_smf_add_meta(to, k, e->tick, e->data[0], from->bytes + e->at, e->size));
            else if (e->status == NEUME_MIDI_SYSEX || e->status == NEUME_MIDI_SYSEX_ESCAPE)
                assert_ok(neume_smf_add_sysex(to, k, e->tick, e->status, from->bytes + e->at, e->size));
            else
                property_add(to, k, e->tick, e->status, e->data[0], e->data[1]);
        }
    }
}

static inline void property_copy(struct neume_smf *to, const struct neume_smf *from)
{
    property_without(to, from, 0, NULL);
}

/* Every note ends after it begins, and before its key is struck again. */
static inline int property_is_played(const struct neume_smf *smf)
{
    for (size_t t = 0; t < smf->track_count; t++) {
        uint64_t began[16][128] = {{0}};
        for (size_t i = 0; i < smf->track[t].count; i++) {
            const struct neume_smf_event *e = &smf->track[t].event[i];
            uint64_t *at = &began[e->status & 15][e->data[0]];
            if (!property_is_note(e))
                continue;
            if (property_begins(e) ? *at != 0 : !*at || e->tick + 1 <= *at)
                return 0;
            *at = property_begins(e) ? e->tick + 1 : 0;
        }
    }
    return 1;
}

/* Takes the smaller score over where it breaks the property too. */
static inline int property_take(struct neume_smf *score, struct neume_smf *less, property_fn *holds, const void *row)
{
    if (!property_is_played(less) || holds(less, row))
        return 0;
    struct neume_smf swap = *score;
    *score = *less;
    *less = swap;
    return 1;
}

/* Without `many` events, and the ends of the notes among them, wherever the property stays broken. */
static inline int property_drop(struct neume_smf *score, size_t t, size_t many, property_fn *holds, const void *row)
{
    struct neume_smf less;
    int taken = 0;
    neume_smf_init(&less);
    for (size_t i = 0; i + 1 < score->track[t].count;) {
        const struct neume_smf_track *track = &score->track[t];
        char *gone = calloc(track->count, 1);
        for (size_t k = i; k < i + many && k + 1 < track->count; k++) {
            gone[k] = !property_is_note(&track->event[k]) || property_begins(&track->event[k]);
            if (property_begins(&track->event[k]))
                gone[property_end_of(track, k)] = property_end_of(track, k) + 1 < track->count;
        }
        int is_any = memchr(gone, 1, track->count) != NULL;
        property_without(&less, score, t, gone);
        if (is_any && property_take(score, &less, holds, row))
            taken = 1;
        else
            i += many;
        free(gone);
    }
    neume_smf_release(&less);
    return taken;
}

/* All that comes from event i on sooner, by the whole gap before it or by half. */
static inline int property_hasten(struct neume_smf *score, size_t t, property_fn *holds, const void *row)
{
    struct neume_smf less;
    int taken = 0;
    neume_smf_init(&less);
    for (size_t i = 0; i < score->track[t].count; i++)
        for (uint64_t part = 1; part <= 2; part++) {
            uint64_t before = i ? score->track[t].event[i - 1].tick : 0;
            uint64_t gap = (score->track[t].event[i].tick - before) / part;
            property_copy(&less, score);
            for (size_t k = i; k < less.track[t].count; k++)
                less.track[t].event[k].tick -= gap;
            if (gap && property_take(score, &less, holds, row)) {
                taken = 1;
                break;
            }
        }
    neume_smf_release(&less);
    return taken;
}

/* Notes in the middle of the keyboard, neither loud nor soft; other messages of value 0; all on the first channel. */
static inline int property_plain(struct neume_smf *score, size_t t, property_fn *holds, const void *row)
{
    struct neume_smf less;
    int taken = 0;
    neume_smf_init(&less);
    for (size_t i = 0; i + 1 < score->track[t].count; i++)
        for (int what = 0; what < 3; what++) {
            const struct neume_smf_event *e = &score->track[t].event[i];
            int is_note = property_begins(e);
            size_t end = is_note ? property_end_of(&score->track[t], i) : i;
            int to = what == 0 ? (is_note ? 60 : 0) : what == 1 ? (is_note ? 64 : 0) : e->status & 0xF0;
            if (e->status >= NEUME_MIDI_SYSEX || (!is_note && property_is_note(e)) ||
                to == (what < 2 ? e->data[what] : e->status))
                continue;
            property_copy(&less, score);
            struct neume_smf_event *on = &less.track[t].event[i], *off = &less.track[t].event[end];
            if (what == 2) {
                off->status = (uint8_t)(off->status & 0xF0);
                on->status = (uint8_t)to;
            } else {
                off->data[what] = (uint8_t)to;
                on->data[what] = (uint8_t)to;
            }
            taken |= property_take(score, &less, holds, row);
        }
    neume_smf_release(&less);
    return taken;
}

/* The score, which breaks the property, becomes the smallest found that does. */
static inline void property_shrink(struct neume_smf *score, property_fn *holds, const void *row)
{
    for (int more = 1; more;) {
        more = 0;
        for (size_t t = 0; t < score->track_count; t++) {
            for (size_t many = score->track[t].count; many >= 1; many /= 2)
                more |= property_drop(score, t, many, holds, row);
            more |= property_hasten(score, t, holds, row);
            more |= property_plain(score, t, holds, row);
        }
    }
}

/* A line an event: track, tick, bytes. Free it. */
static inline char *property_text(const struct neume_smf *score)
{
    size_t room = 64, used = 0;
    for (size_t t = 0; t < score->track_count; t++)
        room += 64 * score->track[t].count;
    char *text = malloc(room);
    assert_non_null(text);
    used += (size_t)snprintf(text, room, "division %d", score->division);
    for (size_t t = 0; t < score->track_count; t++)
        for (size_t i = 0; i < score->track[t].count; i++) {
            const struct neume_smf_event *e = &score->track[t].event[i];
            if (!neume_smf_is_meta(e, NEUME_META_END_OF_TRACK))
                used += (size_t)snprintf(text + used, room - used, "\n    track %zu tick %llu: %02X %d %d", t,
                                         (unsigned long long)e->tick, e->status, e->data[0], e->data[1]);
        }
    return text;
}

/* Tries `rounds` random scores, and fails the test with the smallest that breaks the property. */
static inline void property_check(const char *what, property_fn *holds, const void *row, enum property_music music,
                                  int rounds)
{
    struct neume_smf score;
    neume_smf_init(&score);
    for (int i = 1; i <= rounds; i++) {
        uint64_t random = (uint64_t)i;
        property_score(&score, &random, music);
        if (holds(&score, row))
            continue;
        property_shrink(&score, holds, row);
        char *text = property_text(&score);
        neume_smf_release(&score);
        fail_msg("%s: broken by score %d, shrunk to\n    %s", what, i, text);
    }
    neume_smf_release(&score);
}

#endif
