/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/decode.h"
#include "audio/encode.h"
#include "tests/cli/program.h"

/* Kick and snare in turn, twice a second, each loud in its own microphone, softer in the other and in the overhead. */
enum { RATE = 44100, HITS = 14, LENGTH = 8 * RATE, FIRST = RATE / 3, STEP = RATE / 2, MICS = 3 };

static const char *const names[MICS] = {"kick.wav", "snare.wav", "over.wav"};
static const float levels[MICS][2] = {{0.7f, 0.04f}, {0.08f, 0.6f}, {0.3f, 0.3f}}; /* of kick and snare */
static const int distance[MICS] = {0, 20, 140};                                    /* frames */

static float drum(int which, int i, uint64_t *seed)
{
    double t = (double)i / RATE, noise = 2 * support_random(seed) - 1;
    if (which)
        return (float)(exp(-t / 0.07) * (0.06 * noise + 0.6 * sin(1200 * t) + 0.3 * sin(2900 * t)));
    return (float)(exp(-t / 0.08) * (sin(350 * t + 9 * (1 - exp(-t / 0.02))) + 0.03 * noise));
}

static void write_sound(const char *path, const float *x, size_t frames)
{
    struct neume_encode_options o = {.sample_rate = RATE, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    assert_ok(neume_encoder_open(&e, path, &o));
    assert_ok(neume_encoder_write(e, x, frames));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static int setup(void **state)
{
    program_setup(state);
    static float x[LENGTH];
    uint64_t seed = 7;
    assert_int_equal(mkdir("drums", 0777), 0);
    for (int which = 0; which < 2; which++) {
        for (int i = 0; i < RATE / 2; i++)
            x[i] = 0.8f * drum(which, i, &seed);
        write_sound(which ? "drums/snare.wav" : "drums/kick.wav", x, RATE / 2);
    }
    for (int m = 0; m < MICS; m++) {
        memset(x, 0, sizeof x);
        for (int h = 0; h < HITS; h++) {
            seed = (uint64_t)h + 100; /* the same in every microphone */
            for (int i = 0; i < STEP; i++)
                x[FIRST + h * STEP + distance[m] + i] += levels[m][h % 2] * drum(h % 2, i, &seed);
        }
        write_sound(names[m], x, LENGTH);
    }
    return 0;
}

/* x[LENGTH + 1] */
static void read_sound(const char *path, float *x)
{
    struct neume_audio_info info;
    struct neume_decoder *d;
    size_t frames;
    if (neume_decoder_open(&d, path, &info) != NEUME_OK)
        fail_msg("%s is not there", path);
    assert_ok(neume_decoder_read(d, x, LENGTH + 1, &frames));
    neume_decoder_free(d);
    assert_int_equal(frames, LENGTH);
}

/* dB, of hit `h` over 60 ms. */
static double level_of(const char *path, int h, int mic)
{
    static float x[LENGTH + 1];
    double sum = 1e-20;
    read_sound(path, x);
    for (int i = 0; i < RATE / 16; i++)
        sum += pow((double)x[FIRST + h * STEP + distance[mic] + i], 2);
    return 10 * log10(sum);
}

/* Each microphone gets its own drum's samples, as loud as it was, and the old drums go down by 20 dB in all others. */
static void bleed_goes_down_in_every_microphone(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME replace kick.wav=KD snare.wav=SD over.wav --kit drums -o new --bits 32f");
    if (ran.code)
        fail_msg("%d: %s", ran.code, ran.err);
    assert_non_null(strstr(ran.err, "over.wav: no samples here -> new/over.wav"));
    for (int m = 0; m < MICS; m++)
        for (int h = 2; h < HITS; h++) {
            char path[32];
            snprintf(path, sizeof path, "new/%s", names[m]);
            double change = level_of(path, h, m) - level_of(names[m], h, m);
            if (h % 2 == m ? fabs(change) > 1.5 : change > -20)
                fail_msg("%s, %s %d: %.1f dB", names[m], h % 2 ? "snare" : "kick", h / 2, change);
        }
}

/* The mix of each microphone is the sum of its stems; with --tail the samples ring out in all of them. */
static void stems_of_each_microphone(void **state)
{
    (void)state;
    static const char *const parts[MICS][2] = {{"st/kick/original.wav", "st/kick/KD.wav"},
                                               {"st/snare/original.wav", "st/snare/SD.wav"},
                                               {"st/over/original.wav", NULL}};
    struct ran ran = program_run("$NEUME replace kick.wav=KD snare.wav=SD over.wav --kit drums -o whole --bits 32f "
                                 "--stems st --audition heard");
    if (ran.code)
        fail_msg("%d: %s", ran.code, ran.err);
    for (int m = 0; m < MICS; m++) {
        static float mix[LENGTH + 1], part[LENGTH + 1];
        char path[32];
        snprintf(path, sizeof path, "whole/%s", names[m]);
        read_sound(path, mix);
        for (int k = 0; k < 2 && parts[m][k]; k++) {
            read_sound(parts[m][k], part);
            for (int i = 0; i < LENGTH; i++)
                mix[i] -= part[i];
        }
        for (int i = 0; i < LENGTH; i++)
            assert_true(fabsf(mix[i]) < 1e-5f);
    }
    assert_int_equal(access("heard/kick/KD.wav", F_OK), 0);
    assert_int_equal(access("heard/snare/SD.wav", F_OK), 0);
    ran = program_run("$NEUME replace kick.wav=KD snare.wav=SD --kit drums -o long --tail");
    assert_int_equal(ran.code, 0);
}

/* --midi-out has the hits of all microphones in the take's time, each once though its drum has two. */
static void hits_of_a_take(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME replace -q kick.wav=KD snare.wav=SD over.wav=SD --kit drums -o twice "
                                 "--midi-out take.mid");
    if (ran.code)
        fail_msg("%d: %s", ran.code, ran.err);
    ran = program_run("$NEUME info --json take.mid");
    assert_int_equal(ran.code, 0);
    if (!strstr(ran.out, "\"notes\": 14"))
        fail_msg("not each hit once: %s", ran.out);
}

static void what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *says;
    } rows[] = {
        {"$NEUME replace kick.wav=KD snare.wav=SD --kit drums -o a.wav", 2, "need a folder, not 'a.wav'"},
        {"$NEUME replace kick.wav=KD snare.wav=SD --kit drums -o new --midi-out kick.wav", 2, "would replace an input"},
        {"$NEUME replace kick.wav=KD snare.wav=SD --kit drums -o new --midi-out new/kick.wav", 2,
         "would replace another"},
        {"$NEUME replace kick.wav=KD snare.wav=gong --kit drums -o new", 2, "'gong' is none of"},
        {"$NEUME replace kick.wav=KD snare.wav=SD --kit drums -o .", 2, "would replace an input"},
        {"$NEUME replace kick.wav=KD gone.wav=SD --kit drums -o other", 3, "gone.wav: no such file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || !strstr(ran.err, rows[i].says))
            fail_msg("%s: code %d\n%s", rows[i].line, ran.code, ran.err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bleed_goes_down_in_every_microphone),
                                       cmocka_unit_test(stems_of_each_microphone), cmocka_unit_test(hits_of_a_take),
                                       cmocka_unit_test(what_is_wrong)};
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
