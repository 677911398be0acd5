/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/mp3.h"

#include <mpg123.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct neume_mp3 {
    mpg123_handle *handle;
    int channels;
};

/* Where the first frame should be: behind the ID3v2 tags (ID3v2.4.0, section 3.1), of which there may be several. */
static int64_t skip_tags(struct neume_vio *vio)
{
    unsigned char h[10];
    int64_t at = 0;
    while (neume_vio_read_at(vio, h, sizeof h, at) == (int64_t)sizeof h && !memcmp(h, "ID3", 3))
        at += 10 + ((int64_t)(h[6] & 127) << 21 | (h[7] & 127) << 14 | (h[8] & 127) << 7 | (h[9] & 127)) +
              (h[5] & 0x10 ? 10 : 0);
    return at;
}

int neume_mp3_is(struct neume_vio *vio)
{
    unsigned char h[4];
    int64_t at = skip_tags(vio), got = neume_vio_read_at(vio, h, sizeof h, at);
    if (got == 4 && h[0] == 0xff && (h[1] & 0xe0) == 0xe0)
        return 1;
    /* Behind a tag there may be padding; a tag on its own is a cut MP3. */
    return at > 0 && (got < 4 || (memcmp(h, "fLaC", 4) && memcmp(h, "RIFF", 4) && memcmp(h, "FORM", 4)));
}

/* 1 where the first frame is a Xing or Info header, which says how many follow. */
static int promises_length(struct neume_vio *vio)
{
    unsigned char h[4];
    char name[4], flags[4];
    int64_t at = skip_tags(vio);
    if (neume_vio_read_at(vio, h, 4, at) != 4 || h[0] != 0xff)
        return 0;
    int mpeg1 = (h[1] & 0x18) == 0x18, mono = (h[3] & 0xc0) == 0xc0;
    at += 4 + (mpeg1 ? (mono ? 17 : 32) : (mono ? 9 : 17));
    return neume_vio_read_at(vio, name, 4, at) == 4 && neume_vio_read_at(vio, flags, 4, at + 4) == 4 &&
           (!memcmp(name, "Xing", 4) || !memcmp(name, "Info", 4)) && (flags[3] & 1);
}

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

static enum neume_status open_handle(struct neume_mp3 *m, struct neume_vio *vio, struct neume_mp3_info *info)
{
    long rate;
    int encoding;
    struct mpg123_frameinfo frame;
    long flags = MPG123_QUIET | MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_NO_FRANKENSTEIN;
    m->handle = mpg123_new(NULL, NULL);
    if (!m->handle)
        return NEUME_ERR_MEMORY;
    mpg123_param(m->handle, MPG123_ADD_FLAGS, flags, 0);
    mpg123_param(m->handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0);
    if (mpg123_replace_reader_handle(m->handle, read_some, seek_to, NULL) != MPG123_OK ||
        mpg123_open_handle(m->handle, vio) != MPG123_OK ||
        mpg123_getformat(m->handle, &rate, &info->channels, &encoding) != MPG123_OK || encoding != MPG123_ENC_FLOAT_32)
        return NEUME_ERR_FORMAT;
    if (mpg123_info(m->handle, &frame) != MPG123_OK)
        return NEUME_ERR_DAMAGED;
    m->channels = info->channels;
    info->sample_rate = (int)rate;
    info->layer = frame.layer;
    off_t length = mpg123_length(m->handle);
    info->frames = length > 0 ? (int64_t)length : -1;
    info->promised = info->frames > 0 && promises_length(vio);
    return NEUME_OK;
}

enum neume_status neume_mp3_open(struct neume_mp3 **out, struct neume_vio *vio, struct neume_mp3_info *info)
{
    *out = NULL;
    *info = (struct neume_mp3_info){0};
    struct neume_mp3 *m = calloc(1, sizeof *m);
    if (!m)
        return NEUME_ERR_MEMORY;
    vio->position = 0;
    enum neume_status status = open_handle(m, vio, info);
    if (status != NEUME_OK) {
        neume_mp3_free(m);
        return status;
    }
    *out = m;
    return NEUME_OK;
}

void neume_mp3_free(struct neume_mp3 *m)
{
    if (!m)
        return;
    if (m->handle)
        mpg123_delete(m->handle);
    free(m);
}

size_t neume_mp3_read(struct neume_mp3 *m, float *interleaved, size_t frames)
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
