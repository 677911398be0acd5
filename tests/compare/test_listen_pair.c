/* SPDX-License-Identifier: MIT */
#include "compare/listen_pair.h"

#include <math.h>

#include "compare/compare_data.h"
#include "compare/listen_pair_private.h"
#include "tests/support/support.h"

static void push(struct neume_notes *notes, double onset, int pitch, double confidence)
{
    struct neume_note n = {.onset = onset,
                           .offset = onset + 0.3,
                           .pitch = (uint8_t)pitch,
                           .velocity = 80,
                           .confidence = (float)confidence};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* Sixty notes at even times, of which every `every`th is of the same pitch on both sides, `late` seconds apart. */
static const struct {
    int every;
    double late, given, confidence, offset;
} rows[] = {
    {1, 0.4, 0, 0.9, 0.4},     {1, 0, 0.4, 0.9, 0}, {1, -3, 0.4, 0.9, -3}, {1, 0.4, 0.41, 0.9, 0.41},
    {2, 0.4, 0, 0.9, 0.4},     {6, 0.4, 0, 0.9, 0}, {1, 0.4, 0, 0.1, 0}, /* guesses */
    {100, 0.4, 0.2, 0.9, 0.2},
};

static void offsets_are_those_of_most_pitches(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_listen_pair pair = {0};
        struct neume_notes written;
        double offset;
        neume_notes_init(&written);
        neume_notes_init(&pair.heard[0]);
        for (int k = 0; k < 60; k++) {
            int pitch = 30 + k * 7 % 60;
            push(&pair.heard[0], 5 + 0.4 * k, pitch, rows[i].confidence);
            push(&written, 5 + 0.4 * k + rows[i].late, k % rows[i].every == 0 && rows[i].every < 60 ? pitch : 100, 1);
        }
        assert_ok(neume_listen_pair_offset(&pair, &written, 10, rows[i].given, &offset));
        if (!(fabs(offset - rows[i].offset) < 0.021))
            fail_msg("row %zu: offset %.3f, expected %.3f", i, offset, rows[i].offset);
        neume_notes_release(&written);
        neume_notes_release(&pair.heard[0]);
    }
}

static void push_hit(struct neume_notes *notes, double onset, int key)
{
    struct neume_note n = {
        .onset = onset, .offset = onset + 0.05, .pitch = (uint8_t)key, .velocity = 90, .drum = 1, .confidence = 0.9f};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

static size_t count_kind(const struct neume_compare_data *data, enum neume_compare_place_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < data->place_count; i++)
        count += data->place[i].kind == kind;
    return count;
}

/* A crash of the MIDI where a closed hat is heard is one mistake. A snare that is not heard and a kick that is not
 * written, half a second apart, are two. */
static void a_misnamed_hit_is_one_mistake(void **state)
{
    (void)state;
    struct neume_listen_pair pair = {0};
    struct neume_compare_data data = {0};
    struct neume_listen_agreement agreement;
    struct neume_notes written;
    neume_notes_init(&written);
    neume_notes_init(&pair.heard[0]);
    neume_notes_init(&pair.heard[1]);
    for (int i = 0; i < 8; i++) {
        push_hit(&pair.heard[0], i, 36);
        push_hit(&pair.heard[1], i, 36);
        push_hit(&written, i, 36);
    }
    push_hit(&pair.heard[0], 8, 42);
    push_hit(&pair.heard[1], 8.01, 49);
    push_hit(&written, 8.01, 49);
    push_hit(&pair.heard[0], 9, 36);
    push_hit(&pair.heard[1], 9.5, 38);
    push_hit(&written, 9.5, 38);
    assert_ok(neume_listen_pair_differ(&pair, &written, &data, &agreement));
    assert_int_equal(data.place_count, 3);
    assert_int_equal(count_kind(&data, NEUME_PLACE_MISNAMED), 1);
    assert_int_equal(count_kind(&data, NEUME_PLACE_MISSING), 1);
    assert_int_equal(count_kind(&data, NEUME_PLACE_EXTRA), 1);
    for (size_t i = 0; i < data.place_count; i++)
        if (data.place[i].kind == NEUME_PLACE_MISNAMED)
            assert_string_equal(data.place[i].words, "hi-hat is heard, and the MIDI has cymbal");
    assert_int_equal(agreement.matched, 8);
    neume_compare_data_release(&data);
    for (int side = 0; side < 2; side++)
        neume_notes_release(&pair.heard[side]);
    neume_notes_release(&written);
}

static void nothing_to_go_by(void **state)
{
    (void)state;
    struct neume_listen_pair pair = {0};
    struct neume_notes none;
    double offset;
    neume_notes_init(&none);
    neume_notes_init(&pair.heard[0]);
    assert_ok(neume_listen_pair_offset(&pair, &none, 0, 0, &offset));
    assert_true(offset == 0);
    assert_ok(neume_listen_pair_offset(&pair, &none, 600, -1.5, &offset));
    assert_true(offset == -1.5);
    neume_listen_pair_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_most_pitches),
        cmocka_unit_test(a_misnamed_hit_is_one_mistake),
        cmocka_unit_test(nothing_to_go_by),
    };
    return cmocka_run_group_tests_name("compare/listen_pair", tests, NULL, NULL);
}
