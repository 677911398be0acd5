/* SPDX-License-Identifier: MIT
 *
 * `neume beats` on a band that keeps time, on music without a beat, and the clicks that it writes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "audio/source.h"
#include "tests/cli/program.h"
#include "tests/support/signals.h"

enum { RATE = 44100 };

static const double bpm = 104, start = 0.7, seconds = 24;

static void write_sound(const char *path, const float *x, size_t count)
{
    struct neume_encode_options options = {.sample_rate = RATE, .channels = 1, .format = NEUME_PCM_16};
    struct neume_encoder *encoder;
    assert_ok(neume_encoder_open(&encoder, path, &options));
    assert_ok(neume_encoder_write(encoder, x, count));
    assert_ok(neume_encoder_close(encoder));
    neume_encoder_free(encoder);
}

/* Kick and bass on a bar's first beat, snares on the others, hats in eighths. */
static void write_band(void)
{
    size_t count = (size_t)(seconds * RATE);
    float *x = signal_new(count);
    for (int i = 0; start + (i + 1) * 60 / bpm < seconds; i++) {
        size_t at = (size_t)((start + i * 60 / bpm) * RATE), half = (size_t)((start + (i + 0.5) * 60 / bpm) * RATE);
        int first = i % 4 == 0;
        signal_hit(x + at, count - at, RATE, first ? SIGNAL_KICK : SIGNAL_NOISE, 0.001, 0.08, first ? 0.5 : 0.3);
        if (first)
            signal_hit(x + at, count - at, RATE, SIGNAL_STRING, 0.003, 0.6, 0.2);
        signal_hit(x + half, count - half, RATE, SIGNAL_NOISE, 0.001, 0.01, 0.06);
    }
    write_sound("band.wav", x, count);
    free(x);
}

static float *read_sound(const char *path, size_t *count)
{
    struct neume_source *source;
    float *x = signal_new((size_t)(2 * seconds * RATE));
    assert_ok(neume_source_open(&source, path, RATE));
    assert_ok(neume_source_read(source, x, (size_t)(2 * seconds * RATE), count));
    neume_source_free(source);
    return x;
}

/* The magnitude at `hz` of 20 ms from `time` on. */
static double tone_at(const float *x, double time, double hz)
{
    double re = 0, im = 0;
    size_t n = RATE / 50, from = (size_t)(time * RATE);
    for (size_t i = 0; i < n; i++) {
        re += x[from + i] * cos(2 * SIGNAL_PI * hz * (double)i / RATE);
        im += x[from + i] * sin(2 * SIGNAL_PI * hz * (double)i / RATE);
    }
    return sqrt(re * re + im * im) / (double)n;
}

/* The recording is there, softer, and what was added at each beat is a tone, an octave higher at a bar's first. */
static void test_clicks(void **state)
{
    (void)state;
    size_t count, clicked;
    struct ran r = program_run("$NEUME beats band.wav -q --click clicks.wav");
    assert_int_equal(r.code, 0);
    float *before = read_sound("band.wav", &count), *after = read_sound("clicks.wav", &clicked);
    assert_int_equal(count, clicked);
    for (size_t i = 0; i < count; i++)
        after[i] -= 0.6f * before[i];
    int beats = 0;
    for (char *line = r.out; *line; line = strchr(line, '\n') + 1) {
        double time;
        int number, used;
        assert_int_equal(sscanf(line, "%lf %d%n", &time, &number, &used), 2);
        double high = tone_at(after, time, 1760), low = tone_at(after, time, 880);
        if (number == 1 ? high < 0.03 || high < 2 * low : low < 0.03 || low < 2 * high)
            fail_msg("beat %d at %g s: %g at 1760 Hz, %g at 880 Hz", number, time, high, low);
        assert_true(fabs(after[(size_t)((time - 0.01) * RATE)]) < 1e-3);
        beats++;
    }
    assert_true(beats > 30);
    free(before);
    free(after);
}

static void test_usage(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *says;
    } rows[] = {{"$NEUME beats band.wav --click clicks.txt", 2, "the ending names no sound format"},
                {"$NEUME beats band.wav --click band.wav", 2, "the output would replace an input"},
                {"$NEUME beats band.wav --click -", 2, "cannot both go to standard output"},
                {"$NEUME beats band.wav -o both.wav --click both.wav", 2, "--click is written to it too"},
                {"$NEUME beats band.wav --click nowhere/clicks.wav", 4, "nowhere/clicks.wav"},
                {"$NEUME beats band.wav -o b.txt --click - >c.wav; test -s b.txt && cmp c.wav clicks.wav", 0, ""},
                {"$NEUME beats silent.wav --click silence.wav && test -s silence.wav", 0, "no beat found"},
                {"$NEUME beats one.wav", 0, "no beat found"},
                {"$NEUME -m drums one.wav --tempo auto --quantize 1/4 -o one.csv", 0,
                 "one.wav: warning: no beat, so that --quantize, --groove and --bars do nothing"},
                {"$NEUME -q -m drums one.wav -o plain.csv && test -s one.csv && cmp plain.csv one.csv", 0, ""},
                {"$NEUME beats text.wav", 3, "text.wav"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran r = program_run(rows[i].line);
        if (r.code != rows[i].code || !strstr(r.err, rows[i].says))
            fail_msg("%s: code %d, \"%s\"", rows[i].line, r.code, r.err);
    }
}

/* Sheet music has bars in the tempo of the recording unless it shall not; MIDI only when it shall. */
static void test_default_tempo(void **state)
{
    (void)state;
    static const struct {
        const char *line, *tempo;
    } rows[] = {{"$NEUME -q -m drums band.wav -o a.musicxml && cat a.musicxml", "<per-minute>104</per-minute>"},
                {"$NEUME -q -m drums band.wav -t none -o a.musicxml && cat a.musicxml", "<per-minute>120</per-minute>"},
                {"$NEUME -q -m drums band.wav -o a.mid && $NEUME info a.mid --json", "\"slowest_tempo\": 120.0"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran r = program_run(rows[i].line);
        assert_int_equal(r.code, 0);
        if (!strstr(r.out, rows[i].tempo))
            fail_msg("%s: no %s in\n%s", rows[i].line, rows[i].tempo, r.out);
    }
}

static int setup(void **state)
{
    int failed = program_setup(state);
    if (!failed)
        write_band();
    return failed;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clicks), cmocka_unit_test(test_usage),
                                       cmocka_unit_test(test_default_tempo)};
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
