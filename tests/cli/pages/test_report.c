/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli/pages/report_parts.h"
#include "cli/pages/report_picture.h"
#include "cli/pages/report_sound.h"
#include "compare/compare_data.h"
#include "tests/cli/program.h"

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

/* The page's facts; *page is the whole file, to be freed. */
static json_t *facts_of(const char *file, char **page)
{
    json_error_t error;
    *page = support_read_file(file, NULL);
    assert_non_null(*page);
    const char *from = strstr(*page, "id=\"facts\">");
    assert_non_null(from);
    from += strlen("id=\"facts\">");
    const char *to = strstr(from, "</script>");
    assert_non_null(to);
    json_t *facts = json_loadb(from, (size_t)(to - from), 0, &error);
    if (!facts)
        fail_msg("%s: %s", file, error.text);
    return facts;
}

static double number_at(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!json_is_number(value))
        fail_msg("'%s' is no number", key);
    return json_number_value(value);
}

static void the_page_holds_both(void **state)
{
    (void)state;
    char *page;
    run_well("$NEUME render -q song.mid -o same.wav; $NEUME compare -q same.wav song.mid -o song.html");
    json_t *facts = facts_of("song.html", &page);
    const json_t *parts = json_object_get(facts, "parts"), *pieces = json_object_get(facts, "pieces");
    size_t notes = 0;
    assert_int_equal(json_array_size(parts), 2);
    for (size_t i = 0; i < 2; i++)
        notes += json_array_size(json_object_get(json_array_get(parts, i), "notes"));
    assert_int_equal(notes, 7);
    assert_int_equal(number_at(pieces, "count"), 1);
    static const char *const held[] = {"\"a-0\"",   "\"a-0p\"", "\"b0-0\"", "\"b1-0\"",
                                       "\"b1-0p\"", "\"s-0\"",  "\"t-0\"",  "\"n-0\""};
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        if (!strstr(page, held[i]))
            fail_msg("the page has no %s", held[i]);
    /* Ogg and MP3 (ID3, or a frame), as base64 begins them. */
    assert_non_null(strstr(page, "id=\"a-0\">T2dnUw"));
    assert_true(strstr(page, "id=\"a-0p\">SUQz") || strstr(page, "id=\"a-0p\">//"));
    assert_non_null(strstr(page, "</html>\n"));
    assert_null(strstr(page, "http://"));
    assert_null(strstr(page, "https://"));
    json_decref(facts);
    free(page);
    assert_false(program_left_something("."));
}

/* What is late in the MIDI is shown, and played, where the recording has it. */
static void the_offset_is_taken_off(void **state)
{
    (void)state;
    char *page;
    run_well("$NEUME render -q song.mid -o same.wav; $NEUME compare -q same.wav late.mid -o late.html");
    json_t *facts = facts_of("late.html", &page);
    free(page);
    run_well("$NEUME compare -q same.wav song.mid -o song.html");
    json_t *other = facts_of("song.html", &page);
    free(page);
    for (size_t p = 0; p < 2; p++) {
        const json_t *a = json_object_get(json_array_get(json_object_get(facts, "parts"), p), "notes");
        const json_t *b = json_object_get(json_array_get(json_object_get(other, "parts"), p), "notes");
        assert_int_equal(json_array_size(a), json_array_size(b));
        for (size_t i = 0; i < json_array_size(a); i++) {
            double x = json_number_value(json_array_get(json_array_get(a, i), 0));
            double y = json_number_value(json_array_get(json_array_get(b, i), 0));
            assert_true(x - y < 0.006 && y - x < 0.006);
        }
    }
    json_decref(facts);
    json_decref(other);
}

static void odd_but_good(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "$NEUME compare -q silent.wav song.mid -o x.html",
        "$NEUME compare -q one.wav song.mid -o x.html",
        "$NEUME compare -q nan.wav song.mid -o x.html",
        "$NEUME compare -q dc.wav song.mid -o x.html",
        "$NEUME compare -q - song.mid -o x.html <tone.wav",
        "$NEUME compare -q tone.wav - -o x.html <song.mid",
        "$NEUME compare -q tone.wav song.mid -o - >x.html",
        "cp tone.wav '<b>.wav'; cp song.mid '\"&.mid';"
        "$NEUME compare -q '<b>.wav' '\"&.mid' -o x.html",
        "cp tone.wav \"$(printf 'a\\377b.wav')\"; $NEUME compare -q \"$(printf 'a\\377b.wav')\" song.mid -o x.html"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char *page;
        run_well("rm -f x.html");
        run_well(lines[i]);
        json_decref(facts_of("x.html", &page));
        free(page);
    }
    assert_false(program_left_something("."));
}

static void bad_input_leaves_no_page(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME compare text.wav song.mid -o keep.html", 3, "text.wav: not a format that neume reads"},
        {"$NEUME compare tone.wav cut.mid -o keep.html", 3, "cut.mid: the file is damaged or cut short"},
        {"$NEUME compare tone.wav missing.mid -o keep.html", 3, "missing.mid: no such file"},
        {"$NEUME compare tone.wav song.mid --soundfont missing.sf2 -o keep.html", 3, "missing.sf2: no such file"},
        {"$NEUME compare tone.wav song.mid -o nowhere/a.html", 4, "nowhere/a.html: no such folder"},
        {"$NEUME compare tone.wav song.mid -o keep.txt", 2, "'keep.txt' does not end in .html"},
        {"ln -sf tone.wav l.html; $NEUME compare tone.wav song.mid -o l.html", 2, "would replace an input"},
        {"$NEUME compare tone.wav song.mid -o - >/dev/full", 4, "standard output: no space left on the device"},
        {"TMPDIR=nowhere $NEUME compare tone.wav song.mid -o keep.html", 4, "temporary files"},
    };
    run_well("echo keep >keep.html");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d\n%s", rows[i].line, ran.code, ran.err);
        run_well("test \"$(cat keep.html)\" = keep");
    }
    assert_false(program_left_something("."));
}

/* `--report` writes the page beside the MIDI file, with the confidence of every note. */
static void a_page_at_once(void **state)
{
    (void)state;
    char *page;
    run_well("cp tone.wav mine.wav; $NEUME -q mine.wav --report");
    json_t *facts = facts_of("mine.html", &page);
    const json_t *notes = json_object_get(json_array_get(json_object_get(facts, "parts"), 0), "notes");
    assert_true(json_array_size(notes) > 0);
    for (size_t i = 0; i < json_array_size(notes); i++) {
        const json_t *note = json_array_get(notes, i);
        assert_int_equal(json_array_size(note), 5);
        double confidence = json_number_value(json_array_get(note, 4));
        assert_true(confidence >= 0 && confidence <= 1);
    }
    json_decref(facts);
    free(page);
    run_well("$NEUME -q tone.wav hits.wav --report -o many && test -s many/tone.html && test -s many/hits.html");
    static const struct {
        const char *line;
        int code;
    } rows[] = {{"$NEUME - --report -o x.mid <tone.wav", 2},
                {"$NEUME tone.wav --report -o x.csv", 2},
                {"$NEUME tone.wav --report -o -", 2},
                {"$NEUME tone.wav --report --drum-map ezdrummer -o x.mid", 2},
                {"NEUME_SOUNDFONT=missing.sf2 $NEUME tone.wav --report -o x.mid", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (program_run(rows[i].line).code != rows[i].code)
            fail_msg("%s: code %d", rows[i].line, program_run(rows[i].line).code);
    assert_false(program_left_something("."));
}

/* One track of several channels becomes parts by channel; of more than six the smaller ones go together. */
static void parts_by_channel(void **state)
{
    (void)state;
    for (int channels = 0; channels <= 12; channels += 3) {
        struct neume_smf smf;
        struct cli_parts parts;
        short slot[CLI_PARTS_MOST][128];
        int slots, joined = 0;
        size_t notes = 0, expected = 0;
        neume_smf_init(&smf);
        smf.format = 0;
        assert_int_equal(neume_smf_add_track(&smf), NEUME_OK);
        for (int c = 0; c < channels; c++)
            assert_int_equal(neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_PROGRAM | c, 10 + c, 0), NEUME_OK);
        for (uint64_t tick = 0; tick < 10; tick++)
            for (int c = 0; c < channels; c++)
                if ((int)tick <= c)
                    assert_int_equal(neume_smf_add_message(&smf, 0, 480 * tick, NEUME_MIDI_NOTE_ON | c, 60 + c, 90),
                                     NEUME_OK),
                        expected++;
        assert_int_equal(neume_smf_end_track(&smf, 0, 9600), NEUME_OK);
        assert_int_equal(neume_cli_parts_init(&parts, &smf), NEUME_OK);
        assert_int_equal(parts.count, channels > CLI_PARTS_MOST ? CLI_PARTS_MOST : channels);
        for (int p = 0; p < parts.count; p++) {
            notes += parts.part[p].notes.count;
            joined += parts.part[p].joined;
            assert_int_equal(parts.part[p].program >= 10, 1);
        }
        assert_int_equal(notes, expected);
        assert_int_equal(joined, channels);
        struct neume_smf bank;
        neume_smf_init(&bank);
        assert_int_equal(neume_cli_parts_bank(&parts, &bank, slot, &slots), NEUME_OK);
        assert_int_equal(slots, channels);
        if (channels)
            assert_int_equal(slot[0][parts.part[0].notes.note[0].pitch], 0);
        neume_smf_release(&bank);
        neume_cli_parts_release(&parts);
        neume_smf_release(&smf);
    }
}

/* A sine of 0.5 at A4 stands in its row, at its level, in every column; the waveform says 63 sqrt(0.5). */
static void a_sine_in_the_picture(void **state)
{
    (void)state;
    enum { RATE = 44100, FRAMES = 2 * RATE };
    struct cli_picture_format format;
    struct cli_picture *p;
    char *text = NULL;
    size_t size;
    float *stereo = malloc(2 * FRAMES * sizeof *stereo);
    for (int i = 0; i < FRAMES; i++)
        stereo[2 * i] = stereo[2 * i + 1] = 0.25f * (float)sin(2 * 3.14159265358979 * 440 * i / RATE);
    neume_cli_picture_format(&format, 2);
    FILE *out = open_memstream(&text, &size);
    assert_int_equal(neume_cli_picture_new(&p, "s", &format, out), NEUME_OK);
    for (int at = 0, step; at < FRAMES; at += step) {
        step = FRAMES - at < 1000 ? FRAMES - at : 1000;
        assert_int_equal(neume_cli_picture_process(p, stereo + 2 * at, (size_t)step, 2), NEUME_OK);
    }
    assert_int_equal(neume_cli_picture_flush(p), NEUME_OK);
    fclose(out);
    assert_true(strlen(neume_cli_picture_peaks(p)) == 200);
    assert_int_equal(neume_cli_picture_peaks(p)[100], 't'); /* 45 = round(63 * sqrt(0.5)) */
    assert_true(fabsf(neume_cli_picture_peak(p) - 0.5f) < 1e-3f);
    size_t columns = neume_cli_picture_columns(p), rows = (size_t)format.rows, row = (69 - 21) * 3;
    const char *cells = strchr(text, '>') + 1;
    assert_true(columns >= 42 && columns <= 44);
    for (size_t k = 15; k + 15 < columns; k++)
        for (size_t r = 0; r < rows; r++)
            if (cells[k * rows + r] > 0 && r == row) /* -6 dB of a range up to -12 dB: the top */
                assert_int_equal(cells[k * rows + r], '/');
            else if (r > row + 24)
                assert_int_equal(cells[k * rows + r], 'A');
    neume_cli_picture_free(p);
    free(text);
    free(stereo);
}

static void nothing_is_freed_twice(void **state)
{
    (void)state;
    neume_compare_data_release(NULL);
    neume_cli_pieces_free(NULL);
    neume_cli_picture_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_holds_both),   cmocka_unit_test(the_offset_is_taken_off),
        cmocka_unit_test(odd_but_good),          cmocka_unit_test(bad_input_leaves_no_page),
        cmocka_unit_test(a_page_at_once),        cmocka_unit_test(parts_by_channel),
        cmocka_unit_test(a_sine_in_the_picture), cmocka_unit_test(nothing_is_freed_twice),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
