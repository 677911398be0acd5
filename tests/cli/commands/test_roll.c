/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "cli/commands/roll_words.h"
#include "cli/pages/page.h"
#include "core/escape.h"
#include "midi/roll/roll_layout.h"
#include "tests/cli/program.h"

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
        unsigned bar, beat;
    } good[] = {{"0", 0, 0, 0},          {"12.5", 12.5, 0, 0}, {"1:02.5", 62.5, 0, 0},
                {"1:00:00", 3600, 0, 0}, {".5", 0.5, 0, 0},    {"90", 90, 0, 0},
                {"b1", 0, 1, 1},         {"b12.3", 0, 12, 3},  {"b1000000", 0, 1000000, 1}};
    static const char *const bad[] = {
        "",     "-1",      "x",   "b",   "b0",  "b1.0", "b1.", "b-1", "1:60",   "1:-2",
        "1::2", "1:2:3:4", "1e3", "inf", "nan", "0x10", "1 ",  "b2 ", "b1.2.3", "b99999999999999999999"};
    struct cli_roll_place p;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        memset(&p, 0, sizeof p);
        if (neume_cli_roll_place(good[i].text, &p))
            fail_msg("'%s' is no place", good[i].text);
        assert_float_equal(p.seconds, good[i].seconds, 1e-6);
        assert_int_equal(p.bar, good[i].bar);
        assert_int_equal(p.beat, good[i].beat);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!neume_cli_roll_place(bad[i], &p))
            fail_msg("'%s' is a place", bad[i]);
}

static void pitches(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int low, high; /* -1: no range */
    } rows[] = {{"C2-C6", 36, 84}, {"36-84", 36, 84}, {"C-1-G9", 0, 127}, {"60-60", 60, 60},
                {"C4", -1, -1},    {"", -1, -1},      {"84-36", -1, -1},  {"0-128", -1, -1},
                {"-", -1, -1},     {"C2-", -1, -1},   {"-C2", -1, -1},    {"C2-C3-C4", -1, -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int low = -1, high = -1, answer = neume_cli_roll_pitches(rows[i].text, &low, &high);
        if (answer != (rows[i].low < 0 ? -1 : 0) || low != rows[i].low || high != rows[i].high)
            fail_msg("'%s' is %d: %d to %d", rows[i].text, answer, low, high);
    }
}

static void lanes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int answer, automatic;
        size_t count;
        int first;
    } rows[] = {{"auto", 0, 1, 0, 0},
                {"none", 0, 0, 0, 0},
                {"all", 0, 0, 1, NEUME_ROLL_VELOCITY},
                {"velocity", 0, 0, 1, NEUME_ROLL_VELOCITY},
                {"bend,64", 0, 0, 2, NEUME_ROLL_BEND},
                {"pedal", 0, 0, 1, 64},
                {"cc11,pressure", 0, 0, 2, 11},
                {"1,1", 0, 0, 2, 1},
                {"", -1, 0, 0, 0},
                {"velocity,", -1, 0, 0, 0},
                {"120", -1, 0, 0, 0},
                {"-1", -1, 0, 0, 0},
                {"loud", -1, 0, 0, 0},
                {"1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1", -1, 0, 0, 0},
                {"velocityvelocityvelocity", -1, 0, 0, 0}};
    struct neume_roll_score none = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_roll_options o;
        neume_roll_options_init(&o);
        if (neume_cli_roll_lanes(rows[i].text, &none, &o) != rows[i].answer)
            fail_msg("'%s'", rows[i].text);
        if (rows[i].answer)
            continue;
        assert_int_equal(o.auto_lanes, rows[i].automatic);
        assert_int_equal(o.lanes, rows[i].count);
        assert_true(!o.lanes || o.lane[0] == rows[i].first);
    }
}

/* What a page is written with. */
static void page_parts(void **state)
{
    (void)state;
    char *text = NULL;
    FILE *f = fopen("parts.txt", "w");
    assert_non_null(f);
    neume_escape_xml(f, "a<b>&\"c\"\n");
    fputc('\n', f);
    neume_escape_json(f, "</script>\"\\\n\303\274\377\302");
    fputc('\n', f);
    static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
    for (size_t i = 0; i < 7; i++) { /* RFC 4648, section 10 */
        neume_cli_page_put_base64(f, plain[i], strlen(plain[i]));
        fputc(' ', f);
    }
    fputc('\n', f);
    assert_int_equal(neume_cli_page_write(f, "nothing.html", NULL, 0), -1);
    fclose(f);
    text = support_read_file("parts.txt", NULL);
    assert_string_equal(text, "a&lt;b&gt;&amp;&quot;c&quot; \n"
                              "\"\\u003c/script\\u003e\\u0022\\u005c\\u000a\303\274\\ufffd\\ufffd\"\n"
                              " Zg== Zm8= Zm9v Zm9vYg== Zm9vYmE= Zm9vYmFy \n");
    free(text);
}

struct row {
    const char *line;
    int code;
    const char *words;
};

static void bad_input(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME roll none.mid -o a.svg", 3, "none.mid: no such file"},
        {"$NEUME roll text.mid -o a.svg", 3, "text.mid: not a format"},
        {"$NEUME roll cut.mid -o a.png", 3, "cut.mid: the file is damaged"},
        {"$NEUME roll empty.mid -o a.html", 3, "empty.mid: the file is empty"},
        {"$NEUME roll text.wav -o a.svg", 3, "text.wav: not a format"},
        {"$NEUME roll song.mid --audio text.wav -o a.svg", 3, "text.wav: not a format"},
        {"$NEUME roll song.mid --audio none.flac -o a.svg", 3, "none.flac: no such file"},
        {"$NEUME roll song.mid -o no/where.svg", 4, "no/where.svg: "},
        {"$NEUME roll song.mid -o /dev/full --format html", 4, "/dev/full: "},
        {"$NEUME roll song.mid -o /dev/full --format png", 4, "/dev/full: "},
        {"$NEUME roll song.mid -o song.mid --format svg", 2, "would replace an input"},
        {"$NEUME roll song.mid --audio tone.wav -o tone.wav --format svg", 2, "would replace an input"},
        {"$NEUME roll song.mid -o song.gif", 2, "does not end in .svg, .png or .html"},
        {"$NEUME roll song.mid -o -", 2, "does not end in"},
        {"$NEUME roll song.mid -o a.svg --from x", 2, "--from: 'x' is not 12.5"},
        {"$NEUME roll song.mid -o a.svg --to 1:99", 2, "--to: '1:99' is not"},
        {"$NEUME roll song.mid -o a.svg --from 1 --to 0.5", 2, "--to: '0.5' is not after"},
        {"$NEUME roll song.mid -o a.svg --from 1 --to 1", 2, "--to: '1' is not after"},
        {"$NEUME roll song.mid -o a.svg --from b99", 3, "--from: has no bar 99"},
        {"$NEUME roll song.mid -o a.svg --from b1.9", 3, "--from: has no bar 1 with a beat 9"},
        {"$NEUME roll song.mid -o a.svg --from 500", 3, "ends before 500 s"},
        {"$NEUME roll song.mid -o a.html --from 500", 3, "ends before 500 s"},
        {"$NEUME roll song.mid -o a.svg --pitch C4", 2, "--pitch: 'C4' is not a range"},
        {"$NEUME roll song.mid -o a.svg --lanes foo", 2, "--lanes: 'foo' is not"},
        {"$NEUME roll song.mid -o a.svg --width 5", 2, "--width"},
        {"$NEUME roll song.mid -o a.svg --width 99999", 2, "--width"},
        {"$NEUME roll song.mid -o a.svg --zoom 0", 2, "--zoom"},
        {"$NEUME roll song.mid -o a.svg --rows 0", 2, "--rows"},
        {"$NEUME roll song.mid -o a.svg --color blue", 2, "--color"},
        {"$NEUME roll song.mid -o a.svg --zoom 10000 --width 220", 2, "the picture would be too large"},
        {"$NEUME roll song.mid -o a.png --width 20000 --scale 4", 2, "--scale: the picture would be over"},
        {"$NEUME roll - --audio - -o a.svg <song.mid", 2, "standard input cannot be both"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != 1 || !strstr(ran.err, rows[i].words) || ran.out_size)
            fail_msg("%s: code %d (expected %d), stderr (expected '%s'):\n%s", rows[i].line, ran.code, rows[i].code,
                     rows[i].words, ran.err);
        if (program_left_something("."))
            fail_msg("%s: left a temporary file", rows[i].line);
    }
    assert_int_equal(program_run("test -e a.svg -o -e a.png -o -e a.html").code, 1);
}

/* Lines that work, and what the file they write must hold. */
static void good_input(void **state)
{
    (void)state;
    static const struct {
        const char *line, *file, *words;
    } rows[] = {
        {"$NEUME roll song.mid", "song.html", "<title>song</title>"},
        {"$NEUME roll song.mid -o a.svg", "a.svg", "2 notes and 5 hits, 2 parts"},
        {"$NEUME roll - -o - --format svg <song.mid >b.svg", "b.svg", "<title>standard input</title>"},
        {"$NEUME roll song.mid -o c.png --scale 2 --theme dark", "c.png", "PNG"},
        {"$NEUME roll tone.wav -o d.html", "d.html", "\"pieces\":[\""},
        {"$NEUME roll tone.wav -o e.html --under none", "e.html", "\"sound\":null"},
        {"$NEUME roll song.mid --audio tone.wav -o f.svg --under both --title '<&>'", "f.svg", "<title>&lt;&amp;&gt;"},
        {"$NEUME roll silent.wav -o g.svg", "g.svg", "0 notes"},
        {"$NEUME roll silent.wav -o h.html", "h.html", "\"on\":[]"},
        {"$NEUME roll song.mid -o i.svg --from b1 --to b99", "i.svg", "</svg>"},
        {"$NEUME roll song.mid -o j.html --lanes 1,pedal --pitch C3-C5 --color pitch --theme dark", "j.html",
         "\"colour\":\"pitch\",\"theme\":\"dark\""},
        {"$NEUME roll one.wav -o k.html", "k.html", "\"duration\":0.0000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size, length = strlen(rows[i].words);
        struct ran ran = program_run(rows[i].line);
        if (ran.code)
            fail_msg("%s: code %d\n%s", rows[i].line, ran.code, ran.err);
        char *bytes = support_read_file(rows[i].file, &size);
        int found = 0;
        for (size_t k = 0; k + length <= size && !found; k++)
            found = !memcmp(bytes + k, rows[i].words, length);
        if (!found)
            fail_msg("%s: no '%s' in %s", rows[i].line, rows[i].words, rows[i].file);
        free(bytes);
    }
    assert_false(program_left_something("."));
    /* The same picture at every run. */
    assert_int_equal(program_run("$NEUME roll song.mid -o a2.svg && cmp a.svg a2.svg").code, 0);
    assert_non_null(strstr(program_run("$NEUME roll silent.wav -o g.svg").err, "there are no notes"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places),     cmocka_unit_test(pitches),   cmocka_unit_test(lanes),
        cmocka_unit_test(page_parts), cmocka_unit_test(bad_input), cmocka_unit_test(good_input),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
