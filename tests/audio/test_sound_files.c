/* SPDX-License-Identifier: MIT
 *
 * Files as the world writes them: joined, wrapped, miscounted, with things before and after. */
#include <sndfile.h>
#include <stdio.h>
#include <string.h>

#include "audio/container.h"
#include "audio/libav.h"
#include "tests/audio/sounds.h"

enum { RATE = 44100, FRAMES = 60000 };

struct bytes {
    char *at;
    size_t size;
};

/* Clicks at places that no frame of a codec begins at. */
static float *new_clicks(size_t frames)
{
    float *x = calloc(frames, sizeof *x);
    for (size_t i = 5003; i + 300 < frames; i += 9001)
        for (size_t k = 0; k < 100; k++)
            x[i + k] = (float)(0.7 * exp(-0.05 * (double)k) * cos(0.3 * (double)k));
    return x;
}

static struct bytes encoded(const char *path, int rate, size_t frames)
{
    struct bytes b;
    float *x = new_clicks(frames);
    write_sound(path, rate, 1, NEUME_PCM_16, x, frames);
    free(x);
    b.at = support_read_file(path, &b.size);
    return b;
}

static struct bytes joined(struct bytes a, struct bytes b)
{
    struct bytes both = {malloc(a.size + b.size), a.size + b.size};
    memcpy(both.at, a.at, a.size);
    memcpy(both.at + a.size, b.at, b.size);
    return both;
}

/* Samples by which the first of `count` is later than clicks that begin at `from`; by the largest product. */
static int lag(const float *x, size_t count, size_t from)
{
    float *wanted = new_clicks(FRAMES);
    double best = 0;
    int found = -99999;
    for (int shift = -2500; shift <= 2500; shift++) {
        double sum = 0;
        for (size_t i = 4000; i < 30000; i++) {
            int64_t at = (int64_t)(from + i) + shift;
            if (wanted[i] != 0 && at >= 0 && at < (int64_t)count)
                sum += (double)wanted[i] * x[at];
        }
        if (sum > best) {
            best = sum;
            found = shift;
        }
    }
    free(wanted);
    return found;
}

static void expect(const char *path, const char *what, size_t frames, size_t second)
{
    struct neume_audio_info info;
    size_t count;
    int truncated;
    float *x = read_sound(path, 999, &info, &count, &truncated);
    int first = lag(x, count, 0), other = second ? lag(x, count, second) : 0;
    if (count != frames || info.frames != (int64_t)frames || truncated || abs(first) > 1 || abs(other) > 1)
        fail_msg("%s: %d frames of %d, %d said, truncated %d, late by %d and %d", what, (int)count, (int)frames,
                 (int)info.frames, truncated, first, other);
    free(x);
}

static void joined_files_are_read_whole(void **state)
{
    (void)state;
    static const char *const names[] = {"x.mp3", "x.ogg", "x.opus"};
    char *folder = support_new_folder();
    for (int i = 0; i < 3; i++) {
        const char *path = support_path(folder, names[i]);
        struct bytes one = encoded(path, i == 2 ? 48000 : RATE, FRAMES), two = joined(one, one);
        support_write_file(path, two.at, two.size);
        expect(path, names[i], 2 * FRAMES, FRAMES);
        free(one.at), free(two.at);
    }
    support_remove_folder(folder);
}

/* The second half has another rate: it comes at that of the first. */
static void parts_of_another_rate_are_converted(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES), half = encoded(path, RATE / 2, FRAMES / 2), two = joined(one, half);
    support_write_file(path, two.at, two.size);
    struct neume_audio_info info;
    size_t count;
    int truncated;
    float *x = read_sound(path, 5000, &info, &count, &truncated);
    assert_int_equal(count, 2 * FRAMES);
    assert_int_equal(info.frames, 2 * FRAMES);
    assert_int_equal(truncated, 0);
    free(x), free(one.at), free(half.at), free(two.at);
    support_remove_folder(folder);
}

static const char ape[] = "APETAGEX\xd0\7\0\0\x38\0\0\0\1\0\0\0\0\0\0\xa0\0\0\0\0\0\0\0\0"
                          "\xa\0\0\0\0\0\0\0Title\0Hello_____"
                          "APETAGEX\xd0\7\0\0\x38\0\0\0\1\0\0\0\0\0\0\x80\0\0\0\0\0\0\0\0";
static const char id3[] = "ID3\3\0\0\0\0\0\5hello";

static void what_stands_before_an_mp3_is_no_matter(void **state)
{
    (void)state;
    static char zeros[5000];
    const struct {
        const char *name;
        struct bytes before;
    } rows[] = {
        {"zeros", {zeros, sizeof zeros}},
        {"an APE tag", {(char *)(size_t)ape, sizeof ape - 1}},
        {"an ID3v2 tag", {(char *)(size_t)id3, sizeof id3 - 1}},
        {"text", {(char *)(size_t) "Content-Type: audio/mpeg\r\n\r\n", 28}},
    };
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes all = joined(rows[i].before, one);
        support_write_file(path, all.at, all.size);
        expect(path, rows[i].name, FRAMES, 0);
        free(all.at);
    }
    free(one.at);
    support_remove_folder(folder);
}

/* Without the first frame, which says what LAME put before the recording, its name in the others says it. */
static void an_mp3_without_a_header_begins_in_time(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES);
    size_t at = 4;
    while (memcmp(one.at + at, one.at, 2) || (one.at[at + 2] & 0x0c) != (one.at[2] & 0x0c))
        at++;
    support_write_file(path, one.at + at, one.size - at);
    struct neume_audio_info info;
    size_t count;
    float *x = read_sound(path, 4096, &info, &count, NULL);
    assert_in_range(count, FRAMES, FRAMES + 2304);
    assert_int_equal(info.frames, count);
    assert_int_equal(lag(x, count, 0), 0);
    free(x), free(one.at);
    support_remove_folder(folder);
}

static void put32(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> (8 * i));
}

static void mp3_in_wav_is_whole(void **state)
{
    (void)state;
    static const char head[] = "RIFF....WAVEfmt \x1e\0\0\0\x55\0\1\0\x44\xac\0\0\x80\x3e\0\0\1\0\0\0\x0c\0\1\0\2\0\0\0"
                               "\xa1\1\1\0\x71\5fact\4\0\0\0....data....";
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES), before = {malloc(sizeof head), sizeof head - 1};
    memcpy(before.at, head, sizeof head);
    put32(before.at + 4, (uint32_t)(one.size + before.size - 8));
    put32(before.at + before.size - 12, FRAMES);
    put32(before.at + before.size - 4, (uint32_t)one.size);
    struct bytes all = joined(before, one);
    support_write_file(path, all.at, all.size);
    expect(path, "MP3 in WAV", FRAMES, 0);
    free(before.at), free(one.at), free(all.at);
    support_remove_folder(folder);
}

/* Of the samples' chunk; what stands behind it; frames. */
static const struct {
    const char *name;
    int64_t size; /* -1: the right one */
    const char *after;
    size_t after_size, frames;
} sizes[] = {
    {"right", -1, "", 0, FRAMES},
    {"0", 0, "", 0, FRAMES},
    {"2^32 - 1", 0xffffffff, "", 0, FRAMES},
    {"2^31", 0x80000000, "", 0, FRAMES},
    {"2^31 - 1", 0x7fffffff, "", 0, FRAMES},
    {"an odd one, too small", 10001, "", 0, FRAMES},
    {"that of a header", 36, "", 0, FRAMES},
    {"right, with chunks behind it", -1, "LIST\4\0\0\0INFO", 12, FRAMES},
    {"right, with a byte of padding too much", -1, "\0LIST\4\0\0\0INFO", 13, FRAMES},
    {"right, with zeros behind it", -1, "\0\0\0\0", 4, FRAMES},
};

static void sizes_of_wav_files_are_not_believed(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    float *x = new_noise(FRAMES, 0.3, 4);
    write_sound(path, RATE, 1, NEUME_PCM_16, x, FRAMES);
    struct bytes one;
    one.at = support_read_file(path, &one.size);
    size_t at = 12;
    while (memcmp(one.at + at, "data", 4))
        at++;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct neume_audio_info info;
        size_t count;
        int truncated;
        struct bytes after = {(char *)(size_t)sizes[i].after, sizes[i].after_size}, all = joined(one, after);
        if (sizes[i].size >= 0)
            put32(all.at + at + 4, (uint32_t)sizes[i].size);
        support_write_file(path, all.at, all.size);
        free(read_sound(path, 4096, &info, &count, &truncated));
        if (count != sizes[i].frames || info.frames != (int64_t)count || truncated)
            fail_msg("a size of %s: %d frames, %d said, truncated %d", sizes[i].name, (int)count, (int)info.frames,
                     truncated);
        free(all.at);
    }
    free(one.at), free(x);
    support_remove_folder(folder);
}

static void whole_numbers_in_float_files_are_recognised(void **state)
{
    (void)state;
    static const struct {
        double scale, gain; /* what full scale is, and how loud the music */
        int known;
    } rows[] = {{1, 0.5, 1},          {32768, 0.9, 1}, {32768, 0.01, 1}, {8388608, 0.5, 1}, {2147483648.0, 0.5, 1},
                {1, 2, 1} /* over */, {1e12, 1, 0}};
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float *x = new_noise(FRAMES, rows[i].gain, 4), *y = malloc(FRAMES * sizeof *y);
        for (size_t k = 0; k < FRAMES; k++)
            y[k] = (float)(x[k] * rows[i].scale);
        y[500] = 1e9f; /* one error does not make it */
        write_sound(path, RATE, 1, NEUME_FLOAT_32, y, FRAMES);
        struct neume_audio_info info;
        size_t count;
        float *z = read_sound(path, 4096, &info, &count, NULL);
        assert_int_equal(count, FRAMES);
        for (size_t k = 0; k < FRAMES; k++)
            if (k != 500 && rows[i].known && fabsf(z[k] - x[k]) > 1e-5f)
                fail_msg("full scale at %g: %g instead of %g", rows[i].scale, (double)z[k], (double)x[k]);
        free(x), free(y), free(z);
    }
    support_remove_folder(folder);
}

/* Block codecs fill up their last block; the header knows where the recording ends. */
static void blocks_are_cut_to_the_recording(void **state)
{
    (void)state;
    static const struct {
        int format, rate;
        size_t frames;
    } rows[] = {
        {SF_FORMAT_GSM610, 8000, 32101}, {SF_FORMAT_IMA_ADPCM, 22050, 30011}, {SF_FORMAT_MS_ADPCM, 22050, 30011}};
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        SF_INFO sf = {.samplerate = rows[i].rate, .channels = 1, .format = SF_FORMAT_WAV | rows[i].format};
        float *x = new_noise(rows[i].frames, 0.3, 8);
        SNDFILE *file = sf_open(path, SFM_WRITE, &sf);
        assert_non_null(file);
        assert_int_equal(sf_writef_float(file, x, (sf_count_t)rows[i].frames), rows[i].frames);
        sf_close(file);
        size_t size, at = 12;
        char *bytes = support_read_file(path, &size);
        while (memcmp(bytes + at, "fact", 4))
            at++;
        put32(bytes + at + 8, (uint32_t)rows[i].frames);
        support_write_file(path, bytes, size);
        struct neume_audio_info info;
        size_t count;
        int truncated;
        free(read_sound(path, 4096, &info, &count, &truncated));
        assert_int_equal(count, rows[i].frames);
        assert_int_equal(info.frames, rows[i].frames);
        assert_int_equal(truncated, 0);
        free(x), free(bytes);
    }
    support_remove_folder(folder);
}

static void opus_has_one_rate(void **state)
{
    (void)state;
    static const int rates[] = {8000, 12000, 16000, 24000, 48000};
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.opus");
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct neume_audio_info info;
        size_t count;
        float *x = new_noise((size_t)rates[i], 0.3, 8);
        write_sound(path, rates[i], 1, NEUME_PCM_16, x, (size_t)rates[i]);
        free(read_sound(path, 999, &info, &count, NULL));
        assert_int_equal(info.sample_rate, 48000);
        assert_in_range(count, 47900, 48100);
        assert_int_equal(info.frames, count);
        free(x);
    }
    support_remove_folder(folder);
}

/* Headers of formats that FFmpeg's libraries read, and nothing good behind them. */
static const struct {
    const char *name, *head;
    size_t size;
} begins[] = {
    {"AAC", "\xff\xf1\x50\x80\x10\x1f\xfc", 7},
    {"M4A",
     "\0\0\0\x20"
     "ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0",
     32},
    {"Matroska", "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1", 13},
    {"WMA", "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c", 16},
    {"WavPack", "wvpk\x18\0\0\0\x10\4\0\0", 12},
    {"AMR", "#!AMR\n", 6},
};

static void what_needs_a_library_is_named_and_never_noise(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x");
    char bytes[128 * 100];
    uint64_t seed = 4;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        struct neume_decoder *d;
        struct neume_refusal refusal;
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (char)(256 * support_random(&seed));
        for (size_t k = 0; k < (i ? 1 : 100); k++) /* ADTS is a row of frames, of 128 bytes each here */
            memcpy(bytes + 128 * k, begins[i].head, begins[i].size);
        support_write_file(path, bytes, sizeof bytes);
        enum neume_status status = neume_decoder_open(&d, path, NULL);
        neume_decoder_refusal(path, &refusal);
        neume_decoder_free(d);
        if (neume_libav_is_there()) {
            assert_true(status == NEUME_ERR_DAMAGED || status == NEUME_ERR_UNSUPPORTED || status == NEUME_ERR_EMPTY ||
                        (i == 5 && status == NEUME_OK));
        } else {
            assert_status(status, NEUME_ERR_UNSUPPORTED);
            assert_int_equal(refusal.reason, NEUME_REFUSAL_LIBRARY);
            assert_string_equal(refusal.format, begins[i].name);
        }
    }
    support_remove_folder(folder);
}

static void rates_out_of_range_are_told(void **state)
{
    (void)state;
    static const int rates[] = {1000, 3999, 384001, 500000};
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.wav");
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        unsigned char bytes[NEUME_WAV_HEADER_MAX + 200] = {0};
        struct neume_refusal refusal;
        size_t size = neume_wav_header(bytes, rates[i], 1, 16, 100, 0);
        support_write_file(path, bytes, size + 200);
        neume_decoder_refusal(path, &refusal);
        assert_int_equal(refusal.reason, NEUME_REFUSAL_RATE);
        assert_int_equal(refusal.sample_rate, rates[i]);
    }
    support_remove_folder(folder);
}

static size_t without_header(struct bytes mp3)
{
    size_t at = 1;
    while (memcmp(mp3.at + at, mp3.at, 2))
        at++;
    return at;
}

/* As one stream, of which some encoders make use. */
static void mp3_may_change_its_channels(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES), two, both;
    struct neume_audio_info info;
    size_t count;
    float *x = new_sine(FRAMES, 2, RATE, 440, 0.3);
    write_sound(path, RATE, 2, NEUME_PCM_16, x, FRAMES);
    two.at = support_read_file(path, &two.size);
    free(x);
    struct bytes a = {one.at + without_header(one), one.size - without_header(one)};
    struct bytes b = {two.at + without_header(two), two.size - without_header(two)};
    for (int k = 0; k < 2; k++) {
        both = k ? joined(b, a) : joined(a, b);
        support_write_file(path, both.at, both.size);
        x = read_sound(path, 5000, &info, &count, NULL);
        assert_int_equal(info.channels, k + 1);
        assert_true(count >= 2 * FRAMES && count < 2 * FRAMES + 6 * 1152);
        free(x), free(both.at);
    }
    free(one.at), free(two.at);
    support_remove_folder(folder);
}

/* Neither a header nor an end: only the last frame shows that something is missing. */
static void mp3_without_a_header_is_cut(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "x.mp3");
    struct bytes one = encoded(path, RATE, FRAMES);
    size_t first = without_header(one);
    for (size_t less = 0; less < 2; less++) {
        struct neume_audio_info info;
        size_t count;
        int truncated;
        support_write_file(path, one.at + first, one.size - first - less);
        free(read_sound(path, 5000, &info, &count, &truncated));
        assert_int_equal(truncated, less);
    }
    free(one.at);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joined_files_are_read_whole),
        cmocka_unit_test(parts_of_another_rate_are_converted),
        cmocka_unit_test(what_stands_before_an_mp3_is_no_matter),
        cmocka_unit_test(an_mp3_without_a_header_begins_in_time),
        cmocka_unit_test(mp3_in_wav_is_whole),
        cmocka_unit_test(sizes_of_wav_files_are_not_believed),
        cmocka_unit_test(whole_numbers_in_float_files_are_recognised),
        cmocka_unit_test(blocks_are_cut_to_the_recording),
        cmocka_unit_test(opus_has_one_rate),
        cmocka_unit_test(what_needs_a_library_is_named_and_never_noise),
        cmocka_unit_test(rates_out_of_range_are_told),
        cmocka_unit_test(mp3_without_a_header_is_cut),
        cmocka_unit_test(mp3_may_change_its_channels),
    };
    return cmocka_run_group_tests_name("audio/sound_files", tests, NULL, NULL);
}
