/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/cli/program.h"

struct row {
    const char *line;  /* of sh; $NEUME is the program */
    int code;          /* that it must end with */
    const char *words; /* that its one line of complaint must hold */
};

/* What no failure may change. */
static void check_kept(const char *line)
{
    static const char *const names[] = {"keep.mid", "keep.txt", "keep.wav"};
    for (size_t i = 0; i < 3; i++) {
        char *bytes = support_read_file(names[i], NULL);
        if (strcmp(bytes, "keep"))
            fail_msg("%s: changed %s", line, names[i]);
        free(bytes);
    }
    if (program_left_something("."))
        fail_msg("%s: left a temporary file", line);
}

static void check_failure(const struct row *row, struct ran ran)
{
    int good = ran.code == row->code && ran.err_lines == 1 && !strncmp(ran.err, "neume: ", 7) &&
               strstr(ran.err, row->words) && (ran.out_size == 0 || row->code == 0);
    if (!good)
        fail_msg("%s: code %d (expected %d), %zu bytes on stdout, stderr (expected '%s'):\n%s", row->line, ran.code,
                 row->code, ran.out_size, row->words, ran.err);
    check_kept(row->line);
}

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_failure(&rows[i], program_run(rows[i].line));
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

/* Each kind of file that is no recording, for each command that reads one. */
static void no_recording(void **state)
{
    (void)state;
    static const struct {
        const char *name, *words;
    } inputs[] = {
        {"empty.wav", "empty.wav: the file is empty"},
        {"none.wav", "none.wav: the file is empty"},
        {"cut.wav", "cut.wav: the file is damaged or cut short"},
        {"text.wav", "text.wav: not a format that neume reads"},
        {"folder.wav", "folder.wav: is a directory"},
        {"missing.wav", "missing.wav: no such file"},
        {"nowhere/a.wav", "nowhere/a.wav: no such file"},
        {"tone.wav/a.wav", "tone.wav/a.wav: no such file"},
        {"song.mid", "song.mid: a MIDI file, not a recording"},
        {"- <empty.wav", "standard input: the file is empty"},
        {"- <text.wav", "standard input: not a format that neume reads"},
    };
    static const char *const commands[] = {
        "$NEUME transcribe -o keep.mid %s", "$NEUME transcribe -m drums -f csv -o keep.txt %s",
        "$NEUME onsets -o keep.txt %s",     "$NEUME beats -o keep.txt %s",
        "$NEUME pitch -o keep.txt %s",      "$NEUME compare --ab keep.wav %s song.mid"};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
            char line[128];
            snprintf(line, sizeof line, commands[c], inputs[i].name);
            struct row row = {line, 3, inputs[i].words};
            check_failure(&row, program_run(line));
        }
    }
}

static void no_midi(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME render empty.mid -o keep.wav", 3, "empty.mid: the file is empty"},
        {"$NEUME render cut.mid -o keep.wav", 3, "cut.mid: the file is damaged or cut short"},
        {"$NEUME render text.mid -o keep.wav", 3, "text.mid: not a format that neume reads"},
        {"$NEUME render tone.wav -o keep.wav", 3, "tone.wav: a recording, not a MIDI file"},
        {"$NEUME render missing.mid -o keep.wav", 3, "missing.mid: no such file"},
        {"$NEUME render folder.wav -o keep.wav", 3, "folder.wav: is a directory"},
        {"$NEUME render - <cut.mid -o keep.wav", 3, "standard input: the file is damaged or cut short"},
        {"$NEUME render song.mid --soundfont missing.sf2 -o keep.wav", 3, "missing.sf2: no such file"},
        {"$NEUME render song.mid --soundfont text.wav -o keep.wav", 3, "text.wav: the SoundFont cannot be loaded"},
        {"$NEUME render song.mid --soundfont empty.wav -o keep.wav", 3, "empty.wav: the SoundFont cannot be loaded"},
        {"$NEUME render song.mid --soundfont folder.wav -o keep.wav", 3, "folder.wav: is a directory"},
        {"NEUME_SOUNDFONT=missing.sf2 $NEUME render song.mid -o keep.wav", 3, "missing.sf2: no such file"},
        {"$NEUME compare tone.wav cut.mid", 3, "cut.mid: the file is damaged or cut short"},
        {"$NEUME compare tone.wav text.mid", 3, "text.mid: not a format that neume reads"},
        {"$NEUME compare tone.wav missing.mid", 3, "missing.mid: no such file"},
        {"$NEUME compare tone.wav song.mid --soundfont missing.sf2", 3, "missing.sf2: no such file"},
        {"$NEUME info cut.mid", 3, "cut.mid: the file is damaged or cut short"},
        {"$NEUME info cut.wav", 3, "cut.wav: the file is damaged or cut short"},
        {"$NEUME info empty.wav", 3, "empty.wav: the file is empty"},
        {"$NEUME info text.wav", 3, "text.wav: not a format that neume reads"},
        {"$NEUME info folder.wav", 3, "folder.wav: the kit has no sample for any drum"},
        {"$NEUME info missing", 3, "missing: no such file"},
    };
    CHECK_ROWS(rows);
}

static void midi_cut_at_every_byte(void **state)
{
    (void)state;
    size_t size;
    char *song = support_read_file("song.mid", &size);
    for (size_t cut = 1; cut < size; cut++) {
        support_write_file("some.mid", song, cut);
        struct row row = {"$NEUME info some.mid", 3, "some.mid: "};
        struct ran ran = program_run(row.line);
        /* Cut between two tracks: the ones before are read, with a warning. */
        if (ran.code || !strstr(ran.out, "fewer tracks than the header says"))
            check_failure(&row, ran);
    }
    free(song);
    assert_int_equal(program_run("$NEUME info song.mid").code, 0);
}

static void unwritable(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME tone.wav -o nowhere/a.mid", 4, "nowhere/a.mid: no such folder"},
        {"$NEUME tone.wav -o tone.wav/a.mid", 4, "tone.wav/a.mid: no such folder"},
        {"$NEUME tone.wav silent.wav -o keep.txt", 4, "keep.txt: is not a folder"},
        {"$NEUME tone.wav -o nowhere/deep/", 4, "nowhere/deep/: no such folder"},
        {"$NEUME onsets tone.wav -o folder.wav", 4, "folder.wav: is a directory"},
        {"$NEUME pitch tone.wav -o nowhere/a.txt", 4, "nowhere/a.txt: no such folder"},
        {"$NEUME render song.mid -o nowhere/a.wav", 4, "nowhere/a.wav: no such folder"},
        {"$NEUME render song.mid -o folder.wav", 4, "folder.wav: is a directory"},
        {"$NEUME render song.mid --stems keep.txt", 4, "keep.txt: is not a folder"},
        {"$NEUME compare tone.wav song.mid --ab nowhere/a.wav", 4, "nowhere/a.wav: no such folder"},
    };
    CHECK_ROWS(rows);
}

/* If one output of a run fails, none appears. */
static void all_outputs_or_none(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME beats -q --json tone.wav --click keep.wav >/dev/full", 4, "standard output: no space left"},
        {"$NEUME compare -q tone.wav song.mid --ab keep.wav --ab-labels /dev/full", 4, "/dev/full: no space left"},
        {"ln -s /dev/full full.html; $NEUME compare -q tone.wav song.mid --ab keep.wav -o full.html", 4,
         "full.html: no space left"},
        {"mkdir full; ln -s /dev/full full/02.wav; $NEUME render -q song.mid -o keep.wav --stems full", 4,
         "full/02.wav: no space left"},
    };
    CHECK_ROWS(rows);
    assert_int_equal(system("test \"$(ls full)\" = 02.wav"), 0);
}

/* A path may be as long as the system allows, which is more than 1,024 characters. */
static void stems_in_a_long_folder(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "long=$(printf '%0200d/' 1 2 3 4 5)x; mkdir -p $long; $NEUME render -q song.mid --stems $long; ls $long/02.wav",
        "long=$(printf '%0200d/' 1 2 3 4 5)x; mkdir kit; cp hits.wav kit/kick.wav; "
        "$NEUME replace -q hits.wav --kit kit -o a.wav --stems $long; ls $long/original.wav"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct ran ran = program_run(lines[i]);
        if (ran.code || ran.err_lines)
            fail_msg("%s: code %d\n%s", lines[i], ran.code, ran.err);
    }
}

static void full_disk(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME -q tone.wav -o /dev/full", 4, "/dev/full: no space left on the device"},
        {"$NEUME -q tone.wav -f csv -o - >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME -q tone.wav -o - >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME -q tone.wav -o a.mid --json >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME onsets tone.wav >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME onsets tone.wav -o /dev/full", 4, "/dev/full: no space left on the device"},
        {"$NEUME pitch tone.wav >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME info tone.wav >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME compare tone.wav song.mid >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME render -q song.mid -o - >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME --help >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME render --help >/dev/full", 4, "standard output: no space left on the device"},
        {"$NEUME --man >/dev/full", 4, "standard output: no space left on the device"},
    };
    if (access("/dev/full", W_OK))
        skip();
    CHECK_ROWS(rows);
}

static void broken_pipe(void **state)
{
    (void)state;
    static const char *const lines[] = {"exec $NEUME onsets tone.wav",         "exec $NEUME pitch tone.wav",
                                        "exec $NEUME -q tone.wav -f csv -o -", "exec $NEUME info tone.wav",
                                        "exec $NEUME render -q song.mid -o -", "exec $NEUME transcribe --help"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct row row = {lines[i], 4, "standard output: nobody reads the pipe any more"};
        check_failure(&row, program_run_broken_pipe(row.line));
    }
}

static void no_permission(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME onsets secret.wav", 3, "secret.wav: permission denied"},
        {"$NEUME secret.wav", 3, "secret.wav: permission denied"},
        {"$NEUME info secret.wav", 3, "secret.wav: permission denied"},
        {"$NEUME onsets tone.wav -o locked/a.txt", 4, "locked/a.txt: permission denied"},
        {"$NEUME tone.wav -o readonly.mid", 4, "readonly.mid: permission denied"},
        {"$NEUME tone.wav -o locked/a.mid", 4, "locked/a.mid: permission denied"},
        {"$NEUME render song.mid -o locked/a.wav", 4, "locked/a.wav: permission denied"},
    };
    support_write_file("secret.wav", "", 0);
    support_write_file("readonly.mid", "", 0);
    assert_int_equal(mkdir("locked", 0500), 0);
    assert_int_equal(chmod("secret.wav", 0) | chmod("readonly.mid", 0400) | chmod(".", 0755), 0);
    if (program_run_unprivileged("$NEUME --version").code)
        skip(); /* an ordinary user does not reach the program, so there is nothing to see */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_failure(&rows[i], program_run_unprivileged(rows[i].line));
}

/* Odd recordings are recordings: the work is done, and one line says what is odd. */
static void odd_recordings(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"$NEUME one.wav -o odd.mid", 0, "one.wav: "},
        {"$NEUME silent.wav -o odd.mid", 0, "silent"},
        {"$NEUME dc.wav -o odd.mid", 0, "0 notes"},
        {"$NEUME nan.wav -o odd.mid", 0, "23 samples were not numbers"},
        {"$NEUME clipped.wav -o odd.mid", 0, "samples are clipped"},
        {"$NEUME half.wav -o odd.mid", 0, "the file is cut short"},
        {"$NEUME onsets silent.wav", 0, "silent.wav: warning; silent"},
        {"$NEUME onsets nan.wav", 0, "23 samples were not numbers"},
        {"$NEUME onsets half.wav", 0, "the file is cut short"},
        {"$NEUME pitch clipped.wav", 0, "samples are clipped"},
        {"$NEUME pitch half.wav", 0, "the file is cut short"},
    };
    CHECK_ROWS(rows);
    static const char *const quiet[] = {"$NEUME onsets one.wav",
                                        "$NEUME onsets dc.wav",
                                        "$NEUME pitch one.wav",
                                        "$NEUME pitch dc.wav",
                                        "$NEUME info one.wav",
                                        "$NEUME info nan.wav",
                                        "$NEUME info silent.wav",
                                        "$NEUME info half.wav",
                                        "$NEUME compare one.wav song.mid",
                                        "$NEUME compare silent.wav song.mid",
                                        "$NEUME compare nan.wav song.mid"};
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++) {
        struct ran ran = program_run(quiet[i]);
        if (ran.code || *ran.err)
            fail_msg("%s: code %d\n%s", quiet[i], ran.code, ran.err);
    }
}

static void outputs_that_would_hurt(void **state)
{
    (void)state;
    assert_int_equal(symlink("tone.wav", "link.wav"), 0);
    assert_int_equal(mkdir("sub", 0777), 0);
    static const struct row rows[] = {
        {"$NEUME tone.wav -o tone.wav", 2, "tone.wav: the output would replace an input"},
        {"$NEUME tone.wav -o ./sub/../tone.wav", 2, "the output would replace an input"},
        {"$NEUME link.wav -o tone.wav", 2, "the output would replace an input"},
        {"$NEUME tone.wav -o link.wav", 2, "the output would replace an input"},
        {"$NEUME tone.wav ./tone.wav", 2, "would both be written to it"},
        {"$NEUME tone.wav silent.wav -o new.wav || test -e new.wav", 1, "neume render makes sound"},
        {"$NEUME tone.wav silent.wav -o -", 2, "only one input can go to standard output"},
        {"$NEUME - - <tone.wav", 2, "standard input can be read only once"},
        {"$NEUME song.mid", 3, "song.mid: a MIDI file, not a recording; neume render plays it"},
        {"$NEUME tone.wav late.mid", 3, "late.mid: a MIDI file, not a recording; neume render plays it"},
        {"$NEUME sub", 3, "sub: is a directory; name the recordings in it, as in sub/*.wav"},
        {"$NEUME sub/", 3, "sub/: is a directory; name the recordings in it, as in sub/*.wav"},
        {"$NEUME onsets tone.wav -o tone.wav", 2, "the output would replace an input"},
        {"$NEUME pitch tone.wav -o link.wav", 2, "the output would replace an input"},
        {"$NEUME render song.mid -o song.mid", 2, "song.mid"},
        {"ln song.mid song.wav; $NEUME render song.wav -o song.wav", 2, "the output would replace an input"},
        {"$NEUME compare tone.wav song.mid --ab link.wav", 2, "the output would replace an input"},
        {"$NEUME edit song.mid late.mid --join after -o song.mid", 2, "song.mid: the output would replace an input"},
        {"$NEUME edit song.mid late.mid --join parallel -o late.mid", 2, "late.mid: the output would replace an input"},
        {"$NEUME edit song.mid song.mid --join after -o song.mid", 2, "the output would replace an input"},
        {"cp song.mid own.mid; $NEUME edit own.mid -o own.mid --transpose 1", 0, ""},
        {"$NEUME edit song.mid --quantize 1/16 --groove late.mid -o late.mid", 2,
         "would replace an input, that of --groove"},
        {"$NEUME compare tone.wav song.mid --reference late.mid --ab-labels late.mid --ab ab.wav", 2,
         "would replace an input, that of --reference"},
        {"$NEUME bench synthetic --against keep.txt --html keep.txt", 2, "would replace an input, that of --against"},
        {"$NEUME replace hits.wav --kit tone.wav -o tone.wav", 2, "would replace an input, that of --kit"},
        {"$NEUME render -q song.mid --stems sub; set -- sub/*.wav; $NEUME render song.mid -o $1 --stems sub", 2,
         "is the output"},
    };
    size_t before, after;
    char *was = support_read_file("tone.wav", &before);
    CHECK_ROWS(rows);
    char *is = support_read_file("tone.wav", &after);
    assert_int_equal(before, after);
    assert_memory_equal(was, is, before);
    free(was);
    free(is);
}

static void wait_a_little(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
}

/* A signal ends the program as that signal does, and takes the temporary files along. */
static void signals(void **state)
{
    (void)state;
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    /* Early or late: a run that has not yet begun ends so too. */
    for (size_t i = 0; i < 3; i++) {
        pid_t pid = program_start("exec $NEUME render song.mid -q --length 20000 -o keep.wav");
        wait_a_little();
        kill(pid, numbers[i]);
        assert_int_equal(program_wait(pid), 256 + numbers[i]);
        check_kept("render and a signal");
    }
    pid_t pid = program_start("exec $NEUME onsets - -o keep.txt");
    wait_a_little();
    kill(pid, SIGTERM);
    assert_int_equal(program_wait(pid), 256 + SIGTERM);
    check_kept("onsets of standard input and a signal");
}

static double seconds_of(const struct rusage *u)
{
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
           1e-6 * (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec);
}

static double processor_seconds(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* In the middle of long work the first signal ends it: some 0.12 s of its processor time later at most. */
static void signals_in_long_work(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "exec $NEUME replace long.wav=KD again.wav=SD -q --kit hits.wav -o takes",
        "exec $NEUME long.wav=KD again.wav=SD -q -o takes.mid",
        "exec $NEUME long.wav again.wav -q --mode mix -o takes",
    };
    assert_int_equal(program_run("$NEUME render song.mid -q --length 600 -o long.wav; ln long.wav again.wav").code, 0);
    for (size_t i = 0; i < 2 * sizeof lines / sizeof *lines; i++) {
        const int number = i % 2 ? SIGTERM : SIGINT;
        clockid_t clock;
        struct rusage before, after;
        getrusage(RUSAGE_CHILDREN, &before);
        pid_t pid = program_start(lines[i / 2]);
        assert_int_equal(clock_getcpuclockid(pid, &clock), 0);
        siginfo_t ended = {.si_pid = 0};
        while (processor_seconds(clock) < 0.2 && !waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT)) {
            assert_int_equal(ended.si_pid, 0);
            wait_a_little();
        }
        double used = processor_seconds(clock);
        kill(pid, number);
        assert_int_equal(program_wait(pid), 256 + number);
        getrusage(RUSAGE_CHILDREN, &after);
        used = seconds_of(&after) - seconds_of(&before) - used;
        if (used > 0.5) /* memory is given back in it too */
            fail_msg("%s: went on for %.2f s", lines[i / 2], used);
        assert_int_equal(program_run("! ls takes.mid takes/*.wav takes/*.mid 2>/dev/null").code, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_recording),
        cmocka_unit_test(no_midi),
        cmocka_unit_test(midi_cut_at_every_byte),
        cmocka_unit_test(unwritable),
        cmocka_unit_test(stems_in_a_long_folder),
        cmocka_unit_test(all_outputs_or_none),
        cmocka_unit_test(full_disk),
        cmocka_unit_test(broken_pipe),
        cmocka_unit_test(no_permission),
        cmocka_unit_test(odd_recordings),
        cmocka_unit_test(outputs_that_would_hurt),
        cmocka_unit_test(signals),
        cmocka_unit_test(signals_in_long_work),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
