/* SPDX-License-Identifier: MIT */
#include "audio/recognise.h"

#include <stddef.h>
#include <string.h>

enum { HEAD = 64 };

/* `second`, where there is one, stands at second_at. The first that fits counts. */
static const struct magic {
    int at;
    const char *first;
    int length, second_at;
    const char *second, *name, *demuxer;
    int is_sndfile;
} magics[] = {
    {0, "RIFF", 4, 8, "WAVE", "WAV", "wav", 1},
    {0, "RF64", 4, 8, "WAVE", "RF64", "wav", 1},
    {0, "RIFX", 4, 8, "WAVE", "WAV", NULL, 1},
    {0, "BW64", 4, 8, "WAVE", "BW64", "wav", 0},
    {0, "riff\x2e\x91\xcf\x11", 8, 0, NULL, "W64", "w64", 1},
    {0, "FORM", 4, 8, "AIF", "AIFF", "aiff", 1},
    {0, "FORM", 4, 8, "8SVX", "8SVX", "iff", 1},
    {0, "FORM", 4, 8, "16SV", "16SV", "iff", 1},
    {0, "OggS", 4, 0, NULL, "Ogg", "ogg", 1},
    {0, "fLaC", 4, 0, NULL, "FLAC", "flac", 1},
    {0, ".snd", 4, 0, NULL, "AU", "au", 1},
    {0, "dns.", 4, 0, NULL, "AU", NULL, 1},
    {0, "caff", 4, 0, NULL, "CAF", "caf", 1},
    {0, "Creative Voice File", 19, 0, NULL, "VOC", "voc", 2},
    {0, "RIFF", 4, 8, "AVI ", "AVI", "avi", 0},
    {4, "ftypM4A ", 8, 0, NULL, "M4A", "mov", 0},
    {4, "ftypM4B ", 8, 0, NULL, "M4A", "mov", 0},
    {4, "ftypqt  ", 8, 0, NULL, "MOV", "mov", 0},
    {4, "ftyp3g", 6, 0, NULL, "3GP", "mov", 0},
    {4, "ftyp", 4, 0, NULL, "MP4", "mov", 0},
    {4, "moov", 4, 0, NULL, "MOV", "mov", 0},
    {4, "wide", 4, 12, "mdat", "MOV", "mov", 0},
    {4, "mdat", 4, 0, NULL, "MOV", "mov", 0},
    {0, "\x1a\x45\xdf\xa3", 4, 0, NULL, "Matroska", "matroska", 0},
    {0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 8, 0, NULL, "WMA", "asf", 0},
    {0, "wvpk", 4, 0, NULL, "WavPack", "wv", 0},
    {0, "ajkg", 4, 0, NULL, "Shorten", "shn", 0},
    {0, "#!AMR", 5, 0, NULL, "AMR", "amr", 0},
    {0, "TTA1", 4, 0, NULL, "TTA", "tta", 0},
    {0, "tBaK", 4, 0, NULL, "TAK", "tak", 0},
    {0, "MAC ", 4, 0, NULL, "Monkey's Audio", "ape", 0},
    {0, "MPCK", 4, 0, NULL, "Musepack", "mpc8", 0},
    {0, "MP+", 3, 0, NULL, "Musepack", "mpc", 0},
    {0, "DSD ", 4, 0, NULL, "DSF", "dsf", 0},
    {0, "FRM8", 4, 12, "DSD ", "DSDIFF", "iff", 0},
    {0, "FLV\1", 4, 0, NULL, "FLV", "flv", 0},
    {0, ".RMF", 4, 0, NULL, "RealMedia", "rm", 0},
    {0, ".ra\xfd", 4, 0, NULL, "RealAudio", "rm", 0},
    {0, "ADIF", 4, 0, NULL, "AAC", "aac", 0},
    {0, "\x7f\xfe\x80\x01", 4, 0, NULL, "DTS", "dts", 0},
    {0, "\0\0\1\xba", 4, 0, NULL, "MPEG", "mpeg", 0},
    {4, "\xf8\x72\x6f\xba", 4, 0, NULL, "TrueHD", "truehd", 0},
    {4, "\xf8\x72\x6f\xbb", 4, 0, NULL, "MLP", "mlp", 0},
};

static int fits(const struct magic *m, const unsigned char *head, int64_t have)
{
    int64_t second = m->second ? (int64_t)strlen(m->second) : 0;
    if (have < m->at + m->length || memcmp(head + m->at, m->first, (size_t)m->length))
        return 0;
    return !second || (have >= m->second_at + second && !memcmp(head + m->second_at, m->second, (size_t)second));
}

static int64_t bits(const unsigned char *p, int from, int count)
{
    int64_t value = 0;
    for (int i = from; i < from + count; i++)
        value = value << 1 | (p[i / 8] >> (7 - i % 8) & 1);
    return value;
}

/* The size of an ADTS frame of AAC (ISO 13818-7, 6.2), or 0. */
static int64_t adts_size(const unsigned char *h)
{
    int64_t size = bits(h, 30, 13);
    return bits(h, 0, 12) == 0xfff && !bits(h, 13, 2) && bits(h, 18, 4) < 13 && size > 7 ? size : 0;
}

/* The same of AAC in LATM (ISO 14496-3, 1.7). */
static int64_t loas_size(const unsigned char *h)
{
    return bits(h, 0, 11) == 0x2b7 ? 3 + bits(h, 11, 13) : 0;
}

/* Of AC-3 (ATSC A/52, table 5.18) and, by its own field, of E-AC-3 (annex E). */
static int64_t ac3_size(const unsigned char *h)
{
    static const int kbits[] = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640};
    static const int rates[] = {48000, 44100, 32000};
    int64_t version = bits(h, 40, 5), rate = bits(h, 32, 2), code = bits(h, 34, 6);
    if (bits(h, 0, 16) != 0x0b77 || version > 16)
        return 0;
    if (version > 10)
        return 2 * (bits(h, 21, 11) + 1);
    if (rate == 3 || code >= 38)
        return 0;
    int64_t words = kbits[code / 2] * 96000 / rates[rate];
    return 2 * (words + (rate == 1 ? code & 1 : 0));
}

/* Packets of MPEG transport streams are as long as each other and begin alike (ISO 13818-1, 2.4.3.2). */
static int64_t ts_size(const unsigned char *h)
{
    return h[0] == 0x47 ? 188 : 0;
}

/* The core of a DTS frame (ETSI TS 102 114, 5.3). */
static int64_t dts_size(const unsigned char *h)
{
    return bits(h, 0, 32) == 0x7ffe8001 ? bits(h, 46, 14) + 1 : 0;
}

static const struct {
    int64_t (*size)(const unsigned char *head);
    int count; /* frames in a row that prove it; 0: known otherwise */
    const char *name, *demuxer;
} rows[] = {
    {adts_size, 3, "AAC", "aac"}, {loas_size, 3, "AAC", "loas"},     {ac3_size, 3, "AC-3", "ac3"},
    {ac3_size, 0, NULL, "eac3"},  {ts_size, 5, "MPEG-TS", "mpegts"}, {dts_size, 0, NULL, "dts"},
};

int64_t neume_recognise_frame(const char *demuxer, const unsigned char *head)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].demuxer, demuxer))
            return rows[i].size(head);
    return 0;
}

/* As many as prove it, or fewer, but two or all there is, up to the end of the file. */
static int is_row(struct neume_vio *vio, int64_t at, int row)
{
    unsigned char h[8];
    int64_t size, from = at;
    for (int i = 0; i < rows[row].count; i++, at += size) {
        if (neume_vio_read_at(vio, h, sizeof h, at) < (int64_t)sizeof h)
            return i >= 2 || (i == 1 && at == vio->length && from < at);
        size = rows[row].size(h);
        if (size < 8)
            return 0;
    }
    return 1;
}

static int64_t skip_tags(struct neume_vio *vio)
{
    unsigned char h[10];
    int64_t at = 0;
    while (neume_vio_read_at(vio, h, sizeof h, at) == (int64_t)sizeof h && !memcmp(h, "ID3", 3))
        at += 10 + ((int64_t)(h[6] & 127) << 21 | (h[7] & 127) << 14 | (h[8] & 127) << 7 | (h[9] & 127)) +
              (h[5] & 0x10 ? 10 : 0);
    return at;
}

/* ID3v1 comes last, an APE tag before it; its size counts the footer, and its header if there is one. */
static int64_t end_before_tags(struct neume_vio *vio, int64_t from, const char *demuxer)
{
    static const char *const tagged[] = {"flac", "wv", "tta", "tak", "aac", "ac3", "eac3", "dts", "mpc", "mpc8", "ape"};
    unsigned char tag[32];
    int64_t end = vio->length;
    size_t i = 0, count = sizeof tagged / sizeof *tagged;
    while (i < count && demuxer && strcmp(tagged[i], demuxer))
        i++;
    if (i == count || !demuxer)
        return end;
    if (end - from > 128 && neume_vio_read_at(vio, tag, 3, end - 128) == 3 && !memcmp(tag, "TAG", 3))
        end -= 128;
    if (end - from > 32 && neume_vio_read_at(vio, tag, sizeof tag, end - 32) == 32 && !memcmp(tag, "APETAGEX", 8)) {
        int64_t size = (int64_t)tag[15] << 24 | tag[14] << 16 | tag[13] << 8 | tag[12];
        size += tag[23] & 0x80 ? 32 : 0;
        end -= size >= 32 && size < end - from ? size : 0;
    }
    return end > from ? end : vio->length;
}

static void find_kind(struct neume_vio *vio, struct neume_recognised *out)
{
    unsigned char head[HEAD];
    *out = (struct neume_recognised){.at = skip_tags(vio)};
    int64_t have = neume_vio_read_at(vio, head, HEAD, out->at);
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (fits(&magics[i], head, have)) {
            out->name = magics[i].name;
            out->demuxer = magics[i].demuxer;
            out->is_sndfile = magics[i].is_sndfile;
            out->is_flac_32 = !strcmp(magics[i].name, "FLAC") && have > 21 &&
                              ((head[20] & 1) << 4 | head[21] >> 4) == 31;
            for (int64_t k = 4; !strcmp(magics[i].name, "Matroska") && k + 4 <= have; k++)
                if (!memcmp(head + k, "webm", 4))
                    out->name = "WebM"; /* its document type */
            return;
        }
    for (int i = 0; i < (int)(sizeof rows / sizeof *rows); i++)
        if (rows[i].count && is_row(vio, out->at, i)) {
            out->name = rows[i].name;
            out->demuxer = rows[i].demuxer;
            if (!strcmp(out->demuxer, "ac3") && neume_vio_read_at(vio, head, 8, out->at) == 8 && bits(head, 40, 5) > 10)
                out->name = "E-AC-3", out->demuxer = "eac3";
            return;
        }
}

void neume_recognise(struct neume_vio *vio, struct neume_recognised *out)
{
    find_kind(vio, out);
    out->end = end_before_tags(vio, out->at, out->demuxer);
}
