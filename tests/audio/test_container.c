/* SPDX-License-Identifier: MIT */
#include "audio/container.h"

#include <string.h>

#include "tests/audio/sounds.h"

static uint64_t number(const unsigned char *p, int bytes)
{
    uint64_t x = 0;
    for (int i = bytes - 1; i >= 0; i--)
        x = x << 8 | p[i];
    return x;
}

/* The largest WAV has a RIFF length of 2^32 - 1, an odd number, so the last whole one is a byte under it. */
static const struct {
    int channels, bits;
    int64_t frames;
    const char *magic, *chunk;
    int tag;
} rows[] = {
    {1, 16, 0, "RIFF", "JUNK", 1},
    {2, 16, 1000, "RIFF", "JUNK", 1},
    {1, 24, 1001, "RIFF", "JUNK", 1},
    {1, 32, 1000, "RIFF", "JUNK", 3},
    {3, 24, 1000, "RIFF", "JUNK", 0xfffe},
    {1, 16, (0xffffffffLL - 72) / 2, "RIFF", "JUNK", 1},
    {1, 16, (0xffffffffLL - 72) / 2 + 1, "RF64", "ds64", 1},
    {8, 32, 1LL << 40, "RF64", "ds64", 0xfffe},
};

static void wav_headers_add_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unsigned char h[NEUME_WAV_HEADER_MAX];
        size_t size = neume_wav_header(h, 44100, rows[i].channels, rows[i].bits, rows[i].frames, 0);
        uint64_t data = (uint64_t)rows[i].frames * (uint64_t)(rows[i].channels * rows[i].bits / 8);
        uint64_t riff = size - 8 + data + (data & 1);
        int big = !strcmp(rows[i].magic, "RF64");
        assert_true(size <= NEUME_WAV_HEADER_MAX && size % 2 == 0);
        assert_memory_equal(h, rows[i].magic, 4);
        assert_memory_equal(h + 8, "WAVE", 4);
        assert_memory_equal(h + 12, rows[i].chunk, 4);
        assert_true(number(h + 4, 4) == (big ? 0xffffffffu : riff));
        if (big) {
            assert_true(number(h + 20, 8) == riff);
            assert_true(number(h + 28, 8) == data);
            assert_true(number(h + 36, 8) == (uint64_t)rows[i].frames);
        }
        assert_memory_equal(h + 48, "fmt ", 4);
        assert_int_equal(number(h + 56, 2), rows[i].tag);
        assert_int_equal(number(h + 58, 2), rows[i].channels);
        assert_int_equal(number(h + 60, 4), 44100);
        assert_memory_equal(h + size - 8, "data", 4);
        assert_true(number(h + size - 4, 4) == (big ? 0xffffffffu : data));
    }
}

struct memory {
    const char *bytes;
    int64_t size;
};

static int64_t read_at(void *user, void *bytes, int64_t count, int64_t position)
{
    const struct memory *m = user;
    int64_t left = position < m->size ? m->size - position : 0, n = count < left ? count : left;
    memcpy(bytes, m->bytes + position, (size_t)n);
    return n;
}

static const struct {
    const char *name, *bytes;
    int64_t size;
    int is_sound, is_cut;
} files[] = {
    {"WAV", "RIFF\x28\0\0\0WAVEdata\4\0\0\0abcd", 24, 1, 0},
    {"WAV, one byte short", "RIFF\x28\0\0\0WAVEdata\4\0\0\0abc", 23, 1, 1},
    {"WAV behind an odd chunk", "RIFF\x28\0\0\0WAVELIST\1\0\0\0x\0data\4\0\0\0abcd", 34, 1, 0},
    {"WAV without samples", "RIFF\x28\0\0\0WAVELIST\1\0\0\0x\0", 22, 1, 0},
    {"WAV cut in a chunk", "RIFF\x28\0\0\0WAVELIST\x40\0\0\0x\0", 22, 1, 1},
    {"WAV from a pipe, 0", "RIFF\0\0\0\0WAVEdata\0\0\0\0abcd", 24, 1, 0},
    {"WAV from a pipe, -1",
     "RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff"
     "abcd",
     24, 1, 0},
    {"RIFX", "RIFX\0\0\0\x28WAVEdata\0\0\0\4abc", 23, 1, 1},
    {"AIFF",
     "FORM\0\0\0\x28"
     "AIFFSSND\0\0\0\4abcd",
     24, 1, 0},
    {"AIFF, short",
     "FORM\0\0\0\x28"
     "AIFFSSND\0\0\0\5abcd",
     24, 1, 1},
    {"AIFF from a pipe",
     "FORM\x7f\0\0\x2e"
     "AIFFSSND\x7f\0\0\x08"
     "abcd",
     24, 1, 0},
    {"AU", ".snd\0\0\0\x18\0\0\0\2....", 16, 1, 1},
    {"Ogg without an end", "OggS\0\0............", 16, 1, 1},
    {"AVI", "RIFF\x28\0\0\0AVI LIST", 16, 0, 0},
    {"text", "hello, it is me", 15, 0, 0},
};

static void beginnings_and_lengths(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct memory m = {files[i].bytes, files[i].size};
        struct neume_bytes b = {read_at, &m, m.size};
        if (neume_container_is_sound(&b) != files[i].is_sound)
            fail_msg("%s: sound %d", files[i].name, !files[i].is_sound);
        if (files[i].is_sound && neume_container_is_cut(&b) != files[i].is_cut)
            fail_msg("%s: cut %d", files[i].name, !files[i].is_cut);
    }
}

/* A header and a size; the bytes up to `size` are zero. Whole files are so long and no shorter. */
static const struct {
    const char *name, *head;
    size_t head_size;
    int64_t size;
    int is_cut_before; /* 1 where a byte less is a cut file */
} sized[] = {
    {"AVI", "RIFF\x38\0\0\0AVI LIST", 16, 64, 1},
    {"AVI from a pipe", "RIFF\xff\xff\xff\377AVI LIST", 16, 64, 0},
    {"W64", "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0\x40\0\0\0\0\0\0\0", 24, 64, 1},
    {"Matroska", "\x1a\x45\xdf\xa3\x81.\x18\x53\x80\x67\xb2", 11, 61, 1},
    {"Matroska, size of 8 bytes", "\x1a\x45\xdf\xa3\x81.\x18\x53\x80\x67\1\0\0\0\0\0\0\x32", 18, 68, 1},
    {"Matroska as it is recorded", "\x1a\x45\xdf\xa3\x81.\x18\x53\x80\x67\xff", 11, 61, 0},
    {"MP4",
     "\0\0\0\x10"
     "ftypM4A ....\0\0\0\x30"
     "mdat",
     24, 64, 1},
    {"MP4 of 8 bytes",
     "\0\0\0\x10"
     "ftypM4A ....\0\0\0\1mdat\0\0\0\0\0\0\0\x30",
     32, 64, 1},
    {"MP4, to the end",
     "\0\0\0\x10"
     "ftypM4A ....\0\0\0\0mdat",
     24, 64, 0},
    {"VOC", "Creative Voice File\x1a\x1a\0\x0a\1\x29\x11\1\x20\0\0", 30, 62, 1},
    {"MPEG-TS", "G", 1, 376, 1},
    {"ASF",
     "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c\0\0\0\0\0\0\0\0\0\0\0\0\1\2"
     "any other object\x18\0\0\0\0\0\0\0"
     "\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65\x68\0\0\0\0\0\0\0"
     "0123456789abcdef\xc8\0\0\0\0\0\0\0",
     102, 200, 1},
};

static void sizes_in_headers(void **state)
{
    char bytes[400];
    (void)state;
    for (size_t i = 0; i < sizeof sized / sizeof sized[0]; i++) {
        struct memory m = {bytes, sized[i].size};
        struct neume_bytes b = {read_at, &m, m.size};
        memset(bytes, 0, sizeof bytes);
        memcpy(bytes, sized[i].head, sized[i].head_size);
        if (neume_container_is_cut(&b))
            fail_msg("%s is whole", sized[i].name);
        b.size = --m.size;
        if (neume_container_is_cut(&b) != sized[i].is_cut_before)
            fail_msg("%s, a byte short", sized[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wav_headers_add_up),
        cmocka_unit_test(beginnings_and_lengths),
        cmocka_unit_test(sizes_in_headers),
    };
    return cmocka_run_group_tests_name("audio/container", tests, NULL, NULL);
}
