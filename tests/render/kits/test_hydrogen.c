/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_hydrogen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "tests/render/kits/kits.h"

static char *folder;

static int set_up(void **state)
{
    (void)state;
    folder = support_new_folder();
    for (const char *name = "abcd"; *name; name++) {
        char file[16];
        snprintf(file, sizeof file, "%c.wav", *name);
        kits_add(folder, file, 0.5f, 400);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    support_remove_folder(folder);
    return 0;
}

#define LAYER(file, min, max, more) \
    "<layer><filename>" file ".wav</filename><min>" min "</min><max>" max "</max>" more "</layer>"
#define COMPONENT(layers)    "<instrumentComponent><component_id>0</component_id>" layers "</instrumentComponent>"
#define INSTRUMENT(name, in) "<instrument><name>" name "</name>" in "</instrument>"

static struct neume_kit *open_instruments(const char *instruments)
{
    char text[4000];
    snprintf(text, sizeof text,
             "<drumkit_info><componentList><drumkitComponent><id>0</id><volume>1</volume></drumkitComponent>"
             "<drumkitComponent><id>1</id><volume>0.5</volume></drumkitComponent></componentList>"
             "<instrumentList>%s</instrumentList></drumkit_info>",
             instruments);
    return kits_open_text(folder, "drumkit.xml", text);
}

static const struct {
    const char *what, *instruments;
    int key, velocity;
    const char *hits[4];
    double level; /* dB, of the first region of the first hit */
} rows[] = {
    {"velocity is linear", INSTRUMENT("Kick", LAYER("a", "0", "1", "")), 36, 64, {"a"}, -5.95},
    {"or not applied",
     INSTRUMENT("Kick", "<applyVelocity>false</applyVelocity>" LAYER("a", "0", "1", "")),
     36,
     64,
     {"a"},
     0},
    {"gains multiply",
     INSTRUMENT("Kick", "<volume>0.5</volume><gain>0.5</gain>" COMPONENT(
                            "<gain>2</gain>" LAYER("a", "0", "1", "<gain>0.25</gain>"))),
     36,
     127,
     {"a"},
     -18.06},
    {"a gain without bounds", INSTRUMENT("Kick", LAYER("a", "0", "1", "<gain>1e30</gain>")), 36, 127, {"a"}, 40},
    {"the first layer that holds the velocity",
     INSTRUMENT("Kick", LAYER("a", "0", "0.5", "") LAYER("b", "0.4", "1", "")),
     36,
     60,
     {"a"},
     -6.51},
    {"in a gap the nearest least velocity",
     INSTRUMENT("Kick", LAYER("a", "0", "0.3", "") LAYER("b", "0.6", "1", "")),
     36,
     50,
     {"b"},
     -8.1},
    {"one after the other",
     INSTRUMENT("Kick", "<sampleSelectionAlgo>ROUND_ROBIN</sampleSelectionAlgo>" LAYER("a", "0", "1", "")
                            LAYER("b", "0", "1", "") LAYER("c", "0", "1", "")),
     36,
     127,
     {"a", "b", "c", "a"},
     0},
    {"all components sound",
     INSTRUMENT("Kick", COMPONENT(LAYER("a", "0", "1", "")) "<instrumentComponent><component_id>1</component_id>" LAYER(
                            "b", "0", "0.5", "") LAYER("c", "0.5", "1", "") "</instrumentComponent>"),
     36,
     100,
     {"a c", "a c"},
     -2.076},
    {"a muted layer",
     INSTRUMENT("Kick", LAYER("a", "0", "1", "<isMuted>true</isMuted>") LAYER("b", "0", "1", "")),
     36,
     127,
     {"b"},
     0},
    {"one instrument for a drum",
     INSTRUMENT("Kick 1", LAYER("a", "0", "1", "")) INSTRUMENT("Kick 2", LAYER("b", "0", "1", ""))
         INSTRUMENT("Kick 3", LAYER("c", "0", "1", "")),
     36,
     127,
     {"a", "a", "a"},
     0},
    {"a second one has the drum's other key",
     INSTRUMENT("Kick 1", LAYER("a", "0", "1", "")) INSTRUMENT("Kick 2", LAYER("b", "0", "1", "")),
     35,
     127,
     {"b"},
     0},
};

static void which_layers_sound(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_kit *kit = open_instruments(rows[i].instruments);
        for (int h = 0; h < 4 && rows[i].hits[h]; h++) {
            const char *got = kits_hit(kit, rows[i].key, rows[i].velocity, region, &count);
            if (strcmp(got, rows[i].hits[h]))
                fail_msg("%s, hit %d: '%s', expected '%s'", rows[i].what, h + 1, got, rows[i].hits[h]);
            double level = 20 * log10((double)neume_kit_gain(kit, region[0], rows[i].velocity));
            if (!h && fabs(level - rows[i].level) > 0.02)
                fail_msg("%s: %.3f dB, expected %.3f", rows[i].what, level, rows[i].level);
        }
        neume_kit_free(kit);
    }
}

static void pitch_and_mutes(void **state)
{
    (void)state;
    size_t a[NEUME_KIT_MOST], b[NEUME_KIT_MOST], count;
    struct neume_kit *kit = open_instruments(
        INSTRUMENT("Closed HH",
                   "<muteGroup>2</muteGroup><pitchOffset>5</pitchOffset>" LAYER("a", "0", "1", "<pitch>7</pitch>"))
            INSTRUMENT("Open HH", "<muteGroup>2</muteGroup><isStopNote>true</isStopNote>" LAYER("b", "0", "1", "")));
    kits_hit(kit, 42, 127, a, &count);
    kits_hit(kit, 46, 127, b, &count);
    const struct neume_kit_region *closed = neume_kit_region(kit, a[0]), *open = neume_kit_region(kit, b[0]);
    assert_int_equal(closed->sound.frames, KITS_FRAMES / 2);
    assert_int_equal(closed->off_by, open->group);
    assert_true(closed->instrument > 0); /* its own hits do not end it */
    assert_int_equal(open->instrument, 0);
    neume_kit_free(kit);
}

/* A drumkit as Hydrogen exports it, in a tar, with or without gzip. */
static void packed(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count;
    struct neume_kit *kit =
        open_instruments(INSTRUMENT("Kick", LAYER("a", "0", "1", "")) INSTRUMENT("Snare", LAYER("x", "0", "1", "")));
    static const char *const flags[] = {"cf", "czf", "cJf"};
    neume_kit_free(kit);
    for (int f = 0; f < 3; f++) {
        char line[4000];
        snprintf(line, sizeof line,
                 "cd '%s' && mkdir -p My && cp drumkit.xml a.wav My && tar %s k.h2drumkit My && rm -r My", folder,
                 flags[f]);
        assert_int_equal(system(line), 0);
        kit = kits_open(support_path(folder, "k.h2drumkit"));
        assert_string_equal(kits_hit(kit, 36, 100, region, &count), "a");
        assert_int_equal(neume_kit_region(kit, region[0])->sound.frames, KITS_FRAMES);
        assert_string_equal(kits_hit(kit, 38, 100, region, &count), "");
        enum neume_status why;
        assert_string_equal(neume_kit_bad(kit, 0, &why), "My/x.wav");
        assert_int_equal(why, NEUME_ERR_NOT_FOUND);
        neume_kit_free(kit);
    }
}

static void bad_archives(void **state)
{
    (void)state;
    static const struct {
        const char *command;
        enum neume_status status;
    } bad[] = {{"cp drumkit.xml k.h2drumkit", NEUME_ERR_FORMAT},
               {"tar cf k.h2drumkit a.wav", NEUME_ERR_FORMAT},
               {"tar cf k.h2drumkit a.wav drumkit.xml && truncate -s 6000 k.h2drumkit", NEUME_ERR_DAMAGED},
               {": >k.h2drumkit", NEUME_ERR_FORMAT},
               {"rm -f k.h2drumkit && mkfifo k.h2drumkit", NEUME_ERR_NO_FILE}};
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    neume_kit_free(open_instruments(INSTRUMENT("Kick", LAYER("a", "0", "1", ""))));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char line[4000];
        snprintf(line, sizeof line, "cd '%s' && %s", folder, bad[i].command);
        assert_int_equal(system(line), 0);
        enum neume_status s = neume_kit_open(&kit, support_path(folder, "k.h2drumkit"), KITS_RATE, 2, 1, &problem);
        if (s != bad[i].status)
            fail_msg("%s: %s", bad[i].command, neume_status_text(s));
    }
}

/* What a file could make large or deep, in harmless sizes. */
static void bad_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum neume_status status;
        const char *words;
    } bad[] = {{"<!DOCTYPE d [<!ENTITY a 'x'>]><drumkit_info>&a;</drumkit_info>", NEUME_ERR_UNSUPPORTED,
                "entities are not read"},
               {"<!DOCTYPE d [<!ENTITY % a SYSTEM 'file:///etc/hostname'>]><drumkit_info/>", NEUME_ERR_UNSUPPORTED,
                "entities are not read"},
               {"<!DOCTYPE d [<!ENTITY a 'x'>]><drumkit name='&a;'></drumkit>", NEUME_ERR_UNSUPPORTED,
                "entities are not read"}, /* of DrumGizmo */
               {"<drumkit_info>&nothing;</drumkit_info>", NEUME_ERR_DAMAGED, "undefined entity"},
               {"<drumkit_info>", NEUME_ERR_DAMAGED, "no element found"}};
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    const char *path = support_path(folder, "drumkit.xml");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        support_write_file(path, bad[i].text, strlen(bad[i].text));
        assert_status(neume_kit_open(&kit, path, KITS_RATE, 2, 1, &problem), bad[i].status);
        assert_string_equal(problem.words, bad[i].words);
    }
    enum { DEEP = 100000, LARGE = (16 << 20) + 1 };
    char *text = calloc(LARGE, 1);
    for (int i = 0; i < DEEP; i++)
        memcpy(text + 3 * i, "<a>", 3);
    support_write_file(path, text, 3 * (size_t)DEEP);
    assert_status(neume_kit_open(&kit, path, KITS_RATE, 2, 1, &problem), NEUME_ERR_DAMAGED);
    support_write_file(path, text, LARGE);
    assert_status(neume_kit_open(&kit, path, KITS_RATE, 2, 1, &problem), NEUME_ERR_UNSUPPORTED);
    assert_string_equal(problem.words, "more text than 16 MB");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(which_layers_sound), cmocka_unit_test(pitch_and_mutes),
                                       cmocka_unit_test(packed), cmocka_unit_test(bad_archives),
                                       cmocka_unit_test(bad_texts)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
