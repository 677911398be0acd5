/* SPDX-License-Identifier: MIT */
#include "midi/edit/key.h"
#include <string.h>

#include "tests/support/support.h"

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int good, fifths, minor;
        const char *name;
    } rows[] = {{"C", 1, 0, 0, "C major"},
                {"A minor", 1, 0, 1, "A minor"},
                {"a MINOR", 1, 0, 1, "A minor"},
                {"Bb:maj", 1, -2, 0, "Bb major"},
                {"eb:min", 1, -6, 1, "Eb minor"},
                {"F#m", 1, 3, 1, "F# minor"},
                {"C# major", 1, 7, 0, "C# major"},
                {"A#m", 1, 7, 1, "A# minor"},
                {"Cb", 1, -7, 0, "Cb major"},
                {"", 0, 0, 0, ""},
                {"H", 0, 0, 0, ""},
                {"C ", 0, 0, 0, ""},
                {"C:", 0, 0, 0, ""},
                {"C  major", 0, 0, 0, ""},
                {"C majority", 0, 0, 0, ""},
                {"Cmin", 0, 0, 0, ""},
                {"G# major", 0, 0, 0, ""},
                {"Fb", 0, 0, 0, ""},
                {"C####", 0, 0, 0, ""},
                {"auto", 0, 0, 0, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_key key = {0};
        int good = !neume_key_parse(rows[i].text, &key);
        if (good != rows[i].good || (good && (key.fifths != rows[i].fifths || key.minor != rows[i].minor ||
                                              strcmp(neume_key_name(&key), rows[i].name) != 0)))
            fail_msg("'%s': %d, %d fifths, minor %d", rows[i].text, good, key.fifths, key.minor);
    }
    assert_string_equal(neume_key_name(&(struct neume_key){8, 0}), "");
}

/* Every key's name reads as itself, its tonic is the first letter's, and relatives share their scale. */
static void all_keys(void **state)
{
    (void)state;
    static const int letters[] = {9, 11, 0, 2, 4, 5, 7};
    for (int fifths = -7; fifths <= 7; fifths++)
        for (int minor = 0; minor < 2; minor++) {
            struct neume_key key = {fifths, minor}, again;
            const char *name = neume_key_name(&key);
            assert_int_equal(neume_key_parse(name, &again), 0);
            assert_true(again.fifths == fifths && again.minor == minor);
            int tonic = letters[name[0] - 'A'] + (name[1] == '#') - (name[1] == 'b');
            assert_int_equal(neume_key_tonic(&key), (tonic + 12) % 12);
            assert_int_equal(neume_key_scale(&key), neume_key_scale(&(struct neume_key){fifths, !minor}));
        }
}

static void scales(void **state)
{
    (void)state;
    static const struct {
        const char *text, *classes; /* from C */
    } rows[] = {{"C major", "x.x.xx.x.x.x"},
                {"G", "x.x.x.xx.x.x"},
                {"A minor", "x.x.xx.x.x.x"},
                {"C:min", "x.xx.x.xx.x."},
                {"D dorian", "x.x.xx.x.x.x"},
                {"E phrygian", "x.x.xx.x.x.x"},
                {"F lydian", "x.x.xx.x.x.x"},
                {"G MIXOLYDIAN", "x.x.xx.x.x.x"},
                {"B:locrian", "x.x.xx.x.x.x"},
                {"A harmonic-minor", "x.x.xx..xx.x"},
                {"A melodic-minor", "x.x.x.x.xx.x"},
                {"C pentatonic", "x.x.x..x.x.."},
                {"A minor-pentatonic", "x.x.x..x.x.."},
                {"C blues", "x..x.xxx..x."},
                {"C whole-tone", "x.x.x.x.x.x."},
                {"G# chromatic", "xxxxxxxxxxxx"},
                {"G# dorian", ".x.x.xx.x.xx"},
                {"C", "x.x.xx.x.x.x"},
                {"C dorian ", NULL},
                {"dorian", NULL},
                {"C dor", NULL},
                {"", NULL},
                {"C,dorian", NULL},
                {"X dorian", NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned scale = 0, wanted = 0;
        int bad = neume_scale_parse(rows[i].text, &scale);
        for (int c = 0; rows[i].classes && c < 12; c++)
            wanted |= (unsigned)(rows[i].classes[c] == 'x') << c;
        if (bad != -!rows[i].classes || (!bad && scale != wanted))
            fail_msg("'%s': %d, %03x, expected %03x", rows[i].text, bad, scale, wanted);
    }
}

static void nearest(void **state)
{
    (void)state;
    static const struct {
        const char *scale;
        int pitch, to;
    } rows[] = {{"C", 60, 60},
                {"C", 61, 60},
                {"C", 63, 62},
                {"C", 66, 65},
                {"C", 70, 69},
                {"C", 0, 0},
                {"C", 1, 0},
                {"C", 127, 127},
                {"C pentatonic", 65, 64},
                {"C pentatonic", 66, 67},
                {"Db", 0, 0},
                {"D", 0, 1},
                {"Db", 127, 126},
                {"C blues", 69, 70}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned scale;
        assert_int_equal(neume_scale_parse(rows[i].scale, &scale), 0);
        if (neume_scale_nearest(scale, rows[i].pitch) != rows[i].to)
            fail_msg("%s: %d to %d", rows[i].scale, rows[i].pitch, neume_scale_nearest(scale, rows[i].pitch));
    }
    assert_int_equal(neume_scale_nearest(1u << 11, 127), 119);
    assert_int_equal(neume_scale_nearest(1u << 6, 0), 6);
}

/* A cadence I IV V I, the tonic longest, in every key; and what has none. */
static void found(void **state)
{
    (void)state;
    static const double cadence[2][12] = {{4, 0, 1, 0, 3, 2, 0, 4, 0, 1, 0, 1}, {4, 0, 1, 3, 0, 2, 0, 4, 1, 0, 0, 1}};
    for (int minor = 0; minor < 2; minor++)
        for (int tonic = 0; tonic < 12; tonic++) {
            struct neume_key key;
            double seconds[12];
            for (int c = 0; c < 12; c++)
                seconds[(c + tonic) % 12] = cadence[minor][c];
            assert_true(neume_key_find(seconds, &key));
            assert_true(key.fifths >= -5 - minor && key.fifths <= 6 - minor);
            assert_true(key.minor == minor && neume_key_tonic(&key) == tonic);
        }
    static const double none[][12] = {
        {0}, {5}, {1, 0, 0, 0, 1, 0, 0, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct neume_key key = {5, 1};
        if (neume_key_find(none[i], &key))
            fail_msg("row %zu: %s", i, neume_key_name(&key));
        assert_true(key.fifths == 5 && key.minor == 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(all_keys), cmocka_unit_test(scales),
                                       cmocka_unit_test(nearest), cmocka_unit_test(found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
