/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "tests/cli/program.h"
#include "tests/support/drums.h"

/* A drum every second, from 0.25 s on for the kick and from 0.75 s on for the snare; `late` samples are left out at the
 * front, and the rate is divided by `slower`. */
static void write_mic(const char *path, char own, double bleed, size_t late, size_t slower)
{
    struct drums d;
    struct neume_encode_options o = {.sample_rate = DRUMS_RATE / (int)slower, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    drums_init(&d, 8);
    for (int i = 0; i < 7; i++) {
        drums_strike(&d, 'k', i + 0.25, own == 'k' ? 0.6 : 0.6 * bleed);
        drums_strike(&d, 's', i + 0.75, own == 's' ? 0.5 : 0.5 * bleed);
        drums_strike(&d, 'h', i + 0.5, own == 'h' ? 0.2 : 0.1 * bleed);
    }
    assert_ok(neume_encoder_open(&e, path, &o));
    for (size_t i = late; i + slower <= d.count; i += slower) {
        float sum = 0;
        for (size_t k = 0; k < slower; k++)
            sum += d.samples[i + k] / (float)slower;
        assert_ok(neume_encoder_write(e, &sum, 1));
    }
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
    drums_release(&d);
}

static int setup(void **state)
{
    program_setup(state);
    write_mic("kick.wav", 'k', 0.1, 0, 1);
    write_mic("snare.wav", 's', 0.1, 0, 1);
    write_mic("snare2.wav", 's', 0.1, DRUMS_RATE / 2, 2); /* half a second later, and at half the rate */
    write_mic("over.wav", 'h', 0.5, 0, 1);
    return 0;
}

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

/* How many hits of a key are within 6 ms of first, first + 1, ...; and how many there are. */
static size_t count_at(const char *path, int key, double first, size_t *all)
{
    struct neume_smf smf;
    struct neume_notes notes;
    size_t there = 0;
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    assert_ok(neume_smf_read(&smf, path));
    assert_ok(neume_smf_to_notes(&smf, 0, &notes));
    *all = 0;
    for (size_t i = 0; i < notes.count; i++) {
        double t = notes.note[i].onset - first;
        *all += notes.note[i].pitch == key;
        there += notes.note[i].pitch == key && fabs(t - rint(t)) < 0.006;
    }
    neume_notes_release(&notes);
    neume_smf_release(&smf);
    return there;
}

static void takes(void **state)
{
    (void)state;
    static const struct {
        const char *line, *output;
        size_t kicks, snares;
    } rows[] = {
        {"$NEUME --mode drums kick.wav=KD snare.wav=SD over.wav -o take.mid", "take.mid", 7, 7},
        {"$NEUME transcribe kick.wav=kd snare.wav=SD,SS", "kick.mid", 7, 7},
        {"$NEUME snare.wav=SD kick.wav=KD -o -  >other.mid", "other.mid", 7, 7},
        {"$NEUME kick.wav=KD snare2.wav=SD@0.5 over.wav=ROOM@0.0 -o take.mid", "take.mid", 7, 7},
        {"$NEUME kick.wav=KD snare2.wav=SD -o take.mid", "take.mid", 7, 0}, /* not told of the half second */
        {"$NEUME - snare.wav=SD -o take.mid <over.wav", "take.mid", 0, 7},
        {"cp kick.wav 'a=b.wav'; $NEUME -q --mode drums 'a=b.wav'; $NEUME 'a=b.wav=KD' snare.wav=SD", "a=b.mid", 7, 7},
        {"$NEUME kick.wav=KD silent.wav=SD one.wav=T1 hits.wav=ROOM -o take.mid", "take.mid", 7, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t all;
        struct ran ran = run_well(rows[i].line);
        size_t kicks = rows[i].kicks ? count_at(rows[i].output, 36, 0.25, &all) : 0;
        if (kicks != rows[i].kicks || (rows[i].kicks && all != kicks))
            fail_msg("%s: %zu of %zu kicks\n%s", rows[i].line, kicks, all, ran.err);
        size_t snares = rows[i].snares ? count_at(rows[i].output, 38, 0.75, &all) : 0;
        if (snares != rows[i].snares || (rows[i].snares && all != snares))
            fail_msg("%s: %zu of %zu snares\n%s", rows[i].line, snares, all, ran.err);
    }
    assert_false(program_left_something("."));
}

/* A microphone that was not plugged in is named, and says nothing with --quiet; one that hears only bleed is not. */
static void a_silent_microphone(void **state)
{
    (void)state;
    write_mic("dead.wav", 'x', 0, 0, 1);
    struct ran ran = run_well("$NEUME kick.wav=KD dead.wav=SD over.wav -o dead.mid");
    assert_non_null(strstr(ran.err, "dead.wav: warning: silent, so that its drums are not written"));
    assert_null(strstr(ran.err, "kick.wav: warning"));
    size_t all;
    count_at("dead.mid", 38, 0.75, &all);
    assert_int_equal(all, 0);
    count_at("dead.mid", 36, 0.25, &all);
    assert_int_equal(all, 7);
    assert_int_equal(run_well("$NEUME -q kick.wav=KD dead.wav=SD over.wav -o dead.mid").err_lines, 0);
    write_mic("bled.wav", 'x', 0.05, 0, 1);
    ran = run_well("$NEUME kick.wav=KD bled.wav=T1 over.wav -o dead.mid");
    assert_null(strstr(ran.err, "warning: silent"));
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME kick.wav=XY snare.wav=SD -o keep.mid", 2, "kick.wav: 'XY' is none of ROOM, KD"},
        {"$NEUME kick.wav= snare.wav=SD -o keep.mid", 2, "kick.wav: '' is none of"},
        {"$NEUME kick.wav=KD@x snare.wav=SD -o keep.mid", 2, "kick.wav: 'x' is not a time from -3600 to 3600"},
        {"$NEUME kick.wav=KD@4000 -o keep.mid", 2, "'4000' is not a time"},
        {"$NEUME kick.wav=KD kick.wav=SD -o keep.mid", 2, "kick.wav: the same microphone twice"},
        {"$NEUME - - snare.wav=SD -o keep.mid <kick.wav", 2, "standard input can be read only once"},
        {"$NEUME --mode poly kick.wav=KD over.wav -o keep.mid", 2, "--mode poly: several microphones"},
        {"$NEUME kick.wav=KD snare.wav=SD -o snare.wav", 2, "snare.wav: the output would replace an input"},
        {"$NEUME kick.wav=KD missing.wav=SD -o keep.mid", 3, "missing.wav: no such file"},
        {"$NEUME kick.wav=KD missing.wav -o keep.mid", 3, "missing.wav: no such file"},
        {"$NEUME kick.wav=KD text.wav=SD over.wav -o keep.mid", 3, "text.wav: not a format"},
        {"$NEUME kick.wav=KD empty.wav -o keep.mid", 3, "empty.wav: the file is empty"},
        {"$NEUME kick.wav=KD folder.wav=SD -o keep.mid", 3, "folder.wav: is a directory"},
        {"$NEUME kick.wav=KD snare.wav=SD -o nowhere/a.mid", 4, "nowhere/a.mid: no such folder"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != 1 || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d (expected %d), stderr (expected '%s'):\n%s", rows[i].line, ran.code, rows[i].code,
                     rows[i].words, ran.err);
        char *kept = support_read_file("keep.mid", NULL);
        assert_string_equal(kept, "keep");
        free(kept);
    }
    assert_false(program_left_something("."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes),
        cmocka_unit_test(a_silent_microphone),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
