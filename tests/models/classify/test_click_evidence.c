/* SPDX-License-Identifier: MIT */
#include "models/classify/click_evidence.h"

#include <math.h>

#include "tests/support/support.h"

enum { FRAMES = 1000, NOTES = 8 };

static const float hop = 0.0116f;

struct row {
    const char *name;
    float period, length; /* seconds between sounds and of each */
    float uneven;         /* seconds by which every second one is late */
    float floor_db;       /* of what is between them */
    int pitches, lowest;  /* of the notes heard in them */
    int hits;             /* 1: each is heard as a drum */
    double expected;      /* seconds, within 0.012 */
};

static const struct row rows[] = {
    {"metronome", 0.5f, 0.1f, 0, -80, 0, 70, 0, 0.5},     {"two pitches of bleep", 0.5f, 0.15f, 0, -80, 2, 70, 0, 0.5},
    {"a staccato bass", 0.5f, 0.1f, 0, -80, 1, 40, 0, 0}, {"slow", 1.2f, 0.1f, 0, -80, 0, 70, 0, 1.2},
    {"long tones", 0.5f, 0.4f, 0, -80, 1, 70, 0, 0},      {"uneven", 0.5f, 0.1f, 0.06f, -80, 0, 70, 0, 0},
    {"no silence", 0.5f, 0.1f, 0, -30, 0, 70, 0, 0},      {"a staccato tune", 0.5f, 0.1f, 0, -80, 8, 70, 0, 0},
    {"drums", 0.5f, 0.1f, 0, -80, 0, 70, 1, 0},           {"a few", 3, 0.1f, 0, -80, 0, 70, 0, 0},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const struct row *row = &rows[r];
        struct neume_line_frame f[FRAMES];
        struct neume_note hit[64], note[NOTES];
        struct neume_notes hits = {.note = hit}, notes = {.note = note, .count = (size_t)row->pitches};
        for (int i = 0; i < row->pitches; i++)
            note[i] = (struct neume_note){.onset = i * (double)row->period, .pitch = (uint8_t)(row->lowest + i)};
        for (int i = 0; i < FRAMES; i++) {
            float t = (float)i * hop, k = floorf(t / row->period), into = t - k * row->period;
            into -= (int)k % 2 ? row->uneven : 0;
            f[i] = (struct neume_line_frame){t, 0, into >= 0.02f && into < row->length ? -10 : row->floor_db};
        }
        for (double t = 0; row->hits && t < FRAMES * (double)hop; t += (double)row->period)
            hit[hits.count++] = (struct neume_note){.onset = t, .drum = 1};
        double period = neume_click_period(f, FRAMES, &hits, &notes);
        if (fabs(period - row->expected) > 0.012)
            fail_msg("%s: a period of %.3f s", row->name, period);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
