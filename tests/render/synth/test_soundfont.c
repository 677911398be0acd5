/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/synth/soundfont.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/support.h"

static const struct {
    const char *files; /* to be made, one after another, separated by spaces; "a" and "b" are the two folders */
    const char *found; /* NULL: none */
} rows[] = {
    {"", NULL},
    {"a/notes.txt a/x.sf", NULL},
    {"b/z.sf2", "b/z.sf2"},
    {"a/z.sf2 a/b.SF3 a/c.sf2", "a/b.SF3"},
    {"b/a.sf2 a/z.sf3", "a/z.sf3"},
    {"a/a.sf2 b/TimGM6mb.sf2", "b/TimGM6mb.sf2"},
    {"a/TimGM6mb.sf2 b/MuseScore_General.sf3 a/default-GM.sf2", "b/MuseScore_General.sf3"},
    {"a/MuseScore_General.sf2 a/FluidR3_GM.sf3 b/FluidR3_GM.sf2", "b/FluidR3_GM.sf2"},
};

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *folder = support_new_folder(), names[256], *path, *rest;
        const char *folders[] = {support_path(folder, "missing"), support_path(folder, "a"), support_path(folder, "b"),
                                 NULL};
        mkdir(folders[1], 0755);
        mkdir(folders[2], 0755);
        strcpy(names, rows[i].files);
        for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
            support_write_file(support_path(folder, name), "x", 1);
        enum neume_status s = neume_soundfont_find_in(folders, &path);
        assert_status(s, rows[i].found ? NEUME_OK : NEUME_ERR_NO_SOUNDFONT);
        if (rows[i].found)
            assert_string_equal(path, support_path(folder, rows[i].found));
        else
            assert_null(path);
        free(path);
        support_remove_folder(folder);
    }
}

static void test_environment(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *path;
    const char *font = support_path(folder, "my.sf2");
    support_write_file(font, "x", 1);
    setenv("NEUME_SOUNDFONT", font, 1);
    assert_ok(neume_soundfont_find(&path));
    assert_string_equal(path, font);
    free(path);
    setenv("NEUME_SOUNDFONT", support_path(folder, "none.sf2"), 1);
    assert_status(neume_soundfont_find(&path), NEUME_ERR_NOT_FOUND);
    assert_null(path);
    setenv("NEUME_SOUNDFONT", folder, 1);
    assert_status(neume_soundfont_find(&path), NEUME_ERR_DIRECTORY);
    unsetenv("NEUME_SOUNDFONT");
    /* a user's own goes before the system's */
    mkdir(support_path(folder, "sounds"), 0755);
    support_write_file(support_path(folder, "sounds/FluidR3_GM.sf2"), "x", 1);
    setenv("XDG_DATA_HOME", folder, 1);
    assert_ok(neume_soundfont_find(&path));
    assert_string_equal(path, support_path(folder, "sounds/FluidR3_GM.sf2"));
    free(path);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
