/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "tests/support/support.h"

enum { POINTS = 100 };

static const double pi = 3.14159265358979;

struct piece {
    struct neume_notes notes;
    struct neume_smf smf;
    struct neume_notes back;
};

static void piece_init(struct piece *p)
{
    neume_notes_init(&p->notes);
    neume_smf_init(&p->smf);
    neume_notes_init(&p->back);
}

static void piece_release(struct piece *p)
{
    neume_notes_release(&p->notes);
    neume_smf_release(&p->smf);
    neume_notes_release(&p->back);
}

static void write_and_read(struct piece *p, double tempo)
{
    struct neume_midi_options o;
    neume_midi_options_init(&o);
    o.tempo = tempo;
    o.bends = 2;
    assert_ok(neume_notes_to_smf(&p->smf, &p->notes, &o));
    assert_ok(neume_smf_to_notes(&p->smf, 0, &p->back));
}

static void push_plain(struct neume_notes *notes, double onset, double offset, int pitch, int drum)
{
    struct neume_note n = {
        .onset = onset, .offset = offset, .pitch = (uint8_t)pitch, .velocity = 80, .drum = (uint8_t)drum};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* A vibrato of 6 Hz, a scoop, a glide, a note that is off all the time. */
static double cents_of(int kind, double t)
{
    return kind == 0 ? 80 * sin(2 * pi * 6 * t) : kind == 1 ? -150 * exp(-t / 0.08) : kind == 2 ? 60 * (2 * t - 1) : 30;
}

static void push_bent(struct neume_notes *notes, double onset, int pitch, int kind)
{
    struct neume_bend curve[POINTS];
    struct neume_note n = {
        .onset = onset, .offset = onset + 1, .pitch = (uint8_t)pitch, .velocity = 80, .bend_count = POINTS};
    for (int i = 0; i < POINTS; i++)
        curve[i] = (struct neume_bend){(float)i / POINTS, (float)cents_of(kind, (double)i / POINTS)};
    assert_ok(neume_notes_push(notes, &n, curve));
}

static double curve_at(const struct neume_bend *c, size_t count, double t)
{
    size_t i = 1;
    while (i < count && c[i].time < t)
        i++;
    if (i >= count)
        return c[count - 1].cents;
    return c[i - 1].cents + (c[i].cents - c[i - 1].cents) * (t - c[i - 1].time) / (c[i].time - c[i - 1].time);
}

/* Chords of bent notes and some that are not: what is read is what was written, the curves within 3 cents; within 15
 * where a vibrato has to do with 92 bends a second. */
static void test_round_trip(void **state)
{
    (void)state;
    static const double tempos[] = {4, 120, 960};
    for (size_t round = 0; round < 6; round++) {
        struct piece p;
        int drums = round % 2;
        double worst = 0, worst_vibrato = 0;
        piece_init(&p);
        for (int i = 0; i < 40; i++)
            if (i % 5 == 4)
                push_plain(&p.notes, 0.2 * i, 0.2 * i + 1, 30 + i, 0);
            else
                push_bent(&p.notes, 0.2 * i, 30 + i, i % 5);
        if (drums)
            push_plain(&p.notes, 1, 1.05, 36, 1);
        neume_notes_sort(&p.notes);
        write_and_read(&p, tempos[round / 2]);
        assert_int_equal(p.back.count, p.notes.count);
        for (size_t i = 0; i < p.notes.count; i++) {
            const struct neume_note *a = &p.notes.note[i], *b = &p.back.note[i];
            assert_true(a->pitch == b->pitch && a->velocity == b->velocity && a->drum == b->drum);
            assert_true(fabs(a->onset - b->onset) < 0.00025 && fabs(a->offset - b->offset) < 0.00025);
            assert_true(!a->bend_count == !b->bend_count);
            for (double t = 0; a->bend_count && t < 0.98; t += 0.0007) {
                double off = fabs(curve_at(p.back.bend + b->bend_first, b->bend_count, t) -
                                  curve_at(p.notes.bend + a->bend_first, a->bend_count, t));
                double *of = a->pitch % 5 == 0 ? &worst_vibrato : &worst;
                *of = fmax(*of, off);
            }
        }
        size_t events = p.smf.track[1].count - 2 * p.notes.count;
        print_message("%g BPM%s: %.2f cents off, vibrato %.2f, %zu events\n", tempos[round / 2], drums ? ", drums" : "",
                      worst, worst_vibrato, events);
        assert_true(worst <= 3 && worst_vibrato <= 15 && events < 1700);
        piece_release(&p);
    }
}

/* What a receiver holds for a channel just after all that comes before `event`. */
static double held_bend(const struct neume_smf_track *t, size_t event, int channel)
{
    double cents = 0;
    for (size_t i = 0; i < event; i++)
        if (t->event[i].status == (NEUME_MIDI_BEND | channel))
            cents = (neume_smf_bend_value(&t->event[i]) - 8192) / 8192.0 * 4800;
    return cents;
}

/* The zone, the range, a channel to itself for each note, and its bend before it. */
static void test_layout(void **state)
{
    (void)state;
    static const uint8_t zone[][2] = {{101, 0}, {100, 6}, {6, 15}, {38, 0}};
    static const uint8_t range[][2] = {{101, 0}, {100, 0}, {6, 48}, {38, 0}};
    for (int drums = 0; drums < 2; drums++) {
        struct piece p;
        int members = drums ? 8 : 15, sounding[16] = {0}, used[16] = {0};
        piece_init(&p);
        for (int i = 0; i < 60; i++)
            i % 2 ? push_bent(&p.notes, 0.4 * (i / 2), 20 + i, 3)
                  : push_plain(&p.notes, 0.4 * (i / 2), 0.4 * (i / 2) + 1, 20 + i, 0);
        if (drums)
            push_plain(&p.notes, 1, 1.05, 36, 1);
        write_and_read(&p, 120);
        const struct neume_smf_track *t = &p.smf.track[1];
        const struct neume_smf_event *e = t->event;
        while (e->status == NEUME_MIDI_META)
            e++;
        for (int i = 0; i < 4; i++) {
            assert_int_equal(e[i].status, NEUME_MIDI_CONTROL);
            assert_int_equal(e[i].data[0], zone[i][0]);
            assert_int_equal(e[i].data[1], i == 2 ? members : zone[i][1]);
        }
        for (int c = 1; c <= members; c++)
            for (int i = 0; i < 4; i++) {
                assert_int_equal(e[7 * c - 1 + i].status, NEUME_MIDI_CONTROL | c);
                assert_memory_equal(e[7 * c - 1 + i].data, range[i], 2);
            }
        for (size_t i = 0; i < t->count; i++) {
            int c = t->event[i].status & 0x0F, kind = t->event[i].status & 0xF0;
            if (kind == NEUME_MIDI_NOTE_ON) {
                assert_true(c >= 1 && c <= members && c != 9 && !sounding[c]);
                assert_true(fabs(held_bend(t, i, c) - (t->event[i].data[0] % 2 ? 30 : 0)) < 0.3);
                sounding[c] = used[c] = 1;
            } else if (kind == NEUME_MIDI_NOTE_OFF) {
                sounding[c] = 0;
            }
        }
        for (int c = 1; c <= members; c++)
            assert_true(used[c] || c == 9); /* taken in turn */
        piece_release(&p);
    }
}

/* More notes than members: the oldest gives way, and none is lost. */
static void test_too_many(void **state)
{
    (void)state;
    struct piece p;
    piece_init(&p);
    for (int i = 0; i < 20; i++)
        push_plain(&p.notes, 1 + 0.1 * i, 10, 40 + i, 0);
    for (int i = 0; i < 40; i++) /* all on one tick */
        push_bent(&p.notes, 20, 30 + i, 3);
    write_and_read(&p, 120);
    assert_int_equal(p.back.count, 60);
    for (int i = 0; i < 20; i++) {
        double offset = i < 6 ? 1 + 0.1 * (i + 14) : 10;
        if (fabs(p.back.note[i].offset - offset) > 0.001)
            fail_msg("note %d ends at %g", i, p.back.note[i].offset);
    }
    for (int i = 20; i < 60; i++) {
        const struct neume_note *n = &p.back.note[i];
        assert_int_equal(n->offset > 20.9, i >= 46);
        assert_true(n->bend_count && fabs(p.back.bend[n->bend_first].cents - 30) < 0.3);
    }
    piece_release(&p);
}

/* A curve beyond the range, a jump, and points at one time. */
static void test_wild_curves(void **state)
{
    (void)state;
    static const struct neume_bend curve[] = {{0, 0},         {0.1f, 1e6f}, {0.1f, -5000},
                                              {0.10001f, 20}, {0.2f, 20},   {0.3f, 300}};
    struct piece p;
    piece_init(&p);
    struct neume_note n = {.onset = 0, .offset = 1, .pitch = 60, .velocity = 80, .bend_count = 6};
    assert_ok(neume_notes_push(&p.notes, &n, curve));
    push_plain(&p.notes, 0.5, 2, 64, 0);
    write_and_read(&p, 120);
    assert_int_equal(p.back.count, 2);
    assert_true(fabs(curve_at(p.back.bend, p.back.note[0].bend_count, 0.15) - 20) < 3);
    assert_true(fabs(curve_at(p.back.bend, p.back.note[0].bend_count, 0.9) - 300) < 3);
    assert_int_equal(p.back.note[1].bend_count, 0);
    assert_true(p.smf.track[1].count < 3000);
    piece_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_wild_curves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
