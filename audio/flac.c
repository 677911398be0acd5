/* SPDX-License-Identifier: MIT */
#include "audio/flac.h"

#include <FLAC/stream_decoder.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct flac {
    FLAC__StreamDecoder *decoder;
    struct neume_reader *reader;
    float *block; /* [room][channels], the frame that was decoded last; `at` of `count` frames were handed out */
    size_t at, count, room;
    int is_ogg, has_info, failed, is_too_new;
    enum neume_status status;
};

static FLAC__StreamDecoderReadStatus read_some(const FLAC__StreamDecoder *decoder, FLAC__byte *bytes, size_t *count,
                                               void *user)
{
    struct neume_vio *vio = &((struct flac *)user)->reader->vio;
    (void)decoder;
    *count = (size_t)neume_vio_read_at(vio, bytes, (int64_t)*count, vio->position);
    vio->position += (int64_t)*count;
    if (vio->error)
        return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
    return *count ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
}

static int make_room(struct flac *f, size_t frames)
{
    size_t size = frames * (size_t)f->reader->info.channels * sizeof *f->block;
    float *block = frames > f->room ? realloc(f->block, size) : f->block;
    if (!block) {
        f->status = NEUME_ERR_MEMORY;
        return 0;
    }
    f->room = frames > f->room ? frames : f->room;
    f->block = block;
    return 1;
}

/* A frame may have other channels than the stream says: what is not there is silent. */
static FLAC__StreamDecoderWriteStatus take_frame(const FLAC__StreamDecoder *decoder, const FLAC__Frame *frame,
                                                 const FLAC__int32 *const channel[], void *user)
{
    struct flac *f = user;
    unsigned there = frame->header.channels, channels = (unsigned)f->reader->info.channels;
    float scale = ldexpf(1, 1 - (int)frame->header.bits_per_sample);
    (void)decoder;
    f->at = f->count = 0;
    if (!f->has_info || !make_room(f, frame->header.blocksize))
        return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
    f->count = frame->header.blocksize;
    for (size_t i = 0; i < f->count; i++)
        for (unsigned c = 0; c < channels; c++)
            f->block[i * channels + c] = c < there ? (float)channel[c][i] * scale : 0;
    return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

static void take_info(const FLAC__StreamDecoder *decoder, const FLAC__StreamMetadata *metadata, void *user)
{
    struct flac *f = user;
    struct neume_reader *r = f->reader;
    (void)decoder;
    if (metadata->type != FLAC__METADATA_TYPE_STREAMINFO || f->has_info)
        return;
    const FLAC__StreamMetadata_StreamInfo *info = &metadata->data.stream_info;
    f->has_info = info->sample_rate > 0 && info->channels > 0;
    neume_reader_set(r, (int)info->sample_rate, (int)info->channels,
                     info->total_samples ? (int64_t)info->total_samples : -1);
    r->promised = r->info.frames;
    if (f->is_ogg)
        snprintf(r->info.format, sizeof r->info.format, "Ogg FLAC");
    else
        snprintf(r->info.format, sizeof r->info.format, "FLAC, %u bit", info->bits_per_sample);
}

static void note_error(const FLAC__StreamDecoder *decoder, FLAC__StreamDecoderErrorStatus error, void *user)
{
    struct flac *f = user;
    (void)decoder;
    /* What comes between frames (a tag at the end) is no damage. */
    f->failed |= error != FLAC__STREAM_DECODER_ERROR_STATUS_LOST_SYNC;
    f->is_too_new |= error == FLAC__STREAM_DECODER_ERROR_STATUS_UNPARSEABLE_STREAM;
}

static void free_flac(void *self)
{
    struct flac *f = self;
    if (f->decoder)
        FLAC__stream_decoder_delete(f->decoder);
    free(f->block);
    free(f);
}

/* 1 where the next frame is there. */
static int next_frame(struct flac *f)
{
    f->at = f->count = 0;
    while (!f->count && f->status == NEUME_OK) {
        if (!FLAC__stream_decoder_process_single(f->decoder) ||
            FLAC__stream_decoder_get_state(f->decoder) >= FLAC__STREAM_DECODER_END_OF_STREAM)
            break;
    }
    return f->count > 0;
}

static size_t read_flac(struct neume_reader *r, float *interleaved, size_t frames)
{
    struct flac *f = r->self;
    size_t done = 0, channels = (size_t)r->info.channels;
    while (done < frames && (f->at < f->count || next_frame(f))) {
        size_t left = f->count - f->at, n = left < frames - done ? left : frames - done;
        memcpy(interleaved + done * channels, f->block + f->at * channels, n * channels * sizeof *interleaved);
        f->at += n;
        done += n;
    }
    r->truncated |= done < frames && f->failed;
    return done;
}

static enum neume_status start(struct flac *f)
{
    f->decoder = FLAC__stream_decoder_new();
    if (!f->decoder)
        return NEUME_ERR_MEMORY;
    FLAC__StreamDecoderInitStatus status =
        f->is_ogg ? FLAC__stream_decoder_init_ogg_stream(f->decoder, read_some, NULL, NULL, NULL, NULL, take_frame,
                                                         take_info, note_error, f)
                  : FLAC__stream_decoder_init_stream(f->decoder, read_some, NULL, NULL, NULL, NULL, take_frame,
                                                     take_info, note_error, f);
    if (status != FLAC__STREAM_DECODER_INIT_STATUS_OK)
        return status == FLAC__STREAM_DECODER_INIT_STATUS_UNSUPPORTED_CONTAINER ? NEUME_ERR_UNSUPPORTED
                                                                                : NEUME_ERR_MEMORY;
    if (!FLAC__stream_decoder_process_until_end_of_metadata(f->decoder) || !f->has_info)
        return NEUME_ERR_DAMAGED;
    next_frame(f);
    if (f->status != NEUME_OK || f->count)
        return f->status;
    if (f->is_too_new) /* for a libFLAC before 1.4 */
        return NEUME_ERR_UNSUPPORTED;
    return f->failed || f->reader->promised > 0 ? NEUME_ERR_DAMAGED : NEUME_ERR_EMPTY;
}

enum neume_status neume_flac_open(struct neume_reader *r, int is_ogg)
{
    struct flac *f = calloc(1, sizeof *f);
    if (!f)
        return NEUME_ERR_MEMORY;
    f->reader = r;
    f->is_ogg = is_ogg;
    r->vio.position = 0;
    enum neume_status status = start(f);
    if (status != NEUME_OK) {
        free_flac(f);
        return status;
    }
    r->self = f;
    r->read = read_flac;
    r->free = free_flac;
    return NEUME_OK;
}
