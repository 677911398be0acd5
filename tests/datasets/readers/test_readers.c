/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/readers/reader.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"
#include "tests/support/support.h"

static char *folder;

static int setup(void **state)
{
    (void)state;
    folder = support_new_folder();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    support_remove_folder(folder);
    return 0;
}

/* All that a truth holds, in one line. */
static void dump(const struct neume_truth *t, char *out, size_t size)
{
    size_t used = 0;
    *out = 0;
#define PUT(...) used += used < size ? (size_t)snprintf(out + used, size - used, __VA_ARGS__) : 0
    for (size_t i = 0; i < t->note_count; i++)
        PUT("note %g-%g %.2f %.2fHz v%.4g;", t->note[i].onset, t->note[i].offset, t->note[i].pitch, t->note[i].hz,
            t->note[i].velocity);
    for (size_t i = 0; i < t->hit_count; i++)
        PUT("hit %g %s;", t->hit[i].time, neume_drum_class_name(t->hit[i].drum));
    for (size_t i = 0; i < t->onset_count; i++)
        PUT("onset %g;", t->onset[i]);
    for (size_t i = 0; i < t->f0_count; i++)
        PUT("f0 %g %g%s;", t->f0[i].time, t->f0[i].hz, t->f0[i].voiced ? "" : " unvoiced");
    for (size_t i = 0; i < t->frame_count; i++) {
        PUT("frame %g", t->frame[i].time);
        for (size_t k = 0; k < t->frame[i].count; k++)
            PUT(" %g", t->pitch_hz[t->frame[i].first + k]);
        PUT(";");
    }
    for (size_t i = 0; i < t->beat_count; i++)
        PUT("beat %g %g;", t->beat[i].time, t->beat[i].number);
#undef PUT
    assert_true(used < size);
}

struct row {
    const char *name;
    const char *text;
    const char *holds;
    enum neume_truth_format format; /* that is recognised */
    size_t warnings;
};

static void check_row(const struct row *row, enum neume_truth_format asked)
{
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    struct neume_reader_options options = {asked, 0};
    char holds[4096];
    const char *path = support_path(folder, row->name);
    support_write_file(path, row->text, strlen(row->text));
    neume_truth_init(&truth);
    enum neume_status s = neume_truth_read(&truth, path, &options, &remarks);
    if (s != NEUME_OK)
        fail_msg("%s '%s': %s, %s in line %zu", row->name, row->text, neume_status_text(s), remarks.error,
                 remarks.error_line);
    dump(&truth, holds, sizeof holds);
    if (strcmp(holds, row->holds) || remarks.format != row->format || remarks.warnings != row->warnings)
        fail_msg("%s '%s': read as %s, %zu warnings (%s), expected %s, %zu:\n%s\nexpected:\n%s", row->name, row->text,
                 neume_truth_format_name(remarks.format), remarks.warnings, remarks.warning,
                 neume_truth_format_name(row->format), row->warnings, holds, row->holds);
    neume_truth_release(&truth);
}

static const struct row format_rows[] = {
    /* tables with a header */
    {"a.csv", "onset,offset,pitch,velocity\n0.5,1,69,80\n", "note 0.5-1 69.00 440.00Hz v80;", NEUME_FORMAT_CSV, 0},
    {"a.csv", "onset,offset,pitch,velocity\n", "", NEUME_FORMAT_CSV, 0},
    {"a.csv", "\xEF\xBB\xBFonset,offset,pitch\r\n0.5,1,69\r\n", "note 0.5-1 69.00 440.00Hz v64;", NEUME_FORMAT_CSV, 0},
    {"a.csv", "pitch,offset,onset\n69,1,0.5\n", "note 0.5-1 69.00 440.00Hz v64;", NEUME_FORMAT_CSV, 0},
    {"a.csv", "onset,offset,pitch,velocity\n1,2,60.5,\n0,1,60,1\n",
     "note 0-1 60.00 261.63Hz v1;note 1-2 60.50 269.29Hz v64;", NEUME_FORMAT_CSV, 1},
    {"a.csv", "onset,offset,pitch,velocity,drum\n1,2,60,9,0\n1,1.1,36,9,1\n2,2,39,9,1\n",
     "note 1-2 60.00 261.63Hz v9;hit 1 KD;hit 2 -;", NEUME_FORMAT_CSV, 0},
    {"a.csv", "time,strength\n0.1,7\n", "onset 0.1;", NEUME_FORMAT_ONSETS, 0},
    {"a.csv", "time,f0,confidence,loudness\n0,0,0,-70\n0.01,220,0.9,-20\n", "f0 0 0 unvoiced;f0 0.01 220;",
     NEUME_FORMAT_MELODY, 0},
    {"a.csv", "\"onset\",\"duration\",\"hz\"\n1,0.5,440\n", "note 1-1.5 69.00 440.00Hz v64;", NEUME_FORMAT_CSV, 0},
    {"maps.txt", "OnsetTime\tOffsetTime\tMidiPitch\n0.5\t1\t21\n", "note 0.5-1 21.00 27.50Hz v64;", NEUME_FORMAT_CSV,
     0},
    {"musicnet.csv", "start_time,end_time,instrument,note,start_beat,end_beat,note_value\n44100,88200,7,69,1,1,Half\n",
     "note 1-2 69.00 440.00Hz v64;", NEUME_FORMAT_CSV, 0},
    {"basic_pitch.csv", "start_time_s,end_time_s,pitch_midi,velocity,pitch_bend\n0.5,1,69,80,0,1,2\n",
     "note 0.5-1 69.00 440.00Hz v80;", NEUME_FORMAT_CSV, 0},
    {"a.sv.csv", "TIME,VALUE,DURATION,LEVEL,LABEL\n0.5,69,0.5,1,A4\n1,71,0.5,1,B4\n",
     "note 0.5-1 69.00 440.00Hz v127;note 1-1.5 71.00 493.88Hz v127;", NEUME_FORMAT_SV, 0},
    {"a.sv.csv", "TIME,VALUE,DURATION,LEVEL,LABEL\n0.5,38,0.1,1,snare\n", "hit 0.5 SD;", NEUME_FORMAT_SV, 0},
    {"aubio.txt", "0.029\n69.000000\t0.5\t1\n71.000000\t1\t1.5\n3.97\n",
     "note 0.5-1 69.00 440.00Hz v64;note 1-1.5 71.00 493.88Hz v64;", NEUME_FORMAT_AUBIO, 0},
    {"a.svl",
     "<?xml version=\"1.0\"?>\n<sv>\n<data>\n<model id=\"1\" sampleRate=\"1000\" subtype=\"note\" units=\"MIDI "
     "Pitch\"/>\n"
     "<dataset id=\"0\">\n<point frame=\"500\" value=\"69\" duration=\"500\" level=\"1\" label=\"A4\" "
     "/>\n</dataset>",
     "note 0.5-1 69.00 440.00Hz v127;", NEUME_FORMAT_SVL, 0},
    {"a.svl", "<sv><model sampleRate=\"1000\" units=\"Hz\"/><point frame=\"10\" value=\"220\" duration=\"990\"/></sv>",
     "note 0.01-1 57.00 220.00Hz v64;", NEUME_FORMAT_SVL, 0},
    {"a.svl", "<sv><model sampleRate=\"1000\"/><point frame=\"10\" label=\"x\"/><point frame=\"20\"/></sv>",
     "onset 0.01;onset 0.02;", NEUME_FORMAT_SVL, 0},
    /* tables without */
    {"a.csv", "0.5\n1.5\n", "onset 0.5;onset 1.5;", NEUME_FORMAT_ONSETS, 0},
    {"a.csv", "0.5,0.9\n1.7,0.8\n1.9,0.8\n", "onset 0.5;onset 1.7;onset 1.9;", NEUME_FORMAT_ONSETS, 0},
    {"a.csv", "", "", NEUME_FORMAT_ONSETS, 0},
    {"a.txt", "# nothing\n\n", "", NEUME_FORMAT_ONSETS, 0},
    {"a.txt", "1.5\r0.5\r", "onset 0.5;onset 1.5;", NEUME_FORMAT_ONSETS, 1},
    /* MIREX */
    {"n.txt", "0.5 1.0 440\n1.0 1.5 220.5\n", "note 0.5-1 69.00 440.00Hz v64;note 1-1.5 57.04 220.50Hz v64;",
     NEUME_FORMAT_NOTES, 0},
    {"f.txt", "0.00\t440\t220\n0.01\n0.02\t441\n0.03\t0\t100\n",
     "frame 0 440 220;frame 0.01;frame 0.02 441;frame "
     "0.03 100;",
     NEUME_FORMAT_FRAMES, 0},
    {"m.txt", "0 0\n0.01 -110\n0.02 220\n", "f0 0 0 unvoiced;f0 0.01 110 unvoiced;f0 0.02 220;", NEUME_FORMAT_MELODY,
     0},
    {"m.csv", "0,0.0\n0.0058,220\n0.0116,221\n", "f0 0 0 unvoiced;f0 0.0058 220;f0 0.0116 221;", NEUME_FORMAT_MELODY,
     0},
    {"m.f0", "0.3 220\n", "f0 0.3 220;", NEUME_FORMAT_MELODY, 0},
    /* beats */
    {"b.txt", "0.5 1\n1.0 2\n1.5 3\n2.0 4\n", "beat 0.5 1;beat 1 2;beat 1.5 3;beat 2 4;", NEUME_FORMAT_BEATS, 0},
    {"b.beats", "0.5\n1.0\n", "beat 0.5 0;beat 1 0;", NEUME_FORMAT_BEATS, 0},
    /* drums */
    {"d.txt", "0.5 KD\n1.0 SDG\n1.0 CHH\n2 OT\n3 LFT\n4 CRC\n",
     "hit 0.5 KD;hit 1 SD;hit 1 HH;hit 2 -;hit 3 TT;hit 4 CY;", NEUME_FORMAT_DRUMS, 0},
    {"d.txt", "0.5 bd\n1 sd-\n1.5 chh\n1.7 ohh\n2 cs\n3 rc4\n4 c1\n5 spl2\n6 lmt\n7 cb\n8 ch1\n",
     "hit 0.5 KD;hit 1 SD;hit 1.5 HH;hit 1.7 HH;hit 2 SD;hit 3 CY;hit 4 CY;hit 5 CY;hit 6 TT;hit 7 -;hit 8 CY;",
     NEUME_FORMAT_DRUMS, 1},
    {"d.txt", "0.5 KD\n0.7\n", "hit 0.5 KD;onset 0.7;", NEUME_FORMAT_DRUMS, 0},
    /* Audacity */
    {"l.txt", "0.5\t1\tA4\n1\t1.5\t60\n2\t2.5\tBb-1\n",
     "note 0.5-1 69.00 440.00Hz v64;note 1-1.5 60.00 261.63Hz "
     "v64;note 2-2.5 10.00 14.57Hz v64;",
     NEUME_FORMAT_LABELS, 0},
    {"l.txt", "0.5\t0.6\tbass drum\n\\\t100\t200\n0.7\t0.7\tverse one\n0.8\t0.8\tclosed hat\n",
     "hit 0.5 KD;hit 0.8 HH;onset 0.7;", NEUME_FORMAT_LABELS, 0},
    /* Sonic Visualiser */
    {"s.csv", "0.5,New Point\n1.5,New Point\n", "onset 0.5;onset 1.5;", NEUME_FORMAT_SV, 0},
    {"s.csv", "0.5,69,0.25,1,\"a note\"\n1,60.5,1,0.5,\n",
     "note 0.5-0.75 69.00 440.00Hz v127;note 1-2 60.50 "
     "269.29Hz v63.5;",
     NEUME_FORMAT_SV, 0},
    {"s.csv", "0.5,440,0.25,0.8,a\n1,110,1,0.5,b\n",
     "note 0.5-0.75 69.00 440.00Hz v101.6;note 1-2 45.00 110.00Hz "
     "v63.5;",
     NEUME_FORMAT_SV, 0},
    /* madmom */
    {"x.notes", "0.5\t69\n", "note 0.5-0.5 69.00 440.00Hz v100;", NEUME_FORMAT_MADMOM, 0},
    {"x.txt", "0.5\t69\t0.25\t90\t0\n0.6\t36\t0.1\t90\t9\n", "note 0.5-0.75 69.00 440.00Hz v90;hit 0.6 KD;",
     NEUME_FORMAT_MADMOM, 0},
    /* order and overlap are warned of, not refused */
    {"a.csv", "onset,offset,pitch\n1,3,60\n2,4,60\n", "note 1-3 60.00 261.63Hz v64;note 2-4 60.00 261.63Hz v64;",
     NEUME_FORMAT_CSV, 1},
    {"n.txt", "0 1 60\n1 2 61\n2 3.5 62\n4 5 300.5\n",
     "note 0-1 34.51 60.00Hz v64;note 1-2 34.79 61.00Hz v64;"
     "note 2-3.5 35.07 62.00Hz v64;note 4-5 62.40 300.50Hz v64;",
     NEUME_FORMAT_NOTES, 0},
    {"d.txt", "1 KD\n0.5 SD\n", "hit 0.5 SD;hit 1 KD;", NEUME_FORMAT_DRUMS, 1},
};

/* What the name and the content say. */
static void formats_are_recognised(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof format_rows / sizeof *format_rows; i++)
        check_row(&format_rows[i], NEUME_FORMAT_AUTO);
}

/* The same bytes are something else where the format is named. */
static void a_named_format_rules(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.txt", "0.5 1\n1 2\n", "onset 0.5;onset 1;", NEUME_FORMAT_ONSETS, 0},
        {"a.txt", "0.5 1\n1 2\n", "f0 0.5 1;f0 1 2;", NEUME_FORMAT_MELODY, 0},
        {"a.txt", "0.5 1\n1 2\n", "hit 0.5 SD;hit 1 HH;", NEUME_FORMAT_DRUMS, 0},
        {"a.txt", "0.5 38\n1 75\n", "hit 0.5 SD;hit 1 -;", NEUME_FORMAT_DRUMS, 0},
        {"a.txt", "0.5 1\n1 2\n", "frame 0.5 1;frame 1 2;", NEUME_FORMAT_FRAMES, 0},
        {"a.csv", "0.5,440.0,0.25\n", "note 0.5-0.75 69.00 440.00Hz v64;", NEUME_FORMAT_SV, 0},
        {"a.csv", "0.5,1.1\n1.2,1.2\n", "beat 0.5 1;beat 1.2 2;", NEUME_FORMAT_SV, 0},
        {"a.csv", "time,value\n0.5,440\n1.2,0\n", "f0 0.5 440;f0 1.2 0 unvoiced;", NEUME_FORMAT_SV, 0},
        {"a.mid", "0.5\n", "onset 0.5;", NEUME_FORMAT_ONSETS, 0},
        {"a.txt", "0 1 60\n1 2 61\n2 3 62\n",
         "note 0-1 34.51 60.00Hz v64;note 1-2 34.79 61.00Hz v64;note 2-3 35.07 "
         "62.00Hz v64;",
         NEUME_FORMAT_NOTES, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i], rows[i].format);
}

static void jams(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.jams", "{\"annotations\": []}", "", NEUME_FORMAT_JAMS, 0},
        {"own.json",
         "{\"notes\": [{\"onset\": 1, \"offset\": 2, \"pitch\": 69, \"velocity\": 9, \"drum\": false}, {\"onset\": 1, "
         "\"offset\": 2, \"pitch\": 36, \"velocity\": 9, \"drum\": true}]}",
         "note 1-2 69.00 440.00Hz v9;hit 1 KD;", NEUME_FORMAT_JAMS, 0},
        {"a.json",
         "{\"annotations\": [{\"namespace\": \"note_midi\", \"data\": [{\"time\": 1, \"duration\": 0.5, \"value\": "
         "69.5,"
         "\"confidence\": null}]}, {\"namespace\": \"note_midi\", \"data\": [{\"time\": 0.5, \"duration\": 2, "
         "\"value\": "
         "40}]}, {\"namespace\": \"chord\", \"data\": [{\"time\": 0, \"duration\": 2, \"value\": \"C\"}]}]}",
         "note 0.5-2.5 40.00 82.41Hz v64;note 1-1.5 69.50 452.89Hz v64;", NEUME_FORMAT_JAMS, 0},
        {"a.jams",
         "{\"annotations\": [{\"namespace\": \"note_hz\", \"data\": [{\"time\": 1, \"duration\": 0.5, "
         "\"value\": 440}]}]}",
         "note 1-1.5 69.00 440.00Hz v64;", NEUME_FORMAT_JAMS, 0},
        {"a.jams",
         "{\"annotations\": [{\"namespace\": \"pitch_contour\", \"data\": {\"time\": [0, 0.1], \"duration\": [0, 0], "
         "\"value\": [{\"index\": 0, \"frequency\": 100.0, \"voiced\": false}, {\"index\": 0, \"frequency\": 200.0, "
         "\"voiced\": true}]}}, {\"namespace\": \"pitch_contour\", \"data\": []}]}",
         "f0 0 100 unvoiced;f0 0.1 200;", NEUME_FORMAT_JAMS, 1},
        {"a.jams",
         "{\"annotations\": [{\"namespace\": \"beat\", \"data\": [{\"time\": 1, \"duration\": 0, \"value\": 3}]}, "
         "{\"namespace\": \"onset\", \"data\": [{\"time\": 2, \"duration\": 0, \"value\": 1}]}]}",
         "onset 2;beat 1 3;", NEUME_FORMAT_JAMS, 0},
        {"a.jams",
         "{\"annotations\": [{\"namespace\": \"beat_position\", \"data\": [{\"time\": 1, \"duration\": 0, "
         "\"value\": {\"position\": 2, \"measure\": 1}}]}]}",
         "beat 1 2;", NEUME_FORMAT_JAMS, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i], NEUME_FORMAT_AUTO);
}

/* A4 from 0 to 1 s, let go under the pedal, which comes up at 2 s; a snare at 1 s on channel 10. */
static void midi_with_pedal(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {'M', 'T',  'h',  'd',  0,    0,  0, 6,    0,    0,    0,  1,    1,    0xE0,
                                          'M', 'T',  'r',  'k',  0,    0,  0, 36,   0,    0x90, 69, 80,   0,    0xB0,
                                          64,  127,  0x87, 0x40, 0x80, 69, 0, 0,    0x99, 38,   90, 10,   0x89, 38,
                                          0,   0x87, 0x36, 0xB0, 64,   0,  0, 0x80, 70,   0,    0,  0xFF, 0x2F, 0};
    static const char *const holds[2] = {"note 0-1 69.00 440.00Hz v80;hit 1 SD;",
                                         "note 0-2 69.00 440.00Hz v80;hit 1 SD;"};
    /* The content decides, whatever the name. */
    static const char *const names[] = {"a.mid", "a.txt", "a"};
    for (size_t i = 0; i < 6; i++) {
        struct neume_truth truth;
        struct neume_reader_options options = {NEUME_FORMAT_AUTO, i % 2};
        char got[256];
        const char *path = support_path(folder, names[i / 2]);
        support_write_file(path, bytes, sizeof bytes);
        neume_truth_init(&truth);
        assert_ok(neume_truth_read(&truth, path, &options, NULL));
        dump(&truth, got, sizeof got);
        assert_string_equal(got, holds[i % 2]);
        assert_true(truth.from_midi);
        neume_truth_release(&truth);
    }
}

/* Seconds add up from event to event; ends of tracks in between do not count, the tempo after them does. */
static void midi_clock(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    struct neume_smf smf;
    struct neume_truth truth;
    const char *path = support_path(folder, "clock.mid");
    neume_smf_init(&smf);
    for (int t = 0; t < 3; t++)
        assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_tempo(&smf, 0, 700, 333333));
    assert_ok(neume_smf_end_track(&smf, 2, 5));
    for (uint64_t i = 0; i < COUNT; i++) {
        assert_ok(neume_smf_add_message(&smf, 1, 7 * i, NEUME_MIDI_NOTE_ON, 60, 64));
        assert_ok(neume_smf_add_message(&smf, 1, 7 * i + 3, NEUME_MIDI_NOTE_OFF, 60, 0));
    }
    assert_ok(neume_smf_write(&smf, path));
    neume_smf_release(&smf);
    neume_truth_init(&truth);
    assert_ok(neume_truth_read(&truth, path, NULL, NULL));
    assert_int_equal(truth.note_count, COUNT);
    double now = 0;
    for (int i = 0; i < COUNT; i++) {
        double unit = (7 * i >= 700 ? 333333 : 500000) * 1e-6 / 480;
        assert_true(truth.note[i].onset == now);
        now += 3 * unit;
        assert_true(truth.note[i].offset == now);
        now += 4 * unit;
    }
    neume_truth_release(&truth);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_recognised), cmocka_unit_test(a_named_format_rules), cmocka_unit_test(jams),
        cmocka_unit_test(midi_with_pedal),        cmocka_unit_test(midi_clock),
    };
    return cmocka_run_group_tests_name("readers", tests, setup, teardown);
}
