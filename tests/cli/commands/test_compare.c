/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sndfile.h>

#include "compare/listen_pair.h"
#include "compare/listen_pair_private.h"
#include "compare/verdict.h"
#include "midi/edit/program_override.h"
#include "neume/neume.h"
#include "tests/cli/program.h"

/* A tune over chords, a note or chord every half a second. */
enum { BEATS = 24, SONG_NOTES = BEATS + 3 * (BEATS / 4) };
static const int tune[] = {72, 74, 76, 79, 81, 79, 76, 74, 77, 76, 74, 72};
static const int chords[][3] = {{48, 55, 64}, {45, 52, 60}, {41, 53, 57}, {43, 50, 59}};

/* What makes a file other than the song. */
struct change {
    const char *name;
    int drop_from, drop_every; /* notes that are left out; drop_every 0: none */
    double late;               /* seconds, of note 5 alone */
    int transpose;             /* and the other way round in time, where it is not 0 */
    int repeats;
};

static int is_dropped(const struct change *c, int i)
{
    return c->drop_every && i % c->drop_every == c->drop_from;
}

static struct neume_note song_note(int i)
{
    int beat = i < BEATS ? i : 4 * ((i - BEATS) / 3), chord = i >= BEATS;
    int pitch = chord ? chords[beat / 4 % 4][(i - BEATS) % 3] : tune[beat % 12];
    return (struct neume_note){.onset = 0.5 * beat + 0.25,
                               .offset = 0.5 * beat + (chord ? 2.2 : 0.7),
                               .pitch = (uint8_t)pitch,
                               .velocity = chord ? 70 : 90,
                               .confidence = 1};
}

static void write_song(const struct change *c)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int r = 0; r < c->repeats; r++)
        for (int i = 0; i < SONG_NOTES; i++) {
            struct neume_note n = song_note(c->transpose ? SONG_NOTES - 1 - i : i);
            if (c->transpose)
                n.onset = song_note(i).onset * 0.83, n.offset = n.onset + 0.3;
            n.pitch = (uint8_t)(n.pitch + c->transpose);
            n.onset += 13 * r + (i == 5 ? c->late : 0);
            n.offset += 13 * r + (i == 5 ? c->late : 0);
            if (!is_dropped(c, i))
                assert_ok(neume_notes_push(&notes, &n, NULL));
        }
    neume_notes_sort(&notes);
    assert_ok(neume_notes_write_midi(&notes, c->name, NULL));
    neume_notes_release(&notes);
}

static const struct change song = {"tune.mid", 0, 0, 0, 0, 1}, thin = {"thin.mid", 3, 9, 0, 0, 1};

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

static json_t *run_json(const char *line)
{
    json_t *json = json_loads(run_well(line).out, 0, NULL);
    assert_non_null(json);
    return json;
}

static double number_at(const json_t *json, const char *key)
{
    const json_t *value = json_object_get(json, key);
    if (!json_is_number(value))
        fail_msg("no number %s", key);
    return json_number_value(value);
}

static int setup(void **state)
{
    program_setup(state);
    static const struct change others[] = {{"late.mid", 0, 0, 0.2, 0, 1},
                                           {"other.mid", 0, 0, 0, 3, 1},
                                           {"twice.mid", 0, 0, 0, 0, 2},
                                           {"none.mid", 0, 1, 0, 0, 1}};
    write_song(&song);
    write_song(&thin);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        write_song(&others[i]);
    run_well("$NEUME render -q tune.mid -o tune.wav; $NEUME render -q thin.mid -o thin.wav; "
             "$NEUME render -q twice.mid -o twice.wav");
    return 0;
}

static size_t count_places(const json_t *json, const char *kind)
{
    size_t count = 0;
    const json_t *places = json_object_get(json, "places");
    for (size_t i = 0; i < json_array_size(places); i++)
        count += !strcmp(json_string_value(json_object_get(json_array_get(places, i), "kind")), kind);
    return count;
}

static int has_place(const json_t *json, const char *kind, const struct neume_note *n)
{
    const json_t *places = json_object_get(json, "places");
    for (size_t i = 0; i < json_array_size(places); i++) {
        const json_t *p = json_array_get(places, i);
        if (!strcmp(json_string_value(json_object_get(p, "kind")), kind) && number_at(p, "pitch") == n->pitch &&
            fabs(number_at(p, "start") - n->onset) <= 0.1)
            return 1;
    }
    return 0;
}

/* The notes that were left out of the one file are what the places name, and little else. */
static void check_places(const char *line, const char *kind, const char *other)
{
    json_t *json = run_json(line);
    int dropped = 0, found = 0;
    for (int i = 0; i < SONG_NOTES; i++) {
        struct neume_note n = song_note(i);
        dropped += is_dropped(&thin, i);
        found += is_dropped(&thin, i) && has_place(json, kind, &n);
    }
    print_message("%s: %d of %d found, %zu places\n", line, found, dropped, count_places(json, kind));
    assert_true(dropped >= 4 && found >= dropped - 1);
    assert_true(count_places(json, kind) <= (size_t)dropped + 1);
    assert_true(count_places(json, other) <= 1);
    assert_true(json_is_false(json_object_get(json, "other_music")));
    json_decref(json);
}

static void notes_that_are_left_out_are_found(void **state)
{
    (void)state;
    check_places("$NEUME compare -q tune.wav thin.mid --json", "missing", "extra");
    check_places("$NEUME compare -q thin.wav tune.mid --json", "extra", "missing");
    json_t *json = run_json("$NEUME compare -q tune.wav tune.mid --json");
    assert_true(json_array_size(json_object_get(json, "places")) <= 1);
    assert_true(number_at(json_object_get(json, "notes"), "f") > 0.95);
    assert_true(number_at(json, "missing_energy") < 0.01 && number_at(json, "extra_energy") < 0.01);
    json_decref(json);
}

/* Scores as those of `neume eval`, and a word about every note. */
static void a_reference_tells_the_truth(void **state)
{
    (void)state;
    static const struct {
        const char *midi, *reference;
        int found, missed, extra, shifted;
    } rows[] = {
        {"tune.mid", "tune.mid", SONG_NOTES, 0, 0, 0},
        {"thin.mid", "tune.mid", SONG_NOTES - 5, 5, 0, 0},
        {"tune.mid", "thin.mid", SONG_NOTES - 5, 0, 5, 0},
        {"late.mid", "tune.mid", SONG_NOTES - 1, 0, 0, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[160];
        snprintf(line, sizeof line, "$NEUME compare -q tune.wav %s --reference %s --json", rows[i].midi,
                 rows[i].reference);
        json_t *json = run_json(line);
        const json_t *truth = json_object_get(json, "reference");
        assert_int_equal(number_at(truth, "found"), rows[i].found);
        assert_int_equal(number_at(truth, "missed"), rows[i].missed);
        assert_int_equal(number_at(truth, "extra"), rows[i].extra);
        assert_int_equal(number_at(truth, "shifted"), rows[i].shifted);
        int wrong = rows[i].missed + rows[i].extra + rows[i].shifted;
        assert_int_equal(json_array_size(json_object_get(truth, "notes")), rows[i].found + wrong);
        assert_int_equal(json_array_size(json_object_get(json, "places")), wrong);
        double f = number_at(truth, "f");
        json_decref(json);
        snprintf(line, sizeof line, "$NEUME eval %s %s --json", rows[i].reference, rows[i].midi);
        json = run_json(line);
        assert_true(fabs(number_at(json, "note_F") - f) < 1e-5);
        json_decref(json);
    }
    struct ran ran = run_well("$NEUME compare -q tune.wav late.mid --reference tune.mid");
    assert_non_null(strstr(ran.out, "shifted   G5 is 200 ms late"));
}

/* Nothing of this is an error, and all of it is said. */
static void what_does_not_fit_is_said(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
        int other;
    } rows[] = {
        {"$NEUME compare tune.wav thin.mid --json", " may be missing, ", 0},
        {"$NEUME compare tune.wav other.mid --json", "the MIDI does not fit the recording", 1},
        {"$NEUME compare tune.wav none.mid --json", "the MIDI has no notes", 0},
        {"$NEUME compare tune.wav twice.mid --json", "the MIDI goes on for ", 0},
        {"$NEUME render -q tune.mid -o part.wav --length 5; $NEUME compare part.wav twice.mid --json",
         "the MIDI goes on for ", 0},
        {"$NEUME compare twice.wav tune.mid --json", "the recording goes on for ", 0},
        {"$NEUME compare silent.wav tune.mid --json", "the recording is silent", 0},
        {"$NEUME compare one.wav tune.mid --json", "the recording is silent, or too short", 0},
        {"$NEUME compare silent.wav none.mid --json", "the MIDI has no notes", 0},
        {"$NEUME compare nan.wav song.mid --json", "verdict", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code || *ran.err || !strstr(ran.out, rows[i].words))
            fail_msg("%s: code %d\n%s\n%s", rows[i].line, ran.code, ran.err, ran.out);
        assert_int_equal(!!strstr(ran.out, "\"other_music\": true"), rows[i].other);
    }
}

static void bad_references(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME compare tone.wav song.mid --reference missing.mid", 3, "missing.mid: no such file"},
        {"$NEUME compare tone.wav song.mid --reference cut.mid", 3, "cut.mid"},
        {"$NEUME compare tone.wav song.mid --reference folder.wav", 3, "folder.wav: is a directory"},
        {"printf '0.1\\n0.2\\n' >beats.txt; $NEUME compare tone.wav song.mid --reference beats.txt", 3,
         "beats.txt: no notes and no drum hits to compare with"},
        {"$NEUME compare tone.wav song.mid --ab-labels a.txt", 2, "--ab-labels: it needs --ab"},
        {"$NEUME compare tone.wav song.mid --ab a.wav --ab-labels song.mid", 2, "the output would replace an input"},
        {"$NEUME compare tone.wav song.mid --ab a.wav --ab-labels a.wav", 2, "--ab-labels is written to it too"},
        {"$NEUME compare tone.wav song.mid --ab a.wav --ab-labels no/a.txt", 4, "no/a.txt: no such folder"},
        {"$NEUME compare tone.wav song.mid --ab a.wav --ab-bars 0", 2, "--ab-bars"},
        {"$NEUME compare tone.wav song.mid --program 9=4", 2, "--program: song.mid has "},
        {"$NEUME compare tone.wav song.mid --program piano", 2, "--program: 'piano' is neither"},
        {"$NEUME render song.mid --program 0 -o a.wav", 2, "--program: '0' is neither"},
        {"$NEUME render song.mid --reverb 101 -o a.wav", 2, "--reverb"},
        {"$NEUME compare tone.wav song.mid --places -1", 2, "--places"},
        {"NEUME_SOUNDFONT=missing.sf2 $NEUME compare tone.wav song.mid", 3, "missing.sf2: no such file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || !strstr(ran.err, rows[i].words) || *ran.out)
            fail_msg("%s: code %d\n%s\n%s", rows[i].line, ran.code, ran.err, ran.out);
    }
}

static void curves_have_a_value_for_each_hop(void **state)
{
    (void)state;
    static const char *const names[] = {"missing", "extra", "chroma", "spectrum", "recording", "midi"};
    json_t *json = run_json("$NEUME compare tune.wav tune.mid --json");
    const json_t *curves = json_object_get(json, "curves");
    double seconds = fmax(number_at(json_object_get(json, "seconds"), "recording"),
                          number_at(json_object_get(json, "seconds"), "midi"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *values = json_object_get(curves, names[i]);
        assert_true(fabs((double)json_array_size(values) * number_at(curves, "hop") - seconds) < 0.5);
    }
    json_decref(json);
}

/* A scale in even beats, every fourth of which is louder. */
static void write_pulse(const char *path, int loud)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int i = 0; i < 28; i++) {
        struct neume_note n = {.onset = 0.5 + 0.4 * i,
                               .offset = 0.8 + 0.4 * i,
                               .pitch = (uint8_t)(48 + i),
                               .velocity = i % 4 == loud ? 127 : 35,
                               .confidence = 1};
        assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    assert_ok(neume_notes_write_midi(&notes, path, NULL));
    neume_notes_release(&notes);
}

/* By loudness alone the MIDI would be a beat late; the pitches know better. */
static void pitches_correct_the_beat(void **state)
{
    (void)state;
    write_pulse("pulse.mid", 0);
    write_pulse("accents.mid", 1);
    run_well("$NEUME render -q pulse.mid -o pulse.wav");
    json_t *json = run_json("$NEUME compare pulse.wav accents.mid --json --ab pulse-ab.wav");
    assert_true(fabs(number_at(json_object_get(json, "offset"), "seconds")) < 0.03);
    assert_true(number_at(json_object_get(json, "notes"), "f") > 0.9);
    assert_true(number_at(json_object_get(json, "onsets"), "f") > 0.9);
    assert_int_equal(count_places(json, "missing"), 0);
    json_decref(json);
}

/* Every turn of the label track is a cue point of the sound, and no other. */
static void cues_are_turns(const char *path, const char *labels)
{
    SF_INFO sf = {0};
    SF_CUES cues = {0};
    double start, end;
    char who[16];
    int used = 0;
    uint32_t turn = 0;
    SNDFILE *file = sf_open(path, SFM_READ, &sf);
    assert_non_null(file);
    sf_command(file, SFC_GET_CUE, &cues, sizeof cues);
    for (; sscanf(labels, "%lf %lf %15s%n", &start, &end, who, &used) == 3; labels += used, turn++) {
        assert_in_range(cues.cue_count, turn + 1, 100);
        assert_true(fabs(cues.cue_points[turn].sample_offset - start * 44100) < 1);
        assert_string_equal(cues.cue_points[turn].name, who);
    }
    assert_int_equal(cues.cue_count, turn);
    sf_close(file);
}

/* 120 beats a minute in 4/4: bars are two seconds. */
static void turns_follow_the_bars(void **state)
{
    (void)state;
    run_well("$NEUME compare -q tune.wav tune.mid --ab ab.wav --ab-bars 2 --ab-labels ab.txt && test -s ab.wav");
    size_t size;
    char *text = support_read_file("ab.txt", &size);
    double start, end, last = 0;
    char who[16];
    int turns = 0, used = 0;
    for (char *at = text; sscanf(at, "%lf %lf %15s%n", &start, &end, who, &used) == 3; at += used, turns++) {
        assert_true(start == last && end > start);
        assert_true(fabs(start - 4 * turns) < 0.02); /* the offset that was found */
        assert_string_equal(who, turns % 2 ? "MIDI" : "recording");
        last = end;
    }
    assert_in_range(turns, 3, 6);
    cues_are_turns("ab.wav", text);
    free(text);
    run_well("$NEUME compare -q tune.wav tune.mid --ab sides.wav --ab-mode sides");
    cues_are_turns("sides.wav", "");
}

/* Programs that are played, as a digit for each channel of the two tracks and the drums. */
static void programs_are_set(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        int good;
        int first, second; /* programs of the channels of track 1 and 2; -1: none */
    } rows[] = {
        {NULL, 1, 7, -1},   {"41", 1, 40, 40}, {"2=33", 1, 7, 32},    {"1=1,2=128", 1, 0, 127},
        {"5,2=6", 1, 4, 5}, {"3=1", 0, 0, 0},  {"0", 0, 0, 0},        {"129", 0, 0, 0},
        {"=4", 0, 0, 0},    {"1=", 0, 0, 0},   {"1=2,", 0, 0, 0},     {"", 0, 0, 0},
        {"x", 0, 0, 0},     {"1=2;", 0, 0, 0}, {"99999999", 0, 0, 0}, {"0=5", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_smf smf;
        int program[16];
        memset(program, -1, sizeof program);
        neume_smf_init(&smf);
        for (size_t t = 0; t < 2; t++) {
            assert_ok(neume_smf_add_track(&smf));
            assert_ok(t ? NEUME_OK : neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_PROGRAM, 7, 0));
            assert_ok(neume_smf_add_message(&smf, t, 0, NEUME_MIDI_NOTE_ON | (int)t, 60, 60));
            assert_ok(neume_smf_add_message(&smf, t, 0, NEUME_MIDI_NOTE_ON | 9, 36, 60));
            assert_ok(neume_smf_end_track(&smf, t, 480));
        }
        assert_int_equal(neume_program_override(&smf, rows[i].list) == NEUME_OK, rows[i].good || !*rows[i].list);
        assert_true(!rows[i].list || neume_program_override_valid(rows[i].list) == rows[i].good ||
                    !strcmp(rows[i].list, "3=1"));
        for (size_t t = 0; t < 2; t++)
            for (size_t e = 0; e < smf.track[t].count; e++)
                if ((smf.track[t].event[e].status & 0xF0) == NEUME_MIDI_PROGRAM)
                    program[smf.track[t].event[e].status & 15] = smf.track[t].event[e].data[0];
        assert_true(!rows[i].good || (program[0] == rows[i].first && program[1] == rows[i].second));
        assert_int_equal(program[9], -1);
        neume_smf_release(&smf);
    }
}

/* With the instrument and the room that the recording was made with, nothing is left between them. */
static void instruments_and_rooms_are_heard(void **state)
{
    (void)state;
    run_well("$NEUME render -q tune.mid -o violin.wav --program 41 --reverb 30");
    json_t *same = run_json("$NEUME compare -q violin.wav tune.mid --json --program 41 --reverb 30");
    json_t *other = run_json("$NEUME compare -q violin.wav tune.mid --json");
    print_message("spectrum %.2f dB, with the piano %.2f dB\n", number_at(same, "log_frequency_db"),
                  number_at(other, "log_frequency_db"));
    assert_true(number_at(same, "log_frequency_db") < 1);
    assert_true(number_at(other, "log_frequency_db") > 4);
    json_decref(same);
    json_decref(other);
}

/* How many notes of a page's first instrument have another velocity. */
static size_t other_velocities(const char *page, int velocity)
{
    static const char mark[] = "id=\"facts\">";
    size_t size, count = 0;
    char *text = support_read_file(page, &size), *facts = strstr(text, mark);
    assert_non_null(facts);
    json_t *json = json_loads(facts + sizeof mark - 1, JSON_DISABLE_EOF_CHECK, NULL);
    const json_t *notes = json_object_get(json_array_get(json_object_get(json, "parts"), 0), "notes");
    assert_int_equal(json_array_size(notes), SONG_NOTES);
    for (size_t i = 0; i < SONG_NOTES; i++)
        count += json_integer_value(json_array_get(json_array_get(notes, i), 3)) != velocity;
    json_decref(json);
    free(text);
    return count;
}

/* Of a recording played with other velocities than the file has. */
static void dynamics_are_followed(void **state)
{
    (void)state;
    run_well("$NEUME edit -q tune.mid -o flat.mid --velocity fixed=70; cp flat.mid kept.mid");
    run_well(
        "$NEUME edit -q tune.mid -o loud.mid --velocity fixed=70 --humanize 0.001,45; $NEUME render -q loud.mid -o "
        "loud.wav");
    json_t *file = run_json("$NEUME compare -q loud.wav flat.mid --json");
    json_t *follow = run_json("$NEUME compare -q loud.wav flat.mid --json --dynamics follow");
    double before = number_at(file, "loudness_correlation"), after = number_at(follow, "loudness_correlation");
    print_message("loudness correlation %.3f, followed %.3f\n", before, after);
    assert_true(before < 0.95 && after > 0.97 && after > before + 0.02);
    run_well("$NEUME compare -q loud.wav flat.mid -o file.html");
    run_well("$NEUME compare -q loud.wav flat.mid -o follow.html --dynamics follow");
    assert_int_equal(other_velocities("file.html", 70), 0);
    assert_in_range(other_velocities("follow.html", 70), SONG_NOTES / 2, SONG_NOTES);
    run_well("cmp flat.mid kept.mid");
    json_decref(file);
    json_decref(follow);
}

static void free_of_nothing(void **state)
{
    (void)state;
    struct neume_listen_pair *ears;
    struct neume_compare_data data = {0};
    struct neume_listen_agreement agreement;
    struct neume_notes none = {0};
    neume_listen_pair_free(NULL);
    neume_compare_result_release(NULL);
    assert_ok(neume_listen_pair_new(&ears, 0));
    assert_ok(neume_listen_pair_flush(ears));
    assert_ok(neume_listen_pair_differ(ears, &none, &data, &agreement));
    assert_true(!data.place_count && !agreement.heard && !agreement.written && !agreement.matched);
    neume_listen_pair_free(ears);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_that_are_left_out_are_found),
        cmocka_unit_test(a_reference_tells_the_truth),
        cmocka_unit_test(what_does_not_fit_is_said),
        cmocka_unit_test(bad_references),
        cmocka_unit_test(curves_have_a_value_for_each_hop),
        cmocka_unit_test(free_of_nothing),
        cmocka_unit_test(dynamics_are_followed),
        cmocka_unit_test(programs_are_set),
        cmocka_unit_test(instruments_and_rooms_are_heard),
        cmocka_unit_test(turns_follow_the_bars),
        cmocka_unit_test(pitches_correct_the_beat),
    };
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
