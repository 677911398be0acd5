/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/mp3.h"

#include <mpg123.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

struct mp3 {
    mpg123_handle *handle;
    int channels;
    int64_t skip; /* frames that are still to be left out */
    int64_t left; /* frames that may still come; -1 any number */
};

static ssize_t read_some(void *user, void *bytes, size_t count)
{
    struct neume_vio *vio = user;
    int64_t got = neume_vio_read_at(vio, bytes, (int64_t)count, vio->position);
    vio->position += got;
    return vio->error ? -1 : (ssize_t)got;
}

static off_t seek_to(void *user, off_t offset, int whence)
{
    return (off_t)neume_vio_seek(user, offset, whence);
}

static void free_mp3(void *self)
{
    struct mp3 *m = self;
    if (m->handle)
        mpg123_delete(m->handle);
    free(m);
}

static size_t decode(struct mp3 *m, float *interleaved, size_t frames)
{
    size_t frame = (size_t)m->channels * sizeof *interleaved, wanted = frames * frame, done = 0;
    while (done < wanted) {
        size_t got = 0;
        int answer = mpg123_read(m->handle, (unsigned char *)interleaved + done, wanted - done, &got);
        done += got;
        /* The first answer may only announce the format that getformat gave. */
        if (answer != MPG123_OK && !(answer == MPG123_NEW_FORMAT && got))
            break;
    }
    return done / frame;
}

static size_t read_mp3(struct neume_reader *r, float *interleaved, size_t frames)
{
    struct mp3 *m = r->self;
    size_t got = frames;
    while (m->skip > 0 && got) {
        got = decode(m, interleaved, m->skip < (int64_t)frames ? (size_t)m->skip : frames);
        m->skip -= (int64_t)got;
    }
    if (m->left >= 0 && (int64_t)frames > m->left)
        frames = (size_t)m->left;
    got = decode(m, interleaved, frames);
    m->left -= m->left >= 0 ? (int64_t)got : 0;
    return got;
}

static int64_t skip_mp3(struct neume_reader *r, int64_t frames)
{
    struct mp3 *m = r->self;
    if (m->skip > 0 || (m->left >= 0 && frames >= m->left))
        return 0;
    off_t from = mpg123_tell(m->handle), to = mpg123_seek(m->handle, (off_t)frames, SEEK_CUR);
    int64_t done = from >= 0 && to > from ? (int64_t)(to - from) : 0;
    m->left -= m->left >= 0 ? done : 0;
    return done;
}

/* libmpg123 before 1.27 makes no handle without its tables. */
static void make_tables(void)
{
    mpg123_init();
}

static enum neume_status open_handle(struct mp3 *m, struct neume_vio *vio)
{
    long rate;
    int encoding;
    /* Gaps are left out by us, who know of them where no header tells libmpg123. */
    long flags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_IGNORE_INFOFRAME;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_tables);
    m->handle = mpg123_new(NULL, NULL);
    if (!m->handle)
        return NEUME_ERR_MEMORY;
    mpg123_param(m->handle, MPG123_ADD_FLAGS, flags, 0);
    mpg123_param(m->handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE | MPG123_GAPLESS, 0);
    if (mpg123_replace_reader_handle(m->handle, read_some, seek_to, NULL) != MPG123_OK ||
        mpg123_open_handle(m->handle, vio) != MPG123_OK ||
        mpg123_getformat(m->handle, &rate, &m->channels, &encoding) != MPG123_OK || encoding != MPG123_ENC_FLOAT_32)
        return NEUME_ERR_DAMAGED;
    /* Frames may change between one channel and two: all are given as many as the first has. */
    if (mpg123_format_none(m->handle) != MPG123_OK ||
        mpg123_format(m->handle, rate, m->channels == 2 ? MPG123_STEREO : MPG123_MONO, MPG123_ENC_FLOAT_32) !=
            MPG123_OK)
        return NEUME_ERR_DAMAGED;
    return NEUME_OK;
}

enum neume_status neume_mp3_open(struct neume_reader *r, const struct neume_mpeg_part *part)
{
    struct mp3 *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    m->skip = part->skip;
    m->left = part->length;
    enum neume_status status = open_handle(m, &r->vio);
    if (status != NEUME_OK) {
        free_mp3(m);
        return status;
    }
    neume_reader_set(r, part->rate, m->channels, part->length);
    r->promised = part->promised;
    r->truncated = part->is_cut;
    snprintf(r->info.format, sizeof r->info.format, part->layer == 3 ? "MP3" : "MPEG layer %d", part->layer);
    r->self = m;
    r->read = read_mp3;
    r->skip = skip_mp3;
    r->free = free_mp3;
    return NEUME_OK;
}
