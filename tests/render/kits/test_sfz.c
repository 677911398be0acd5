/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_sfz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "render/kits/kit_private.h"
#include "tests/render/kits/kits.h"

static char *folder;

static int set_up(void **state)
{
    (void)state;
    folder = support_new_folder();
    mkdir(support_path(folder, "s"), 0777);
    for (const char *name = "abcd"; *name; name++) {
        char file[16];
        snprintf(file, sizeof file, "s/%c.wav", *name);
        kits_add(folder, file, 0.5f, 400);
    }
    kits_add(folder, "s/open.wav", 0.5f, 1500);
    kits_add(folder, "s/c#4.wav", 0.5f, 400);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    support_remove_folder(folder);
    return 0;
}

/* Which samples hits get, one hit after the other. */
static const struct {
    const char *what, *text;
    int key, velocity;
    const char *hits[4]; /* NULL: no more */
} choices[] = {
    {"all that fit sound", "<region> key=36 sample=s/a.wav <region> key=36 sample=s/b.wav", 36, 100, {"a b"}},
    {"a controller that nobody sent is 0",
     "<group> key=36 <region> locc20=0 hicc20=63 sample=s/a.wav <region> locc20=64 hicc20=127 sample=s/b.wav",
     36,
     100,
     {"a"}},
    {"set_cc, wherever it stands",
     "<group> key=36 <region> hicc20=63 sample=s/a.wav <region> locc20=64 sample=s/b.wav <control> set_cc20=100",
     36,
     100,
     {"b"}},
    {"set_hdcc between two whole numbers",
     "<control> set_hdcc20=0.5 <group> key=36 <region> hicc20=63 sample=s/a.wav <region> locc20=64 sample=s/b.wav",
     36,
     100,
     {"a"}},
    {"controller 131 is the velocity",
     "<group> key=36 <region> hicc131=63 sample=s/a.wav <region> locc131=64 sample=s/b.wav",
     36,
     100,
     {"b"}},
    {"sw_default chooses",
     "<group> key=38 sw_lokey=0 sw_hikey=1 sw_default=1 <region> sw_last=0 sample=s/a.wav "
     "<region> sw_last=1 sample=s/b.wav",
     38,
     100,
     {"b"}},
    {"without sw_default no switch is on",
     "<region> key=38 sw_last=0 sample=s/a.wav <region> key=38 sample=s/b.wav",
     38,
     100,
     {"b"}},
    {"nobody holds a switch down",
     "<region> key=38 sw_down=0 sample=s/a.wav <region> key=38 sw_up=0 sample=s/b.wav",
     38,
     100,
     {"b"}},
    {"end=-1 is silent", "<region> key=38 end=-1 sample=s/a.wav <region> key=38 sample=s/b.wav", 38, 100, {"b"}},
    {"triggers",
     "<group> key=38 <region> trigger=release sample=s/a.wav <region> trigger=first sample=s/b.wav "
     "<region> trigger=legato sample=s/c.wav <region> trigger=attack sample=s/d.wav",
     38,
     100,
     {"b d"}},
    {"played by a controller",
     "<region> key=38 on_locc30=1 on_hicc30=127 sample=s/a.wav <region> key=38 sample=s/b.wav",
     38,
     100,
     {"b"}},
    {"program, wheel and channel as at first",
     "<group> key=38 <region> loprog=1 hiprog=9 sample=s/a.wav <region> lobend=100 sample=s/b.wav "
     "<region> hichan=9 sample=s/c.wav <region> loprog=0 hiprog=0 lobend=-10 hibend=10 sample=s/d.wav",
     38,
     100,
     {"d"}},
    {"a kit of a bank, by its program",
     "<group> key=38 <region> loprog=8 hiprog=8 sample=s/a.wav <region> loprog=16 "
     "hiprog=16 sample=s/b.wav",
     38,
     100,
     {"a"}},
    {"what chooses and is not known is silent",
     "<region> key=38 lofuture=3 sample=s/a.wav <region> key=38 sample=s/b.wav loop_mode=one_shot hint_x=1",
     38,
     100,
     {"b"}},
    {"cross-fades leave out what is at its silent end",
     "<group> key=38 <region> xfout_lovel=20 xfout_hivel=40 sample=s/a.wav <region> xfin_lovel=20 xfin_hivel=40 "
     "sample=s/b.wav",
     38,
     60,
     {"b"}},
    {"cross-fades by a controller",
     "<group> key=38 <region> xfin_locc1=0 xfin_hicc1=127 sample=s/a.wav <region> xfout_locc1=0 xfout_hicc1=127 "
     "sample=s/b.wav",
     38,
     60,
     {"b"}},
    {"a sequence is counted for each region",
     "<group> key=38 seq_length=2 <region> hivel=63 seq_position=1 sample=s/a.wav <region> hivel=63 seq_position=2 "
     "sample=s/b.wav <region> lovel=64 seq_position=1 sample=s/c.wav <region> lovel=64 seq_position=2 sample=s/d.wav",
     38,
     100,
     {"c", "d", "c", "d"}},
    {"note_offset and octave_offset",
     "<control> note_offset=1 octave_offset=-1 <region> key=47 sample=s/a.wav",
     36,
     100,
     {"a"}},
    {"names of keys", "<region> key=C2 sample=s/a.wav <region> key=c#2 sample=s/b.wav", 36, 100, {"a"}},
    {"#define and #include anywhere in a line",
     "#define $K key=36 #define $DIR s/ #define $DIRB s/b <region> $K sample=$DIRa.wav #include \"more.inc\" "
     "<region> $K sample=$DIRB.wav",
     36,
     100,
     {"a c b"}},
    {"a # in a name is none", "<region> key=36 sample=s/c#4.wav", 36, 100, {"c#4"}},
    {"names in another case", "<region> key=36 sample=S\\A.WAV", 36, 100, {"A"}},
    {"a region without a group inherits of the global header",
     "<global> key=36 <region> sample=s/a.wav <master> <region> sample=s/b.wav",
     36,
     100,
     {"a b"}},
    {"a global header forgets the group before",
     "<group> lovel=1 hivel=10 <global> key=36 <region> sample=s/a.wav",
     36,
     100,
     {"a"}},
    {"sounds that no file holds", "<region> key=36 sample=*sine <region> key=36 sample=s/b.wav", 36, 100, {"b"}},
};

static void which_regions_sound(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count;
    support_write_file(support_path(folder, "more.inc"), "<region> $K sample=s/c.wav", 26);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        struct neume_kit *kit = kits_open_text(folder, "k.sfz", choices[i].text);
        for (int h = 0; h < 4 && choices[i].hits[h]; h++) {
            const char *got = kits_hit(kit, choices[i].key, choices[i].velocity, region, &count);
            if (strcmp(got, choices[i].hits[h]))
                fail_msg("%s, hit %d: '%s', expected '%s'", choices[i].what, h + 1, got, choices[i].hits[h]);
        }
        neume_kit_free(kit);
    }
}

/* dB of the first region of a hit; cents that it is played higher. */
static const struct {
    const char *opcodes;
    int key, velocity;
    double level, cents;
} sounds[] = {
    {"key=36", 36, 127, 0, 0},
    {"key=36", 36, 64, -11.906, 0},
    {"key=36 amp_veltrack=0", 36, 1, 0, 0},
    {"key=36 amp_veltrack=-100", 36, 64, -2.541, 0},
    {"key=36 amp_velcurve_64=1", 36, 64, 0, 0},
    {"key=36 amp_velcurve_64=1 amp_velcurve_127=1", 36, 32, -6.021, 0},
    {"key=36 volume=-3 group_volume=-2 master_volume=-4 global_volume=1", 36, 127, -8, 0},
    {"key=36 amplitude=50", 36, 127, -6.021, 0},
    {"key=36 gain_cc30=-12", 36, 127, -6, 0},
    {"key=36 volume_oncc30=12", 36, 127, 6, 0},
    {"key=36 amplitude_oncc30=100", 36, 127, -6.021, 0},
    {"key=36 volume_oncc30=10 volume_curvecc30=2", 36, 127, 5, 0},
    {"key=36 volume_oncc30=10 volume_curvecc30=9", 36, 127, 10, 0},
    {"key=36 xfin_lovel=0 xfin_hivel=100 amp_veltrack=0", 36, 50, -3.01, 0},
    {"key=36 xfin_lovel=0 xfin_hivel=100 amp_veltrack=0 xf_velcurve=gain", 36, 50, -6.021, 0},
    {"key=36 xfout_lovel=50 xfout_hivel=100 amp_veltrack=0 xf_velcurve=gain", 36, 75, -6.021, 0},
    {"key=36 tune=50 transpose=-1", 36, 127, 0, -50},
    {"lokey=40 hikey=50 pitch_keycenter=45", 48, 127, 0, 300},
    {"lokey=40 hikey=50 pitch_keycenter=a2 pitch_keytrack=50", 43, 127, 0, -100},
    {"lokey=36 hikey=36 pitch_keycenter=24", 36, 127, 0, 1200},
    {"key=36 pitch_keytrack=0 tune_oncc30=200", 36, 127, 0, 100},
};

static void level_and_pitch(void **state)
{
    (void)state;
    char text[512];
    size_t region[NEUME_KIT_MOST], count;
    for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
        snprintf(text, sizeof text,
                 "<control> set_hdcc30=0.5 <curve> curve_index=9 v000=0 v060=1 v127=1 <region> sample=s/a.wav %s",
                 sounds[i].opcodes);
        struct neume_kit *kit = kits_open_text(folder, "k.sfz", text);
        kits_hit(kit, sounds[i].key, sounds[i].velocity, region, &count);
        assert_int_equal(count, 1);
        double level = 20 * log10((double)neume_kit_gain(kit, region[0], sounds[i].velocity));
        double frames = (double)neume_kit_region(kit, region[0])->sound.frames;
        double cents = 1200 * log2(KITS_FRAMES / frames);
        if (fabs(level - sounds[i].level) > 0.01 || fabs(cents - sounds[i].cents) > 1)
            fail_msg("%s: %.3f dB, %.1f cents, expected %.3f, %.1f", sounds[i].opcodes, level, cents, sounds[i].level,
                     sounds[i].cents);
        neume_kit_free(kit);
    }
}

/* The keys of one region are pitches of its sample, each made once. */
static void toms_of_one_sample(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count, again[NEUME_KIT_MOST];
    struct neume_kit *kit =
        kits_open_text(folder, "k.sfz", "<region> lokey=41 hikey=50 pitch_keycenter=45 sample=s/a.wav");
    static const int toms[] = {41, 43, 45, 47, 48, 50};
    size_t frames = SIZE_MAX;
    for (int i = 0; i < 6; i++) {
        kits_hit(kit, toms[i], 100, region, &count);
        assert_true(neume_kit_region(kit, region[0])->sound.frames < frames);
        frames = neume_kit_region(kit, region[0])->sound.frames;
        kits_hit(kit, toms[i], 90, again, &count);
        assert_int_equal(region[0], again[0]);
    }
    assert_null(neume_kit_file(kit, 1));
    neume_kit_free(kit);
}

/* One draw a hit: of regions that share out the chances, each hit gets one. */
static void one_draw_a_hit(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count;
    int seen[2] = {0};
    struct neume_kit *kit = kits_open_text(folder, "k.sfz",
                                           "<group> key=38 <region> hirand=0.3 sample=s/a.wav <region> lorand=0.3 "
                                           "sample=s/b.wav <region> hirand=0.3 sample=s/c.wav <region> lorand=0.3 "
                                           "sample=s/d.wav");
    for (int i = 0; i < 400; i++) {
        const char *got = kits_hit(kit, 38, 100, region, &count);
        assert_true(!strcmp(got, "a c") || !strcmp(got, "b d"));
        seen[*got == 'b']++;
    }
    assert_in_range(seen[0], 80, 160);
    neume_kit_free(kit);
}

/* A hi-hat that one key and the pedal play: open hits get what rings, whichever end of the pedal that is. */
static void hat_by_pedal(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "<group> key=42 <region> hicc4=40 sample=s/a.wav <region> locc4=41 hicc4=90 sample=s/b.wav "
        "<region> locc4=91 sample=s/open.wav",
        "<group> key=42 <region> hicc4=40 sample=s/open.wav <region> locc4=41 hicc4=90 sample=s/b.wav "
        "<region> locc4=91 sample=s/a.wav"};
    size_t region[NEUME_KIT_MOST], count;
    for (int t = 0; t < 2; t++) {
        struct neume_kit *kit = kits_open_text(folder, "k.sfz", texts[t]);
        assert_string_equal(kits_hit(kit, 42, 100, region, &count), "a");
        assert_string_equal(kits_hit(kit, 46, 100, region, &count), "open");
        assert_string_equal(kits_hit(kit, 44, 100, region, &count), "a");
        neume_kit_free(kit);
    }
}

static void place_and_envelope(void **state)
{
    (void)state;
    size_t region[NEUME_KIT_MOST], count;
    struct neume_kit *kit =
        kits_open_text(folder, "k.sfz",
                       "<region> key=36 sample=s/a.wav offset=100 end=599 "
                       "<region> key=38 sample=s/a.wav ampeg_hold=0.01 ampeg_decay=0.02 "
                       "ampeg_sustain=0 <region> key=40 sample=s/a.wav delay=0.01 "
                       "<region> key=46 sample=s/a.wav group=1 off_by=2 off_mode=time off_time=0.1");
    kits_hit(kit, 36, 127, region, &count);
    const struct neume_kit_region *r = neume_kit_region(kit, region[0]);
    assert_int_equal(r->sound.frames, 500);
    assert_float_equal(r->sound.frame[0], 0.5 * exp(-0.25) * cos(5), 1e-4);
    kits_hit(kit, 38, 127, region, &count);
    r = neume_kit_region(kit, region[0]);
    assert_float_equal(r->sound.frame[2 * 200], 0.5 * exp(-0.5) * cos(10), 1e-4);
    assert_float_equal(r->sound.frame[2 * 882], 0.5 * exp(-2.205) * cos(44.1) * exp(-4.5), 1e-4);
    kits_hit(kit, 40, 127, region, &count);
    assert_int_equal(neume_kit_delay(kit, neume_kit_region(kit, region[0])), 441);
    assert_int_equal(neume_kit_lead(kit, (uint32_t[]){(uint32_t)region[0]}, 1, 127, 0),
                     441 + neume_kit_region(kit, region[0])->sound.attack);
    kits_hit(kit, 46, 127, region, &count);
    assert_float_equal(neume_kit_region(kit, region[0])->off_time, 0.1, 1e-6);
    neume_kit_free(kit);
}

/* Many microphones of one hit sound together. */
static void forty_regions(void **state)
{
    (void)state;
    char text[4000] = "";
    size_t region[NEUME_KIT_MOST], count;
    for (int i = 0; i < 40; i++)
        strcat(text, "<region> key=36 sample=s/a.wav\n");
    struct neume_kit *kit = kits_open_text(folder, "k.sfz", text);
    kits_hit(kit, 36, 100, region, &count);
    assert_int_equal(count, 40);
    neume_kit_free(kit);
}

/* What is ignored is said, once. */
static void what_is_said(void **state)
{
    (void)state;
    int is_warning;
    struct neume_kit *kit = kits_open_text(folder, "k.sfz",
                                           "<group> key=36 cutoff=200 eq1_freq=100 eq2_freq=200 group_label=x "
                                           "<region> sample=s/a.wav cutoff=300 <region> lofuture=2 sample=s/b.wav");
    assert_string_equal(neume_kit_note(kit, 0, &is_warning), "ignored: cutoff eqN_freq");
    assert_false(is_warning);
    assert_string_equal(neume_kit_note(kit, 1, &is_warning),
                        "1 of 2 regions make no sound, since 'lofuture', which chooses, is not known");
    assert_true(is_warning);
    assert_null(neume_kit_note(kit, 2, &is_warning));
    neume_kit_free(kit);
}

static void too_much(void **state)
{
    (void)state;
    enum { REGIONS = 600000 };
    static const char one[] = "<region>key=36 sample=a\n";
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    char *text = malloc(REGIONS * sizeof one);
    for (size_t i = 0; i < REGIONS; i++)
        memcpy(text + i * (sizeof one - 1), one, sizeof one);
    support_write_file(support_path(folder, "k.sfz"), text, REGIONS * (sizeof one - 1));
    assert_status(neume_kit_open(&kit, support_path(folder, "k.sfz"), KITS_RATE, 2, 1, &problem),
                  NEUME_ERR_UNSUPPORTED);
    assert_string_equal(problem.words, "more than 200000 regions");
    free(text);
    /* Each file includes the next one twice: 2^23 of them. */
    for (int i = 0; i < 23; i++) {
        char name[24], line[64];
        snprintf(name, sizeof name, "d%d.sfz", i);
        snprintf(line, sizeof line, "#include \"d%d.sfz\" #include \"d%d.sfz\"", i + 1, i + 1);
        support_write_file(support_path(folder, name), line, strlen(line));
    }
    support_write_file(support_path(folder, "d23.sfz"), " ", 1);
    assert_status(neume_kit_open(&kit, support_path(folder, "d0.sfz"), KITS_RATE, 2, 1, &problem), NEUME_ERR_DAMAGED);
    assert_string_equal(problem.words, "too many includes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_regions_sound), cmocka_unit_test(level_and_pitch), cmocka_unit_test(toms_of_one_sample),
        cmocka_unit_test(one_draw_a_hit),      cmocka_unit_test(hat_by_pedal),    cmocka_unit_test(place_and_envelope),
        cmocka_unit_test(forty_regions),       cmocka_unit_test(what_is_said),    cmocka_unit_test(too_much),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
