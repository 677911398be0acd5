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

#include "midi/file/midi2.h"
#include "midi/file/midi2_from_smf.h"
#include "midi/file/midi2_to_smf.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/smf_write.h"

enum { REPAIRS = 7, DEEPEST = 32 };

static struct {
    size_t files, clips, no_clip, notes, same, refused, repaired, events, size;
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

static int by_onset(const void *a, const void *b)
{
    const struct neume_note *x = a, *y = b;
    if (x->onset != y->onset)
        return x->onset < y->onset ? -1 : 1;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    return x->velocity != y->velocity ? x->velocity - y->velocity : x->drum - y->drum;
}

static int by_offset(const void *a, const void *b)
{
    const struct neume_note *x = a, *y = b;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->pitch != y->pitch ? x->pitch - y->pitch : x->drum - y->drum;
}

/* Tracks that share a channel share its one sequence in a clip: which of two notes of a key ends first is lost there,
 * and nothing else. */
static int same_notes(struct neume_notes *a, struct neume_notes *b)
{
    int (*const order[2])(const void *, const void *) = {by_onset, by_offset};
    int same = a->count == b->count;
    for (int k = 0; k < 2 && a->count && same; k++) {
        qsort(a->note, a->count, sizeof *a->note, order[k]);
        qsort(b->note, b->count, sizeof *b->note, order[k]);
        for (size_t i = 0; i < a->count && same; i++)
            same = !order[k](&a->note[i], &b->note[i]);
    }
    return same;
}

/* As a MIDI 2.0 clip and back, the notes must be the same. */
static int clip_keeps_notes(const struct neume_smf *smf)
{
    struct neume_midi2 clip, again;
    struct neume_smf back;
    struct neume_notes a, b;
    uint8_t *bytes = NULL;
    size_t size, left_out;
    neume_midi2_init(&clip);
    neume_midi2_init(&again);
    neume_smf_init(&back);
    neume_notes_init(&a);
    neume_notes_init(&b);
    enum neume_status s = neume_midi2_from_smf(&clip, smf, &left_out);
    count.no_clip += s == NEUME_ERR_UNSUPPORTED;
    int good = s == NEUME_ERR_UNSUPPORTED;
    if (s == NEUME_OK && neume_midi2_write_memory(&clip, &bytes, &size) == NEUME_OK &&
        neume_midi2_parse(&again, bytes, size) == NEUME_OK && neume_midi2_equal(&clip, &again) &&
        neume_smf_from_midi2(&back, &again, &left_out) == NEUME_OK && neume_smf_to_notes(smf, 0, &a) == NEUME_OK &&
        neume_smf_to_notes(&back, 0, &b) == NEUME_OK) {
        good = same_notes(&a, &b);
        count.notes += a.count;
    }
    free(bytes);
    neume_midi2_release(&clip);
    neume_midi2_release(&again);
    neume_smf_release(&back);
    neume_notes_release(&a);
    neume_notes_release(&b);
    return good;
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
        if (clip_keeps_notes(&smf)) {
            count.clips++;
        } else {
            count.failed = 1;
            printf("DIFFERS as a clip %s\n", path);
        }
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
    printf("%zu the same notes as a MIDI 2.0 clip (%zu notes; %zu files cannot be clips)\n",
           count.clips - count.no_clip, count.notes, count.no_clip);
    for (int s = 0; s < NEUME_STATUS_COUNT; s++)
        if (count.by_status[s])
            printf("  refused, %s: %zu\n", neume_status_text((enum neume_status)s), count.by_status[s]);
    for (int r = 0; r < REPAIRS; r++)
        if (count.by_repair[r])
            printf("  repaired, %s: %zu\n", repairs[r], count.by_repair[r]);
    printf("%.3f s to read, %.3f s to write\n", count.reading, count.writing);
    return count.failed || !count.files;
}
