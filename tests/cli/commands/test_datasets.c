/* SPDX-License-Identifier: MIT
 *
 * neume datasets: the list, one of them, what lies under a root. */
#define _XOPEN_SOURCE 700

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "datasets/loaders/dataset.h"
#include "tests/cli/program.h"

/* Half of MDB Drums' first piece, a whole manifest, and a manifest that is wrong, in the current folder. */
static const char *const make_roots =
    "mkdir -p 'sets/MDB Drums/audio/drum_only' 'sets/MDB Drums/annotations/class' sets/wav bad empty &&"
    "touch 'sets/MDB Drums/audio/drum_only/MusicDelta_Rock_Drum.wav' &&"
    "echo '0.5 KD' >'sets/MDB Drums/annotations/class/MusicDelta_Rock_class.txt' &&"
    "printf 'id,wav,ref\\na,wav/a.wav,a.csv\\n' >sets/manifest.csv && touch sets/wav/a.wav sets/a.csv &&"
    "printf 'id,wav,ref\\na,a.wav\\n' >bad/manifest.csv";

static void test_list(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME datasets");
    assert_int_equal(ran.code, 0);
    assert_string_equal(ran.err, "");
    for (const struct neume_dataset *const *d = neume_datasets; *d; d++)
        assert_non_null(strstr(ran.out, (*d)->name));
    ran = program_run("$NEUME datasets guitarset");
    assert_int_equal(ran.code, 0);
    static const char *const facts[] = {"360", "CC-BY-4.0", "3.6 GB", "https://zenodo.org", "Bittner", "player00"};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        assert_non_null(strstr(ran.out, facts[i]));
    ran = program_run("$NEUME datasets --json");
    json_t *list = json_loads(ran.out, 0, NULL);
    assert_int_equal(ran.code, 0);
    assert_true(json_is_array(list) && json_array_size(list) > 15);
    json_decref(list);
}

static void test_root(void **state)
{
    (void)state;
    assert_int_equal(program_run(make_roots).code, 0);
    struct ran ran = program_run("$NEUME datasets --root sets");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "mdb-drums       partial      1 of 46 clips, 1 without audio\n"));
    assert_non_null(strstr(ran.out, "manifest        present      1 of 1 clips\n"));
    assert_non_null(strstr(ran.out, "groove          absent\n"));
    ran = program_run("$NEUME datasets mdb-drums --root sets");
    assert_non_null(strstr(ran.out, "partial, 1 of 46 clips complete"));
    assert_non_null(strstr(ran.out, "of these  train 1"));
    assert_non_null(strstr(ran.out, "missing   audio of MusicDelta_Rock_MIX"));
    ran = program_run("$NEUME datasets --root bad");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "manifest.csv:2: another number of columns"));
}

static void test_root_json(void **state)
{
    (void)state;
    assert_int_equal(program_run(make_roots).code, 0);
    struct ran ran = program_run("$NEUME datasets manifest --root sets --json");
    json_t *object = json_loads(ran.out, 0, NULL);
    assert_int_equal(ran.code, 0);
    assert_non_null(object);
    const json_t *clip = json_array_get(json_object_get(object, "found_clips"), 0);
    assert_string_equal(json_string_value(json_object_get(object, "state")), "present");
    assert_int_equal(json_integer_value(json_object_get(object, "complete")), 1);
    assert_string_equal(json_string_value(json_object_get(clip, "id")), "a");
    assert_string_equal(json_string_value(json_object_get(clip, "audio")), "sets/wav/a.wav");
    assert_string_equal(json_string_value(json_array_get(json_object_get(clip, "references"), 0)), "sets/a.csv");
    json_decref(object);
}

static void test_bad_usage(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
        int code;
    } rows[] = {
        {"$NEUME datasets mapz", "no dataset 'mapz'", 2},
        {"$NEUME datasets maps groove", "", 2},
        {"$NEUME datasets --root none", "none", 3},
        {"$NEUME datasets --root tone.wav", "no folder", 3},
        {"$NEUME datasets >/dev/full", "", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        assert_int_equal(ran.code, rows[i].code);
        assert_int_equal(ran.err_lines, 1);
        assert_non_null(strstr(ran.err, rows[i].words));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),
        cmocka_unit_test(test_root),
        cmocka_unit_test(test_root_json),
        cmocka_unit_test(test_bad_usage),
    };
    return cmocka_run_group_tests_name("cli/datasets", tests, program_setup, program_teardown);
}
