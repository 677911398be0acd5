/* SPDX-License-Identifier: MIT
 *
 * Runs over many files: folders and lists, a journal that survives kill -9, shards, and how failures end them. */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

/* A tree of recordings, some of them deep, with names that need care; and what a run over them gives. */
static void make_tree(void)
{
    run_to("rm -rf tree out list && mkdir -p 'tree/a b/c' tree/.hidden && cp tone.wav tree/one.wav && "
           "cp tone.wav 'tree/a b/two.WAV' && cp hits.wav 'tree/a b/c/three.wav' && cp text.wav tree/notes.txt && "
           "cp tone.wav tree/.hidden/no.wav && ln -s .. 'tree/a b/loop'",
           0);
}

static void walks_folders(void **state)
{
    (void)state;
    make_tree();
    run_to("$NEUME transcribe -q -r tree -o out", 0);
    assert_string_equal(run_to("cd out && find . -type f | LC_ALL=C sort", 0).out,
                        "./a b/c/three.mid\n./a b/two.mid\n./one.mid\n");
    /* A folder without the option, and one without a recording. */
    assert_says(run_to("$NEUME transcribe tree", 3), "-r");
    assert_says(run_to("mkdir -p nothing && $NEUME transcribe -r nothing -o out", 3), "no recording");
}

static void reads_lists(void **state)
{
    (void)state;
    make_tree();
    run_to("find tree -name '*.wav' ! -path '*hidden*' > list && $NEUME transcribe -q --files-from list -o out", 0);
    assert_string_equal(run_to("cd out && find . -type f | LC_ALL=C sort", 0).out,
                        "./tree/a b/c/three.mid\n./tree/one.mid\n");
    run_to("rm -rf out; find tree -iname 'two*' -print0 | $NEUME transcribe -q --files-from - -o out", 0);
    assert_string_equal(run_to("cd out && find . -type f", 0).out, "./tree/a b/two.mid\n");
    assert_says(run_to("$NEUME transcribe --files-from no-list -o out", 3), "no-list");
}

/* Nothing is written where two inputs would meet; the message names both. */
static void refuses_clashes(void **state)
{
    (void)state;
    make_tree();
    struct ran ran = run_to("cp tree/one.wav tree/one.flac && $NEUME transcribe -r tree -o out", 2);
    assert_says(ran, "tree/one.flac");
    assert_says(ran, "tree/one.wav");
    run_to("test -z \"$(find out -type f)\"", 0);
}

static void resumes(void **state)
{
    (void)state;
    make_tree();
    run_to("cp text.wav tree/bad.wav; $NEUME transcribe -q -r --resume tree -o out", 3);
    assert_says(run_to("$NEUME transcribe -r --resume tree -o out", 3), "0 files done, 3 done before, 1 failed");
    assert_says(run_to("$NEUME jobs out", 0), "3 files done, 1 failed");
    assert_says(run_to("$NEUME jobs --json out", 0), "\"done\": 3");
    /* What is not the same is done again: an output, an input, an option; a touched input is the same. */
    run_to("echo x >> out/one.mid; cp hits.wav 'tree/a b/two.WAV'; touch 'tree/a b/c/three.wav'", 0);
    assert_says(run_to("$NEUME transcribe -r --resume tree -o out", 3), "2 files done, 1 done before, 1 failed");
    assert_says(run_to("$NEUME transcribe -r --resume --mode poly tree -o out", 3), "3 files done, 0 done before");
    /* What failed is tried again when asked for. */
    run_to("cp tone.wav keep-tone.wav; $NEUME transcribe -q -r --resume --retry-failed tree -o out", 3);
    assert_says(run_to("cp tone.wav tree/bad.wav; $NEUME transcribe -r --resume --retry-failed tree -o out", 0),
                "1 files done, 3 done before, 0 failed");
    assert_says(run_to("$NEUME transcribe --resume tone.wav", 2), "output folder");
    assert_says(run_to("$NEUME transcribe --retry-failed tone.wav", 2), "--resume");
    assert_says(run_to("$NEUME jobs nothing-here", 3), "nothing-here");
    assert_says(run_to("mkdir empty && $NEUME jobs empty", 3), "no journal");
}

/* A journal whose last line was cut, or that holds what no neume wrote, is believed as far as it can be. */
static void believes_whole_lines(void **state)
{
    (void)state;
    make_tree();
    run_to("$NEUME transcribe -q -r --resume tree -o out", 0);
    run_to("j=out/neume-journal.jsonl; n=$(($(wc -c < $j) - 20)); head -c $n $j > cut && cat cut > $j", 0);
    assert_says(run_to("$NEUME transcribe -r --resume tree -o out", 0), "1 files done, 2 done before, 0 failed");
    run_to("printf '{\"input\":3}\\n[[[[\\n\\n{\"input\":\"tree/one.wav\",\"version\":\"99\"}\\n' >> "
           "out/neume-journal.jsonl",
           0);
    assert_says(run_to("$NEUME transcribe -r --resume tree -o out", 0), "0 files done, 3 done before, 0 failed");
}

/* Killed again and again at moments of its own, the batch comes to the files of a run that nothing disturbed. */
static void survives_kills(void **state)
{
    (void)state;
    enum { FILES = 24 };
    run_to("rm -rf many whole out && mkdir many && for i in $(seq 24); do cp tone.wav many/$i.wav; done", 0);
    run_to("$NEUME transcribe -q -r many -o whole", 0);
    uint64_t random = 5;
    int code = 256 + SIGKILL;
    for (int i = 0; i < 12 && code; i++) {
        const long wait = (long)(support_random(&random) * 4e8);
        pid_t pid = program_start("exec $NEUME transcribe -q -r --resume --jobs 2 many -o out");
        nanosleep(&(struct timespec){.tv_nsec = wait}, NULL);
        kill(pid, SIGKILL);
        code = program_wait(pid);
        assert_true(code == 0 || code == 256 + SIGKILL);
    }
    struct ran ran = run_to("$NEUME transcribe -r --resume many -o out", 0);
    assert_says(ran, "0 failed");
    run_to("for i in $(seq 24); do cmp out/$i.mid whole/$i.mid || exit 1; done", 0);
    run_to("test -z \"$(find out -name '.neume*')\"", 0);
    /* Nothing was done twice but what a kill found between output and journal. */
    const int lines = atoi(run_to("grep -c outputs out/neume-journal.jsonl", 0).out);
    assert_in_range(lines, FILES, FILES + 12 * 2);
}

/* Shards have all files between them, each once, and one journal each. */
static void shares_out(void **state)
{
    (void)state;
    run_to("rm -rf many out && mkdir many && for i in 1 2 3 4 5 6 7; do cp tone.wav many/$i.wav; done", 0);
    for (int k = 1; k <= 3; k++) {
        char line[128];
        snprintf(line, sizeof line, "$NEUME transcribe -q -r --resume --shard %d/3 many -o out", k);
        run_to(line, 0);
    }
    assert_string_equal(run_to("ls out | LC_ALL=C sort | tr '\\n' ' '", 0).out,
                        "1.mid 2.mid 3.mid 4.mid 5.mid 6.mid 7.mid neume-journal-1-of-3.jsonl "
                        "neume-journal-2-of-3.jsonl neume-journal-3-of-3.jsonl ");
    assert_string_equal(run_to("cat out/*.jsonl | grep -c outputs", 0).out, "7\n");
    /* The whole finds what the shards did. */
    assert_says(run_to("$NEUME transcribe -r --resume many -o out", 0), "0 files done, 7 done before");
    assert_says(run_to("$NEUME jobs out", 0), "7 files done, 0 failed");
    run_to("$NEUME transcribe -q -r --shard 9/9 many -o out", 0); /* nothing to do is no failure */
    static const char *const wrong[] = {"0/3", "4/3", "1", "a/b", "1/3x", "1/0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char line[128];
        snprintf(line, sizeof line, "$NEUME transcribe -r --shard %s many -o out", wrong[i]);
        assert_says(run_to(line, 2), "K/N");
    }
}

/* Two runs on one shard: the second waits for the first, and does nothing twice; a signal ends the wait. */
static void waits_its_turn(void **state)
{
    (void)state;
    run_to("rm -rf out many && mkdir -p out many && cp tone.wav many/1.wav", 0);
    pid_t pid = program_start("exec flock out/neume-journal.jsonl sh -c 'while [ ! -e go ]; do sleep 0.1; done'");
    run_to("while flock -n out/neume-journal.jsonl true; do sleep 0.1; done", 0);
    run_to("timeout -s TERM 1 $NEUME transcribe -r --resume many -o out 2>said; [ $? = 124 ]", 0);
    assert_says(run_to("cat said", 0), "another run works on it");
    run_to("test ! -e out/1.mid", 0);
    assert_says(run_to("(sleep 0.3; touch go) & $NEUME transcribe -r --resume many -o out; c=$?; wait; exit $c", 0),
                "1 files done");
    assert_int_equal(program_wait(pid), 0);
}

static void gives_up(void **state)
{
    (void)state;
    run_to("rm -rf many out && mkdir many && for i in 1 2 3 4 5 6; do cp text.wav many/$i.wav; done", 0);
    struct ran ran = run_to("$NEUME transcribe -q -r --jobs 1 --max-errors 2 many -o out", 3);
    assert_int_equal(ran.err_lines, 2);
    /* What failed before does not keep a later run from what is left. */
    run_to("rm -rf out; $NEUME transcribe -q -r --resume --jobs 1 --max-errors 2 many -o out", 3);
    run_to("cp tone.wav many/7.wav", 0);
    assert_says(run_to("$NEUME transcribe -r --resume --jobs 1 --max-errors 5 many -o out", 3), "1 files done");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks_folders), cmocka_unit_test(reads_lists),          cmocka_unit_test(refuses_clashes),
        cmocka_unit_test(resumes),       cmocka_unit_test(believes_whole_lines), cmocka_unit_test(survives_kills),
        cmocka_unit_test(shares_out),    cmocka_unit_test(waits_its_turn),       cmocka_unit_test(gives_up),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
