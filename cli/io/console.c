/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/console.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cli/io/exit_codes.h"

static struct {
    pthread_mutex_t lock;
    int quiet;
    int bar_shown;
    size_t jobs, done;
    double *share; /* [jobs] 0..1, or NULL: no bar */
    double sum;    /* of share */
    struct timespec start, drawn;
} console = {.lock = PTHREAD_MUTEX_INITIALIZER};

static volatile sig_atomic_t stopped_by;

static double seconds_between(struct timespec from, struct timespec to)
{
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

static void clear_bar(void)
{
    if (console.bar_shown)
        fputs("\r\033[K", stderr);
    console.bar_shown = 0;
}

static void write_line(const char *format, va_list arguments)
{
    char line[2048];
    int length = vsnprintf(line, sizeof line, format, arguments);
    for (int i = 0; i < length && i < (int)sizeof line - 1; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    clear_bar();
    fprintf(stderr, "neume: %s\n", line);
}

void neume_cli_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&console.lock);
    write_line(format, arguments);
    pthread_mutex_unlock(&console.lock);
    va_end(arguments);
}

void neume_cli_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&console.lock);
    if (!console.quiet)
        write_line(format, arguments);
    pthread_mutex_unlock(&console.lock);
    va_end(arguments);
}

void neume_cli_set_quiet(int quiet)
{
    console.quiet = quiet;
}

void neume_cli_progress_start(size_t jobs)
{
    pthread_mutex_lock(&console.lock);
    if (!console.quiet && isatty(STDERR_FILENO) && jobs) {
        free(console.share);
        console.share = calloc(jobs, sizeof *console.share);
        console.jobs = jobs;
        console.done = 0;
        console.sum = 0;
        clock_gettime(CLOCK_MONOTONIC, &console.start);
        console.drawn = console.start;
    }
    pthread_mutex_unlock(&console.lock);
}

void neume_cli_progress_stop(void)
{
    pthread_mutex_lock(&console.lock);
    clear_bar();
    free(console.share);
    console.share = NULL;
    pthread_mutex_unlock(&console.lock);
}

static void draw_bar(double elapsed)
{
    enum { WIDTH = 30 };
    char bar[WIDTH + 1];
    double share = console.sum / (double)console.jobs;
    for (int i = 0; i < WIDTH; i++)
        bar[i] = (i + 1) <= share * WIDTH ? '#' : '.';
    bar[WIDTH] = 0;
    fprintf(stderr, "\r\033[K[%s] %3.0f %%", bar, share * 100);
    if (console.jobs > 1)
        fprintf(stderr, "  %zu of %zu files", console.done, console.jobs);
    int gone = (int)elapsed, left = share > 0.01 ? (int)(elapsed / share - elapsed + 0.5) : -1;
    fprintf(stderr, "  %d:%02d", gone / 60, gone % 60);
    if (left >= 0)
        fprintf(stderr, ", %d:%02d to go", left / 60, left % 60);
    fflush(stderr);
    console.bar_shown = 1;
}

int neume_cli_progress(void *user, double share)
{
    const struct cli_task *task = user;
    pthread_mutex_lock(&console.lock);
    if (console.share && task->index < console.jobs && share >= 0) {
        double *mine = &console.share[task->index];
        console.done += *mine < 1 && share >= 1;
        console.sum += share - *mine;
        *mine = share;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        double elapsed = seconds_between(console.start, now);
        if (elapsed > 1 && seconds_between(console.drawn, now) > 0.1) {
            draw_bar(elapsed);
            console.drawn = now;
        }
    }
    pthread_mutex_unlock(&console.lock);
    return neume_cli_stopped();
}

/* Work that does not look at neume_cli_stopped() in time is ended by one of these: after so much of the processor's
 * time, or by the clock if it waits for something. */
static timer_t patience[2];
static volatile sig_atomic_t patience_count;
static const struct itimerspec patience_time[2] = {{.it_value = {0, 120000000}}, {.it_value = {0, 500000000}}};

static void remember(int number)
{
    stopped_by = number;
    for (int i = 0; i < patience_count; i++)
        timer_settime(patience[i], 0, &patience_time[i], NULL);
}

static void give_up(int number)
{
    (void)number;
    neume_cli_die_if_stopped();
}

static void prepare_patience(void)
{
    static const clockid_t clocks[2] = {CLOCK_PROCESS_CPUTIME_ID, CLOCK_MONOTONIC};
    struct sigaction end = {.sa_handler = give_up};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    sigemptyset(&end.sa_mask);
    if (sigaction(SIGALRM, &end, NULL))
        return;
    for (int i = 0; i < 2 && patience_count == i; i++)
        patience_count += !timer_create(clocks[i], &event, &patience[i]);
}

void neume_cli_catch_signals(void)
{
    /* No SA_RESTART: a read that waits for standard input ends too. */
    struct sigaction stop = {.sa_handler = remember, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&stop.sa_mask);
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction now;
        /* What the parent process ignores (nohup) stays ignored. */
        if (!sigaction(numbers[i], NULL, &now) && now.sa_handler != SIG_IGN)
            sigaction(numbers[i], &stop, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write */
    prepare_patience();
}

void neume_cli_open_streams(void)
{
    /* A file opened for the other direction fails as a closed one does, but nothing else gets its number. */
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
            _exit(CLI_EXIT_OUTPUT);
}

int neume_cli_stopped(void)
{
    return stopped_by;
}

void neume_cli_die_if_stopped(void)
{
    if (!stopped_by)
        return;
    signal(stopped_by, SIG_DFL);
    raise(stopped_by);
}
