/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/commands/commands.h"
#include "cli/options/drum_options.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "tests/cli/program.h"
#include "tests/support/drums.h"

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static void read_notes(const char *path, struct neume_notes *notes)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    neume_notes_init(notes);
    assert_ok(neume_smf_read(&smf, path));
    assert_ok(neume_smf_to_notes(&smf, 0, notes));
    neume_smf_release(&smf);
}

/* How many hits of a key are in a MIDI file. */
static size_t count_of(const char *path, int key)
{
    struct neume_notes notes;
    size_t count = 0;
    read_notes(path, &notes);
    for (size_t i = 0; i < notes.count; i++)
        count += notes.note[i].drum && notes.note[i].pitch == key;
    neume_notes_release(&notes);
    return count;
}

static void sensitivities(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double all, kick, snare, hat; /* all < 0: refused */
    } rows[] = {
        {"0.5", 0.5, 0.5, 0.5, 0.5},
        {"0", 0, 0, 0, 0},
        {"0.5,SD=0.7,HH=0.3", 0.5, 0.5, 0.7, 0.3},
        {"SD=1", 0.5, 0.5, 1, 0.5},
        {"0.25,hh=1,HC=0", 0.25, 0.25, 0.25, 0},
        {"HH=1,0.5", -1, 0, 0, 0},
        {"", -1, 0, 0, 0},
        {"1.1", -1, 0, 0, 0},
        {"nan", -1, 0, 0, 0},
        {"0.5,", -1, 0, 0, 0},
        {"0.5,SD", -1, 0, 0, 0},
        {"0.5,SD=", -1, 0, 0, 0},
        {"0.5,SD=2", -1, 0, 0, 0},
        {"0.5,XY=0.2", -1, 0, 0, 0},
        {"0.5,=0.2", -1, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_options o;
        neume_options_init(&o);
        enum cli_exit code = neume_cli_drum_sensitivity(&neume_cli_transcribe, rows[i].text, &o);
        if ((code == CLI_EXIT_DONE) != (rows[i].all >= 0))
            fail_msg("'%s': %d", rows[i].text, code);
        const double expected[] = {rows[i].kick, rows[i].snare, rows[i].hat};
        static const int drum[] = {NEUME_DRUM_KD, NEUME_DRUM_SD, NEUME_DRUM_HC};
        for (int d = 0; d < 3 && code == CLI_EXIT_DONE; d++) {
            double got = o.sensitivity + o.drum_sensitivity[drum[d]];
            if (got < expected[d] - 1e-9 || got > expected[d] + 1e-9)
                fail_msg("'%s': %g", rows[i].text, got);
        }
        assert_true(code != CLI_EXIT_DONE || neume_options_check(&o) == NEUME_OK);
    }
}

static void maps(void **state)
{
    (void)state;
    run_well("$NEUME -q --mode drums hits.wav -o plain.mid");
    size_t kicks = count_of("plain.mid", 36);
    assert_true(kicks >= 3);
    run_well("$NEUME -q --mode drums hits.wav --drum-map addictive-drums -o ad.mid");
    assert_int_equal(count_of("ad.mid", 36), kicks);
    run_well("printf 'title mine\\nKD 24 # low\\nSD off\\n' >my.map; "
             "$NEUME -q --mode drums hits.wav --drum-map my.map -o mine.mid");
    assert_int_equal(count_of("mine.mid", 24), kicks);
    assert_int_equal(count_of("mine.mid", 36) + count_of("mine.mid", 38), 0);
    struct ran ran = run_well("$NEUME transcribe --drum-map help");
    for (size_t i = 0; neume_drum_map_preset(i); i++)
        assert_non_null(strstr(ran.out, neume_drum_map_preset(i)));
    /* replace reads and writes the same map */
    run_well(
        "mkdir -p maps-kit; cp hits.wav maps-kit/kick.wav; $NEUME replace -q hits.wav --kit maps-kit --midi mine.mid "
        "--drum-map my.map --midi-out used.mid -o a.wav");
    assert_int_equal(count_of("used.mid", 24), kicks);
}

static void classes_and_retrigger(void **state)
{
    (void)state;
    struct neume_notes notes;
    run_well("$NEUME -q --mode drums hits.wav --classes 3 -o three.mid; $NEUME -q --mode drums hits.wav -o all.mid");
    read_notes("three.mid", &notes);
    assert_true(notes.count >= 3);
    for (size_t i = 0; i < notes.count; i++)
        assert_true(notes.note[i].pitch == 36 || notes.note[i].pitch == 38 || notes.note[i].pitch == 42);
    neume_notes_release(&notes);
    run_well("$NEUME -q --mode drums hits.wav --retrigger 400 -o fewer.mid");
    size_t kicks = count_of("all.mid", 36); /* four a second */
    assert_int_equal(count_of("fewer.mid", 36), (kicks + 1) / 2);
    run_well("$NEUME -q --mode drums hits.wav --sensitivity 0.5,KD=0.5 -o same.mid && cmp same.mid all.mid");
}

/* Open hats and cymbals last as long as they ring, the others and all without the option as ever; folded classes and
 * a take of microphones too. */
static void lengths(void **state)
{
    (void)state;
    struct neume_notes fixed, ring;
    struct drums d;
    struct neume_encode_options o = {.sample_rate = DRUMS_RATE, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    drums_init(&d, 14);
    drums_play(&d, "c...k...s...c...k...s...c...k...s...c...k...s...", 0.3, 0.25, 0.5);
    assert_ok(neume_encoder_open(&e, "hats.wav", &o));
    assert_ok(neume_encoder_write(e, d.samples, d.count));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
    drums_release(&d);
    run_well(
        "$NEUME -q --mode drums hats.wav -o fixed.mid; $NEUME -q --mode drums hats.wav --drum-lengths ring -o r.mid");
    read_notes("fixed.mid", &fixed);
    read_notes("r.mid", &ring);
    assert_int_equal(fixed.count, ring.count);
    size_t longer = 0;
    for (size_t i = 0; i < ring.count; i++) {
        const struct neume_note *a = &fixed.note[i], *b = &ring.note[i];
        enum neume_drum drum = neume_drum_of_key(b->pitch);
        assert_true(a->onset == b->onset && a->pitch == b->pitch && a->offset <= a->onset + 0.101);
        if (drum == NEUME_DRUM_HO || drum == NEUME_DRUM_CR || drum == NEUME_DRUM_RD || drum == NEUME_DRUM_RB)
            longer += b->offset > a->offset + 0.05;
        else
            assert_true(b->offset <= b->onset + 0.101);
    }
    assert_true(longer >= 3);
    neume_notes_release(&fixed);
    neume_notes_release(&ring);
    run_well("$NEUME -q --mode drums hats.wav --drum-lengths ring --classes 5 --retrigger 30 -o folded.mid");
    run_well("cp hats.wav near.wav; $NEUME -q near.wav=KD hats.wav --drum-lengths ring -o take.mid && "
             "$NEUME -q near.wav=KD hats.wav -o plain.mid && ! cmp -s take.mid plain.mid");
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME hits.wav --drum-map ezdrumer -o keep.mid", 2, "--drum-map: 'ezdrumer' is neither a file nor one of"},
        {"$NEUME hits.wav --drum-map missing.map -o keep.mid", 3, "missing.map: no such file"},
        {"printf 'KD 36\\nSX 38\\n' >bad.map; $NEUME hits.wav --drum-map bad.map -o keep.mid", 3,
         "bad.map:2: 'SX' is neither a drum, as KD or HH, nor a key from 0 to 127"},
        {"$NEUME hits.wav --drum-map hits.wav -o keep.mid", 3, "hits.wav: not a text"},
        {"$NEUME hits.wav --drum-map folder.wav -o keep.mid", 3, "folder.wav: is a directory"},
        {"$NEUME hits.wav --drum-map bfd -o keep.txt", 2, "--drum-map: only a MIDI file plays a sampler"},
        {"$NEUME hits.wav --classes 4 -o keep.mid", 2, "--classes: '4' is not one of full, 3, 5"},
        {"$NEUME hits.wav --drum-lengths long -o keep.mid", 2, "--drum-lengths: 'long' is not one of fixed, ring"},
        {"$NEUME hits.wav --retrigger 1001 -o keep.mid", 2, "--retrigger: '1001' is not a number from 0 to 1000 ms"},
        {"$NEUME hits.wav --sensitivity 0.5,SX=1 -o keep.mid", 2, "--sensitivity: 'SX' is none of KD, SD"},
        {"$NEUME hits.wav --sensitivity 2 -o keep.mid", 2, "--sensitivity: '2' is not a number from 0 to 1"},
        {"$NEUME replace hits.wav --kit kit --drum-map nope -o keep.wav", 2, "replace: --drum-map: 'nope' is neither"},
        {"$NEUME replace hits.wav --kit kit --sensitivity x -o keep.wav", 2, "replace: --sensitivity: 'x' is not"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != 1 || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d (expected %d), stderr (expected '%s'):\n%s", rows[i].line, ran.code, rows[i].code,
                     rows[i].words, ran.err);
        char *kept = support_read_file(strstr(rows[i].line, "keep.txt") ? "keep.txt" : "keep.mid", NULL);
        assert_string_equal(kept, "keep");
        free(kept);
    }
    assert_false(program_left_something("."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sensitivities), cmocka_unit_test(maps),    cmocka_unit_test(classes_and_retrigger),
        cmocka_unit_test(lengths),       cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
