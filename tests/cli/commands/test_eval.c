/* SPDX-License-Identifier: MIT
 *
 * neume eval, on small files whose figures mir_eval gave. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "tests/cli/program.h"

static const struct {
    const char *name, *text;
} files[] = {
    {"ref.csv", "onset,offset,pitch,velocity\n0.10,0.60,60,80\n0.10,0.60,64,70\n0.70,1.20,62,90\n1.30,1.40,67,40\n"
                "1.30,2.30,72,100\n2.50,3.00,60,64\n"},
    {"est.csv", "onset,offset,pitch,velocity\n0.12,0.58,60,60\n0.149,0.90,64,75\n0.76,1.20,62,90\n1.31,1.41,67.4,30\n"
                "1.33,2.29,72,99\n2.50,2.80,61,64\n3.5,3.6,40,20\n"},
    {"flat.csv", "onset,offset,pitch\n0.10,0.60,60\n"},
    {"none.csv", "onset,offset,pitch,velocity\n"},
    {"hits.txt", "0.50 KD\n1.00 SD\n1.00 CHH\n1.50 KD\n2.00 SD\n2.00 CHH\n2.52 LFT\n3.00 OT\n"},
    {"hits.csv", "onset,offset,pitch,velocity,drum\n0.52,0.6,36,100,1\n1.00,1.1,42,100,1\n1.04,1.1,38,100,1\n"
                 "1.49,1.6,35,100,1\n2.01,2.1,46,100,1\n2.20,2.3,40,100,1\n2.50,2.6,49,100,1\n"},
    {"onsets.txt", "0.5\n1\n1.51\n7\n"},
    {"ref.f0", "0.00 0\n0.01 220\n0.02 220\n0.03 220\n0.04 0\n"},
    {"est.f0", "0.00 110\n0.01 220\n0.02 440\n0.03 -220\n0.04 0\n"},
    {"ref.mf0", "0.00 220 440\n0.01 220\n0.02\n"},
    {"est.mf0", "0.00 220 880\n0.01 220\n0.02 300\n"},
    {"ref.beats", "5.5\n6\n6.5\n7\n7.5\n8\n"},
    {"est.beats", "5.5\n6.01\n6.5\n7.2\n7.5\n8.01\n"},
    {"bad.csv", "onset,offset,pitch,velocity\n0,1,60,64\n1,2,440,64\n"},
    {"late.csv", "onset,offset,pitch,velocity\n1,3,60,64\n2,3,60,60\n"},
    {"silence.drums", ""},
    {"silence.f0", ""},
    {"silence.mf0", ""},
    {"silence.beats", ""},
    {"noise.txt", "hello\nworld\n"},
};

static int setup(void **state)
{
    int failed = program_setup(state);
    for (size_t i = 0; !failed && i < sizeof files / sizeof *files; i++)
        support_write_file(files[i].name, files[i].text, strlen(files[i].text));
    return failed;
}

static json_t *run_json(const char *line)
{
    json_error_t error;
    struct ran ran = program_run(line);
    json_t *json = json_loads(ran.out, 0, &error);
    if (ran.code || !json)
        fail_msg("%s: code %d, %s\n%s%s", line, ran.code, json ? "" : error.text, ran.out, ran.err);
    return json;
}

struct figure {
    const char *line, *name;
    double value; /* NaN: null; below 0: must not be there */
};

#define NOTES "$NEUME eval ref.csv est.csv --json"
#define DRUMS "$NEUME eval hits.txt hits.csv --json"
#define SONG  "$NEUME eval song.mid song.mid --json"
static const struct figure figure_rows[] = {
    {NOTES, "n_ref", 6},
    {NOTES, "n_est", 7},
    {NOTES, "note_P", 0.5714285714285714},
    {NOTES, "note_R", 0.6666666666666666},
    {NOTES, "note_F", 0.6153846153846153},
    {NOTES, "noteoff_F", 0.4615384615384615},
    {NOTES, "notevel_F", 0.30769230769230765},
    {NOTES, "notevoff_F", 0.30769230769230765},
    {NOTES, "overlap", 0.8154829545454545},
    {NOTES, "lag_ms", 25},
    {NOTES, "lag_taken_off_ms", -1},
    {NOTES " --lag auto", "lag_taken_off_ms", 25},
    {NOTES " --lag auto", "lag_ms", 0},
    {NOTES " --lag 10", "lag_ms", 15},
    {NOTES, "onset_P", 0.6},
    {NOTES, "onset_R", 0.75},
    {NOTES, "onset_F", 0.6666666666666665},
    {NOTES, "drum_F", -1},
    {"$NEUME eval ref.csv est.csv --json --no-round", "note_F", 0.6153846153846153},
    {"$NEUME eval flat.csv est.csv --json", "note_P", 1 / 7.0},
    {"$NEUME eval flat.csv est.csv --json", "notevel_F", NAN},
    {"$NEUME eval flat.csv none.csv --json", "notevel_F", 0},
    {"$NEUME eval ref.csv none.csv --json", "note_F", 0},
    {"$NEUME eval ref.csv none.csv --json", "onset_F", 0},
    {"$NEUME eval none.csv est.csv --json", "onset_F", 0},
    {"$NEUME eval none.csv est.csv --json", "note_F", 0}, /* as in mir_eval, all of these */
    {"$NEUME eval none.csv est.csv --json", "notevel_F", 0},
    {"$NEUME eval none.csv none.csv --json", "note_F", 0},
    {"$NEUME eval none.csv est.csv --json", "drum_F", -1},
    {"$NEUME eval silence.drums hits.txt --ref-format drums --json", "drum_F", 0},
    {"$NEUME eval silence.beats est.beats --ref-format beats --est-format beats --json", "cml_t", 0},
    {"$NEUME eval silence.f0 est.f0 --ref-format melody --est-format melody --json", "overall", 0},
    {"$NEUME eval silence.mf0 est.mf0 --ref-format frames --est-format frames --json", "frame_P", 0},
    {"$NEUME eval ref.csv onsets.txt --json", "note_F", -1},
    {DRUMS, "onset_F", 0.7692307692307692},
    {DRUMS, "KD", 1},
    {DRUMS, "SD", 0.5},
    {DRUMS, "HH", 1},
    {DRUMS, "TT", 0},
    {DRUMS, "CY", 0},
    {DRUMS, "drum_F", 0.625},
    {DRUMS, "drum_micro", 0.7142857142857143},
    {DRUMS, "SD30", 0},
    {DRUMS, "drum_F30", 0.5},
    {DRUMS, "drum_micro30", 0.5714285714285714},
    {"$NEUME eval hits.txt onsets.txt --json", "drum_F", -1},
    {"$NEUME eval hits.txt onsets.txt --json", "onset_R", 0.5},
    {"$NEUME eval --drums hits.txt onsets.txt --json", "drum_F", 0},
    {"$NEUME eval --drums hits.txt onsets.txt --json", "onset_F", -1},
    {"$NEUME eval hits.txt song.mid --json", "KD", 0},
    {"$NEUME eval ref.f0 est.f0 --json", "voicing_R", 2 / 3.0},
    {"$NEUME eval ref.f0 est.f0 --json", "voicing_FA", 0.5},
    {"$NEUME eval ref.f0 est.f0 --json", "pitch_acc", 2 / 3.0},
    {"$NEUME eval ref.f0 est.f0 --json", "chroma_acc", 1},
    {"$NEUME eval ref.f0 est.f0 --json", "overall", 0.4},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_P", 0.5},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_R", 2 / 3.0},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_acc", 0.4},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_E_sub", 1 / 3.0},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_E_fa", 1 / 3.0},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_E_tot", 2 / 3.0},
    {"$NEUME eval ref.mf0 est.mf0 --json", "frame_chroma_R", 1},
    {"$NEUME eval ref.beats est.beats --json", "beat_F", 5 / 6.0},
    {"$NEUME eval ref.beats est.beats --json", "cml_c", 0.5},
    {"$NEUME eval ref.beats est.beats --json", "p_score", 0.8333333333333334},
    {"$NEUME eval ref.beats est.beats --json", "cemgil", 0.8230783659343105},
    {SONG, "note_F", 1},
    {SONG, "notevoff_F", NAN},
    {"$NEUME eval ref.csv ref.csv --json", "notevoff_F", 1},
    {"for e in mid csv json txt; do $NEUME -q tone.wav -o t.$e; done; $NEUME eval -q t.mid t.csv --json", "note_F", 1},
    {"$NEUME eval -q t.mid t.json --json", "note_F", 1},
    {"$NEUME eval -q t.mid t.txt --json", "note_F", 1},
    {"$NEUME eval - est.csv --json <ref.csv", "note_F", 0.6153846153846153},
    {"cat est.csv | $NEUME eval ref.csv - --json", "note_F", 0.6153846153846153},
    {"$NEUME eval --ref-format onsets --est-format onsets est.beats est.beats --json", "onset_F", 1},
};

static void figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof figure_rows / sizeof *figure_rows; i++) {
        json_t *json = run_json(figure_rows[i].line), *value = json_object_get(json, figure_rows[i].name);
        int good = isnan(figure_rows[i].value) ? json_is_null(value)
                   : figure_rows[i].value < 0
                       ? !value
                       : json_is_number(value) && fabs(json_number_value(value) - figure_rows[i].value) < 1e-12;
        if (!good)
            fail_msg("%s: %s is %.17g, expected %.17g", figure_rows[i].line, figure_rows[i].name,
                     json_is_number(value) ? json_number_value(value) : NAN, figure_rows[i].value);
        json_decref(json);
    }
}

static void text(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME eval ref.csv est.csv");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
    assert_non_null(strstr(ran.out, "notes\n  n_ref              6\n"));
    assert_non_null(strstr(ran.out, "  note_F             0.615385\n"));
    assert_non_null(strstr(ran.out, "\nonsets\n  onset_P            0.600000\n"));
    assert_non_null(strstr(program_run("$NEUME eval flat.csv est.csv").out, "  notevel_F          -\n"));
}

static void complaints(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME eval ref.csv bad.csv", 3, "neume: bad.csv:3: pitch 440 is no MIDI number (0 to 127); is it in Hz?\n"},
        {"$NEUME eval - est.csv <bad.csv", 3, "neume: standard input:3: pitch 440"},
        {"$NEUME eval noise.txt est.csv", 3, "neume: noise.txt: neither its ending nor its content says what it is"},
        {"$NEUME eval ref.csv missing.csv", 3, "neume: missing.csv: no such file\n"},
        {"$NEUME eval ref.csv folder.wav", 3, "folder.wav: is a directory\n"},
        {"$NEUME eval ref.csv cut.mid", 3, "cut.mid: the file is damaged or cut short\n"},
        {"$NEUME eval ref.csv tone.wav", 3, "tone.wav: neither its ending"},
        {"$NEUME eval ref.csv ref.beats", 1,
         "neume: nothing to compare: the reference holds notes, the estimate beats\n"},
        {"$NEUME eval --drums ref.csv est.csv", 1, "nothing to compare"},
        {"$NEUME eval late.csv est.csv", 0, "neume: late.csv: warning: notes of pitch 60 overlap at 2 s\n"},
        {"$NEUME eval -q late.csv est.csv", 0, ""},
        {"$NEUME eval ref.csv", 2, "eval: a second file is missing"},
        {"$NEUME eval - - <ref.csv", 2, "standard input can be read only once"},
        {"$NEUME eval ref.csv est.csv --ref-format wave", 2, "wave"},
        {"$NEUME eval ref.csv est.csv >/dev/full", 4, "standard output: no space left on the device"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != (*rows[i].words != 0) || !strstr(ran.err, rows[i].words) ||
            (ran.code && ran.out_size))
            fail_msg("%s: code %d, expected %d, %zu bytes of output:\n%sexpected:\n%s", rows[i].line, ran.code,
                     rows[i].code, ran.out_size, ran.err, rows[i].words);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures),
        cmocka_unit_test(text),
        cmocka_unit_test(complaints),
    };
    return cmocka_run_group_tests_name("eval", tests, setup, program_teardown);
}
