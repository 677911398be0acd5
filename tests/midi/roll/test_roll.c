/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L
#include "midi/roll/roll.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "midi/roll/roll_draw.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_paint.h"
#include "midi/roll/roll_tile.h"
#include "tests/midi/roll/roll_song.h"

static void test_layout(void **state)
{
    struct neume_roll_score score;
    struct neume_roll_options o;
    struct neume_roll_layout l;
    (void)state;
    make_score(&score);
    neume_roll_options_init(&o);
    o.zoom = 100;
    o.width = 1400;
    assert_ok(neume_roll_layout_init(&l, &score, &o));
    assert_int_equal(l.rows, 1);
    assert_true(l.bars);
    assert_float_equal(neume_roll_x(&l, 0, 6) - neume_roll_x(&l, 0, 0), 600, 1e-4);
    assert_float_equal(neume_roll_pitch_y(&l, 0, 60) - neume_roll_pitch_y(&l, 0, 72), 12 * l.key_height, 1e-4);
    assert_true(neume_roll_pitch_y(&l, 0, 20) < 0);
    assert_int_equal(l.drums, 2);
    assert_int_equal(l.drum[0], 38);
    assert_float_equal(neume_roll_drum_y(&l, 0, 36) - neume_roll_drum_y(&l, 0, 38), l.drum_height, 1e-4);
    assert_true(neume_roll_drum_y(&l, 0, 42) < 0);
    assert_int_equal(l.lanes, 2);
    assert_int_equal(l.lane[1], 64);
    neume_roll_layout_release(&l);
    o.width = 500; /* 3.7 s a row: each ends at the last bar line that it has room for */
    assert_ok(neume_roll_layout_init(&l, &score, &o));
    const double breaks[] = {3, 6, 8, 10};
    assert_int_equal(l.rows, 4);
    for (size_t i = 0; i < l.rows; i++) {
        assert_float_equal(l.row[i].to, breaks[i], 1e-4);
        assert_true(i == 0 || l.row[i].y >= l.row[i - 1].y + l.row_height);
    }
    neume_roll_layout_release(&l);
    neume_roll_layout_release(NULL);
    neume_roll_score_release(&score);
}

static void test_options(void **state)
{
    const struct {
        struct neume_roll_options o;
        enum neume_status expected;
    } rows[] = {
        {{.width = 63}, NEUME_ERR_ARGUMENT},
        {{.width = 40000}, NEUME_ERR_ARGUMENT},
        {{.width = NAN}, NEUME_ERR_ARGUMENT},
        {{.height = 1e9}, NEUME_ERR_ARGUMENT},
        {{.zoom = 1e6}, NEUME_ERR_ARGUMENT},
        {{.zoom = -1}, NEUME_ERR_ARGUMENT},
        {{.rows = -1}, NEUME_ERR_ARGUMENT},
        {{.rows = 501}, NEUME_ERR_ARGUMENT},
        {{.from = -1}, NEUME_ERR_ARGUMENT},
        {{.from = 5, .to = 5}, NEUME_ERR_ARGUMENT},
        {{.from = 11}, NEUME_ERR_ARGUMENT}, /* after the end */
        {{.to = INFINITY}, NEUME_ERR_ARGUMENT},
        {{.low = 128}, NEUME_ERR_ARGUMENT},
        {{.low = 70, .high = 60}, NEUME_ERR_ARGUMENT},
        {{.lanes = 17}, NEUME_ERR_ARGUMENT},
        {{.scale = 9}, NEUME_ERR_ARGUMENT},
        {{.zoom = 10000}, NEUME_ERR_ARGUMENT}, /* 100,000 pixels in rows of 1600 are too high */
        {{.zoom = 10000, .rows = 1, .width = 800}, NEUME_ERR_ARGUMENT},
        {{.width = 64}, NEUME_ERR_ARGUMENT}, /* no room beside the names */
        {{.rows = 5}, NEUME_OK},
        {{.rows = 1}, NEUME_OK},
        {{.from = 2.5, .to = 2.6}, NEUME_OK},
        {{.from = 2, .to = 900}, NEUME_OK},
        {{.low = 60, .high = 60}, NEUME_OK},
        {{.height = 300}, NEUME_OK},
        {{.height = 3000, .width = 3000}, NEUME_OK},
        {{.grid = NEUME_ROLL_GRID_SECONDS}, NEUME_OK},
    };
    struct neume_roll_score score;
    (void)state;
    make_score(&score);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_roll_options o = rows[i].o;
        struct neume_roll_layout l;
        o.low = o.low ? o.low : -1;
        o.high = o.high ? o.high : -1;
        o.scale = o.scale > 0 ? o.scale : 1;
        o.auto_lanes = 1;
        print_message("row %zu\n", i);
        assert_status(neume_roll_layout_init(&l, &score, &o), rows[i].expected);
        if (rows[i].expected == NEUME_OK) {
            assert_true(l.width <= NEUME_ROLL_MOST_PIXELS && l.height <= NEUME_ROLL_MOST_PIXELS);
            assert_true(!o.rows || l.rows <= (size_t)o.rows);
            assert_float_equal(l.row[l.rows - 1].to, l.to, 1e-3);
        }
        neume_roll_layout_release(&l);
    }
    neume_roll_score_release(&score);
}

/* The colour at a point of a PNG. */
static struct neume_roll_rgb pixel(cairo_surface_t *surface, double x, double y)
{
    const unsigned char *data = cairo_image_surface_get_data(surface);
    const unsigned char *p = data + (size_t)y * (size_t)cairo_image_surface_get_stride(surface) + 4 * (size_t)x;
    uint32_t v;
    memcpy(&v, p, 4);
    return (struct neume_roll_rgb){(v >> 16 & 255) / 255.0, (v >> 8 & 255) / 255.0, (v & 255) / 255.0};
}

static double apart(struct neume_roll_rgb a, struct neume_roll_rgb b)
{
    return fmax(fabs(a.r - b.r), fmax(fabs(a.g - b.g), fabs(a.b - b.b)));
}

/* Every note is where its time and pitch say, in its colour, and not beside; bar lines are where the tempo map says. */
static void test_pixels(void **state)
{
    struct neume_roll_score score;
    char *folder = support_new_folder();
    (void)state;
    make_score(&score);
    for (int look = 0; look < 8; look++) {
        struct neume_roll_options o;
        struct neume_roll_layout l;
        neume_roll_options_init(&o);
        o.zoom = 90;
        o.width = look & 4 ? 500 : 1400;
        o.scale = look & 4 ? 2 : 1;
        o.theme = look & 1 ? NEUME_ROLL_DARK : NEUME_ROLL_LIGHT;
        o.colour = look & 2 ? NEUME_ROLL_BY_TRACK : NEUME_ROLL_BY_VELOCITY;
        o.title = "A <song> & more";
        const char *path = support_path(folder, "roll.png");
        assert_ok(neume_roll_write_png(&score, &o, path));
        assert_ok(neume_roll_layout_init(&l, &score, &o));
        cairo_surface_t *png = cairo_image_surface_create_from_png(path);
        assert_int_equal(cairo_surface_status(png), CAIRO_STATUS_SUCCESS);
        assert_int_equal(cairo_image_surface_get_width(png), (int)(l.width * o.scale));
        assert_int_equal(cairo_image_surface_get_height(png), (int)(l.height * o.scale));
        const struct neume_roll_paint *paint = neume_roll_paint_of(o.theme);
        size_t seen = 0, lines = 0;
        for (size_t row = 0; row < l.rows; row++) {
            for (size_t i = 0; i < score.note_count; i++) {
                const struct neume_roll_note *n = &score.note[i];
                if (n->on < l.row[row].from - 1e-9 || n->on >= l.row[row].to - 1e-9)
                    continue;
                double y = n->drum ? neume_roll_drum_y(&l, row, n->pitch) + l.drum_height / 2
                                   : neume_roll_pitch_y(&l, row, n->pitch) + l.key_height / 2;
                double x = neume_roll_x(&l, row, n->on), end = neume_roll_x(&l, row, fmin(n->off, l.row[row].to));
                struct neume_roll_rgb want = neume_roll_note_rgb(paint, o.colour, n);
                double inside = n->drum ? x + 3 : end - 6;
                assert_true(apart(pixel(png, inside * o.scale, y * o.scale), want) < 0.02);
                if (!n->drum && end < neume_roll_x(&l, row, l.row[row].to) - 4)
                    assert_true(apart(pixel(png, (end + 3) * o.scale, y * o.scale), want) > 0.05);
                assert_true(apart(pixel(png, (x - 3) * o.scale, y * o.scale), want) > 0.05);
                seen++;
            }
            for (size_t i = 0; i < score.beat_count; i++) {
                double x = neume_roll_x(&l, row, score.beat[i].time), y = l.row[row].y + l.keys_y + 2;
                if (score.beat[i].beat != 1 || score.beat[i].time < l.row[row].from - 1e-9 ||
                    score.beat[i].time > l.row[row].to - 0.1)
                    continue;
                assert_true(apart(pixel(png, (floor(x) + 0.5) * o.scale, y * o.scale), paint->bar) < 0.02);
                assert_true(apart(pixel(png, (floor(x) + 4.5) * o.scale, y * o.scale), paint->bar) > 0.05);
                lines++;
            }
        }
        assert_int_equal(seen, score.note_count);
        assert_int_equal(lines, 4);
        cairo_surface_destroy(png);
        neume_roll_layout_release(&l);
    }
    neume_roll_score_release(&score);
    support_remove_folder(folder);
}

/* How many times `what` stands in a text. */
static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at++)
        n++;
    return n;
}

static void test_svg(void **state)
{
    struct neume_roll_score score;
    struct neume_roll_options o;
    size_t size;
    char *folder = support_new_folder();
    (void)state;
    make_score(&score);
    neume_roll_options_init(&o);
    o.title = "A <song> & more";
    assert_ok(neume_roll_write_svg(&score, &o, support_path(folder, "roll.svg")));
    char *svg = support_read_file(support_path(folder, "roll.svg"), &size);
    assert_non_null(strstr(svg, "role=\"img\""));
    assert_non_null(strstr(svg, "<title>A &lt;song&gt; &amp; more</title>"));
    assert_non_null(strstr(svg, "3 notes and 2 hits, 2 parts, 0:10"));
    assert_int_equal(count_of(svg, "<svg"), 1);
    assert_non_null(strstr(svg, "</svg>"));
    size_t before = count_of(svg, "<path");
    free(svg);
    /* A note more is a path or two more. */
    score.note_count--;
    assert_ok(neume_roll_write_svg(&score, &o, support_path(folder, "roll.svg")));
    svg = support_read_file(support_path(folder, "roll.svg"), &size);
    assert_true(count_of(svg, "<path") < before);
    free(svg);
    assert_status(neume_roll_write_svg(&score, &o, support_path(folder, "none/roll.svg")), NEUME_ERR_NOT_FOUND);
    assert_status(neume_roll_write_svg(&score, &o, folder), NEUME_ERR_DIRECTORY);
    assert_status(neume_roll_write_png(&score, &o, "/dev/full"), NEUME_ERR_NO_SPACE);
    o.from = 500;
    assert_status(neume_roll_write_png(&score, &o, support_path(folder, "late.png")), NEUME_ERR_ARGUMENT);
    neume_roll_score_release(&score);
    support_remove_folder(folder);
}

/* A file without notes, and one of nothing, are drawn as what they are. */
static void test_empty(void **state)
{
    struct neume_smf smf;
    struct neume_roll_score score;
    struct neume_roll_options o;
    char *folder = support_new_folder();
    (void)state;
    neume_roll_options_init(&o);
    for (int tracks = 0; tracks < 2; tracks++) {
        neume_smf_init(&smf);
        if (tracks) {
            assert_ok(neume_smf_add_track(&smf));
            assert_ok(neume_smf_end_track(&smf, 0, 10));
        }
        assert_ok(neume_roll_score_init(&score, &smf));
        assert_ok(neume_roll_write_svg(&score, &o, support_path(folder, "empty.svg")));
        assert_ok(neume_roll_write_png(&score, &o, support_path(folder, "empty.png")));
        neume_roll_score_release(&score);
        neume_smf_release(&smf);
    }
    /* SMPTE has no bars; ticks so far out that beats would fill the memory have none either. */
    neume_smf_init(&smf);
    smf.division = 0xE728;
    assert_ok(neume_smf_add_track(&smf));
    note(&smf, 0, 0, 4000, 0, 60, 80);
    assert_ok(neume_roll_score_init(&score, &smf));
    assert_int_equal(score.beat_count, 0);
    o.grid = NEUME_ROLL_GRID_BARS;
    assert_ok(neume_roll_write_png(&score, &o, support_path(folder, "smpte.png")));
    neume_roll_score_release(&score);
    neume_smf_release(&smf);
    neume_smf_init(&smf);
    smf.division = 1;
    assert_ok(neume_smf_add_track(&smf));
    note(&smf, 0, 0, (uint64_t)1 << 27, 0, 60, 80);
    assert_ok(neume_roll_score_init(&score, &smf));
    assert_int_equal(score.beat_count, 0);
    assert_ok(neume_roll_write_png(&score, &o, support_path(folder, "far.png")));
    neume_roll_score_release(&score);
    neume_smf_release(&smf);
    support_remove_folder(folder);
}

static void make_random(struct neume_roll_score *score, size_t notes, double seconds)
{
    struct neume_smf smf;
    uint64_t random = 7;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_tempo(&smf, 0, 0, 500000));
    for (size_t i = 0; i < notes; i++) {
        uint64_t tick = (uint64_t)((double)i / (double)notes * seconds * 960);
        int pitch = 21 + (int)(88 * support_random(&random)), velocity = 1 + (int)(127 * support_random(&random));
        assert_ok(neume_smf_add_message(&smf, 0, tick, NEUME_MIDI_NOTE_ON, pitch, velocity > 127 ? 127 : velocity));
        assert_ok(neume_smf_add_message(&smf, 0, tick + 1, NEUME_MIDI_NOTE_ON, pitch, 0));
    }
    assert_ok(neume_smf_end_track(&smf, 0, (uint64_t)(seconds * 960) + 960));
    assert_ok(neume_roll_score_init(score, &smf));
    neume_smf_release(&smf);
}

static double seconds_to_write(const struct neume_roll_score *score, const struct neume_roll_options *o,
                               const char *path, int svg)
{
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    assert_ok(svg ? neume_roll_write_svg(score, o, path) : neume_roll_write_png(score, o, path));
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* 5,000 notes, and 100,000 in three hours, are drawn; how long that takes is said and not judged. */
static void test_speed(void **state)
{
    struct neume_roll_score score;
    struct neume_roll_options o;
    char *folder = support_new_folder();
    (void)state;
    neume_roll_options_init(&o);
    make_random(&score, 5000, 300);
    double svg = seconds_to_write(&score, &o, support_path(folder, "many.svg"), 1);
    double png = seconds_to_write(&score, &o, support_path(folder, "many.png"), 0);
    print_message("5,000 notes: SVG in %.2f s, PNG in %.2f s\n", svg, png);
    neume_roll_score_release(&score);
    make_random(&score, 100000, 3 * 3600);
    svg = seconds_to_write(&score, &o, support_path(folder, "long.svg"), 1);
    png = seconds_to_write(&score, &o, support_path(folder, "long.png"), 0);
    print_message("100,000 notes in 3 h: SVG in %.2f s, PNG in %.2f s\n", svg, png);
    neume_roll_score_release(&score);
    support_remove_folder(folder);
}

/* The spectrogram lies under the notes at its pitches and times; a tile holds the same levels. */
static void test_sound(void **state)
{
    enum { COLUMNS = 400, BINS = 306 };
    struct neume_roll_score score;
    struct neume_roll_options o;
    struct neume_roll_layout l;
    uint8_t *level = calloc(COLUMNS, BINS), *peak = calloc(COLUMNS, 1), *bytes;
    size_t size;
    char *folder = support_new_folder();
    (void)state;
    /* A sound at pitch 64 from 4 to 6 s, 40 columns a second. */
    for (size_t c = 160; c < 240; c++) {
        for (size_t b = (64 - 21) * 3 - 1; b <= (64 - 21) * 3 + 1; b++)
            level[c * BINS + b] = 255;
        peak[c] = 200;
    }
    struct neume_roll_sound sound = {.per_second = 40,
                                     .columns = COLUMNS,
                                     .level = level,
                                     .bins = BINS,
                                     .bins_a_semitone = 3,
                                     .low = 21,
                                     .peak = peak};
    make_score(&score);
    neume_roll_options_init(&o);
    o.sound = &sound;
    o.zoom = 100;
    const char *path = support_path(folder, "sound.png");
    assert_ok(neume_roll_write_png(&score, &o, path));
    assert_ok(neume_roll_layout_init(&l, &score, &o));
    assert_true(l.wave_height > 0);
    cairo_surface_t *png = cairo_image_surface_create_from_png(path);
    const struct neume_roll_paint *paint = neume_roll_paint_of(o.theme);
    struct neume_roll_rgb loud = neume_roll_level_rgb(paint, 255), quiet = neume_roll_level_rgb(paint, 0);
    double y = neume_roll_pitch_y(&l, 0, 64) + l.key_height / 2, wave = l.row[0].y + l.wave_y + 12;
    assert_true(apart(pixel(png, neume_roll_x(&l, 0, 5.3), y), loud) < 0.05);
    assert_true(apart(pixel(png, neume_roll_x(&l, 0, 3.5), y), quiet) < 0.05);
    assert_true(apart(pixel(png, neume_roll_x(&l, 0, 5.3), y - 2 * l.key_height), quiet) < 0.05);
    assert_true(apart(pixel(png, neume_roll_x(&l, 0, 5.3), wave), paint->wave) < 0.02);
    assert_true(apart(pixel(png, neume_roll_x(&l, 0, 3.5), wave), paint->wave) > 0.05);
    cairo_surface_destroy(png);
    neume_roll_layout_release(&l);
    assert_ok(neume_roll_tile(&sound, 100, 200, &bytes, &size));
    assert_memory_equal(bytes, "\211PNG\r\n\032\n", 8);
    support_write_file(path, bytes, size);
    free(bytes);
    png = cairo_image_surface_create_from_png(path);
    assert_int_equal(cairo_image_surface_get_width(png), 200);
    assert_int_equal(cairo_image_surface_get_height(png), BINS);
    assert_float_equal(pixel(png, 100, BINS - 1 - (64 - 21) * 3).g, 1, 0);
    assert_float_equal(pixel(png, 20, BINS - 1 - (64 - 21) * 3).g, 0, 0);
    cairo_surface_destroy(png);
    neume_roll_score_release(&score);
    free(level);
    free(peak);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout), cmocka_unit_test(test_options), cmocka_unit_test(test_pixels),
        cmocka_unit_test(test_svg),    cmocka_unit_test(test_empty),   cmocka_unit_test(test_speed),
        cmocka_unit_test(test_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
