/* SPDX-License-Identifier: MIT */
#include "core/drum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "neume/options.h"
#include "tests/support/support.h"

static void names_and_keys(void **state)
{
    (void)state;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        for (const uint8_t *k = neume_drum_keys((enum neume_drum)d); *k; k++)
            assert_int_equal(neume_drum_of_key(*k), d);
    static const int others[] = {-1, 0, 34, 39, 54, 56, 58, 60, 127, 128};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(neume_drum_of_key(others[i]), NEUME_DRUM_XX);
    assert_string_equal(neume_drum_name(NEUME_DRUM_KD), "KD");
    assert_string_equal(neume_drum_name(NEUME_DRUM_XX), "XX");
    assert_string_equal(neume_drum_name(NEUME_DRUM_COUNT), "?");
    assert_string_equal(neume_drum_name((enum neume_drum) - 1), "?");
}

/* "36@0.5v80 ...": hits, and with a p in front a pitched note. */
static void push_all(struct neume_notes *notes, const char *text)
{
    int pitch, velocity, used;
    double onset;
    for (char pitched[2] = ""; sscanf(text, " %1[p]", pitched) >= 0 && *text; text += used) {
        int plain = sscanf(text, " %d@%lfv%d%n", &pitch, &onset, &velocity, &used) == 3;
        if (!plain)
            assert_int_equal(sscanf(text, " p%d@%lfv%d%n", &pitch, &onset, &velocity, &used), 3);
        struct neume_note n = {.onset = onset,
                               .offset = onset + 0.1,
                               .pitch = (uint8_t)pitch,
                               .velocity = (uint8_t)velocity,
                               .drum = (uint8_t)plain};
        assert_ok(neume_notes_push(notes, &n, NULL));
    }
}

static void tidies(void **state)
{
    (void)state;
    static const char all[] =
        "36@0v90 35@1v80 38@2v70 37@3v60 42@4v50 44@5v50 46@6v50 48@7v40 45@8v40 41@9v40 51@10v30 "
        "53@11v30 55@12v30 54@13v20 p60@14v99";
    static const struct {
        const char *notes;
        int classes;
        double gap;
        const char *expected;
    } rows[] = {
        {"", 5, 0.1, ""},
        {all, 0, 0, all},
        {all, 5, 0,
         "36@0v90 36@1v80 38@2v70 38@3v60 42@4v50 42@5v50 42@6v50 47@7v40 47@8v40 47@9v40 49@10v30 49@11v30 49@12v30 "
         "p60@14v99"},
        {all, 3, 0, "36@0v90 36@1v80 38@2v70 38@3v60 42@4v50 42@5v50 42@6v50 p60@14v99"},
        /* folded drums that are struck together are one; a flam is not */
        {"49@1v60 51@1.001v90 38@2v50 38@2.025v99", 5, 0, "49@1v90 38@2v50 38@2.025v99"},
        /* without folding only what was asked for goes */
        {"38@2v50 38@2.001v99", 0, 0, "38@2v50 38@2.001v99"},
        {"38@2v50 38@2.025v99 38@2.049v20 38@2.051v20", 0, 0.05, "38@2v99 38@2.051v20"},
        {"38@2v50 40@2.025v99 37@2.03v10 36@2.03v10", 0, 0.05, "38@2v99 37@2.03v10 36@2.03v10"},
        {"54@1v50 56@1.01v60 54@1.02v70", 0, 0.05, "54@1v70 56@1.01v60"},
        {"p60@1v50 p60@1.01v60", 5, 0.05, "p60@1v50 p60@1.01v60"},
        {"0@1v50 127@1.01v60", 0, 0, "0@1v50 127@1.01v60"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_notes notes = {0}, expected = {0};
        push_all(&notes, rows[i].notes);
        push_all(&expected, rows[i].expected);
        neume_drums_tidy(&notes, rows[i].classes, rows[i].gap);
        if (notes.count != expected.count)
            fail_msg("row %zu: %zu notes, expected %zu", i, notes.count, expected.count);
        for (size_t k = 0; k < notes.count; k++) {
            const struct neume_note *a = &notes.note[k], *b = &expected.note[k];
            if (a->onset != b->onset || a->pitch != b->pitch || a->velocity != b->velocity || a->drum != b->drum)
                fail_msg("row %zu, note %zu: %d@%g v%d", i, k, a->pitch, a->onset, a->velocity);
        }
        neume_notes_release(&notes);
        neume_notes_release(&expected);
    }
}

static void options_are_checked(void **state)
{
    (void)state;
    static const struct {
        int classes;
        double retrigger, sensitivity;
        enum neume_status status;
    } rows[] = {
        {0, 0, 0, NEUME_OK},
        {3, 1, -1, NEUME_OK},
        {5, 0.03, 1, NEUME_OK},
        {4, 0, 0, NEUME_ERR_ARGUMENT},
        {-1, 0, 0, NEUME_ERR_ARGUMENT},
        {0, -0.001, 0, NEUME_ERR_ARGUMENT},
        {0, 1.001, 0, NEUME_ERR_ARGUMENT},
        {0, NAN, 0, NEUME_ERR_ARGUMENT},
        {0, 0, 1.01, NEUME_ERR_ARGUMENT},
        {0, 0, -1.01, NEUME_ERR_ARGUMENT},
        {0, 0, NAN, NEUME_ERR_ARGUMENT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_options o;
        neume_options_init(&o);
        o.drum_classes = rows[i].classes;
        o.retrigger = rows[i].retrigger;
        o.drum_sensitivity[NEUME_DRUM_XX] = rows[i].sensitivity;
        if (neume_options_check(&o) != rows[i].status)
            fail_msg("row %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_keys),
        cmocka_unit_test(tidies),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
