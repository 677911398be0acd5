/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/decode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/container.h"
#include "audio/mp3.h"
#include "audio/vio.h"

#define FIRST_SAMPLES 4096 /* decoded at the open, to know that there are any */

struct neume_decoder {
    struct neume_vio vio;
    SNDFILE *file; /* one of these two */
    struct neume_mp3 *mp3;
    struct neume_audio_info info;
    int64_t promised; /* frames that the header promises; -1 none */
    int64_t read;     /* frames decoded so far */
    float *first;     /* [first_count][channels], decoded at the open; first_at of them were handed out */
    size_t first_count, first_at;
    int ended, truncated;
};

/* Copies what cannot be sought in to a file that has no name any more. */
static enum neume_status spool(int *fd)
{
    char block[1 << 16];
    FILE *copy = tmpfile();
    if (!copy)
        return neume_status_from_errno(errno, NEUME_ERR_WRITE);
    enum neume_status status = NEUME_OK;
    ssize_t n;
    while ((n = read(*fd, block, sizeof block)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = neume_status_from_errno(errno, NEUME_ERR_READ);
        else if (fwrite(block, 1, (size_t)n, copy) != (size_t)n)
            status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
        if (status != NEUME_OK)
            break;
    }
    if (status == NEUME_OK && fflush(copy))
        status = neume_status_from_errno(errno, NEUME_ERR_WRITE);
    close(*fd);
    *fd = status == NEUME_OK ? dup(fileno(copy)) : -1;
    if (status == NEUME_OK && *fd < 0)
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    fclose(copy);
    return status;
}

/* Asks the system before libsndfile, whose errors do not tell these cases apart. */
static enum neume_status open_bytes(struct neume_vio *vio, const char *path)
{
    struct stat st;
    int is_stdin = !strcmp(path, "-");
    vio->fd = is_stdin ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (vio->fd < 0 || fstat(vio->fd, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    if (S_ISDIR(st.st_mode))
        return NEUME_ERR_DIRECTORY;
    if (S_ISREG(st.st_mode)) {
        int64_t at = is_stdin ? lseek(vio->fd, 0, SEEK_CUR) : 0;
        vio->base = at > 0 ? at : 0;
        vio->length = st.st_size > vio->base ? st.st_size - vio->base : 0;
        return vio->length ? NEUME_OK : NEUME_ERR_EMPTY;
    }
    if (S_ISCHR(st.st_mode)) {
        /* /dev/null is an empty file; a terminal or /dev/zero would never end. */
        char byte;
        return read(vio->fd, &byte, 1) == 0 ? NEUME_ERR_EMPTY : NEUME_ERR_FORMAT;
    }
    enum neume_status status = spool(&vio->fd);
    if (status != NEUME_OK)
        return status;
    if (fstat(vio->fd, &st))
        return neume_status_from_errno(errno, NEUME_ERR_READ);
    vio->length = st.st_size;
    return vio->length ? NEUME_OK : NEUME_ERR_EMPTY;
}

static int64_t read_at(void *user, void *bytes, int64_t count, int64_t position)
{
    return neume_vio_read_at(user, bytes, count, position);
}

struct format_name {
    int format;
    const char *name;
};

static const struct format_name containers[] = {
    {SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"},
    {SF_FORMAT_RF64, "RF64"}, {SF_FORMAT_AIFF, "AIFF"},
    {SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"},
    {SF_FORMAT_AU, "AU"},     {SF_FORMAT_CAF, "CAF"},
    {SF_FORMAT_W64, "W64"},   {0, NULL},
};

static const struct format_name codecs[] = {
    {SF_FORMAT_PCM_S8, "8 bit"},        {SF_FORMAT_PCM_U8, "8 bit"},
    {SF_FORMAT_PCM_16, "16 bit"},       {SF_FORMAT_PCM_24, "24 bit"},
    {SF_FORMAT_PCM_32, "32 bit"},       {SF_FORMAT_FLOAT, "32 bit float"},
    {SF_FORMAT_DOUBLE, "64 bit float"}, {SF_FORMAT_VORBIS, "Vorbis"},
    {SF_FORMAT_OPUS, "Opus"},           {SF_FORMAT_ULAW, "mu-law"},
    {SF_FORMAT_ALAW, "A-law"},          {SF_FORMAT_IMA_ADPCM, "IMA ADPCM"},
    {SF_FORMAT_MS_ADPCM, "MS ADPCM"},   {0, NULL},
};

static const char *name_of(const struct format_name *names, int format)
{
    while (names->name && names->format != format)
        names++;
    return names->name;
}

static void describe(char *text, size_t size, int format)
{
    const char *container = name_of(containers, format & SF_FORMAT_TYPEMASK);
    const char *codec = name_of(codecs, format & SF_FORMAT_SUBMASK);
    const char *comma = !codec || !*codec ? "" : (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG ? " " : ", ";
    snprintf(text, size, "%s%s%s", container ? container : "sound", comma, codec ? codec : "");
}

static void set_info(struct neume_audio_info *info, int sample_rate, int channels, int64_t frames)
{
    info->sample_rate = sample_rate;
    info->channels = channels;
    info->frames = frames >= 0 && frames < INT64_MAX / 2 ? frames : -1;
    info->duration = info->frames < 0 ? -1 : (double)info->frames / sample_rate;
}

static enum neume_status open_mp3(struct neume_decoder *d)
{
    struct neume_mp3_info mp3;
    enum neume_status status = neume_mp3_open(&d->mp3, &d->vio, &mp3);
    if (status != NEUME_OK)
        return status;
    set_info(&d->info, mp3.sample_rate, mp3.channels, mp3.frames);
    d->promised = mp3.promised ? mp3.frames : -1;
    snprintf(d->info.format, sizeof d->info.format, mp3.layer == 3 ? "MP3" : "MPEG layer %d", mp3.layer);
    return NEUME_OK;
}

static enum neume_status open_sound(struct neume_decoder *d, const struct neume_bytes *bytes)
{
    SF_INFO sf = {0};
    d->file = neume_vio_open(&d->vio, SFM_READ, &sf);
    if (!d->file)
        return sf_error(NULL) == SF_ERR_UNSUPPORTED_ENCODING ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_FORMAT;
    if (sf.channels < 1 || sf.channels > NEUME_MAX_CHANNELS || sf.samplerate < 1)
        return NEUME_ERR_DAMAGED;
    set_info(&d->info, sf.samplerate, sf.channels, sf.frames);
    describe(d->info.format, sizeof d->info.format, sf.format);
    d->promised = d->info.frames;
    d->truncated = neume_container_is_cut(bytes);
    return NEUME_OK;
}

/* Decodes up to `frames` frames and notes the end of the file, whatever it looks like. */
static enum neume_status decode(struct neume_decoder *d, float *interleaved, size_t frames, size_t *got)
{
    *got = 0;
    if (d->ended)
        return NEUME_OK;
    if (d->mp3) {
        *got = neume_mp3_read(d->mp3, interleaved, frames);
    } else {
        sf_count_t n = sf_readf_float(d->file, interleaved, (sf_count_t)frames);
        *got = n > 0 ? (size_t)n : 0;
    }
    d->read += (int64_t)*got;
    if (d->vio.error) {
        errno = d->vio.error;
        return neume_status_from_errno(d->vio.error, NEUME_ERR_READ);
    }
    if (*got < frames) {
        d->ended = 1;
        if ((d->file && sf_error(d->file)) || d->read < d->promised)
            d->truncated = 1;
    }
    return NEUME_OK;
}

static enum neume_status decode_first(struct neume_decoder *d)
{
    size_t frames = FIRST_SAMPLES / (size_t)d->info.channels;
    d->first = malloc(frames * (size_t)d->info.channels * sizeof *d->first);
    if (!d->first)
        return NEUME_ERR_MEMORY;
    enum neume_status status = decode(d, d->first, frames, &d->first_count);
    if (status == NEUME_OK && !d->first_count)
        status = d->truncated ? NEUME_ERR_DAMAGED : NEUME_ERR_EMPTY;
    return status;
}

/* From the bytes on; leaves nothing behind but what neume_decoder_free() frees. */
static enum neume_status start(struct neume_decoder *d)
{
    struct neume_bytes bytes = {.read_at = read_at, .user = &d->vio, .size = d->vio.length};
    d->vio.position = 0;
    enum neume_status status = neume_mp3_is(&d->vio) ? open_mp3(d) : open_sound(d, &bytes);
    if (status == NEUME_ERR_FORMAT && neume_container_is_sound(&bytes))
        status = NEUME_ERR_DAMAGED;
    if (d->vio.error)
        status = neume_status_from_errno(d->vio.error, NEUME_ERR_READ);
    if (status == NEUME_OK && (d->info.sample_rate < NEUME_MIN_RATE || d->info.sample_rate > NEUME_MAX_RATE))
        status = NEUME_ERR_UNSUPPORTED;
    return status == NEUME_OK ? decode_first(d) : status;
}

static void stop(struct neume_decoder *d)
{
    if (d->file)
        sf_close(d->file);
    neume_mp3_free(d->mp3);
    free(d->first);
    d->file = NULL;
    d->mp3 = NULL;
    d->first = NULL;
}

enum neume_status neume_decoder_open(struct neume_decoder **out, const char *path, struct neume_audio_info *info)
{
    *out = NULL;
    struct neume_decoder *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    enum neume_status status = open_bytes(&d->vio, path);
    if (status == NEUME_OK)
        status = start(d);
    if (status != NEUME_OK) {
        neume_decoder_free(d);
        return status;
    }
    if (info)
        *info = d->info;
    *out = d;
    return NEUME_OK;
}

enum neume_status neume_decoder_rewind(struct neume_decoder *d)
{
    stop(d);
    d->read = 0;
    d->first_count = d->first_at = 0;
    d->ended = d->truncated = 0;
    return start(d);
}

void neume_decoder_free(struct neume_decoder *d)
{
    if (!d)
        return;
    stop(d);
    if (d->vio.fd >= 0)
        close(d->vio.fd);
    free(d);
}

enum neume_status neume_decoder_read(struct neume_decoder *d, float *interleaved, size_t frames, size_t *got)
{
    size_t channels = (size_t)d->info.channels, held = d->first_count - d->first_at;
    size_t take = frames < held ? frames : held, more = 0;
    memcpy(interleaved, d->first + d->first_at * channels, take * channels * sizeof *interleaved);
    d->first_at += take;
    enum neume_status status = NEUME_OK;
    if (take < frames)
        status = decode(d, interleaved + take * channels, frames - take, &more);
    *got = take + more;
    return status;
}

int neume_decoder_truncated(const struct neume_decoder *d)
{
    return d->truncated;
}
