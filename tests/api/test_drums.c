/* SPDX-License-Identifier: MIT */
#include "neume/neume.h"

#include <math.h>
#include <stdlib.h>

#include "tests/support/drums.h"
#include "tests/support/support.h"

static struct neume_notes notes_of(const struct drums *d, const struct neume_options *o)
{
    struct neume_notes notes = {0};
    assert_ok(neume_transcribe_samples(d->samples, d->count, DRUMS_RATE, o, &notes, NULL));
    return notes;
}

static void count_keys(struct neume_notes *notes, size_t *count)
{
    for (size_t i = 0; i < notes->count; i++) {
        count[notes->note[i].pitch]++;
        assert_true(i == 0 || notes->note[i].onset >= notes->note[i - 1].onset);
    }
    neume_notes_release(notes);
}

/* A drum with a sensitivity of its own comes out as if the whole recording had been heard with that. */
static void sensitivity_by_drum(void **state)
{
    (void)state;
    struct drums d;
    struct neume_options o[3];
    size_t count[3][128] = {{0}};
    drums_init(&d, 6);
    drums_play(&d, "KhShKhShKhSh", 0.1, 0.25, 0.5);
    for (int i = 0; i < 10; i++) /* ghost notes, softer and softer */
        drums_strike(&d, 's', 3.2 + 0.25 * i, 0.2 * pow(0.5, i));
    for (int i = 0; i < 3; i++) {
        neume_options_init(&o[i]);
        o[i].mode = NEUME_MODE_DRUMS;
    }
    o[1].sensitivity = 0.9;
    o[2].drum_sensitivity[NEUME_DRUM_SD] = 0.9 - 0.5;
    for (int i = 0; i < 3; i++) {
        struct neume_notes notes = notes_of(&d, &o[i]);
        count_keys(&notes, count[i]);
    }
    assert_true(count[0][36] > 0 && count[0][38] > 0 && count[1][38] > count[0][38]);
    for (int key = 0; key < 128; key++)
        assert_int_equal(count[2][key], count[neume_drum_of_key(key) == NEUME_DRUM_SD][key]);
    free(d.samples);
}

/* Notes that were in the list stay, whatever the classes. */
static void classes_leave_what_was_there(void **state)
{
    (void)state;
    struct drums d;
    struct neume_options o;
    struct neume_notes notes = {0};
    struct neume_note crash = {.onset = 0.1, .offset = 0.2, .pitch = 49, .velocity = 9, .drum = 1};
    drums_init(&d, 3);
    drums_play(&d, "KhSh", 0.1, 0.25, 0.5);
    neume_options_init(&o);
    o.mode = NEUME_MODE_DRUMS;
    o.drum_classes = 3;
    assert_ok(neume_notes_push(&notes, &crash, NULL));
    assert_ok(neume_transcribe_samples(d.samples, d.count, DRUMS_RATE, &o, &notes, NULL));
    size_t count[128] = {0};
    count_keys(&notes, count);
    assert_int_equal(count[49], 1);
    assert_true(count[36] >= 1);
    free(d.samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sensitivity_by_drum),
        cmocka_unit_test(classes_leave_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
