/* SPDX-License-Identifier: MIT
 *
 * Reads, writes and reads again every MIDI file under some folders, and says whether the events are the same, what was
 * refused and why, and how long it took: round_trip PATH...  Fails where a file does not come back. */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "midi/smf.h"

enum { REPAIRS = 7, DEEPEST = 32 };

static struct {
    size_t files, same, refused, repaired, events, size;
    size_t by_status[NEUME_STATUS_COUNT], by_repair[REPAIRS], by_format[3], smpte;
    double reading, writing;
    int failed;
} count;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void count_file(const struct neume_smf *smf)
{
    count.repaired += smf->repairs != 0;
    for (int r = 0; r < REPAIRS; r++)
        count.by_repair[r] += smf->repairs >> r & 1;
    count.by_format[smf->format]++;
    count.smpte += smf->division >> 15;
    for (size_t t = 0; t < smf->track_count; t++)
        count.events += smf->track[t].count;
}

static void check(const struct neume_smf *first, const char *path)
{
    struct neume_smf second;
    uint8_t *bytes = NULL;
    size_t size = 0;
    neume_smf_init(&second);
    double start = now();
    enum neume_status s = neume_smf_write_memory(first, &bytes, &size);
    count.writing += now() - start;
    if (s == NEUME_OK)
        s = neume_smf_parse(&second, bytes, size);
    if (s == NEUME_OK && !second.repairs && neume_smf_equal(first, &second)) {
        count.same++;
    } else {
        count.failed = 1;
        printf("DIFFERS %s: %s\n", path, neume_status_text(s));
    }
    free(bytes);
    neume_smf_release(&second);
}

static int is_midi(const char *path)
{
    static const char *const endings[] = {".mid", ".midi", ".kar", ".rmi", ".smf"};
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (!strcasecmp(dot, endings[i]))
            return 1;
    return 0;
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    struct neume_smf smf;
    if (type != FTW_F || (ftw->level && !is_midi(path)))
        return 0;
    neume_smf_init(&smf);
    count.files++;
    count.size += (size_t)st->st_size;
    double start = now();
    enum neume_status s = neume_smf_read(&smf, path);
    count.reading += now() - start;
    if (s == NEUME_OK) {
        count_file(&smf);
        check(&smf, path);
    } else {
        count.refused++;
        count.by_status[s]++;
        printf("refused %s: %s\n", path, neume_status_text(s));
    }
    neume_smf_release(&smf);
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const repairs[REPAIRS] = {"RIFF",           "track count", "track length",  "no end of track",
                                                 "bytes after it", "trailing",    "running status"};
    for (int i = 1; i < argc; i++)
        if (nftw(argv[i], visit, DEEPEST, FTW_PHYS))
            perror(argv[i]);
    printf("%zu files (%.1f MB, %zu events; format 0: %zu, 1: %zu, 2: %zu; SMPTE: %zu)\n", count.files,
           (double)count.size / 1e6, count.events, count.by_format[0], count.by_format[1], count.by_format[2],
           count.smpte);
    printf("%zu the same after read, write, read; %zu refused; %zu repaired\n", count.same, count.refused,
           count.repaired);
    for (int s = 0; s < NEUME_STATUS_COUNT; s++)
        if (count.by_status[s])
            printf("  refused, %s: %zu\n", neume_status_text((enum neume_status)s), count.by_status[s]);
    for (int r = 0; r < REPAIRS; r++)
        if (count.by_repair[r])
            printf("  repaired, %s: %zu\n", repairs[r], count.by_repair[r]);
    printf("%.3f s to read, %.3f s to write\n", count.reading, count.writing);
    return count.failed || !count.files;
}
