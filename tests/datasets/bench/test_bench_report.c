/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "datasets/bench/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/html.h"
#include "datasets/bench/json.h"
#include "datasets/bench/json_read.h"
#include "datasets/bench/text.h"
#include "tests/support/support.h"

/* A result of `clips` clips in two categories whose note_F is value[i]; NaN is a missing clip, below 0 a failed one. */
static void make(struct neume_bench *bench, const double *value, size_t clips)
{
    char name[64];
    assert_ok(neume_bench_init(bench, clips));
    assert_ok(neume_bench_set(&bench->dataset, "set"));
    assert_ok(neume_bench_set(&bench->root, "/data"));
    assert_ok(neume_bench_set(&bench->split, ""));
    assert_ok(neume_bench_set(&bench->transcriber, "run: <cmd> & \"co\""));
    for (size_t i = 0; i < clips; i++) {
        struct neume_bench_clip *c = &bench->clip[i];
        struct neume_bench_scores scores;
        memset(&scores, 0, sizeof scores);
        for (int m = 0; m < NEUME_MEASURE_COUNT; m++)
            scores.value[m] = NAN;
        snprintf(name, sizeof name, "<clip %zu>", i);
        assert_ok(neume_bench_set(&c->id, name));
        assert_ok(neume_bench_set(&c->category, i % 2 ? "b & c" : "a"));
        if (isnan(value[i])) {
            strcpy(c->reason, "its audio is not there");
            continue;
        }
        c->state = value[i] < 0 ? NEUME_CLIP_FAILED : NEUME_CLIP_SCORED;
        strcpy(c->reason, value[i] < 0 ? "it <failed>" : "");
        scores.value[NEUME_NOTE_F] = fmax(value[i], 0);
        scores.tally[NEUME_TALLY_NOTE] = (struct neume_tally){fmax(value[i], 0) * 10, 10, 10};
        scores.detail.pitch[60] = scores.tally[NEUME_TALLY_NOTE];
        scores.detail.timing[0][10] = 1;
        scores.detail.confusion[0][1] = 1;
        neume_bench_take(bench, i, &scores);
    }
    neume_bench_count(bench);
}

/* What a writer writes, terminated, for the caller to free. */
static char *written(const struct neume_bench_report *report, void (*write)(const struct neume_bench_report *, FILE *))
{
    FILE *file = tmpfile();
    assert_non_null(file);
    write(report, file);
    long size = ftell(file);
    char *text = malloc((size_t)size + 1);
    assert_non_null(text);
    rewind(file);
    assert_int_equal(fread(text, 1, (size_t)size, file), size);
    text[size] = 0;
    fclose(file);
    return text;
}

static void categories_and_pooled(void **state)
{
    (void)state;
    static const double value[] = {0.2, 0.4, 0.6, -1, NAN, NAN};
    struct neume_bench bench;
    struct neume_bench_summary s;
    make(&bench, value, 6);
    assert_int_equal(bench.scored, 3);
    assert_int_equal(bench.failed, 1);
    assert_int_equal(bench.missing, 2);
    assert_ok(neume_bench_summarise(&bench, &s));
    assert_int_equal(s.count, 3);
    assert_string_equal(s.row[0].name, "a");
    assert_string_equal(s.row[1].name, "b & c");
    assert_null(s.row[2].name);
    assert_float_equal(s.row[0].mean[NEUME_NOTE_F].value, 0.4, 1e-12);
    assert_float_equal(s.row[1].mean[NEUME_NOTE_F].value, 0.2, 1e-12); /* the failed clip counts as 0 */
    assert_float_equal(s.row[2].mean[NEUME_NOTE_F].value, 0.3, 1e-12);
    assert_float_equal(s.row[2].pooled[NEUME_NOTE_F].value, 0.3, 1e-12);
    assert_int_equal(s.row[2].clips, 4);
    assert_int_equal(s.row[2].failed, 1);
    assert_true(s.row[2].mean[NEUME_NOTE_F].interval.low >= 0 && s.row[2].mean[NEUME_NOTE_F].interval.high <= 0.6);
    assert_true(isnan(s.row[2].mean[NEUME_DRUM_F].value));
    neume_bench_summary_release(&s);
    neume_bench_release(&bench);
    neume_bench_summary_release(NULL);
    neume_bench_release(NULL);
}

/* Written as JSON and read again, a result is the same as before. */
static void json_is_read_again(void **state)
{
    (void)state;
    static const double value[] = {0.123456789, 1.0 / 3, 0.6, -1, NAN};
    struct neume_bench bench, again;
    struct neume_bench_summary s;
    struct neume_bench_changes c;
    char *folder = support_new_folder(), why[128];
    make(&bench, value, 5);
    assert_ok(neume_bench_summarise(&bench, &s));
    struct neume_bench_report report = {.bench = &bench, .summary = &s};
    json_t *all = neume_bench_to_json(&report);
    assert_int_equal(json_dump_file(all, support_path(folder, "r.json"), JSON_REAL_PRECISION(12)), 0);
    json_decref(all);
    assert_ok(neume_bench_read_json(&again, support_path(folder, "r.json"), why, sizeof why));
    assert_string_equal(again.transcriber, bench.transcriber);
    assert_int_equal(again.failed, 1);
    assert_int_equal(again.missing, 1);
    assert_ok(neume_bench_compare(&again, &bench, &c));
    assert_int_equal(c.count, 1);
    assert_int_equal(c.item[0].same, 4);
    assert_int_equal(c.item[0].better + c.item[0].worse, 0);
    assert_float_equal(c.item[0].p, 1, 0);
    neume_bench_changes_release(&c);
    neume_bench_changes_release(NULL);
    neume_bench_summary_release(&s);
    neume_bench_release(&again);
    neume_bench_release(&bench);
    support_remove_folder(folder);
}

static void bad_json_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum neume_status status;
        const char *why;
    } cases[] = {
        {"", NEUME_ERR_FORMAT, "line 1"},
        {"onset,offset\n", NEUME_ERR_FORMAT, "line 1"},
        {"[]", NEUME_ERR_FORMAT, "not what neume bench"},
        {"{}", NEUME_ERR_FORMAT, "not what neume bench"},
        {"{\"format\": \"neume bench\", \"version\": 99, \"clips\": []}", NEUME_ERR_FORMAT, "version 99"},
        {"{\"format\": \"neume bench\", \"version\": 1}", NEUME_ERR_DAMAGED, "no list of clips"},
        {"{\"format\": \"neume bench\", \"version\": 1, \"clips\": [3]}", NEUME_ERR_DAMAGED, "clip 1"},
        {"{\"format\": \"neume bench\", \"version\": 1, \"clips\": [{\"id\": \"x\", \"state\": \"odd\", "
         "\"measures\": {}}]}",
         NEUME_ERR_DAMAGED, "clip 1"},
        {"{\"format\": \"neume bench\", \"version\": 1, \"clips\": [{\"id\": \"x\", \"state\": \"scored\", "
         "\"measures\": {\"note_F\": 7}}]}",
         NEUME_ERR_DAMAGED, "note_F"},
        {"{\"format\": \"neume bench\", \"version\": 1, \"clips\": [{\"id\": \"x\", \"state\": \"scored\", "
         "\"measures\": {\"note_F\": \"7\"}}]}",
         NEUME_ERR_DAMAGED, "note_F"},
    };
    char *folder = support_new_folder(), why[128];
    struct neume_bench bench;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        support_write_file(support_path(folder, "x"), cases[i].text, strlen(cases[i].text));
        assert_status(neume_bench_read_json(&bench, support_path(folder, "x"), why, sizeof why), cases[i].status);
        assert_non_null(strstr(why, cases[i].why));
        assert_null(bench.clip);
    }
    assert_status(neume_bench_read_json(&bench, support_path(folder, "none"), why, sizeof why), NEUME_ERR_NOT_FOUND);
    support_remove_folder(folder);
}

static void comparisons_say_what_they_mean(void **state)
{
    (void)state;
    double before[40], up[40], mixed[40];
    struct neume_bench old, better, other;
    struct neume_bench_changes c;
    char words[96];
    size_t order[40];
    for (int i = 0; i < 40; i++) {
        before[i] = 0.5;
        up[i] = 0.6 + 0.001 * i;
        mixed[i] = i % 2 ? 0.6 : 0.4;
    }
    make(&old, before, 40);
    make(&better, up, 40);
    make(&other, mixed, 38);
    assert_ok(neume_bench_compare(&old, &better, &c));
    assert_int_equal(c.item[0].better, 40);
    assert_true(c.item[0].between.low > 0.1 && c.item[0].between.high < 0.14);
    neume_bench_change_words(&c.item[0], words, sizeof words);
    assert_string_equal(words, "better, very unlikely by chance (p < 0.001)");
    assert_int_equal(neume_bench_change_order(&c.item[0], 40, order), 40);
    assert_int_equal(order[39], 39); /* the best last */
    neume_bench_changes_release(&c);
    assert_ok(neume_bench_compare(&old, &other, &c));
    assert_int_equal(c.only_before, 2);
    assert_int_equal(c.only_now, 0);
    assert_int_equal(c.item[0].worse, 19);
    neume_bench_change_words(&c.item[0], words, sizeof words);
    assert_non_null(strstr(words, "may well be chance"));
    neume_bench_changes_release(&c);
    neume_bench_release(&old);
    neume_bench_release(&better);
    neume_bench_release(&other);
}

static void reports_name_what_failed(void **state)
{
    (void)state;
    static const double value[] = {0.5, 0.25, -1, NAN};
    struct neume_bench bench;
    struct neume_bench_summary s;
    make(&bench, value, 4);
    bench.whole = 9;
    assert_ok(neume_bench_summarise(&bench, &s));
    struct neume_bench_report report = {.bench = &bench, .summary = &s};
    char *text = written(&report, neume_bench_write_text);
    assert_non_null(strstr(text, "ALL (mean over clips)         3      0.250\n"));
    assert_non_null(strstr(text, "4 clips: 2 scored, 1 failed and scored as if nothing had been found, 1 missing"));
    assert_non_null(strstr(text, "the whole set has 9 clips"));
    assert_non_null(strstr(text, "  <clip 2>: it <failed>\n"));
    assert_non_null(strstr(text, "  <clip 3>: its audio is not there\n"));
    free(text);
    neume_bench_summary_release(&s);
    neume_bench_release(&bench);
}

/* A page 1280 pixels wide has room for ten columns with their intervals. */
static void check_widths(const char *page)
{
    for (const char *row = strstr(page, "<tr><th>"); row; row = strstr(row + 1, "<tr><th>")) {
        int columns = 0;
        for (const char *th = row; th && th < strstr(row, "</tr>"); th = strstr(th + 1, "<th"))
            columns++;
        assert_in_range(columns, 2, 11); /* with the row itself */
    }
}

/* Names are text, never markup, and the page asks for nothing from elsewhere. */
static void pages_are_safe_and_whole(void **state)
{
    (void)state;
    static const double value[] = {0.5, 0.25, -1, NAN};
    static const double before[] = {0.25, 0.5, 0.5, 0.5};
    static const char *const absent[] = {"<clip", "<cmd>", "b & c", "nan", "inf\"", "http", "<script", "url("};
    static const char *const present[] = {"&lt;clip 2&gt;",  "&lt;cmd&gt; &amp; &quot;co&quot;",
                                          "b &amp; c",       "prefers-color-scheme:dark",
                                          "Errors by pitch", "Confusion",
                                          "Timing errors",   "changes by clip"};
    struct neume_bench bench, old;
    struct neume_bench_summary s;
    struct neume_bench_changes c;
    make(&bench, value, 4);
    make(&old, before, 4);
    assert_ok(neume_bench_summarise(&bench, &s));
    assert_ok(neume_bench_compare(&old, &bench, &c));
    struct neume_bench_report report = {.bench = &bench, .summary = &s, .against = &c};
    char *page = written(&report, neume_bench_write_html);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (strstr(page, absent[i]))
            fail_msg("the page holds '%s'", absent[i]);
    for (size_t i = 0; i < sizeof present / sizeof *present; i++)
        if (!strstr(page, present[i]))
            fail_msg("the page lacks '%s'", present[i]);
    check_widths(page);
    free(page);
    neume_bench_changes_release(&c);
    neume_bench_summary_release(&s);
    neume_bench_release(&bench);
    neume_bench_release(&old);
}

/* Nothing to be scored is a report too. */
static void nothing_is_reported(void **state)
{
    (void)state;
    struct neume_bench bench;
    struct neume_bench_summary s;
    make(&bench, NULL, 0);
    assert_ok(neume_bench_summarise(&bench, &s));
    struct neume_bench_report report = {.bench = &bench, .summary = &s};
    free(written(&report, neume_bench_write_text));
    free(written(&report, neume_bench_write_html));
    json_decref(neume_bench_to_json(&report));
    neume_bench_summary_release(&s);
    neume_bench_release(&bench);
}

static void measures_have_names_of_their_own(void **state)
{
    (void)state;
    for (int m = 0; m < NEUME_MEASURE_COUNT; m++) {
        assert_non_null(neume_measures[m].name);
        assert_non_null(neume_measures[m].words);
        assert_int_equal(neume_measure_find(neume_measures[m].name), m);
    }
    assert_int_equal(neume_measure_find("no such"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(categories_and_pooled),    cmocka_unit_test(json_is_read_again),
        cmocka_unit_test(bad_json_is_refused),      cmocka_unit_test(comparisons_say_what_they_mean),
        cmocka_unit_test(reports_name_what_failed), cmocka_unit_test(pages_are_safe_and_whole),
        cmocka_unit_test(nothing_is_reported),      cmocka_unit_test(measures_have_names_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
