/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/output.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/support.h"

static void write_through(const char *path, const char *text)
{
    struct neume_output o;
    assert_ok(neume_output_open(&o, path));
    assert_true(fputs(text, o.stream) >= 0);
    assert_ok(neume_output_commit(&o));
    assert_null(o.stream);
}

static void check_content(const char *path, const char *text)
{
    char *bytes = support_read_file(path, NULL);
    assert_string_equal(bytes, text);
    free(bytes);
}

/* rmdir() fails where a temporary file is left. */
static void check_nothing_else(char *folder, const char *name)
{
    if (name)
        assert_int_equal(remove(support_path(folder, name)), 0);
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

static void the_target_appears_at_the_commit(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    struct neume_output o;
    const char *path = support_path(folder, "out");
    assert_ok(neume_output_open(&o, path));
    fputs("new", o.stream);
    assert_int_equal(access(path, F_OK), -1);
    assert_ok(neume_output_commit(&o));
    check_content(path, "new");
    check_nothing_else(folder, "out");
}

static void the_old_file_stays_until_then(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    struct neume_output o;
    const char *path = support_path(folder, "out");
    support_write_file(path, "old", 3);
    assert_ok(neume_output_open(&o, path));
    fputs("new", o.stream);
    fflush(o.stream);
    check_content(path, "old");
    neume_output_abandon(&o);
    check_content(path, "old");
    write_through(path, "new");
    check_content(path, "new");
    check_nothing_else(folder, "out");
}

static void modes_are_kept(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "out");
    struct stat st;
    mode_t mask = umask(027);
    write_through(path, "1");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(chmod(path, 0604), 0);
    write_through(path, "2");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0604);
    assert_int_equal(umask(mask), 027);
    check_nothing_else(folder, "out");
}

static void links_are_followed(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    const char *path = support_path(folder, "out"), *link = support_path(folder, "link");
    struct stat st;
    support_write_file(path, "old", 3);
    assert_int_equal(symlink("out", link), 0);
    write_through(link, "new");
    check_content(path, "new");
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(remove(link), 0);
    check_nothing_else(folder, "out");
}

static void names_can_be_as_long_as_the_system_allows(void **state)
{
    (void)state;
    char *folder = support_new_folder(), name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    write_through(support_path(folder, name), "new");
    check_content(support_path(folder, name), "new");
    check_nothing_else(folder, name);
}

static void names_may_have_no_folder(void **state)
{
    (void)state;
    char *folder = support_new_folder(), before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    write_through("out", "new");
    assert_int_equal(chdir(before), 0);
    check_content(support_path(folder, "out"), "new");
    check_nothing_else(folder, "out");
}

static const struct {
    const char *name;
    enum neume_status status;
} refused[] = {
    {"", NEUME_ERR_DIRECTORY},
    {"nowhere/out", NEUME_ERR_NOT_FOUND},
    {"file/out", NEUME_ERR_NOT_FOUND},
};

static void refused_at_the_open(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    support_write_file(support_path(folder, "file"), "x", 1);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct neume_output o;
        assert_status(neume_output_open(&o, support_path(folder, refused[i].name)), refused[i].status);
        assert_null(o.stream);
        neume_output_abandon(&o);
    }
    check_nothing_else(folder, "file");
}

static void no_permission(void **state)
{
    (void)state;
    if (geteuid() == 0)
        skip();
    char *folder = support_new_folder();
    struct neume_output o;
    support_write_file(support_path(folder, "file"), "x", 1);
    assert_int_equal(chmod(support_path(folder, "file"), 0400), 0);
    assert_status(neume_output_open(&o, support_path(folder, "file")), NEUME_ERR_PERMISSION);
    assert_int_equal(chmod(folder, 0500), 0);
    assert_status(neume_output_open(&o, support_path(folder, "new")), NEUME_ERR_PERMISSION);
    assert_int_equal(chmod(folder, 0700), 0);
    check_nothing_else(folder, "file");
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK))
        skip();
    struct neume_output o;
    assert_ok(neume_output_open(&o, "/dev/full"));
    fputs("some bytes", o.stream);
    assert_status(neume_output_commit(&o), NEUME_ERR_NO_SPACE);
    assert_status(neume_output_commit(&o), NEUME_ERR_ARGUMENT);
    write_through("/dev/null", "gone");
}

static void pipes_get_the_bytes(void **state)
{
    (void)state;
    char *folder = support_new_folder(), got[16] = "";
    const char *path = support_path(folder, "pipe");
    int ends[2];
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        char text[16];
        int fd = open(path, O_RDONLY);
        ssize_t n = read(fd, text, sizeof text);
        _exit(n < 0 || write(ends[1], text, (size_t)n) != n);
    }
    write_through(path, "through");
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(read(ends[0], got, sizeof got - 1), 7);
    assert_string_equal(got, "through");
    close(ends[0]);
    close(ends[1]);
    check_nothing_else(folder, "pipe");
}

/* Standard output is a pipe that nobody reads. */
static void a_broken_pipe_is_a_failed_write(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    struct neume_output o;
    enum neume_status opened = neume_output_open(&o, "-"), committed = NEUME_OK;
    if (opened == NEUME_OK) {
        fputs("lost", o.stream);
        committed = neume_output_commit(&o);
    }
    dup2(kept, STDOUT_FILENO);
    clearerr(stdout);
    close(kept);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
    assert_ok(opened);
    assert_status(committed, NEUME_ERR_WRITE);
}

static void closed_outputs_stay_closed(void **state)
{
    (void)state;
    struct neume_output o = {0};
    neume_output_abandon(&o);
    neume_output_abandon(&o);
    neume_output_abandon(NULL);
    assert_status(neume_output_commit(&o), NEUME_ERR_ARGUMENT);
}

/* Opens `count` outputs into the set and commits each; "new" is what they say. */
static void fill_set(struct neume_output_set *set, const char *const *path, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct neume_output o;
        assert_ok(neume_output_open_in(&o, path[i], set));
        fputs("new", o.stream);
        assert_ok(neume_output_commit(&o));
        assert_null(o.stream);
    }
}

static void a_set_appears_together(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *a = strdup(support_path(folder, "a")), *b = strdup(support_path(folder, "b"));
    const char *both[] = {a, b};
    struct neume_output_set set = {0};
    support_write_file(a, "old", 3);
    fill_set(&set, both, 2);
    check_content(a, "old");
    assert_int_equal(access(b, F_OK), -1);
    assert_ok(neume_output_set_commit(&set, NULL));
    check_content(a, "new");
    check_content(b, "new");
    assert_int_equal(set.count, 0);
    fill_set(&set, both, 2);
    neume_output_set_release(&set);
    neume_output_set_release(&set);
    neume_output_set_release(NULL);
    assert_ok(neume_output_set_commit(&set, NULL));
    assert_int_equal(remove(b), 0);
    check_nothing_else(folder, "a");
    free(a);
    free(b);
}

/* The third target becomes a folder, or the device is full: what was there before is there again, and what was not is
 * not. */
static void a_set_that_fails_changes_nothing(void **state)
{
    (void)state;
    char *folder = support_new_folder(), *a = strdup(support_path(folder, "a")), *b = strdup(support_path(folder, "b"));
    char *c = strdup(support_path(folder, "c")), *failed;
    const char *all[] = {a, b, c}, *with_device[] = {a, b, "/dev/full"};
    struct neume_output_set set = {0};
    support_write_file(a, "old", 3);
    fill_set(&set, all, 3);
    assert_int_equal(mkdir(c, 0777), 0);
    assert_status(neume_output_set_commit(&set, &failed), NEUME_ERR_DIRECTORY);
    assert_string_equal(failed, c);
    free(failed);
    check_content(a, "old");
    assert_int_equal(access(b, F_OK), -1);
    assert_int_equal(rmdir(c), 0);
    fill_set(&set, with_device, 3);
    assert_status(neume_output_set_commit(&set, &failed), NEUME_ERR_NO_SPACE);
    assert_string_equal(failed, "/dev/full");
    free(failed);
    check_content(a, "old");
    assert_int_equal(access(b, F_OK), -1);
    check_nothing_else(folder, "a");
    free(a);
    free(b);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_target_appears_at_the_commit),
        cmocka_unit_test(the_old_file_stays_until_then),
        cmocka_unit_test(modes_are_kept),
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(names_can_be_as_long_as_the_system_allows),
        cmocka_unit_test(names_may_have_no_folder),
        cmocka_unit_test(refused_at_the_open),
        cmocka_unit_test(no_permission),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(pipes_get_the_bytes),
        cmocka_unit_test(a_broken_pipe_is_a_failed_write),
        cmocka_unit_test(closed_outputs_stay_closed),
        cmocka_unit_test(a_set_appears_together),
        cmocka_unit_test(a_set_that_fails_changes_nothing),
    };
    return cmocka_run_group_tests_name("core/output", tests, NULL, NULL);
}
