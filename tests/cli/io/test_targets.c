/* SPDX-License-Identifier: MIT
 *
 * What outputs are written to: links, pipes, streams, files that are there already. */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/program.h"

static struct ran run_to(int code, const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code != code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static void assert_midi(const char *path)
{
    char *bytes = support_read_file(path, NULL);
    assert_memory_equal(bytes, "MThd", 4);
    free(bytes);
}

/* `link` leads to another folder, first to nothing, then to a file. */
static void links_are_followed(void **state)
{
    struct stat st;
    (void)state;
    run_to(0, "mkdir -p far && ln -sf far/there.mid link.mid && ln -sf link.mid link2.mid");
    for (int round = 0; round < 2; round++) {
        run_to(0, "$NEUME -q hits.wav --mode drums -o link2.mid");
        assert_int_equal(lstat("link.mid", &st), 0);
        assert_true(S_ISLNK(st.st_mode));
        assert_int_equal(lstat("far/there.mid", &st), 0);
        assert_true(S_ISREG(st.st_mode));
        assert_midi("far/there.mid");
    }
    assert_false(program_left_something("far"));
    run_to(4, "ln -s nowhere/x.mid lost.mid; $NEUME -q hits.wav --mode drums -o lost.mid");
    run_to(4, "ln -s round.mid round.mid; $NEUME -q hits.wav --mode drums -o round.mid");
}

/* A link that leads to an input, or two that lead to one file, are found whether or not that is there. */
static void links_are_no_disguise(void **state)
{
    (void)state;
    run_to(2, "ln -s song.mid song2.mid; $NEUME render song.mid -o song2.mid");
    run_to(2, "$NEUME render song.mid -o new.wav --stems ./new.wav");
    run_to(2, "mkdir kit; cp tone.wav kit/kick.wav; $NEUME replace hits.wav --kit kit -o new.wav --stems new.wav");
    run_to(0, "test ! -e new.wav");
    struct ran ran =
        run_to(2, "ln -s new.wav alias.wav; $NEUME beats hits.wav --format csv -o new.wav --click alias.wav");
    assert_non_null(strstr(ran.err, "is written to it too"));
    assert_int_equal(access("new.wav", F_OK), -1);
}

static void streams_are_written_where_they_stand(void **state)
{
    (void)state;
    char *direct = strdup(run_to(0, "$NEUME -q hits.wav --mode drums --format csv -o -").out);
    static const char *const lines[] = {
        "$NEUME -q hits.wav --mode drums --format csv -o /dev/stdout",
        "$NEUME -q hits.wav --mode drums --format csv -o /dev/fd/1",
        "$NEUME -q hits.wav --mode drums --format csv -o /proc/self/fd/1",
        "$NEUME -q hits.wav --mode drums --format csv -o /dev/fd/5 5>&1",
        "$NEUME -q hits.wav --mode drums --format csv -o /dev/stdout >s.csv; cat s.csv",
        "mkfifo p; cat p & $NEUME -q hits.wav --mode drums --format csv -o p; wait",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_string_equal(run_to(0, lines[i]).out, direct);
    /* A file that is appended to keeps what it holds. */
    struct ran ran = run_to(0, "echo before >log; $NEUME -q hits.wav --mode drums --format csv -o /dev/fd/7 7>>log; "
                               "$NEUME -q hits.wav --mode drums --format csv -o /dev/stdout >>log; cat log");
    assert_memory_equal(ran.out, "before\nonset,", 13);
    assert_int_equal(ran.out_size, 7 + 2 * strlen(direct));
    free(direct);
    run_to(4, "$NEUME -q hits.wav --mode drums -o /dev/fd/97");
    run_to(4, "$NEUME -q hits.wav --mode drums -o /dev/stdin </dev/null");
    run_to(2, "$NEUME hits.wav --mode drums --json -o /dev/stdout");
}

static const char *const keeping[] = {
    "$NEUME transcribe hits.wav --mode drums -o keep.mid",
    "$NEUME onsets hits.wav -o keep.txt",
    "$NEUME beats hits.wav -o keep.txt",
    "$NEUME beats hits.wav -o fresh.txt --click keep.wav",
    "$NEUME pitch tone.wav -o keep.txt",
    "$NEUME render song.mid -o keep.wav",
    "$NEUME edit song.mid -o keep.mid",
    "$NEUME roll song.mid -o keep.svg",
    "$NEUME compare tone.wav song.mid -o keep.html",
    "$NEUME replace hits.wav --kit kit -o keep.wav",
    "$NEUME replace hits.wav --kit kit -o fresh.wav --midi-out keep.mid",
    "$NEUME bench synthetic --html keep.html",
    "cp hits.wav keep.wave; $NEUME keep.wave --mode drums",
};

static void no_clobber_keeps_files(void **state)
{
    char line[256];
    (void)state;
    run_to(0, "mkdir kit && cp hits.wav kit/kick.wav; printf keep >keep.svg; printf keep >keep.html");
    for (size_t i = 0; i < sizeof keeping / sizeof *keeping; i++) {
        snprintf(line, sizeof line, "%s --no-clobber", keeping[i]);
        assert_non_null(strstr(run_to(4, line).err, ": exists already\n"));
        assert_string_equal(program_run("cat keep.mid keep.txt keep.wav keep.svg keep.html").out,
                            "keepkeepkeepkeepkeep");
        assert_int_equal(access("fresh.wav", F_OK) && access("fresh.txt", F_OK), 1);
    }
    run_to(0, "$NEUME -q --no-clobber hits.wav --mode drums -o fresh.mid");
    run_to(0, "$NEUME -q --no-clobber hits.wav --mode drums -o /dev/null");
}

/* Of many files those are done that are not there, and stems are looked at before any is written. */
static void no_clobber_goes_on_with_the_rest(void **state)
{
    (void)state;
    struct ran ran = run_to(4, "cp hits.wav there.wav; printf keep >there.mid; cp hits.wav other.wav; "
                               "$NEUME --no-clobber --mode drums --json there.wav other.wav");
    assert_non_null(strstr(ran.out, "\"error\": \"exists already\""));
    assert_string_equal(program_run("cat there.mid").out, "keep");
    assert_midi("other.mid");
    run_to(0, "$NEUME render -q song.mid --stems st; rm $(ls st/* | head -n 1)");
    run_to(4, "$NEUME render song.mid --stems st --no-clobber -o new.wav");
    assert_int_equal(access("new.wav", F_OK), -1);
    assert_string_equal(program_run("ls st | wc -l").out, "1\n");
    run_to(4, "cp hits.wav page.wav; printf keep >page.html; $NEUME --no-clobber --mode drums --report page.wav");
    assert_string_equal(program_run("cat page.html").out, "keep");
    assert_int_equal(access("page.mid", F_OK), -1);
}

static void foreign_midi_is_not_replaced_in_silence(void **state)
{
    (void)state;
    static const char words[] = "warning: replaces a MIDI file that neume did not make";
    struct ran ran = run_to(0, "cp hits.wav mine.wav; cp song.mid mine.mid; $NEUME --mode drums mine.wav");
    assert_non_null(strstr(ran.err, words));
    assert_null(strstr(strstr(ran.err, words) + 1, words));
    assert_null(strstr(run_to(0, "$NEUME --mode drums mine.wav").err, words));
    assert_null(
        strstr(run_to(0, "$NEUME --mode drums --tempo auto mine.wav; $NEUME --mode drums mine.wav").err, words));
    assert_non_null(strstr(run_to(0, "cp song.mid it.mid; $NEUME --mode drums mine.wav -o it.mid").err, words));
    assert_null(strstr(run_to(0, "cp song.mid it.mid; $NEUME edit it.mid --transpose 1 -o it.mid").err, words));
}

/* Beside the main input only files are read: none of these waits for a writer, or reads for ever. */
static void second_inputs_are_files(void **state)
{
    static const char *const lines[] = {
        "$NEUME edit song.mid --groove %s -o no.mid",
        "$NEUME render song.mid --soundfont %s -o no.wav",
        "NEUME_SOUNDFONT=%s $NEUME render song.mid -o no.wav",
        "$NEUME transcribe hits.wav --mode drums --drum-map %s -o no.mid",
        "$NEUME bench synthetic --against %s",
        "ln -sf %s it.sfz && $NEUME replace hits.wav --kit it.sfz -o no.wav",
        "ln -sf %s it.sf2 && $NEUME replace hits.wav --kit it.sf2 -o no.wav",
        "ln -sf %s drumkit.xml && $NEUME replace hits.wav --kit drumkit.xml -o no.wav",
    };
    char path[4096], line[8192];
    (void)state;
    assert_int_equal(mkfifo("never", 0600), 0);
    assert_non_null(realpath("never", path));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        for (int device = 0; device < 2; device++) {
            snprintf(line, sizeof line, lines[i], device ? "/dev/zero" : path);
            struct ran ran = program_run(line);
            if (ran.code != 3 || !strstr(ran.err, "is a pipe or a device, not a file"))
                fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
        }
    struct ran kit = program_run("printf '<region> sample=never lokey=0 hikey=127' >k.sfz; "
                                 "$NEUME replace hits.wav --kit k.sfz -o no.wav");
    assert_non_null(strstr(kit.err, "is a pipe or a device, not a file"));
    run_to(3, "$NEUME edit /dev/zero -o no.mid");
    run_to(3, "$NEUME info /dev/zero");
    run_to(3, "mkdir set && mkfifo set/manifest.csv && $NEUME bench manifest --root set");
    /* The main input may be a pipe, whose first bytes are not lost to a look at what it is. */
    run_to(0, "rm -f pipe; mkfifo pipe; cat hits.wav >pipe & $NEUME -q --mode drums pipe -o piped.mid; wait");
    assert_midi("piped.mid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(links_are_no_disguise),
        cmocka_unit_test(streams_are_written_where_they_stand),
        cmocka_unit_test(no_clobber_keeps_files),
        cmocka_unit_test(no_clobber_goes_on_with_the_rest),
        cmocka_unit_test(foreign_midi_is_not_replaced_in_silence),
        cmocka_unit_test(second_inputs_are_files),
    };
    return cmocka_run_group_tests_name("cli/targets", tests, program_setup, program_teardown);
}
