/* SPDX-License-Identifier: MIT */
#include "analysis/flux.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const double all_rates[] = {8000, 16000, 22050, 44100, 48000, 96000, 192000};
enum { RATE_COUNT = sizeof all_rates / sizeof *all_rates };

/* The flux of all frames ([*frames]; free it); checks what holds for every frame of every signal. */
static float *run(struct neume_flux *f, const float *x, size_t count, size_t block, size_t *frames)
{
    size_t hop = f->stft.framer.hop, capacity = count / hop + 1, n = 0;
    float *all = malloc(capacity * sizeof *all);
    struct neume_flux_frame frame;
    int made;
    assert_non_null(all);
    for (size_t at = 0;;) {
        size_t here = count - at < block ? count - at : block;
        int ended = at == count;
        if (ended)
            made = neume_flux_flush(f, &frame);
        else
            at += neume_flux_process(f, x + at, here, &frame, &made);
        if (ended && !made)
            break;
        if (!made)
            continue;
        double sum = 0;
        for (size_t b = 0; b < f->bands.count; b++) {
            assert_true(frame.rise[b] >= 0 && frame.magnitude[b] >= 0);
            sum += frame.rise[b];
        }
        assert_true(fabs(frame.flux - sum / (double)f->bands.count) <= 1e-4 * frame.flux + 1e-9);
        assert_true(fabs(frame.time - (double)n * neume_flux_period(f)) < 1e-9);
        assert_true(n < capacity);
        all[n++] = frame.flux;
    }
    assert_int_equal(n, (count + hop - 1) / hop);
    *frames = n;
    return all;
}

static float *run_at(double rate, const float *x, size_t count, size_t *frames)
{
    struct neume_flux f;
    assert_ok(neume_flux_init(&f, rate));
    float *all = run(&f, x, count, 4096, frames);
    neume_flux_release(&f);
    return all;
}

static void test_frames_are_counted(void **state)
{
    (void)state;
    static const double seconds[] = {0, 1e-9, 0.004, 0.005, 0.0051, 0.3, 1, 1.5};
    for (size_t r = 0; r < RATE_COUNT; r++)
        for (size_t i = 0; i < sizeof seconds / sizeof *seconds; i++) {
            size_t frames, count = (size_t)ceil(seconds[i] * all_rates[r]);
            float *x = signal_new(count), *all = run_at(all_rates[r], x, count, &frames);
            for (size_t k = 0; k < frames; k++)
                assert_true(all[k] == 0); /* silence */
            free(all);
            free(x);
        }
}

/* The period is 5 ms, and a frame comes no later than is said. */
static void test_frames_come_in_time(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATE_COUNT; r++) {
        struct neume_flux f;
        struct neume_flux_frame frame;
        float sample = 0;
        int made, seen = 0;
        assert_ok(neume_flux_init(&f, all_rates[r]));
        assert_true(fabs(neume_flux_period(&f) - 0.005) < 0.0001);
        for (size_t n = 0; n < 2 * (size_t)all_rates[r]; n++) {
            neume_flux_process(&f, &sample, 1, &frame, &made);
            if (made)
                assert_true(fabs((double)(n + 1) / all_rates[r] - frame.time - neume_flux_delay(&f)) < 1e-6);
            seen += made;
        }
        assert_true(seen > 150);
        neume_flux_release(&f);
    }
}

/* A hit raises the flux by far more than anything between the hits, within 25 ms of it; the first frame counts. */
static void test_hits_stand_out(void **state)
{
    (void)state;
    static const double hits[] = {0, 0.5, 1.0137};
    for (size_t r = 0; r < RATE_COUNT; r++)
        for (int kind = SIGNAL_CLICK; kind <= SIGNAL_KICK; kind++) {
            double rate = all_rates[r], between = 0, period = round(rate * 0.005) / rate;
            size_t count = (size_t)(1.5 * rate), frames;
            float *x = signal_new(count), at_hit[3] = {0};
            signal_noise(x, count, 1e-5, 3);
            for (size_t i = 0; i < 3; i++) {
                size_t at = (size_t)(hits[i] * rate);
                signal_hit(x + at, count - at, rate, (enum signal_hit)kind, 0.001, 0.06, 0.5);
            }
            float *all = run_at(rate, x, count, &frames);
            for (size_t k = 0; (double)k * period < 1.4; k++) {
                double time = (double)k * period, nearest = 1;
                size_t hit = 0;
                for (size_t i = 0; i < 3; i++)
                    if (fabs(time - hits[i]) < nearest) {
                        nearest = fabs(time - hits[i]);
                        hit = i;
                    }
                if (nearest < 0.025)
                    at_hit[hit] = fmaxf(at_hit[hit], all[k]);
                else if (nearest > 0.06)
                    between = fmax(between, all[k]);
            }
            for (size_t i = 0; i < 3; i++)
                if (!(at_hit[i] > 4 * between))
                    fail_msg("%g Hz, kind %d: flux %g at hit %zu, %g between", rate, kind, (double)at_hit[i], i,
                             between);
            free(all);
            free(x);
        }
}

/* A louder or softer recording has the same flux. */
static void test_level_does_not_matter(void **state)
{
    (void)state;
    enum { count = 44100 };
    static const double levels[] = {-10, -30, -50, -60};
    size_t frames;
    float *x = signal_new(count), *y = signal_new(count);
    for (size_t i = 0; i < 5; i++)
        signal_hit(x + 8000 * i, count - 8000 * i, 44100, (enum signal_hit)i, 0.002, 0.1, 0.5);
    float *expected = run_at(44100, x, count, &frames);
    for (size_t i = 0; i < 4; i++) {
        for (size_t n = 0; n < count; n++)
            y[n] = x[n] * (float)signal_gain(levels[i]);
        float *got = run_at(44100, y, count, &frames);
        for (size_t k = 0; k < frames; k++)
            assert_true(fabs(got[k] - expected[k]) < 1e-3 * (1 + expected[k]));
        free(got);
    }
    free(expected);
    free(x);
    free(y);
}

/* The mean flux of what has no attack, between half a second and the last half, next to that of its start. `bar` is the
 * largest share of it. */
static void test_steady_sounds_have_little_flux(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double hz, sine, noise, cents, bar;
        int partials;
    } rows[] = {
        {"sine", 440, 0.5, 0, 0, 1e-3, 0},   {"low sine", 41, 0.5, 0, 0, 0.01, 0},
        {"chord", 220, 0, 0, 0, 1e-3, 12},   {"voice", 220, 0, 0, 50, 0.05, 12},
        {"violin", 440, 0, 0, 50, 0.05, 12}, {"slow glide", 440, 0, 0, 20, 0.02, 12},
        {"noise", 0, 0, 0.5, 0, 0.2, 0},
    };
    size_t bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum { count = 3 * 44100 };
        size_t frames;
        double start = 0, sum = 0;
        float *x = signal_new(count);
        signal_sine(x, count, 44100, rows[i].hz, rows[i].sine, 0);
        signal_noise(x, count, rows[i].noise, 5);
        if (rows[i].partials)
            signal_harmonics(x, count, 44100, rows[i].hz, rows[i].partials, 0.2, rows[i].cents, 6);
        float *all = run_at(44100, x, count, &frames);
        for (size_t k = 0; k < 5; k++)
            start = fmax(start, all[k]);
        for (size_t k = 100; k < 500; k++)
            sum += all[k] / 400;
        print_message("%-10s %.4f of the flux at its start, bar %g\n", rows[i].name, sum / start, rows[i].bar);
        bad += !(sum <= rows[i].bar * start);
        free(all);
        free(x);
    }
    assert_int_equal(bad, 0);
}

static void test_block_splits_do_not_show(void **state)
{
    (void)state;
    enum { count = 60000 };
    struct neume_flux f;
    size_t expected_frames, frames;
    float *x = signal_new(count);
    signal_noise(x, count, 0.3, 6);
    signal_hit(x + 20000, count - 20000, 44100, SIGNAL_KICK, 0.001, 0.1, 0.5);
    assert_ok(neume_flux_init(&f, 44100));
    float *expected = run(&f, x, count, 4096, &expected_frames);
    for (size_t i = 0; i < SIGNAL_SPLIT_ROWS; i++) {
        neume_flux_reset(&f);
        float *got = run(&f, x, count, signal_splits[i], &frames);
        assert_int_equal(frames, expected_frames);
        assert_memory_equal(got, expected, frames * sizeof *got);
        free(got);
    }
    free(expected);
    free(x);
    neume_flux_release(&f);
}

static void test_broken_samples_do_no_harm(void **state)
{
    (void)state;
    static const float values[] = {INFINITY, 1e30f, NAN};
    for (size_t i = 0; i < 3; i++) {
        struct neume_flux f;
        struct neume_flux_frame frame;
        int made, seen = 0;
        float *x = signal_new(44100);
        signal_noise(x, 44100, 0.3, 6);
        x[20000] = values[i];
        assert_ok(neume_flux_init(&f, 44100));
        for (size_t at = 0; at < 44100;) {
            at += neume_flux_process(&f, x + at, 44100 - at, &frame, &made);
            seen += made;
        }
        while (neume_flux_flush(&f, &frame))
            seen++;
        assert_int_equal(seen, (44100 + 219) / 220);
        neume_flux_release(&f);
        free(x);
    }
}

static void test_bad_rates_are_refused(void **state)
{
    (void)state;
    static const double bad[] = {0, -1, 7999, 192001, NAN, INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct neume_flux f;
        assert_status(neume_flux_init(&f, bad[i]), NEUME_ERR_ARGUMENT);
        neume_flux_release(&f);
    }
    neume_flux_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_are_counted),
        cmocka_unit_test(test_frames_come_in_time),
        cmocka_unit_test(test_hits_stand_out),
        cmocka_unit_test(test_level_does_not_matter),
        cmocka_unit_test(test_steady_sounds_have_little_flux),
        cmocka_unit_test(test_block_splits_do_not_show),
        cmocka_unit_test(test_broken_samples_do_no_harm),
        cmocka_unit_test(test_bad_rates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
