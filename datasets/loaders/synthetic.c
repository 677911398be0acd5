/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/synthetic.h"

#include <stdint.h>
#include <stdlib.h>

#include "midi/file/smf_to_notes.h"

enum { TICKS = 480, BAR = 4 * TICKS, DRUM_CHANNEL = 9 };
enum { PIANO = 0, FINGERED_BASS = 33, VIOLIN = 40, FLUTE = 73 }; /* General MIDI programs, from 0 */

/* Which parts a piece has, and on which program. */
struct piece {
    const char *id, *category;
    double bpm;
    int bars, key; /* MIDI pitch of the tonic, 48..59 */
    int chords, melody, melody_program, bass, drums;
    uint64_t seed;
};

static const struct piece pieces[] = {
    {"piano-1", "piano", 96, 10, 48, 1, 1, PIANO, 0, 0, 11},
    {"piano-2", "piano", 126, 14, 53, 1, 1, PIANO, 0, 0, 12},
    {"melody-1", "melody", 104, 12, 55, 0, 1, FLUTE, 0, 0, 21},
    {"melody-2", "melody", 84, 9, 50, 0, 1, VIOLIN, 0, 0, 22},
    {"bass-1", "bass", 100, 11, 52, 0, 0, 0, 1, 0, 31},
    {"drums-1", "drums", 92, 10, 48, 0, 0, 0, 0, 1, 41},
    {"drums-2", "drums", 132, 14, 48, 0, 0, 0, 0, 1, 42},
    {"band-1", "band", 108, 12, 57, 1, 1, FLUTE, 1, 1, 51},
};

enum { PIECES = sizeof pieces / sizeof *pieces };

/* What is being composed. */
struct pen {
    struct neume_smf *smf;
    const struct piece *piece;
    uint64_t random;
    size_t track;
    int channel;
    enum neume_status status;
};

/* 0..limit-1, by xorshift64* (Vigna 2016), so that the notes are the same everywhere. */
static int pick(struct pen *pen, int limit)
{
    pen->random ^= pen->random >> 12;
    pen->random ^= pen->random << 25;
    pen->random ^= pen->random >> 27;
    return (int)((pen->random * 2685821657736338717u >> 33) % (uint64_t)limit);
}

/* Events are put down in the order of composing; finish_track() sorts them. */
static void put(struct pen *pen, int tick, int status, int data0, int data1)
{
    if (pen->status == NEUME_OK)
        pen->status = neume_smf_add_message(pen->smf, pen->track, (uint64_t)tick, status | pen->channel, data0, data1);
}

/* A note as a human might play it: up to 8 ticks, some 10 ms, late, and let go a little early. */
static void note(struct pen *pen, int tick, int length, int pitch, int velocity)
{
    put(pen, tick + pick(pen, 9), NEUME_MIDI_NOTE_ON, pitch, velocity + pick(pen, 20));
    put(pen, tick + length - 12 - pick(pen, length / 8), NEUME_MIDI_NOTE_OFF, pitch, 64);
}

/* The pitch of a step of the major scale, from the tonic on. */
static int scale(const struct piece *piece, int step)
{
    static const int semitones[7] = {0, 2, 4, 5, 7, 9, 11};
    return piece->key + 12 * (step / 7) + semitones[step % 7];
}

/* The step of the scale that the chord of a bar stands on. */
static int root_of(const struct piece *piece, int bar)
{
    static const int progression[4][4] = {{0, 4, 5, 3}, {5, 3, 0, 4}, {0, 5, 1, 4}, {0, 3, 5, 4}};
    return progression[(piece->seed + (uint64_t)bar / 4) % 4][bar % 4];
}

static int bar_start(int bar)
{
    return TICKS / 2 + bar * BAR;
}

/* Broken chords or blocks, at most a tenth above the tonic's octave. */
static void compose_chords(struct pen *pen)
{
    for (int bar = 0; bar < pen->piece->bars; bar++) {
        int root = root_of(pen->piece, bar), broken = pick(pen, 3) > 0;
        for (int i = 0; i < (broken ? 8 : 6); i++) {
            static const int order[4] = {0, 1, 2, 1};
            int pitch = scale(pen->piece, root + 2 * (broken ? order[i % 4] : i % 3)) - (root > 3 ? 12 : 0);
            int tick = broken ? i * TICKS / 2 : i / 3 * 2 * TICKS;
            note(pen, bar_start(bar) + tick, broken ? TICKS / 2 : 2 * TICKS, pitch, 50);
        }
    }
}

/* A walk on the scale, with rests: above the chords where there are any, else around the middle of the staff. */
static void compose_melody(struct pen *pen)
{
    static const int lengths[6] = {TICKS, TICKS / 2, TICKS / 2, TICKS, 2 * TICKS, 3 * TICKS / 2};
    int lowest = pen->piece->chords ? 12 : 7, step = lowest + 4, end = bar_start(pen->piece->bars);
    for (int tick = bar_start(0); tick < end;) {
        int length = lengths[pick(pen, 6)];
        if (tick + length > end)
            length = end - tick;
        if (pick(pen, 8))
            note(pen, tick, length, scale(pen->piece, step), 70);
        step += pick(pen, 5) - 2;
        step = step < lowest ? lowest + 1 : step > lowest + 10 ? lowest + 8 : step;
        tick += length;
    }
}

static void compose_bass(struct pen *pen)
{
    static const int interval[4] = {0, 0, 7, 12};
    for (int bar = 0; bar < pen->piece->bars; bar++) {
        int root = scale(pen->piece, root_of(pen->piece, bar));
        while (root > 39) /* an octave above is still below all chords */
            root -= 12;
        for (int beat = 0; beat < 4; beat++) {
            int halves = pick(pen, 3) == 0 ? 2 : 1;
            for (int i = 0; i < halves; i++)
                note(pen, bar_start(bar) + beat * TICKS + i * TICKS / 2, TICKS / halves,
                     root + (beat || i ? interval[pick(pen, 4)] : 0), 75);
        }
    }
}

/* Eighths on the hi-hat, a backbeat, kicks here and there; every fourth bar ends in a roll over the toms. */
static void compose_drums(struct pen *pen)
{
    enum { KICK = 36, SNARE = 38, CLOSED = 42, TOM_LOW = 43, OPEN = 46, TOM_HIGH = 48, CRASH = 49, HIT = TICKS / 4 };
    for (int bar = 0; bar < pen->piece->bars; bar++) {
        int fill = bar % 4 == 3;
        for (int i = 0; i < (fill ? 12 : 16); i++) {
            int tick = bar_start(bar) + i * TICKS / 4;
            if (i % 8 == 4)
                note(pen, tick, HIT, SNARE, 95);
            else if (i % 8 == 0 || (i % 2 == 0 && !pick(pen, 3)))
                note(pen, tick, HIT, KICK, 90);
            if (i == 0 && bar % 4 == 0)
                note(pen, tick, HIT, CRASH, 90);
            else if (i % 2 == 0)
                note(pen, tick, HIT, i == 14 && !pick(pen, 2) ? OPEN : CLOSED, i % 4 ? 55 : 75);
        }
        for (int i = 12; fill && i < 16; i++)
            note(pen, bar_start(bar) + i * TICKS / 4, HIT, i < 14 ? TOM_HIGH : TOM_LOW, 85);
    }
}

/* By time; what ends comes before what begins. */
static int compare(const void *a, const void *b)
{
    const struct neume_smf_event *p = a, *q = b;
    if (p->tick != q->tick)
        return p->tick < q->tick ? -1 : 1;
    return p->status != q->status ? p->status - q->status : p->data[0] - q->data[0];
}

/* One part on a track and channel of its own. */
static void part(struct pen *pen, int wanted, int channel, int program, void (*compose)(struct pen *pen))
{
    if (!wanted || pen->status != NEUME_OK)
        return;
    pen->channel = channel;
    pen->track = pen->smf->track_count;
    pen->status = neume_smf_add_track(pen->smf);
    if (pen->status == NEUME_OK)
        compose(pen);
    if (pen->status != NEUME_OK)
        return;
    struct neume_smf_track *track = &pen->smf->track[pen->track];
    qsort(track->event, track->count, sizeof *track->event, compare);
    uint64_t end = track->event[track->count - 1].tick;
    if (channel != DRUM_CHANNEL) {
        pen->status = neume_smf_add_message(pen->smf, pen->track, 0, NEUME_MIDI_PROGRAM | channel, program, 0);
        qsort(track->event, track->count, sizeof *track->event, compare);
    }
    if (pen->status == NEUME_OK)
        pen->status = neume_smf_end_track(pen->smf, pen->track, end);
}

static enum neume_status compose(const struct piece *piece, struct neume_smf *smf)
{
    struct pen pen = {.smf = smf, .piece = piece, .random = piece->seed * 0x9E3779B97F4A7C15u};
    neume_smf_release(smf);
    neume_smf_init(smf);
    pen.status = neume_smf_add_track(smf);
    if (pen.status == NEUME_OK)
        pen.status = neume_smf_add_tempo(smf, 0, 0, (uint32_t)(60e6 / piece->bpm));
    if (pen.status == NEUME_OK)
        pen.status = neume_smf_end_track(smf, 0, 0);
    part(&pen, piece->chords, 0, PIANO, compose_chords);
    part(&pen, piece->melody, 1, piece->melody_program, compose_melody);
    part(&pen, piece->bass, 2, FINGERED_BASS, compose_bass);
    part(&pen, piece->drums, DRUM_CHANNEL, 0, compose_drums);
    if (pen.status != NEUME_OK)
        neume_smf_release(smf);
    return pen.status;
}

size_t neume_synthetic_count(void)
{
    return PIECES;
}

const char *neume_synthetic_id(size_t index)
{
    return index < PIECES ? pieces[index].id : NULL;
}

const char *neume_synthetic_category(size_t index)
{
    return index < PIECES ? pieces[index].category : NULL;
}

enum neume_status neume_synthetic_compose(size_t index, struct neume_smf *smf, struct neume_notes *notes)
{
    if (index >= PIECES)
        return NEUME_ERR_ARGUMENT;
    struct neume_smf own;
    neume_smf_init(&own);
    struct neume_smf *target = smf ? smf : &own;
    enum neume_status status = compose(&pieces[index], target);
    if (status == NEUME_OK && notes)
        status = neume_smf_to_notes(target, 0, notes);
    neume_smf_release(&own);
    return status;
}
