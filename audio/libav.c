/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "audio/libav.h"

#include <dlfcn.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/recognise.h"

enum { IO_BUFFER = 32768, MOST_FAILURES = 1000 };

/* name, library, result, parameters: all that is used of them. */
#define LIBAV_FUNCTIONS                                                                                             \
    X(av_find_input_format, format, const AVInputFormat *, (const char *))                                          \
    X(avformat_alloc_context, format, AVFormatContext *, (void))                                                    \
    X(avformat_open_input, format, int, (AVFormatContext **, const char *, const AVInputFormat *, AVDictionary **)) \
    X(avformat_find_stream_info, format, int, (AVFormatContext *, AVDictionary **))                                 \
    X(avformat_close_input, format, void, (AVFormatContext **))                                                     \
    X(av_find_best_stream, format, int, (AVFormatContext *, enum AVMediaType, int, int, const AVCodec **, int))     \
    X(av_read_frame, format, int, (AVFormatContext *, AVPacket *))                                                  \
    X(avio_alloc_context, format, AVIOContext *,                                                                    \
      (unsigned char *, int, int, void *, int (*)(void *, uint8_t *, int), int (*)(void *, uint8_t *, int),         \
       int64_t (*)(void *, int64_t, int)))                                                                          \
    X(avio_context_free, format, void, (AVIOContext **))                                                            \
    X(avcodec_alloc_context3, codec, AVCodecContext *, (const AVCodec *))                                           \
    X(avcodec_parameters_to_context, codec, int, (AVCodecContext *, const AVCodecParameters *))                     \
    X(avcodec_open2, codec, int, (AVCodecContext *, const AVCodec *, AVDictionary **))                              \
    X(avcodec_free_context, codec, void, (AVCodecContext **))                                                       \
    X(avcodec_send_packet, codec, int, (AVCodecContext *, const AVPacket *))                                        \
    X(avcodec_receive_frame, codec, int, (AVCodecContext *, AVFrame *))                                             \
    X(avcodec_get_name, codec, const char *, (enum AVCodecID))                                                      \
    X(av_packet_alloc, codec, AVPacket *, (void))                                                                   \
    X(av_packet_free, codec, void, (AVPacket **))                                                                   \
    X(av_packet_unref, codec, void, (AVPacket *))                                                                   \
    X(av_packet_get_side_data, codec, uint8_t *, (const AVPacket *, enum AVPacketSideDataType, size_t *))           \
    X(av_frame_alloc, util, AVFrame *, (void))                                                                      \
    X(av_frame_free, util, void, (AVFrame **))                                                                      \
    X(av_malloc, util, void *, (size_t))                                                                            \
    X(av_freep, util, void, (void *))                                                                               \
    X(av_rescale_q, util, int64_t, (int64_t, AVRational, AVRational))                                               \
    X(av_log_set_level, util, void, (int))

static struct {
    int is_there;
#define X(name, library, result, parameters) result(*name) parameters;
    LIBAV_FUNCTIONS
#undef X
} av;

/* Where the program around us uses them already, what they print is its own matter. */
static void load(void)
{
    static const char format_name[] = "libavformat.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR),
                      codec_name[] = "libavcodec.so." AV_STRINGIFY(LIBAVCODEC_VERSION_MAJOR),
                      util_name[] = "libavutil.so." AV_STRINGIFY(LIBAVUTIL_VERSION_MAJOR);
    void *before = dlopen(util_name, RTLD_LAZY | RTLD_NOLOAD);
    void *format = dlopen(format_name, RTLD_LAZY | RTLD_LOCAL);
    void *codec = format ? dlopen(codec_name, RTLD_LAZY | RTLD_LOCAL) : NULL;
    void *util = codec ? dlopen(util_name, RTLD_LAZY | RTLD_LOCAL) : NULL;
    if (!util)
        return;
    av.is_there = 1;
#define X(name, library, result, parameters)    \
    *(void **)&av.name = dlsym(library, #name); \
    av.is_there &= av.name != NULL;
    LIBAV_FUNCTIONS
#undef X
    if (av.is_there && !before)
        av.av_log_set_level(AV_LOG_QUIET);
}

int neume_libav_is_there(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return av.is_there;
}

struct track {
    AVFormatContext *format;
    AVIOContext *io;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
    int stream;
    int at, count;   /* in the frame, samples */
    int64_t silence; /* samples in the place of packets that could not be decoded */
    int64_t skip;    /* samples that are still to be left out */
    int container_skips, ended, failures;
    int last_is_cut; /* the packet before */
    const char *demuxer;
};

/* What comes out of a decoder before the first sample of the recording, where the file does not say it: the overlap of
 * the transform, and the look-ahead of speech coders. Samples; 0 of AAC is one frame. */
static const struct {
    enum AVCodecID codec;
    int rate, samples;
} delays[] = {
    {AV_CODEC_ID_AAC, 0, 0},          {AV_CODEC_ID_AC3, 0, 256},       {AV_CODEC_ID_EAC3, 0, 256},
    {AV_CODEC_ID_DTS, 0, 512},        {AV_CODEC_ID_MP2, 0, 481},       {AV_CODEC_ID_MP3, 0, 1105},
    {AV_CODEC_ID_AMR_NB, 0, 40},      {AV_CODEC_ID_SPEEX, 8000, 80},   {AV_CODEC_ID_SPEEX, 16000, 222},
    {AV_CODEC_ID_NELLYMOSER, 0, 128}, {AV_CODEC_ID_ADPCM_G722, 0, 22}, {AV_CODEC_ID_G723_1, 0, 60},
    {AV_CODEC_ID_RA_144, 0, 160},     {AV_CODEC_ID_NONE, 0, 0},
};

/* Samples of a frame, of which a packet holds several. */
static int wma_frame(const AVCodecContext *codec)
{
    int rate = codec->sample_rate;
    if (rate <= 16000)
        return 512;
    return rate <= 22050 || (rate <= 32000 && codec->codec_id == AV_CODEC_ID_WMAV1) ? 1024 : 2048;
}

static int64_t usual_delay(const AVCodecContext *codec, int frame_samples)
{
    if (codec->codec_id == AV_CODEC_ID_WMAV1 || codec->codec_id == AV_CODEC_ID_WMAV2)
        return wma_frame(codec);
    for (int i = 0; delays[i].codec != AV_CODEC_ID_NONE; i++)
        if (delays[i].codec == codec->codec_id && (!delays[i].rate || delays[i].rate == codec->sample_rate))
            return delays[i].samples ? delays[i].samples : frame_samples;
    return 0;
}

static int read_some(void *user, uint8_t *bytes, int count)
{
    struct neume_vio *vio = user;
    int64_t got = neume_vio_read_at(vio, bytes, count, vio->position);
    vio->position += got;
    return got > 0 ? (int)got : AVERROR_EOF;
}

static int64_t seek_to(void *user, int64_t offset, int whence)
{
    struct neume_vio *vio = user;
    return whence & AVSEEK_SIZE ? vio->length : neume_vio_seek(vio, offset, whence & ~AVSEEK_FORCE);
}

/* A file may name others; none of them is opened. */
static int open_no_other(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    (void)format, (void)url, (void)flags, (void)options;
    *io = NULL;
    return AVERROR(EPERM);
}

static void free_track(void *self)
{
    struct track *t = self;
    av.av_frame_free(&t->frame);
    av.av_packet_free(&t->packet);
    av.avcodec_free_context(&t->codec);
    av.avformat_close_input(&t->format);
    if (t->io)
        av.av_freep(&t->io->buffer);
    av.avio_context_free(&t->io);
    free(t);
}

static float sample(const AVFrame *f, int channels, int channel, int i)
{
    int planar = f->format >= AV_SAMPLE_FMT_U8P && f->format != AV_SAMPLE_FMT_S64;
    const uint8_t *plane = f->extended_data[planar ? channel : 0];
    int k = planar ? i : i * channels + channel;
    switch (f->format) {
    case AV_SAMPLE_FMT_U8:
    case AV_SAMPLE_FMT_U8P:
        return ((float)plane[k] - 128) / 128;
    case AV_SAMPLE_FMT_S16:
    case AV_SAMPLE_FMT_S16P:
        return (float)((const int16_t *)plane)[k] / 32768;
    case AV_SAMPLE_FMT_S32:
    case AV_SAMPLE_FMT_S32P:
        return (float)((const int32_t *)plane)[k] / 2147483648.0f;
    case AV_SAMPLE_FMT_FLT:
    case AV_SAMPLE_FMT_FLTP:
        return ((const float *)plane)[k];
    case AV_SAMPLE_FMT_DBL:
    case AV_SAMPLE_FMT_DBLP:
        return (float)((const double *)plane)[k];
    default:
        return 0;
    }
}

/* Bytes of a frame of AMR by its first (RFC 4867, section 5.3). */
static int amr_frame(enum AVCodecID codec, const uint8_t *data)
{
    static const uint8_t narrow[16] = {13, 14, 16, 18, 20, 21, 27, 32, 6},
                         wide[16] = {18, 24, 33, 37, 41, 47, 51, 59, 61, 6};
    return codec == AV_CODEC_ID_AMR_NB   ? narrow[*data >> 3 & 15]
           : codec == AV_CODEC_ID_AMR_WB ? wide[*data >> 3 & 15]
                                         : 0;
}

/* Marked so by the demuxer, or shorter than the frame that it begins: at the end of a file it was cut off there. */
static int is_cut(const struct track *t)
{
    const AVPacket *p = t->packet;
    if (p->size > 0 && !strcmp(t->demuxer, "amr") && amr_frame(t->codec->codec_id, p->data) > p->size)
        return 1;
    return p->flags & AV_PKT_FLAG_CORRUPT || (p->size >= 8 && neume_recognise_frame(t->demuxer, p->data) > p->size);
}

/* The next packet of the track to the decoder; at the end, that it is one. */
static void feed(struct neume_reader *r, struct track *t)
{
    size_t size;
    int answer;
    while ((answer = av.av_read_frame(t->format, t->packet)) >= 0 && t->packet->stream_index != t->stream)
        av.av_packet_unref(t->packet);
    if (answer < 0) {
        r->truncated |= answer != AVERROR_EOF || t->last_is_cut;
        av.avcodec_send_packet(t->codec, NULL);
        return;
    }
    const uint8_t *side = av.av_packet_get_side_data(t->packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    t->container_skips |= (side && size >= 4 && (side[0] || side[1] || side[2] || side[3])) ||
                          t->packet->flags & AV_PKT_FLAG_DISCARD;
    t->last_is_cut = is_cut(t);
    AVRational rate = {1, t->codec->sample_rate > 0 ? t->codec->sample_rate : 1};
    if (av.avcodec_send_packet(t->codec, t->packet) < 0) {
        t->failures++;
        if (t->packet->duration > 0 && r->read)
            t->silence += av.av_rescale_q(t->packet->duration, t->format->streams[t->stream]->time_base, rate);
    }
    av.av_packet_unref(t->packet);
}

/* 1 where the next frame is there. */
static int next_frame(struct neume_reader *r, struct track *t)
{
    while (!t->ended) {
        int answer = av.avcodec_receive_frame(t->codec, t->frame);
        t->at = 0;
        t->count = answer >= 0 ? t->frame->nb_samples : 0;
        if (answer >= 0 && r->read && t->frame->sample_rate != r->info.sample_rate) {
            r->truncated = t->ended = 1; /* another recording from here on */
            t->count = 0;
        }
        if (t->count && !(t->frame->flags & AV_FRAME_FLAG_DISCARD))
            return 1;
        if (answer == AVERROR(EAGAIN))
            feed(r, t);
        else if (answer < 0 && (answer == AVERROR_EOF || ++t->failures > MOST_FAILURES))
            t->ended = 1;
        if (t->silence || t->failures > MOST_FAILURES)
            break;
    }
    t->count = 0;
    return 0;
}

static size_t read_track(struct neume_reader *r, float *interleaved, size_t frames)
{
    struct track *t = r->self;
    size_t done = 0;
    int channels = r->info.channels;
    while (done < frames) {
        for (; t->silence > 0 && done < frames; t->silence--, done++)
            memset(interleaved + done * (size_t)channels, 0, (size_t)channels * sizeof *interleaved);
        if (t->at == t->count && !t->silence && !next_frame(r, t) && !t->silence)
            break;
        int there = t->frame->ch_layout.nb_channels, skip = t->count - t->at;
        skip = t->skip < skip ? (int)t->skip : skip;
        t->at += skip;
        t->skip -= skip;
        for (; t->at < t->count && done < frames; t->at++, done++)
            for (int c = 0; c < channels; c++)
                interleaved[done * (size_t)channels + (size_t)c] =
                    sample(t->frame, there, c < there ? c : there - 1, t->at);
    }
    return done;
}

static enum neume_status open_format(struct track *t, struct neume_vio *vio, const char *demuxer)
{
    unsigned char *buffer = av.av_malloc(IO_BUFFER);
    t->format = av.avformat_alloc_context();
    t->packet = av.av_packet_alloc();
    t->frame = av.av_frame_alloc();
    if (buffer)
        t->io = av.avio_alloc_context(buffer, IO_BUFFER, 0, vio, read_some, NULL, seek_to);
    if (!t->io)
        av.av_freep(&buffer);
    if (!t->format || !t->packet || !t->frame || !t->io)
        return NEUME_ERR_MEMORY;
    const AVInputFormat *kind = av.av_find_input_format(demuxer);
    if (!kind)
        return NEUME_ERR_UNSUPPORTED;
    t->format->pb = t->io;
    t->format->flags |= AVFMT_FLAG_CUSTOM_IO;
    t->format->io_open = open_no_other;
    if (av.avformat_open_input(&t->format, "", kind, NULL) < 0 || av.avformat_find_stream_info(t->format, NULL) < 0)
        return NEUME_ERR_DAMAGED;
    return NEUME_OK;
}

static enum neume_status open_codec(struct track *t)
{
    const AVCodec *decoder = NULL;
    t->stream = av.av_find_best_stream(t->format, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
    if (t->stream == AVERROR_STREAM_NOT_FOUND)
        return NEUME_ERR_EMPTY;
    if (t->stream < 0 || !decoder)
        return NEUME_ERR_UNSUPPORTED;
    for (unsigned i = 0; i < t->format->nb_streams; i++)
        if ((int)i != t->stream)
            t->format->streams[i]->discard = AVDISCARD_ALL;
    t->codec = av.avcodec_alloc_context3(decoder);
    if (!t->codec)
        return NEUME_ERR_MEMORY;
    if (av.avcodec_parameters_to_context(t->codec, t->format->streams[t->stream]->codecpar) < 0)
        return NEUME_ERR_DAMAGED;
    t->codec->pkt_timebase = t->format->streams[t->stream]->time_base;
    /* Of WMA libavcodec leaves out two frames, where one is late: the recording would begin a frame too early. */
    if (decoder->id == AV_CODEC_ID_WMAV1 || decoder->id == AV_CODEC_ID_WMAV2)
        t->codec->flags2 |= AV_CODEC_FLAG2_SKIP_MANUAL;
    return av.avcodec_open2(t->codec, decoder, NULL) < 0 ? NEUME_ERR_UNSUPPORTED : NEUME_OK;
}

/* How long it is, as far as the container knows: -1 where it only guesses by the bit rate. */
static int64_t length_of(const struct track *t, int rate)
{
    const AVStream *s = t->format->streams[t->stream];
    AVRational out = {1, rate}, whole = {1, AV_TIME_BASE};
    if (t->format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
        return -1;
    if (s->duration > 0)
        return av.av_rescale_q(s->duration, s->time_base, out);
    return t->format->duration > 0 ? av.av_rescale_q(t->format->duration, whole, out) : -1;
}

static const struct {
    const char *libav, *name;
} codec_names[] = {
    {"aac", "AAC"},          {"alac", "ALAC"},         {"ac3", "AC-3"},         {"eac3", "E-AC-3"},
    {"mp3", "MP3"},          {"mp2", "MP2"},           {"opus", "Opus"},        {"vorbis", "Vorbis"},
    {"flac", "FLAC"},        {"wavpack", ""},          {"wmav1", "WMA 1"},      {"wmav2", "WMA 2"},
    {"wmapro", "WMA Pro"},   {"amrnb", "narrow band"}, {"amrwb", "wide band"},  {"amr_nb", "narrow band"},
    {"amr_wb", "wide band"}, {"speex", "Speex"},       {"adpcm_g722", "G.722"}, {"pcm_u8", "8 bit"},
    {"pcm_s16le", "16 bit"}, {"pcm_s16be", "16 bit"},  {"pcm_s24le", "24 bit"}, {"tta", ""},
    {"shorten", ""},         {"dts", "DTS"},
};

static void describe(struct neume_reader *r, const struct track *t, const char *name)
{
    const char *codec = av.avcodec_get_name(t->codec->codec_id);
    for (size_t i = 0; i < sizeof codec_names / sizeof *codec_names; i++)
        if (!strcmp(codec, codec_names[i].libav))
            codec = codec_names[i].name;
    int alone = !*codec || !strcmp(codec, name);
    snprintf(r->info.format, sizeof r->info.format, "%s%s%s", name,
             alone                  ? ""
             : !strcmp(name, "Ogg") ? " "
                                    : ", ",
             alone ? "" : codec);
}

enum neume_status neume_libav_open(struct neume_reader *r, const char *demuxer, const char *name)
{
    if (!neume_libav_is_there())
        return NEUME_ERR_UNSUPPORTED;
    struct track *t = calloc(1, sizeof *t);
    if (!t)
        return NEUME_ERR_MEMORY;
    t->demuxer = demuxer;
    r->vio.position = 0;
    r->read = 0;
    enum neume_status status = open_format(t, &r->vio, demuxer);
    if (status == NEUME_OK)
        status = open_codec(t);
    /* In a container too FFmpeg 5.1 makes nothing of FLAC of 32 bits, and has nothing to say about it. */
    if (status == NEUME_OK && !next_frame(r, t))
        status = r->truncated || t->failures              ? NEUME_ERR_DAMAGED
                 : t->codec->codec_id == AV_CODEC_ID_FLAC ? NEUME_ERR_UNSUPPORTED
                                                          : NEUME_ERR_EMPTY;
    int rate = status == NEUME_OK ? t->frame->sample_rate : 0;
    int channels = status == NEUME_OK ? t->frame->ch_layout.nb_channels : 0;
    if (status == NEUME_OK && (rate < 1 || channels < 1 || channels > NEUME_MAX_CHANNELS))
        status = NEUME_ERR_DAMAGED;
    if (status != NEUME_OK) {
        free_track(t);
        return status;
    }
    if (!t->container_skips && t->format->streams[t->stream]->codecpar->initial_padding <= 0)
        t->skip = usual_delay(t->codec, t->count);
    int64_t length = length_of(t, rate);
    neume_reader_set(r, rate, channels, length);
    r->promised = length > rate / 4 ? length - rate / 4 : -1; /* containers round, and count what is left out */
    describe(r, t, name);
    r->self = t;
    r->read = read_track;
    r->free = free_track;
    return NEUME_OK;
}
