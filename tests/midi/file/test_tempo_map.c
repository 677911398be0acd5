/* SPDX-License-Identifier: MIT */
#include "midi/file/tempo_map.h"

#include <math.h>

#include "tests/support/support.h"

static void make(struct neume_smf *smf, uint16_t division)
{
    neume_smf_init(smf);
    smf->division = division;
    assert_ok(neume_smf_add_track(smf));
}

/* Seconds at a tick, where a tempo of `us` holds all along. */
static const struct {
    uint16_t division;
    uint32_t us; /* 0: no tempo event */
    uint64_t tick;
    double seconds;
} constant[] = {
    {480, 0, 960, 1.0},
    {480, 500000, 480, 0.5},
    {96, 1000000, 96 * 3600, 3600},
    {32767, 62500, (uint64_t)32767 * 16 * 10800, 10800},
    {1, 15000000, 720, 10800},
    {0xE728, 0, 1000 * 10800ull, 10800},           /* 25 frames of 40 ticks: a millisecond each */
    {0xE728, 250000, 1000 * 10800ull, 10800},      /* where the tempo does not count */
    {0xE250, 0, 2400 * 10800ull, 10800},           /* 30 x 80 */
    {0xE350, 0, 2400 * 30000ull, 30000 * 1001e-3}, /* 29.97 x 80 */
    {0xE804, 0, 96 * 10800ull, 10800},             /* 24 x 4 */
};

static void test_constant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof constant / sizeof constant[0]; i++) {
        struct neume_smf smf;
        struct neume_tempo_map map;
        make(&smf, constant[i].division);
        if (constant[i].us)
            assert_ok(neume_smf_add_tempo(&smf, 0, 0, constant[i].us));
        assert_ok(neume_tempo_map_init(&map, &smf));
        double got = neume_tempo_map_seconds(&map, constant[i].tick);
        if (fabs(got - constant[i].seconds) > 1e-7)
            fail_msg("row %zu: %.9f s, expected %.9f s", i, got, constant[i].seconds);
        assert_true(fabs(neume_tempo_map_ticks(&map, got) - (double)constant[i].tick) < 1e-3);
        neume_tempo_map_release(&map);
        neume_smf_release(&smf);
    }
}

/* Three hours with a new random tempo, 4 to 960 BPM, every few beats: against a sum in exact integers. */
static void test_no_drift(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_tempo_map map;
    uint64_t seed = 1, tick = 0, sum = 0, at[2000], exact[2000]; /* exact: microseconds times division */
    make(&smf, 32767);
    for (int i = 0; i < 2000; i++) {
        uint32_t us = (uint32_t)(62500 + support_random(&seed) * support_random(&seed) * (15000000 - 62500));
        assert_ok(neume_smf_add_tempo(&smf, 0, tick, us));
        at[i] = tick;
        exact[i] = sum;
        uint64_t ticks = 1 + (uint64_t)(support_random(&seed) * 100000);
        tick += ticks;
        sum += ticks * us;
    }
    assert_true((double)sum / 32767e6 > 10800);
    assert_ok(neume_tempo_map_init(&map, &smf));
    double worst = 0;
    for (int i = 0; i < 2000; i++)
        worst = fmax(worst, fabs(neume_tempo_map_seconds(&map, at[i]) - (double)exact[i] / 32767e6));
    assert_true(worst < 1e-8);
    for (int i = 0; i < 2000; i++)
        assert_true(fabs(neume_tempo_map_ticks(&map, neume_tempo_map_seconds(&map, at[i])) - (double)at[i]) < 1e-3);
    neume_tempo_map_release(&map);
    neume_smf_release(&smf);
}

static void test_odd_tempos(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_tempo_map map;
    make(&smf, 100);
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_tempo(&smf, 0, 100, 250000));
    assert_ok(neume_smf_add_tempo(&smf, 0, 100, 1000000)); /* the later of two on a tick holds */
    assert_ok(neume_smf_add_tempo(&smf, 0, 200, 0));       /* passed over */
    assert_ok(neume_smf_add_meta(&smf, 0, 250, NEUME_META_TEMPO, "\1", 1));
    assert_ok(neume_smf_add_tempo(&smf, 1, 300, 2000000)); /* in another track */
    assert_ok(neume_tempo_map_init(&map, &smf));
    static const double expected[5] = {0, 0.5, 1.5, 2.5, 4.5};
    for (uint64_t i = 0; i < 5; i++)
        assert_true(fabs(neume_tempo_map_seconds(&map, i * 100) - expected[i]) < 1e-12);
    assert_true(neume_tempo_map_ticks(&map, -1) == 0);
    neume_tempo_map_release(&map);
    smf.format = 2;
    assert_status(neume_tempo_map_init(&map, &smf), NEUME_ERR_UNSUPPORTED);
    neume_tempo_map_release(&map);
    neume_tempo_map_release(NULL);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_constant),
        cmocka_unit_test(test_no_drift),
        cmocka_unit_test(test_odd_tempos),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
