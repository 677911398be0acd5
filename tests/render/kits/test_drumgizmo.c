/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_drumgizmo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "render/kits/kit_private.h"
#include "tests/render/kits/kits.h"

/* A file of three channels: 1, 2 and 3 tenths of a hit. */
static void add_three(const char *folder, const char *name)
{
    float x[3 * KITS_FRAMES];
    struct neume_encode_options o = {.sample_rate = KITS_RATE, .channels = 3, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    for (int i = 0; i < 3 * KITS_FRAMES; i++)
        x[i] = 0.1f * (float)(i % 3 + 1) * (float)exp(-i / 3 / 400.0);
    assert_ok(neume_encoder_open(&e, support_path(folder, name), &o));
    assert_ok(neume_encoder_write(e, x, KITS_FRAMES));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static void write_kit(const char *folder)
{
    static const char kit[] = "<?xml version='1.0'?>\n<drumkit name='K'><instruments>"
                              "<instrument name='KDrumL' file='kick/kick.xml'/>"
                              "<instrument name='Hihat_closed' group='hat' file='hat.xml'/>"
                              "<instrument name='Hihat_open' group='hat' file='hat.xml'/>"
                              "<instrument name='Gong' file='nowhere.xml'/></instruments></drumkit>";
    static const char kick[] =
        "<instrument name='KDrumL' version='2.0'><samples>"
        "<sample name='s' power='0.1'><audiofile channel='Kick' file='a.wav' filechannel='1'/></sample>"
        "<sample name='m' power='0.5'><audiofile channel='Kick' file='b.wav' filechannel='1'/>"
        "<audiofile channel='OHL' file='c.wav' filechannel='1'/></sample>"
        "<sample name='h' power='0.9'><audiofile channel='Room_left' file='d.wav' filechannel='1'/>"
        "<audiofile channel='Kick' file='d.wav' filechannel='2'/><audiofile channel='Room r' file='d.wav' "
        "filechannel='3'/></sample></samples></instrument>";
    static const char hat[] = "<instrument name='h' version='2.0'><samples><sample name='s' power='1'>"
                              "<audiofile channel='x' file='kick/a.wav'/></sample></samples></instrument>";
    mkdir(support_path(folder, "kick"), 0777);
    kits_add(folder, "kick/a.wav", 0.5f, 400);
    kits_add(folder, "kick/b.wav", 0.5f, 400);
    kits_add(folder, "kick/c.wav", 0.5f, 400);
    add_three(folder, "kick/d.wav");
    support_write_file(support_path(folder, "drumkit.xml"), kit, sizeof kit - 1);
    support_write_file(support_path(folder, "kick/kick.xml"), kick, sizeof kick - 1);
    support_write_file(support_path(folder, "hat.xml"), hat, sizeof hat - 1);
}

static void samples_by_power(void **state)
{
    (void)state;
    static const struct {
        int velocity;
        const char *samples;
    } rows[] = {{1, "a"}, {30, "a"}, {64, "b c"}, {120, "d"}, {127, "d"}};
    char *folder = support_new_folder();
    size_t region[NEUME_KIT_MOST], count;
    int is_warning;
    write_kit(folder);
    struct neume_kit *kit = kits_open(folder);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(kits_hit(kit, 36, rows[i].velocity, region, &count), rows[i].samples);
    /* The velocity chooses the sample, and nothing else. */
    assert_float_equal(neume_kit_gain(kit, region[0], 10), 1, 1e-6);
    const float *frame = neume_kit_region(kit, region[0])->sound.frame;
    assert_float_equal(frame[0], 0.1 + 0.2 * sqrt(0.5), 1e-4);
    assert_float_equal(frame[1], 0.3 + 0.2 * sqrt(0.5), 1e-4);
    kits_hit(kit, 36, 64, region, &count);
    assert_float_equal(neume_kit_region(kit, region[0])->sound.frame[1], 0.5 * sqrt(0.5), 1e-4);
    assert_float_equal(neume_kit_region(kit, region[1])->sound.frame[1], 0, 1e-6); /* overhead, left */
    kits_hit(kit, 42, 64, region, &count);
    int group = neume_kit_region(kit, region[0])->off_by, self = neume_kit_region(kit, region[0])->instrument;
    kits_hit(kit, 46, 64, region, &count);
    assert_int_equal(neume_kit_region(kit, region[0])->group, group);
    assert_true(group > 0 && neume_kit_region(kit, region[0])->instrument != self);
    assert_non_null(strstr(neume_kit_note(kit, 0, &is_warning), "Gong"));
    neume_kit_free(kit);
    support_remove_folder(folder);
}

/* Of samples that are as near, each is drawn, and none twice in a row. */
static void samples_alike(void **state)
{
    (void)state;
    char *folder = support_new_folder(), last[8] = "";
    size_t region[NEUME_KIT_MOST], count;
    static const char kit_text[] =
        "<drumkit><instruments><instrument name='Snare' file='s.xml'/></instruments></drumkit>";
    static const char text[] =
        "<instrument version='2.0'><samples><sample power='1'><audiofile channel='s' file='a.wav'/></sample>"
        "<sample power='1.01'><audiofile channel='s' file='b.wav'/></sample>"
        "<sample power='1.02'><audiofile channel='s' file='c.wav'/></sample>"
        "<sample power='9'><audiofile channel='s' file='d.wav'/></sample></samples></instrument>";
    int seen[4] = {0};
    for (const char *n = "abcd"; *n; n++) {
        char name[8];
        snprintf(name, sizeof name, "%c.wav", *n);
        kits_add(folder, name, 0.5f, 400);
    }
    support_write_file(support_path(folder, "s.xml"), text, sizeof text - 1);
    struct neume_kit *kit = kits_open_text(folder, "drumkit.xml", kit_text);
    for (int i = 0; i < 90; i++) {
        const char *got = kits_hit(kit, 38, 2, region, &count);
        assert_string_not_equal(got, last);
        snprintf(last, sizeof last, "%.*s", (int)sizeof last - 1, got);
        seen[*got - 'a']++;
    }
    assert_true(seen[0] > 15 && seen[1] > 15 && seen[2] > 15 && !seen[3]);
    neume_kit_free(kit);
    support_remove_folder(folder);
}

static void bad(void **state)
{
    (void)state;
    static const struct {
        const char *kit, *instrument;
        enum neume_status status;
        const char *subject;
    } rows[] = {
        {"<drumkit>", "", NEUME_ERR_DAMAGED, "drumkit.xml:1"},
        {"<drumkit><instrument name='kick' file='gone.xml'/></drumkit>", "", NEUME_ERR_NOT_FOUND, "gone.xml"},
        {"<drumkit><instrument name='kick' file='i.xml'/></drumkit>", "<instrument>\n<sample", NEUME_ERR_DAMAGED,
         "i.xml:2"},
        {"<drumkit><instrument name='kick' file='i.xml'/></drumkit>", "<instrument/>", NEUME_ERR_EMPTY, "drumkit.xml"},
        {"<drumkit><instrument name='kick' file='drumkit.xml'/></drumkit>", "", NEUME_ERR_EMPTY, "drumkit.xml"},
    };
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    char *folder = support_new_folder();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        support_write_file(support_path(folder, "drumkit.xml"), rows[i].kit, strlen(rows[i].kit));
        support_write_file(support_path(folder, "i.xml"), rows[i].instrument, strlen(rows[i].instrument));
        enum neume_status s = neume_kit_open(&kit, support_path(folder, "drumkit.xml"), KITS_RATE, 2, 1, &problem);
        if (s != rows[i].status || !strstr(problem.subject, rows[i].subject))
            fail_msg("row %zu: %s: %s", i, problem.subject, neume_status_text(s));
    }
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(samples_by_power), cmocka_unit_test(samples_alike),
                                       cmocka_unit_test(bad)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
