/* SPDX-License-Identifier: MIT */
#include <FLAC/stream_encoder.h>

#include "tests/audio/sounds.h"

enum { RATE = 44100, FRAMES = 60000 };

static void write_flac_32(const char *path, int is_ogg, const int32_t *x, int channels, unsigned frames)
{
    FLAC__StreamEncoder *e = FLAC__stream_encoder_new();
    assert_non_null(e);
    FLAC__stream_encoder_set_channels(e, (unsigned)channels);
    FLAC__stream_encoder_set_bits_per_sample(e, 32);
    FLAC__stream_encoder_set_sample_rate(e, RATE);
    FLAC__stream_encoder_set_total_samples_estimate(e, frames);
    assert_int_equal(is_ogg ? FLAC__stream_encoder_init_ogg_file(e, path, NULL, NULL)
                            : FLAC__stream_encoder_init_file(e, path, NULL, NULL),
                     FLAC__STREAM_ENCODER_INIT_STATUS_OK);
    assert_true(FLAC__stream_encoder_process_interleaved(e, x, frames));
    assert_true(FLAC__stream_encoder_finish(e));
    FLAC__stream_encoder_delete(e);
}

/* Which libsndfile 1.2 and FFmpeg 5.1 open and read nothing of. */
static void flac_of_32_bits_is_read(void **state)
{
    (void)state;
    static int32_t x[2 * FRAMES];
    static const char *const names[] = {"x.flac", "x.oga"};
    uint64_t seed = 7;
    char *folder = support_new_folder();
    for (size_t i = 0; i < 2 * FRAMES; i++)
        x[i] = (int32_t)((support_random(&seed) - 0.5) * 4e9);
    for (int k = 0; k < 2; k++) {
        const char *path = support_path(folder, names[k]);
        struct neume_audio_info info;
        size_t count, size;
        int truncated;
        write_flac_32(path, k, x, 2, FRAMES);
        float *y = read_sound(path, 5000, &info, &count, &truncated);
        assert_int_equal(count, FRAMES);
        assert_int_equal(info.channels, 2);
        assert_int_equal(truncated, 0);
        for (size_t i = 0; i < 2 * FRAMES; i++)
            assert_true(y[i] == (float)x[i] / 2147483648.0f);
        free(y);
        char *file = support_read_file(path, &size);
        support_write_file(path, file, size / 2);
        y = read_sound(path, 5000, &info, &count, &truncated);
        assert_true(truncated && count > FRAMES / 4 && count < FRAMES);
        free(y), free(file);
    }
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flac_of_32_bits_is_read),
    };
    return cmocka_run_group_tests_name("audio/flac", tests, NULL, NULL);
}
