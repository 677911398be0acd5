/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/cli/program.h"

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static double number_in(const char *json, const char *key)
{
    json_t *all = json_loads(json, 0, NULL);
    double value = -1;
    const char *k;
    json_t *section;
    json_object_foreach(all, k, section)
    {
        json_t *found = strcmp(k, key) ? json_object_get(section, key) : section;
        if (json_is_number(found))
            value = json_number_value(found);
    }
    json_decref(all);
    return value;
}

/* What is written in any format, eval reads back as the very notes. */
static void formats_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *make, *file, *key;
        double expected;
    } rows[] = {
        {"$NEUME edit song.mid -o a.csv", "a.csv", "noteoff_F", 1},
        {"$NEUME edit song.mid -o a.json", "a.json", "noteoff_F", 1},
        {"$NEUME edit song.mid -o a.jams", "a.jams", "noteoff_F", 1},
        {"$NEUME edit song.mid -o a.mirex", "a.mirex", "noteoff_F", 1},
        {"$NEUME edit song.mid -o b.txt --format mirex", "b.txt", "noteoff_F", 1},
        {"$NEUME edit song.mid -o a.txt", "a.txt", "noteoff_F", 1},
        {"$NEUME edit -q tone.mid -o a.sv.csv", "a.sv.csv", "noteoff_F", 1},
        {"$NEUME edit song.mid -o c.mid --format mid", "c.mid", "noteoff_F", 1},
        {"$NEUME edit -q song.mid -o a.midi2; $NEUME edit a.midi2 -o e.mid", "e.mid", "noteoff_F", 1},
        {"$NEUME edit -q song.mid -o a.midi2; $NEUME edit - -o e.csv <a.midi2", "e.csv", "noteoff_F", 1},
        {"$NEUME edit - -f csv -o - <song.mid >d.csv", "d.csv", "noteoff_F", 1},
    };
    char line[256];
    run_well("$NEUME -q --mode melody tone.wav -o tone.mid");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        run_well(rows[i].make);
        snprintf(line, sizeof line, "$NEUME eval %s %s --json", strstr(rows[i].make, "tone") ? "tone.mid" : "song.mid",
                 rows[i].file);
        double got = number_in(run_well(line).out, rows[i].key);
        if (got != rows[i].expected)
            fail_msg("%s: %s is %g", rows[i].make, rows[i].key, got);
    }
}

/* And so are drum hits, by class where the format knows classes. */
static void drums_come_back(void **state)
{
    (void)state;
    static const struct {
        const char *format, *key;
    } rows[] = {{"mid", "drum_F"},   {"csv", "drum_F"},    {"json", "drum_F"}, {"jams", "onset_F"},
                {"mirex", "drum_F"}, {"labels", "drum_F"}, {"sv", "onset_F"}};
    char line[256];
    run_well("$NEUME -q --mode drums hits.wav -o drums.mid");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(line, sizeof line,
                 "$NEUME edit -q drums.mid --format %s -o e.txt && $NEUME eval drums.mid e.txt "
                 "--est-format %s --json",
                 rows[i].format,
                 !strcmp(rows[i].format, "mid")     ? "midi"
                 : !strcmp(rows[i].format, "json")  ? "jams"
                 : !strcmp(rows[i].format, "mirex") ? "drums"
                                                    : rows[i].format);
        const char *out = run_well(line).out;
        if (number_in(out, rows[i].key) != 1)
            fail_msg("%s: %s", line, out);
    }
}

static json_t *load(const char *line)
{
    json_error_t error;
    json_t *all = json_loads(run_well(line).out, 0, &error);
    if (!all)
        fail_msg("%s: %s", line, error.text);
    return all;
}

/* What the schema of JAMS asks for. */
static void jams_has_its_parts(void **state)
{
    (void)state;
    static const char *const lines[] = {"$NEUME edit song.mid -f jams -o -", "$NEUME hits.wav --format jams -o -",
                                        "$NEUME silent.wav --format jams -o -"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        json_t *all = load(lines[i]), *annotation, *observation;
        size_t a, o;
        assert_true(json_number_value(json_object_get(json_object_get(all, "file_metadata"), "duration")) > 0);
        assert_true(json_array_size(json_object_get(all, "annotations")) >= 1);
        json_array_foreach(json_object_get(all, "annotations"), a, annotation)
        {
            json_t *data = json_object_get(annotation, "data");
            assert_true(json_is_string(json_object_get(annotation, "namespace")));
            assert_true(json_is_object(json_object_get(annotation, "annotation_metadata")));
            assert_int_equal(json_array_size(json_object_get(json_object_get(annotation, "sandbox"), "velocity")),
                             json_array_size(data));
            json_array_foreach(data, o, observation)
            {
                assert_true(json_is_number(json_object_get(observation, "time")));
                assert_true(json_is_number(json_object_get(observation, "duration")));
                assert_non_null(json_object_get(observation, "value"));
                assert_non_null(json_object_get(observation, "confidence"));
            }
        }
        json_decref(all);
    }
}

static void layers_have_their_points(void **state)
{
    (void)state;
    const char *out = run_well("$NEUME edit song.mid -o - --format svl").out;
    int points = 0;
    for (const char *p = out; (p = strstr(p, "<point ")); p++)
        points++;
    assert_int_equal(points, 7);
    assert_non_null(strstr(out, "sampleRate=\"44100\""));
    assert_non_null(strstr(run_well("$NEUME tone.wav -f svl -o -").out, "sampleRate=\"22050\""));
}

/* A clip goes wherever a MIDI file goes. */
static void clips_are_read(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "$NEUME --mode melody --bends mpe tone.wav -o tone.midi2",
        "$NEUME info tone.midi2 | grep -qi midi",
        "$NEUME edit tone.midi2 -o up.midi2 --transpose 12",
        "$NEUME render tone.midi2 -o out.wav --length 0.1",
        "$NEUME compare tone.wav tone.midi2",
        "$NEUME edit song.mid -o felt.mid --groove tone.midi2",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        run_well(lines[i]);
    size_t size;
    char *bytes = support_read_file("up.midi2", &size);
    assert_memory_equal(bytes, "SMF2CLIP", 8);
    free(bytes);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME tone.wav --format jam -o keep.txt", 2, "did you mean 'jams'"},
        {"$NEUME edit song.mid --format xml -o keep.txt", 2, "--format: 'xml' is not one of"},
        {"$NEUME edit cut.mid -o keep.jams", 3, "damaged"},
        {"head -c 60 a.midi2 >short.midi2; $NEUME edit short.midi2 -o keep.mid", 3, "damaged"},
        {"$NEUME edit song.mid -o no/where.jams", 4, "no/where.jams"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d, %s", rows[i].line, ran.code, ran.err);
    }
}

/* Names of files need not be UTF-8, but JSON is. */
static void names_are_in_json(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "$NEUME -q --mode melody --json \"$N.wav\" -o a.mid",
        "$NEUME info --json \"$N.wav\"",
        "mkdir \"$N\"; cp tone.wav \"$N/kick.wav\"; cp text.wav \"$N/snare $N.wav\"; $NEUME info --json \"$N\"",
        "$NEUME -q --mode melody --resume --json \"$N.wav\" -o batch; $NEUME jobs --json batch",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[512];
        snprintf(line, sizeof line, "N=$(printf 'odd\\377'); cp tone.wav \"$N.wav\"; %s", rows[i]);
        const char *out = run_well(line).out;
        json_t *all = json_loads(out, JSON_DISABLE_EOF_CHECK, NULL);
        if (!json_object_size(all) || (i < 3 && !strstr(out, "odd\xEF\xBF\xBD")))
            fail_msg("%s: %s", line, out);
        json_decref(all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_come_back),
        cmocka_unit_test(drums_come_back),
        cmocka_unit_test(jams_has_its_parts),
        cmocka_unit_test(layers_have_their_points),
        cmocka_unit_test(names_are_in_json),
        cmocka_unit_test(clips_are_read),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
