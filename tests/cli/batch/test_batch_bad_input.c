/* SPDX-License-Identifier: MIT
 *
 * What goes wrong in batches: folders and files that cannot be read, names that clash or are no UTF-8, disks that fill,
 * journals of others, clocks that jump. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <string.h>

#include "tests/cli/program.h"

static struct ran check(struct ran ran, const char *line, int code)
{
    if (ran.code != code)
        fail_msg("%s: code %d, not %d\n%s", line, ran.code, code, ran.err);
    return ran;
}

static struct ran run_to(const char *line, int code)
{
    return check(program_run(line), line, code);
}

static void assert_says(struct ran ran, const char *words)
{
    if (!strstr(ran.err, words) && !strstr(ran.out, words))
        fail_msg("neither \"%s\" nor \"%s\" says \"%s\"", ran.out, ran.err, words);
}

/* The rest is done, and the code says that it is not all. */
static void folders_that_cannot_be_read(void **state)
{
    (void)state;
    run_to("chmod 755 . && rm -rf tree out && mkdir -p tree/shut tree/open && cp tone.wav tree/shut/ && cp tone.wav "
           "tree/open/ && cp "
           "tone.wav tree/mute.wav && chmod 0 tree/shut tree/mute.wav && mkdir -m 777 out",
           0);
    static const char line[] = "$NEUME onsets -r --resume tree -o out";
    struct ran ran = check(program_run_unprivileged(line), line, 3);
    assert_says(ran, "tree/shut: ");
    assert_says(ran, "tree/mute.wav: ");
    assert_says(ran, "1 files done, 0 done before, 1 failed");
    run_to("test -s out/open/tone.txt && chmod 755 tree/shut && chmod 644 tree/mute.wav", 0);
    assert_says(run_to("$NEUME onsets -r --resume --retry-failed tree -o out", 0), "2 files done, 1 done before");
}

/* Also where the two are in different shards. */
static void clashes(void **state)
{
    (void)state;
    run_to("rm -rf tree out && mkdir -p tree/sub && cp tone.wav tree/sub/a.wav && cp hits.wav tree/sub/a.flac", 0);
    for (int k = 1; k <= 2; k++) {
        char line[160];
        snprintf(line, sizeof line, "$NEUME onsets -r --resume --shard %d/2 tree -o out", k);
        struct ran ran = run_to(line, 2);
        assert_says(ran, "tree/sub/a.wav");
        assert_says(ran, "tree/sub/a.flac");
    }
    run_to("test ! -e out", 0);
    /* By other ways to one file: spelling, links. */
    assert_says(
        run_to("ln -s tone.wav same.wav; printf 'tone.wav\\n.//tone.wav\\n' | $NEUME onsets --files-from - -o out", 2),
        "would both be written");
    run_to("printf 'tone.wav\\r\\nhits.wav\\r\\n' | $NEUME onsets -q --files-from - -o out && test -e out/hits.txt", 0);
    /* An output that is a link to an input, or would lie on one. */
    assert_says(
        run_to("mkdir links && ln -s ../keep.txt links/keep.txt && $NEUME onsets keep.txt tone.wav -o links", 2),
        "replace an input");
}

static void files_that_vanish(void **state)
{
    (void)state;
    run_to(
        "rm -rf many out && mkdir many && for i in 1 2 3; do cp tone.wav many/$i.wav; done && ls many/*.wav > list && "
        "rm many/2.wav",
        0);
    assert_says(run_to("$NEUME onsets --files-from list --resume -o out", 3), "many/2.wav: no such file");
    assert_says(run_to("$NEUME onsets --files-from list --resume -o out", 3), "2 done before, 1 failed");
    run_to("cp tone.wav many/2.wav", 0);
    assert_says(run_to("$NEUME onsets --files-from list --resume -o out", 0), "1 files done, 2 done before, 0 failed");
}

/* Names of any bytes are kept, and found again. */
static void names_of_any_bytes(void **state)
{
    (void)state;
    run_to("rm -rf many out && mkdir many && cp tone.wav \"many/$(printf 'caf\\351 \\n \"x\".wav')\"", 0);
    run_to("$NEUME onsets -q -r --resume many -o out", 0);
    assert_says(run_to("$NEUME onsets -r --resume many -o out", 0), "0 files done, 1 done before");
    assert_says(run_to("$NEUME onsets -q -r --json many -o out", 0), "\"input_hex\":\"6d616e792f636166e9");
}

/* No clock decides: a recording of the future or of the past is the same while its bytes are. */
static void clocks_that_jump(void **state)
{
    (void)state;
    run_to(
        "rm -rf many out && mkdir many && cp tone.wav many/ && cp hits.wav many/ && touch -d 2099-01-01 many/tone.wav",
        0);
    run_to("$NEUME onsets -q -r --resume many -o out", 0);
    run_to("touch -d 1971-01-01 many/*.wav out/*.txt out/*.jsonl", 0);
    assert_says(run_to("$NEUME onsets -r --resume many -o out", 0), "0 files done, 2 done before");
    /* Of one size, of one time, but not the same. */
    run_to("tr '\\000' '\\001' < many/tone.wav > x && cat x > many/tone.wav && touch -d 1971-01-01 many/tone.wav", 0);
    assert_says(run_to("$NEUME onsets -r --resume many -o out; true", 0), "1 done before");
    run_to("sed -i 's/\"elapsed\":[0-9.e-]*/\"elapsed\":-5/; s/\"began\":\"2[^\"]*/\"began\":\"1970/' out/*.jsonl", 0);
    assert_says(run_to("$NEUME jobs out", 0), "files done");
}

/* Lines of a newer version count for nothing, are said, and stay. */
static void journals_of_others(void **state)
{
    (void)state;
    run_to("rm -rf out && $NEUME onsets -q --resume tone.wav -o out && sed -i 's/\"version\":\"[^\"]*\"/\"version\":"
           "\"99.1\"/; s/^{/{\"new\":[1,{}],/' out/*.jsonl",
           0);
    struct ran ran = run_to("$NEUME onsets --resume tone.wav -o out", 0);
    assert_says(ran, "another version's");
    assert_says(ran, "1 files done, 0 done before");
    run_to("grep -q 99.1 out/*.jsonl", 0);
    assert_says(run_to("$NEUME onsets --resume tone.wav -o out", 0), "0 files done, 1 done before");
    /* A file that is no journal at all, and a folder of that name. */
    run_to("rm -rf out && mkdir out && head -c 4096 /dev/urandom > out/neume-journal.jsonl", 0);
    assert_says(run_to("$NEUME onsets --resume tone.wav -o out", 0), "1 files done");
    run_to("rm -rf out && mkdir -p out/neume-journal.jsonl", 0);
    assert_says(run_to("$NEUME onsets --resume tone.wav -o out", 4), "neume-journal.jsonl");
}

/* A disk that fills ends the run, and is no failure of the files: with room it goes on. Needs the rights to mount. */
static void disks_that_fill(void **state)
{
    (void)state;
    run_to("rm -rf many disk && mkdir many disk && for i in $(seq 30); do cp tone.wav many/$i.wav; done", 0);
    if (program_run("mount -t tmpfs -o size=64k neume-test disk").code)
        skip();
    struct ran ran =
        run_to("head -c 20000 /dev/zero > disk/fill; $NEUME pitch -r --jobs 2 --resume many -o disk/out", 4);
    assert_says(ran, "the disk is full: no more files are begun");
    run_to("test -z \"$(find disk -name '.neume*')\"", 0);
    run_to("mount -o remount,size=8m disk", 0);
    ran = program_run("$NEUME pitch -r --resume many -o disk/out");
    struct ran whole =
        program_run("$NEUME pitch -q -r many -o whole && for i in $(seq 30); do cmp whole/$i.txt "
                    "disk/out/$i.txt || exit 1; done; test $(grep -c '\"duration\"' disk/out/*.jsonl) = 30; "
                    "c=$?; umount disk; exit $c");
    assert_int_equal(whole.code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_that_cannot_be_read),
        cmocka_unit_test(clashes),
        cmocka_unit_test(files_that_vanish),
        cmocka_unit_test(names_of_any_bytes),
        cmocka_unit_test(clocks_that_jump),
        cmocka_unit_test(journals_of_others),
        cmocka_unit_test(disks_that_fill),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
