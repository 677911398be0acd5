/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/decode.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/container.h"
#include "audio/flac.h"
#include "audio/libav.h"
#include "audio/memory_reader.h"
#include "audio/mp3.h"
#include "audio/ogg_parts.h"
#include "audio/open_bytes.h"
#include "audio/reader.h"
#include "audio/recognise.h"
#include "audio/resample.h"
#include "audio/sndfile_reader.h"
#include "audio/wav_chunks.h"

#define FIRST_SAMPLES 4096 /* decoded at the open, to know that there are any */

struct neume_decoder {
    struct neume_vio vio;
    struct neume_sound sound; /* path NULL: of these samples, and not of a file */
    struct neume_recognised kind;
    struct neume_mpeg_parts mpeg; /* of the bytes from mpeg_at on */
    struct neume_ogg_parts ogg;
    int64_t mpeg_at;
    size_t part, parts;
    struct neume_reader reader;        /* of the part; self is NULL between two */
    int64_t part_read;                 /* frames, as the part has them */
    struct neume_resampler *resampler; /* where a part has another rate than the first */
    float *foreign, *mapped;           /* [FIRST_SAMPLES], of a part with other channels or another rate */
    size_t mapped_at, mapped_count;    /* frames */
    struct neume_audio_info info;
    struct neume_refusal refusal;
    float *first; /* [first_count][channels], decoded at the open; first_at of them were handed out */
    size_t first_count, first_at;
    int ended, truncated;
};

static enum neume_status refuse(struct neume_decoder *d, enum neume_status status, enum neume_refusal_reason reason,
                                const char *format)
{
    d->refusal.reason = reason;
    d->refusal.sample_rate = d->info.sample_rate;
    snprintf(d->refusal.format, sizeof d->refusal.format, "%s", format ? format : "");
    return status;
}

static void close_part(struct neume_decoder *d)
{
    if (d->reader.self)
        d->reader.free(d->reader.self);
    neume_resampler_free(d->resampler);
    d->resampler = NULL;
    d->reader = (struct neume_reader){.truncated = 0};
    d->part_read = 0;
    d->mapped_at = d->mapped_count = 0;
}

static void set_window(struct neume_decoder *d, int64_t at, int64_t size)
{
    close_part(d);
    d->reader.vio = (struct neume_vio){.fd = d->vio.fd, .base = d->vio.base + at, .length = size};
}

static int64_t read_at(void *user, void *bytes, int64_t count, int64_t position)
{
    return neume_vio_read_at(user, bytes, count, position);
}

static int is_cut(struct neume_decoder *d)
{
    struct neume_bytes bytes = {.read_at = read_at, .user = &d->reader.vio, .size = d->reader.vio.length};
    return neume_container_is_cut(&bytes);
}

static enum neume_status open_libav(struct neume_decoder *d, int64_t at, int64_t size)
{
    if (!neume_libav_is_there())
        return refuse(d, NEUME_ERR_UNSUPPORTED, NEUME_REFUSAL_LIBRARY, d->kind.name);
    set_window(d, at, size);
    enum neume_status status = neume_libav_open(&d->reader, d->kind.demuxer, d->kind.name);
    if (status == NEUME_OK)
        d->reader.truncated |= is_cut(d);
    if (status == NEUME_ERR_UNSUPPORTED)
        return refuse(d, status, NEUME_REFUSAL_CODEC, d->kind.name);
    return status == NEUME_ERR_EMPTY ? refuse(d, status, NEUME_REFUSAL_SILENT, d->kind.name) : status;
}

static enum neume_status open_sndfile(struct neume_decoder *d, int64_t at, int64_t size)
{
    set_window(d, at, size);
    return neume_sndfile_open(&d->reader);
}

static enum neume_status open_flac(struct neume_decoder *d, int64_t at, int64_t size)
{
    set_window(d, at, size);
    enum neume_status status = neume_flac_open(&d->reader, 0);
    return status == NEUME_ERR_UNSUPPORTED ? refuse(d, status, NEUME_REFUSAL_CODEC, d->kind.name) : status;
}

/* A whole WAV file with a codec of which libsndfile knows nothing. */
static int is_whole(struct neume_decoder *d)
{
    static const int known[] = {1, 2, 3, 6, 7, NEUME_WAV_IMA, NEUME_WAV_GSM};
    struct neume_wav_chunks wav;
    neume_wav_chunks(&d->vio, &wav);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (wav.codec == known[i])
            return 0;
    return wav.data >= 0 && wav.codec && wav.channels && wav.rate;
}

/* What libsndfile would take for MPEG audio, and hand to libmpg123, which prints. */
static int may_be_mpeg(struct neume_decoder *d)
{
    unsigned char first = 0;
    return d->kind.at > 0 || (neume_vio_read_at(&d->vio, &first, 1, 0) == 1 && first == 0xff);
}

static enum neume_status open_other(struct neume_decoder *d, int64_t at, int64_t size)
{
    enum neume_status status = NEUME_ERR_FORMAT;
    if (!d->kind.name && may_be_mpeg(d))
        return status;
    if (d->kind.is_flac_32)
        return open_flac(d, at, size);
    if (d->kind.is_sndfile == 1 || (d->kind.is_sndfile && !neume_libav_is_there()) || !d->kind.name)
        status = open_sndfile(d, at, size);
    else
        return open_libav(d, at, size);
    if (d->reader.vio.error) /* the disk's fault, as open_part() says, and not for another library to try */
        return status;
    if ((status != NEUME_ERR_FORMAT && status != NEUME_ERR_UNSUPPORTED) || !d->kind.name)
        return status;
    int whole = status == NEUME_ERR_UNSUPPORTED || is_whole(d);
    status = whole ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_DAMAGED;
    if (!d->kind.demuxer)
        return whole ? refuse(d, status, NEUME_REFUSAL_CODEC, d->kind.name) : status;
    if (!whole && !neume_libav_is_there())
        return status;
    enum neume_status other = open_libav(d, at, size);
    return other == NEUME_OK || whole ? other : status;
}

static enum neume_status open_ogg(struct neume_decoder *d, const struct neume_ogg_part *p)
{
    int is_sndfile = p->codec == NEUME_OGG_VORBIS || p->codec == NEUME_OGG_OPUS;
    enum neume_status status = is_sndfile ? open_sndfile(d, p->at, p->size) : NEUME_ERR_FORMAT;
    if (is_sndfile && status != NEUME_ERR_FORMAT && status != NEUME_ERR_UNSUPPORTED)
        return status;
    if (p->codec == NEUME_OGG_FLAC) {
        set_window(d, p->at, p->size);
        status = neume_flac_open(&d->reader, 1);
    }
    if (status != NEUME_OK)
        status = open_libav(d, p->at, p->size); /* with pictures beside the sound, for example */
    if (status != NEUME_OK)
        return is_sndfile ? NEUME_ERR_DAMAGED : status;
    d->reader.truncated |= is_cut(d);
    return NEUME_OK;
}

static enum neume_status open_part(struct neume_decoder *d)
{
    enum neume_status status;
    if (d->sound.samples) {
        status = neume_memory_open(&d->reader, &d->sound);
    } else if (d->mpeg.count) {
        const struct neume_mpeg_part *p = &d->mpeg.part[d->part];
        set_window(d, d->mpeg_at + p->at, p->size);
        status = neume_mp3_open(&d->reader, p);
    } else if (d->ogg.count) {
        status = open_ogg(d, &d->ogg.part[d->part]);
    } else {
        status = open_other(d, d->kind.at, d->kind.end - d->kind.at);
    }
    if (d->reader.vio.error) {
        if (status == NEUME_OK)
            d->reader.free(d->reader.self);
        errno = d->reader.vio.error;
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    }
    if (status != NEUME_OK) {
        d->reader.self = NULL;
        return status;
    }
    if (d->part && d->reader.info.sample_rate != d->info.sample_rate)
        status = neume_resampler_new(&d->resampler, d->reader.info.sample_rate, d->info.sample_rate, d->info.channels);
    return status;
}

static enum neume_status find_mpeg(struct neume_decoder *d, int64_t at, int64_t size)
{
    struct neume_vio data = {.fd = d->vio.fd, .base = d->vio.base + at, .length = size};
    enum neume_status status = neume_mpeg_scan(&data, &d->mpeg);
    d->mpeg_at = at;
    d->vio.error = data.error;
    return status;
}

/* MPEG audio, bare or in a WAV file, and the links of an Ogg file. */
static enum neume_status find_parts(struct neume_decoder *d)
{
    struct neume_wav_chunks wav;
    enum neume_status status = NEUME_OK;
    neume_recognise(&d->vio, &d->kind);
    neume_wav_chunks(&d->vio, &wav);
    if (wav.data >= 0 && (wav.codec == NEUME_WAV_MP3 || wav.codec == NEUME_WAV_MPEG))
        status = find_mpeg(d, wav.data, wav.size);
    else if (d->kind.name && !strcmp(d->kind.name, "Ogg"))
        status = neume_ogg_scan(&d->vio, &d->ogg);
    else if (!d->kind.name)
        status = find_mpeg(d, 0, d->vio.length);
    d->parts = d->mpeg.count ? d->mpeg.count : d->ogg.count ? d->ogg.count : 1;
    return status;
}

/* Of all parts, at the rate of the first. */
static int64_t count_frames(struct neume_decoder *d)
{
    double all = 0;
    for (size_t i = 0; i < d->parts; i++) {
        int64_t length = d->info.frames;
        double rate = d->info.sample_rate;
        if (i && d->mpeg.count) {
            length = d->mpeg.part[i].length;
            rate = d->mpeg.part[i].rate;
        } else if (i) {
            d->part = i;
            length = open_part(d) == NEUME_OK ? d->reader.info.frames : -1;
            rate = d->reader.info.sample_rate;
        }
        if (length < 0)
            return -1;
        all += (double)length * d->info.sample_rate / rate;
    }
    return (int64_t)(all + 0.5);
}

static int is_piece_of_sound(struct neume_decoder *d)
{
    char tag[3];
    return d->kind.name || d->kind.at || (neume_vio_read_at(&d->vio, tag, 3, 0) == 3 && !memcmp(tag, "ID3", 3));
}

static enum neume_status open_first(struct neume_decoder *d)
{
    struct neume_bytes bytes = {.read_at = read_at, .user = &d->vio, .size = d->vio.length};
    d->part = 0;
    enum neume_status status = open_part(d);
    if (status == NEUME_ERR_FORMAT && (is_piece_of_sound(d) || neume_container_is_sound(&bytes)))
        status = NEUME_ERR_DAMAGED;
    if (status != NEUME_OK)
        return status;
    d->info = d->reader.info;
    d->truncated = d->reader.truncated;
    if (d->kind.name && d->mpeg.count) {
        snprintf(d->info.format, sizeof d->info.format, "%s, %.20s", d->kind.name, d->reader.info.format);
        d->truncated |= neume_container_is_cut(&bytes);
    }
    if (d->info.sample_rate < NEUME_MIN_RATE || d->info.sample_rate > NEUME_MAX_RATE)
        return refuse(d, NEUME_ERR_UNSUPPORTED, NEUME_REFUSAL_RATE, d->info.format);
    if (d->parts == 1)
        return NEUME_OK;
    d->info.frames = count_frames(d);
    d->info.duration = d->info.frames < 0 ? -1 : (double)d->info.frames / d->info.sample_rate;
    if (d->mpeg.count)
        return NEUME_OK;
    d->part = 0;
    return open_part(d);
}

/* [frames] of `from` channels to those of the first part. */
static void map_channels(const float *in, int from, float *out, int to, size_t frames)
{
    for (size_t i = 0; i < frames; i++, in += from, out += to) {
        float sum = 0;
        for (int c = 0; c < from; c++)
            sum += in[c];
        for (int c = 0; c < to; c++)
            out[c] = to == 1 ? sum / (float)from : from == 1 ? in[0] : c < from ? in[c] : 0;
    }
}

static size_t read_reader(struct neume_decoder *d, float *interleaved, size_t frames)
{
    size_t got = d->reader.read(&d->reader, interleaved, frames);
    d->part_read += (int64_t)got;
    return got;
}

/* A part unlike the first one. */
static size_t read_foreign(struct neume_decoder *d, float *interleaved, size_t frames)
{
    int from = d->reader.info.channels, to = d->info.channels;
    size_t room = FIRST_SAMPLES / (size_t)(from > to ? from : to), made = 0;
    while (!made) {
        size_t used = 0;
        if (d->mapped_at == d->mapped_count) {
            d->mapped_at = 0;
            d->mapped_count = read_reader(d, d->foreign, d->resampler || room < frames ? room : frames);
            map_channels(d->foreign, from, d->mapped, to, d->mapped_count);
        }
        size_t there = d->mapped_count - d->mapped_at;
        const float *in = d->mapped + d->mapped_at * (size_t)to;
        if (!d->resampler) {
            memcpy(interleaved, in, there * (size_t)to * sizeof *in);
            used = made = there;
        } else if (there) {
            if (neume_resampler_process(d->resampler, in, there, &used, interleaved, frames, &made) != NEUME_OK)
                return 0;
        } else if (neume_resampler_flush(d->resampler, interleaved, frames, &made) != NEUME_OK) {
            return 0;
        }
        d->mapped_at += used;
        if (!there)
            break;
    }
    return made;
}

/* Goes on to the next part that can be opened. */
static enum neume_status next_part(struct neume_decoder *d)
{
    d->truncated |= d->reader.truncated || (d->reader.self && d->part_read < d->reader.promised);
    while (++d->part < d->parts) {
        enum neume_status status = open_part(d);
        if (status == NEUME_OK || status == NEUME_ERR_MEMORY || status == NEUME_ERR_READ)
            return status;
        d->truncated = 1;
    }
    d->ended = 1;
    return NEUME_OK;
}

/* Decodes up to `frames` frames and notes the end of the file, whatever it looks like. */
static enum neume_status decode(struct neume_decoder *d, float *interleaved, size_t frames, size_t *got)
{
    enum neume_status status = NEUME_OK;
    *got = 0;
    while (*got < frames && !d->ended && status == NEUME_OK) {
        float *to = interleaved + *got * (size_t)d->info.channels;
        int foreign = d->reader.info.channels != d->info.channels || d->resampler;
        size_t n = foreign ? read_foreign(d, to, frames - *got) : read_reader(d, to, frames - *got);
        *got += n;
        if (d->reader.vio.error) {
            errno = d->reader.vio.error;
            return neume_status_from_errno(errno, NEUME_ERR_READ);
        }
        if (foreign ? !n : *got < frames)
            status = next_part(d);
    }
    return status;
}

static enum neume_status decode_first(struct neume_decoder *d)
{
    size_t frames = FIRST_SAMPLES / (size_t)d->info.channels;
    d->first = malloc(frames * (size_t)d->info.channels * sizeof *d->first);
    if (d->parts > 1) {
        d->foreign = malloc(FIRST_SAMPLES * sizeof *d->foreign);
        d->mapped = malloc(FIRST_SAMPLES * sizeof *d->mapped);
    }
    if (!d->first || (d->parts > 1 && (!d->foreign || !d->mapped)))
        return NEUME_ERR_MEMORY;
    enum neume_status status = decode(d, d->first, frames, &d->first_count);
    if (status == NEUME_OK && !d->first_count)
        status = d->truncated ? NEUME_ERR_DAMAGED : NEUME_ERR_EMPTY;
    return status;
}

/* Leaves nothing behind but what stop() frees. */
static enum neume_status start(struct neume_decoder *d)
{
    enum neume_status status = NEUME_OK;
    d->parts = 1;
    if (!d->sound.samples)
        status = find_parts(d);
    if (d->vio.error) {
        errno = d->vio.error;
        status = neume_status_from_errno(errno, NEUME_ERR_READ);
    }
    if (status == NEUME_OK)
        status = open_first(d);
    return status == NEUME_OK ? decode_first(d) : status;
}

static void stop(struct neume_decoder *d)
{
    close_part(d);
    neume_mpeg_parts_release(&d->mpeg);
    neume_ogg_parts_release(&d->ogg);
    free(d->first), free(d->foreign), free(d->mapped);
    d->first = d->foreign = d->mapped = NULL;
}

static enum neume_status open_path(struct neume_decoder *d, const char *path)
{
    enum neume_status status = neume_open_bytes(&d->vio, path);
    return status == NEUME_OK ? start(d) : status;
}

static enum neume_status open_samples(struct neume_decoder *d, const struct neume_sound *sound)
{
    d->vio.fd = -1;
    d->sound = *sound;
    if (!sound->samples)
        return sound->frames ? NEUME_ERR_ARGUMENT : NEUME_ERR_EMPTY;
    return start(d);
}

enum neume_status neume_decoder_open(struct neume_decoder **out, const char *path, struct neume_audio_info *info)
{
    return neume_decoder_open_sound(out, &(struct neume_sound){.path = path}, info);
}

enum neume_status neume_decoder_open_sound(struct neume_decoder **out, const struct neume_sound *sound,
                                           struct neume_audio_info *info)
{
    *out = NULL;
    struct neume_decoder *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    enum neume_status status = sound->path ? open_path(d, sound->path) : open_samples(d, sound);
    if (status != NEUME_OK) {
        neume_decoder_free(d);
        return status;
    }
    if (info)
        *info = d->info;
    *out = d;
    return NEUME_OK;
}

void neume_decoder_refusal(const char *path, struct neume_refusal *refusal)
{
    *refusal = (struct neume_refusal){.reason = NEUME_REFUSAL_NONE};
    struct neume_decoder *d = calloc(1, sizeof *d);
    if (!d)
        return;
    if (open_path(d, path) != NEUME_OK)
        *refusal = d->refusal;
    neume_decoder_free(d);
}

enum neume_status neume_decoder_rewind(struct neume_decoder *d)
{
    stop(d);
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

int64_t neume_decoder_skip(struct neume_decoder *d, int64_t frames)
{
    int foreign = d->reader.info.channels != d->info.channels || d->resampler;
    int64_t left = d->reader.info.frames - d->part_read;
    if (d->ended || foreign || d->first_at < d->first_count || !d->reader.self || !d->reader.skip || frames >= left)
        return 0;
    int64_t done = d->reader.skip(&d->reader, frames);
    d->part_read += done;
    return done;
}

int neume_decoder_truncated(const struct neume_decoder *d)
{
    return d->truncated;
}
