/* SPDX-License-Identifier: MIT
 *
 * The edits of `neume edit` on transcribe, and the set-up of tracks on both. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "midi/file/smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_write.h"
#include "tests/cli/program.h"

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static void read_well(struct neume_smf *smf, const char *path)
{
    enum neume_status s = neume_smf_read(smf, path);
    if (s != NEUME_OK)
        fail_msg("%s: %s", path, neume_status_text(s));
}

/* To transcribe with an edit is to transcribe and then to edit. */
static void same_as_edit(void **state)
{
    (void)state;
    static const char *const edits[] = {
        "--transpose 3",
        "--quantize 1/8 --strength 70 --swing 60",
        "--quantize 1/16 --window 80% --quantize-ends",
        "--velocity scale=0.5,add=10 --legato 90",
        "--humanize 10,5 --seed 3",
        "--drop-weak 20 --drop-short 0.1 --merge-repeats 30 --channel 4",
        "--groove song.mid --groove-velocity 50",
        "--bars 1",
        "--key 'F# minor'",
        "--key auto --scale 'C pentatonic'",
        "--split hands --program 5,7 --bank 1:2 --volume 90 --pan 10 --name A,B",
    };
    struct neume_smf a, b;
    char line[512];
    neume_smf_init(&a);
    neume_smf_init(&b);
    run_well("$NEUME -q --mode melody --tempo 100 tone.wav -o plain.mid");
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        snprintf(line, sizeof line,
                 "$NEUME -q --mode melody --tempo 100 tone.wav -o a.mid %s; $NEUME edit -q plain.mid -o b.mid %s",
                 edits[i], edits[i]);
        run_well(line);
        read_well(&a, "a.mid");
        read_well(&b, "b.mid");
        if (!neume_smf_equal(&a, &b))
            fail_msg("%s", line);
    }
    neume_smf_release(&a);
    neume_smf_release(&b);
}

static void lists_are_edited_too(void **state)
{
    (void)state;
    const char *out = run_well("$NEUME -q --mode melody tone.wav --transpose 12 -f csv -o -").out;
    assert_non_null(strstr(out, ",81,"));
    assert_null(strstr(out, ",69,"));
    assert_int_equal(run_well("$NEUME tone.wav -o a.mid --transpose 12").err_lines, 1);
    assert_non_null(strstr(run_well("$NEUME tone.wav -o a.mid --transpose 120").err, "left the range 0 to 127"));
}

/* What a track begins with, in its order. */
static void tracks_are_set_up(void **state)
{
    (void)state;
    static const uint8_t expected[][3] = {{0xB0, 0, 1}, {0xB0, 32, 2}, {0xC0, 4, 0}, {0xB0, 7, 90}, {0xB0, 10, 10}};
    struct neume_smf smf;
    size_t size, found = 0;
    neume_smf_init(&smf);
    run_well(
        "$NEUME -q --mode melody tone.wav -o a.mid --program 5 --bank 1:2 --volume 90 --pan 10 --name 'El. Piano'");
    read_well(&smf, "a.mid");
    const char *name = neume_smf_track_name(&smf, 1, &size);
    assert_int_equal(size, 9);
    assert_memory_equal(name, "El. Piano", 9);
    for (size_t i = 0; i < smf.track[1].count && found < 5; i++) {
        const struct neume_smf_event *e = &smf.track[1].event[i];
        if (e->status >= 0xF0)
            continue;
        assert_int_equal(e->status, expected[found][0]);
        assert_int_equal(e->data[0], expected[found][1]);
        assert_int_equal(e->data[1], expected[found][2]);
        found++;
    }
    assert_int_equal(found, 5);
    /* Drums get a volume, and no program. */
    run_well("$NEUME -q --mode drums hits.wav -o a.mid --program 5 --volume 70");
    read_well(&smf, "a.mid");
    for (size_t i = 0; i < smf.track[1].count; i++)
        assert_true((smf.track[1].event[i].status & 0xF0) != 0xC0);
    neume_smf_release(&smf);
}

/* Whatever shows a file says its key. */
static void keys_are_shown(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
        int shown;
    } rows[] = {
        {"$NEUME edit -q song.mid -o a.mid --key 'Bb minor'; $NEUME info a.mid", "key                 Bb minor", 1},
        {"$NEUME info a.mid --json", "\"key\": \"Bb minor\"", 1},
        {"$NEUME edit -q song.mid -o a.musicxml --key Bbm; cat a.musicxml", "<fifths>-5</fifths><mode>minor", 1},
        {"$NEUME -q --mode melody tone.wav -o a.mid --key D:maj --json", "\"key\": \"D major\"", 1},
        {"$NEUME -q --mode melody tone.wav -o a.mid; $NEUME info a.mid", "key  ", 0},
        {"$NEUME -q --mode melody tone.wav -o a.mid --key auto --json; $NEUME info a.mid", "key", 0},
        {"$NEUME --mode melody tone.wav -o a.mid --key auto 2>&1", "tone.wav: no clear key", 1},
        {"$NEUME -q --mode drums hits.wav -o a.mid --key auto --scale C --json; $NEUME info a.mid", "key  ", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = run_well(rows[i].line);
        if ((strstr(ran.out, rows[i].words) != NULL) != rows[i].shown)
            fail_msg("%s\n%s", rows[i].line, ran.out);
    }
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME tone.wav -o keep.mid --quantize 1/16", 2, "need --tempo"},
        {"$NEUME tone.wav -o keep.mid --bars 1", 2, "need --tempo"},
        {"$NEUME tone.wav -o keep.mid --tempo 0 --quantize 1/16", 2, "--tempo: '0' is not"},
        {"$NEUME tone.wav -o keep.mid --tempo 90 --quantize 1/5", 2, "'1/5' is not a grid"},
        {"$NEUME tone.wav -o keep.mid --tempo 90 --swing 60", 2, "need --quantize"},
        {"$NEUME tone.wav -o keep.mid --strength 60", 2, "--strength needs"},
        {"$NEUME tone.wav -o keep.mid --key C-dur", 2, "'C-dur' is not auto, none, or a key"},
        {"$NEUME tone.wav -o keep.mid --scale H", 2, "'H' is not auto, a key"},
        {"$NEUME tone.wav -o keep.mid --out-of-range fold", 2, "--out-of-range needs"},
        {"$NEUME tone.wav -o keep.mid --transpose 120 --out-of-range refuse", 1, "would leave the range"},
        {"$NEUME tone.wav -o keep.mid --transpose-in-key 1", 1, "has no key signature"},
        {"$NEUME tone.wav -o keep.mid --tempo 90 --groove missing.mid", 3, "missing.mid: no such file"},
        {"$NEUME tone.wav -o keep.mid --tempo 90 --bars 400", 1, "ends before bar 400"},
        {"$NEUME edit song.mid -o keep.mid --program 0", 2, "--program: '0' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --program auto", 2, "only a recording tells it"},
        {"$NEUME tone.wav=SD hits.wav -o keep.mid --program auto", 2, "which are drums"},
        {"$NEUME edit song.mid -o keep.mid --program 5,129", 2, "'5,129' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --program 5,", 2, "'5,' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --bank 1", 2, "--bank needs --program"},
        {"$NEUME edit song.mid -o keep.mid --program 5 --bank 1:128", 2, "'1:128' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --volume 128", 2, "--volume: '128' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --pan left", 2, "--pan: 'left' is not a list"},
        {"$NEUME edit song.mid -o keep.mid --name a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q", 2, "is not a list"},
        {"$NEUME edit song.mid -o keep.mid --split feet", 2, "--split: 'feet' is not hands"},
        {"$NEUME edit song.mid -o keep.mid --split 0", 2, "--split: '0' is not hands"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != 1 || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d, %s", rows[i].line, ran.code, ran.err);
        char *kept = support_read_file("keep.mid", NULL);
        assert_string_equal(kept, "keep");
        free(kept);
    }
}

static int first_program(const char *path)
{
    struct neume_smf smf;
    int program = 0;
    neume_smf_init(&smf);
    read_well(&smf, path);
    for (size_t t = 0; t < smf.track_count; t++)
        for (size_t i = 0; i < smf.track[t].count && !program; i++)
            if ((smf.track[t].event[i].status & 0xF0) == NEUME_MIDI_PROGRAM)
                program = smf.track[t].event[i].data[0] + 1;
    neume_smf_release(&smf);
    return program;
}

/* What is said is what is written, and nothing is claimed where there is nothing to hear. */
static void instruments_are_guessed(void **state)
{
    (void)state;
    static const struct {
        const char *file, *words;
    } rows[] = {{"hits.wav --mode drums", "no pitched note"}, {"silent.wav --mode melody", "no pitched note"}};
    struct ran ran = run_well("$NEUME --mode melody --program auto tone.wav -o tone.mid");
    const char *said = strstr(ran.err, "program ");
    assert_non_null(said);
    assert_true(strstr(ran.err, "sounds like") || strstr(ran.err, "perhaps"));
    assert_int_equal(first_program("tone.mid"), atoi(said + 8));
    ran = run_well("$NEUME -q --json --mode melody --program auto tone.wav -o tone.mid");
    assert_non_null(strstr(ran.out, "\"family\""));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[256];
        snprintf(line, sizeof line, "$NEUME --program auto -o none.mid %s", rows[i].file);
        ran = run_well(line);
        if (!strstr(ran.err, rows[i].words))
            fail_msg("%s: %s", line, ran.err);
    }
}

/* One family for the whole recording is no word on the parts of a band. */
static void parts_keep_their_programs(void **state)
{
    (void)state;
    run_well("$NEUME --mode poly --tracks parts tone.wav -o parts.mid");
    struct ran ran = run_well("$NEUME --mode poly --tracks parts --program auto tone.wav -o guessed.mid");
    assert_non_null(strstr(ran.err, "the parts have programs of their own"));
    assert_true(first_program("parts.mid") > 0);
    assert_int_equal(first_program("guessed.mid"), first_program("parts.mid"));
    ran = run_well("$NEUME --mode poly --tracks parts --bends mpe --program auto tone.wav -o mpe.mid");
    assert_non_null(strstr(ran.err, "program "));
    assert_null(strstr(ran.err, "the parts"));
}

/* No other mode hears more in silence. */
static void silence_gets_no_hint(void **state)
{
    (void)state;
    struct ran ran = run_well("$NEUME --mode mix silent.wav -o none.mid");
    assert_non_null(strstr(ran.err, "silent"));
    assert_null(strstr(ran.err, "hint"));
}

/* Sixteen notes of half a second from `low` on. */
static void write_line(const char *path, int program, int low)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_PROGRAM, program - 1, 0));
    for (int i = 0; i < 16; i++) {
        int key = low + i * 5 % 17;
        uint64_t at = 480 * (uint64_t)i;
        assert_ok(neume_smf_add_message(&smf, 0, at + 60, NEUME_MIDI_NOTE_ON, key, 60 + 4 * i));
        assert_ok(neume_smf_add_message(&smf, 0, at + 480, NEUME_MIDI_NOTE_OFF, key, 0));
    }
    assert_ok(neume_smf_end_track(&smf, 0, 480 * 16));
    assert_ok(neume_smf_write(&smf, path));
    neume_smf_release(&smf);
}

/* Instruments of FluidR3, where it is installed, that are not easily mistaken. */
static void clear_instruments_are_told(void **state)
{
    (void)state;
    static const char font[] = "/usr/share/sounds/sf2/FluidR3_GM.sf2";
    static const struct {
        int program, low, told;
    } rows[] = {{33, 29, 34}, {13, 62, 12}, {74, 68, 74}};
    if (access(font, R_OK))
        skip();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[256];
        write_line("line.mid", rows[i].program, rows[i].low);
        snprintf(line, sizeof line,
                 "$NEUME render -q line.mid -o line.wav --soundfont %s && "
                 "$NEUME -q --mode melody --program auto line.wav -o told.mid",
                 font);
        run_well(line);
        if (first_program("told.mid") != rows[i].told)
            fail_msg("program %d is taken for %d", rows[i].program, first_program("told.mid"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_edit),
        cmocka_unit_test(lists_are_edited_too),
        cmocka_unit_test(tracks_are_set_up),
        cmocka_unit_test(keys_are_shown),
        cmocka_unit_test(instruments_are_guessed),
        cmocka_unit_test(parts_keep_their_programs),
        cmocka_unit_test(silence_gets_no_hint),
        cmocka_unit_test(clear_instruments_are_told),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
