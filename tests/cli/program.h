/* SPDX-License-Identifier: MIT
 *
 * Running the built program in a folder of its own, on small files made for it. */
#ifndef NEUME_TESTS_CLI_PROGRAM_H
#define NEUME_TESTS_CLI_PROGRAM_H

#include <stddef.h>
#include <sys/types.h>

#include "tests/support/support.h"

/* A cmocka group setup and teardown: *state becomes the folder, filled with the files below; it is also $TMPDIR and the
 * current folder. $NEUME is the program.
 *
 *   tone.wav     1 s of A4 with a fresh attack every 0.25 s, 16 bit, mono, 22.05 kHz
 *   hits.wav     a drum hit every 0.25 s
 *   silent.wav dc.wav clipped.wav nan.wav (float) one.wav (1 sample): odd, but recordings
 *   half.wav     tone.wav cut in the middle
 *   empty.wav (0 bytes) none.wav (0 frames) cut.wav (20 bytes) text.wav folder.wav/: no recordings
 *   song.mid     seven notes on two tracks, 1.5 s; late.mid the same 0.5 s later; cut.mid ends inside a track; text.mid
 *                empty.mid
 *   keep.mid keep.txt keep.wav: hold "keep", which no failure may change */
int program_setup(void **state);
int program_teardown(void **state);

struct ran {
    int code;        /* the exit code, or 256 + the signal */
    char *out, *err; /* what it wrote, terminated; good until the next run */
    size_t out_size;
    int err_lines;
};

/* Runs a line of sh. */
struct ran program_run(const char *line);

/* The same with the rights of an ordinary user, also where root runs the tests. */
struct ran program_run_unprivileged(const char *line);

/* Starts one without waiting; end it with program_wait(). Standard input is a pipe that stays open and empty. */
pid_t program_start(const char *line);
int program_wait(pid_t pid);

/* Starts one whose standard error is a terminal, ends it by SIGTERM when it has written `words` there, or after
 * `seconds`, and answers whether it has; -1 where the system gives no terminal. */
int program_shows_on_terminal(const char *line, const char *words, double seconds);

/* Runs it with a standard output that nobody reads. */
struct ran program_run_broken_pipe(const char *line);

/* 1 where a temporary file was left in the folder. */
int program_left_something(const char *folder);

#endif
