/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include <jansson.h>

#include "cli/io/child.h"
#include "tests/cli/program.h"

#define LINES(text) (text), strlen(text)

/* set/: a and b are whole; c lacks its audio, d its reference. est/: an estimate of each. */
static int setup(void **state)
{
    static const char notes[] = "onset,offset,pitch,velocity\n0.25,0.45,69,80\n0.5,0.7,69,90\n";
    int failed = program_setup(state);
    mkdir("set", 0777);
    mkdir("est", 0777);
    support_write_file("set/manifest.csv", LINES("id,category,wav,ref\na,x,tone.wav,a.csv\nb,y,tone.wav,b.csv\n"));
    support_write_file("set/a.csv", LINES(notes));
    support_write_file("set/b.csv", LINES(notes));
    support_write_file("est/a.csv", LINES(notes));
    support_write_file("est/b.csv", LINES("onset,offset,pitch,velocity\n0.25,0.45,69,80\n"));
    support_write_file("bad.csv", LINES("onset,offset,pitch,velocity\n0.25,x,69,80\n"));
    mkdir("part", 0777);
    size_t size;
    char *tone = support_read_file("tone.wav", &size);
    support_write_file("set/tone.wav", tone, size);
    support_write_file("part/tone.wav", tone, size);
    free(tone);
    support_write_file("part/manifest.csv", LINES("id,category,wav,ref\na,x,tone.wav,a.csv\nc,x,no.wav,a.csv\n"
                                                  "d,x,tone.wav,no.csv\n"));
    support_write_file("part/a.csv", LINES(notes));
    return failed;
}

static void ready_made_estimates_are_scored(void **state)
{
    (void)state;
    struct ran r = program_run("$NEUME bench manifest --root set --estimates est");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "\nx                             1      1.000      1.000      1.000"));
    assert_non_null(strstr(r.out, "\ny                             1      1.000      0.500      0.667"));
    assert_non_null(strstr(r.out, "\nALL (mean over clips)         2      1.000      0.750      0.833"));
    assert_non_null(strstr(r.out, "\nALL (pooled)                  2      1.000      0.750      0.857"));
}

static void one_that_fails_counts_as_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *run, *words;
    } cases[] = {
        {"echo oh no >&2; exit 3; {in} {out}", "a: the command failed with exit code 3: oh no"},
        {"kill -9 $$; {in} {out}", "a: the command died of signal 9"},
        {": {in} {out}", "a: the command wrote no out.mid"},
        {"echo x >{out}; : {in}", "a: out.mid: "},
        {"cp bad.csv {out.csv}; : {in}", "a: out.csv:2: "},
        {"sleep 60; : {in} {out}", "a: the command was ended after 0.2 seconds"},
    };
    char line[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(line, sizeof line, "$NEUME bench manifest --root set --timeout 0.2 --run '%s'", cases[i].run);
        struct ran r = program_run(line);
        assert_int_equal(r.code, 1);
        assert_non_null(strstr(r.out, cases[i].words));
        assert_non_null(strstr(r.err, cases[i].words));
        assert_non_null(strstr(r.out, "2 clips: 0 scored, 2 failed"));
        assert_non_null(strstr(r.out, "\nALL (mean over clips)         2      0.000      0.000      0.000"));
        assert_false(program_left_something("."));
    }
}

static void a_command_is_scored_and_timed(void **state)
{
    (void)state;
    struct ran r =
        program_run("$NEUME bench manifest --root set --speed --jobs 1 --run 'cp est/b.csv {out.csv}; : {in}'");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "\nALL (mean over clips)         2      1.000      0.500      0.667"));
    assert_non_null(strstr(r.out, "2.0 s of audio in "));
    assert_non_null(strstr(r.out, "; peak memory "));
    r = program_run("$NEUME bench manifest --root set --run '$NEUME -q {in} -o {out}' --json >by-run.json && "
                    "$NEUME bench manifest --root set --against by-run.json");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "no clip differs"));
}

static void a_partial_set_is_called_partial(void **state)
{
    (void)state;
    struct ran r = program_run("$NEUME bench manifest --root part --run 'cp part/a.csv {out.csv}; : {in}'");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "3 clips: 1 scored, 2 missing and in no figure: the set is partial"));
    assert_non_null(strstr(r.out, "  c: its audio is not there"));
    assert_non_null(strstr(r.out, "  d: its reference is not there"));
    assert_non_null(strstr(r.err, "manifest is partial: 2 of 3 clips are missing"));
    r = program_run("rm -f est/c.csv; $NEUME bench manifest --root part --estimates est");
    assert_int_equal(r.code, 1); /* c can be scored without its audio, but there is no estimate */
    assert_non_null(strstr(r.out, "  c: no estimate"));
}

static void two_results_are_compared(void **state)
{
    (void)state;
    struct ran r = program_run("mkdir -p est2; cp est/a.csv est2/a.csv; cp est/a.csv est2/b.csv;"
                               "$NEUME bench manifest --root set --estimates est --json >old.json &&"
                               "$NEUME bench manifest --root set --estimates est2 --against old.json --html page.html");
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "note_F      0.833 -> 1.000 (+0.167"));
    assert_non_null(strstr(r.out, "1 better, 0 worse: too few clips to tell"));
    assert_non_null(strstr(r.out, "better  +0.333  b"));
    struct stat page;
    assert_int_equal(stat("page.html", &page), 0);
    assert_true(page.st_size > 4000);
    r = program_run("$NEUME bench manifest --root set --estimates est2 --against old.json --json");
    json_t *all = json_loads(r.out, 0, NULL);
    assert_non_null(all);
    json_t *one = json_object_get(json_object_get(json_object_get(all, "against"), "measures"), "note_F");
    assert_int_equal(json_integer_value(json_object_get(one, "better")), 1);
    json_decref(all);
}

static void bad_usage_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } cases[] = {
        {"", 2, "DATASET"},
        {"nope --root set", 2, "no dataset 'nope'"},
        {"manifest", 2, "--root is missing"},
        {"manifest --root set --run x", 2, "needs {in} and {out}"},
        {"manifest --root set --run 'x {in} {out}' --estimates est", 2, "exclude each other"},
        {"manifest --root set --estimates est --speed", 2, "--speed"},
        {"manifest --root set --estimates est --mode poly", 2, "--mode"},
        {"manifest --root set --estimates est --quality fast", 2, "--quality"},
        {"manifest --root set --split test", 2, "no clip of 'manifest' is in 'test'"},
        {"manifest --root none", 3, "none"},
        {"manifest --root tone.wav", 3, "not a folder"},
        {"manifest --root est", 3, "nothing of 'manifest'"},
        {"manifest --root set --estimates none", 3, "no such folder"},
        {"manifest --root set --estimates est --against none.json", 3, "none.json: no such file"},
        {"manifest --root set --estimates est --against est/a.csv", 3, "est/a.csv: line 1"},
        {"manifest --root set --estimates est --html no/page.html", 4, "no such folder"},
        {"manifest --root set --estimates est --html set/manifest.csv", 2, "would replace an input"},
        {"manifest --root ./set/ --estimates est --html est/../est/a.csv", 2, "would replace an input"},
        {"manifest --root set --estimates est >/dev/full", 4, "standard output"},
    };
    char line[512];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(line, sizeof line, "$NEUME bench %s", cases[i].line);
        struct ran r = program_run(line);
        if (r.code != cases[i].code || !strstr(r.err, cases[i].words))
            fail_msg("%s: exit %d, '%s'", line, r.code, r.err);
    }
}

static void a_signal_ends_the_command_too(void **state)
{
    (void)state;
    pid_t pid =
        program_start("exec $NEUME bench manifest --root set --run 'touch begun; sleep 5; touch ended; : {in} {out}'");
    struct stat found;
    for (int turn = 0; turn < 500 && stat("begun", &found); turn++)
        nanosleep(&(struct timespec){0, 10000000}, NULL);
    kill(pid, SIGTERM);
    assert_int_equal(program_wait(pid), 256 + SIGTERM);
    assert_int_not_equal(stat("ended", &found), 0);
    assert_false(program_left_something("."));
}

static void commands_are_filled_in(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *line, *output;
    } cases[] = {
        {"x {in} {out}", "x '/a b'\\''c' '/o.mid'", "/o.mid"},
        {"x -o {out.csv} {in}", "x -o '/o.csv' '/a b'\\''c'", "/o.csv"},
        {"awk '{print}' {in} >{out.txt}", "awk '{print}' '/a b'\\''c' >'/o.txt'", "/o.txt"},
    };
    char ending[16];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *output = NULL, *line = neume_cli_fill_command(cases[i].pattern, "/a b'c", "/o", &output);
        assert_string_equal(line, cases[i].line);
        assert_string_equal(output, cases[i].output);
        free(line);
        free(output);
    }
    assert_int_equal(neume_cli_command_ending("{in} {out.jams}", ending, sizeof ending), 0);
    assert_string_equal(ending, ".jams");
    assert_int_equal(neume_cli_command_ending("{in}", ending, sizeof ending), -1);
    assert_int_equal(neume_cli_command_ending("{out}", ending, sizeof ending), -1);
    assert_int_equal(neume_cli_command_ending("{in} {output}", ending, sizeof ending), -1);
}

static void write_clip(const char *path, uint64_t *random)
{
    static char text[1 << 16];
    double time = 0;
    size_t used = (size_t)snprintf(text, sizeof text, "onset,offset,pitch,velocity\n");
    for (int n = 0; n < 300; n++) {
        time += 0.2 * support_random(random);
        used += (size_t)snprintf(text + used, sizeof text - used, "%.4f,%.4f,%d,%d\n", time, time + 0.3,
                                 60 + (int)(12 * support_random(random)), 30 + (int)(70 * support_random(random)));
    }
    support_write_file(path, text, used);
}

/* Read, matched, counted and resampled: under five seconds of one processor. */
static void a_thousand_clips_take_seconds(void **state)
{
    (void)state;
    enum { CLIPS = 1000 };
    static char manifest[1 << 16];
    char path[64];
    uint64_t random = 3;
    size_t used = (size_t)snprintf(manifest, sizeof manifest, "id,category,wav,ref\n");
    mkdir("big", 0777);
    mkdir("big-est", 0777);
    for (int i = 0; i < CLIPS; i++) {
        used += (size_t)snprintf(manifest + used, sizeof manifest - used, "c%d,k%d,c%d.wav,c%d.csv\n", i, i % 5, i, i);
        snprintf(path, sizeof path, "big/c%d.csv", i);
        write_clip(path, &random);
        snprintf(path, sizeof path, "big-est/c%d.csv", i);
        write_clip(path, &random);
    }
    support_write_file("big/manifest.csv", manifest, used);
    struct rusage before, after;
    getrusage(RUSAGE_CHILDREN, &before);
    struct ran r = program_run("$NEUME bench manifest --root big --estimates big-est --html big.html");
    getrusage(RUSAGE_CHILDREN, &after);
    double spent =
        (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
        1e-6 * (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec + after.ru_stime.tv_usec -
                        before.ru_stime.tv_usec);
    assert_int_equal(r.code, 0);
    assert_non_null(strstr(r.out, "1000 clips: 1000 scored\n"));
    print_message("1000 clips of 300 notes: %.2f s of CPU\n", spent);
#if defined(NDEBUG)
    assert_true(spent < 5);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ready_made_estimates_are_scored), cmocka_unit_test(one_that_fails_counts_as_nothing),
        cmocka_unit_test(a_command_is_scored_and_timed),   cmocka_unit_test(a_partial_set_is_called_partial),
        cmocka_unit_test(two_results_are_compared),        cmocka_unit_test(bad_usage_is_refused),
        cmocka_unit_test(a_signal_ends_the_command_too),   cmocka_unit_test(commands_are_filled_in),
        cmocka_unit_test(a_thousand_clips_take_seconds),
    };
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
