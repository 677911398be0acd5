/* SPDX-License-Identifier: MIT */
#include "compare/dynamics_match.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { RATE = 22050, NOTES = 5 };

/* A burst of 0.4 s at each half second, `db[i]` loud (silence under -100 dB), after `lead` seconds. */
static struct neume_envelope *envelope(const double *db, double lead)
{
    size_t count = (size_t)((0.5 * NOTES + lead + 0.5) * RATE);
    float *x = signal_new(count);
    struct neume_envelope *e;
    for (size_t i = 0; i < NOTES; i++)
        if (db[i] > -100)
            signal_sine(x + (size_t)((0.5 * (double)i + lead) * RATE), (size_t)(0.4 * RATE), RATE, 1000,
                        0.1 * signal_gain(db[i]), 0);
    assert_ok(neume_envelope_new(&e, RATE));
    assert_ok(neume_envelope_process(e, x, count));
    free(x);
    return e;
}

static void make_song(struct neume_smf *smf, const int *velocity)
{
    neume_smf_init(smf); /* 480 ticks a quarter, 120 BPM: 960 ticks a second */
    assert_ok(neume_smf_add_track(smf));
    for (int i = 0; i < NOTES; i++) {
        assert_ok(neume_smf_add_message(smf, 0, 480 * (uint64_t)i, NEUME_MIDI_NOTE_ON, 60, velocity[i]));
        assert_ok(neume_smf_add_message(smf, 0, 480 * (uint64_t)i + 400, NEUME_MIDI_NOTE_OFF, 60, 64));
    }
    assert_ok(neume_smf_end_track(smf, 0, 480 * NOTES));
}

/* The definition: v times 10 to the difference in dB over 40, less the median, at most 12 dB. */
static void velocities_follow(void **state)
{
    (void)state;
    static const double flat[NOTES] = {0};
    static const struct {
        double recording[NOTES], lead;
        int velocity[NOTES], expected[NOTES];
    } rows[] = {
        {{0, 0, 0, 0, 0}, 0, {64, 64, 64, 64, 64}, {64, 64, 64, 64, 64}},
        {{-20, -20, -20, -20, -20}, 0, {64, 30, 64, 127, 1}, {64, 30, 64, 127, 1}}, /* a matter of gain */
        {{-6, 0, 6, 0, 0}, 0, {64, 64, 64, 64, 64}, {45, 64, 90, 64, 64}},
        {{-6, 0, 6, 0, 0}, 0.3, {64, 64, 64, 64, 64}, {45, 64, 90, 64, 64}},
        {{-40, 0, 10, 0, 0}, 0, {64, 64, 64, 64, 64}, {32, 64, 114, 64, 64}},
        {{12, 0, -12, 0, 0}, 0, {100, 100, 1, 100, 100}, {127, 100, 1, 100, 100}},
        {{-200, 0, 6, 0, 0}, 0, {64, 64, 64, 64, 64}, {64, 64, 90, 64, 64}}, /* one is silent */
        {{-200, -200, -200, -200, -200}, 0, {64, 1, 2, 3, 4}, {64, 1, 2, 3, 4}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_envelope *recording = envelope(rows[i].recording, 0), *midi = envelope(flat, 0);
        struct neume_envelope *early = envelope(rows[i].recording, rows[i].lead);
        struct neume_smf smf;
        make_song(&smf, rows[i].velocity);
        assert_ok(neume_match_dynamics(&smf, rows[i].lead > 0 ? early : recording, midi, -rows[i].lead));
        for (int n = 0, e = 0; n < NOTES; n++, e += 2) {
            assert_in_range(smf.track[0].event[e].data[1], rows[i].expected[n] - 1, rows[i].expected[n] + 1);
            assert_int_equal(smf.track[0].event[e + 1].data[1], 64);
        }
        neume_smf_release(&smf);
        neume_envelope_free(recording);
        neume_envelope_free(midi);
        neume_envelope_free(early);
    }
}

static void no_notes_and_no_sound(void **state)
{
    (void)state;
    struct neume_envelope *none;
    struct neume_smf smf;
    neume_smf_init(&smf);
    assert_ok(neume_envelope_new(&none, RATE));
    assert_true(neume_envelope_power(none, -1, 10) == 0 && neume_envelope_power(none, 3, 2) == 0);
    assert_ok(neume_match_dynamics(&smf, none, none, 0));
    neume_smf_release(&smf);
    static const int velocity[NOTES] = {1, 2, 3, 4, 127};
    make_song(&smf, velocity);
    assert_ok(neume_match_dynamics(&smf, none, none, 5));
    assert_int_equal(smf.track[0].event[8].data[1], 127);
    smf.format = 2;
    assert_ok(neume_smf_add_track(&smf));
    assert_int_equal(neume_match_dynamics(&smf, none, none, 0), NEUME_ERR_UNSUPPORTED);
    neume_smf_release(&smf);
    neume_envelope_free(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(velocities_follow),
        cmocka_unit_test(no_notes_and_no_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
