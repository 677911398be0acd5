/* SPDX-License-Identifier: MIT
 *
 * From what was played to the rhythm that was meant. */
#include "midi/notation/notation_grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/notation/musicxml.h"
#include "midi/notation/notation.h"
#include "tests/support/support.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { TICKS = 960, BARS = 16, MOST = 512 };

struct line {
    double on[MOST]; /* quarters */
    size_t count;
};

/* One line at 100 beats a minute; each note is `late` early or late by as many quarters at most, and, where `legato`,
 * lasts until the next begins. */
static void play(struct neume_smf *smf, const struct line *line, double late, int legato)
{
    uint64_t seed = 5, last = 0;
    neume_smf_release(smf);
    smf->division = TICKS;
    assert_ok(neume_smf_add_track(smf));
    assert_ok(neume_smf_add_tempo(smf, 0, 0, 600000));
    uint64_t at = 0;
    for (size_t i = 0; i < line->count; i++) {
        double next = i + 1 < line->count ? line->on[i + 1] : line->on[i] + 1;
        double moved = line->on[i] + late * (2 * support_random(&seed) - 1);
        at = moved > 0 ? (uint64_t)lround(moved * TICKS) : 0;
        at = at < last ? last : at;
        if (i && legato)
            assert_ok(neume_smf_add_message(smf, 0, at, 0x80, 60 + (int)(i - 1) % 12, 64));
        assert_ok(neume_smf_add_message(smf, 0, at, 0x90, 60 + (int)i % 12, 80));
        last = legato ? at + 1 : at + (uint64_t)((next - line->on[i]) * 0.6 * TICKS);
        if (!legato || i + 1 == line->count)
            assert_ok(neume_smf_add_message(smf, 0, last, 0x80, 60 + (int)i % 12, 64));
    }
    assert_ok(neume_smf_end_track(smf, 0, last));
}

/* Bars made of quarters, each of which has onsets at some of its sixteenths or triplets. */
static void compose(struct line *line, const double (*quarter)[4], const char *pattern)
{
    line->count = 0;
    for (size_t q = 0; q < 4 * BARS; q++) {
        const double *at = quarter[pattern[q % strlen(pattern)] - 'a'];
        for (int k = 0; k < 4 && (!k || at[k] > 0); k++)
            line->on[line->count++] = (double)q + at[k];
    }
}

static const double quarters[][4] = {
    {0}, {0, 0.5}, {0, 0.25, 0.5, 0.75}, {0, 0.75}, {0, 0.25, 0.5}, {0, 1 / 3.0, 2 / 3.0}, {0, 0.65}};

/* What was played within 20 ms is read as it was written, and nothing is shorter than it was. */
static void played_rhythms_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        double late; /* of a quarter of 600 ms */
    } rows[] = {
        {"abab", 0},    {"cccc", 0},    {"ffff", 0},    {"bcad", 0},    {"abaf", 0},    {"abab", 0.033},
        {"cbab", 0.03}, {"ffff", 0.03}, {"ffaf", 0.03}, {"bcad", 0.02}, {"deab", 0.03}, {"cecb", 0.03},
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t r = 0; r < COUNT(rows); r++) {
        struct line line;
        struct neume_notation n;
        compose(&line, quarters, rows[r].pattern);
        play(&smf, &line, rows[r].late, 0);
        assert_ok(neume_notation_init(&n, &smf));
        assert_int_equal(n.parts, 1);
        assert_int_equal(n.part[0].count, line.count);
        size_t wrong = 0;
        for (size_t i = 0; i < line.count; i++)
            wrong += n.part[0].note[i].start != lround(line.on[i] * NEUME_QUARTER);
        if (wrong)
            fail_msg("%s within %g: %zu of %zu elsewhere", rows[r].pattern, rows[r].late, wrong, line.count);
        neume_notation_release(&n);
    }
    neume_smf_release(&smf);
}

static char *to_xml(const struct neume_smf *smf)
{
    size_t size = 1 << 20;
    char *text = calloc(size, 1);
    FILE *f = tmpfile();
    assert_true(text && f);
    assert_ok(neume_musicxml_write_stream(smf, "", f));
    rewind(f);
    size = fread(text, 1, size - 1, f);
    fclose(f);
    return text;
}

/* Swung eighths are written straight, and a word says so; other rhythms are no swing. */
static void swing_is_a_mark(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        double late;
        const char *swing; /* NULL: none */
    } rows[] = {{"gggg", 0.02, "<first>2</first><second>1</second>"},
                {"gaga", 0.02, "<first>2</first><second>1</second>"},
                {"gggf", 0.02, "<first>2</first><second>1</second>"},
                {"bbbb", 0.02, NULL},
                {"ffff", 0.02, NULL},
                {"dddd", 0.02, NULL},
                {"cccc", 0.02, NULL}};
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t r = 0; r < COUNT(rows); r++) {
        struct line line;
        compose(&line, quarters, rows[r].pattern);
        play(&smf, &line, rows[r].late, 0);
        char *text = to_xml(&smf);
        if (rows[r].swing ? !strstr(text, rows[r].swing) : !!strstr(text, "<swing>"))
            fail_msg("%s: %s", rows[r].pattern, rows[r].swing ? "no swing" : "swing");
        if (!strcmp(rows[r].pattern, "gggg"))
            assert_null(strstr(text, "<time-modification>"));
        free(text);
    }
    neume_smf_release(&smf);
}

/* One legato line, however uneven, is one voice; nothing played is written shorter than 1/32. */
static void a_line_is_one_voice(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct line line = {.count = 0};
    uint64_t seed = 11;
    neume_smf_init(&smf);
    for (double at = 0.1; line.count < 200; at += 0.12 + 0.9 * support_random(&seed))
        line.on[line.count++] = at;
    for (int legato = 0; legato < 2; legato++) {
        play(&smf, &line, 0, legato);
        char *text = to_xml(&smf);
        assert_null(strstr(text, "<voice>2</voice>"));
        assert_null(strstr(text, "64th"));
        assert_null(strstr(text, "128th"));
        free(text);
    }
    neume_smf_release(&smf);
}

/* What comes before the first downbeat is written in whole beats, and lies as far from it as it was played. */
static void the_first_bar_has_whole_beats(void **state)
{
    (void)state;
    static const struct {
        int before, tenths; /* 1/32 before the downbeat, and of the note there, tenths of a quarter */
        int length;
        double at; /* quarters before the downbeat */
        const char *number;
    } rows[] = {{11, 5, 192, 0.5, "number=\"0\" implicit=\"yes\""},
                {31, 10, 384, 1, "number=\"1\">"},
                {3, 2, 96, 0.25, "number=\"0\" implicit=\"yes\""}};
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t r = 0; r < COUNT(rows); r++) {
        struct neume_notation n;
        uint64_t bar = (uint64_t)rows[r].before * TICKS / 8, on = bar - (uint64_t)(rows[r].tenths * TICKS / 10);
        neume_smf_release(&smf);
        smf.division = TICKS;
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_smf_add_time_signature(&smf, 0, 0, rows[r].before, 32));
        assert_ok(neume_smf_add_time_signature(&smf, 0, bar, 4, 4));
        assert_ok(neume_smf_add_message(&smf, 0, on, 0x90, 72, 80));
        assert_ok(neume_smf_add_message(&smf, 0, bar + 4 * TICKS, 0x80, 72, 80));
        assert_ok(neume_smf_end_track(&smf, 0, bar + 4 * TICKS));
        assert_ok(neume_notation_init(&n, &smf));
        assert_int_equal(n.bar[0].length, rows[r].length);
        assert_int_equal(n.bar[1].start - n.part[0].note[0].start, lround(rows[r].at * NEUME_QUARTER));
        neume_notation_release(&n);
        char *text = to_xml(&smf);
        assert_non_null(strstr(text, rows[r].number));
        free(text);
    }
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(played_rhythms_are_read),
        cmocka_unit_test(swing_is_a_mark),
        cmocka_unit_test(a_line_is_one_voice),
        cmocka_unit_test(the_first_bar_has_whole_beats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
