/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_attack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

enum { LONGEST = 192000 / 5 };

struct row {
    int rate;
    double metal;       /* ms that the metal comes after the skin */
    double metal_level; /* its amplitude beside the skin's, 1 */
};

/* A skin of 90 Hz with a click, and a hat of noise in which each sample is against the one before. */
static void strike(const struct row *row, float *x, size_t skin)
{
    size_t metal = (size_t)((double)skin + row->metal * row->rate / 1000);
    uint64_t seed = 3;
    float last = 0;
    for (size_t i = 0; i < LONGEST; i++) {
        float noise = (float)(2 * support_random(&seed) - 1), high = noise - last;
        double t = ((double)i - (double)skin) / row->rate, u = ((double)i - (double)metal) / row->rate;
        last = noise;
        x[i] = 1e-4f * noise;
        x[i] += t >= 0 ? (float)(exp(-t / 0.08) * sin(565 * t)) + 0.05f * noise * (float)exp(-t / 0.002) : 0;
        x[i] += u >= 0 ? (float)(row->metal_level * exp(-u / 0.05)) * high / 2 : 0;
    }
}

/* Each is found where it begins, in whatever order they come, within 2 ms. */
static void skin_and_metal_struck_together(void **state)
{
    (void)state;
    static const struct row rows[] = {{44100, 8, 0.5},   {44100, -8, 0.5}, {44100, 0, 0.5},   {44100, 5, 0.3},
                                      {44100, -5, 0.3},  {48000, 12, 0.5}, {96000, -12, 0.5}, {192000, 6, 0.5},
                                      {192000, -6, 0.5}, {22050, 9, 0.5}};
    float *x = malloc(LONGEST * sizeof *x), *work = malloc(LONGEST * sizeof *work);
    assert_true(x && work);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        size_t skin = (size_t)(0.08 * rows[r].rate), about = skin + (size_t)(0.002 * rows[r].rate);
        strike(&rows[r], x, skin);
        size_t at = neume_kit_attack_skin(x, LONGEST, about, rows[r].rate, work);
        size_t metal = neume_kit_attack_metal(x, LONGEST, about, at, rows[r].rate, work);
        double off = 1000 * ((double)at - (double)skin) / rows[r].rate;
        double apart = 1000 * ((double)metal - (double)skin) / rows[r].rate - rows[r].metal;
        if (fabs(off) > 2 || fabs(apart) > 2)
            fail_msg("row %zu: the skin is off by %.1f ms, the metal by %.1f ms", r, off, apart);
    }
    free(x);
    free(work);
}

/* Silence, a steady noise, the edges of the recording, and too low a rate for highs. */
static void nothing_stands_out(void **state)
{
    (void)state;
    static const size_t places[] = {0, 1, 500, 2000, 2999};
    float x[3000] = {0}, work[3000];
    uint64_t seed = 5;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t p = 0; p < sizeof places / sizeof *places; p++) {
            if (!pass || places[p] > 1000) /* before that, the noise begins */
                assert_int_equal(neume_kit_attack_skin(x, 3000, places[p], 8000, work), places[p]);
            assert_int_equal(neume_kit_attack_metal(x, 3000, places[p], 0, 8000, work), places[p]);
        }
        for (size_t i = 0; i < 3000; i++)
            x[i] = (float)support_random(&seed) - 0.5f;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skin_and_metal_struck_together),
        cmocka_unit_test(nothing_stands_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
