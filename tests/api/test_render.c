/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "neume/render.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

static int stop(void *user, double share)
{
    (void)share;
    ++*(int *)user;
    return 1;
}

/* Eight notes of a scale. */
static void write_scale(const char *path)
{
    static const int scale[] = {60, 62, 64, 65, 67, 69, 71, 72};
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int i = 0; i < 8; i++) {
        struct neume_note n = {.onset = 0.5 + 0.4 * i,
                               .offset = 0.85 + 0.4 * i,
                               .pitch = (uint8_t)scale[i],
                               .velocity = 90,
                               .confidence = 1};
        assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    assert_ok(neume_notes_write_midi(&notes, path, NULL));
    neume_notes_release(&notes);
}

/* Without its last note and against itself as the truth, the file has a place that says so; the A/B file is written. */
static void check_places(const char *sound, const char *midi, char *folder)
{
    struct neume_play_options options;
    struct neume_comparison comparison;
    struct neume_compare_place *place;
    size_t count;
    struct neume_smf *file;
    struct neume_notes notes = {0};
    char *cut = strdup(support_path(folder, "cut.mid")), *ab = strdup(support_path(folder, "ab.wav"));
    assert_ok(neume_midi_open(&file, midi, NULL, NULL));
    assert_ok(neume_midi_notes(file, 0, &notes));
    notes.count--;
    assert_ok(neume_notes_write_midi(&notes, cut, NULL));
    neume_play_options_init(&options);
    options.reference = midi;
    options.ab = ab;
    assert_ok(neume_compare_places(sound, cut, &options, &comparison, &place, &count, NULL));
    int found = 0;
    for (size_t i = 0; i < count; i++)
        found |= place[i].kind == NEUME_PLACE_MISSING && place[i].pitch == 72 && place[i].start > 3 &&
                 place[i].start < 3.6;
    assert_true(found && comparison.missing >= 1);
    neume_free(place);
    size_t size;
    free(support_read_file(ab, &size));
    assert_true(size > 100000);
    options.ab_seconds = 0;
    assert_status(neume_compare_places(sound, cut, &options, &comparison, &place, &count, NULL), NEUME_ERR_ARGUMENT);
    assert_null(place);
    neume_midi_free(file);
    neume_notes_release(&notes);
    free(cut);
    free(ab);
}

/* What is in memory compares as the same in files does, to the bit, and the notes of a reference as its file. */
static void check_memory(const char *sound, const char *midi)
{
    struct neume_play_options options;
    struct neume_comparison files, memory;
    struct neume_compare_place *place[2];
    size_t count[2], frames;
    struct neume_smf *file;
    struct neume_sound samples;
    struct neume_notes truth = {0};
    struct neume_error error;
    float *stereo;
    neume_play_options_init(&options);
    options.bits = 32;
    assert_ok(neume_render_file(midi, sound, &options, NULL));
    assert_ok(neume_midi_open(&file, midi, NULL, NULL));
    assert_ok(neume_midi_notes(file, 1, &truth));
    assert_ok(neume_render_memory(file, &options, &stereo, &frames, NULL));
    neume_sound_init_samples(&samples, stereo, frames, 2, options.rate);
    truth.note[0].pitch = 61; /* nobody plays that */
    for (int follow = 0; follow < 2; follow++) {
        options.follow = follow;
        options.reference = NULL;
        options.reference_notes = NULL;
        assert_ok(neume_compare_places(sound, midi, &options, &files, &place[0], &count[0], NULL));
        assert_ok(neume_compare_sound(&samples, file, &options, &memory, &place[1], &count[1], &error));
        assert_memory_equal(&files, &memory, sizeof files);
        assert_int_equal(count[0], count[1]);
        neume_free(place[0]);
        neume_free(place[1]);
    }
    options.reference_notes = &truth;
    assert_ok(neume_compare_sound(&samples, file, &options, &memory, &place[1], &count[1], &error));
    assert_true(count[1] == 2 && memory.missing == 1 && memory.extra == 1);
    neume_free(place[1]);
    assert_ok(neume_compare_sound(&samples, file, &options, &memory, NULL, NULL, NULL));
    samples.channels = 0;
    assert_status(neume_compare_sound(&samples, file, &options, &memory, NULL, NULL, &error), NEUME_ERR_ARGUMENT);
    assert_string_equal(error.subject, "samples");
    neume_notes_release(&truth);
    neume_midi_free(file);
    neume_free(stereo);
}

/* What is rendered from a file agrees with it, and a progress that says so ends the work. */
static void rendered_and_compared(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *midi = strdup(support_path(folder, "a.mid")),
         *sound = strdup(support_path(folder, "a.wav"));
    struct neume_play_options options;
    struct neume_comparison comparison;
    struct neume_error error;
    int calls = 0;
    write_scale(midi);
    neume_play_options_init(&options);
    enum neume_status status = neume_render_file(midi, sound, NULL, &error);
    if (status == NEUME_OK) {
        assert_ok(neume_compare_file(sound, midi, &options, &comparison, &error));
        assert_true(fabs(comparison.offset) < 0.01 && comparison.chroma_similarity > 0.99 &&
                    comparison.spectral_distance < 0.5 && comparison.onset_f > 0.9);
        assert_true(comparison.note_f > 0.8 && !comparison.other_music && *comparison.verdict);
        check_places(sound, midi, folder);
        check_memory(sound, midi);
        options.progress = stop;
        options.user = &calls;
        assert_status(neume_render_file(midi, sound, &options, &error), NEUME_ERR_CANCELLED);
        assert_status(neume_compare_file(sound, midi, &options, &comparison, NULL), NEUME_ERR_CANCELLED);
        assert_int_equal(calls, 2);
    }
    free(midi);
    free(sound);
    support_remove_folder(folder);
    if (status == NEUME_ERR_NO_SOUNDFONT)
        skip();
    assert_ok(status);
}

/* The status, the subject and the words of what goes wrong. */
static void errors_say_what_and_where(void **state)
{
    (void)state;
    struct neume_error error;
    struct neume_play_options options;
    struct neume_comparison comparison;
    char text[200];
    assert_status(neume_render_file("missing.mid", "a.wav", NULL, &error), NEUME_ERR_NOT_FOUND);
    assert_int_equal(error.status, NEUME_ERR_NOT_FOUND);
    assert_string_equal(error.subject, "missing.mid");
    assert_false(error.is_output);
    neume_error_text(&error, text, sizeof text);
    assert_string_equal(text, "missing.mid: no such file");
    assert_status(neume_compare_file("missing.wav", "missing.mid", NULL, &comparison, &error), NEUME_ERR_NOT_FOUND);
    neume_play_options_init(&options);
    options.gain = NAN;
    assert_status(neume_render_file("missing.mid", "a.wav", &options, NULL), NEUME_ERR_ARGUMENT);
    options.gain = 0.5;
    options.reverb = 2;
    assert_status(neume_render_file("missing.mid", "a.wav", &options, NULL), NEUME_ERR_ARGUMENT);
    options.size = offsetof(struct neume_play_options, reverb); /* a caller who knows no reverb */
    assert_status(neume_render_file("missing.mid", "a.wav", &options, NULL), NEUME_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rendered_and_compared),
                                       cmocka_unit_test(errors_say_what_and_where)};
    return cmocka_run_group_tests_name("api/render", tests, NULL, NULL);
}
