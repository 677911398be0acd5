/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/readers/truth.h"
#include "tests/support/support.h"

static void releasing_twice_and_nothing(void **state)
{
    (void)state;
    struct neume_truth t;
    neume_truth_init(&t);
    neume_truth_release(NULL);
    neume_truth_release(&t);
    assert_ok(neume_truth_add_onset(&t, 1));
    neume_truth_release(&t);
    neume_truth_release(&t);
    assert_int_equal(t.onset_count, 0);
    assert_int_equal(t.kinds, 0);
}

static void lists_grow_and_are_sorted(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    struct neume_truth t;
    uint64_t seed = 7;
    neume_truth_init(&t);
    for (int i = 0; i < COUNT; i++) {
        double time = floor(support_random(&seed) * 100);
        struct neume_truth_note note = {time, time + floor(support_random(&seed) * 3), 60, 261.6, i % 128};
        assert_ok(neume_truth_add_note(&t, &note));
        assert_ok(neume_truth_add_hit(&t, time, (enum neume_drum_class)(i % 6)));
        assert_ok(neume_truth_add_onset(&t, time));
        assert_ok(neume_truth_add_beat(&t, time, 1));
    }
    neume_truth_sort(&t);
    assert_int_equal(t.kinds, NEUME_TRUTH_NOTES | NEUME_TRUTH_HITS | NEUME_TRUTH_ONSETS | NEUME_TRUTH_BEATS);
    for (int i = 1; i < COUNT; i++) {
        const struct neume_truth_note *a = &t.note[i - 1], *b = &t.note[i];
        assert_true(a->onset < b->onset ||
                    (a->onset == b->onset &&
                     (a->offset < b->offset || (a->offset == b->offset && a->velocity <= b->velocity))));
        assert_true(t.hit[i - 1].time <= t.hit[i].time && t.onset[i - 1] <= t.onset[i]);
        assert_true(t.beat[i - 1].time <= t.beat[i].time);
    }
    double *times;
    size_t count, classes = 0;
    assert_ok(neume_truth_all_onsets(&t, &times, &count));
    assert_int_equal(count, 3 * COUNT);
    for (size_t i = 1; i < count; i++)
        assert_true(times[i - 1] <= times[i]);
    free(times);
    for (int c = 0; c <= NEUME_DRUM_CLASSES; c++) {
        assert_ok(neume_truth_class_times(&t, (enum neume_drum_class)c, &times, &count));
        classes += count;
        free(times);
    }
    assert_int_equal(classes, COUNT);
    neume_truth_release(&t);
}

static void of_nothing_there_are_no_onsets(void **state)
{
    (void)state;
    struct neume_truth t = {0};
    double *times = &(double){1};
    size_t count = 1;
    assert_ok(neume_truth_all_onsets(&t, &times, &count));
    assert_null(times);
    assert_int_equal(count, 0);
    assert_ok(neume_truth_class_times(&t, NEUME_DRUM_KICK, &times, &count));
    assert_int_equal(count, 0);
}

static void percussion_keys(void **state)
{
    (void)state;
    static const struct {
        int key;
        const char *name;
    } rows[] = {{34, "-"},  {35, "KD"}, {36, "KD"}, {37, "SD"}, {38, "SD"}, {39, "-"},  {40, "SD"}, {41, "TT"},
                {42, "HH"}, {43, "TT"}, {44, "HH"}, {45, "TT"}, {46, "HH"}, {47, "TT"}, {48, "TT"}, {49, "CY"},
                {50, "TT"}, {51, "CY"}, {52, "CY"}, {53, "CY"}, {54, "-"},  {55, "CY"}, {56, "-"},  {57, "CY"},
                {58, "-"},  {59, "CY"}, {60, "-"},  {-1, "-"},  {127, "-"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(neume_drum_class_name(neume_drum_class_of_key(rows[i].key)), rows[i].name);
}

static void pitches_and_frequencies(void **state)
{
    (void)state;
    static const double rows[][2] = {{69, 440}, {57, 220}, {81, 880}, {60, 261.6255653005986}, {21, 27.5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(fabs(neume_pitch_to_hz(rows[i][0]) - rows[i][1]) < 1e-9);
        assert_true(fabs(neume_hz_to_pitch(rows[i][1]) - rows[i][0]) < 1e-9);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(releasing_twice_and_nothing),    cmocka_unit_test(lists_grow_and_are_sorted),
        cmocka_unit_test(of_nothing_there_are_no_onsets), cmocka_unit_test(percussion_keys),
        cmocka_unit_test(pitches_and_frequencies),
    };
    return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
