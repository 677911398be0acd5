/* SPDX-License-Identifier: MIT */
#include "models/classify/line_evidence.h"

#include <math.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

enum { FRAMES = 400 };

static const float hop = 0.01f;

/* Two notes of two seconds each, heard as each row has it. */
struct row {
    const char *name;
    float off;                       /* semitones that the tracker is off by */
    float vibrato;                   /* semitones to either side, at 5 Hz */
    float fall;                      /* dB a second */
    double followed, wander, moving; /* expected, within 0.1, 2 cents and 0.1 */
};

static const struct row rows[] = {
    {"steady", 0, 0, 0, 1, 0, 0},
    {"plucked", 0, 0, 20, 1, 0, 0},
    {"vibrato", 0, 0.5f, 0, 1, 35.4, 0.8},
    {"another pitch", 7, 0, 0, 0, 0, 0},
};

static void make(const struct row *r, struct neume_line_frame *f)
{
    for (int i = 0; i < FRAMES; i++) {
        float t = (float)i * hop, into = fmodf(t, 2);
        float pitch = (i < FRAMES / 2 ? 60 : 64) + r->off + r->vibrato * sinf(10 * SIGNAL_PI * t);
        f[i] = (struct neume_line_frame){t, pitch, -10 - r->fall * into};
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_line_frame f[FRAMES];
        struct neume_note note[] = {{.onset = 0, .offset = 2, .pitch = 60}, {.onset = 2, .offset = 4, .pitch = 64}};
        struct neume_notes notes = {.note = note, .count = 2};
        make(&rows[i], f);
        struct neume_line_evidence e = neume_line_evidence_count(f, FRAMES, &notes);
        if (fabs(e.followed - rows[i].followed) > 0.1 || fabs(e.explained - rows[i].followed) > 0.1 ||
            fabs(e.wander - rows[i].wander) > 2 || fabs(e.moving - rows[i].moving) > 0.1 ||
            fabs(e.fall - (double)rows[i].fall) > 0.5)
            fail_msg("%s: followed %.2f, explained %.2f, wander %.1f, moving %.2f, fall %.1f", rows[i].name, e.followed,
                     e.explained, e.wander, e.moving, e.fall);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    struct neume_notes none = {0};
    struct neume_line_evidence e = neume_line_evidence_count(NULL, 0, &none);
    assert_true(e.followed == 0 && e.explained == 0 && e.wander == 0 && e.moving == 0 && e.fall == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
