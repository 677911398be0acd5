/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE     700
#define _FILE_OFFSET_BITS 64
#include "audio/encode.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audio/container.h"
#include "audio/decode.h"
#include "audio/ogg_serial.h"
#include "audio/vio.h"
#include "core/output.h"

#define BLOCK 4096 /* samples converted at a time */

struct container {
    const char *ending;
    int format; /* libsndfile's; 0: the WAV header is ours and libsndfile writes raw samples */
    int lossy;  /* the codec chooses its own sample format */
    int max_channels;
    const int *rates; /* Hz, ended by 0; NULL for any */
    int has_float;
};

static const int opus_rates[] = {8000, 12000, 16000, 24000, 48000, 0};
static const int mp3_rates[] = {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 0};

static const struct container containers[] = {
    {"wav", 0, 0, NEUME_MAX_CHANNELS, NULL, 1},
    {"aiff", SF_FORMAT_AIFF, 0, NEUME_MAX_CHANNELS, NULL, 1},
    {"aif", SF_FORMAT_AIFF, 0, NEUME_MAX_CHANNELS, NULL, 1},
    {"flac", SF_FORMAT_FLAC, 0, 8, NULL, 0},
    {"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1, 255, NULL, 1},
    {"oga", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 1, 255, NULL, 1},
    {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 1, 2, opus_rates, 1},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1, 2, mp3_rates, 1},
};

struct neume_encoder {
    struct neume_output output;
    int is_memory; /* of what follows, only `options`, `frames`, `status`, `closed` and `memory` count */
    float *memory; /* [capacity][channels] */
    size_t capacity;
    struct neume_vio vio;
    SNDFILE *file;
    const struct container *container;
    struct neume_encode_options options;
    int64_t frames;
    uint64_t dither; /* xorshift64* state */
    enum neume_status status;
    int closed;
    float pending[BLOCK]; /* samples that wait until a block is full */
    size_t pending_count, block_size;
    uint32_t *mark;     /* [marks]: frames */
    const char **label; /* [marks] */
    size_t marks;
    union {
        int16_t pcm16[BLOCK];
        int32_t pcm24[BLOCK]; /* in the upper bits */
        float real[BLOCK];
    } block;
};

static const int bits_of[NEUME_SAMPLE_FORMAT_COUNT] = {16, 24, 32};
static const int subtype_of[NEUME_SAMPLE_FORMAT_COUNT] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT};

void neume_encode_options_init(struct neume_encode_options *options)
{
    *options = (struct neume_encode_options){.sample_rate = 44100, .channels = 2, .format = NEUME_PCM_16};
}

static const struct container *find_container(const char *path)
{
    if (!strcmp(path, "-"))
        return &containers[0];
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    if (!dot || (slash && dot < slash))
        return NULL;
    for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++)
        if (!strcasecmp(dot + 1, containers[i].ending))
            return &containers[i];
    return NULL;
}

int neume_encoder_knows(const char *path)
{
    return find_container(path) != NULL;
}

static enum neume_status check(const struct container *c, const struct neume_encode_options *o)
{
    if (o->sample_rate < NEUME_MIN_RATE || o->sample_rate > NEUME_MAX_RATE || o->channels < 1 ||
        o->channels > NEUME_MAX_CHANNELS || (int)o->format < 0 || o->format >= NEUME_SAMPLE_FORMAT_COUNT)
        return NEUME_ERR_ARGUMENT;
    if (!c || o->channels > c->max_channels || (o->format == NEUME_FLOAT_32 && !c->has_float))
        return NEUME_ERR_UNSUPPORTED;
    const int *rate = c->rates;
    while (rate && *rate && *rate != o->sample_rate)
        rate++;
    return rate && !*rate ? NEUME_ERR_UNSUPPORTED : NEUME_OK;
}

static enum neume_status write_wav_header(struct neume_encoder *e)
{
    unsigned char header[NEUME_WAV_HEADER_MAX];
    size_t size = neume_wav_header(header, e->options.sample_rate, e->options.channels, bits_of[e->options.format],
                                   e->frames, neume_wav_marks_size(e->label, e->marks));
    struct neume_vio whole = {.fd = e->vio.fd};
    e->vio.base = (int64_t)size;
    if (neume_vio_write_at(&whole, header, (int64_t)size, 0) != (int64_t)size)
        return neume_status_from_errno(whole.error, NEUME_ERR_WRITE);
    return NEUME_OK;
}

static enum neume_status open_sound(struct neume_encoder *e)
{
    const struct container *c = e->container;
    e->vio.fd = fileno(e->output.stream);
    SF_INFO sf = {.samplerate = e->options.sample_rate, .channels = e->options.channels};
    sf.format = c->format | (c->lossy ? 0 : subtype_of[e->options.format]);
    if (!c->format) {
        enum neume_status status = write_wav_header(e);
        if (status != NEUME_OK)
            return status;
        sf.format |= SF_FORMAT_RAW | SF_ENDIAN_LITTLE;
    }
    e->file = neume_vio_open(&e->vio, SFM_WRITE, &sf);
    if (!e->file)
        return e->vio.error ? neume_status_from_errno(e->vio.error, NEUME_ERR_WRITE) : NEUME_ERR_UNSUPPORTED;
    /* Quality 0.6 is about 192 kbit/s for stereo; libsndfile's default of 0.4 is for speech and previews. */
    double quality = 0.6;
    if (c->lossy && c->format == (SF_FORMAT_OGG | SF_FORMAT_VORBIS))
        sf_command(e->file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    return NEUME_OK;
}

enum neume_status neume_encoder_open(struct neume_encoder **out, const char *path,
                                     const struct neume_encode_options *options)
{
    *out = NULL;
    const struct container *container = find_container(path);
    enum neume_status status = check(container, options);
    if (status != NEUME_OK)
        return status;
    struct neume_encoder *e = calloc(1, sizeof *e);
    if (!e)
        return NEUME_ERR_MEMORY;
    e->container = container;
    e->options = *options;
    e->block_size = BLOCK - BLOCK % (size_t)options->channels;
    e->dither = 0x9e3779b97f4a7c15ULL;
    status = neume_output_open_in(&e->output, path, options->set);
    if (status == NEUME_OK)
        status = open_sound(e);
    if (status != NEUME_OK) {
        neume_encoder_free(e);
        return status;
    }
    *out = e;
    return NEUME_OK;
}

static float clip(float x, float low, float high)
{
    return x < low ? low : x > high ? high : x == x ? x : 0.0f;
}

enum neume_status neume_encoder_open_memory(struct neume_encoder **out, const struct neume_encode_options *options)
{
    *out = NULL;
    enum neume_status status = check(&containers[0], options);
    struct neume_encoder *e = status == NEUME_OK ? calloc(1, sizeof *e) : NULL;
    if (!e)
        return status == NEUME_OK ? NEUME_ERR_MEMORY : status;
    e->is_memory = 1;
    e->container = &containers[0];
    e->options = *options;
    *out = e;
    return NEUME_OK;
}

static enum neume_status keep(struct neume_encoder *e, const float *interleaved, size_t frames)
{
    size_t had = (size_t)e->frames, channels = (size_t)e->options.channels;
    if (had + frames > e->capacity) {
        size_t capacity = 2 * (had + frames);
        float *grown = realloc(e->memory, capacity * channels * sizeof *grown);
        if (!grown)
            return e->status = NEUME_ERR_MEMORY;
        e->memory = grown;
        e->capacity = capacity;
    }
    for (size_t i = 0; i < frames * channels; i++)
        e->memory[had * channels + i] = clip(interleaved[i], -FLT_MAX, FLT_MAX);
    e->frames += (int64_t)frames;
    return NEUME_OK;
}

size_t neume_encoder_take_memory(struct neume_encoder *e, float **samples)
{
    *samples = e->memory;
    e->memory = NULL;
    return (size_t)e->frames;
}

/* libsndfile knows only a compression level 0..1, and spreads the codec's range of bits evenly over it. */
enum neume_status neume_encoder_set_bitrate(struct neume_encoder *e, int bits_per_second)
{
    int is_opus = e->container->format == (SF_FORMAT_OGG | SF_FORMAT_OPUS), full = e->options.sample_rate >= 32000;
    if (!is_opus && e->container->format != (SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III))
        return NEUME_ERR_ARGUMENT;
    double low = is_opus ? 6000 : full ? 32000 : 8000, high = is_opus ? 256000 : full ? 320000 : 160000;
    double each = (double)bits_per_second / (is_opus ? e->options.channels : 1);
    double level = fmin(fmax((high - each) / (high - low), 0), 1);
    int mode = SF_BITRATE_MODE_CONSTANT;
    if (!is_opus)
        sf_command(e->file, SFC_SET_BITRATE_MODE, &mode, sizeof mode);
    return sf_command(e->file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level) ? NEUME_OK : NEUME_ERR_ARGUMENT;
}

/* Triangular noise of one step each way: two uniform halves of one random word (xorshift64*, Vigna 2016). It makes the
 * rounding error independent of the signal (Lipshitz, Wannamaker and Vanderkooy, JAES 40(5), 1992). */
static float triangular(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    uint64_t word = *state * 2685821657736338717ULL;
    return (float)((int32_t)(word >> 40) - (int32_t)(word >> 16 & 0xffffff)) * (1.0f / 16777216.0f);
}

static sf_count_t write_pcm16(struct neume_encoder *e, const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        /* Digital silence stays silent; full scale stays full scale. */
        float noise = x[i] != 0 ? triangular(&e->dither) : 0;
        e->block.pcm16[i] = (int16_t)lrintf(clip(x[i] * 32768.0f + noise, -32768.0f, 32767.0f));
    }
    return sf_write_short(e->file, e->block.pcm16, (sf_count_t)count);
}

static sf_count_t write_pcm24(struct neume_encoder *e, const float *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        e->block.pcm24[i] = (int32_t)lrintf(clip(x[i] * 8388608.0f, -8388608.0f, 8388607.0f)) * 256;
    return sf_write_int(e->file, e->block.pcm24, (sf_count_t)count);
}

static sf_count_t write_real(struct neume_encoder *e, const float *x, size_t count)
{
    float limit = e->container->lossy ? 1.0f : FLT_MAX;
    for (size_t i = 0; i < count; i++)
        e->block.real[i] = clip(x[i], -limit, limit);
    return sf_write_float(e->file, e->block.real, (sf_count_t)count);
}

static void write_pending(struct neume_encoder *e)
{
    size_t n = e->pending_count;
    sf_count_t written;
    if (e->container->lossy || e->options.format == NEUME_FLOAT_32)
        written = write_real(e, e->pending, n);
    else if (e->options.format == NEUME_PCM_16)
        written = write_pcm16(e, e->pending, n);
    else
        written = write_pcm24(e, e->pending, n);
    if (written != (sf_count_t)n || e->vio.error)
        e->status = neume_status_from_errno(e->vio.error, NEUME_ERR_WRITE);
    e->pending_count = 0;
}

/* In blocks of one size: the lossy encoders look ahead as far as they are given samples, and the caller's blocks shall
 * not show. */
enum neume_status neume_encoder_write(struct neume_encoder *e, const float *interleaved, size_t frames)
{
    size_t count = frames * (size_t)e->options.channels;
    if (e->is_memory)
        return e->status == NEUME_OK ? keep(e, interleaved, frames) : e->status;
    for (size_t done = 0; done < count && e->status == NEUME_OK;) {
        size_t room = e->block_size - e->pending_count, n = count - done < room ? count - done : room;
        memcpy(e->pending + e->pending_count, interleaved + done, n * sizeof *interleaved);
        e->pending_count += n;
        done += n;
        if (e->pending_count == e->block_size)
            write_pending(e);
    }
    e->frames += (int64_t)frames;
    return e->status;
}

enum neume_status neume_encoder_set_marks(struct neume_encoder *e, const struct neume_sound_mark *mark, size_t count)
{
    if (e->container->format)
        return NEUME_ERR_UNSUPPORTED;
    for (size_t i = 0; i < count; i++)
        if (mark[i].frame < 0 || mark[i].frame > UINT32_MAX)
            return NEUME_ERR_ARGUMENT;
    uint32_t *frames = malloc((count + 1) * sizeof *frames);
    const char **labels = malloc((count + 1) * sizeof *labels);
    if (!frames || !labels) {
        free(frames);
        free(labels);
        return NEUME_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        frames[i] = (uint32_t)mark[i].frame;
        labels[i] = mark[i].label;
    }
    free(e->mark);
    free(e->label);
    e->mark = frames;
    e->label = labels;
    e->marks = count;
    return NEUME_OK;
}

static enum neume_status write_marks(struct neume_encoder *e)
{
    size_t size = neume_wav_marks_size(e->label, e->marks);
    unsigned char *bytes = size ? malloc(size) : NULL;
    if (size && !bytes)
        return NEUME_ERR_MEMORY;
    if (size) {
        neume_wav_marks(bytes, e->mark, e->label, e->marks);
        neume_vio_write_at(&e->vio, bytes, (int64_t)size, e->vio.length);
    }
    free(bytes);
    return NEUME_OK;
}

/* The pad byte that RIFF wants after an odd number of bytes. */
static enum neume_status finish_wav(struct neume_encoder *e)
{
    if (e->vio.length & 1)
        neume_vio_write_at(&e->vio, "", 1, e->vio.length);
    enum neume_status status = write_marks(e);
    if (e->vio.error)
        return neume_status_from_errno(e->vio.error, NEUME_ERR_WRITE);
    return status == NEUME_OK ? write_wav_header(e) : status;
}

enum neume_status neume_encoder_close(struct neume_encoder *e)
{
    if (e->closed)
        return NEUME_ERR_ARGUMENT;
    e->closed = 1;
    if (e->is_memory)
        return e->status;
    if (e->pending_count && e->status == NEUME_OK)
        write_pending(e);
    int failed = sf_close(e->file);
    e->file = NULL;
    if (e->status == NEUME_OK && (failed || e->vio.error))
        e->status = neume_status_from_errno(e->vio.error, NEUME_ERR_WRITE);
    if (e->status == NEUME_OK && !e->container->format)
        e->status = finish_wav(e);
    if (e->status == NEUME_OK && (e->container->format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG)
        e->status = neume_ogg_serial_settle(e->vio.fd);
    if (e->status == NEUME_OK)
        return e->status = neume_output_commit(&e->output);
    neume_output_abandon(&e->output);
    return e->status;
}

void neume_encoder_free(struct neume_encoder *e)
{
    if (!e)
        return;
    if (e->file)
        sf_close(e->file);
    neume_output_abandon(&e->output);
    free(e->memory);
    free(e->mark);
    free(e->label);
    free(e);
}
