/* SPDX-License-Identifier: MIT
 *
 * Standard streams that the program was started without, and runs that are stopped. */
#define _XOPEN_SOURCE 700
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/cli/program.h"

static void a_closed_stream_fails(void **state)
{
    static const struct {
        const char *line;
        int code;
    } cases[] = {
        {"$NEUME -q tone.wav -o - >&-", 4},
        {"$NEUME -q tone.wav -o - -f csv <&- >&-", 4},
        {"$NEUME -q tone.wav -o t.mid --json >&-", 4},
        {"$NEUME render -q song.mid -o - >&-", 4},
        {"$NEUME onsets tone.wav >&-", 4},
        {"$NEUME --version >&-", 4},
        {"$NEUME --help >&-", 4},
        {"$NEUME eval song.mid song.mid --json >&-", 4},
        {"$NEUME -q - -o t.mid <&-", 3},
        {"$NEUME -q tone.wav -o t.mid <&- >&- 2>&-", 0},
        {"$NEUME -q tone.wav none.wav -o closed/ 2>&-", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ran ran = program_run(cases[i].line);
        if (ran.code != cases[i].code)
            fail_msg("%s: code %d and not %d: %s", cases[i].line, ran.code, cases[i].code, ran.err);
        assert_int_equal(program_left_something(*state), 0);
    }
}

/* No message and no sound ends in a file that happened to be opened first. */
static void no_file_takes_the_place_of_a_stream(void **state)
{
    (void)state;
    assert_int_equal(
        program_run("$NEUME tone.wav -o t.mid 2>&- && $NEUME -q tone.wav -o u.mid && cmp t.mid u.mid").code, 0);
}

static void a_batch_that_is_stopped_lists_what_was_done(void **state)
{
    (void)state;
    /* Standard input is a pipe that nobody writes to. */
    pid_t pid = program_start("exec $NEUME -q --jobs 1 tone.wav - -o many/ --json >list.json");
    while (access("many/tone.mid", F_OK))
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    kill(pid, SIGTERM);
    assert_int_equal(program_wait(pid), 256 + SIGTERM);
    struct ran ran = program_run("cat list.json");
    assert_non_null(strstr(ran.out, "many/tone.mid"));
    assert_non_null(strstr(ran.out, "\"cancelled\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_closed_stream_fails),
        cmocka_unit_test(no_file_takes_the_place_of_a_stream),
        cmocka_unit_test(a_batch_that_is_stopped_lists_what_was_done),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
