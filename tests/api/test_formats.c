/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/evaluate.h"
#include "neume/neume.h"
#include "neume/render.h"
#include "tests/support/notes.h"
#include "tests/support/soundfont.h"
#include "tests/support/support.h"

/* Four notes, one of them bent, and two hits. */
static void compose(struct neume_notes *notes)
{
    static const struct neume_bend curve[] = {{0, 0}, {0.2f, 30}};
    neume_notes_init(notes);
    for (int i = 0; i < 4; i++) {
        struct neume_note n = {
            .onset = 0.5 * i, .offset = 0.5 * i + 0.4, .pitch = (uint8_t)(60 + i), .velocity = 90, .confidence = 1};
        n.bend_count = i == 2 ? 2 : 0;
        assert_ok(neume_notes_push(notes, &n, i == 2 ? curve : NULL));
    }
    for (int i = 0; i < 2; i++) {
        struct neume_note n = {.onset = i,
                               .offset = i + 0.05,
                               .pitch = (uint8_t)(36 + 2 * i),
                               .velocity = 100,
                               .drum = 1,
                               .confidence = 1};
        assert_ok(neume_notes_push(notes, &n, NULL));
    }
    neume_notes_sort(notes);
}

/* Memory and file hold the same bytes, and those begin as the format does. */
static void every_format(void **state)
{
    (void)state;
    static const struct {
        const char *name, *ending, *begin;
        size_t left_out;
    } rows[NEUME_FORMATS] = {
        {"mid", ".mid", "MThd", 0},
        {"midi2", ".midi2", "SMF2CLIP", 0},
        {"musicxml", ".musicxml", "<?xml", 0},
        {"csv", ".csv", "onset,offset,pitch,velocity,drum\n0.000000,0.400000,60,90,0\n", 0},
        {"json", ".json", "{\"notes\": [\n  {\"onset\": 0.0, \"offset\": 0.4, \"pitch\": 60, ", 0},
        {"jams", ".jams", "{\"file_metadata\":\n  {\"title\": \"A \\u0022b\\u0022 \\u0001\\ufffd\", ", 0},
        {"mirex", ".mirex", "0.000000\t0.400000\t261.6256\n", 2},
        {"labels", ".txt", "0.000000\t0.400000\tC4\n", 0},
        {"sv", ".sv.csv", "TIME,VALUE,DURATION,LEVEL,LABEL\n", 0},
        {"svl", ".svl", "<?xml", 0}};
    char *folder = support_new_folder();
    struct neume_notes notes;
    struct neume_write_options options;
    compose(&notes);
    neume_write_options_init(&options);
    options.title = "A \"b\" \x01\xff";
    for (int f = 0; f < NEUME_FORMATS; f++) {
        enum neume_format format = (enum neume_format)f;
        char *bytes, *file;
        size_t size, length, left_out = 99;
        const char *path = support_path(folder, "x");
        assert_string_equal(neume_format_name(format), rows[f].name);
        assert_string_equal(neume_format_ending(format), rows[f].ending);
        assert_int_equal(neume_format_of_path(support_path("a", rows[f].ending)),
                         format == NEUME_AS_LABELS ? NEUME_AS_LABELS : format);
        assert_ok(neume_notes_write_memory(&notes, format, &options, &bytes, &size, &left_out, NULL));
        if (left_out != rows[f].left_out || strncmp(bytes, rows[f].begin, strlen(rows[f].begin)))
            fail_msg("%s: %zu left out, '%.60s'", rows[f].name, left_out, bytes);
        path = support_path(folder, "x");
        assert_ok(neume_notes_write(&notes, format, path, &options, NULL, NULL));
        file = support_read_file(path, &length);
        assert_true(length == size && !memcmp(file, bytes, size));
        free(file);
        neume_free(bytes);
    }
    neume_free(NULL);
    assert_string_equal(neume_format_name(NEUME_FORMATS), "?");
    assert_string_equal(neume_format_ending(NEUME_FORMATS), "?");
    neume_notes_release(&notes);
    support_remove_folder(folder);
}

/* Two frames, of which one is voiced. */
/* Parts are written where there are some, and nothing is where there are none. */
static void parts_in_formats(void **state)
{
    (void)state;
    static const struct {
        enum neume_format format;
        const char *words;
    } rows[] = {{NEUME_AS_CSV, "drum,part\n0.000000,0.400000,60,90,0,bass\n"},
                {NEUME_AS_CSV, ",1,drums\n"},
                {NEUME_AS_JSON, "\"confidence\": 1.0, \"part\": \"bass\""},
                {NEUME_AS_JAMS, "\"part\": [\"bass\", \"guitar\", \"bass\", \"guitar\"]"},
                {NEUME_AS_JAMS, "\"part\": [\"drums\", \"drums\"]"},
                {NEUME_AS_MUSICXML, "<part-name>Bass</part-name>"},
                {NEUME_AS_MUSICXML, "<midi-program>34</midi-program>"}};
    struct neume_notes notes;
    compose(&notes);
    for (int with = 0; with < 2; with++) {
        for (size_t i = 0, k = 0; with && i < notes.count; i++) {
            struct neume_note *n = &notes.note[i];
            n->part = (uint8_t)(n->drum ? NEUME_PART_DRUMS : k % 2 ? NEUME_PART_GUITAR : NEUME_PART_BASS);
            k += !n->drum;
        }
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            char *bytes;
            size_t size, left_out;
            assert_ok(neume_notes_write_memory(&notes, rows[i].format, NULL, &bytes, &size, &left_out, NULL));
            assert_int_equal(strstr(bytes, rows[i].words) != NULL, with);
            neume_free(bytes);
        }
    }
    neume_notes_release(&notes);
}

static void every_pitch_format(void **state)
{
    (void)state;
    static const char *const rows[NEUME_PITCH_FORMATS] = {
        "0.5000\t440.000\t0.900\t-12.0\n0.6000\t0.000\t0.100\t-60.0\n",
        "time,f0,confidence,loudness\n0.5000,440.000,0.900,-12.0\n",
        "0.5000\t0.5000\tA4\n",
        "{\"frames\": [\n  {\"time\": 0.5000, \"f0\": 440.000,",
        "0.500000\t440.000\n0.600000\t-220.000\n",
        "0.500000,440.000\n",
        "<?xml"};
    struct neume_pitch_frame frame[] = {{0.5, 440, 440, 0.9f, -12}, {0.6, 0, 220, 0.1f, -60}};
    struct neume_pitch_track track = {frame, 2, 2};
    char *folder = support_new_folder();
    for (int f = 0; f < NEUME_PITCH_FORMATS; f++) {
        char *bytes, *file;
        size_t size, length;
        const char *path = support_path(folder, "x");
        assert_ok(neume_pitch_write_memory(&track, (enum neume_pitch_format)f, 44100, NULL, &bytes, &size, NULL));
        if (strncmp(bytes, rows[f], strlen(rows[f])))
            fail_msg("%d: %s", f, bytes);
        assert_ok(neume_pitch_write(&track, (enum neume_pitch_format)f, 44100, NULL, path, NULL));
        file = support_read_file(path, &length);
        assert_true(length == size && !memcmp(file, bytes, size));
        free(file);
        assert_status(neume_pitch_write_memory(&track, (enum neume_pitch_format)f, 0, NULL, &file, &length, NULL),
                      NEUME_ERR_ARGUMENT);
        assert_null(file);
        neume_free(bytes);
    }
    support_remove_folder(folder);
}

/* Notes to MIDI, edited, to bytes and back. */
static void midi_in_memory(void **state)
{
    (void)state;
    struct neume_notes notes, back;
    struct neume_smf *midi, *again;
    struct neume_edit_options edit;
    struct neume_edit_report report;
    struct neume_edit_setup setup[2];
    struct neume_key key;
    struct neume_error error;
    char *bytes;
    size_t size, left_out;
    compose(&notes);
    assert_ok(neume_midi_from_notes(&midi, &notes, NULL, NULL));
    neume_edit_options_init(&edit);
    neume_edit_setup_init(setup, 2);
    setup[0].program = 41;
    edit.transpose = 12;
    edit.setup = setup;
    edit.setups = 2;
    assert_ok(neume_edit(midi, &edit, &report));
    assert_true(report.notes == 6 && report.changed == 4);
    edit.size = 0;
    assert_status(neume_edit(midi, &edit, NULL), NEUME_ERR_ARGUMENT);
    assert_ok(neume_midi_write_memory(midi, NEUME_AS_MIDI2, NULL, &bytes, &size, &left_out, NULL));
    assert_ok(neume_midi_open_memory(&again, bytes, size, &left_out, NULL));
    neume_notes_init(&back);
    assert_ok(neume_midi_notes(again, 0, &back));
    assert_int_equal(back.count, 6);
    assert_int_equal(notes_near(&back, 72, 0, 0.01), 1);
    assert_int_equal(notes_near(&back, 36, 0, 0.01), 1);
    neume_midi_free(again);
    assert_status(neume_midi_open_memory(&again, "no MIDI", 7, NULL, &error), NEUME_ERR_FORMAT);
    assert_null(again);
    assert_status(neume_midi_open(&again, "missing.mid", NULL, &error), NEUME_ERR_NOT_FOUND);
    assert_string_equal(error.subject, "missing.mid");
    assert_status(neume_midi_write(midi, NEUME_AS_CSV, "/nowhere/x.csv", NULL, NULL, &error), NEUME_ERR_NOT_FOUND);
    assert_true(error.is_output);
    assert_true(!neume_key_parse("Bb minor", &key) && key.fifths == -5 && key.minor == 1);
    assert_string_equal(neume_key_name(&key), "Bb minor");
    assert_int_equal(neume_key_scale(&(struct neume_key){0, 0}), 0xAB5);
    neume_free(bytes);
    neume_midi_free(midi);
    neume_midi_free(NULL);
    neume_notes_release(&notes);
    neume_notes_release(&back);
}

static void scores(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *path[2];
    struct neume_notes truth, guess = {0};
    struct neume_scores scores;
    struct neume_evaluate_options options;
    struct neume_error error;
    compose(&truth);
    assert_ok(neume_notes_append(&guess, &truth));
    guess.note[0].pitch = 80; /* one of four notes is wrong */
    assert_ok(neume_evaluate_notes(&truth, &guess, NULL, &scores, NULL));
    assert_true(fabs(neume_score_value(&scores, "note_F") - 0.75) < 1e-9);
    assert_true(neume_score_value(&scores, "n_ref") == 4);
    assert_true(isnan(neume_score_value(&scores, "nothing")));
    for (int i = 0; i < 2; i++) {
        path[i] = strdup(support_path(folder, i ? "guess.csv" : "truth.mid"));
        assert_ok(neume_notes_write(i ? &guess : &truth, i ? NEUME_AS_CSV : NEUME_AS_MID, path[i], NULL, NULL, NULL));
    }
    neume_evaluate_options_init(&options);
    assert_ok(neume_evaluate_files(path[0], path[1], &options, &scores, NULL));
    assert_true(fabs(neume_score_value(&scores, "note_F") - 0.75) < 1e-9);
    options.lag = 0.2; /* out of the window of 50 ms */
    assert_ok(neume_evaluate_files(path[0], path[1], &options, &scores, NULL));
    assert_true(neume_score_value(&scores, "note_F") < 0.3);
    options.lag = 11;
    assert_status(neume_evaluate_files(path[0], path[1], &options, &scores, NULL), NEUME_ERR_ARGUMENT);
    support_write_file(path[1], "onset,offset,pitch,velocity\n0,1,x,1\n", 36);
    assert_status(neume_evaluate_files(path[0], path[1], NULL, &scores, &error), NEUME_ERR_DAMAGED);
    assert_true(error.line == 2 && *error.words && !scores.count);
    for (int i = 0; i < 2; i++)
        free(path[i]);
    neume_notes_release(&truth);
    neume_notes_release(&guess);
    support_remove_folder(folder);
}

/* The sound of a file in memory: as long as asked for, and not silent. */
static void sound_in_memory(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *font = strdup(support_path(folder, "a.sf2"));
    struct neume_notes notes;
    struct neume_smf *midi;
    struct neume_play_options options;
    float *stereo, peak = 0;
    size_t frames;
    neume_render_silence();
    support_write_soundfont(font);
    compose(&notes);
    assert_ok(neume_midi_from_notes(&midi, &notes, NULL, NULL));
    neume_play_options_init(&options);
    options.soundfont = font;
    options.rate = 22050;
    options.length = 2.5;
    assert_ok(neume_render_memory(midi, &options, &stereo, &frames, NULL));
    assert_int_equal(frames, 55125);
    for (size_t i = 0; i < 2 * frames; i++)
        peak = fmaxf(peak, fabsf(stereo[i]));
    assert_true(peak > 0.01f && peak < 1);
    neume_free(stereo);
    options.rate = 1;
    assert_status(neume_render_memory(midi, &options, &stereo, &frames, NULL), NEUME_ERR_ARGUMENT);
    assert_null(stereo);
    neume_midi_free(midi);
    neume_notes_release(&notes);
    free(font);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format),   cmocka_unit_test(parts_in_formats), cmocka_unit_test(every_pitch_format),
        cmocka_unit_test(midi_in_memory), cmocka_unit_test(scores),           cmocka_unit_test(sound_in_memory)};
    return cmocka_run_group_tests_name("api/formats", tests, NULL, NULL);
}
