/* SPDX-License-Identifier: MIT
 *
 * Files that are refused: the status, the line and the words. */
#include <stdio.h>
#include <string.h>

#include "datasets/readers/reader.h"
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

struct row {
    const char *name, *text;
    enum neume_truth_format format;
    size_t line;
    const char *words; /* that the complaint must hold */
    enum neume_status status;
};

static void check_row(const struct row *row)
{
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    struct neume_reader_options options = {row->format, 0};
    const char *path = support_path(folder, row->name);
    support_write_file(path, row->text, strlen(row->text));
    neume_truth_init(&truth);
    enum neume_status s = neume_truth_read(&truth, path, &options, &remarks);
    if (s != row->status || remarks.error_line != row->line || !strstr(remarks.error, row->words))
        fail_msg("%s '%s': %s, line %zu, '%s'; expected %s, line %zu, '%s'", row->name, row->text, neume_status_text(s),
                 remarks.error_line, remarks.error, neume_status_text(row->status), row->line, row->words);
    assert_int_equal(truth.kinds, 0);
    assert_int_equal(truth.note_count + truth.hit_count + truth.onset_count + truth.f0_count + truth.frame_count, 0);
    neume_truth_release(&truth);
}

#define HEAD "onset,offset,pitch,velocity\n"
#define BAD  NEUME_ERR_DAMAGED

static void malformed_lines(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.csv", HEAD "0,1,60,64\n0.5,x,60,64\n", 0, 3, "offset is no number: 'x'", BAD},
        {"a.csv", HEAD "0,1,60,64\n\n# note\n0.5,1\n", 0, 5, "no pitch in the line", BAD},
        {"a.csv", HEAD "0,,60,64\n", 0, 2, "offset is no number: ''", BAD},
        {"a.csv", HEAD "0,1,C4,64\n", 0, 2, "pitch is no number: 'C4'", BAD},
        {"a.csv", HEAD "nan,1,60,64\n", 0, 2, "onset is no number: 'nan'", BAD},
        {"a.csv", HEAD "0,inf,60,64\n", 0, 2, "offset is no number: 'inf'", BAD},
        {"a.csv", HEAD "0,0x10,60,64\n", 0, 2, "no number", BAD},
        {"a.csv", HEAD "0,1e999,60,64\n", 0, 2, "no number", BAD},
        {"a.csv", "time or so,offset,pitch\n0,1,60\n", 0, 1, "no column of onsets", BAD},
        {"a.csv", "onset,pitch\n0,60\n", 0, 1, "offset is missing", BAD},
        {"a.csv", "onset,offset\n0,60\n", 0, 1, "pitch is missing", BAD},
        {"a.txt", "0.5\n1.5\nhello\n", NEUME_FORMAT_ONSETS, 3, "time is no number: 'hello'", BAD},
        {"a.txt", "0.5 KD\nend\n", 0, 2, "time is no number: 'end'", BAD},
        {"a.txt", "0.5 1\n", NEUME_FORMAT_NOTES, 1, "no frequency in the line", BAD},
        {"a.txt", "0.5 five\n", NEUME_FORMAT_BEATS, 1, "beat number is no number", BAD},
        {"a.txt", "0.5 1 A4\n0.9 b C4\n", NEUME_FORMAT_LABELS, 2, "end is no number: 'b'", BAD},
        {"a.txt", "0.5 3\n", NEUME_FORMAT_DRUMS, 1, "3 is no drum", BAD},
        {"a.notes", "0.5\n", 0, 1, "no pitch in the line", BAD},
        {"a.csv", "x\n0.5,1\ny\n", NEUME_FORMAT_SV, 3, "no time at the start of the line", BAD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

static void times(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.csv", HEAD "-0.5,1,60,64\n", 0, 2, "onset is negative: -0.5 s", BAD},
        {"a.csv", HEAD "2,1,60,64\n", 0, 2, "the note ends (1 s) before it starts (2 s)", BAD},
        {"a.csv", HEAD "44100000,44200000,60,64\n", 0, 2, "times are in seconds", BAD},
        {"a.txt", "-1\n", NEUME_FORMAT_ONSETS, 1, "time is negative", BAD},
        {"a.txt", "-1 KD\n", 0, 1, "time is negative", BAD},
        {"a.txt", "1\n-1\n", NEUME_FORMAT_BEATS, 2, "time is negative", BAD},
        {"a.txt", "0 220\n0.1 220\n0.1 220\n", NEUME_FORMAT_MELODY, 3, "is not after the one before", BAD},
        {"a.txt", "0.2 220\n0.1 220\n", NEUME_FORMAT_FRAMES, 2, "is not after the one before", BAD},
        {"a.csv", "time,f0\n1,220\n0.5,220\n", 0, 3, "is not after the one before", BAD},
        {"a.csv", "1,220\n0.5,220\n", NEUME_FORMAT_SV, 2, "is not after the one before", BAD},
        {"a.csv", "1,60,-0.5\n", NEUME_FORMAT_SV, 1, "duration is negative", BAD},
        {"a.notes", "1\t60\t-0.5\n", 0, 1, "duration is negative", BAD},
        {"a.txt", "2\t1\tverse\n", 0, 1, "the label ends (1 s) before it starts (2 s)", BAD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

static void units(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.csv", HEAD "0,1,440,64\n", 0, 2, "pitch 440 is no MIDI number (0 to 127); is it in Hz?", BAD},
        {"a.csv", HEAD "0,1,-1,64\n", 0, 2, "pitch -1 is no MIDI number", BAD},
        {"a.csv", HEAD "0,1,60,200\n", 0, 2, "velocity 200 is outside 0 to 127", BAD},
        {"a.csv", HEAD "0,1,60,-1\n", 0, 2, "velocity -1 is outside 0 to 127", BAD},
        {"a.notes", "0\t220.5\t1\t64\n", 0, 1, "is it in Hz?", BAD},
        {"a.txt", "0\t1\t440\n", NEUME_FORMAT_LABELS, 1, "is it in Hz?", BAD},
        {"a.txt", "0 1 0\n", NEUME_FORMAT_NOTES, 1, "frequency 0 is outside 1 to 20000 Hz", BAD},
        {"a.txt", "0 1 44100\n", NEUME_FORMAT_NOTES, 1, "frequency 44100 is outside", BAD},
        {"a.txt", "0 -220\n", NEUME_FORMAT_FRAMES, 1, "frequency -220 is outside", BAD},
        {"a.txt", "0 30000\n", NEUME_FORMAT_MELODY, 1, "frequency 30000 is outside", BAD},
        {"a.txt", "0 2000\n", NEUME_FORMAT_BEATS, 1, "beat number 2000", BAD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

#define JAMS(space, data) "{\"annotations\": [{\"namespace\": \"" space "\", \"data\": " data "}]}"

static void wrong_kinds(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"a.txt", "hello\nworld\n", 0, 0, "name the format", NEUME_ERR_FORMAT},
        {"a.wav", "RIFF....WAVE", 0, 0, "name the format", NEUME_ERR_FORMAT},
        {"a.txt", "MThd", NEUME_FORMAT_CSV, 0, "a MIDI file, and no csv", BAD},
        {"a.txt", "1 2 3 4 5 6 7\n", 0, 0, "name the format", NEUME_ERR_FORMAT},
        {"a.mid", "0.5\n", 0, 0, "", NEUME_ERR_FORMAT},
        {"a.jams", "{\n\"annotations\": [\n}", 0, 3, "no JSON", BAD},
        {"a.jams", "{}", 0, 0, "no list of annotations", BAD},
        {"a.jams", JAMS("note_midi", "1"), 0, 0, "annotation 1 has no data", BAD},
        {"a.jams", JAMS("note_midi", "[{\"time\": 1, \"duration\": 1, \"value\": 440}]"), 0, 0,
         "is it in Hz? (annotation 1, observation 1)", BAD},
        {"a.jams", JAMS("note_hz", "[{\"time\": \"x\", \"duration\": 1, \"value\": 440}]"), 0, 0, "time is no number",
         BAD},
        {"a.jams", JAMS("note_hz", "[{\"time\": -1, \"duration\": 1, \"value\": 440}]"), 0, 0, "time is negative", BAD},
        {"a.jams", JAMS("note_hz", "[{\"time\": 1, \"duration\": -1, \"value\": 440}]"), 0, 0, "before it starts", BAD},
        {"a.jams", JAMS("note_hz", "[{\"time\": 1, \"duration\": 1, \"value\": null}]"), 0, 0, "frequency is no number",
         BAD},
        {"a.jams", JAMS("pitch_contour", "[{\"time\": 1, \"duration\": 1, \"value\": 440}]"), 0, 0,
         "frequency is no number", BAD},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(&rows[i]);
}

static void columns_beyond_measure(void **state)
{
    (void)state;
    char text[1024] = "0.1";
    for (int i = 0; i < 100; i++)
        strcat(text, " 220");
    const struct row row = {"a.txt", text, NEUME_FORMAT_FRAMES, 1, "more than 64 columns", BAD};
    check_row(&row);
}

static void a_byte_zero_is_no_text(void **state)
{
    (void)state;
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    struct neume_reader_options options = {NEUME_FORMAT_ONSETS, 0};
    const char *path = support_path(folder, "a.txt");
    support_write_file(path, "0.5\n\0\n1.5\n", 10);
    neume_truth_init(&truth);
    assert_status(neume_truth_read(&truth, path, &options, &remarks), NEUME_ERR_FORMAT);
    assert_string_equal(remarks.error, "no text");
    assert_status(neume_truth_read(&truth, path, NULL, NULL), NEUME_ERR_FORMAT);
}

static void no_file(void **state)
{
    (void)state;
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    struct neume_reader_options wrong = {NEUME_FORMAT_COUNT, 0};
    neume_truth_init(&truth);
    assert_status(neume_truth_read(&truth, support_path(folder, "missing.csv"), NULL, &remarks), NEUME_ERR_NOT_FOUND);
    assert_string_equal(remarks.error, "");
    assert_status(neume_truth_read(&truth, folder, NULL, NULL), NEUME_ERR_DIRECTORY);
    assert_status(neume_truth_read(&truth, folder, &wrong, NULL), NEUME_ERR_ARGUMENT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_lines),
        cmocka_unit_test(times),
        cmocka_unit_test(units),
        cmocka_unit_test(wrong_kinds),
        cmocka_unit_test(no_file),
        cmocka_unit_test(columns_beyond_measure),
        cmocka_unit_test(a_byte_zero_is_no_text),
    };
    return cmocka_run_group_tests_name("reader_errors", tests, setup, teardown);
}
