/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/encode.h"
#include "render/kits/kit_folder.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_timbre.h"
#include "tests/support/support.h"

enum { RATE = 44100 };

static void add_drum(const char *folder, const char *name, float gain, double speed)
{
    float x[2000];
    struct neume_encode_options o = {.sample_rate = RATE, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    for (int i = 0; i < 2000; i++)
        x[i] = gain * (float)(exp(-i / 400.0) * cos(speed * i));
    assert_ok(neume_encoder_open(&e, support_path(folder, name), &o));
    assert_ok(neume_encoder_write(e, x, 2000));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static void add_sample(const char *folder, const char *name, float gain)
{
    add_drum(folder, name, gain, 0.05);
}

static struct neume_kit *open_well(const char *path, int channels)
{
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    enum neume_status s = neume_kit_open(&kit, path, RATE, channels, 1, &problem);
    if (s != NEUME_OK)
        fail_msg("%s: %s %s", problem.subject, problem.words, neume_status_text(s));
    return kit;
}

/* The base name of the sample that a hit gets, or "". */
static const char *sample_for(struct neume_kit *kit, int key, int velocity)
{
    size_t region[NEUME_KIT_MOST], count;
    assert_ok(neume_kit_choose(kit, key, velocity, region, &count));
    if (!count)
        return "";
    const char *path = neume_kit_region(kit, region[0])->path, *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const struct {
    const char *name;
    int key;
} named_keys[] = {
    {"Kick", 36},
    {"BD_01", 36},
    {"kd-hard", 36},
    {"Bass Drum", 36},
    {"SNARE 2", 38},
    {"sd", 38},
    {"Side Stick", 37},
    {"rim", 37},
    {"Hi-Hat Open", 46},
    {"hihat_closed", 42},
    {"HH pedal", 44},
    {"chh", 42},
    {"ohh 3", 46},
    {"phh", 44},
    {"Closed HH", 42},
    {"Tom Hi", 48},
    {"tom mid", 47},
    {"Tom Low", 43},
    {"floor tom", 41},
    {"tom1", 48},
    {"tom 2", 47},
    {"Tom3", 43},
    {"Ride", 51},
    {"Ride Bell", 53},
    {"crash", 49},
    {"Crash2", 49},
    {"china", 52},
    {"splash", 55},
    {"Clap", 39},
    {"Cowbell", 56},
    {"piano", 0},
    {"", 0},
    {"readme", 0},
    {"HatClosed-Hard", 42},
    {"RackTom2", 47},
    {"OpenHH", 46},
    {"RideBow", 51},
    {"CH", 42},
    {"OH_2", 46},
    {"RC", 51},
    {"CC01", 49},
    {"RS", 37},
    {"Hi Hat Opened", 46},
    {"hat swish", 46},
    {"KD1", 36},
    {"SS", 37},
    {"HC", 42},
    {"HO", 46},
    {"HP", 44},
    {"T1", 48},
    {"T2", 47},
    {"T3", 43},
    {"RB", 53},
    {"RD", 51},
    {"CR", 49},
    {"SD", 38},
    {"Snare Rimshot", 40},
    {"rimshot", 40},
    {"stick", 37},
    {"Conga Low", 64},
    {"conga", 63},
    {"shaker", 82},
    {"tambourine", 54},
    {"Kick_OH", 36},
    {"KDrumL", 36},
    {"woodblock", 76},
    {"bongo lo", 61},
    {"Snare_CH1", 38},
};

static void names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof named_keys / sizeof *named_keys; i++)
        if (neume_kit_key_of_name(named_keys[i].name) != named_keys[i].key)
            fail_msg("'%s' is %d, expected %d", named_keys[i].name, neume_kit_key_of_name(named_keys[i].name),
                     named_keys[i].key);
}

static void sets(void **state)
{
    (void)state;
    const char *bad;
    assert_int_equal(neume_drum_set("KD", &bad), 1u << NEUME_DRUM_KD);
    assert_int_equal(neume_drum_set("kd,HH", &bad),
                     1u << NEUME_DRUM_KD | 1u << NEUME_DRUM_HC | 1u << NEUME_DRUM_HO | 1u << NEUME_DRUM_HP);
    assert_int_equal(neume_drum_set("kick,Snares", &bad), 1u << NEUME_DRUM_KD | 1u << NEUME_DRUM_SD);
    assert_int_equal(neume_drum_set("hats", &bad), neume_drum_set("HH", &bad));
    assert_int_equal(neume_drum_set("cymbals,TT", &bad), neume_drum_set("toms,CY", &bad));
    assert_int_equal(neume_drum_set("kic", &bad), 0);
    assert_int_equal(neume_drum_set("kickss", &bad), 0);
    assert_int_equal(neume_drum_set("KD,SX", &bad), 0);
    assert_string_equal(bad, "SX");
    assert_int_equal(neume_drum_set("", &bad), 0);
    assert_int_equal(neume_drum_set("KD,", &bad), 0);
    for (int key = 0; key < 128; key++)
        assert_true(neume_drum_of_key(key) < NEUME_DRUM_COUNT);
}

static void folder_layers(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    assert_int_equal(mkdir(support_path(folder, "Snare"), 0777), 0);
    add_sample(folder, "kick_v1.wav", 0.1f);
    add_sample(folder, "kick_v2.wav", 0.5f);
    add_sample(folder, "Snare/soft.wav", 0.1f);
    add_sample(folder, "Snare/hard.wav", 0.9f);
    add_sample(folder, "tom low.wav", 0.9f);
    add_sample(folder, "notes.wav", 0.9f);
    support_write_file(support_path(folder, "crash.wav"), "no sound", 8);
    struct neume_kit *kit = open_well(folder, 2);
    assert_string_equal(sample_for(kit, 36, 20), "kick_v1.wav");
    assert_string_equal(sample_for(kit, 36, 64), "kick_v2.wav");
    assert_string_equal(sample_for(kit, 35, 127), "kick_v2.wav");
    assert_string_equal(sample_for(kit, 38, 20), "soft.wav");
    assert_string_equal(sample_for(kit, 40, 120), "hard.wav");
    assert_string_equal(sample_for(kit, 48, 100), "tom low.wav"); /* a tom for another */
    assert_string_equal(sample_for(kit, 42, 100), "");
    assert_string_equal(sample_for(kit, 49, 100), "");
    enum neume_status why = NEUME_OK;
    assert_non_null(strstr(neume_kit_bad(kit, 0, &why), "crash.wav"));
    assert_int_equal(why, NEUME_ERR_FORMAT);
    assert_null(neume_kit_bad(kit, 1, &why));
    /* Layers are as if recorded equally loud. */
    size_t soft[NEUME_KIT_MOST], hard[NEUME_KIT_MOST], count;
    assert_ok(neume_kit_choose(kit, 38, 20, soft, &count));
    assert_ok(neume_kit_choose(kit, 38, 120, hard, &count));
    assert_true(fabsf(neume_kit_gain(kit, soft[0], 100) / neume_kit_gain(kit, hard[0], 100) - 9) < 0.01f);
    neume_kit_free(kit);
    support_remove_folder(folder);
}

/* Links out of the kit, pipes and a folder that holds itself are not read. */
static void folder_inside_itself(void **state)
{
    (void)state;
    char *folder = support_new_folder(), line[1000];
    mkdir(support_path(folder, "kit"), 0777);
    add_sample(folder, "kit/kick.wav", 0.5f);
    add_sample(folder, "snare.wav", 0.5f);
    snprintf(line, sizeof line,
             "cd '%s/kit' && ln -s ../snare.wav snare.wav && mkfifo crash.wav && ln -s .. up && "
             "ln -s kick.wav tom.wav && ln -s . again",
             folder);
    assert_int_equal(system(line), 0);
    struct neume_kit *kit = open_well(support_path(folder, "kit"), 2);
    assert_string_equal(sample_for(kit, 36, 100), "kick.wav");
    assert_string_equal(sample_for(kit, 48, 100), "tom.wav");
    assert_string_equal(sample_for(kit, 38, 100), "");
    assert_string_equal(sample_for(kit, 49, 100), "");
    neume_kit_free(kit);
    kit = open_well(support_path(folder, "snare.wav"), 2); /* a single sample is any drum */
    assert_true(neume_kit_is_sample(kit));
    assert_string_equal(sample_for(kit, 36, 100), "snare.wav");
    assert_string_equal(sample_for(kit, 53, 20), "snare.wav");
    neume_kit_free(kit);
    support_remove_folder(folder);
}

/* Layers by brightness: the softer of these is the brighter. */
static void layers_by_timbre(void **state)
{
    (void)state;
    static const struct {
        int key, timbre;
        const char *name;
    } rows[] = {{38, 1, "snare_v2.wav"}, {38, 60, "snare_v2.wav"}, {40, 127, "snare_v1.wav"}, {36, 127, "kick.wav"}};
    char *folder = support_new_folder();
    add_drum(folder, "snare_v1.wav", 0.1f, 0.5);
    add_drum(folder, "snare_v2.wav", 0.9f, 0.05);
    add_sample(folder, "kick.wav", 0.5f);
    struct neume_kit *kit = open_well(folder, 2);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int velocity = 100;
        assert_ok(neume_kit_layer(kit, rows[i].key, rows[i].timbre, &velocity));
        assert_string_equal(sample_for(kit, rows[i].key, velocity), rows[i].name);
    }
    neume_kit_free(kit);
    support_remove_folder(folder);
}

/* Where there are two, never the same twice; where there are many, all are used. */
static void round_robin(void **state)
{
    (void)state;
    char *folder = support_new_folder(), last[64] = "";
    int used[5] = {0};
    for (int i = 1; i <= 4; i++) {
        char name[32];
        snprintf(name, sizeof name, "snare %d.wav", i);
        add_sample(folder, name, 0.5f);
    }
    struct neume_kit *kit = open_well(folder, 1);
    for (int i = 0; i < 200; i++) {
        const char *now = sample_for(kit, 38, 100);
        assert_string_not_equal(now, last);
        snprintf(last, sizeof last, "%s", now);
        used[now[6] - '0']++;
    }
    for (int i = 1; i <= 4; i++)
        assert_true(used[i] > 25);
    neume_kit_free(kit);
    support_remove_folder(folder);
}

static void sfz(void **state)
{
    (void)state;
    static const char text[] = "// a kit\n<control> default_path=wav\\\n"
                               "<global> amp_veltrack=50 /* of\nall */\n"
                               "<group> key=c2 volume=-6 pan=100\n"
                               "<region> sample=bass drum.wav lovel=1 hivel=63\n"
                               "<region> sample=hard.wav lovel=64 hivel=127 tune=1200\n"
                               "<group> key=38 seq_length=2\n"
                               "<region> seq_position=1 sample=a.wav\n<region> seq_position=2 sample=b.wav\n"
                               "<group> lokey=42 hikey=44 group=1 off_by=2\n"
                               "<region> sample=a.wav lorand=0 hirand=0.5\n<region> sample=b.wav lorand=0.5 hirand=1\n"
                               "<group> key=46 off_by=1 <region> sample=a.wav <region> sample=b.wav\n"
                               "<region> key=49 sample=a.wav trigger=release\n"
                               "<region> key=51 sample=missing.wav\n"
                               "<region> lokey=-1 hikey=-1 sample=a.wav\n";
    char *folder = support_new_folder(), was[64] = "";
    size_t region[NEUME_KIT_MOST], count;
    assert_int_equal(mkdir(support_path(folder, "wav"), 0777), 0);
    add_sample(folder, "wav/bass drum.wav", 0.5f);
    add_sample(folder, "wav/hard.wav", 0.5f);
    add_sample(folder, "wav/a.wav", 0.5f);
    add_sample(folder, "wav/b.wav", 0.5f);
    support_write_file(support_path(folder, "kit.sfz"), text, sizeof text - 1);
    struct neume_kit *kit = open_well(support_path(folder, "kit.sfz"), 2);
    assert_string_equal(sample_for(kit, 36, 63), "bass drum.wav");
    assert_string_equal(sample_for(kit, 36, 64), "hard.wav");
    assert_ok(neume_kit_choose(kit, 36, 64, region, &count));
    const struct neume_kit_region *r = neume_kit_region(kit, region[0]);
    assert_true(fabs(20 * log10((double)r->gain) + 6) < 1e-3);
    assert_int_equal(r->sound.frames, 1000); /* an octave up */
    assert_true(r->sound.frame[0] == 0 && r->sound.frame[1] != 0);
    float v = 64.0f / 127;
    assert_true(fabsf(neume_kit_gain(kit, region[0], 64) - r->gain * (0.5f + 0.5f * v * v)) < 1e-6f);
    for (int i = 0; i < 6; i++) {
        const char *now = sample_for(kit, 38, 100);
        assert_string_not_equal(now, was);
        snprintf(was, sizeof was, "%s", now);
    }
    assert_ok(neume_kit_choose(kit, 42, 100, region, &count));
    assert_int_equal(count, 1);
    assert_int_equal(neume_kit_region(kit, region[0])->group, 1);
    assert_int_equal(neume_kit_region(kit, region[0])->off_by, 2);
    assert_ok(neume_kit_choose(kit, 46, 100, region, &count));
    assert_int_equal(count, 2); /* both sound together */
    assert_string_equal(sample_for(kit, 49, 100), "");
    assert_string_equal(sample_for(kit, 51, 100), "");
    enum neume_status why = NEUME_OK;
    assert_non_null(strstr(neume_kit_bad(kit, 0, &why), "missing.wav"));
    assert_int_equal(why, NEUME_ERR_NOT_FOUND);
    neume_kit_free(kit);
    support_remove_folder(folder);
}

static void hydrogen(void **state)
{
    (void)state;
    static const char text[] =
        "<?xml version=\"1.0\"?><drumkit_info xmlns=\"http://www.hydrogen-music.org/drumkit\"><name>K</name>"
        "<instrumentList><instrument><id>0</id><name>Kick</name><volume>0.5</volume><midiOutNote>60</midiOutNote>"
        "<instrumentComponent><component_id>0</component_id><gain>1</gain>"
        "<layer><filename>a.wav</filename><min>0</min><max>0.5</max><gain>1</gain><pitch>0</pitch></layer>"
        "<layer><filename>b.wav</filename><min>0.5</min><max>1</max><gain>2</gain><pitch>0</pitch></layer>"
        "</instrumentComponent></instrument>"
        "<instrument><name>Hat Closed</name><muteGroup>3</muteGroup><layer><filename>a.wav</filename></layer>"
        "</instrument><instrument><name>Weird</name><midiOutNote>56</midiOutNote><filename>b.wav</filename>"
        "</instrument><instrument><name>Snare</name><isMuted>true</isMuted><filename>b.wav</filename></instrument>"
        "</instrumentList></drumkit_info>";
    char *folder = support_new_folder();
    size_t region[NEUME_KIT_MOST], count;
    add_sample(folder, "a.wav", 0.5f);
    add_sample(folder, "b.wav", 0.5f);
    support_write_file(support_path(folder, "drumkit.xml"), text, sizeof text - 1);
    struct neume_kit *kit = open_well(folder, 2);
    assert_string_equal(sample_for(kit, 36, 40), "a.wav");
    assert_string_equal(sample_for(kit, 36, 100), "b.wav");
    assert_ok(neume_kit_choose(kit, 36, 100, region, &count));
    assert_true(neume_kit_region(kit, region[0])->gain == 1);
    assert_ok(neume_kit_choose(kit, 42, 100, region, &count));
    assert_int_equal(neume_kit_region(kit, region[0])->off_by, 4);
    assert_string_equal(sample_for(kit, 56, 100), "b.wav");
    assert_string_equal(sample_for(kit, 38, 100), "");
    neume_kit_free(kit);
    support_remove_folder(folder);
}

static void bad_kits(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        enum neume_status status;
        const char *subject, *words;
    } rows[] = {
        {"a.sfz", "<region> sample=a.wav\nkey 36\n", NEUME_ERR_DAMAGED, "a.sfz:2", "opcode"},
        {"a.sfz", "\n\n<region sample", NEUME_ERR_DAMAGED, "a.sfz:3", "header"},
        {"a.sfz", "\n#include \"b.sfz\"\n", NEUME_ERR_NOT_FOUND, "a.sfz:2", "missing: b.sfz"},
        {"a.sfz", "#include \"a.sfz\"\n", NEUME_ERR_DAMAGED, "a.sfz:1", "a loop of includes: a.sfz"},
        {"a.sfz", "#include a.sfz\n", NEUME_ERR_DAMAGED, "a.sfz:1", "without a"},
        {"a.sfz", "#define KICK 36\n", NEUME_ERR_DAMAGED, "a.sfz:1", "without a $name"},
        {"a.sfz", "#define $A 36\n<region> key=$B\n", NEUME_ERR_DAMAGED, "a.sfz:2", "not defined: $B"},
        {"a.sfz", "// nothing\n", NEUME_ERR_EMPTY, "a.sfz", "no sample"},
        {"a.sfz", "/* no end", NEUME_ERR_EMPTY, "a.sfz", "no sample"},
        {"a.sfz", "", NEUME_ERR_EMPTY, "a.sfz", ""},
        {"drumkit.xml", "<drumkit_info><instrument>", NEUME_ERR_DAMAGED, "drumkit.xml:1", ""},
        {"drumkit.xml", "hello", NEUME_ERR_DAMAGED, "drumkit.xml:1", ""},
        {"drumkit.xml", "<drumkit_info/>", NEUME_ERR_EMPTY, "drumkit.xml", "no sample"},
        {"a.sf2", "RIFF", NEUME_ERR_SOUNDFONT, "a.sf2", ""},
        {"a.txt", "hello", NEUME_ERR_FORMAT, "a.txt", "no kit"},
    };
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    char *folder = support_new_folder();
    assert_status(neume_kit_open(&kit, folder, RATE, 2, 1, &problem), NEUME_ERR_EMPTY);
    assert_null(kit);
    assert_status(neume_kit_open(&kit, support_path(folder, "none"), RATE, 2, 1, &problem), NEUME_ERR_NOT_FOUND);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *path = support_path(folder, rows[i].name);
        support_write_file(path, rows[i].text, strlen(rows[i].text));
        enum neume_status s = neume_kit_open(&kit, path, RATE, 2, 1, &problem);
        if (s != rows[i].status || !strstr(problem.subject, rows[i].subject) || !strstr(problem.words, rows[i].words))
            fail_msg("row %zu: %s: %s (%s)", i, problem.subject, neume_status_text(s), problem.words);
        assert_null(kit);
    }
    support_remove_folder(folder);
}

/* FILE:PROGRAM chooses the kit; a cymbal rings as long as it does, and a second hit of it loads nothing anew. */
static void soundfont_programs(void **state)
{
    (void)state;
    static const char font[] = "/usr/share/sounds/sf2/TimGM6mb.sf2";
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    char name[128];
    size_t a[NEUME_KIT_MOST], b[NEUME_KIT_MOST], count;
    if (access(font, R_OK))
        skip();
    snprintf(name, sizeof name, "%s:25", font);
    kit = open_well(name, 2);
    assert_int_equal(kit->program, 25);
    assert_ok(neume_kit_choose(kit, 49, 100, a, &count));
    assert_ok(neume_kit_choose(kit, 49, 100, b, &count));
    assert_int_equal(a[0], b[0]);
    const struct neume_kit_sound *s = &neume_kit_region(kit, a[0])->sound;
    assert_true(s->frames > (size_t)(1.2 * RATE));
    neume_kit_free(kit);
    kit = open_well(font, 2);
    assert_int_equal(kit->program, 0);
    neume_kit_free(kit);
    snprintf(name, sizeof name, "%s:99", font);
    assert_status(neume_kit_open(&kit, name, RATE, 2, 1, &problem), NEUME_ERR_EMPTY);
    assert_string_equal(problem.words, "no drum kit is program 99 of it");
    snprintf(name, sizeof name, "%s:200", font);
    assert_status(neume_kit_open(&kit, name, RATE, 2, 1, &problem), NEUME_ERR_NOT_FOUND);
    assert_ok(neume_kit_open(&kit, font, 192000, 2, 1, &problem));
    assert_ok(neume_kit_choose(kit, 36, 100, a, &count));
    assert_true(count == 1 && neume_kit_region(kit, a[0])->bad == NEUME_OK);
    neume_kit_free(kit);
}

/* A key beyond all keys is none, and a path that does not fit is said, not cut. */
static void sfz_beyond_all_bounds(void **state)
{
    (void)state;
    static const char far[] = "<region> sample=a.wav key=c999999999\n<region> sample=b.wav key=38\n"
                              "<region> sample=c.wav key=c-999999999999999999999\n";
    char text[3000] = "<region> key=36 sample=", folder_text[3000] = "<control> default_path=";
    char *folder = support_new_folder();
    const char *path = support_path(folder, "far.sfz");
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    size_t region[NEUME_KIT_MOST], count = 1;
    support_write_file(path, far, sizeof far - 1);
    kit = open_well(path, 2);
    assert_ok(neume_kit_choose(kit, 36, 100, region, &count));
    assert_int_equal(count, 0);
    neume_kit_free(kit);
    for (char *t = text; t; t = t == text ? folder_text : NULL) {
        memset(t + strlen(t), 'a', 2500);
        strcat(t, t == text ? ".wav\n" : "/\n<region> key=36 sample=a.wav\n");
        support_write_file(path, t, strlen(t));
        assert_status(neume_kit_open(&kit, path, RATE, 2, 1, &problem), NEUME_ERR_UNSUPPORTED);
        assert_non_null(strstr(problem.words, "too long"));
        assert_null(kit);
    }
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(sets),
        cmocka_unit_test(folder_layers),
        cmocka_unit_test(folder_inside_itself),
        cmocka_unit_test(layers_by_timbre),
        cmocka_unit_test(round_robin),
        cmocka_unit_test(sfz),
        cmocka_unit_test(sfz_beyond_all_bounds),
        cmocka_unit_test(soundfont_programs),
        cmocka_unit_test(hydrogen),
        cmocka_unit_test(bad_kits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
