/* SPDX-License-Identifier: MIT
 *
 * The truth of a clip in the format of each dataset, from a few lines of such a file. */
#define _XOPEN_SOURCE 700

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/dataset.h"
#include "datasets/loaders/reference.h"
#include "datasets/readers/truth.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"
#include "tests/support/support.h"

enum { ROOM = 6 };

#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* Notes are onset, offset, pitch; f0 is time, Hz; hits are time, class. */
struct row {
    int format; /* of enum neume_reference_format */
    const char *name, *text;
    size_t notes, f0, hits;
    double value[ROOM][3];
};

static const struct row rows[] = {
    {NEUME_REFERENCE_MAPS,
     "a.txt",
     "OnsetTime\tOffsetTime\tMidiPitch\r\n1\t1.5\t60\r\n0.5\t2\t64\r\n\r\n",
     2,
     0,
     0,
     {{0.5, 2, 64}, {1, 1.5, 60}}},
    {NEUME_REFERENCE_MUSICNET,
     "a.csv",
     "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n44100,88200,1,43,0.0,1.5,Dotted Quarter\n",
     1,
     0,
     0,
     {{1, 2, 43}}},
    {NEUME_REFERENCE_HZ_NOTES,
     "a.txt",
     "1.0\t440.0\t0.5\n0.5\t452.89298\t0.25\n",
     2,
     0,
     0,
     {{0.5, 0.75, 69.5}, {1, 1.5, 69}}},
    {NEUME_REFERENCE_HZ_NOTES, "a.csv", "0.661,220,0.29\n", 1, 0, 0, {{0.661, 0.951, 57}}},
    {NEUME_REFERENCE_BACH10,
     "a.txt",
     "100 0 60 1\n100 0 48 2\n600 480 62 1\n1000 960 64 1\n2000 960 50 2\n",
     5,
     0,
     0,
     {{0.1, 0.6, 60}, {0.1, 2, 48}, {0.6, 1, 62}, {1, 1.4, 64}, {2, 3.9, 50}}},
    {NEUME_REFERENCE_TONAS,
     "a.notes.Corrected",
     "43.000000\n0.216667, 0.433333, 66.430000, 0.018007\n",
     1,
     0,
     0,
     {{0.216667, 0.65, 66.43}}},
    {NEUME_REFERENCE_TONAS_F0,
     "a.f0.Corrected",
     "0.197     0.00000309     0.000     0.000\n0.209     0.00000286     0.000     379.299\n",
     0,
     2,
     0,
     {{0.197, 0, 0}, {0.209, 379.299, 1}}},
    {NEUME_REFERENCE_F0, "a.csv", "0.0,0.0\n0.0058,191.877\n", 0, 2, 0, {{0, 0, 0}, {0.0058, 191.877, 1}}},
    {NEUME_REFERENCE_MIR1K, "a.pv", "0\n57\n", 0, 2, 0, {{0.02, 0, 0}, {0.04, 220, 1}}},
    {NEUME_REFERENCE_DRUMS,
     "a.txt",
     "0.5 SD\n0.25 KD\n0.75 HH\n",
     0,
     0,
     3,
     {{0.25, NEUME_DRUM_KICK, 0}, {0.5, NEUME_DRUM_SNARE, 0}, {0.75, NEUME_DRUM_HIHAT, 0}}},
    {NEUME_REFERENCE_DRUMS, /* ENST-Drums */
     "a.txt",
     "0.1 bd\n0.2 chh\n0.3 rc3\n0.4 lmt\n",
     0,
     0,
     4,
     {{0.1, NEUME_DRUM_KICK, 0}, {0.2, NEUME_DRUM_HIHAT, 0}, {0.3, NEUME_DRUM_CYMBAL, 0}, {0.4, NEUME_DRUM_TOM, 0}}},
    {NEUME_REFERENCE_IDMT,
     "a.xml",
     "<instrumentRecording><transcription>\n<event>\n<pitch>36</pitch>\n<onsetSec>0.75</onsetSec>\n"
     "<instrument>KD</instrument></event><event><onsetSec>0.5</onsetSec><instrument>HH</instrument></event>"
     "</transcription></instrumentRecording>",
     0,
     0,
     2,
     {{0.5, NEUME_DRUM_HIHAT, 0}, {0.75, NEUME_DRUM_KICK, 0}}},
    {NEUME_REFERENCE_RBMA,
     "a.drums",
     "0.5\t0\n0.6\t3\n0.7\t17\n0.8\t9\n0.9\t5\n",
     0,
     0,
     5,
     {{0.5, NEUME_DRUM_KICK, 0},
      {0.6, NEUME_DRUM_HIHAT, 0},
      {0.7, NEUME_DRUM_CYMBAL, 0},
      {0.8, NEUME_DRUM_TOM, 0},
      {0.9, NEUME_DRUM_OTHER, 0}}},
    {NEUME_REFERENCE_ANY, "a.csv", "onset,offset,pitch,velocity\n0.5,1,60,90\n", 1, 0, 0, {{0.5, 1, 60}}},
    {NEUME_REFERENCE_MAPS, "a.txt", "OnsetTime\tOffsetTime\tMidiPitch\n", 0, 0, 0, {{0}}},
};

static struct neume_clip clip_of(int format, char **paths, size_t count)
{
    return (struct neume_clip){.format = (enum neume_reference_format)format,
                               .reference = paths,
                               .references = count,
                               .channel = -1,
                               .synthetic = -1};
}

static void check_values(const struct row *row, const struct neume_truth *truth)
{
    for (size_t i = 0; i < row->notes; i++) {
        assert_near(truth->note[i].onset, row->value[i][0], 1e-9);
        assert_near(truth->note[i].offset, row->value[i][1], 1e-9);
        assert_near(truth->note[i].pitch, row->value[i][2], 1e-6);
        assert_near(truth->note[i].hz, neume_pitch_to_hz(truth->note[i].pitch), 1e-6);
        assert_near(truth->note[i].velocity, row->format == NEUME_REFERENCE_ANY ? 90 : 64, 0);
    }
    for (size_t i = 0; i < row->f0; i++) {
        assert_near(truth->f0[i].time, row->value[i][0], 1e-9);
        assert_near(truth->f0[i].hz, row->value[i][1], 1e-6);
        assert_int_equal(truth->f0[i].voiced, (int)row->value[i][2]);
    }
    for (size_t i = 0; i < row->hits; i++) {
        assert_near(truth->hit[i].time, row->value[i][0], 1e-9);
        assert_int_equal(truth->hit[i].drum, (int)row->value[i][1]);
    }
}

static void test_formats(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        char *path = strdup(support_path(folder, row->name));
        struct neume_clip clip = clip_of(row->format, &path, 1);
        struct neume_truth truth;
        support_write_file(path, row->text, strlen(row->text));
        neume_truth_init(&truth);
        assert_ok(neume_clip_truth(&clip, &truth, NULL));
        assert_int_equal(truth.note_count, row->notes);
        assert_int_equal(truth.f0_count, row->f0);
        assert_int_equal(truth.hit_count, row->hits);
        assert_true(truth.kinds & (row->f0 ? NEUME_TRUTH_MELODY : row->hits ? NEUME_TRUTH_HITS : NEUME_TRUTH_NOTES));
        check_values(row, &truth);
        neume_truth_release(&truth);
        free(path);
    }
    support_remove_folder(folder);
}

static void test_problems(void **state)
{
    (void)state;
    static const struct {
        int format;
        const char *text;
        size_t line;
    } bad[] = {
        {NEUME_REFERENCE_MAPS, "OnsetTime\tOffsetTime\tMidiPitch\n1\t2\t60\n1\t2\n", 3},
        {NEUME_REFERENCE_MAPS, "1\t2\t60\nnonsense\n", 2},
        {NEUME_REFERENCE_MAPS, "2\t1\t60\n", 1},
        {NEUME_REFERENCE_MAPS, "-1\t1\t60\n", 1},
        {NEUME_REFERENCE_MAPS, "1\tnan\t60\n", 1},
        {NEUME_REFERENCE_MAPS, "0\t1\t440\n", 1},
        {NEUME_REFERENCE_HZ_NOTES, "0\t440\t1\n0\t0\t1\n", 2},
        {NEUME_REFERENCE_HZ_NOTES, "0\t440\t-1\n", 1},
        {NEUME_REFERENCE_F0, "0,1e9\n", 1},
        {NEUME_REFERENCE_MIR1K, "0\n57\nx\n", 3},
        {NEUME_REFERENCE_BACH10, "0 0 60 99\n", 1},
        {NEUME_REFERENCE_TONAS, "43\n1,2\n", 2},
        {NEUME_REFERENCE_RBMA, "0\t24\n", 1},
        {NEUME_REFERENCE_RBMA, "0\t0.5\n", 1},
        {NEUME_REFERENCE_IDMT, "<event><onsetSec>1</onsetSec></event>", 0},
        {NEUME_REFERENCE_IDMT, "<event><onsetSec>x</onsetSec><instrument>KD</instrument></event>", 0},
        {NEUME_REFERENCE_IDMT, "<event>", 0},
    };
    char *folder = support_new_folder();
    char *path = strdup(support_path(folder, "a.txt"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct neume_clip clip = clip_of(bad[i].format, &path, 1);
        struct neume_dataset_problem problem;
        struct neume_truth truth;
        support_write_file(path, bad[i].text, strlen(bad[i].text));
        neume_truth_init(&truth);
        assert_status(neume_clip_truth(&clip, &truth, &problem), NEUME_ERR_DAMAGED);
        assert_int_equal(problem.line, bad[i].line);
        assert_true(strlen(problem.text) > 4);
        assert_string_equal(problem.file, path);
        assert_int_equal(truth.note_count + truth.f0_count + truth.hit_count, 0);
    }
    remove(path);
    struct neume_clip lost = clip_of(NEUME_REFERENCE_MAPS, &path, 1), none = clip_of(NEUME_REFERENCE_MAPS, NULL, 0);
    struct neume_truth truth;
    neume_truth_init(&truth);
    assert_status(neume_clip_truth(&lost, &truth, NULL), NEUME_ERR_NOT_FOUND);
    assert_status(neume_clip_truth(&none, &truth, NULL), NEUME_ERR_NOT_FOUND);
    free(path);
    support_remove_folder(folder);
}

/* The parts of a mix become one truth, in order. */
static void test_parts(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    char *paths[2] = {strdup(support_path(folder, "1.txt")), strdup(support_path(folder, "2.txt"))};
    struct neume_clip clip = clip_of(NEUME_REFERENCE_HZ_NOTES, paths, 2);
    struct neume_truth truth;
    support_write_file(paths[0], "2 440 1\n", 8);
    support_write_file(paths[1], "1 220 1\n", 8);
    neume_truth_init(&truth);
    assert_ok(neume_clip_truth(&clip, &truth, NULL));
    assert_int_equal(truth.note_count, 2);
    assert_near(truth.note[0].pitch, 57, 1e-9);
    support_write_file(paths[0], "onset,offset,pitch,velocity\n2,3,60,90\n", 38);
    support_write_file(paths[1], "onset,offset,pitch,velocity\n1,3,62,90\n", 38);
    clip.format = NEUME_REFERENCE_ANY;
    for (int i = 0; i < 2; i++) { /* the readers know CSV by its name */
        char *csv = strdup(support_path(folder, i ? "2.csv" : "1.csv"));
        rename(paths[i], csv);
        free(paths[i]);
        paths[i] = csv;
    }
    assert_ok(neume_clip_truth(&clip, &truth, NULL));
    assert_int_equal(truth.note_count, 2);
    assert_near(truth.note[0].pitch, 62, 1e-9);
    neume_truth_release(&truth);
    free(paths[0]);
    free(paths[1]);
    support_remove_folder(folder);
}

/* MIDI: the pedal only where it is asked for, and Roland's own keys. */
static void test_midi(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    char *path = strdup(support_path(folder, "a.mid"));
    struct neume_smf smf;
    struct neume_truth truth;
    neume_smf_init(&smf);
    neume_truth_init(&truth);
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_message(&smf, 0, 0, NEUME_MIDI_CONTROL, 64, 127));
    assert_ok(neume_smf_add_message(&smf, 0, 480, NEUME_MIDI_NOTE_ON, 22, 100));
    assert_ok(neume_smf_add_message(&smf, 0, 960, NEUME_MIDI_NOTE_OFF, 22, 0));
    assert_ok(neume_smf_add_message(&smf, 0, 1440, NEUME_MIDI_CONTROL, 64, 0));
    assert_ok(neume_smf_end_track(&smf, 0, 1920));
    assert_ok(neume_smf_write(&smf, path));
    struct neume_clip clip = clip_of(NEUME_REFERENCE_MIDI, &path, 1);
    assert_ok(neume_clip_truth(&clip, &truth, NULL));
    assert_near(truth.note[0].offset, 1, 1e-6);
    clip.format = NEUME_REFERENCE_MIDI_PEDAL;
    assert_ok(neume_clip_truth(&clip, &truth, NULL));
    assert_near(truth.note[0].offset, 1.5, 1e-6);
    clip.format = NEUME_REFERENCE_ROLAND;
    assert_ok(neume_clip_truth(&clip, &truth, NULL));
    assert_int_equal(truth.note_count, 0);
    assert_int_equal(truth.hit_count, 1);
    assert_int_equal(truth.hit[0].drum, NEUME_DRUM_HIHAT);
    neume_truth_release(&truth);
    neume_smf_release(&smf);
    free(path);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_problems),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_midi),
    };
    return cmocka_run_group_tests_name("datasets/reference", tests, NULL, NULL);
}
