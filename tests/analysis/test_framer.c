/* SPDX-License-Identifier: MIT */
#include "analysis/framer.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/signals.h"
#include "tests/support/support.h"

static const struct {
    size_t size, hop;
} shapes[] = {{2, 1}, {2, 2}, {16, 16}, {16, 5}, {64, 1}, {64, 48}, {1024, 441}};

static const size_t lengths[] = {0, 1, 2, 7, 8, 9, 47, 48, 49, 64, 65, 441, 442, 3000};

/* Sample i of frame k, by the definition: sample k * hop - size / 2 + i of the signal, or silence. */
static float define(const float *x, size_t count, size_t size, size_t hop, size_t k, size_t i)
{
    size_t at = k * hop + i; /* counted from half a frame before the signal */
    return at >= size / 2 && at - size / 2 < count ? x[at - size / 2] : 0;
}

static size_t check_frame(const float *frame, const float *x, size_t count, const struct neume_framer *f, size_t k)
{
    for (size_t i = 0; i < f->size; i++)
        if (frame[i] != define(x, count, f->size, f->hop, k, i))
            fail_msg("size %zu, hop %zu, %zu samples: frame %zu is wrong at %zu", f->size, f->hop, count, k, i);
    return k + 1;
}

/* Runs the signal through in blocks, checks each frame, returns how many there were. */
static size_t run(struct neume_framer *f, const float *x, size_t count, size_t block)
{
    const float *frame;
    size_t frames = 0;
    for (size_t at = 0; at < count;) {
        size_t n = count - at < block ? count - at : block, used = neume_framer_process(f, x + at, n, &frame);
        assert_in_range(used, 1, n);
        if (frame)
            frames = check_frame(frame, x, count, f, frames);
        else
            assert_int_equal(used, n);
        at += used;
    }
    while ((frame = neume_framer_flush(f)) != NULL)
        frames = check_frame(frame, x, count, f, frames);
    assert_null(neume_framer_flush(f));
    return frames;
}

static void test_frames_are_centred_and_counted(void **state)
{
    (void)state;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        struct neume_framer f;
        assert_ok(neume_framer_init(&f, shapes[s].size, shapes[s].hop));
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            size_t count = lengths[i];
            float *x = signal_new(count);
            signal_noise(x, count, 1, i + 1);
            for (size_t b = 0; b < SIGNAL_SPLIT_ROWS; b++) {
                assert_int_equal(run(&f, x, count, signal_splits[b]), (count + f.hop - 1) / f.hop);
                neume_framer_reset(&f);
            }
            free(x);
        }
        neume_framer_release(&f);
    }
}

static void test_reset_forgets_in_the_middle(void **state)
{
    (void)state;
    struct neume_framer f;
    float *x = signal_new(3000);
    const float *frame;
    signal_noise(x, 3000, 1, 3);
    assert_ok(neume_framer_init(&f, 64, 48));
    for (size_t at = 0; at < 1000;)
        at += neume_framer_process(&f, x + at, 1000 - at, &frame);
    neume_framer_reset(&f);
    assert_int_equal(run(&f, x, 3000, 7), 63);
    neume_framer_release(&f);
    free(x);
}

static void test_no_samples_give_no_frame(void **state)
{
    (void)state;
    struct neume_framer f;
    const float *frame = (const float *)&f;
    assert_ok(neume_framer_init(&f, 16, 5));
    assert_int_equal(neume_framer_process(&f, NULL, 0, &frame), 0);
    assert_null(frame);
    assert_null(neume_framer_flush(&f));
    neume_framer_release(&f);
    neume_framer_release(&f);
    neume_framer_release(NULL);
}

static void test_bad_shapes_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t size, hop;
    } bad[] = {{0, 0}, {0, 1}, {1, 1}, {3, 1}, {1023, 10}, {16, 0}, {16, 17}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct neume_framer f;
        assert_status(neume_framer_init(&f, bad[i].size, bad[i].hop), NEUME_ERR_ARGUMENT);
        assert_null(f.buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames_are_centred_and_counted),
        cmocka_unit_test(test_reset_forgets_in_the_middle),
        cmocka_unit_test(test_no_samples_give_no_frame),
        cmocka_unit_test(test_bad_shapes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
