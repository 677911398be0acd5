/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* wait4(), which alone tells the memory of one child */
#define _XOPEN_SOURCE   700
#include "cli/io/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "cli/io/console.h"

extern char **environ;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The signals that this process catches or ignores are the child's to choose again. */
static int start(char *line, const char *log, pid_t *pid)
{
    char shell[] = "sh", option[] = "-c", *arguments[] = {shell, option, line, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGPIPE);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    if (posix_spawn_file_actions_init(&files))
        return ENOMEM;
    if (posix_spawnattr_init(&how)) {
        posix_spawn_file_actions_destroy(&files);
        return ENOMEM;
    }
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setsigdefault(&how, &ours);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(pid, "/bin/sh", &files, &how, arguments, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

enum neume_status neume_cli_run_child(const char *line, const char *log, double timeout, struct cli_child *child)
{
    pid_t pid;
    int status = 0, killed = 0;
    struct rusage usage;
    double begun = now(), pause = 0.0005;
    *child = (struct cli_child){0};
    char *own = strdup(line); /* posix_spawn() takes no const */
    int error = own ? start(own, log, &pid) : ENOMEM;
    free(own);
    if (error)
        return error == ENOMEM ? NEUME_ERR_MEMORY : NEUME_ERR_WRITE;
    for (;;) {
        pid_t got = wait4(pid, &status, WNOHANG, &usage);
        if (got == pid || (got < 0 && errno != EINTR))
            break;
        child->timed_out |= timeout > 0 && now() - begun > timeout;
        if (!killed && (child->timed_out || neume_cli_stopped()))
            killed = !kill(-pid, SIGKILL);
        struct timespec wait = {0, (long)(pause * 1e9)};
        nanosleep(&wait, NULL);
        pause = pause * 1.5 > 0.05 ? 0.05 : pause * 1.5;
    }
    child->seconds = now() - begun;
    child->code = WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
    child->peak = (double)usage.ru_maxrss * 1024;
#ifdef __APPLE__
    child->peak /= 1024; /* which counts in bytes */
#endif
    return neume_cli_stopped() ? NEUME_ERR_CANCELLED : NEUME_OK;
}

int neume_cli_quote_word(const char *text, char *out, size_t size)
{
    size_t used = 0;
    if (size < 3)
        return -1;
    out[used++] = '\'';
    for (; *text; text++) {
        int quote = *text == '\'';
        if (used + 6 > size)
            return -1;
        if (quote) {
            memcpy(out + used, "'\\''", 4);
            used += 4;
        } else {
            out[used++] = *text;
        }
    }
    if (used + 2 > size)
        return -1;
    out[used++] = '\'';
    out[used] = 0;
    return 0;
}

/* The length of "{in}" (kind 'i') or "{out.csv}" (kind 'o', its ending in *ending) at p; 0 where there is neither. */
static size_t placeholder(const char *p, char *kind, char *ending, size_t size)
{
    if (!strncmp(p, "{in}", 4)) {
        *kind = 'i';
        return 4;
    }
    if (strncmp(p, "{out", 4) != 0 || (p[4] != '}' && p[4] != '.'))
        return 0;
    size_t length = strcspn(p + 4, "}/ '\"\\");
    if (p[4 + length] != '}' || length + 1 > size)
        return 0;
    *kind = 'o';
    memcpy(ending, p + 4, length);
    ending[length] = 0;
    if (!length)
        snprintf(ending, size, ".mid");
    return length + 5;
}

int neume_cli_command_ending(const char *pattern, char *out, size_t size)
{
    int in = 0, outs = 0;
    char kind, ending[16];
    for (const char *p = pattern; *p; p++) {
        size_t length = placeholder(p, &kind, ending, sizeof ending);
        if (!length)
            continue;
        in += kind == 'i';
        outs += kind == 'o';
        if (kind == 'o')
            snprintf(out, size, "%s", ending);
        p += length - 1;
    }
    return in && outs ? 0 : -1;
}

char *neume_cli_fill_command(const char *pattern, const char *input, const char *base, char **output)
{
    /* Quoting makes at most four of one; a placeholder is at least four long. */
    size_t word = (strlen(input) + strlen(base) + 32) * 4, size = 1, used = 0;
    char kind, ending[16];
    for (const char *p = pattern; *p; p++)
        size += *p == '{' ? word : 1;
    char *line = malloc(size), *name = malloc(word);
    for (const char *p = pattern; line && name && *p;) {
        size_t length = placeholder(p, &kind, ending, sizeof ending);
        if (!length) {
            line[used++] = *p++;
            continue;
        }
        snprintf(name, word, "%s%s", kind == 'i' ? input : base, kind == 'i' ? "" : ending);
        neume_cli_quote_word(name, line + used, size - used);
        used += strlen(line + used);
        if (kind == 'o' && output) {
            free(*output);
            *output = malloc(strlen(name) + 1);
            if (*output)
                memcpy(*output, name, strlen(name) + 1);
        }
        p += length;
    }
    if (line && name)
        line[used] = 0;
    else
        free(line);
    int whole = line && name && (!output || *output);
    free(name);
    if (!whole && name)
        free(line);
    return whole ? line : NULL;
}
