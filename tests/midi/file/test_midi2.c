/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/midi2.h"
#include "midi/file/midi2_from_smf.h"
#include "midi/file/midi2_to_smf.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_to_notes.h"
#include "tests/support/support.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void sizes(void **state)
{
    (void)state;
    static const int words[16] = {1, 1, 1, 2, 2, 4, 1, 1, 2, 2, 2, 3, 3, 4, 4, 4}; /* M2-104-UM, table 4 */
    for (uint32_t type = 0; type < 16; type++)
        assert_int_equal(neume_ump_words(type << 28), words[type]);
}

/* M2-115-U: least, centre and most stay so, the order too, and the upper bits give the value back. */
static void scales(void **state)
{
    (void)state;
    static const int bits[][2] = {{7, 16}, {7, 32}, {14, 32}, {14, 16}};
    static const struct {
        uint32_t from, to;
    } seven_to_sixteen[] = {{0, 0}, {1, 0x200}, {64, 0x8000}, {65, 0x8208}, {127, 0xFFFF}};
    for (size_t i = 0; i < COUNT(seven_to_sixteen); i++)
        assert_int_equal(neume_ump_scale_up(seven_to_sixteen[i].from, 7, 16), seven_to_sixteen[i].to);
    for (size_t i = 0; i < COUNT(bits); i++) {
        int from = bits[i][0], to = bits[i][1];
        uint32_t most = (1u << from) - 1, before = 0;
        assert_int_equal(neume_ump_scale_up(most, from, to), to == 32 ? 0xFFFFFFFFu : (1u << to) - 1);
        assert_int_equal(neume_ump_scale_up((most + 1) / 2, from, to), 1u << (to - 1));
        for (uint32_t v = 0; v <= most; v++) {
            uint32_t up = neume_ump_scale_up(v, from, to);
            assert_int_equal(up >> (to - from), v);
            assert_true(!v || up > before);
            before = up;
        }
    }
}

static void message(struct neume_smf *smf, uint64_t tick, int status, int a, int b)
{
    assert_ok(neume_smf_add_message(smf, 0, tick, status, a, b));
}

static void meta(struct neume_smf *smf, uint64_t tick, int type, const char *data, size_t size)
{
    assert_ok(neume_smf_add_meta(smf, 0, tick, type, data, size));
}

static const struct {
    uint64_t tick;
    uint32_t word[4];
} translated_words[] = {
    {0, {0xD0100103, 0x536F6E67}},                          /* the clip's name, "Song" */
    {0, {0xD0100000, 50000000}},                            /* 120 BPM: 0.5 s in units of 10 ns */
    {0, {0xD0100001, 0x03030800}},                          /* 3/8 */
    {0, {0xD0100005, 0xE3000000 - 0x01000000}},             /* two flats, tonic B: B flat major */
    {0, {0x40C20001, 0x05000102}},                          /* program 6 of bank 1, 2 */
    {0, {0x40220000, 0x18000000}},                          /* RPN 0: 12 semitones */
    {0, {0x40B20700, 0xC9249249}},                          /* volume 100 */
    {0, {0x40E20000, 0x80000000}},                          /* bend, centre */
    {0, {0x30057E7F, 0x09010000}},                          /* GM on */
    {10, {0x40923C00, 0xC9240000}},                         /* C4, velocity 100 */
    {20, {0x40A23C00, 0xFFFFFFFF}},                         /* key pressure */
    {30, {0x40823C00, 0x80000000}},                         /* a note-on of velocity 0 */
    {40, {0x40320102, 0x04080000}},                         /* NRPN 1, 2 */
    {50, {0xD0500201, 0x61626364, 0x65666768, 0x696A6B6C}}, /* a lyric in two packets */
    {50, {0xD0D00201, 0x6D000000}},
    {60, {0x30160102, 0x03040506}}, /* seven bytes in two packets */
    {60, {0x30310700, 0}},
};

/* One of each, against the words that the specification gives. */
static void translates(void **state)
{
    (void)state;
    struct neume_smf smf, back;
    struct neume_midi2 clip;
    size_t left_out;
    neume_smf_init(&smf);
    neume_smf_init(&back);
    neume_midi2_init(&clip);
    assert_ok(neume_smf_add_track(&smf));
    meta(&smf, 0, NEUME_META_TRACK_NAME, "Song", 4);
    assert_ok(neume_smf_add_tempo(&smf, 0, 0, 500000));
    assert_ok(neume_smf_add_time_signature(&smf, 0, 0, 3, 8));
    meta(&smf, 0, NEUME_META_KEY_SIGNATURE, "\xFE\0", 2);
    message(&smf, 0, 0xB2, 0, 1);
    message(&smf, 0, 0xB2, 32, 2);
    message(&smf, 0, 0xC2, 5, 0);
    message(&smf, 0, 0xB2, 101, 0);
    message(&smf, 0, 0xB2, 100, 0);
    message(&smf, 0, 0xB2, 6, 12);
    message(&smf, 0, 0xB2, 38, 0);
    message(&smf, 0, 0xB2, 7, 100);
    message(&smf, 0, 0xE2, 0, 64);
    assert_ok(neume_smf_add_sysex(&smf, 0, 0, NEUME_MIDI_SYSEX, "\x7E\x7F\x09\x01\0\xF7", 6));
    message(&smf, 10, 0x92, 60, 100);
    message(&smf, 20, 0xA2, 60, 127);
    message(&smf, 30, 0x92, 60, 0);
    message(&smf, 40, 0xB2, 99, 1);
    message(&smf, 40, 0xB2, 98, 2);
    message(&smf, 40, 0xB2, 6, 2);
    message(&smf, 40, 0xB2, 38, 2);
    meta(&smf, 50, 5, "abcdefghijklm", 13);
    assert_ok(neume_smf_add_sysex(&smf, 0, 60, NEUME_MIDI_SYSEX, "\1\2\3\4\5\6\7\xF7", 8));
    assert_ok(neume_smf_add_sysex(&smf, 0, 60, NEUME_MIDI_SYSEX_ESCAPE, "\xF8", 1)); /* no place for it */
    meta(&smf, 60, 0x7F, "x", 1);                                                    /* nor for this */
    assert_ok(neume_smf_end_track(&smf, 0, 70));

    assert_ok(neume_midi2_from_smf(&clip, &smf, &left_out));
    assert_int_equal(left_out, 2);
    assert_int_equal(clip.count, COUNT(translated_words));
    assert_int_equal(clip.end, 70);
    for (size_t i = 0; i < clip.count; i++)
        if (clip.message[i].tick != translated_words[i].tick ||
            memcmp(clip.message[i].word, translated_words[i].word, sizeof translated_words[i].word))
            fail_msg("message %zu: %08X %08X at %u", i, (unsigned)clip.message[i].word[0],
                     (unsigned)clip.message[i].word[1], (unsigned)clip.message[i].tick);

    /* Back, and over again: the second clip is the first. */
    struct neume_midi2 again;
    neume_midi2_init(&again);
    assert_ok(neume_smf_from_midi2(&back, &clip, &left_out));
    assert_int_equal(left_out, 0);
    assert_int_equal(back.track_count, 2);
    assert_ok(neume_midi2_from_smf(&again, &back, NULL));
    assert_int_equal(again.count, clip.count);
    neume_midi2_release(&again);
    neume_midi2_release(&clip);
    neume_smf_release(&smf);
    neume_smf_release(&back);
}

/* All keys, major and minor, there and back. */
static void keys(void **state)
{
    (void)state;
    struct neume_smf smf, back;
    struct neume_midi2 clip;
    neume_smf_init(&smf);
    neume_smf_init(&back);
    neume_midi2_init(&clip);
    assert_ok(neume_smf_add_track(&smf));
    for (int k = 0; k < 30; k++) {
        char d[2] = {(char)(k / 2 - 7), (char)(k % 2)};
        meta(&smf, (uint64_t)k, NEUME_META_KEY_SIGNATURE, d, 2);
    }
    assert_ok(neume_smf_end_track(&smf, 0, 30));
    assert_ok(neume_midi2_from_smf(&clip, &smf, NULL));
    assert_ok(neume_smf_from_midi2(&back, &clip, NULL));
    assert_true(neume_smf_equal(&smf, &back));
    neume_midi2_release(&clip);
    neume_smf_release(&smf);
    neume_smf_release(&back);
}

static double cents_at(const struct neume_notes *notes, const struct neume_note *n, double time)
{
    const struct neume_bend *b = &notes->bend[n->bend_first];
    uint32_t i = 0;
    if (!n->bend_count)
        return 0;
    while (i + 1 < n->bend_count && b[i + 1].time <= time)
        i++;
    return b[i].cents;
}

/* Two notes that bend apart: as MPE, as per-note bends of one channel, and back. */
static void notes_bend_each_on_their_own(void **state)
{
    (void)state;
    struct neume_notes notes, back;
    struct neume_smf smf, again;
    struct neume_midi2 clip;
    struct neume_midi_options o;
    int bends = 0;
    neume_notes_init(&notes);
    neume_notes_init(&back);
    neume_smf_init(&smf);
    neume_smf_init(&again);
    neume_midi2_init(&clip);
    neume_midi_options_init(&o);
    o.bends = 2;
    for (int i = 0; i < 2; i++) {
        struct neume_bend curve[2] = {{0, 0}, {1, i ? -300.0f : 200.0f}};
        struct neume_note n = {
            .onset = 0.1 * i, .offset = 1.5, .pitch = (uint8_t)(60 + 4 * i), .velocity = 90, .bend_count = 2};
        assert_ok(neume_notes_push(&notes, &n, curve));
    }
    assert_ok(neume_notes_to_smf(&smf, &notes, &o));
    assert_ok(neume_midi2_from_smf(&clip, &smf, NULL));
    for (size_t i = 0; i < clip.count; i++) {
        uint32_t a = clip.message[i].word[0], kind = a >> 16 & 0xF0;
        if (a >> 28 == NEUME_UMP_MIDI2) {
            assert_int_equal(a >> 16 & 0xF, 0); /* all of it on the master's channel */
            assert_true(kind != NEUME_MIDI_BEND);
            bends += kind == NEUME_UMP_NOTE_BEND;
        }
    }
    assert_true(bends > 100);
    assert_ok(neume_smf_from_midi2(&again, &clip, NULL));
    assert_ok(neume_smf_to_notes(&again, 0, &back));
    assert_int_equal(back.count, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(back.note[i].pitch, 60 + 4 * i);
        for (double t = 0.1; t < 1; t += 0.1)
            assert_true(fabs(cents_at(&back, &back.note[i], t) - (i ? -300 : 200) * t) < 4);
    }
    neume_midi2_release(&clip);
    neume_smf_release(&smf);
    neume_smf_release(&again);
    neume_notes_release(&notes);
    neume_notes_release(&back);
}

static void long_gaps_and_empty_clips(void **state)
{
    (void)state;
    static const uint64_t ends[] = {0, 1, 0xFFFFF, 0x100000, 0x345678};
    for (size_t i = 0; i < COUNT(ends); i++) {
        struct neume_midi2 clip, again;
        uint8_t *bytes;
        size_t size;
        neume_midi2_init(&clip);
        neume_midi2_init(&again);
        clip.division = 96;
        assert_ok(neume_midi2_add(&clip, 0, (const uint32_t[4]){0x40903C00, 0xFFFF0000}));
        clip.header_count = i % 2; /* a message may stand in the configuration header */
        clip.end = ends[i];
        assert_ok(neume_midi2_write_memory(&clip, &bytes, &size));
        assert_ok(neume_midi2_parse(&again, bytes, size));
        assert_true(neume_midi2_equal(&clip, &again));
        free(bytes);
        neume_midi2_release(&clip);
        neume_midi2_release(&again);
    }
}

#define MAGIC "SMF2CLIP"
#define DCS0  "\0\x40\0\0"
#define DCTPQ "\0\x30\x01\xE0"
#define START "\xF0\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define END   "\xF0\x21\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define ROW(bytes, status)               \
    {                                    \
        bytes, sizeof(bytes) - 1, status \
    }

static void bad_files(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        enum neume_status status;
    } rows[] = {
        ROW("", NEUME_ERR_EMPTY),
        ROW("SMF2CLUB", NEUME_ERR_FORMAT),
        ROW("MThd", NEUME_ERR_FORMAT),
        ROW("SMF2", NEUME_ERR_DAMAGED),
        ROW(MAGIC, NEUME_ERR_DAMAGED),
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 END, NEUME_OK),
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 END "more", NEUME_OK),
        ROW(MAGIC DCTPQ START END, NEUME_OK),
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 "\x40\x90\x3C\0\xFF\xFF\0\0" DCS0 END, NEUME_OK),
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 "\x40\x90\x3C\0\xFF\xFF", NEUME_ERR_DAMAGED), /* cut in a message */
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0, NEUME_ERR_DAMAGED),                          /* no End of Clip */
        ROW(MAGIC DCS0 DCTPQ DCS0 END, NEUME_ERR_DAMAGED),                                 /* no start */
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 START DCS0 END, NEUME_ERR_DAMAGED),
        ROW(MAGIC DCS0 START DCS0 END, NEUME_ERR_DAMAGED),                                /* no ticks a quarter, */
        ROW(MAGIC DCS0 "\0\x30\0\0" DCS0 START DCS0 END, NEUME_ERR_DAMAGED),              /* none of them, */
        ROW(MAGIC DCS0 DCTPQ DCS0 "\0\x30\0\x60" DCS0 START DCS0 END, NEUME_ERR_DAMAGED), /* two numbers, */
        ROW(MAGIC DCS0 DCTPQ DCS0 START DCS0 DCTPQ DCS0 END, NEUME_ERR_DAMAGED),          /* too late */
        ROW(MAGIC "\0\x40\0\x01" DCTPQ DCS0 START DCS0 END, NEUME_ERR_DAMAGED), /* time passes in the header */
    };
    struct neume_midi2 clip;
    neume_midi2_init(&clip);
    for (size_t i = 0; i < COUNT(rows); i++) {
        enum neume_status s = neume_midi2_parse(&clip, rows[i].bytes, rows[i].size);
        if (s != rows[i].status)
            fail_msg("row %zu: %s", i, neume_status_text(s));
        assert_true(s == NEUME_OK || !clip.count);
    }
    neume_midi2_release(&clip);
    neume_midi2_release(NULL);
}

static void bad_clips(void **state)
{
    (void)state;
    struct neume_midi2 clip;
    struct neume_smf smf;
    uint8_t *bytes;
    size_t size;
    const uint32_t note[4] = {0x40903C00, 0xFFFF0000};
    neume_midi2_init(&clip);
    neume_smf_init(&smf);
    assert_ok(neume_midi2_add(&clip, 5, note));
    clip.header_count = 1; /* in the header, and late */
    assert_status(neume_midi2_write_memory(&clip, &bytes, &size), NEUME_ERR_ARGUMENT);
    clip.header_count = 0;
    assert_ok(neume_midi2_add(&clip, 4, note));
    assert_status(neume_midi2_write_memory(&clip, &bytes, &size), NEUME_ERR_ARGUMENT);
    clip.count = 1;
    clip.end = 4;
    assert_status(neume_midi2_write_memory(&clip, &bytes, &size), NEUME_ERR_ARGUMENT);
    clip.division = 0x8000;
    assert_status(neume_smf_from_midi2(&smf, &clip, NULL), NEUME_ERR_UNSUPPORTED);
    smf.division = 0xE728; /* SMPTE */
    assert_status(neume_midi2_from_smf(&clip, &smf, NULL), NEUME_ERR_UNSUPPORTED);
    smf.format = 2;
    smf.division = 96;
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_track(&smf));
    assert_status(neume_midi2_from_smf(&clip, &smf, NULL), NEUME_ERR_UNSUPPORTED);
    neume_midi2_release(&clip);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes),
        cmocka_unit_test(scales),
        cmocka_unit_test(translates),
        cmocka_unit_test(keys),
        cmocka_unit_test(notes_bend_each_on_their_own),
        cmocka_unit_test(long_gaps_and_empty_clips),
        cmocka_unit_test(bad_files),
        cmocka_unit_test(bad_clips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
