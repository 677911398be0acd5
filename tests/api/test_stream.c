/* SPDX-License-Identifier: MIT */
#include "neume/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/neume.h"
#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/signals.h"
#include "tests/support/support.h"

/* The notes of a stream of stereo, both sides the same, in blocks of `block` frames. */
static void run(struct neume_notes *notes, const float *x, size_t count, double rate, size_t block,
                const struct neume_options *options)
{
    struct neume_stream *stream = NULL;
    float *stereo = malloc((2 * block + 1) * sizeof *stereo);
    assert_non_null(stereo);
    neume_notes_init(notes);
    assert_ok(neume_stream_new(&stream, rate, 2, options));
    for (size_t at = 0; at < count; at += block) {
        size_t n = count - at < block ? count - at : block;
        for (size_t i = 0; i < n; i++)
            stereo[2 * i] = stereo[2 * i + 1] = x[at + i];
        assert_ok(neume_stream_process(stream, stereo, n, notes));
    }
    assert_ok(neume_stream_flush(stream, notes));
    neume_notes_sort(notes);
    neume_stream_free(stream);
    free(stereo);
}

static void same_notes(const struct neume_notes *a, const struct neume_notes *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(a->note[i].onset == b->note[i].onset && a->note[i].offset == b->note[i].offset);
        assert_int_equal(a->note[i].pitch, b->note[i].pitch);
        assert_int_equal(a->note[i].velocity, b->note[i].velocity);
    }
}

/* Block by block as all at once, in every mode that streams. */
static void notes_are_those_of_the_whole(void **state)
{
    (void)state;
    static const enum neume_mode modes[] = {NEUME_MODE_MELODY, NEUME_MODE_POLY, NEUME_MODE_DRUMS, NEUME_MODE_MIX};
    static const size_t blocks[] = {1000, 4096};
    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        struct neume_options options;
        struct neume_notes whole, notes;
        float *x = NULL;
        size_t count = 0;
        double rate = 32000;
        neume_options_init(&options);
        options.mode = modes[m];
        if (modes[m] == NEUME_MODE_DRUMS) {
            struct drums d;
            drums_init(&d, 3);
            drums_play(&d, "KhShKhSh", 0.1, 0.25, 0.5);
            x = d.samples;
            count = d.count;
            rate = DRUMS_RATE;
        } else {
            struct line l;
            line_init(&l, &(struct line_config){rate, 3, 50, 76, 0, 1, 20, 0.2, 0.2, 40, 31});
            free(l.f0);
            free(l.notes);
            x = l.samples;
            count = l.count;
        }
        neume_notes_init(&whole);
        assert_ok(neume_transcribe_samples(x, count, rate, &options, &whole, NULL));
        assert_true(whole.count > 0);
        for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
            run(&notes, x, count, rate, blocks[b], &options);
            same_notes(&whole, &notes);
            neume_notes_release(&notes);
        }
        neume_notes_release(&whole);
        free(x);
    }
}

static void bad_arguments(void **state)
{
    (void)state;
    struct neume_stream *stream = NULL;
    struct neume_options options;
    neume_options_init(&options);
    assert_status(neume_stream_new(&stream, 44100, 1, &options), NEUME_ERR_ARGUMENT); /* auto */
    options.mode = NEUME_MODE_DRUMS;
    assert_status(neume_stream_new(&stream, 3999, 1, &options), NEUME_ERR_ARGUMENT);
    assert_status(neume_stream_new(&stream, NAN, 1, &options), NEUME_ERR_ARGUMENT);
    assert_status(neume_stream_new(&stream, 44100, 0, &options), NEUME_ERR_ARGUMENT);
    assert_status(neume_stream_new(&stream, 44100, 1025, &options), NEUME_ERR_ARGUMENT);
    options.drum_sensitivity[NEUME_DRUM_SD] = 0.1;
    assert_status(neume_stream_new(&stream, 44100, 1, &options), NEUME_ERR_ARGUMENT);
    assert_null(stream);
    neume_stream_free(NULL);
}

/* After a reset a stream knows nothing of what it heard; sides against each other are music, as they are in a file. */
static void reset_and_opposite_sides(void **state)
{
    (void)state;
    enum { RATE = 22050, COUNT = 2 * RATE };
    float *x = signal_new(COUNT), *stereo = signal_new(2 * COUNT);
    struct neume_notes first, second;
    struct neume_stream *stream = NULL;
    signal_harmonics(x + RATE / 4, RATE, RATE, 330, 5, 0.3, 0, 0);
    for (size_t i = 0; i < COUNT; i++) {
        stereo[2 * i] = x[i];
        stereo[2 * i + 1] = -x[i];
    }
    neume_notes_init(&first);
    neume_notes_init(&second);
    assert_ok(neume_stream_new(&stream, RATE, 2, NULL));
    assert_ok(neume_stream_process(stream, stereo, COUNT, &first));
    assert_ok(neume_stream_flush(stream, &first));
    assert_true(first.count >= 1 && first.note[0].pitch == 64);
    assert_ok(neume_stream_reset(stream));
    assert_ok(neume_stream_process(stream, stereo, COUNT / 2, &second));
    assert_ok(neume_stream_reset(stream));
    second.count = 0;
    assert_ok(neume_stream_process(stream, stereo, COUNT, &second));
    assert_ok(neume_stream_flush(stream, &second));
    same_notes(&first, &second);
    neume_stream_free(stream);
    neume_notes_release(&first);
    neume_notes_release(&second);
    free(x);
    free(stereo);
}

/* No sound, and what is no number, give no notes and no failure. */
static void nothing_is_nothing(void **state)
{
    (void)state;
    float odd[64];
    struct neume_notes notes;
    struct neume_stream *stream = NULL;
    for (size_t i = 0; i < 64; i++)
        odd[i] = i % 2 ? NAN : INFINITY;
    neume_notes_init(&notes);
    assert_ok(neume_stream_new(&stream, 44100, 1, NULL));
    assert_ok(neume_stream_process(stream, NULL, 0, &notes));
    assert_ok(neume_stream_process(stream, odd, 64, &notes));
    assert_ok(neume_stream_flush(stream, &notes));
    assert_int_equal(notes.count, 0);
    neume_stream_free(stream);
    neume_notes_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_those_of_the_whole),
        cmocka_unit_test(reset_and_opposite_sides),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(nothing_is_nothing),
    };
    return cmocka_run_group_tests_name("api/stream", tests, NULL, NULL);
}
