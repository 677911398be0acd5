/* SPDX-License-Identifier: MIT */
#include "midi/file/tempo_map_from_beats.h"

#include <math.h>

#include "midi/file/bar_map.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/tempo_map.h"
#include "tests/support/support.h"

enum { count = 64 };

/* A beat where `first` is its number, the first at `start`; each interval is `slower` times the one before, and wobbles
 * by +-wobble seconds. In the middle `pause` beats are not heard. */
static const struct row {
    const char *name;
    double start, bpm, slower, wobble;
    int first, metre, division;
    double pause;
} rows[] = {
    {"at once", 0, 120, 1, 0, 1, 4, 2, 0},
    {"after a while", 0.7, 97, 1, 0.004, 1, 4, 2, 0},
    {"a pickup", 0.02, 120, 1, 0, 4, 4, 2, 0},
    {"a pickup of two in three", 1.31, 151.7, 1, 0.006, 2, 3, 2, 0},
    {"long silence", 61.3, 88, 1, 0, 3, 4, 2, 0},
    {"six eighths", 0.4, 61, 1, 0.005, 2, 2, 3, 0},
    {"slower", 0.3, 140, 1.01, 0.01, 1, 4, 2, 0},
    {"faster", 0.3, 60, 0.99, 0, 5, 5, 2, 0},
    {"uneven", 0.25, 100, 1, 0.05, 1, 7, 2, 0},
    {"twelve eighths", 2.2, 70, 1.002, 0.003, 4, 4, 3, 0},
    {"all but at once", 0.001, 240, 1, 0, 1, 2, 2, 0},
    {"a pause of 20 s", 0.4, 100, 1, 0.004, 1, 4, 2, 33},
    {"a pause in which the pulse was not kept", 0.4, 100, 1, 0, 3, 4, 2, 30.4},
    {"a beat not heard", 0.4, 100, 1, 0, 1, 3, 2, 1},
    {"a fermata", 0.4, 100, 1, 0, 1, 4, 2, 0.49},
};

static void make(const struct row *r, struct neume_beats *b, struct neume_beat *beat)
{
    double time = r->start, interval = 60 / r->bpm;
    uint64_t seed = 7;
    for (int i = 0; i < count; i++) {
        double late = i ? r->wobble * (2 * support_random(&seed) - 1) : 0;
        int unheard = i >= count / 2 ? (int)lround(r->pause) : 0;
        if (i == count / 2)
            time += r->pause * interval;
        beat[i] = (struct neume_beat){time + late, (r->first - 1 + i + unheard) % r->metre + 1, r->metre};
        time += interval;
        interval *= r->slower;
    }
    *b =
        (struct neume_beats){.beat = beat, .count = count, .metre = r->metre, .division = r->division, .tempo = r->bpm};
}

/* Bars begin at downbeats within the tolerance, and every note keeps its time to half a millisecond. */
static void test_bars_and_times(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_beat beat[count];
        struct neume_beats beats;
        struct neume_midi_options options;
        struct neume_notes notes, back;
        struct neume_smf smf;
        struct neume_tempo_map tempo;
        struct neume_bar_map bars;
        uint64_t seed = 3;
        make(&rows[r], &beats, beat);
        neume_smf_init(&smf);
        neume_notes_init(&notes);
        neume_notes_init(&back);
        neume_midi_options_init(&options);
        options.beats = &beats;
        for (int i = 0; i < 200; i++) {
            double at = (beat[count - 1].time + 3) * support_random(&seed);
            struct neume_note n = {.onset = at, .offset = at + 0.05, .pitch = (uint8_t)(i % 100 + 20), .velocity = 90};
            assert_ok(neume_notes_push(&notes, &n, NULL));
        }
        neume_notes_sort(&notes);
        assert_ok(neume_notes_to_smf(&smf, &notes, &options));
        assert_ok(neume_smf_to_notes(&smf, 0, &back));
        assert_int_equal(back.count, notes.count);
        for (size_t i = 0; i < notes.count; i++)
            if (fabs(back.note[i].onset - notes.note[i].onset) > 0.0005)
                fail_msg("%s: a note at %g s moved to %g s", rows[r].name, notes.note[i].onset, back.note[i].onset);
        assert_ok(neume_tempo_map_init(&tempo, &smf));
        assert_ok(neume_bar_map_init(&bars, &smf));
        for (int i = 0; i < count; i++) {
            uint64_t start, end, tick = (uint64_t)llround(neume_tempo_map_ticks(&tempo, beat[i].time));
            neume_bar_map_find(&bars, tick, &start, &end);
            if (end - tick < tick - start)
                start = end;
            double away = fabs(neume_tempo_map_seconds(&tempo, start) - beat[i].time);
            if (beat[i].number == 1 && away > NEUME_TEMPO_MAP_TOLERANCE + 0.001)
                fail_msg("%s: the downbeat at %g s is %g s from a bar line", rows[r].name, beat[i].time, away);
        }
        neume_tempo_map_release(&tempo);
        neume_bar_map_release(&bars);
        neume_smf_release(&smf);
        neume_notes_release(&notes);
        neume_notes_release(&back);
    }
}

/* A steady tempo is one event, whenever the first beat comes. */
static void test_steady(void **state)
{
    (void)state;
    for (double start = 0; start < 3; start += 0.137) {
        const struct row steady = {"steady", start, 120, 1, 0.002, 1, 4, 2, 0};
        struct neume_beat beat[count];
        struct neume_beats beats;
        struct neume_smf smf;
        int tempos = 0;
        make(&steady, &beats, beat);
        neume_smf_init(&smf);
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_tempo_map_from_beats(&smf, 0, &beats));
        for (size_t i = 0; i < smf.track[0].count; i++) {
            uint32_t us = neume_smf_tempo(&smf, &smf.track[0].event[i]);
            tempos += us != 0;
            if (us)
                if (fabs(60e6 / us - 120) > 0.1)
                    fail_msg("%g s before: %g", start, 60e6 / us);
        }
        assert_int_equal(tempos, 1);
        neume_smf_release(&smf);
    }
}

static void test_bad_beats(void **state)
{
    (void)state;
    static const struct neume_beat wrong[][2] = {
        {{1, 1, 4}, {1, 2, 4}}, {{1, 1, 4}, {0.5, 2, 4}}, {{-1, 1, 4}, {1, 2, 4}}, {{1, 0, 4}, {2, 2, 4}},
        {{1, 5, 4}, {2, 2, 4}}, {{1, 1, 0}, {2, 1, 4}},   {{1, 1, 4}, {20, 2, 4}}, {{1, 1, 4}, {(double)NAN, 2, 4}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct neume_beat beat[2] = {wrong[i][0], wrong[i][1]};
        struct neume_beats beats = {.beat = beat, .count = 2, .division = 2};
        struct neume_smf smf;
        neume_smf_init(&smf);
        assert_ok(neume_smf_add_track(&smf));
        assert_status(neume_tempo_map_from_beats(&smf, 0, &beats), NEUME_ERR_ARGUMENT);
        neume_smf_release(&smf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bars_and_times),
        cmocka_unit_test(test_steady),
        cmocka_unit_test(test_bad_beats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
