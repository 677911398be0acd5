/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include "datasets/readers/reader.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "datasets/readers/detect.h"
#include "datasets/readers/jams.h"
#include "datasets/readers/labels.h"
#include "datasets/readers/lists.h"
#include "datasets/readers/midi.h"
#include "datasets/readers/sv.h"
#include "datasets/readers/svl.h"
#include "datasets/readers/table.h"
#include "datasets/readers/text.h"
#include "midi/file/smf.h"
#include "midi/file/smf_read.h"

/* The largest file that is read as text, bytes. */
#define MAX_SIZE ((size_t)1 << 28)

static const struct {
    const char *name;
    enum neume_status (*read)(struct neume_reading *r); /* NULL: not by the text */
    unsigned kind;                                      /* what an empty file is a list of */
} formats[NEUME_FORMAT_COUNT] = {
    [NEUME_FORMAT_AUTO] = {"auto", NULL, 0},
    [NEUME_FORMAT_MIDI] = {"midi", NULL, NEUME_TRUTH_NOTES},
    [NEUME_FORMAT_CSV] = {"csv", neume_read_table, 0},
    [NEUME_FORMAT_NOTES] = {"notes", neume_read_notes, NEUME_TRUTH_NOTES},
    [NEUME_FORMAT_FRAMES] = {"frames", neume_read_frames, NEUME_TRUTH_MULTIPITCH},
    [NEUME_FORMAT_MELODY] = {"melody", neume_read_melody, NEUME_TRUTH_MELODY},
    [NEUME_FORMAT_JAMS] = {"jams", neume_read_jams, 0},
    [NEUME_FORMAT_SV] = {"sv", neume_read_sv, 0},
    [NEUME_FORMAT_LABELS] = {"labels", neume_read_labels, 0},
    [NEUME_FORMAT_DRUMS] = {"drums", neume_read_drums, NEUME_TRUTH_HITS},
    [NEUME_FORMAT_MADMOM] = {"madmom", neume_read_madmom, NEUME_TRUTH_NOTES},
    [NEUME_FORMAT_BEATS] = {"beats", neume_read_beats, NEUME_TRUTH_BEATS},
    [NEUME_FORMAT_ONSETS] = {"onsets", neume_read_onsets, NEUME_TRUTH_ONSETS},
    [NEUME_FORMAT_SVL] = {"svl", neume_read_svl, 0},
    [NEUME_FORMAT_AUBIO] = {"aubio", neume_read_aubio, NEUME_TRUTH_NOTES},
};

const char *neume_truth_format_name(enum neume_truth_format format)
{
    return (unsigned)format < NEUME_FORMAT_COUNT ? formats[format].name : "?";
}

static enum neume_status read_stream(FILE *f, char **text, size_t *size)
{
    size_t room = 0;
    *size = 0;
    do {
        if (*size + 1 >= room) {
            room = room ? 2 * room : 1 << 14;
            char *grown = room <= 2 * MAX_SIZE ? realloc(*text, room) : NULL;
            if (!grown)
                return room <= 2 * MAX_SIZE ? NEUME_ERR_MEMORY : NEUME_ERR_UNSUPPORTED;
            *text = grown;
        }
        *size += fread(*text + *size, 1, room - *size - 1, f);
    } while (!feof(f) && !ferror(f));
    (*text)[*size] = 0;
    return ferror(f) ? NEUME_ERR_READ : NEUME_OK;
}

/* The whole file with a NUL after it, in *text, which the caller frees also on failure. */
static enum neume_status read_file(const char *path, char **text, size_t *size)
{
    struct stat about;
    FILE *f = fopen(path, "rb");
    if (!f)
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    enum neume_status s = NEUME_OK;
    if (!fstat(fileno(f), &about) && S_ISDIR(about.st_mode))
        s = NEUME_ERR_DIRECTORY;
    if (s == NEUME_OK)
        s = read_stream(f, text, size);
    int error = errno;
    fclose(f);
    errno = error;
    return s;
}

static enum neume_status choose(struct neume_reading *r, const char *path, size_t size)
{
    enum neume_truth_format *format = &r->remarks->format;
    if (neume_smf_begins(r->text, size)) {
        if (*format != NEUME_FORMAT_AUTO && *format != NEUME_FORMAT_MIDI)
            return neume_reading_fail(r, 0, "a MIDI file, and no %s", neume_truth_format_name(*format));
        *format = NEUME_FORMAT_MIDI;
        return NEUME_OK;
    }
    if (*format == NEUME_FORMAT_AUTO && !memchr(r->text, 0, size))
        *format = neume_detect_text(r, path);
    if (*format == NEUME_FORMAT_AUTO) {
        if (*r->remarks->error) /* the header's fault, said already */
            return NEUME_ERR_FORMAT;
        neume_reading_fail(r, 0, "neither its ending nor its content says what it is: name the format");
        return NEUME_ERR_FORMAT;
    }
    if (*format != NEUME_FORMAT_MIDI && memchr(r->text, 0, size)) {
        neume_reading_fail(r, 0, "no text");
        return NEUME_ERR_FORMAT;
    }
    return NEUME_OK;
}

static enum neume_status read_as(struct neume_reading *r, const char *path)
{
    enum neume_truth_format format = r->remarks->format;
    r->truth->kinds |= formats[format].kind;
    enum neume_status s = formats[format].read ? formats[format].read(r) : neume_read_midi(r, path);
    if (s == NEUME_OK && !r->truth->kinds)
        r->truth->kinds = format == NEUME_FORMAT_CSV ? NEUME_TRUTH_ONSETS : 0;
    return s;
}

/* A string of one pitch cannot sound twice; MIDI's channels and a guitar's strings can. */
static void warn_of_overlaps(struct neume_reading *r)
{
    const struct neume_truth *t = r->truth;
    double end[128] = {0};
    if (r->remarks->format == NEUME_FORMAT_MIDI || r->remarks->format == NEUME_FORMAT_JAMS)
        return;
    for (size_t i = 0; i < t->note_count; i++) {
        const struct neume_truth_note *n = &t->note[i];
        double key = round(n->pitch);
        int p = key < 0 ? 0 : key > 127 ? 127 : (int)key;
        if (n->onset < end[p] - 1e-6)
            neume_reading_warn(r, 0, "notes of pitch %d overlap at %g s", p, n->onset);
        end[p] = n->offset > end[p] ? n->offset : end[p];
    }
}

enum neume_status neume_truth_read(struct neume_truth *truth, const char *path,
                                   const struct neume_reader_options *options, struct neume_reader_remarks *remarks)
{
    static const struct neume_reader_options defaults = {NEUME_FORMAT_AUTO, 0};
    struct neume_reader_remarks unread;
    struct neume_reading *r = calloc(1, sizeof *r);
    size_t size = 0;
    remarks = remarks ? remarks : &unread;
    memset(remarks, 0, sizeof *remarks);
    neume_truth_release(truth);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->truth = truth;
    r->remarks = remarks;
    r->options = options ? options : &defaults;
    remarks->format = r->options->format;
    enum neume_status s = (unsigned)remarks->format < NEUME_FORMAT_COUNT ? NEUME_OK : NEUME_ERR_ARGUMENT;
    if (s == NEUME_OK)
        s = read_file(path, &r->text, &size);
    if (s == NEUME_OK)
        s = choose(r, path, size);
    if (s == NEUME_OK)
        s = read_as(r, path);
    if (s == NEUME_OK) {
        neume_truth_sort(truth);
        warn_of_overlaps(r);
    } else {
        neume_truth_release(truth);
    }
    int error = errno;
    free(r->text);
    free(r);
    errno = error;
    return s;
}
