/* SPDX-License-Identifier: MIT */
#include "neume/pedal.h"

#include <math.h>

#include "models/pedal/pedal_net.h"
#include "tests/support/support.h"

static void push(struct neume_notes *notes, double onset, double offset, int pitch)
{
    struct neume_note n = {.onset = onset, .offset = offset, .pitch = (uint8_t)pitch, .velocity = 70, .confidence = 1};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* Broken chords over four octaves: with the pedal all ring to the end of each two seconds, without it each ends with
 * the next. Returns the share of `from`..`to` in which a pedal is found. */
static double found(int pedalled)
{
    static const int step[8] = {0, 7, 12, 16, 24, 28, 31, 36};
    struct neume_pedals pedals;
    struct neume_notes notes;
    double sum = 0;
    neume_notes_init(&notes);
    for (int bar = 0; bar < 12; bar++)
        for (int i = 0; i < 8; i++)
            push(&notes, 2 * bar + 0.25 * i, pedalled ? 2 * bar + 2 : 2 * bar + 0.25 * i + 0.2,
                 36 + bar % 4 * 2 + step[i]);
    neume_notes_sort(&notes);
    assert_ok(neume_pedals_find(&pedals, &notes));
    for (size_t i = 0; i < pedals.count; i++) {
        const struct neume_pedal *p = &pedals.pedal[i];
        assert_true(p->down >= (i ? pedals.pedal[i - 1].up : 0) && p->up > p->down);
        sum += fmin(p->up, 22) - fmax(p->down, 2) > 0 ? fmin(p->up, 22) - fmax(p->down, 2) : 0;
    }
    neume_pedals_release(&pedals);
    assert_true(!pedals.pedal && !pedals.count);
    neume_notes_release(&notes);
    return sum / 20;
}

static void test_ringing_and_damped_chords(void **state)
{
    (void)state;
    double with = found(1), without = found(0);
    if (with < 0.7 || without > 0.2)
        fail_msg("a pedal is found in %.2f of what rings and %.2f of what does not", with, without);
}

static void test_nothing(void **state)
{
    (void)state;
    struct neume_pedals pedals;
    struct neume_notes notes;
    neume_notes_init(&notes);
    assert_ok(neume_pedals_find(&pedals, &notes));
    assert_int_equal(pedals.count, 0);
    neume_pedals_release(&pedals);
    neume_pedals_release(NULL);
}

/* The counts of three notes, by hand. */
static void test_counts(void **state)
{
    (void)state;
    enum { FRAMES = 21 };
    float feature[FRAMES][NEUME_PEDAL_FEATURES];
    struct neume_notes notes;
    neume_notes_init(&notes);
    push(&notes, 0.01, 1.01, 40);
    push(&notes, 0.52, 1.01, 60);
    push(&notes, 0.53, 0.62, 61);
    assert_int_equal(neume_pedal_frames(&notes), FRAMES);
    neume_pedal_describe(&notes, feature[0], FRAMES);
    assert_true(feature[0][0] == 0.25f && feature[10][0] == 0.75f && feature[20][0] == 0.5f); /* sounding */
    assert_true(feature[0][1] == 1 && feature[10][1] == 2 && feature[11][1] == 0);            /* struck */
    assert_true(feature[12][2] == 1 && feature[20][2] == 2 && feature[20][3] == 2);           /* ended */
    assert_true(feature[9][4] == 0 && feature[10][4] == 0.25f);                               /* held */
    assert_true(fabsf(feature[10][6] - 21 / 24.0f) < 1e-6f && feature[10][7] == 1);           /* span, close */
    assert_true(feature[10][8] == 0.25f && feature[10][10] == 2 && feature[10][11] == 0);
    neume_notes_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ringing_and_damped_chords),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests_name("api/pedal", tests, NULL, NULL);
}
