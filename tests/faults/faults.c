/* SPDX-License-Identifier: MIT
 *
 * A library for LD_PRELOAD that makes calls of the program fail. What fails is said by
 *
 *     NEUME_FAULT=KIND:NUMBER[+][:ERROR]
 *
 * the NUMBER-th call (from 1; with + that one and all later ones) of a KIND: alloc, read, write, sync, close, rename,
 * link or open. ERROR is a number of errno.h. NUMBER 0 makes none fail. $NEUME_FAULT_LOG is a file that gets a byte for
 * each call that was counted. Only calls out of the program's own code are counted, and allocations that the C library
 * makes on its behalf: what other libraries do without memory is their own matter. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct range {
    uintptr_t from, to;
};

static struct {
    char kind[8];
    long number;
    int onwards, error, log;
    struct range program, libc;
    int ready;
} fault;

static atomic_long calls;
static _Thread_local int inside; /* 1: in a call of the C library by the program */

/* The executable part of the program, which comes first, and of the C library. */
static int find_ranges(struct dl_phdr_info *info, size_t size, void *user)
{
    int *index = user;
    struct range *into = (*index)++ == 0 ? &fault.program : strstr(info->dlpi_name, "/libc.so") ? &fault.libc : NULL;
    (void)size;
    for (int i = 0; into && i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
            into->from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            into->to = into->from + info->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

__attribute__((constructor)) static void prepare(void)
{
    const char *said = getenv("NEUME_FAULT"), *log = getenv("NEUME_FAULT_LOG");
    const char *colon = said ? strchr(said, ':') : NULL;
    int index = 0;
    char *end;
    if (!colon || (size_t)(colon - said) >= sizeof fault.kind)
        return;
    memcpy(fault.kind, said, (size_t)(colon - said));
    fault.number = strtol(colon + 1, &end, 10);
    fault.onwards = *end == '+';
    end += fault.onwards;
    fault.error = *end == ':' ? atoi(end + 1) : ENOMEM;
    fault.log = log ? (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    dl_iterate_phdr(find_ranges, &index);
    /* Programs that the program starts are not meant. */
    unsetenv("LD_PRELOAD");
    fault.ready = 1;
}

static int is_in(struct range r, uintptr_t at)
{
    return at >= r.from && at < r.to;
}

/* Whether this call is to fail; errno is set then. */
static int fails(const char *kind, void *caller)
{
    const uintptr_t at = (uintptr_t)caller;
    if (!fault.ready || strcmp(kind, fault.kind) != 0)
        return 0;
    if (!is_in(fault.program, at) && !(*kind == 'a' && inside && is_in(fault.libc, at)))
        return 0;
    const long n = atomic_fetch_add(&calls, 1) + 1;
    if (fault.log >= 0)
        syscall(SYS_write, fault.log, "", 1);
    if (!fault.number || !(fault.onwards ? n >= fault.number : n == fault.number))
        return 0;
    errno = fault.error;
    return 1;
}

#define CALLER __builtin_return_address(0)

static void enter(void *caller)
{
    inside = is_in(fault.program, (uintptr_t)caller);
}

static void leave(void)
{
    inside = 0;
}

/* real: the next function of that name. */
#define NEXT(type, name, ...)         \
    static type (*real)(__VA_ARGS__); \
    if (!real)                        \
    find(&real, #name)

static void find(void *pointer, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(pointer, &found, sizeof found);
}

/* For what dlsym() allocates while malloc() is looked for. */
static char early[1 << 14];
static size_t early_used;
/* 1: for malloc() and the like. dlsym() is declared to call nothing of ours, and does. */
static volatile int looking;

static void *early_memory(size_t size)
{
    const size_t at = early_used;
    early_used += (size + 31) & ~(size_t)15;
    return at + size <= sizeof early ? early + at : NULL;
}

static int is_early(const void *p)
{
    return (uintptr_t)p >= (uintptr_t)early && (uintptr_t)p < (uintptr_t)early + sizeof early;
}

void *malloc(size_t size)
{
    static void *(*real)(size_t);
    if (looking)
        return early_memory(size);
    if (!real) {
        looking = 1;
        find(&real, "malloc");
        looking = 0;
    }
    return fails("alloc", CALLER) ? NULL : real(size);
}

void *calloc(size_t count, size_t size)
{
    static void *(*real)(size_t, size_t);
    if (looking)
        return early_memory(count * size);
    if (!real) {
        looking = 1;
        find(&real, "calloc");
        looking = 0;
    }
    return fails("alloc", CALLER) ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
    NEXT(void *, realloc, void *, size_t);
    return fails("alloc", CALLER) ? NULL : real(old, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    NEXT(int, posix_memalign, void **, size_t, size_t);
    return fails("alloc", CALLER) ? ENOMEM : real(memory, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    NEXT(void *, aligned_alloc, size_t, size_t);
    return fails("alloc", CALLER) ? NULL : real(alignment, size);
}

/* FFTW's, where the program asks it for memory. */
void *fftwf_alloc_real(size_t count);
void *fftwf_alloc_complex(size_t count);

void *fftwf_alloc_real(size_t count)
{
    NEXT(void *, fftwf_alloc_real, size_t);
    return fails("alloc", CALLER) ? NULL : real(count);
}

void *fftwf_alloc_complex(size_t count)
{
    NEXT(void *, fftwf_alloc_complex, size_t);
    return fails("alloc", CALLER) ? NULL : real(count);
}

void free(void *memory)
{
    static void (*real)(void *);
    if (is_early(memory) || looking) /* dlsym() frees too */
        return;
    if (!real) {
        looking = 1;
        find(&real, "free");
        looking = 0;
    }
    real(memory);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    NEXT(ssize_t, read, int, void *, size_t);
    return fails("read", CALLER) ? -1 : real(fd, bytes, size);
}

#define PREAD(name)                                                    \
    ssize_t name(int fd, void *bytes, size_t size, off_t at)           \
    {                                                                  \
        NEXT(ssize_t, name, int, void *, size_t, off_t);               \
        return fails("read", CALLER) ? -1 : real(fd, bytes, size, at); \
    }
PREAD(pread)
PREAD(pread64)

/* What ferror() looks at. */
static void mark(FILE *stream)
{
    stream->_flags |= 0x20; /* _IO_ERR_SEEN */
}

size_t fread(void *bytes, size_t size, size_t count, FILE *stream)
{
    NEXT(size_t, fread, void *, size_t, size_t, FILE *);
    if (!fails("read", CALLER))
        return real(bytes, size, count, stream);
    mark(stream);
    return 0;
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t, write, int, const void *, size_t);
    return fails("write", CALLER) ? -1 : real(fd, bytes, size);
}

#define PWRITE(name)                                                    \
    ssize_t name(int fd, const void *bytes, size_t size, off_t at)      \
    {                                                                   \
        NEXT(ssize_t, name, int, const void *, size_t, off_t);          \
        return fails("write", CALLER) ? -1 : real(fd, bytes, size, at); \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *stream)
{
    NEXT(size_t, fwrite, const void *, size_t, size_t, FILE *);
    if (stream == stderr || !fails("write", CALLER))
        return real(bytes, size, count, stream);
    mark(stream);
    return 0;
}

int fflush(FILE *stream)
{
    NEXT(int, fflush, FILE *);
    if (stream == stderr || !fails("write", CALLER))
        return real(stream);
    if (stream)
        mark(stream);
    return EOF;
}

int fsync(int fd)
{
    NEXT(int, fsync, int);
    return fails("sync", CALLER) ? -1 : real(fd);
}

int close(int fd)
{
    NEXT(int, close, int);
    const int fail = fails("close", CALLER), error = errno, result = real(fd);
    errno = fail ? error : errno;
    return fail ? -1 : result;
}

int fclose(FILE *stream)
{
    NEXT(int, fclose, FILE *);
    const int fail = fails("close", CALLER), error = errno, result = real(stream);
    errno = fail ? error : errno;
    return fail ? EOF : result;
}

int rename(const char *from, const char *to)
{
    NEXT(int, rename, const char *, const char *);
    return fails("rename", CALLER) ? -1 : real(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    NEXT(int, linkat, int, const char *, int, const char *, int);
    return fails("link", CALLER) ? -1 : real(from_folder, from, to_folder, to, flags);
}

#define OPEN(name)                                                                   \
    int name(const char *path, int flags, ...)                                       \
    {                                                                                \
        NEXT(int, name, const char *, int, ...);                                     \
        va_list arguments;                                                           \
        va_start(arguments, flags);                                                  \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0; \
        va_end(arguments);                                                           \
        return fails("open", CALLER) ? -1 : real(path, flags, mode);                 \
    }
OPEN(open)
OPEN(open64)

FILE *fopen(const char *path, const char *mode)
{
    NEXT(FILE *, fopen, const char *, const char *);
    if (fails("open", CALLER))
        return NULL;
    enter(CALLER);
    FILE *stream = real(path, mode);
    leave();
    return stream;
}

FILE *fdopen(int fd, const char *mode)
{
    NEXT(FILE *, fdopen, int, const char *);
    if (fails("open", CALLER))
        return NULL;
    enter(CALLER);
    FILE *stream = real(fd, mode);
    leave();
    return stream;
}

#define STRING(name, call, ...)          \
    char *name(__VA_ARGS__)              \
    {                                    \
        NEXT(char *, name, __VA_ARGS__); \
        enter(CALLER);                   \
        char *made = real call;          \
        leave();                         \
        return made;                     \
    }
STRING(strdup, (text), const char *text)
STRING(strndup, (text, most), const char *text, size_t most)
STRING(realpath, (path, into), const char *restrict path, char *restrict into)
