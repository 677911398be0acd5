/* SPDX-License-Identifier: MIT */
#include "midi/file/notes_to_smf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/smf_write.h"
#include "midi/file/tempo_map.h"
#include "tests/support/support.h"

static void push(struct neume_notes *notes, double onset, double offset, int pitch, int velocity, int drum)
{
    struct neume_note n = {.onset = onset,
                           .offset = offset,
                           .pitch = (uint8_t)pitch,
                           .velocity = (uint8_t)velocity,
                           .drum = (uint8_t)drum,
                           .confidence = 1};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* Three hours of notes that never overlap their own pitch, and drum hits. */
static void make_long(struct neume_notes *notes, uint64_t seed)
{
    double free_at[128] = {0};
    neume_notes_init(notes);
    for (double t = 0.0001; t < 10800; t += support_random(&seed) * 1.2) {
        int pitch = (int)(support_random(&seed) * 128), velocity = 1 + (int)(support_random(&seed) * 127);
        double length = 0.002 + support_random(&seed) * support_random(&seed) * 3;
        if (support_random(&seed) < 0.3) {
            push(notes, t, t + NEUME_SCORE_DRUM_GATE, pitch / 4 + 30, velocity, 1);
            t += 0.06;
        } else if (t > free_at[pitch] + 0.001) {
            push(notes, t, t + length, pitch, velocity, 0);
            free_at[pitch] = t + length;
        }
    }
    neume_notes_sort(notes);
}

static void test_three_hours(void **state)
{
    (void)state;
    static const double tempos[] = {4, 7.3, 8, 59.94, 120, 133.333, 501, 960};
    struct neume_notes notes;
    make_long(&notes, 99);
    assert_true(notes.count > 15000 && neume_notes_end(&notes) > 10799);
    for (size_t i = 0; i < sizeof tempos / sizeof tempos[0]; i++) {
        struct neume_midi_options options;
        struct neume_smf smf;
        struct neume_notes back;
        neume_midi_options_init(&options);
        options.tempo = tempos[i];
        neume_smf_init(&smf);
        neume_notes_init(&back);
        assert_ok(neume_notes_to_smf(&smf, &notes, &options));
        assert_int_equal(smf.format, 1);
        assert_int_equal(smf.track_count, 3);
        assert_ok(neume_smf_to_notes(&smf, 0, &back));
        assert_int_equal(back.count, notes.count);
        double worst = 0;
        for (size_t k = 0; k < notes.count; k++) {
            const struct neume_note *a = &notes.note[k], *b = &back.note[k];
            assert_true(a->pitch == b->pitch && a->velocity == b->velocity && a->drum == b->drum);
            worst = fmax(worst, fmax(fabs(a->onset - b->onset), fabs(a->offset - b->offset)));
        }
        /* half a tick: 0.125 ms at 8 BPM and above, 0.23 ms below */
        if (worst > (tempos[i] < 8 ? 0.00024 : 0.000126))
            fail_msg("%g BPM: a note moved by %.6f ms", tempos[i], 1e3 * worst);
        neume_smf_release(&smf);
        neume_notes_release(&back);
    }
    neume_notes_release(&notes);
}

static void test_overlaps(void **state)
{
    (void)state;
    struct neume_notes notes, back;
    struct neume_smf smf;
    neume_notes_init(&notes);
    neume_notes_init(&back);
    neume_smf_init(&smf);
    push(&notes, 1.0, 3.0, 60, 50, 0);
    push(&notes, 2.0, 2.5, 60, 60, 0);     /* cuts the first at 2 */
    push(&notes, 2.5, 2.50001, 60, 70, 0); /* starts where it ends, and is no tick long */
    push(&notes, 4.0, 4.5, 61, 10, 0);
    push(&notes, 4.00001, 5.0, 61, 90, 0); /* the same tick */
    push(&notes, 6.0, 6.001, 36, 100, 1);
    push(&notes, 6.03, 9.0, 36, 101, 1); /* within the gate of the one before */
    assert_ok(neume_notes_to_smf(&smf, &notes, NULL));
    assert_ok(neume_smf_to_notes(&smf, 1, &back));
    double tick = 0.5 / smf.division;
    const struct {
        double onset, offset;
        int pitch, velocity;
    } expected[] = {{1, 2, 60, 50}, {2, 2.5, 60, 60},   {2.5, 2.5 + tick, 60, 70},
                    {4, 5, 61, 90}, {6, 6.03, 36, 100}, {6.03, 6.08, 36, 101}};
    assert_int_equal(back.count, 6);
    for (size_t i = 0; i < back.count; i++) {
        const struct neume_note *n = &back.note[i];
        assert_true(fabs(n->onset - expected[i].onset) < 1e-4 && fabs(n->offset - expected[i].offset) < 2e-4);
        assert_true(n->pitch == expected[i].pitch && n->velocity == expected[i].velocity);
    }
    /* at equal ticks the note-off comes first, and no note has no length */
    int sounding = 0;
    for (size_t i = 0; i < smf.track[1].count; i++) {
        int kind = smf.track[1].event[i].status & 0xF0;
        sounding += kind == NEUME_MIDI_NOTE_ON ? 1 : kind == NEUME_MIDI_NOTE_OFF ? -1 : 0;
        assert_in_range(sounding, 0, 1);
    }
    neume_smf_release(&smf);
    neume_notes_release(&notes);
    neume_notes_release(&back);
}

/* A track and a channel for each part, never channel 10, and the parts come back; MPE has one zone for all. */
static void test_parts(void **state)
{
    (void)state;
    struct neume_notes notes, back;
    struct neume_smf smf;
    struct neume_midi_options options;
    size_t size;
    neume_notes_init(&notes);
    neume_smf_init(&smf);
    neume_midi_options_init(&options);
    for (int part = NEUME_PART_NONE; part <= NEUME_PART_DRUMS; part++) {
        push(&notes, 0.1 * part, 2, 60, 80, part == NEUME_PART_DRUMS);
        notes.note[notes.count - 1].part = (uint8_t)part;
    }
    for (options.bends = 0; options.bends < 3; options.bends++) {
        int parts = options.bends == 2 ? 1 : NEUME_PART_DRUMS;
        neume_notes_init(&back);
        assert_ok(neume_notes_to_smf(&smf, &notes, &options));
        assert_int_equal(smf.track_count, 1 + parts + 1);
        assert_ok(neume_smf_to_notes(&smf, 0, &back));
        assert_int_equal(back.count, notes.count);
        for (size_t i = 0; i < back.count && options.bends < 2; i++)
            assert_int_equal(back.note[i].part, notes.note[i].part);
        neume_notes_release(&back);
    }
    options.bends = 0;
    assert_ok(neume_notes_to_smf(&smf, &notes, &options));
    assert_memory_equal(neume_smf_track_name(&smf, 2, &size), "Bass", 4);
    for (size_t t = 1; t < smf.track_count; t++)
        for (size_t i = 0; i < smf.track[t].count; i++) {
            const struct neume_smf_event *e = &smf.track[t].event[i];
            int channel = (int)t - 1 + (t > 9);
            if (e->status < 0xF0)
                assert_int_equal(e->status & 15, t + 1 == smf.track_count ? 9 : channel);
            if ((e->status & 0xF0) == NEUME_MIDI_PROGRAM)
                assert_int_equal(e->data[0] + 1, neume_part_program((enum neume_part)(t - 1)));
        }
    notes.note[0].part = NEUME_PART_COUNT;
    assert_status(neume_notes_to_smf(&smf, &notes, NULL), NEUME_ERR_ARGUMENT);
    neume_smf_release(&smf);
    neume_notes_release(&notes);
}

/* Controller 64, and keys that go up while it holds their notes, which ring as long as they did. */
static void test_pedals(void **state)
{
    (void)state;
    struct neume_pedal down[] = {{0.05, 2}, {2, 4}};
    struct neume_pedals pedals = {down, 2};
    struct neume_midi_options options;
    struct neume_notes notes, keys, sound;
    struct neume_smf smf;
    neume_notes_init(&notes);
    neume_notes_init(&keys);
    neume_notes_init(&sound);
    neume_smf_init(&smf);
    neume_midi_options_init(&options);
    options.pedals = &pedals;
    push(&notes, 0, 2, 40, 80, 0);   /* held by the pedal from 0.5 on */
    push(&notes, 0.5, 2, 60, 80, 0); /* rings to the lift, and nothing is struck before it */
    push(&notes, 2, 4, 43, 80, 0);   /* struck as the pedal is changed */
    push(&notes, 3, 4, 64, 80, 0);
    assert_ok(neume_notes_to_smf(&smf, &notes, &options));
    assert_ok(neume_smf_to_notes(&smf, 0, &keys));
    assert_ok(neume_smf_to_notes(&smf, 1, &sound));
    const double up[] = {0.5, 2, 3, 4};
    assert_true(keys.count == 4 && sound.count == 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(fabs(keys.note[i].offset - up[i]) < 3e-4);
        assert_true(fabs(sound.note[i].offset - notes.note[i].offset) < 3e-4);
    }
    neume_smf_release(&smf);
    neume_notes_release(&notes);
    neume_notes_release(&keys);
    neume_notes_release(&sound);
}

static void test_layout(void **state)
{
    (void)state;
    struct neume_notes notes;
    struct neume_smf smf;
    struct neume_midi_options options;
    size_t size;
    int a, b;
    neume_notes_init(&notes);
    neume_smf_init(&smf);
    neume_midi_options_init(&options);
    options.tempo = 90;
    options.name = "a song";
    assert_ok(neume_notes_to_smf(&smf, &notes, &options));
    assert_int_equal(smf.track_count, 1);
    assert_memory_equal(neume_smf_track_name(&smf, 0, &size), "a song", 6);
    const struct neume_smf_event *creator = &smf.track[0].event[1];
    assert_int_equal(creator->data[0], NEUME_META_TEXT);
    assert_int_equal(creator->size, strlen(NEUME_SMF_CREATOR));
    assert_memory_equal(smf.bytes + creator->at, NEUME_SMF_CREATOR, creator->size);
    assert_int_equal(neume_smf_tempo(&smf, &smf.track[0].event[2]), 666667);
    assert_true(neume_smf_time_signature(&smf, &smf.track[0].event[3], &a, &b) && a == 4 && b == 4);
    push(&notes, 0, 1, 38, 100, 1);
    assert_ok(neume_notes_to_smf(&smf, &notes, &options));
    assert_int_equal(smf.track_count, 2);
    assert_int_equal(smf.track[1].event[1].status, NEUME_MIDI_NOTE_ON | 9);
    /* a day of silence is longer than one delta can say */
    push(&notes, 86400, 86401, 60, 1, 0);
    assert_ok(neume_notes_to_smf(&smf, &notes, &options));
    uint8_t *bytes;
    assert_ok(neume_smf_write_memory(&smf, &bytes, &size));
    free(bytes);
    neume_smf_release(&smf);
    neume_notes_release(&notes);
}

static void test_bad_arguments(void **state)
{
    (void)state;
    enum { SIZE = sizeof(struct neume_midi_options) };
    static const struct neume_midi_options bad[] = {
        {SIZE, 3.9, 0, 2, NULL, 0, 0, NULL, 0, NULL},        {SIZE, 961, 0, 2, NULL, 0, 0, NULL, 0, NULL},
        {SIZE, 120, 3, 2, NULL, 0, 0, NULL, 0, NULL},        {SIZE, 120, -1, 2, NULL, 0, 0, NULL, 0, NULL},
        {SIZE, 120, 1, 0, NULL, 0, 0, NULL, 0, NULL},        {SIZE, 120, 1, 25, NULL, 0, 0, NULL, 0, NULL},
        {SIZE, 120, 0, 2, NULL, 10, 0, NULL, 0, NULL},       {SIZE, 120, 0, 2, NULL, -1, 0, NULL, 0, NULL},
        {SIZE, 120, 0, 2, NULL, 0, 2, NULL, 0, NULL},        {SIZE, 120, 0, 2, NULL, 0, 0, NULL, 2, NULL},
        {SIZE, (double)NAN, 0, 2, NULL, 0, 0, NULL, 0, NULL}};
    static const struct neume_note wrong[] = {
        {.onset = -1, .offset = 1, .pitch = 60, .velocity = 1},
        {.onset = 1, .offset = 1, .pitch = 60, .velocity = 1},
        {.onset = 0, .offset = 1, .pitch = 128, .velocity = 1},
        {.onset = 0, .offset = 1, .pitch = 60, .velocity = 0},
        {.onset = 0, .offset = 1, .pitch = 60, .velocity = 128},
        {.onset = 0, .offset = (double)INFINITY, .pitch = 60, .velocity = 1},
        {.onset = (double)NAN, .offset = 1, .pitch = 60, .velocity = 1},
    };
    struct neume_notes notes;
    struct neume_smf smf;
    neume_notes_init(&notes);
    neume_smf_init(&smf);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_status(neume_notes_to_smf(&smf, &notes, &bad[i]), NEUME_ERR_ARGUMENT);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        notes.count = 0;
        assert_ok(neume_notes_push(&notes, &wrong[i], NULL));
        assert_status(neume_notes_to_smf(&smf, &notes, NULL), NEUME_ERR_ARGUMENT);
    }
    neume_notes_release(&notes);
}

/* A swell of 20 dB, a fading note and one without expression: velocity and controller add up to what was said. */
static void test_loudness(void **state)
{
    (void)state;
    static const int kinds[] = {11, 7, 2, 128};
    for (int k = 0; k < 8; k++) {
        struct neume_expression expression[2][50];
        struct neume_notes notes = {0};
        struct neume_smf smf;
        struct neume_midi_options o;
        neume_midi_options_init(&o);
        o.loudness = kinds[k % 4];
        o.brightness = k / 4;
        o.bends = k / 4 * 2;
        neume_smf_init(&smf);
        for (int i = 0; i < 50; i++) {
            expression[0][i] = (struct neume_expression){
                0.02f * (float)i, -5 + 0.4f * (float)i - (i > 25 ? 0.8f * (float)(i - 25) : 0), 1};
            expression[1][i] = (struct neume_expression){0.02f * (float)i, -0.3f * (float)i, -9};
        }
        for (int i = 0; i < 2; i++) {
            struct neume_note n = {
                .onset = 1 + 2 * i, .offset = 2 + 2 * i, .pitch = 60, .velocity = 60, .expression_count = 50};
            assert_ok(neume_notes_push_expressive(&notes, &n, NULL, expression[i]));
        }
        push(&notes, 6, 7, 60, 60, 0);
        assert_ok(neume_notes_to_smf(&smf, &notes, &o));
        double tick = 60 / o.tempo / smf.division, level[16] = {0}, velocity = 0;
        int bright[16] = {0}, note = -1;
        size_t said = 0;
        for (size_t i = 0; i < smf.track[1].count; i++) {
            const struct neume_smf_event *e = &smf.track[1].event[i];
            int channel = e->status & 15, kind = e->status & 0xF0;
            if (kind == NEUME_MIDI_NOTE_ON) {
                velocity = 40 * log10(e->data[1] / 127.0);
                note++;
            }
            bright[channel] = kind == NEUME_MIDI_CONTROL && e->data[0] == 74 ? e->data[1] : bright[channel];
            if (kind == NEUME_MIDI_PRESSURE ? o.loudness == 128
                                            : kind == NEUME_MIDI_CONTROL && e->data[0] == o.loudness) {
                level[channel] = 40 * log10((kind == NEUME_MIDI_PRESSURE ? e->data[0] : e->data[1]) / 127.0);
                said++;
            }
            if (note >= 0 && note < 2 && kind != NEUME_MIDI_NOTE_OFF) {
                int at = (int)(((double)e->tick * tick - 1 - 2 * note) / 0.02 + 0.5);
                double is = expression[note][at < 0 ? 0 : at > 49 ? 49 : at].loudness + 40 * log10(60 / 127.0);
                if (at >= 0 && at < 50 && fabs(level[channel] + velocity - is) > 0.4)
                    fail_msg("round %d, note %d, point %d: %.2f dB off", k, note, at, level[channel] + velocity - is);
                assert_true(!o.brightness || at < 1 || at > 49 || bright[channel] == (note ? 1 : 80));
            }
        }
        assert_int_equal(note, 2);
        assert_true(velocity == 40 * log10(60 / 127.0));
        assert_true(said > 40 && said < 110);
        neume_smf_release(&smf);
        neume_notes_release(&notes);
    }
}

/* Events of one track at 1 ms a tick, and the notes they make. */
struct played {
    const char *name;
    int pedal;
    struct {
        int tick, status, a, b;
    } event[12];
    struct {
        int on, off, pitch, velocity;
    } note[4];
};

static const struct played played[] = {
    {"plain", 1, {{0, 0x90, 60, 10}, {100, 0x80, 60, 64}}, {{0, 100, 60, 10}}},
    {"off by velocity 0", 1, {{0, 0x90, 60, 10}, {100, 0x90, 60, 0}}, {{0, 100, 60, 10}}},
    {"pedal", 1, {{0, 0xB0, 64, 64}, {10, 0x90, 60, 10}, {20, 0x80, 60, 0}, {90, 0xB0, 64, 63}}, {{10, 90, 60, 10}}},
    {"pedal not heeded",
     0,
     {{0, 0xB0, 64, 64}, {10, 0x90, 60, 10}, {20, 0x80, 60, 0}, {90, 0xB0, 64, 0}},
     {{10, 20, 60, 10}}},
    {"pedal after the note",
     1,
     {{10, 0x90, 60, 10}, {20, 0x80, 60, 0}, {21, 0xB0, 64, 127}, {90, 0xB0, 64, 0}},
     {{10, 20, 60, 10}}},
    {"struck again under the pedal",
     1,
     {{0, 0xB0, 64, 127},
      {10, 0x90, 60, 10},
      {20, 0x80, 60, 0},
      {50, 0x90, 60, 11},
      {60, 0x80, 60, 0},
      {90, 0xB0, 64, 0}},
     {{10, 50, 60, 10}, {50, 90, 60, 11}}},
    {"pedal up while held",
     1,
     {{0, 0xB0, 64, 127}, {10, 0x90, 60, 10}, {20, 0xB0, 64, 0}, {60, 0x80, 60, 0}},
     {{10, 60, 60, 10}}},
    {"pedal at the end", 1, {{0, 0xB0, 64, 127}, {10, 0x90, 60, 10}, {20, 0x80, 60, 0}}, {{10, 1000, 60, 10}}},
    {"hanging", 1, {{10, 0x90, 60, 10}}, {{10, 1000, 60, 10}}},
    {"struck twice",
     1,
     {{10, 0x90, 60, 10}, {30, 0x90, 60, 20}, {50, 0x80, 60, 0}, {70, 0x80, 60, 0}},
     {{10, 50, 60, 10}, {30, 70, 60, 20}}},
    {"on before off on one tick",
     1,
     {{10, 0x90, 60, 10}, {30, 0x90, 60, 20}, {30, 0x80, 60, 0}, {50, 0x90, 60, 0}},
     {{10, 30, 60, 10}, {30, 50, 60, 20}}},
    {"struck twice, let go once",
     1,
     {{10, 0x90, 60, 10}, {30, 0x90, 60, 20}, {50, 0x80, 60, 0}},
     {{10, 50, 60, 10}, {30, 1000, 60, 20}}},
    {"sustained, then struck again",
     1,
     {{0, 0xB0, 64, 64},
      {10, 0x90, 60, 10},
      {20, 0x80, 60, 0},
      {30, 0x90, 60, 20},
      {40, 0xB0, 64, 63},
      {50, 0x80, 60, 0}},
     {{10, 30, 60, 10}, {30, 50, 60, 20}}},
    {"doubled",
     1,
     {{10, 0x90, 60, 10}, {10, 0x90, 60, 20}, {50, 0x80, 60, 0}, {60, 0x80, 60, 0}},
     {{10, 50, 60, 10}, {10, 60, 60, 20}}},
    {"no length", 1, {{10, 0x99, 36, 10}, {10, 0x89, 36, 0}}, {{10, 11, 36, 10}}},
    {"no note", 1, {{10, 0x80, 36, 10}, {10, 0x90, 36, 0}}, {{0, 0, 0, 0}}},
    {"all sound off", 1, {{0, 0xB0, 64, 127}, {10, 0x90, 60, 10}, {20, 0xB0, 120, 0}}, {{10, 20, 60, 10}}},
    {"all notes off", 1, {{10, 0x90, 60, 10}, {20, 0xB0, 123, 0}}, {{10, 20, 60, 10}}},
    {"all notes off under the pedal",
     1,
     {{0, 0xB0, 64, 127}, {10, 0x90, 60, 10}, {20, 0xB0, 123, 0}, {40, 0xB0, 121, 0}},
     {{10, 40, 60, 10}}},
    {"channels apart",
     1,
     {{10, 0x90, 60, 10}, {20, 0x91, 60, 20}, {30, 0x80, 60, 0}, {40, 0x81, 60, 0}},
     {{10, 30, 60, 10}, {20, 40, 60, 20}}},
};

static void test_played(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof played / sizeof played[0]; i++) {
        const struct played *p = &played[i];
        struct neume_smf smf;
        struct neume_notes notes;
        size_t expected = 0;
        neume_smf_init(&smf);
        neume_notes_init(&notes);
        smf.division = 500;
        assert_ok(neume_smf_add_track(&smf));
        for (int k = 0; k < 12 && p->event[k].status; k++)
            assert_ok(neume_smf_add_message(&smf, 0, (uint64_t)p->event[k].tick, p->event[k].status, p->event[k].a,
                                            p->event[k].b));
        assert_ok(neume_smf_end_track(&smf, 0, 1000));
        assert_ok(neume_smf_to_notes(&smf, p->pedal, &notes));
        while (expected < 4 && p->note[expected].off)
            expected++;
        if (notes.count != expected)
            fail_msg("%s: %zu notes", p->name, notes.count);
        for (size_t k = 0; k < expected; k++) {
            const struct neume_note *n = &notes.note[k];
            if (fabs(n->onset - p->note[k].on * 1e-3) > 1e-9 || fabs(n->offset - p->note[k].off * 1e-3) > 1e-9 ||
                n->pitch != p->note[k].pitch || n->velocity != p->note[k].velocity)
                fail_msg("%s: note %zu from %g to %g s, pitch %d, velocity %d", p->name, k, n->onset, n->offset,
                         n->pitch, n->velocity);
        }
        neume_smf_release(&smf);
        neume_notes_release(&notes);
    }
}

/* Appending to a list that has notes keeps them; a second port is not the first. */
static void test_append_and_ports(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_notes notes;
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    push(&notes, 0.3, 0.4, 1, 1, 0);
    for (size_t t = 0; t < 2; t++) {
        uint8_t port = (uint8_t)t;
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_smf_add_meta(&smf, t, 0, NEUME_META_PORT, &port, 1));
        assert_ok(neume_smf_add_message(&smf, t, 480 * t, 0x90, 60, 9));
        assert_ok(neume_smf_add_message(&smf, t, 960 * (t + 1), 0x80, 60, 9));
        assert_ok(neume_smf_end_track(&smf, t, 4000));
    }
    assert_ok(neume_smf_to_notes(&smf, 1, &notes));
    assert_int_equal(notes.count, 3);
    assert_true(fabs(notes.note[0].offset - 1) < 1e-9 && notes.note[1].pitch == 1);
    assert_true(fabs(notes.note[2].offset - 2) < 1e-9);
    smf.format = 2;
    assert_status(neume_smf_to_notes(&smf, 1, &notes), NEUME_ERR_UNSUPPORTED);
    assert_int_equal(notes.count, 3);
    neume_smf_release(&smf);
    neume_notes_release(&notes);
}

static void test_write_midi(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "a.mid");
    struct neume_notes notes, back;
    struct neume_smf smf;
    neume_notes_init(&notes);
    neume_notes_init(&back);
    neume_smf_init(&smf);
    push(&notes, 0.5, 1, 60, 64, 0);
    assert_ok(neume_notes_write_midi(&notes, path, NULL));
    assert_ok(neume_smf_read(&smf, path));
    assert_ok(neume_smf_to_notes(&smf, 1, &back));
    assert_true(back.count == 1 && fabs(back.note[0].onset - 0.5) < 1e-6);
    assert_status(neume_notes_write_midi(&notes, "/dev/full", NULL), NEUME_ERR_NO_SPACE);
    assert_status(neume_notes_write_midi(&notes, folder, NULL), NEUME_ERR_DIRECTORY);
    assert_status(neume_notes_write_midi(&notes, support_path(folder, "no/a.mid"), NULL), NEUME_ERR_NOT_FOUND);
    neume_smf_release(&smf);
    neume_notes_release(&notes);
    neume_notes_release(&back);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_hours), cmocka_unit_test(test_overlaps), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_pedals),      cmocka_unit_test(test_layout),   cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_loudness),    cmocka_unit_test(test_played),   cmocka_unit_test(test_append_and_ports),
        cmocka_unit_test(test_write_midi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
