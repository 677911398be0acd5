/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/file/smf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "midi/file/smf_read.h"
#include "midi/file/smf_write.h"
#include "tests/support/support.h"

/* A string literal as bytes, without its final NUL. */
#define B(s) (s), sizeof(s) - 1

#define HEAD(format, tracks, division) "MThd\0\0\0\6\0" format "\0" tracks division
#define END                            "\0\xFF\x2F\0"
/* A note of 96 ticks: 8 bytes. */
#define NOTE "\0\x90\x3C\x40\x60\x80\x3C\x20"

struct row {
    const char *name;
    const char *bytes;
    size_t size;
    enum neume_status status;
    unsigned repairs;
    size_t tracks, events; /* of the last track */
};

static const struct row rows[] = {
    {"one note", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0C" NOTE END), NEUME_OK, 0, 1, 3},
    {"no tracks", B(HEAD("\1", "\0", "\0\x60")), NEUME_OK, 0, 0, 0},
    {"SMPTE 25 x 40", B(HEAD("\0", "\1", "\xE7\x28") "MTrk\0\0\0\x0C" NOTE END), NEUME_OK, 0, 1, 3},
    {"format 2", B(HEAD("\2", "\2", "\0\x60") "MTrk\0\0\0\4" END "MTrk\0\0\0\x0C" NOTE END), NEUME_OK, 0, 2, 3},
    {"running status", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0B\0\x90\x3C\x40\x60\x3C\0" END), NEUME_OK, 0, 1, 3},
    {"long header",
     B("MThd\0\0\0\x08\0\0\0\1\0\x60zz"
       "MTrk\0\0\0\4" END),
     NEUME_OK, 0, 1, 1},
    {"unknown chunks",
     B(HEAD("\1", "\1", "\0\x60") "XFIH\0\0\0\1a"
                                  "MTrk\0\0\0\4" END "tail\0\0\0\0"),
     NEUME_OK, 0, 1, 1},
    {"unknown meta", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x09\0\xFF\x6E\1x" END), NEUME_OK, 0, 1, 2},
    {"no end of track", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x08" NOTE), NEUME_OK, NEUME_SMF_NO_END, 1, 3},
    {"empty track", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\0"), NEUME_OK, NEUME_SMF_NO_END, 1, 1},
    {"after the end", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0E" NOTE END "\0\0"), NEUME_OK, NEUME_SMF_AFTER_END, 1,
     3},
    {"more tracks", B(HEAD("\1", "\1", "\0\x60") "MTrk\0\0\0\4" END "MTrk\0\0\0\4" END), NEUME_OK,
     NEUME_SMF_TRACK_COUNT, 2, 1},
    {"track too long", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\x10\0" NOTE END), NEUME_OK, NEUME_SMF_TRACK_LENGTH, 1, 3},
    {"trailing bytes", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\4" END "\x1A\0"), NEUME_OK, NEUME_SMF_TRAILING, 1, 1},
    {"running over meta", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x10\0\x90\x3C\x40\0\xFF\1\1x\x60\x3C\0" END),
     NEUME_OK, NEUME_SMF_RUNNING_STATUS, 1, 4},
    {"RIFF RMID", B("RIFF\x2A\0\0\0RMIDdata\x1E\0\0\0" HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\4" END "\0\0\0\0"),
     NEUME_OK, NEUME_SMF_WRAPPED | NEUME_SMF_TRAILING, 1, 1},
    {"nothing", B(""), NEUME_ERR_EMPTY, 0, 0, 0},
    {"one byte of it", B("M"), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"one other byte", B("x"), NEUME_ERR_FORMAT, 0, 0, 0},
    {"text", B("Not a MIDI file at all, but some words.\n"), NEUME_ERR_FORMAT, 0, 0, 0},
    {"wave", B("RIFF\x24\0\0\0WAVEfmt "), NEUME_ERR_FORMAT, 0, 0, 0},
    {"RMID without data", B("RIFF\4\0\0\0RMID"), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"short header", B("MThd\0\0\0\4\0\0\0\1MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"header beyond the file", B("MThd\xFF\xFF\xFF\xFF\0\0\0\1\0\x60MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"format 3", B(HEAD("\3", "\1", "\0\x60") "MTrk\0\0\0\4" END), NEUME_ERR_UNSUPPORTED, 0, 0, 0},
    {"division 0", B(HEAD("\0", "\1", "\0\0") "MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"SMPTE of 1 frame", B(HEAD("\0", "\1", "\xFF\x28") "MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"SMPTE of 0 ticks", B(HEAD("\0", "\1", "\xE7\0") "MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"fewer tracks", B(HEAD("\1", "\2", "\0\x60") "MTrk\0\0\0\x0C" NOTE END), NEUME_OK, NEUME_SMF_TRACKS_MISSING, 1, 3},
    {"fewer tracks, and no note", B(HEAD("\1", "\2", "\0\x60") "MTrk\0\0\0\4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"tracks, but none", B(HEAD("\1", "\2", "\0\x60")), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"track length 0", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\0" NOTE END), NEUME_OK, NEUME_SMF_TRACK_LENGTH, 1, 3},
    {"track length 0, two tracks", B(HEAD("\1", "\2", "\0\x60") "MTrk\0\0\0\0" NOTE END "MTrk\0\0\0\x0C" NOTE END),
     NEUME_OK, NEUME_SMF_TRACK_LENGTH, 2, 3},
    {"track length 0, cut", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\0" NOTE), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"track too short", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\4" NOTE END), NEUME_OK, NEUME_SMF_TRACK_LENGTH, 1, 3},
    {"track too short, inside an event", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\2" NOTE END), NEUME_OK,
     NEUME_SMF_TRACK_LENGTH, 1, 3},
    {"track over the next", B(HEAD("\1", "\2", "\0\x60") "MTrk\0\0\0\x18" NOTE END "MTrk\0\0\0\x0C" NOTE END), NEUME_OK,
     NEUME_SMF_TRACK_LENGTH, 2, 3},
    {"track over the next and the file",
     B(HEAD("\1", "\2", "\0\x60") "MTrk\0\0\x7F\0" NOTE END "MTrk\0\0\0\x0C" NOTE END), NEUME_OK,
     NEUME_SMF_TRACK_LENGTH, 2, 3},
    {"junk before", B("junk" HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0C" NOTE END), NEUME_OK, NEUME_SMF_LEADING, 1, 3},
    {"junk and a header that cannot be", B("junk" HEAD("\0", "\1", "\0\0") "MTrk\0\0\0\x0C" NOTE END), NEUME_ERR_FORMAT,
     0, 0, 0},
    {"track too long, no end", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\x10\0" NOTE), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"no status", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\7\0\x3C\x40" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"high data byte", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x08\0\x90\x3C\x80" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"status F4", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\6\0\xF4" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"number of five bytes", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0B\x81\x80\x80\x80\0\x90\x3C\x40" END),
     NEUME_ERR_DAMAGED, 0, 0, 0},
    {"event over the end", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\3\0\x90\x3C"), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"delta alone", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\1\0"), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"meta over the end", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x0A\0\xFF\1\xFF\xFF\x7F" END), NEUME_ERR_DAMAGED, 0,
     0, 0},
    {"meta type 80", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x08\0\xFF\x80\0" END), NEUME_ERR_DAMAGED, 0, 0, 0},
    {"sysex over the end", B(HEAD("\0", "\1", "\0\x60") "MTrk\0\0\0\x08\0\xF0\x20\x01" END), NEUME_ERR_DAMAGED, 0, 0,
     0},
};

/* Parses a copy in a block of just its size, so that the address sanitizer sees a read past the end. */
static enum neume_status parse(struct neume_smf *smf, const void *bytes, size_t size)
{
    void *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size)
        memcpy(copy, bytes, size);
    enum neume_status s = neume_smf_parse(smf, copy, size);
    free(copy);
    return s;
}

static void check_again(const struct neume_smf *smf)
{
    struct neume_smf again;
    uint8_t *bytes;
    size_t size;
    neume_smf_init(&again);
    assert_ok(neume_smf_write_memory(smf, &bytes, &size));
    assert_ok(parse(&again, bytes, size));
    assert_true(neume_smf_equal(smf, &again));
    assert_int_equal(again.repairs, 0);
    free(bytes);
    neume_smf_release(&again);
}

static void test_table(void **state)
{
    (void)state;
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];
        enum neume_status s = parse(&smf, r->bytes, r->size);
        size_t events = smf.track_count ? smf.track[smf.track_count - 1].count : 0;
        if (s != r->status || smf.repairs != r->repairs || smf.track_count != r->tracks || events != r->events)
            fail_msg("%s: \"%s\", repairs %u, %zu tracks, %zu events", r->name, neume_status_text(s), smf.repairs,
                     smf.track_count, events);
        if (s == NEUME_OK)
            check_again(&smf);
    }
    neume_smf_release(&smf);
}

/* Every kind of event, three tracks, chunks between them. */
static void make_rich(struct neume_smf *smf)
{
    static const int status[] = {0x80, 0x9F, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5};
    neume_smf_release(smf);
    smf->format = 1;
    smf->division = 960;
    assert_ok(neume_smf_add_chunk(smf, "abcd", "first", 5));
    for (size_t t = 0; t < 3; t++) {
        assert_ok(neume_smf_add_track(smf));
        assert_ok(neume_smf_add_meta(smf, t, 0, NEUME_META_TRACK_NAME, "piano", 5));
        assert_ok(neume_smf_add_tempo(smf, t, 0, 512345));
        assert_ok(neume_smf_add_time_signature(smf, t, 3, 7, 8));
        assert_ok(neume_smf_add_meta(smf, t, 3, NEUME_META_KEY_SIGNATURE, "\xFD\x01", 2));
        for (int i = 0; i < 7; i++)
            for (int k = 0; k < 3; k++)
                assert_ok(neume_smf_add_message(smf, t, (uint64_t)(100 << 3 * i), status[i], 60 + k,
                                                (status[i] & 0xE0) == 0xC0 ? 0 : k));
        assert_ok(neume_smf_add_sysex(smf, t, 30000000, NEUME_MIDI_SYSEX, "\x7E\x7F\x09\x01\xF7", 5));
        assert_ok(neume_smf_add_sysex(smf, t, 30000000, NEUME_MIDI_SYSEX_ESCAPE, "\xF3\x01", 2));
        assert_ok(neume_smf_add_meta(smf, t, 30000000, 0x7D, NULL, 0));
        assert_ok(neume_smf_end_track(smf, t, 30000000 + NEUME_SMF_MAX_DELTA));
        assert_ok(neume_smf_add_chunk(smf, "XFKM", "xyz", t));
    }
}

static void test_everything_is_kept(void **state)
{
    (void)state;
    struct neume_smf smf, again;
    uint8_t *bytes, *bytes2;
    size_t size, size2, name_size;
    int a, b;
    neume_smf_init(&smf);
    neume_smf_init(&again);
    make_rich(&smf);
    check_again(&smf);
    assert_ok(neume_smf_write_memory(&smf, &bytes, &size));
    assert_ok(parse(&again, bytes, size));
    assert_ok(neume_smf_write_memory(&again, &bytes2, &size2));
    assert_int_equal(size, size2);
    assert_memory_equal(bytes, bytes2, size);
    const struct neume_smf_event *e = again.track[1].event;
    assert_memory_equal(neume_smf_track_name(&again, 1, &name_size), "piano", 5);
    assert_int_equal(neume_smf_tempo(&again, &e[1]), 512345);
    assert_true(neume_smf_time_signature(&again, &e[2], &a, &b));
    assert_true(a == 7 && b == 8);
    assert_true(neume_smf_key_signature(&again, &e[3], &a, &b));
    assert_true(a == -3 && b == 1);
    assert_int_equal(neume_smf_tempo(&again, &e[2]), 0);
    /* note-on with velocity 0 and note-off stay apart */
    assert_true(e[4].status == 0x80 && e[7].status == 0x9F && e[7].data[1] == 0);
    free(bytes);
    free(bytes2);
    neume_smf_release(&again);
    neume_smf_release(&smf);
}

/* Whether `size` bytes end where a chunk does, or inside one after the last track. */
static int may_be_read(const uint8_t *bytes, size_t size, size_t all_tracks, size_t *tracks)
{
    size_t at = 14;
    *tracks = 0;
    while (at + 8 <= size) {
        size_t end = at + 8 + ((size_t)bytes[at + 6] << 8 | bytes[at + 7]);
        if (end > size)
            break;
        *tracks += !memcmp(bytes + at, "MTrk", 4);
        at = end;
    }
    return (at == size && *tracks) || *tracks == all_tracks;
}

/* Any cut is an error, but for one between two tracks after a note, which the repairs tell, and one inside a chunk that
 * follows the last track. */
/* A copy is equal, and a file of its own; of nothing, too. */
static void test_copy(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_smf smf, copy;
        neume_smf_init(&smf);
        if (neume_smf_parse(&smf, rows[i].bytes, rows[i].size) == NEUME_OK) {
            assert_ok(neume_smf_copy(&copy, &smf));
            assert_true(neume_smf_equal(&copy, &smf));
            assert_int_equal(copy.repairs, smf.repairs);
            assert_ok(neume_smf_add_track(&copy));
            assert_ok(neume_smf_end_track(&copy, copy.track_count - 1, 5));
            assert_ok(neume_smf_add_chunk(&copy, "more", "x", 1));
            assert_false(neume_smf_equal(&copy, &smf));
            neume_smf_release(&smf);
            assert_true(copy.track[copy.track_count - 1].count == 1);
            neume_smf_release(&copy);
        }
        neume_smf_release(&smf);
    }
}

static void test_cut_at_every_byte(void **state)
{
    (void)state;
    struct neume_smf smf, cut;
    uint8_t *bytes;
    size_t size, tracks;
    neume_smf_init(&smf);
    neume_smf_init(&cut);
    make_rich(&smf);
    assert_ok(neume_smf_write_memory(&smf, &bytes, &size));
    for (size_t n = 0; n < size; n++) {
        enum neume_status s = parse(&cut, bytes, n);
        int whole = n > 14 && may_be_read(bytes, n, smf.track_count, &tracks);
        assert_status(s, n == 0 ? NEUME_ERR_EMPTY : whole ? NEUME_OK : NEUME_ERR_DAMAGED);
        if (s == NEUME_OK) {
            assert_int_equal(cut.track_count, tracks);
            assert_int_equal((cut.repairs & NEUME_SMF_TRACKS_MISSING) != 0, tracks < smf.track_count);
        } else {
            assert_true(cut.track_count == 0 && !cut.bytes && !cut.track);
        }
    }
    free(bytes);
    neume_smf_release(&cut);
    neume_smf_release(&smf);
}

static void test_writer_refuses(void **state)
{
    (void)state;
    static const struct {
        uint64_t tick[2];
        int status[2], data;
    } bad[] = {
        {{10, 9}, {0x90, 0x90}, 60},                                /* ticks that fall */
        {{0, (uint64_t)NEUME_SMF_MAX_DELTA + 1}, {0x90, 0x90}, 60}, /* too far apart */
        {{0, 0}, {0x90, 0x90}, 128},
        {{0, 0}, {0x70, 0x90}, 60},
        {{0, 0}, {0xF4, 0x90}, 60},
        {{0, 0}, {0xFF, 0x90}, NEUME_META_END_OF_TRACK}, /* an end before the end */
    };
    struct neume_smf smf;
    uint8_t *bytes;
    size_t size;
    neume_smf_init(&smf);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        neume_smf_release(&smf);
        assert_ok(neume_smf_add_track(&smf));
        for (int k = 0; k < 2; k++)
            assert_ok(neume_smf_add_message(&smf, 0, bad[i].tick[k], bad[i].status[k], k ? 60 : bad[i].data, 0));
        assert_status(neume_smf_write_memory(&smf, &bytes, &size), NEUME_ERR_ARGUMENT);
        assert_null(bytes);
    }
    neume_smf_release(&smf);
    smf.division = 0;
    assert_status(neume_smf_write_memory(&smf, &bytes, &size), NEUME_ERR_ARGUMENT);
    smf.division = 96;
    smf.format = 3;
    assert_status(neume_smf_write_memory(&smf, &bytes, &size), NEUME_ERR_ARGUMENT);
}

static void test_files(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "a.mid"), *empty = support_path(folder, "empty.mid");
    const char *text = support_path(folder, "text.mid");
    struct neume_smf smf, back;
    neume_smf_init(&smf);
    neume_smf_init(&back);
    make_rich(&smf);
    assert_ok(neume_smf_write(&smf, path));
    assert_ok(neume_smf_read(&back, path));
    assert_true(neume_smf_equal(&smf, &back));
    support_write_file(empty, "", 0);
    support_write_file(text, "hello", 5);
    assert_status(neume_smf_read(&back, empty), NEUME_ERR_EMPTY);
    assert_status(neume_smf_read(&back, text), NEUME_ERR_FORMAT);
    assert_status(neume_smf_read(&back, folder), NEUME_ERR_DIRECTORY);
    assert_status(neume_smf_read(&back, support_path(folder, "none.mid")), NEUME_ERR_NOT_FOUND);
    chmod(path, 0);
    if (geteuid())
        assert_status(neume_smf_read(&back, path), NEUME_ERR_PERMISSION);
    chmod(path, 0644);
    assert_status(neume_smf_write(&smf, "/dev/full"), NEUME_ERR_NO_SPACE);
    /* a file that cannot be written leaves the old one alone */
    smf.track[0].event[0].tick = UINT64_MAX;
    assert_status(neume_smf_write(&smf, path), NEUME_ERR_ARGUMENT);
    smf.track[0].event[0].tick = 0;
    assert_ok(neume_smf_read(&back, path));
    assert_true(neume_smf_equal(&smf, &back));
    neume_smf_release(&smf);
    neume_smf_release(&back);
    support_remove_folder(folder);
}

static void test_merge_order(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_smf_ref *refs;
    size_t count;
    neume_smf_init(&smf);
    assert_ok(neume_smf_merge(&smf, &refs, &count));
    assert_int_equal(count, 0);
    for (size_t t = 0; t < 2; t++) {
        assert_ok(neume_smf_add_track(&smf));
        for (uint64_t i = 0; i < 4; i++)
            assert_ok(neume_smf_add_message(&smf, t, i / 2 * 10, 0x90, 60, 1));
    }
    assert_ok(neume_smf_merge(&smf, &refs, &count));
    static const unsigned expected[8][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}};
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++)
        assert_true(refs[i].track == expected[i][0] && refs[i].index == expected[i][1]);
    free(refs);
    smf.format = 2;
    assert_status(neume_smf_merge(&smf, &refs, &count), NEUME_ERR_UNSUPPORTED);
    neume_smf_release(&smf);
}

/* A track of `count` random events with everything the format has. */
static void random_track(struct neume_smf *smf, uint64_t *seed, size_t count)
{
    size_t track = smf->track_count;
    uint64_t tick = 0;
    uint8_t data[300];
    assert_ok(neume_smf_add_track(smf));
    for (size_t i = 0; i < count; i++) {
        double kind = support_random(seed);
        static const int widths[] = {0, 4, 8, 15, 22, 28};
        tick += (uint64_t)(support_random(seed) * (1 << widths[(int)(support_random(seed) * 6)]));
        size_t size = (size_t)(support_random(seed) * (support_random(seed) < 0.9 ? 10 : 300));
        for (size_t k = 0; k < size; k++)
            data[k] = (uint8_t)(support_random(seed) * 256);
        int a = (int)(support_random(seed) * 128), b = (int)(support_random(seed) * 128);
        if (kind < 0.8) {
            int status = 0x80 + (int)(support_random(seed) * 7) * 16 + (int)(support_random(seed) * 3);
            if ((status & 0xE0) == 0xC0)
                b = 0;
            assert_ok(neume_smf_add_message(smf, track, tick, status, a, b));
        } else if (kind < 0.9) {
            a = a == NEUME_META_END_OF_TRACK ? 1 : a;
            assert_ok(neume_smf_add_meta(smf, track, tick, a, data, size));
        } else {
            assert_ok(neume_smf_add_sysex(smf, track, tick, kind < 0.95 ? 0xF0 : 0xF7, data, size));
        }
    }
    assert_ok(neume_smf_end_track(smf, track, tick));
}

static void test_random_files(void **state)
{
    (void)state;
    uint64_t seed = 20240917;
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (int round = 0; round < 10000; round++) {
        neume_smf_release(&smf);
        smf.format = (int)(support_random(&seed) * 3);
        smf.division = support_random(&seed) < 0.8 ? (uint16_t)(1 + support_random(&seed) * 32767) : 0xE850;
        size_t tracks = (size_t)(support_random(&seed) * 5);
        for (size_t t = 0; t < tracks; t++) {
            random_track(&smf, &seed, (size_t)(support_random(&seed) * 60));
            if (support_random(&seed) < 0.2)
                assert_ok(neume_smf_add_chunk(&smf, "junk", "chunk", (size_t)(support_random(&seed) * 6)));
        }
        check_again(&smf);
    }
    neume_smf_release(&smf);
}

/* A file with random bytes changed never does worse than be refused. */
static void test_random_damage(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct neume_smf smf, hurt;
    uint8_t *bytes;
    size_t size, accepted = 0;
    neume_smf_init(&smf);
    neume_smf_init(&hurt);
    make_rich(&smf);
    assert_ok(neume_smf_write_memory(&smf, &bytes, &size));
    for (int round = 0; round < 5000; round++) {
        uint8_t *copy = malloc(size);
        assert_non_null(copy);
        memcpy(copy, bytes, size);
        for (int k = 0; k < 1 + round % 4; k++)
            copy[(size_t)(support_random(&seed) * (double)size)] = (uint8_t)(support_random(&seed) * 256);
        if (neume_smf_parse(&hurt, copy, size) == NEUME_OK) {
            accepted++;
            check_again(&hurt);
        }
        free(copy);
    }
    assert_true(accepted > 100 && accepted < 5000);
    free(bytes);
    neume_smf_release(&smf);
    neume_smf_release(&hurt);
}

static void test_release_null(void **state)
{
    (void)state;
    neume_smf_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),          cmocka_unit_test(test_everything_is_kept),
        cmocka_unit_test(test_copy),           cmocka_unit_test(test_cut_at_every_byte),
        cmocka_unit_test(test_writer_refuses), cmocka_unit_test(test_files),
        cmocka_unit_test(test_merge_order),    cmocka_unit_test(test_random_files),
        cmocka_unit_test(test_random_damage),  cmocka_unit_test(test_release_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
