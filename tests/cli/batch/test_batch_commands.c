/* SPDX-License-Identifier: MIT
 *
 * Every command over many files: the same folders, journals and shards; several formats at once, lines of JSON, and
 * what goes wrong. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "tests/cli/program.h"

static struct ran run_to(const char *line, int code)
{
    struct ran ran = program_run(line);
    if (ran.code != code)
        fail_msg("%s: code %d, not %d\n%s", line, ran.code, code, ran.err);
    return ran;
}

static void assert_says(struct ran ran, const char *words)
{
    if (!strstr(ran.err, words) && !strstr(ran.out, words))
        fail_msg("neither \"%s\" nor \"%s\" says \"%s\"", ran.out, ran.err, words);
}

static const char tree[] =
    "rm -rf tree out && mkdir -p tree/a && cp tone.wav tree/one.wav && cp hits.wav tree/a/two.wav && "
    "ln -sfn ../kit tree/kit";

/* One mechanism: what one command can do with a tree, a list and a journal, all can. */
static void all_take_trees(void **state)
{
    (void)state;
    static const struct {
        const char *command, *first, *second;
    } rows[] = {
        {"transcribe", "one.mid", "a/two.mid"},
        {"onsets", "one.txt", "a/two.txt"},
        {"onsets --format csv", "one.csv", "a/two.csv"},
        {"beats --json", "one.json", "a/two.json"},
        {"pitch --format svl", "one.svl", "a/two.svl"},
        {"replace --kit kit --only SD", "one.wav", "a/two.wav"},
        {"replace --kit kit --only SD --format flac", "one.flac", "a/two.flac"},
    };
    char line[512];
    run_to("mkdir -p kit && cp hits.wav kit/snare.wav", 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *c = rows[i].command;
        run_to(tree, 0);
        snprintf(line, sizeof line, "$NEUME %s -r --resume tree -o out && test -s out/%s -a -s out/%s", c,
                 rows[i].first, rows[i].second);
        assert_says(run_to(line, 0), "2 files done, 0 done before, 0 failed");
        snprintf(line, sizeof line,
                 "find tree -name '*.wav' -print0 | (cd tree && sed -z 's|^tree/||' | $NEUME %s "
                 "--files-from - --resume -o ../out)",
                 c);
        assert_says(run_to(line, 0), "0 files done, 2 done before");
        snprintf(line, sizeof line,
                 "$NEUME jobs out && rm -rf out && $NEUME %s -q -r --shard 1/2 --resume tree -o out && "
                 "$NEUME %s -q -r --shard 2/2 --resume tree -o out && $NEUME %s -r --resume tree -o out",
                 c, c, c);
        assert_says(run_to(line, 0), "0 files done, 2 done before");
    }
}

/* Into the tree itself, or a folder in it, which is not walked then. */
static void writes_beside(void **state)
{
    (void)state;
    run_to(tree, 0);
    for (int i = 0; i < 2; i++) {
        run_to("$NEUME replace -q -r --resume tree --kit kit --only SD -o tree/new", 0);
        run_to("test $(find tree -name '*.wav' | wc -l) = 4 -a -s tree/new/a/two.wav", 0);
        run_to("$NEUME onsets -q -r --resume tree -o tree && test -s tree/a/two.txt", 0);
        run_to("rm -rf tree/new/a/*.txt", 0);
    }
    assert_says(run_to("$NEUME replace -q -r tree --kit kit --only SD -o tree", 2), "replace an input");
    assert_says(run_to("$NEUME -q tree -o tree", 3), "-r");
}

/* MIDI files go the other way; options of one file do not go with many. */
static void renders_trees(void **state)
{
    (void)state;
    run_to("rm -rf songs out && mkdir -p songs/a && cp song.mid songs/ && cp late.mid songs/a/ && cp tone.wav songs/",
           0);
    assert_says(run_to("$NEUME render --recursive --resume songs -o out --format flac --length 0.5", 0),
                "2 files done");
    run_to("test -s out/song.flac -a -s out/a/late.flac", 0);
    assert_says(run_to("$NEUME render --recursive --resume songs -o out --format flac --length 0.5", 0),
                "0 files done, 2 done before");
    assert_says(run_to("$NEUME render song.mid late.mid -o out --stems stems", 2), "--stems: only for one");
    assert_says(run_to("$NEUME render song.mid -o x.wav --format flac", 2), "only with several");
    assert_says(run_to("$NEUME onsets tone.wav hits.wav", 2), "-o FOLDER");
    assert_says(run_to("$NEUME beats tone.wav hits.wav -o out --click x.wav", 2), "--click");
    assert_says(run_to("$NEUME replace tone.wav hits.wav --kit kit -o out --midi song.mid", 2), "--midi");
    assert_says(run_to("$NEUME replace tone.wav hits.wav --kit kit -o x.wav", 2), "one take");
    run_to("rm -rf out && $NEUME onsets -q tone.wav hits.wav -o out && test -s out/tone.txt -a -s out/hits.txt", 0);
    assert_says(run_to("$NEUME onsets -q --no-clobber tone.wav one.wav -o out", 4), "exists already");
    run_to("test -e out/one.txt", 0);
}

/* Several formats of one analysis are those of several runs; all appear, or none. */
static void writes_formats(void **state)
{
    (void)state;
    run_to(
        "rm -rf out alone && $NEUME -q --mode melody tone.wav -o out/ --format json,mid,csv && for f in mid csv json; "
        "do $NEUME -q --mode melody tone.wav -o alone/ --format $f && cmp alone/tone.$f out/tone.$f || exit 1; done",
        0);
    run_to("$NEUME -q --mode melody tone.wav -o x.mid --format mid,labels && test -s x.mid -a -s x.txt", 0);
    run_to("for c in 'pitch' 'onsets' 'beats'; do $NEUME $c -q tone.wav -o out/$c.x --format csv,json && $NEUME $c -q "
           "tone.wav -o a.csv && cmp a.csv out/$c.csv && $NEUME $c -q tone.wav --json -o a.json && cmp a.json "
           "out/$c.json || exit 1; done",
           0);
    assert_says(run_to("$NEUME tone.wav --format mid,csv -o -", 2), "only one format");
    assert_says(run_to("$NEUME tone.wav --format auto,csv", 2), "stands alone");
    assert_says(run_to("$NEUME tone.wav --format mid,wav", 2), "'wav' is not one of");
    assert_says(run_to("$NEUME pitch tone.wav -o f0/ --format txt,labels", 2), "two formats");
    /* An output that was changed, whichever, is made again. */
    run_to("rm -rf out && $NEUME -q --resume tone.wav -o out --format mid,csv && echo x >> out/tone.csv", 0);
    assert_says(run_to("$NEUME --resume tone.wav -o out --format mid,csv", 0), "1 files done, 0 done before");
    assert_says(run_to("$NEUME --resume tone.wav -o out --format mid,csv", 0), "0 files done, 1 done before");
    run_to("mkdir ro && touch ro/tone.mid && mkdir ro/tone.csv", 0);
    run_to("$NEUME -q tone.wav -o ro --format mid,csv; test $? = 4 -a ! -s ro/tone.mid", 0);
}

static json_t *line_number(const char *text, size_t number)
{
    for (; number && text; number--)
        text = strchr(text, '\n') ? strchr(text, '\n') + 1 : NULL;
    json_t *line = text ? json_loadb(text, strcspn(text, "\n"), 0, NULL) : NULL;
    assert_non_null(line);
    return line;
}

/* A line for each file while it runs: what a killed run has printed is whole, and what it did. */
static void prints_lines(void **state)
{
    (void)state;
    run_to(tree, 0);
    struct ran ran = run_to("cp text.wav tree/bad.wav; $NEUME -q -r --jobs 1 --json tree -o out", 3);
    json_t *first = line_number(ran.out, 0), *bad = line_number(ran.out, 1), *last = line_number(ran.out, 3);
    assert_string_equal(json_string_value(json_object_get(first, "output")), "out/a/two.mid");
    assert_int_equal(json_integer_value(json_object_get(bad, "exit")), 3);
    const json_t *summary = json_object_get(last, "summary");
    assert_int_equal(json_integer_value(json_object_get(summary, "done")), 2);
    assert_int_equal(json_integer_value(json_object_get(summary, "failed")), 1);
    assert_true(json_number_value(json_object_get(summary, "peak_memory")) > 1e6);
    json_decref(first);
    json_decref(bad);
    json_decref(last);
    run_to("rm -rf many out && mkdir many && for i in $(seq 40); do cp tone.wav many/$i.wav; done", 0);
    run_to("$NEUME -q -r --jobs 1 --json many -o out > said & p=$!; touch said; while [ \"$(wc -l < said)\" -lt 3 ]; "
           "do sleep 0.05; "
           "done; kill -9 $p; wait $p; grep -c '\"output\"' said",
           0);
    run_to("n=$(grep -c '\"output\".*}$' said); test $n -ge 3 -a $n -le $(ls out/*.mid | wc -l)", 0);
}

/* One line on a terminal, in place of one for each file. */
static void shows_progress(void **state)
{
    (void)state;
    /* More work than any machine does before it shows how far it is. */
    run_to("rm -rf many out && mkdir many && $NEUME render -q song.mid -o many/1.wav --length 600 && for i in $(seq 2 "
           "300); do ln many/1.wav many/$i.wav; done",
           0);
    const int shown = program_shows_on_terminal("exec $NEUME pitch -r --resume --jobs 1 many -o out",
                                                " hours of audio, 0 failed; ", 60);
    if (shown >= 0)
        assert_int_equal(shown, 1);
}

/* Statistics of a corpus. */
static void counts_a_corpus(void **state)
{
    (void)state;
    run_to("rm -rf c && mkdir c && cp tone.wav hits.wav silent.wav clipped.wav text.wav c/", 0);
    struct ran ran = run_to("$NEUME info -q -r --jobs 1 --json c", 3);
    json_t *last = line_number(ran.out, 5), *silent = line_number(ran.out, 2), *clipped = line_number(ran.out, 0);
    const json_t *corpus = json_object_get(last, "corpus");
    assert_int_equal(json_integer_value(json_object_get(corpus, "clipped")), 1);
    assert_int_equal(json_integer_value(json_object_get(corpus, "mostly_silent")), 1);
    assert_int_equal(json_integer_value(json_object_get(json_object_get(corpus, "kinds"), "none")), 1);
    assert_true(json_integer_value(json_object_get(clipped, "clipped_samples")) > 0);
    assert_string_equal(json_string_value(json_object_get(silent, "kind")), "none");
    assert_true(json_is_null(json_object_get(silent, "loudness_lufs")));
    assert_float_equal(json_number_value(json_object_get(silent, "silence")), 1, 1e-9);
    json_decref(last);
    json_decref(silent);
    json_decref(clipped);
    assert_says(run_to("$NEUME info -q -r c", 3), "4 recordings");
}

/* A bench keeps its estimates, goes on and is shared out; its scores are the same in all ways. */
static void resumes_benches(void **state)
{
    (void)state;
    run_to("rm -rf set && mkdir -p set/x set/y && cp tone.wav set/x/a.wav && cp tone.wav set/y/a.wav && $NEUME -q "
           "tone.wav -o set/x/a.mid && cp song.mid set/y/a.mid",
           0);
    run_to("$NEUME bench pairs --root set -q -o est --resume --json > first && test -s est/x/a.mid", 0);
    run_to("$NEUME bench pairs --root set -o est --resume --json 2> said > second && cmp first second", 0);
    assert_says(run_to("cat said", 0), "0 files done, 2 done before");
    run_to(
        "for k in 1 2; do $NEUME bench pairs --root set -q -o est2 --resume --shard $k/2 || exit 1; done; $NEUME bench "
        "pairs --root set -q -o est2 --resume --json > third && cmp first third",
        0);
    assert_says(run_to("echo x/a > list; $NEUME bench pairs --root set -q --files-from list", 0), "1 clip: 1 scored");
    assert_says(run_to("$NEUME bench pairs --root set --resume", 2), "-o DIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_take_trees),  cmocka_unit_test(renders_trees),   cmocka_unit_test(writes_beside),
        cmocka_unit_test(writes_formats),  cmocka_unit_test(prints_lines),    cmocka_unit_test(shows_progress),
        cmocka_unit_test(counts_a_corpus), cmocka_unit_test(resumes_benches),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
