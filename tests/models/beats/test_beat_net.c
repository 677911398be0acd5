/* SPDX-License-Identifier: MIT */
#include "models/beats/beat_net.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/beats/beat_input.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

static const double rate = 44100;

/* Returns the seconds of a frame. */
static double listen(struct neume_beat_frames *frames, const float *x, size_t count)
{
    struct neume_beat_strength s;
    assert_ok(neume_beat_strength_init(&s, rate));
    const double period = neume_beat_strength_period(&s);
    assert_ok(neume_beat_frames_read(frames, &s, x, count));
    assert_ok(neume_beat_frames_end(frames, &s));
    neume_beat_strength_release(&s);
    return period;
}

/* Kick, hat, snare, hat: four quarters at 120 BPM from 0.5 s on, the bar's first with a bass note. */
static float *play(size_t count, int metre)
{
    float *x = signal_new(count);
    int beat = 0;
    for (double t = 0.5; t + 0.5 < (double)count / rate; t += 0.5, beat++) {
        size_t at = (size_t)(t * rate), half = (size_t)((t + 0.25) * rate);
        int first = beat % metre == 0;
        signal_hit(x + at, count - at, rate, first ? SIGNAL_KICK : SIGNAL_NOISE, 0.001, 0.08, first ? 0.6 : 0.3);
        if (first)
            signal_hit(x + at, count - at, rate, SIGNAL_STRING, 0.003, 0.6, 0.3);
        signal_hit(x + half, count - half, rate, SIGNAL_NOISE, 0.001, 0.01, 0.08);
    }
    return x;
}

/* Evidence is larger where beats are than between, and so are bars. */
static void test_evidence(void **state)
{
    (void)state;
    static const int metres[] = {3, 4};
    size_t count = (size_t)(30 * rate);
    for (size_t m = 0; m < 2; m++) {
        struct neume_beat_frames frames = {0};
        struct neume_beats beats;
        float *x = play(count, metres[m]);
        const double period = listen(&frames, x, count), step = NEUME_BEAT_EVIDENCE_STEP * period;
        size_t made = (frames.count + 1) / NEUME_BEAT_EVIDENCE_STEP, right = 0, all = 0;
        struct neume_beat_evidence *e = malloc(made * sizeof *e);
        assert_ok(neume_beat_hear(frames.frame, frames.count, e));
        double on = 0, between = 0;
        for (double t = 5.5; t < 28; t += 0.5) {
            on += e[lround(t / step)].beat;
            between += e[lround((t + 0.125) / step)].beat;
        }
        assert_true(on > between + 45 * 2);
        assert_ok(neume_beats_listen(&beats, frames.frame, frames.count, period));
        assert_int_equal(beats.metre, metres[m]);
        for (size_t i = 0; i < beats.count; i++) {
            long beat = lround((beats.beat[i].time - 0.5) / 0.5);
            all += beats.beat[i].time > 5;
            right += beats.beat[i].time > 5 && beats.beat[i].number == beat % metres[m] + 1;
        }
        if (all < 40 || right < 0.9 * (double)all)
            fail_msg("metre %d: %zu of %zu beats have their number", metres[m], right, all);
        neume_beats_release(&beats);
        neume_beat_frames_release(&frames);
        free(e);
        free(x);
    }
}

/* Against the definition: sums over the frames from `a` up to, not with, `b`. */
static double mean_of(const struct neume_beat_frame *f, size_t count, long a, long b, int what)
{
    double sum = 0;
    a = a > 0 ? a : 0;
    b = b < (long)count ? b : (long)count;
    for (long t = a; t < b; t++)
        sum += what == 0 ? f[t].flux : what == 1 ? f[t].low : what == 2 ? f[t].mid : f[t].level;
    return b > a ? sum / (double)(b - a) : 0;
}

static double rise_of(const struct neume_beat_frame *f, size_t count, long a, long b, int r)
{
    double sum = 0;
    a = a > 0 ? a : 0;
    b = b < (long)count ? b : (long)count;
    for (long t = a; t < b; t++)
        sum += neume_beat_rise(f[t].rise[r]);
    return sum / (double)(b - a);
}

static double change_of(const struct neume_beat_frame *f, size_t count, long at, long span)
{
    double ab = 0, aa = 0, bb = 0;
    for (int c = 0; c < 12; c++) {
        double a = 0, b = 0;
        for (long t = at - span; t < at + span; t++)
            if (t >= 0 && t < (long)count)
                *(t < at ? &a : &b) += f[t].chroma[c];
        ab += a * b;
        aa += a * a;
        bb += b * b;
    }
    return aa > 0 && bb > 0 ? 1 - ab / sqrt(aa * bb) : 0;
}

static void test_input(void **state)
{
    (void)state;
    static const long spans[] = {20, 50, 100, 200};
    static const size_t counts[] = {1, 2, 39, 700};
    for (size_t k = 0; k < sizeof counts / sizeof *counts; k++) {
        size_t count = counts[k], made = 0;
        struct neume_beat_frame *f = calloc(count, sizeof *f);
        uint64_t random = 5;
        for (size_t t = 0; t < count; t++) {
            float v[4];
            for (int i = 0; i < 4; i++) {
                random = random * 6364136223846793005u + 1442695040888963407u;
                v[i] = (float)(random >> 40) / (1 << 24);
            }
            f[t] = (struct neume_beat_frame){v[0], v[1], v[2], v[3], {0}, {0}};
            for (int c = 0; c < 12; c++)
                f[t].chroma[c] = (uint8_t)(random >> (c + 8));
            for (int r = 0; r < NEUME_BEAT_RISES; r++)
                f[t].rise[r] = (uint8_t)(random >> (r + 20));
        }
        struct neume_beat_input in;
        float x[NEUME_BEAT_INPUT_BINS];
        neume_beat_input_begin(&in, f, count);
        for (; neume_beat_input_next(&in, x); made++) {
            long t = (long)made * NEUME_BEAT_INPUT_STEP;
            for (int i = 0; i < 6; i++) {
                long far = i < 3 ? 300 : 40;
                float here = i % 3 == 0 ? f[t].flux : i % 3 == 1 ? f[t].low : f[t].mid;
                if (t + 1 < (long)count)
                    here = fmaxf(here, i % 3 == 0 ? f[t + 1].flux : i % 3 == 1 ? f[t + 1].low : f[t + 1].mid);
                double usual = mean_of(f, count, t - far, t + far + 1, i % 3);
                assert_float_equal(x[i], log2(1 + 4 * here / (usual + 0.01)), 1e-4);
            }
            for (int s = 0; s < 4; s++)
                assert_float_equal(x[6 + s], change_of(f, count, t, spans[s]), 1e-4);
            for (int i = 10; i < 14; i++)
                assert_true(isfinite(x[i]));
            for (int r = 0; r < NEUME_BEAT_RISES; r++) {
                float here = neume_beat_rise(f[t].rise[r]);
                if (t + 1 < (long)count)
                    here = fmaxf(here, neume_beat_rise(f[t + 1].rise[r]));
                assert_float_equal(x[14 + r], log2(1 + 4 * here / (rise_of(f, count, t - 300, t + 301, r) + 0.01)),
                                   1e-3);
            }
        }
        assert_int_equal(made, (count + 1) / 2);
        free(f);
    }
}

static void find(struct neume_beats *beats, const float *x, size_t count)
{
    struct neume_beat_frames frames = {0};
    const double period = listen(&frames, x, count);
    assert_ok(neume_beats_listen(beats, frames.frame, frames.count, period));
    neume_beat_frames_release(&frames);
}

/* A metronome's tempo is exact; one that is faster than anybody taps is tapped every second time. */
static void test_metronome(void **state)
{
    (void)state;
    static const struct {
        double bpm, found;
    } rows[] = {{60, 60}, {97.3, 97.3}, {120, 120}, {133.7, 133.7}, {181, 181}, {300, 150}};
    size_t count = (size_t)(30 * rate);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_beats beats;
        float *x = signal_new(count);
        for (int i = 0; 0.37 + i * 60 / rows[r].bpm < 29.9; i++) {
            size_t at = (size_t)lround((0.37 + i * 60 / rows[r].bpm) * rate), n = count - at < 1300 ? count - at : 1300;
            for (size_t k = 0; k < n; k++)
                x[at + k] += (float)(0.5 * exp(-(double)k / (0.006 * rate)) *
                                     sin(2 * SIGNAL_PI * (i % 4 ? 1000 : 2000) * (double)k / rate));
        }
        find(&beats, x, count);
        if (fabs(beats.tempo - rows[r].found) > 0.01)
            fail_msg("%g beats a minute come out at %g", rows[r].bpm, beats.tempo);
        for (size_t i = 0; i < beats.count; i++) /* none before the first click */
            assert_true(beats.beat[i].time > 0.36 && beats.beat[i].time < 29.9);
        neume_beats_release(&beats);
        free(x);
    }
}

/* Nothing, noise, and one click have no beat; two seconds of music may have one. */
static void test_no_beat(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        struct neume_beats beats;
        size_t count = (size_t)((kind == 3 ? 2 : 20) * rate);
        float *x = kind == 3 ? play(count, 4) : signal_new(count);
        if (kind == 1)
            signal_noise(x, count, 0.2, 3);
        if (kind == 2)
            signal_hit(x + count / 3, count - count / 3, rate, SIGNAL_CLICK, 0, 0, 0.9);
        find(&beats, x, count);
        assert_true(kind == 3 || (beats.count == 0 && beats.tempo == 0 && beats.confidence < 0.5));
        neume_beats_release(&beats);
        free(x);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    struct neume_beat_frame silent[9] = {{0}};
    struct neume_beat_evidence e[5];
    struct neume_beats beats;
    assert_ok(neume_beat_hear(NULL, 0, NULL));
    assert_ok(neume_beats_listen(&beats, NULL, 0, 0.01));
    assert_int_equal(beats.count, 0);
    for (size_t count = 1; count <= 9; count++) {
        assert_ok(neume_beat_hear(silent, count, e));
        for (size_t i = 0; i < (count + 1) / 2; i++)
            assert_true(isfinite(e[i].beat) && isfinite(e[i].first));
        assert_ok(neume_beats_listen(&beats, silent, count, 0.01));
        assert_int_equal(beats.count, 0);
        neume_beats_release(&beats);
    }
    neume_beat_view_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_evidence), cmocka_unit_test(test_input),
                                       cmocka_unit_test(test_metronome), cmocka_unit_test(test_no_beat),
                                       cmocka_unit_test(test_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
