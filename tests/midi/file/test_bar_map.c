/* SPDX-License-Identifier: MIT */
#include "midi/file/bar_map.h"

#include "tests/support/support.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

struct signature {
    uint64_t tick;
    int numerator, denominator; /* 0: no more */
};

static void make(struct neume_bar_map *map, int division, const struct signature *signature)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    smf.division = (uint16_t)division;
    assert_ok(neume_smf_add_track(&smf));
    for (; signature->numerator; signature++)
        assert_ok(neume_smf_add_time_signature(&smf, 0, signature->tick, signature->numerator, signature->denominator));
    assert_ok(neume_bar_map_init(map, &smf));
    neume_smf_release(&smf);
}

static void bars(void **state)
{
    (void)state;
    static const struct {
        struct signature signature[4];
        int division;
        uint64_t tick, bar, start, end;
    } rows[] = {
        {{{0}}, 480, 0, 0, 0, 1920},
        {{{0}}, 480, 1919, 0, 0, 1920},
        {{{0}}, 480, 1920, 1, 1920, 3840},
        {{{0, 3, 4}}, 480, 1440, 1, 1440, 2880},
        {{{0, 6, 8}}, 480, 1439, 0, 0, 1440},
        {{{1920, 3, 4}}, 480, 1919, 0, 0, 1920},
        {{{1920, 3, 4}}, 480, 1920, 1, 1920, 3360},
        {{{2000, 3, 4}}, 480, 1999, 1, 1920, 2000},         /* cut by the new metre */
        {{{2000, 3, 4}}, 480, 2000, 2, 2000, 3440},         /* which begins a bar */
        {{{100, 4, 4}}, 480, 500, 0, 0, 1920},              /* says nothing new */
        {{{0, 1, 4}, {480, 4, 4}}, 480, 480, 1, 480, 2400}, /* a pickup */
        {{{0, 3, 4}, {0, 5, 4}}, 480, 2399, 0, 0, 2400},    /* the last of two at a tick */
        {{{0, 1, 16}}, 6, 1, 0, 0, 2},                      /* bars of 1.5 ticks */
        {{{0, 1, 16}}, 6, 2, 1, 2, 3},
        {{{0, 1, 16}}, 6, 3, 2, 3, 5},
        {{{0, 1, 128}}, 1, 7, 7, 7, 8}, /* never shorter than a tick */
        {{{0}}, 0, 5, 1, 4, 8},         /* a division of 0 is taken as 1 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct neume_bar_map map;
        uint64_t start, end;
        make(&map, rows[i].division, rows[i].signature);
        uint64_t bar = neume_bar_map_find(&map, rows[i].tick, &start, &end);
        if (bar != rows[i].bar || start != rows[i].start || end != rows[i].end)
            fail_msg("row %zu: bar %d, %d to %d", i, (int)bar, (int)start, (int)end);
        assert_int_equal(neume_bar_map_start(&map, bar), start);
        neume_bar_map_release(&map);
    }
    neume_bar_map_release(NULL);
}

static void nearest_lines(void **state)
{
    (void)state;
    static const struct {
        struct signature signature[2];
        struct neume_grid grid;
        uint64_t tick, line, slot;
    } rows[] = {
        {{{0}}, {120, 0.5}, 59, 0, 0},
        {{{0}}, {120, 0.5}, 60, 0, 0}, /* a tie goes to the earlier */
        {{{0}}, {120, 0.5}, 61, 120, 1},
        {{{0}}, {120, 0.5}, 1900, 1920, 0}, /* the next bar's first */
        {{{0}}, {120, 0.75}, 150, 180, 1},
        {{{0}}, {120, 0.75}, 80, 0, 0},
        {{{0}}, {640, 0.5}, 1500, 1280, 2},
        {{{0}}, {720, 0.5}, 1700, 1920, 0}, /* dotted: the bar line cuts in */
        {{{0}}, {53.4, 0.5}, 107, 107, 2},  /* lines are rounded to ticks */
        {{{0, 7, 8}}, {240, 0.6}, 1700, 1680, 0},
        {{{0}}, {5000, 0.5}, 1000, 1920, 0}, /* longer than the bar */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct neume_bar_map map;
        uint64_t slot;
        make(&map, 480, rows[i].signature);
        uint64_t line = neume_grid_nearest(&map, &rows[i].grid, rows[i].tick, &slot);
        if (line != rows[i].line || slot != rows[i].slot)
            fail_msg("row %zu: line %d, slot %d", i, (int)line, (int)slot);
        neume_bar_map_release(&map);
    }
}

static void no_bars(void **state)
{
    (void)state;
    struct neume_bar_map map;
    struct neume_smf smf;
    neume_smf_init(&smf);
    smf.division = 0xE728;
    assert_status(neume_bar_map_init(&map, &smf), NEUME_ERR_UNSUPPORTED);
    neume_bar_map_release(&map);
    smf.division = 480;
    smf.format = 2;
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_track(&smf));
    assert_status(neume_bar_map_init(&map, &smf), NEUME_ERR_UNSUPPORTED);
    neume_bar_map_release(&map);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars),
        cmocka_unit_test(nearest_lines),
        cmocka_unit_test(no_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
