/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/output_sweep.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/output.h"
#include "tests/support/support.h"

static const char *const stale[] = {".neume-abc123", ".neume-zzzzzz"};
static const char *const others[] = {".neume-abc12", ".neume-ABC123", ".neume-abc1234", "neume-abc123",
                                     ".neume-a.c123"};

static void touch_all(const char *folder)
{
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++)
        support_write_file(support_path(folder, stale[i]), "x", 1);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        support_write_file(support_path(folder, others[i]), "x", 1);
    assert_int_equal(symlink("neume-abc123", support_path(folder, ".neume-link00")), 0);
    assert_int_equal(mkdir(support_path(folder, ".neume-folder"), 0700), 0);
}

static int left(const char *folder, const char *name)
{
    struct stat st;
    return !lstat(support_path(folder, name), &st);
}

static void remove_all(char *folder)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_true(left(folder, others[i]));
        remove(support_path(folder, others[i]));
    }
    assert_true(left(folder, ".neume-link00") && left(folder, ".neume-folder"));
    remove(support_path(folder, ".neume-link00"));
    rmdir(support_path(folder, ".neume-folder"));
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++)
        remove(support_path(folder, stale[i]));
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static void what_nobody_owns_goes(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    touch_all(folder);
    int lock = neume_output_sweep(support_path(folder, "any"));
    assert_true(lock >= 0);
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++)
        assert_false(left(folder, stale[i]));
    close(lock);
    remove_all(folder);
}

/* Another process that is alive has such names; it is killed before the second look. */
static void what_is_in_use_stays(void **state)
{
    (void)state;
    char *folder = support_new_folder(), byte;
    int ready[2], end[2];
    assert_int_equal(pipe(ready) + pipe(end), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        close(end[1]);
        int lock = neume_output_sweep(support_path(folder, "any"));
        touch_all(folder);
        _exit(lock < 0 || write(ready[1], "r", 1) != 1 || read(end[0], &byte, 1) != 0);
    }
    close(end[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(neume_output_sweep(support_path(folder, "any")));
    assert_true(left(folder, stale[0]) && left(folder, stale[1]));
    close(end[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(neume_output_sweep(support_path(folder, "any")));
    assert_false(left(folder, stale[0]) || left(folder, stale[1]));
    close(ready[0]);
    close(ready[1]);
    remove_all(folder);
}

/* Two outputs of one run: the second leaves the first's name alone, and both end with what was there before gone. */
static void outputs_sweep(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    struct neume_output_set set = {0};
    touch_all(folder);
    for (int i = 0; i < 2; i++) {
        struct neume_output o;
        assert_ok(neume_output_open_in(&o, support_path(folder, i ? "b" : "a"), &set));
        assert_true(fputs("text", o.stream) >= 0);
        assert_ok(neume_output_commit(&o));
    }
    assert_ok(neume_output_set_commit(&set, NULL));
    assert_false(left(folder, stale[0]) || left(folder, stale[1]));
    assert_int_equal(remove(support_path(folder, "a")) + remove(support_path(folder, "b")), 0);
    remove_all(folder);
}

static void folders_that_cannot_be_locked(void **state)
{
    (void)state;
    assert_int_equal(neume_output_sweep("/no/such/folder/x"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_owns_goes),
        cmocka_unit_test(what_is_in_use_stays),
        cmocka_unit_test(outputs_sweep),
        cmocka_unit_test(folders_that_cannot_be_locked),
    };
    return cmocka_run_group_tests_name("core/output_sweep", tests, NULL, NULL);
}
