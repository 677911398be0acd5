/* SPDX-License-Identifier: MIT */
#include "compare/listen_pair.h"

#include <math.h>

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
        struct neume_listen_pair ears = {0};
        struct neume_notes written;
        double offset;
        neume_notes_init(&written);
        neume_notes_init(&ears.heard[0]);
        for (int k = 0; k < 60; k++) {
            int pitch = 30 + k * 7 % 60;
            push(&ears.heard[0], 5 + 0.4 * k, pitch, rows[i].confidence);
            push(&written, 5 + 0.4 * k + rows[i].late, k % rows[i].every == 0 && rows[i].every < 60 ? pitch : 100, 1);
        }
        assert_ok(neume_listen_pair_offset(&ears, &written, 10, rows[i].given, &offset));
        if (!(fabs(offset - rows[i].offset) < 0.021))
            fail_msg("row %zu: offset %.3f, expected %.3f", i, offset, rows[i].offset);
        neume_notes_release(&written);
        neume_notes_release(&ears.heard[0]);
    }
}

static void nothing_to_go_by(void **state)
{
    (void)state;
    struct neume_listen_pair ears = {0};
    struct neume_notes none;
    double offset;
    neume_notes_init(&none);
    neume_notes_init(&ears.heard[0]);
    assert_ok(neume_listen_pair_offset(&ears, &none, 0, 0, &offset));
    assert_true(offset == 0);
    assert_ok(neume_listen_pair_offset(&ears, &none, 600, -1.5, &offset));
    assert_true(offset == -1.5);
    neume_listen_pair_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_are_those_of_most_pitches),
        cmocka_unit_test(nothing_to_go_by),
    };
    return cmocka_run_group_tests_name("cli/ears", tests, NULL, NULL);
}
