/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/support.h"

/* The folder that $TMPDIR names is as it was when all is removed; what a link leads to stays. */
static void folders_come_and_go(void **state)
{
    (void)state;
    char *root = support_new_folder(), path[512], inner[600], *kept;
    setenv("TMPDIR", root, 1);
    assert_string_equal(neume_temp_root(), root);
    assert_ok(neume_temp_folder_make(path, sizeof path));
    assert_memory_equal(path, root, strlen(root));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    support_write_file(support_path(root, "kept"), "kept", 4);
    snprintf(inner, sizeof inner, "%s/in", path);
    assert_int_equal(mkdir(inner, 0700), 0);
    snprintf(inner, sizeof inner, "%s/in/file", path);
    support_write_file(inner, "x", 1);
    snprintf(inner, sizeof inner, "%s/in/link", path);
    assert_int_equal(symlink(support_path(root, "kept"), inner), 0);
    neume_temp_folder_remove(path);
    neume_temp_folder_remove("");
    neume_temp_folder_remove(NULL);
    assert_int_equal(stat(path, &st), -1);
    kept = support_read_file(support_path(root, "kept"), NULL);
    assert_string_equal(kept, "kept");
    free(kept);
    assert_int_equal(remove(support_path(root, "kept")), 0);
    assert_int_equal(rmdir(root), 0);
    free(root);
}

static void files_have_no_name(void **state)
{
    (void)state;
    char *root = support_new_folder(), got[3] = "";
    setenv("TMPDIR", root, 1);
    int fd = neume_temp_file();
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "ab", 2), 2);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_int_equal(read(fd, got, 2), 2);
    assert_string_equal(got, "ab");
    assert_int_equal(rmdir(root), 0); /* it is empty */
    close(fd);
    free(root);
}

static void refusals(void **state)
{
    (void)state;
    char path[64], small[8];
    setenv("TMPDIR", "/nowhere/at/all", 1);
    assert_int_equal(neume_temp_file(), -1);
    assert_status(neume_temp_folder_make(path, sizeof path), NEUME_ERR_NOT_FOUND);
    assert_string_equal(path, "");
    assert_status(neume_temp_folder_make(small, sizeof small), NEUME_ERR_ARGUMENT);
    assert_string_equal(small, "");
    setenv("TMPDIR", "", 1);
    assert_string_equal(neume_temp_root(), "/tmp");
    unsetenv("TMPDIR");
    assert_string_equal(neume_temp_root(), "/tmp");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_come_and_go),
        cmocka_unit_test(files_have_no_name),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests_name("core/temp_folder", tests, NULL, NULL);
}
