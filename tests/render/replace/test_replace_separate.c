/* SPDX-License-Identifier: MIT
 *
 * Hits at known samples, made here, replaced by samples made here. */
#include "render/replace/replace_separate.h"

#include "audio/encode.h"
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "render/replace/replace.h"
#include "render/replace/replace_plan.h"
#include "render/replace/replace_private.h"
#include "tests/render/replace/run.h"
#include "tests/support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A hat that stays keeps the highs of a kick that it sounds with, or soon after; the lows go with the kick. */
static void hats_keep_their_highs(void **state)
{
    (void)state;
    enum { at = 20000 };
    struct neume_replace_options o = mono_options();
    char *folder = make_kit(0.8f);
    static const struct {
        int offset;   /* frames from the kick to the hat */
        size_t below; /* hits of which only the lows go */
    } rows[] = {{0, 1}, {-200, 1}, {1764, 0}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct neume_replace_hit hit[] = {{at, 36, 100, 0}, {at + rows[k].offset, 42, 100, 0}};
        struct run run;
        float *in = calloc(LENGTH, sizeof *in), *highs = calloc(LENGTH, sizeof *in);
        for (int i = at + rows[k].offset; i < LENGTH; i++) /* 9 kHz from the hat on */
            highs[i] = 0.2f * sinf((float)(i % 49) * 20 * 3.14159265f / 49);
        for (int i = 0; i < LENGTH; i++) /* 100 Hz from the kick on */
            in[i] = highs[i] + (i < at ? 0 : 0.3f * sinf((float)((i - at) % 441) * 2 * 3.14159265f / 441));
        o.only = 1u << NEUME_DRUM_KD;
        o.refine = 0;
        open_run(&run, folder, in, hit, 2, &o, 1);
        mix(&run, in, 1, k % 2 ? 4096 : 100);
        assert_int_equal(run.report.doubled, 0);
        assert_int_equal(run.report.below, rows[k].below);
        assert_memory_equal(run.original, in, (at - 1100) * sizeof *in);
        static const int spans[] = {at + 882, at + 2646}; /* 20 ms after the kick, and 60 ms */
        for (int t = 0; t < 2; t++)
            assert_float_equal(energy(run.original, spans[t], 441), energy(highs, spans[t], 441),
                               0.01 * energy(in, spans[t], 441));
        close_run(&run);
        free(in);
        free(highs);
    }
    support_remove_folder(folder);
}

/* The energy of what lies high: second differences take 80 dB from 65 Hz. */
static double energy_of_highs(const float *x, int64_t from, int64_t count)
{
    double sum = 0;
    for (int64_t i = from; i < from + count; i++)
        sum += pow((double)x[i] - 2 * (double)x[i - 1] + (double)x[i - 2], 2);
    return sum;
}

/* A cymbal that was struck before rings through the kicks that are replaced: within 3 dB, while the kicks go down by 20
 * dB, and without a step where they begin and end. */
static void rings_on(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *kicks = make_recording(65, 1), *in = calloc(LENGTH, sizeof *in), *ring = calloc(LENGTH, sizeof *in);
    uint32_t noise = 1;
    for (int64_t i = 0; i < LENGTH; i++) {
        noise = noise * 1664525 + 1013904223;
        ring[i] = (float)(0.02 * ((double)noise / 2147483648.0 - 1) * exp(-(double)i / (4.0 * RATE)));
        ring[i] = ring[i] - (i > 0 ? 0.9f * ring[i - 1] : 0); /* little in the lows */
        in[i] = ring[i] + kicks[i];
    }
    find_hits(hit, 36);
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    for (int h = 1; h < HITS; h++) { /* before the first there is too little to know the cymbal by */
        int64_t from = places[h], span = RATE / 10;
        double kept = 10 * log10(energy_of_highs(run.original, from, span) / energy_of_highs(ring, from, span));
        if (fabs(kept) > 3)
            fail_msg("hit %d: the cymbal changes by %.2f dB", h + 1, kept);
        double rest = 0;
        for (int64_t i = from; i < from + span; i++)
            rest += pow((double)run.original[i] - (double)ring[i], 2);
        assert_true(rest < 0.01 * energy(kicks, from, span));
        /* What was taken out begins and ends smoothly: no step over -60 dB away from the attack. */
        for (int64_t i = from - RATE / 40; i < from - RATE / 500; i++)
            assert_true(fabsf((in[i] - run.original[i]) - (in[i - 1] - run.original[i - 1])) < 0.02f);
    }
    close_run(&run);
    free(kicks);
    free(in);
    free(ring);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hats_keep_their_highs), cmocka_unit_test(rings_on)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
