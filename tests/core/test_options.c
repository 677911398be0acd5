/* SPDX-License-Identifier: MIT */
#include "neume/options.h"

#include <math.h>

#include "tests/support/support.h"

static void defaults_are_good(void **state)
{
    (void)state;
    struct neume_options o;
    neume_options_init(&o);
    assert_ok(neume_options_check(&o));
    assert_int_equal(o.mode, NEUME_MODE_AUTO);
    assert_int_equal(o.min_pitch, 21);
    assert_int_equal(o.max_pitch, 108);
    assert_int_equal(o.quality, NEUME_QUALITY_BEST);
    assert_int_equal(o.threads, 1);
    assert_int_equal(o.bends, 0);
    assert_int_equal(o.drum_lengths, 0);
}

static const struct {
    enum neume_mode mode;
    int low, high;
    double sensitivity, min_length;
    enum neume_quality quality;
    int threads, bends;
    enum neume_status status;
} rows[] = {
    {NEUME_MODE_MIX, 0, 127, 0, 0, NEUME_QUALITY_BEST, 1, 0, NEUME_OK},
    {NEUME_MODE_AUTO, 60, 60, 1, 10, NEUME_QUALITY_BEST, 1, 0, NEUME_OK},
    {NEUME_MODE_COUNT, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {(enum neume_mode) - 1, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, -1, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 128, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 61, 60, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, -0.01, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 1.01, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, NAN, 0.05, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, -1, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 10.1, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, NAN, NEUME_QUALITY_BEST, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_FAST, 64, 0, NEUME_OK},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_COUNT, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, (enum neume_quality) - 1, 1, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 0, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 65, 0, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 1, NEUME_OK},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, 2, NEUME_ERR_ARGUMENT},
    {NEUME_MODE_AUTO, 21, 108, 0.5, 0.05, NEUME_QUALITY_BEST, 1, -1, NEUME_ERR_ARGUMENT},
};

static void ranges_are_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct neume_options o;
        neume_options_init(&o);
        o.mode = rows[i].mode;
        o.min_pitch = rows[i].low;
        o.max_pitch = rows[i].high;
        o.sensitivity = rows[i].sensitivity;
        o.min_length = rows[i].min_length;
        o.quality = rows[i].quality;
        o.threads = rows[i].threads;
        o.bends = rows[i].bends;
        if (neume_options_check(&o) != rows[i].status)
            fail_msg("row %d", (int)i);
    }
}

static void modes_have_names(void **state)
{
    (void)state;
    static const char *const names[NEUME_MODE_COUNT] = {"auto", "melody", "poly", "drums", "mix"};
    for (int m = 0; m < NEUME_MODE_COUNT; m++)
        assert_string_equal(neume_mode_name((enum neume_mode)m), names[m]);
    assert_string_equal(neume_mode_name((enum neume_mode) - 1), "?");
    assert_string_equal(neume_mode_name(NEUME_MODE_COUNT), "?");
}

static void qualities_have_names(void **state)
{
    (void)state;
    assert_string_equal(neume_quality_name(NEUME_QUALITY_BEST), "best");
    assert_string_equal(neume_quality_name(NEUME_QUALITY_FAST), "fast");
    assert_string_equal(neume_quality_name(NEUME_QUALITY_COUNT), "?");
}

static void tracks_have_names(void **state)
{
    (void)state;
    struct neume_options o;
    assert_string_equal(neume_tracks_name(NEUME_TRACKS_AUTO), "auto");
    assert_string_equal(neume_tracks_name(NEUME_TRACKS_PARTS), "parts");
    assert_string_equal(neume_tracks_name(NEUME_TRACKS_ONE), "one");
    assert_string_equal(neume_tracks_name(NEUME_TRACKS_COUNT), "?");
    neume_options_init(&o);
    o.tracks = NEUME_TRACKS_COUNT;
    assert_status(neume_options_check(&o), NEUME_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_good), cmocka_unit_test(ranges_are_checked),
        cmocka_unit_test(modes_have_names),  cmocka_unit_test(qualities_have_names),
        cmocka_unit_test(tracks_have_names),
    };
    return cmocka_run_group_tests_name("core/options", tests, NULL, NULL);
}
