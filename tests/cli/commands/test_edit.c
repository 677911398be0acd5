/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "cli/options/edit_words.h"
#include "midi/edit/edit.h"
#include "midi/file/smf.h"
#include "midi/file/smf_read.h"
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

/* Lines after which two files must hold the same events, or must not. */
static void same_or_not(void **state)
{
    (void)state;
    static const struct {
        const char *line, *a, *b;
        int same;
    } rows[] = {
        {"$NEUME edit song.mid -o a.mid", "song.mid", "a.mid", 1},
        {"$NEUME edit - -o - <song.mid >a.mid", "song.mid", "a.mid", 1},
        {"$NEUME edit song.mid -o a.mid --quantize 1/16 --strength 0", "song.mid", "a.mid", 1},
        {"$NEUME edit song.mid -o a.mid --groove song.mid", "song.mid", "a.mid", 1},
        {"$NEUME edit song.mid -o a.mid --transpose 3; $NEUME edit a.mid -o a.mid --transpose -3", "song.mid", "a.mid",
         1},
        {"$NEUME edit song.mid -o a.mid --transpose 3", "song.mid", "a.mid", 0},
        {"$NEUME edit song.mid -o a.mid --velocity fixed=1", "song.mid", "a.mid", 0},
        {"$NEUME edit song.mid -o a.mid --humanize 20,5 --seed 3; $NEUME edit song.mid -o b.mid --humanize 20,5 --seed "
         "3",
         "a.mid", "b.mid", 1},
        {"$NEUME edit song.mid -o b.mid --humanize 20,5 --seed 4", "a.mid", "b.mid", 0},
        {"$NEUME edit late.mid -o a.mid --quantize 1/8T --strength 50 --window 80% --quantize-ends", "late.mid",
         "a.mid", 0},
        {"$NEUME edit late.mid -o a.mid --quantize 1/8 --swing 66; $NEUME edit a.mid -o b.mid --quantize 1/8 --swing "
         "66",
         "a.mid", "b.mid", 1},
    };
    struct neume_smf a, b;
    neume_smf_init(&a);
    neume_smf_init(&b);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run_well(rows[i].line);
        read_well(&a, rows[i].a);
        read_well(&b, rows[i].b);
        if (neume_smf_equal(&a, &b) != rows[i].same)
            fail_msg("%s: %s and %s are %s", rows[i].line, rows[i].a, rows[i].b, rows[i].same ? "different" : "equal");
    }
    assert_false(program_left_something("."));
    neume_smf_release(&a);
    neume_smf_release(&b);
}

static void every_option_is_taken(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "$NEUME edit song.mid -o a.mid --transpose-in-key 2 --key Bb:min --out-of-range fold",
        "$NEUME edit song.mid -o a.mid -v scale=0.8,add=5,compress=2,curve=0.7 --legato 95 --staccato 50",
        "$NEUME edit song.mid -o a.mid --min-length 0.1 --drop-short 0.01 --drop-weak 2 --merge-repeats 5",
        "$NEUME edit song.mid -o a.mid --split C4 --channel 3 --program 20 --tempo 90 --keep times",
        "$NEUME edit song.mid -o a.mid --bars 1-1",
        "$NEUME edit song.mid -o a.mid --scale 'D dorian' --key 'A minor'",
        "$NEUME edit song.mid -o a.mid --key none",
        "$NEUME edit song.mid -o a.mid --groove hits.wav --groove-tempo 120",
        "$NEUME edit song.mid -o a.mid --groove - --groove-tempo 120 <hits.wav",
        "$NEUME edit song.mid late.mid -o a.mid --join parallel",
        "$NEUME edit song.mid late.mid song.mid -o song3.mid --join after",
        "$NEUME edit song.mid -o a.mid --quantize 1/16 --groove late.mid --groove-velocity 50",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ran ran = run_well(lines[i]);
        assert_int_equal(ran.err_lines, 1);
        assert_int_equal(ran.out_size, 0);
    }
    assert_string_equal(run_well("$NEUME edit -q song.mid -o a.mid").err, "");
    assert_non_null(strstr(run_well("$NEUME edit song.mid -o a.mid --transpose 120").err, "left the range 0 to 127"));
}

/* A recording's groove by its beats: hits of noise every quarter of a second at 120 BPM, the off-beats 50 ms late. */
static void a_groove_is_heard(void **state)
{
    (void)state;
    run_well("/usr/bin/python3 -c \"import random, struct, wave\n"
             "random.seed(5)\n"
             "x = [0.0] * (22050 * 17)\n"
             "for h in range(64):\n"
             "    at = int(22050 * (0.25 * h + (0.05 if h % 2 else 0)))\n"
             "    for k in range(3000):\n"
             "        x[at + k] += random.uniform(-1, 1) * 0.97 ** (k / 10) * (0.9 if h % 2 == 0 else 0.5)\n"
             "w = wave.open('late.wav', 'wb')\n"
             "w.setparams((1, 2, 22050, 0, 'NONE', ''))\n"
             "w.writeframes(struct.pack('<%dh' % len(x), *[int(20000 * v) for v in x]))\"");
    /* Sixteen straight eighths at 120 BPM, all of one velocity. */
    run_well(
        "/usr/bin/python3 -c \"import struct\n"
        "t = b''.join(bytes([0, 0x90, 64, 80, 0x81, 0x70, 0x80, 64, 0]) for i in range(16)) + bytes([0, 255, 47, 0])\n"
        "head = struct.pack('>4sIHHH4sI', b'MThd', 6, 0, 1, 480, b'MTrk', len(t))\n"
        "open('eighths.mid', 'wb').write(head + t)\" && "
        "$NEUME edit -q eighths.mid -o felt.csv --quantize 1/8 --groove late.wav && "
        "grep -q '^0.[23][901]' felt.csv && grep -q '^0.[45][901]' felt.csv && grep -q '^0.[78][901]' felt.csv");
}

static const struct {
    const char *line;
    int code;
    const char *words;
} refused_rows[] = {
    {"$NEUME edit", 2, "an input file is missing"},
    {"$NEUME edit song.mid", 2, "an output is missing: -o FILE"},
    {"$NEUME edit song.mid late.mid -o keep.mid", 2, "only with --join"},
    {"$NEUME edit song.mid keep.mid -o keep.mid --join after", 2, "would replace an input"},
    {"$NEUME edit song.mid -o song.WAV", 2, "song.WAV: neume render makes sound"},
    {"$NEUME edit song.mid -o song.svg", 2, "neume roll draws"},
    {"$NEUME edit song.mid -o song.mxl", 2, "written as .musicxml"},
    {"$NEUME song.wav -o song.mp3", 2, "neume: transcribe: song.mp3: neume render makes sound"},
    {"$NEUME edit - - -o keep.mid --join after", 2, "standard input can be read only once"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/3", 2, "--quantize: '1/3' is not a grid"},
    {"$NEUME edit song.mid -o keep.mid --quantize 16", 2, "'16' is not a grid"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/16X", 2, "'1/16X' is not a grid"},
    {"printf 'MThd\\0\\0\\0\\6\\0\\0\\0\\1\\0\\4MTrk\\0\\0\\0\\4\\0\\377\\057\\0' >coarse.mid; "
     "$NEUME edit coarse.mid -o keep.mid --quantize 1/32",
     1, "coarse.mid: the grid 1/32 is finer than a tick"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/8 --strength 101", 2, "--strength: '101' is not"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/8 --swing 49", 2, "--swing: '49' is not"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/8T --swing 60", 2, "--swing needs a straight grid"},
    {"$NEUME edit song.mid -o keep.mid --swing 60", 2, "need --quantize"},
    {"$NEUME edit song.mid -o keep.mid --strength 60", 2, "--strength needs"},
    {"$NEUME edit song.mid -o keep.mid --window 5", 2, "need --quantize"},
    {"$NEUME edit song.mid -o keep.mid --quantize 1/8 --window 101%", 2, "'101%' is not"},
    {"$NEUME edit song.mid -o keep.mid --humanize 5,200", 2, "'5,200' is not"},
    {"$NEUME edit song.mid -o keep.mid --velocity louder", 2, "'louder' is not a list"},
    {"$NEUME edit song.mid -o keep.mid --velocity scale=2,", 2, "'scale=2,' is not a list"},
    {"$NEUME edit song.mid -o keep.mid --velocity scale=nan", 2, "'scale=nan' is not a list"},
    {"$NEUME edit song.mid -o keep.mid --key H --transpose-in-key 1", 2, "'H' is not auto, none, or a key"},
    {"$NEUME edit song.mid -o keep.mid --key G#", 2, "--key: 'G#' is not auto, none, or a key"},
    {"$NEUME edit song.mid -o keep.mid --scale 'C dor'", 2, "--scale: 'C dor' is not auto, a key"},
    {"$NEUME edit song.mid -o keep.mid --scale none", 2, "--scale: 'none' is not auto, a key"},
    {"printf 'MThd\\0\\0\\0\\6\\0\\0\\0\\1\\0\\4MTrk\\0\\0\\0\\4\\0\\377\\057\\0' >bare.mid; "
     "$NEUME edit bare.mid -o keep.mid --transpose-in-key 1 --key auto",
     1, "no clear key and no key signature"},
    {"$NEUME edit song.mid -o keep.mid --transpose-in-key 1", 1, "has no key signature"},
    {"$NEUME edit song.mid -o keep.mid --transpose 127 --out-of-range refuse", 1, "would leave the range"},
    {"$NEUME edit song.mid -o keep.mid --bars 0-1", 2, "'0-1' is not a range"},
    {"$NEUME edit song.mid -o keep.mid --bars 3-2", 2, "'3-2' is not a range"},
    {"$NEUME edit song.mid -o keep.mid --bars 400", 1, "ends before bar 400"},
    {"$NEUME edit song.mid -o keep.mid --tempo 0", 2, "--tempo: '0' is not"},
    {"$NEUME edit song.mid -o keep.mid --keep times", 2, "--keep needs --tempo"},
    {"$NEUME edit song.mid -o keep.mid --channel 17", 2, "--channel: '17' is not"},
    {"$NEUME edit song.mid -o keep.mid --groove missing.mid", 3, "missing.mid: no such file"},
    {"$NEUME edit song.mid -o keep.mid --groove text.mid", 3, "text.mid: not a format"},
    {"$NEUME edit song.mid -o keep.mid --groove hits.wav", 1, "hits.wav: no beat found; --groove-tempo gives"},
    {"$NEUME edit song.mid -o keep.mid --groove text.mid --groove-tempo 90", 3, "text.mid: not a format"},
    {"$NEUME edit song.mid -o keep.mid --groove-tempo 90", 2, "need --groove"},
    {"$NEUME edit cut.mid -o keep.mid", 3, "cut.mid: the file is damaged"},
    {"$NEUME edit song.mid cut.mid --join after -o keep.mid", 3, "cut.mid: the file is damaged"},
    {"$NEUME edit missing.mid -o keep.mid", 3, "missing.mid: no such file"},
    {"$NEUME edit song.mid -o nowhere/a.mid", 4, "nowhere/a.mid: no such folder"},
    {"$NEUME edit song.mid -o /dev/full", 4, "/dev/full: "},
    {"printf 'MThd\\0\\0\\0\\6\\0\\0\\0\\1\\347\\050MTrk\\0\\0\\0\\4\\0\\377\\057\\0' >smpte.mid; "
     "$NEUME edit smpte.mid -o keep.mid --quantize 1/8",
     1, "counts in SMPTE frames"},
};

static void refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_rows / sizeof *refused_rows; i++) {
        struct ran ran = program_run(refused_rows[i].line);
        if (ran.code != refused_rows[i].code || ran.err_lines != 1 || !strstr(ran.err, refused_rows[i].words))
            fail_msg("%s: code %d (expected %d), stderr (expected '%s'):\n%s", refused_rows[i].line, ran.code,
                     refused_rows[i].code, refused_rows[i].words, ran.err);
        char *kept = support_read_file("keep.mid", NULL);
        assert_string_equal(kept, "keep");
        free(kept);
    }
    assert_false(program_left_something("."));
}

static void words(void **state)
{
    (void)state;
    struct neume_note_value v;
    struct neume_edit_options o;
    neume_edit_options_init(&o);
    assert_int_equal(neume_cli_edit_grid("1/16T", &v), 0);
    assert_true(v.denominator == 16 && v.times == 2 && v.per == 3);
    assert_int_equal(neume_cli_edit_grid("1/8D", &v), 0);
    assert_true(v.denominator == 8 && v.times == 3 && v.per == 2);
    static const struct {
        const char *text;
        int good, fifths;
    } keys[] = {{"C", 1, 0},       {"A:min", 1, 0}, {"Bb:maj", 1, -2}, {"F#", 1, 6},   {"G#:min", 1, 5},
                {"eb:min", 1, -6}, {"Cb", 1, -7},   {"Dm", 1, -1},     {"Fb", 0, 0},   {"G#", 0, 0},
                {"", 0, 0},        {"C:dor", 0, 0}, {"Abb:min", 0, 0}, {"D:maj", 1, 2}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        int good = !neume_cli_edit_key(keys[i].text, &o);
        if (good != keys[i].good || (good && o.key.fifths != keys[i].fifths))
            fail_msg("%s: %d, %d fifths", keys[i].text, good, o.key.fifths);
    }
    assert_int_equal(neume_cli_edit_bars("5-", &o), 0);
    assert_true(o.first_bar == 5 && o.last_bar > 100000);
    assert_int_equal(neume_cli_edit_bars("7", &o), 0);
    assert_true(o.first_bar == 7 && o.last_bar == 7);
    assert_int_equal(neume_cli_edit_window("25%", &o), 0);
    assert_true(o.window == 0.25 && o.window_ticks < 0);
    assert_int_equal(neume_cli_edit_window("25", &o), 0);
    assert_int_equal(o.window_ticks, 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_or_not),
        cmocka_unit_test(every_option_is_taken),
        cmocka_unit_test(a_groove_is_heard),
        cmocka_unit_test(refused),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
