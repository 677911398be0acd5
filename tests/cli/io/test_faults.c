/* SPDX-License-Identifier: MIT
 *
 * Memory that runs out, calls of the system that fail, and disks that are full, one call after the other: the program
 * ends with a message and code 1, 3 or 4, the old output whole and nothing left behind, or else its output is what it
 * always is. tests/faults/faults.c makes the calls fail. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/program.h"

enum { MOST_OUTPUTS = 2, MOST_ALLOCATIONS = NEUME_FAULT_SHARE > 10 ? 1000 : 60 };

struct job {
    const char *line;                 /* after $NEUME; what it writes lies in out/ */
    const char *output[MOST_OUTPUTS]; /* files that are there before, holding "keep" */
    int every_allocation;             /* 1: each of them fails in turn; 0: some do */
    int varies;                       /* 1: two runs differ */
    const char *does_without;         /* what it warns of where it leaves something out and goes on; NULL: nothing */
    int plays;                        /* 1: FluidSynth does not say that it was memory that it lacked */
};

static const struct job jobs[] = {
    {.line = "-q -m melody short.wav -o out/a.mid", .output = {"out/a.mid"}, .every_allocation = 1},
    {.line = "-q short.wav -o out/a.mid", .output = {"out/a.mid"}, .every_allocation = 1},
    {.line = "-q -m poly short.wav -o out/a.json", .output = {"out/a.json"}},
    {.line = "-q -m drums --json hits.wav -o out/a.mid", .output = {"out/a.mid"}},
    {.line = "-q -m melody short.wav -o out/a.musicxml", .output = {"out/a.musicxml"}},
    {.line = "-q -m melody -f csv short.wav -o -", .output = {NULL}},
    {.line = "-q -m melody --jobs 1 short.wav tone.wav -o out/", .output = {"out/short.mid", "out/tone.mid"}},
    {.line = "render -q song.mid -o out/a.wav", .output = {"out/a.wav"}, .plays = 1},
    {.line = "compare -q short.wav song.mid --ab out/a.wav", .output = {"out/a.wav"}, .plays = 1},
    {.line = "compare -q short.wav song.mid -o out/a.html", .output = {"out/a.html"}, .varies = 1, .plays = 1},
    {.line = "replace hits.wav --kit kit -o out/a.wav", .output = {"out/a.wav"}, .does_without = "kit/"},
    {.line = "edit song.mid --quantize 1/16 --groove late.mid -o out/a.mid", .output = {"out/a.mid"}},
    {.line = "roll song.mid -o out/a.svg", .output = {"out/a.svg"}},
    {.line = "roll song.mid -o out/a.html", .output = {"out/a.html"}},
    {.line = "onsets short.wav -o out/a.txt", .output = {"out/a.txt"}},
    {.line = "beats short.wav -o out/a.txt", .output = {"out/a.txt"}},
    {.line = "pitch short.wav -o out/a.csv", .output = {"out/a.csv"}},
    {.line = "eval song.mid late.mid --json", .output = {NULL}},
    {.line = "info song.mid", .output = {NULL}},
    {.line = "info short.wav --json", .output = {NULL}},
    {.line = "bench manifest --root set -q", .output = {NULL}},
};

enum { JOBS = sizeof jobs / sizeof *jobs };

/* What a run without a fault writes. */
struct product {
    char *bytes[MOST_OUTPUTS + 1]; /* of the outputs, and of standard output */
    size_t size[MOST_OUTPUTS + 1];
};

/* A quarter of the recording, with a header that says so; its size. */
static size_t shorten(char *wav)
{
    const unsigned data = 22050 / 2, riff = 36 + data;
    for (int i = 0; i < 4; i++) {
        wav[4 + i] = (char)(riff >> 8 * i);
        wav[40 + i] = (char)(data >> 8 * i);
    }
    return 44 + data;
}

static int setup(void **state)
{
    size_t size;
    program_setup(state);
    assert_int_equal(mkdir("out", 0777) | mkdir("kit", 0777) | mkdir("set", 0777), 0);
    char *hits = support_read_file("hits.wav", &size);
    support_write_file("kit/kick.wav", hits, size);
    support_write_file("kit/snare.wav", hits, size);
    free(hits);
    char *tone = support_read_file("tone.wav", &size);
    support_write_file("short.wav", tone, shorten(tone));
    support_write_file("set/a.wav", tone, size);
    free(tone);
    static const char manifest[] = "id,category,wav,ref\na,x,a.wav,a.mid\n";
    support_write_file("set/manifest.csv", manifest, sizeof manifest - 1);
    char *song = support_read_file("song.mid", &size);
    support_write_file("set/a.mid", song, size);
    free(song);
    return 0;
}

static void release(struct product *p)
{
    for (int i = 0; i <= MOST_OUTPUTS; i++)
        free(p->bytes[i]);
}

static struct ran run(const struct job *job, const char *before)
{
    char line[512];
    for (int i = 0; i < MOST_OUTPUTS && job->output[i]; i++)
        support_write_file(job->output[i], "keep", 4);
    snprintf(line, sizeof line, "%s $NEUME %s", before, job->line);
    return program_run(line);
}

static struct product product_of(const struct job *job, const struct ran *ran)
{
    struct product p = {{NULL}, {0}};
    for (int i = 0; i < MOST_OUTPUTS && job->output[i]; i++)
        p.bytes[i] = support_read_file(job->output[i], &p.size[i]);
    p.size[MOST_OUTPUTS] = ran->out_size;
    p.bytes[MOST_OUTPUTS] = malloc(ran->out_size + 1);
    assert_non_null(p.bytes[MOST_OUTPUTS]);
    memcpy(p.bytes[MOST_OUTPUTS], ran->out, ran->out_size);
    return p;
}

static int is_same(const struct product *a, const struct product *b, int i)
{
    return a->size[i] == b->size[i] && (!a->size[i] || !memcmp(a->bytes[i], b->bytes[i], a->size[i]));
}

static int is_kept(const struct product *p, int i)
{
    return p->size[i] == 4 && !memcmp(p->bytes[i], "keep", 4);
}

static int may_differ(const struct job *job, const struct product *now, const struct product *whole, int i,
                      const struct ran *ran)
{
    if (job->varies)
        return now->size[i] == whole->size[i];
    return !ran->code && job->does_without && strstr(ran->err, job->does_without);
}

/* `codes`: the digits of those that it may fail with. words: NULL, or what the message must say. */
static void check(const struct job *job, const char *fault, const struct product *whole, struct ran ran,
                  const char *codes, const char *words)
{
    struct product now = product_of(job, &ran);
    if (ran.code && (ran.code > 9 || !strchr(codes, '0' + ran.code)))
        fail_msg("%s of %s: code %d\n%s", fault, job->line, ran.code, ran.err);
    if (ran.code && (ran.err_lines < 1 || ran.err_lines > 3 || strncmp(ran.err, "neume: ", 7)))
        fail_msg("%s of %s: code %d, and says: '%s'", fault, job->line, ran.code, ran.err);
    if (ran.code && words && !strstr(ran.err, words))
        fail_msg("%s of %s: does not say '%s' but: %s", fault, job->line, words, ran.err);
    for (int i = 0; i < MOST_OUTPUTS && job->output[i]; i++)
        if (!is_same(&now, whole, i) && !(ran.code && is_kept(&now, i)) && !may_differ(job, &now, whole, i, &ran))
            fail_msg("%s of %s: code %d, and %s has %zu bytes\n%s", fault, job->line, ran.code, job->output[i],
                     now.size[i], ran.err);
    if (!ran.code && !is_same(&now, whole, MOST_OUTPUTS))
        fail_msg("%s of %s: code 0, and on standard output: %s", fault, job->line, ran.out);
    if (program_left_something(".") || program_left_something("out"))
        fail_msg("%s of %s: code %d", fault, job->line, ran.code);
    release(&now);
}

/* How many calls of that kind the job makes. */
static long count_calls(const struct job *job, const char *kind)
{
    char before[256];
    size_t size;
    support_write_file("calls", "", 0);
    snprintf(before, sizeof before, "NEUME_FAULT=%s:0 NEUME_FAULT_LOG=calls LD_PRELOAD=" NEUME_FAULTS, kind);
    struct ran ran = run(job, before);
    if (ran.code)
        fail_msg("%s: code %d\n%s", job->line, ran.code, ran.err);
    free(support_read_file("calls", &size));
    return (long)size;
}

struct kind {
    const char *name, *onwards; /* "+": all later ones fail too */
    int error;
    const char *codes, *words; /* bench fails with 1, for its transcriber's output is not its own */
    long most;                 /* runs of a job, where not all */
};

/* The number of runs. */
static long fail_in_turn(const struct job *job, const struct kind *kind, long most)
{
    char before[256], fault[64];
    long runs = 0, calls = count_calls(job, kind->name), step = calls / most + 1;
    struct ran ran = run(job, "");
    struct product whole = product_of(job, &ran);
    /* Not from the first one in each job, or the beginnings of all would be tried and nothing else. */
    for (long n = 1 + (job - jobs) % (step < calls || !calls ? step : calls); n <= calls; n += step, runs++) {
        snprintf(fault, sizeof fault, "%s:%ld%s:%d", kind->name, n, kind->onwards, kind->error);
        snprintf(before, sizeof before, "NEUME_FAULT=%s LD_PRELOAD=" NEUME_FAULTS, fault);
        check(job, fault, &whole, run(job, before), kind->codes, kind->words);
    }
    release(&whole);
    return runs;
}

static void memory_runs_out(void **state)
{
    (void)state;
    static const struct kind usual = {"alloc", "", ENOMEM, "13", "out of memory", NEUME_FAULT_SHARE};
    static const struct kind with_bank = {"alloc", "", ENOMEM, "13", NULL, NEUME_FAULT_SHARE};
    long runs = 0;
    for (int i = 0; i < JOBS; i++) {
        const struct kind *kind = jobs[i].plays ? &with_bank : &usual;
        const long some = fail_in_turn(&jobs[i], kind, jobs[i].every_allocation ? MOST_ALLOCATIONS : kind->most);
        if (!some)
            fail_msg("%s: no allocation was seen", jobs[i].line);
        runs += some;
    }
    print_message("%ld allocations failed\n", runs);
}

static void calls_fail(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {"read", "", EIO, "134", NULL, 3},
        {"write", "", EIO, "14", NULL, 2},
        {"write", "+", ENOSPC, "14", "no space left", 3},
        {"sync", "", ENOSPC, "14", "no space left", 2},
        {"close", "", EIO, "134", NULL, 4},
        {"rename", "", ENOSPC, "14", "no space left", 2},
        {"link", "", ENOSPC, "14", "no space left", 2},
        {"open", "", EMFILE, "134", NULL, 4},
    };
    long runs = 0;
    for (int i = 0; i < JOBS; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            runs += fail_in_turn(&jobs[i], &kinds[k], NEUME_FAULT_SHARE > 10 ? kinds[k].most : 1);
    if (runs < 3 * JOBS)
        fail_msg("only %ld calls were seen", runs);
    print_message("%ld calls failed\n", runs);
}

/* The system's own limit on the size of a file. */
static void files_may_not_grow(void **state)
{
    (void)state;
    static const struct job big[] = {{.line = "render -q song.mid -o out/a.wav", .output = {"out/a.wav"}},
                                     {.line = "roll song.mid -o out/a.svg", .output = {"out/a.svg"}},
                                     {.line = "roll song.mid -o out/a.html", .output = {"out/a.html"}},
                                     {.line = "-q -m melody tone.wav -o out/a.musicxml", .output = {"out/a.musicxml"}}};
    for (size_t i = 0; i < sizeof big / sizeof *big; i++) {
        struct ran ran = run(&big[i], "");
        struct product whole = product_of(&big[i], &ran);
        ran = run(&big[i], "ulimit -f 4;");
        assert_int_equal(ran.code, 4);
        check(&big[i], "ulimit -f", &whole, ran, "4", "cannot be written");
        release(&whole);
    }
}

/* A real disk that is full, where the system lets us mount one. */
static void the_disk_is_full(void **state)
{
    (void)state;
    static const char script[] = "mkdir -p full && mount -t tmpfs -o size=32k none full || exit 77\n"
                                 "cd full || exit 77\n"
                                 "printf keep >a.wav; printf keep >a.html; printf keep >a.mid\n"
                                 "$NEUME render -q ../song.mid -o a.wav; echo render $?\n"
                                 "$NEUME roll ../song.mid -o a.html; echo roll $?\n"
                                 "head -c 100000 /dev/zero >rest 2>/dev/null\n"
                                 "$NEUME edit ../song.mid -o a.mid; echo edit $?\n"
                                 "cat a.wav a.html a.mid; echo; ls -A\n";
    support_write_file("full.sh", script, sizeof script - 1);
    struct ran ran = program_run("unshare -rm sh full.sh");
    if (!strstr(ran.out, "render"))
        skip();
    if (strcmp(ran.out, "render 4\nroll 4\nedit 4\nkeepkeepkeep\na.html\na.mid\na.wav\nrest\n") || ran.err_lines != 3)
        fail_msg("%s%s", ran.out, ran.err);
    const char *said = ran.err;
    for (int i = 0; i < 3; i++, said++) {
        said = strstr(said, "no space left on the device");
        assert_non_null(said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(calls_fail),
        cmocka_unit_test(files_may_not_grow),
        cmocka_unit_test(the_disk_is_full),
    };
    return cmocka_run_group_tests_name("cli/faults", tests, setup, program_teardown);
}
