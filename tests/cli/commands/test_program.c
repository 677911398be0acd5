/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "audio/decode.h"
#include "tests/cli/program.h"

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static json_t *run_json(const char *line)
{
    json_error_t error;
    struct ran ran = run_well(line);
    json_t *json = json_loads(ran.out, 0, &error);
    if (!json)
        fail_msg("%s: no JSON: %s\n%s", line, error.text, ran.out);
    return json;
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    assert_non_null(text);
    return text;
}

static double number_at(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_number(value))
        fail_msg("'%s' is no number", key);
    return json_number_value(value);
}

static void transcribe_beside_the_input(void **state)
{
    (void)state;
    struct ran ran = run_well("cp tone.wav mine.wav; $NEUME mine.wav");
    assert_int_equal(ran.err_lines, 1);
    assert_int_equal(ran.out_size, 0);
    assert_non_null(strstr(ran.err, "neume: mine.wav: "));
    assert_non_null(strstr(ran.err, "(auto: "));
    assert_non_null(strstr(ran.err, "-> mine.mid\n"));
    char *midi = support_read_file("mine.mid", NULL);
    assert_memory_equal(midi, "MThd", 4);
    free(midi);
    assert_string_equal(run_well("$NEUME -q mine.wav").err, "");
}

/* Curves of polyphonic notes come where bends are asked for, and MPE puts the notes on channels from 2 on. */
static void bends_are_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *bends;
        int curves, first_status; /* of the notes: note-on and channel */
    } rows[] = {{"off", 0, 0x90}, {"channel", 1, 0x90}, {"mpe", 1, 0x91}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[160];
        size_t size, at = 0;
        snprintf(line, sizeof line, "$NEUME -q --mode poly --bends %s tone.wav -f json -o -", rows[i].bends);
        assert_int_equal(strstr(run_well(line).out, "\"bend\"") != NULL, rows[i].curves);
        snprintf(line, sizeof line, "$NEUME -q --mode poly --bends %s tone.wav -o bent.mid", rows[i].bends);
        run_well(line);
        unsigned char *midi = (unsigned char *)support_read_file("bent.mid", &size);
        while (at + 1 < size && !((midi[at] & 0xF0) == 0x90 && midi[at + 1] == 69)) /* A4 */
            at++;
        assert_true(at + 1 < size);
        assert_int_equal(midi[at], rows[i].first_status);
        free(midi);
    }
}

/* Where the output goes: the command line, and the file that must be there after it. */
static void where_outputs_go(void **state)
{
    (void)state;
    static const struct {
        const char *line, *file;
    } rows[] = {
        {"$NEUME tone.wav -o named.mid", "named.mid"},
        {"$NEUME -onamed2.mid tone.wav", "named2.mid"},
        {"$NEUME --output=named3.mid -- tone.wav", "named3.mid"},
        {"mkdir into; $NEUME tone.wav -o into", "into/tone.mid"},
        {"$NEUME tone.wav -o made/", "made/tone.mid"},
        {"$NEUME tone.wav dc.wav -o several", "several/dc.mid"},
        {"$NEUME tone.wav -f csv", "tone.csv"},
        {"$NEUME tone.wav -f labels", "tone.txt"},
        {"$NEUME tone.wav -o notes.json", "notes.json"},
        {"$NEUME - -o piped.mid <tone.wav", "piped.mid"},
        {"cat tone.wav | $NEUME - -o in/", "in/stdin.mid"},
        {"cp tone.wav ./-odd; $NEUME -- -odd", "-odd.mid"},
        {"cp tone.wav .hidden; $NEUME .hidden", ".hidden.mid"},
        {"cp tone.wav two.dots.wav; $NEUME two.dots.wav", "two.dots.mid"},
        {"ln -s tone.wav linked.wav; $NEUME linked.wav", "linked.mid"},
        {"mkfifo fifo.wav; cat tone.wav >fifo.wav & $NEUME fifo.wav; wait", "fifo.mid"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run_well(rows[i].line);
        if (access(rows[i].file, F_OK))
            fail_msg("%s: did not write %s", rows[i].line, rows[i].file);
    }
    assert_false(program_left_something("."));
}

static void notes_as_text(void **state)
{
    (void)state;
    static const char csv_head[] = "onset,offset,pitch,velocity\n";
    struct ran ran = run_well("$NEUME -m melody tone.wav -f csv -o -");
    assert_memory_equal(ran.out, csv_head, sizeof csv_head - 1);
    assert_non_null(strstr(ran.out, ",69,"));
    static const char drum_head[] = "onset,offset,pitch,velocity,drum\n";
    ran = run_well("$NEUME -m drums hits.wav -f csv -o -");
    assert_memory_equal(ran.out, drum_head, sizeof drum_head - 1);
    assert_non_null(strstr(run_well("$NEUME -m melody tone.wav -f labels -o -").out, "\tA4\n"));
    json_t *json = run_json("$NEUME -q -m melody tone.wav -f json -o -");
    const json_t *first = json_array_get(json_object_get(json, "notes"), 0);
    assert_int_equal(number_at(first, "pitch"), 69);
    assert_true(number_at(first, "offset") > number_at(first, "onset"));
    json_decref(json);
    assert_string_equal(run_well("$NEUME silent.wav -f csv -o -").out, csv_head);
    json_decref(run_json("$NEUME -q silent.wav -f json -o -"));
}

/* Standard input and a file of the same bytes give the same MIDI, but for the track's name. */
static void standard_input_is_a_file(void **state)
{
    (void)state;
    run_well("cat tone.wav | $NEUME - -f csv -o a.csv; $NEUME tone.wav -f csv -o b.csv; cmp a.csv b.csv");
    assert_non_null(strstr(run_well("$NEUME - <tone.wav >e.mid").err, "neume: standard input: "));
    run_well("$NEUME tone.wav -o c.mid; $NEUME -o - tone.wav >d.mid; cmp c.mid d.mid");
    run_well("$NEUME onsets tone.wav >a.txt; $NEUME onsets - <tone.wav -o b.txt; cmp a.txt b.txt");
}

static void several_at_once(void **state)
{
    (void)state;
    struct ran ran = program_run("for i in 1 2 3 4 5 6 7 8; do cp tone.wav s$i.wav; done; "
                                 "$NEUME s?.wav missing.wav text.wav -o many --jobs 4");
    assert_int_equal(ran.code, 3);
    assert_int_equal(ran.err_lines, 10);
    for (const char *line = ran.err; *line; line = strchr(line, '\n') + 1)
        assert_memory_equal(line, "neume: ", 7);
    run_well("cmp many/s1.mid many/s1.mid && test $(ls many | wc -l) = 8");
    run_well("$NEUME -q s1.wav s2.wav -f csv -o one --jobs 1; $NEUME -q s1.wav s2.wav -f csv -o two --jobs 2; "
             "cmp one/s1.csv two/s1.csv && cmp one/s2.csv two/s2.csv");
}

static void summary_as_json(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME -q --json -m melody tone.wav nan.wav missing.wav -o sum");
    assert_int_equal(ran.code, 3);
    json_t *json = json_loads(ran.out, 0, NULL);
    assert_non_null(json);
    const json_t *files = json_object_get(json, "files");
    assert_int_equal(json_array_size(files), 3);
    const json_t *tone = json_array_get(files, 0);
    assert_string_equal(text_at(tone, "input"), "tone.wav");
    assert_string_equal(text_at(tone, "output"), "sum/tone.mid");
    assert_string_equal(text_at(tone, "mode"), "melody");
    assert_true(number_at(tone, "notes") > 0);
    assert_int_equal(number_at(json_array_get(files, 1), "bad_samples"), 23);
    assert_string_equal(text_at(json_array_get(files, 2), "error"), "no such file");
    assert_int_equal(number_at(json_array_get(files, 2), "exit"), 3);
    json_decref(json);
}

/* The tone has an attack at 0, 0.25, 0.5 and 0.75 s. */
static void onsets_in_every_format(void **state)
{
    (void)state;
    double times[5];
    struct ran ran = run_well("$NEUME onsets tone.wav");
    assert_int_equal(sscanf(ran.out, "%lf\n%lf\n%lf\n%lf\n%lf", &times[0], &times[1], &times[2], &times[3], &times[4]),
                     4);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(times[i] - 0.25 * i) < 0.01);
    static const char head[] = "time,strength\n";
    assert_memory_equal(run_well("$NEUME onsets tone.wav -f csv").out, head, sizeof head - 1);
    run_well("$NEUME onsets tone.wav -o on.csv; $NEUME onsets tone.wav -f csv | cmp - on.csv");
    assert_non_null(strstr(run_well("$NEUME onsets tone.wav --format=labels").out, "\tonset\n"));
    json_t *json = run_json("$NEUME onsets tone.wav -j");
    assert_int_equal(json_array_size(json_object_get(json, "onsets")), 4);
    json_decref(json);
    json = run_json("$NEUME onsets -q silent.wav --json");
    assert_int_equal(json_array_size(json_object_get(json, "onsets")), 0);
    json_decref(json);
}

/* hits.wav twelve times over, as a recording of 12 s. */
static void write_long_hits(void)
{
    size_t size;
    char *once = support_read_file("hits.wav", &size), *all = malloc(44 + 12 * (size - 44));
    uint32_t data = (uint32_t)(12 * (size - 44)), riff = data + 36;
    assert_non_null(all);
    memcpy(all, once, 44);
    for (int i = 0; i < 4; i++) {
        all[4 + i] = (char)(riff >> 8 * i);
        all[40 + i] = (char)(data >> 8 * i);
    }
    for (size_t i = 0; i < 12; i++)
        memcpy(all + 44 + i * (size - 44), once + 44, size - 44);
    support_write_file("long.wav", all, 44 + data);
    free(once);
    free(all);
}

/* A hit every quarter of a second, and sounds without a beat. */
static void beats_in_every_format(void **state)
{
    (void)state;
    write_long_hits();
    json_t *json = run_json("$NEUME beats long.wav --json");
    const json_t *beats = json_object_get(json, "beats");
    assert_true(json_array_size(beats) >= 11);
    for (size_t i = 0; i < json_array_size(beats); i++) {
        double time = number_at(json_array_get(beats, i), "time"), metre = number_at(json_array_get(beats, i), "metre");
        double number = number_at(json_array_get(beats, i), "number");
        assert_true(fabs(time - 0.25 * round(4 * time)) < 0.03 && number >= 1 && number <= metre);
    }
    assert_true(number_at(json, "confidence") > 0.5 && number_at(json, "tempo") > 40);
    double half = number_at(json, "half"), twice = number_at(json, "twice");
    assert_true(half >= 0 && twice >= 0 && half + twice <= 1);
    assert_true((strstr(run_well("$NEUME beats long.wav 2>&1 >b.txt").out, "but it may be") != NULL) ==
                (half > 0.25 || twice > 0.25));
    json_decref(json);
    run_well("$NEUME beats long.wav >b.txt; awk 'NF != 2 || $2 < 1 {exit 1}' b.txt; test -s b.txt");
    run_well("$NEUME beats - <long.wav | cmp - b.txt");
    static const char head[] = "time,number,metre\n";
    assert_memory_equal(run_well("$NEUME beats long.wav -f csv").out, head, sizeof head - 1);
    run_well("$NEUME beats long.wav -o b.csv; $NEUME beats long.wav -f csv | cmp - b.csv");
    run_well("$NEUME beats long.wav --format labels | awk 'NF != 3 || $1 != $2 {exit 1}'");
    run_well(
        "$NEUME -q -m drums long.wav --tempo auto -o auto.mid; $NEUME -q -m drums long.wav --tempo none -o none.mid; "
        "$NEUME edit auto.mid -o auto.csv; $NEUME edit none.mid -o none.csv");
    run_well("paste -d , auto.csv none.csv | awk -F , 'NR > 1 && ($1 - $6 > 0.001 || $6 - $1 > 0.001) {exit 1}'");
    assert_non_null(strstr(run_well("$NEUME -m drums silent.wav --tempo auto -o no.mid 2>&1").out, "no beat found"));
    json = run_json("$NEUME beats -q silent.wav --json");
    assert_int_equal(json_array_size(json_object_get(json, "beats")), 0);
    assert_true(json_is_null(json_object_get(json, "tempo")));
    json_decref(json);
    assert_non_null(strstr(run_well("$NEUME beats silent.wav 2>&1").out, "silent.wav: no beat found"));
}

static void pitch_in_every_format(void **state)
{
    (void)state;
    json_t *json = run_json("$NEUME pitch tone.wav --json");
    const json_t *frames = json_object_get(json, "frames");
    assert_in_range(json_array_size(frames), 85, 105); /* a little over 10 ms each */
    int right = 0;
    for (size_t i = 0; i < json_array_size(frames); i++)
        right += fabs(number_at(json_array_get(frames, i), "f0") - 440) < 3;
    assert_true(right > 70);
    json_decref(json);
    static const char head[] = "time,f0,confidence,loudness\n";
    assert_memory_equal(run_well("$NEUME pitch tone.wav -f csv").out, head, sizeof head - 1);
    assert_non_null(strstr(run_well("$NEUME pitch tone.wav -f labels").out, "\tA4\n"));
    double f0;
    assert_int_equal(sscanf(run_well("$NEUME pitch tone.wav").out, "%*f\t%lf\t%*f\t%*f\n", &f0), 1);
    assert_non_null(strstr(run_well("$NEUME pitch tone.wav -f labels --min-hz 400 --max-hz 500").out, "\tA4\n"));
    assert_string_equal(run_well("$NEUME pitch tone.wav -f labels --min-hz 2000").out, "");
    assert_int_equal(sscanf(run_well("$NEUME pitch tone.wav -f sv").out, "%*f,%lf\n", &f0), 1);
    assert_true(fabs(f0 - 440) < 3);
    assert_non_null(
        strstr(run_well("$NEUME pitch tone.wav -o a.svl && cat a.svl").out, "<layer id=\"2\" type=\"timevalues\""));
}

/* transcribe --frames: the frames of pitch, in every format that has a place for them, and nothing that needs notes. */
static void frames_of_a_melody(void **state)
{
    (void)state;
    static const char *const formats[] = {"csv", "json", "labels", "mirex", "sv", "svl"};
    static const char *const refused[] = {"-f mid",      "-o a.mid -f midi2", "-f jams",
                                          "--mode poly", "--transpose 2",     "--tempo 120",
                                          "--report",    "--mode drums",      "--tempo auto"};
    char line[256];
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        snprintf(line, sizeof line,
                 "$NEUME pitch tone.wav --min-hz %.17g --max-hz 3600 -f %s >a && $NEUME transcribe -q --frames "
                 "tone.wav -f %s -o b && "
                 "cmp a b",
                 440 * pow(2, (20.5 - 69) / 12), formats[i], formats[i]);
        run_well(line);
    }
    static const char head[] = "time,f0,confidence,loudness\n";
    assert_memory_equal(run_well("$NEUME transcribe -q --frames --mode melody tone.wav -o c && cat c").out, head,
                        sizeof head - 1);
    run_well("cp tone.wav f.wav && $NEUME transcribe --frames f.wav && test -s f.csv && test ! -e f.mid");
    run_well("$NEUME transcribe --frames f.wav -o f.sv.csv && head -1 f.sv.csv | grep -q '^[0-9.]*,4[0-9.]*$'");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        snprintf(line, sizeof line, "$NEUME transcribe --frames tone.wav %s", refused[i]);
        struct ran ran = program_run(line);
        if (ran.code != 2 || !strstr(ran.err, "--frames"))
            fail_msg("%s: %d, %s", line, ran.code, ran.err);
    }
    assert_int_equal(program_run("$NEUME transcribe --frames tone.wav=KD hits.wav -o d.csv").code, 2);
    assert_int_equal(program_run("$NEUME transcribe --frames text.wav -o d.csv").code, 3);
    assert_int_equal(program_run("$NEUME transcribe --frames tone.wav -o /dev/full").code, 4);
}

/* --tuning decides what a line between two semitones is rounded to. */
static void tuning_is_heeded(void **state)
{
    (void)state;
    run_well("$NEUME transcribe -q --mode melody --tuning 440 tone.wav -o a.csv");
    assert_true(strstr(run_well("cat a.csv").out, ",69,") && !strstr(run_well("cat a.csv").out, ",70,"));
    run_well("$NEUME transcribe -q --mode melody --tuning 415 tone.wav -o a.csv");
    assert_true(strstr(run_well("cat a.csv").out, ",70,") && !strstr(run_well("cat a.csv").out, ",69,"));
}

/* Formats of render, and the length in seconds that each must have to the sample. */
static void render_into_every_kind(void **state)
{
    (void)state;
    static const struct {
        const char *line, *file, *format;
        int rate;
    } rows[] = {
        {"$NEUME render song.mid -o r.wav --length 1.5", "r.wav", "WAV, 16 bit", 44100},
        {"$NEUME render song.mid -o r24.wav --bits 24 --length 1.5 --rate 48000", "r24.wav", "WAV, 24 bit", 48000},
        {"$NEUME render song.mid -o rf.wav --bits 32f --length 1.5 -r 22050", "rf.wav", "WAV, 32 bit float", 22050},
        {"$NEUME render song.mid -o r.flac --length 1.5", "r.flac", "FLAC, 16 bit", 44100},
        {"$NEUME render song.mid -o r.aiff --length 1.5", "r.aiff", "AIFF, 16 bit", 44100},
        {"$NEUME render song.mid -o r.ogg --length 1.5", "r.ogg", "Ogg", 44100},
        {"$NEUME render - -o - --length 1.5 <song.mid >r2.wav", "r2.wav", "WAV, 16 bit", 44100},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_decoder *decoder;
        struct neume_audio_info info;
        run_well(rows[i].line);
        assert_ok(neume_decoder_open(&decoder, rows[i].file, &info));
        neume_decoder_free(decoder);
        if (strncmp(info.format, rows[i].format, strlen(rows[i].format)) || info.sample_rate != rows[i].rate)
            fail_msg("%s: is %s at %d Hz", rows[i].line, info.format, info.sample_rate);
        assert_int_equal(info.frames, lrint(1.5 * rows[i].rate));
        assert_int_equal(info.channels, 2);
    }
    run_well("$NEUME render song.mid -o r.mp3 && test -s r.mp3");
}

/* One file a track; the slash in a track's name is no folder. Together they are the whole. */
static void render_stems(void **state)
{
    (void)state;
    run_well("$NEUME render song.mid --stems stems --length 1 && test -s stems/01-Pi_no.wav && test -s stems/02.wav && "
             "test $(ls stems | wc -l) = 2");
    run_well("$NEUME render song.mid -o all.flac --stems flacs/ && test -s all.flac && test -s flacs/02.flac");
}

static void compare_a_render_with_its_source(void **state)
{
    (void)state;
    run_well("$NEUME render -q song.mid -o same.wav");
    json_t *json = run_json("$NEUME compare -q same.wav song.mid --json --ab same-ab.wav --ab-seconds 0.5");
    const json_t *onsets = json_object_get(json, "onsets");
    assert_true(number_at(onsets, "f") > 0.99);
    assert_true(fabs(number_at(json_object_get(json, "offset"), "seconds")) < 0.005);
    assert_true(fabs(number_at(json_object_get(json, "loudness"), "gain_db")) < 0.5);
    assert_true(number_at(json, "chroma") > 0.99);
    assert_true(number_at(json, "log_frequency_db") < 1);
    json_decref(json);
    run_well("test -s same-ab.wav");
    run_well("$NEUME compare -q same.wav song.mid --ab sides.flac --ab-mode sides && test -s sides.flac");
    struct ran ran = run_well("$NEUME compare tone.wav song.mid");
    static const char *const words[] = {"offset", "loudness", "onsets", "chroma", "spectrum", "dynamics"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_non_null(strstr(ran.out, words[i]));
    assert_string_equal(ran.err, "");
}

/* What comes half a second later is found there, and counts as equal. */
static void compare_finds_an_offset(void **state)
{
    (void)state;
    json_t *json = run_json("$NEUME render -q song.mid -o same.wav; $NEUME compare same.wav late.mid --json");
    const json_t *offset = json_object_get(json, "offset");
    assert_true(fabs(number_at(offset, "seconds") - 0.5) < 0.005);
    assert_true(json_is_true(json_object_get(offset, "applied")));
    assert_true(number_at(json_object_get(json, "onsets"), "f") > 0.99);
    assert_true(number_at(json, "chroma") > 0.98);
    json_decref(json);
}

static void info_of_both_kinds(void **state)
{
    (void)state;
    json_t *json = run_json("$NEUME info tone.wav --json");
    assert_string_equal(text_at(json, "kind"), "audio");
    assert_int_equal(number_at(json, "frames"), 22050);
    assert_int_equal(number_at(json, "sample_rate"), 22050);
    assert_true(number_at(json, "peak_dbfs") < -5 && number_at(json, "peak_dbfs") > -7);
    json_decref(json);
    json = run_json("$NEUME info --json silent.wav");
    assert_true(json_is_null(json_object_get(json, "peak_dbfs")));
    json_decref(json);
    json = run_json("$NEUME info --json nan.wav");
    assert_int_equal(number_at(json, "bad_samples"), 23);
    json_decref(json);
    json = run_json("cp song.mid song.dat; $NEUME info song.dat --json");
    assert_string_equal(text_at(json, "kind"), "midi");
    assert_int_equal(number_at(json, "notes"), 7);
    assert_int_equal(number_at(json, "slowest_tempo"), 120);
    assert_true(fabs(number_at(json, "duration") - 1.5) < 1e-6);
    assert_string_equal(text_at(json_array_get(json_object_get(json, "tracks"), 0), "name"), "Pi/no");
    json_decref(json);
    assert_non_null(strstr(run_well("$NEUME info - <song.mid").out, "division            96 ticks a quarter note"));
}

/* A file name cannot forge a second line of messages. */
static void names_do_not_break_lines(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME onsets 'a\nneume: all is well'");
    assert_int_equal(ran.code, 3);
    assert_int_equal(ran.err_lines, 1);
    assert_non_null(strstr(ran.err, "a?neume: all is well: no such file"));
}

static void progress_on_a_terminal(void **state)
{
    (void)state;
    static const char line[] = "exec $NEUME render song.mid -o long.wav --length 20000";
    int shown = program_shows_on_terminal(line, " %", 10);
    if (shown < 0)
        skip();
    assert_int_equal(shown, 1);
    assert_false(program_shows_on_terminal("exec $NEUME render song.mid -o long.wav --length 20000 -q", " %", 1.5));
    assert_false(program_left_something("."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transcribe_beside_the_input),
        cmocka_unit_test(bends_are_asked_for),
        cmocka_unit_test(where_outputs_go),
        cmocka_unit_test(notes_as_text),
        cmocka_unit_test(standard_input_is_a_file),
        cmocka_unit_test(several_at_once),
        cmocka_unit_test(summary_as_json),
        cmocka_unit_test(onsets_in_every_format),
        cmocka_unit_test(beats_in_every_format),
        cmocka_unit_test(pitch_in_every_format),
        cmocka_unit_test(frames_of_a_melody),
        cmocka_unit_test(tuning_is_heeded),
        cmocka_unit_test(render_into_every_kind),
        cmocka_unit_test(render_stems),
        cmocka_unit_test(compare_a_render_with_its_source),
        cmocka_unit_test(compare_finds_an_offset),
        cmocka_unit_test(info_of_both_kinds),
        cmocka_unit_test(names_do_not_break_lines),
        cmocka_unit_test(progress_on_a_terminal),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
