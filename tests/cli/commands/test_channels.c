/* SPDX-License-Identifier: MIT
 *
 * The same music is heard alike, however it lies in the channels. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "tests/cli/program.h"
#include "tests/support/signals.h"

enum { RATE = 22050, SECONDS = 6, FRAMES = RATE * SECONDS, MOST = 8 };

/* Gains by channel. */
static const struct {
    const char *name;
    int channels;
    float gain[MOST];
} places[] = {
    {"mono", 1, {1}},
    {"left", 2, {1, 0}},
    {"turned", 2, {1, -1}},
    {"one of three turned", 3, {1, -1, 1}},
    {"the fifth of eight", 8, {0, 0, 0, 0, 1, 0, 0, 0}},
};

/* Strokes and strings every quarter second, a tune of four notes. */
static float *new_music(void)
{
    static const double pitches[] = {60, 64, 67, 72};
    float *x = signal_new(FRAMES);
    for (int i = 1; i < 4 * SECONDS - 1; i++) {
        size_t at = (size_t)i * RATE / 4;
        size_t count = RATE / 5;
        float *tone = signal_new(count);
        signal_harmonics(tone, count, RATE, 440 * exp2((pitches[i % 4] - 69) / 12), 6, 0.3, 0, 0);
        for (size_t k = 0; k < count; k++)
            x[at + k] += tone[k] * (float)exp(-8 * (double)k / RATE);
        free(tone);
    }
    return x;
}

static void write_placed(const float *music, int channels, const float *gain)
{
    struct neume_encode_options options = {.sample_rate = RATE, .channels = channels, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    float *x = malloc((size_t)FRAMES * (size_t)channels * sizeof *x);
    for (size_t i = 0; i < (size_t)FRAMES * (size_t)channels; i++)
        x[i] = music[i / (size_t)channels] * gain[i % (size_t)channels];
    assert_ok(neume_encoder_open(&e, "placed.wav", &options));
    assert_ok(neume_encoder_write(e, x, FRAMES));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
    free(x);
}

/* What must be the same but for the last digits: every number of the answer is compared. */
static const char *const lines[] = {
    "$NEUME onsets --quiet placed.wav",
    "$NEUME beats --quiet placed.wav",
    "$NEUME pitch --quiet placed.wav | awk '$2 { n++; sum += $2 } END { print \"mean pitch of voiced frames in Hz\", "
    "sum / n }'",
    "$NEUME transcribe --quiet placed.wav -f csv -o - | cut -d , -f 1-3",
    "$NEUME compare --quiet placed.wav song.mid | grep -E '^(onsets|chroma|notes)'",
};

static int same_numbers(const char *a, const char *b)
{
    while (*a && *b) {
        char *end_a, *end_b;
        double x = strtod(a, &end_a), y = strtod(b, &end_b);
        if (end_a == a || end_b == b) {
            if (*a++ != *b++)
                return 0;
            continue;
        }
        if (fabs(x - y) > 0.004 + 0.002 * fabs(x))
            return 0;
        a = end_a, b = end_b;
    }
    return *a == *b;
}

static void every_command_hears_every_channel(void **state)
{
    (void)state;
    float *music = new_music();
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        char *wanted = NULL;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            write_placed(music, places[i].channels, places[i].gain);
            struct ran r = program_run(lines[k]);
            assert_int_equal(r.code, 0);
            if (!wanted)
                wanted = strdup(r.out);
            if (!same_numbers(wanted, r.out))
                fail_msg("%s, %s:\n%s\nbut in mono:\n%s", lines[k], places[i].name, r.out, wanted);
        }
        assert_true(strlen(wanted) > 40);
        free(wanted);
    }
    free(music);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_hears_every_channel),
    };
    return cmocka_run_group_tests_name("cli/channels", tests, program_setup, program_teardown);
}
