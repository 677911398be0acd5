/* SPDX-License-Identifier: MIT */
#include "midi/file/note_pairs.h"

#include <stdlib.h>

#include "tests/support/support.h"

struct event {
    int track, tick, status, a, b;
};

struct pair {
    int on, off, track, end;
};

/* Tracks of a file whose last event is at tick 1000; the pairs by track, then note-on. */
static const struct row {
    const char *name;
    struct event event[12];
    struct pair pair[6];
} rows[] = {
    {"repeats that overlap",
     {{0, 0, 0x90, 60, 9},
      {0, 48, 0x90, 60, 9},
      {0, 49, 0x80, 60, 0},
      {0, 96, 0x90, 60, 9},
      {0, 97, 0x80, 60, 0},
      {0, 144, 0x80, 60, 0}},
     {{0, 49, 0, NEUME_PAIR_NOTE_OFF}, {48, 97, 0, NEUME_PAIR_NOTE_OFF}, {96, 144, 0, NEUME_PAIR_NOTE_OFF}}},
    {"on before off on one tick",
     {{0, 0, 0x90, 60, 9}, {0, 48, 0x90, 60, 9}, {0, 48, 0x80, 60, 0}, {0, 96, 0x90, 60, 0}},
     {{0, 48, 0, NEUME_PAIR_NOTE_OFF}, {48, 96, 0, NEUME_PAIR_NOTE_OFF}}},
    {"two staves on one channel",
     {{0, 0, 0x90, 60, 9}, {0, 96, 0x80, 60, 0}, {1, 0, 0x90, 60, 9}, {1, 48, 0x80, 60, 0}, {1, 50, 0x80, 60, 0}},
     {{0, 96, 0, NEUME_PAIR_NOTE_OFF}, {0, 48, 1, NEUME_PAIR_NOTE_OFF}}},
    {"channels and keys apart",
     {{0, 0, 0x90, 60, 9},
      {0, 0, 0x91, 60, 9},
      {0, 0, 0x90, 61, 9},
      {0, 10, 0x81, 60, 0},
      {0, 20, 0x80, 61, 0},
      {0, 30, 0x80, 60, 0}},
     {{0, 30, 0, NEUME_PAIR_NOTE_OFF}, {0, 10, 0, NEUME_PAIR_NOTE_OFF}, {0, 20, 0, NEUME_PAIR_NOTE_OFF}}},
    {"all notes off is for every track",
     {{0, 0, 0x90, 60, 9}, {1, 5, 0x90, 62, 9}, {1, 5, 0x91, 62, 9}, {0, 10, 0xB0, 123, 0}, {0, 20, 0x80, 60, 0}},
     {{0, 10, 0, NEUME_PAIR_CONTROLLER}, {5, 10, 1, NEUME_PAIR_CONTROLLER}, {5, 1000, 1, NEUME_PAIR_HANGING}}},
    {"stray", {{0, 0, 0x80, 60, 9}, {0, 1, 0x90, 60, 9}}, {{1, 1000, 0, NEUME_PAIR_HANGING}}},
};

static void make(struct neume_smf *smf, const struct event *event)
{
    neume_smf_init(smf);
    for (size_t t = 0; t < 2; t++)
        assert_ok(neume_smf_add_track(smf));
    for (size_t i = 0; i < 12 && event[i].status; i++)
        assert_ok(neume_smf_add_message(smf, (size_t)event[i].track, (uint64_t)event[i].tick, event[i].status,
                                        event[i].a, event[i].b));
    for (size_t t = 0; t < 2; t++)
        assert_ok(neume_smf_end_track(smf, t, 1000));
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_smf smf;
        struct neume_note_pairs pairs;
        size_t expected = 0;
        make(&smf, rows[i].event);
        assert_ok(neume_note_pairs_init(&pairs, &smf));
        while (expected < 6 && rows[i].pair[expected].off)
            expected++;
        if (pairs.count != expected)
            fail_msg("%s: %zu pairs", rows[i].name, pairs.count);
        for (size_t k = 0; k < expected; k++) {
            const struct neume_note_pair *p = &pairs.pair[k];
            const struct pair *want = &rows[i].pair[k];
            if (p->on != (uint64_t)want->on || p->off != (uint64_t)want->off || p->track != (uint32_t)want->track ||
                p->end != want->end)
                fail_msg("%s: pair %zu from %d to %d", rows[i].name, k, (int)p->on, (int)p->off);
            assert_int_equal(pairs.of_event[p->track][p->on_event], k);
            if (p->off_event != NEUME_NO_EVENT)
                assert_int_equal(pairs.of_event[p->track][p->off_event], k);
        }
        neume_note_pairs_release(&pairs);
        neume_smf_release(&smf);
    }
    neume_note_pairs_release(NULL);
}

/* Another port has other channels: its controllers end nothing here. */
static void test_ports(void **state)
{
    static const uint8_t port = 3;
    struct neume_smf smf;
    struct neume_note_pairs pairs;
    (void)state;
    make(&smf, (const struct event[12]){{0, 0, 0x90, 60, 9}});
    smf.track[1].count = 0;
    assert_ok(neume_smf_add_meta(&smf, 1, 0, NEUME_META_PORT, &port, 1));
    assert_ok(neume_smf_add_message(&smf, 1, 10, NEUME_MIDI_CONTROL, 123, 0));
    assert_ok(neume_smf_end_track(&smf, 1, 20));
    assert_ok(neume_note_pairs_init(&pairs, &smf));
    assert_int_equal(pairs.pair[0].off, 1000);
    neume_note_pairs_release(&pairs);
    smf.format = 2;
    assert_status(neume_note_pairs_init(&pairs, &smf), NEUME_ERR_UNSUPPORTED);
    neume_note_pairs_release(&pairs);
    neume_smf_release(&smf);
}

/* A hundred thousand notes of one key that all sound at once take no longer than their number. */
static void test_many_open(void **state)
{
    enum { MANY = 100000 };
    struct neume_smf smf;
    struct neume_note_pairs pairs;
    (void)state;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    for (uint64_t i = 0; i < 2 * MANY; i++)
        assert_ok(neume_smf_add_message(&smf, 0, i, i < MANY ? NEUME_MIDI_NOTE_ON : NEUME_MIDI_NOTE_OFF, 60, 64));
    assert_ok(neume_smf_end_track(&smf, 0, 2 * MANY));
    assert_ok(neume_note_pairs_init(&pairs, &smf));
    assert_int_equal(pairs.count, MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(pairs.pair[i].off, i + MANY);
    neume_note_pairs_release(&pairs);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_many_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
