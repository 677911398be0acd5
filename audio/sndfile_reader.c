/* SPDX-License-Identifier: MIT */
#include "audio/sndfile_reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/container.h"
#include "audio/wav_chunks.h"

enum { OPUS_RATE = 48000, SCAN_BLOCK = 4096, EXPONENTS = 512 };

struct sound {
    SNDFILE *file;
    int64_t left; /* frames that may still come; -1 any number */
    float scale;
};

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
    {SF_FORMAT_PCM_S8, "8 bit"},        {SF_FORMAT_PCM_U8, "8 bit"},    {SF_FORMAT_PCM_16, "16 bit"},
    {SF_FORMAT_PCM_24, "24 bit"},       {SF_FORMAT_PCM_32, "32 bit"},   {SF_FORMAT_FLOAT, "32 bit float"},
    {SF_FORMAT_DOUBLE, "64 bit float"}, {SF_FORMAT_VORBIS, "Vorbis"},   {SF_FORMAT_OPUS, "Opus"},
    {SF_FORMAT_ULAW, "mu-law"},         {SF_FORMAT_ALAW, "A-law"},      {SF_FORMAT_IMA_ADPCM, "IMA ADPCM"},
    {SF_FORMAT_MS_ADPCM, "MS ADPCM"},   {SF_FORMAT_GSM610, "GSM 6.10"}, {0, NULL},
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
    const char *comma = !codec ? "" : (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG ? " " : ", ";
    snprintf(text, size, "%s%s%s", container ? container : "sound", comma, codec ? codec : "");
}

static size_t read_sound(struct neume_reader *r, float *interleaved, size_t frames)
{
    struct sound *s = r->self;
    if (s->left >= 0 && (int64_t)frames > s->left)
        frames = (size_t)s->left;
    sf_count_t n = sf_readf_float(s->file, interleaved, (sf_count_t)frames);
    size_t got = n > 0 ? (size_t)n : 0;
    if (s->scale != 1)
        for (size_t i = 0; i < got * (size_t)r->info.channels; i++)
            interleaved[i] *= s->scale;
    s->left -= s->left >= 0 ? (int64_t)got : 0;
    r->truncated |= got < frames && sf_error(s->file);
    return got;
}

static int64_t skip_sound(struct neume_reader *r, int64_t frames)
{
    struct sound *s = r->self;
    if (s->left >= 0 && frames >= s->left)
        return 0;
    sf_count_t from = sf_seek(s->file, 0, SEEK_CUR), to = sf_seek(s->file, (sf_count_t)frames, SEEK_CUR);
    int64_t done = from >= 0 && to > from ? (int64_t)(to - from) : 0;
    s->left -= s->left >= 0 ? done : 0;
    return done;
}

static void free_sound(void *self)
{
    struct sound *s = self;
    if (s->file)
        sf_close(s->file);
    free(s);
}

/* Counts the samples by their exponent: one that is a thousandth of all may be an error. Returns the exponent that 99
 * of 100 samples do not pass. */
static int usual_exponent(SNDFILE *file, int channels)
{
    static const int most = 1 << 22;
    int64_t count[EXPONENTS] = {0}, all = 0, seen = 0;
    int room = SCAN_BLOCK / channels > 0 ? SCAN_BLOCK / channels : 1, exponent = 0;
    float *block = malloc((size_t)room * (size_t)channels * sizeof *block);
    sf_count_t got;
    while (block && all < most && (got = sf_readf_float(file, block, room)) > 0)
        for (int64_t i = 0; i < got * channels; i++)
            if (isfinite(block[i]) && block[i] != 0) {
                frexp((double)block[i], &exponent);
                count[exponent + EXPONENTS / 2]++;
                all++;
            }
    free(block);
    for (exponent = 0; exponent < EXPONENTS - 1 && seen + count[exponent] < all - all / 100; exponent++)
        seen += count[exponent];
    return all ? exponent - EXPONENTS / 2 : 0;
}

/* Some programs write whole numbers as floats, where full scale should be 1: a recording of which more than a hundredth
 * is 18 dB over full scale is one of them. */
static float float_scale(SNDFILE *file, const SF_INFO *info)
{
    static const int bits[] = {15, 23, 31};
    int codec = info->format & SF_FORMAT_SUBMASK;
    if (codec != SF_FORMAT_FLOAT && codec != SF_FORMAT_DOUBLE)
        return 1;
    int exponent = usual_exponent(file, info->channels);
    sf_seek(file, 0, SEEK_SET);
    for (int i = 0; exponent > 3 && i < 3; i++)
        if (exponent <= bits[i])
            return ldexpf(1, -bits[i]);
    return 1;
}

/* Of codecs that work in blocks the last one is filled up, and the header knows by how much. */
static int64_t honest_length(const struct neume_wav_chunks *wav, const SF_INFO *info)
{
    enum { LONGEST_BLOCK = 8192 };
    int in_blocks = wav->codec == NEUME_WAV_GSM || wav->codec == NEUME_WAV_IMA || wav->codec == NEUME_WAV_MS_ADPCM;
    if (!in_blocks || wav->samples <= 0 || wav->samples > info->frames || info->frames - wav->samples > LONGEST_BLOCK)
        return -1;
    return wav->samples;
}

static void mend_size(struct neume_vio *vio, const struct neume_wav_chunks *wav)
{
    if (!wav->is_wrong || wav->size > UINT32_MAX)
        return;
    vio->patch_at = wav->size_at;
    vio->patch_size = 4;
    for (int i = 0; i < 4; i++)
        vio->patch[i] = (unsigned char)(wav->size >> (8 * i));
}

static int64_t read_at(void *user, void *bytes, int64_t count, int64_t position)
{
    return neume_vio_read_at(user, bytes, count, position);
}

enum neume_status neume_sndfile_open(struct neume_reader *r)
{
    SF_INFO info = {0};
    struct neume_wav_chunks wav;
    struct neume_bytes bytes = {.read_at = read_at, .user = &r->vio, .size = r->vio.length};
    int rate = OPUS_RATE;
    neume_wav_chunks(&r->vio, &wav);
    mend_size(&r->vio, &wav);
    r->vio.position = 0;
    struct sound *s = calloc(1, sizeof *s);
    if (!s)
        return NEUME_ERR_MEMORY;
    s->file = neume_vio_open(&r->vio, SFM_READ, &info);
    enum neume_status status = NEUME_OK;
    if (!s->file)
        status = sf_error(NULL) == SF_ERR_UNSUPPORTED_ENCODING ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_FORMAT;
    else if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG)
        status = NEUME_ERR_FORMAT; /* libsndfile takes ADTS for it, and decodes noise */
    else if (info.channels < 1 || info.channels > NEUME_MAX_CHANNELS || info.samplerate < 1)
        status = NEUME_ERR_DAMAGED;
    if (status != NEUME_OK) {
        free_sound(s);
        return status;
    }
    /* The rate in an Opus header is that of what was encoded; the codec knows but one (RFC 7845, section 5.1). */
    if ((info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_OPUS && info.samplerate != rate &&
        sf_command(s->file, SFC_SET_ORIGINAL_SAMPLERATE, &rate, sizeof rate) == SF_TRUE) {
        /* Of a file that was cut libsndfile knows no length, and says the longest. */
        info.frames = info.frames < SF_COUNT_MAX / rate ? info.frames * rate / info.samplerate : -1;
        info.samplerate = rate;
    }
    s->left = honest_length(&wav, &info);
    s->scale = float_scale(s->file, &info);
    neume_reader_set(r, info.samplerate, info.channels, s->left >= 0 ? s->left : info.frames);
    describe(r->info.format, sizeof r->info.format, info.format);
    r->promised = r->info.frames;
    r->truncated = neume_container_is_cut(&bytes);
    r->self = s;
    r->read = read_sound;
    r->skip = skip_sound;
    r->free = free_sound;
    return NEUME_OK;
}
