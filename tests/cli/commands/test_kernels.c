/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/kernel.h"
#include "tests/cli/program.h"

/* Notes as "onset,offset,pitch,..." lines, by that kernel. */
static char *notes_by(enum neume_kernel kind, const char *mode, const char *input)
{
    char line[256];
    snprintf(line, sizeof line, "NEUME_KERNEL=%s $NEUME -q --mode %s --format csv %s -o -", neume_kernel_name(kind),
             mode, input);
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return strdup(ran.out);
}

/* The same lines, but that numbers may differ by `most`. */
static void assert_same_notes(const char *a, const char *b, double most)
{
    while (*a && *b) {
        char *a_end, *b_end;
        double x = strtod(a, &a_end), y = strtod(b, &b_end);
        if (a_end == a || b_end == b) {
            assert_int_equal(*a++, *b++);
            continue;
        }
        if (!(x - y <= most && y - x <= most))
            fail_msg("%g and %g", x, y);
        a = a_end;
        b = b_end;
    }
    assert_int_equal(*a, *b);
}

/* Sums in another order, or rounded more often: no note may come or go, and none may move by a tenth of a frame. */
static void kernels_hear_the_same(void **state)
{
    static const struct {
        const char *mode, *input;
    } cases[] = {{"poly", "tone.wav"}, {"drums", "hits.wav"}, {"mix", "song.wav"}, {"poly", "song.wav"}};
    (void)state;
    assert_int_equal(program_run("$NEUME render -q song.mid -o song.wav").code, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *best = notes_by(neume_kernel_best(), cases[i].mode, cases[i].input);
        assert_true(strchr(best, '\n')[1]); /* a note at least */
        for (enum neume_kernel k = 0; k < NEUME_KERNEL_COUNT; k++) {
            if (!neume_kernel_runs(k))
                continue;
            char *notes = notes_by(k, cases[i].mode, cases[i].input);
            assert_same_notes(best, notes, k == NEUME_KERNEL_PLAIN ? 0.0015 : 0);
            free(notes);
        }
        free(best);
    }
}

static void unknown_kernels_are_refused(void **state)
{
    (void)state;
    struct ran ran = program_run("NEUME_KERNEL=sse9 $NEUME tone.wav -o keep.mid");
    assert_int_equal(ran.code, 2);
    assert_string_equal(ran.err, "neume: NEUME_KERNEL: 'sse9' is not one of "
                                 "plain, avx2, avx_vnni, avx512, avx512_vnni, neon_dot\n");
    assert_string_equal(program_run("cat keep.mid").out, "keep");
    assert_int_equal(program_run("NEUME_KERNEL= $NEUME --version").code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_hear_the_same),
        cmocka_unit_test(unknown_kernels_are_refused),
    };
    return cmocka_run_group_tests_name("cli/kernels", tests, program_setup, program_teardown);
}
