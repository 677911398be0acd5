/* SPDX-License-Identifier: MIT
 *
 * The one way to standard error: whole lines, also from several threads at once, and the progress bar under them. A
 * process has one standard error, so what is known about it is kept here, in one place, behind one lock. */
#ifndef NEUME_CLI_IO_CONSOLE_H
#define NEUME_CLI_IO_CONSOLE_H

#include <stddef.h>

#ifdef __GNUC__
#define CLI_PRINTF __attribute__((format(printf, 1, 2)))
#else
#define CLI_PRINTF
#endif

/* Writes "neume: " and the message as one line; control characters in it become '?'. */
void neume_cli_error(const char *format, ...) CLI_PRINTF;

/* What this thread said so last, without "neume: ", or "". */
const char *neume_cli_last_error(void);
void neume_cli_forget_error(void);

/* As neume_cli_error(), unless neume_cli_set_quiet(1) was called. */
void neume_cli_note(const char *format, ...) CLI_PRINTF;

void neume_cli_set_quiet(int quiet);

/* A bar for `jobs` pieces of work, shown where standard error is a terminal, nothing is quiet and a second has gone by.
 * Without memory there is no bar. */
void neume_cli_progress_start(size_t jobs);
void neume_cli_progress_stop(void);

/* The same for a run over many files, of which `done` are done before it begins. weight: [jobs] what each will take, in
 * any unit, 0 for those; it must last until the stop. On a terminal a line says how many files are done and failed, the
 * hours of audio and the time that is left; where standard error is none, such a line comes every `every` seconds. */
void neume_cli_progress_start_batch(size_t jobs, size_t done, const double *weight, double every);

/* A file of it has ended: seconds of audio. */
void neume_cli_progress_count(double duration, int failed);

/* One of the jobs. Zeroed is the only job. */
struct cli_task {
    size_t index;
};

/* A neume_progress_fn: `user` is a struct cli_task; share 0..1, or negative while unknown. Answers 1 once the process
 * was told to stop. */
int neume_cli_progress(void *user, double share);

/* First of all: a standard stream that the process was started without fails when it is read or written, and no file
 * that is opened later takes its place. */
void neume_cli_open_streams(void);

/* From here on SIGINT, SIGTERM and SIGHUP make neume_cli_stopped() and neume_cli_progress() answer the signal's number,
 * so that the work ends and its temporary files go. Work that goes on for 0.12 s of processor time or for 0.5 s is cut
 * off; a second signal ends the process at once. SIGPIPE becomes a write error. */
void neume_cli_catch_signals(void);
int neume_cli_stopped(void);

/* Ends the process by the signal that was caught, if any. */
void neume_cli_die_if_stopped(void);

#endif
