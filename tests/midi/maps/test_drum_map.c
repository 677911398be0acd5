/* SPDX-License-Identifier: MIT */
#include "midi/maps/drum_map.h"

#include <string.h>

#include "core/drum.h"
#include "tests/support/support.h"

/* Every preset reads, has a title, and plays every drum that neume writes. */
static void presets(void **state)
{
    (void)state;
    static const char *const wanted[] = {"general-midi", "ezdrummer",    "addictive-drums",
                                         "bfd",          "steven-slate", "mt-power-drum-kit",
                                         "hydrogen",     "drumgizmo",    "superior-drummer"};
    struct neume_drum_map map, plain;
    struct neume_drum_map_problem problem;
    size_t count = 0;
    for (const char *name; (name = neume_drum_map_preset(count)) != NULL; count++) {
        enum neume_status status = neume_drum_map_load(&map, name, &problem);
        if (status != NEUME_OK)
            fail_msg("%s:%d: %s", name, problem.line, problem.words);
        assert_true(*map.title != 0);
        for (int d = 0; d < NEUME_DRUM_XX; d++)
            for (const uint8_t *k = neume_drum_keys((enum neume_drum)d); *k; k++)
                if (map.key[*k] > 127)
                    fail_msg("%s leaves %s out", name, neume_drum_name((enum neume_drum)d));
        /* Different drums do not become one, but for the hi-hats and the ride. */
        assert_true(map.key[36] != map.key[38] && map.key[38] != map.key[42] && map.key[42] != map.key[46]);
        assert_true(map.key[41] != map.key[48] && map.key[49] != map.key[51]);
    }
    assert_int_equal(count, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_ok(neume_drum_map_load(&map, wanted[i], NULL));
    assert_ok(neume_drum_map_load(&map, "general-midi", NULL));
    neume_drum_map_init(&plain);
    assert_memory_equal(map.key, plain.key, sizeof map.key);
    assert_string_equal(map.title, plain.title);
    assert_ok(neume_drum_map_load(&map, "addictive-drums", NULL));
    assert_int_equal(map.key[42], 49);
    assert_int_equal(map.key[51], 60);
}

/* A preset answers to what its sampler is called, and to nothing near it. */
static void other_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title; /* NULL: none */
    } rows[] = {
        {"superior-drummer", "Toontrack Superior Drummer 3"},
        {"Superior Drummer 3", "Toontrack Superior Drummer 3"},
        {"SD3", "Toontrack Superior Drummer 3"},
        {"EZdrummer", "Toontrack EZdrummer"},
        {"addictive_drums_2", "XLN Audio Addictive Drums 2"},
        {"GM", "General MIDI"},
        {"", NULL},
        {"superior", NULL},
        {"superior-drummer-", NULL},
        {"superiordrummer", NULL},
        {"sd31", NULL},
        {"./bfd", NULL},
    };
    struct neume_drum_map map;
    const char *preset, *name;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum neume_status status = neume_drum_map_load(&map, rows[i].name, NULL);
        if ((status == NEUME_OK) != (rows[i].title != NULL) || (rows[i].title && strcmp(map.title, rows[i].title) != 0))
            fail_msg("'%s': %s", rows[i].name, map.title);
    }
    for (size_t i = 0; (name = neume_drum_map_also(i, &preset)) != NULL; i++) {
        struct neume_drum_map same;
        assert_ok(neume_drum_map_load(&map, name, NULL));
        assert_ok(neume_drum_map_load(&same, preset, NULL));
        assert_memory_equal(map.key, same.key, sizeof map.key);
    }
}

static void good_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int key, note;
    } rows[] = {
        {"", 36, 36},
        {"# nothing\n\n \t\n", 36, 36},
        {"KD 24", 36, 24},
        {"KD 24\r\n", 35, 24},
        {"\xEF\xBB\xBFkd\t24 # kick", 36, 24},
        {"HH 1\nHO 2\n", 46, 2},
        {"HO 2\nHH 1\n", 46, 1},
        {"HH 1\nHO 2\n", 44, 1},
        {"TT 7\n45 8", 45, 8},
        {"TT 7\n45 8", 41, 7},
        {"CY off", 57, NEUME_DRUM_OFF},
        {"XX off", 39, NEUME_DRUM_OFF},
        {"XX off", 36, 36},
        {"0 127\n127 0", 127, 0},
        {"  title  A kit with blanks  \nSS 9", 37, 9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_drum_map map;
        struct neume_drum_map_problem problem;
        assert_ok(neume_drum_map_parse(&map, rows[i].text, &problem));
        if (map.key[rows[i].key] != rows[i].note)
            fail_msg("row %zu: %d plays %d", i, rows[i].key, map.key[rows[i].key]);
    }
    struct neume_drum_map map;
    struct neume_drum_map_problem problem;
    assert_ok(neume_drum_map_parse(&map, "title  A kit # of mine", &problem));
    assert_string_equal(map.title, "A kit");
}

static void bad_files(void **state)
{
    (void)state;
    char wide[400];
    memset(wide, ' ', sizeof wide);
    wide[sizeof wide - 1] = 0;
    const struct {
        const char *text;
        int line;
        const char *words;
    } rows[] = {
        {"KX 36", 1, "'KX' is neither a drum"},
        {"\n# a\n128 36", 3, "'128' is neither"},
        {"-1 36", 1, "'-1' is neither"},
        {"KD,SD 36", 1, "'KD,SD' is neither"},
        {"36.5 36", 1, "'36.5' is neither"},
        {"KD", 1, "nothing stands behind 'KD'"},
        {"KD # 36", 1, "nothing stands behind 'KD'"},
        {"title", 1, "nothing stands behind 'title'"},
        {"KD 128", 1, "'128' is not a note"},
        {"KD C1", 1, "'C1' is not a note"},
        {"KD 36 38", 1, "'36 38' is not a note"},
        {"KD OFF", 1, "'OFF' is not a note"},
        {"KD 99999999999999999999", 1, "is not a note"},
        {wide, 1, "a line of over 255 characters"},
    };
    char *folder = support_new_folder();
    const char *path = support_path(folder, "my.map");
    struct neume_drum_map map;
    struct neume_drum_map_problem problem;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        support_write_file(path, rows[i].text, strlen(rows[i].text));
        assert_status(neume_drum_map_load(&map, path, &problem), NEUME_ERR_FORMAT);
        if (problem.line != rows[i].line || !strstr(problem.words, rows[i].words))
            fail_msg("row %zu: line %d, %s", i, problem.line, problem.words);
        assert_int_equal(map.key[36], 36);
    }
    assert_status(neume_drum_map_load(&map, path, NULL), NEUME_ERR_FORMAT);
    support_write_file(path, "KD 36\0SD 1", 10);
    assert_status(neume_drum_map_load(&map, path, &problem), NEUME_ERR_FORMAT);
    assert_int_equal(problem.line, 0);
    assert_string_equal(problem.words, "not a text");
    assert_status(neume_drum_map_load(&map, folder, &problem), NEUME_ERR_DIRECTORY);
    assert_status(neume_drum_map_load(&map, support_path(folder, "none"), &problem), NEUME_ERR_NOT_FOUND);
    assert_status(neume_drum_map_load(&map, "/dev/zero", &problem), NEUME_ERR_NO_FILE);
    support_remove_folder(folder);
}

static void there_and_back(void **state)
{
    (void)state;
    static const int written[] = {36, 38, 42, 44, 46, 47, 48, 49, 51};
    struct neume_drum_map map;
    for (size_t p = 0; neume_drum_map_preset(p); p++) {
        assert_ok(neume_drum_map_load(&map, neume_drum_map_preset(p), NULL));
        struct neume_drum_map back = map;
        neume_drum_map_invert(&back);
        for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
            int there = back.key[map.key[written[i]]];
            if (map.key[there] != map.key[written[i]])
                fail_msg("%s: %d comes back as %d", map.title, written[i], there);
        }
    }
}

static void maps_notes(void **state)
{
    (void)state;
    struct neume_notes notes = {0};
    struct neume_drum_map map;
    static const struct {
        int pitch, drum;
    } rows[] = {{36, 1}, {60, 0}, {44, 1}, {42, 1}};
    for (size_t i = 0; i < 4; i++) {
        struct neume_note n = {.onset = (double)i,
                               .offset = (double)i + 0.5,
                               .pitch = (uint8_t)rows[i].pitch,
                               .drum = (uint8_t)rows[i].drum,
                               .velocity = 64};
        assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    neume_drum_map_init(&map);
    map.key[36] = 24;
    map.key[60] = 1; /* only of a drum */
    map.key[44] = NEUME_DRUM_OFF;
    neume_notes_map_drums(&notes, &map);
    assert_int_equal(notes.count, 3);
    assert_int_equal(notes.note[0].pitch, 24);
    assert_int_equal(notes.note[1].pitch, 60);
    assert_int_equal(notes.note[2].pitch, 42);
    neume_notes_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets),   cmocka_unit_test(other_names), cmocka_unit_test(good_texts),
        cmocka_unit_test(bad_files), cmocka_unit_test(maps_notes),  cmocka_unit_test(there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
