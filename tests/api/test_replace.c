/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/decode.h"
#include "audio/encode.h"
#include "neume/neume.h"
#include "neume/render.h"
#include "neume/replace.h"
#include "tests/support/drums.h"
#include "tests/support/notes.h"
#include "tests/support/soundfont.h"
#include "tests/support/support.h"

static void write_sound(const char *path, const struct drums *d)
{
    struct neume_encoder *encoder;
    struct neume_encode_options options;
    neume_encode_options_init(&options);
    options.sample_rate = DRUMS_RATE;
    options.channels = 1;
    assert_ok(neume_encoder_open(&encoder, path, &options));
    assert_ok(neume_encoder_write(encoder, d->samples, d->count));
    assert_ok(neume_encoder_close(encoder));
    neume_encoder_free(encoder);
}

/* A recording of kicks and snares, and a kit of one other kick and snare. */
static char *make_files(void)
{
    char *folder = support_new_folder();
    struct drums d;
    drums_init(&d, 4);
    drums_play(&d, "k.s.k.s.", 0.1, 0.25, 0.7);
    write_sound(support_path(folder, "drums.wav"), &d);
    drums_release(&d);
    assert_int_equal(mkdir(support_path(folder, "kit"), 0777), 0);
    for (int i = 0; i < 2; i++) {
        drums_init(&d, 1);
        drums_strike(&d, i ? 's' : 'k', 0.01, 0.9);
        write_sound(support_path(folder, i ? "kit/snare.wav" : "kit/kick.wav"), &d);
        drums_release(&d);
    }
    return folder;
}

static int stop(void *user, double share)
{
    (void)share;
    ++*(int *)user;
    return 1;
}

static void kicks_and_snares(void **state)
{
    (void)state;
    char *folder = make_files(), *in = strdup(support_path(folder, "drums.wav")),
         *out = strdup(support_path(folder, "new.wav")), *kit = strdup(support_path(folder, "kit")),
         *midi = strdup(support_path(folder, "hits.mid")), *stems = strdup(support_path(folder, "stems"));
    struct neume_replacement r;
    struct neume_replacement_report report;
    struct neume_error error;
    struct neume_smf *file;
    struct neume_notes notes = {0};
    int calls = 0;
    neume_replacement_init(&r);
    r.kit = kit;
    r.output = out;
    r.midi_out = midi;
    r.stems = stems;
    r.only = neume_drum_set("KD,SD", NULL);
    assert_ok(neume_replace_file(in, &r, &report, &error));
    assert_int_equal(report.replaced[NEUME_DRUM_KD] + report.missing[NEUME_DRUM_KD], 2);
    assert_int_equal(report.replaced[NEUME_DRUM_SD], 2);
    assert_true(report.peak > 0 && report.turned_down > 0 && report.turned_down <= 1);
    assert_ok(neume_midi_open(&file, midi, NULL, NULL));
    assert_ok(neume_midi_notes(file, 0, &notes));
    assert_int_equal(notes.count, 4);
    assert_int_equal(notes_near(&notes, 36, 0.1, 0.01), 1);
    struct stat st;
    assert_true(!stat(support_path(folder, "stems/SD.wav"), &st) &&
                !stat(support_path(folder, "stems/original.wav"), &st));

    r.midi = midi; /* and again from the hits of the file, doubled */
    r.midi_out = NULL;
    r.stems = NULL;
    r.blend = 0;
    assert_ok(neume_replace_file(in, &r, &report, NULL));
    assert_int_equal(report.hits, 4);
    r.progress = stop;
    r.user = &calls;
    assert_status(neume_replace_file(in, &r, NULL, &error), NEUME_ERR_CANCELLED);
    assert_int_equal(calls, 1);
    r.output = in;
    assert_status(neume_replace_file(in, &r, NULL, &error), NEUME_ERR_ARGUMENT);
    assert_string_equal(error.words, "the output would replace an input");
    r.output = out;
    r.bits = 8;
    assert_status(neume_replace_file(in, &r, NULL, &error), NEUME_ERR_ARGUMENT);
    r.bits = 24;
    r.kit = "missing";
    assert_status(neume_replace_file(in, &r, NULL, &error), NEUME_ERR_NOT_FOUND);
    assert_string_equal(error.subject, "missing");
    assert_status(neume_replace_file("missing.wav", &r, NULL, &error), NEUME_ERR_NOT_FOUND);
    neume_midi_free(file);
    neume_notes_release(&notes);
    char *all[] = {in, out, kit, midi, stems};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    support_remove_folder(folder);
}

/* A whole sound file, to be freed: [frames][1]. */
static float *read_sound(const char *path, size_t *frames)
{
    struct neume_decoder *decoder;
    struct neume_audio_info info;
    assert_ok(neume_decoder_open(&decoder, path, &info));
    float *x = calloc((size_t)info.frames + 1, sizeof *x);
    assert_true(x && info.channels == 1);
    assert_ok(neume_decoder_read(decoder, x, (size_t)info.frames + 1, frames));
    neume_decoder_free(decoder);
    return x;
}

static void same_as_file(const float *samples, size_t frames, const char *path)
{
    size_t count;
    float *x = read_sound(path, &count);
    assert_int_equal(count, frames);
    assert_non_null(samples);
    assert_memory_equal(samples, x, frames * sizeof *x);
    free(x);
}

/* Samples in memory are replaced as a file is, to the bit, by hits that are heard and by hits in memory. */
static void memory(void **state)
{
    (void)state;
    char *folder = make_files(), *in = strdup(support_path(folder, "drums.wav")),
         *out = strdup(support_path(folder, "new.wav")), *kit = strdup(support_path(folder, "kit")),
         *midi = strdup(support_path(folder, "hits.mid")), *stems = strdup(support_path(folder, "stems"));
    struct neume_replacement r;
    struct neume_replacement_report report;
    struct neume_replaced made;
    struct neume_error error;
    struct neume_sound sound;
    struct neume_notes hits = {0};
    size_t frames;
    float *x = read_sound(in, &frames);
    neume_sound_init_samples(&sound, x, frames, 1, DRUMS_RATE);
    for (int given = 0; given < 2; given++) {
        neume_replacement_init(&r);
        r.kit = kit;
        r.only = neume_drum_set("KD,SD", NULL);
        r.bits = 32;
        r.no_limit = 1;
        r.keep_parts = !given;
        r.hits = given ? &hits : NULL;
        assert_ok(neume_replace_sound(&sound, &r, &made, &report, &error));
        assert_int_equal(report.replaced[NEUME_DRUM_SD], 2);
        assert_int_equal(made.hits.count, report.replaced[NEUME_DRUM_KD] + report.replaced[NEUME_DRUM_SD]);
        assert_true(made.channels == 1 && made.rate == DRUMS_RATE);
        r.output = out;
        r.midi = given ? midi : NULL;
        r.midi_out = given ? NULL : midi;
        r.stems = given ? NULL : stems;
        assert_ok(neume_replace_file(in, &r, &report, &error));
        if (!given) {
            same_as_file(made.mix, made.frames, out);
            same_as_file(made.original, made.frames, support_path(folder, "stems/original.wav"));
            same_as_file(made.drum[NEUME_DRUM_SD], made.frames, support_path(folder, "stems/SD.wav"));
            assert_ok(neume_notes_append(&hits, &made.hits));
        } else {
            assert_true(!made.original && !made.drum[NEUME_DRUM_SD]);
            assert_int_equal(made.hits.count, hits.count);
        }
        neume_replaced_release(&made);
        assert_status(neume_replace_sound(&sound, &r, &made, NULL, &error), NEUME_ERR_ARGUMENT); /* an output */
        assert_null(made.mix);
    }
    r.output = r.midi = NULL;
    r.progress = stop;
    r.user = &(int){0};
    assert_status(neume_replace_sound(&sound, &r, &made, NULL, &error), NEUME_ERR_CANCELLED);
    sound.frames = 0;
    assert_status(neume_replace_sound(&sound, &r, &made, NULL, &error), NEUME_ERR_EMPTY);
    assert_string_equal(error.subject, "samples");
    neume_replaced_release(NULL);
    neume_notes_release(&hits);
    char *all[] = {in, out, kit, midi, stems};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    free(x);
    support_remove_folder(folder);
}

/* One microphone that is close to nothing is the recording; what is wrong names the microphone. */
static void microphones(void **state)
{
    (void)state;
    char *folder = make_files(), *path = strdup(support_path(folder, "drums.wav"));
    struct neume_microphone mic[2] = {{.path = path}, {.path = "missing.wav", .drums = 1u << NEUME_DRUM_KD}};
    struct neume_options options;
    struct neume_notes one = {0}, other = {0};
    size_t bad;
    neume_options_init(&options);
    options.mode = NEUME_MODE_DRUMS;
    assert_ok(neume_transcribe_file(path, &options, NULL, NULL, &one, NULL));
    assert_ok(neume_transcribe_microphones(mic, 1, &options, NULL, NULL, &other, NULL, &bad));
    notes_assert_same(&other, &one, "one microphone");
    assert_status(neume_transcribe_microphones(mic, 2, &options, NULL, NULL, &other, NULL, &bad), NEUME_ERR_NOT_FOUND);
    assert_int_equal(bad, 1);
    assert_status(neume_transcribe_microphones(mic, 0, &options, NULL, NULL, &other, NULL, NULL), NEUME_ERR_ARGUMENT);
    notes_assert_same(&other, &one, "after failures");
    neume_notes_release(&one);
    neume_notes_release(&other);
    free(path);
    support_remove_folder(folder);
}

/* What two threads do at once: transcribe, turn into MIDI, play. */
struct job {
    const struct drums *sound;
    const char *font;
    enum neume_mode mode;
    struct neume_notes notes;
    float *stereo;
    size_t frames;
    enum neume_status status;
};

static void *work(void *user)
{
    struct job *j = user;
    struct neume_options options;
    struct neume_sound sound;
    struct neume_play_options play;
    struct neume_smf *midi = NULL;
    neume_options_init(&options);
    options.mode = j->mode;
    neume_play_options_init(&play);
    play.soundfont = j->font;
    play.length = 1;
    neume_sound_init_samples(&sound, j->sound->samples, j->sound->count, 1, DRUMS_RATE);
    j->status = neume_transcribe(&sound, &options, NULL, NULL, &j->notes, NULL, NULL);
    if (j->status == NEUME_OK)
        j->status = neume_midi_from_notes(&midi, &j->notes, NULL, NULL);
    if (j->status == NEUME_OK)
        j->status = neume_render_memory(midi, &play, &j->stereo, &j->frames, NULL);
    neume_midi_free(midi);
    return NULL;
}

static void two_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    char *folder = support_new_folder(), *font = strdup(support_path(folder, "a.sf2"));
    struct drums d;
    struct job job[THREADS + 1] = {0};
    pthread_t thread[THREADS];
    neume_render_silence();
    support_write_soundfont(font);
    drums_init(&d, 2);
    drums_play(&d, "KhShKhSh", 0.1, 0.2, 0.5);
    for (int i = 0; i <= THREADS; i++)
        job[i] = (struct job){.sound = &d, .font = font, .mode = i % 2 ? NEUME_MODE_POLY : NEUME_MODE_DRUMS};
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work, &job[i]), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    work(&job[THREADS]); /* the same alone */
    for (int i = 0; i <= THREADS; i += 2) {
        assert_ok(job[i].status);
        notes_assert_same(&job[i].notes, &job[THREADS].notes, "drums");
        assert_int_equal(job[i].frames, job[THREADS].frames);
        assert_memory_equal(job[i].stereo, job[THREADS].stereo, 2 * job[i].frames * sizeof(float));
    }
    for (int i = 0; i <= THREADS; i++) {
        neume_notes_release(&job[i].notes);
        neume_free(job[i].stereo);
    }
    drums_release(&d);
    free(font);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kicks_and_snares), cmocka_unit_test(memory),
                                       cmocka_unit_test(microphones), cmocka_unit_test(two_threads)};
    return cmocka_run_group_tests_name("api/replace", tests, NULL, NULL);
}
