/* SPDX-License-Identifier: MIT
 *
 * Hits at known samples, made here, replaced by samples made here. */
#include "audio/encode.h"
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "render/replace/replace.h"
#include "render/replace/replace_plan.h"
#include "render/replace/replace_private.h"
#include "tests/render/replace/run.h"
#include "tests/support/soundfont.h"
#include "tests/support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void lies_on_the_attack(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS], used;
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    find_hits(hit, 36);
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    size_t cursor = 0;
    for (int h = 0; h < HITS; h++) {
        assert_true(neume_replace_hit_used(run.replace, &cursor, &used));
        int64_t first = h ? places[h - 1] + SOUND : 0;
        while (run.drum[NEUME_DRUM_KD][first] == 0)
            first++;
        /* The sample to the frame; where the hit is said to be within 0.1 ms, as the lows tell it. */
        if (llabs(used.frame - places[h]) > 4 || first != places[h])
            fail_msg("hit %d: at %lld, its sample at %lld, the attack at %lld", h, (long long)used.frame,
                     (long long)first, (long long)places[h]);
    }
    assert_false(neume_replace_hit_used(run.replace, &cursor, &used));
    assert_int_equal(run.report.replaced[NEUME_DRUM_KD], HITS);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* A sample of either polarity sounds with the original, not against it. */
static void agrees(void **state)
{
    (void)state;
    for (int inverted = 0; inverted < 2; inverted++) {
        struct neume_replace_options o = mono_options();
        struct neume_replace_hit hit[HITS];
        struct run run;
        char *folder = make_kit(inverted ? -0.8f : 0.8f);
        float *in = make_recording(65, 1);
        find_hits(hit, 36);
        o.blend = 0;
        open_run(&run, folder, in, hit, HITS, &o, 1);
        mix(&run, in, 1, 4096);
        assert_int_equal(run.report.inverted, inverted ? HITS : 0);
        assert_int_equal(run.report.heard, HITS);
        assert_true(run.report.correlation > 0.8);
        for (int h = 0; h < HITS; h++)
            assert_true(energy(run.out, places[h], 600) > 1.02 * energy(in, places[h], 600));
        close_run(&run);
        free(in);
        support_remove_folder(folder);
    }
}

static void doubling_leaves_the_original(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    find_hits(hit, 36);
    o.blend = 0;
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    assert_memory_equal(run.original, in, LENGTH * sizeof *in);
    for (size_t i = 0; i < LENGTH; i++)
        assert_true(run.out[i] == in[i] + run.drum[NEUME_DRUM_KD][i]);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* The hits are 20 dB down at their attack, and what is far from them is untouched. */
static void replacing_ducks_only_the_hits(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    find_hits(hit, 36);
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    for (int h = 0; h < HITS; h++) {
        int64_t before = places[h] - 1 - RATE / 40, end = places[h] + RATE / 2; /* a frame of the transform */
        assert_true(energy(run.original, places[h], RATE / 50) <= 0.01 * energy(in, places[h], RATE / 50));
        /* The sample has decayed by 30 dB after 0.1 s, and the fade back takes half of that. */
        int64_t next = h + 1 < HITS ? places[h + 1] - RATE / 40 : LENGTH;
        if (end < next)
            assert_memory_equal(run.original + end, in + end, (size_t)(next - end) * sizeof *in);
        assert_true(before < 0 || run.original[before] == in[before]);
    }
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* The first frame that is not silence. */
static int64_t begin_of(const float *x, int64_t from)
{
    while (x[from] == 0)
        from++;
    return from;
}

/* Hits may be set beside the attack, by drum and by chance, and soft ones may stay. */
static void places_and_velocities(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    find_hits(hit, 36); /* of velocities 100, 90 .. 50 */
    o.offset[NEUME_DRUM_KD] = -0.005;
    o.offset[NEUME_DRUM_SD] = 0.05;
    o.min_velocity = 85;
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    assert_int_equal(run.report.replaced[NEUME_DRUM_KD], 2);
    assert_int_equal(run.report.left[NEUME_DRUM_KD], HITS - 2);
    assert_int_equal(begin_of(run.drum[NEUME_DRUM_KD], 0), places[0] - 221);
    assert_int_equal(begin_of(run.drum[NEUME_DRUM_KD], places[0] + SOUND), places[1] - 221);
    close_run(&run);
    o.offset[NEUME_DRUM_KD] = 0;
    o.min_velocity = 1;
    o.humanize = 0.01;
    int64_t sum = 0;
    for (o.seed = 1; o.seed < 3; o.seed++) {
        open_run(&run, folder, in, hit, HITS, &o, 1);
        mix(&run, in, 1, 4096);
        for (int h = 0; h < HITS; h++) {
            int64_t off = begin_of(run.drum[NEUME_DRUM_KD], h ? places[h - 1] + SOUND + 441 : 0) - places[h];
            assert_true(llabs(off) <= 441);
            sum += llabs(off);
        }
        close_run(&run);
    }
    assert_true(sum > 12 * 60);
    free(in);
    support_remove_folder(folder);
}

/* Velocities that are wrong do not matter where each hit is to be as loud as it was. */
static void each_as_loud(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    find_hits(hit, 36);
    for (int h = 0; h < HITS; h++)
        hit[h].velocity = h % 2 ? 80 : 100;
    for (int follow = 0; follow < 2; follow++) {
        struct run run;
        o.follow_level = follow;
        open_run(&run, folder, in, hit, HITS, &o, 1);
        mix(&run, in, 1, 4096);
        double a = 10 * log10(energy(run.drum[NEUME_DRUM_KD], places[2], 1764));
        double b = 10 * log10(energy(run.drum[NEUME_DRUM_KD], places[3], 1764));
        assert_float_equal(a - b, follow ? 0 : 40 * log10(100.0 / 80), 0.7);
        assert_int_equal(run.report.levels, HITS);
        assert_true(follow ? run.report.level_good == 1 && run.report.level_error < 0.5
                           : run.report.level_error > 1.5 && run.report.level_good < 0.6);
        close_run(&run);
    }
    free(in);
    support_remove_folder(folder);
}

/* The level is the original's, and the velocities are followed. */
static void is_as_loud(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.05f);
    float *in = make_recording(70, 1);
    find_hits(hit, 36);
    for (int h = 0; h < HITS; h++)
        hit[h].velocity = 100;
    hit[1].velocity = 50;
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    const float *kd = run.drum[NEUME_DRUM_KD];
    double span = NEUME_KIT_LEVEL * RATE, db = 0;
    db = 10 * log10(energy(kd, places[2], (int64_t)span) / energy(in, places[2], (int64_t)span));
    assert_true(fabs(db) < 0.5);
    /* RP-021: 40 log10(50 / 100) dB */
    db = 10 * log10(energy(kd, places[1], SOUND) / energy(kd, places[2], SOUND));
    assert_true(fabs(db + 12.04) < 0.05);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* A recording made of the kit's own sample comes back as it was. */
static void the_same_samples(void **state)
{
    (void)state;
    static float drum[SOUND];
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = calloc(LENGTH, sizeof *in);
    double difference = 0;
    make_drum(drum, SOUND, 70, 0.03, 0.05, 1);
    find_hits(hit, 36);
    for (int h = 0; h < HITS; h++)
        for (int i = 0; i < SOUND; i++)
            in[places[h] + i] += 0.9f * drum[i] * (float)(hit[h].velocity * hit[h].velocity) / 16129;
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 1, 4096);
    for (size_t i = 0; i < LENGTH; i++)
        difference += pow((double)run.out[i] - (double)in[i], 2);
    double db = 10 * log10(difference / energy(in, 0, LENGTH));
    if (db > -30)
        fail_msg("the difference is %.1f dB", db);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

static void seeds_and_blocks(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        size_t block;
        int same;
    } rows[] = {{7, 4096, 1}, {7, 1, 1}, {7, 63, 1}, {7, 100000, 1}, {8, 4096, 0}};
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run first, run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(200, 1);
    find_hits(hit, 38);
    open_run(&first, folder, in, hit, HITS, &o, 7);
    mix(&first, in, 1, 1024);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        open_run(&run, folder, in, hit, HITS, &o, rows[i].seed);
        mix(&run, in, 1, rows[i].block);
        int same = !memcmp(run.out, first.out, LENGTH * sizeof *in);
        if (same != rows[i].same)
            fail_msg("row %zu: %s", i, same ? "the same" : "different");
        close_run(&run);
    }
    close_run(&first);
    free(in);
    support_remove_folder(folder);
}

static void chokes(void **state)
{
    (void)state;
    static const struct neume_replace_hit hit[] = {{10000, 46, 100, 0}, {40000, 42, 100, 0}, {60000, 46, 100, 0}};
    struct neume_replace_options o = mono_options();
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = calloc(LENGTH, sizeof *in);
    o.refine = 0;
    open_run(&run, folder, in, hit, 3, &o, 1);
    mix(&run, in, 1, 4096);
    const float *ho = run.drum[NEUME_DRUM_HO];
    assert_true(energy(ho, 39000, 1000) > 0);
    assert_true(energy(ho, 40000 + 6 * RATE / 1000 + 1, 60000 - 40000 - 300) == 0);
    assert_true(energy(ho, 60000, 80000) > 0);
    assert_true(energy(run.drum[NEUME_DRUM_HC], 40000, 1000) > 0);
    assert_int_equal(run.report.heard, 0);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* A snare ends a crash where the bank has both in one class. */
static void exclusive_classes(void **state)
{
    (void)state;
    static const struct neume_replace_hit hit[] = {{10000, 49, 100, 0}, {40000, 38, 100, 0}};
    struct neume_replace_options o = mono_options();
    struct run run;
    char *folder = support_new_folder();
    float *in = calloc(LENGTH, sizeof *in);
    o.refine = 0;
    for (unsigned class = 0; class < 2; class ++) {
        support_write_soundfont_of_class(support_path(folder, "kit.sf2"), class);
        open_run(&run, support_path(folder, "kit.sf2"), in, hit, 2, &o, 1);
        mix(&run, in, 1, 4096);
        const float *crash = run.drum[NEUME_DRUM_CR];
        assert_true(energy(crash, 39000, 1000) > 0);
        assert_int_equal(energy(crash, 40000 + 6 * RATE / 1000 + 1, 10000) > 0, !class);
        close_run(&run);
    }
    free(in);
    support_remove_folder(folder);
}

/* Drums that stay: the fade is over before them, and a hit together with one is doubled. */
static void others_stay(void **state)
{
    (void)state;
    struct neume_replace_hit hit[] = {{1000, 36, 100, 0}, {4000, 38, 100, 0}, {44444, 36, 100, 0}, {44450, 38, 100, 0}};
    struct neume_replace_options o = mono_options();
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 1);
    o.only = 1u << NEUME_DRUM_KD;
    o.refine = 0;
    open_run(&run, folder, in, hit, 4, &o, 1);
    mix(&run, in, 1, 4096);
    assert_true(energy(run.original, places[0], 1000) < 0.01 * energy(in, places[0], 1000));
    assert_memory_equal(run.original + 4000 - 80, in + 4000 - 80, (LENGTH - 4000 + 80) * sizeof *in);
    assert_int_equal(run.report.left[NEUME_DRUM_SD], 2);
    assert_int_equal(run.report.doubled, 1);
    assert_int_equal(run.report.missing[NEUME_DRUM_SD], 0);
    close_run(&run);
    /* A kit without toms: the tom stays. */
    hit[1].key = 45;
    o.only = ~0u;
    open_run(&run, folder, in, hit, 2, &o, 1);
    assert_int_equal(run.report.missing[NEUME_DRUM_T2], 1);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

/* Another rate, and more channels than two: samples go to the first two. */
static void rates_and_channels(void **state)
{
    (void)state;
    struct neume_replace_options o = mono_options();
    struct neume_replace_hit hit[HITS];
    struct run run;
    char *folder = make_kit(0.8f);
    float *in = make_recording(65, 3);
    find_hits(hit, 36);
    o.rate = 48000;
    o.channels = 3;
    o.blend = 0;
    open_run(&run, folder, in, hit, HITS, &o, 1);
    mix(&run, in, 3, 4096);
    for (size_t i = 0; i < LENGTH; i++) {
        assert_true(run.out[3 * i + 2] == in[3 * i + 2]);
        assert_true(run.drum[NEUME_DRUM_KD][3 * i] == run.drum[NEUME_DRUM_KD][3 * i + 1]);
    }
    assert_true(run.report.correlation > 0.5);
    close_run(&run);
    free(in);
    support_remove_folder(folder);
}

static void bad_arguments(void **state)
{
    (void)state;
    static const struct neume_replace_hit hits[] = {
        {-1, 36, 100, 0}, {0, 128, 100, 0}, {0, 36, 0, 0}, {0, 36, 128, 0}, {0, 36, 100, 128}};
    struct neume_replace_options o = mono_options();
    struct neume_replace *r;
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    char *folder = make_kit(0.8f);
    assert_ok(neume_kit_open(&kit, folder, RATE, 1, 1, &problem));
    for (size_t i = 0; i < sizeof hits / sizeof *hits; i++)
        assert_status(neume_replace_new(&r, kit, &hits[i], 1, &o), NEUME_ERR_ARGUMENT);
    o.blend = 1.01;
    assert_status(neume_replace_new(&r, kit, NULL, 0, &o), NEUME_ERR_ARGUMENT);
    neume_replace_free(NULL);
    neume_kit_free(kit);
    neume_kit_free(NULL);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lies_on_the_attack),
        cmocka_unit_test(agrees),
        cmocka_unit_test(doubling_leaves_the_original),
        cmocka_unit_test(replacing_ducks_only_the_hits),
        cmocka_unit_test(places_and_velocities),
        cmocka_unit_test(each_as_loud),
        cmocka_unit_test(is_as_loud),
        cmocka_unit_test(the_same_samples),
        cmocka_unit_test(seeds_and_blocks),
        cmocka_unit_test(chokes),
        cmocka_unit_test(exclusive_classes),
        cmocka_unit_test(others_stay),
        cmocka_unit_test(rates_and_channels),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
