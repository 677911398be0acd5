/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "audio/ogg_serial.h"

#include <sndfile.h>
#include <stdio.h>
#include <string.h>

#include "tests/audio/sounds.h"

static void floats_are_never_infinite(void **state)
{
    (void)state;
    static const float in[] = {INFINITY, -INFINITY, NAN, 3e38f, -3e38f, 2, 0};
    enum { COUNT = sizeof in / sizeof in[0] };
    char *folder = support_new_folder();
    SF_INFO sf = {0};
    float y[COUNT];
    write_sound(support_path(folder, "x.wav"), 44100, 1, NEUME_FLOAT_32, in, COUNT);
    SNDFILE *file = sf_open(support_path(folder, "x.wav"), SFM_READ, &sf);
    assert_non_null(file);
    assert_int_equal(sf_read_float(file, y, COUNT), COUNT);
    sf_close(file);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(isfinite(y[i]));
        assert_true(isfinite(in[i]) ? y[i] == in[i] : isnan(in[i]) ? y[i] == 0 : y[i] * in[i] > 1e38f);
    }
    support_remove_folder(folder);
}

/* libsndfile draws the serial numbers of Ogg streams; two files of one sound are the same bytes all the same, and those
 * of two sounds can be chained, for which their numbers must differ. */
static void the_same_sound_is_the_same_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"x.wav", "x.flac", "x.aiff", "x.ogg", "x.opus", "x.mp3"};
    enum { RATE = 48000, FRAMES = 3 * RATE };
    char *folder = support_new_folder();
    float *x[2] = {new_noise(FRAMES, 0.3, 1), new_noise(FRAMES, 0.3, 2)};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        struct neume_audio_info info;
        const char *path = support_path(folder, names[n]);
        char *bytes[3];
        size_t size[3], frames;
        for (int k = 0; k < 3; k++) {
            write_sound(path, RATE, 1, NEUME_PCM_16, x[k == 2], FRAMES);
            bytes[k] = support_read_file(path, &size[k]);
        }
        assert_int_equal(size[0], size[1]);
        assert_memory_equal(bytes[0], bytes[1], size[0]);
        if (!memcmp(bytes[0], "OggS", 4))
            assert_memory_not_equal(bytes[0] + 14, bytes[2] + 14, 4);
        free(read_sound(path, 4096, &info, &frames, NULL)); /* which checks the pages' sums */
        assert_true(frames >= FRAMES && frames < FRAMES + 4096);
        for (int k = 0; k < 3; k++)
            free(bytes[k]);
    }
    free(x[0]);
    free(x[1]);
    support_remove_folder(folder);
}

static void other_files_are_left_alone(void **state)
{
    (void)state;
    static const char *const texts[] = {"OggS", "no pages at all, but a text", "OggS\0\2 and so on, with no such page"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char back[64] = "";
        FILE *f = tmpfile();
        assert_non_null(f);
        assert_true(fputs(texts[i], f) >= 0 && !fflush(f));
        assert_status(neume_ogg_serial_settle(fileno(f)), NEUME_ERR_DAMAGED);
        rewind(f);
        assert_int_equal(fread(back, 1, sizeof back, f), strlen(texts[i]));
        assert_string_equal(back, texts[i]);
        fclose(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floats_are_never_infinite),
        cmocka_unit_test(the_same_sound_is_the_same_bytes),
        cmocka_unit_test(other_files_are_left_alone),
    };
    return cmocka_run_group_tests_name("audio/ogg_serial", tests, NULL, NULL);
}
