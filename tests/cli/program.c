/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "tests/cli/program.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RATE = 22050 };

static struct {
    char *out, *err;
    int hold;         /* the write end of the pipe that a started program reads */
    int unprivileged; /* 1: the next child gives root up */
} program;

static void put_le(unsigned char **to, unsigned value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *(*to)++ = (unsigned char)(value >> (8 * i));
}

/* A WAV of one channel; data is 16-bit integers or floats, as `bytes` (2 or 4) says. */
static void write_wav(const char *name, const void *data, unsigned frames, int bytes)
{
    unsigned size = frames * (unsigned)bytes;
    unsigned char *file = malloc(44 + size + 1), *p = file;
    assert_non_null(file);
    memcpy(p, "RIFF", 4), p += 4;
    put_le(&p, 36 + size, 4);
    memcpy(p, "WAVEfmt ", 8), p += 8;
    put_le(&p, 16, 4);
    put_le(&p, bytes == 4 ? 3 : 1, 2);
    put_le(&p, 1, 2);
    put_le(&p, RATE, 4);
    put_le(&p, RATE * (unsigned)bytes, 4);
    put_le(&p, (unsigned)bytes, 2);
    put_le(&p, 8 * (unsigned)bytes, 2);
    memcpy(p, "data", 4), p += 4;
    put_le(&p, size, 4);
    if (size)
        memcpy(p, data, size);
    support_write_file(name, file, 44 + size);
    free(file);
}

static void write_recordings(void)
{
    static int16_t tone[RATE], silent[RATE], dc[RATE], clipped[RATE], hits[RATE];
    static float nan_tone[RATE];
    uint64_t seed = 1;
    for (int i = 0; i < RATE; i++) {
        double t = (double)i / RATE, since = fmod(t, 0.25);
        double fade = fmin(since / 0.003, fmin(1, (1 - t) / 0.1));
        double x = 0.5 * exp(-6 * since) * fade * sin(2 * acos(-1) * 440 * t);
        tone[i] = (int16_t)lrint(x * 32767);
        double noise = exp(-60 * since) * (2 * support_random(&seed) - 1);
        double drum = exp(-20 * since) * sin(2 * acos(-1) * 60 * since);
        hits[i] = (int16_t)lrint(12000 * (noise + drum));
        dc[i] = 8000;
        clipped[i] = (int16_t)lrint(fmax(fmin(4 * x, 1), -1) * 32767);
        nan_tone[i] = i % 1000 ? (float)x : NAN;
    }
    write_wav("tone.wav", tone, RATE, 2);
    write_wav("hits.wav", hits, RATE, 2);
    write_wav("silent.wav", silent, RATE, 2);
    write_wav("dc.wav", dc, RATE, 2);
    write_wav("clipped.wav", clipped, RATE, 2);
    write_wav("nan.wav", nan_tone, RATE, 4);
    write_wav("one.wav", tone + 100, 1, 2);
    write_wav("none.wav", tone, 0, 2);
    size_t size;
    char *whole = support_read_file("tone.wav", &size);
    support_write_file("half.wav", whole, size / 2);
    support_write_file("cut.wav", whole, 20);
    free(whole);
    support_write_file("empty.wav", "", 0);
    support_write_file("text.wav", "Dear diary, today I sang.\n", 26);
    assert_int_equal(mkdir("folder.wav", 0777), 0);
}

/* Two notes on a track named "Pi/no", and five drum hits in no regular rhythm, all `late` ticks (below 128) later. */
static size_t make_song(unsigned char *song, int late)
{
    static const unsigned char piano[] = {
        'M',  'T',  'h', 'd', 0,   0,    0,   6,  0, 1,    0,  2,   0,   96,                  /* 96 ticks are 0.5 s */
        'M',  'T',  'r', 'k', 0,   0,    0,   29, 0, 0xFF, 3,  5,   'P', 'i',  '/', 'n', 'o', /* */
        0,    0x90, 60,  100, 48,  0x80, 60,  0,  0, 0x90, 64, 100, 48,  0x80, 64,  0,   0,
        0xFF, 0x2F, 0,   'M', 'T', 'r',  'k', 0,  0, 0,    44};
    static const unsigned char rests[] = {0, 24, 48, 6, 90};
    unsigned char *p = song;
    memcpy(p, piano, sizeof piano);
    p[31] = (unsigned char)late;
    p += sizeof piano;
    for (int i = 0; i < 5; i++) {
        unsigned char hit[] = {
            (unsigned char)(i ? rests[i] : late), 0x99, (unsigned char)(36 + i % 2 * 2), 100, 24, 0x89,
            (unsigned char)(36 + i % 2 * 2),      0};
        memcpy(p, hit, sizeof hit);
        p += sizeof hit;
    }
    memcpy(p, "\0\xFF\x2F\0", 4);
    return (size_t)(p - song) + 4;
}

static void write_midi(void)
{
    unsigned char song[256];
    size_t size = make_song(song, 96);
    support_write_file("late.mid", song, size);
    size = make_song(song, 0);
    support_write_file("song.mid", song, size);
    support_write_file("cut.mid", song, size / 2 - 4); /* inside the first track */
    support_write_file("text.mid", "no music\n", 9);
    support_write_file("empty.mid", "", 0);
}

int program_setup(void **state)
{
    char *folder = support_new_folder();
    *state = folder;
    assert_int_equal(chdir(folder), 0);
    setenv("TMPDIR", folder, 1);
    setenv("NEUME", NEUME_PROGRAM, 1);
    write_recordings();
    write_midi();
    support_write_file("keep.mid", "keep", 4);
    support_write_file("keep.txt", "keep", 4);
    support_write_file("keep.wav", "keep", 4);
    return 0;
}

int program_teardown(void **state)
{
    free(program.out);
    free(program.err);
    program.out = program.err = NULL;
    assert_int_equal(chdir("/"), 0);
    support_remove_folder(*state);
    return 0;
}

static int exit_code(int status)
{
    return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* The child: the descriptors to use, or -1 for files. */
static void become(const char *line, int in, int out, int err)
{
    if (err < 0)
        err = open("run.err", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out < 0)
        out = open("run.out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (in < 0)
        in = open("/dev/null", O_RDONLY);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(126);
    if (program.unprivileged && !geteuid() && (setgid(65534) || setuid(65534)))
        _exit(126);
    signal(SIGPIPE, SIG_DFL);
    execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(126);
}

static struct ran collect(int status)
{
    struct ran ran = {.code = exit_code(status)};
    free(program.out);
    free(program.err);
    program.out = support_read_file("run.out", &ran.out_size);
    program.err = support_read_file("run.err", NULL);
    ran.out = program.out;
    ran.err = program.err;
    for (const char *c = ran.err; *c; c++)
        ran.err_lines += *c == '\n';
    return ran;
}

static struct ran run_with(const char *line, int out)
{
    int status;
    fflush(NULL);
    support_write_file("run.out", "", 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid)
        become(line, -1, out, -1);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return collect(status);
}

struct ran program_run(const char *line)
{
    return run_with(line, -1);
}

struct ran program_run_unprivileged(const char *line)
{
    program.unprivileged = 1;
    struct ran ran = program_run(line);
    program.unprivileged = 0;
    return ran;
}

struct ran program_run_broken_pipe(const char *line)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    struct ran ran = run_with(line, ends[1]);
    close(ends[1]);
    return ran;
}

pid_t program_start(const char *line)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        close(ends[1]);
        become(line, ends[0], -1, -1);
    }
    close(ends[0]);
    program.hold = ends[1];
    return pid;
}

int program_wait(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(program.hold);
    return exit_code(status);
}

/* Reads what comes until it holds `words`; 0 after `seconds` or at the end. */
static int wait_for_words(int fd, const char *words, double seconds)
{
    char seen[1 << 14];
    size_t used = 0;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    for (int turn = 0; turn < seconds * 10; turn++) {
        if (poll(&ready, 1, 100) <= 0)
            continue;
        ssize_t got = read(fd, seen + used, sizeof seen - 1 - used);
        if (got <= 0)
            return 0;
        used += (size_t)got;
        seen[used] = 0;
        if (strstr(seen, words))
            return 1;
    }
    return 0;
}

int program_shows_on_terminal(const char *line, const char *words, double seconds)
{
    int status, terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0 || grantpt(terminal) || unlockpt(terminal))
        return -1;
    int inside = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(inside >= 0);
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid)
        become(line, -1, -1, inside);
    close(inside);
    int shown = wait_for_words(terminal, words, seconds);
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    close(terminal);
    return shown;
}

int program_left_something(const char *folder)
{
    int found = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));) {
        if (strstr(e->d_name, "neume-")) {
            print_error("left behind: %s\n", e->d_name);
            found = 1;
        }
    }
    closedir(d);
    return found;
}
