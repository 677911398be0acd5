/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "neume/info.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/kit.h"
#include "neume/neume.h"
#include "neume/roll.h"
#include "tests/support/signals.h"
#include "tests/support/soundfont.h"
#include "tests/support/support.h"

enum { RATE = 44100, COUNT = 4 * RATE };

static int stop(void *user, double share)
{
    (void)share;
    ++*(int *)user;
    return 1;
}

/* A sine of -6 dB in both channels: 997 Hz at 0 dB of full scale is -3.01 LUFS in one channel (BS.1770-4). */
static void sounds(void **state)
{
    (void)state;
    float *mono = signal_new(COUNT), *x = signal_new(2 * COUNT);
    struct neume_sound sound;
    struct neume_sound_info info;
    struct neume_error error;
    int calls = 0;
    signal_sine(mono, COUNT, RATE, 997, 0.5, -SIGNAL_PI / 2);
    for (size_t i = 0; i < COUNT; i++)
        x[2 * i] = x[2 * i + 1] = mono[i];
    x[0] = NAN;
    neume_sound_init_samples(&sound, x, COUNT, 2, RATE);
    assert_ok(neume_sound_info_read(&sound, NULL, NULL, &info, NULL));
    assert_string_equal(info.format, "samples");
    assert_true(info.sample_rate == RATE && info.channels == 2 && info.frames == COUNT && info.duration == 4);
    assert_true(info.bad_samples == 1 && !info.truncated && info.has_loudness);
    assert_true(fabs(info.peak - 0.5) < 1e-4 && fabs(info.loudness - (-3.01 - 6.02 + 3.01)) < 0.05);
    assert_true(fabs(info.true_peak + 6.02) < 0.1 && fabs(info.range) < 0.1);
    assert_status(neume_sound_info_read(&sound, stop, &calls, &info, &error), NEUME_ERR_CANCELLED);
    assert_true(calls == 1 && !info.frames && !strcmp(error.subject, "samples"));
    neume_sound_init_file(&sound, "missing.wav");
    assert_status(neume_sound_info_read(&sound, NULL, NULL, &info, &error), NEUME_ERR_NOT_FOUND);
    neume_sound_init_samples(&sound, x, COUNT / 65, 130, RATE);
    assert_ok(neume_sound_info_read(&sound, NULL, NULL, &info, NULL));
    assert_true(!info.has_loudness && info.channels == 130);
    free(mono);
    free(x);
}

/* Two notes and a hit, one second each, at 120 BPM. */
static struct neume_smf *new_midi(void)
{
    struct neume_notes notes = {0};
    struct neume_smf *midi;
    for (int i = 0; i < 3; i++) {
        struct neume_note n = {.onset = i,
                               .offset = i + 1,
                               .pitch = (uint8_t)(i < 2 ? 60 + i : 36),
                               .velocity = 90,
                               .drum = i == 2,
                               .confidence = 1};
        assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    assert_ok(neume_midi_from_notes(&midi, &notes, NULL, NULL));
    neume_notes_release(&notes);
    return midi;
}

static void midi_files(void **state)
{
    (void)state;
    struct neume_smf *midi = new_midi();
    struct neume_midi_info info;
    struct neume_midi_track_info track;
    size_t notes = 0, events = 0;
    assert_ok(neume_midi_info_read(midi, &info));
    assert_true(info.format == 1 && info.notes == 3 && info.has_time && !info.repaired && !info.warning);
    assert_true(info.duration > 2 && info.duration < 3.01 && fabs(info.slowest_tempo - 120) < 1e-6 &&
                fabs(info.fastest_tempo - 120) < 1e-6);
    assert_true(!info.has_key && !info.key_changes);
    for (size_t t = 0; t < info.tracks; t++) {
        assert_ok(neume_midi_track_info_read(midi, t, &track));
        notes += track.notes;
        events += track.events;
    }
    assert_true(notes == 3 && events == info.events);
    assert_status(neume_midi_track_info_read(midi, info.tracks, &track), NEUME_ERR_ARGUMENT);
    neume_midi_free(midi);
    /* Two keys, a wrong track length, and a name that is no UTF-8. */
    static const char odd[] =
        "MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\xff\0\xff\3\2\xe9x\0\xff\x59\2\xfe\0\0\xff\x59\2\1\1"
        "\0\x90\x3c\x40\x60\x80\x3c\x40\0\xff\x2f\0";
    assert_ok(neume_midi_open_memory(&midi, odd, sizeof odd - 1, NULL, NULL));
    assert_ok(neume_midi_info_read(midi, &info));
    assert_true(info.has_key && info.key.fifths == -2 && info.key_changes == 1 && info.repaired && info.warning);
    assert_ok(neume_midi_track_info_read(midi, 0, &track));
    assert_true(track.name_size == 2 && !memcmp(track.name, "\xe9x", 2));
    neume_midi_free(midi);
}

static void kits(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *sfz = strdup(support_path(folder, "a.sfz")),
         *font = strdup(support_path(folder, "a.sf2"));
    struct neume_kit_info info;
    struct neume_error error;
    support_write_soundfont(font);
    assert_ok(neume_kit_info_read(font, &info, &error));
    assert_string_equal(info.format, "SoundFont");
    neume_kit_info_release(&info);
    support_write_file(sfz, "<region> key=36 sample=none.wav\n", 32);
    enum neume_status status = neume_kit_info_read(sfz, &info, &error);
    if (status == NEUME_OK) { /* a kit whose samples are all missing may be none */
        assert_int_equal(info.missing_count, 1);
        assert_non_null(strstr(info.missing[0], "none.wav: no such file"));
    } else {
        assert_true(*error.subject);
    }
    neume_kit_info_release(&info);
    assert_status(neume_kit_info_read("missing", &info, &error), NEUME_ERR_NOT_FOUND);
    assert_string_equal(error.subject, "missing");
    assert_true(!info.pieces && !info.piece);
    neume_kit_info_release(&info);
    neume_kit_info_release(NULL);
    free(sfz);
    free(font);
    support_remove_folder(folder);
}

/* A picture in memory is the picture of the file, with a recording in memory under it too. */
static void pictures(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *path = strdup(support_path(folder, "a.svg")), *bytes;
    struct neume_smf *midi = new_midi();
    struct neume_picture_options o;
    struct neume_error error;
    struct neume_sound sound;
    float *x = signal_new(3 * RATE);
    size_t size, file_size;
    signal_harmonics(x, 3 * RATE, RATE, 261.6, 4, 0.3, 0, 0);
    neume_sound_init_samples(&sound, x, 3 * RATE, 1, RATE);
    neume_picture_options_init(&o);
    o.title = "three <notes>";
    for (int with_sound = 0; with_sound < 2; with_sound++) {
        o.sound = with_sound ? &sound : NULL;
        o.format = NEUME_PICTURE_SVG;
        assert_ok(neume_roll_draw_memory(midi, &o, &bytes, &size, &error));
        assert_ok(neume_roll_draw(midi, &o, path, &error));
        char *file = support_read_file(path, &file_size);
        assert_true(llabs((long long)size - (long long)file_size) < 64); /* cairo numbers what a process draws */
        assert_memory_equal(bytes, file, 500);
        assert_string_equal(bytes + size - 7, "</svg>\n");
        assert_non_null(strstr(bytes, "three &lt;notes&gt;"));
        free(file);
        neume_free(bytes);
        o.format = NEUME_PICTURE_PNG;
        assert_ok(neume_roll_draw_memory(midi, &o, &bytes, &size, &error));
        assert_memory_equal(bytes, "\x89PNG", 4);
        neume_free(bytes);
    }
    o.progress = stop;
    o.user = &(int){0};
    assert_status(neume_roll_draw_memory(midi, &o, &bytes, &size, &error), NEUME_ERR_CANCELLED);
    assert_null(bytes);
    o.sound = NULL;
    static const struct {
        double width, from, to;
        int lane;
        size_t lanes;
    } bad[] = {{1e6, 0, 0, 0, 0}, {0, 2, 1, 0, 0}, {0, 0, 0, 200, 1}, {0, 0, 0, 0, 17}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        o.width = bad[i].width, o.from = bad[i].from, o.to = bad[i].to;
        o.lane[0] = bad[i].lane, o.lanes = bad[i].lanes;
        assert_status(neume_roll_draw(midi, &o, path, &error), NEUME_ERR_ARGUMENT);
        assert_string_equal(error.subject, "options");
    }
    assert_status(neume_roll_draw(midi, NULL, "/nowhere/a.svg", &error), NEUME_ERR_NOT_FOUND);
    assert_true(error.is_output);
    neume_midi_free(midi);
    free(x);
    free(path);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sounds), cmocka_unit_test(midi_files), cmocka_unit_test(kits),
                                       cmocka_unit_test(pictures)};
    return cmocka_run_group_tests_name("api/info", tests, NULL, NULL);
}
