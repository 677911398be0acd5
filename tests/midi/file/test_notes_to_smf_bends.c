/* SPDX-License-Identifier: MIT
 *
 * Pitch bend on one channel, as a receiver holds it. */
#include <math.h>

#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
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

/* The bend that holds at a tick, in cents, by playing track 1 as a receiver would. */
static double held_bend(const struct neume_smf *smf, uint64_t tick)
{
    double cents = 0, range = 200;
    int msb = 2, lsb = 0;
    for (size_t i = 0; i < smf->track[1].count && smf->track[1].event[i].tick <= tick; i++) {
        const struct neume_smf_event *e = &smf->track[1].event[i];
        if (e->status == NEUME_MIDI_CONTROL && e->data[0] == 6)
            msb = e->data[1];
        if (e->status == NEUME_MIDI_CONTROL && e->data[0] == 38)
            lsb = e->data[1];
        range = 100.0 * msb + lsb;
        if (e->status == NEUME_MIDI_BEND)
            cents = (neume_smf_bend_value(e) - 8192) / 8192.0 * range;
    }
    return cents;
}

static double curve_at(const struct neume_bend *c, int count, double t)
{
    int i = 1;
    if (t <= c[0].time)
        return c[0].cents;
    while (i < count && c[i].time < t)
        i++;
    if (i == count)
        return c[count - 1].cents;
    return c[i - 1].cents + (c[i].cents - c[i - 1].cents) * (t - c[i - 1].time) / (c[i].time - c[i - 1].time);
}

/* Vibrato of 6 Hz, a scoop up into the note, and a slow glide. */
static void make_curve(int kind, struct neume_bend curve[200])
{
    for (int i = 0; i < 200; i++) {
        double t = i * 0.005;
        double cents = kind == 0 ? 100 * sin(6.283185307 * 6 * t) : kind == 1 ? -100 * exp(-t / 0.05) : 20 * t;
        curve[i] = (struct neume_bend){(float)t, (float)cents};
    }
}

/* The most bends in any second. */
static size_t most_bends(const struct neume_smf *smf, double tick)
{
    const struct neume_smf_track *t = &smf->track[1];
    size_t most = 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t in = 0;
        for (size_t k = i; k < t->count && (double)(t->event[k].tick - t->event[i].tick) * tick < 1; k++)
            in += t->event[k].status == NEUME_MIDI_BEND;
        most = in > most ? in : most;
    }
    return most;
}

/* What a receiver holds is within 3 cents of the curve; of the vibrato, which would take 400 bends a second for that,
 * within the 18 cents that 92 a second can keep. */
static void test_bends(void **state)
{
    (void)state;
    static const double tempos[] = {4, 120, 900}, ranges[] = {2, 2.5, 12, 24};
    for (int round = 0; round < 36; round++) {
        struct neume_bend curve[200];
        struct neume_notes notes, back;
        struct neume_smf smf;
        struct neume_midi_options o;
        neume_midi_options_init(&o);
        o.bends = 1;
        o.tempo = tempos[round % 3];
        o.bend_range = ranges[round / 3 % 4];
        neume_notes_init(&notes);
        neume_notes_init(&back);
        neume_smf_init(&smf);
        make_curve(round / 12, curve);
        struct neume_note n = {.onset = 1, .offset = 2, .pitch = 60, .velocity = 80, .bend_count = 200};
        assert_ok(neume_notes_push(&notes, &n, curve));
        push(&notes, 2.5, 3, 62, 80, 0);
        assert_ok(neume_notes_to_smf(&smf, &notes, &o));
        double tick = 60 / o.tempo / smf.division, worst = 0;
        for (double t = 1; t < 1.995; t += 0.0007)
            worst = fmax(worst, fabs(held_bend(&smf, (uint64_t)floor(t / tick + 1e-6)) - curve_at(curve, 200, t - 1)));
        double bound = round / 12 ? 3 : 18;
        if (worst > bound)
            fail_msg("%g BPM, %g semitones, curve %d: %.2f cents off", o.tempo, o.bend_range, round / 12, worst);
        assert_true(held_bend(&smf, (uint64_t)llround(2.5 / tick)) == 0);
        if (most_bends(&smf, tick) > 100)
            fail_msg("curve %d: %zu bends in a second", round / 12, most_bends(&smf, tick));
        assert_ok(neume_smf_to_notes(&smf, 0, &back));
        assert_int_equal(back.count, 2);
        assert_true(back.note[0].bend_count > 3 && back.note[1].bend_count == 0);
        worst = 0;
        for (double t = 0; t < 0.99; t += 0.0007)
            worst = fmax(worst, fabs(curve_at(back.bend + back.note[0].bend_first, (int)back.note[0].bend_count, t) -
                                     curve_at(curve, 200, t)));
        assert_true(worst < bound + 1);
        neume_smf_release(&smf);
        neume_notes_release(&notes);
        neume_notes_release(&back);
    }
}

/* A curve beyond the range, a jump, and points at one time: held at the range, no loop without end. */
static void test_wild_bends(void **state)
{
    (void)state;
    struct neume_bend curve[] = {{0, 0}, {0.1f, 5000}, {0.1f, -5000}, {0.10001f, 20}, {0.2f, 20}, {0.3f, 300}};
    struct neume_notes notes;
    struct neume_smf smf;
    struct neume_midi_options o;
    neume_midi_options_init(&o);
    o.bends = 1;
    neume_notes_init(&notes);
    neume_smf_init(&smf);
    struct neume_note n = {.onset = 0, .offset = 1, .pitch = 60, .velocity = 80, .bend_count = 6};
    assert_ok(neume_notes_push(&notes, &n, curve));
    assert_ok(neume_notes_to_smf(&smf, &notes, &o));
    uint64_t second = (uint64_t)smf.division * 2;
    assert_true(held_bend(&smf, second / 20) > 195);
    assert_true(fabs(held_bend(&smf, second * 15 / 100) - 20) < 3);
    assert_true(held_bend(&smf, second / 2) > 197);
    assert_true(smf.track[1].count < 1000);
    neume_smf_release(&smf);
    neume_notes_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bends), cmocka_unit_test(test_wild_bends)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
