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
    double *share;        /* [jobs] 0..1, or NULL: no bar */
    double sum;           /* of share, each by its weight */
    const double *weight; /* [jobs] of a batch, or NULL: all are alike */
    double total;         /* of weight */
    double every;         /* seconds between lines of a batch; 0: a bar on a terminal */
    double audio;         /* seconds of a batch that are done */
    size_t failed;
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

static _Thread_local char last_error[512];

const char *neume_cli_last_error(void)
{
    return last_error;
}

void neume_cli_forget_error(void)
{
    *last_error = '\0';
}

static void write_line(const char *format, va_list arguments, int is_error)
{
    char line[2048];
    int length = vsnprintf(line, sizeof line, format, arguments);
    if (is_error)
        snprintf(last_error, sizeof last_error, "%.500s", line);
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
    write_line(format, arguments, 1);
    pthread_mutex_unlock(&console.lock);
    va_end(arguments);
}

void neume_cli_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    pthread_mutex_lock(&console.lock);
    if (!console.quiet)
        write_line(format, arguments, 0);
    pthread_mutex_unlock(&console.lock);
    va_end(arguments);
}

void neume_cli_set_quiet(int quiet)
{
    console.quiet = quiet;
}

static void begin(size_t jobs, size_t done, const double *weight, double every)
{
    const int terminal = isatty(STDERR_FILENO);
    pthread_mutex_lock(&console.lock);
    if (!console.quiet && (terminal || weight) && jobs) {
        free(console.share);
        console.share = calloc(jobs, sizeof *console.share);
        console.jobs = jobs;
        console.done = done;
        console.sum = console.audio = 0;
        console.failed = 0;
        console.weight = weight;
        console.total = weight ? 0 : (double)jobs;
        for (size_t i = 0; weight && i < jobs; i++)
            console.total += weight[i];
        console.every = terminal ? 0 : every;
        clock_gettime(CLOCK_MONOTONIC, &console.start);
        console.drawn = console.start;
    }
    pthread_mutex_unlock(&console.lock);
}

void neume_cli_progress_start(size_t jobs)
{
    begin(jobs, 0, NULL, 0);
}

void neume_cli_progress_start_batch(size_t jobs, size_t done, const double *weight, double every)
{
    begin(jobs, done, weight, every);
}

void neume_cli_progress_count(double duration, int failed)
{
    pthread_mutex_lock(&console.lock);
    console.audio += duration;
    console.failed += (size_t)failed;
    pthread_mutex_unlock(&console.lock);
}

void neume_cli_progress_stop(void)
{
    pthread_mutex_lock(&console.lock);
    clear_bar();
    free(console.share);
    console.share = NULL;
    console.weight = NULL;
    pthread_mutex_unlock(&console.lock);
}

/* "1:02:03" or "2:03" */
static void clock_words(double seconds, char *out, size_t size)
{
    const long s = seconds < 1e9 ? (long)(seconds + 0.5) : 0;
    if (s >= 3600)
        snprintf(out, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%ld:%02ld", s / 60, s % 60);
}

/* "  1:23, 2:34 to go" */
static void time_words(double elapsed, double share, char *out, size_t size)
{
    char gone[32], left[32];
    clock_words(elapsed, gone, sizeof gone);
    clock_words(share > 0 ? elapsed / share - elapsed : 0, left, sizeof left);
    snprintf(out, size, share > 0.01 ? "%s, %s to go" : "%s", gone, left);
}

static void draw_bar(double elapsed, double share)
{
    enum { WIDTH = 30 };
    char bar[WIDTH + 1], words[80];
    for (int i = 0; i < WIDTH; i++)
        bar[i] = (i + 1) <= share * WIDTH ? '#' : '.';
    bar[WIDTH] = 0;
    fprintf(stderr, "\r\033[K[%s] %3.0f %%", bar, share * 100);
    if (console.jobs > 1)
        fprintf(stderr, "  %zu of %zu files", console.done, console.jobs);
    time_words(elapsed, share, words, sizeof words);
    fprintf(stderr, "  %s", words);
    fflush(stderr);
    console.bar_shown = 1;
}

/* On a terminal in place of the last, else as a line of its own. */
static void draw_batch(double elapsed, double share)
{
    char words[80];
    time_words(elapsed, share, words, sizeof words);
    const char *begin = console.every > 0 ? "neume: " : "\r\033[K", *end = console.every > 0 ? "\n" : "";
    fprintf(stderr, "%s%zu of %zu files, %.1f hours of audio, %zu failed; %s%s", begin, console.done, console.jobs,
            console.audio / 3600, console.failed, words, end);
    fflush(stderr);
    console.bar_shown = console.every <= 0;
}

static void draw(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double elapsed = seconds_between(console.start, now);
    const double share = console.total > 0 ? console.sum / console.total : 0;
    if (elapsed < 1 || seconds_between(console.drawn, now) < (console.every > 0 ? console.every : 0.1))
        return;
    if (console.weight)
        draw_batch(elapsed, share);
    else
        draw_bar(elapsed, share);
    console.drawn = now;
}

int neume_cli_progress(void *user, double share)
{
    const struct cli_task *task = user;
    pthread_mutex_lock(&console.lock);
    if (console.share && task->index < console.jobs && share >= 0) {
        double *mine = &console.share[task->index];
        console.done += *mine < 1 && share >= 1;
        console.sum += (share - *mine) * (console.weight ? console.weight[task->index] : 1);
        *mine = share;
        draw();
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
